package signin_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/muniment/muniment/adapter/signin"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

func TestAccountIsOpenedByTheLinkOnly(t *testing.T) {
	h := newHall(t)
	sign := func() error {
		return h.with(func(ctx context.Context, _ office.Actor) error {
			return h.e.SignUp(ctx, locale.Vi, office.Newcomer{Party: office.Party{Nature: office.Natural, Name: "Sen", Country: "VN"}, Email: "sen@example.org"})
		})
	}
	must(t, sign())
	if _, err := h.people.AccountBy(t.Context(), office.EmailLookup("sen@example.org")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an account is there before its address is proved: %v", err)
	}
	token := h.link("sen@example.org")
	for kept := range h.b.tickets {
		if kept == token || strings.Contains(token, kept) {
			t.Error("the token is kept as it is")
		}
	}
	if p, err := h.e.TicketPurpose(t.Context(), token); err != nil || p != "sign_up" {
		t.Errorf("the link is for %q, %v", p, err)
	}
	open := func() error {
		return h.with(func(ctx context.Context, _ office.Actor) error { return h.e.OpenAccount(ctx, token) })
	}
	is(t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.Enter(ctx, token) }), fault.NotFound) // it is for something else
	must(t, open())
	id, present := h.who()
	if id == "" || !present {
		t.Errorf("after the link: account %q, present %v", id, present)
	}
	is(t, open(), fault.NotFound) // only once

	h.fresh() // another signs up with the same address: same answer, another letter
	must(t, sign())
	if h.link("sen@example.org") != "" {
		t.Error("the holder of an account is sent a link to open another")
	}
}

func TestLinksGrowOld(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	must(t, h.with(func(ctx context.Context, _ office.Actor) error {
		return h.e.AskReset(ctx, locale.Vi, "sen@example.org")
	}))
	token := h.link("sen@example.org")
	h.now = h.now.Add(time.Hour)
	is(t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.Reset(ctx, token, words, "") }), fault.NotFound)
}

func TestPasswordSignsIn(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	for _, secret := range h.b.secrets {
		if !bytes.Contains(secret, []byte("$argon2id$v=19$m=64,t=1,p=1$")) {
			t.Errorf("the password is kept as %q", secret)
		}
	}
	h.fresh()
	for _, c := range []struct{ rule, email, password string }{
		{"another password", "sen@example.org", words + "!"}, {"no password", "sen@example.org", ""}, {"an unknown name", "an@example.org", words}, {"the hash itself", "sen@example.org", "nobody has this password"},
		{"the words of unknown names", "an@example.org", "nobody has this password"},
	} {
		err := h.signIn(c.email, c.password, "")
		is(t, err, fault.Unauthenticated)
		if f, _ := fault.Of(err); f != nil && f.Text != "address, password and code do not fit together" {
			t.Errorf("%s: told %q", c.rule, f.Text)
		}
		if who, _ := h.who(); who != "" {
			t.Fatalf("%s lets somebody in", c.rule)
		}
	}
	must(t, h.signIn("SEN@example.org", words, ""))
	if who, present := h.who(); who != id || present {
		t.Errorf("signed in %q, present %v: a password alone proves no presence", who, present)
	}
}

func TestEasyPasswordsAreRefused(t *testing.T) {
	h := newHall(t)
	h.join("senmoi@example.org")
	for _, p := range []string{"", "short words", "aaaaaaaaaaaaaaaa", "abababababababab", "1234567890123", "qwertyuiopasdf", "my name is senmoi", strings.Repeat("ab c", 200)} {
		is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.SetPassword(ctx, by, p) }), fault.Invalid)
	}
}

// setUp gives the signed-in account a generator of codes, and its seed.
func (h *hall) setUp() (seed string) {
	h.t.Helper()
	must(h.t, h.with(func(ctx context.Context, by office.Actor) (err error) {
		seed, _, err = h.e.BeginCodes(ctx, by, locale.Vi)
		return err
	}))
	must(h.t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ConfirmCodes(ctx, by, h.code(seed, 0)) }))
	return seed
}

func (h *hall) code(seed string, later time.Duration) string {
	c, err := totp.GenerateCode(seed, h.now.Add(later))
	must(h.t, err)
	return c
}

