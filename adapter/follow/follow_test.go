package follow_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/adapter/follow"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

const origin = "demo.invalid/log/register/1"

var nine = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func signer(name string, kind note.Kind, seed byte) *note.Signer {
	s, err := note.NewSigner(name, kind, bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		panic(err)
	}
	return s
}

var w1, w2 = signer("w1.demo.invalid", note.Cosigner, 11), signer("w2.demo.invalid", note.Cosigner, 12)

// office is a log whose events the office's own code has written.
type office struct {
	*oracle.Log
	t      testing.TB
	random io.Reader
	events []*register.Prepared
}

func newOffice(t *testing.T, seed string) *office {
	return &office{Log: oracle.NewLog(origin, 1), t: t, random: rand.NewChaCha8(sha256.Sum256([]byte(seed)))}
}

// add appends an event at the end of the log, and gives it with its seq.
func (o *office) add(e register.Event) (*register.Prepared, int64) {
	o.t.Helper()
	return o.addAt(e, origin, o.Size(), nine)
}

func (o *office) addAt(e register.Event, origin string, seq int64, at time.Time) (*register.Prepared, int64) {
	o.t.Helper()
	e.Lane = register.Register
	p, err := register.Prepare(e, origin, o.random)
	if err != nil {
		o.t.Fatal(err)
	}
	o.Add(p.Leaf(origin, seq, at), p.PublicText()...)
	o.events = append(o.events, p)
	return p, seq
}

func id(n int64) ipr.ID {
	return ipr.ID{Office: "VN", Kind: ipr.Trademark, Number: fmt.Sprintf("4-2026-%05d", n)}
}

// grow appends n public events with a private address.
func (o *office) grow(n int) {
	for range n {
		o.add(register.Event{Entry: id(o.Size()), Act: "file", Field: []register.Field{
			{Name: "record", Value: &register.Record{Title: "Cà phê"}},
			{Name: "private.contact", Value: "12 phố Hàng Đào", Class: register.Closed},
		}})
	}
}

// seal appends a sealed event.
func (o *office) seal() (*register.Prepared, int64) {
	return o.add(register.Event{Entry: id(o.Size()), Act: "file", Class: register.Sealed, Opens: "publish",
		Field: []register.Field{{Name: "record", Value: &register.Record{Title: "Máy cày"}}}})
}

// refer appends an event with references to all disclosures of another.
func (o *office) refer(act, name string, to *register.Prepared, seq int64) {
	var refs []json.RawMessage
	for _, d := range to.Disclosure {
		refs = append(refs, json.RawMessage(fmt.Sprintf("[%d,%q]", seq, d.Digest)))
	}
	o.add(register.Event{Entry: id(seq), Act: act, Field: []register.Field{{Name: name, Value: refs}}})
}

func texts(p *register.Prepared) []string {
	var s []string
	for _, d := range p.Disclosure {
		s = append(s, d.Text)
	}
	return s
}

