package signin_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/signin"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/office/officetest"
)

// told keeps what is kept of people in memory, with the letters that a notice asks for.
type told struct {
	*officetest.DB
	notice  func(context.Context, office.Reader, office.Fact) ([]office.Letter, error)
	letters *[]office.Letter
}

func (d told) Update(ctx context.Context, f func(office.Tx) error) error {
	return d.DB.Update(ctx, func(tx office.Tx) error { return f(toldTx{tx, d}) })
}

type toldTx struct {
	office.Tx
	d told
}

func (t toldTx) AddFact(ctx context.Context, f office.Fact) error {
	if err := t.Tx.AddFact(ctx, f); err != nil {
		return err
	}
	list, err := t.d.notice(ctx, t.Tx, f)
	*t.d.letters = append(*t.d.letters, list...)
	return err
}

// Everybody is told what is done to their account, at the address that they had proved before.
func TestPeopleAreToldWhatIsDoneToThem(t *testing.T) {
	h := newHall(t)
	var letters []office.Letter
	db := told{&officetest.DB{}, signin.Notice(map[locale.Lang]string{locale.Vi: "Văn phòng thử"}, locale.Vi), &letters}
	h.people.DB = db
	ctx, day := t.Context(), h.people.Everybody().Day
	operator := office.OperatorActor(h.now, day)
	open := func(name, email string) office.Account {
		a, err := h.people.SignUp(ctx, office.Party{Nature: office.Natural, Name: name, Country: "VN"}, email)
		must(t, err)
		must(t, h.people.VerifyEmail(ctx, a.ID, email))
		return a
	}
	sen, bao := open("Lâm Thị Sen", "sen@example.org"), open("Phan Quốc Bảo", "bao@example.org")
	self := func() office.Actor {
		by, err := h.people.Actor(ctx, sen.ID, office.Presence{SteppedUp: h.now})
		must(t, err)
		return by
	}
	add := func(id string, kind office.CredentialKind) {
		must(t, h.people.AddCredential(ctx, self(), sen.ID, office.Credential{ID: id, Kind: kind}, nil))
	}
	last := func(rule, to, word string) {
		t.Helper()
		if len(letters) != 1 || letters[0].To != to || !strings.Contains(letters[0].Text[locale.En], word) || letters[0].Subject[locale.Vi] == "" || strings.Contains(letters[0].Text[locale.Vi], "{") {
			t.Errorf("%s: letters %+v", rule, letters)
		}
		letters = nil
	}
	none := func(rule string) {
		t.Helper()
		if len(letters) != 0 {
			t.Errorf("%s: letters %+v", rule, letters)
		}
		letters = nil
	}
	none("who opens an account knows it")
	add("first", office.Passkey)
	none("the first way in is what they just set up")
	add("second", office.Password)
	last("a new way in", "sen@example.org", "password")
	add("third", office.Password)
	last("a password in place of another", "sen@example.org", "password")
	must(t, h.people.RemoveCredential(ctx, self(), sen.ID, "second"))
	none("the other is taken away with it")
	must(t, h.people.RemoveCredential(ctx, self(), sen.ID, "first"))
	last("a way in is gone", "sen@example.org", "passkey")
	must(t, h.people.TellEmail(ctx, self(), sen.ID, "new@example.org"))
	last("another address is told to the old one", "sen@example.org", "Another address")
	must(t, h.people.TellEmail(ctx, self(), sen.ID, "sen@example.org"))
	none("the old one again")
	must(t, h.people.VerifyEmail(ctx, sen.ID, "sen@example.org"))
	grant, err := h.people.ProposeRole(ctx, operator, sen.ID, office.Clerk, office.Span{First: day})
	must(t, err)
	last("a role", "sen@example.org", "Clerk")
	must(t, h.people.EndRole(ctx, operator, grant.ID, day, "a test"))
	last("a role that ends", "sen@example.org", "Clerk")
	who, err := h.people.Actor(ctx, bao.ID, office.Presence{SteppedUp: h.now})
	must(t, err)
	h.people.Judge = everything{}
	_, err = h.people.GivePower(ctx, who, office.Power{Principal: sen.Party, Representative: bao.Party, General: true, Signed: day, Signatory: office.Signing{Name: "Sen"}, Scan: strings.Repeat("a", 64), Span: office.Span{First: day}})
	must(t, err)
	last("somebody tells of a power", "sen@example.org", "Phan Quốc Bảo")
	_, err = h.people.Delegate(ctx, who, bao.ID, sen.ID, []office.Act{office.ViewDraft}, office.Span{First: day, Last: day.AddDays(7)})
	must(t, err)
	last("acts are lent", "sen@example.org", day.AddDays(7).String())
	must(t, h.people.SetState(ctx, operator, sen.ID, office.Suspended, "a test"))
	last("the state", "sen@example.org", "suspended")
	if texts := letterTexts(); slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "{") }) {
		t.Errorf("a place in a letter stays empty: %q", texts)
	}
}

// everything lets everybody do all.
type everything struct{}

func (everything) May(office.Actor, office.Act, office.Object) (office.Verdict, error) {
	return office.Verdict{Allowed: true}, nil
}

// letterTexts are the texts of the letters with links, filled.
func letterTexts() []string {
	var all []string
	for _, l := range locale.Langs() {
		for _, key := range []string{"sign_up", "email", "reset", "entry", "presence", "nothing"} {
			all = append(all, locale.T(l, "letter."+key+".subject", "office", "x"), locale.T(l, "letter."+key+".text", "office", "x", "link", "y"))
		}
	}
	return all
}
