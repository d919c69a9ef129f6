package oracle

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/register/note"
)

// Log is a log in memory, served as docs/log.md section 6 says. It is small and slow and shares no code with the office's
// own; a test may put what it likes into it.
type Log struct {
	Origin string
	Signer *note.Signer
	At     time.Time // of cosignatures

	mu     sync.Mutex
	leaves [][]byte
	served [][]string
	hashes []tlog.Hash
	newest *note.Note
	seen   *note.Note     // served as witnessed
	Asked  map[string]int // how often each path below the origin was asked for
}

// NewLog makes an empty log with the key whose seed is the given byte.
func NewLog(origin string, seed byte) *Log {
	s, err := note.NewSigner(origin, note.Log, []byte(strings.Repeat(string(rune(seed)), 32)))
	if err != nil {
		panic(err)
	}
	l := &Log{Origin: origin, Signer: s, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Asked: map[string]int{}}
	l.Sign()
	return l
}

// Add appends a leaf with what is served of it.
func (l *Log) Add(leaf []byte, served ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h, err := tlog.StoredHashes(int64(len(l.leaves)), leaf, tlog.HashReaderFunc(l.read))
	if err != nil {
		panic(err)
	}
	l.hashes, l.leaves, l.served = append(l.hashes, h...), append(l.leaves, leaf), append(l.served, served)
}

// Serve replaces what is served of a leaf.
func (l *Log) Serve(seq int64, served ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.served[seq] = served
}

// Size is the number of leaves, signed or not.
func (l *Log) Size() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.leaves))
}

func (l *Log) read(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(l.hashes)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = l.hashes[x]
	}
	return out, nil
}

// Sign signs the whole log as the newest checkpoint, with the cosignatures of the witnesses; if there are any, it is served
// as witnessed too.
func (l *Log) Sign(witnesses ...*note.Signer) *note.Note {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := note.Checkpoint{Origin: l.Origin, Size: int64(len(l.leaves)), Root: note.EmptyRoot}
	if c.Size > 0 {
		var err error
		if c.Root, err = tlog.TreeHash(c.Size, tlog.HashReaderFunc(l.read)); err != nil {
			panic(err)
		}
	}
	l.newest = note.Sign(c.Text(), l.At, append([]*note.Signer{l.Signer}, witnesses...)...)
	if len(witnesses) > 0 {
		l.seen = l.newest
	}
	return l.newest
}

// Start serves the log at the path of its origin until the test ends, and gives its address. Change may alter an answer.
func (l *Log) Start(t testing.TB, change func(path string, body []byte) []byte) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, prefix, _ := strings.Cut(l.Origin, "/")
		path, ok := strings.CutPrefix(r.URL.Path, "/"+prefix+"/")
		l.mu.Lock()
		l.Asked[path]++
		body, found := l.answer(path)
		l.mu.Unlock()
		if !ok || !found {
			http.NotFound(w, r)
			return
		}
		if change != nil {
			body = change(path, body)
		}
		w.Write(body)
	}))
	t.Cleanup(s.Close)
	_, prefix, _ := strings.Cut(l.Origin, "/")
	return s.URL + "/" + prefix + "/"
}

func (l *Log) answer(path string) ([]byte, bool) {
	c, err := note.ParseCheckpoint(l.newest.Text)
	if err != nil {
		panic(err)
	}
	switch {
	case path == "checkpoint":
		return l.newest.Bytes(), true
	case path == "checkpoint.witnessed" && l.seen != nil:
		return l.seen.Bytes(), true
	case strings.HasPrefix(path, "disclosure/"):
		n, err := note.ParseN(strings.TrimPrefix(path, "disclosure/"))
		t, ok := note.TileOf(note.Entries, n, c.Size)
		if err != nil || !ok {
			return nil, false
		}
		var b strings.Builder
		for i := n * note.TileWidth; i < n*note.TileWidth+int64(t.Width); i++ {
			if len(l.served[i]) > 0 {
				line, _ := json.Marshal(map[string]any{"disclosures": l.served[i], "seq": i})
				b.Write(append(line, '\n'))
			}
		}
		return []byte(b.String()), true
	}
	t, err := note.ParseTile(path)
	have, ok := note.TileOf(t.Level, t.N, c.Size)
	if err != nil || !ok || t.Width > have.Width {
		return nil, false
	}
	if t.Level == note.Entries {
		var b []byte
		for i := range int64(t.Width) {
			if b, err = note.AppendEntry(b, l.leaves[t.N*note.TileWidth+i]); err != nil {
				panic(err)
			}
		}
		return b, true
	}
	b, err := tlog.ReadTileData(tlog.Tile{H: 8, L: t.Level, N: t.N, W: t.Width}, tlog.HashReaderFunc(l.read))
	return b, err == nil
}
