package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// pending collects the rows of a function's events, to be written together.
type pending struct {
	event, disclosure, sealed, tile []any
	entry                           map[ipr.ID]bool
}

// The tables that are written in many rows at once.
var (
	insertEvent      = bulk{`INSERT INTO event (log, seq, leaf) VALUES `, 3, ``}
	insertDisclosure = bulk{`INSERT INTO disclosure (log, seq, by_log, by_seq, body) VALUES `, 5, ``}
	insertSealed     = bulk{`INSERT INTO sealed (log, seq, digest, name, key, body) VALUES `, 6, ``}
	insertTile       = bulk{`INSERT INTO tile (log, level, n, hashes, root) VALUES `, 5, ``}
	insertEntry      = bulk{`INSERT INTO entry (id, shown, registration, status, mark, owner, classes, names, symbols, documents, content, source, record, version, events) VALUES `, 15,
		` ON CONFLICT (id) DO UPDATE SET shown = excluded.shown, registration = excluded.registration, status = excluded.status, mark = excluded.mark,` +
			` owner = excluded.owner, classes = excluded.classes, names = excluded.names, symbols = excluded.symbols, documents = excluded.documents,` +
			` content = excluded.content, source = excluded.source, record = excluded.record,` +
			` version = excluded.version, events = excluded.events`}
	insertBlob     = bulk{`INSERT INTO blob (sha256, body) VALUES `, 2, ` ON CONFLICT DO NOTHING`}
	insertDocument = bulk{`INSERT INTO submission_file (submission, n, sha256, size, blob) VALUES `, 5, ``}
)

// bulk is an INSERT of rows of the given width, in pieces of 64 rows or of up to 8, so that few texts are prepared.
type bulk struct {
	head  string
	width int
	tail  string
}

// text writes the statement. SQLite looks up the name of every parameter that has one, which costs more than binding it,
// so it gets nameless ones; see dialect.go.
func (b bulk) text(rows int, parameter func(n int) string) string {
	var t strings.Builder
	t.WriteString(b.head)
	for i := range rows * b.width {
		switch {
		case i == 0:
			t.WriteString("(")
		case i%b.width == 0:
			t.WriteString("), (")
		default:
			t.WriteString(", ")
		}
		t.WriteString(parameter(i + 1))
	}
	t.WriteString(")")
	t.WriteString(b.tail)
	return t.String()
}

// bulkTexts are the statements by engine, head and number of rows.
var bulkTexts = map[bool]map[string]map[int]string{}

func init() {
	for _, pg := range []bool{false, true} {
		bulkTexts[pg] = map[string]map[int]string{}
		for _, b := range []bulk{insertEvent, insertDisclosure, insertSealed, insertTile, insertEntry, insertBlob, insertDocument} {
			of := map[int]string{}
			for _, rows := range []int{64, 8, 7, 6, 5, 4, 3, 2, 1} {
				of[rows] = b.text(rows, parameter(pg))
			}
			bulkTexts[pg][b.head] = of
		}
	}
}

func (tx *Tx) insert(b bulk, values []any) error {
	for len(values) > 0 {
		rows := len(values) / b.width
		if rows >= 64 {
			rows = 64
		} else {
			rows = min(rows, 8)
		}
		if err := tx.exec(bulkTexts[tx.w.s.pg][b.head][rows], values[:rows*b.width]...); err != nil {
			return err
		}
		values = values[rows*b.width:]
	}
	return nil
}

// flush writes what the function has appended.
func (tx *Tx) flush() error {
	r := tx.rows
	tx.rows = pending{}
	heads := make([]any, 0, len(r.entry)*insertEntry.width)
	for id := range r.entry {
		heads = append(heads, headRow(tx.heads[id])...)
	}
	for _, i := range []struct {
		b      bulk
		values []any
	}{{insertEvent, r.event}, {insertDisclosure, r.disclosure}, {insertSealed, r.sealed}, {insertTile, r.tile}, {insertEntry, heads}} {
		if err := tx.insert(i.b, i.values); err != nil {
			return err
		}
	}
	return nil
}

