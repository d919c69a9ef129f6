package register

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register/note"
)

// MaxDisclosure is the greatest length of a disclosure that is read, in characters.
const MaxDisclosure = 1 << 20

// Leaf is a leaf as an outsider reads it.
type Leaf struct {
	Digests    []string // real ones and decoys, ascending
	Origin     string
	Lane       Lane
	ReceivedAt time.Time
	Seq        int64
}

// ParseLeaf reads leaf data strictly: the bytes must be the canonical JSON of exactly the six members, each of its form.
// Errors: Invalid. Source: docs/log.md section 2.1.
func ParseLeaf(data []byte) (*Leaf, error) {
	if len(data) > MaxLeaf {
		return nil, fault.New(fault.Invalid, "a leaf has at most %d bytes, not %d", MaxLeaf, len(data))
	}
	bad := func(sentence string) (*Leaf, error) { return nil, fault.New(fault.Invalid, sentence) }
	rest, ok := strings.CutPrefix(string(data), `{"_sd":[`)
	sd, rest, ok2 := strings.Cut(rest, `],"_sd_alg":"sha-256","log":"`)
	if !ok || !ok2 {
		return bad("a leaf begins with _sd and _sd_alg in canonical JSON")
	}
	l := &Leaf{}
	n := (len(sd) + 1) / (digestLength + 3)
	if n < 8 || n > 256 || n&(n-1) != 0 || len(sd) != n*(digestLength+3)-1 {
		return bad("a leaf has 8, 16, 32, 64, 128 or 256 digests")
	}
	l.Digests = make([]string, n)
	for i := range n {
		at := i * (digestLength + 3)
		d := sd[at+1 : at+1+digestLength]
		if sd[at] != '"' || sd[at+1+digestLength] != '"' || (i > 0 && sd[at-1] != ',') || !isDigest(d) {
			return bad("a digest of the leaf is not base64url of 32 bytes")
		}
		if i > 0 && l.Digests[i-1] >= d {
			return bad("the digests of the leaf are not in ascending order")
		}
		l.Digests[i] = d
	}
	l.Origin, rest, ok = strings.Cut(rest, `","received_at":"`)
	at, rest, ok2 := strings.Cut(rest, `","seq":`)
	seq, ok3 := strings.CutSuffix(rest, `,"v":1}`)
	if !ok || !ok2 || !ok3 {
		return bad("a leaf ends with log, received_at, seq and v in canonical JSON")
	}
	var err error
	if l.Lane, _, err = ParseOrigin(l.Origin); err != nil {
		return nil, err
	}
	if l.ReceivedAt, err = ParseTime(at); err != nil {
		return nil, err
	}
	l.Seq, err = strconv.ParseInt(seq, 10, 64)
	if err != nil || l.Seq < 0 || l.Seq > maxCount || itoa(l.Seq) != seq {
		return bad("the leaf's seq is not a number")
	}
	return l, nil
}

// Has reports whether the digest stands in the leaf.
func (l *Leaf) Has(digest string) bool {
	_, ok := slices.BinarySearch(l.Digests, digest)
	return ok
}

// ParseOrigin reads the origin of a log of ours, HOST/log/KIND/G. Errors: Invalid. Source: docs/log.md section 1.
func ParseOrigin(s string) (Lane, int64, error) {
	bad := fault.New(fault.Invalid, "%.200q is not the origin of a log; it has the form HOST/log/register/1 or HOST/log/library/1", s)
	part := strings.Split(s, "/")
	if len(part) != 4 || part[1] != "log" {
		return "", 0, bad
	}
	host, port, hasPort := strings.Cut(part[0], ":")
	if host == "" || len(host) > 253 || strings.Trim(host, capitals+small+digits+".-") != "" ||
		hasPort && (port == "" || len(port) > 5 || strings.Trim(port, digits) != "") {
		return "", 0, bad
	}
	lane := Lane(part[2])
	g, err := strconv.ParseInt(part[3], 10, 64)
	if lane != Register && lane != Library || err != nil || g < 1 || g > maxCount || itoa(g) != part[3] {
		return "", 0, bad
	}
	return lane, g, nil
}