func policy(t *testing.T, rule string, logs ...*note.Signer) *note.Policy {
	t.Helper()
	if len(logs) == 0 {
		logs = []*note.Signer{oracle.NewLog(origin, 1).Signer}
	}
	var b strings.Builder
	for _, l := range logs {
		fmt.Fprintf(&b, "log %s\n", l.Key)
	}
	fmt.Fprintf(&b, "witness w1 %s\nwitness w2 %s\n%s\n", w1.Key, w2.Key, rule)
	p, err := note.ParsePolicy([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// follower follows a log into a folder of its own.
type follower struct {
	follow.Options
	t *testing.T
}

func newFollower(t *testing.T, url, rule string) *follower {
	t.Helper()
	return &follower{follow.Options{URL: url, Dir: t.TempDir(), Policy: policy(t, rule), Clock: func() time.Time { return nine }}, t}
}

func (f *follower) run() (*follow.Report, error) { return follow.Follow(f.t.Context(), f.Options) }

func (f *follower) good(size, fresh int64) *follow.Report {
	f.t.Helper()
	r, err := f.run()
	if err != nil {
		f.t.Fatal(err)
	}
	if r.Size != size || r.New != fresh || r.Origin != origin || !r.Standing.Met {
		f.t.Errorf("%d leaves, %d new of %s; want %d, %d", r.Size, r.New, r.Origin, size, fresh)
	}
	return r
}

func (f *follower) bad(kind fault.Kind, words ...string) {
	f.t.Helper()
	r, err := f.run()
	if err == nil || fault.KindOf(err) != kind {
		f.t.Errorf("%+v, %v, want %v", r, err, kind)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			f.t.Errorf("%v; want %q in it", err, w)
		}
	}
}

func TestMirrorGrowsWithTheLog(t *testing.T) {
	o := newOffice(t, "a")
	url := o.Start(t, nil)
	f := newFollower(t, url, "quorum none")
	var told []int64
	f.Progress = func(verified, size int64) { told = append(told, verified, size) }
	f.good(0, 0)
	for _, n := range []int{1, 254, 1, 1, 200, 300} {
		old := o.Size()
		o.grow(n)
		o.Sign()
		f.good(old+int64(n), int64(n))
	}
	f.good(757, 0)
	if last := told[len(told)-2:]; last[0] != 757 || last[1] != 757 {
		t.Errorf("progress ends with %v", last)
	}

	// The mirror has the layout of the log, so that Tessera reads it from a plain file server.
	_, prefix, _ := strings.Cut(origin, "/")
	files := httptest.NewServer(http.StripPrefix("/"+prefix, http.FileServer(http.Dir(f.Dir))))
	defer files.Close()
	if size := oracleOfMirror(t, f.Dir, files.URL+"/"+prefix+"/", o.Signer.Key.String()); size != 757 {
		t.Errorf("Tessera read %d leaves", size)
	}
	again := newFollower(t, files.URL+"/"+prefix+"/", "quorum none")
	again.good(757, 757)
}

// oracleOfMirror checks what fsck can check of a mirror, which holds the partial tiles of its newest size only.
func oracleOfMirror(t *testing.T, dir, base, vkey string) int64 {
	t.Helper()
	if left, _ := filepath.Glob(filepath.Join(dir, "tile", "*", "*.p", "*")); len(left) != 3 {
		t.Errorf("partial tiles of size 757: %v", left)
	}
	return oracle.Fsck(t, base, vkey)
}

func TestOnlyWhatIsNewIsFetched(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(600)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	f.good(600, 600)
	clear(o.Asked)
	f.good(600, 0)
	if len(o.Asked) != 1 || o.Asked["checkpoint"] != 1 {
		t.Errorf("nothing is new, and asked for was %v", o.Asked)
	}
	o.grow(10)
	o.Sign()
	clear(o.Asked)
	f.good(610, 10)
	for path := range o.Asked {
		if !slices.Contains([]string{"checkpoint", "tile/0/002.p/98", "tile/entries/002.p/98", "disclosure/002"}, path) {
			t.Errorf("asked for %s", path)
		}
	}
}

func TestRunThatIsCutOffGoesOn(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(256 * 18)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	ctx, cancel := context.WithCancel(t.Context())
	f.Progress = func(verified, _ int64) { cancel() }
	if _, err := follow.Follow(ctx, f.Options); err == nil {
		t.Fatal("the run was not cut off")
	}
	f.Progress = nil
	clear(o.Asked)
	f.good(256*18, 256*18)
	fetched := 0
	for path := range o.Asked {
		if strings.HasPrefix(path, "tile/entries/") {
			fetched++
		}
	}
	if fetched != 2 { // 16 of the 18 bundles were there
		t.Errorf("%d bundles were fetched again", fetched)
	}
}

func TestFollowUnderWitnesses(t *testing.T) {
	o := newOffice(t, "a")
	url := o.Start(t, nil)
	o.grow(10)
	o.Sign(w1)
	f := newFollower(t, url, "group g all w1 w2\nquorum g")
	f.bad(fault.Invalid, "witnessed 1 of 2", "quorum g not met")
	o.Sign(w1, w2)
	f.good(10, 10)
	o.grow(5)
	o.Sign() // newer, and nobody has seen it yet
	f.good(10, 0)
	o.Sign(w2, w1)
	if r := f.good(15, 5); r.Standing.K != 2 || !strings.Contains(r.Text(locale.En), "witnessed 2 of 2; quorum g met") {
		t.Errorf("%s", r.Text(locale.En))
	}
}

func TestForks(t *testing.T) {
	for _, c := range []struct {
		name   string
		grow   func(honest, fork *office)
		words  string
		honest int64
	}{
		{"another tree of the same size", func(h, f *office) { h.grow(300); f.grow(300) }, "does not continue", 300},
		{"another, greater tree", func(h, f *office) { h.grow(300); f.grow(700) }, "does not continue", 300},
		{"a smaller tree of the same log", func(h, f *office) { h.grow(300); f.grow(10) }, "gone back", 300},
		{"an empty tree", func(h, f *office) { h.grow(3) }, "gone back", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			honest, fork := newOffice(t, "a"), newOffice(t, "b")
			c.grow(honest, fork)
			honest.Sign()
			fork.Sign()
			f := newFollower(t, honest.Start(t, nil), "quorum none")
			f.good(c.honest, c.honest)
			good := f.URL
			f.URL = fork.Start(t, nil)
			for range 2 { // loud each time, kept once
				_, err := f.run()
				var e *follow.ForkError
				if !errors.As(err, &e) || !strings.Contains(err.Error(), c.words) {
					t.Fatalf("%v, want a fork: %s", err, c.words)
				}
			}
			kept, err := filepath.Glob(filepath.Join(f.Dir, "fork", "*"))
			if err != nil || len(kept) != 2 {
				t.Fatalf("kept: %v, %v", kept, err)
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
				if v, err := n.Verify([]note.Key{honest.Signer.Key}); err != nil || len(v) != 1 {
					t.Errorf("%s is not signed by the log", filepath.Base(path))
				}
			}
			f.URL = good
			f.good(c.honest, 0)
		})
	}
}

func TestTwoTreesOfOneSizeAtOnce(t *testing.T) {
	honest, fork := newOffice(t, "a"), newOffice(t, "b")
	honest.grow(5)
	fork.grow(5)
	seen, newest := honest.Sign(w1), fork.Sign()
	url := honest.Start(t, func(path string, body []byte) []byte {
		switch path {
		case "checkpoint":
			return newest.Bytes()
		case "checkpoint.witnessed":
			return seen.Bytes()
		}
		return body
	})
	_, err := newFollower(t, url, "quorum w1").run()
	var e *follow.ForkError
	if !errors.As(err, &e) || !bytes.Equal(e.Mirrored, newest.Bytes()) || !bytes.Equal(e.Offered, seen.Bytes()) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsServedWrong(t *testing.T) {
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte {
			b = bytes.Clone(b)
			b[at] ^= 1
			return b
		}
	}
	for _, c := range []struct {
		name, path string
		change     func(b []byte) []byte
		kind       fault.Kind
		words      string
	}{
		{"a hash of a tile", "tile/0/001.p/44", flip(100), fault.Invalid, "tiles do not hash to the root"},
		{"a hash of a full tile", "tile/0/000", flip(0), fault.Invalid, "tiles do not hash to the root"},
		{"a hash of an upper tile", "tile/1/000.p/1", flip(0), fault.Invalid, "tiles do not hash to the root"},
		{"a short tile", "tile/0/000", func(b []byte) []byte { return b[:len(b)-32] }, fault.Invalid, "has 8192 bytes"},
		{"a byte of a leaf", "tile/entries/000", flip(200), fault.Invalid, "leaf 0 does not hash to the tree"},
		{"a leaf missing", "tile/entries/001.p/44", func(b []byte) []byte { return b[2+int(b[0])<<8+int(b[1]):] }, fault.Invalid, "a bundle of width 44"},
		{"a leaf cut off", "tile/entries/000", func(b []byte) []byte { return b[:len(b)-1] }, fault.Invalid, "breaks off"},
		{"a tile too long", "tile/0/000", func(b []byte) []byte { return append(b, b...) }, fault.Invalid, "more than 8192 bytes"},
		{"an endless bundle", "tile/entries/000", func([]byte) []byte { return make([]byte, 8<<20) }, fault.Invalid, "more than"},
		{"an endless checkpoint", "checkpoint", func([]byte) []byte { return make([]byte, 8<<20) }, fault.Invalid, "more than"},
		{"a signature of the checkpoint", "checkpoint", func(b []byte) []byte { return bytes.Replace(b, []byte("\n300\n"), []byte("\n299\n"), 1) }, fault.Invalid, "does not verify"},
		{"no checkpoint", "checkpoint", func([]byte) []byte { return []byte("<html>") }, fault.Invalid, ""},
		{"a disclosure", "disclosure/000", func(b []byte) []byte {
			return bytes.Replace(b, []byte(`{"disclosures":["`), []byte(`{"disclosures":["WyJ`), 1)
		}, fault.Invalid, "leaf 0"},
		{"a disclosure of another leaf", "disclosure/000", func(b []byte) []byte {
			lines := bytes.SplitAfter(b, []byte("\n"))
			var first, second struct{ Disclosures []string }
			json.Unmarshal(lines[0], &first)
			json.Unmarshal(lines[1], &second)
			return bytes.Replace(b, []byte(first.Disclosures[2]), []byte(second.Disclosures[2]), 1)
		}, fault.Invalid, "does not hold the digest"},
		{"no manifest", "disclosure/000", func(b []byte) []byte {
			var first struct{ Disclosures []string }
			json.Unmarshal(bytes.SplitAfter(b, []byte("\n"))[0], &first)
			return bytes.Replace(b, []byte(`"`+first.Disclosures[0]+`",`), nil, 1)
		}, fault.Invalid, "the manifest is missing"},
		{"a public field less", "disclosure/000", func(b []byte) []byte {
			var first struct{ Disclosures []string }
			json.Unmarshal(bytes.SplitAfter(b, []byte("\n"))[0], &first)
			return bytes.Replace(b, []byte(`,"`+first.Disclosures[2]+`"`), nil, 1)
		}, fault.Invalid, "leaf 0: the field act is to be served"},
		{"a line twice", "disclosure/000", func(b []byte) []byte {
			line := bytes.SplitAfter(b, []byte("\n"))[0]
			return append(bytes.Clone(line), b...)
		}, fault.Invalid, "disclosure/000, line 2"},
		{"a line of another bundle", "disclosure/001", func(b []byte) []byte { return bytes.Replace(b, []byte(`"seq":256`), []byte(`"seq":0`), 1) }, fault.Invalid, "disclosure/001, line 1"},
		{"a space in a line", "disclosure/000", func(b []byte) []byte { return bytes.Replace(b, []byte(`,"seq"`), []byte(`, "seq"`), 1) }, fault.Invalid, "disclosure/000, line 1"},
		{"a line without its end", "disclosure/001", func(b []byte) []byte { return bytes.TrimSuffix(b, []byte("\n")) }, fault.Invalid, "disclosure/001, line 44"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, "a")
			o.grow(300)
			o.Sign()
			var wrong atomic.Bool // a request may still be served when following has failed
			wrong.Store(true)
			f := newFollower(t, o.Start(t, func(path string, b []byte) []byte {
				if wrong.Load() && path == c.path {
					return c.change(b)
				}
				return b
			}), "quorum none")
			f.bad(c.kind, c.words)
			wrong.Store(false)
			f.good(300, 300) // nothing wrong has been kept
		})
	}
}

