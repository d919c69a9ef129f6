package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// step verifies the events of one stretch of a log.
type step struct {
	v        *verifier
	l        *logRow
	from, to int64

	hashes    []tlog.Hash
	received  []string
	ids       []string
	bytes     int64
	last      int64 // entries whose last event is here
	listed    int64 // events that their heads list
	onEntries int64 // events here that happened to an entry
	findings  []Finding
	clear     map[opening]opener // disclosures in the clear, and the event told as having opened them
	named     map[opening]opener // disclosures that an event opens, and that event
	err       error
}

// told is what the database keeps of one event.
type told struct {
	leaf   []byte
	public []string         // in the clear from birth
	opened []string         // in the clear since an event opened them
	by     []opener         // of opened
	values []register.Value // of what is in the clear, read
	sealed map[string]string
}

func (st *step) find(right string, seq int64, what string, args ...any) {
	st.findings = append(st.findings, Finding{Right: right, Log: st.l.origin, Seq: seq, What: fmt.Sprintf(what, args...)})
}

func (st *step) run(ctx context.Context) error {
	st.clear, st.named = map[opening]opener{}, map[opening]opener{}
	events, err := st.read(ctx)
	if err != nil {
		return err
	}
	var folds []fold
	for i := range events {
		seq := st.from + int64(i)
		t := &events[i]
		st.hashes = append(st.hashes, register.LeafHash(t.leaf))
		st.bytes += int64(len(t.leaf))
		received, id := "", ""
		if t.leaf == nil {
			st.find("", seq, "the event is missing")
		} else {
			received, id = st.event(seq, t)
		}
		st.received, st.ids = append(st.received, received), append(st.ids, id)
		if id != "" && id != st.l.origin {
			st.onEntries++
			folds = append(folds, fold{id: id, seq: seq, t: t})
		}
	}
	st.v.done.Add(int64(len(events)))
	return st.heads(ctx, folds)
}

// read reads the rows of the stretch.
func (st *step) read(ctx context.Context) ([]told, error) {
	events := make([]told, st.to-st.from)
	s := st.v.s
	rows, err := s.read.QueryContext(ctx, `SELECT seq, leaf FROM event WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, st.l.id, st.from, st.to)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var seq int64
		var leaf []byte
		if err := rows.Scan(&seq, &leaf); err != nil {
			rows.Close()
			return nil, err
		}
		events[seq-st.from].leaf = leaf
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	if rows, err = s.read.QueryContext(ctx, `SELECT seq, by_log, by_seq, body FROM disclosure WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq, by_seq, by_log`, st.l.id, st.from, st.to); err != nil {
		return nil, err
	}
	for rows.Next() {
		var seq, byLog, bySeq int64
		var body string
		if err := rows.Scan(&seq, &byLog, &bySeq, &body); err != nil {
			rows.Close()
			return nil, err
		}
		st.bytes += int64(len(body))
		t := &events[seq-st.from]
		if bySeq == -1 && byLog == 0 {
			t.public = append(t.public, strings.Split(body, "\n")...)
			continue
		}
		for text := range strings.SplitSeq(body, "\n") {
			t.opened, t.by = append(t.opened, text), append(t.by, opener{byLog, bySeq})
		}
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	if rows, err = s.read.QueryContext(ctx, `SELECT seq, digest, name, key, body FROM sealed WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, st.l.id, st.from, st.to); err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq, key int64
		var digest, name string
		var body []byte
		if err := rows.Scan(&seq, &digest, &name, &key, &body); err != nil {
			return nil, err
		}
		st.bytes += int64(len(body))
		t := &events[seq-st.from]
		if t.sealed == nil {
			t.sealed = map[string]string{}
		}
		text, err := s.unseal(ctx, key, digest, body)
		if err != nil {
			st.find("", seq, "a sealed disclosure cannot be opened: %v", err)
			continue
		}
		if n, _, err := register.Undisclose(text); err != nil || n != name {
			st.find("", seq, "a sealed disclosure is kept under another name")
		}
		t.sealed[digest] = text
	}
	return events, rows.Err()
}