func TestCodeIsGoodOnce(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	seed := h.setUp()
	h.now = h.now.Add(time.Minute)
	code := h.code(seed, 0)
	h.fresh()
	is(t, h.signIn("sen@example.org", words, ""), fault.Unauthenticated)
	is(t, h.signIn("sen@example.org", words, h.code(seed, -2*time.Minute)), fault.Unauthenticated)
	is(t, h.signIn("sen@example.org", words, h.code(seed, 2*time.Minute)), fault.Unauthenticated)
	must(t, h.signIn("sen@example.org", words, code[:3]+" "+code[3:]))
	if _, present := h.who(); !present {
		t.Error("a code proves no presence")
	}
	h.fresh()
	is(t, h.signIn("sen@example.org", words, code), fault.Unauthenticated)
	h.now = h.now.Add(30 * time.Second)
	must(t, h.signIn("sen@example.org", words, h.code(seed, 30*time.Second))) // a clock that is ahead
}

func TestCodeIsNotBurntByAWrongPassword(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	seed := h.setUp()
	h.now = h.now.Add(time.Minute)
	h.fresh()
	is(t, h.signIn("sen@example.org", "another password", h.code(seed, 0)), fault.Unauthenticated)
	must(t, h.signIn("sen@example.org", words, h.code(seed, 0)))
}

func TestPaperCodesAreGoodOnceEach(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	h.setUp()
	var shown []string
	must(t, h.with(func(ctx context.Context, by office.Actor) (err error) {
		shown, err = h.e.NewRecovery(ctx, by)
		return err
	}))
	if len(shown) != 10 {
		t.Fatalf("%d codes", len(shown))
	}
	for name, secret := range h.b.secrets {
		if bytes.Contains(secret, []byte(strings.ReplaceAll(shown[0], "-", ""))) {
			t.Errorf("%s holds a code as it is", name)
		}
	}
	h.fresh()
	must(t, h.signIn("sen@example.org", words, strings.ToLower(shown[0])))
	h.fresh()
	is(t, h.signIn("sen@example.org", words, shown[0]), fault.Unauthenticated)
	clear(h.b.used) // even if that note is lost
	is(t, h.signIn("sen@example.org", words, shown[0]), fault.Unauthenticated)
	must(t, h.signIn("sen@example.org", words, shown[9]))
}

// A session that somebody planted in a browser is not the one that is signed in.
func TestTokenChangesAtSignInAndProof(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	seed := h.setUp()
	h.now = h.now.Add(time.Minute)
	h.fresh()
	must(t, h.with(func(ctx context.Context, _ office.Actor) error { _, err := h.e.BeginPasskey(ctx); return err }))
	planted := h.token()
	must(t, h.signIn("sen@example.org", words, h.code(seed, 0)))
	signedIn := h.token()
	if planted == "" || planted == signedIn {
		t.Errorf("the token %q stays at sign-in", planted)
	}
	h.now = h.now.Add(11 * time.Minute)
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ProveCode(ctx, by, h.code(seed, 0)) }))
	if h.token() == signedIn {
		t.Error("the token stays when presence is proved")
	}
	for _, old := range []string{planted, signedIn, "", strings.Repeat("A", 43)} {
		h.fresh()
		h.setCookie(old)
		if who, _ := h.who(); who != "" {
			t.Errorf("the old token %q is %s", old, who)
		}
	}
}

func (h *hall) setCookie(token string) {
	u, err := url.Parse(h.base)
	must(h.t, err)
	h.client.Jar.SetCookies(u, []*http.Cookie{{Name: "session", Value: token, Path: "/"}})
}

// Whoever steals the books has no token: what is kept there opens nothing when it is shown as a cookie.
func TestStolenBooksOpenNothing(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	token := h.token()
	if len(h.b.sessions) == 0 {
		t.Fatal("no session is kept")
	}
	for kept, s := range h.b.sessions {
		if kept == token || bytes.Contains(s.body, []byte(token)) {
			t.Error("the token is kept as it is")
		}
		h.fresh()
		h.setCookie(kept)
		if who, _ := h.who(); who != "" {
			t.Errorf("a kept name opens the session of %s", who)
		}
	}
	h.setCookie(token)
	if who, _ := h.who(); who == "" {
		t.Error("the token itself does not: the test would not see a theft")
	}
}

