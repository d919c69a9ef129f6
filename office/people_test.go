package office_test

import (
	"context"
	"errors"
	"io"
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

// clerkJudge lets everything pass but what a test takes away; only accounts in clerks may accept powers of others.
type clerkJudge struct {
	clerks []office.AccountID
	no     []office.Act
	fails  bool
}

func (j *clerkJudge) May(by office.Actor, act office.Act, on office.Object) (office.Verdict, error) {
	switch {
	case j.fails:
		return office.Verdict{}, fault.New(fault.Internal, "the policies cannot be read: %s", "broken")
	case slices.Contains(j.no, act):
		return office.Verdict{}, nil
	case act == office.AcceptPower:
		return office.Verdict{Allowed: slices.Contains(on.Parties, by.Party) || slices.Contains(j.clerks, by.Account)}, nil
	}
	return office.Verdict{Allowed: true}, nil
}

// house is an office in memory with a clock that tests move.
type house struct {
	*office.People
	t     testing.TB
	db    *officetest.DB
	judge *clerkJudge
	now   time.Time
}

func newHouse(t testing.TB) *house {
	h := &house{t: t, db: &officetest.DB{}, judge: &clerkJudge{}, now: time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)}
	h.People = &office.People{DB: h.db, Declarations: h.db, Judge: h.judge, Clock: func() time.Time { return h.now },
		Zone: time.FixedZone("Asia/Ho_Chi_Minh", 7*3600), Entropy: chance(1)}
	return h
}

