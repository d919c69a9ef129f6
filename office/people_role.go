package office

import (
	"context"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// ProposeRole gives an account a role for a stretch of days, or proposes it where two persons are needed. While there are fewer than
// two administrators a second person cannot be asked: then the operator's word is enough, and the grant says so.
//
// Errors: Invalid for a stretch that is none or has begun, or an act that the office does not know; Conflict if the account is not active, has
// the role in that time already, or is the actor's own; NotFound as Allow.
func (s *People) ProposeRole(ctx context.Context, by Actor, account AccountID, role Role, span Span, acts ...Act) (g Grant, err error) {
	if role, err = ParseRole(string(role)); err != nil {
		return g, err
	}
	if err := s.coming(span); err != nil {
		return g, err
	}
	for _, a := range acts {
		if _, ok := RowOf(a); !ok {
			return g, fault.New(fault.Invalid, "%q is no act", string(a)).At("acts")
		}
	}
	id, err := newID[GrantID](s.Entropy)
	if err != nil {
		return g, err
	}
	err = s.DB.Update(ctx, func(tx Tx) error {
		a, err := one(ctx, tx, FoldAccount, account)
		if err != nil {
			return err
		}
		g = Grant{Account: account, Role: role, Span: span, Acts: slices.Compact(slices.Sorted(slices.Values(acts))), Proposed: by.Account}
		if err := Allow(s.Judge, by, ProposeRole, grantObject(g, a.Party)); err != nil {
			return err
		}
		if a.State != Active {
			return fault.New(fault.Conflict, "the account is not active")
		}
		if err := notOneself(by, a); err != nil {
			return err
		}
		have, err := each(ctx, tx, FoldGrant, ByAccount, account, "g")
		if err != nil {
			return err
		}
		if slices.ContainsFunc(have, func(h Grant) bool { return h.Role == role && h.overlaps(span) }) {
			return fault.New(fault.Conflict, "the account has that role in that time, or it is proposed")
		}
		if by.Account == Operator && role.TwoPersons() {
			n, err := s.administrators(ctx, tx)
			if err != nil {
				return err
			}
			g.Founding = n < 2
		}
		if err := s.tell(ctx, tx, string(id), by.Account, RoleProposed, g); err != nil {
			return err
		}
		g, err = one(ctx, tx, FoldGrant, id)
		return err
	})
	return g, err
}

// coming refuses a stretch that is none, or that has begun: what somebody did without a role was not done in it.
func (s *People) coming(span Span) error {
	if err := span.checked(); err != nil {
		return err
	}
	if _, today := s.today(); span.First.Compare(today) < 0 {
		return fault.New(fault.Invalid, "it begins today or later").At("first")
	}
	return nil
}

// overlaps reports whether the grant, unless it has ended, and a stretch have a day in common.
func (g Grant) overlaps(s Span) bool {
	last := g.Span.Last
	if !g.Ended.IsZero() {
		last = g.Ended.AddDays(-1)
		if last.Compare(g.Span.First) < 0 {
			return false
		}
	}
	return (last.IsZero() || s.First.Compare(last) <= 0) && (s.Last.IsZero() || g.Span.First.Compare(s.Last) <= 0)
}

// notOneself refuses to give a role to one's own account, or to another of the same person.
func notOneself(by Actor, a Account) error {
	if by.Account == a.ID || by.Party != "" && by.Party == a.Party {
		return fault.New(fault.Conflict, "nobody gives a role to themselves")
	}
	return nil
}

// administrators counts the persons who are administrators today.
func (s *People) administrators(ctx context.Context, r Reader) (int, error) {
	_, day := s.today()
	grants, err := each(ctx, r, FoldGrant, ByRole, Administrator, "g")
	if err != nil {
		return 0, err
	}
	persons := map[PartyID]bool{}
	for _, g := range grants {
		if !g.Holds(day) {
			continue
		}
		a, err := one(ctx, r, FoldAccount, g.Account)
		if err != nil {
			return 0, err
		}
		if a.State == Active {
			persons[a.Party] = true
		}
	}
	return len(persons), nil
}

// ConfirmRole confirms, as the second person, a role that another proposed.
//
// Errors: Conflict if the role does not wait for it, or the actor is the same person as who proposed it or would get it; NotFound as
// Allow.
func (s *People) ConfirmRole(ctx context.Context, by Actor, id GrantID) error {
	return s.onGrant(ctx, by, ConfirmRole, id, func(tx Tx, g Grant, a Account) error {
		if !g.Open() {
			return fault.New(fault.Conflict, "the role does not wait for a second person")
		}
		if err := notOneself(by, a); err != nil {
			return err
		}
		if by.Account == g.Proposed {
			return fault.New(fault.Conflict, "whoever proposed a role does not confirm it")
		}
		if g.Proposed != Operator {
			first, err := one(ctx, tx, FoldAccount, g.Proposed)
			if err != nil {
				return err
			}
			if first.Party == by.Party {
				return fault.New(fault.Conflict, "whoever proposed a role does not confirm it")
			}
		}
		return s.tell(ctx, tx, string(id), by.Account, RoleConfirmed, struct{}{})
	})
}

// EndRole ends a role from a day on, not before today, or refuses one that is proposed.
//
// Errors: Invalid without a reason, or for a day in the past; Conflict if it has ended by then; NotFound as Allow.
func (s *People) EndRole(ctx context.Context, by Actor, id GrantID, day ipr.Date, why string) error {
	end, err := s.end(day, why)
	if err != nil {
		return err
	}
	return s.onGrant(ctx, by, EndRole, id, func(tx Tx, g Grant, _ Account) error {
		if !g.Ended.IsZero() && g.Ended.Compare(day) <= 0 {
			return fault.New(fault.Conflict, "it has ended by then")
		}
		return s.tell(ctx, tx, string(id), by.Account, RoleEnded, end)
	})
}

// end checks the day and the reason of an end.
func (s *People) end(day ipr.Date, why string) (endedBody, error) {
	why = written(why)
	if _, today := s.today(); !day.Exact() || day.Compare(today) < 0 {
		return endedBody{}, fault.New(fault.Invalid, "it ends today or later: what was done under it stays done").At("day")
	}
	if why == "" || tooLong(why) {
		return endedBody{}, fault.New(fault.Invalid, "an end has a reason of 1 to %d characters", longest).At("why")
	}
	return endedBody{day, why}, nil
}

func (s *People) onGrant(ctx context.Context, by Actor, act Act, id GrantID, f func(Tx, Grant, Account) error) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		g, err := one(ctx, tx, FoldGrant, id)
		if err != nil {
			return err
		}
		a, err := one(ctx, tx, FoldAccount, g.Account)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, act, grantObject(g, a.Party)); err != nil {
			return err
		}
		return f(tx, g, a)
	})
}