const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	small    = "abcdefghijklmnopqrstuvwxyz"
)

// ParseTime reads a time of the log: 20 characters, UTC, from 1970 on. Errors: Invalid.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(TimeLayout, s)
	if err != nil || t.Year() < 1970 || t.Format(TimeLayout) != s {
		return time.Time{}, fault.New(fault.Invalid, "%.40q is not a time of the form 2026-11-22T08:00:00Z", s)
	}
	return t, nil
}

// digestLength is the length of a digest in characters; saltLength that of a salt.
const (
	digestLength = 43
	saltLength   = 22
)

// sixBits gives the value of a character of base64url, above 63 if it is none.
var sixBits = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i, c := range []byte(capitals + small + digits + "-_") {
		t[c] = byte(i)
	}
	return t
}()

// isBase64URL reports whether s is the one spelling in base64url of some bytes.
func isBase64URL(s string) bool {
	last := byte(0)
	for i := range len(s) {
		if last = sixBits[s[i]]; last > 63 {
			return false
		}
	}
	switch len(s) % 4 {
	case 1:
		return false
	case 2:
		return last&0x0f == 0
	case 3:
		return last&0x03 == 0
	}
	return true
}

func isDigest(s string) bool { return len(s) == digestLength && isBase64URL(s) }

// Revealed is a disclosure as an outsider reads it: read strictly, not yet held against a leaf.
type Revealed struct {
	Text   string // verbatim
	Digest string
	Salt   string
	Name   string          // of the closed list, perhaps with a suffix
	Value  json.RawMessage // as it was written; only what docs/log.md allows
	value  node
}

// ParseDisclosure reads a disclosure strictly. What its name demands of its value is checked as far as that needs no leaf.
// Errors: Invalid. Source: docs/log.md sections 3.1 and 3.2.
func ParseDisclosure(s string) (*Revealed, error) {
	if len(s) > MaxDisclosure {
		return nil, fault.New(fault.Invalid, "a disclosure has at most %d characters", MaxDisclosure)
	}
	if !isBase64URL(s) {
		return nil, fault.New(fault.Invalid, "a disclosure is not unpadded base64url")
	}
	raw, err := b64.DecodeString(s)
	if err != nil {
		return nil, fault.New(fault.Invalid, "a disclosure is not unpadded base64url")
	}
	n, err := readStrict(raw)
	if err != nil {
		return nil, err
	}
	if n.sort != '[' || len(n.items) != 3 || !n.items[0].isString() || !n.items[1].isString() {
		return nil, fault.New(fault.Invalid, "a disclosure is an array of salt, name and value")
	}
	d := &Revealed{Text: s, Digest: Digest(s), Salt: n.items[0].text, Name: n.items[1].text, Value: n.items[2].raw, value: n.items[2]}
	if len(d.Salt) != saltLength || !isBase64URL(d.Salt) {
		return nil, fault.New(fault.Invalid, "the salt of a disclosure is not base64url of 16 bytes")
	}
	if !validName(d.Name) || strings.HasPrefix(d.Name, "manifest.") {
		return nil, fault.New(fault.Invalid, "no disclosure has the name %.100q", d.Name)
	}
	if err := checkRevealed(d.value); err != nil {
		return nil, err.At(d.Name)
	}
	if !shape(d.Name)(d.value) {
		return nil, fault.New(fault.Invalid, "this is not a value of %q", d.Name).At(d.Name)
	}
	return d, nil
}

// checkRevealed refuses what no value may hold at any depth.
func checkRevealed(n node) *fault.Fault {
	if n.sort == '"' && !norm.NFC.IsNormalString(n.text) {
		return fault.New(fault.Invalid, "text is not in Unicode normalization form C")
	}
	for i, item := range n.items {
		if n.sort == '{' {
			name := n.names[i]
			if name == "_sd" || name == "_sd_alg" || name == "..." {
				return fault.New(fault.Invalid, "a member cannot have the name %q", name)
			}
			for j := range len(name) {
				if name[j] >= 0x80 {
					return fault.New(fault.Invalid, "the name of a member is not ASCII")
				}
			}
		}
		if err := checkRevealed(item); err != nil {
			return err
		}
	}
	return nil
}