// event verifies leaf and disclosures of one event, and gives its time and the id that it tells.
func (st *step) event(seq int64, t *told) (received, id string) {
	digests, received, err := scanLeaf(t.leaf, st.l.origin, seq)
	if err != nil {
		st.find("", seq, "its leaf is damaged: %v", err)
		return "", ""
	}
	have := make([][2]string, 0, 8) // digest, name
	nameOf := func(digest string) (string, bool) {
		i := slices.IndexFunc(have, func(h [2]string) bool { return h[0] == digest })
		if i < 0 {
			return "", false
		}
		return have[i][1], true
	}
	var manifest [][4]string
	take := func(text, digest string, clear bool) {
		name, value, err := register.Undisclose(text)
		if err != nil || !slices.Contains(digests, digest) {
			st.find(id, seq, "a disclosure was changed: its digest is not in the leaf")
			return
		}
		if clear {
			t.values = append(t.values, register.Value{Name: name, JSON: value})
		}
		if _, twice := nameOf(digest); twice {
			return
		}
		have = append(have, [2]string{digest, name})
		switch name {
		case "id":
			if id, err = register.Text(value); err != nil {
				st.find("", seq, "its id cannot be read")
			}
		case "manifest":
			if manifest, err = register.Rows(value); err != nil {
				st.find(id, seq, "its manifest cannot be read")
			}
		case "record.opens":
			st.opens(seq, value)
		}
	}
	born := make([]string, 0, len(t.public))
	for _, text := range t.public {
		d := register.Digest(text)
		if slices.Contains(born, d) {
			st.find(id, seq, "a disclosure is kept twice")
		}
		born = append(born, d)
		take(text, d, true)
	}
	for i, text := range t.opened {
		d := register.Digest(text)
		take(text, d, true)
		st.clear[opening{st.l.origin, seq, d}] = t.by[i]
		if t.sealed[d] != text {
			st.find(id, seq, "what was opened is not what was sealed")
		}
	}
	for digest, text := range t.sealed {
		if register.Digest(text) != digest {
			st.find(id, seq, "a sealed disclosure was changed")
			continue
		}
		take(text, digest, false)
	}
	if manifest == nil {
		st.find(id, seq, "its disclosures are missing")
		return received, id
	}
	if len(have) != len(manifest)+1 {
		st.find(id, seq, "it has %d disclosures and its manifest lists %d", len(have)-1, len(manifest))
	}
	for _, row := range manifest {
		if name, ok := nameOf(row[1]); !ok {
			st.find(id, seq, "the disclosure %s is missing", row[0])
		} else if name != row[0] {
			st.find(id, seq, "the disclosure %s is called %s in the manifest", name, row[0])
		} else if slices.Contains(born, row[1]) != (row[2] == string(register.Public)) {
			st.find(id, seq, "the disclosure %s is shown otherwise than its class %s asks", row[0], row[2])
		} else if _, wasOpened := st.clear[opening{st.l.origin, seq, row[1]}]; wasOpened && row[2] != string(register.Sealed) {
			st.find(id, seq, "the disclosure %s is open, and its class is %s", row[0], row[2])
		} else if _, isSealed := t.sealed[row[1]]; isSealed == (row[2] == string(register.Public)) {
			st.find(id, seq, "the disclosure %s is not kept as its class %s asks", row[0], row[2])
		}
	}
	return received, id
}

// opens notes which disclosures an event opens.
func (st *step) opens(seq int64, value json.RawMessage) {
	var refs []json.RawMessage
	if json.Unmarshal(value, &refs) != nil {
		st.find("", seq, "its list of what it opens cannot be read")
		return
	}
	for _, raw := range refs {
		var part []json.RawMessage
		o := opening{log: st.l.origin}
		err := json.Unmarshal(raw, &part)
		if err == nil && len(part) == 3 {
			err = json.Unmarshal(part[0], &o.log)
			part = part[1:]
		}
		if err == nil && len(part) == 2 {
			err = errors.Join(json.Unmarshal(part[0], &o.seq), json.Unmarshal(part[1], &o.digest))
		}
		if err != nil || len(part) != 2 {
			st.find("", seq, "a reference in its list of what it opens cannot be read")
			continue
		}
		st.named[o] = opener{st.l.id, seq}
	}
}

