package law_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/muniment/muniment/internal/oracle/lawday"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// drawn is how many cases the engine and the day-by-day count are held against each other on.
const drawn = 60_000

// lawAndMore gives the files of the folder law, and two packs of no law that use what ours do not.
func lawAndMore(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	own := os.DirFS(".")
	for _, pattern := range []string{"pack/*.yaml", "testdata/zz-*.yaml", "calendar.yaml", "calendar/*.csv"} {
		names, err := fs.Glob(own, pattern)
		if err != nil || names == nil {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			b, err := fs.ReadFile(own, name)
			if err != nil {
				t.Fatal(err)
			}
			files[strings.Replace(name, "testdata/", "pack/", 1)] = &fstest.MapFile{Data: b}
		}
	}
	return files
}

// A pair is a law as the engine reads it and as the oracle does.
type pair struct {
	name   string
	engine *law.Law
	oracle *lawday.Reading
	rules  []string
}

func pairs(t *testing.T) []pair {
	t.Helper()
	files := lawAndMore(t)
	lib, err := law.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := lawday.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	var out []pair
	add := func(name string, w *law.Law, err error, o *lawday.Reading) {
		if err != nil || o == nil {
			t.Fatalf("%s: %v", name, err)
		}
		rules := o.Rules()
		if got := slices.Sorted(slices.Values(w.Rules())); !slices.Equal(got, rules) {
			t.Errorf("%s has the rules %q, want %q", name, got, rules)
		}
		out = append(out, pair{name, w, o, rules})
	}
	for _, office := range []string{"VN", "EM", "CH", "ZZ"} {
		w, err := lib.Office(ipr.Office(office))
		add("--office "+office, w, err, book.Office(office))
	}
	for _, p := range lib.Packs() {
		offices := []string{"VN", "EM", "CH"} // a treaty takes the calendar of the office asked about
		if p.Office != "" {
			offices = []string{string(p.Office)}
		}
		for _, office := range offices {
			w, err := lib.Only(p.ID, ipr.Office(office))
			add("--pack "+p.ID+" --office "+office, w, err, book.Only(p.ID, office))
		}
	}
	return out
}

// TestEngineAgreesWithDayByDayCount draws facts around everything that moves a date and wants the same four dates, or no
// answer, of both.
func TestEngineAgreesWithDayByDayCount(t *testing.T) {
	laws := pairs(t)
	d := draw{rand.New(rand.NewPCG(2026, 4))}
	different, answered := 0, 0
	rules := map[string]int{}
	for range drawn {
		p := laws[d.below(len(laws))]
		if d.oneIn(3) {
			p = laws[d.below(4)]
		}
		id := p.rules[d.below(len(p.rules))]
		facts := d.facts(p.oracle.Events(id))
		if a, err := p.oracle.Date(id, facts); err == nil && a.Due != "" && d.oneIn(2) {
			facts = d.more(facts, a)
		}
		if right, ok := strings.CutPrefix(id, "*."); ok && d.oneIn(2) {
			id = []string{"TM.", "PT.", "UM.", "DS.", "GI.", "LD."}[d.below(6)] + right
		}
		got, gotErr := engine(p.engine, id, facts)
		want, wantErr := p.oracle.Date(id, facts)
		if wantErr == nil {
			answered++
			rules[p.name+" "+id]++
		}
		if got == want && (gotErr == nil) == (wantErr == nil) {
			continue
		}
		if different++; different <= 10 {
			t.Errorf("law date %s %s%s\n got  %+v, error: %v\n want %+v, error: %v", id, p.name, command(facts), got, gotErr, want, wantErr)
		}
	}
	seen := map[string]int{}
	for _, p := range laws {
		for what, n := range p.oracle.Seen() {
			seen[what] += n
		}
		for _, id := range p.rules {
			if right, ok := strings.CutPrefix(id, "*."); ok && rules[p.name+" TM."+right] > 0 {
				continue
			}
			if rules[p.name+" "+id] == 0 {
				t.Errorf("%s %s was never answered", p.name, id)
			}
		}
	}
	for _, what := range []string{"rolled", "outage", "stood still", "extended", "not extended", "capped", "alternative", "choice", "set", "renewed", "officer", "practice"} {
		if seen[what] < 300 {
			t.Errorf("only %d cases in which %s was tried", seen[what], what)
		}
	}
	if answered < drawn/2 || answered > drawn-drawn/50 {
		t.Errorf("%d of %d cases have an answer: too few, or too few errors", answered, drawn)
	}
	t.Logf("%d cases, %d with an answer, %d differences; %v", drawn, answered, different, seen)
}

