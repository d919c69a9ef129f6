package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// readTile reads width hashes of a tile: kept if it is full, computed from what lies below if it is not.
func readTile(ctx context.Context, q querier, id int64, level int, n int64, width int) ([]byte, error) {
	if width == register.TileWidth {
		var b []byte
		err := q.QueryRowContext(ctx, `SELECT hashes FROM tile WHERE log = $1 AND level = $2 AND n = $3`, id, level, n).Scan(&b)
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return b, err
		}
	}
	if level == 0 {
		return leafHashes(ctx, q, id, n*register.TileWidth, width)
	}
	rows, err := q.QueryContext(ctx, `SELECT root FROM tile WHERE log = $1 AND n >= $2 AND n < $3 AND level = $4 ORDER BY n`,
		id, n*register.TileWidth, n*register.TileWidth+int64(width), level-1)
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

// leafHashes reads leaves and hashes them. Errors: NotFound if there are not so many.
func leafHashes(ctx context.Context, q querier, id, from int64, count int) ([]byte, error) {
	rows, err := q.QueryContext(ctx, `SELECT leaf FROM event WHERE log = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`, id, from, from+int64(count))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]byte, 0, count*tlog.HashSize)
	for rows.Next() {
		var leaf []byte
		if err := rows.Scan(&leaf); err != nil {
			return nil, err
		}
		h := register.LeafHash(leaf)
		out = append(out, h[:]...)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(out) != count*tlog.HashSize {
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
		b, err := readTile(ctx, &s.often, id, level, n, width)
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
