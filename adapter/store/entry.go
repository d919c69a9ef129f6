package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// querier is a connection, a pool or a transaction to read from.
type querier interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

const selectHead = `SELECT id, shown, registration, status, mark, owner, classes, names, symbols, documents, content, source, record, version, events FROM entry`

func headRow(h register.Head) []any {
	shown, registration := int64(0), ""
	if h.Content != "" {
		shown = 1
	}
	if h.Registration != "" {
		registration = ipr.ID{Office: h.ID.Office, Kind: h.ID.Kind, Number: h.Registration}.String()
	}
	var classes, events []byte
	for i, c := range h.Classes {
		if i > 0 {
			classes = append(classes, ' ')
		}
		classes = strconv.AppendInt(classes, int64(c), 10)
	}
	for i, p := range h.Events {
		if i > 0 {
			events = append(events, ' ')
		}
		events = appendPlace(events, p)
	}
	return []any{h.ID.String(), shown, registration, string(h.Status), h.Mark, h.Owner, string(classes),
		strings.Join(h.Names, "\n"), strings.Join(h.Symbols, "\n"), strings.Join(h.Documents, "\n"), h.Content,
		h.Source.Document, h.Source.Record, h.Source.Version.String(), string(events)}
}

// scanHead reads a row of selectHead.
func scanHead(rows *sql.Rows) (h register.Head, shown bool, err error) {
	var id, registration, status, classes, names, symbols, documents, version, events string
	var n int64
	if err := rows.Scan(&id, &n, &registration, &status, &h.Mark, &h.Owner, &classes, &names, &symbols, &documents, &h.Content, &h.Source.Document, &h.Source.Record, &version, &events); err != nil {
		return h, false, err
	}
	if h.ID, err = ipr.ParseID(id); err != nil {
		return h, false, err
	}
	if registration != "" {
		r, err := ipr.ParseID(registration)
		if err != nil {
			return h, false, err
		}
		h.Registration = r.Number
	}
	h.Status = register.Status(status)
	for c := range strings.FieldsSeq(classes) {
		k, err := strconv.Atoi(c)
		if err != nil {
			return h, false, err
		}
		h.Classes = append(h.Classes, k)
	}
	h.Names, h.Symbols, h.Documents = splitLines(names), splitLines(symbols), splitLines(documents)
	if err := h.Source.Version.UnmarshalText([]byte(version)); err != nil {
		return h, false, err
	}
	h.Events, err = parsePlaces(events)
	return h, n == 1, err
}

// splitLines reads a list that a row keeps a line each.
func splitLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// appendPlace writes a place as parsePlaces reads it: reg1:55.
func appendPlace(b []byte, p register.Place) []byte {
	b = append(b, p.Lane[:3]...)
	b = append(strconv.AppendInt(b, int64(p.Generation), 10), ':')
	return strconv.AppendInt(b, p.Seq, 10)
}

func parsePlaces(s string) ([]register.Place, error) {
	var out []register.Place
	for e := range strings.FieldsSeq(s) {
		lane, rest := register.Register, strings.TrimPrefix(e, "reg")
		if strings.HasPrefix(e, "lib") {
			lane, rest = register.Library, e[3:]
		}
		g, q, ok := strings.Cut(rest, ":")
		gen, e1 := strconv.Atoi(g)
		seq, e2 := strconv.ParseInt(q, 10, 64)
		if !ok || e1 != nil || e2 != nil {
			return nil, fault.New(fault.Internal, "the place %q of an event is damaged", e)
		}
		out = append(out, register.Place{Lane: lane, Generation: gen, Seq: seq})
	}
	return out, nil
}

// Heads gives the heads of those of the entries that exist, published or not; see register.Tx.
func (tx *Tx) Heads(ctx context.Context, ids []ipr.ID) (map[ipr.ID]register.Head, error) {
	missing := ids[:0:0]
	for _, id := range ids {
		if _, ok := tx.heads[id]; !ok {
			missing = append(missing, id)
		}
	}
	found, err := tx.w.s.heads(tx.ctx, tx.w.conn, missing, false)
	if err != nil {
		return nil, err
	}
	for _, id := range missing {
		tx.heads[id] = found[id]
	}
	out := make(map[ipr.ID]register.Head, len(ids))
	for _, id := range ids {
		if h := tx.heads[id]; !h.ID.IsZero() {
			out[id] = h
		}
	}
	return out, nil
}