func TestSessionsEnd(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	for range 13 { // used now and then, it lives on
		h.now = h.now.Add(11 * time.Hour)
		if who, _ := h.who(); who != id {
			t.Fatalf("the session ended at %s", h.now)
		}
	}
	h.now = h.now.Add(12 * time.Hour)
	if who, _ := h.who(); who != "" {
		t.Error("a session lives that nobody used for 12 hours")
	}
	must(t, h.signIn("sen@example.org", words, ""))
	begun := h.now
	for h.now.Sub(begun) < 7*24*time.Hour {
		h.who()
		h.now = h.now.Add(6 * time.Hour)
	}
	if who, _ := h.who(); who != "" {
		t.Error("a session lives after 7 days")
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	first := h.client
	h.fresh()
	h.network = "198.51.100.7"
	must(t, h.signIn("sen@example.org", words, ""))
	second := h.client
	var list []office.Session
	see := func() {
		must(t, h.with(func(ctx context.Context, by office.Actor) (err error) {
			list, err = h.e.SessionsOf(ctx, by, id)
			return err
		}))
	}
	see()
	if len(list) != 2 || list[0].Here == list[1].Here {
		t.Fatalf("sessions %+v", list)
	}
	for _, s := range list {
		if want := map[bool]string{true: "198.51.100.7", false: "192.0.2.1"}[s.Here]; s.Network != want {
			t.Errorf("session from %s, want %s", s.Network, want)
		}
	}
	other := list[0]
	if other.Here {
		other = list[1]
	}
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.EndSession(ctx, by, id, other.ID) }))
	is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.EndSession(ctx, by, id, other.ID) }), fault.NotFound)
	h.client = first
	if who, _ := h.who(); who != "" {
		t.Error("an ended session lives")
	}
	must(t, h.signIn("sen@example.org", words, "")) // again, for what follows
	h.client = second
	must(t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.Leave(ctx) }))
	if who, _ := h.who(); who != "" {
		t.Error("signed out and still in")
	}
}

// A request that had read its session before that was ended does not bring it back when it is done.
func TestEndedSessionDoesNotComeBack(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	slow := h.client
	h.fresh()
	must(t, h.signIn("sen@example.org", words, ""))
	other := h.client
	h.client = slow
	h.now = h.now.Add(2 * time.Minute) // so that the slow request notes when it was used
	must(t, h.with(func(ctx context.Context, by office.Actor) error {
		for token := range h.b.sessions {
			if err := h.b.EndSession(ctx, token); err != nil {
				return err
			}
		}
		return nil
	}))
	if who, _ := h.who(); who == id {
		t.Error("the session came back")
	}
	_ = other
}

func TestNewPasswordEndsOtherSessions(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	thief := h.client
	h.fresh()
	must(t, h.signIn("sen@example.org", words, ""))
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.AskPresence(ctx, by, locale.Vi) }))
	token := h.link("sen@example.org")
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ProveLetter(ctx, by, token) }))
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.SetPassword(ctx, by, words+" tổ") }))
	if who, _ := h.who(); who != id {
		t.Error("the session in which the password was set has ended")
	}
	h.client = thief
	if who, _ := h.who(); who != "" {
		t.Error("another session lives on")
	}
}

func TestActsNeedPresence(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	h.now = h.now.Add(11 * time.Minute)
	for name, f := range map[string]func(context.Context, office.Actor) error{
		"password": func(ctx context.Context, by office.Actor) error { return h.e.SetPassword(ctx, by, words+"!") },
		"codes": func(ctx context.Context, by office.Actor) error {
			_, _, err := h.e.BeginCodes(ctx, by, locale.Vi)
			return err
		},
		"paper":   func(ctx context.Context, by office.Actor) error { _, err := h.e.NewRecovery(ctx, by); return err },
		"passkey": func(ctx context.Context, by office.Actor) error { _, err := h.e.BeginAddPasskey(ctx, by); return err },
		"address": func(ctx context.Context, by office.Actor) error {
			return h.e.TellEmail(ctx, by, locale.Vi, "b@example.org")
		},
	} {
		if err := h.with(f); !errors.Is(err, office.ErrPresence) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.AskPresence(ctx, by, locale.Vi) }))
	token := h.link("sen@example.org")
	mine := h.client
	h.fresh() // the thief of a letter has another browser
	must(t, h.signIn("sen@example.org", words, ""))
	is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ProveLetter(ctx, by, token) }), fault.NotFound)
	h.client = mine
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.AskPresence(ctx, by, locale.Vi) }))
	token = h.link("sen@example.org")
	must(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.ProveLetter(ctx, by, token) }))
	h.setUp()
	h.now = h.now.Add(11 * time.Minute)
	is(t, h.with(func(ctx context.Context, by office.Actor) error { return h.e.AskPresence(ctx, by, locale.Vi) }), fault.Conflict) // it has something better now
}