// shape gives what a name demands of its value.
func shape(name string) func(node) bool {
	references := func(n node) bool { return n.each(func(r node) bool { _, ok := readReference(r); return ok }) }
	switch name {
	case "record.opens", "record.erases", "record.covers":
		return references
	case "record.key":
		return isLogKey
	case "record.revokes":
		return func(n node) bool {
			m, ok := n.object("key", "since")
			return ok && isLogKey(m[0]) && isTime(m[1])
		}
	case "record.continues":
		return func(n node) bool {
			m, ok := n.object("origin", "size", "root")
			return ok && m[0].isString() && isOrigin(m[0].text) && m[1].isCount() && m[2].isString() && isHash(m[2].text)
		}
	}
	base, _, _ := strings.Cut(name, ".")
	switch base {
	case "manifest":
		return func(n node) bool { _, ok := readRows(n); return ok }
	case "id", "act":
		return func(n node) bool { return n.isString() && n.text != "" }
	case "actor":
		return func(n node) bool { return n.each(node.isString) }
	case "documents":
		return func(n node) bool { return n.each(isDocument) }
	case "corrects":
		return references
	}
	return func(node) bool { return true }
}

func isLogKey(n node) bool {
	k, err := note.ParseKey(n.text)
	return n.isString() && err == nil && k.Kind == note.Log
}

func isTime(n node) bool     { _, err := ParseTime(n.text); return n.isString() && err == nil }
func isOrigin(s string) bool { _, _, err := ParseOrigin(s); return err == nil }
func isHash(s string) bool   { _, err := note.ParseHash(s); return err == nil }
func isDocument(n node) bool {
	m, ok := n.object("name", "pages", "sha256", "size")
	return ok && m[0].isString() && m[1].isCount() && m[3].isCount() &&
		m[2].isString() && len(m[2].text) == 64 && strings.Trim(m[2].text, digits+"abcdef") == ""
}

// Reference names a disclosure of an earlier event.
type Reference struct {
	Origin string // "" for the same log
	Seq    int64
	Digest string
}

func readReference(n node) (Reference, bool) {
	var r Reference
	item := n.items
	if n.sort == '[' && len(item) == 3 {
		if !item[0].isString() || !isOrigin(item[0].text) {
			return r, false
		}
		r.Origin, item = item[0].text, item[1:]
	}
	if n.sort != '[' || len(item) != 2 || !item[0].isCount() || !item[1].isString() || !isDigest(item[1].text) {
		return r, false
	}
	r.Seq, r.Digest = item[0].count, item[1].text
	return r, true
}

// References gives the references that the disclosure consists of: of corrects, record.opens, record.erases and
// record.covers. Others have none.
func (d *Revealed) References() []Reference {
	base, _, _ := strings.Cut(d.Name, ".")
	if base != "corrects" && d.Name != "record.opens" && d.Name != "record.erases" && d.Name != "record.covers" {
		return nil
	}
	refs := make([]Reference, len(d.value.items))
	for i, n := range d.value.items {
		refs[i], _ = readReference(n)
	}
	return refs
}

// Row is a row of a manifest: what else an event tells.
type Row struct {
	Name   string  `json:"name"`
	Digest string  `json:"digest"`
	Class  Secrecy `json:"class"`
	Opens  string  `json:"opens,omitempty"` // the act expected to open it
}

