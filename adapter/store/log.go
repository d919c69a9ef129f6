package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"math"
	"sort"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// logRow is a row of the table log.
type logRow struct {
	id            int64
	lane          register.Lane
	generation    int
	origin, vkey  string
	size          int64
	received      string
	signedSize    int64
	signedAt      string
	signedNote    []byte
	witnessedSize int64
	witnessedAt   string
	witnessedNote []byte
	closed        int64
	root          tlog.Hash // of signedSize
}

const selectLog = `SELECT id, lane, generation, origin, vkey, size, received_at, signed_size, signed_at, signed_note, witnessed_size, witnessed_at, witnessed_note, closed FROM log`

// ensureLog makes the first generation of a lane's log, with its key, if there is none.
func (s *Store) ensureLog(ctx context.Context, lane register.Lane) error {
	var n int64
	if err := s.write.QueryRowContext(ctx, `SELECT COUNT(*) FROM log WHERE lane = $1`, string(lane)).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return nil
	}
	origin, err := register.NewOrigin(s.opt.Host, lane, 1)
	if err != nil {
		return err
	}
	signer, err := s.signer(ctx, origin, true)
	if err != nil {
		return err
	}
	empty := note.Checkpoint{Origin: origin, Root: emptyRoot}
	signed := note.Sign(empty.Text(), s.opt.Clock(), signer).Bytes()
	id := int64(1)
	if lane == register.Library {
		id = 2
	}
	_, err = s.write.ExecContext(ctx, `INSERT INTO log (id, lane, generation, origin, vkey, size, received_at, signed_size, signed_at, signed_note, witnessed_size, witnessed_at, witnessed_note, closed)`+
		` VALUES ($1, $2, 1, $3, $4, 0, '', 0, $5, $6, -1, '', $7, 0) ON CONFLICT DO NOTHING`,
		id, string(lane), origin, signer.Key.String(), stamp(s.opt.Clock()), signed, []byte{})
	return err
}

var emptyRoot = (&register.Edge{}).Root()

func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(register.TimeLayout) }

// signer gives the key of a log. It is made with the log and never again: a key that is missing later was lost.
func (s *Store) signer(ctx context.Context, origin string, first bool) (*note.Signer, error) {
	secret, err := s.vault.signer(ctx, origin, func() (string, error) {
		if !first {
			return "", fault.New(fault.NotFound, "the key of the log is not in the vault").Hinting("put vault.db back from its backup; a new key would make a new log")
		}
		k, err := note.GenerateSigner(origin, note.Log, rand.Reader)
		if err != nil {
			return "", err
		}
		return k.Secret(), nil
	})
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key for %s", origin).Because(err)
	}
	return note.ParseSigner(secret)
}

// refresh reads the published state of the logs.
func (s *Store) refresh(ctx context.Context) error {
	rows, err := s.read.QueryContext(ctx, selectLog)
	if err != nil {
		return err
	}
	defer rows.Close()
	logs := map[int64]*logRow{}
	for rows.Next() {
		l := &logRow{}
		if err := rows.Scan(&l.id, &l.lane, &l.generation, &l.origin, &l.vkey, &l.size, &l.received, &l.signedSize, &l.signedAt, &l.signedNote,
			&l.witnessedSize, &l.witnessedAt, &l.witnessedNote, &l.closed); err != nil {
			return err
		}
		n, err := note.Parse(l.signedNote)
		if err == nil {
			var c note.Checkpoint
			if c, err = note.ParseCheckpoint(n.Text); err == nil {
				l.root = c.Root
			}
		}
		if err != nil {
			return fault.New(fault.Internal, "the signed checkpoint of %s is damaged", l.origin).Because(err)
		}
		logs[l.id] = l
	}
	if err := rows.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	s.logs = logs
	s.mu.Unlock()
	return nil
}

// current is the open log of a lane.
func (s *Store) current(lane register.Lane) (*logRow, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var best *logRow
	for _, l := range s.logs {
		if l.lane == lane && l.closed == 0 && (best == nil || l.generation > best.generation) {
			best = l
		}
	}
	if best == nil {
		return nil, fault.New(fault.Unavailable, "the %s has no open log", lane)
	}
	return best, nil
}

func (s *Store) logID(p register.Place) (int64, error) {
	l, err := s.logOf(p.Lane, p.Generation)
	if err != nil {
		return 0, err
	}
	return l.id, nil
}

