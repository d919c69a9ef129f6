package office

import (
	"slices"
	"time"
)

// Key lets a program act for an account through the interface: for some acts, until it ends or is revoked. The token that opens is
// told once, when the key is made; only its SHA-256 is kept. Acts that need a proof of presence may be done with it: whoever made it
// proved to be present, and who holds it holds what was proved.
type Key struct {
	ID      string // "k-" and 16 hex digits; tells nothing of the token
	Account AccountID
	Name    string // as its holder calls it
	Acts    []Act
	Made    time.Time
	Ends    time.Time // zero if it does not end by itself
	Ended   time.Time // when it was revoked; zero while it was not
	EndedBy AccountID
}

// Holds reports whether the key opens at a time.
func (k Key) Holds(at time.Time) bool {
	return k.Ended.IsZero() && (k.Ends.IsZero() || at.Before(k.Ends))
}

// For reports whether an act may be done with the key.
func (k Key) For(act Act) bool { return slices.Contains(k.Acts, act) }
