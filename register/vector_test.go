package register_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

var update = flag.Bool("update", false, "write docs/log-vectors anew")

// golden holds v against a file of test vectors.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(outside.Root(t), "docs", "log-vectors", name)
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || !bytes.Equal(want, b.Bytes()) {
		t.Errorf("docs/log-vectors/%s differs from what the code does now: %v; go test ./register -update writes it anew", name, err)
	}
}

// refusal is the error's text for a vector, and a complaint if there is none or it is of another kind.
func refusal(t *testing.T, name string, err error) string {
	t.Helper()
	if err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("%s: %v, want it refused as Invalid", name, err)
		return ""
	}
	return err.Error()
}

func TestKeyVectors(t *testing.T) {
	type vector struct {
		Name  string `json:"name"`
		Seed  string `json:"seed,omitempty"`
		Key   string `json:"key_name,omitempty"`
		Type  int    `json:"type,omitempty"`
		KeyID string `json:"keyid,omitempty"`
		VKey  string `json:"vkey"`
		Error string `json:"error,omitempty"`
	}
	w := newWorld(acts)
	var out []vector
	for _, c := range []struct {
		name string
		s    *note.Signer
		seed byte
	}{{"a log", w.log, 1}, {"its next key", w.next, 2}, {"a witness", w.witness[0], 11}, {"the same bytes as a witness's key", seeded(acts, note.Cosigner, 1), 1}} {
		k := must(note.ParseKey(c.s.Key.String()))(t)
		out = append(out, vector{Name: c.name, Seed: hex.EncodeToString(bytes.Repeat([]byte{c.seed}, 32)), Key: k.Name, Type: int(k.Kind), KeyID: k.KeyID(), VKey: k.String()})
	}
	good := w.log.Key.String()
	for _, c := range []struct{ name, vkey string }{
		{"another key id", strings.Replace(good, w.log.Key.KeyID(), "00000000", 1)},
		{"a key id in capitals", strings.Replace(good, w.log.Key.KeyID(), strings.ToUpper(w.log.Key.KeyID()), 1)},
		{"a type that is not known", acts + "+7d8c7a50+BgEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"},
		{"a space in the name", strings.Replace(good, "log", "l g", 1)},
		{"31 bytes of key", acts + "+7d8c7a50+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="},
		{"no name", good[len(acts):]},
	} {
		_, err := note.ParseKey(c.vkey)
		out = append(out, vector{Name: c.name, VKey: c.vkey, Error: refusal(t, c.name, err)})
	}
	golden(t, "key.json", out)
}

