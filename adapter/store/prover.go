package store

import (
	"context"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// prover proves leaves as soon as they are committed, without waiting for the next published checkpoint. Those who ask at the
// same time get proofs to one checkpoint, which is signed for them and not stored: every committed size has one tree, so that
// no two roots can be signed for one size, whoever signs. It is published and witnessed with the next checkpoint.
type prover struct {
	mu      sync.Mutex
	waiting []*wanted
	running bool // somebody answers them
	signers map[string]*note.Signer
	edges   map[int64]rightEdge // of logs by row id; only the one who proves reads and writes them
}

// rightEdge is the tile of leaf hashes that is not yet full. Committed leaves never change, so that only new ones are read.
type rightEdge struct {
	n      int64 // of the tile
	hashes []byte
}

type wanted struct {
	place register.Place
	proof *Proof
	err   error
	done  chan struct{}
}

// ProveCommitted gives the proof of a leaf that was committed, published or not, to a checkpoint of the committed tree signed now. The
// proof tells nothing of the leaf: what of it may be shown is the caller's affair.
//
// Errors: NotFound if no such leaf is committed; Unavailable if the vault gives no key.
func (s *Store) ProveCommitted(ctx context.Context, place register.Place) (*Proof, error) {
	w := &wanted{place: place, done: make(chan struct{})}
	p := &s.prover
	p.mu.Lock()
	p.waiting = append(p.waiting, w)
	lead := !p.running
	p.running = true
	p.mu.Unlock()
	if lead {
		go s.answer(context.WithoutCancel(ctx))
	}
	<-w.done
	return w.proof, w.err
}

// answer proves until nobody waits for a proof.
func (s *Store) answer(ctx context.Context) {
	p := &s.prover
	for {
		p.mu.Lock()
		batch := p.waiting
		p.waiting = nil
		p.running = len(batch) > 0
		p.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		s.prove(ctx, batch)
	}
}

// prove answers a batch, log by log.
func (s *Store) prove(ctx context.Context, batch []*wanted) {
	logs := map[register.Generation][]*wanted{}
	for _, w := range batch {
		g := register.Generation{Lane: w.place.Lane, N: w.place.Generation}
		logs[g] = append(logs[g], w)
	}
	for g, list := range logs {
		err := s.proveIn(ctx, g, list)
		for _, w := range list {
			if err != nil && w.proof == nil && w.err == nil {
				w.err = err
			}
			close(w.done)
		}
	}
}

func (s *Store) proveIn(ctx context.Context, g register.Generation, list []*wanted) error {
	l, err := s.logOf(g.Lane, g.N)
	if err != nil {
		return err
	}
	var size int64
	if err := s.often.QueryRowContext(ctx, `SELECT size FROM log WHERE id = $1`, l.id).Scan(&size); err != nil {
		return err
	}
	read := s.onceRead(s.prover.edge(ctx, s, l.id))
	root, err := read.Root(size)
	if err != nil {
		return err
	}
	signer, err := s.prover.signer(ctx, s, l.origin)
	if err != nil {
		return err
	}
	signed := note.Sign(note.Checkpoint{Origin: l.origin, Size: size, Root: root}.Text(), s.opt.Clock(), signer).Bytes()
	for _, w := range list {
		if w.place.Seq < 0 || w.place.Seq >= size {
			w.err = fault.New(fault.NotFound, "this log has no such leaf")
			continue
		}
		p := &Proof{Index: w.place.Seq, Size: size, Note: signed}
		if p.Hashes, w.err = read.Inclusion(size, w.place.Seq); w.err == nil {
			w.err = s.often.QueryRowContext(ctx, `SELECT leaf FROM event WHERE log = $1 AND seq = $2`, l.id, w.place.Seq).Scan(&p.Leaf)
		}
		if w.err == nil {
			w.proof = p
		}
	}
	return nil
}

// edge reads tiles, remembering the leaf hashes of the last one.
func (p *prover) edge(ctx context.Context, s *Store, id int64) register.TileReader {
	read := s.tileReader(ctx, id)
	return func(level int, n int64, width int) ([]byte, error) {
		if level > 0 || width == register.TileWidth {
			return read(level, n, width)
		}
		e := p.edges[id]
		if e.n != n {
			e = rightEdge{n: n}
		}
		if have := len(e.hashes) / tlog.HashSize; have < width {
			fresh, err := leafHashes(ctx, &s.often, id, n*register.TileWidth+int64(have), width-have)
			if err != nil {
				return nil, err
			}
			e.hashes = append(e.hashes[:len(e.hashes):len(e.hashes)], fresh...)
			if p.edges == nil {
				p.edges = map[int64]rightEdge{}
			}
			p.edges[id] = e
		}
		return e.hashes[:width*tlog.HashSize], nil
	}
}

// onceRead reads each tile at its greatest width once: all proofs of a batch need the same few at the right edge.
func (s *Store) onceRead(read register.TileReader) register.TileReader {
	type key struct {
		level int
		n     int64
	}
	have := map[key][]byte{}
	return func(level int, n int64, width int) ([]byte, error) {
		if b, ok := have[key{level, n}]; ok && len(b) >= width*32 {
			return b[:width*32], nil
		}
		b, err := read(level, n, width)
		if err == nil {
			have[key{level, n}] = b
		}
		return b, err
	}
}

// signer keeps the open logs' signers, so that a receipt does not ask the vault. Only the one who proves calls it.
func (p *prover) signer(ctx context.Context, s *Store, origin string) (*note.Signer, error) {
	if k, ok := p.signers[origin]; ok {
		return k, nil
	}
	k, err := s.signer(ctx, origin, false)
	if err != nil {
		return nil, err
	}
	if p.signers == nil {
		p.signers = map[string]*note.Signer{}
	}
	p.signers[origin] = k
	return k, nil
}
