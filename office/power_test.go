package office_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// scan is the name of a scanned paper.
var scan = strings.Repeat("0123456789abcdef", 4)

// paper is a general power of attorney as its paper says.
func paper(principal, representative office.PartyID) office.Power {
	return office.Power{Principal: principal, Representative: representative, General: true, Signed: day("2026-11-20"),
		Signatory: office.Signing{Name: "Trần Thị Lan"}, Scan: scan, Span: office.Span{First: day("2026-11-20")}}
}

func TestWhatAPowerOfAttorneySays(t *testing.T) {
	h := newHouse(t)
	lan, agent := h.person("Lan"), h.person("Agent")
	firm, err := h.NewParty(ctx, h.actor(agent), office.Party{Nature: office.Legal, Name: "Công ty B", Country: "VN"})
	h.must(err)
	for _, c := range []struct {
		rule, where string
		spoil       func(*office.Power)
	}{
		{"nobody empowers themselves", "representative", func(w *office.Power) { w.Principal = agent.Party }},
		{"a general one names no right", "things", func(w *office.Power) { w.Things = []string{"VN/TM/4-2026-00001"} }},
		{"a single one names a right", "things", func(w *office.Power) { w.General = false }},
		{"a right has a name", "things", func(w *office.Power) { w.General, w.Things = false, []string{"", "x"} }},
		{"it was signed on a day", "signed", func(w *office.Power) { w.Signed = ipr.Date{Year: 2026} }},
		{"somebody signed it", "signatory", func(w *office.Power) { w.Signatory.Name = "\u200b" }},
		{"who signs for a firm has a position in it", "position", func(w *office.Power) { w.Principal = firm.ID }},
		{"its scan is there", "scan", func(w *office.Power) { w.Scan = "scan.pdf" }},
		{"the paper is due on a day", "due", func(w *office.Power) { w.Due = ipr.Date{Year: 2026, Month: 12} }},
		{"a rule gives a day", "due", func(w *office.Power) { w.DueRule = "TM.poa" }},
		{"it begins", "first", func(w *office.Power) { w.Span = office.Span{} }},
		{"it does not end before", "last", func(w *office.Power) { w.Span.Last = day("2026-11-19") }},
	} {
		w := paper(lan.Party, agent.Party)
		c.spoil(&w)
		_, err := h.GivePower(ctx, h.actor(agent), w)
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Invalid || f.Where != c.where {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	w := paper(firm.ID, agent.Party)
	w.Signatory.Position = "Giám đốc"
	_, err = h.GivePower(ctx, h.actor(agent), w)
	h.must(err)
	_, err = h.GivePower(ctx, h.actor(agent), paper("p-0000000000000000", agent.Party))
	h.refused(fault.NotFound, err)
	_, err = h.GivePower(ctx, h.actor(agent), paper(lan.Party, firm.ID)) // none of the agent's business
	h.refused(fault.NotFound, err)
}

// speaks reports whether an account may act for another's party on a thing.
func (h *house) speaks(a office.Account, p office.PartyID, thing string) bool {
	h.t.Helper()
	return slices.Contains(h.actor(a).SpeaksFor(office.AnswerOffice, thing), p)
}

func TestAPowerToldByTheRepresentativeAloneOpensNothing(t *testing.T) {
	h := newHouse(t)
	lan, agent, clerk := h.person("Lan"), h.person("Agent"), h.person("Clerk")
	h.judge.clerks = []office.AccountID{clerk.ID}
	w, err := h.GivePower(ctx, h.actor(agent), paper(lan.Party, agent.Party))
	h.must(err)
	if w.Accepted != "" || h.speaks(agent, lan.Party, "") {
		t.Error("the agent's own word opens the principal's files")
	}
	h.refused(fault.NotFound, h.AcceptPower(ctx, h.actor(agent), w.ID))
	h.must(h.AcceptPower(ctx, h.actor(lan), w.ID))
	if !h.speaks(agent, lan.Party, "VN/TM/4-2026-00001") {
		t.Error("the principal's word does not count")
	}
	h.refused(fault.Conflict, h.AcceptPower(ctx, h.actor(clerk), w.ID))
	gone, err := h.GivePower(ctx, h.actor(agent), paper(lan.Party, agent.Party))
	h.must(err)
	h.must(h.RevokePower(ctx, h.actor(agent), gone.ID, day("2026-12-25"), "a mistake"))
	h.refused(fault.Conflict, h.AcceptPower(ctx, h.actor(lan), gone.ID))
	other := h.person("Other")
	byClerk, err := h.GivePower(ctx, h.actor(clerk), paper(other.Party, agent.Party))
	h.must(err)
	byPrincipal, err := h.GivePower(ctx, h.actor(lan), paper(lan.Party, clerk.Party))
	h.must(err)
	if byClerk.Accepted != clerk.ID || byPrincipal.Accepted != lan.ID {
		t.Errorf("accepted by %q and %q", byClerk.Accepted, byPrincipal.Accepted)
	}
	if got := h.actor(agent).Principals(); len(got) != 3 || got[0] != agent.Party {
		t.Errorf("principals %v", got)
	}
	if got := h.actor(agent).For(lan.Party).SpeaksFor(office.AnswerOffice, ""); !slices.Equal(got, []office.PartyID{lan.Party}) {
		t.Errorf("on behalf of one: %v", got)
	}
}

func TestASinglePowerIsForItsRightsOnly(t *testing.T) {
	h := newHouse(t)
	lan, agent := h.person("Lan"), h.person("Agent")
	w := paper(lan.Party, agent.Party)
	w.General, w.Things = false, []string{"VN/TM/4-2026-00002", "VN/TM/4-2026-00001", "VN/TM/4-2026-00002"}
	w, err := h.GivePower(ctx, h.actor(lan), w)
	h.must(err)
	if len(w.Things) != 2 || w.Things[0] != "VN/TM/4-2026-00001" {
		t.Errorf("things %v", w.Things)
	}
	for thing, want := range map[string]bool{"VN/TM/4-2026-00001": true, "VN/TM/4-2026-00003": false, "": false} {
		if got := h.speaks(agent, lan.Party, thing); got != want {
			t.Errorf("for %q: %v", thing, got)
		}
	}
}

func TestAPowerHoldsWhileItIsValid(t *testing.T) {
	h := newHouse(t)
	lan, agent := h.person("Lan"), h.person("Agent")
	w := paper(lan.Party, agent.Party)
	w.Span = office.Span{First: day("2026-11-26"), Last: day("2026-12-31")}
	w, err := h.GivePower(ctx, h.actor(lan), w)
	h.must(err)
	if h.speaks(agent, lan.Party, "") {
		t.Error("it holds before its first day")
	}
	h.now = h.now.AddDate(0, 0, 1)
	if !h.speaks(agent, lan.Party, "") {
		t.Error("it does not hold on its first day")
	}
	h.refused(fault.Invalid, h.RevokePower(ctx, h.actor(lan), w.ID, day("2026-11-25"), "yesterday"))
	h.refused(fault.Invalid, h.RevokePower(ctx, h.actor(lan), w.ID, day("2026-11-28"), ""))
	h.must(h.RevokePower(ctx, h.actor(agent), w.ID, day("2026-11-28"), "lays it down"))
	h.refused(fault.Conflict, h.RevokePower(ctx, h.actor(lan), w.ID, day("2026-11-29"), "later"))
	h.now = h.now.AddDate(0, 0, 1)
	if !h.speaks(agent, lan.Party, "") {
		t.Error("it ended too early")
	}
	h.now = h.now.AddDate(0, 0, 1)
	if h.speaks(agent, lan.Party, "") {
		t.Error("it outlives its end")
	}
	h.refused(fault.Conflict, h.AcceptPower(ctx, h.actor(lan), w.ID))
}

func TestThePaperItselfHasAClockOfItsOwn(t *testing.T) {
	h := newHouse(t)
	lan, agent := h.person("Lan"), h.person("Agent")
	w := paper(lan.Party, agent.Party)
	w.Due = day("2026-12-20")
	w, err := h.GivePower(ctx, h.actor(lan), w)
	h.must(err)
	if w.Overdue(day("2026-12-20")) || !w.Overdue(day("2026-12-21")) {
		t.Error("it is overdue on another day than the one after it was due")
	}
	h.now = h.now.AddDate(0, 2, 0)
	if !h.speaks(agent, lan.Party, "") {
		t.Error("a paper that is late ends the power by itself")
	}
	h.refused(fault.Invalid, h.ReceiveOriginal(ctx, h.actor(lan), w.ID, day("2026-11-19")))
	h.refused(fault.Invalid, h.ReceiveOriginal(ctx, h.actor(lan), w.ID, day("2027-02-25")))
	h.must(h.ReceiveOriginal(ctx, h.actor(lan), w.ID, day("2027-01-25")))
	h.must(h.ReceiveOriginal(ctx, h.actor(lan), w.ID, day("2027-01-24"))) // a correction
	given, had, err := h.Powers(ctx, h.actor(lan), lan.Party)
	h.must(err)
	if len(given) != 1 || len(had) != 0 || given[0].Received != day("2027-01-24") || given[0].Overdue(day("2027-01-25")) {
		t.Errorf("powers %+v %+v", given, had)
	}
}

func TestASubstituteHasNoMoreThanWhoNamedThem(t *testing.T) {
	h := newHouse(t)
	lan, agent, sub := h.person("Lan"), h.person("Agent"), h.person("Sub")
	w := paper(lan.Party, agent.Party)
	w.General, w.Things, w.Span.Last = false, []string{"VN/TM/4-2026-00001", "VN/TM/4-2026-00002"}, day("2027-11-20")
	plain, err := h.GivePower(ctx, h.actor(lan), w)
	h.must(err)
	w.Substitution = true
	of, err := h.GivePower(ctx, h.actor(lan), w)
	h.must(err)
	good := paper(lan.Party, sub.Party)
	good.General, good.Things, good.Of, good.Span = false, []string{"VN/TM/4-2026-00001"}, of.ID, office.Span{First: day("2026-11-25"), Last: day("2027-01-01")}
	for _, c := range []struct {
		rule  string
		spoil func(*office.Power)
	}{
		{"for no other principal", func(w *office.Power) { w.Principal = agent.Party }},
		{"for no other right", func(w *office.Power) { w.Things = []string{"VN/TM/4-2026-00003"} }},
		{"not for everything", func(w *office.Power) { w.General, w.Things = true, nil }},
		{"for no longer", func(w *office.Power) { w.Span.Last = day("2027-11-21") }},
		{"not without end", func(w *office.Power) { w.Span.Last = ipr.Date{} }},
		{"from no earlier day", func(w *office.Power) { w.Span.First = day("2026-11-19") }},
		{"no substitute of a substitute", func(w *office.Power) { w.Substitution = true }},
		{"only where the power says so", func(w *office.Power) { w.Of = plain.ID }},
	} {
		w := good
		c.spoil(&w)
		_, err := h.GivePower(ctx, h.actor(agent), w)
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	_, err = h.GivePower(ctx, h.actor(sub), good) // only who may name one names one
	h.refused(fault.NotFound, err)
	w, err = h.GivePower(ctx, h.actor(agent), good)
	h.must(err)
	if !h.speaks(sub, lan.Party, "VN/TM/4-2026-00001") || h.speaks(sub, lan.Party, "VN/TM/4-2026-00002") {
		t.Error("the substitute may do something else than the paper says")
	}
	third := good
	third.Representative, third.Of = h.person("Third").Party, w.ID
	_, err = h.GivePower(ctx, h.actor(sub), third)
	h.refused(fault.Conflict, err)
	h.must(h.RevokePower(ctx, h.actor(lan), of.ID, day("2026-11-25"), "changes her mind"))
	if h.speaks(sub, lan.Party, "VN/TM/4-2026-00001") {
		t.Error("the substitute outlives the power")
	}
	_, err = h.GivePower(ctx, h.actor(agent), good)
	h.refused(fault.Conflict, err)
}

func TestAColleagueOfTheAgentActsForItsPrincipals(t *testing.T) {
	h := newHouse(t)
	lan, agent, colleague := h.person("Lan"), h.person("Agent"), h.person("Colleague")
	w := paper(lan.Party, agent.Party)
	w.Substitution = true
	_, err := h.GivePower(ctx, h.actor(lan), w)
	h.must(err)
	minh := h.person("Minh")
	_, err = h.GivePower(ctx, h.actor(minh), paper(minh.Party, agent.Party))
	h.must(err)
	_, err = h.Delegate(ctx, h.actor(agent), agent.ID, colleague.ID, []office.Act{office.AnswerOffice}, office.Span{First: day("2026-11-25"), Last: day("2026-12-25")})
	h.must(err)
	if !h.speaks(colleague, lan.Party, "VN/TM/4-2026-00001") || !h.speaks(colleague, agent.Party, "") {
		t.Error("what was lent does not reach the principal")
	}
	if slices.Contains(h.actor(colleague).SpeaksFor(office.WithdrawRight, ""), lan.Party) {
		t.Error("an act is lent that was not named")
	}
	if h.speaks(colleague, minh.Party, "") || !h.speaks(agent, minh.Party, "") {
		t.Error("who allows no substitute gets one")
	}
	h.give(agent, office.Trainer)
	if h.speaks(colleague, lan.Party, "") || h.speaks(colleague, agent.Party, "") {
		t.Error("an officer lends their own affairs with the office's")
	}
}

func TestForeignersAreRepresentedWhereTheOfficeWantsIt(t *testing.T) {
	law := office.Representation{Home: "VN", Foreign: true, Rule: "TM.file.representative", Verified: true}
	abroad := office.Party{Country: "FR", Addresses: []office.Address{{Country: "FR"}}}
	for _, c := range []struct {
		rule  string
		r     office.Representation
		party office.Party
		want  office.Need
	}{
		{"who is from elsewhere", law, abroad, office.Need{Representative: true, Rule: law.Rule, Verified: true}},
		{"not who is from here", law, office.Party{Country: "VN"}, office.Need{Rule: law.Rule, Verified: true}},
		{"not who has an address here", law, office.Party{Country: "FR", Addresses: []office.Address{{Country: "FR"}, {Country: "VN"}}}, office.Need{Rule: law.Rule, Verified: true}},
		{"not where it is not asked for", office.Representation{Home: "VN"}, abroad, office.Need{}},
		{"a setting of the office is not verified", office.Representation{Home: "VN", Foreign: true, Verified: true}, abroad, office.Need{Representative: true}},
	} {
		if got := c.r.Needs(c.party); got != c.want {
			t.Errorf("%s: %+v", c.rule, got)
		}
	}
}

func TestConflictsOfInterest(t *testing.T) {
	h := newHouse(t)
	officer, boss, lan := h.person("Officer"), h.person("Boss"), h.person("Lan")
	declare := func(with string, g office.Ground, note string) (office.Conflict, error) {
		return h.DeclareConflict(ctx, h.actor(officer), office.Conflict{Officer: officer.ID, With: with, Ground: g, Note: note})
	}
	for _, bad := range []struct {
		with, note string
		ground     office.Ground
	}{{string(lan.Party), "", "envy"}, {string(lan.Party), "", office.OtherWay}, {"somebody", "", office.Family}, {"p-0", "", office.Family}, {string(lan.Party), strings.Repeat("x", 501), office.Family}} {
		_, err := declare(bad.with, bad.ground, bad.note)
		h.refused(fault.Invalid, err)
	}
	c, err := declare(strings.ToUpper(string(lan.Party)), office.Family, "")
	h.must(err)
	_, err = declare("VN/TM/4-2026-00009", office.OtherWay, "she advised on it")
	h.must(err)
	in := func(thing string, parties ...office.PartyID) bool { return h.actor(officer).InConflict(thing, parties) }
	if !in("VN/TM/1", lan.Party) || !in("VN/TM/4-2026-00009") || in("VN/TM/1", boss.Party) || in("") {
		t.Error("the declaration does not keep the officer away, or keeps them from others")
	}
	if !in("VN/TM/1", boss.Party, officer.Party) {
		t.Error("an officer may touch what is their own")
	}
	h.refused(fault.Invalid, h.WithdrawConflict(ctx, h.actor(boss), c.ID, ""))
	h.must(h.WithdrawConflict(ctx, h.actor(boss), c.ID, "the marriage was dissolved"))
	h.refused(fault.Conflict, h.WithdrawConflict(ctx, h.actor(boss), c.ID, "again"))
	if in("VN/TM/1", lan.Party) {
		t.Error("a conflict outlives its withdrawal")
	}
	_, err = h.GivePower(ctx, h.actor(lan), paper(lan.Party, officer.Party))
	h.must(err)
	if !in("VN/TM/1", lan.Party) {
		t.Error("an officer may touch what belongs to whom they represent")
	}
	all, err := h.Conflicts(ctx, h.actor(boss), officer.ID)
	h.must(err)
	if len(all) != 2 {
		t.Errorf("conflicts %+v", all)
	}
}

func TestDeclarationsNeedConsentAndKnownAnswers(t *testing.T) {
	h := newHouse(t)
	lan := h.person("Lan")
	her := h.actor(lan)
	yes := map[office.Question]office.Said{office.WomenLed: office.Yes}
	h.refused(fault.Invalid, h.Declare(ctx, her, yes, ""))
	h.refused(fault.Invalid, h.Declare(ctx, her, nil, "2026-11"))
	h.refused(fault.Invalid, h.Declare(ctx, her, map[office.Question]office.Said{"religion": office.Yes}, "2026-11"))
	h.refused(fault.Invalid, h.Declare(ctx, her, map[office.Question]office.Said{office.WomenLed: office.Micro}, "2026-11"))
	h.must(h.Declare(ctx, her, yes, "2026-11"))
	d, err := h.Declared(ctx, her, 2026)
	h.must(err)
	if d.Consent != (office.Consent{Purpose: office.Statistics, Words: "2026-11", When: h.now}) || d.Year != 2026 {
		t.Errorf("declared %+v", d)
	}
	for _, f := range h.db.All() {
		if strings.Contains(string(f.Body), "women") || strings.Contains(string(f.What), "declar") {
			t.Errorf("fact %d tells of a declaration", f.Seq)
		}
	}
	h.must(h.TakeBack(ctx, her, 2026))
	_, err = h.Declared(ctx, her, 2026)
	h.refused(fault.NotFound, err)
	h.judge.no = []office.Act{office.Declare}
	h.refused(fault.NotFound, h.Declare(ctx, her, yes, "2026-11"))
	h.refused(fault.NotFound, h.TakeBack(ctx, her, 2026))
	_, err = h.Declared(ctx, her, 2026)
	h.refused(fault.NotFound, err)
}
