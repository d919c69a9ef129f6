package law_test

import (
	"os"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// everything tells facts enough for every rule of our packs, and is what fuzzed rules are asked with.
const everything = `filing=2024-02-29 priority=2023-08-31 publication=2026-03-31 acceptance=2026-01-31 found_valid=2026-02-28 decision=2027-01-31
	exam_request=2026-06-30 early_request=2026-05-31 notice=2026-06-30 grant=2026-08-31 grant_notice=2026-07-31 registration=2026-08-31 disclosure=2025-12-31
	request=2026-02-16 renewal_recorded=2026-02-16 decision_received_or_known=2026-02-16 first_appeal_decision=2026-02-16 anniversary=2 renewals=1
	creation=2020-02-29 first_exploitation=2021-02-28 opposition_admissible=2026-01-31 cooling_off_end=2026-03-31 decision_notified=2026-03-31
	missed_deadline=2026-03-31 removal_of_cause=2026-05-31 registration_publication=2026-05-31 grant_publication=2026-05-31 first_filing=2025-08-31
	notification=2026-01-31 international_registration=2026-01-31 cancellation=2026-05-31 ISR_transmittal=2026-05-31 notification_received=2026-05-31
	invitation=2026-05-31 extension_requested=2026-06-01 tolled=2026-04-01..2026-05-01 tolled=2026-09-01.. outage=2026-08-31..2026-09-10`

func told(t testing.TB, facts string) *law.Facts {
	t.Helper()
	var f law.Facts
	for fact := range strings.FieldsSeq(facts) {
		name, value, _ := strings.Cut(fact, "=")
		if err := f.Tell(name, value); err != nil {
			t.Fatal(err)
		}
	}
	return &f
}

// ask asks a law for every rule and holds the answers to be whole: dates that exist, in an order that can be, and words.
func ask(t *testing.T, w *law.Law, f *law.Facts) {
	t.Helper()
	for _, id := range w.Rules() {
		a, err := w.Date(id, f)
		if err != nil {
			if err.Error() == "" {
				t.Errorf("%s: an error without words", id)
			}
			continue
		}
		for _, d := range []ipr.Date{a.Opens, a.Due, a.Date, a.GraceEnd} {
			if d.IsZero() {
				continue
			}
			if back, err := ipr.ParseDate(d.String()); !d.Exact() || err != nil || back != d {
				t.Errorf("%s: %+v is no day", id, d)
			}
		}
		if a.Rule == nil || a.Due.IsZero() != a.Date.IsZero() || a.Date.IsZero() && !a.GraceEnd.IsZero() {
			t.Errorf("%s: rule %v, due %s, date %s, grace %s", id, a.Rule, a.Due, a.Date, a.GraceEnd)
		}
		if a.Date.Compare(a.Due) < 0 && !a.Date.IsZero() {
			t.Errorf("%s: due %s but ends on %s", id, a.Due, a.Date)
		}
		for _, l := range []locale.Lang{locale.En, locale.Vi} {
			for _, s := range a.In(w, id, l).Explanation {
				if s.Text == "" {
					t.Errorf("%s: the step %s has no words", id, s.Step)
				}
			}
		}
	}
}

// FuzzParsePack reads any bytes as a pack, and asks what was read for every date of it.
func FuzzParsePack(f *testing.F) {
	for _, name := range []string{"pack/paris.yaml", "testdata/zz-1.yaml", "testdata/zz-2.yaml"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	words := "title: {vi: a, en: b}\nlaw: {vi: a, en: b}\nfrom: 2000-01-01\nsources: {s: x}\n"
	rule := func(head, members string) []byte {
		return []byte("pack: try\n" + head + words + "rules:\n  - {id: TM.try, fact: F, kind: office_target, title: {vi: a, en: b}, text: {vi: a, en: b}, from: 2000-01-01, source: [s], confidence: B, " + members + "}\n")
	}
	f.Add(rule("", "anchor: filing, amount: 1, unit: month"))
	f.Add(rule("office: ZZ\ncalendar: vn\n", "anchor: filing, amount: 1200, unit: working_day, roll: next_working_day"))
	f.Add(rule("", "anchor: filing, amount: 2000000000, unit: working_day"))
	f.Add(rule("", "anchor: filing, amount: 9223372036854775807, unit: year"))
	f.Add(rule("", "anchor: filing, amount: -5, unit: month_in"))
	f.Add(rule("over: try\n", "anchor: filing, amount: 1, unit: day"))
	f.Add(rule("", "anchor: filing, choose: [{rule: TM.try}]"))
	f.Add(rule("", "anchor: expiry, amount: 1, unit: day"))
	f.Add([]byte(strings.Replace(string(rule("", "anchor: expiry, amount: 1, unit: day")), "TM.try", "TM.term", 1)))
	f.Add(rule("", "anchor: 'until:filing', unit: 'until:'"))
	f.Add(rule("", "anchor: filing, amount: 1, unit: month, extensions: {times: 2000000000, by: {amount: 1200, unit: year}}, tolled_by: [a], max: {amount: 1, unit: day}, min: {amount: 3, unit: year}"))
	f.Add([]byte("a: &a [1]\nb: [*a, *a]\n"))
	facts := told(f, everything)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := law.ParsePack(b)
		if err != nil {
			return
		}
		if p.ID == "" {
			t.Error("a pack without a name")
		}
		lib, err := law.Own().With(p)
		if err != nil {
			return
		}
		for _, office := range []ipr.Office{"", "VN", p.Office} {
			if w, err := lib.Only(p.ID, office); err == nil {
				ask(t, w, facts)
			}
		}
		if w, err := lib.Office(p.Office); err == nil {
			ask(t, w, facts)
		}
	})
}

