package note_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// tree is a log's tree in memory, by x/mod's rules.
type tree struct{ hashes []tlog.Hash }

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = t.hashes[x]
	}
	return out, nil
}

// grow makes a tree of n leaves; leaf i of variant v is "v i".
func grow(t testing.TB, n int64, variant string) *tree {
	t.Helper()
	r := &tree{}
	for i := range n {
		h, err := tlog.StoredHashes(i, fmt.Appendf(nil, "%s %d", variant, i), r)
		if err != nil {
			t.Fatal(err)
		}
		r.hashes = append(r.hashes, h...)
	}
	return r
}

func (t *tree) at(size int64) note.Checkpoint {
	root, err := tlog.TreeHash(size, t)
	if err != nil {
		panic(err)
	}
	return note.Checkpoint{Origin: origin, Size: size, Root: root}
}

func (t *tree) consistency(old, size int64) []tlog.Hash {
	if old == 0 || old == size {
		return nil
	}
	p, err := tlog.ProveTree(size, old, t)
	if err != nil {
		panic(err)
	}
	return p
}

func TestProofsHoldForEverySize(t *testing.T) {
	r := grow(t, 70, "a")
	for size := int64(1); size <= 70; size++ {
		c := r.at(size)
		for i := range size {
			p, err := tlog.ProveRecord(size, i, r)
			if err != nil {
				t.Fatal(err)
			}
			leaf := tlog.RecordHash(fmt.Appendf(nil, "a %d", i))
			if err := c.CheckInclusion(i, leaf, p); err != nil {
				t.Errorf("leaf %d of %d: %v", i, size, err)
			}
			if c.CheckInclusion(i, tlog.RecordHash([]byte("b")), p) == nil ||
				c.CheckInclusion((i+1)%size, leaf, p) == nil && size > 1 ||
				c.CheckInclusion(i, leaf, append(p, leaf)) == nil ||
				c.CheckInclusion(size, leaf, p) == nil || c.CheckInclusion(-1, leaf, p) == nil {
				t.Errorf("leaf %d of %d: a wrong proof holds", i, size)
			}
		}
		for old := range size + 1 {
			p := r.consistency(old, size)
			if err := c.CheckConsistency(r.at(old), p); err != nil {
				t.Errorf("%d to %d: %v", old, size, err)
			}
			forked := r.at(old)
			forked.Root[0]++
			if old > 0 && c.CheckConsistency(forked, p) == nil || c.CheckConsistency(r.at(old), append(p, c.Root)) == nil {
				t.Errorf("%d to %d: a wrong proof holds", old, size)
			}
		}
	}
	if r.at(3).CheckConsistency(r.at(4), nil) == nil {
		t.Error("a smaller tree continues a greater one")
	}
}

func TestGreatestSizeIsNoTrap(t *testing.T) {
	c := note.Checkpoint{Origin: origin, Size: note.MaxSize}
	proof := make([]tlog.Hash, 53)
	if c.CheckInclusion(note.MaxSize-1, tlog.Hash{}, proof) == nil || c.CheckConsistency(note.Checkpoint{Size: 1}, proof) == nil {
		t.Error("a proof of noughts holds")
	}
}

