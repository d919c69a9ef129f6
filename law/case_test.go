package law_test

import (
	"encoding/csv"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// A row of testdata/case.csv: a case that a person can check with a calendar, and the fact that it rests on.
type row struct {
	line                        int
	law, rule, facts            string
	opens, due, date, graceEnd  string
	refused                     string // what the error must name; "" if there is an answer
	pack, fact, source, certain string
	why                         string
}

func rows(t *testing.T) []row {
	t.Helper()
	f, err := os.Open("testdata/case.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	var out []row
	for {
		c, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		if c[0] == "law" {
			continue
		}
		out = append(out, row{line, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12]})
	}
}

// read gives the law that a row names: that of an office, or of a pack for an office.
func read(t *testing.T, name string) *law.Law {
	t.Helper()
	pack, office, pinned := strings.Cut(name, "/")
	if !pinned {
		w, err := law.Own().Office(ipr.Office(name))
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	w, err := law.Own().Only(pack, ipr.Office(office))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func tell(t *testing.T, facts string) *law.Facts {
	t.Helper()
	var f law.Facts
	for _, fact := range strings.Fields(facts) {
		name, value, _ := strings.Cut(fact, "=")
		if err := f.Tell(name, value); err != nil {
			t.Fatal(err)
		}
	}
	return &f
}

func TestCasesCheckedByHand(t *testing.T) {
	for _, c := range rows(t) {
		w := read(t, c.law)
		a, err := w.Date(c.rule, tell(t, c.facts))
		where := func(format string, args ...any) {
			t.Helper()
			t.Errorf("case.csv:%d: %s %s %s (%s): "+format, append([]any{c.line, c.law, c.rule, c.facts, c.why}, args...)...)
		}
		if c.refused != "" {
			if err == nil {
				where("%s, want an error that names %q", a.Date, c.refused)
			} else if !strings.Contains(err.Error(), c.refused) {
				where("error %q does not name %q", err, c.refused)
			}
			if !slices.ContainsFunc(w.Versions(c.rule), c.restsOn) {
				where("no version rests on %s (%s, %s)", c.fact, c.source, c.certain)
			}
			continue
		}
		if err != nil {
			where("%v", err)
			continue
		}
		for _, d := range []struct {
			name string
			got  ipr.Date
			want string
		}{{"opens", a.Opens, c.opens}, {"due", a.Due, c.due}, {"date", a.Date, c.date}, {"grace_end", a.GraceEnd, c.graceEnd}} {
			if d.got.String() != d.want {
				where("%s is %q, want %q", d.name, d.got, d.want)
			}
		}
		if !c.restsOn(a.Rule) {
			where("answered by %s %s of %s (%s, %s), want %s (%s, %s)", a.Rule.ID, a.Rule.From, a.Rule.Fact,
				strings.Join(a.Rule.Source, " "), a.Rule.Confidence, c.fact, c.source, c.certain)
		}
		if told := a.In(w, c.rule, locale.En); told.Pack != c.pack || told.Fact != c.fact || told.Rule != c.rule {
			where("told as %s of %s, %s, want %s of %s, %s", told.Rule, told.Pack, told.Fact, c.rule, c.pack, c.fact)
		}
	}
}

// restsOn tells whether a version carries the fact of the row, with its source and confidence.
func (c row) restsOn(r *law.Rule) bool {
	return r.Fact == c.fact && strings.Join(r.Source, " ") == c.source && string(r.Confidence) == c.certain
}

// TestEveryRuleHasACase fails for a new version of a rule until a case is worked out for it.
func TestEveryRuleHasACase(t *testing.T) {
	all := rows(t)
	if len(all) < 300 {
		t.Errorf("%d cases, want at least 300", len(all))
	}
	n := 0
	for _, p := range law.Own().Packs() {
		for _, r := range p.Rules {
			n++
			covered := slices.ContainsFunc(all, func(c row) bool {
				_, step, _ := strings.Cut(c.rule, ".")
				same := c.rule == r.ID || "*."+step == r.ID
				return c.pack == p.ID && same && c.refused == "" && c.fact == r.Fact || c.pack == p.ID && same && chosen(r, c)
			})
			if !covered {
				t.Errorf("%s: %s from %s (%s) has no case in testdata/case.csv", p.ID, r.ID, r.From, r.Fact)
			}
		}
	}
	t.Logf("%d cases over %d versions of rules", len(all), n)
}

// chosen tells whether the row is answered by one of the rules that a rule chooses among.
func chosen(r *law.Rule, c row) bool {
	return len(r.Choose) > 0 && c.refused == "" && r.Pack().ID == c.pack && !strings.Contains(c.fact, "-VN.")
}

// TestCasesReachWhatMovesADate holds that the table has the days that go wrong elsewhere.
func TestCasesReachWhatMovesADate(t *testing.T) {
	all := rows(t)
	for what, in := range map[string]func(c row) bool{
		"29 February":                  func(c row) bool { return strings.HasSuffix(c.due, "-02-29") },
		"from 29 February to the 28th": func(c row) bool { return strings.Contains(c.facts, "-02-29") && strings.HasSuffix(c.due, "-02-28") },
		"Tết 2026":                     func(c row) bool { return c.due >= "2026-02-16" && c.due <= "2026-02-20" && c.date > "2026-02-20" },
		"Tết 2027":                     func(c row) bool { return c.due >= "2027-02-04" && c.due <= "2027-02-10" && c.date == "2027-02-11" },
		"swapped day 31 August 2026":   func(c row) bool { return c.due == "2026-08-31" && c.date == "2026-09-03" },
		"worked Saturday 22 August":    func(c row) bool { return c.due == "2026-08-22" && c.date == "2026-08-22" },
		"a target on a closed day":     func(c row) bool { return c.due == "2026-08-31" && c.date == "2026-08-31" },
		"an outage":                    func(c row) bool { return strings.Contains(c.facts, "outage=") && c.date > c.due },
		"an extension":                 func(c row) bool { return strings.Contains(c.facts, "extension_requested=") },
		"a standstill":                 func(c row) bool { return strings.Contains(c.facts, "tolled=") },
		"practice off":                 func(c row) bool { return strings.Contains(c.facts, "practice=off") && c.refused != "" },
		"a length set by the office":   func(c row) bool { return strings.Contains(c.facts, "set=") && c.refused == "" },
		"a length that may not be":     func(c row) bool { return strings.Contains(c.facts, "set=") && c.refused != "" },
		"a date set by an officer":     func(c row) bool { return strings.Contains(c.facts, "officer_date=") && c.refused == "" },
		"no end":                       func(c row) bool { return c.due == "" && c.refused == "" },
		"a declaration":                func(c row) bool { return strings.Contains(c.facts, "declaration=") },
		"a late act":                   func(c row) bool { return c.graceEnd != "" },
	} {
		if !slices.ContainsFunc(all, in) {
			t.Errorf("no case reaches: %s", what)
		}
	}
}
