package register_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// receiptCase is a receipt and what a verifier must say of it. The cases are the vectors of docs/log-vectors/receipt.json.
type receiptCase struct {
	Name    string   `json:"name"`
	Receipt string   `json:"receipt"`
	Policy  string   `json:"policy"` // name of a policy of the file
	Now     string   `json:"now"`
	Revoked []string `json:"revoked,omitempty"` // KEYID=TIME
	Exit    int      `json:"exit"`
	First   string   `json:"first,omitempty"` // first line of standard output, none if refused
	Kind    string   `json:"kind,omitempty"`
	Ahead   bool     `json:"clock_ahead,omitempty"`
	LeftOut []string `json:"left_out,omitempty"`
	Error   string   `json:"error,omitempty"`
}

// receiptCases makes the cases and the policies that they name.
func receiptCases() (cases []receiptCase, policies map[string]string) {
	w := newWorld(acts)
	w.fill(5)
	lib := newWorld(copies)
	lib.fill(3)
	policies = map[string]string{
		"two of three":         w.policy(twoOfThree),
		"all three":            w.policy("group witnesses all w1 w2 w3\nquorum witnesses"),
		"w1":                   w.policy("quorum w1"),
		"none":                 w.policy("quorum none"),
		"two keys":             w.policy(twoOfThree, w.log, w.next),
		"two keys, none":       w.policy("quorum none", w.log, w.next),
		"library":              lib.policy(twoOfThree),
		"another log":          w.policy("quorum none", w.other),
		"both logs":            w.policy("quorum none", w.other, w.log),
		"no log":               strings.SplitN(w.policy("quorum w1"), "\n", 2)[1],
		"a witness key as log": strings.Replace(w.policy("quorum none"), w.log.Key.String(), seeded(acts, note.Cosigner, 1).Key.String(), 1),
		"no quorum":            w.policy("# no quorum line"),
	}
	const met, two = "witnessed 2 of 3; quorum witnesses met", "two of three"
	good := func(name, policy, first string, exit int, r register.Receipt) *receiptCase {
		cases = append(cases, receiptCase{Name: name, Receipt: string(r.Bytes()), Policy: policy, Now: now.Format(register.TimeLayout), Exit: exit, First: first, Kind: "register"})
		return &cases[len(cases)-1]
	}
	refusedText := func(name, policy, receipt string) *receiptCase {
		cases = append(cases, receiptCase{Name: name, Receipt: receipt, Policy: policy, Now: now.Format(register.TimeLayout), Exit: 1})
		return &cases[len(cases)-1]
	}
	refused := func(name, policy string, r register.Receipt) *receiptCase {
		return refusedText(name, policy, string(r.Bytes()))
	}
	base := w.receipt(2, w.signed(1, 2))
	text := string(base.Bytes())

	// What is good.
	good("witnessed by two of three", two, met, 0, base)
	good("witnessed by all", two, "witnessed 3 of 3; quorum witnesses met", 0, w.receipt(0, w.signed(1, 2, 3)))
	good("a single witness is the quorum", "w1", "witnessed 1 of 3; quorum w1 met", 0, w.receipt(4, w.signed(1)))
	good("the quorum is not met", two, "committed; witnessed 1 of 3; quorum witnesses not met", 1, w.receipt(2, w.signed(3)))
	good("nobody has witnessed", two, "committed; witnessed 0 of 3; quorum witnesses not met", 1, w.receipt(2, w.signed()))
	good("all are asked for and one is missing", "all three", "committed; witnessed 2 of 3; quorum witnesses not met", 1, base)
	good("no witness is asked for", "none", "committed; witnessed 2 of 3; quorum none", 0, base)
	good("the policy knows another log too", "both logs", "committed; witnessed 2 of 3; quorum none", 0, base)
	good("a copy of an imported record", "library", met, 0, lib.receipt(1, lib.signed(1, 2))).Kind = "library"
	good("a private field is left out", two, met, 0, w.receipt(2, w.signed(1, 2), "manifest", "id", "act", "effective", "record")).LeftOut = []string{"private.contact"}
	good("public fields are left out", two, met, 0, w.receipt(2, w.signed(1, 2), "act", "manifest")).LeftOut = []string{"id", "effective", "record", "private.contact"}
	one := newWorld(acts)
	one.fill(1)
	good("the only leaf of a log", two, met, 0, one.receipt(0, one.signed(1, 2)))
	extra := base
	extra.Proof = strings.Replace(base.Proof, "index", "extra bm90IGxvb2tlZCBhdA==\nindex", 1)
	good("an extra line is ignored", two, met, 0, extra)
	stranger := w.signed(1, 2)
	stranger.Add(w.thief.Sign(stranger.Text, now), seeded("stranger.demo.invalid", note.Cosigner, 99).Sign(stranger.Text, now))
	good("lines of strangers are ignored", two, met, 0, w.receipt(2, stranger))
	twice := w.signed(1, 2)
	twice.Add(w.witness[0].Sign(twice.Text, now))
	good("a witness that signs twice counts once", two, met, 0, w.receipt(2, twice))
	good("white space between the members", two, met, 0, base).Receipt = strings.Replace(strings.Replace(text, `{"v":1,`, "\n{ \"v\" :\t1 ,\r\n", 1), "}\n", " } ", 1)
	good("members in another order", two, met, 0, base).Receipt = `{` + strings.Replace(strings.TrimPrefix(text, `{"v":1,`), "}\n", `,"v":1}`, 1)
	good("escapes in the receipt's strings", two, met, 0, base).Receipt = strings.ReplaceAll(strings.ReplaceAll(text, "—", `\u2014`), "/", `\/`)
	cosignedAt := func(at time.Time, who ...int) *note.Note {
		n := note.Sign(w.checkpoint().Text(), now, w.log)
		for _, i := range who {
			n.Add(w.witness[i-1].Sign(n.Text, at))
		}
		return n
	}
	good("a cosignature one hour ahead", two, met, 0, w.receipt(2, cosignedAt(now.Add(time.Hour), 1, 2)))
	refused("a cosignature more than one hour ahead", two, w.receipt(2, cosignedAt(now.Add(time.Hour+time.Second), 1, 2)))
	refused("a cosignature more than one hour ahead that the quorum does not need", "none", w.receipt(2, cosignedAt(now.Add(2*time.Hour), 3)))
	good("cosigned 60 s before the leaf's time", two, met, 0, w.receipt(2, cosignedAt(now.Add(-3*time.Minute), 1, 2)))
	good("cosigned 61 s before the leaf's time", two, met, 0, w.receipt(2, cosignedAt(now.Add(-3*time.Minute-time.Second), 1, 2))).Ahead = true
	good("the newest cosignature decides about the clock", two, met, 0, w.receipt(2, with(cosignedAt(now, 2),
		w.witness[0].Sign(w.checkpoint().Text(), now.Add(-time.Hour)))))

	// Keys that change and keys that are stolen.
	bySecond := with(note.Sign(w.checkpoint().Text(), now, w.next), w.signed(1, 2).Signatures[1:]...)
	good("signed by the log's next key", "two keys", met, 0, w.receipt(2, bySecond))
	revoked := func(c *receiptCase, s *note.Signer, at time.Time) *receiptCase {
		c.Revoked = append(c.Revoked, s.Key.KeyID()+"="+at.Format(register.TimeLayout))
		return c
	}
	revoked(good("revoked after it was witnessed", two, met, 0, base), w.log, now)
	revoked(refused("revoked in the second in which it was witnessed", two, base), w.log, now.Add(-time.Minute))
	revoked(refused("revoked, and no witness asked for", "none", base), w.log, now)
	revoked(good("another key is revoked", two, met, 0, base), w.next, now.Add(-time.Hour))
	bothKeys := with(note.Sign(w.checkpoint().Text(), now, w.log, w.next), w.signed(1, 2).Signatures[1:]...)
	revoked(good("one of two signing keys is revoked", "two keys", met, 0, w.receipt(2, bothKeys)), w.log, now.Add(-time.Hour))
	revoked(revoked(good("both are revoked, one after it was witnessed", "two keys", met, 0, w.receipt(2, bothKeys)), w.log, now.Add(-time.Hour)), w.next, now)

	// Policies that are none, and policies of others.
	refused("a policy without a log", "no log", base)
	refused("a policy with a witness's key as log", "a witness key as log", base)
	refused("a policy without a quorum", "no quorum", base)
	refused("a policy of another log", "another log", base)
	refused("signed by nobody of the policy", two, w.receipt(2, note.Sign(w.checkpoint().Text(), now, w.thief)))
	refused("signed by another log of the policy only", "both logs", w.receipt(2, note.Sign(w.checkpoint().Text(), now, w.other)))
	refused("cosigned, but not signed by the log", two, w.receipt(2, note.Sign(w.checkpoint().Text(), now, w.witness...)))

	// Signatures and checkpoints.
	change := func(f func(*note.Note)) register.Receipt {
		n := w.signed(1, 2)
		f(n)
		return w.receipt(2, n)
	}
	refused("the log's signature is changed", two, change(func(n *note.Note) { n.Signatures[0].Bytes[10] ^= 1 }))
	refused("the signature of a witness is changed", two, change(func(n *note.Note) { n.Signatures[2].Bytes[20] ^= 1 }))
	refused("the signature of a witness that is not needed is changed", "none", change(func(n *note.Note) { n.Signatures[2].Bytes[20] ^= 1 }))
	refused("the time of a cosignature is changed", two, change(func(n *note.Note) { n.Signatures[1].Bytes[7] ^= 1 }))
	refused("a cosignature is short", two, change(func(n *note.Note) { n.Signatures[1].Bytes = n.Signatures[1].Bytes[:71] }))
	refused("a log's signature under a witness's key id", two, change(func(n *note.Note) { n.Signatures[1].Bytes = n.Signatures[0].Bytes }))
	refused("a size that was not signed", two, change(func(n *note.Note) { n.Text = strings.Replace(n.Text, "\n5\n", "\n6\n", 1) }))
	extension := w.checkpoint().Text() + "more\n"
	refused("a checkpoint with a further line", "none", w.receipt(2, note.Sign(extension, now, w.log)))
	refused("65 signature lines", two, change(func(n *note.Note) {
		for i := range 62 {
			n.Add(note.Signature{Name: "x", KeyID: uint32(i), Bytes: []byte{1}})
		}
	}))
	good("64 signature lines", two, met, 0, change(func(n *note.Note) {
		for i := range 61 {
			n.Add(note.Signature{Name: "x", KeyID: uint32(i), Bytes: []byte{1}})
		}
	}))

	// The proof.
	prove := func(f func(p *note.Proof)) register.Receipt {
		r, p := base, w.proof(2, w.signed(1, 2))
		f(&p)
		r.Proof = p.String()
		return r
	}
	refused("a hash of the proof is changed", two, prove(func(p *note.Proof) { p.Hashes[1][0] ^= 1 }))
	refused("a hash of the proof is missing", two, prove(func(p *note.Proof) { p.Hashes = p.Hashes[1:] }))
	refused("a hash too many", two, prove(func(p *note.Proof) { p.Hashes = append(p.Hashes, tlog.Hash{}) }))
	refused("the index of another leaf", two, prove(func(p *note.Proof) { p.Index = 3 }))
	refused("an index that the tree has not", two, prove(func(p *note.Proof) { p.Index = 5 }))
	other := w.receipt(3, w.signed(1, 2))
	refused("the proof of another leaf", two, register.Receipt{Leaf: base.Leaf, Disclosures: base.Disclosures, Proof: other.Proof})
	swap := func(old, new string) register.Receipt {
		r := base
		r.Proof = strings.Replace(base.Proof, old, new, 1)
		return r
	}
	refused("another version of the proof", two, swap("@v1", "@v2"))
	refused("an index with a leading zero", two, swap("index 2", "index 02"))
	refused("carriage returns in the proof", two, swap("\n", "\r\n"))

	// The leaf.
	refused("a byte of the leaf is changed", two, register.Receipt{Leaf: bytes.Replace(base.Leaf, []byte("08:00:00"), []byte("07:00:00"), 1), Disclosures: base.Disclosures, Proof: base.Proof})
	leaf := func(name string, e event) {
		e.fields = filing("VN/TM/4-2026-00001")
		x := oneEvent(e)
		x.origin, x.log = acts, w.log
		refused(name, two, x.receipt(1, x.signed(1, 2)))
	}
	leaf("a leaf of another log in this log's tree", event{origin: "demo.invalid/log/register/2", seq: 1})
	leaf("a leaf whose seq is not its index", event{seq: 7})
	leaf("a leaf with a space", event{leaf: bytes.Replace(event{seq: 1, fields: filing("VN/TM/4-2026-00001")}.make().leaf, []byte(`,"v"`), []byte(`, "v"`), 1)})
	leaf("digests that are not in order", event{digests: func(sd []string) []string { sd[0], sd[1] = sd[1], sd[0]; return sd }})
	leaf("nine digests", event{digests: func(sd []string) []string {
		return slices.Sorted(slices.Values(append(sd, url64.EncodeToString(pseudo("ninth", 32)))))
	}})
	leaf("more digests than the manifest needs", event{size: 16})

	// What is disclosed.
	show := func(name string, f func(r *register.Receipt)) {
		r := base
		r.Disclosures = slices.Clone(base.Disclosures)
		f(&r)
		refused(name, two, r)
	}
	show("the manifest alone", func(r *register.Receipt) { r.Disclosures = r.Disclosures[:1] })
	show("no manifest", func(r *register.Receipt) { r.Disclosures = r.Disclosures[1:] })
	show("a disclosure twice", func(r *register.Receipt) { r.Disclosures = append(r.Disclosures, r.Disclosures[1]) })
	show("a disclosure of another leaf", func(r *register.Receipt) { r.Disclosures[3] = other.Disclosures[3] })
	show("the manifest of another leaf", func(r *register.Receipt) { r.Disclosures[0] = other.Disclosures[0] })
	show("a disclosure with another value", func(r *register.Receipt) {
		r.Disclosures[2] = disclosure(saltOf(acts+" 2act1"), "act", `"cancel"`)
	})
	show("a disclosure written anew with a space", func(r *register.Receipt) {
		raw, _ := url64.DecodeString(r.Disclosures[2])
		r.Disclosures[2] = url64.EncodeToString(bytes.Replace(raw, []byte(","), []byte(", "), 1))
	})
	show("a disclosure with padding", func(r *register.Receipt) { r.Disclosures[1] += "=" })
	show("an empty disclosure", func(r *register.Receipt) { r.Disclosures[1] = "" })

	told := func(name string, e event, add ...field) {
		e.fields = append(filing("VN/TM/4-2026-00001")[:2], add...)
		x := oneEvent(e)
		refused(name, two, x.receipt(1, x.signed(1, 2)))
	}
	rows := func(f func([]string) []string) event { return event{manifest: f} }
	told("a manifest without act", rows(func(r []string) []string { return append(r[:1], r[2:]...) }), field{name: "ground", value: `"x"`})
	told("a disclosure that the manifest does not list", event{}, field{name: "ground", value: `"x"`, unrow: true})
	told("a manifest with a digest that is not in the leaf", rows(func(r []string) []string {
		return append(r, fmt.Sprintf(`["ground",%q,"public",""]`, register.Digest("x")))
	}))
	told("a manifest that names one digest twice", rows(func(r []string) []string { return append(r, strings.Replace(r[1], `"act"`, `"ground"`, 1)) }))
	told("a manifest that names one name twice", rows(func(r []string) []string {
		return append(r, fmt.Sprintf(`["act",%q,"public",""]`, register.Digest("x")))
	}))
	told("a manifest in another order", rows(func(r []string) []string { r[0], r[1] = r[1], r[0]; return r }))
	told("a manifest with an unknown class", rows(func(r []string) []string { r[1] = strings.Replace(r[1], "public", "secret", 1); return r }))
	told("a manifest with a row of three", rows(func(r []string) []string { r[1] = strings.Replace(r[1], `,""]`, `]`, 1); return r }))
	told("a manifest that lists itself", rows(func(r []string) []string {
		return append([]string{strings.Replace(r[0], `"id"`, `"manifest"`, 1)}, r[1:]...)
	}))
	told("two disclosures with one name", event{}, field{name: "ground", value: `"x"`, unrow: true}, field{name: "ground", value: `"y"`})
	told("two disclosures with one salt", event{}, field{name: "ground", value: `"x"`, salt: saltOf("one")}, field{name: "rule", value: `"y"`, salt: saltOf("one")})
	told("a reference to itself", event{}, field{name: "corrects", value: fmt.Sprintf("[[1,%q]]", register.Digest("x"))})
	told("a reference with the log's own origin", event{}, field{name: "corrects", value: fmt.Sprintf("[[%q,0,%q]]", acts, register.Digest("x"))})
	told("a value that is null", event{}, field{name: "ground", value: `{"a":[null]}`})
	told("text that is not in normalization form C", event{}, field{name: "ground", value: "\"e\u0301\""})
	told("a name that is not on the list", event{}, field{name: "grounds", value: `"x"`})
	refers := oneEvent(event{fields: append(filing("VN/TM/4-2026-00001")[:2],
		field{name: "corrects", value: fmt.Sprintf("[[0,%q],[%q,9,%q]]", register.Digest("x"), copies, register.Digest("y"))})})
	good("references back and into another log", two, met, 0, refers.receipt(1, refers.signed(1, 2)))

	// The receipt's JSON.
	edit := func(name, old, new string) { refusedText(name, two, strings.Replace(text, old, new, 1)) }
	refusedText("empty", two, "")
	refusedText("not an object", two, "[]")
	refusedText("a byte order mark", two, "\uFEFF"+text)
	refusedText("something after the receipt", two, text+"{}")
	refusedText("not UTF-8", two, strings.Replace(text, "—", "\xe2\x80", 1))
	refusedText("broken off", two, text[:len(text)/2])
	edit("an unknown member", `{"v":1,`, `{"v":1,"note":"",`)
	edit("a member twice", `{"v":1,`, `{"v":1,"v":1,`)
	edit("a member twice, once with an escape", `{"v":1,`, `{"v":1,"\u0076":1,`)
	edit("a member is missing", `"v":1,`, ``)
	edit("another version", `"v":1`, `"v":2`)
	edit("the version as a fraction", `"v":1`, `"v":1.0`)
	edit("the version as a text", `"v":1`, `"v":"1"`)
	edit("a comma after the last member", "}\n", ",}\n")
	edit("disclosures that are null", `"disclosures":[`, `"disclosures":null,"x":[`)
	edit("a number among the disclosures", `"disclosures":[`, `"disclosures":[1,`)
	edit("a lone surrogate", "index", `\ud800index`)
	std := base64.StdEncoding.EncodeToString(base.Leaf)
	edit("the leaf without padding", std, strings.TrimRight(std, "="))
	edit("the leaf with a line break", std, std[:40]+`\n`+std[40:])
	edit("the leaf with unused bits set", std, unusedBits(std))
	return cases, policies
}

