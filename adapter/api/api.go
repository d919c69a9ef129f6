// Package api is the interface by which programs file: what a person does on the pages of the portal, as JSON over HTTP.
//
// Its contract is docs/filing.md and, for machines, openapi.json beside this file, which is served as /api/openapi.json; tests hold both
// against the routes and the types. A filing is one request: it is answered after the commit, with the whole receipt. The key of a request
// (header Idempotency-Key) makes it safe to be sent again, and finds what became of a request that got no answer.
//
// Who calls is told by [Whom]: a key of an account, or the session of the portal. What they may do is asked of the office's policies;
// what they may not see is not there. Answers are never kept by anybody on the way. Errors are problem documents (RFC 9457) in both
// languages, with the member of the application that they concern.
//
// The routes are plain net/http, and the description is a file, not made from types: an application is read by package filing,
// strictly and with errors in both languages, and a second reader before it would say the same again in English only; documents are
// taken in as they arrive, encrypted, and never lie in clear in a temporary file.
package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// API is the interface of one office. The fields are set before Handler is called and not changed afterwards.
type API struct {
	Desk      *filing.Desk
	Documents Documents
	Judge     office.Judge
	People    People
	Whom      Whom

	Checkpoints Checkpoints
	Log         *slog.Logger
	Default     locale.Lang // for callers that ask for neither language; "" means Vietnamese
}

// Documents gives the documents of filings.
type Documents interface {
	// File opens a document of a filing by its SHA-256. Errors: NotFound.
	File(ctx context.Context, submission, sha string) (io.ReadCloser, error)

	// Of lists the filings of an account, newest first.
	Of(ctx context.Context, account string, n int) ([]*filing.Submission, error)
}

// Checkpoints knows the states of the office's own log.
type Checkpoints interface {
	// After gives the state of the log that a signed checkpoint is of, and when its last leaf was received; nil if it is none of this
	// office's, or of an empty log.
	After(ctx context.Context, checkpoint []byte) (*filing.After, error)
}

// People says which parties a caller may name.
type People interface {
	// Party gives a party. Errors: NotFound also if it is none of the caller's business.
	Party(ctx context.Context, by office.Actor, id office.PartyID) (office.Party, error)
}

// Whom tells who calls.
type Whom interface {
	// Whom gives the caller. Errors: Unauthenticated if nobody can be told.
	Whom(r *http.Request) (Caller, error)
}

// Caller is who calls, and how far they are let.
type Caller struct {
	Actor office.Actor
	Key   *office.Key // with which they call; nil for a session of the portal
}

// route is one row of the table of routes.
type route struct {
	pattern string // of http.ServeMux
	act     office.Act
	serve   func(*API, http.ResponseWriter, *request) error
}

// open is the act of routes that tell nothing of anybody.
const open office.Act = ""

// routes is the whole interface.
var routes = []route{
	{"GET /api/openapi.json", open, (*API).description},
	{"GET /api/v1/filings/form", open, (*API).form},
	{"POST /api/v1/filings", office.SubmitDraft, (*API).file},
	{"POST /api/v1/filings/bulk", office.SubmitDraft, (*API).bulk},
	{"POST /api/v1/filings/check", office.SubmitDraft, (*API).check},
	{"GET /api/v1/filings", office.ViewSubmission, (*API).find},
	{"GET /api/v1/filings/{id}", office.ViewSubmission, (*API).show},
	{"GET /api/v1/filings/{id}/receipt", office.ViewSubmission, (*API).receipt},
	{"GET /api/v1/filings/{id}/documents/{sha256}", office.ViewSubmission, (*API).document},
}

// Patterns lists the patterns of all routes, as http.ServeMux reads them, for those who look over all of them.
func Patterns() []string {
	list := make([]string, len(routes))
	for i, rt := range routes {
		list[i] = rt.pattern
	}
	return list
}

// request is a request with who calls and in which language they are answered.
type request struct {
	*http.Request
	by   Caller
	lang locale.Lang
}

// Handler makes the handler of everything below /api/. Requests that a browser sends from another site are refused.
func (a *API) Handler() http.Handler {
	if a.Log == nil {
		a.Log = slog.Default()
	}
	if a.Default == "" {
		a.Default = locale.Vi
	}
	mux := http.NewServeMux()
	for _, rt := range routes {
		mux.Handle(rt.pattern, a.handler(rt))
	}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(a.handler(route{serve: func(*API, http.ResponseWriter, *request) error {
		return fault.New(fault.Forbidden, "the form was sent from another site")
	}}))
	return guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, pattern := mux.Handler(r); pattern == "" {
			a.lost(h, w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
}

// handler makes the handler of a route: who calls, whether their key is for it, and what went wrong.
func (a *API) handler(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{Request: r, lang: locale.Negotiate(r.Header.Get("Accept-Language"), a.Default)}
		h := w.Header()
		h["Cache-Control"] = []string{"no-store"}
		h["X-Content-Type-Options"] = []string{"nosniff"}
		h["Content-Security-Policy"] = []string{"default-src 'none'; frame-ancestors 'none'; sandbox"}
		h["Referrer-Policy"] = []string{"no-referrer"}
		defer a.recovered(w, q)
		if err := a.serve(rt, w, q); err != nil {
			a.fail(w, q, err)
		}
	})
}

func (a *API) serve(rt route, w http.ResponseWriter, q *request) error {
	if rt.act != open {
		var err error
		if q.by, err = a.Whom.Whom(q.Request); err != nil {
			return err
		}
		if q.by.Actor.Public() {
			return fault.New(fault.Unauthenticated, "nobody is signed in")
		}
		if q.by.Key != nil && !q.by.Key.For(rt.act) {
			return fault.New(fault.Forbidden, "this key is not for that")
		}
	}
	return rt.serve(a, w, q)
}

// lost answers what no route serves.
func (a *API) lost(h http.Handler, w http.ResponseWriter, r *http.Request) {
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	a.handler(route{serve: func(a *API, w http.ResponseWriter, q *request) error {
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			return a.problem(w, q, http.StatusMethodNotAllowed, fault.New(fault.Invalid, "this address does not take %s requests", r.Method))
		}
		return fault.New(fault.NotFound, "there is no page at this address")
	}}).ServeHTTP(w, r)
}

// probe keeps what a handler would answer.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

// patient lets a large body take its time: the server's own limits are for small ones.
func patient(w http.ResponseWriter, long time.Duration) {
	c := http.NewResponseController(w)
	until := time.Now().Add(long) // of the connection, not of the office
	_ = c.SetReadDeadline(until)  // a connection that cannot wait longer keeps its limit
	_ = c.SetWriteDeadline(until)
}
