package register

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// LeafHash is the hash of leaf data in the tree: SHA-256 of a zero byte and the data (RFC 6962, section 2.1).
func LeafHash(leaf []byte) tlog.Hash { return tlog.RecordHash(leaf) }

// TileWidth is the number of hashes in a full tile.
const TileWidth = 256

// Edge is the right edge of a tree: per tile level the hashes of the tile that is not yet full. Level 0 holds leaf
// hashes; a hash of level l+1 is the root of a full tile of level l. The zero Edge is that of the empty tree.
type Edge struct {
	Size   int64
	levels [][]tlog.Hash
}

// Tile is a full tile as it is kept: 256 hashes and their root.
type Tile struct {
	Level  int
	N      int64
	Hashes []byte // 8192 bytes
	Root   tlog.Hash
}

// Add appends a leaf hash; full is called for every tile that it completes, lowest level first.
func (e *Edge) Add(h tlog.Hash, full func(Tile)) {
	for level := 0; ; level++ {
		if level == len(e.levels) {
			e.levels = append(e.levels, make([]tlog.Hash, 0, TileWidth))
		}
		e.levels[level] = append(e.levels[level], h)
		if len(e.levels[level]) < TileWidth {
			break
		}
		root := subtree(e.levels[level])
		full(Tile{Level: level, N: e.Size >> (8 * (level + 1)), Hashes: join(e.levels[level]), Root: root})
		e.levels[level] = e.levels[level][:0]
		h = root
	}
	e.Size++
}

// Clone is an independent copy, for work that may be rolled back.
func (e *Edge) Clone() Edge {
	c := Edge{Size: e.Size, levels: make([][]tlog.Hash, len(e.levels))}
	for i, l := range e.levels {
		c.levels[i] = append(make([]tlog.Hash, 0, TileWidth), l...)
	}
	return c
}

// Root is the root hash of the tree.
func (e *Edge) Root() tlog.Hash {
	if e.Size == 0 {
		return sha256.Sum256(nil)
	}
	var rest []tlog.Hash
	for _, l := range e.levels {
		if len(rest) > 0 {
			rest = []tlog.Hash{subtree(rest)}
		}
		rest = append(l[:len(l):len(l)], rest...)
	}
	return subtree(rest)
}

// subtree is the Merkle tree hash over hashes of subtrees, all of one size but for the last, which may be smaller: the
// split of RFC 6962 then falls between whole hashes.
func subtree(h []tlog.Hash) tlog.Hash {
	if len(h) == 1 {
		return h[0]
	}
	k := 1
	for k*2 < len(h) {
		k *= 2
	}
	return tlog.NodeHash(subtree(h[:k]), subtree(h[k:]))
}

func join(h []tlog.Hash) []byte {
	b := make([]byte, 0, len(h)*32)
	for i := range h {
		b = append(b, h[i][:]...)
	}
	return b
}

// LoadEdge makes the edge of a tree of the given size; hashes gives those of a partial tile, as [TileReader] does.
func LoadEdge(size int64, hashes func(level int, n int64, width int) ([]byte, error)) (Edge, error) {
	e := Edge{Size: size}
	for level, s := 0, size; s > 0; level, s = level+1, s/TileWidth {
		l := make([]tlog.Hash, s%TileWidth, TileWidth)
		if len(l) > 0 {
			b, err := hashes(level, s/TileWidth, len(l))
			if err != nil {
				return Edge{}, err
			}
			for i := range l {
				copy(l[i][:], b[i*32:])
			}
		}
		e.levels = append(e.levels, l)
	}
	return e, nil
}

// TileReader reads the hashes of a tile: width of them, 32 bytes each. It serves proofs and the tlog-tiles endpoint.
type TileReader func(level int, n int64, width int) ([]byte, error)

// ReadHashes gives stored hashes by the indexes of x/mod's tlog, computed from tiles of a tree of the given size.
func (r TileReader) hashReader(size int64) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			level, n := tlog.SplitStoredHashIndex(x)
			tile, in := level/8, level%8
			first := n << in
			width := int(min(TileWidth, (size>>(8*tile))-first/TileWidth*TileWidth))
			b, err := r(tile, first/TileWidth, width)
			if err != nil {
				return nil, err
			}
			hs := make([]tlog.Hash, 1<<in)
			for j := range hs {
				copy(hs[j][:], b[(int(first%TileWidth)+j)*32:])
			}
			out[i] = subtree(hs)
		}
		return out, nil
	})
}

// Inclusion proves that leaf seq is in the tree of the given size: hashes from the leaf's sibling up.
func (r TileReader) Inclusion(size, seq int64) ([]tlog.Hash, error) {
	return tlog.ProveRecord(size, seq, r.hashReader(size))
}

// Consistency proves that the tree of size old is a prefix of that of the given size.
func (r TileReader) Consistency(size, old int64) ([]tlog.Hash, error) {
	if old == 0 || old == size {
		return nil, nil
	}
	return tlog.ProveTree(size, old, r.hashReader(size))
}

// Root computes the root of the tree of the given size from tiles.
func (r TileReader) Root(size int64) (tlog.Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, r.hashReader(size))
}
