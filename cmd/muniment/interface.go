package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net/http"
	"time"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// reception is the desk that receives filings.
func reception(s *store.Store, l *law.Library, o web.Office, clock func() time.Time) *filing.Desk {
	return &filing.Desk{Books: s.Filings(), Law: l, Office: o.Code, Zone: o.Zone, Clock: clock}
}

// withInterface puts the interface for programs beside the site. Whoever shows no key is who the portal's session says; door is nil
// if there is no portal.
func (h *house) withInterface(site http.Handler, desk *filing.Desk, o web.Office, door web.Entrance, log *slog.Logger) (http.Handler, error) {
	judge, err := permit.Open(office.Policies)
	if err != nil {
		return nil, err
	}
	people := &office.People{DB: h.s.People(), Judge: judge, Declarations: h.s.People(), Clock: h.p.clock, Zone: o.Zone, Entropy: rand.Reader}
	a := &api.API{Desk: desk, Documents: h.s.Filings(), Checkpoints: ownStates{h.s}, Judge: judge, People: people, Log: log, Default: o.Default}
	keys := &api.Keyring{Keys: h.s, Actors: people, Clock: h.p.clock, Zone: o.Zone}
	if door != nil {
		keys.Session = ofPortal{door}
	}
	a.Whom = keys
	programs := a.Handler()
	pages := programs
	if door != nil {
		pages = door.Sessions(programs)
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" { // a session would only hold the answer back until it is whole
			programs.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	}))
	mux.Handle("/", site)
	return mux, nil
}

// ofPortal tells who calls by the portal's session.
type ofPortal struct{ web.Entrance }

// Whom gives the caller; see api.Whom.
func (p ofPortal) Whom(r *http.Request) (api.Caller, error) {
	actor, err := p.Actor(r.Context())
	return api.Caller{Actor: actor}, err
}

// ownStates are the states of the office's own log, as packages hold them.
type ownStates struct{ s *store.Store }

// After gives the state that a checkpoint is of; see api.Checkpoints.
func (o ownStates) After(ctx context.Context, checkpoint []byte) (*filing.After, error) {
	n, err := note.Parse(checkpoint)
	if err != nil {
		return nil, nil
	}
	c, err := note.ParseCheckpoint(n.Text)
	if err != nil || c.Size == 0 {
		return nil, nil
	}
	logs, err := o.s.Logs(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		if l.Origin != c.Origin {
			continue
		}
		key, err := note.ParseKey(l.Key)
		if err != nil {
			return nil, err
		}
		if verified, err := n.Verify([]note.Key{key}); err != nil || len(verified) == 0 {
			return nil, nil
		}
		root, err := o.s.RootAt(ctx, l.Lane, l.Generation, c.Size)
		if fault.KindOf(err) == fault.NotFound || err == nil && root != c.Root {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		p, err := o.s.ProveCommitted(ctx, register.Place{Lane: l.Lane, Generation: l.Generation, Seq: c.Size - 1})
		if err != nil {
			return nil, err
		}
		leaf, err := register.ParseLeaf(p.Leaf)
		if err != nil {
			return nil, err
		}
		return &filing.After{Log: c.Origin, Size: c.Size, Root: base64.StdEncoding.EncodeToString(c.Root[:]), At: leaf.ReceivedAt.UTC().Format(time.RFC3339)}, nil
	}
	return nil, nil
}