func with(n *note.Note, sigs ...note.Signature) *note.Note { n.Add(sigs...); return n }

// unusedBits sets a bit of padded base64 that is not used.
func unusedBits(s string) string {
	i := strings.IndexByte(s, '=') - 1
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	return s[:i] + string(alphabet[strings.IndexByte(alphabet, s[i])+1]) + s[i+1:]
}

func TestReceipts(t *testing.T) {
	cases, policies := receiptCases()
	seen := map[string]bool{}
	for i := range cases {
		c := &cases[i]
		if seen[c.Name] {
			t.Errorf("two cases are named %q", c.Name)
		}
		seen[c.Name] = true
		o := register.VerifyOptions{Now: must(register.ParseTime(c.Now))(t), Revoked: map[uint32]time.Time{}}
		for _, r := range c.Revoked {
			id, since, err := register.ParseRevoked(r)
			if err != nil {
				t.Fatal(err)
			}
			o.Revoked[id] = since
		}
		v, err := register.VerifyReceipt([]byte(c.Receipt), []byte(policies[c.Policy]), o)
		if err != nil {
			if v != nil || fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v with verdict %v", c.Name, err, v)
			}
			if c.First != "" {
				t.Errorf("%s: refused: %v", c.Name, err)
			}
			c.Error = err.Error()
			continue
		}
		var left []string
		for _, r := range v.LeftOut {
			left = append(left, r.Name)
		}
		if got := v.First(locale.En); got != c.First || v.OK() != (c.Exit == 0) || string(v.Lane) != c.Kind || v.ClockAhead != c.Ahead || !slices.Equal(left, c.LeftOut) {
			t.Errorf("%s: %q, kind %s, clock ahead %v, left out %v", c.Name, got, v.Lane, v.ClockAhead, left)
		}
	}
	golden(t, "receipt.json", struct {
		Policies map[string]string `json:"policies"`
		Cases    []receiptCase     `json:"cases"`
	}{policies, cases})
}

