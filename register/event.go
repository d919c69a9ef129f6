package register

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Lane is one of the two sorts of log that an installation keeps. A lane has generations, each a log of its own.
type Lane string

// The lanes.
const (
	Register Lane = "register" // the office's own acts
	Library  Lane = "library"  // copies of foreign or older records
)

// Secrecy says who may see a disclosure.
type Secrecy string

// The disclosure classes.
const (
	Public Secrecy = "public" // served from birth
	Sealed Secrecy = "sealed" // served once an event opens it
	Closed Secrecy = "closed" // never served
)

// Names is the closed list of names that a disclosure may have, in the order in which a manifest lists them. A name may
// carry a suffix: a dot and a lower-case word.
var Names = []string{"manifest", "id", "act", "effective", "actor", "ground", "rule", "documents", "corrects", "record", "parties", "private"}

// Event is one act on one right, before it has its place in the log.
type Event struct {
	Lane  Lane
	Entry ipr.ID  // the right; zero for an event on no entry
	Act   string  // code of the act, see Acts
	Class Secrecy // of manifest, id, act and every field that does not say otherwise; "" means Public
	Opens string  // the act expected to open what is sealed
	Field []Field
}

// Field is one thing that an event tells.
type Field struct {
	Name  string  // of the closed list, perhaps with a suffix
	Value any     // encoded as JSON; json.RawMessage is taken as it is
	Class Secrecy // "" means the event's class
}

// Document is a filed or read document as the disclosure named documents lists it.
type Document struct {
	Name   string `json:"name"`
	Pages  int    `json:"pages"`
	SHA256 string `json:"sha256"` // 64 lower-case hex digits
	Size   int64  `json:"size"`   // bytes
}

// Ground is the value of the disclosure named ground of an event that copies a record from a document.
type Ground struct {
	Document string   `json:"document"`         // SHA-256 of the document, 64 lower-case hex digits
	Record   int64    `json:"record"`           // 0-based place of the record in the document
	Version  ipr.Date `json:"version,omitzero"` // date of the record as the document tells it
	// Tells is TellsPart if the document tells a part of the right only, as one publication of a patent does: what it does
	// not tell stands as it was told before. Else the document tells the whole right.
	Tells string `json:"tells,omitempty"`
}

// TellsPart is the value of Ground.Tells for a document that tells a part of the right.
const TellsPart = "part"

// Disclosure is one thing told by an event: exactly the string that is served, with what is known about it.
type Disclosure struct {
	Name   string
	Digest string // unpadded base64url of SHA-256 of Text
	Class  Secrecy
	Opens  string
	Text   string // unpadded base64url of [salt,name,value]; "" where it is only known sealed
	Key    int64  // vault key under which Cipher stands; 0 if public at birth
	Cipher []byte // AES-256-GCM of Text; nil if public at birth
}

// Prepared is an event with its salts and digests made, ready to be given its place. It is written once.
type Prepared struct {
	Lane       Lane
	Entry      ipr.ID
	Act        string
	Record     *Record      // what the event tells of the right, if it is public at birth
	Disclosure []Disclosure // the manifest first, then as the manifest lists them
	Opened     []Opening    // earlier disclosures that this event makes public
	sd         []byte       // `["…","…"]`, sorted, filled up with decoys
	first      *Head        // see FirstHead
}

// Opening is an earlier sealed disclosure that an event makes public.
type Opening struct {
	Place
	Digest string
	Text   string
}

// MaxTold is the greatest length of the disclosures of one event together, in characters, so that a receipt, and what is
// served of a bundle of 256 leaves, stay of a size that everybody can read.
const MaxTold = 256 << 10

var b64 = base64.RawURLEncoding

// SystemEntropy is the random source of salts: the system's, read in large pieces. It is not safe for concurrent use.
func SystemEntropy() io.Reader { return &entropy{} }

type entropy struct {
	buf  [4096]byte
	left []byte
}

func (e *entropy) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		if len(e.left) == 0 {
			if _, err := rand.Read(e.buf[:]); err != nil {
				return n, err
			}
			e.left = e.buf[:]
		}
		c := copy(p[n:], e.left)
		clear(e.left[:c])
		e.left = e.left[c:]
		n += c
	}
	return len(p), nil
}