// Whoever reads somebody's mail does not come in where a code is needed.
func TestMailAloneReplacesNoCode(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	seed := h.setUp()
	h.now = h.now.Add(time.Minute)
	h.fresh()
	must(t, h.with(func(ctx context.Context, _ office.Actor) error {
		return h.e.AskReset(ctx, locale.Vi, "sen@example.org")
	}))
	token := h.link("sen@example.org")
	reset := func(password, code string) error {
		return h.with(func(ctx context.Context, _ office.Actor) error { return h.e.Reset(ctx, token, password, code) })
	}
	is(t, reset("bảy con cò trắng bay đi", ""), fault.Unauthenticated)
	is(t, reset("bảy con cò trắng bay đi", "000000"), fault.Unauthenticated)
	is(t, reset("short", h.code(seed, 0)), fault.Invalid)
	must(t, reset("bảy con cò trắng bay đi", h.code(seed, 0)))
	is(t, reset("bảy con cò trắng bay đi", h.code(seed, 0)), fault.NotFound)
	if who, _ := h.who(); who != "" {
		t.Error("a reset signs in")
	}
	is(t, h.signIn("sen@example.org", words, h.code(seed, 30*time.Second)), fault.Unauthenticated)
	must(t, h.signIn("sen@example.org", "bảy con cò trắng bay đi", h.code(seed, 30*time.Second)))
}

// Names that are known and names that are not get the same answers, letters as many, and are slowed down alike.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	h := newHall(t)
	h.join("known@example.org")
	h.withPassword()
	h.now = h.now.Add(2 * time.Hour)
	answers := func(email string) []string {
		h.fresh()
		h.network = "203.0.113." + fmt.Sprint(len(email))
		var out []string
		for range 12 {
			out = append(out, h.signIn(email, "not the password", "").Error())
		}
		for range 6 {
			before := len(h.b.letters)
			err := h.with(func(ctx context.Context, _ office.Actor) error { return h.e.AskReset(ctx, locale.Vi, email) })
			out = append(out, fmt.Sprint(err, len(h.b.letters)-before, len(h.b.tickets)))
			clear(h.b.tickets)
		}
		return out
	}
	known, unknown := answers("known@example.org"), answers("unknown@example.org")
	for i := range known {
		if known[i] != unknown[i] {
			t.Errorf("answer %d: %q to a known name, %q to an unknown one", i, known[i], unknown[i])
		}
	}
	if known[0] == known[11] {
		t.Error("nobody is slowed down")
	}
}

// 100,000 pairs from one network: few are looked at, and the owner of an account comes in from elsewhere.
func TestStuffingIsSlowedDown(t *testing.T) {
	h := newHall(t)
	h.join("sen@example.org")
	h.withPassword()
	h.fresh()
	h.network = "198.51.100.9"
	looked := 0
	for i := range 400 {
		if err := h.signIn(fmt.Sprintf("name%d@example.org", i), "password of a list", ""); fault.KindOf(err) == fault.Unauthenticated {
			looked++
		}
	}
	if looked != 100 {
		t.Errorf("%d pairs were looked at", looked)
	}
	h.network = "192.0.2.77"
	must(t, h.signIn("sen@example.org", words, ""))
	h.fresh()
	for i := range 10 { // one account, from everywhere
		h.network = fmt.Sprintf("2001:db8:%x::1", i)
		is(t, h.signIn("sen@example.org", "password of a list", ""), fault.Unauthenticated)
	}
	is(t, h.signIn("sen@example.org", words, ""), fault.Unavailable)
	h.now = h.now.Add(time.Hour)
	must(t, h.signIn("sen@example.org", words, ""))
}

// A line of IPv6 has a whole /64; it is counted as one.
func TestNetworksOfIPv6AreCountedWhole(t *testing.T) {
	h := newHall(t)
	looked := 0
	for i := range 150 {
		h.network = fmt.Sprintf("2001:db8:1:2::%x", i)
		if err := h.signIn(fmt.Sprintf("name%d@example.org", i), "x", ""); fault.KindOf(err) == fault.Unauthenticated {
			looked++
		}
	}
	if looked != 100 {
		t.Errorf("%d pairs were looked at", looked)
	}
}

func TestManyAtOnceAreCountedToo(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	var work sync.WaitGroup
	var mu sync.Mutex
	looked := 0
	for range 60 {
		work.Go(func() {
			if err := h.e.WithPassword(ctx, "sen@example.org", "x", ""); fault.KindOf(err) == fault.Unauthenticated {
				mu.Lock()
				looked++
				mu.Unlock()
			}
		})
	}
	work.Wait()
	if looked != 10 {
		t.Errorf("%d tries were looked at", looked)
	}
}

func TestSuspendedAccountIsNotLetIn(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	must(t, h.people.SetState(t.Context(), office.OperatorActor(h.now, h.people.Everybody().Day), id, office.Suspended, "a test"))
	if who, _ := h.who(); who != "" {
		t.Error("its session lives on")
	}
	is(t, h.signIn("sen@example.org", words, ""), fault.Unauthenticated)
}

