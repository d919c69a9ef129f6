package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// Finding is one place where the register does not hold.
type Finding struct {
	Right    string `json:"right,omitempty"`    // the right concerned, "" if it cannot be told
	Document string `json:"document,omitempty"` // an issued document or a series of them, "" if none is meant
	Log      string `json:"log,omitempty"`      // origin
	Seq      int64  `json:"seq"`                // -1 if no single event is meant
	What     string `json:"what"`
}

// String is the finding as the command line prints it.
func (f Finding) String() string {
	s := cmp.Or(f.Document, f.Right, f.Log)
	if f.Seq >= 0 {
		s += fmt.Sprintf(" (event %d of %s)", f.Seq, f.Log)
	}
	return s + ": " + f.What
}

// Verification is the outcome of verifying the whole register.
type Verification struct {
	Events   int64     `json:"events"`
	Entries  int64     `json:"entries"`
	Papers   int64     `json:"documents"` // issued
	People   int64     `json:"people"`    // subjects of facts about people
	Filings  int64     `json:"filings"`   // as the desk received them
	Bytes    int64     `json:"bytes"`     // of leaves and disclosures read
	Findings []Finding `json:"findings"`
}

// VerifyOptions say what the register is verified against besides itself.
type VerifyOptions struct {
	// Witnessed holds checkpoints that came by another road than the database: those a witness cosigned, those of
	// receipts. With several, a difference is located between two of them.
	Witnessed [][]byte
	// Mirror gives the leaf hashes of a log that somebody mirrors, to locate a difference exactly; nil if there is none.
	Mirror func(origin string, seq int64) (tlog.Hash, bool)
	// Progress is told the number of events verified so far; nil if nobody wants to know.
	Progress func(events int64)
}

// Verify derives everything again that can be derived: digests from disclosures, leaf hashes, tiles and roots from leaves,
// signatures over roots, heads from events; and it compares the roots with checkpoints from elsewhere. What differs is a
// finding, not an error; errors are those of reading.
func (s *Store) Verify(ctx context.Context, opt VerifyOptions) (*Verification, error) {
	v := &verifier{s: s, ctx: ctx, opt: opt, clear: map[opening]opener{}, named: map[opening]opener{}}
	if err := s.refresh(ctx); err != nil {
		return &Verification{Findings: []Finding{{Seq: -1, What: err.Error()}}}, nil
	}
	s.mu.RLock()
	var logs []*logRow
	for _, l := range s.logs {
		logs = append(logs, l)
	}
	s.mu.RUnlock()
	for _, b := range opt.Witnessed {
		if o := originOf(b); !slices.ContainsFunc(logs, func(l *logRow) bool { return l.origin == o }) {
			v.find("", o, -1, "a checkpoint is of a log that is not here")
		}
	}
	for _, l := range logs {
		own := *l // what is read of the log is for this run alone
		if err := v.log(&own); err != nil {
			return nil, err
		}
	}
	for o, by := range v.clear {
		if v.named[o] != by {
			v.find("", o.log, o.seq, "a disclosure is in the clear that no event opened")
		}
	}
	for o := range v.named {
		if _, ok := v.clear[o]; !ok {
			v.find("", o.log, o.seq, "a disclosure that was opened is missing")
		}
	}
	if err := v.entries(); err != nil {
		return nil, err
	}
	if err := v.blobs(); err != nil {
		return nil, err
	}
	if err := v.papers(); err != nil {
		return nil, err
	}
	if err := v.people(); err != nil {
		return nil, err
	}
	if err := v.letters(); err != nil {
		return nil, err
	}
	if err := v.scans(); err != nil {
		return nil, err
	}
	if err := v.filings(); err != nil {
		return nil, err
	}
	return &v.out, v.name()
}

// originOf reads the origin of a checkpoint; "" if it is none.
func originOf(b []byte) string {
	n, err := note.Parse(b)
	if err != nil {
		return ""
	}
	c, err := note.ParseCheckpoint(n.Text)
	if err != nil {
		return ""
	}
	return c.Origin
}

