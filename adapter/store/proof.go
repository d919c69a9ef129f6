package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

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
