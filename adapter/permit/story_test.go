package permit_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/office/officetest"
)

// town is an office with its own policies and people in it.
type town struct {
	*office.People
	t  *testing.T
	db *officetest.DB
}

func newTown(t *testing.T) *town {
	db := &officetest.DB{}
	return &town{&office.People{DB: db, Declarations: db, Judge: judge(t), Clock: func() time.Time { return now },
		Zone: time.FixedZone("Asia/Ho_Chi_Minh", 7*3600), Entropy: rand.NewChaCha8([32]byte{3})}, t, db}
}

var ctx = context.Background()

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) refused(want fault.Kind, err error) {
	w.t.Helper()
	if err == nil || fault.KindOf(err) != want {
		w.t.Errorf("error %v, want one of the kind %s", err, want)
	}
}

// person signs somebody up.
func (w *town) person(name string) office.Account {
	w.t.Helper()
	a, err := w.SignUp(ctx, office.Party{Nature: office.Natural, Name: name, Country: "VN"}, strings.ToLower(name)+"@example.invalid")
	w.must(err)
	w.must(w.VerifyEmail(ctx, a.ID, a.Email))
	return a
}

// as is the actor of an account, present.
func (w *town) as(a office.Account) office.Actor {
	w.t.Helper()
	actor, err := w.Actor(ctx, a.ID, office.Presence{SteppedUp: now})
	w.must(err)
	return actor
}

func (w *town) give(to office.Account, r office.Role) {
	w.t.Helper()
	_, err := w.ProposeRole(ctx, office.OperatorActor(now, day), to.ID, r, office.Span{First: day})
	w.must(err)
}

func (w *town) may(a office.Account, do office.Act, on office.Object) bool {
	w.t.Helper()
	return may(w.t, w.Judge, w.as(a), do, on).Allowed
}

func TestAnOfficeIsFounded(t *testing.T) {
	w := newTown(t)
	an, binh, chi := w.person("An"), w.person("Binh"), w.person("Chi")
	_, err := w.ProposeRole(ctx, w.as(an), binh.ID, office.Clerk, office.Span{First: day})
	w.refused(fault.NotFound, err) // an applicant gives no roles
	w.give(an, office.Administrator)
	w.give(binh, office.Administrator)
	sleepy, err := w.Actor(ctx, an.ID, office.Presence{})
	w.must(err)
	_, err = w.ProposeRole(ctx, sleepy, chi.ID, office.Clerk, office.Span{First: day})
	if !errors.Is(err, office.ErrPresence) {
		t.Errorf("without presence: %v", err)
	}
	g, err := w.ProposeRole(ctx, w.as(an), chi.ID, office.Registrar, office.Span{First: day})
	w.must(err)
	w.refused(fault.NotFound, w.ConfirmRole(ctx, w.as(an), g.ID))
	w.refused(fault.NotFound, w.ConfirmRole(ctx, w.as(chi), g.ID))
	w.refused(fault.NotFound, w.ConfirmRole(ctx, office.OperatorActor(now, day), g.ID))
	if waiting, err := w.Waiting(ctx, w.as(an)); err != nil || len(waiting) != 0 {
		t.Errorf("the proposer is asked to confirm: %+v, %v", waiting, err)
	}
	if waiting, err := w.Waiting(ctx, w.as(binh)); err != nil || len(waiting) != 1 {
		t.Errorf("the second person is not asked: %+v, %v", waiting, err)
	}
	w.must(w.ConfirmRole(ctx, w.as(binh), g.ID))
	file := office.Object{Kind: office.RightObject, State: "examined", Right: ipr.Trademark, Parties: []office.PartyID{an.Party}}
	if !w.may(chi, office.EnterRight, file) || w.may(an, office.EnterRight, file) {
		t.Error("the registrar does not enter, or another does")
	}
	if all, err := w.Accounts(ctx, w.as(an), "", 2); err != nil || len(all) != 2 {
		t.Errorf("the administrator sees %d accounts of the first two, %v", len(all), err)
	} else if rest, err := w.Accounts(ctx, w.as(an), all[1].ID, 10); err != nil || len(rest) != 1 {
		t.Errorf("and then %d, %v", len(rest), err)
	}
	if all, err := w.Accounts(ctx, w.as(chi), "", 10); err != nil || len(all) != 1 || all[0].ID != chi.ID {
		t.Errorf("a registrar sees %+v, %v", all, err)
	}
}