// chance is a random source that is the same every time.
func chance(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

var ctx = context.Background()

func day(s string) ipr.Date {
	d, err := ipr.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) refused(want fault.Kind, err error) {
	h.t.Helper()
	if err == nil || fault.KindOf(err) != want {
		h.t.Errorf("error %v, want one of the kind %s", err, want)
	}
}

// person signs somebody up with a proved address.
func (h *house) person(name string) office.Account {
	h.t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.invalid"
	a, err := h.SignUp(ctx, office.Party{Nature: office.Natural, Name: name, Country: "VN"}, email)
	h.must(err)
	h.must(h.VerifyEmail(ctx, a.ID, email))
	return a
}

func (h *house) actor(a office.Account) office.Actor {
	h.t.Helper()
	actor, err := h.Actor(ctx, a.ID, office.Presence{SteppedUp: h.now})
	h.must(err)
	return actor
}

func (h *house) operator() office.Actor { return office.OperatorActor(h.now, h.Everybody().Day) }

func TestSignUpOpensAnAccountOfAnApplicant(t *testing.T) {
	h := newHouse(t)
	a, err := h.SignUp(ctx, office.Party{Nature: office.Natural, Name: " Trần  Thị\u202e Lan\n", Country: "VN"}, "lan@example.invalid")
	h.must(err)
	if a.State != office.Active || !a.Verified.IsZero() || a.Proved != "" {
		t.Errorf("account %+v", a)
	}
	actor := h.actor(a)
	if !slices.Equal(actor.Roles(), []office.Role{office.Applicant}) {
		t.Errorf("roles %v", actor.Roles())
	}
	p, err := h.Party(ctx, actor, a.Party)
	h.must(err)
	if p.Name != "Trần Thị Lan" || p.Shows(office.ShowAddress) || p.Keeper != a.ID {
		t.Errorf("party %+v", p)
	}
	h.judge.no = []office.Act{office.SignUp}
	_, err = h.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Lan", Country: "VN"}, "lan@example.invalid")
	h.refused(fault.NotFound, err)
}

func TestWhatAPartyCannotBe(t *testing.T) {
	h := newHouse(t)
	good := office.Party{Nature: office.Legal, Name: "Công ty A", Country: "VN", Addresses: []office.Address{{Country: "VN", Written: "1 phố Huế, Hà Nội"}}}
	for _, c := range []struct {
		rule  string
		where string
		spoil func(*office.Party)
	}{
		{"it is natural or legal", "nature", func(p *office.Party) { p.Nature = "divine" }},
		{"it has a name", "name", func(p *office.Party) { p.Name = " \u200b " }},
		{"its name is not endless", "name", func(p *office.Party) { p.Name = strings.Repeat("ạ", 501) }},
		{"its country has a code", "", func(p *office.Party) { p.Country = "Viet Nam" }},
		{"its e-mail addresses could be some", "email", func(p *office.Party) { p.Emails = []string{"nobody"} }},
		{"a header is no e-mail address", "email", func(p *office.Party) { p.Emails = []string{"a@b.cd\r\nBcc: x@y.z"} }},
		{"only details can be shown", "shown", func(p *office.Party) { p.Shown = []office.Detail{"name"} }},
		{"an address is written out", "address", func(p *office.Party) { p.Addresses = []office.Address{{Country: "VN"}} }},
		{"codes have the day of their list", "address", func(p *office.Party) {
			p.Addresses = []office.Address{{Country: "VN", Written: "x", Province: "01"}}
		}},
		{"a commune stands below a province", "address", func(p *office.Party) {
			p.Addresses = []office.Address{{Country: "VN", Written: "x", Commune: "00004"}}
		}},
		{"a list without codes says nothing", "address", func(p *office.Party) {
			p.Addresses = []office.Address{{Country: "VN", Written: "x", Edition: day("2025-07-01")}}
		}},
		{"codes are no sentences", "address", func(p *office.Party) {
			p.Addresses = []office.Address{{Country: "VN", Written: "x", Province: "Hà Nội", Edition: day("2025-07-01")}}
		}},
		{"it has at most twenty phones", "", func(p *office.Party) { p.Phones = slices.Repeat([]string{"1"}, 21) }},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := good
			c.spoil(&p)
			_, err := h.SignUp(ctx, p, "a@example.invalid")
			f, ok := fault.Of(err)
			if !ok || f.Kind != fault.Invalid || f.Where != c.where {
				t.Errorf("error %v", err)
			}
		})
	}
	a, err := h.SignUp(ctx, good, "a@example.invalid")
	h.must(err)
	p, err := h.Party(ctx, h.actor(a), a.Party)
	h.must(err)
	p.Addresses = []office.Address{{Country: "VN", Province: "01", Commune: "00004", Edition: day("2025-07-01"), Lines: []string{"1 phố Huế", ""}, Written: "1 phố Huế, phường Hai Bà Trưng, Hà Nội"}}
	p.Shown = []office.Detail{office.ShowPhone, office.ShowEmail, office.ShowPhone}
	h.must(h.TellParty(ctx, h.actor(a), p))
	h.must(h.TellParty(ctx, h.actor(h.person("Clerk")), p)) // whoever corrects it, it stays in its own address book
	p, err = h.Party(ctx, h.actor(a), a.Party)
	h.must(err)
	if got := p.Addresses[0]; got.Commune != "00004" || len(got.Lines) != 1 || !slices.Equal(p.Shown, []office.Detail{office.ShowEmail, office.ShowPhone}) || p.Keeper != a.ID {
		t.Errorf("party %+v", p)
	}
}

func TestEmailAddresses(t *testing.T) {
	h := newHouse(t)
	lan, minh := h.person("Lan"), h.person("Minh")
	find := func(email string) office.AccountID {
		a, err := h.AccountBy(ctx, office.EmailLookup(email))
		if err != nil {
			return ""
		}
		return a.ID
	}
	if find("LAN@EXAMPLE.INVALID") != lan.ID {
		t.Error("letter case tells addresses apart")
	}
	// Until the new address is proved the account is found by the old one.
	h.must(h.TellEmail(ctx, h.actor(lan), lan.ID, "new@example.invalid"))
	if find("lan@example.invalid") != lan.ID || find("new@example.invalid") != "" {
		t.Error("an address counts before it is proved")
	}
	h.refused(fault.NotFound, h.VerifyEmail(ctx, lan.ID, "lan@example.invalid"))
	h.must(h.VerifyEmail(ctx, lan.ID, "new@example.invalid"))
	h.must(h.VerifyEmail(ctx, lan.ID, "new@example.invalid")) // the letter may be opened twice
	if find("lan@example.invalid") != "" || find("new@example.invalid") != lan.ID {
		t.Error("the new address does not count")
	}
	// Nobody is kept out by who told an address without proving it; nobody takes a proved one.
	h.must(h.TellEmail(ctx, h.actor(minh), minh.ID, "New@example.invalid"))
	h.refused(fault.Conflict, h.VerifyEmail(ctx, minh.ID, "New@example.invalid"))
	h.refused(fault.Invalid, h.TellEmail(ctx, h.actor(minh), minh.ID, "no address"))
	_, err := h.AccountBy(ctx, office.Lookup{Kind: office.ByName, Key: "lan"})
	h.refused(fault.Invalid, err)
}

