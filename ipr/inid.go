package ipr

// Standard is a standard of WIPO that gives numbers to bibliographic data, the INID codes.
type Standard string

// The standards with INID codes.
const (
	ST60 Standard = "ST.60" // marks, three digits
	ST9  Standard = "ST.9"  // patents and utility models, two digits
	ST80 Standard = "ST.80" // industrial designs, two digits
)

// INIDStandard is the standard that numbers the data of a kind of right; "" where there is none.
func INIDStandard(k Kind) Standard {
	switch k {
	case Trademark:
		return ST60
	case Patent, Utility:
		return ST9
	case Design:
		return ST80
	}
	return ""
}

// INID gives what an INID code means in a standard. A code that is not in our table may still be one of the standard:
// show it without a title, never refuse it.
func INID(s Standard, code string) (Term, bool) {
	switch s {
	case ST60:
		return tableINID60().find(code)
	case ST9:
		return tableINID9().find(code)
	case ST80:
		return tableINID80().find(code)
	}
	return Term{}, false
}

// DocumentKind gives what a code of ST.16 means on a document of an office. The digit after the letter is each
// office's own: our table knows those of the European Patent Office, and for others tells the letter only.
func DocumentKind(o Office, code string) (Term, bool) {
	if t, ok := tableST16().find(code); ok && (len(code) == 1 || o == "EP") {
		return t, true
	}
	if len(code) != 2 {
		return Term{}, false
	}
	return tableST16().find(code[:1])
}