// A receipt is refused whatever byte of leaf, disclosures, index, proof, checkpoint or a known signature is changed.
func TestEveryByteCounts(t *testing.T) {
	w := newWorld(acts)
	w.fill(5)
	policy := []byte(w.policy(twoOfThree))
	r := w.receipt(2, w.signed(1, 2)).Bytes()
	o := register.VerifyOptions{Now: now}
	if v, err := register.VerifyReceipt(r, policy, o); err != nil || !v.OK() {
		t.Fatal(v, err)
	}
	for i := range r {
		changed := slices.Clone(r)
		changed[i] ^= []byte{0x01, 0x20}[i%2]
		v, err := register.VerifyReceipt(changed, policy, o)
		if err == nil && v.OK() && !harmless(r, changed) {
			t.Fatalf("byte %d, %q for %q: still good", i, changed[i], r[i])
		}
	}
}

// harmless reports whether the change is one of spelling only, such as a space for the newline at the end.
func harmless(a, b []byte) bool {
	x, err1 := register.ParseReceipt(a)
	y, err2 := register.ParseReceipt(b)
	return err1 == nil && err2 == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

func TestReceiptsTooLarge(t *testing.T) {
	r := newWorld(acts)
	r.fill(1)
	b := r.receipt(0, r.signed()).Bytes()
	b = append(b, bytes.Repeat([]byte(" "), register.MaxReceipt-len(b))...)
	if _, err := register.ParseReceipt(b); err != nil {
		t.Errorf("1 MiB: %v", err)
	}
	if _, err := register.ParseReceipt(append(b, ' ')); fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("more than 1 MiB: %v", err)
	}
}

