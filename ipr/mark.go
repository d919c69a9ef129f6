package ipr

import "strings"

// MarkStatus gives what a value of ST.96's MarkCurrentStatusCategory means. Letter case does not matter.
func MarkStatus(value string) (Term, bool) { return findFolded(tableStatus(), value) }

// MarkFeature gives what a value of ST.96's MarkFeatureCategory means: what the sign consists of. The short words of
// our own records, such as "stylized" and "3d", are understood too.
func MarkFeature(value string) (Term, bool) { return findFolded(tableFeature(), value) }

// MarkKind gives what a value of ST.96's MarkCategory means: individual, collective, certification and so on. The
// short words of our own records are understood too.
func MarkKind(value string) (Term, bool) { return findFolded(tableMarkKind(), value) }

// markWords are the short words of our records that are no values of ST.96.
var markWords = map[string]string{
	"stylized":      "Stylized characters",
	"3d":            "Three dimensional",
	"individual":    "Individual mark",
	"collective":    "Collective mark",
	"certification": "Certification mark",
}

func findFolded(t *Table, value string) (Term, bool) {
	if v, ok := markWords[strings.ToLower(value)]; ok {
		value = v
	}
	for _, term := range t.Terms {
		if strings.EqualFold(term.Code, value) {
			return term, true
		}
	}
	return Term{}, false
}
