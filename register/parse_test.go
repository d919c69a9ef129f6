package register_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// dice are random bytes that are the same in every run.
func dice(seed uint64) io.Reader {
	var b [32]byte
	binary.BigEndian.PutUint64(b[:], seed)
	return rand.NewChaCha8(sha256.Sum256(b[:]))
}

// What the office writes, the strict reader reads: the writer and the reader know nothing of each other.
func TestOwnEventsAreReadByOutsiders(t *testing.T) {
	id := must(ipr.ParseID("VN/TM/4-2026-00001"))(t)
	record := &register.Record{Mark: &register.Mark{Text: "<SEN & VÀNG> \u2028 \x07"}, Classes: []register.Class{{Scheme: "nice", Class: 30}}}
	digest := register.Digest("x")
	for _, c := range []struct {
		name     string
		event    register.Event
		rows     int
		sd       int
		withheld register.Secrecy
	}{
		{"a public act", register.Event{Lane: register.Register, Entry: id, Act: "file", Field: []register.Field{
			{Name: "record", Value: record}, {Name: "effective", Value: ipr.Date{Year: 2026, Month: 11, Day: 22}},
			{Name: "actor", Value: []string{"Nguyễn Văn A"}},
			{Name: "documents", Value: []register.Document{{Name: "đơn.pdf", Pages: 2, SHA256: strings.Repeat("0f", 32), Size: 12}}},
			{Name: "private.contact", Value: map[string]string{"street": "12 phố Hàng Đào"}, Class: register.Closed}}}, 7, 8, ""},
		{"a sealed act with one field of another class", register.Event{Lane: register.Register, Entry: id, Act: "file", Class: register.Sealed, Opens: "publish", Field: []register.Field{
			{Name: "record", Value: record}, {Name: "record.sealed", Value: record}, {Name: "rule", Value: "art. 110", Class: register.Closed}}}, 5, 8, ""},
		{"an act on no entry", register.Event{Lane: register.Library, Act: "cover", Field: []register.Field{
			{Name: "record.covers", Value: json.RawMessage(`[[0,"` + digest + `"]]`)}}}, 3, 8, ""},
		{"many fields", register.Event{Lane: register.Library, Entry: id, Act: "import", Field: suffixed(30)}, 32, 64, ""},
	} {
		origin := must(register.NewOrigin("demo.invalid:8080", c.event.Lane, 3))(t)
		p, err := register.Prepare(c.event, origin, dice(1))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var texts []string
		for _, d := range p.Disclosure {
			texts = append(texts, d.Text)
		}
		at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.FixedZone("", 7*3600))
		s, err := register.ParseEvent(p.Leaf(origin, 12, at), texts)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(s.Manifest) != c.rows || len(s.Leaf.Digests) != c.sd || len(s.LeftOut) != 0 || s.Leaf.Lane != c.event.Lane || !s.Leaf.ReceivedAt.Equal(at) {
			t.Errorf("%s: %d rows, %d digests, left out %v, %v at %s", c.name, len(s.Manifest), len(s.Leaf.Digests), s.LeftOut, s.Leaf.Lane, s.Leaf.ReceivedAt)
		}
		for i, row := range s.Manifest {
			if d := p.Disclosure[i+1]; row.Name != d.Name || row.Class != d.Class || row.Opens != d.Opens || s.Revealed[i].Digest != d.Digest {
				t.Errorf("%s: row %v for %v", c.name, row, d)
			}
		}
	}
}

func suffixed(n int) []register.Field {
	var f []register.Field
	for i := range n {
		f = append(f, register.Field{Name: "private." + string(rune('a'+i%26)) + strings.Repeat("z", i/26), Value: i})
	}
	return f
}