func TestOfficeGivesANewWayIn(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	h.withPassword()
	operator := office.OperatorActor(h.now, h.people.Everybody().Day)
	must(t, h.e.Strip(h.bare(), operator, id))
	if who, _ := h.who(); who != "" {
		t.Error("a session lives on")
	}
	is(t, h.signIn("sen@example.org", words, ""), fault.Unauthenticated)
	link, err := h.e.Invite(h.bare(), operator, locale.Vi, id, false)
	must(t, err)
	_, token, _ := strings.Cut(link, "?t=")
	must(t, h.with(func(ctx context.Context, _ office.Actor) error { return h.e.Enter(ctx, token) }))
	if who, present := h.who(); who != id || !present {
		t.Errorf("in is %q, present %v", who, present)
	}
}

// bare is the context of a command: no request, no session.
func (h *hall) bare() context.Context { return h.t.Context() }

// Where the site has https, its cookie goes nowhere else and nobody else's page can set it.
func TestCookieIsBoundToTheSite(t *testing.T) {
	for base, want := range map[string][]string{
		"https://filing.example.org": {"__Host-session=", "Path=/;", "HttpOnly", "Secure", "SameSite=Lax"},
		"http://localhost:8080":      {"session=", "Path=/;", "HttpOnly", "SameSite=Lax"},
	} {
		h := newHall(t)
		e, err := signin.New(signin.Config{People: h.people, Books: h.b, Safe: h.b, Post: h.b, Clock: func() time.Time { return h.now }, Base: base, Cost: cheap})
		must(t, err)
		w := httptest.NewRecorder()
		e.Sessions(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := e.BeginPasskey(r.Context()); err != nil {
				t.Error(err)
			}
		})).ServeHTTP(w, httptest.NewRequest("POST", "/", nil))
		cookie := w.Header().Get("Set-Cookie")
		for _, part := range want {
			if !strings.Contains(cookie, part) {
				t.Errorf("%s: the cookie %q has no %s", base, cookie, part)
			}
		}
		if strings.Contains(cookie, "Domain") || strings.Contains(cookie, "Expires") || !strings.HasPrefix(cookie, want[0]) {
			t.Errorf("%s: the cookie is %q", base, cookie)
		}
	}
	for _, bad := range []string{"", "filing.example.org", "ftp://x", "https://"} {
		if _, err := signin.New(signin.Config{Base: bad, Cost: cheap}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Only a proxy on the same machine is believed about where a request comes from.
func TestOnlyOurProxyIsBelieved(t *testing.T) {
	h := newHall(t)
	id := h.join("sen@example.org")
	for _, c := range []struct{ remote, told, want string }{
		{"203.0.113.5:1", "", "203.0.113.5"}, {"203.0.113.5:1", "198.51.100.1", "203.0.113.5"}, {"127.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"[::1]:1", "10.0.0.1, 198.51.100.1", "198.51.100.1"}, {"127.0.0.1:1", "nonsense", "127.0.0.1"}, {"@", "", ""},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = c.remote
		if c.told != "" {
			r.Header.Set("X-Forwarded-For", c.told)
		}
		h.e.Sessions(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			operator := office.OperatorActor(h.now, h.people.Everybody().Day)
			link, err := h.e.Invite(r.Context(), operator, locale.Vi, id, false)
			must(t, err)
			_, token, _ := strings.Cut(link, "?t=")
			must(t, h.e.Enter(r.Context(), token))
		})).ServeHTTP(httptest.NewRecorder(), r)
		found := false
		must(t, h.with(func(ctx context.Context, by office.Actor) error {
			list, err := h.e.SessionsOf(ctx, by, id)
			for _, s := range list {
				found = found || s.Network == c.want && !s.Here
			}
			return err
		}))
		if !found {
			t.Errorf("from %s, told %q: no session is from %q", c.remote, c.told, c.want)
		}
	}
}

// Whatever is typed, nobody comes in without the code of the minute.
func FuzzSignIn(f *testing.F) {
	f.Add("sen@example.org", words, "123456")
	f.Add("", "", "")
	f.Add("\xff", strings.Repeat("x", 600), "0123-4567-89AB-CDEF")
	f.Fuzz(func(t *testing.T, email, password, code string) {
		h := newHall(t)
		h.join("sen@example.org")
		h.withPassword()
		h.setUp()
		h.now = h.now.Add(time.Hour)
		h.fresh()
		if err := h.signIn(email, password, code); err == nil {
			t.Errorf("%q, %q, %q come in", email, password, code)
		}
	})
}