type verifier struct {
	s                 *Store
	ctx               context.Context
	opt               VerifyOptions
	out               Verification
	last              int64              // entries whose last event was met
	listed, onEntries int64              // events that heads list, and events on entries
	clear             map[opening]opener // disclosures in the clear that were not at birth, and the event told as having opened them
	named             map[opening]opener // disclosures that an event opens, and that event
	done              atomic.Int64
}

// opening is a disclosure that was opened, by its event and digest.
type opening struct {
	log    string
	seq    int64
	digest string
}

func (v *verifier) find(right, log string, seq int64, what string, args ...any) {
	v.out.Findings = append(v.out.Findings, Finding{Right: right, Log: log, Seq: seq, What: fmt.Sprintf(what, args...)})
}

// opener is an event that opens disclosures: the row of its log, and its place.
type opener struct{ log, seq int64 }

// verifyStep is how many events a goroutine verifies at a time: whole tiles.
const verifyStep = 8 * register.TileWidth

// log verifies one log, in steps that run beside each other and are joined in order.
func (v *verifier) log(l *logRow) error {
	// One statement sees one state, also beside a writer; what comes later is for the next time.
	var count, beyond, tilesBelow int64
	const full = register.TileWidth
	err := v.s.read.QueryRowContext(v.ctx, `SELECT l.size, l.received_at, (SELECT COUNT(*) FROM event e WHERE e.log = l.id),`+
		` (SELECT COUNT(*) FROM disclosure d WHERE d.log = l.id AND d.seq >= l.size) + (SELECT COUNT(*) FROM sealed d WHERE d.log = l.id AND d.seq >= l.size),`+
		` (SELECT COUNT(*) FROM tile t WHERE t.log = l.id) FROM log l WHERE l.id = $1`, l.id).Scan(&l.size, &l.received, &count, &beyond, &tilesBelow)
	if err != nil {
		return err
	}
	if count != l.size {
		v.find("", l.origin, -1, "the log says it has %d events and has %d", l.size, count)
	}
	if beyond > 0 {
		v.find("", l.origin, -1, "%d rows of disclosures belong to no event", beyond)
	}
	if want := tilesOf(l.size, full); tilesBelow != want {
		v.find("", l.origin, -1, "it keeps %d tiles and should keep %d", tilesBelow, want)
	}
	if v.opt.Mirror != nil {
		if _, longer := v.opt.Mirror(l.origin, max(l.size, count)); longer {
			v.find("", l.origin, -1, "the mirror holds more events than the log's %d: the newest are missing", l.size)
		}
	}
	size := max(l.size, count)
	checks, err := v.checkpoints(l)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(v.ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	slots := make(chan chan *step, workers)
	go func() {
		defer close(slots)
		for from := int64(0); from < size; from += verifyStep {
			slot := make(chan *step, 1)
			select {
			case slots <- slot:
			case <-ctx.Done():
				return
			}
			go func() {
				st := &step{v: v, l: l, from: from, to: min(from+verifyStep, size)}
				st.err = st.run(ctx)
				slot <- st
			}()
		}
	}()
	edge := register.Edge{}
	received := ""
	for slot := range slots {
		st := <-slot
		if st.err != nil {
			return st.err
		}
		v.join(st)
		for i, h := range st.hashes {
			if st.received[i] < received {
				v.find(st.ids[i], l.origin, st.from+int64(i), "it was received before the event before it")
			}
			received = max(received, st.received[i])
			if v.opt.Mirror != nil {
				if m, ok := v.opt.Mirror(l.origin, st.from+int64(i)); ok && m != h {
					v.find(st.ids[i], l.origin, st.from+int64(i), "the leaf is not the one that the mirror holds")
				}
			}
			edge.Add(h, func(t register.Tile) { v.tile(l, t) })
			checks.at(v, &edge)
		}
		if v.opt.Progress != nil {
			v.opt.Progress(v.done.Load())
		}
	}
	checks.end(v, size)
	if l.size > 0 && received != l.received {
		v.find("", l.origin, -1, "the time of its newest event is told as %s and is %s", l.received, received)
	}
	return nil
}

// tilesOf is how many full tiles a tree has.
func tilesOf(size, width int64) (n int64) {
	for size /= width; size > 0; size /= width {
		n += size
	}
	return n
}

func (v *verifier) join(st *step) {
	v.out.Events += int64(len(st.hashes))
	v.out.Bytes += st.bytes
	v.out.Findings = append(v.out.Findings, st.findings...)
	v.last += st.last
	v.listed += st.listed
	v.onEntries += st.onEntries
	for o, by := range st.clear {
		if _, twice := v.clear[o]; twice {
			v.find("", o.log, o.seq, "a disclosure was opened twice")
		}
		v.clear[o] = by
	}
	maps.Copy(v.named, st.named)
}

func (v *verifier) tile(l *logRow, t register.Tile) {
	var hashes, root []byte
	err := v.s.read.QueryRowContext(v.ctx, `SELECT hashes, root FROM tile WHERE log = $1 AND level = $2 AND n = $3`, l.id, t.Level, t.N).Scan(&hashes, &root)
	if err != nil {
		v.find("", l.origin, -1, "tile %d of level %d is missing", t.N, t.Level)
		return
	}
	if bytes.Equal(hashes, t.Hashes) && bytes.Equal(root, t.Root[:]) {
		return
	}
	what := "tile %d of level %d does not match the events"
	if t.Level == 0 && len(hashes) == len(t.Hashes) {
		for i := range register.TileWidth {
			if !bytes.Equal(hashes[i*32:i*32+32], t.Hashes[i*32:i*32+32]) {
				v.find("", l.origin, t.N*register.TileWidth+int64(i), "the event does not match its leaf hash in the tree")
			}
		}
		if !bytes.Equal(hashes, t.Hashes) {
			return
		}
	}
	v.find("", l.origin, -1, what, t.N, t.Level)
}

// checkpoints are roots that the log must have had at certain sizes.
type checkpoints struct {
	origin string
	want   map[int64][]claim
	good   int64 // greatest size whose root held
}

type claim struct {
	root tlog.Hash
	who  string
}

func (v *verifier) checkpoints(l *logRow) (*checkpoints, error) {
	c := &checkpoints{origin: l.origin, want: map[int64][]claim{}}
	key, err := note.ParseKey(l.vkey)
	if err != nil {
		v.find("", l.origin, -1, "its verifier key is damaged: %v", err)
		return c, nil
	}
	own := map[string][]byte{"the office's newest checkpoint": l.signedNote}
	if len(l.witnessedNote) > 0 {
		own["the office's witnessed checkpoint"] = l.witnessedNote
	}
	for who, b := range own {
		n, err := note.Parse(b)
		if err != nil {
			v.find("", l.origin, -1, "%s is damaged: %v", who, err)
			continue
		}
		cp, err := note.ParseCheckpoint(n.Text)
		sigs, err2 := n.Verify([]note.Key{key})
		if err := errors.Join(err, err2); err != nil || len(sigs) == 0 || cp.Origin != l.origin {
			v.find("", l.origin, -1, "%s is not signed by the log's key", who)
			continue
		}
		if who == "the office's newest checkpoint" && cp.Size != l.signedSize || who != "the office's newest checkpoint" && cp.Size != l.witnessedSize {
			v.find("", l.origin, -1, "%s is not of the size that the log tells", who)
		}
		c.want[cp.Size] = append(c.want[cp.Size], claim{cp.Root, who})
	}
	for _, b := range v.opt.Witnessed {
		n, err := note.Parse(b)
		if err != nil {
			return nil, err
		}
		cp, err := note.ParseCheckpoint(n.Text)
		if err != nil {
			return nil, err
		}
		if cp.Origin == l.origin {
			c.want[cp.Size] = append(c.want[cp.Size], claim{cp.Root, fmt.Sprintf("the witnessed checkpoint of size %d", cp.Size)})
		}
	}
	c.at(v, &register.Edge{})
	return c, nil
}

// at compares the root at the size that has been reached.
func (c *checkpoints) at(v *verifier, e *register.Edge) {
	claims, ok := c.want[e.Size]
	if !ok {
		return
	}
	delete(c.want, e.Size)
	root, held := e.Root(), true
	for _, k := range claims {
		if k.root != root {
			held = false
			v.find("", c.origin, -1, "the log is not the one of %s: an event from %d to %d was changed, added or taken away", k.who, c.good, e.Size-1)
		}
	}
	if held {
		c.good = e.Size
	}
}

func (c *checkpoints) end(v *verifier, size int64) {
	for n, claims := range c.want {
		for _, k := range claims {
			v.find("", c.origin, -1, "%s covers %d events, of which %d are missing", k.who, n, n-size)
		}
	}
}

// entries looks for heads that no event accounts for.
func (v *verifier) entries() error {
	if err := v.s.read.QueryRowContext(v.ctx, `SELECT COUNT(*) FROM entry`).Scan(&v.out.Entries); err != nil {
		return err
	}
	if v.out.Entries == v.last && v.listed == v.onEntries {
		return nil
	}
	return v.eachHead(func(h register.Head, err error) {
		if err != nil {
			v.find("", "", -1, "a head cannot be read: %v", err)
			return
		}
		for _, p := range h.Events {
			if id, err := v.idOf(p); err != nil || id != h.ID.String() {
				v.find(h.ID.String(), string(p.Lane), p.Seq, "its head names an event that is not its own")
			}
		}
		if len(h.Events) == 0 {
			v.find(h.ID.String(), "", -1, "it has a head and no event")
		}
	})
}

// eachHead reads every head as it is kept, and tells of those that cannot be read.
func (v *verifier) eachHead(f func(register.Head, error)) error {
	rows, err := v.s.read.QueryContext(v.ctx, selectHead)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		h, _, err := scanHead(rows)
		f(h, err)
	}
	return rows.Err()
}