func TestLeavesInTheWrongPlace(t *testing.T) {
	for _, c := range []struct {
		name  string
		add   func(o *office)
		words string
	}{
		{"of another log", func(o *office) { o.addAt(register.Event{Act: "clock"}, "demo.invalid/log/register/2", 1, nine) }, "leaf 1: the leaf says that it is of the log"},
		{"with another number", func(o *office) { o.addAt(register.Event{Act: "clock"}, origin, 7, nine) }, "leaf 1: the leaf says that its number is 7"},
		{"before the one in front", func(o *office) { o.addAt(register.Event{Act: "clock"}, origin, 1, nine.Add(-time.Second)) }, "leaf 1: the leaf was received before"},
		{"no leaf at all", func(o *office) { o.Add([]byte("{}")) }, "leaf 1: a leaf begins with"},
	} {
		o := newOffice(t, "a")
		o.grow(1)
		o.Sign()
		f := newFollower(t, o.Start(t, nil), "quorum none")
		if c.name == "before the one in front" {
			f.good(1, 1) // known from the run before
		}
		c.add(o)
		o.Sign()
		f.bad(fault.Invalid, c.words)
	}
}

func TestSealedIsServedWhenItIsOpened(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(2)
	secret, seq := o.seal()
	o.grow(300)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	r := f.good(303, 303)
	if r.Silent != 1 || !r.SilentSince.Equal(nine) || !strings.Contains(r.Text(locale.Vi), "1 lá không được công bố gì, kể từ 2026-11-22T09:00:00Z") {
		t.Errorf("silent: %d since %v\n%s", r.Silent, r.SilentSince, r.Text(locale.Vi))
	}

	// Served before it is opened: wrong, as soon as the mirror has all that the log has signed.
	o.Serve(seq, texts(secret)...)
	fresh := newFollower(t, f.URL, "quorum none")
	fresh.bad(fault.Invalid, "leaf 2", "served, but sealed and not opened")

	// Opened by its publication, which is mirrored later than the bundle that it opens.
	o.refer("publish", "record.opens", secret, seq)
	o.Sign()
	if r := f.good(304, 1); r.Silent != 0 || r.Pending != 0 {
		t.Errorf("after opening: %+v", r)
	}
	m, err := follow.Open(f.Dir, origin)
	if err != nil {
		t.Fatal(err)
	}
	if leaf, served, err := m.Leaf(origin, seq); err != nil || len(served) != 4 || !bytes.Equal(leaf, secret.Leaf(origin, seq, nine)) {
		t.Errorf("the mirror has %d disclosures: %v", len(served), err)
	}
	fresh.good(304, 304)
}