// Entry gives what is public of all the entry's events, published or not; see register.Tx.
func (tx *Tx) Entry(ctx context.Context, id ipr.ID) (*register.Entry, error) {
	absent := fault.New(fault.NotFound, "there is no %s in the register", id)
	heads, err := tx.Heads(ctx, []ipr.ID{id})
	if err != nil {
		return nil, err
	}
	h, ok := heads[id]
	if !ok {
		return nil, absent
	}
	if err := tx.flush(); err != nil {
		return nil, err
	}
	sights, err := tx.w.s.sights(tx.ctx, tx.w.conn, h.Events, tx.w.s.everything())
	if err != nil {
		return nil, err
	}
	e, err := register.Fold(id, sights)
	if err != nil {
		return nil, err
	}
	if !e.Shown() {
		return nil, absent
	}
	return e, nil
}

// Heads gives the public heads of those of the entries that exist.
func (s *Store) Heads(ctx context.Context, ids []ipr.ID) (map[ipr.ID]register.Head, error) {
	return s.heads(ctx, s.read, ids, true)
}

// headTexts select heads by id, by engine and number of ids.
var headTexts = map[bool]map[int]string{false: {}, true: {}}

func init() {
	for _, pg := range []bool{false, true} {
		for _, n := range []int{1, 8, 64} {
			var t strings.Builder
			t.WriteString(selectHead + ` WHERE id IN (`)
			for i := range n {
				if i > 0 {
					t.WriteString(", ")
				}
				t.WriteString(parameter(pg)(i + 1))
			}
			t.WriteString(")")
			headTexts[pg][n] = t.String()
		}
	}
}

func (s *Store) heads(ctx context.Context, q querier, ids []ipr.ID, public bool) (map[ipr.ID]register.Head, error) {
	out := make(map[ipr.ID]register.Head, len(ids))
	for len(ids) > 0 {
		n := 64
		if len(ids) == 1 {
			n = 1
		} else if len(ids) <= 8 {
			n = 8
		}
		args := make([]any, n)
		for i := range n {
			args[i] = ids[min(i, len(ids)-1)].String()
		}
		ids = ids[min(n, len(ids)):]
		rows, err := q.QueryContext(ctx, headTexts[s.pg][n], args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			h, shown, err := scanHead(rows)
			if err != nil {
				rows.Close()
				return nil, err
			}
			if shown || !public {
				out[h.ID] = h
			}
		}
		if err := errors.Join(rows.Close(), rows.Err()); err != nil {
			return nil, err
		}
	}
	if !public {
		return out, nil
	}
	gate := s.Gate()
	for id, h := range out {
		h, ok, err := s.published(ctx, h, gate)
		if err != nil {
			return nil, err
		}
		if out[id] = h; !ok {
			delete(out, id)
		}
	}
	return out, nil
}

// published gives the head as the gate lets it be seen: heads are derived from all that is committed, and the newest of it
// may not be published yet.
func (s *Store) published(ctx context.Context, h register.Head, gate register.Gate) (register.Head, bool, error) {
	if !slices.ContainsFunc(h.Events, func(p register.Place) bool { return !gate.Leaf(p) }) {
		return h, true, nil
	}
	e, err := s.entry(ctx, h.ID, gate)
	if fault.KindOf(err) == fault.NotFound {
		return h, false, nil
	}
	if err != nil {
		return h, false, err
	}
	return e.Head(h.Events), true, nil
}

// Entry gives the public picture of a right. Errors: NotFound if there is none, or nothing of it is public.
func (s *Store) Entry(ctx context.Context, id ipr.ID) (*register.Entry, error) {
	return s.entry(ctx, id, s.Gate())
}

func (s *Store) entry(ctx context.Context, id ipr.ID, gate register.Gate) (*register.Entry, error) {
	absent := fault.New(fault.NotFound, "there is no %s in the register", id)
	var events string
	var shown int64
	err := s.read.QueryRowContext(ctx, `SELECT events, shown FROM entry WHERE id = $1`, id.String()).Scan(&events, &shown)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && shown == 0) {
		return nil, absent
	}
	if err != nil {
		return nil, err
	}
	places, err := parsePlaces(events)
	if err != nil {
		return nil, err
	}
	sights, err := s.sights(ctx, s.read, places, gate)
	if err != nil {
		return nil, err
	}
	e, err := picture(id, sights)
	if err == nil && e == nil {
		err = absent
	}
	return e, err
}

