package signin_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/signin"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/office/officetest"
)

// books keep in memory what package store keeps in a file; its own tests hold the two to the same rules.
type books struct {
	mu       sync.Mutex
	sessions map[string]*session
	tickets  map[string]ticket
	used     map[string]bool
	tries    map[string]tries
	secrets  map[string][]byte
	letters  []office.Letter
}

type session struct {
	account string
	body    []byte
	ends    time.Time
	over    bool
}

type ticket struct {
	account, purpose string
	body             []byte
	ends             time.Time
}

type tries struct {
	n    int
	ends time.Time
}

func newBooks() *books {
	return &books{sessions: map[string]*session{}, tickets: map[string]ticket{}, used: map[string]bool{}, tries: map[string]tries{}, secrets: map[string][]byte{}}
}

func (b *books) Session(_ context.Context, token string, now time.Time) ([]byte, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.sessions[token]
	if s == nil || s.over || !now.Before(s.ends) {
		return nil, false, nil
	}
	return s.body, true, nil
}

func (b *books) SaveSession(_ context.Context, token, account string, body []byte, ends time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.sessions[token]; s == nil || !s.over {
		b.sessions[token] = &session{account, body, ends, false}
	}
	return nil
}

func (b *books) EndSession(_ context.Context, token string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.sessions[token]; s != nil {
		s.over, s.body = true, nil
	}
	return nil
}

func (b *books) EachSession(_ context.Context, account string, now time.Time, f func(string, []byte) error) error {
	b.mu.Lock()
	found := map[string][]byte{}
	var names []string
	for token, s := range b.sessions {
		if s.account == account && !s.over && now.Before(s.ends) {
			names, found[token] = append(names, token), s.body
		}
	}
	b.mu.Unlock()
	slices.Sort(names)
	for _, token := range names {
		if err := f(token, found[token]); err != nil {
			return err
		}
	}
	return nil
}

func (b *books) KeepTicket(_ context.Context, token, account, purpose string, body []byte, ends time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tickets[token] = ticket{account, purpose, body, ends}
	return nil
}

func (b *books) Ticket(_ context.Context, token string, now time.Time) (string, []byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.tickets[token]
	if !ok || !now.Before(t.ends) {
		return "", nil, fault.New(fault.NotFound, "this link was used already, or it is too old")
	}
	return t.purpose, t.body, nil
}

func (b *books) TakeTicket(ctx context.Context, token string, now time.Time) (string, []byte, error) {
	p, body, err := b.Ticket(ctx, token, now)
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tickets, token)
	return p, body, err
}

func (b *books) DropTickets(_ context.Context, account string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for token, t := range b.tickets {
		if t.account == account {
			delete(b.tickets, token)
		}
	}
	return nil
}

func (b *books) UseOnce(_ context.Context, name string, _ time.Time) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	first := !b.used[name]
	b.used[name] = true
	return first, nil
}

func (b *books) Tries(_ context.Context, name string, now time.Time) (int, time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.tries[name]; now.Before(t.ends) {
		return t.n, t.ends, nil
	}
	return 0, time.Time{}, nil
}

func (b *books) CountTries(_ context.Context, name string, n int, ends time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tries[name] = tries{n, ends}
	return nil
}

func (b *books) Sweep(context.Context, time.Time) error { return nil }

// SealSecret pretends to encrypt; what it makes is a secret's name and text.
func (b *books) SealSecret(_ context.Context, credential string, secret []byte) ([]byte, error) {
	return append([]byte(credential+"\n"), secret...), nil
}

func (b *books) Send(_ context.Context, l office.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letters = append(b.letters, l)
	return nil
}

// people is a database in memory whose secrets the safe opens.
type people struct {
	*officetest.DB
	b *books
}

func (p people) Update(ctx context.Context, f func(office.Tx) error) error {
	return p.DB.Update(ctx, func(tx office.Tx) error { return f(peopleTx{tx, p.b}) })
}

type peopleTx struct {
	office.Tx
	b *books
}

func (t peopleTx) SaveSecret(ctx context.Context, credential string, sealed []byte) error {
	t.b.mu.Lock()
	defer t.b.mu.Unlock()
	if delete(t.b.secrets, credential); sealed != nil {
		t.b.secrets[credential] = sealed
	}
	return t.Tx.SaveSecret(ctx, credential, sealed)
}

func (b *books) OpenSecret(_ context.Context, credential string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	sealed, ok := b.secrets[credential]
	if !ok {
		return nil, fault.New(fault.NotFound, "nothing secret is kept of that credential")
	}
	return sealed[len(credential)+1:], nil
}

// judge lets everybody do everything with their own account, after a proof of presence where one is needed; and the operator all.
type judge struct{}

