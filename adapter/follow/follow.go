package follow

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register/note"
)

// Options says what is followed, and how.
type Options struct {
	URL      string // of the log: its origin's path at some host
	Dir      string // folder of the mirror
	Policy   *note.Policy
	Revoked  map[uint32]time.Time       // by key id of a log: since when the key was in wrong hands; may be nil
	Clock    func() time.Time           // the follower's
	Progress func(verified, size int64) // told after every batch of leaves; may be nil
	Timeout  time.Duration              // of one request; 0 means a minute
}

// Report is what a run found.
type Report struct {
	Origin      string
	Size        int64 // leaves mirrored and verified
	New         int64 // of them in this run
	Standing    *note.Standing
	Silent      int64     // leaves of which nothing is served
	SilentSince time.Time // received_at of the first of them
	Pending     int       // disclosures that only events beyond Size can explain; the next run asks again
}

// ForkError says that the log contradicts what it signed before. It is the worst that a log can do: show both notes to
// everybody.
type ForkError struct {
	What              string // in words
	Mirrored, Offered []byte // the two checkpoints, signed notes
	Kept              string // names of the files in the folder begin with this
}

// Error tells where the notes are kept.
func (e *ForkError) Error() string {
	return fmt.Sprintf("the log has forked: %s; both signed checkpoints are kept as %s-mirrored and %s-offered", e.What, e.Kept, e.Kept)
}

// Follow brings the mirror up to date and verifies what is new.
//
// Errors: *ForkError; Invalid if there is no policy or the log serves what is wrong, with the place; NotFound if it does not
// serve what it must; Conflict if another process follows into the folder; Unavailable if log or disk cannot be reached.
// What was mirrored before stays good.
func Follow(ctx context.Context, o Options) (*Report, error) {
	if o.Policy == nil {
		return nil, fault.New(fault.Invalid, "a log is followed under a policy").Hinting("without a policy nothing that the log says can be verified")
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	r, err := newRemote(o.URL, o.Timeout)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fault.New(fault.Unavailable, "the mirror's folder cannot be made").Because(err)
	}
	f := folder{o.Dir}
	unlock, err := lock(f.path("lock"))
	if err != nil {
		return nil, err
	}
	defer unlock()
	w := &run{Options: o, remote: r, folder: f}
	return w.follow(ctx)
}

// run is one run of Follow.
type run struct {
	Options
	remote *remote
	folder folder

	was  note.Checkpoint // mirrored before
	now  note.Checkpoint // to be mirrored
	note []byte          // of now
	head int64           // size of the newest checkpoint that the log has signed
	leaf *leaves
	*state
}

func (w *run) follow(ctx context.Context) (*Report, error) {
	standing, err := w.newest(ctx)
	if err != nil {
		return nil, err
	}
	if w.state, err = w.folder.loadState(w.now.Origin); err != nil {
		return nil, err
	}
	if err := w.mirrored(); err != nil {
		return nil, err
	}
	if w.head < w.was.Size {
		return nil, w.fork("it has gone back to a smaller tree than it had signed")
	}
	if w.now.Size < w.was.Size {
		// The newest one that meets the policy lags behind what was mirrored under another policy or with other witnesses.
		return nil, fault.New(fault.Unavailable, "the newest checkpoint that meets the policy has size %d; %d leaves are mirrored already", w.now.Size, w.was.Size)
	}
	w.leaf = newLeaves(w.remote, w.folder, w.now)
	if err := w.continues(ctx); err != nil {
		return nil, err
	}
	if err := w.mirror(ctx); err != nil {
		return nil, err
	}
	w.state.Note = string(w.note)
	if err := w.folder.saveState(w.state); err != nil {
		return nil, err
	}
	if err := w.folder.write("checkpoint", w.note); err != nil {
		return nil, err
	}
	w.folder.dropPartial(w.was.Size, w.now.Size)
	return w.report(standing), nil
}

