package office

import (
	"context"
	"time"
)

// Session is one browser in which an account is signed in, as its holder sees it.
type Session struct {
	ID      string // by which it is ended; never the token
	Account AccountID
	How     CredentialKind // what its holder proved to be by
	Begun   time.Time
	Seen    time.Time // when it was used last, to the minute
	Network string    // the address from which it was begun
	Device  string    // what the browser calls itself, shortened
	Here    bool      // it is the one in which this is asked
}

// Newcomer is who signs up, before their address is proved.
type Newcomer struct {
	Party Party  `json:"party"`
	Email string `json:"email"`
}

// Check reports what is wrong with what a newcomer tells; all of it is asked again when the account is opened.
//
// Errors: Invalid, at the field concerned.
func (n Newcomer) Check() error {
	if _, err := n.Party.checked(); err != nil {
		return err
	}
	_, err := checkedEmail(n.Email)
	return err
}

// MayAccount reports whether an actor may do an act on an account now. Errors: as Allow; NotFound if there is no such account.
func (s *People) MayAccount(ctx context.Context, by Actor, act Act, id AccountID) error {
	return s.DB.View(ctx, func(r Reader) error {
		a, err := one(ctx, r, FoldAccount, id)
		if err != nil {
			return err
		}
		o, err := s.accountObject(ctx, r, a)
		if err != nil {
			return err
		}
		return Allow(s.Judge, by, act, o)
	})
}

// NameOf gives the name of the person whose account it is, for who may see the account. Errors: NotFound as Allow.
func (s *People) NameOf(ctx context.Context, by Actor, id AccountID) (string, error) {
	if err := s.MayAccount(ctx, by, ViewAccount, id); err != nil {
		return "", err
	}
	var name string
	err := s.DB.View(ctx, func(r Reader) error {
		a, err := one(ctx, r, FoldAccount, id)
		if err != nil {
			return err
		}
		p, err := one(ctx, r, FoldParty, a.Party)
		name = p.Name
		return err
	})
	return name, err
}