func TestCredentialsComeAndGoWithTheirSecrets(t *testing.T) {
	h := newHouse(t)
	lan, minh := h.person("Lan"), h.person("Minh")
	h.must(h.AddCredential(ctx, h.actor(lan), lan.ID, office.Credential{ID: "pw", Kind: office.Password, Name: " my\tpassword "}, []byte("sealed")))
	h.must(h.AddCredential(ctx, h.actor(lan), lan.ID, office.Credential{ID: "key", Kind: office.Passkey, Public: []byte{1}}, nil))
	a, err := h.Account(ctx, h.actor(lan), lan.ID)
	h.must(err)
	if len(a.Credentials) != 2 || a.Credentials[0].Name != "my password" || !a.Credentials[0].Added.Equal(h.now) || string(h.db.Secret("pw")) != "sealed" {
		t.Errorf("credentials %+v", a.Credentials)
	}
	h.refused(fault.Conflict, h.AddCredential(ctx, h.actor(minh), minh.ID, office.Credential{ID: "key", Kind: office.Passkey}, nil))
	h.refused(fault.Invalid, h.AddCredential(ctx, h.actor(minh), minh.ID, office.Credential{ID: "k", Kind: "charm"}, nil))
	h.refused(fault.Invalid, h.AddCredential(ctx, h.actor(minh), minh.ID, office.Credential{Kind: office.Passkey}, nil))
	h.refused(fault.NotFound, h.RemoveCredential(ctx, h.actor(minh), minh.ID, "key"))
	h.must(h.RemoveCredential(ctx, h.actor(lan), lan.ID, "pw"))
	if h.db.Secret("pw") != nil {
		t.Error("the secret outlives its credential")
	}
	h.must(h.AddCredential(ctx, h.actor(minh), minh.ID, office.Credential{ID: "pw", Kind: office.Password}, []byte("x"))) // free again
	for _, f := range h.db.All() {
		if strings.Contains(string(f.Body), "sealed") {
			t.Error("a fact tells a secret")
		}
	}
}

func TestAccountsAreSuspendedAndClosed(t *testing.T) {
	h := newHouse(t)
	lan := h.person("Lan")
	h.refused(fault.Invalid, h.SetState(ctx, h.operator(), lan.ID, office.Suspended, ""))
	h.refused(fault.Invalid, h.SetState(ctx, h.operator(), lan.ID, "asleep", "tired"))
	h.must(h.SetState(ctx, h.operator(), lan.ID, office.Suspended, "a stolen phone"))
	_, err := h.Actor(ctx, lan.ID, office.Presence{})
	h.refused(fault.Forbidden, err)
	h.must(h.SetState(ctx, h.operator(), lan.ID, office.Active, "found again"))
	h.actor(lan)
	h.must(h.SetState(ctx, h.operator(), lan.ID, office.Ended, "asked for it"))
	h.refused(fault.Conflict, h.SetState(ctx, h.operator(), lan.ID, office.Active, "changed her mind"))
	h.refused(fault.NotFound, h.VerifyEmail(ctx, lan.ID, "lan@example.invalid"))
	_, err = h.AccountBy(ctx, office.EmailLookup("lan@example.invalid"))
	h.refused(fault.NotFound, err)
	_, err = h.Actor(ctx, "a-0000000000000000", office.Presence{})
	h.refused(fault.NotFound, err)
}

