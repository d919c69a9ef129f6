package office_test

import (
	"fmt"
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

// Hundreds of acts by chance, of which many are refused: whatever happens, what follows from the facts holds.
func TestWhateverIsDoneTheFactsHold(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := newHouse(t)
			h.Entropy = chance(byte(seed))
			c := &crowd{house: h, r: rand.New(rand.NewPCG(seed, 7))}
			for range 5 {
				c.accounts = append(c.accounts, h.person(fmt.Sprintf("Person %d", len(c.accounts))))
			}
			for range 400 {
				c.act()
			}
			if len(c.grants) < 5 || len(c.powers) < 5 {
				t.Fatalf("little happened: %d roles, %d powers", len(c.grants), len(c.powers))
			}
			c.rolesHold()
			c.everyPrefixFolds()
			c.replayIsTheSame()
		})
	}
}

type crowd struct {
	*house
	r        *rand.Rand
	accounts []office.Account
	grants   []office.GrantID
	powers   []office.PowerID
	lent     []office.DelegationID
}

func pick[T any](c *crowd, list []T) T { return list[c.r.IntN(len(list))] }

// date is a day within half a year of now.
func (c *crowd) date() ipr.Date { return c.Everybody().Day.AddDays(c.r.IntN(360) - 180) }

// act does something, and does not care if it is refused.
func (c *crowd) act() {
	who := pick(c, c.accounts)
	by, err := c.Actor(ctx, who.ID, office.Presence{SteppedUp: c.now})
	if err != nil {
		by = c.operator()
	}
	other := pick(c, c.accounts)
	span := office.Span{First: c.date()}
	if c.r.IntN(2) == 0 {
		span.Last = c.date()
	}
	switch n := c.r.IntN(14); {
	case n < 3:
		if g, err := c.ProposeRole(ctx, pick(c, []office.Actor{by, c.operator()}), other.ID, pick(c, office.Roles()), span); err == nil {
			c.grants = append(c.grants, g.ID)
		}
	case n == 3 && len(c.grants) > 0:
		c.ConfirmRole(ctx, by, pick(c, c.grants))
	case n == 4 && len(c.grants) > 0:
		c.EndRole(ctx, by, pick(c, c.grants), c.date(), "by chance")
	case n < 8:
		w := paper(other.Party, who.Party)
		w.Span, w.Substitution = span, c.r.IntN(2) == 0
		if len(c.powers) > 0 && c.r.IntN(3) == 0 {
			w.Of = pick(c, c.powers)
		}
		if w, err := c.GivePower(ctx, by, w); err == nil {
			c.powers = append(c.powers, w.ID)
		}
	case n == 8 && len(c.powers) > 0:
		c.AcceptPower(ctx, by, pick(c, c.powers))
	case n == 9 && len(c.powers) > 0:
		c.RevokePower(ctx, by, pick(c, c.powers), c.date(), "by chance")
	case n == 10:
		if d, err := c.Delegate(ctx, by, who.ID, other.ID, []office.Act{office.AnswerOffice, office.ExamineForm}, span); err == nil {
			c.lent = append(c.lent, d.ID)
		}
	case n == 11:
		c.SetState(ctx, c.operator(), other.ID, pick(c, []office.AccountState{office.Active, office.Suspended}), "by chance")
	case n == 12:
		email := fmt.Sprintf("%d@example.invalid", c.r.IntN(4))
		if c.TellEmail(ctx, by, who.ID, email) == nil {
			c.VerifyEmail(ctx, who.ID, email)
		}
	default:
		c.now = c.now.Add(time.Duration(c.r.IntN(200)) * time.Hour)
	}
}

// rolesHold looks at every account: what is in force has been given, by two where two are needed, and today.
func (c *crowd) rolesHold() {
	emails := map[string]office.AccountID{}
	for _, a := range c.accounts {
		account, err := c.Account(ctx, c.operator(), a.ID)
		c.must(err)
		if other := emails[account.Proved]; other != "" {
			c.t.Errorf("%s and %s have proved one address", a.ID, other)
		}
		emails[account.Proved] = a.ID
		actor, err := c.Actor(ctx, a.ID, office.Presence{})
		if account.State != office.Active {
			if err == nil {
				c.t.Errorf("%s is %s and gets in", a.ID, account.State)
			}
			continue
		}
		c.must(err)
		grants, err := c.Grants(ctx, c.operator(), a.ID)
		c.must(err)
		for _, role := range actor.Roles() {
			ok := slices.ContainsFunc(grants, func(g office.Grant) bool {
				return g.Role == role && g.Span.Holds(actor.Day) && (!role.TwoPersons() || g.Founding || g.Confirmed != "" && g.Confirmed != g.Proposed && g.Confirmed != a.ID)
			})
			if !ok {
				c.t.Errorf("%s is %s by no grant of %+v", a.ID, role, grants)
			}
		}
		_, had, err := c.Powers(ctx, c.operator(), a.Party)
		c.must(err)
		lent, err := c.Delegations(ctx, c.operator(), a.ID)
		c.must(err)
		for _, p := range actor.SpeaksFor(office.AnswerOffice, "x") {
			ok := p == a.Party || slices.ContainsFunc(had, func(w office.Power) bool { return w.Principal == p && w.Accepted != "" && w.Span.Holds(actor.Day) }) ||
				slices.ContainsFunc(lent, func(d office.Delegation) bool { return d.To == a.ID && d.Holds(actor.Day) })
			if !ok {
				c.t.Errorf("%s speaks for %s without leave", a.ID, p)
			}
		}
	}
}

