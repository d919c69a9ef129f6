package ipr

import (
	"maps"
	"slices"
)

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

// inids gives the INID code of a field by its name, by standard.
var inids = map[Standard]map[string]string{
	ST60: {
		"registration": "111", "registered": "151", "expiry": "180", "application": "210", "filed": "220", "priority": "300", "published": "441",
		"gazetted": "450", "mark": "540", "kind": "550", "translation": "566", "transliteration": "561", "description": "571",
		"colours": "591", "disclaimer": "526", "vienna": "531", "classes": "511", "applicant": "731", "owner": "732", "holder": "732",
		"representative": "740", "licensee": "791",
	},
	ST9: {
		"registration": "11", "registered": "24", "expiry": "18", "application": "21", "filed": "22", "priority": "30", "published": "43",
		"gazetted": "45", "title": "54", "abstract": "57", "ipc": "51", "applicant": "71", "inventor": "72", "owner": "73", "representative": "74",
	},
	ST80: {
		"registration": "11", "registered": "15", "expiry": "18", "application": "21", "filed": "22", "priority": "30", "published": "43",
		"gazetted": "45", "title": "54", "classes": "51", "views": "55", "applicant": "71", "designer": "72", "owner": "73", "representative": "74",
	},
}

// INIDField gives the code of a field of bibliographic data by the name that pages and documents have for it: "filed" is 220
// of a mark, 22 of a patent. False if the standard has no code for it, or none of which we have a meaning.
func INIDField(s Standard, name string) (Term, bool) {
	code, ok := inids[s][name]
	if !ok {
		return Term{}, false
	}
	return INID(s, code)
}

// INIDFields lists the names of the fields that have a code in the standard, sorted.
func INIDFields(s Standard) []string { return slices.Sorted(maps.Keys(inids[s])) }

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
