package witness_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/adapter/witness"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

const origin = "demo.invalid/log/register/1"

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func key(name string, kind note.Kind, seed byte) *note.Signer {
	s, err := note.NewSigner(name, kind, bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		panic(err)
	}
	return s
}

var (
	logKey = key(origin, note.Log, 1)
	ourKey = key("witness.demo.invalid", note.Cosigner, 11)
)

// tree is a log's tree in memory.
type tree struct{ hashes []tlog.Hash }

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = t.hashes[x]
	}
	return out, nil
}

func grow(n int64, variant string) *tree {
	t := &tree{}
	for i := range n {
		h, err := tlog.StoredHashes(i, fmt.Appendf(nil, "%s %d", variant, i), t)
		if err != nil {
			panic(err)
		}
		t.hashes = append(t.hashes, h...)
	}
	return t
}

func (t *tree) signed(size int64) []byte {
	root, err := tlog.TreeHash(size, t)
	if err != nil {
		panic(err)
	}
	return note.Sign(note.Checkpoint{Origin: origin, Size: size, Root: root}.Text(), noon, logKey).Bytes()
}

func (t *tree) proof(old, size int64) []tlog.Hash {
	if old == 0 || old == size {
		return nil
	}
	p, err := tlog.ProveTree(size, old, t)
	if err != nil {
		panic(err)
	}
	return p
}

// house is a witness that is served.
type house struct {
	*httptest.Server
	folder *witness.Folder
	log    bytes.Buffer
}

func serve(t *testing.T, dir string) *house {
	t.Helper()
	f, err := witness.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{folder: f}
	w := &note.Witness{Signer: ourKey, Logs: []note.Key{logKey.Key}, Memory: f, Clock: func() time.Time { return noon }}
	h.Server = httptest.NewServer(witness.Handler(w, f, slog.New(slog.NewTextHandler(&h.log, nil))))
	t.Cleanup(func() { h.stop() })
	return h
}

func (h *house) stop() { h.Server.Close(); h.folder.Close() }

func (h *house) ask(t *testing.T, r *tree, old, size int64) error {
	t.Helper()
	sigs, err := witness.Cosign(t.Context(), h.URL, ourKey.Key, r.signed(size), old, r.proof(old, size))
	if err == nil && len(sigs) != 1 {
		t.Errorf("%d cosignatures", len(sigs))
	}
	return err
}

func TestWitnessFollowsALogAndRefusesItsFork(t *testing.T) {
	dir := t.TempDir()
	h := serve(t, dir)
	r, fork := grow(20, "a"), grow(20, "b")
	stale := func(err error, size int64) bool {
		var s *witness.StaleError
		return errors.As(err, &s) && s.Size == size
	}
	if err := h.ask(t, r, 0, 5); err != nil {
		t.Fatal(err)
	}
	if err := h.ask(t, r, 0, 7); !stale(err, 5) {
		t.Errorf("an old size that has passed: %v", err)
	}
	if err := h.ask(t, r, 5, 9); err != nil {
		t.Errorf("a greater tree: %v", err)
	}
	if err := h.ask(t, r, 9, 9); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := h.ask(t, fork, 9, 9); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a fork of the same size: %v", err)
	}
	if err := h.ask(t, fork, 9, 12); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "422") {
		t.Errorf("a fork that has grown: %v", err)
	}
	if err := h.ask(t, r, 5, 5); !stale(err, 9) {
		t.Errorf("back to a smaller tree: %v", err)
	}

	// A witness that starts anew remembers.
	h.stop()
	h = serve(t, dir)
	if err := h.ask(t, fork, 0, 12); !stale(err, 9) {
		t.Errorf("a fork told to a witness that started anew: %v", err)
	}
	if err := h.ask(t, r, 9, 20); err != nil {
		t.Errorf("the log goes on: %v", err)
	}
	kept, err := filepath.Glob(filepath.Join(dir, "evidence", "*"))
	if err != nil || len(kept) != 4 {
		t.Fatalf("evidence: %v, %v", kept, err)
	}
	for _, path := range kept {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if good, err := n.Verify([]note.Key{logKey.Key}); err != nil || len(good) != 1 {
			t.Errorf("%s proves nothing: %v", filepath.Base(path), err)
		}
	}
}