func TestNoteVectors(t *testing.T) {
	type vector struct {
		Name  string   `json:"name"`
		Note  string   `json:"note"`
		Known []string `json:"known"`
		Valid []string `json:"valid,omitempty"` // name, or name and time of a cosignature
		Error string   `json:"error,omitempty"`
	}
	w := newWorld(acts)
	w.fill(2)
	known := []string{w.log.Key.String(), w.witness[0].Key.String(), w.witness[1].Key.String()}
	good := string(w.signed(1, 2).Bytes())
	lines := strings.SplitAfter(good, "\n")
	var out []vector
	for _, c := range []struct {
		name, note string
		refused    bool
	}{
		{"a checkpoint with two cosignatures", good, false},
		{"only an unknown key has signed", string(note.Sign("text\n", now, w.thief).Bytes()), false},
		{"empty lines in the text", string(note.Sign("a\n\n\nb\n", now, w.log).Bytes()), false},
		{"a signature that does not verify", strings.Replace(good, "\n2\n", "\n3\n", 1), true},
		{"no empty line", strings.Join(append(slices.Clone(lines[:3]), lines[4:]...), ""), true},
		{"no signature", strings.Join(lines[:4], ""), true},
		{"no newline at the end", strings.TrimSuffix(good, "\n"), true},
		{"a tab", strings.Replace(good, "demo", "de\tmo", 1), true},
		{"a hyphen for the em dash", strings.Replace(good, "—", "-", 1), true},
		{"an empty line among the signatures", strings.Join(slices.Insert(slices.Clone(lines), 5, "\n"), ""), true},
		{"two spaces before the signature", strings.Replace(good, "w1.demo.invalid ", "w1.demo.invalid  ", 1), true},
		{"base64 with unused bits", strings.Replace(good, lines[4], unusedBits(lines[4]), 1), true},
		{"65 signature lines", strings.Join(lines[:4], "") + strings.Repeat(lines[4], 65), true},
	} {
		v := vector{Name: c.name, Note: c.note, Known: known}
		n, err := note.Parse([]byte(c.note))
		if err == nil {
			var keys []note.Key
			for _, k := range known {
				keys = append(keys, must(note.ParseKey(k))(t))
			}
			var good []note.Verified
			good, err = n.Verify(keys)
			for _, g := range good {
				s := g.Key.Name
				if g.Key.Kind == note.Cosigner {
					s += " " + g.Time.Format(register.TimeLayout)
				}
				v.Valid = append(v.Valid, s)
			}
		}
		if c.refused {
			v.Error = refusal(t, c.name, err)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		out = append(out, v)
	}
	golden(t, "note.json", out)
}

func TestPolicyVectors(t *testing.T) {
	type vector struct {
		Name     string   `json:"name"`
		Policy   string   `json:"policy"`
		Cosigned []string `json:"cosigned,omitempty"`
		K        *int     `json:"k,omitempty"`
		N        *int     `json:"n,omitempty"`
		Met      *bool    `json:"met,omitempty"`
		Line     string   `json:"line,omitempty"`
		Error    string   `json:"error,omitempty"`
	}
	w := newWorld(acts)
	nested := "group a 2 w1 w2\ngroup b any w3\ngroup both all a b\nquorum both"
	var out []vector
	for _, c := range []struct{ name, rule, saw string }{
		{"two of three, two saw it", twoOfThree, "w1 w3"},
		{"two of three, one saw it", twoOfThree, "w2"},
		{"groups of groups, met", nested, "w1 w2 w3"},
		{"groups of groups, not met", nested, "w1 w3"},
		{"none", "quorum none", ""},
		{"comments, tabs and empty lines", "# a comment\n\n \tgroup\tg \t 1  w2\t\n\t# another\nquorum g", "w2"},
	} {
		p := must(note.ParsePolicy([]byte(w.policy(c.rule))))(t)
		saw, names := map[string]bool{}, strings.Fields(c.saw)
		for _, n := range names {
			saw[n] = true
		}
		k, n, met := len(names), len(p.Witnesses), p.Met(saw)
		out = append(out, vector{Name: c.name, Policy: w.policy(c.rule), Cosigned: names, K: &k, N: &n, Met: &met})
	}
	for _, c := range []struct{ name, policy string }{
		{"no log", "witness w1 " + w.witness[0].Key.String() + "\nquorum w1\n"},
		{"no quorum", w.policy("# end")},
		{"two quorums", w.policy("quorum w1\nquorum w1")},
		{"a log with a witness's key", "log " + w.witness[0].Key.String() + "\nquorum none\n"},
		{"a witness with a log's key", w.policy("witness w4 " + w.log.Key.String() + "\nquorum w4")},
		{"one public key in two logs", w.policy("log " + seeded("x.demo.invalid/log/register/1", note.Log, 1).Key.String() + "\nquorum w1")},
		{"one public key in two witnesses", w.policy("witness w4 " + seeded("x", note.Cosigner, 11).Key.String() + "\nquorum w1")},
		{"a name twice", w.policy("group w1 any w2\nquorum w1")},
		{"none as a member", w.policy("group g any none\nquorum g")},
		{"a member of two groups", w.policy("group g any w1\ngroup h any w1\nquorum h")},
		{"a name from below", w.policy("quorum g\ngroup g any w1")},
		{"nought of two", w.policy("group g 0 w1 w2\nquorum g")},
		{"three of two", w.policy("group g 3 w1 w2\nquorum g")},
		{"an unknown word", w.policy("quota w1\nquorum w1")},
		{"carriage returns", strings.ReplaceAll(w.policy("quorum w1"), "\n", "\r\n")},
	} {
		_, err := note.ParsePolicy([]byte(c.policy))
		v := vector{Name: c.name, Policy: c.policy, Error: refusal(t, c.name, err)}
		if f, ok := fault.Of(err); ok {
			v.Line = f.Where
		}
		out = append(out, v)
	}
	golden(t, "policy.json", out)
}

func TestLeafVectors(t *testing.T) {
	type vector struct {
		Name  string `json:"name"`
		Leaf  string `json:"leaf"`
		Hash  string `json:"hash,omitempty"`
		Error string `json:"error,omitempty"`
	}
	m := event{seq: 12, fields: filing("VN/TM/4-2026-00012")}.make()
	good := string(m.leaf)
	l := must(register.ParseLeaf(m.leaf))(t)
	many := func(n int) string {
		var d []string
		for i := range n {
			d = append(d, url64.EncodeToString(pseudo(fmt.Sprint("many ", i), 32)))
		}
		slices.Sort(d)
		return string(leafText(d, acts, "2026-11-22T08:00:00Z", "12"))
	}
	with := func(change func(d []string)) string {
		d := slices.Clone(l.Digests)
		change(d)
		return string(leafText(d, acts, "2026-11-22T08:00:00Z", "12"))
	}
	edit := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	var out []vector
	for _, c := range []struct {
		name, leaf string
		good       bool
	}{
		{"eight digests", good, true},
		{"256 digests", many(256), true},
		{"the first leaf", edit(`"seq":12`, `"seq":0`), true},
		{"the greatest seq", edit(`"seq":12`, `"seq":9007199254740991`), true},
		{"a host with a port", edit("demo.invalid", "127.0.0.1:8080"), true},
		{"29 February of a leap year", edit("2026-11-22", "2028-02-29"), true},
		{"seven digests", many(7), false},
		{"no digests", edit(good[8:8+8*46-1], ""), false},
		{"512 digests", many(512), false},
		{"24 digests", many(24), false},
		{"digests not in order", with(func(d []string) { d[0], d[1] = d[1], d[0] }), false},
		{"a digest twice", with(func(d []string) { d[1] = d[0] }), false},
		{"a digest with padding", with(func(d []string) { d[7] = d[7][:42] + "=" }), false},
		{"a digest with unused bits", with(func(d []string) { d[7] = d[7][:42] + "B" }), false},
		{"a digest in the other alphabet", with(func(d []string) { d[0] = "+" + d[0][1:] }), false},
		{"another algorithm", edit("sha-256", "sha-512"), false},
		{"a space", edit(`,"v":1`, `, "v":1`), false},
		{"a newline at the end", good + "\n", false},
		{"members in another order", edit(`"seq":12,"v":1`, `"v":1,"seq":12`), false},
		{"a further member", edit(`"v":1`, `"v":1,"x":1`), false},
		{"a member twice", edit(`"v":1`, `"v":1,"v":1`), false},
		{"a member missing", edit(`,"v":1`, ``), false},
		{"another version", edit(`"v":1`, `"v":2`), false},
		{"an escape in the origin", edit("demo", `\u0064emo`), false},
		{"an origin of another kind", edit("register", "registry"), false},
		{"generation nought", edit("register/1", "register/0"), false},
		{"a generation with a leading zero", edit("register/1", "register/01"), false},
		{"a scheme before the origin", edit("demo", "https://demo"), false},
		{"a plus in the host", edit("demo", "de+mo"), false},
		{"a slash after the origin", edit("register/1", "register/1/"), false},
		{"a time with a fraction", edit("08:00:00Z", "08:00:00.0Z"), false},
		{"a time with an offset", edit("08:00:00Z", "08:00:00+00:00"), false},
		{"a leap second", edit("08:00:00Z", "23:59:60Z"), false},
		{"a day that is not", edit("2026-11-22", "2026-02-29"), false},
		{"a year before 1970", edit("2026-11-22", "1969-12-31"), false},
		{"a seq with a leading zero", edit(`"seq":12`, `"seq":012`), false},
		{"a seq as text", edit(`"seq":12`, `"seq":"12"`), false},
		{"a seq of 2^53", edit(`"seq":12`, `"seq":9007199254740992`), false},
		{"a negative seq", edit(`"seq":12`, `"seq":-1`), false},
		{"a fraction", edit(`"seq":12`, `"seq":12.0`), false},
	} {
		v := vector{Name: c.name, Leaf: c.leaf}
		if _, err := register.ParseLeaf([]byte(c.leaf)); !c.good {
			v.Error = refusal(t, c.name, err)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else {
			h := register.LeafHash([]byte(c.leaf))
			v.Hash = hex.EncodeToString(h[:])
		}
		if len(c.leaf) > 4096 {
			v.Leaf, v.Name = "", "" // too long for a page
			continue
		}
		out = append(out, v)
	}
	if l.Seq != 12 || l.Origin != acts || l.Lane != register.Register || !l.ReceivedAt.Equal(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)) || !l.Has(register.Digest(m.texts["act"])) || l.Has(register.Digest("x")) {
		t.Errorf("the leaf is read as %+v", l)
	}
	golden(t, "leaf.json", out)
}

func TestDisclosureVectors(t *testing.T) {
	type vector struct {
		Name       string `json:"name"`
		Disclosure string `json:"disclosure"`
		Digest     string `json:"digest,omitempty"`
		Field      string `json:"field,omitempty"` // name of the disclosure
		Value      string `json:"value,omitempty"` // JSON, as written
		Text       string `json:"text,omitempty"`  // the JSON below
		Error      string `json:"error,omitempty"`
	}
	salt, digest := saltOf("vector"), register.Digest("x")
	nest := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	key, cosigner := newWorld(acts).log.Key.String(), newWorld(acts).witness[0].Key.String()
	sum := strings.Repeat("0a", 32)
	doc := fmt.Sprintf(`{"name":"a.pdf","pages":3,"sha256":%q,"size":1024}`, sum)
	var out []vector
	for _, c := range []struct {
		name, field, value string
		good               bool
		text               string // the whole JSON
		whole              string // the whole disclosure
	}{
		{name: "a text", field: "act", value: `"file"`, good: true},
		{name: "white space between the tokens", field: "act", good: true, text: "\n [ \t\"" + salt + "\" ,\r\n\"act\", \"file\" ] "},
		{name: "escapes", field: "ground", value: `"\u0110\u1EAFk L\u1eafk \ud83c\udf3e \"\\\/\b\f\n\r\t\u0000"`, good: true},
		{name: "Vietnamese in form C", field: "ground", value: `"Cà phê Buôn Ma Thuột"`, good: true},
		{name: "less, greater and ampersand stay as they are", field: "ground", value: `"<A&B>"`, good: true},
		{name: "the greatest number", field: "ground", value: `9007199254740991`, good: true},
		{name: "nought", field: "ground", value: `0`, good: true},
		{name: "empty array and object", field: "ground", value: `[{},[]]`, good: true},
		{name: "a suffix", field: "record.sealed", value: `{"title":"Máy"}`, good: true},
		{name: "31 levels within the array of three", field: "ground", value: nest(31), good: true},
		{name: "actors", field: "actor", value: `["examiner 12","registrar"]`, good: true},
		{name: "documents", field: "documents", value: "[" + doc + "]", good: true},
		{name: "references", field: "record.opens", value: fmt.Sprintf(`[[3,%q],[%q,9,%q]]`, digest, copies, digest), good: true},
		{name: "no references", field: "corrects", value: `[]`, good: true},
		{name: "a key that joins", field: "record.key", value: fmt.Sprintf("%q", key), good: true},
		{name: "a key that is revoked", field: "record.revokes", value: fmt.Sprintf(`{"key":%q,"since":"2026-11-22T08:00:00Z"}`, key), good: true},
		{name: "a log that is continued", field: "record.continues", value: fmt.Sprintf(`{"origin":%q,"size":7,"root":%q}`, acts, note.EmptyRoot.String()), good: true},
		{name: "a manifest", field: "manifest", value: fmt.Sprintf(`[["id",%q,"public",""],["act",%q,"sealed","publish"]]`, digest, register.Digest("y")), good: true},

		{name: "null", field: "ground", value: `null`},
		{name: "a boolean", field: "ground", value: `[true]`},
		{name: "a fraction", field: "ground", value: `1.0`},
		{name: "an exponent", field: "ground", value: `1e3`},
		{name: "a negative number", field: "ground", value: `-1`},
		{name: "minus nought", field: "ground", value: `-0`},
		{name: "a leading zero", field: "ground", value: `01`},
		{name: "2^53", field: "ground", value: `9007199254740992`},
		{name: "not a number", field: "ground", value: `NaN`},
		{name: "text in form D", field: "ground", value: "\"Ca\u0300 phe\u0302\""},
		{name: "text in form D behind an escape", field: "ground", value: `"Ca\u0300"`},
		{name: "a member's text in form D", field: "ground", value: `{"a":["e\u0301"]}`},
		{name: "a member's name that is not ASCII", field: "ground", value: `{"tên":"x"}`},
		{name: "the name _sd", field: "ground", value: `{"a":{"_sd":[]}}`},
		{name: "the name _sd behind an escape", field: "ground", value: `{"\u005fsd":[]}`},
		{name: "the name _sd_alg", field: "ground", value: `{"_sd_alg":"sha-256"}`},
		{name: "the name of three dots", field: "ground", value: `[{"...":"x"}]`},
		{name: "a member twice", field: "ground", value: `{"a":1,"a":2}`},
		{name: "a member twice, once with an escape", field: "ground", value: `{"a":1,"\u0061":2}`},
		{name: "a high surrogate alone", field: "ground", value: `"\ud83c"`},
		{name: "a low surrogate alone", field: "ground", value: `"\udf3e"`},
		{name: "surrogates the wrong way round", field: "ground", value: `"\udf3e\ud83c"`},
		{name: "an unknown escape", field: "ground", value: `"\x41"`},
		{name: "a bare newline in a text", field: "ground", value: "\"a\nb\""},
		{name: "not UTF-8", field: "ground", value: "\"a\xff\""},
		{name: "32 levels within the array of three", field: "ground", value: nest(32)},
		{name: "an array of two", text: fmt.Sprintf(`[%q,"act"]`, salt)},
		{name: "an array of four", text: fmt.Sprintf(`[%q,"act","file","more"]`, salt)},
		{name: "an object", text: fmt.Sprintf(`{"salt":%q}`, salt)},
		{name: "something after the array", text: fmt.Sprintf(`[%q,"act","file"] x`, salt)},
		{name: "a byte order mark", text: "\uFEFF" + fmt.Sprintf(`[%q,"act","file"]`, salt)},
		{name: "a comma too many", text: fmt.Sprintf(`[%q,"act","file",]`, salt)},
		{name: "a salt of 15 bytes", text: fmt.Sprintf(`[%q,"act","file"]`, salt[:20])},
		{name: "a salt of 17 bytes", text: fmt.Sprintf(`[%q,"act","file"]`, salt+"A")},
		{name: "a salt with unused bits", text: fmt.Sprintf(`[%q,"act","file"]`, salt[:21]+"B")},
		{name: "a salt in the other alphabet", text: fmt.Sprintf(`[%q,"act","file"]`, "+"+salt[1:])},
		{name: "a name that is not on the list", field: "grounds", value: `"x"`},
		{name: "a name in capitals", field: "Act", value: `"x"`},
		{name: "a suffix in capitals", field: "record.Sealed", value: `"x"`},
		{name: "an empty suffix", field: "record.", value: `"x"`},
		{name: "two suffixes", field: "record.a.b", value: `"x"`},
		{name: "a manifest with a suffix", field: "manifest.x", value: `[]`},
		{name: "padding", whole: disclosure(salt, "act", `"file"`) + "="},
		{name: "base64 of the other alphabet", whole: strings.Replace(disclosure(salt, "ground", `"ÿÿÿ"`), "_", "/", 1)},
		{name: "a line break", whole: disclosure(salt, "act", `"file"`)[:10] + "\n" + disclosure(salt, "act", `"file"`)[10:]},
		{name: "unused bits", whole: disclosure(salt, "act", `"filing"`)[:len(disclosure(salt, "act", `"filing"`))-1] + "R"},
		{name: "an empty id", field: "id", value: `""`},
		{name: "an act that is no text", field: "act", value: `["file"]`},
		{name: "an actor that is no list", field: "actor", value: `"examiner"`},
		{name: "a document with another member", field: "documents", value: "[" + strings.Replace(doc, `"size"`, `"note":"","size"`, 1) + "]"},
		{name: "a document without its size", field: "documents", value: "[" + strings.Replace(doc, `,"size":1024`, ``, 1) + "]"},
		{name: "a document's digest in capitals", field: "documents", value: "[" + strings.Replace(doc, sum, strings.ToUpper(sum), 1) + "]"},
		{name: "a document with suffix keeps the form", field: "documents.sealed", value: `"x"`},
		{name: "a reference without a digest", field: "record.erases", value: `[[3]]`},
		{name: "a reference with a short digest", field: "record.covers", value: `[[3,"AAAA"]]`},
		{name: "a reference into what is no log", field: "corrects", value: fmt.Sprintf(`[["demo.invalid",9,%q]]`, digest)},
		{name: "a reference that is no list", field: "corrects", value: fmt.Sprintf(`[3,%q]`, digest)},
		{name: "a witness's key that joins", field: "record.key", value: fmt.Sprintf("%q", cosigner)},
		{name: "a key revoked since a day", field: "record.revokes", value: fmt.Sprintf(`{"key":%q,"since":"2026-11-22"}`, key)},
		{name: "a manifest without act", field: "manifest", value: fmt.Sprintf(`[["id",%q,"public",""]]`, digest)},
		{name: "a manifest in another order", field: "manifest", value: fmt.Sprintf(`[["act",%q,"public",""],["id",%q,"public",""]]`, digest, register.Digest("y"))},
		{name: "a manifest with another class", field: "manifest", value: fmt.Sprintf(`[["id",%q,"open",""],["act",%q,"public",""]]`, digest, register.Digest("y"))},
	} {
		text := c.text
		if text == "" {
			text = fmt.Sprintf(`[%q,%q,%s]`, salt, c.field, c.value)
		}
		v := vector{Name: c.name, Disclosure: c.whole}
		if c.whole == "" {
			v.Disclosure = url64.EncodeToString([]byte(text))
		}
		d, err := register.ParseDisclosure(v.Disclosure)
		if !c.good {
			v.Error = refusal(t, c.name, err)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else {
			v.Digest, v.Field, v.Value, v.Text = d.Digest, d.Name, string(d.Value), text
			if d.Name != c.field || d.Salt != salt || c.value != "" && v.Value != c.value {
				t.Errorf("%s: read as %s %s", c.name, d.Name, d.Value)
			}
		}
		out = append(out, v)
	}
	// The example of RFC 9901, of which the digest is public. Its salt is longer than ours and its name not on our list.
	const example = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
	if register.Digest(example) != "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0" {
		t.Error("the digest is not that of RFC 9901")
	}
	_, err := register.ParseDisclosure(example)
	out = append(out, vector{Name: "the example of RFC 9901", Disclosure: example, Error: refusal(t, "RFC 9901", err)})
	golden(t, "disclosure.json", out)
}

func TestProofVectors(t *testing.T) {
	type vector struct {
		Name  string   `json:"name"`
		Sizes []int64  `json:"sizes"`
		Roots []string `json:"roots"`
		Index *int64   `json:"index,omitempty"` // of an inclusion proof
		Leaf  string   `json:"leaf,omitempty"`  // hash, base64
		Proof []string `json:"proof"`
		Holds bool     `json:"holds"`
	}
	w := newWorld(acts)
	w.fill(7)
	at := func(size int64) note.Checkpoint {
		return note.Checkpoint{Origin: acts, Size: size, Root: must(tlog.TreeHash(size, w))(t)}
	}
	var out []vector
	add := func(v vector, err error) {
		if v.Holds != (err == nil) {
			t.Errorf("%s: %v", v.Name, err)
		}
		out = append(out, v)
	}
	text := func(hashes []tlog.Hash) []string {
		s := []string{}
		for _, h := range hashes {
			s = append(s, h.String())
		}
		return s
	}
	for _, c := range []struct{ size, index int64 }{{1, 0}, {2, 1}, {3, 2}, {7, 0}, {7, 4}, {7, 6}} {
		p := must(tlog.ProveRecord(c.size, c.index, w))(t)
		leaf, root := register.LeafHash(w.events[c.index].leaf), at(c.size)
		v := vector{Name: fmt.Sprintf("leaf %d of %d", c.index, c.size), Sizes: []int64{c.size}, Roots: []string{root.Root.String()}, Index: &c.index, Leaf: leaf.String(), Proof: text(p), Holds: true}
		add(v, root.CheckInclusion(c.index, leaf, p))
		if len(p) > 0 {
			v.Name, v.Proof, v.Holds = v.Name+", a hash missing", text(p[1:]), false
			add(v, root.CheckInclusion(c.index, leaf, p[1:]))
		}
		v.Name, v.Proof, v.Holds = fmt.Sprintf("leaf %d of %d, a hash too many", c.index, c.size), text(append(slices.Clone(p), leaf)), false
		add(v, root.CheckInclusion(c.index, leaf, append(slices.Clone(p), leaf)))
	}
	for _, c := range []struct{ old, size int64 }{{0, 3}, {1, 2}, {3, 7}, {4, 7}, {6, 7}, {7, 7}} {
		var p []tlog.Hash
		if c.old > 0 && c.old < c.size {
			p = must(tlog.ProveTree(c.size, c.old, w))(t)
		}
		old, root := at(c.old), at(c.size)
		v := vector{Name: fmt.Sprintf("%d to %d", c.old, c.size), Sizes: []int64{c.old, c.size}, Roots: []string{old.Root.String(), root.Root.String()}, Proof: text(p), Holds: true}
		add(v, root.CheckConsistency(old, p))
		longer := append(slices.Clone(p), root.Root)
		v.Name, v.Proof, v.Holds = v.Name+", a hash too many", text(longer), false
		add(v, root.CheckConsistency(old, longer))
		if c.old > 0 {
			old.Root[0] ^= 1
			v.Name, v.Roots, v.Proof = fmt.Sprintf("%d to %d, another old root", c.old, c.size), []string{old.Root.String(), root.Root.String()}, text(p)
			add(v, root.CheckConsistency(old, p))
		}
	}
	golden(t, "proof.json", out)
}

// A sealed application is filed, opened by its publication and covered with another; what is served grows with the
// published size, and never without the manifest.
func TestOpeningVectors(t *testing.T) {
	sealed := filing("VN/PT/1-2026-00001")
	for i := range sealed[:4] {
		sealed[i].class, sealed[i].opens = register.Sealed, "publish"
	}
	app := event{seq: 0, fields: sealed}.make()
	ref := func(seq int, digest string) string { return fmt.Sprintf("[%d,%q]", seq, digest) }
	var opens []string
	for _, name := range []string{"manifest", "id", "act", "effective", "record"} {
		opens = append(opens, ref(0, register.Digest(app.texts[name])))
	}
	publish := event{seq: 1, at: "2026-11-22T08:01:00Z", fields: []field{
		{name: "id", value: `"VN/PT/1-2026-00001"`}, {name: "act", value: `"publish"`},
		{name: "record.opens", value: "[" + strings.Join(opens, ",") + "]"},
	}}.make()
	cover := event{seq: 2, at: "2026-11-22T08:01:00Z", fields: []field{
		{name: "id", value: fmt.Sprintf("%q", acts)}, {name: "act", value: `"cover"`},
		{name: "record.covers", value: "[" + ref(1, register.Digest(publish.texts["manifest"])) + "]"},
	}}.make()
	w := newWorld(acts)
	w.add(app, publish, cover)

	type leaf struct {
		Leaf        string            `json:"leaf"`
		Disclosures map[string]string `json:"disclosures"` // all that were made, by name
	}
	type served struct {
		Size       int64  `json:"size"`
		Checkpoint string `json:"checkpoint"`
		Bundle     string `json:"disclosure_000"` // body of disclosure/000
		Silent     []int  `json:"silent"`         // seq of the silent leaves
	}
	out := struct {
		Name   string   `json:"name"`
		Policy string   `json:"policy"`
		Leaves []leaf   `json:"leaves"`
		Served []served `json:"served"`
	}{Name: "an application is opened by its publication", Policy: w.policy("quorum none")}
	for _, m := range w.events {
		out.Leaves = append(out.Leaves, leaf{string(m.leaf), m.texts})
	}
	for size := range int64(4) {
		c := note.Checkpoint{Origin: acts, Size: size, Root: note.EmptyRoot}
		if size > 0 {
			c.Root = must(tlog.TreeHash(size, w))(t)
		}
		s := served{Size: size, Checkpoint: string(note.Sign(c.Text(), now, w.log).Bytes()), Silent: []int{}}
		for i, m := range w.events[:size] {
			var show []string
			for _, name := range m.names {
				if i > 0 || size > 1 && name != "private.contact" {
					show = append(show, m.texts[name])
				}
			}
			seen := must(register.ParseEvent(m.leaf, show))(t)
			if len(show) == 0 {
				s.Silent = append(s.Silent, i)
				continue
			}
			if i == 0 && (len(seen.LeftOut) != 1 || seen.LeftOut[0].Class != register.Closed) {
				t.Errorf("of the application is left out %v", seen.LeftOut)
			}
			b := must(json.Marshal(map[string]any{"disclosures": show, "seq": i}))(t)
			s.Bundle += string(b) + "\n"
		}
		out.Served = append(out.Served, s)
	}
	opening := must(register.ParseDisclosure(publish.texts["record.opens"]))(t).References()
	if len(opening) != 5 || opening[0].Seq != 0 || opening[0].Digest != register.Digest(app.texts["manifest"]) {
		t.Errorf("the publication opens %v", opening)
	}
	golden(t, "opening.json", []any{out})
}
