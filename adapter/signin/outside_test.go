package signin_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/muniment/muniment/adapter/signin"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// provider is an outside service: a real one, by other hands, whose users sign in without being asked.
type provider struct {
	server *httptest.Server
	*storage.Storage
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{}
	var handler http.Handler
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(p.server.Close)
	p.Storage = storage.NewStorage(storage.NewUserStore(p.server.URL))
	opened, err := op.NewProvider(&op.Config{CryptoKey: [32]byte{1}, CryptoKeyId: "one", CodeMethodS256: true, AuthMethodPost: true}, p.Storage, op.StaticIssuer(p.server.URL), op.WithAllowInsecure(),
		op.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	must(t, err)
	mux := http.NewServeMux()
	mux.Handle("/", opened)
	mux.Handle("/login/username", op.NewIssuerInterceptor(opened.IssuerFromRequest).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("authRequestID")
		if err := p.CheckUsernamePassword("test-user@"+strings.Split(strings.Split(p.server.URL, "://")[1], ":")[0], "verysecure", id); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		http.Redirect(w, r, op.AuthCallbackURL(opened)(r.Context(), id), http.StatusFound)
	}))
	handler = mux
	return p
}

// errand sends the browser to the service and gives what the service has it tell us.
func (h *hall) errand(what string) url.Values {
	h.t.Helper()
	var address string
	must(h.t, h.with(func(ctx context.Context, by office.Actor) (err error) {
		address, err = h.e.BeginOutside(ctx, by, "thu", what)
		return err
	}))
	jar, err := cookiejar.New(nil)
	must(h.t, err)
	there := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), h.base) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := there.Get(address)
	must(h.t, err)
	body, err := io.ReadAll(res.Body)
	must(h.t, err)
	must(h.t, res.Body.Close())
	back, err := url.Parse(res.Header.Get("Location"))
	if err != nil || back.Path != "/portal/outside/thu/back" {
		h.t.Fatalf("the service answers %d %s %q", res.StatusCode, body, res.Header.Get("Location"))
	}
	return back.Query()
}

// told gives the answer of the service to the entrance.
func (h *hall) told(answer url.Values) (what string, err error) {
	err = h.with(func(ctx context.Context, by office.Actor) (err error) {
		what, err = h.e.WithOutside(ctx, by, "thu", answer)
		return err
	})
	return what, err
}

func newHallWithService(t *testing.T) *hall {
	t.Helper()
	p := newProvider(t)
	h := newHall(t, signin.Outside{Name: "thu", Title: "Dịch vụ thử", Issuer: p.server.URL, Client: "office", Secret: "secret"})
	h.now = time.Now().UTC().Truncate(time.Second) // the service has a clock of its own
	storage.RegisterClients(storage.WebClient("office", "secret", h.base+"/portal/outside/thu/back"))
	return h
}

func TestOutsideServiceSignsUpAndIn(t *testing.T) {
	h := newHallWithService(t)
	what, err := h.told(h.errand("enter"))
	if err != nil || what != "meet" {
		t.Fatalf("somebody without an account: %q, %v", what, err)
	}
	if who, _ := h.who(); who != "" {
		t.Fatal("somebody without an account is in")
	}
	var name, email string
	must(t, h.with(func(ctx context.Context, _ office.Actor) error { name, email = h.e.Newcomer(ctx); return nil }))
	if name == "" || !strings.Contains(email, "@") {
		t.Errorf("the service tells name %q and address %q", name, email)
	}
	id := h.join("sen@example.org") // by our own letter: the service's word about an address counts for nothing
	a, err := h.people.AccountBy(t.Context(), office.EmailLookup("sen@example.org"))
	if err != nil || len(a.Credentials) != 1 || a.Credentials[0].Kind != office.Outside {
		t.Fatalf("the account has %+v, %v", a.Credentials, err)
	}
	h.fresh()
	if what, err := h.told(h.errand("enter")); err != nil || what != "enter" {
		t.Fatalf("signing in: %q, %v", what, err)
	}
	if who, present := h.who(); who != id || !present {
		t.Errorf("signed in %q, present %v", who, present)
	}
	h.now = h.now.Add(11 * time.Minute)
	if _, present := h.who(); present {
		t.Error("presence lasts")
	}
}

func TestOutsideServiceProvesPresence(t *testing.T) {
	h := newHallWithService(t)
	id := h.join("sen@example.org")
	if what, err := h.told(h.errand("add")); err != nil || what != "add" {
		t.Fatalf("adding: %q, %v", what, err)
	}
	if what, err := h.told(h.errand("present")); err != nil || what != "present" {
		t.Fatalf("proving: %q, %v", what, err)
	}
	if who, present := h.who(); who != id || !present {
		t.Errorf("in is %q, present %v", who, present)
	}
	h.fresh()
	h.join("bao@example.org")
	if _, err := h.told(h.errand("add")); fault.KindOf(err) != fault.Conflict {
		t.Errorf("one person of the service has two accounts: %v", err)
	}
	if _, err := h.told(h.errand("present")); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("another's word proves presence: %v", err)
	}
}

func TestOutsideAnswersAreBoundToTheirQuestion(t *testing.T) {
	h := newHallWithService(t)
	h.join("sen@example.org")
	must(t, func() error { _, err := h.told(h.errand("add")); return err }())
	h.fresh()
	refused := func(rule string, answer url.Values) {
		t.Helper()
		if what, err := h.told(answer); fault.KindOf(err) != fault.Unauthenticated || err == nil {
			t.Errorf("%s: %q, %v", rule, what, err)
		}
		if who, _ := h.who(); who != "" {
			t.Fatalf("%s: somebody is in", rule)
		}
	}
	refused("an answer to nothing", url.Values{"state": {""}, "code": {"x"}})
	answer := h.errand("enter")
	answer.Set("state", "another")
	refused("another state", answer)
	answer = h.errand("enter")
	answer.Set("code", "another")
	refused("another code", answer)
	answer = h.errand("enter")
	answer.Set("iss", "https://evil.example")
	refused("another service's answer", answer)

	stolen := h.errand("enter") // somebody's answer, in another browser
	h.fresh()
	refused("another browser", stolen)
	h.errand("enter")
	refused("another browser that asked too", stolen)

	good := h.errand("enter")
	must(t, func() error { _, err := h.told(good); return err }())
	h.fresh()
	refused("an answer again", good)
	late := h.errand("enter")
	h.now = h.now.Add(16 * time.Minute)
	refused("an answer after a quarter of an hour", late)
}

func TestServiceThatIsDownIsTold(t *testing.T) {
	down := httptest.NewServer(http.NotFoundHandler())
	address := down.URL
	down.Close()
	h := newHall(t, signin.Outside{Name: "thu", Title: "Dịch vụ thử", Issuer: address, Client: "office"})
	begin := func(service, what string) error {
		return h.with(func(ctx context.Context, by office.Actor) error {
			_, err := h.e.BeginOutside(ctx, by, service, what)
			return err
		})
	}
	is(t, begin("thu", "enter"), fault.Unavailable)
	is(t, begin("another", "enter"), fault.NotFound)
	is(t, begin("thu", "add"), fault.Unauthenticated)
	is(t, begin("thu", "nothing"), fault.Invalid)
}
