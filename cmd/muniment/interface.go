package main

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// reception is the desk that receives filings.
func reception(s *store.Store, l *law.Library, o web.Office, clock func() time.Time) *filing.Desk {
	return &filing.Desk{Books: s.Filings(), Law: l, Office: o.Code, Zone: o.Zone, Clock: clock}
}

// withInterface puts the interface for programs beside the site. Whoever shows no key is who the session says, if there are sessions.
func (h *house) withInterface(site http.Handler, desk *filing.Desk, o web.Office, session api.Whom, log *slog.Logger) (http.Handler, error) {
	judge, err := permit.Open(office.Policies)
	if err != nil {
		return nil, err
	}
	people := &office.People{DB: h.s.People(), Judge: judge, Declarations: h.s.People(), Clock: h.p.clock, Zone: o.Zone, Entropy: rand.Reader}
	a := &api.API{Desk: desk, Documents: h.s.Filings(), Judge: judge, People: people, Log: log, Default: o.Default,
		Whom: &api.Keyring{Keys: h.s, Actors: people, Clock: h.p.clock, Zone: o.Zone, Session: session}}
	mux := http.NewServeMux()
	mux.Handle("/api/", a.Handler())
	mux.Handle("/", site)
	return mux, nil
}