func TestOpenedFieldThatIsWithheld(t *testing.T) {
	o := newOffice(t, "a")
	secret, seq := o.seal()
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	f.good(1, 1)
	o.refer("publish", "record.opens", secret, seq)
	o.Sign()
	f.bad(fault.Invalid, "leaf 0", "is to be served")
	o.Serve(seq, texts(secret)[:3]...)
	f.bad(fault.Invalid, "leaf 0", "is to be served")
	o.Serve(seq, texts(secret)...)
	f.good(2, 1)
}

// The checkpoint that witnesses have seen lags behind; what is served may be explained by an event beyond it.
func TestQuestionsWaitForTheEventsThatAnswerThem(t *testing.T) {
	o := newOffice(t, "a")
	secret, seq := o.seal()
	o.Sign(w1)
	url := o.Start(t, nil)
	f := newFollower(t, url, "quorum w1")
	o.refer("publish", "record.opens", secret, seq)
	o.Serve(seq, texts(secret)...)
	o.Sign() // not witnessed yet
	if r := f.good(1, 1); r.Pending != 4 || !strings.Contains(r.Text(locale.En), "4 fields") {
		t.Errorf("pending: %d", r.Pending)
	}
	if r := f.good(1, 0); r.Pending != 4 {
		t.Errorf("pending, once more: %d", r.Pending)
	}
	o.Sign(w1)
	if r := f.good(2, 1); r.Pending != 0 {
		t.Errorf("still pending: %d", r.Pending)
	}
	f.good(2, 0)

	// A log that only pretends is found out when the mirror reaches the size it had then.
	liar := newOffice(t, "b")
	secret, seq = liar.seal()
	liar.Sign(w1)
	f = newFollower(t, liar.Start(t, nil), "quorum w1")
	liar.grow(1)
	liar.Serve(seq, texts(secret)...)
	liar.Sign()
	if r := f.good(1, 1); r.Pending != 4 {
		t.Errorf("pending: %d", r.Pending)
	}
	liar.Sign(w1)
	liar.grow(1)
	liar.Sign() // there is always one more
	f.bad(fault.Invalid, "leaf 0", "sealed and not opened")
}