// blobs verifies the kept files.
func (v *verifier) blobs() error {
	rows, err := v.s.read.QueryContext(v.ctx, `SELECT sha256, COALESCE((SELECT MIN(m.paper) FROM paper_made m WHERE m.sha256 = blob.sha256), 0) FROM blob ORDER BY sha256`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var sha string
		var paper int64
		if err := rows.Scan(&sha, &paper); err != nil {
			return err
		}
		what := ""
		r, err := v.s.OpenBlob(v.ctx, sha)
		if err != nil {
			what = "the file " + sha + " is missing"
		} else {
			h := sha256.New()
			_, err = io.Copy(h, r)
			r.Close()
			if err != nil || hex.EncodeToString(h.Sum(nil)) != sha {
				what = "the file " + sha + " was changed"
			}
		}
		if what != "" {
			v.findIn(paper, what)
		}
	}
	return rows.Err()
}

// name tells the right of findings that only know the event.
func (v *verifier) name() error {
	missing := map[string]string{}
	for _, f := range v.out.Findings {
		if f.Right == "" && f.Seq >= 0 {
			missing[fmt.Sprintf("%s %d", f.Log, f.Seq)] = ""
		}
	}
	if len(missing) == 0 {
		return nil
	}
	err := v.eachHead(func(h register.Head, err error) {
		if err != nil {
			return // told by entries
		}
		for _, p := range h.Events {
			if l, err := v.s.logOf(p.Lane, p.Generation); err == nil {
				k := fmt.Sprintf("%s %d", l.origin, p.Seq)
				if _, ok := missing[k]; ok {
					missing[k] = h.ID.String()
				}
			}
		}
	})
	for i := range v.out.Findings {
		f := &v.out.Findings[i]
		if f.Right == "" && f.Seq >= 0 {
			f.Right = missing[fmt.Sprintf("%s %d", f.Log, f.Seq)]
		}
	}
	return err
}