// An agent files for a client, with a scan first; somebody forges one.
func TestAPowerOfAttorneyFromScanToEnd(t *testing.T) {
	w := newTown(t)
	lan, agent, eve, clerk := w.person("Lan"), w.person("Agent"), w.person("Eve"), w.person("Clerk")
	w.give(agent, office.Representative)
	w.give(clerk, office.Clerk)
	paper := office.Power{Principal: lan.Party, General: true, Signed: day, Signatory: office.Signing{Name: "Lan"}, Scan: strings.Repeat("ab", 32), Span: office.Span{First: day}}
	file := office.Object{Kind: office.RightObject, ID: "VN/TM/4-2026-00001", State: "filed", Right: ipr.Trademark, Parties: []office.PartyID{lan.Party}}
	draft := office.Object{Kind: office.DraftObject, ID: "draft", State: "open", Right: ipr.Trademark, Owner: lan.ID, Parties: []office.PartyID{lan.Party}}

	forged := paper
	forged.Representative = eve.Party
	f, err := w.GivePower(ctx, w.as(eve), forged)
	w.must(err)
	if w.may(eve, office.ViewRight, file) || w.may(eve, office.ViewDraft, draft) {
		t.Error("a forged scan opens the principal's files")
	}
	w.refused(fault.NotFound, w.AcceptPower(ctx, w.as(eve), f.ID))
	w.refused(fault.NotFound, w.ReceiveOriginal(ctx, w.as(eve), f.ID, day))
	_, err = w.Party(ctx, w.as(eve), lan.Party)
	w.refused(fault.NotFound, err)
	_, _, err = w.Powers(ctx, w.as(eve), lan.Party)
	w.refused(fault.NotFound, err)

	paper.Representative = agent.Party
	p, err := w.GivePower(ctx, w.as(agent), paper)
	w.must(err)
	own := office.Object{Kind: office.DraftObject, ID: "of the agent", State: "open", Right: ipr.Trademark, Owner: agent.ID, Parties: []office.PartyID{lan.Party}}
	if w.may(agent, office.ViewRight, file) || !w.may(agent, office.SubmitDraft, own) {
		t.Error("before it is accepted the agent sees the client's files, or cannot file what they began")
	}
	w.must(w.AcceptPower(ctx, w.as(clerk), p.ID))
	if !w.may(agent, office.ViewRight, file) || !w.may(agent, office.WithdrawRight, file) || !w.may(agent, office.WriteDraft, draft) {
		t.Error("an accepted power opens nothing")
	}
	for _, other := range []office.PartyID{agent.Party, clerk.Party} {
		if v := may(t, w.Judge, w.as(agent).For(other), office.ViewRight, file); v.Allowed {
			t.Errorf("acting for %s the agent touches another client's file by %v", other, v.By)
		}
		if v := may(t, w.Judge, w.as(agent).For(other), office.WriteDraft, own); v.Allowed || !slices.Equal(v.By, []string{"on-behalf"}) {
			t.Errorf("acting for %s the agent writes a draft for another client: %+v", other, v)
		}
	}
	if v := may(t, w.Judge, w.as(agent).For(lan.Party), office.WriteDraft, own); !v.Allowed {
		t.Errorf("acting for the client: %+v", v)
	}
	w.must(w.ReceiveOriginal(ctx, w.as(clerk), p.ID, day))
	w.must(w.RevokePower(ctx, w.as(lan), p.ID, day, "another agent"))
	if w.may(agent, office.ViewRight, file) || w.may(agent, office.WriteDraft, draft) {
		t.Error("a revoked power opens files")
	}
}

