package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// statuses says with which status each kind of fault is answered.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Late:            http.StatusConflict,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// Problem is an error, as RFC 9457 describes it, in both languages.
type Problem struct {
	Title     string                 `json:"title"`
	Status    int                    `json:"status"`
	Detail    string                 `json:"detail,omitempty"`
	Kind      string                 `json:"kind"`                // invalid, not found …
	Field     string                 `json:"field,omitempty"`     // of the application, with members of lists by their number from 1: goods, files.2
	In        map[locale.Lang]Saying `json:"in"`                  // the same in every language
	Presence  bool                   `json:"presence,omitempty"`  // only a proof of presence is missing
	Look      string                 `json:"look,omitempty"`      // where it can be asked whether the filing was made all the same
	Reference string                 `json:"reference,omitempty"` // by which the operator finds the error
}

// Saying is a problem in the words of a language.
type Saying struct {
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty"`
}

// fail answers with the problem document of an error.
func (a *API) fail(w http.ResponseWriter, r *request, err error) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		err = fault.New(fault.Invalid, "the request is larger than %d bytes", large.Limit)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		err = fault.New(fault.Unavailable, "the answer took too long").Because(err)
	}
	status := statuses[fault.KindOf(err)]
	if large != nil {
		status = http.StatusRequestEntityTooLarge
	}
	if e := a.problem(w, r, status, err); e != nil {
		a.Log.Error("problem not written", "route", r.Pattern, "err", e)
	}
}

// problemOf describes an error, and logs it if it is ours.
func (a *API) problemOf(r *request, status int, err error) *Problem {
	kind := fault.KindOf(err)
	p := &Problem{Status: status, Kind: kind.String(), In: map[locale.Lang]Saying{}, Presence: errors.Is(err, office.ErrPresence)}
	f, told := fault.Of(err)
	for _, l := range locale.Langs() {
		s := Saying{Title: locale.T(l, "common.fault."+strings.ReplaceAll(kind.String(), " ", "_"))}
		if told && kind != fault.Internal {
			s.Detail = locale.Sentence(l, f.Text, f.Args...)
			if f.Hint != "" {
				s.Detail += "; " + locale.Sentence(l, f.Hint)
			}
		}
		p.In[l] = s
	}
	p.Title, p.Detail = p.In[r.lang].Title, p.In[r.lang].Detail
	if told {
		p.Field = f.Where
	}
	if kind == fault.Internal {
		p.Field, p.Reference = "", reference()
		// The pattern and not the path: an address names a filing.
		a.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("reference", p.Reference), slog.String("route", r.Pattern), slog.String("err", err.Error()))
	}
	if key := r.Header.Get("Idempotency-Key"); key != "" && status >= 500 {
		p.Look = "/api/v1/filings?key=" + url.QueryEscape(key)
	}
	return p
}

// problem answers with an error.
func (a *API) problem(w http.ResponseWriter, r *request, status int, err error) error {
	b, e := json.Marshal(a.problemOf(r, status, err))
	if e != nil {
		return e
	}
	h := w.Header()
	switch fault.KindOf(err) {
	case fault.Unauthenticated:
		h.Set("WWW-Authenticate", `Bearer realm="muniment"`)
	case fault.Unavailable:
		h.Set("Retry-After", "5")
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(r.lang))
	w.WriteHeader(status)
	_, e = w.Write(append(b, '\n'))
	return e
}

// recovered turns a panic of a handler into a problem, so that the connection and the others live on.
func (a *API) recovered(w http.ResponseWriter, r *request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	a.fail(w, r, fault.New(fault.Internal, "a handler panicked").Because(fmt.Errorf("%v\n%s", v, debug.Stack())))
}

func reference() string {
	var b [5]byte
	rand.Read(b[:])
	return strings.ToUpper(hex.EncodeToString(b[:]))
}