// newest finds the newest checkpoint that meets the policy: the one served as newest, or else the one served as witnessed.
func (w *run) newest(ctx context.Context) (*note.Standing, error) {
	var last *note.Standing
	var lastNote []byte
	for _, name := range []string{"checkpoint", "checkpoint.witnessed"} {
		b, err := w.remote.get(ctx, name, maxCheckpoint)
		if fault.KindOf(err) == fault.NotFound && last != nil {
			break
		}
		if err != nil {
			return nil, err
		}
		s, err := w.check(b)
		if err != nil {
			return nil, within(name, err)
		}
		w.now, w.note = s.Checkpoint, b
		w.head = max(w.head, s.Checkpoint.Size)
		if last != nil && last.Checkpoint.Origin != s.Checkpoint.Origin {
			return nil, fault.New(fault.Invalid, "the log %s answers at an address of another log", s.Checkpoint.Origin).At(name)
		}
		if last != nil && last.Checkpoint.Size == s.Checkpoint.Size && last.Checkpoint.Root != s.Checkpoint.Root {
			return nil, w.keepFork("it signed two trees of one size", string(lastNote), b)
		}
		if s.Met {
			return s, nil
		}
		last, lastNote = s, b
	}
	return nil, fault.New(fault.Invalid, "no checkpoint of the log meets the policy: witnessed %d of %d; quorum %s not met", last.K, last.N, last.Quorum)
}

// check reads a checkpoint that is signed by a log of the policy and belongs to the address asked.
func (w *run) check(b []byte) (*note.Standing, error) {
	n, err := note.Parse(b)
	if err != nil {
		return nil, err
	}
	s, err := w.Policy.Check(n, w.Clock(), w.Revoked)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(w.remote.base)
	_, path, _ := strings.Cut(s.Checkpoint.Origin, "/")
	if err != nil || !strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), "/"+path) {
		return nil, fault.New(fault.Invalid, "the log %s answers at an address of another log", s.Checkpoint.Origin)
	}
	return s, nil
}

// mirrored reads the checkpoint mirrored before.
func (w *run) mirrored() error {
	w.was = note.Checkpoint{Origin: w.now.Origin, Root: note.EmptyRoot}
	if w.state.Note == "" {
		return nil
	}
	n, err := note.Parse([]byte(w.state.Note))
	if err == nil {
		w.was, err = note.ParseCheckpoint(n.Text)
	}
	if err != nil {
		return fault.New(fault.Internal, "the mirror's state is damaged").At("state.json").Because(err)
	}
	return nil
}

// continues proves that the new tree continues the mirrored one. Tiles that hash to the new root tell the root that the
// old size has in it; if that is another one, the log has signed two histories.
func (w *run) continues(ctx context.Context) error {
	root, err := w.leaf.rootAt(ctx, w.was.Size)
	if err != nil {
		return err
	}
	if root != w.was.Root {
		return w.fork("the tree that it signs now does not continue the one that it signed before")
	}
	return nil
}

func (w *run) fork(what string) error { return w.keepFork(what, w.state.Note, w.note) }

func (w *run) keepFork(what, mirrored string, offered []byte) error {
	kept, err := w.folder.keepFork([]byte(mirrored), offered)
	if err != nil {
		return err
	}
	return &ForkError{What: what, Mirrored: []byte(mirrored), Offered: bytes.Clone(offered), Kept: kept}
}

func (w *run) report(s *note.Standing) *Report {
	r := &Report{Origin: w.now.Origin, Size: w.now.Size, New: w.now.Size - w.was.Size, Standing: s, Pending: len(w.Pending)}
	since := ""
	for _, q := range w.Silent {
		r.Silent += q.Count
		if since == "" || q.Since < since {
			since = q.Since
		}
	}
	if since != "" {
		r.SilentSince, _ = time.Parse(time.RFC3339, since)
	}
	return r
}

// Text is the report for people, line by line.
func (r *Report) Text(l locale.Lang) string {
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString(locale.T(l, key, args...) + "\n") }
	line("follow.mirrored", "origin", r.Origin, "size", r.Size, "new", r.New)
	line("follow.standing", "k", r.Standing.K, "all", r.Standing.N, "quorum", r.Standing.Quorum)
	if r.Silent > 0 {
		line("follow.silent", "count", r.Silent, "since", stamp(r.SilentSince))
	} else {
		line("follow.none_silent")
	}
	if r.Pending > 0 {
		line("follow.pending", "count", r.Pending)
	}
	return b.String()
}

// within puts a place before that of a fault.
func within(place string, err error) error {
	f, ok := fault.Of(err)
	if !ok {
		return err
	}
	if f.Where != "" {
		place += ", " + f.Where
	}
	return f.At(place)
}