// Prepare makes salts, disclosures, digests, manifest and decoys of an event. The origin is that of the log which the
// event will enter; it is the id of an event on no entry. Errors: Invalid if a value is not of the kinds that docs/log.md
// allows, a name is not of the closed list, or there are more than 256 digests.
func Prepare(e Event, origin string, random io.Reader) (*Prepared, error) {
	base := e.Class
	if base == "" {
		base = Public
	}
	id := origin
	if !e.Entry.IsZero() {
		id = e.Entry.String()
	}
	fields := make([]Field, 0, len(e.Field)+2)
	fields = append(fields, Field{Name: "id", Value: id}, Field{Name: "act", Value: e.Act})
	fields = append(fields, e.Field...)
	slices.SortStableFunc(fields, func(a, b Field) int { return CompareNames(a.Name, b.Name) })

	p := &Prepared{Lane: e.Lane, Entry: e.Entry, Act: e.Act, Disclosure: make([]Disclosure, 1, len(fields)+1)}
	rows := make([][4]string, 0, len(fields))
	told := 0
	for i, f := range fields {
		if !validName(f.Name) || f.Name == "manifest" || (i > 0 && fields[i-1].Name == f.Name) {
			return nil, fault.New(fault.Invalid, "an event cannot carry a disclosure named %q here", f.Name)
		}
		class := f.Class
		if class == "" || f.Name == "id" || f.Name == "act" {
			class = base
		}
		if class != base && (class == Public || base == Closed) {
			return nil, fault.New(fault.Invalid, "%s cannot be more public than its event", f.Name)
		}
		opens := ""
		if class == Sealed {
			opens = e.Opens
		}
		text, err := disclose(f.Name, f.Value, random)
		if err != nil {
			return nil, err
		}
		if told += len(text); told > MaxTold {
			return nil, fault.New(fault.Invalid, "an event tells at most %d characters", MaxTold)
		}
		d := Disclosure{Name: f.Name, Digest: Digest(text), Class: class, Opens: opens, Text: text}
		p.Disclosure = append(p.Disclosure, d)
		rows = append(rows, [4]string{f.Name, d.Digest, string(class), opens})
		if f.Name == "record" && class == Public {
			r, ok := f.Value.(*Record)
			if !ok {
				return nil, fault.New(fault.Invalid, "a public record is told as a *Record")
			}
			p.Record = r
		}
	}
	text, err := disclose("manifest", rows, random)
	if err != nil {
		return nil, err
	}
	p.Disclosure[0] = Disclosure{Name: "manifest", Digest: Digest(text), Class: base, Text: text}
	if base == Sealed {
		p.Disclosure[0].Opens = e.Opens
	}
	p.sd, err = sortedDigests(p.Disclosure, random)
	return p, err
}

// Manifest is the digest of the manifest, by which other events refer to this one.
func (p *Prepared) Manifest() string { return p.Disclosure[0].Digest }

// Texts gives all disclosures, whoever may see them, in the order of the manifest, which is the first: for a receipt that goes to a
// party itself.
func (p *Prepared) Texts() []string {
	texts := make([]string, len(p.Disclosure))
	for i, d := range p.Disclosure {
		texts[i] = d.Text
	}
	return texts
}

// Digest is the digest of a disclosure as it stands in a leaf.
func Digest(disclosure string) string {
	h := sha256.Sum256([]byte(disclosure))
	return b64.EncodeToString(h[:])
}

// disclose encodes [salt,name,value]; the string is made once and never re-serialised.
func disclose(name string, value any, random io.Reader) (string, error) {
	var salt [16]byte
	if _, err := io.ReadFull(random, salt[:]); err != nil {
		return "", fault.New(fault.Internal, "no random bytes for a salt").Because(err)
	}
	var buf bytes.Buffer
	buf.Grow(256)
	buf.WriteString(`["`)
	var s [22]byte
	b64.Encode(s[:], salt[:])
	buf.Write(s[:])
	buf.WriteString(`","`)
	buf.WriteString(name)
	buf.WriteString(`",`)
	start := buf.Len()
	if raw, ok := value.(json.RawMessage); ok {
		buf.Write(raw)
	} else {
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(value); err != nil {
			return "", fault.New(fault.Invalid, "the value of %q cannot be written", name).Because(err)
		}
		buf.Truncate(buf.Len() - 1) // the encoder's newline
	}
	if err := checkValue(buf.Bytes()[start:]); err != nil {
		return "", fault.New(fault.Invalid, "the value of %q cannot be told", name).Because(err)
	}
	buf.WriteByte(']')
	text := b64.EncodeToString(buf.Bytes())
	if _, ours := value.(*Record); ours {
		return text, nil // a Record has our names; what else could be wrong was checked above
	}
	if _, err := ParseDisclosure(text); err != nil {
		return "", err
	}
	return text, nil
}

