package law_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// own is the file of an office that corrects a period, a fee and a discount, and says nothing of what it lies over.
const own = `
pack: vn-own
office: VN
title: {vi: Đính chính của cơ quan, en: Corrections of the office}
law: {vi: Thông báo nội bộ, en: A notice of the office}
sources: {notice: "notice 12 of the office"}
rules:
  - id: TM.opposition
    fact: OWN.1
    kind: third_party_window
    title: {vi: Phản đối đơn, en: Opposition}
    text: {vi: Bốn tháng., en: Four months.}
    anchor: publication
    amount: 4
    unit: month
    from: 2026-04-01
    source: notice
    confidence: A
fees:
  - {id: filing, title: {vi: Lệ phí nộp đơn, en: Filing}, charge: le_phi, amount: 200000, currency: VND, per: application, source: notice, confidence: A}
discounts:
  - {id: "64-2025", title: {vi: Giảm 10%, en: A tenth}, charge: le_phi, rate: 10, source: notice, confidence: A}
`

func corrected(t *testing.T, text string) *law.Law {
	t.Helper()
	p, err := law.ParsePack([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.Own().Corrected(p)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lib.Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAnOfficeCorrectsItsLawByAFile(t *testing.T) {
	w := corrected(t, own)
	for _, c := range []struct{ rule, id, facts, date string }{
		{"the period that is corrected", "TM.opposition", "filing=2026-02-10 publication=2026-04-20", "2026-08-20"},
		{"its older version stays", "TM.opposition", "filing=2026-02-10 publication=2026-03-20", "2026-08-20"},
		{"other rules stay", "TM.publication", "filing=2026-04-10 found_valid=2026-04-20", "2026-05-20"},
	} {
		a, err := w.Date(c.id, facts(t, c.facts))
		if err != nil || a.Date.String() != c.date {
			t.Errorf("%s: %v %v, want %s", c.rule, a, err, c.date)
		}
	}
	const file = "classes=1 items=1 priorities=0 date=2026-07-01"
	before, err := office(t, "VN").Fee("TM.file", facts(t, file))
	if err != nil {
		t.Fatal(err)
	}
	after, err := w.Fee("TM.file", facts(t, file))
	if err != nil {
		t.Fatal(err)
	}
	// The charge of 150,000 less half of it becomes one of 200,000 less a tenth; nothing else changes.
	if want := before.Total - 75_000 + 180_000; after.Total != want {
		t.Errorf("the bill comes to %d, want %d", after.Total, want)
	}
	if len(after.Lines) != len(before.Lines) {
		t.Errorf("%d lines, want %d: the discount counts once", len(after.Lines), len(before.Lines))
	}
	if m := w.Machine("TM"); m == nil || m != office(t, "VN").Machine("TM") {
		t.Error("the machine is another one")
	}
}

func TestALawIsTriedOverTheOfficesOwn(t *testing.T) {
	p, err := law.ParsePack([]byte(own))
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.Own().Corrected(p)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("vn-own", "vn-try\nover: vn-2026\nfrom: 2026-01-01", "amount: 4", "amount: 6", "200000", "300000").Replace(own)
	tried, err := law.ParsePack([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if lib, err = lib.With(tried); err != nil {
		t.Fatal(err)
	}
	w, err := lib.Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Date("TM.opposition", facts(t, "filing=2026-02-10 publication=2026-04-20"))
	if err != nil || a.Date.String() != "2026-10-20" {
		t.Errorf("%v, %v: six months are tried", a, err)
	}
	b, err := w.Fee("TM.file", facts(t, "classes=1 items=1 priorities=0"))
	if err != nil || b.Lines[0].Amount != 300_000 {
		t.Errorf("%v, %v: 300,000 are tried", b, err)
	}
}

func TestAnOfficesFileIsRefused(t *testing.T) {
	const head = "pack: mine\noffice: VN\ntitle: {vi: a, en: b}\nlaw: {vi: a, en: b}\n"
	for _, c := range []struct{ rule, text, why string }{
		{"a member that a rule has not got", head + "rules:\n  - id: TM.opposition\n    amont: 4\n", "line 7"},
		{"no YAML", head + "rules:\n\t- id: TM.opposition\n", "L6"},
		{"a rule of no kind, by its line", head + "rules:\n  - id: TM.term\n    kind: wish\n", "line 6, rule TM.term"},
		{"a fee without an amount", head + "fees:\n  - {id: a, title: {vi: a, en: b}, charge: fee, currency: VND, per: class}\n", "line 6, fee a"},
		{"a discount that raises", head + "discounts:\n  - {id: a, title: {vi: a, en: b}, charge: fee, rate: 150}\n", "line 6, discount a"},
		{"a machine of no right, as a path would be", head + "machines:\n  - {right: ../TM, title: {vi: a, en: b}, start: a}\n", "line 6, machine"},
		{"no office", "pack: mine\n", "names its office"},
		{"the name of one of our packs", "pack: vn-2026\noffice: VN\n", "there twice"},
		{"over a pack that is not there", head + "over: vn-1905\n", "vn-1905"},
		{"a calendar that is not there", head + "calendar: moon\n", "moon"},
	} {
		p, err := law.ParsePack([]byte(c.text))
		if err == nil {
			_, err = law.Own().Corrected(p)
		}
		if err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %q in it", c.rule, err, c.why)
		}
	}
}

func TestARuleStandsInItsPhase(t *testing.T) {
	for _, c := range []struct{ rule, office, kind, id, phase string }{
		{"a decision of form can be appealed, and one of substance", "VN", "TM", "TM.appeal_first", "appeal"},
		{"the office publishes", "VN", "TM", "TM.publication", "publication"},
		{"examination ends in grant or refusal", "VN", "TM", "TM.substantive_exam", "examination"},
		{"a window begins with what opens it", "VN", "TM", "TM.opposition", "publication"},
		{"opposition after registration", "CH", "TM", "TM.opposition", "protection"},
		{"fees are paid and the state stays", "VN", "TM", "TM.pay_grant_fees", "grant"},
		{"form", "VN", "PT", "PT.formality_exam", "formality"},
		{"a request that ends another clock and stays", "VN", "PT", "PT.publication", "publication"},
		{"a term", "VN", "DS", "DS.term", "protection"},
		{"no act starts it", "VN", "PT", "PT.novelty_grace", ""},
		{"no such rule", "VN", "TM", "TM.nothing", ""},
	} {
		if got := office(t, c.office).PhaseOf(c.kind, c.id); got != c.phase {
			t.Errorf("%s: %s is in phase %q, want %q", c.rule, c.id, got, c.phase)
		}
	}
	for _, code := range []string{"VN", "EM", "CH"} {
		w := office(t, code)
		for _, kind := range w.Rights() {
			if m := w.Machine(kind); m != nil {
				for _, s := range m.States {
					if !strings.Contains(" "+strings.Join(law.Phases(), " ")+" ", " "+s.Phase+" ") {
						t.Errorf("%s %s: the phase %q of %s is not listed", code, kind, s.Phase, s.ID)
					}
				}
			}
		}
	}
}

func TestADocketsValuesAreThoseOfJSON(t *testing.T) {
	docket := `{"id":"a","right":"TM","facts":{"date":"2026-07-01","filing":"\u0032026-02-10","classes":2,"items":[7,8],"priorities":0,"officer":"Nguy\u1ec5n \"An\""}}`
	for c, err := range law.ReadDocket(strings.NewReader(docket)) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := office(t, "VN").Fee("TM.file", c.Facts)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range b.Lines {
			if l.ID() == "TM.search_item" {
				n = l.Count
			}
		}
		if n != 3 {
			t.Errorf("%d items above six in 7 and 8, want 3", n)
		}
		c.Facts.Date("officer_date", ipr.Date{Year: 2026, Month: 3, Day: 2})
		if err := c.Facts.Tell("officer_reason", "x"); err != nil {
			t.Fatal(err)
		}
		a, err := office(t, "VN").Date("TM.formality_exam", c.Facts)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Steps[len(a.Steps)-1].Name; got != `Nguyễn "An"` {
			t.Errorf("the officer is %q", got)
		}
	}
}

// A line of a docket has at most one MiB: as many facts as that holds must not hold up a simulation.
func TestManyFactsAreReadInTime(t *testing.T) {
	one := `"2026-02-10..2026-02-11",`
	line := `{"id":"a","right":"TM","facts":{"filing":"2026-02-10","tolled":[` + strings.Repeat(one, (1<<20-200)/len(one)/2) + `"2026-01-01.."],"outage":[` +
		strings.Repeat(one, (1<<20-200)/len(one)/2-10) + `"2026-01-01..2026-01-02"]}}`
	started := time.Now()
	for c, err := range law.ReadDocket(strings.NewReader(line)) {
		if err != nil {
			t.Fatal(err)
		}
		w := office(t, "VN")
		for _, id := range w.RulesOf("TM") {
			w.Date(id, c.Facts)
		}
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestABillThatCannotBeReckonedIsRefused(t *testing.T) {
	w := corrected(t, strings.Replace(own, "amount: 200000, currency: VND, per: application", "amount: 1125899906842624, currency: VND, per: class", 1))
	if b, err := w.Fee("TM.file", facts(t, "classes=100000 items=1 priorities=0")); err == nil || !strings.Contains(err.Error(), "more than can be reckoned") {
		t.Errorf("%+v, %v", b, err)
	}
}

// A picture is well-formed XML whatever an office's file calls its states and acts.
func TestAPictureIsXMLWhateverItsWords(t *testing.T) {
	const evil = `"<script>\x07\uFFFE&]]>'\" onload=x"`
	w := corrected(t, "pack: evil\noffice: VN\ntitle: {vi: a, en: b}\nlaw: {vi: a, en: b}\nmachines:\n  - {right: TM, start: a, title: {vi: "+evil+", en: "+evil+"}, states: [{id: a, title: {vi: "+
		evil+", en: "+evil+"}, status: filed}, {id: b, title: {vi: b, en: b}, status: filed, end: true}], acts: [{id: go, title: {vi: "+evil+", en: "+evil+
		"}, by: [system], from: [a], to: b, source: memory, confidence: C}, {id: stay, title: {vi: "+evil+", en: "+evil+"}, by: [system], from: [a], source: memory, confidence: C}]}\n")
	d := xml.NewDecoder(strings.NewReader(w.Machine("TM").SVG(locale.En)))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "script" {
			t.Error("a script")
		}
		for _, a := range start.Attr {
			if strings.HasPrefix(a.Name.Local, "on") {
				t.Errorf("an attribute %s", a.Name.Local)
			}
		}
	}
}