// engine asks the engine, the facts told in order.
func engine(w *law.Law, id string, facts []lawday.Fact) (lawday.Dates, error) {
	var f law.Facts
	for _, x := range facts {
		if err := f.Tell(x.Name, x.Value); err != nil {
			return lawday.Dates{}, err
		}
	}
	a, err := w.Date(id, &f)
	if err != nil {
		return lawday.Dates{}, err
	}
	return lawday.Dates{Opens: a.Opens.String(), Due: a.Due.String(), Date: a.Date.String(), GraceEnd: a.GraceEnd.String()}, nil
}

// command writes facts as the program takes them, to try a difference by hand.
func command(facts []lawday.Fact) string {
	var b strings.Builder
	for _, x := range facts {
		fmt.Fprintf(&b, " --fact %s=%s", x.Name, x.Value)
	}
	return b.String()
}

// draw draws facts.
type draw struct{ *rand.Rand }

func (d draw) below(n int) int          { return d.IntN(n) }
func (d draw) oneIn(n int) bool         { return d.IntN(n) == 0 }
func (d draw) pick(of ...string) string { return of[d.IntN(len(of))] }

// edges are days at which something changes: versions, Tết, swapped days, leap days, the ends of tables and of months.
var edges = func() []time.Time {
	var out []time.Time
	for _, s := range strings.Fields(`2006-07-01 2010-01-01 2010-07-01 2011-01-01 2012-01-01 2015-01-31 2018-01-15 2019-11-01 2019-12-30
		2020-02-26 2020-02-29 2022-01-01 2023-01-01 2024-02-29 2024-05-13 2025-04-26 2025-08-31 2026-01-02 2026-01-10 2026-02-16 2026-02-20
		2026-04-01 2026-04-30 2026-08-22 2026-08-31 2026-09-02 2026-11-24 2026-12-31 2027-01-01 2027-02-04 2027-02-10 2027-11-24 2027-12-31
		2017-10-01 2003-01-01 1996-02-29 2000-02-29 2028-02-29 2008-08-31 2021-10-31`) {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			panic(err)
		}
		out = append(out, t)
	}
	return out
}()