// everyPrefixFolds folds each subject after each of its facts: no fact is kept that the fold would not understand, and an end, once
// told, never moves to a later day.
func (c *crowd) everyPrefixFolds() {
	subjects := map[string][]office.Fact{}
	ended := map[string]ipr.Date{}
	for _, f := range c.db.All() {
		subjects[f.Subject] = append(subjects[f.Subject], f)
		if _, err := office.Lookups(f.Subject, subjects[f.Subject]); err != nil {
			c.t.Errorf("after fact %d: %v", f.Seq, err)
		}
		if f.Subject[0] == 'g' {
			g, err := office.FoldGrant(subjects[f.Subject])
			c.must(err)
			if before := ended[f.Subject]; !before.IsZero() && (g.Ended.IsZero() || g.Ended.Compare(before) > 0) {
				c.t.Errorf("%s had ended on %s and ends on %s", f.Subject, before, g.Ended)
			}
			ended[f.Subject] = g.Ended
		}
	}
}

// replayIsTheSame tells the facts again to an empty office: it knows the same.
func (c *crowd) replayIsTheSame() {
	again := &officetest.DB{}
	for _, f := range c.db.All() {
		c.must(again.Update(ctx, func(tx office.Tx) error { return tx.AddFact(ctx, f) }))
	}
	c.must(c.db.View(ctx, func(was office.Reader) error {
		return again.View(ctx, func(is office.Reader) error {
			for _, l := range []office.Lookup{{Kind: office.ByKind, Key: "a"}, {Kind: office.ByKind, Key: "p"}, {Kind: office.ByWaiting}, {Kind: office.ByRole, Key: "clerk"},
				office.EmailLookup("1@example.invalid"), {Kind: office.ByPrincipal, Key: string(c.accounts[0].Party)}} {
				a, err := was.Found(ctx, l)
				c.must(err)
				b, err := is.Found(ctx, l)
				c.must(err)
				if fmt.Sprint(a) != fmt.Sprint(b) {
					c.t.Errorf("%v leads elsewhere after a replay", l)
				}
			}
			return nil
		})
	}))
	for i := range c.accounts {
		a, b := *c.People, *c.People
		b.DB = again
		x, err1 := a.Actor(ctx, c.accounts[i].ID, office.Presence{})
		y, err2 := b.Actor(ctx, c.accounts[i].ID, office.Presence{})
		if fmt.Sprint(x.Roles(), x.Principals(), x.SpeaksFor(office.AnswerOffice, "x"), err1) != fmt.Sprint(y.Roles(), y.Principals(), y.SpeaksFor(office.AnswerOffice, "x"), err2) {
			c.t.Errorf("%s is somebody else after a replay", c.accounts[i].ID)
		}
	}
}

// A stretch of days holds on its days and on no other, and the fold of a grant agrees with it.
func TestSpanHoldsOnItsDays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	base := ipr.Date{Year: 2026, Month: 1, Day: 1}
	for range 2000 {
		first, last, end, on := r.IntN(400), r.IntN(400), r.IntN(400), base.AddDays(r.IntN(500))
		g := office.Grant{Role: office.Clerk, Span: office.Span{First: base.AddDays(first), Last: base.AddDays(last)}, Ended: base.AddDays(end)}
		d := int(ipr.DayOf(on) - ipr.DayOf(base))
		if want := first <= d && d <= last && d < end; g.Holds(on) != want {
			t.Fatalf("from %s to %s, ended %s, on %s: %v", g.Span.First, g.Span.Last, g.Ended, on, !want)
		}
	}
}

// Facts from a damaged database are refused, never misread: folding them does not panic, and what folds once folds again the same.
func FuzzLookups(f *testing.F) {
	f.Add("a-0", "account.opened", `{"party":"p-0"}`, "account.email", `{"email":"a@b.cd"}`)
	f.Add("g-0", "role.proposed", `{"account":"a-0","role":"clerk","span":{"first":"2026-01-01"}}`, "role.ended", `{"day":"2026-02-01"}`)
	f.Add("w-0", "power.given", `{"principal":"p-0","representative":"p-1","general":true,"span":{"first":"2026-01-01"}}`, "power.accepted", `{}`)
	f.Add("d-0", "delegation.given", `{"from":"a-0","to":"a-1","acts":["draft.view"],"span":{"first":"2026-01-01"}}`, "delegation.ended", `{"day":"2026-02-01"}`)
	f.Add("c-0", "conflict.declared", `{"officer":"a-0","with":"p-0","ground":"family"}`, "conflict.withdrawn", `{}`)
	f.Add("p-0", "party.told", `{"nature":"natural","name":"Lan Đào","country":"VN","keeper":"a-0"}`, "party.told", `{"shown":["email"]}`)
	f.Fuzz(func(t *testing.T, subject, what1, body1, what2, body2 string) {
		facts := []office.Fact{{Seq: 1, Subject: subject, What: office.What(what1), Body: []byte(body1)}, {Seq: 2, Subject: subject, What: office.What(what2), Body: []byte(body2)}}
		a, err := office.Lookups(subject, facts)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Internal && k != fault.NotFound {
				t.Errorf("error %v", err)
			}
			return
		}
		b, err := office.Lookups(subject, facts)
		if err != nil || !slices.Equal(a, b) || !slices.IsSortedFunc(a, func(x, y office.Lookup) int {
			return strings.Compare(string(x.Kind)+"\x00"+x.Key, string(y.Kind)+"\x00"+y.Key)
		}) {
			t.Errorf("%v, %v, %v", a, b, err)
		}
	})
}
