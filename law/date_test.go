package law_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// facts reads "filing=2026-02-10 publication=2026-03-20".
func facts(t testing.TB, s string) *law.Facts {
	t.Helper()
	f := new(law.Facts)
	for part := range strings.FieldsSeq(s) {
		name, value, _ := strings.Cut(part, "=")
		if err := f.Tell(name, value); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func office(t testing.TB, code string) *law.Law {
	t.Helper()
	w, err := law.Own().Office(ipr.Office(code))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheVersionIsThatOfTheEventThatTheRuleNames(t *testing.T) {
	w := office(t, "VN")
	for _, c := range []struct{ rule, id, facts, date string }{
		{"published before April 2026: five months", "TM.opposition", "filing=2026-02-10 publication=2026-03-20", "2026-08-20"},
		{"published after: three", "TM.opposition", "filing=2026-02-10 publication=2026-04-20", "2026-07-20"},
		{"the target of examination follows the publication too", "TM.substantive_exam", "filing=2026-02-10 publication=2026-03-20", "2026-12-20"},
		{"and so after", "TM.substantive_exam", "filing=2026-02-10 publication=2026-04-20", "2026-09-20"},
		{"filed before: 42 months, rolled over the new year", "PT.request_examination", "priority=2025-06-30 filing=2026-03-31", "2029-01-02"},
		{"filed after: 36", "PT.request_examination", "priority=2025-06-30 filing=2026-04-01", "2028-06-30"},
		{"the office applied the window of 2023 to older files", "TM.opposition", "filing=2022-06-01 publication=2023-02-01", "2023-07-03"},
		{"by the words of the law it would not", "TM.opposition", "filing=2022-06-01 publication=2023-02-01 practice=off", ""},
	} {
		a, err := w.Date(c.id, facts(t, c.facts))
		got := ""
		if err == nil {
			got = a.Date.String()
		}
		if got != c.date {
			t.Errorf("%s: %s with %s is %q, want %q (%v)", c.rule, c.id, c.facts, got, c.date, err)
		}
	}
}

func TestEveryStepIsToldInBothLanguages(t *testing.T) {
	for _, l := range locale.Langs() {
		for _, k := range law.StepKinds() {
			if _, ok := locale.Lookup(l, "law.step."+string(k)); !ok {
				t.Errorf("%s: the step %s has no words", l, k)
			}
		}
		for _, k := range law.Kinds() {
			if _, ok := locale.Lookup(l, "law.kind."+string(k)); !ok {
				t.Errorf("%s: the kind %s has no words", l, k)
			}
		}
		for _, p := range law.Own().Packs() {
			for _, r := range p.Rules {
				for _, e := range append(r.Anchor.Events(), r.VersionBy.Events()...) {
					if _, ok := locale.Lookup(l, "law.event."+e); !ok {
						t.Errorf("%s: the event %s of %s has no words", l, e, r.ID)
					}
				}
				for _, s := range append(r.TolledBy, r.Then) {
					if _, ok := locale.Lookup(l, "law.state."+s); !ok && s != "" {
						t.Errorf("%s: the state %s of %s has no words", l, s, r.ID)
					}
				}
			}
		}
	}
}

func TestNoPackHasDefects(t *testing.T) {
	for _, p := range law.Own().Packs() {
		found, err := law.Own().Check(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if !f.Confirm {
				t.Errorf("%s: %s: %v", f.Pack, f.Where, f.Why)
			}
		}
	}
}

func BenchmarkDate(b *testing.B) {
	w := office(b, "VN")
	f := facts(b, "filing=2026-02-10 publication=2026-04-20 priority=2025-06-30 grant=2024-08-31 anniversary=5")
	rules := []string{"TM.opposition", "PT.request_examination", "TM.renewal_window", "PT.annuity_window", "TM.substantive_exam"}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := w.Date(rules[n%len(rules)], f); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "dates/s")
}
