package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/adapter/witness"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// serveFlags are those of every command that serves.
type serveFlags struct {
	peopleFlags
	Addr    string   `help:"Address to listen on." default:"127.0.0.1:8080"`
	BaseURL string   `help:"Address under which the public knows the site, https://…" placeholder:"URL"`
	Witness []string `help:"A witness of the logs: NAME=VKEY=URL. May be given several times." placeholder:"NAME=VKEY=URL"`
	Quorum  int      `help:"How many witnesses must have cosigned; all of them if it is not given."`
	Scanner string   `help:"clamd of ClamAV that looks at what is filed: unix:///PATH or tcp://HOST:PORT." placeholder:"URL"`
	Dev     string   `hidden:"" help:"Folder of adapter/web: pages are read anew for every request."`
}

type serveCommand struct {
	serveFlags
	Host   string `help:"Host of the origins of the logs, for good: it is part of every receipt." default:"demo.invalid"`
	Office string `help:"ST.3 code of the office." default:"VN"`
	Name   string `help:"Name of the office." default:"Muniment"`
}

func (c *serveCommand) Run(p *program) error {
	s, err := p.open(false, c.Host)
	if err != nil {
		return err
	}
	defer s.Close()
	code, err := ipr.ParseOffice(c.Office)
	if err != nil {
		return misuse{err}
	}
	office := web.Office{Name: map[locale.Lang]string{locale.Vi: c.Name, locale.En: c.Name}, Code: code, Zone: zone()}
	return c.serveFlags.run(p, s, office, nil)
}

// zone is that of the office; Viet Nam has had one offset since 1975.
func zone() *time.Location { return time.FixedZone("UTC+7", 7*3600) }

// house is a served office.
type house struct {
	p         *program
	s         *store.Store
	catalogue *catalogue
	policy    *note.Policy
	desk      *desk // nil if the office issues no documents
	staff     *staff
	base      string // where people sign in
}

// run serves the office until the context ends. Ready is called with the address once the first page can be asked for.
func (c *serveFlags) run(p *program, s *store.Store, office web.Office, ready func(h *house, url string) error) error {
	h := &house{p: p, s: s}
	law, err := p.library() // first: an office whose own law cannot be read is told so at once, and does not open
	if err != nil {
		return err
	}
	if h.policy, err = c.policy(p.ctx, s); err != nil {
		return err
	}
	if err := s.SaveSetting(p.ctx, "policy", h.policy.String()); err != nil {
		return err
	}
	if err := s.Publish(p.ctx); err != nil {
		return err
	}
	if h.catalogue, err = openCatalogue(p.ctx, s, p.say); err != nil {
		return err
	}
	scanner, err := clam(c.Scanner)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fault.New(fault.Unavailable, "the address %s cannot be listened on", c.Addr).Because(err).Hinting("another program may be using it; name another one with --addr")
	}
	url := "http://" + l.Addr().String()
	if err := h.openDesk(cmp.Or(c.BaseURL, url), office.Code); err != nil {
		l.Close()
		return err
	}
	pub := &public{Store: s, catalogue: h.catalogue, clock: p.clock}
	site := &web.Site{Office: office, Register: pub, Log: pub, Search: pub, Receipts: pub, Law: law, Clock: p.clock, BaseURL: c.BaseURL, Dev: c.Dev,
		Logger: slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	site.Places = s
	if h.desk != nil {
		site.Documents = h.desk
	}
	desk := reception(s, law, office, p.clock)
	site.Intake = s.Filings()
	site.Filing = h.filing(desk, office.Sample)
	st, sender, err := c.admit(p, s, site, l.Addr())
	if err != nil {
		l.Close()
		return err
	}
	h.staff, h.base = st, c.base(l.Addr())
	handler, err := site.Handler()
	if err != nil {
		l.Close()
		return err
	}
	if handler, err = h.withInterface(handler, desk, office, site.Entrance, site.Logger); err != nil {
		l.Close()
		return err
	}
	door, err := h.door()
	if err != nil {
		l.Close()
		return err
	}
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	var work sync.WaitGroup
	work.Go(func() { h.keepUp(ctx, cancel) })
	work.Go(func() { h.askWitnesses(ctx) })
	work.Go(func() { st.look(ctx, p, sender) })
	work.Go(func() { h.inspection(ctx, desk, scanner) })
	servers := []*http.Server{
		{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10},
		{Handler: h.doorHandler(), ReadHeaderTimeout: 10 * time.Second},
	}
	failed := make(chan error, len(servers))
	for i, where := range []net.Listener{l, door} {
		go func() { failed <- servers[i].Serve(where) }()
	}
	if ready != nil {
		err = ready(h, url)
	} else {
		p.say("serving at %s", url)
	}
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-failed:
		}
	}
	cancel()
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	for _, srv := range servers {
		if e := srv.Shutdown(end); e != nil {
			srv.Close()
		}
	}
	work.Wait()
	if e := h.catalogue.save(); e != nil {
		p.say("the search index could not be saved: %v", e)
	}
	if broken := s.Broken(); broken != nil && err == nil {
		err = broken
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// openDesk makes the office ready to issue documents, under the address that their readers will use. An office without a letterhead
// issues none.
//
// Errors: Conflict if the letterhead is another office's; those of what an office makes its documents with.
func (h *house) openDesk(base string, code ipr.Office) error {
	if err := h.s.SaveSetting(h.p.ctx, baseSetting, base); err != nil {
		return err
	}
	k, err := h.p.desk(h.s, base)
	if fault.KindOf(err) == fault.NotFound {
		h.p.say("no documents are issued: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	if k.letterhead.Code != code {
		return fault.New(fault.Conflict, "the letterhead is of the office %s, and %s is served", string(k.letterhead.Code), string(code)).At(officeFile)
	}
	h.desk = k
	list, err := h.s.Books().Unfinished(h.p.ctx)
	if err == nil && len(list) > 0 {
		h.p.say("%d documents have a number and are not finished; muniment paper list --unfinished shows them", len(list))
	}
	return err
}

// keepUp publishes checkpoints and keeps the index up to date, once a second.
func (h *house) keepUp(ctx context.Context, stop func()) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := h.s.Publish(ctx)
		if err == nil {
			err = h.catalogue.catchUp(ctx)
		}
		if err == nil && n%60 == 0 {
			err = h.s.FlushTraffic(ctx)
		}
		if err != nil && ctx.Err() == nil {
			h.p.say("keeping up with the register: %v", err)
		}
		if h.s.Broken() != nil {
			h.p.say("the register cannot be written any more; stopping")
			stop()
			return
		}
	}
}

