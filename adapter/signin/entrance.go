// Package signin lets people in: by passkey, by password and code, or on the word of an outside service; and it keeps their sessions.
//
// Who somebody is and what they may do is the office's to say (package office); here they prove to be it. An [Entrance] works on the
// session of a request, which [Entrance.Sessions] puts into its context. What it promises:
//
//   - Nothing that lies in a database opens anything: passwords are hashes by Argon2id, seeds and codes are encrypted under a key of the
//     vault, tokens of sessions and tickets are kept as their SHA-256 only.
//   - Whether a name is known cannot be told from an answer, nor from its time: an unknown one costs the same hash.
//   - Whoever tries too often is slowed down, by account and by network, except with a passkey: nobody can lock another out for good.
//   - A token changes whenever somebody signs in or proves to be present, a session ends after 12 hours of rest or 7 days, its holder sees
//     and ends all of them, and a new password ends all others.
//   - An e-mail alone never replaces a passkey or the codes of an account.
//
// Sources: NIST SP 800-63B-4 (passwords, rate limits, sessions); RFC 9106 (Argon2); RFC 6238 (codes that change with time); W3C Web
// Authentication Level 3 (passkeys); OpenID Connect Core 1.0, RFC 7636, RFC 9700 (outside sign-in).
package signin

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// Books are what signing in keeps; package store has them.
type Books interface {
	Session(ctx context.Context, token string, now time.Time) (body []byte, found bool, err error)
	SaveSession(ctx context.Context, token, account string, body []byte, ends time.Time) error
	EndSession(ctx context.Context, token string) error
	EachSession(ctx context.Context, account string, now time.Time, f func(token string, body []byte) error) error

	KeepTicket(ctx context.Context, token, account, purpose string, body []byte, ends time.Time) error
	Ticket(ctx context.Context, token string, now time.Time) (purpose string, body []byte, err error)
	TakeTicket(ctx context.Context, token string, now time.Time) (purpose string, body []byte, err error)
	DropTickets(ctx context.Context, account string) error

	UseOnce(ctx context.Context, name string, ends time.Time) (bool, error)
	Tries(ctx context.Context, name string, now time.Time) (n int, ends time.Time, err error)
	CountTries(ctx context.Context, name string, n int, ends time.Time) error
	Sweep(ctx context.Context, now time.Time) error
}

// Safe keeps what is secret of credentials.
type Safe interface {
	SealSecret(ctx context.Context, credential string, secret []byte) ([]byte, error)
	OpenSecret(ctx context.Context, credential string) ([]byte, error)
}

// Post takes letters to be sent.
type Post interface {
	Send(ctx context.Context, l office.Letter) error
}

// Config is what an entrance is made from.
type Config struct {
	People   *office.People
	Books    Books
	Safe     Safe
	Post     Post
	Clock    func() time.Time
	Base     string                 // "https://filing.example.org": where people sign in; passkeys are bound to its host
	Office   map[locale.Lang]string // the office's name
	Outside  []Outside              // the services on whose word people come in
	Cost     Cost                   // of a hash of a password; the zero Cost is DefaultCost
	HTTP     *http.Client           // for outside services; nil for the default one
	Together int                    // hashes at once; 0 for 2
}

// Entrance lets people in. It is safe for concurrent use.
type Entrance struct {
	c         Config
	sessions  *scs.SessionManager
	keys      *webauthn.WebAuthn
	outside   []*outside
	throttle  *throttle
	hashing   chan struct{} // as many as may hash at once
	nobody    string        // the hash of no password, for unknown names
	keyOrigin string        // from where passkeys can be used
}

// New makes an entrance. Errors: Invalid if the address is none.
func New(c Config) (*Entrance, error) {
	if c.Cost == (Cost{}) {
		c.Cost = DefaultCost
	}
	if c.Together == 0 {
		c.Together = 2
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	u, err := url.Parse(c.Base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fault.New(fault.Invalid, "%q is no address of a site", c.Base)
	}
	e := &Entrance{c: c, hashing: make(chan struct{}, c.Together), throttle: newThrottle(c.Books, c.Clock), keyOrigin: u.Scheme + "://" + u.Host}
	if e.nobody, err = e.hash(context.Background(), "nobody has this password"); err != nil {
		return nil, err
	}
	if e.keys, err = newKeys(u, officeName(c.Office)); err != nil {
		return nil, err
	}
	e.sessions = newSessions(c.Books, c.Clock, u.Scheme == "https")
	for _, o := range c.Outside {
		e.outside = append(e.outside, newOutside(o, c.Base, c.HTTP))
	}
	return e, nil
}

func officeName(names map[locale.Lang]string) string {
	if n := office.Words(names).In(locale.Vi); n != "" {
		return n
	}
	return "Muniment"
}

func (e *Entrance) now() time.Time { return e.c.Clock().UTC().Truncate(time.Second) }

// Tidy forgets sessions, tickets and tries that have ended. Call it now and then.
func (e *Entrance) Tidy(ctx context.Context) error {
	e.throttle.tidy()
	return e.c.Books.Sweep(ctx, e.now())
}

// account gives the account of an actor who is signed in. Errors: Unauthenticated if nobody is.
func (e *Entrance) account(ctx context.Context, by office.Actor) (office.Account, error) {
	if by.Public() {
		return office.Account{}, fault.New(fault.Unauthenticated, "sign in first")
	}
	return e.c.People.Account(ctx, by, by.Account)
}
