package law_test

import (
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/muniment/muniment/law"
)

// shorter is a law that is being tried: two months to oppose a mark instead of three.
const shorter = `
pack: vn-trial
over: vn-2026
office: VN
calendar: vn
title: {vi: Thử nghiệm, en: A trial}
law: {vi: Thử nghiệm, en: A trial}
from: 2026-04-01
rules:
  - id: TM.opposition
    kind: third_party_window
    title: {vi: Phản đối, en: Opposition}
    text: {vi: Hai tháng., en: Two months.}
    anchor: publication
    amount: 2
    unit: month
    from: 2026-04-01
    version_by: publication
    source: memory
    confidence: C
`

func trial(t testing.TB) (before, after *law.Law) {
	t.Helper()
	p, err := law.ParsePack([]byte(shorter))
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.Own().With(p)
	if err != nil {
		t.Fatal(err)
	}
	if after, err = lib.Office("VN"); err != nil {
		t.Fatal(err)
	}
	return office(t, "VN"), after
}

func TestASimulationShowsWhichCasesMove(t *testing.T) {
	before, after := trial(t)
	docket := `{"id":"old","right":"TM","facts":{"filing":"2026-01-10","publication":"2026-03-20","classes":1}}
{"id":"new","right":"TM","facts":{"filing":"2026-02-10","publication":"2026-04-20","classes":1}}

{"id":"design","right":"DS","facts":{"filing":"2026-02-10","publication":"2026-04-20"}}
`
	s, err := law.Simulate(before, after, law.ReadDocket(strings.NewReader(docket)))
	if err != nil {
		t.Fatal(err)
	}
	if s.Cases != 3 || s.Moved != 1 || len(s.First) != 1 {
		t.Fatalf("%d cases, %d moved, %v", s.Cases, s.Moved, s.First)
	}
	m := s.First[0]
	if m.Case != "new" || m.Rule != "TM.opposition" || m.From.String() != "2026-07-20" || m.To.String() != "2026-06-22" {
		t.Errorf("moved: %+v", m)
	}
	if r := s.Rules["TM.opposition"]; r.Same != 1 || r.Earlier != 1 || r.DaysLess != 28 {
		t.Errorf("the rule: %+v", r)
	}
	if july := s.Months["2026-07"]; july == nil || july.Before.Window != july.After.Window+1 {
		t.Errorf("July: %+v", july)
	}
	if _, err := law.Simulate(before, after, law.ReadDocket(strings.NewReader(docket+"{}\n"))); err == nil {
		t.Error("a docket with a broken line is simulated")
	}
}

func BenchmarkSimulate(b *testing.B) {
	before, after := trial(b)
	line := `{"id":"x","right":"TM","facts":{"filing":"2026-02-10","found_valid":"2026-03-01","acceptance":"2026-03-01","publication":"2026-04-20","notice":"2026-09-01","grant":"2027-01-05","registration":"2027-01-05","classes":2}}` + "\n"
	var cases []law.Case
	for c, err := range law.ReadDocket(strings.NewReader(strings.Repeat(line, 20_000))) {
		if err != nil {
			b.Fatal(err)
		}
		cases = append(cases, c)
	}
	var docket iter.Seq2[law.Case, error] = func(yield func(law.Case, error) bool) {
		for _, c := range cases {
			if !yield(c, nil) {
				return
			}
		}
	}
	for b.Loop() {
		if _, err := law.Simulate(before, after, docket); err != nil && err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(cases))/b.Elapsed().Seconds(), "cases/s")
}
