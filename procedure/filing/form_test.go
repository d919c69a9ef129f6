package filing_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

var kinds = []ipr.Kind{ipr.Trademark, ipr.Patent, ipr.Utility, ipr.Design, ipr.GI}

func vietnam(t testing.TB) *law.Law {
	t.Helper()
	l, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What the form asks is exactly what the examiner checks: every requirement of the pack has one question that asks for it.
func TestEveryRequirementIsAskedForOnce(t *testing.T) {
	for _, office := range []ipr.Office{"VN", "EM", "CH"} {
		l, err := law.Own().Office(office)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range kinds {
			f := filing.NewForm(k, l)
			asked := map[string]int{}
			for _, p := range f.Pages {
				for _, q := range p.Questions {
					for _, r := range q.Requirements {
						asked[r.ID]++
					}
				}
			}
			for _, r := range l.Requirements(string(k) + ".file") {
				if asked[r.ID] != 1 {
					t.Errorf("%s: the requirement %s is asked for %d times", office, r.ID, asked[r.ID])
				}
			}
		}
	}
}

func TestFindingLeadsToThePageThatAsks(t *testing.T) {
	l := vietnam(t)
	for _, k := range kinds {
		f := filing.NewForm(k, l)
		a := &filing.Application{V: 1, Kind: k, Language: "vi"}
		for _, found := range filing.Check(a, l) {
			q := found.Question
			for f.Where(q) == "" && strings.Contains(q, ".") {
				q = q[:strings.LastIndexByte(q, '.')]
			}
			if f.Where(q) == "" {
				t.Errorf("%s: %v is to be mended at %q, which no page asks", k, found.Fault, found.Question)
			}
		}
	}
}

func TestSimpleMarkTakesTwelveScreensAtMost(t *testing.T) {
	f := filing.NewForm(ipr.Trademark, vietnam(t))
	a := word()
	n := 1 // the choice of the right
	for i := range f.Pages {
		if f.Pages[i].Shown(a) {
			n++
		}
	}
	if n > 11 { // and the receipt
		t.Errorf("a word mark takes %d screens and the receipt", n)
	}
}

// A requirement that only an office knows is asked for as itself, and holds until it is met.
func TestRequirementOfAnOfficeIsAskedForAsItself(t *testing.T) {
	p, err := law.ParsePack([]byte(`
pack: own
office: VN
from: 2020-01-01
title: {vi: a, en: a}
law: {vi: a, en: a}
sources: {memory: memory}
requirements:
  - {id: TM.file.oath, act: TM.file, what: condition, title: {vi: Lời thề, en: An oath}, must: true, source: [memory], confidence: C}
  - {id: TM.file.photo, act: TM.file, what: document, title: {vi: Ảnh, en: A photograph}, must: true, when: {vi: Có ảnh., en: There is one.}, source: [memory], confidence: C}
`))
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.Own().Corrected(p)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lib.Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	if f := filing.NewForm(ipr.Trademark, l); f.Where("TM.file.oath") != "more" || f.Where("TM.file.photo") != "more" {
		t.Error("the form does not ask for what the office demands")
	}
	a := word()
	lacks := func() []string {
		var ids []string
		for _, f := range filing.Check(a, l) {
			if f.Weight == filing.Lacks && f.Requirement != nil {
				ids = append(ids, f.Requirement.ID)
			}
		}
		return ids
	}
	if got := lacks(); !slices.Equal(got, []string{"TM.file.oath"}) {
		t.Errorf("it lacks %q", got)
	}
	a.Statements = []filing.Statement{{Requirement: "TM.file.oath", Applies: true}, {Requirement: "TM.file.photo", Applies: true}}
	if got := lacks(); !slices.Equal(got, []string{"TM.file.photo"}) {
		t.Errorf("with the oath it lacks %q", got)
	}
	a.Files = []filing.Attachment{{Role: "TM.file.photo", Name: "a.jpg", SHA256: strings.Repeat("0", 64)}}
	if got := lacks(); len(got) > 0 {
		t.Errorf("with both it lacks %q", got)
	}
}
