package note

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// MaxSignatures is the greatest number of signature lines of a note.
const MaxSignatures = 64

// Note is a signed note: a text and the signatures over it. That it can be read says nothing about whether they hold.
type Note struct {
	Text       string // ends with a newline
	Signatures []Signature
}

// Signature is one signature line.
type Signature struct {
	Name  string // of the key
	KeyID uint32
	Bytes []byte // what comes after the key id
}

// Verified is a signature of a known key that holds.
type Verified struct {
	Key  Key
	Time time.Time // of a cosignature, in UTC to the second; zero for a log's signature
}

const dash = "— " // em dash and space begin a signature line

// String is the signature line with its newline.
func (s Signature) String() string {
	raw := append(binary.BigEndian.AppendUint32(nil, s.KeyID), s.Bytes...)
	return dash + s.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
}

// Parse reads a signed note. Errors: Invalid, with the line, if it departs in anything from docs/log.md section 5.3.
func Parse(b []byte) (*Note, error) {
	if len(b) > MaxText {
		return nil, fault.New(fault.Invalid, "a note has at most %d bytes", MaxText)
	}
	if err := checkText(b); err != nil {
		return nil, err
	}
	s := string(b)
	split := strings.LastIndex(s, "\n\n")
	if split < 0 {
		return nil, fault.New(fault.Invalid, "the note has no empty line before its signatures")
	}
	n := &Note{Text: s[:split+1]}
	lines, err := ParseSignatures(s[split+2:])
	if err != nil {
		if f, ok := fault.Of(err); ok && f.Where != "" {
			i, _ := strconv.Atoi(strings.TrimPrefix(f.Where, "line "))
			err = f.At("line " + strconv.Itoa(strings.Count(n.Text, "\n")+1+i))
		}
		return nil, err
	}
	n.Signatures = lines
	return n, nil
}

// ParseSignatures reads one or more signature lines, as a witness answers them. Errors: Invalid, with the line.
func ParseSignatures(s string) ([]Signature, error) {
	if s == "" {
		return nil, fault.New(fault.Invalid, "the note has no signature")
	}
	var sigs []Signature
	for i := 1; s != ""; i++ {
		where := "line " + strconv.Itoa(i)
		line, rest, ok := strings.Cut(s, "\n")
		if !ok {
			return nil, fault.New(fault.Invalid, "the last line does not end with a newline").At(where)
		}
		if i > MaxSignatures {
			return nil, fault.New(fault.Invalid, "a note has at most %d signatures", MaxSignatures).At(where)
		}
		sig, err := parseSignature(line)
		if err != nil {
			return nil, err.At(where)
		}
		sigs = append(sigs, sig)
		s = rest
	}
	return sigs, nil
}

func parseSignature(line string) (Signature, *fault.Fault) {
	rest, ok := strings.CutPrefix(line, dash)
	name, encoded, ok2 := strings.Cut(rest, " ")
	if !ok || !ok2 || !validName(name) {
		return Signature{}, fault.New(fault.Invalid, "this is not a signature line")
	}
	raw, ok := parseBase64(encoded)
	if !ok || len(raw) < 5 {
		return Signature{}, fault.New(fault.Invalid, "the signature is not base64 of a key id and a signature")
	}
	return Signature{Name: name, KeyID: binary.BigEndian.Uint32(raw), Bytes: raw[4:]}, nil
}

// checkText refuses what no text of a note may hold.
func checkText(b []byte) error {
	line := 1
	for _, c := range b {
		if c == '\n' {
			line++
		} else if c < 0x20 {
			return fault.New(fault.Invalid, "a note holds no control character 0x%02x", c).At("line " + strconv.Itoa(line))
		}
	}
	if !utf8.Valid(b) {
		return fault.New(fault.Invalid, "a note is UTF-8")
	}
	return nil
}

// Bytes is the note as it is sent and kept.
func (n *Note) Bytes() []byte {
	b := make([]byte, 0, len(n.Text)+1+len(n.Signatures)*160)
	b = append(append(b, n.Text...), '\n')
	for _, s := range n.Signatures {
		b = append(b, s.String()...)
	}
	return b
}

// Add appends signatures that are not there yet.
func (n *Note) Add(sigs ...Signature) {
	for _, s := range sigs {
		have := false
		for _, o := range n.Signatures {
			have = have || o.String() == s.String()
		}
		if !have {
			n.Signatures = append(n.Signatures, s)
		}
	}
}

// Sign makes a note of a text that ends with a newline.
func Sign(text string, at time.Time, signers ...*Signer) *Note {
	n := &Note{Text: text}
	for _, s := range signers {
		n.Add(s.Sign(text, at))
	}
	return n
}

// Verify checks every signature line that belongs to a known key, by name and key id, and passes over the others. It gives
// those that hold in the order of the note; there may be several of one key, or none at all. Errors: Invalid if a line of
// a known key does not verify.
func (n *Note) Verify(known []Key) ([]Verified, error) {
	var good []Verified
	for _, s := range n.Signatures {
		ours, held := false, false
		for _, k := range known {
			if k.ID != s.KeyID || k.Name != s.Name {
				continue
			}
			ours = true
			if t, ok := k.verify(n.Text, s.Bytes); ok && t <= latest {
				held = true
				v := Verified{Key: k}
				if k.Kind == Cosigner {
					v.Time = time.Unix(t, 0).UTC()
				}
				good = append(good, v)
				break
			}
		}
		if ours && !held {
			return nil, fault.New(fault.Invalid, "the signature of the known key %s (%08x) does not verify", s.Name, s.KeyID)
		}
	}
	return good, nil
}

// latest is the last second of the year 9999: a later time of a cosignature is refused, before it can wrap round.
const latest = 253402300799
