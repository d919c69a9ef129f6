package ipr

import (
	"strings"
	"sync"
)

// NumberForm is a form that an office gives its numbers.
type NumberForm struct {
	ID   ID   // office, kind and which number; its Number is the form, with Y for digits of the year and N for others
	Term Term // what the number is; often unverified
}

// NumberForms lists the forms that we know. The caller must not change them.
var NumberForms = sync.OnceValue(func() []NumberForm {
	var forms []NumberForm
	for _, t := range tableNumber().Terms {
		id, err := ParseID(t.Code)
		if err != nil {
			panic("ipr: table/number.csv: " + err.Error())
		}
		forms = append(forms, NumberForm{id, t})
	}
	return forms
})

// PrintNumber writes a number as its office prints it where files hold the bare digits: 88/123,456 for an application
// for a mark in the United States, 1,234,567 for a registration. Every other number is printed as it is.
func PrintNumber(o Office, k Kind, of NumberOf, n string) string {
	if o != "US" || k != Trademark || strings.Trim(n, "0123456789") != "" {
		return n
	}
	switch {
	case of == ApplicationNumber && len(n) == 8:
		return n[:2] + "/" + n[2:5] + "," + n[5:]
	case of == RegistrationNumber:
		for i := len(n) - 3; i > 0; i -= 3 {
			n = n[:i] + "," + n[i:]
		}
	}
	return n
}

// GuessIDs lists the rights that a bare number, as somebody types or prints it, can mean by the forms that we know. The
// ids hold the number as registers keep it. A number of unknown form has none.
func GuessIDs(s string) []ID {
	s = strings.TrimSpace(s)
	var ids []ID
	for _, f := range NumberForms() {
		id := f.ID
		id.Number = s
		if id.Office == "US" {
			id.Number = bare(s)
		}
		if fits(f.ID.Number, s) || id.Office == "US" && fits(bare(f.ID.Number), s) {
			ids = append(ids, id)
		}
	}
	return ids
}

// fits reports whether a number has a form: Y and N stand for one digit each, and the last run of N, if it follows a
// year, for any further digits, since yearly counts outgrow their width.
func fits(form, n string) bool {
	if strings.Contains(form, "YYYY-") && len(n) > len(form) && len(n) <= len(form)+4 {
		form += strings.Repeat("N", len(n)-len(form))
	}
	if len(form) != len(n) {
		return false
	}
	for i := range len(form) {
		placeholder := form[i] == 'Y' || form[i] == 'N'
		if placeholder && !digit(n[i]) || !placeholder && form[i] != n[i] {
			return false
		}
	}
	return true
}

// bare drops the separators of American numbers.
func bare(s string) string { return strings.NewReplacer("/", "", ",", "").Replace(s) }
