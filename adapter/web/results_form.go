package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// maxQuery is the greatest number of characters that are searched for; no mark of the corpora we know is longer.
const maxQuery = 200

// limits are the numbers of results that a reader can ask for.
var limits = []int{20, 50, 100, 200}

// SearchForm is the form as the reader filled it.
type SearchForm struct {
	Text    string
	Kind    string
	Class   string
	Related bool
	Phase   string
	Limit   int
}

// readQuery reads the search form. Errors: Invalid.
func readQuery(values url.Values) (Query, SearchForm, error) {
	f := SearchForm{Text: strings.TrimSpace(values.Get("q")), Class: strings.TrimSpace(values.Get("class")), Related: values.Get("related") != "", Phase: values.Get("phase"), Limit: limits[0]}
	if n, err := strconv.Atoi(values.Get("limit")); err == nil {
		i, _ := slices.BinarySearch(limits, n)
		f.Limit = limits[min(i, len(limits)-1)]
	}
	if !slices.Contains(phases, f.Phase) {
		f.Phase = ""
	}
	if f.Kind = values.Get("kind"); !slices.Contains(ipr.Kinds(), ipr.Kind(f.Kind)) {
		f.Kind = ""
	}
	q := Query{Related: f.Related, Phase: f.Phase, Limit: f.Limit}
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.Is(unicode.Cf, r) && r != 0x200c && r != 0x200d, unicode.Is(unicode.Co, r):
			return -1 // what cannot be seen cannot be searched for
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFC.String(f.Text))
	q.Text = strings.Join(strings.Fields(clean), " ")
	f.Text = q.Text
	if n := utf8.RuneCountInString(q.Text); n > maxQuery {
		f.Text = firstRunes(q.Text, maxQuery)
		return q, f, fault.New(fault.Invalid, "a search takes at most %d characters; this one has %d", maxQuery, n)
	}
	for _, c := range strings.FieldsFunc(f.Class, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
		n, err := ipr.ParseNice(c)
		if err != nil {
			f.Class = firstRunes(f.Class, 60)
			return q, f, err
		}
		q.Classes = append(q.Classes, int(n))
	}
	slices.Sort(q.Classes)
	q.Classes = slices.Compact(q.Classes)
	var names []string
	for _, c := range q.Classes {
		names = append(names, strconv.Itoa(c))
	}
	f.Class = strings.Join(names, ", ")
	return q, f, nil
}

// phases are the choices of status; "" is any.
var phases = []string{"", "open", "live", "pending", "dead"}

// address is the form's permanent address, with what is not the default.
func (f SearchForm) address(path string) string {
	q := url.Values{"q": {f.Text}}
	if f.Kind != "" {
		q.Set("kind", f.Kind)
	}
	if f.Class != "" {
		q.Set("class", strings.ReplaceAll(f.Class, " ", ""))
	}
	if f.Related {
		q.Set("related", "1")
	}
	if f.Phase != "" {
		q.Set("phase", f.Phase)
	}
	if f.Limit != limits[0] {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	return path + "?" + q.Encode()
}
