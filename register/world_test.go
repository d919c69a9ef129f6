package register_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// The tests of what outsiders read write every byte themselves, good and bad ones, with fixed salts and keys. Nothing
// here uses the code that writes the office's own events.

const (
	acts   = "demo.invalid/log/register/1"
	copies = "demo.invalid/log/library/1"
)

var url64 = base64.RawURLEncoding

// pseudo gives n bytes that look random and are always the same for a label.
func pseudo(label string, n int) []byte {
	h := sha256.Sum256([]byte(label))
	return h[:n]
}

// field is a disclosure to be made. What is empty is filled in with what is right.
type field struct {
	name  string
	value string // JSON
	class register.Secrecy
	opens string
	salt  string
	text  string // the whole disclosure
	unrow bool   // left out of the manifest
}

// event is a leaf and its disclosures, to be made.
type event struct {
	origin   string
	seq      int64
	at       string
	fields   []field
	manifest func(rows []string) []string // changes the manifest's rows
	digests  func(sd []string) []string   // changes the leaf's digests
	size     int                          // of _sd, at least
	leaf     []byte                       // the whole leaf
}

// made is an event that has been made.
type made struct {
	leaf  []byte
	texts map[string]string // disclosures by name
	names []string          // manifest first
}

func (m made) all() []string {
	var out []string
	for _, n := range m.names {
		out = append(out, m.texts[n])
	}
	return out
}

func disclosure(salt, name, value string) string {
	return url64.EncodeToString(fmt.Appendf(nil, `[%q,%q,%s]`, salt, name, value))
}

func saltOf(label string) string { return url64.EncodeToString(pseudo("salt "+label, 16)) }

func (e event) make() made {
	if e.origin == "" {
		e.origin = acts
	}
	if e.at == "" {
		e.at = "2026-11-22T08:00:00Z"
	}
	place := e.origin + " " + strconv.FormatInt(e.seq, 10)
	m := made{texts: map[string]string{}, names: []string{"manifest"}}
	var rows, digests []string
	for i, f := range e.fields {
		if f.class == "" {
			f.class = register.Public
		}
		if f.salt == "" {
			f.salt = saltOf(place + f.name + strconv.Itoa(i))
		}
		if f.text == "" {
			f.text = disclosure(f.salt, f.name, f.value)
		}
		m.texts[f.name] = f.text
		m.names = append(m.names, f.name)
		digest := register.Digest(f.text)
		digests = append(digests, digest)
		if !f.unrow {
			rows = append(rows, fmt.Sprintf("[%q,%q,%q,%q]", f.name, digest, string(f.class), f.opens))
		}
	}
	if e.manifest != nil {
		rows = e.manifest(rows)
	}
	m.texts["manifest"] = disclosure(saltOf(place), "manifest", "["+strings.Join(rows, ",")+"]")
	digests = append(digests, register.Digest(m.texts["manifest"]))
	size := max(8, e.size)
	for size < len(digests) {
		size *= 2
	}
	for len(digests) < size {
		digests = append(digests, url64.EncodeToString(pseudo(fmt.Sprint("decoy ", place, len(digests)), 32)))
	}
	slices.Sort(digests)
	if e.digests != nil {
		digests = e.digests(digests)
	}
	m.leaf = e.leaf
	if m.leaf == nil {
		m.leaf = leafText(digests, e.origin, e.at, strconv.FormatInt(e.seq, 10))
	}
	return m
}

func leafText(digests []string, origin, at, seq string) []byte {
	return []byte(`{"_sd":["` + strings.Join(digests, `","`) + `"],"_sd_alg":"sha-256","log":"` + origin + `","received_at":"` + at + `","seq":` + seq + `,"v":1}`)
}

// filing is what a common event tells: the filing of an application with a private address.
func filing(id string) []field {
	return []field{
		{name: "id", value: strconv.Quote(id)},
		{name: "act", value: `"file"`},
		{name: "effective", value: `"2026-11-22"`},
		{name: "record", value: `{"mark":{"text":"SEN VÀNG"},"classes":[{"scheme":"nice","class":30}]}`},
		{name: "private.contact", value: `{"street":"12 phố Hàng Đào"}`, class: register.Closed},
	}
}