// readRows reads the value of a manifest as far as that needs no leaf.
func readRows(n node) ([]Row, bool) {
	var rows []Row
	names, digests, order := map[string]bool{}, map[string]bool{}, 0
	ok := n.each(func(n node) bool {
		if !n.each(node.isString) || len(n.items) != 4 {
			return false
		}
		r := Row{Name: n.items[0].text, Digest: n.items[1].text, Class: Secrecy(n.items[2].text), Opens: n.items[3].text}
		base, _, _ := strings.Cut(r.Name, ".")
		at := slices.Index(Names, base)
		if !validName(r.Name) || base == "manifest" || at < order || names[r.Name] || digests[r.Digest] || !isDigest(r.Digest) ||
			r.Class != Public && r.Class != Sealed && r.Class != Closed {
			return false
		}
		order, names[r.Name], digests[r.Digest] = at, true, true
		rows = append(rows, r)
		return true
	})
	return rows, ok && names["id"] && names["act"]
}

// Seen is what may be seen of one event, all of it held against the leaf.
type Seen struct {
	Leaf     *Leaf
	Manifest []Row       // nil if the event is silent
	Revealed []*Revealed // without the manifest, in its order
	LeftOut  []Row       // rows of the manifest that are not revealed
}

// ParseEvent reads a leaf and what is shown of it. No disclosure at all is a silent event; any other needs the manifest
// among them, and each must be the one that the leaf and the manifest name. Errors: Invalid. Source: docs/log.md sections
// 2 and 3.
func ParseEvent(leaf []byte, disclosures []string) (*Seen, error) {
	l, err := ParseLeaf(leaf)
	if err != nil {
		return nil, err
	}
	s := &Seen{Leaf: l}
	if len(disclosures) == 0 {
		return s, nil
	}
	told, salts := map[string]*Revealed{}, map[string]bool{}
	for _, text := range disclosures {
		d, err := ParseDisclosure(text)
		if err != nil {
			return nil, err
		}
		if !l.Has(d.Digest) {
			return nil, fault.New(fault.Invalid, "the leaf does not hold the digest of this disclosure").At(d.Name)
		}
		if told[d.Name] != nil {
			return nil, fault.New(fault.Invalid, "two disclosures have one name").At(d.Name)
		}
		if salts[d.Salt] {
			return nil, fault.New(fault.Invalid, "two disclosures have one salt").At(d.Name)
		}
		if err := l.checkReferences(d); err != nil {
			return nil, err
		}
		told[d.Name], salts[d.Salt] = d, true
	}
	manifest := told["manifest"]
	if manifest == nil {
		return nil, fault.New(fault.Invalid, "the manifest is missing")
	}
	s.Manifest, _ = readRows(manifest.value)
	for _, row := range s.Manifest {
		if !l.Has(row.Digest) { // its own it cannot name: no text holds its own hash
			return nil, fault.New(fault.Invalid, "the manifest names a digest that the leaf does not hold").At(row.Name)
		}
		d := told[row.Name]
		switch {
		case d == nil:
			s.LeftOut = append(s.LeftOut, row)
		case d.Digest != row.Digest:
			return nil, fault.New(fault.Invalid, "the manifest names another digest for this disclosure").At(row.Name)
		default:
			s.Revealed = append(s.Revealed, d)
		}
	}
	if len(s.Revealed) != len(disclosures)-1 {
		return nil, fault.New(fault.Invalid, "a disclosure is not in the manifest")
	}
	size := 8
	for size < len(s.Manifest)+1 {
		size *= 2
	}
	if len(l.Digests) != size {
		return nil, fault.New(fault.Invalid, "a leaf of %d disclosures has %d digests, not %d", len(s.Manifest)+1, size, len(l.Digests))
	}
	return s, nil
}

// checkReferences checks what a reference owes to the place where it stands.
func (l *Leaf) checkReferences(d *Revealed) error {
	for _, r := range d.References() {
		if r.Origin == l.Origin || r.Origin == "" && r.Seq >= l.Seq {
			return fault.New(fault.Invalid, "a reference points neither back in its log nor into another").At(d.Name)
		}
	}
	return nil
}

// Row gives the manifest's row of the name.
func (s *Seen) Row(name string) (Row, bool) {
	for _, r := range s.Manifest {
		if r.Name == name {
			return r, true
		}
	}
	return Row{}, false
}