// always is a stretch without end that begins with the tests.
var always = office.Span{First: ipr.Date{Year: 2026, Month: 11, Day: 25}}

// give gives a role that one person gives.
func (h *house) give(to office.Account, r office.Role, acts ...office.Act) office.Grant {
	h.t.Helper()
	g, err := h.ProposeRole(ctx, h.operator(), to.ID, r, always, acts...)
	h.must(err)
	return g
}

func TestRoleIsInForceFromItsFirstToItsLastDay(t *testing.T) {
	h := newHouse(t)
	lan := h.person("Lan")
	_, err := h.ProposeRole(ctx, h.operator(), lan.ID, office.Clerk, office.Span{First: day("2026-12-01"), Last: day("2026-12-31")})
	h.must(err)
	for _, c := range []struct {
		now  string // UTC; the office is seven hours ahead
		want bool
	}{{"2026-11-30T16:59:59Z", false}, {"2026-11-30T17:00:00Z", true}, {"2026-12-31T16:59:59Z", true}, {"2026-12-31T17:00:00Z", false}} {
		h.now, _ = time.Parse(time.RFC3339, c.now)
		if got := slices.Contains(h.actor(lan).Roles(), office.Clerk); got != c.want {
			t.Errorf("at %s a clerk: %v", c.now, got)
		}
	}
}

func TestRolesThatCannotBeGiven(t *testing.T) {
	h := newHouse(t)
	lan, minh := h.person("Lan"), h.person("Minh")
	give := func(by office.Actor, to office.AccountID, r office.Role, s office.Span, acts ...office.Act) error {
		_, err := h.ProposeRole(ctx, by, to, r, s, acts...)
		return err
	}
	h.refused(fault.Invalid, give(h.operator(), lan.ID, "king", always))
	h.refused(fault.Invalid, give(h.operator(), lan.ID, office.Clerk, office.Span{}))
	h.refused(fault.Invalid, give(h.operator(), lan.ID, office.Clerk, office.Span{First: day("2026-12-02"), Last: day("2026-12-01")}))
	h.refused(fault.Invalid, give(h.operator(), lan.ID, office.Clerk, office.Span{First: day("2026-11-24")}))
	h.refused(fault.Invalid, give(h.operator(), lan.ID, office.Clerk, always, "dance"))
	h.refused(fault.Conflict, give(h.actor(lan), lan.ID, office.Clerk, always))
	h.refused(fault.NotFound, give(h.operator(), "a-0000000000000000", office.Clerk, always))
	other, err := h.Open(ctx, h.operator(), office.Party{ID: lan.Party}, "lan2@example.invalid")
	h.must(err)
	h.refused(fault.Conflict, give(h.actor(lan), other.ID, office.Clerk, always)) // the same person's other account
	h.must(give(h.operator(), lan.ID, office.Clerk, always))
	h.refused(fault.Conflict, give(h.operator(), lan.ID, office.Clerk, office.Span{First: day("2027-01-01")}))
	h.must(h.SetState(ctx, h.operator(), minh.ID, office.Suspended, "away"))
	h.refused(fault.Conflict, give(h.operator(), minh.ID, office.Clerk, always))
	h.judge.no = []office.Act{office.ProposeRole}
	h.refused(fault.NotFound, give(h.operator(), lan.ID, office.Cashier, always))
	h.judge.fails = true
	h.refused(fault.Internal, give(h.operator(), lan.ID, office.Cashier, always))
}