func TestProofText(t *testing.T) {
	n := note.Sign(note.Checkpoint{Origin: origin, Size: 2}.Text(), noon, signer(t, origin, note.Log, 1)).Bytes()
	want := note.Proof{Index: 1, Hashes: []tlog.Hash{note.EmptyRoot}, Note: n}
	for _, text := range []string{want.String(), strings.Replace(want.String(), "index", "extra bm9uc2Vuc2U=\nindex", 1)} {
		if got, err := note.ParseProof(text); err != nil || got.String() != want.String() {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
	good := want.String()
	hash := note.EmptyRoot.String() + "\n"
	for _, c := range []struct{ name, text, where string }{
		{"empty", "", "line 1"},
		{"another version", strings.Replace(good, "@v1", "@v2", 1), "line 1"},
		{"the header alone", "c2sp.org/tlog-proof@v1\n", "line 2"},
		{"no index", strings.Replace(good, "index 1\n", "", 1), "line 2"},
		{"a leading zero", strings.Replace(good, "index 1", "index 01", 1), "line 2"},
		{"an index of 2^53", strings.Replace(good, "index 1", "index 9007199254740992", 1), "line 2"},
		{"two extra lines", strings.Replace(good, "index", "extra a\nextra b\nindex", 1), "line 3"},
		{"extra after the index", strings.Replace(good, hash, "extra a\n", 1), "line 3"},
		{"no empty line", "c2sp.org/tlog-proof@v1\nindex 1\n" + hash, "line 4"},
		{"64 hashes", strings.Replace(good, hash, strings.Repeat(hash, 64), 1), "line 66"},
		{"a short hash", strings.Replace(good, hash, "AAAA\n", 1), "line 3"},
	} {
		_, err := note.ParseProof(c.text)
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || f.Where != c.where {
			t.Errorf("%s: %v, want Invalid at %s", c.name, err, c.where)
		}
	}
}

func TestTilePaths(t *testing.T) {
	for _, c := range []struct {
		tile note.Tile
		path string
	}{
		{note.Tile{Level: 0, N: 0, Width: 256}, "tile/0/000"},
		{note.Tile{Level: 0, N: 5, Width: 256}, "tile/0/005"},
		{note.Tile{Level: 63, N: 999, Width: 1}, "tile/63/999.p/1"},
		{note.Tile{Level: 2, N: 1000, Width: 255}, "tile/2/x001/000.p/255"},
		{note.Tile{Level: note.Entries, N: 1234067, Width: 256}, "tile/entries/x001/x234/067"},
		{note.Tile{Level: note.Entries, N: 1234067, Width: 17}, "tile/entries/x001/x234/067.p/17"},
	} {
		if got := c.tile.Path(); got != c.path {
			t.Errorf("%v: %s, want %s", c.tile, got, c.path)
		}
		if got, err := note.ParseTile(c.path); err != nil || got != c.tile {
			t.Errorf("%s: %v, %v", c.path, got, err)
		}
	}
	for _, p := range []string{"", "tile/", "tile/0", "tile/0/", "tile/0/5", "tile/0/0005", "tile/00/005", "tile/64/005", "tile/-1/005",
		"tile/0/x000/005", "tile/0/001/005", "tile/0/x001/x005", "tile/0/005.p/0", "tile/0/005.p/256", "tile/0/005.p/01", "tile/0/005.p/",
		"tile/data/005", "tile/8/0/005", "/tile/0/005", "tile/0/005/", "tile/0/../005", "tile/0/x999/x999/x999/x999/x999/999", "tile/0/+05"} {
		if got, err := note.ParseTile(p); err == nil {
			t.Errorf("%q is read as %v", p, got)
		}
	}
}

// The tree of 70,000 leaves is the example of c2sp.org/tlog-tiles.
func TestTilesOfASize(t *testing.T) {
	count := map[string]int{}
	for _, tile := range note.Tiles(70000) {
		count[fmt.Sprintf("level %d width %d", tile.Level, tile.Width)]++
	}
	want := map[string]int{"level 0 width 256": 273, "level 0 width 112": 1, "level 1 width 256": 1, "level 1 width 17": 1, "level 2 width 1": 1}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", count, want)
	}
	for _, c := range []struct {
		level   int
		n, size int64
		width   int // 0: no such tile
	}{
		{0, 0, 0, 0}, {0, 0, 1, 1}, {0, 0, 256, 256}, {0, 1, 256, 0}, {1, 0, 255, 0}, {1, 0, 256, 1}, {note.Entries, 1, 300, 44},
		{0, -1, 300, 0}, {64, 0, 300, 0}, {63, 0, note.MaxSize, 0}, {6, 0, note.MaxSize, 31},
	} {
		tile, ok := note.TileOf(c.level, c.n, c.size)
		if ok != (c.width > 0) || ok && tile.Width != c.width {
			t.Errorf("level %d, N %d of size %d: %v, %v", c.level, c.n, c.size, tile, ok)
		}
	}
}

func TestBundles(t *testing.T) {
	tile := note.Tile{Level: note.Entries, Width: 2}
	b, err := note.AppendEntry(nil, []byte("one"))
	if err == nil {
		b, err = note.AppendEntry(b, nil)
	}
	if err != nil || string(b) != "\x00\x03one\x00\x00" {
		t.Fatalf("%q, %v", b, err)
	}
	got, err := note.ParseEntries(tile, b)
	if err != nil || len(got) != 2 || string(got[0]) != "one" || len(got[1]) != 0 {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := note.AppendEntry(nil, make([]byte, note.MaxEntry+1)); err == nil {
		t.Error("a leaf of 65,536 bytes has been written")
	}
	for _, bad := range []string{"", "\x00", "\x00\x03on", "\x00\x03one", "\x00\x03one\x00\x00\x00\x00", "\x00\x03one\x00\x00\x00"} {
		if got, err := note.ParseEntries(tile, []byte(bad)); err == nil {
			t.Errorf("%q is read as %q", bad, got)
		}
	}
}

// memory is a Memory that forgets with the test.
type memory struct {
	mu   sync.Mutex
	last map[string]note.Checkpoint
	fail error
}

func (m *memory) Latest(o string) (note.Checkpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.last[o]; ok {
		return c, nil
	}
	return note.Checkpoint{Origin: o, Root: note.EmptyRoot}, nil
}

func (m *memory) Replace(old, next note.Checkpoint, _ *note.Note) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return false, m.fail
	}
	if c, ok := m.last[next.Origin]; ok && c != old || !ok && old.Size != 0 {
		return false, nil
	}
	m.last[next.Origin] = next
	return true, nil
}

