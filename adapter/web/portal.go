package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
)

// Entrance lets people in and keeps their sessions. What it does, it does on the session that Sessions has put into the context of a request.
// Errors of kind Unauthenticated, Invalid, Conflict, NotFound and Unavailable are told on the page of the form; an act that lacks a proof of
// presence has office.ErrPresence in its chain.
type Entrance interface {
	Sessions(next http.Handler) http.Handler
	OnError(f func(http.ResponseWriter, *http.Request, error))
	Actor(ctx context.Context) (office.Actor, error)
	ActFor(ctx context.Context, by office.Actor, p office.PartyID) error
	Leave(ctx context.Context) error
	KeyOrigin() string

	WithPassword(ctx context.Context, email, password, code string) error
	BeginPasskey(ctx context.Context) ([]byte, error)
	WithPasskey(ctx context.Context, answer []byte) error
	Services() [][2]string
	BeginOutside(ctx context.Context, by office.Actor, service, errand string) (address string, err error)
	WithOutside(ctx context.Context, by office.Actor, service string, answer url.Values) (errand string, err error)
	Newcomer(ctx context.Context) (name, email string)

	SignUp(ctx context.Context, l locale.Lang, n office.Newcomer) error
	AskReset(ctx context.Context, l locale.Lang, email string) error
	TicketPurpose(ctx context.Context, token string) (string, error)
	OpenAccount(ctx context.Context, token string) error
	VerifyEmail(ctx context.Context, token string) error
	Enter(ctx context.Context, token string) error
	Reset(ctx context.Context, token, password, code string) error
	ProveLetter(ctx context.Context, by office.Actor, token string) error

	Proofs(ctx context.Context, by office.Actor) (passkey, code, letter bool, services []string, err error)
	BeginPresence(ctx context.Context, by office.Actor) ([]byte, error)
	ProvePasskey(ctx context.Context, by office.Actor, answer []byte) error
	ProveCode(ctx context.Context, by office.Actor, code string) error
	AskPresence(ctx context.Context, by office.Actor, l locale.Lang) error

	TellEmail(ctx context.Context, by office.Actor, l locale.Lang, email string) error
	SetPassword(ctx context.Context, by office.Actor, password string) error
	BeginAddPasskey(ctx context.Context, by office.Actor) ([]byte, error)
	AddPasskey(ctx context.Context, by office.Actor, name string, answer []byte) error
	BeginCodes(ctx context.Context, by office.Actor, l locale.Lang) (seed, address string, err error)
	ConfirmCodes(ctx context.Context, by office.Actor, code string) error
	NewRecovery(ctx context.Context, by office.Actor) ([]string, error)
	RemoveCredential(ctx context.Context, by office.Actor, id string) error
	SessionsOf(ctx context.Context, by office.Actor, account office.AccountID) ([]office.Session, error)
	EndSession(ctx context.Context, by office.Actor, account office.AccountID, id string) error
	EndOtherSessions(ctx context.Context, by office.Actor, account office.AccountID) error
	Invite(ctx context.Context, by office.Actor, l locale.Lang, account office.AccountID, mail bool) (string, error)
}

// Scans keeps the scans of powers of attorney.
type Scans interface {
	// KeepScan keeps what it reads, encrypted, and gives its SHA-256. Errors: Invalid if there are more bytes than limit.
	KeepScan(ctx context.Context, body io.Reader, limit int64) (sha256 string, err error)

	// OpenScan opens a scan. Errors: NotFound if it is not kept.
	OpenScan(ctx context.Context, sha256 string) (io.ReadCloser, error)
}

// Me is who is signed in, as every page shows it.
type Me struct {
	Name string
	Desk bool   // works for the office
	For  string // whom they act for; "" if they have not chosen
}

// area is that of the policies in which a route lies.
func (a authority) area() string {
	if a == anybody {
		return "public"
	}
	return string(a)
}

// identify finds out who asks, and lets them into a route or not.
func (s *Site) identify(w http.ResponseWriter, r *request, who authority) (handled bool, err error) {
	if s.Entrance != nil && !strings.HasPrefix(r.URL.Path, "/asset/") {
		if r.by, err = s.Entrance.Actor(r.Context()); err != nil {
			return false, err
		}
		if !r.by.Public() || strings.HasPrefix(r.URL.Path, "/portal/") {
			w.Header().Set("Cache-Control", "no-store") // pages name their reader
		}
	}
	return s.admit(w, r, who)
}

