package follow

import (
	"context"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// leaves reads tiles and bundles of the log, and proves that they belong to a tree.
type leaves struct {
	remote *remote
	folder folder
	tree   note.Checkpoint
	mu     sync.Mutex
	kept   map[tlog.Tile]bool   // tiles that the mirror holds
	upper  map[tlog.Tile][]byte // proved tiles above level 0
	bundle map[int64][][]byte   // leaves of bundles lately read from the mirror
}

func newLeaves(r *remote, f folder, tree note.Checkpoint) *leaves {
	return &leaves{remote: r, folder: f, tree: tree, kept: map[tlog.Tile]bool{}, upper: map[tlog.Tile][]byte{}, bundle: map[int64][][]byte{}}
}

// tiles is the tlog.TileReader of one request.
type tiles struct {
	*leaves
	ctx   context.Context
	fresh bool  // from the log only
	err   error // of keeping a tile
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	got := make([][]byte, len(want))
	err := all(t.ctx, len(want), func(ctx context.Context, i int) error {
		tile := note.Tile{Level: want[i].L, N: want[i].N, Width: want[i].W}
		if b := t.upper[want[i]]; b != nil {
			got[i] = b
			return nil
		}
		if !t.fresh {
			if b, err := t.folder.read(tile.Path()); err != nil || len(b) == tile.Width*tlog.HashSize {
				got[i] = b
				t.keep(want[i], true)
				return err
			}
		}
		b, err := t.remote.tile(ctx, tile)
		if err != nil {
			return err
		}
		if _, err := note.ParseTileHashes(tile, b); err != nil {
			return err
		}
		got[i] = b
		t.keep(want[i], false)
		return nil
	})
	return got, err
}

func (l *leaves) keep(t tlog.Tile, kept bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[t] = kept
}

// SaveTiles keeps tiles that have been proved.
func (t *tiles) SaveTiles(proved []tlog.Tile, data [][]byte) {
	for i, p := range proved {
		if p.L > 0 {
			t.upper[p] = data[i]
		}
		if t.kept[p] {
			continue
		}
		tile := note.Tile{Level: p.L, N: p.N, Width: p.W}
		if err := t.folder.write(tile.Path(), data[i]); err != nil {
			t.err = err
		}
		t.kept[p] = true
	}
}

// hashes gives stored hashes by x/mod's indexes, proved under the tree's root. What the mirror holds is used first; if it
// does not hash to the root, the log is asked once more.
func (l *leaves) hashes(ctx context.Context, indexes []int64) ([]tlog.Hash, error) {
	var err error
	for _, fresh := range []bool{false, true} {
		t := &tiles{leaves: l, ctx: ctx, fresh: fresh}
		var h []tlog.Hash
		h, err = tlog.TileHashReader(tlog.Tree{N: l.tree.Size, Hash: l.tree.Root}, t).ReadHashes(indexes)
		if err == nil {
			return h, t.err
		}
		if _, ours := fault.Of(err); ours || ctx.Err() != nil {
			return nil, err
		}
	}
	return nil, fault.New(fault.Invalid, "the log's tiles do not hash to the root that it signed").Because(err)
}

// rootAt gives the root that the tree had at a smaller size.
func (l *leaves) rootAt(ctx context.Context, size int64) (tlog.Hash, error) {
	switch size {
	case 0:
		return note.EmptyRoot, nil
	case l.tree.Size:
		return l.tree.Root, nil
	}
	return tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return l.hashes(ctx, indexes) }))
}

// fetch gives the leaves of bundles first to last, proved under the root and kept in the mirror.
func (l *leaves) fetch(ctx context.Context, first, last int64) ([][][]byte, error) {
	var indexes []int64
	var want []note.Tile
	for n := first; n <= last; n++ {
		t, ok := note.TileOf(note.Entries, n, l.tree.Size)
		if !ok {
			return nil, fault.New(fault.Internal, "the log has no bundle %d", n)
		}
		want = append(want, t)
		for i := range int64(t.Width) {
			indexes = append(indexes, tlog.StoredHashIndex(0, n*note.TileWidth+i))
		}
	}
	hashes, err := l.hashes(ctx, indexes)
	if err != nil {
		return nil, err
	}
	got := make([][][]byte, len(want))
	err = all(ctx, len(want), func(ctx context.Context, i int) error {
		expected := hashes[i*note.TileWidth:][:want[i].Width]
		b, err := l.folder.read(want[i].Path())
		if err != nil {
			return err
		}
		if got[i], err = checkBundle(want[i], b, expected); b != nil && err == nil {
			return nil
		}
		if b, err = l.remote.tile(ctx, want[i]); err != nil {
			return err
		}
		if got[i], err = checkBundle(want[i], b, expected); err != nil {
			return err
		}
		return l.folder.write(want[i].Path(), b)
	})
	return got, err
}

// checkBundle reads a bundle whose leaves have the given hashes.
func checkBundle(t note.Tile, b []byte, hashes []tlog.Hash) ([][]byte, error) {
	leaves, err := note.ParseEntries(t, b)
	if err != nil {
		return nil, err
	}
	for i, leaf := range leaves {
		if tlog.RecordHash(leaf) != hashes[i] {
			return nil, fault.New(fault.Invalid, "leaf %d does not hash to the tree", t.N*note.TileWidth+int64(i)).At(t.Path())
		}
	}
	return leaves, nil
}

// at reads a leaf that has been mirrored.
func (l *leaves) at(seq int64) ([]byte, error) {
	n := seq / note.TileWidth
	if l.bundle[n] == nil {
		t, ok := note.TileOf(note.Entries, n, l.tree.Size)
		if !ok {
			return nil, fault.New(fault.Invalid, "the log has no leaf %d", seq)
		}
		b, err := readBundle(l.folder, t)
		if err != nil {
			return nil, err
		}
		if len(l.bundle) >= 16 {
			clear(l.bundle)
		}
		l.bundle[n] = b
	}
	return l.bundle[n][seq%note.TileWidth], nil
}

// readBundle reads a bundle of the mirror.
func readBundle(f folder, t note.Tile) ([][]byte, error) {
	b, err := f.read(t.Path())
	if err != nil {
		return nil, err
	}
	return note.ParseEntries(t, b)
}