// Find gives the ids of the public entries that the address can mean, the one with this application number first.
func (s *Store) Find(ctx context.Context, id ipr.ID) ([]ipr.ID, error) {
	bare := ipr.ID{Office: id.Office, Kind: id.Kind, Number: id.Number}
	var out []ipr.ID
	if id.Of != ipr.RegistrationNumber {
		found, err := s.Heads(ctx, []ipr.ID{bare})
		if err != nil {
			return nil, err
		}
		if _, ok := found[bare]; ok {
			out = append(out, bare)
		}
	}
	if id.Of == ipr.ApplicationNumber {
		return out, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM entry WHERE registration = $1 AND registration <> '' AND shown = 1 ORDER BY id LIMIT 50`, bare.String())
	if err != nil {
		return nil, err
	}
	var ids []ipr.ID
	for rows.Next() {
		var text string
		err := rows.Scan(&text)
		if err == nil {
			var other ipr.ID
			other, err = ipr.ParseID(text)
			ids = append(ids, other)
		}
		if err != nil {
			rows.Close()
			return nil, err
		}
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	found, err := s.Heads(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, other := range ids {
		if h, ok := found[other]; ok && h.Registration == id.Number && !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	return out, nil
}

// EachHead calls f for every public entry in the order of ids, from the first one after the given id.
func (s *Store) EachHead(ctx context.Context, after string, f func(register.Head) error) error {
	const page = 2000
	gate := s.Gate()
	for {
		rows, err := s.read.QueryContext(ctx, selectHead+` WHERE id > $1 AND shown = 1 ORDER BY id LIMIT 2000`, after)
		if err != nil {
			return err
		}
		n, batch := 0, make([]register.Head, 0, page)
		for rows.Next() {
			h, _, err := scanHead(rows)
			if err != nil {
				rows.Close()
				return err
			}
			n, after = n+1, h.ID.String()
			batch = append(batch, h)
		}
		if err := errors.Join(rows.Close(), rows.Err()); err != nil {
			return err
		}
		for _, h := range batch {
			h, ok, err := s.published(ctx, h, gate)
			if err == nil && ok {
				err = f(h)
			}
			if err != nil {
				return err
			}
		}
		if n < page {
			return nil
		}
	}
}

// Count counts the public entries.
func (s *Store) Count(ctx context.Context) (entries, copies int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN source <> '' THEN 1 ELSE 0 END), 0) FROM entry WHERE shown = 1`).Scan(&entries, &copies)
	return entries, copies, err
}

// Opening gives what is sealed of an event and expects to be opened by the act, ready for an event that opens it.
func (s *Store) Opening(ctx context.Context, p register.Place, act string) ([]register.Opening, error) {
	id, err := s.logID(p)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT digest, key, body, name FROM sealed WHERE log = $1 AND seq = $2 ORDER BY digest`, id, p.Seq)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	text := map[string]string{}
	var manifest string
	for rows.Next() {
		var digest, name string
		var key int64
		var body []byte
		if err := rows.Scan(&digest, &key, &body, &name); err != nil {
			return nil, err
		}
		if text[digest], err = s.unseal(ctx, key, digest, body); err != nil {
			return nil, err
		}
		if name == "manifest" {
			manifest = digest
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if manifest == "" {
		return nil, fault.New(fault.NotFound, "event %d of the %s has nothing sealed", p.Seq, p.Lane)
	}
	_, value, err := register.Undisclose(text[manifest])
	if err != nil {
		return nil, err
	}
	list, err := register.Rows(value)
	if err != nil {
		return nil, fault.New(fault.Internal, "a manifest is damaged").Because(err)
	}
	out := []register.Opening{{Place: p, Digest: manifest, Text: text[manifest]}}
	for _, r := range list {
		if r[2] == string(register.Sealed) && r[3] == act {
			out = append(out, register.Opening{Place: p, Digest: r[1], Text: text[r[1]]})
		}
	}
	return out, nil
}
