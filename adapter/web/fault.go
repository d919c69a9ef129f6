package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
)

// faultPages says with which status each kind of fault is answered. What a reader may not see looks as if it were absent, so Forbidden comes only
// from forms of other sites, and from acts that lack a proof of presence.
var faultPages = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Late:            http.StatusConflict,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// FaultPage tells that something was not done.
type FaultPage struct {
	*Page
	Status    int
	Heading   string // what it means, in general
	Text      string // what it was, in a sentence; "" if nothing may be said
	Hint      string // key of a text: what can be done
	Reference string // by which the operator finds the error; only of kind Internal
	Query     string // for the search box
}

func (*FaultPage) template() string { return "fault" }

// fail answers with the page of an error, or with a short text to a program.
func (s *Site) fail(w http.ResponseWriter, r *request, err error) {
	if errors.Is(err, context.DeadlineExceeded) {
		err = fault.New(fault.Unavailable, "the answer took too long").Because(err)
	}
	if e := s.failWith(w, r, faultPages[fault.KindOf(err)], err); e != nil {
		s.Logger.Error("error page not rendered", "path", r.URL.Path, "err", e)
		http.Error(w, "500", http.StatusInternalServerError)
	}
}

func (s *Site) failWith(w http.ResponseWriter, r *request, status int, err error) error {
	kind := fault.KindOf(err)
	p := &FaultPage{Status: status, Hint: r.T("fault_page.hint." + strings.ReplaceAll(kind.String(), " ", "_"))}
	p.Page = s.newPage(r, "", r.T("common.fault."+strings.ReplaceAll(kind.String(), " ", "_")))
	p.NoIndex = true
	if status == http.StatusMethodNotAllowed {
		p.Hint = ""
	}
	p.Heading = p.Title
	if f, ok := fault.Of(err); ok && kind != fault.Internal {
		p.Text = sentence(r.lang, f)
	}
	if kind == fault.Internal {
		p.Reference = reference()
		s.Logger.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("reference", p.Reference), slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("err", err.Error()))
	}
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "30")
	}
	if !wantsHTML(r.Request) {
		body, err := json.Marshal(struct {
			Status    int    `json:"status"`
			Title     string `json:"title"`
			Detail    string `json:"detail,omitempty"`
			Reference string `json:"reference,omitempty"`
		}{status, p.Heading, p.Text, p.Reference})
		if err != nil {
			return err
		}
		send(w, status, "application/problem+json", append(body, '\n'))
		return nil
	}
	return s.show(w, r, status, p)
}

// sentence is a fault's text with a capital letter and a full stop.
func sentence(l locale.Lang, f *fault.Fault) string {
	t := locale.Sentence(l, f.Text, f.Args...)
	if f.Where != "" {
		t = f.Where + ": " + t
	}
	return capital(t) + "."
}

// wantsHTML reports whether the answer is for a browser. Programs that read log files, JSON or feeds say so by their
// address or the Accept header.
func wantsHTML(r *http.Request) bool {
	p := r.URL.Path
	if strings.HasSuffix(p, ".json") || strings.HasPrefix(p, "/log/") && p != "/log/" && !strings.Contains(r.Header.Get("Accept"), "text/html") || p == "/receipt/refresh" {
		return false
	}
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*") || strings.Contains(accept, "text/*")
}

func reference() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToUpper(hex.EncodeToString(b[:]))
}

// recovered turns a panic of a handler into an error page, so that the connection and the others live on.
func (s *Site) recovered(w http.ResponseWriter, r *request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.fail(w, r, fault.New(fault.Internal, "a handler panicked").Because(fmt.Errorf("%v\n%s", v, debug.Stack())))
}