// The two who may not touch a file: who declared a conflict, and who borrowed from them.
func TestAConflictKeepsAway(t *testing.T) {
	w := newTown(t)
	lan, officer, colleague, boss := w.person("Lan"), w.person("Officer"), w.person("Colleague"), w.person("Boss")
	w.give(officer, office.Examiner)
	w.give(colleague, office.Clerk)
	w.give(boss, office.Supervisor)
	file := office.Object{Kind: office.RightObject, ID: "VN/TM/4-2026-00001", State: "published", Right: ipr.Trademark, Parties: []office.PartyID{lan.Party}}
	_, err := w.Delegate(ctx, w.as(boss), officer.ID, colleague.ID, []office.Act{office.ViewRight, office.ExamineSubstance}, office.Span{First: day, Last: day.AddDays(7)})
	w.must(err)
	if !w.may(officer, office.ExamineSubstance, file) || !w.may(colleague, office.ExamineSubstance, file) {
		t.Fatal("the officer and who stands in for them cannot work")
	}
	w.refused(fault.NotFound, func() error {
		_, err := w.DeclareConflict(ctx, w.as(colleague), office.Conflict{Officer: officer.ID, With: string(lan.Party), Ground: office.Family})
		return err
	}())
	c, err := w.DeclareConflict(ctx, w.as(officer), office.Conflict{Officer: officer.ID, With: string(lan.Party), Ground: office.Family})
	w.must(err)
	v := may(t, w.Judge, w.as(officer), office.ViewRight, file)
	if v.Allowed || !slices.Equal(v.By, []string{"conflict-of-interest-reading"}) {
		t.Errorf("reading in conflict: %+v", v)
	}
	if w.may(officer, office.ExamineSubstance, file) || w.may(colleague, office.ExamineSubstance, file) {
		t.Error("an officer in conflict examines, or has it done")
	}
	w.refused(fault.NotFound, w.WithdrawConflict(ctx, w.as(officer), c.ID, "it is nothing"))
	w.must(w.WithdrawConflict(ctx, w.as(boss), c.ID, "it was a mistake"))
	if !w.may(officer, office.ExamineSubstance, file) {
		t.Error("the conflict outlives its withdrawal")
	}
}

// What is declared about oneself is asked by nobody else, not even by who speaks for one.
func TestDeclarationsAreOnesOwn(t *testing.T) {
	w := newTown(t)
	lan, agent := w.person("Lan"), w.person("Agent")
	_, err := w.GivePower(ctx, w.as(lan), office.Power{Principal: lan.Party, Representative: agent.Party, General: true, Signed: day,
		Signatory: office.Signing{Name: "Lan"}, Scan: strings.Repeat("ab", 32), Span: office.Span{First: day}})
	w.must(err)
	w.must(w.Declare(ctx, w.as(lan), map[office.Question]office.Said{office.WomenLed: office.Yes}, "2026-11"))
	if w.may(agent, office.Declare, office.Object{Kind: office.PartyObject, ID: string(lan.Party), Parties: []office.PartyID{lan.Party}}) {
		t.Error("a representative sees a declaration of the principal")
	}
	if !slices.Contains(w.as(agent).Principals(), lan.Party) {
		t.Error("the power does not hold, so that nothing is shown")
	}
	w.refused(fault.NotFound, w.Declare(ctx, w.Everybody(), map[office.Question]office.Said{office.WomenLed: office.Yes}, "2026-11"))
}

func TestTheAddressBookIsItsKeepers(t *testing.T) {
	w := newTown(t)
	agent, eve := w.person("Agent"), w.person("Eve")
	client, err := w.NewParty(ctx, w.as(agent), office.Party{Nature: office.Legal, Name: "Công ty B", Country: "VN"})
	w.must(err)
	if _, err := w.Party(ctx, w.as(agent), client.ID); err != nil {
		t.Errorf("the keeper: %v", err)
	}
	client.Name = "Công ty B và con"
	w.must(w.TellParty(ctx, w.as(agent), client))
	_, err = w.Party(ctx, w.as(eve), client.ID)
	w.refused(fault.NotFound, err)
	w.refused(fault.NotFound, w.TellParty(ctx, w.as(eve), client))
	_, err = w.NewParty(ctx, w.Everybody(), client)
	w.refused(fault.NotFound, err)
	book, err := w.AddressBook(ctx, w.as(agent))
	w.must(err)
	if len(book) != 2 || !slices.ContainsFunc(book, func(p office.Party) bool { return p.Name == client.Name }) {
		t.Errorf("address book %+v", book)
	}
	if book, err := w.AddressBook(ctx, w.Everybody()); err != nil || len(book) != 0 {
		t.Errorf("everybody's address book: %+v, %v", book, err)
	}
}

func TestABorrowerGivesBack(t *testing.T) {
	w := newTown(t)
	lan, minh, eve := w.person("Lan"), w.person("Minh"), w.person("Eve")
	d, err := w.Delegate(ctx, w.as(lan), lan.ID, minh.ID, []office.Act{office.WriteDraft}, office.Span{First: day, Last: day.AddDays(7)})
	w.must(err)
	w.refused(fault.NotFound, w.EndDelegation(ctx, w.as(eve), d.ID, day, "none of hers"))
	w.must(w.EndDelegation(ctx, w.as(minh), d.ID, day, "has no time"))
}