func TestRegistrarsAndAdministratorsAreMadeByTwoPersons(t *testing.T) {
	h := newHouse(t)
	an, binh, chi, dung := h.person("An"), h.person("Binh"), h.person("Chi"), h.person("Dung")
	// The operator founds: there are no two persons yet.
	if g := h.give(an, office.Administrator); !g.Founding || g.Open() {
		t.Errorf("the first administrator: %+v", g)
	}
	if g := h.give(binh, office.Administrator); !g.Founding {
		t.Errorf("the second administrator: %+v", g)
	}
	// From now on even the operator is one of two.
	g := h.give(chi, office.Registrar)
	if g.Founding || !g.Open() || slices.Contains(h.actor(chi).Roles(), office.Registrar) {
		t.Errorf("a registrar by one person: %+v", g)
	}
	waiting, err := h.Waiting(ctx, h.actor(binh))
	h.must(err)
	if len(waiting) != 1 || waiting[0].ID != g.ID {
		t.Errorf("waiting: %+v", waiting)
	}
	h.refused(fault.Conflict, h.ConfirmRole(ctx, h.operator(), g.ID))
	h.refused(fault.Conflict, h.ConfirmRole(ctx, h.actor(chi), g.ID))
	h.must(h.ConfirmRole(ctx, h.actor(binh), g.ID))
	h.refused(fault.Conflict, h.ConfirmRole(ctx, h.actor(an), g.ID))
	if !slices.Contains(h.actor(chi).Roles(), office.Registrar) {
		t.Error("two persons are not enough")
	}
	p, err := h.ProposeRole(ctx, h.actor(an), dung.ID, office.Administrator, always)
	h.must(err)
	h.refused(fault.Conflict, h.ConfirmRole(ctx, h.actor(an), p.ID))
	same, err := h.Open(ctx, h.operator(), office.Party{ID: an.Party}, "an2@example.invalid")
	h.must(err)
	h.refused(fault.Conflict, h.ConfirmRole(ctx, h.actor(same), p.ID)) // the proposer under another name
	h.must(h.EndRole(ctx, h.actor(binh), p.ID, day("2026-11-25"), "not her"))
	h.refused(fault.Conflict, h.ConfirmRole(ctx, h.actor(binh), p.ID))
	if waiting, err := h.Waiting(ctx, h.actor(binh)); err != nil || len(waiting) != 0 {
		t.Errorf("waiting: %+v, %v", waiting, err)
	}
	// One who is locked out is no second person.
	h.must(h.SetState(ctx, h.operator(), an.ID, office.Suspended, "lost her key"))
	if g := h.give(dung, office.Administrator); !g.Founding {
		t.Errorf("with one administrator left: %+v", g)
	}
}

func TestRoleEndsTodayOrLaterForAReason(t *testing.T) {
	h := newHouse(t)
	lan := h.person("Lan")
	g := h.give(lan, office.Clerk)
	h.refused(fault.Invalid, h.EndRole(ctx, h.operator(), g.ID, day("2026-11-24"), "too late"))
	h.refused(fault.Invalid, h.EndRole(ctx, h.operator(), g.ID, day("2026-11-25"), " "))
	h.must(h.EndRole(ctx, h.operator(), g.ID, day("2026-12-25"), "retires"))
	h.refused(fault.Conflict, h.EndRole(ctx, h.operator(), g.ID, day("2026-12-26"), "stays a day"))
	h.must(h.EndRole(ctx, h.operator(), g.ID, day("2026-11-25"), "goes now"))
	if slices.Contains(h.actor(lan).Roles(), office.Clerk) {
		t.Error("the role outlives its end")
	}
	all, err := h.Grants(ctx, h.operator(), lan.ID)
	h.must(err)
	if i := slices.IndexFunc(all, func(o office.Grant) bool { return o.ID == g.ID }); i < 0 || all[i].Why != "goes now" || all[i].EndedBy != office.Operator {
		t.Errorf("grants %+v", all)
	}
	h.give(lan, office.Clerk) // and can be given again
}