func TestSilentEvents(t *testing.T) {
	s, err := register.ParseEvent(event{seq: 1, fields: filing("VN/TM/4-2026-00001")}.make().leaf, nil)
	if err != nil || s.Manifest != nil || s.Revealed != nil || s.Leaf.Seq != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestRevokedFlag(t *testing.T) {
	id, since, err := register.ParseRevoked("750f44d5=2026-11-22T08:00:00Z")
	if err != nil || id != 0x750f44d5 || since.Unix() != 1795334400 {
		t.Errorf("%x, %v, %v", id, since, err)
	}
	for _, s := range []string{"", "750f44d5", "750f44d5=", "=2026-11-22T08:00:00Z", "750F44D5=2026-11-22T08:00:00Z", "750f44d=2026-11-22T08:00:00Z", "750f44d5=2026-11-22"} {
		if _, _, err := register.ParseRevoked(s); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzLeaf(f *testing.F) {
	f.Add(event{seq: 12, fields: filing("VN/TM/4-2026-00012")}.make().leaf)
	f.Add(event{origin: copies, size: 32, fields: filing("VN/TM/4-2026-00012")}.make().leaf)
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := register.ParseLeaf(b)
		if err != nil {
			return
		}
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil || len(m) != 6 {
			t.Errorf("%q is no JSON of six members: %v", b, err)
		}
		seq, _ := json.Marshal(l.Seq)
		if again := leafText(l.Digests, l.Origin, l.ReceivedAt.Format(register.TimeLayout), string(seq)); !bytes.Equal(again, b) {
			t.Errorf("%q comes back as %q", b, again)
		}
	})
}

// Whatever passes the strict reader, encoding/json reads in the same way.
func FuzzDisclosure(f *testing.F) {
	f.Add([]byte(`["` + saltOf("f") + `","record",{"a":["\ud83c\udf3e đ",0,{}],"b":9007199254740991}]`))
	f.Add([]byte("\n[\t\"" + saltOf("f") + `" ,"corrects",[[1,"` + register.Digest("x") + `"]]]`))
	f.Add([]byte(`["` + saltOf("f") + `","documents",[{"name":"a","pages":1,"sha256":"` + strings.Repeat("0a", 32) + `","size":2}]]`))
	f.Add([]byte(`["` + saltOf("f") + `","manifest",[["id","` + register.Digest("x") + `","public",""],["act","` + register.Digest("y") + `","sealed","publish"]]]`))
	f.Add([]byte(`["` + saltOf("f") + `","record.continues",{"origin":"` + acts + `","size":1,"root":"` + note.EmptyRoot.String() + `"}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text := base64.RawURLEncoding.EncodeToString(raw)
		d, err := register.ParseDisclosure(text)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", raw, err)
			}
			return
		}
		var theirs []json.RawMessage
		var salt, name string
		if json.Unmarshal(raw, &theirs) != nil || len(theirs) != 3 || json.Unmarshal(theirs[0], &salt) != nil || json.Unmarshal(theirs[1], &name) != nil {
			t.Fatalf("%q is read here and not by encoding/json", raw)
		}
		if salt != d.Salt || name != d.Name || !bytes.Equal(theirs[2], d.Value) {
			t.Errorf("%q is read as %q %q %s here", raw, d.Salt, d.Name, d.Value)
		}
		if ours, value, err := register.Undisclose(text); err != nil || ours != name || !bytes.Equal(bytes.TrimSpace(value), d.Value) {
			t.Errorf("%q is read as %q %s by the quick reader: %v", raw, ours, value, err)
		}
		for _, r := range d.References() {
			if len(r.Digest) != 43 || r.Seq < 0 {
				t.Errorf("%q refers to %v", raw, r)
			}
		}
	})
}

func BenchmarkParseEvent(b *testing.B) {
	m := event{seq: 12, fields: filing("VN/TM/4-2026-00012")}.make()
	all, n := m.all(), len(m.leaf)
	for _, d := range all {
		n += len(d)
	}
	b.SetBytes(int64(n))
	for b.Loop() {
		if _, err := register.ParseEvent(m.leaf, all); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseLeaf(b *testing.B) {
	leaf := event{seq: 12, fields: filing("VN/TM/4-2026-00012")}.make().leaf
	b.SetBytes(int64(len(leaf)))
	for b.Loop() {
		if _, err := register.ParseLeaf(leaf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyReceipt(b *testing.B) {
	w := newWorld(acts)
	w.fill(5)
	r, policy := w.receipt(2, w.signed(1, 2)).Bytes(), []byte(w.policy(twoOfThree))
	for b.Loop() {
		if _, err := register.VerifyReceipt(slices.Clone(r), policy, register.VerifyOptions{Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}
