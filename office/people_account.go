package office

import (
	"context"
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// SignUp opens an account for somebody who comes by themselves, with the role of an applicant. The address is not proved yet and
// is reserved for nobody, so that nobody can be kept out by another who signs up with it first.
//
// Errors: Invalid, at the field concerned.
func (s *People) SignUp(ctx context.Context, p Party, email string) (Account, error) {
	now, day := s.today()
	if err := Allow(s.Judge, Actor{At: now, Day: day}, SignUp, Object{Kind: AccountObject, State: string(Active)}); err != nil {
		return Account{}, err
	}
	p.ID = ""
	return s.open(ctx, "", p, email, Applicant)
}

// Open opens an account for somebody else: for a party that is known if its id is set, else for a new one. It has no role.
//
// Errors: Invalid, at the field concerned; NotFound if there is no such party.
func (s *People) Open(ctx context.Context, by Actor, p Party, email string) (Account, error) {
	if err := Allow(s.Judge, by, OpenAccount, Object{Kind: AccountObject, State: string(Active)}); err != nil {
		return Account{}, err
	}
	return s.open(ctx, by.Account, p, email, "")
}

func (s *People) open(ctx context.Context, by AccountID, p Party, email string, role Role) (a Account, err error) {
	if email, err = checkedEmail(email); err != nil {
		return a, err
	}
	known := p.ID != ""
	if !known {
		if p, err = p.checked(); err != nil {
			return a, err
		}
		if p.ID, err = newID[PartyID](s.Entropy); err != nil {
			return a, err
		}
	}
	id, err := newID[AccountID](s.Entropy)
	if err != nil {
		return a, err
	}
	grant, err := newID[GrantID](s.Entropy)
	if err != nil {
		return a, err
	}
	if by == "" {
		by = id
	}
	p.Keeper = id
	_, day := s.today()
	err = s.DB.Update(ctx, func(tx Tx) error {
		if known {
			if _, err := one(ctx, tx, FoldParty, p.ID); err != nil {
				return err
			}
		} else if err := s.tell(ctx, tx, string(p.ID), by, PartyTold, p); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, string(id), by, AccountOpened, openedBody{p.ID}); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, string(id), by, EmailTold, emailBody{email}); err != nil {
			return err
		}
		if role != "" {
			if err := s.tell(ctx, tx, string(grant), by, RoleProposed, Grant{Account: id, Role: role, Span: Span{First: day}}); err != nil {
				return err
			}
		}
		a, err = one(ctx, tx, FoldAccount, id)
		return err
	})
	return a, err
}

// TellEmail notes another address for an account; until it is proved, the account is found by the last one that was.
//
// Errors: Invalid if it cannot be one; NotFound as Allow.
func (s *People) TellEmail(ctx context.Context, by Actor, id AccountID, email string) error {
	email, err := checkedEmail(email)
	if err != nil {
		return err
	}
	return s.onAccount(ctx, by, KeepAccount, id, func(tx Tx, a Account) error {
		return s.tell(ctx, tx, string(id), by.Account, EmailTold, emailBody{email})
	})
}

// VerifyEmail notes that the holder of an account proved its address, as by a letter to it that only they could read. It is for
// who checks that letter, so nobody is asked for a policy.
//
// Errors: NotFound if there is no such account, or it waits for another address by now; Conflict if the address was proved for another
// account.
func (s *People) VerifyEmail(ctx context.Context, id AccountID, email string) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		a, err := one(ctx, tx, FoldAccount, id)
		if err != nil {
			return err
		}
		if a.Email != email || a.State == Ended {
			return fault.New(fault.NotFound, "that address does not wait to be proved")
		}
		if !a.Verified.IsZero() {
			return nil
		}
		others, err := tx.Find(ctx, EmailLookup(email), "", 1)
		if err != nil {
			return err
		}
		if len(others) > 0 && others[0] != string(id) {
			return fault.New(fault.Conflict, "another account has that address already")
		}
		return s.tell(ctx, tx, string(id), id, EmailVerified, emailBody{email})
	})
}

// SetState suspends an account, lets it in again, or closes it for good, which destroys its secrets and frees its address.
//
// Errors: Invalid without a reason or for an unknown state; Conflict if it is closed; NotFound as Allow.
func (s *People) SetState(ctx context.Context, by Actor, id AccountID, state AccountState, why string) error {
	why = written(why)
	if !slices.Contains([]AccountState{Active, Suspended, Ended}, state) || why == "" || tooLong(why) {
		return fault.New(fault.Invalid, "an account becomes active, suspended or closed, for a reason of 1 to %d characters", longest)
	}
	return s.onAccount(ctx, by, StateAccount, id, func(tx Tx, a Account) error {
		if a.State == Ended {
			return fault.New(fault.Conflict, "a closed account stays closed")
		}
		if state == Ended {
			for _, c := range a.Credentials {
				if err := tx.SaveSecret(ctx, c.ID, nil); err != nil {
					return err
				}
			}
		}
		return s.tell(ctx, tx, string(id), by.Account, StateSet, stateBody{state, why})
	})
}