func (s *Store) logOf(lane register.Lane, generation int) (*logRow, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, l := range s.logs {
		if l.lane == lane && l.generation == generation {
			return l, nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no log %s/%d", lane, generation)
}

func (s *Store) logByID(id int64) (*logRow, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l, ok := s.logs[id]
	return l, ok
}

// Gate is the door as it stands now: what the newest published checkpoints cover.
func (s *Store) Gate() register.Gate {
	return s.gate(func(l *logRow) int64 { return l.signedSize })
}

// everything is a gate that holds nothing back: for the office itself, which derives heads from all that is committed.
func (s *Store) everything() register.Gate {
	return s.gate(func(*logRow) int64 { return math.MaxInt64 })
}

func (s *Store) gate(size func(*logRow) int64) register.Gate {
	s.mu.RLock()
	defer s.mu.RUnlock()
	g := register.Gate{Published: make(map[register.Generation]int64, len(s.logs))}
	for _, l := range s.logs {
		g.Published[register.Generation{Lane: l.lane, N: l.generation}] = size(l)
	}
	return g
}

// Origin is the origin of the open log of a lane.
func (s *Store) Origin(lane register.Lane) (string, error) {
	l, err := s.current(lane)
	if err != nil {
		return "", err
	}
	return l.origin, nil
}

// Publish signs and publishes a checkpoint of each log that has grown. It runs after a commit, never inside one; the last
// signed size moves by compare-and-swap, so that no two roots are ever signed for one size.
func (s *Store) Publish(ctx context.Context) error {
	s.mu.RLock()
	ids := make([]int64, 0, len(s.logs))
	for id := range s.logs {
		ids = append(ids, id)
	}
	s.mu.RUnlock()
	moved := false
	for _, id := range ids {
		m, err := s.publish(ctx, id)
		if err != nil {
			return err
		}
		moved = moved || m
	}
	if !moved {
		return nil
	}
	return s.refresh(ctx)
}

func (s *Store) publish(ctx context.Context, id int64) (moved bool, err error) {
	var size, signed int64
	var origin string
	if err := s.read.QueryRowContext(ctx, `SELECT size, signed_size, origin FROM log WHERE id = $1`, id).Scan(&size, &signed, &origin); err != nil {
		return false, err
	}
	if size == signed {
		known, ok := s.logByID(id)
		return ok && known.signedSize != signed, nil // another process has published
	}
	root, err := s.tileReader(ctx, id).Root(size)
	if err != nil {
		return false, err
	}
	signer, err := s.signer(ctx, origin, false)
	if err != nil {
		return false, err
	}
	now := s.opt.Clock()
	c := note.Checkpoint{Origin: origin, Size: size, Root: root}
	text := note.Sign(c.Text(), now, signer).Bytes()
	err = s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE log SET signed_size = $1, signed_at = $2, signed_note = $3 WHERE id = $4 AND signed_size = $5`, size, stamp(now), text, id, signed)
	})
	return err == nil, err
}

// Cosigned adds cosignatures to a published checkpoint: to the newest one if they are of its size, and to the witnessed
// one if met says that they meet the office's policy.
func (s *Store) Cosigned(ctx context.Context, origin string, size int64, signed []byte, met bool) error {
	now := stamp(s.opt.Clock())
	err := s.Update(ctx, func(tx *Tx) error {
		if met {
			if err := tx.exec(`UPDATE log SET witnessed_size = $1, witnessed_at = $2, witnessed_note = $3 WHERE origin = $4 AND witnessed_size <= $1`, size, now, signed, origin); err != nil {
				return err
			}
		}
		return tx.exec(`UPDATE log SET signed_note = $1 WHERE origin = $2 AND signed_size = $3`, signed, origin, size)
	})
	if err != nil {
		return err
	}
	return s.refresh(ctx)
}

// Logs gives the state of every log, register before library, older generations first.
func (s *Store) Logs(ctx context.Context) ([]register.LogState, error) {
	if s.w == nil {
		if err := s.refresh(ctx); err != nil {
			return nil, err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]register.LogState, 0, len(s.logs))
	for _, l := range s.logs {
		st := register.LogState{Lane: l.lane, Generation: l.generation, Origin: l.origin, Key: l.vkey, Size: l.signedSize, Root: l.root,
			Note: l.signedNote, Closed: l.closed != 0}
		st.SignedAt, _ = time.Parse(register.TimeLayout, l.signedAt)
		if l.witnessedSize >= 0 {
			st.WitnessedSize, st.Witnessed = l.witnessedSize, l.witnessedNote
			st.WitnessedAt, _ = time.Parse(register.TimeLayout, l.witnessedAt)
		}
		out = append(out, st)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Lane != out[j].Lane {
			return out[i].Lane == register.Register
		}
		return out[i].Generation < out[j].Generation
	})
	return out, nil
}

// readTile reads width hashes of a tile: kept if it is full, computed from what lies below if it is not.
func readTile(ctx context.Context, q querier, id int64, level int, n int64, width int) ([]byte, error) {
	if width == register.TileWidth {
		var b []byte
		err := q.QueryRowContext(ctx, `SELECT hashes FROM tile WHERE log = $1 AND level = $2 AND n = $3`, id, level, n).Scan(&b)
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return b, err
		}
	}
	text := `SELECT leaf FROM event WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`
	args := []any{id, n * register.TileWidth, n*register.TileWidth + int64(width)}
	if level > 0 {
		text = `SELECT root FROM tile WHERE log = $1 AND n >= $2 AND n < $3 AND level = $4 ORDER BY n`
		args = append(args, level-1)
	}
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]byte, 0, width*tlog.HashSize)
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		if level == 0 {
			h := register.LeafHash(b)
			b = h[:]
		}
		out = append(out, b...)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(out) != width*tlog.HashSize {
		return nil, fault.New(fault.NotFound, "there is no such tile")
	}
	return out, nil
}

// tileCache keeps full tiles, which never change.
type tileCache struct {
	mu sync.Mutex
	m  map[tileKey][]byte
}

type tileKey struct {
	id    int64
	level int
	n     int64
}

// tileReader reads tiles through the cache.
func (s *Store) tileReader(ctx context.Context, id int64) register.TileReader {
	return func(level int, n int64, width int) ([]byte, error) {
		k := tileKey{id, level, n}
		if width == register.TileWidth {
			s.tiles.mu.Lock()
			b, ok := s.tiles.m[k]
			s.tiles.mu.Unlock()
			if ok {
				return b, nil
			}
		}
		b, err := readTile(ctx, s.read, id, level, n, width)
		if err == nil && width == register.TileWidth {
			s.tiles.mu.Lock()
			if s.tiles.m == nil || len(s.tiles.m) > 1024 {
				s.tiles.m = map[tileKey][]byte{}
			}
			s.tiles.m[k] = b
			s.tiles.mu.Unlock()
		}
		return b, err
	}
}

// Tile gives width hashes of a tile; the published size allows the width. Errors: NotFound.
func (s *Store) Tile(ctx context.Context, lane register.Lane, generation, level int, n int64, width int) ([]byte, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	if level < 0 || level > 7 || n < 0 || width < 1 || width > register.TileWidth || n > l.signedSize>>(8*level)/register.TileWidth ||
		n*register.TileWidth+int64(width) > l.signedSize>>(8*level) {
		return nil, fault.New(fault.NotFound, "there is no such tile")
	}
	return s.tileReader(ctx, l.id)(level, n, width)
}

// Leaves gives the leaf data of the first width leaves of bundle n. Errors: NotFound.
func (s *Store) Leaves(ctx context.Context, lane register.Lane, generation int, n int64, width int) ([][]byte, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	if n < 0 || n > l.signedSize/register.TileWidth || n*register.TileWidth+int64(width) > l.signedSize {
		return nil, fault.New(fault.NotFound, "there is no such bundle")
	}
	rows, err := s.read.QueryContext(ctx, `SELECT leaf FROM event WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, l.id, n*register.TileWidth, n*register.TileWidth+int64(width))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// Disclosed is what is public of one leaf.
type Disclosed struct {
	Seq         int64
	Disclosures []string
}

// Disclosures gives, for each leaf of bundle n that has any, its public disclosures in order of seq. Errors: NotFound if
// there is no such bundle.
func (s *Store) Disclosures(ctx context.Context, lane register.Lane, generation int, n int64) ([]Disclosed, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	if n < 0 || n > l.signedSize/register.TileWidth || n*register.TileWidth >= l.signedSize {
		return nil, fault.New(fault.NotFound, "there is no such bundle")
	}
	return s.disclosed(ctx, l, n*register.TileWidth, (n+1)*register.TileWidth, s.Gate())
}

func (s *Store) disclosed(ctx context.Context, l *logRow, from, to int64, gate register.Gate) ([]Disclosed, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT seq, by_log, by_seq, body FROM disclosure WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq, by_seq, by_log`, l.id, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Disclosed
	for rows.Next() {
		var seq, byLog, bySeq int64
		var body string
		if err := rows.Scan(&seq, &byLog, &bySeq, &body); err != nil {
			return nil, err
		}
		if !s.passes(gate, register.Place{Lane: l.lane, Generation: l.generation, Seq: seq}, byLog, bySeq) {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Seq != seq {
			out = append(out, Disclosed{Seq: seq})
		}
		last := &out[len(out)-1]
		last.Disclosures = append(last.Disclosures, strings.Split(body, "\n")...)
	}
	return out, rows.Err()
}

// Proof is all that a receipt needs: the leaf, what is public of it, and the proof that it is in the log.
type Proof struct {
	Leaf        []byte
	Disclosures []string
	Size        int64
	Index       int64
	Hashes      []tlog.Hash
	Note        []byte // signed checkpoint of that size
}

// Prove gives the proof of a public event: to the newest witnessed checkpoint that covers it, else to the newest signed
// one. Errors: NotFound if there is no such event, or nothing of it is public.
func (s *Store) Prove(ctx context.Context, lane register.Lane, generation int, seq int64) (*Proof, error) {
	absent := fault.New(fault.NotFound, "there is no public act %d in the log %s/%d", seq, lane, generation)
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	gate := s.Gate()
	gate.Published[register.Generation{Lane: lane, N: generation}] = l.signedSize // what the proof is made from
	sights, err := s.sights(ctx, s.read, []register.Place{{Lane: lane, Generation: generation, Seq: seq}}, gate)
	if err != nil {
		return nil, err
	}
	if len(sights) == 0 || len(sights[0].Disclosures) == 0 {
		return nil, absent
	}
	p, err := s.include(ctx, l, seq)
	if err != nil {
		return nil, err
	}
	p.Leaf, p.Disclosures = sights[0].Leaf, sights[0].Disclosures
	return p, nil
}

// Include gives the proof that a leaf is in the log, without telling anything of it. Errors: NotFound.
func (s *Store) Include(ctx context.Context, lane register.Lane, generation int, seq int64) (*Proof, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	if seq < 0 || seq >= l.signedSize {
		return nil, fault.New(fault.NotFound, "this log has no such leaf")
	}
	return s.include(ctx, l, seq)
}

func (s *Store) include(ctx context.Context, l *logRow, seq int64) (*Proof, error) {
	p := &Proof{Index: seq, Size: l.signedSize, Note: l.signedNote}
	if l.witnessedSize > seq {
		p.Size, p.Note = l.witnessedSize, l.witnessedNote
	}
	var err error
	p.Hashes, err = s.tileReader(ctx, l.id).Inclusion(p.Size, seq)
	return p, err
}

// Place finds a leaf in the log that it names. Errors: NotFound.
func (s *Store) Place(ctx context.Context, lane register.Lane, generation int, seq int64, leaf []byte) error {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return err
	}
	var mine []byte
	err = s.read.QueryRowContext(ctx, `SELECT leaf FROM event WHERE log = $1 AND seq = $2`, l.id, seq).Scan(&mine)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && (!bytes.Equal(mine, leaf) || seq >= l.signedSize)) {
		return fault.New(fault.NotFound, "this leaf is not in the log %s", l.origin)
	}
	return err
}

// Consistency proves that the tree of size old is a prefix of that of the given size.
func (s *Store) Consistency(ctx context.Context, lane register.Lane, generation int, size, old int64) ([]tlog.Hash, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	return s.tileReader(ctx, l.id).Consistency(size, old)
}

// RootAt is the root of the tree as it was at the given size.
func (s *Store) RootAt(ctx context.Context, lane register.Lane, generation int, size int64) (tlog.Hash, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return tlog.Hash{}, err
	}
	if size < 0 || size > l.signedSize {
		return tlog.Hash{}, fault.New(fault.NotFound, "the log %s has no size %d", l.origin, size)
	}
	return s.tileReader(ctx, l.id).Root(size)
}

// After gives up to n public events of the open log of a lane from the given seq on, oldest first, and the seq at which
// to go on. It is how the index and the feeds follow the register.
func (s *Store) After(ctx context.Context, lane register.Lane, from int64, n int) (events []register.Sight, next int64, err error) {
	l, err := s.current(lane)
	if err != nil {
		return nil, from, err
	}
	gate := s.Gate()
	next = min(from+int64(n), l.signedSize)
	if next <= from {
		return nil, from, nil
	}
	d, err := s.disclosed(ctx, l, from, next, gate)
	if err != nil {
		return nil, from, err
	}
	for _, e := range d {
		events = append(events, register.Sight{Lane: lane, Generation: l.generation, Seq: e.Seq, Disclosures: e.Disclosures})
	}
	return events, next, nil
}

// Newest gives the newest n events of a log of which anything is public, with their leaves, newest first.
func (s *Store) Newest(ctx context.Context, lane register.Lane, generation, n int) ([]register.Sight, error) {
	l, err := s.logOf(lane, generation)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT seq FROM disclosure WHERE log = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`, l.id, l.signedSize, n)
	if err != nil {
		return nil, err
	}
	var places []register.Place
	for rows.Next() {
		p := register.Place{Lane: lane, Generation: generation}
		if err := rows.Scan(&p.Seq); err != nil {
			rows.Close()
			return nil, err
		}
		places = append(places, p)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	return s.sights(ctx, s.read, places, s.Gate())
}
