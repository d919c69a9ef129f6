package note

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
)

// TileWidth is the number of hashes of a full tile and of leaves of a full bundle.
const TileWidth = 256

// Entries is the level of an entry bundle in a [Tile].
const Entries = -1

// Tile addresses a tile of hashes or, at level Entries, a bundle of leaves. Source: c2sp.org/tlog-tiles.
type Tile struct {
	Level int   // 0 to 63, or Entries
	N     int64 // place within the level
	Width int   // 1 to TileWidth
}

// TileOf is the tile of the level with the place N in a tree of the given size; false if the tree has no such tile.
func TileOf(level int, n, size int64) (Tile, bool) {
	if level < Entries || level > 63 || n < 0 || size < 0 {
		return Tile{}, false
	}
	hashes := size
	if level > 0 {
		hashes = 0
		if level < 8 { // 256^8 is above every size
			hashes = size >> (8 * level)
		}
	}
	if n >= (hashes+TileWidth-1)/TileWidth {
		return Tile{}, false
	}
	return Tile{Level: level, N: n, Width: int(min(hashes-n*TileWidth, TileWidth))}, true
}

// Tiles lists the tiles of every level from 0 that a tree of the given size has, lowest level first.
func Tiles(size int64) []Tile {
	var all []Tile
	for level := 0; ; level++ {
		t, ok := TileOf(level, 0, size)
		if !ok {
			return all
		}
		for ; ok; t, ok = TileOf(level, t.N+1, size) {
			all = append(all, t)
		}
	}
}

// Path is the tile's path below the log's origin.
func (t Tile) Path() string {
	level := "entries"
	if t.Level != Entries {
		level = strconv.Itoa(t.Level)
	}
	p := "tile/" + level + "/" + FormatN(t.N)
	if t.Width < TileWidth {
		p += ".p/" + strconv.Itoa(t.Width)
	}
	return p
}

// FormatN writes a place in groups of three digits: 5 is 005, 1234067 is x001/x234/067.
func FormatN(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

// ParseN reads what FormatN wrote. Errors: Invalid for any other spelling.
func ParseN(s string) (int64, error) {
	digits := strings.NewReplacer("x", "", "/", "").Replace(s)
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > MaxSize || FormatN(n) != s {
		return 0, fault.New(fault.Invalid, "%q is not the number of a tile", clip(s))
	}
	return n, nil
}

// ParseTile reads a path that Path wrote. Errors: Invalid for any other spelling.
func ParseTile(path string) (Tile, error) {
	bad := fault.New(fault.Invalid, "%q is not the path of a tile", clip(path))
	rest, ok := strings.CutPrefix(path, "tile/")
	level, n, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 {
		return Tile{}, bad
	}
	t := Tile{Level: Entries, Width: TileWidth}
	if level != "entries" {
		l, ok := parseCount(level)
		if !ok || l > 63 {
			return Tile{}, bad
		}
		t.Level = int(l)
	}
	if before, width, ok := strings.Cut(n, ".p/"); ok {
		w, ok := parseCount(width)
		if !ok || w < 1 || w >= TileWidth {
			return Tile{}, bad
		}
		n, t.Width = before, int(w)
	}
	var err error
	if t.N, err = ParseN(n); err != nil {
		return Tile{}, bad
	}
	return t, nil
}

// ParseTileHashes reads the hashes of a tile. Errors: Invalid if it has not exactly its width.
func ParseTileHashes(t Tile, b []byte) ([]tlog.Hash, error) {
	if len(b) != t.Width*tlog.HashSize {
		return nil, fault.New(fault.Invalid, "a tile of width %d has %d bytes, not %d", t.Width, t.Width*tlog.HashSize, len(b)).At(t.Path())
	}
	h := make([]tlog.Hash, t.Width)
	for i := range h {
		copy(h[i][:], b[i*tlog.HashSize:])
	}
	return h, nil
}

// MaxEntry is the greatest length of a leaf in a bundle, in bytes.
const MaxEntry = 1<<16 - 1

// AppendEntry appends a leaf to a bundle: its length in two bytes, then the leaf. Errors: Invalid if it is too long.
func AppendEntry(bundle, leaf []byte) ([]byte, error) {
	if len(leaf) > MaxEntry {
		return bundle, fault.New(fault.Invalid, "a leaf in a bundle has at most %d bytes, not %d", MaxEntry, len(leaf))
	}
	return append(binary.BigEndian.AppendUint16(bundle, uint16(len(leaf))), leaf...), nil
}

// ParseEntries reads the leaves of a bundle; they lie within b. Errors: Invalid if a leaf breaks off or there are not
// exactly as many as the tile is wide.
func ParseEntries(t Tile, b []byte) ([][]byte, error) {
	leaves := make([][]byte, 0, t.Width)
	for len(b) > 0 {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return nil, fault.New(fault.Invalid, "leaf %d of the bundle breaks off", len(leaves)).At(t.Path())
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		leaves = append(leaves, b[2:n:n])
		b = b[n:]
		if len(leaves) > t.Width {
			break
		}
	}
	if len(leaves) != t.Width {
		return nil, fault.New(fault.Invalid, "a bundle of width %d holds that many leaves", t.Width).At(t.Path())
	}
	return leaves, nil
}