// Grants lists the roles that were ever given to an account, or proposed, in the order of their ids. Errors: NotFound as Allow.
func (s *People) Grants(ctx context.Context, by Actor, account AccountID) (all []Grant, err error) {
	err = s.viewAccount(ctx, by, account, func(r Reader, _ Account) error {
		all, err = each(ctx, r, FoldGrant, ByAccount, account, "g")
		return err
	})
	return all, err
}

// Waiting lists the roles that wait for a second person and that by may confirm, in the order of their ids.
func (s *People) Waiting(ctx context.Context, by Actor) (all []Grant, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		open, err := each(ctx, r, FoldGrant, ByWaiting, "", "g")
		if err != nil {
			return err
		}
		for _, g := range open {
			a, err := one(ctx, r, FoldAccount, g.Account)
			if err != nil {
				return err
			}
			present := by
			present.SteppedUp = by.At // to see that it waits needs no proof of presence, to confirm it does
			switch v, err := s.Judge.May(present, ConfirmRole, grantObject(g, a.Party)); {
			case err != nil:
				return err
			case v.Allowed:
				all = append(all, g)
			}
		}
		return nil
	})
	return all, err
}

// viewAccount reads something of an account that by may see.
func (s *People) viewAccount(ctx context.Context, by Actor, id AccountID, f func(Reader, Account) error) error {
	return s.DB.View(ctx, func(r Reader) error {
		a, err := one(ctx, r, FoldAccount, id)
		if err != nil {
			return err
		}
		o, err := s.accountObject(ctx, r, a)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, ViewAccount, o); err != nil {
			return err
		}
		return f(r, a)
	})
}

