package search

import (
	"regexp"
	"strings"
)

// Keys stand in the same table as words; a first letter that no word has tells them apart.
const (
	numberMark = "\x01"
	classMark  = "\x02"
)

// NumberKey is a number of an application, a registration or a publication in the form in which numbers are compared:
// capital letters and digits only, without the office before it, the kind of document or the check digit behind it.
// EP 3404678 B1 and 3404678, 18171829.9 and EP18171829 are the same. Of a number of eleven digits that begins with a year the
// nought that fills the serial number is left out, as some collections write publications of the United States: US20210049351A1
// is US2021049351A1. Key is "" for what does not look like a number: if it has five letters in a row, or fewer than three digits (two, if
// two letters are left). The office is that before the number, "" if there is none.
func NumberKey(number string) (key, office string) {
	s := strings.ToUpper(number)
	if wordInNumber.MatchString(s) {
		return "", ""
	}
	if m := checkDigit.FindStringIndex(s); m != nil {
		s = s[:m[0]]
	}
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
	if m := officeBefore.FindString(s); m != "" {
		office, s = m[:2], s[2:]
	}
	if m := kindBehind.FindStringIndex(s); m != nil {
		s = s[:m[0]+1]
	}
	if len(s) == 11 && filledYear.MatchString(s) {
		s = s[:4] + s[5:]
	}
	if n := digits(s); n < 2 || n < 3 && len(s)-n < 2 {
		return "", office
	}
	return numberMark + s, office
}

var (
	wordInNumber = regexp.MustCompile(`\p{L}{5}|[^\x00-\x7f]`)
	checkDigit   = regexp.MustCompile(`\.[0-9X]\s*$`)
	officeBefore = regexp.MustCompile(`^[A-Z]{2}[0-9]`)
	kindBehind   = regexp.MustCompile(`[0-9][A-Z][0-9]?$`)
	filledYear   = regexp.MustCompile(`^(19|20)[0-9]{2}0[0-9]{6}$`)
)

func digits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// ClassKey is a symbol of the IPC, the CPC or the Locarno Classification in the form in which symbols are compared; "" if the
// text is none. Open says that the symbol is a section of others, so that the key may go on: A23F, H01F 27.
func ClassKey(symbol string) (key string, open bool) {
	s := strings.ToUpper(strings.Join(strings.Fields(symbol), ""))
	if m := locarnoForm.FindStringSubmatch(s); m != nil {
		class, sub := m[1], m[2]
		if len(class) == 1 {
			class = "0" + class
		}
		if len(sub) == 1 {
			sub = "0" + sub
		}
		return classMark + class + "-" + sub, false
	}
	m := patentForm.FindStringSubmatch(s)
	switch {
	case m == nil:
		return "", false
	case m[2] == "": // a class or subclass
		return classMark + s, true
	case m[3] == "":
		return classMark + s + "/", true
	}
	return classMark + s, false
}

var (
	locarnoForm = regexp.MustCompile(`^([0-9]{1,2})-([0-9]{1,2})$`)
	patentForm  = regexp.MustCompile(`^[A-HY][0-9]{2}([A-Z]([0-9]{1,4}(/[0-9]{2,6})?)?)?$`)
)
