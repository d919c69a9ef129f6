package web_test

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	people "github.com/muniment/muniment/office"
)

// The day by which the paper of a power must come is the law's if it has a rule, else the office's.
func TestPaperIsDueByLawElseBySetting(t *testing.T) {
	calendar, err := os.ReadFile("../../law/calendar.yaml")
	must(t, err)
	const head = "pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nsources: {memory: memory}\n"
	const rule = `rules:
  - id: "*.power_original"
    fact: own.power_original
    kind: party_deadline
    title: {vi: Bản gốc, en: The paper}
    text: {vi: a, en: a}
    amount: 1
    unit: month
    anchor: told
    from: 2020-01-01
    version_by: told
    source: [memory]
    confidence: C
`
	signed := ipr.Date{Year: 2026, Month: 1, Day: 5}
	general, single := people.Power{General: true, Signed: signed}, people.Power{Things: []string{"VN/TM/4-2026-00001"}, Signed: signed}
	for _, c := range []struct {
		name, pack string
		within     int
		power      people.Power
		rule       string
		due        bool
	}{
		{"no rule and no setting", head, 0, general, "", false},
		{"the office's setting", head, 30, general, "", true},
		{"the law's rule", head + rule, 30, general, "*.power_original", true},
		{"the law's rule for a single power", head + rule, 0, single, "*.power_original", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newOffice(t).site()
			_, err := s.Handler()
			must(t, err)
			s.Law, err = law.Load(fstest.MapFS{"calendar.yaml": {Data: calendar}, "pack/own.yaml": {Data: []byte(c.pack)}})
			must(t, err)
			s.Office.OriginalWithin = c.within
			due, by, err := web.PaperDue(s, c.power)
			must(t, err)
			if by != c.rule || due.IsZero() == c.due {
				t.Errorf("due %s by %q", due, by)
			}
		})
	}
}
