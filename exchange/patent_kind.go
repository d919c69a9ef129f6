package exchange

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/ipr"
)

// patentKind tells patents, utility models and designs apart: by what a document says of the application, by the kind of the
// application as DOCDB has it, or by the kind of the publication after ST.16, whose letters U, Y and Z are the levels of
// utility models and S designs.
func patentKind(told, application, publication string) ipr.Kind {
	switch strings.ToLower(strings.NewReplacer("-", " ", "_", " ").Replace(told)) {
	case "utility model", "实用新型", "20":
		return ipr.Utility
	case "design", "外观设计", "30":
		return ipr.Design
	case "utility", "plant", "reissue", "sir", "发明专利", "发明", "patent", "invention", "10":
		return ipr.Patent
	}
	switch first(application) {
	case 'U':
		return ipr.Utility
	case 'F':
		return ipr.Design
	}
	switch first(publication) {
	case 'U', 'Y', 'Z':
		return ipr.Utility
	case 'S':
		return ipr.Design
	}
	return ipr.Patent
}

func first(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// publicationNumber gives the form in which numbers of publications are kept, so that the same publication is told once
// whatever document tells it: without the office, strokes and blanks; without the zeros that fill numbers of the United
// States and Japan (9648662 for 09648662, D654321 for D0654321); published applications of the United States with seven
// digits behind the year (20210049351 for DOCDB's 2021049351).
func publicationNumber(office, number string) string {
	n := strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(number)), ""))
	if rest, ok := strings.CutPrefix(n, office); ok && len(office) == 2 && startsDigit(strings.TrimLeft(rest, "/")) {
		n = strings.TrimLeft(rest, "/")
	}
	switch office {
	case "WO":
		n = strings.ReplaceAll(n, "/", "")
	case "US":
		n = strings.NewReplacer("/", "", ",", "").Replace(n)
		if len(n) == 10 && digits(n) && (n[:2] == "20") {
			n = n[:4] + "0" + n[4:]
		}
		n = withoutZeros(n)
	case "JP":
		n = withoutZeros(n)
	}
	return n
}

// withoutZeros leaves out the zeros between the letters that a number begins with and its digits.
func withoutZeros(n string) string {
	letters := 0
	for letters < len(n) && (n[letters] < '0' || n[letters] > '9') {
		letters++
	}
	if rest := strings.TrimLeft(n[letters:], "0"); rest != "" && digits(rest) {
		return n[:letters] + rest
	}
	return n
}