// Delegate lends acts of an account to another, until a last day.
//
// Who works for the office lends the office's work, to those who work there too, and nothing of their own affairs; roles that two persons
// give are not lent. Anybody else lends what they may do for their own party, and for those whose power of attorney allows substitutes.
//
// Errors: Invalid for a stretch that is none, has begun or has no end, no acts, or an act that cannot be lent; Conflict if one of the accounts
// is not active, both are one, or the actor would get what is lent; NotFound as Allow.
func (s *People) Delegate(ctx context.Context, by Actor, from, to AccountID, acts []Act, span Span) (d Delegation, err error) {
	if err := s.coming(span); err != nil {
		return d, err
	}
	if span.Last.IsZero() {
		return d, fault.New(fault.Invalid, "what is lent has a last day").At("last")
	}
	acts = slices.Compact(slices.Sorted(slices.Values(acts)))
	if len(acts) == 0 {
		return d, fault.New(fault.Invalid, "say which acts are lent").At("acts")
	}
	for _, a := range acts {
		if row, ok := RowOf(a); !ok || !row.Lent {
			return d, fault.New(fault.Invalid, "%q is no act that can be lent", string(a)).At("acts")
		}
	}
	id, err := newID[DelegationID](s.Entropy)
	if err != nil {
		return d, err
	}
	err = s.onAccount(ctx, by, Delegate, from, func(tx Tx, lender Account) error {
		borrower, err := one(ctx, tx, FoldAccount, to)
		if err != nil {
			return err
		}
		if lender.State != Active || borrower.State != Active {
			return fault.New(fault.Conflict, "the account is not active")
		}
		if from == to || by.Account == to || lender.Party == borrower.Party && lender.Party == by.Party {
			return fault.New(fault.Conflict, "nobody lends to themselves")
		}
		if err := s.tell(ctx, tx, string(id), by.Account, DelegationGiven, Delegation{From: from, To: to, Acts: acts, Span: span}); err != nil {
			return err
		}
		d, err = one(ctx, tx, FoldDelegation, id)
		return err
	})
	return d, err
}

// EndDelegation ends a delegation from a day on, not before today. Whoever may lend from the account may end it, and so may the one
// to whom it was lent.
//
// Errors: Invalid for a day in the past; Conflict if it has ended by then; NotFound as Allow.
func (s *People) EndDelegation(ctx context.Context, by Actor, id DelegationID, day ipr.Date, why string) error {
	end, err := s.end(day, why)
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx Tx) error {
		d, err := one(ctx, tx, FoldDelegation, id)
		if err != nil {
			return err
		}
		whose := d.From
		if by.Account == d.To {
			whose = d.To
		}
		a, err := one(ctx, tx, FoldAccount, whose)
		if err != nil {
			return err
		}
		o, err := s.accountObject(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, Delegate, o); err != nil {
			return err
		}
		if !d.Ended.IsZero() && d.Ended.Compare(day) <= 0 {
			return fault.New(fault.Conflict, "it has ended by then")
		}
		return s.tell(ctx, tx, string(id), by.Account, DelegationEnded, end)
	})
}

// Delegations lists what was ever lent from and to an account, in the order of their ids. Errors: NotFound as Allow.
func (s *People) Delegations(ctx context.Context, by Actor, account AccountID) (all []Delegation, err error) {
	err = s.viewAccount(ctx, by, account, func(r Reader, _ Account) error {
		all, err = each(ctx, r, FoldDelegation, ByAccount, account, "d")
		return err
	})
	return all, err
}

// DeclareConflict notes a conflict of interest of an officer with a party or a right.
//
// Errors: Invalid, at the field concerned; NotFound as Allow.
func (s *People) DeclareConflict(ctx context.Context, by Actor, c Conflict) (Conflict, error) {
	c, err := c.checked()
	if err != nil {
		return c, err
	}
	id, err := newID[ConflictID](s.Entropy)
	if err != nil {
		return c, err
	}
	err = s.onAccount(ctx, by, DeclareConflict, c.Officer, func(tx Tx, _ Account) error {
		if err := s.tell(ctx, tx, string(id), by.Account, ConflictDeclared, c); err != nil {
			return err
		}
		c, err = one(ctx, tx, FoldConflict, id)
		return err
	})
	return c, err
}

// WithdrawConflict lets the officer near again, for a reason.
//
// Errors: Invalid without a reason; Conflict if it does not stand any more; NotFound as Allow.
func (s *People) WithdrawConflict(ctx context.Context, by Actor, id ConflictID, why string) error {
	why = written(why)
	if why == "" || tooLong(why) {
		return fault.New(fault.Invalid, "an end has a reason of 1 to %d characters", longest).At("why")
	}
	return s.DB.Update(ctx, func(tx Tx) error {
		c, err := one(ctx, tx, FoldConflict, id)
		if err != nil {
			return err
		}
		officer, err := one(ctx, tx, FoldAccount, c.Officer)
		if err != nil {
			return err
		}
		o, err := s.accountObject(ctx, tx, officer)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, WithdrawConflict, o); err != nil {
			return err
		}
		if !c.Stands() {
			return fault.New(fault.Conflict, "that declaration was withdrawn")
		}
		return s.tell(ctx, tx, string(id), by.Account, ConflictWithdrawn, withdrawnBody{why})
	})
}

// Conflicts lists the conflicts that an officer ever declared, in the order of their ids. Errors: NotFound as Allow.
func (s *People) Conflicts(ctx context.Context, by Actor, account AccountID) (all []Conflict, err error) {
	err = s.viewAccount(ctx, by, account, func(r Reader, _ Account) error {
		all, err = each(ctx, r, FoldConflict, ByAccount, account, "c")
		return err
	})
	return all, err
}