func (judge) May(by office.Actor, act office.Act, on office.Object) (office.Verdict, error) {
	row, _ := office.RowOf(act)
	present := !row.Present || !by.SteppedUp.IsZero() && by.At.Sub(by.SteppedUp) <= 10*time.Minute
	own := !by.Public() && (on.Owner == by.Account || slices.Contains(on.Parties, by.Party))
	return office.Verdict{Allowed: by.Account == office.Operator || act == office.SignUp || own && present}, nil
}

// hall is an entrance with somebody before it who has a browser.
type hall struct {
	t       *testing.T
	e       *signin.Entrance
	b       *books
	people  *office.People
	now     time.Time
	base    string
	network string // from which the browser comes
	server  *httptest.Server
	client  *http.Client
	do      func(ctx context.Context) error // what the next request does
	err     error                           // what came of it
}

// cheap is a hash for tests: what it costs is no part of what they test.
var cheap = signin.Cost{Memory: 64, Passes: 1, Threads: 1}

func newHall(t *testing.T, outside ...signin.Outside) *hall {
	t.Helper()
	h := &hall{t: t, b: newBooks(), now: time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC), network: "192.0.2.1"}
	clock := func() time.Time { return h.now }
	db := people{&officetest.DB{}, h.b}
	h.people = &office.People{DB: db, Judge: judge{}, Declarations: db, Clock: clock, Zone: time.FixedZone("", 7*3600), Entropy: rand.Reader}
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("X-Forwarded-For", h.network)
		h.e.Sessions(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if h.do != nil {
				h.err = h.do(r.Context())
			}
			w.WriteHeader(http.StatusNoContent)
		})).ServeHTTP(w, r)
	}))
	t.Cleanup(h.server.Close)
	u, err := url.Parse(h.server.URL)
	must(t, err)
	h.base = "http://localhost:" + u.Port()
	for i := range outside {
		outside[i].Issuer = strings.ReplaceAll(outside[i].Issuer, "BASE", h.base)
	}
	h.e, err = signin.New(signin.Config{People: h.people, Books: h.b, Safe: h.b, Post: h.b, Clock: clock, Base: h.base, Office: map[locale.Lang]string{locale.Vi: "Văn phòng thử"}, Outside: outside, Cost: cheap})
	must(t, err)
	h.fresh()
	return h
}

// fresh takes another browser, which has been nowhere yet.
func (h *hall) fresh() {
	jar, err := cookiejar.New(nil)
	must(h.t, err)
	h.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// with runs f in a request of the browser, and gives its error.
func (h *hall) with(f func(ctx context.Context, by office.Actor) error) error {
	h.t.Helper()
	h.do = func(ctx context.Context) error {
		by, err := h.e.Actor(ctx)
		if err != nil {
			return err
		}
		return f(ctx, by)
	}
	res, err := h.client.Get(h.base + "/")
	must(h.t, err)
	must(h.t, res.Body.Close())
	return h.err
}

// who is signed in.
func (h *hall) who() (id office.AccountID, present bool) {
	h.t.Helper()
	must(h.t, h.with(func(_ context.Context, by office.Actor) error {
		id, present = by.Account, !by.SteppedUp.IsZero() && h.now.Sub(by.SteppedUp) <= 10*time.Minute
		return nil
	}))
	return id, present
}

// token is that of the browser's session.
func (h *hall) token() string {
	u, err := url.Parse(h.base)
	must(h.t, err)
	for _, c := range h.client.Jar.Cookies(u) {
		if c.Name == "session" {
			return c.Value
		}
	}
	return ""
}

// link gives the token of the link in the last letter, which went to an address.
func (h *hall) link(to string) string {
	h.t.Helper()
	l := h.b.letters[len(h.b.letters)-1]
	if l.To != to {
		h.t.Fatalf("the last letter went to %q, not %q", l.To, to)
	}
	_, rest, ok := strings.Cut(l.Text[locale.En], "/portal/ticket?t=")
	if !ok {
		return ""
	}
	token, _, _ := strings.Cut(rest, "\n")
	return token
}

// join opens an account by letter and gives its id; the browser is signed in.
func (h *hall) join(email string) office.AccountID {
	h.t.Helper()
	must(h.t, h.with(func(ctx context.Context, _ office.Actor) error {
		return h.e.SignUp(ctx, locale.En, office.Newcomer{Party: office.Party{Nature: office.Natural, Name: "Lâm Thị Sen", Country: "VN"}, Email: email})
	}))
	token := h.link(email)
	must(h.t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.OpenAccount(ctx, token) }))
	id, _ := h.who()
	return id
}

const words = "sáu con cò trắng bay về"

// withPassword gives the signed-in account a password.
func (h *hall) withPassword() {
	h.t.Helper()
	must(h.t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.SetPassword(ctx, by, words) }))
}

func (h *hall) signIn(email, password, code string) error {
	h.t.Helper()
	return h.with(func(ctx context.Context, _ office.Actor) error { return h.e.WithPassword(ctx, email, password, code) })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// is checks the kind of an error.
func is(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != want {
		t.Errorf("error %v, want one of kind %s", err, want)
	}
}