// admit lets a reader into a route, or gives the error with which they are turned away: whoever is not signed in is asked to, and to others what
// they may not see is not there.
func (s *Site) admit(w http.ResponseWriter, r *request, who authority) (handled bool, err error) {
	if who == anybody {
		return false, nil
	}
	if s.Entrance == nil {
		return false, fault.New(fault.NotFound, "there is no page at this address")
	}
	v, err := s.People.Judge.May(r.by, office.ViewPage, office.Object{Kind: office.PageObject, ID: who.area(), State: who.area()})
	switch {
	case err != nil || v.Allowed:
		return false, err
	case r.by.Public() && wantsHTML(r.Request):
		to := "/portal/sign-in"
		if r.Method == http.MethodGet && r.URL.Path != "/portal/" {
			to += "?to=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return true, nil
	case r.by.Public():
		return false, fault.New(fault.Unauthenticated, "sign in first")
	}
	return false, fault.New(fault.NotFound, "there is no page at this address")
}

// entrance refuses requests to sign in where nobody can.
func (s *Site) entrance() error {
	if s.Entrance == nil {
		return fault.New(fault.NotFound, "there is no page at this address")
	}
	return nil
}

// me tells who is signed in; nil if nobody is.
func (s *Site) me(r *request) *Me {
	if r.by.Public() {
		return nil
	}
	me := &Me{Name: r.T("portal.you")}
	if p, err := s.People.Party(r.Context(), r.by, r.by.Party); err == nil {
		me.Name = p.Name
	}
	for _, role := range r.by.Roles() {
		me.Desk = me.Desk || role.Staff()
	}
	if r.by.OnBehalf != "" && r.by.OnBehalf != r.by.Party {
		me.For = s.partyName(r, r.by.OnBehalf)
	}
	return me
}

// partyName is the name of a party that the reader may see, else its id.
func (s *Site) partyName(r *request, id office.PartyID) string {
	if p, err := s.People.Party(r.Context(), r.by, id); err == nil {
		return p.Name
	}
	return string(id)
}

// local gives an address on this site to which a reader may be sent; the fallback for any other.
func local(to, fallback string) string {
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || u.Host != "" || u.Scheme != "" || strings.ContainsAny(to, "\\\r\n\t") {
		return fallback
	}
	return to
}

// newOwn makes the frame of a page that is its reader's own.
func (s *Site) newOwn(r *request, section, title string) *Page {
	p := s.newPage(r, section, title)
	p.NoIndex, p.Own = true, true
	if p.Me != nil && p.Me.Desk {
		p.Doors = s.doors(r)
	}
	return p
}

// doors tells which areas of the desk the reader may enter.
func (s *Site) doors(r *request) map[string]bool {
	doors := map[string]bool{}
	for _, a := range []authority{intakeDesk, cashDesk, peopleDesk, policyDesk} {
		doors[a.area()] = office.Allow(s.People.Judge, r.by, office.ViewPage, office.Object{Kind: office.PageObject, ID: a.area(), State: a.area()}) == nil
	}
	return doors
}

// newDesk makes the frame of a page of the desk.
func (s *Site) newDesk(r *request, section, title string) *Page {
	p := s.newPage(r, section, title)
	p.NoIndex, p.AtDesk = true, true
	p.Doors = s.doors(r)
	return p
}

// problem tells what was wrong with a form on its page; internal errors are for the page of faults. An act that lacks a proof of presence leads to
// where it is given, and back.
func (s *Site) problem(w http.ResponseWriter, r *request, err error) (text string, status int, handled bool, fatal error) {
	if errors.Is(err, office.ErrPresence) {
		http.Redirect(w, r.Request, "/portal/presence?to="+url.QueryEscape(r.URL.Path), http.StatusSeeOther)
		return "", 0, true, nil
	}
	f, ok := fault.Of(err)
	if !ok || f.Kind == fault.Internal {
		return "", 0, false, err
	}
	words := *f
	words.Where = "" // it names a field of ours
	return sentence(r.lang, &words), faultPages[f.Kind], false, nil
}

// done sends the reader to a page that tells what was done.
func done(w http.ResponseWriter, r *request, path, what string) error {
	http.Redirect(w, r.Request, path+"?done="+what, http.StatusSeeOther)
	return nil
}

// told gives the sentence of what was done; "" if nothing was.
func (r *request) told() string {
	what := r.query.Get("done")
	if what == "" {
		return ""
	}
	text, ok := locale.Lookup(r.lang, "portal.done."+what)
	if !ok {
		return ""
	}
	return text
}

// when writes a time for people, in the office's zone.
func (s *Site) when(r *request, t time.Time) string {
	local := t.In(s.Office.Zone)
	y, m, d := local.Date()
	return ipr.Date{Year: y, Month: int(m), Day: d}.In(r.lang) + ", " + local.Format("15:04")
}

// HomeOfOne is the first page of who is signed in: what is to be done.
type HomeOfOne struct {
	*Page
	Greeting string
	Today    ipr.Date
	Date     string
	Todo     []TodoItem
}

// TodoItem is something that waits for the reader.
type TodoItem struct{ Title, Text, Path, Button string }

func (*HomeOfOne) template() string { return "portal/home" }

func (s *Site) portalHome(w http.ResponseWriter, r *request) error {
	p := &HomeOfOne{Page: s.newOwn(r, "todo", r.T("portal.todo")), Today: s.today()}
	p.Greeting, p.Date = r.T("portal.hello", "name", p.Me.Name), p.Today.In(r.lang)
	a, err := s.People.Account(r.Context(), r.by, r.by.Account)
	if err != nil {
		return err
	}
	strong := false
	for _, c := range a.Credentials {
		strong = strong || c.Kind != office.Password && c.Kind != office.Recovery
	}
	if !strong {
		p.Todo = append(p.Todo, TodoItem{r.T("portal.todo.way"), r.T("portal.todo.way_text"), "/portal/ways", r.T("portal.todo.way_go")})
	}
	given, had, err := s.People.Powers(r.Context(), r.by, r.by.Party)
	if err != nil {
		return err
	}
	for _, g := range given {
		if g.Accepted == "" && g.Revoked.IsZero() {
			p.Todo = append(p.Todo, TodoItem{r.T("portal.todo.power"), r.T("portal.todo.power_text", "name", s.partyName(r, g.Representative)), "/portal/people", r.T("portal.todo.power_go")})
		}
	}
	for _, h := range had {
		if h.Received.IsZero() && !h.Due.IsZero() && h.Revoked.IsZero() {
			p.Todo = append(p.Todo, TodoItem{r.T("portal.todo.original"), r.T("portal.todo.original_text", "name", s.partyName(r, h.Principal), "date", h.Due.In(r.lang)), "/portal/people", r.T("portal.todo.original_go")})
		}
	}
	waiting, err := s.filingTodo(r)
	if err != nil {
		return err
	}
	p.Todo = append(p.Todo, waiting...)
	return s.show(w, r, http.StatusOK, p)
}