// checkValue refuses what docs/log.md section 3 does: text not in NFC, null, booleans, fractions, exponents and
// negative numbers. The bytes are JSON written by encoding/json.
func checkValue(v []byte) error {
	if !norm.NFC.IsNormal(v) {
		return fault.New(fault.Invalid, "text is not in Unicode normalization form C")
	}
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			for i++; v[i] != '"'; i++ {
				if v[i] == '\\' {
					i++
				}
			}
		case c == 'n', c == 't', c == 'f':
			return fault.New(fault.Invalid, "null and booleans are not values here")
		case c == '-', c == '.', c == 'e', c == 'E':
			return fault.New(fault.Invalid, "numbers are whole and not negative")
		case c >= '0' && c <= '9':
			n := uint64(0)
			for ; i < len(v) && v[i] >= '0' && v[i] <= '9'; i++ {
				if n = n*10 + uint64(v[i]-'0'); n > 1<<53-1 {
					return fault.New(fault.Invalid, "numbers are at most 2^53-1")
				}
			}
			i--
		}
	}
	return nil
}

// sortedDigests writes the _sd member: the digests and as many decoys as reach the next size class, sorted.
func sortedDigests(ds []Disclosure, random io.Reader) ([]byte, error) {
	size := 8
	for size < len(ds) {
		size *= 2
	}
	if size > 256 {
		return nil, fault.New(fault.Invalid, "an event tells at most 256 things; this one has %d", len(ds))
	}
	all := make([]string, 0, size)
	for _, d := range ds {
		all = append(all, d.Digest)
	}
	var decoy [32]byte
	for len(all) < size {
		if _, err := io.ReadFull(random, decoy[:]); err != nil {
			return nil, fault.New(fault.Internal, "no random bytes for a decoy").Because(err)
		}
		all = append(all, b64.EncodeToString(decoy[:]))
	}
	slices.Sort(all)
	out := make([]byte, 0, size*46+2)
	for i, d := range all {
		if i == 0 {
			out = append(out, '[', '"')
		} else {
			out = append(out, ',', '"')
		}
		out = append(append(out, d...), '"')
	}
	return append(out, ']'), nil
}

// CompareNames orders names as the closed list does, a plain name before its suffixed ones.
func CompareNames(a, b string) int {
	an, as, _ := strings.Cut(a, ".")
	bn, bs, _ := strings.Cut(b, ".")
	if c := slices.Index(Names, an) - slices.Index(Names, bn); c != 0 {
		return c
	}
	return strings.Compare(as, bs)
}

func validName(s string) bool {
	name, suffix, dotted := strings.Cut(s, ".")
	if !slices.Contains(Names, name) || (dotted && (suffix == "" || name == "manifest")) {
		return false
	}
	for i := range len(suffix) {
		if suffix[i] < 'a' || suffix[i] > 'z' {
			return false
		}
	}
	return true
}

// Ref points at an event: its place, and the digest of its manifest.
type Ref struct {
	Place
	Digest string
}

// Same is the reference as it stands in an event of the same log: [seq,digest].
func (r Ref) Same() json.RawMessage {
	return json.RawMessage(`[` + itoa(r.Seq) + `,"` + r.Digest + `"]`)
}

// FirstHead is the head of the entry if this event is the first that is known of it and public; the places are left
// out. It is worked out once, so call it before the transaction.
func (p *Prepared) FirstHead() Head {
	if p.first == nil {
		e := Entry{ID: p.Entry, Kind: p.Entry.Kind, Office: p.Entry.Office, Events: []Happening{{Act: p.Act, Public: map[string]json.RawMessage{}}}}
		if p.Record != nil {
			e.Record = *p.Record
		}
		for _, d := range p.Disclosure {
			if d.Name == "ground" && d.Class == Public {
				if _, v, err := Undisclose(d.Text); err == nil {
					e.Events[0].Public["ground"] = v
					if p.Record != nil && bytes.Contains(v, []byte(`"tells":"part"`)) {
						e.Record = Record{}
						e.Record.join(p.Record)
					}
				}
			}
		}
		h := e.Head(nil)
		p.first = &h
	}
	return *p.first
}

// PublicText gives the disclosures that are public from birth, in the order of the manifest.
func (p *Prepared) PublicText() []string {
	out := make([]string, 0, len(p.Disclosure))
	for _, d := range p.Disclosure {
		if d.Class == Public {
			out = append(out, d.Text)
		}
	}
	return out
}