// A log that opens a field and then keeps it back is found out, though its newest checkpoint is always one ahead.
func TestWithheldFieldIsAskedForAgain(t *testing.T) {
	o := newOffice(t, "a")
	secret, seq := o.seal()
	o.refer("publish", "record.opens", secret, seq)
	o.Sign(w1)
	o.grow(1)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum w1")
	for range 2 {
		if r := f.good(2, max(0, 2-f.had())); r.Pending != 4 {
			t.Errorf("pending: %d", r.Pending)
		}
	}
	o.Sign(w1)
	o.grow(1)
	o.Sign()
	f.bad(fault.Invalid, "leaf 0", "is to be served")
}

// had is the number of leaves that the mirror holds.
func (f *follower) had() int64 {
	m, err := follow.Open(f.Dir, origin)
	if err != nil {
		return 0
	}
	return m.Size()
}

func TestClosedIsNeverServed(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(1)
	o.Serve(0, texts(o.events[0])...)
	o.Sign()
	newFollower(t, o.Start(t, nil), "quorum none").bad(fault.Invalid, "leaf 0: the field private.contact is closed, but served")
}

func TestErasedIsNotServedAnyMore(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(1)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	f.good(1, 1)
	o.refer("erase", "record.erases", o.events[0], 0)
	o.Sign()
	f.bad(fault.Invalid, "leaf 0", "erased is still served")
	o.Serve(0)
	if r := f.good(2, 1); r.Silent != 1 {
		t.Errorf("silent: %d", r.Silent)
	}
	newFollower(t, f.URL, "quorum none").good(2, 2)
	m, err := follow.Open(f.Dir, origin)
	if err != nil {
		t.Fatal(err)
	}
	if erased, err := m.Erased(origin, 0, o.events[0].Manifest()); err != nil || !erased {
		t.Errorf("erased: %v, %v", erased, err)
	}
	if erased, err := m.Erased(origin, 1, o.events[0].Manifest()); err != nil || erased {
		t.Errorf("another leaf is erased: %v, %v", erased, err)
	}
}