// policy is the office's: its logs, and the witnesses that are named.
func (c *serveFlags) policy(ctx context.Context, s *store.Store) (*note.Policy, error) {
	pol := &note.Policy{Quorum: note.NoQuorum}
	logs, err := s.Logs(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		key, err := note.ParseKey(l.Key)
		if err != nil {
			return nil, err
		}
		pol.Logs = append(pol.Logs, note.PolicyLog{Key: key})
	}
	var names []string
	for _, w := range c.Witness {
		name, rest, ok := strings.Cut(w, "=")
		i := strings.Index(rest, "=http")
		if !ok || i < 0 {
			return nil, misuse{fault.New(fault.Invalid, "a witness is written NAME=VKEY=URL, not %q", w)}
		}
		key, err := note.ParseKey(rest[:i])
		if err != nil {
			return nil, misuse{err}
		}
		pol.Witnesses = append(pol.Witnesses, note.PolicyWitness{Name: name, Key: key, URL: rest[i+1:]})
		names = append(names, name)
	}
	switch need := c.Quorum; {
	case len(names) == 0:
	case len(names) == 1:
		pol.Quorum = names[0]
	default:
		if need <= 0 || need > len(names) {
			need = len(names)
		}
		pol.Groups = []note.PolicyGroup{{Name: "witnesses", Need: need, Members: names}}
		pol.Quorum = "witnesses"
	}
	return pol, nil
}

// askWitnesses sends each new checkpoint to the witnesses, every few seconds while there is something new.
func (h *house) askWitnesses(ctx context.Context) {
	if len(h.policy.Witnesses) == 0 {
		return
	}
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	seen := map[string]int64{} // witness and origin → size it cosigned last
	complained := map[string]time.Time{}
	for {
		logs, err := h.s.Logs(ctx)
		if err != nil {
			h.p.say("reading the logs for the witnesses: %v", err)
		}
		for _, l := range logs {
			h.witnessLog(ctx, l, seen, complained)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// witnessLog has the newest checkpoint of a log cosigned by those witnesses that have not yet done so.
func (h *house) witnessLog(ctx context.Context, l register.LogState, seen map[string]int64, complained map[string]time.Time) {
	signed, err := note.Parse(l.Note)
	if err != nil {
		h.p.say("the checkpoint of %s: %v", l.Origin, err)
		return
	}
	added, kept := false, false
	for _, w := range h.policy.Witnesses {
		k := w.Name + " " + l.Origin
		old, known := seen[k]
		if known && old == l.Size {
			continue
		}
		sigs, err := h.cosign(ctx, w, l, old)
		if err != nil {
			if h.p.clock().Sub(complained[k]) > time.Minute && ctx.Err() == nil {
				complained[k] = h.p.clock()
				h.p.say("the witness %s did not cosign %s: %v", w.Name, l.Origin, err)
			}
			continue
		}
		signed.Add(sigs...)
		added = true
		defer func() {
			if kept {
				seen[k] = l.Size
			}
		}()
	}
	if !added {
		return
	}
	standing, err := h.policy.Check(signed, h.p.clock(), nil)
	if err != nil {
		h.p.say("the cosigned checkpoint of %s: %v", l.Origin, err)
		return
	}
	err = h.s.Cosigned(ctx, l.Origin, l.Size, signed.Bytes(), standing.Met)
	if kept = err == nil; !kept && ctx.Err() == nil {
		h.p.say("keeping the cosignatures of %s: %v", l.Origin, err)
	}
}

// cosign asks one witness. If the witness knows another size than we remember, it is asked again from there.
func (h *house) cosign(ctx context.Context, w note.PolicyWitness, l register.LogState, old int64) ([]note.Signature, error) {
	for range 2 {
		proof, err := h.s.Consistency(ctx, l.Lane, l.Generation, l.Size, min(old, l.Size))
		if err != nil {
			return nil, err
		}
		sigs, err := witness.Cosign(ctx, w.URL, w.Key, l.Note, min(old, l.Size), proof)
		var stale *witness.StaleError
		if errors.As(err, &stale) && stale.Size <= l.Size {
			old = stale.Size
			continue
		}
		return sigs, err
	}
	return nil, fault.New(fault.Conflict, "the witness moves while it is asked")
}

// door is the local socket by which commands hand work to the running server.
func (h *house) door() (net.Listener, error) {
	path := h.p.path("muniment.sock")
	os.Remove(path) // ours: the lock on the folder is held
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the socket in the data folder cannot be made").Because(err)
	}
	return l, os.Chmod(path, 0o600)
}

// doorbell is how commands reach the server that writes to the data folder.
func (p *program) doorbell() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", p.path("muniment.sock"))
	}}}
}
