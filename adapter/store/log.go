package store

import (
	"context"
	"crypto/rand"
	"errors"
	"math"
	"sort"
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