func TestReferenceToWhatIsNotThere(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(2)
	o.refer("cover", "record.covers", o.events[1], 0) // the digests of leaf 1, said to be of leaf 0
	o.Sign()
	newFollower(t, o.Start(t, nil), "quorum none").bad(fault.Invalid, "leaf 2", "record.covers", "leaf 0 has not")
}

func TestReceiptAgainstTheMirror(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(300)
	n := o.Sign(w1)
	f := newFollower(t, o.Start(t, nil), "quorum w1")
	f.good(300, 300)
	m, err := follow.Open(f.Dir, origin)
	if err != nil {
		t.Fatal(err)
	}
	e := o.events[270]
	hashes := make([]tlog.Hash, 0, 2*300)
	read := tlog.HashReaderFunc(func(x []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(x))
		for i := range x {
			out[i] = hashes[x[i]]
		}
		return out, nil
	})
	for i, p := range o.events {
		h, err := tlog.StoredHashes(int64(i), p.Leaf(origin, int64(i), nine), read)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, h...)
	}
	p, err := tlog.ProveRecord(300, 270, read)
	if err != nil {
		t.Fatal(err)
	}
	r := register.Receipt{Leaf: e.Leaf(origin, 270, nine), Disclosures: texts(e), Proof: note.Proof{Index: 270, Hashes: p, Note: n.Bytes()}.String()}
	opt := register.VerifyOptions{Now: nine, Followed: m}
	if v, err := register.VerifyReceipt(r.Bytes(), []byte(f.Policy.String()), opt); err != nil || !v.Followed || !v.OK() {
		t.Errorf("%+v, %v", v, err)
	}
	if _, _, err := m.Leaf(origin, 300); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a leaf beyond the mirror: %v", err)
	}
	if _, _, err := m.Leaf("demo.invalid/log/library/1", 0); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a leaf of another log: %v", err)
	}
}

func TestFollowRefusesToBegin(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(1)
	o.Sign()
	url := o.Start(t, nil)
	with := func(change func(f *follower)) *follower {
		f := newFollower(t, url, "quorum none")
		change(f)
		return f
	}
	with(func(f *follower) { f.Policy = nil }).bad(fault.Invalid, "under a policy")
	with(func(f *follower) { f.Policy = policy(t, "quorum none", signer(origin, note.Log, 9)) }).bad(fault.Invalid, "no log of the policy")
	with(func(f *follower) { f.URL = "demo.invalid/log/register/1" }).bad(fault.Invalid, "is not the address of a log")
	with(func(f *follower) { f.URL = "file:///etc" }).bad(fault.Invalid, "is not the address of a log")
	with(func(f *follower) { f.URL += "?x=1" }).bad(fault.Invalid, "is not the address of a log")
	with(func(f *follower) { f.URL = strings.Replace(url, "register", "library", 1) }).bad(fault.NotFound)
	with(func(f *follower) { f.URL = "http://127.0.0.1:1/log/register/1" }).bad(fault.Unavailable, "cannot be reached")

	// The right log at the path of another.
	wrong := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Get(url + strings.TrimPrefix(r.URL.Path, "/log/library/1/"))
		if err == nil {
			defer resp.Body.Close()
			io.Copy(w, resp.Body)
		}
	}))
	defer wrong.Close()
	with(func(f *follower) { f.URL = wrong.URL + "/log/library/1" }).bad(fault.Invalid, "at an address of another log")

	// A redirection is not followed.
	moved := httptest.NewServer(http.RedirectHandler(url+"checkpoint", http.StatusFound))
	defer moved.Close()
	with(func(f *follower) { f.URL = moved.URL + "/log/register/1" }).bad(fault.Unavailable, "302")

	// A cosignature from the future.
	o.At = nine.Add(2 * time.Hour)
	o.Sign(w1)
	with(func(*follower) {}).bad(fault.Invalid, "in the future")
}