func TestWitness(t *testing.T) {
	log, rotated, thief := signer(t, origin, note.Log, 1), signer(t, origin, note.Log, 2), signer(t, origin, note.Log, 3)
	r, fork := grow(t, 12, "a"), grow(t, 12, "b")
	w := &note.Witness{
		Signer: signer(t, "witness.example/1", note.Cosigner, 100),
		Logs:   []note.Key{log.Key, rotated.Key, signer(t, "other.example/log", note.Log, 4).Key},
		Memory: &memory{last: map[string]note.Checkpoint{}},
		Clock:  func() time.Time { return noon },
	}
	signed := func(c note.Checkpoint, s ...*note.Signer) []byte { return note.Sign(c.Text(), noon, s...).Bytes() }
	other := r.at(5)
	other.Origin = "unknown.example/log"
	broken := note.Sign(r.at(5).Text(), noon, log)
	broken.Signatures[0].Bytes[0]++
	empty := note.Checkpoint{Origin: origin, Root: note.EmptyRoot}

	for _, c := range []struct { // one after the other: the witness remembers
		name  string
		old   int64
		proof []tlog.Hash
		note  []byte
		want  note.Refusal // 0: cosigned
		last  int64
	}{
		{name: "not a note", note: []byte("x\n"), want: note.Malformed},
		{name: "not a checkpoint", note: note.Sign("x\n", noon, log).Bytes(), want: note.Malformed},
		{name: "old size above the checkpoint's", old: 6, note: signed(r.at(5), log), want: note.Malformed},
		{name: "an unknown log", note: signed(other, log), want: note.UnknownLog},
		{name: "a key that is not the log's", note: signed(r.at(5), thief), want: note.Untrusted},
		{name: "a signature that does not verify", note: broken.Bytes(), want: note.Untrusted},
		{name: "an old size before the first", old: 3, proof: r.consistency(3, 5), note: signed(r.at(5), log), want: note.Stale},
		{name: "a proof where none may be", proof: []tlog.Hash{{}}, note: signed(r.at(5), log), want: note.Unproved},
		{name: "the empty tree", note: signed(empty, log)},
		{name: "the first leaves", note: signed(r.at(5), log)},
		{name: "an old size that has passed", note: signed(r.at(7), log), want: note.Stale, last: 5},
		{name: "the same again", old: 5, note: signed(r.at(5), log)},
		{name: "the same with a proof", old: 5, proof: []tlog.Hash{{}}, note: signed(r.at(5), log), want: note.Unproved},
		{name: "another tree of the same size", old: 5, note: signed(fork.at(5), log), want: note.Fork, last: 5},
		{name: "no proof", old: 5, note: signed(r.at(7), log), want: note.Unproved},
		{name: "another log's greater tree with its own proof", old: 5, proof: fork.consistency(5, 7), note: signed(fork.at(7), log), want: note.Unproved},
		{name: "a greater tree", old: 5, proof: r.consistency(5, 7), note: signed(r.at(7), log)},
		{name: "back to the smaller one", old: 5, note: signed(r.at(5), log), want: note.Stale, last: 7},
		{name: "signed by the log's next key, with a stranger's line", old: 7, proof: r.consistency(7, 12), note: signed(r.at(12), rotated, thief)},
	} {
		line, err := w.AddCheckpoint(note.FormatRequest(c.old, c.proof, c.note))
		if c.want == 0 {
			n, perr := note.Parse(append(c.note, line...))
			if err != nil || perr != nil {
				t.Errorf("%s: %v, %v", c.name, err, perr)
				continue
			}
			if good, err := n.Verify([]note.Key{w.Signer.Key}); err != nil || len(good) != 1 || !good[0].Time.Equal(noon) {
				t.Errorf("%s: the cosignature does not hold: %v, %v", c.name, good, err)
			}
			continue
		}
		refused, ok := err.(*note.RefusedError)
		if !ok || refused.Why != c.want || refused.Latest != c.last || line != "" {
			t.Errorf("%s: %q, %v, want refusal %d", c.name, line, err, c.want)
		} else if (refused.Note != nil) != (c.want == note.Fork || c.want == note.Unproved) {
			t.Errorf("%s: evidence %v", c.name, refused.Note)
		}
	}
}