// scanLeaf reads the leaf data in its one spelling.
func scanLeaf(leaf []byte, origin string, seq int64) (digests []string, received string, err error) {
	damaged := errors.New("it is not the canonical form of its members")
	rest, ok := bytes.CutPrefix(leaf, []byte(`{"_sd":["`))
	end := bytes.IndexByte(rest, ']')
	if !ok || end < 1 || len(leaf) > register.MaxLeaf {
		return nil, "", damaged
	}
	for d := range strings.SplitSeq(string(rest[:end-1]), `","`) {
		if len(d) != 43 || (len(digests) > 0 && digests[len(digests)-1] >= d) {
			return nil, "", damaged
		}
		digests = append(digests, d)
	}
	switch len(digests) {
	case 8, 16, 32, 64, 128, 256:
	default:
		return nil, "", damaged
	}
	head := `],"_sd_alg":"sha-256","log":"` + origin + `","received_at":"`
	tail := `","seq":` + strconv.FormatInt(seq, 10) + `,"v":1}`
	rest = rest[end:]
	if len(rest) != len(head)+20+len(tail) || string(rest[:len(head)]) != head || string(rest[len(head)+20:]) != tail {
		return nil, "", damaged
	}
	received = string(rest[len(head) : len(head)+20])
	if _, err := time.Parse(register.TimeLayout, received); err != nil {
		return nil, "", damaged
	}
	return digests, received, nil
}

// fold is an event whose entry is to be derived again.
type fold struct {
	id  string
	seq int64
	t   *told
}

// heads derives the heads of the entries whose last event lies in the stretch.
func (st *step) heads(ctx context.Context, folds []fold) error {
	ids := make([]ipr.ID, len(folds))
	for i, f := range folds {
		id, err := ipr.ParseID(f.id)
		if err != nil || id.String() != f.id {
			st.find(f.id, f.seq, "the id is not the address of a right")
			continue
		}
		ids[i] = id
	}
	s := st.v.s
	kept, err := s.rawHeads(ctx, s.read, slices.DeleteFunc(slices.Clone(ids), ipr.ID.IsZero))
	if err != nil {
		return err
	}
	for i, f := range folds {
		if ids[i].IsZero() {
			continue
		}
		here := register.Place{Lane: st.l.lane, Generation: st.l.generation, Seq: f.seq}
		row, ok := kept[f.id]
		var places []register.Place
		if ok {
			if places, err = parsePlaces(row[len(row)-1].(string)); err != nil {
				st.find(f.id, f.seq, "its head cannot be read: %v", err)
				continue
			}
		}
		if !slices.Contains(places, here) {
			st.find(f.id, f.seq, "the register does not list the event under its right")
			continue
		}
		if places[len(places)-1] != here {
			continue
		}
		st.last++
		st.listed += int64(len(places))
		sights := []register.Sight{{Lane: here.Lane, Generation: here.Generation, Seq: here.Seq, Leaf: f.t.leaf, Values: f.t.values}}
		if len(places) > 1 {
			if sights, err = s.sights(ctx, s.read, places, s.everything()); err != nil {
				st.find(f.id, f.seq, "its events cannot be read: %v", err)
				continue
			}
		}
		e, err := register.Fold(ids[i], sights)
		if err != nil {
			st.find(f.id, f.seq, "its events cannot be folded: %v", err)
			continue
		}
		if !slices.Equal(headRow(e.Head(places)), row) {
			st.find(f.id, f.seq, "what the register shows is not what its events tell")
		}
	}
	return nil
}

// rawHeads reads rows of heads as they are kept, by id.
func (s *Store) rawHeads(ctx context.Context, q querier, ids []ipr.ID) (map[string][]any, error) {
	out := make(map[string][]any, len(ids))
	for chunk := range slices.Chunk(ids, 64) {
		args := make([]any, 64)
		for i := range args {
			args[i] = chunk[min(i, len(chunk)-1)].String()
		}
		rows, err := q.QueryContext(ctx, headTexts[s.pg][64], args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id, registration, status, mark, owner, classes, names, symbols, documents, content, source, version, events string
			var shown, record int64
			if err := rows.Scan(&id, &shown, &registration, &status, &mark, &owner, &classes, &names, &symbols, &documents, &content, &source, &record, &version, &events); err != nil {
				rows.Close()
				return nil, err
			}
			out[id] = []any{id, shown, registration, status, mark, owner, classes, names, symbols, documents, content, source, record, version, events}
		}
		if err := errors.Join(rows.Close(), rows.Err()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// idOf reads which right an event happened to.
func (v *verifier) idOf(p register.Place) (string, error) {
	l, err := v.s.logOf(p.Lane, p.Generation)
	if err != nil {
		return "", err
	}
	st := &step{v: v, l: l, from: p.Seq, to: p.Seq + 1, clear: map[opening]opener{}, named: map[opening]opener{}}
	events, err := st.read(v.ctx)
	if err != nil {
		return "", err
	}
	if events[0].leaf == nil {
		return "", errors.New("no such event")
	}
	_, id := st.event(p.Seq, &events[0])
	return id, nil
}
