package signin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"sync"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
)

// limit is how often something may be tried in an hour.
type limit struct {
	name string
	most int
}

// The limits: tries to sign in or to prove presence with something that can be guessed, and letters asked for. Passkeys cannot be
// guessed, so nothing is counted for them: whoever has one comes in, however many others try with that name or from that network.
var (
	limitAccount        = limit{"account", 10}
	limitNetwork        = limit{"network", 100}
	limitLetter         = limit{"letter", 4}
	limitNetworkLetters = limit{"letters", 40}
)

const limitStretch = time.Hour

// counted is something for which tries are counted.
type counted struct {
	key  string // "" if nothing is counted
	most int
}

// of gives what is counted for an account or address, known or not, or for a network. A network of IPv6 is the /64 that one line has. Only
// a hash is kept.
func (l limit) of(whose string) counted {
	if whose == "" {
		return counted{}
	}
	if ip := net.ParseIP(whose); ip != nil && ip.To4() == nil {
		whose = ip.Mask(net.CIDRMask(64, 128)).String()
	}
	sum := sha256.Sum256([]byte(cases.Fold().String(norm.NFKC.String(whose))))
	return counted{l.name + " " + hex.EncodeToString(sum[:16]), l.most}
}

// throttle counts tries, in memory and in the books, so that a restart forgives nothing.
type throttle struct {
	books Books
	clock func() time.Time

	mu   sync.Mutex
	seen map[string]stretch
}

// stretch is how often was tried in one stretch of time.
type stretch struct {
	n    int
	ends time.Time
}

// remembered is how many names are kept in memory; the books have the others.
const remembered = 100_000

func newThrottle(b Books, clock func() time.Time) *throttle {
	return &throttle{books: b, clock: clock, seen: map[string]stretch{}}
}

// tries are those that begin has counted.
type tries struct {
	t   *throttle
	all []counted
}

// begin counts a try before it is made, so that many at once are no more than one after another. What was tried well is forgiven.
//
// Errors: Unavailable if there were too many.
func (t *throttle) begin(ctx context.Context, all ...counted) (tries, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range all {
		s, err := t.get(ctx, c)
		if err != nil {
			return tries{}, err
		}
		if c.key != "" && s.n >= c.most {
			return tries{}, fault.New(fault.Unavailable, "too many tries; wait an hour, or use a passkey")
		}
	}
	for _, c := range all {
		if err := t.add(ctx, c, 1); err != nil {
			return tries{}, err
		}
	}
	return tries{t, all}, nil
}

// forgive takes back what was counted for a try that went well.
func (r tries) forgive(ctx context.Context) error {
	r.t.mu.Lock()
	defer r.t.mu.Unlock()
	for _, c := range r.all {
		if err := r.t.add(ctx, c, -1); err != nil {
			return err
		}
	}
	return nil
}

func (t *throttle) get(ctx context.Context, c counted) (stretch, error) {
	now := t.clock()
	if s, ok := t.seen[c.key]; ok && now.Before(s.ends) {
		return s, nil
	}
	if c.key == "" {
		return stretch{}, nil
	}
	n, ends, err := t.books.Tries(ctx, c.key, now)
	if err != nil {
		return stretch{}, err
	}
	if n == 0 && ends.IsZero() {
		ends = now.Add(limitStretch)
	}
	return stretch{n, ends}, nil
}

func (t *throttle) add(ctx context.Context, c counted, n int) error {
	if c.key == "" {
		return nil
	}
	s, err := t.get(ctx, c)
	if err != nil {
		return err
	}
	s.n = max(0, s.n+n)
	if len(t.seen) >= remembered {
		clear(t.seen)
	}
	t.seen[c.key] = s
	return t.books.CountTries(ctx, c.key, s.n, s.ends)
}

// tidy forgets what has ended.
func (t *throttle) tidy() {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	for key, s := range t.seen {
		if !now.Before(s.ends) {
			delete(t.seen, key)
		}
	}
}