func TestWitnessSignsNothingItCannotKeep(t *testing.T) {
	log := signer(t, origin, note.Log, 1)
	w := &note.Witness{Signer: signer(t, "w", note.Cosigner, 100), Logs: []note.Key{log.Key},
		Memory: &memory{fail: fault.New(fault.Unavailable, "the disk is full")}, Clock: func() time.Time { return noon }}
	line, err := w.AddCheckpoint(note.FormatRequest(0, nil, note.Sign(grow(t, 1, "a").at(1).Text(), noon, log).Bytes()))
	if line != "" || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%q, %v", line, err)
	}
}

// Of many forks offered at once, one is cosigned.
func TestWitnessCosignsOneOfManyForks(t *testing.T) {
	log := signer(t, origin, note.Log, 1)
	w := &note.Witness{Signer: signer(t, "w", note.Cosigner, 100), Logs: []note.Key{log.Key},
		Memory: &memory{last: map[string]note.Checkpoint{}}, Clock: func() time.Time { return noon }}
	var wg sync.WaitGroup
	lines := make([]string, 32)
	for i := range lines {
		request := note.FormatRequest(0, nil, note.Sign(grow(t, 3, fmt.Sprint(i)).at(3).Text(), noon, log).Bytes())
		wg.Go(func() { lines[i], _ = w.AddCheckpoint(request) })
	}
	wg.Wait()
	n := 0
	for _, l := range lines {
		if l != "" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d forks of one size were cosigned", n)
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	n := string(note.Sign(note.Checkpoint{Origin: origin, Size: 2}.Text(), noon, signer(t, origin, note.Log, 1)).Bytes())
	hash := note.EmptyRoot.String() + "\n"
	for _, c := range []struct{ name, request string }{
		{"empty", ""},
		{"no old line", "\n" + n},
		{"a leading zero", "old 00\n\n" + n},
		{"no empty line", "old 0\n" + n},
		{"64 hashes", "old 1\n" + strings.Repeat(hash, 64) + "\n" + n},
		{"no checkpoint", "old 0\n\n"},
		{"too long", "old 0\n\n" + strings.Repeat("x", note.MaxText)},
	} {
		if _, err := note.ParseRequest([]byte(c.request)); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzProof(f *testing.F) {
	n := note.Sign(note.Checkpoint{Origin: origin, Size: 2}.Text(), noon, signer(f, origin, note.Log, 1)).Bytes()
	p := note.Proof{Index: 1, Hashes: []tlog.Hash{note.EmptyRoot}, Note: n}.String()
	f.Add(p)
	f.Add(strings.Replace(p, "index", "extra YQ==\nindex", 1))
	f.Fuzz(func(t *testing.T, s string) {
		p, err := note.ParseProof(s)
		if err != nil {
			return
		}
		if again, err := note.ParseProof(p.String()); err != nil || again.String() != p.String() {
			t.Errorf("%q comes back as %v: %v", s, again, err)
		}
		note.Checkpoint{Size: note.MaxSize}.CheckInclusion(p.Index, tlog.Hash{}, p.Hashes)
	})
}

func FuzzRequest(f *testing.F) {
	n := note.Sign(note.Checkpoint{Origin: origin, Size: 2}.Text(), noon, signer(f, origin, note.Log, 1)).Bytes()
	f.Add(note.FormatRequest(1, []tlog.Hash{note.EmptyRoot}, n))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := note.ParseRequest(b)
		if err == nil && !bytes.HasPrefix(b, note.FormatRequest(r.Old, r.Proof, []byte(r.Checkpoint.Text()))) {
			t.Errorf("%q is read as %v", b, r)
		}
	})
}

func FuzzTile(f *testing.F) {
	f.Add("tile/entries/x001/x234/067.p/17")
	f.Add("tile/0/005")
	f.Fuzz(func(t *testing.T, s string) {
		if tile, err := note.ParseTile(s); err == nil && tile.Path() != s {
			t.Errorf("%q comes back as %q", s, tile.Path())
		}
	})
}

func FuzzBundle(f *testing.F) {
	f.Add(2, []byte("\x00\x03one\x00\x00"))
	f.Fuzz(func(t *testing.T, width int, b []byte) {
		leaves, err := note.ParseEntries(note.Tile{Level: note.Entries, Width: min(max(width, 1), 256)}, b)
		if err != nil {
			return
		}
		var again []byte
		for _, l := range leaves {
			again, _ = note.AppendEntry(again, l)
		}
		if !bytes.Equal(again, b) {
			t.Errorf("%q comes back as %q", b, again)
		}
	})
}
