package office

import (
	"context"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// GivePower takes note of a power of attorney: from the principal, a clerk, or the representative, whose word alone does not open
// what is the principal's (see Power). A substitute is named by the representative who may name one.
//
// The day by which the paper itself must come is the caller's to compute: from the law pack's rule if there is one, else from the
// office's setting.
//
// Errors: Invalid, at the field concerned; Conflict if a substitute's power goes beyond the one it comes from, or that one does not
// hold; NotFound if a party is not known, if it is no business of the actor's, and as Allow.
func (s *People) GivePower(ctx context.Context, by Actor, w Power) (Power, error) {
	id, err := newID[PowerID](s.Entropy)
	if err != nil {
		return w, err
	}
	_, day := s.today()
	err = s.DB.Update(ctx, func(tx Tx) error {
		principal, err := one(ctx, tx, FoldParty, w.Principal)
		if err != nil {
			return err
		}
		if _, err := one(ctx, tx, FoldParty, w.Representative); err != nil {
			return err
		}
		if err := Allow(s.Judge, by, GivePower, partyObject(principal)); err != nil {
			return err
		}
		if w, err = w.checked(principal); err != nil {
			return err
		}
		present := by // the proof of presence was asked for with the act itself
		present.SteppedUp = by.At
		err = s.vouch(present, w)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		accepted := err == nil
		if w.Of != "" {
			of, err := one(ctx, tx, FoldPower, w.Of)
			if err != nil {
				return err
			}
			if by.Party != of.Representative && !accepted {
				return fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
			}
			if !of.Holds(day) || !w.narrows(of) {
				return fault.New(fault.Conflict, "a substitute has no more than the power that lets one be named")
			}
			accepted = true // the principal stands for it already, by the power that lets a substitute be named
		}
		if by.Party != w.Representative && !accepted {
			return fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
		}
		if err := s.tell(ctx, tx, string(id), by.Account, PowerGiven, w); err != nil {
			return err
		}
		if accepted {
			if err := s.tell(ctx, tx, string(id), by.Account, PowerAccepted, struct{}{}); err != nil {
				return err
			}
		}
		w, err = one(ctx, tx, FoldPower, id)
		return err
	})
	return w, err
}

// vouch asks whether somebody may stand for a power: its principal; or an officer who is neither its representative nor has an interest in
// one of the two. Errors: as Allow.
func (s *People) vouch(by Actor, w Power) error {
	if err := Allow(s.Judge, by, AcceptPower, partyObject(Party{ID: w.Principal})); err != nil || by.Party == w.Principal {
		return err
	}
	if by.Party == w.Representative {
		return fault.New(fault.NotFound, "there is no such thing here, or it is not for you")
	}
	return s.atDesk(by, w)
}

// AcceptPower stands for a power of which somebody else told, so that it opens what is the principal's.
//
// Errors: Conflict if somebody stands for it already, or it was revoked; NotFound as Allow.
func (s *People) AcceptPower(ctx context.Context, by Actor, id PowerID) error {
	return s.onPower(ctx, by, AcceptPower, id, func(tx Tx, w Power) error {
		if err := s.vouch(by, w); err != nil {
			return err
		}
		if w.Accepted != "" || !w.Revoked.IsZero() {
			return fault.New(fault.Conflict, "the power was accepted, or has ended")
		}
		return s.tell(ctx, tx, string(id), by.Account, PowerAccepted, struct{}{})
	})
}

// ReceiveOriginal notes the day on which the paper itself came; told again, it is a correction.
//
// Errors: Invalid for a day to come, or one before the paper was signed; NotFound as Allow.
func (s *People) ReceiveOriginal(ctx context.Context, by Actor, id PowerID, day ipr.Date) error {
	return s.onPower(ctx, by, ReceiveOriginal, id, func(tx Tx, w Power) error {
		if _, today := s.today(); !day.Exact() || day.Compare(today) > 0 || day.Compare(w.Signed) < 0 {
			return fault.New(fault.Invalid, "the paper came today or before, and not before it was signed").At("day")
		}
		return s.tell(ctx, tx, string(id), by.Account, OriginalReceived, receivedBody{day})
	})
}

// RevokePower ends a power from a day on, not before today; with it end the powers of its substitutes. The representative may lay it
// down as the principal may revoke it.
//
// Errors: Invalid for a day in the past or without a reason; Conflict if it has ended by then; NotFound as Allow.
func (s *People) RevokePower(ctx context.Context, by Actor, id PowerID, day ipr.Date, why string) error {
	end, err := s.end(day, why)
	if err != nil {
		return err
	}
	return s.onPower(ctx, by, RevokePower, id, func(tx Tx, w Power) error {
		if !w.Revoked.IsZero() && w.Revoked.Compare(day) <= 0 {
			return fault.New(fault.Conflict, "it has ended by then")
		}
		return s.tell(ctx, tx, string(id), by.Account, PowerRevoked, end)
	})
}

// powerObject is a power as policies see it: of the principal, and to be laid down by the representative.
func powerObject(act Act, principal Party, w Power) Object {
	o := partyObject(principal)
	if act == RevokePower {
		o.Parties = []PartyID{w.Principal, w.Representative}
	}
	return o
}

func (s *People) onPower(ctx context.Context, by Actor, act Act, id PowerID, f func(Tx, Power) error) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		w, err := one(ctx, tx, FoldPower, id)
		if err != nil {
			return err
		}
		principal, err := one(ctx, tx, FoldParty, w.Principal)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, act, powerObject(act, principal, w)); err != nil {
			return err
		}
		return f(tx, w)
	})
}