// AddCredential gives an account another means of proof, with its secret, sealed, if it has one.
//
// Errors: Invalid if it has no id or is of no known sort; Conflict if the office knows a credential of that id; NotFound as Allow.
func (s *People) AddCredential(ctx context.Context, by Actor, id AccountID, c Credential, sealed []byte) error {
	c.Name = written(c.Name)
	if c.ID == "" || len(c.ID) > 2000 || tooLong(c.Name) || !slices.Contains([]CredentialKind{Passkey, Password, TOTP, Recovery, Outside}, c.Kind) {
		return fault.New(fault.Invalid, "a credential has an id, a sort and at most a short name")
	}
	return s.onAccount(ctx, by, KeepAccount, id, func(tx Tx, a Account) error {
		others, err := tx.Find(ctx, Lookup{ByCredential, c.ID}, "", 1)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			return fault.New(fault.Conflict, "that credential is in use already")
		}
		if err := s.tell(ctx, tx, string(id), by.Account, CredentialAdded, c); err != nil {
			return err
		}
		return tx.SaveSecret(ctx, c.ID, sealed)
	})
}

// RemoveCredential takes a means of proof from an account and destroys its secret.
//
// Errors: NotFound if the account has none of that id, and as Allow.
func (s *People) RemoveCredential(ctx context.Context, by Actor, id AccountID, credential string) error {
	return s.onAccount(ctx, by, KeepAccount, id, func(tx Tx, a Account) error {
		if _, ok := a.Credential(credential); !ok {
			return fault.New(fault.NotFound, "the account has no such credential")
		}
		if err := s.tell(ctx, tx, string(id), by.Account, CredentialRemoved, removedBody{credential}); err != nil {
			return err
		}
		return tx.SaveSecret(ctx, credential, nil)
	})
}

// onAccount does an act on an account that by may do.
func (s *People) onAccount(ctx context.Context, by Actor, act Act, id AccountID, f func(Tx, Account) error) error {
	return s.DB.Update(ctx, func(tx Tx) error {
		a, err := one(ctx, tx, FoldAccount, id)
		if err != nil {
			return err
		}
		o, err := s.accountObject(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, act, o); err != nil {
			return err
		}
		return f(tx, a)
	})
}

// Account gives an account. Errors: NotFound as Allow.
func (s *People) Account(ctx context.Context, by Actor, id AccountID) (a Account, err error) {
	err = s.viewAccount(ctx, by, id, func(_ Reader, of Account) error { a = of; return nil })
	return a, err
}

// Accounts lists the accounts that by may see, in the order of their ids: those after the given one, at most limit.
func (s *People) Accounts(ctx context.Context, by Actor, after AccountID, limit int) (all []Account, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		ids, err := r.Find(ctx, Lookup{ByKind, "a"}, string(after), limit)
		if err != nil {
			return err
		}
		for _, id := range ids {
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
	return all, err
}

// AccountBy gives the one account to which a unique lookup leads: a proved e-mail address or a credential. It is for signing in,
// where there is no actor yet; what it tells must not reach who has not proved to be the holder.
//
// Errors: NotFound if it leads nowhere.
func (s *People) AccountBy(ctx context.Context, l Lookup) (a Account, err error) {
	if !l.Kind.Unique() {
		return a, fault.New(fault.Invalid, "nobody signs in by that")
	}
	err = s.DB.View(ctx, func(r Reader) error {
		ids, err := r.Find(ctx, l, "", 1)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.New(fault.NotFound, "there is no such account")
		}
		a, err = one(ctx, r, FoldAccount, ids[0])
		return err
	})
	return a, err
}

// NewParty takes a party into the address book of the actor's account.
//
// Errors: Invalid, at the field concerned; NotFound as Allow.
func (s *People) NewParty(ctx context.Context, by Actor, p Party) (Party, error) {
	p, err := p.checked()
	if err != nil {
		return p, err
	}
	if p.ID, err = newID[PartyID](s.Entropy); err != nil {
		return p, err
	}
	p.Keeper = by.Account
	if err := Allow(s.Judge, by, TellParty, partyObject(p)); err != nil {
		return Party{}, err
	}
	return p, s.DB.Update(ctx, func(tx Tx) error { return s.tell(ctx, tx, string(p.ID), by.Account, PartyTold, p) })
}

// TellParty tells anew all that is known of a party.
//
// Errors: Invalid, at the field concerned; NotFound as Allow.
func (s *People) TellParty(ctx context.Context, by Actor, p Party) error {
	p, err := p.checked()
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx Tx) error {
		old, err := one(ctx, tx, FoldParty, p.ID)
		if err != nil {
			return err
		}
		if err := Allow(s.Judge, by, TellParty, partyObject(old)); err != nil {
			return err
		}
		p.Keeper = old.Keeper
		return s.tell(ctx, tx, string(p.ID), by.Account, PartyTold, p)
	})
}

// Party gives a party. Errors: NotFound as Allow.
func (s *People) Party(ctx context.Context, by Actor, id PartyID) (p Party, err error) {
	err = s.DB.View(ctx, func(r Reader) error {
		if p, err = one(ctx, r, FoldParty, id); err != nil {
			return err
		}
		return Allow(s.Judge, by, ViewParty, partyObject(p))
	})
	if err != nil {
		return Party{}, err
	}
	return p, nil
}

// AddressBook lists the parties that stand in the actor's address book, their own among them, in the order of their ids.
func (s *People) AddressBook(ctx context.Context, by Actor) (all []Party, err error) {
	if by.Public() {
		return nil, nil
	}
	err = s.DB.View(ctx, func(r Reader) error {
		all, err = each(ctx, r, FoldParty, ByKeeper, by.Account, "p")
		return err
	})
	return all, err
}

// Presence is what a session knows of who uses it.
type Presence struct {
	Session   string    // an id by which traces are told apart, never the token
	SteppedUp time.Time // when they last proved to be present; zero if they have not
}