func TestLogThatDawdles(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(1)
	o.Sign()
	done := make(chan struct{})
	url := o.Start(t, func(path string, b []byte) []byte {
		if strings.HasPrefix(path, "tile/entries/") {
			<-done
		}
		return b
	})
	f := newFollower(t, url, "quorum none")
	f.Timeout = 100 * time.Millisecond
	f.bad(fault.Unavailable, "tile/entries/000.p/1")
	close(done)
	f.Timeout = 0
	f.good(1, 1)
}

func TestTwoFollowersInOneFolder(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(1)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	f.Progress = func(int64, int64) {
		g := *f
		g.Progress = nil
		g.bad(fault.Conflict, "another process")
	}
	f.good(1, 1)
	other := oracle.NewLog("demo.invalid/log/library/1", 1)
	g := *f
	g.URL, g.Policy, g.Progress = other.Start(t, nil), policy(t, "quorum none", other.Signer), nil
	g.bad(fault.Invalid, "the folder mirrors "+origin)
}

func TestDamagedMirror(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(300)
	o.Sign()
	f := newFollower(t, o.Start(t, nil), "quorum none")
	f.good(300, 300)
	for _, path := range []string{"tile/1/000.p/1", "tile/0/000", "tile/0/001.p/44", "tile/entries/001.p/44"} {
		p := filepath.Join(f.Dir, filepath.FromSlash(path))
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		b[5] ^= 1
		if err := os.WriteFile(p, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o.grow(1)
	o.Sign()
	f.good(301, 1) // what is needed is fetched again
	if err := os.WriteFile(filepath.Join(f.Dir, "state.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	f.bad(fault.Internal, "state is damaged")
	if _, err := follow.Open(f.Dir, origin); fault.KindOf(err) != fault.Internal {
		t.Errorf("open: %v", err)
	}
	if _, err := follow.Open(t.TempDir(), origin); fault.KindOf(err) != fault.NotFound {
		t.Errorf("open nothing: %v", err)
	}
}

// A log that drops partial tiles once the full ones are there is within tlog-tiles.
func TestPartialTilesThatAreGone(t *testing.T) {
	o := newOffice(t, "a")
	o.grow(100)
	early := o.Sign()
	o.grow(156)
	o.Sign()
	url := o.Start(t, func(path string, b []byte) []byte {
		if path == "checkpoint" {
			return early.Bytes()
		}
		return b
	})
	gone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, ".p/") {
			http.NotFound(w, r)
			return
		}
		resp, err := http.Get(strings.TrimSuffix(url, "/log/register/1/") + r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		w.WriteHeader(resp.StatusCode)
		io.Copy(w, resp.Body)
	}))
	defer gone.Close()
	newFollower(t, gone.URL+"/log/register/1", "quorum none").good(100, 100)
}

// A mirror made from nothing, with fsync of every file.
func BenchmarkFollow(b *testing.B) {
	o := &office{Log: oracle.NewLog(origin, 1), t: b, random: rand.NewChaCha8([32]byte{})}
	o.grow(5120)
	o.Sign()
	url := o.Start(b, nil)
	p, err := note.ParsePolicy([]byte("log " + o.Signer.Key.String() + "\nquorum none\n"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := follow.Follow(b.Context(), follow.Options{URL: url, Dir: b.TempDir(), Policy: p, Clock: func() time.Time { return nine }})
		if err != nil || r.Size != 5120 {
			b.Fatal(r, err)
		}
	}
	b.ReportMetric(5120*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
}

func FuzzDisclosureBundle(f *testing.F) {
	f.Add([]byte("{\"disclosures\":[\"WyJ\"],\"seq\":256}\n{\"disclosures\":[\"a\",\"b\"],\"seq\":300}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		shown, err := follow.ParseShown(1, b)
		if err != nil {
			return
		}
		var again []byte
		for _, s := range shown {
			line, err := json.Marshal(map[string]any{"disclosures": s.Disclosures, "seq": s.Seq})
			if err != nil {
				t.Fatal(err)
			}
			again = append(append(again, line...), '\n')
		}
		if !bytes.Equal(again, b) {
			t.Errorf("%q comes back as %q", b, again)
		}
	})
}