// Powers lists the powers of attorney that a party ever gave, and those that it was given, in the order of their ids. Errors: NotFound as
// Allow.
func (s *People) Powers(ctx context.Context, by Actor, party PartyID) (given, had []Power, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		p, err := one(ctx, r, FoldParty, party)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, ViewParty, partyObject(p)); err != nil {
			return err
		}
		if given, err = each(ctx, r, FoldPower, ByPrincipal, party, "w"); err != nil {
			return err
		}
		had, err = each(ctx, r, FoldPower, ByAttorney, party, "w")
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return given, had, nil
}

// Actor makes the actor of an account, with all that is in force for it today.
//
// Errors: NotFound if there is no such account; Forbidden if it is suspended or closed.
func (s *People) Actor(ctx context.Context, id AccountID, p Presence) (actor Actor, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		if actor, err = s.actor(ctx, r, id); err != nil {
			return err
		}
		return s.borrow(ctx, r, &actor)
	})
	if err != nil {
		return Actor{}, err
	}
	actor.Session, actor.SteppedUp = p.Session, p.SteppedUp
	return actor, nil
}

// Everybody is the actor who is not signed in.
func (s *People) Everybody() Actor {
	now, day := s.today()
	return Actor{At: now, Day: day}
}

// actor makes the actor of an account with what is its own, and nothing that was lent to it.
func (s *People) actor(ctx context.Context, r Reader, id AccountID) (Actor, error) {
	account, err := one(ctx, r, FoldAccount, id)
	if err != nil {
		return Actor{}, err
	}
	if account.State != Active {
		return Actor{}, fault.New(fault.Forbidden, "this account lets nobody in at the moment")
	}
	a := s.Everybody()
	a.Account, a.Party = id, account.Party
	grants, err := each(ctx, r, FoldGrant, ByAccount, id, "g")
	if err != nil {
		return a, err
	}
	for _, g := range grants {
		if g.Holds(a.Day) {
			a.roles = append(a.roles, held{role: g.Role, acts: g.Acts})
		}
	}
	conflicts, err := each(ctx, r, FoldConflict, ByAccount, id, "c")
	if err != nil {
		return a, err
	}
	for _, c := range conflicts {
		if c.Stands() {
			a.conflicts = append(a.conflicts, c.With)
		}
	}
	powers, err := each(ctx, r, FoldPower, ByAttorney, a.Party, "w")
	if err != nil {
		return a, err
	}
	for _, w := range powers {
		if !w.Holds(a.Day) {
			continue
		}
		if w.Of != "" {
			if of, err := one(ctx, r, FoldPower, w.Of); err != nil {
				return a, err
			} else if !of.Holds(a.Day) {
				continue
			}
		}
		a.mandates = append(a.mandates, mandate{party: w.Principal, things: w.Things, substitute: w.Substitution})
	}
	return a, nil
}

// borrow adds what was lent to the actor, see Delegate. What the lender borrowed in turn is not lent on.
func (s *People) borrow(ctx context.Context, r Reader, a *Actor) error {
	lent, err := each(ctx, r, FoldDelegation, ByAccount, a.Account, "d")
	if err != nil {
		return err
	}
	for _, d := range lent {
		if d.To != a.Account || !d.Holds(a.Day) {
			continue
		}
		from, err := s.actor(ctx, r, d.From)
		if fault.KindOf(err) == fault.Forbidden {
			continue // who is not let in lends nothing
		}
		if err != nil {
			return err
		}
		office := from.staff()
		for _, h := range from.roles {
			if h.role.TwoPersons() || h.role.Staff() != office || office && !a.staff() {
				continue
			}
			acts := slices.DeleteFunc(slices.Clone(d.Acts), func(act Act) bool { return len(h.acts) > 0 && !slices.Contains(h.acts, act) })
			if len(acts) > 0 {
				a.roles = append(a.roles, held{role: h.role, acts: acts, from: &from})
			}
		}
		for _, m := range append([]mandate{{party: from.Party, substitute: true}}, from.mandates...) {
			if m.substitute && !office {
				a.mandates = append(a.mandates, mandate{party: m.party, things: m.things, acts: d.Acts})
			}
		}
	}
	return nil
}

// Declare keeps what the actor's party says of itself for the present year, in place of an earlier declaration. words is the version
// of the words of consent that the actor was shown.
//
// Errors: Invalid, at the field concerned; NotFound as Allow.
func (s *People) Declare(ctx context.Context, by Actor, answers map[Question]Said, words string) error {
	now, day := s.today()
	d := Declaration{Year: day.Year, Answers: answers, Consent: Consent{Statistics, words, now}}
	if err := d.checked(); err != nil {
		return err
	}
	if err := s.aboutOneself(by); err != nil {
		return err
	}
	return s.Declarations.SaveDeclaration(ctx, by.Party, d)
}

// Declared gives what the actor's party said of itself for a year. Errors: NotFound if nothing, and as Allow.
func (s *People) Declared(ctx context.Context, by Actor, year int) (Declaration, error) {
	if err := s.aboutOneself(by); err != nil {
		return Declaration{}, err
	}
	return s.Declarations.Declaration(ctx, by.Party, year)
}

// TakeBack destroys what the actor's party said of itself for a year. Errors: NotFound if nothing, and as Allow.
func (s *People) TakeBack(ctx context.Context, by Actor, year int) error {
	if err := s.aboutOneself(by); err != nil {
		return err
	}
	return s.Declarations.DropDeclaration(ctx, by.Party, year)
}

func (s *People) aboutOneself(by Actor) error {
	return Allow(s.Judge, by, Declare, Object{Kind: PartyObject, ID: string(by.Party), Parties: []PartyID{by.Party}})
}