// Append gives the event its place; see register.Tx.
func (tx *Tx) Append(ctx context.Context, p *register.Prepared) (register.Ref, error) {
	l, err := tx.lockLog(p.Lane)
	if err != nil {
		return register.Ref{}, err
	}
	if err := tx.checkReferences(l, p); err != nil {
		return register.Ref{}, err
	}
	at, told := tx.now[l.id]
	if !told {
		if at, err = tx.receivedAt(l); err != nil {
			return register.Ref{}, err
		}
	}
	seq := tx.place(l, p, at)
	place := register.Place{Lane: l.lane, Generation: l.generation, Seq: seq}
	if err := tx.open(l.id, seq, p.Opened); err != nil {
		return register.Ref{}, err
	}
	if !p.Entry.IsZero() {
		if err := tx.updateHead(p, place); err != nil {
			return register.Ref{}, err
		}
	}
	return register.Ref{Place: place, Digest: p.Manifest()}, nil
}

// timeOf gives the time that this function's next event of a lane bears. It stands still until the function ends.
func (tx *Tx) timeOf(lane register.Lane) (time.Time, error) {
	l, err := tx.lockLog(lane)
	if err != nil {
		return time.Time{}, err
	}
	at, told := tx.now[l.id]
	if !told {
		if at, err = tx.receivedAt(l); err != nil {
			return time.Time{}, err
		}
		tx.now[l.id] = at
	}
	return at, nil
}

// place writes the rows of the event itself.
func (tx *Tx) place(l *openLog, p *register.Prepared, at time.Time) int64 {
	seq := l.edge.Size
	leaf := p.Leaf(l.origin, seq, at)
	l.received = at.UTC().Format(register.TimeLayout)
	l.edge.Add(register.LeafHash(leaf), func(t register.Tile) {
		tx.rows.tile = append(tx.rows.tile, l.id, t.Level, t.N, t.Hashes, bytes.Clone(t.Root[:]))
	})
	tx.rows.event = append(tx.rows.event, l.id, seq, leaf)
	if public := p.PublicText(); len(public) > 0 {
		tx.rows.disclosure = append(tx.rows.disclosure, l.id, seq, int64(0), int64(-1), strings.Join(public, "\n"))
	}
	for _, d := range p.Disclosure {
		if d.Class != register.Public {
			tx.rows.sealed = append(tx.rows.sealed, l.id, seq, d.Digest, d.Name, d.Key, d.Cipher)
		}
	}
	tx.touched[l.id] = true
	return seq
}

// lockLog locks the open log of the lane until the transaction ends, and brings its right edge up to date.
func (tx *Tx) lockLog(lane register.Lane) (*openLog, error) {
	w := tx.w
	row, err := w.s.current(lane)
	if err != nil {
		return nil, err
	}
	l := w.logs[row.id]
	if !tx.touched[row.id] {
		var size int64
		var received string
		st, err := w.prepare(tx.ctx, `UPDATE log SET size = size WHERE id = $1 AND closed = 0 RETURNING size, received_at`)
		if err != nil {
			return nil, err
		}
		if err := st.QueryRowContext(tx.ctx, row.id).Scan(&size, &received); errors.Is(err, sql.ErrNoRows) {
			return nil, fault.New(fault.Unavailable, "the log %s is closed", row.origin)
		} else if err != nil {
			return nil, err
		}
		if l == nil || l.edge.Size != size {
			edge, err := register.LoadEdge(size, func(level int, n int64, width int) ([]byte, error) {
				return readTile(tx.ctx, w.conn, row.id, level, n, width)
			})
			if err != nil {
				return nil, err
			}
			l = &openLog{logRow: *row, edge: edge}
			w.logs[row.id] = l
		}
		l.size, l.received = size, received
		tx.touched[row.id] = true
	}
	if _, ok := tx.saved[row.id]; !ok {
		keep := *l
		keep.edge = l.edge.Clone()
		tx.saved[row.id] = keep
	}
	return l, nil
}

