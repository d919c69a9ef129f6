package office

import (
	"context"
	"errors"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// DeskList is one of the lists of powers of attorney that the desk keeps.
type DeskList string

// The lists.
const (
	PowersWaiting DeskList = "waiting" // nobody stands for them yet
	PapersAwaited DeskList = "paper"   // the paper itself is to come by a day
	AllPowers     DeskList = "all"
)

// DeskLists lists them all.
func DeskLists() []DeskList { return []DeskList{PowersWaiting, PapersAwaited, AllPowers} }

// lists gives the lists on which a power stands.
func (w Power) lists() []DeskList {
	list := []DeskList{AllPowers}
	if !w.Revoked.IsZero() {
		return list
	}
	if w.Accepted == "" {
		list = append(list, PowersWaiting)
	}
	if w.Received.IsZero() && !w.Due.IsZero() {
		list = append(list, PapersAwaited)
	}
	return list
}

// DeskPowers lists the powers of attorney on a list of the desk that come after one, in the order of their ids, for the officers who receive the
// papers; those with which an officer has a conflict of interest are not among them. At most limit are looked at; next is after which to go
// on, "" if there are no more.
func (s *People) DeskPowers(ctx context.Context, by Actor, list DeskList, after PowerID, limit int) (all []Power, next PowerID, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		ids, err := r.Find(ctx, Lookup{ByDesk, string(list)}, string(after), limit)
		if err != nil {
			return err
		}
		if len(ids) == limit && limit > 0 {
			next = PowerID(ids[limit-1])
		}
		for _, id := range ids {
			w, err := one(ctx, r, FoldPower, id)
			if err != nil {
				return err
			}
			switch err := s.atDesk(by, w); {
			case err == nil:
				all = append(all, w)
			case fault.KindOf(err) != fault.NotFound && !errors.Is(err, ErrPresence):
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return all, next, nil
}

// atDesk asks whether somebody deals with a power as an officer: with both of its parties. Errors: as Allow.
func (s *People) atDesk(by Actor, w Power) error {
	if err := Allow(s.Judge, by, ReceiveOriginal, partyObject(Party{ID: w.Principal})); err != nil {
		return err
	}
	return Allow(s.Judge, by, ReceiveOriginal, partyObject(Party{ID: w.Representative}))
}

// DeskPower gives a power of attorney to an officer who receives the papers. Errors: NotFound as Allow.
func (s *People) DeskPower(ctx context.Context, by Actor, id PowerID) (w Power, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		if w, err = one(ctx, r, FoldPower, id); err != nil {
			return err
		}
		return s.atDesk(by, w)
	})
	if err != nil {
		return Power{}, err
	}
	return w, nil
}

// TellerOf gives the party of the account that told of a power, for an officer who receives the papers. Errors: NotFound as Allow.
func (s *People) TellerOf(ctx context.Context, by Actor, id PowerID) (party PartyID, err error) {
	w, err := s.DeskPower(ctx, by, id)
	if err != nil {
		return "", err
	}
	err = s.DB.View(ctx, func(r Reader) error {
		a, err := one(ctx, r, FoldAccount, w.Given)
		party = a.Party
		return err
	})
	return party, err
}

// Officers lists the accounts that work for the office today and that by may see, in the order of their ids.
func (s *People) Officers(ctx context.Context, by Actor) (all []Account, err error) {
	_, day := s.today()
	err = s.DB.View(ctx, func(r Reader) error {
		var ids []AccountID
		for _, role := range Roles() {
			if !role.Staff() {
				continue
			}
			grants, err := each(ctx, r, FoldGrant, ByRole, role, "g")
			if err != nil {
				return err
			}
			for _, g := range grants {
				if g.Holds(day) {
					ids = append(ids, g.Account)
				}
			}
		}
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			a, err := one(ctx, r, FoldAccount, id)
			if err != nil {
				return err
			}
			o, err := s.accountObject(ctx, r, a)
			if err != nil {
				return err
			}
			switch v, err := s.Judge.May(by, ViewAccount, o); {
			case err != nil:
				return err
			case v.Allowed:
				all = append(all, a)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Grounds lists the grounds of a conflict of interest.
func Grounds() []Ground { return []Ground{Family, Money, Work, Quarrel, OtherWay} }