func TestDelegationLendsActsForATime(t *testing.T) {
	h := newHouse(t)
	lan, minh, out := h.person("Lan"), h.person("Minh"), h.person("Out")
	h.give(lan, office.Examiner)
	h.give(lan, office.Registrar)
	h.give(minh, office.Clerk)
	week := office.Span{First: day("2026-11-25"), Last: day("2026-12-02")}
	lend := func(by office.Actor, from, to office.Account, s office.Span, acts ...office.Act) (office.Delegation, error) {
		return h.Delegate(ctx, by, from.ID, to.ID, acts, s)
	}
	for _, c := range []struct {
		rule string
		kind fault.Kind
		try  func() (office.Delegation, error)
	}{
		{"it has a last day", fault.Invalid, func() (office.Delegation, error) { return lend(h.actor(lan), lan, minh, always, office.ViewRight) }},
		{"it names acts", fault.Invalid, func() (office.Delegation, error) { return lend(h.actor(lan), lan, minh, week) }},
		{"some acts stay with their holder", fault.Invalid, func() (office.Delegation, error) { return lend(h.actor(lan), lan, minh, week, office.EnterRight) }},
		{"a way in is not lent", fault.Invalid, func() (office.Delegation, error) { return lend(h.actor(lan), lan, minh, week, office.KeepAccount) }},
		{"not to oneself", fault.Conflict, func() (office.Delegation, error) { return lend(h.actor(lan), lan, lan, week, office.ViewRight) }},
		{"not from another to oneself", fault.Conflict, func() (office.Delegation, error) { return lend(h.actor(minh), lan, minh, week, office.ViewRight) }},
		{"its borrower exists", fault.NotFound, func() (office.Delegation, error) {
			return lend(h.actor(lan), lan, office.Account{ID: "a-0000000000000000"}, week, office.ViewRight)
		}},
	} {
		_, err := c.try()
		if fault.KindOf(err) != c.kind || err == nil {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	d, err := lend(h.actor(lan), lan, minh, week, office.ExamineSubstance)
	h.must(err)
	right := office.Object{Kind: office.RightObject, ID: "VN/TM/4-2026-00001"}
	if got := h.actor(minh).RolesFor(office.ExamineSubstance, right); !slices.Equal(got, []office.Role{office.Applicant, office.Clerk, office.Examiner}) {
		t.Errorf("for the act that was lent: %v", got)
	}
	if got := h.actor(minh).RolesFor(office.ViewRight, right); slices.Contains(got, office.Examiner) {
		t.Errorf("for another act: %v", got)
	}
	if slices.Contains(h.actor(minh).Roles(), office.Examiner) {
		t.Error("a lent role is listed as their own")
	}
	// What two persons give one does not lend; the lender's conflict stays; outsiders borrow nothing of the office's.
	for _, r := range h.actor(minh).RolesFor(office.ExamineSubstance, right) {
		if r == office.Registrar {
			t.Error("the role of a registrar is lent")
		}
	}
	_, err = h.DeclareConflict(ctx, h.actor(lan), office.Conflict{Officer: lan.ID, With: "VN/TM/4-2026-00001", Ground: office.Family})
	h.must(err)
	if got := h.actor(minh).RolesFor(office.ExamineSubstance, right); slices.Contains(got, office.Examiner) {
		t.Errorf("the lender could not have done it: %v", got)
	}
	if h.actor(minh).InConflict(right.ID, nil) {
		t.Error("the borrower is in conflict himself")
	}
	_, err = lend(h.actor(lan), lan, out, week, office.ExamineSubstance, office.WriteDraft)
	h.must(err)
	if got := h.actor(out).RolesFor(office.ExamineSubstance, office.Object{}); !slices.Equal(got, []office.Role{office.Applicant}) {
		t.Errorf("an outsider: %v", got)
	}
	// Nothing is lent on.
	_, err = lend(h.actor(minh), minh, out, week, office.ExamineSubstance)
	h.must(err)
	h.give(out, office.Trainer)
	h.must(h.EndDelegation(ctx, h.actor(lan), mustLend(h, lan, out), day("2026-11-25"), "enough"))
	if got := h.actor(out).RolesFor(office.ExamineSubstance, office.Object{}); slices.Contains(got, office.Examiner) {
		t.Errorf("what was borrowed is lent on: %v", got)
	}
	h.refused(fault.Conflict, h.EndDelegation(ctx, h.actor(lan), mustLend(h, lan, out), day("2026-11-26"), "later"))
	// It ends with its last day, and with the lender's role.
	h.now = h.now.AddDate(0, 0, 8)
	if got := h.actor(minh).RolesFor(office.ExamineSubstance, office.Object{}); slices.Contains(got, office.Examiner) {
		t.Errorf("after the last day of %s: %v", d.ID, got)
	}
}

// mustLend finds what one account lent to another.
func mustLend(h *house, from, to office.Account) office.DelegationID {
	h.t.Helper()
	all, err := h.Delegations(ctx, h.operator(), to.ID)
	h.must(err)
	i := slices.IndexFunc(all, func(d office.Delegation) bool { return d.From == from.ID })
	if i < 0 {
		h.t.Fatal("nothing is lent")
	}
	return all[i].ID
}

func TestWhoIsLockedOutLendsNothing(t *testing.T) {
	h := newHouse(t)
	lan, minh := h.person("Lan"), h.person("Minh")
	h.give(lan, office.Examiner)
	h.give(minh, office.Clerk)
	_, err := h.Delegate(ctx, h.actor(lan), lan.ID, minh.ID, []office.Act{office.ExamineSubstance}, office.Span{First: day("2026-11-25"), Last: day("2027-11-25")})
	h.must(err)
	h.must(h.SetState(ctx, h.operator(), lan.ID, office.Suspended, "under inquiry"))
	if got := h.actor(minh).RolesFor(office.ExamineSubstance, office.Object{}); slices.Contains(got, office.Examiner) {
		t.Errorf("roles %v", got)
	}
}

func TestLendersAndBorrowersAreActive(t *testing.T) {
	h := newHouse(t)
	lan, minh := h.person("Lan"), h.person("Minh")
	by, week := h.actor(lan), office.Span{First: day("2026-11-25"), Last: day("2026-12-02")}
	h.must(h.SetState(ctx, h.operator(), minh.ID, office.Suspended, "away"))
	_, err := h.Delegate(ctx, by, lan.ID, minh.ID, []office.Act{office.WriteDraft}, week)
	h.refused(fault.Conflict, err)
	_, err = h.Delegate(ctx, by, minh.ID, lan.ID, []office.Act{office.WriteDraft}, week)
	h.refused(fault.Conflict, err)
}

func TestAnOfficerLendsTheOfficesWorkOnly(t *testing.T) {
	h := newHouse(t)
	lan := h.person("Lan") // an applicant too
	h.give(lan, office.Examiner)
	minh, err := h.Open(ctx, h.operator(), office.Party{Nature: office.Natural, Name: "Minh", Country: "VN"}, "minh@example.invalid")
	h.must(err)
	h.give(minh, office.Clerk)
	_, err = h.Delegate(ctx, h.actor(lan), lan.ID, minh.ID, []office.Act{office.ViewRight}, office.Span{First: day("2026-11-25"), Last: day("2026-12-02")})
	h.must(err)
	if got := h.actor(minh).RolesFor(office.ViewRight, office.Object{}); !slices.Equal(got, []office.Role{office.Clerk, office.Examiner}) {
		t.Errorf("roles %v", got)
	}
	if got := h.actor(minh).SpeaksFor(office.ViewRight, ""); !slices.Equal(got, []office.PartyID{minh.Party}) {
		t.Errorf("speaks for %v", got)
	}
}

// Once told, an end never moves to a later day, whatever a fact says.
func TestAnEndIsNotTakenBack(t *testing.T) {
	facts := func(first office.What, body string, end office.What) []office.Fact {
		return []office.Fact{{Subject: "x", What: first, Body: []byte(body)}, {Subject: "x", What: end, Body: []byte(`{"day":"2026-12-05"}`)},
			{Subject: "x", What: end, Body: []byte(`{"day":"2026-12-01"}`)}, {Subject: "x", What: end, Body: []byte(`{"day":"2026-12-09"}`)}}
	}
	g, err1 := office.FoldGrant(facts(office.RoleProposed, `{"account":"a","role":"clerk","span":{"first":"2026-01-01"}}`, office.RoleEnded))
	d, err2 := office.FoldDelegation(facts(office.DelegationGiven, `{"from":"a","to":"b","acts":["draft.view"],"span":{"first":"2026-01-01"}}`, office.DelegationEnded))
	w, err3 := office.FoldPower(facts(office.PowerGiven, `{"principal":"a","representative":"b","general":true,"span":{"first":"2026-01-01"}}`, office.PowerRevoked))
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, got := range []ipr.Date{g.Ended, d.Ended, w.Revoked} {
		if got != day("2026-12-01") {
			t.Errorf("it ends on %s", got)
		}
	}
}

// A fold refuses what does not belong where it stands.
func TestStrayFactsAreRefused(t *testing.T) {
	for _, subject := range []string{"p-0", "a-0", "g-0", "d-0", "w-0", "c-0"} {
		if _, err := office.Lookups(subject, nil); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Errorf("%s without facts: %v", subject, err)
		}
		for _, what := range []office.What{"", "account.erased", office.StateSet, office.RoleConfirmed, office.DelegationEnded, office.PowerAccepted, office.ConflictWithdrawn} {
			if _, err := office.Lookups(subject, []office.Fact{{Seq: 7, Subject: subject, What: what, Body: []byte(`{}`)}}); fault.KindOf(err) != fault.Internal || err == nil {
				t.Errorf("%s that begins with %q: %v", subject, what, err)
			}
		}
	}
}

func TestPresenceIsAskedForOnlyWhereItHelps(t *testing.T) {
	j := presence{}
	a := office.Actor{Account: "a-0000000000000000", At: time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)}
	if err := office.Allow(j, a, office.SubmitDraft, office.Object{ID: "mine"}); !errors.Is(err, office.ErrPresence) || fault.KindOf(err) != fault.Forbidden {
		t.Errorf("error %v", err)
	}
	if err := office.Allow(j, a, office.SubmitDraft, office.Object{ID: "another's"}); errors.Is(err, office.ErrPresence) || fault.KindOf(err) != fault.NotFound {
		t.Errorf("what is another's is told: %v", err)
	}
	a.SteppedUp = a.At
	if err := office.Allow(j, a, office.SubmitDraft, office.Object{ID: "mine"}); err != nil {
		t.Errorf("error %v", err)
	}
}