// receivedAt reads the clock for the next leaf. It never gives less than the leaf before: if the clock is behind, that
// time is repeated and a clock event says so. A clock that has leapt ahead of the machine's own running time by more
// than a minute is not believed.
func (tx *Tx) receivedAt(l *openLog) (time.Time, error) {
	now := tx.w.s.opt.Clock()
	if wall, ran := now.Round(0).Sub(tx.w.start.Round(0)), now.Sub(tx.w.start); wall-ran > time.Minute {
		return time.Time{}, fault.New(fault.Unavailable, "the clock has leapt ahead by %s", (wall - ran).Round(time.Second)).
			Hinting("set the clock right, or restart to confirm that it is")
	}
	now = now.UTC().Truncate(time.Second)
	last, err := time.Parse(register.TimeLayout, l.received)
	if err != nil || !now.Before(last) {
		l.clockSet = false
		return now, nil
	}
	if !l.clockSet {
		l.clockSet = true
		p, err := register.Prepare(register.Event{Lane: l.lane, Act: "clock"}, l.origin, register.SystemEntropy())
		if err != nil {
			return time.Time{}, err
		}
		tx.place(l, p, last)
	}
	return last, nil
}

// open keeps in clear what the event opens, a row for each leaf.
func (tx *Tx) open(byLog, bySeq int64, opened []register.Opening) error {
	body := map[register.Place][]string{}
	for _, o := range opened {
		if body[o.Place] == nil {
			body[o.Place] = make([]string, 0, len(opened))
		}
		body[o.Place] = append(body[o.Place], o.Text)
	}
	for _, o := range opened {
		if texts, ok := body[o.Place]; ok {
			id, err := tx.w.s.logID(o.Place)
			if err != nil {
				return err
			}
			tx.rows.disclosure = append(tx.rows.disclosure, id, o.Seq, byLog, bySeq, strings.Join(texts, "\n"))
			delete(body, o.Place)
		}
	}
	return nil
}

func (tx *Tx) leaf(p register.Place) ([]byte, error) {
	id, err := tx.w.s.logID(p)
	if err != nil {
		return nil, err
	}
	if err := tx.flush(); err != nil {
		return nil, err
	}
	st, err := tx.w.prepare(tx.ctx, `SELECT leaf FROM event WHERE log = $1 AND seq = $2`)
	if err != nil {
		return nil, err
	}
	var leaf []byte
	err = st.QueryRowContext(tx.ctx, id, p.Seq).Scan(&leaf)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no event %d in the %s", p.Seq, p.Lane)
	}
	return leaf, err
}

// updateHead derives the entry's head anew. The first public event is the common case and needs no reading.
func (tx *Tx) updateHead(p *register.Prepared, place register.Place) error {
	if _, err := tx.Heads(tx.ctx, []ipr.ID{p.Entry}); err != nil {
		return err
	}
	old := tx.heads[p.Entry]
	places := append(old.Events[:len(old.Events):len(old.Events)], place)
	var h register.Head
	if len(old.Events) == 0 {
		if p.Disclosure[0].Class == register.Public {
			h = p.FirstHead()
		}
		h.ID, h.Events = p.Entry, places
	} else {
		if err := tx.flush(); err != nil {
			return err
		}
		sights, err := tx.w.s.sights(tx.ctx, tx.w.conn, places, tx.w.s.everything())
		if err != nil {
			return err
		}
		e, err := register.Fold(p.Entry, sights)
		if err != nil {
			return err
		}
		h = e.Head(places)
	}
	tx.heads[p.Entry] = h
	if tx.rows.entry == nil {
		tx.rows.entry = map[ipr.ID]bool{}
	}
	tx.rows.entry[p.Entry] = true
	return nil
}