func TestStatusesAreThoseOfTheSpecification(t *testing.T) {
	h := serve(t, t.TempDir())
	r := grow(9, "a")
	stranger := note.Sign(note.Checkpoint{Origin: "x.demo.invalid/log/register/1", Root: note.EmptyRoot}.Text(), noon, logKey).Bytes()
	unsigned := note.Sign(note.Checkpoint{Origin: origin, Root: note.EmptyRoot}.Text(), noon, key(origin, note.Log, 9)).Bytes()
	if err := h.ask(t, r, 0, 5); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, body, kind, answer string
		status                   int
	}{
		{"nonsense", "nonsense", "", "", 400},
		{"old size above the checkpoint's", string(note.FormatRequest(9, nil, r.signed(5))), "", "", 400},
		{"an unknown log", string(note.FormatRequest(0, nil, stranger)), "", "", 404},
		{"no known signature", string(note.FormatRequest(0, nil, unsigned)), "", "", 403},
		{"another old size", string(note.FormatRequest(3, r.proof(3, 7), r.signed(7))), "text/x.tlog.size", "5\n", 409},
		{"another root", string(note.FormatRequest(5, nil, grow(9, "b").signed(5))), "text/plain; charset=utf-8", "", 409},
		{"no proof", string(note.FormatRequest(5, nil, r.signed(7))), "", "", 422},
		{"too long", strings.Repeat("x", note.MaxText+1), "", "", 413},
	} {
		resp, err := http.Post(h.URL+"/add-checkpoint", "text/plain", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != c.status || c.kind != "" && resp.Header.Get("Content-Type") != c.kind || c.answer != "" && string(b) != c.answer {
			t.Errorf("%s: %d %s %q", c.name, resp.StatusCode, resp.Header.Get("Content-Type"), b)
		}
	}
	if resp, err := http.Get(h.URL + "/add-checkpoint"); err != nil || resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %v, %v", resp.StatusCode, err)
	}
	resp, err := http.Get(h.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); string(b) != ourKey.Key.String()+"\n" {
		t.Errorf("the witness tells the key %q", b)
	}
}

func TestTwoWitnessesOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	f, err := witness.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := witness.Open(dir); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the second one: %v", err)
	}
	f.Close()
	again, err := witness.Open(dir)
	if err != nil {
		t.Errorf("after the first has ended: %v", err)
	} else {
		again.Close()
	}
}

func TestDamagedMemoryIsNotForgotten(t *testing.T) {
	r := grow(9, "a")
	for _, c := range []struct {
		name   string
		damage func(path string) error
	}{
		{"cut off", func(p string) error { return os.Truncate(p, 20) }},
		{"empty", func(p string) error { return os.Truncate(p, 0) }},
		{"another log's", func(p string) error { return os.Rename(p, p[:len(p)-1]+"_") }},
	} {
		dir := t.TempDir()
		h := serve(t, dir)
		if err := h.ask(t, r, 0, 5); err != nil {
			t.Fatal(err)
		}
		h.stop()
		files, _ := filepath.Glob(filepath.Join(dir, "log", "*"))
		if len(files) != 1 {
			t.Fatalf("%s: files %v", c.name, files)
		}
		if err := c.damage(files[0]); err != nil {
			t.Fatal(err)
		}
		if f, err := witness.Open(dir); fault.KindOf(err) != fault.Internal || err == nil {
			t.Errorf("%s: %v, %v", c.name, f, err)
		}
	}
}

func TestWriteCutOffBeforeItCounted(t *testing.T) {
	dir := t.TempDir()
	h := serve(t, dir)
	r := grow(9, "a")
	if err := h.ask(t, r, 0, 5); err != nil {
		t.Fatal(err)
	}
	h.stop()
	files, _ := filepath.Glob(filepath.Join(dir, "log", "*"))
	if err := os.WriteFile(files[0]+".new", []byte("half a no"), 0o600); err != nil {
		t.Fatal(err)
	}
	h = serve(t, dir)
	if err := h.ask(t, r, 5, 9); err != nil {
		t.Errorf("after a write that was cut off: %v", err)
	}
}

func TestWitnessThatCannotWriteSignsNothingAnyMore(t *testing.T) {
	dir := t.TempDir()
	h := serve(t, dir)
	r := grow(9, "a")
	if err := h.ask(t, r, 0, 5); err != nil {
		t.Fatal(err)
	}
	// A folder stands where the new file would be written: works for root too.
	files, _ := filepath.Glob(filepath.Join(dir, "log", "*"))
	if err := os.Mkdir(files[0]+".new", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := h.ask(t, r, 5, 9); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	if err := os.Remove(files[0] + ".new"); err != nil {
		t.Fatal(err)
	}
	if err := h.ask(t, r, 5, 9); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a witness whose write failed goes on in the same process: %v", err)
	}
	h.stop()
	h = serve(t, dir)
	if err := h.ask(t, r, 5, 9); err != nil {
		t.Errorf("started anew: %v", err)
	}
}