// mirror is a followed log of one leaf.
type mirror struct {
	leaf   []byte
	served []string
	erased string
}

func (m mirror) Leaf(_ string, seq int64) ([]byte, []string, error) {
	if m.leaf == nil {
		return nil, nil, fault.New(fault.NotFound, "not here")
	}
	return m.leaf, m.served, nil
}

func (m mirror) Erased(_ string, _ int64, digest string) (bool, error) {
	return digest == m.erased, nil
}

func TestReceiptAgainstAFollowedLog(t *testing.T) {
	w := newWorld(acts)
	w.fill(5)
	e, policy := w.events[2], []byte(w.policy(twoOfThree))
	public := []string{e.texts["manifest"], e.texts["id"], e.texts["act"], e.texts["effective"], e.texts["record"]}
	for _, c := range []struct {
		name   string
		mirror mirror
		ok     bool
	}{
		{"the log serves what is public", mirror{leaf: e.leaf, served: public}, true},
		{"the log hides a public field", mirror{leaf: e.leaf, served: public[:4]}, false},
		{"the log has erased it", mirror{leaf: e.leaf, served: public[:4], erased: register.Digest(e.texts["record"])}, true},
		{"the log serves nothing", mirror{leaf: e.leaf}, false},
		{"the log has another leaf there", mirror{leaf: w.events[3].leaf, served: public}, false},
		{"the mirror does not reach so far", mirror{}, false},
	} {
		v, err := register.VerifyReceipt(w.receipt(2, w.signed(1, 2), "manifest", "act").Bytes(), policy, register.VerifyOptions{Now: now, Followed: c.mirror})
		if (err == nil) != c.ok || err != nil && fault.KindOf(err) != fault.Invalid || err == nil && !v.Followed {
			t.Errorf("%s: %v, %v", c.name, v, err)
		}
	}
}

