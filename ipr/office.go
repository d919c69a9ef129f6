package ipr

import "github.com/muniment/muniment/internal/locale"

// OfficeTerm gives the row of a code of ST.3: states, organisations, former codes, and codes of ISO 3166 that ST.3 has
// not, which stand in addresses; the note says which.
func OfficeTerm(o Office) (Term, bool) { return tableST3().find(string(o)) }

// OfficeName is the name of a state or organisation; an unknown code is shown itself.
func OfficeName(o Office, l locale.Lang) string {
	if t, ok := OfficeTerm(o); ok {
		return t.In(l)
	}
	return string(o)
}

// Offices lists the states and organisations that have a code in our edition of ST.3, former ones left out, by code.
func Offices() []Term {
	var now []Term
	for _, t := range tableST3().Terms {
		if t.Note == "state or territory" || t.Note == "organisation" {
			now = append(now, t)
		}
	}
	return now
}

// LanguageName is the name of a language by its code of ISO 639-1; an unknown code is shown itself.
func LanguageName(code string, l locale.Lang) string {
	if t, ok := tableLanguage().find(code); ok {
		return t.In(l)
	}
	return code
}