func TestMemoryIsReplacedOnlyFromWhatItIs(t *testing.T) {
	f, err := witness.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := grow(9, "a")
	at := func(size int64) (note.Checkpoint, *note.Note) {
		n, err := note.Parse(r.signed(size))
		if err != nil {
			t.Fatal(err)
		}
		c, err := note.ParseCheckpoint(n.Text)
		if err != nil {
			t.Fatal(err)
		}
		return c, n
	}
	none := note.Checkpoint{Origin: origin, Root: note.EmptyRoot}
	three, n3 := at(3)
	five, n5 := at(5)
	for _, c := range []struct {
		name      string
		old, next note.Checkpoint
		note      *note.Note
		done      bool
	}{
		{"from one that never was", three, five, n5, false},
		{"the first", none, three, n3, true},
		{"from before the first", none, five, n5, false},
		{"the same", three, three, n3, true},
		{"the next", three, five, n5, true},
		{"back", three, three, n3, false},
	} {
		if done, err := f.Replace(c.old, c.next, c.note); err != nil || done != c.done {
			t.Errorf("%s: %v, %v", c.name, done, err)
		}
	}
	if last, err := f.Latest(origin); err != nil || last != five {
		t.Errorf("the last one is %v, %v", last, err)
	}
}

func TestOneOfManyForksIsKept(t *testing.T) {
	h := serve(t, t.TempDir())
	var wg sync.WaitGroup
	done := make([]error, 16)
	for i := range done {
		r := grow(4, fmt.Sprint(i))
		wg.Go(func() {
			_, done[i] = witness.Cosign(context.Background(), h.URL, ourKey.Key, r.signed(4), 0, nil)
		})
	}
	wg.Wait()
	n := 0
	for _, err := range done {
		if err == nil {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d forks were cosigned", n)
	}
}

func TestKeyOfTheFolder(t *testing.T) {
	dir := t.TempDir()
	f, err := witness.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a, err := f.KeyFile("w.demo.invalid")
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.KeyFile("w.demo.invalid")
	if err != nil || b.Key.String() != a.Key.String() {
		t.Errorf("the second time another key: %v", err)
	}
	if _, err := f.KeyFile("x.demo.invalid"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("under another name: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info.Mode(), err)
	}
}

// liar answers whatever it is told to.
func liar(t *testing.T, f http.HandlerFunc) string {
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s.URL
}

func TestAnswersThatAreNotBelieved(t *testing.T) {
	r := grow(9, "a")
	n, err := note.Parse(r.signed(5))
	if err != nil {
		t.Fatal(err)
	}
	line := ourKey.Sign(n.Text, noon).String()
	other := key("witness.demo.invalid", note.Cosigner, 12).Sign(n.Text, noon).String()
	wrong := ourKey.Sign("another text\n", noon).String()
	moved := liar(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, line) })
	say := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		want   fault.Kind
	}{
		{"nothing", say(200, "", ""), fault.Invalid},
		{"no signature line", say(200, "", "thanks\n"), fault.Invalid},
		{"a stranger's line", say(200, "", other), fault.Invalid},
		{"a cosignature of something else", say(200, "", wrong), fault.Invalid},
		{"a good line and a wrong one", say(200, "", line+wrong), fault.Invalid},
		{"a flood", say(200, "", strings.Repeat(line, 1000)), fault.Unavailable},
		{"a size that is none", say(409, "text/x.tlog.size", "-1\n"), fault.Invalid},
		{"a size without its newline", say(409, "text/x.tlog.size", "1"), fault.Invalid},
		{"a fork", say(409, "text/plain", "another tree"), fault.Conflict},
		{"a server error", say(500, "", ""), fault.Unavailable},
		{"pushed back", say(429, "", ""), fault.Unavailable},
		{"a refusal", say(403, "", "no"), fault.Invalid},
		{"a redirection", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, moved, http.StatusTemporaryRedirect) }, fault.Invalid},
	} {
		sigs, err := witness.Cosign(t.Context(), liar(t, c.answer), ourKey.Key, r.signed(5), 0, nil)
		if err == nil || fault.KindOf(err) != c.want || sigs != nil {
			t.Errorf("%s: %v, %v, want %v", c.name, sigs, err, c.want)
		}
	}
	good, err := witness.Cosign(t.Context(), liar(t, say(200, "", other+line))+"/", ourKey.Key, r.signed(5), 0, nil)
	if err != nil || len(good) != 1 || good[0].String() != line {
		t.Errorf("a stranger's line beside ours: %v, %v", good, err)
	}
	if _, err := witness.Cosign(t.Context(), "http://127.0.0.1:1", ourKey.Key, r.signed(5), 0, nil); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("nobody there: %v", err)
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- witness.Serve(ctx, l, http.NotFoundHandler()) }()
	resp, err := http.Get("http://" + l.Addr().String())
	if err != nil || resp.StatusCode != http.StatusNotFound {
		t.Errorf("%v, %v", resp, err)
	}
	resp.Body.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