// day draws a day from 1995 to 2032, often an edge, the day before or behind, or the end of a month.
func (d draw) day() time.Time {
	switch d.below(4) {
	case 0:
		return edges[d.below(len(edges))].AddDate(0, 0, d.below(3)-1)
	case 1: // last days of months
		return time.Date(1995+d.below(38), time.Month(1+d.below(12)), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1-d.below(3))
	case 2: // such that a period of whole months may end on an edge
		return edges[d.below(len(edges))].AddDate(0, -d.below(60), d.below(3)-1)
	}
	if d.oneIn(2) { // the years in which the law of Viet Nam changed, and of which there are tables of holidays
		return time.Date(2022+d.below(6), time.January, 1+d.below(366), 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1995+d.below(38), time.January, 1+d.below(366), 0, 0, 0, 0, time.UTC)
}

// near draws a day some time after another one, or a little before it.
func (d draw) near(t time.Time) time.Time {
	if d.oneIn(2) {
		return t.AddDate(0, d.below(25), d.below(5)-2)
	}
	return t.AddDate(0, 0, d.below(400)-30)
}

func text(t time.Time) string { return t.Format(time.DateOnly) }

// facts draws the events that a rule may ask for, most of them, and what else may move its date.
func (d draw) facts(events []string) []lawday.Fact {
	var facts []lawday.Fact
	tell := func(name, value string) { facts = append(facts, lawday.Fact{Name: name, Value: value}) }
	first := d.day()
	for _, event := range events {
		if event == "set" || event == "officer_date" {
			continue
		}
		computed := event == "expiry" || event == "priority_or_filing"
		if d.oneIn(12) && !computed || computed && !d.oneIn(6) {
			continue
		}
		at := first
		if d.oneIn(2) {
			at = d.near(first)
		}
		if d.oneIn(10) {
			at = d.day()
		}
		tell(event, text(at))
		if event == "priority" || d.oneIn(20) {
			for range d.below(3) {
				tell(event, text(d.near(at)))
			}
		}
		if d.oneIn(10) {
			tell(event+"_anniversary", text(d.near(at)))
		}
	}
	if d.oneIn(2) || slices.Contains(events, "grant") && !d.oneIn(10) {
		tell("anniversary", strconv.Itoa(1+d.below(21)))
	}
	if d.oneIn(3) {
		tell("renewals", strconv.Itoa(d.below(5)))
	}
	if slices.Contains(events, "set") && !d.oneIn(3) || d.oneIn(40) {
		tell("set", strconv.Itoa(1+d.below(8)))
	}
	for d.oneIn(3) {
		tell("declaration", d.pick("5(2)(b)", "5(2)(c)", "18(1)(b)", "29(4)", "one", "two"))
	}
	if d.oneIn(3) {
		tell("practice", d.pick("on", "off", "off"))
	}
	if d.oneIn(3) {
		for range 1 + d.below(4) {
			tell("extension_requested", text(d.near(first)))
		}
	}
	if d.oneIn(3) {
		for range 1 + d.below(4) {
			from := d.near(first)
			to := text(from.AddDate(0, 0, d.below(90)))
			if d.oneIn(6) {
				to = ""
			}
			tell("tolled", d.pick("", "", "waiting:", "court:", "applicant_response_pending:", "suspended_for_court_case:", "asleep:")+text(from)+".."+to)
		}
	}
	if d.oneIn(2) {
		for range 1 + d.below(3) {
			from := first.AddDate(d.below(3), d.below(24), d.below(7)-3)
			tell("outage", text(from)+".."+text(from.AddDate(0, 0, d.below(12))))
		}
	}
	if slices.Contains(events, "officer_date") && !d.oneIn(4) || d.oneIn(25) {
		tell("officer_date", text(d.near(first)))
		if !d.oneIn(4) {
			tell("officer_reason", "the applicant was ill")
		}
		if !d.oneIn(4) {
			tell("officer", "Nguyễn Thị An")
		}
	}
	if d.oneIn(200) {
		tell(d.pick("filing", "notice", "tolled", "outage", "renewals", "practice"), d.pick("2026-02-30", "2026-13-01", "never", "2026-01-02..2026-01-01", "-1"))
	}
	if d.oneIn(3) {
		d.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	}
	return facts
}

// more adds what touches the end that was found: outages, requests and times of standing still about that day.
func (d draw) more(facts []lawday.Fact, found lawday.Dates) []lawday.Fact {
	ends := []string{found.Due, found.Date}
	if found.GraceEnd != "" {
		ends = append(ends, found.GraceEnd)
	}
	end, err := time.Parse(time.DateOnly, d.pick(ends...))
	if err != nil {
		panic(err)
	}
	about := func() time.Time { return end.AddDate(0, 0, d.below(9)-4) }
	for range 1 + d.below(3) {
		switch d.below(3) {
		case 0:
			from := about()
			facts = append(facts, lawday.Fact{Name: "outage", Value: text(from) + ".." + text(from.AddDate(0, 0, d.below(9)))})
		case 1:
			facts = append(facts, lawday.Fact{Name: "extension_requested", Value: text(about())})
		case 2:
			from := about()
			if d.oneIn(3) {
				from = end.AddDate(0, -d.below(12), d.below(31))
			}
			facts = append(facts, lawday.Fact{Name: "tolled", Value: text(from) + ".." + text(from.AddDate(0, 0, d.below(40)))})
		}
	}
	return facts
}

// TestDrawnCasesAreTheSame holds that the seed gives the same cases on every machine, so that a difference can be told.
func TestDrawnCasesAreTheSame(t *testing.T) {
	a, b := draw{rand.New(rand.NewPCG(1, 2))}, draw{rand.New(rand.NewPCG(1, 2))}
	names := []string{"filing", "grant", "priority"}
	for range 100 {
		if x, y := a.facts(names), b.facts(names); !slices.Equal(x, y) {
			t.Fatalf("%v and %v", x, y)
		}
	}
}
