package office

import (
	"io"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// The ids of what the office keeps of people: a letter for the sort, a hyphen, and 16 characters of Crockford's base 32 (80
// random bits), such as p-7z3k9m2c5t8v1x4b. They say nothing, not even when they were given.
type (
	PartyID      string // p-: a person or organisation
	AccountID    string // a-: one person's way in
	GrantID      string // g-: a role given to an account
	DelegationID string // d-: acts lent by one account to another
	PowerID      string // w-: a power of attorney
	ConflictID   string // c-: a conflict of interest that an officer declared
)

// crockford is the alphabet: no i, l, o or u.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// prefix gives the letter of an id's sort.
func prefix[T ~string](id T) string {
	switch any(id).(type) {
	case PartyID:
		return "p"
	case AccountID:
		return "a"
	case GrantID:
		return "g"
	case DelegationID:
		return "d"
	case PowerID:
		return "w"
	case ConflictID:
		return "c"
	}
	panic("office: an id of no sort")
}

// newID makes an id from a random source.
func newID[T ~string](entropy io.Reader) (T, error) {
	var b [10]byte
	var id T
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return id, fault.New(fault.Unavailable, "the machine gives no random numbers").Because(err)
	}
	text := make([]byte, 0, 18)
	text = append(append(text, prefix(id)...), '-')
	var bits, n uint
	for _, c := range b {
		bits, n = bits<<8|uint(c), n+8
		for n >= 5 {
			n -= 5
			text = append(text, crockford[bits>>n&31])
		}
	}
	return T(text), nil
}

// ParseID reads an id as a person may have written it down: capitals count as small letters, o as 0, i and l as 1.
//
// Errors: Invalid if it is none of this sort.
func ParseID[T PartyID | AccountID | GrantID | DelegationID | PowerID | ConflictID](s string) (T, error) {
	var id T
	p, rest, ok := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	rest = strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(rest)
	if !ok || p != prefix(id) || len(rest) != 16 || strings.Trim(rest, crockford) != "" {
		return id, fault.New(fault.Invalid, "%q is no id of the form %s-7z3k9m2c5t8v1x4b", s, prefix(id))
	}
	return T(p + "-" + rest), nil
}