// world is a log with its keys, witnesses and policies.
type world struct {
	origin       string
	log, next    *note.Signer // the log's key, and the one that follows it
	thief, other *note.Signer // keys of nobody, and of another log
	witness      []*note.Signer
	events       []made
	hashes       []tlog.Hash
}

func seeded(name string, kind note.Kind, seed byte) *note.Signer {
	s, err := note.NewSigner(name, kind, bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		panic(err)
	}
	return s
}

func newWorld(origin string) *world {
	w := &world{origin: origin,
		log: seeded(origin, note.Log, 1), next: seeded(origin, note.Log, 2), thief: seeded(origin, note.Log, 3),
		other: seeded("other.demo.invalid/log/register/1", note.Log, 4)}
	for i := range 3 {
		w.witness = append(w.witness, seeded(fmt.Sprintf("w%d.demo.invalid", i+1), note.Cosigner, byte(11+i)))
	}
	return w
}

// ReadHashes reads from the log's tree.
func (w *world) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = w.hashes[x]
	}
	return out, nil
}

// add appends events whatever their seq says.
func (w *world) add(events ...made) {
	for _, m := range events {
		h, err := tlog.StoredHashes(int64(len(w.events)), m.leaf, w)
		if err != nil {
			panic(err)
		}
		w.hashes, w.events = append(w.hashes, h...), append(w.events, m)
	}
}

// fill appends n common events.
func (w *world) fill(n int) {
	for range n {
		seq := int64(len(w.events))
		w.add(event{origin: w.origin, seq: seq, fields: filing(fmt.Sprintf("VN/TM/4-2026-%05d", seq))}.make())
	}
}

func (w *world) checkpoint() note.Checkpoint {
	root, err := tlog.TreeHash(int64(len(w.events)), w)
	if err != nil {
		panic(err)
	}
	return note.Checkpoint{Origin: w.origin, Size: int64(len(w.events)), Root: root}
}

// now is the verifier's time; the witnesses cosign a minute before.
var now = time.Date(2026, 11, 22, 8, 2, 0, 0, time.UTC)

// signed is the newest checkpoint, by the log and the witnesses with the given numbers.
func (w *world) signed(witnesses ...int) *note.Note {
	n := note.Sign(w.checkpoint().Text(), now, w.log)
	for _, i := range witnesses {
		n.Add(w.witness[i-1].Sign(n.Text, now.Add(-time.Minute)))
	}
	return n
}

// proof proves the event at the index under a checkpoint of the whole log.
func (w *world) proof(index int64, n *note.Note) note.Proof {
	p, err := tlog.ProveRecord(int64(len(w.events)), index, w)
	if err != nil {
		panic(err)
	}
	return note.Proof{Index: index, Hashes: p, Note: n.Bytes()}
}

// receipt shows the named disclosures of an event, all if none is named.
func (w *world) receipt(index int64, n *note.Note, names ...string) register.Receipt {
	m := w.events[index]
	r := register.Receipt{Leaf: m.leaf, Proof: w.proof(index, n).String()}
	if len(names) == 0 {
		names = m.names
	}
	for _, name := range names {
		r.Disclosures = append(r.Disclosures, m.texts[name])
	}
	return r
}

// policy names the log's keys and all three witnesses, with the given last lines.
func (w *world) policy(rule string, logs ...*note.Signer) string {
	if len(logs) == 0 {
		logs = []*note.Signer{w.log}
	}
	var b strings.Builder
	for _, l := range logs {
		fmt.Fprintf(&b, "log %s\n", l.Key)
	}
	for i, s := range w.witness {
		fmt.Fprintf(&b, "witness w%d %s\n", i+1, s.Key)
	}
	return b.String() + rule + "\n"
}

const twoOfThree = "group witnesses 2 w1 w2 w3\nquorum witnesses"

// oneEvent is a log of three events, the second of which is the given one.
func oneEvent(e event) *world {
	w := newWorld(acts)
	if e.origin != "" {
		w = newWorld(e.origin)
	}
	w.fill(1)
	if e.seq == 0 {
		e.seq = 1
	}
	w.add(e.make())
	w.fill(1)
	return w
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