func TestVerdictInWords(t *testing.T) {
	w := newWorld(acts)
	w.fill(5)
	e := event{seq: 5, at: "2026-11-22T08:05:00Z", fields: []field{
		{name: "id", value: `"VN/TM/4-2026-00005"`}, {name: "act", value: `"file"`}, {name: "effective", value: `"2026-11-22"`},
		{name: "ground", value: "{ \"a\" : \"\u009b31m\u202eđ\" }"}, // a terminal's command and a text turned round
	}}
	w.add(e.make())
	v := must(register.VerifyReceipt(w.receipt(5, w.signed(1, 2), "manifest", "act", "ground").Bytes(), []byte(w.policy(twoOfThree)), register.VerifyOptions{Now: now}))(t)
	c := w.checkpoint()
	want := `witnessed 2 of 3; quorum witnesses met
log: demo.invalid/log/register/1
kind: act of the office
leaf: 5
received at: 2026-11-22T08:05:00Z
tree: 6 ` + c.Root.String() + `
cosigned by: w1 2026-11-22T08:01:00Z
cosigned by: w2 2026-11-22T08:01:00Z
the office's clock ran ahead: the act was in the log before the time it claims
act: "file"
ground: {"a":"\u009b31m\u202eđ"}
left out: id (public: the log serves it)
left out: effective (public: the log serves it)
`
	if got := v.Text(locale.En); got != want {
		t.Errorf("in English:\n%s", got)
	}
	vi := v.Text(locale.Vi)
	for _, words := range []string{"2 trên 3 nhân chứng", "hành vi của cơ quan", "đồng hồ của cơ quan chạy nhanh", "không xuất trình: id"} {
		if !strings.Contains(vi, words) {
			t.Errorf("%q is missing in Vietnamese:\n%s", words, vi)
		}
	}
	var machine struct {
		Verdict    string
		Log        string
		Seq        int
		ReceivedAt string `json:"received_at"`
		Witnessed  int
		Of         int
		Met        bool
		Disclosed  []struct{ Name string }
		LeftOut    []struct{ Name, Class string } `json:"left_out"`
	}
	if err := json.Unmarshal(must(json.Marshal(v))(t), &machine); err != nil {
		t.Fatal(err)
	}
	if machine.Verdict != "witnessed" || machine.Log != acts || machine.Seq != 5 || machine.ReceivedAt != "2026-11-22T08:05:00Z" ||
		machine.Witnessed != 2 || machine.Of != 3 || !machine.Met || len(machine.Disclosed) != 2 || machine.LeftOut[1].Name != "effective" {
		t.Errorf("for machines: %+v", machine)
	}
}