// TestEmptyEntryOfAPackIsRefused guards a list in which an entry was begun and left empty, as hands do in a file of law.
func TestEmptyEntryOfAPackIsRefused(t *testing.T) {
	const head = "pack: try\ntitle: {vi: a, en: b}\nlaw: {vi: a, en: b}\nfrom: 2000-01-01\n"
	for _, list := range []string{"rules:\n  -\n", "rules: [null]", "fees: [null]", "bills: [null]", "discounts: [null]", "requirements: [null]", "machines: [null]",
		"machines: [{right: TM, title: {vi: a, en: b}, states: [null], acts: [null]}]"} {
		t.Run(list, func(t *testing.T) {
			defer func() {
				if x := recover(); x != nil {
					t.Errorf("panic: %v", x)
				}
			}()
			p, err := law.ParsePack([]byte(head + list))
			if err != nil {
				return
			}
			lib, err := law.Own().With(p)
			if err != nil {
				return
			}
			w, err := lib.Only("try", "VN")
			if err != nil {
				return
			}
			t.Error("the pack is taken")
			ask(t, w, told(t, everything))
			if _, err := lib.Check("try"); err != nil {
				t.Log(err)
			}
		})
	}
}

// FuzzParseAnchor reads any text as an anchor; what is read is written as it was, or as something that is read the same.
func FuzzParseAnchor(f *testing.F) {
	for _, s := range []string{"filing", "priority_or_filing", "latest(publication, exam_request)", "earliest(grant, first_exploitation, creation+5y)",
		"anniversary(grant)", "publication+1m", "expiry", "filing+1y+2m+3d", "", "latest()", "latest(", "anniversary(a,b)", "a+", "a+1", "a+99999999999999999999y",
		"a b", "latest(latest(latest(a,b),c),d)+1d", strings.Repeat("latest(", 500) + "a" + strings.Repeat(")", 500), "+1y", ")", "latest(a,)", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := law.ParseAnchor(s)
		if err != nil {
			return
		}
		b, err := law.ParseAnchor(a.String())
		if err != nil {
			t.Fatalf("%q is read, but not as it is written: %q: %v", s, a, err)
		}
		if a.String() != b.String() || strings.Join(a.Events(), " ") != strings.Join(b.Events(), " ") {
			t.Errorf("%q is read as %q with %q, then as %q with %q", s, a, a.Events(), b, b.Events())
		}
		for _, l := range []locale.Lang{locale.En, locale.Vi} {
			if !a.IsZero() && a.In(l) == "" {
				t.Errorf("%q has no words", s)
			}
		}
	})
}

// FuzzTell tells three facts more and asks our packs for every date.
func FuzzTell(f *testing.F) {
	f.Add("filing", "2026-02-10", "publication", "2026-04-20", "priority", "2025-02-28")
	f.Add("tolled", "waiting:2026-01-01..2026-02-01", "tolled", "2026-01-01..", "outage", "2026-08-31..2026-09-03")
	f.Add("tolled", "..2026-02-01", "outage", "2026-08-31..", "outage", "2026-09-01..2026-08-01")
	f.Add("renewals", "100000", "anniversary", "100000", "set", "100000")
	f.Add("anniversary", "100000", "grant", "2026-08-31", "practice", "on")
	f.Add("renewals", "-1", "anniversary", "-1", "set", "0")
	f.Add("officer_date", "2026-02-30", "officer", "", "officer_reason", "x")
	f.Add("officer_date", "2026-02-28", "officer", "An", "officer_reason", "x")
	f.Add("outage", "0001-01-01..9999-12-31", "filing", "9999-12-31", "grant", "0001-01-01")
	f.Add("tolled", "0001-01-01..9999-12-31", "filing", "9999-12-31", "notice", "9999-12-31")
	f.Add("filing", "2026", "filing", "2026-02", "filing", "0000-00-00")
	f.Add("practice", "off", "declaration", "5(2)(b)", "expiry", "2026-02-28")
	f.Add("", "", "\x00", "\xff", "items", "7,2")
	var laws []*law.Law
	for _, office := range []ipr.Office{"VN", "EM", "CH"} {
		w, err := law.Own().Office(office)
		if err != nil {
			f.Fatal(err)
		}
		laws = append(laws, w)
	}
	for _, pack := range []string{"paris", "madrid", "pct", "hague", "lisbon"} {
		w, err := law.Own().Only(pack, "VN")
		if err != nil {
			f.Fatal(err)
		}
		laws = append(laws, w)
	}
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2, name3, value3 string) {
		facts := told(t, everything)
		for _, x := range [][2]string{{name1, value1}, {name2, value2}, {name3, value3}} {
			if err := facts.Tell(x[0], x[1]); err != nil && err.Error() == "" {
				t.Error("an error without words")
			}
		}
		for _, w := range laws {
			ask(t, w, facts)
		}
	})
}