// presence allows what is mine to who is present.
type presence struct{}

func (presence) May(by office.Actor, _ office.Act, on office.Object) (office.Verdict, error) {
	return office.Verdict{Allowed: on.ID == "mine" && by.SteppedUp.Equal(by.At)}, nil
}

func TestIDs(t *testing.T) {
	h := newHouse(t)
	a := h.person("Lan")
	if got, err := office.ParseID[office.AccountID](" " + strings.ToUpper(string(a.ID)) + " "); err != nil || got != a.ID {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := office.ParseID[office.PartyID]("P-OIL0000000000000"); err != nil || got != "p-0110000000000000" {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"", "operator", string(a.Party), "a-0", "a-uuuuuuuuuuuuuuuu", "a-00000000000000000", "a 0000000000000000"} {
		if _, err := office.ParseID[office.AccountID](bad); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%q: %v", bad, err)
		}
	}
	h.Entropy = strings.NewReader("short")
	_, err := h.SignUp(ctx, office.Party{Nature: office.Natural, Name: "Lan", Country: "VN"}, "x@example.invalid")
	h.refused(fault.Unavailable, err)
}

func FuzzParseID(f *testing.F) {
	f.Add("a-7z3k9m2c5t8v1x4b")
	f.Add("A-OIL0000000000000")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := office.ParseID[office.AccountID](s)
		if err != nil {
			return
		}
		if again, err := office.ParseID[office.AccountID](string(id)); err != nil || again != id {
			t.Errorf("%q reads as %q, and that as %q, %v", s, id, again, err)
		}
	})
}