func TestClaimHelpsToFindThePolicy(t *testing.T) {
	w := newWorld(acts)
	w.fill(1)
	c := must(register.ReadClaim(w.receipt(0, w.signed(1)).Bytes()))(t)
	text := c.Text(locale.En)
	if c.Origin != acts || !slices.Equal(c.KeyIDs, []string{w.log.Key.KeyID()}) || !strings.HasPrefix(text, "nothing was verified") {
		t.Errorf("%+v\n%s", c, text)
	}
	for _, name := range []string{"SEN", "2026-11-22", "VN/TM", "w1"} {
		if strings.Contains(text, name) {
			t.Errorf("an unverified receipt tells %s", name)
		}
	}
	odd := note.Checkpoint{Origin: "demo.invalid/log/register/1\u202e", Size: 1, Root: w.checkpoint().Root}
	if c, err := register.ReadClaim(w.receipt(0, note.Sign(odd.Text(), now, w.log)).Bytes()); err == nil {
		t.Errorf("an origin of an odd form is shown: %v", c)
	}
}

func FuzzReceipt(f *testing.F) {
	w := newWorld(acts)
	w.fill(3)
	policy := []byte(w.policy(twoOfThree))
	f.Add(w.receipt(1, w.signed(1, 2)).Bytes())
	f.Add(w.receipt(0, w.signed(), "act", "manifest").Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		register.ReadClaim(b)
		v, err := register.VerifyReceipt(b, policy, register.VerifyOptions{Now: now})
		if err != nil {
			if v != nil || fault.KindOf(err) != fault.Invalid {
				t.Errorf("%v with verdict %v", err, v)
			}
			return
		}
		if v.Seq > 2 || v.Size != 3 || v.Origin != acts {
			t.Errorf("a receipt that nobody signed: %+v", v)
		}
		v.Text(locale.Vi)
	})
}
