package note

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// Kind is the type of a key, the byte that c2sp.org/signed-note assigns to a sort of signature.
type Kind byte

// The types of key that this package knows.
const (
	Log      Kind = 0x01 // a log's: Ed25519 over the text
	Cosigner Kind = 0x04 // a witness's: Ed25519 over time and text, c2sp.org/tlog-cosignature
)

// size of a signature of the kind in bytes, without the key id
func (k Kind) size() int {
	if k == Cosigner {
		return 8 + ed25519.SignatureSize
	}
	return ed25519.SignatureSize
}

// Key is a verifier key: what must be known of a log or a witness to check its signatures.
type Key struct {
	Name   string // of a log: its origin
	Kind   Kind
	Public ed25519.PublicKey
	ID     uint32 // computed from the others
}

// NewKey makes a verifier key. Errors: Invalid if the name or the length of the key is not allowed, or the kind not known.
func NewKey(name string, kind Kind, public ed25519.PublicKey) (Key, error) {
	if !validName(name) {
		return Key{}, fault.New(fault.Invalid, "%q cannot be the name of a key", clip(name))
	}
	if kind != Log && kind != Cosigner {
		return Key{}, fault.New(fault.Invalid, "keys of type 0x%02x are not known here", byte(kind))
	}
	if len(public) != ed25519.PublicKeySize {
		return Key{}, fault.New(fault.Invalid, "a public key has 32 bytes, not %d", len(public))
	}
	h := sha256.New()
	io.WriteString(h, name)
	h.Write([]byte{'\n', byte(kind)})
	h.Write(public)
	return Key{Name: name, Kind: kind, Public: public, ID: binary.BigEndian.Uint32(h.Sum(nil))}, nil
}

// ParseKey reads a verifier key, NAME+KEYID+BASE64. Errors: Invalid.
func ParseKey(s string) (Key, error) {
	name, rest, ok := strings.Cut(s, "+")
	id, encoded, ok2 := strings.Cut(rest, "+")
	if !ok || !ok2 {
		return Key{}, fault.New(fault.Invalid, "%q is not a verifier key; it has the form NAME+KEYID+KEY", clip(s))
	}
	raw, ok := parseBase64(encoded)
	if !ok || len(raw) < 1 {
		return Key{}, fault.New(fault.Invalid, "the verifier key of %q is not base64", clip(name))
	}
	k, err := NewKey(name, Kind(raw[0]), raw[1:])
	if err != nil {
		return Key{}, err
	}
	if id != k.KeyID() {
		return Key{}, fault.New(fault.Invalid, "the verifier key of %q has the key id %s, not %q", clip(name), k.KeyID(), clip(id))
	}
	return k, nil
}

// ParseKeyID reads a key id, eight lower-case hexadecimal digits. Errors: Invalid.
func ParseKeyID(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 8 || strings.ToLower(s) != s {
		return 0, fault.New(fault.Invalid, "%q is not a key id of eight hexadecimal digits", clip(s))
	}
	return uint32(n), nil
}

// String is the verifier key as it is published.
func (k Key) String() string {
	return k.Name + "+" + k.KeyID() + "+" + base64.StdEncoding.EncodeToString(append([]byte{byte(k.Kind)}, k.Public...))
}

// KeyID is the key's id in eight hexadecimal digits.
func (k Key) KeyID() string { return fmt.Sprintf("%08x", k.ID) }

// verify checks a signature over a note's text. For a cosigner's it gives the time of the cosignature.
func (k Key) verify(text string, signature []byte) (seconds int64, ok bool) {
	if len(signature) != k.Kind.size() {
		return 0, false
	}
	if k.Kind == Log {
		return 0, ed25519.Verify(k.Public, []byte(text), signature)
	}
	t := binary.BigEndian.Uint64(signature)
	if t > 1<<63-1 {
		return 0, false
	}
	return int64(t), ed25519.Verify(k.Public, cosigned(text, int64(t)), signature[8:])
}

// cosigned is the message that a witness signs at the given time.
func cosigned(text string, seconds int64) []byte {
	return []byte("cosignature/v1\ntime " + strconv.FormatInt(seconds, 10) + "\n" + text)
}

// Signer is a key with its private half.
type Signer struct {
	Key     Key
	private ed25519.PrivateKey
}

// NewSigner makes a signer from a seed of 32 bytes (RFC 8032's private key). Errors: Invalid.
func NewSigner(name string, kind Kind, seed []byte) (*Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fault.New(fault.Invalid, "the seed of a key has 32 bytes, not %d", len(seed))
	}
	private := ed25519.NewKeyFromSeed(seed)
	k, err := NewKey(name, kind, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	return &Signer{Key: k, private: private}, nil
}

// GenerateSigner makes a new key. Errors: Invalid; Internal if there is no randomness.
func GenerateSigner(name string, kind Kind, random io.Reader) (*Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fault.New(fault.Internal, "no random bytes for a key").Because(err)
	}
	return NewSigner(name, kind, seed)
}

const secretPrefix = "PRIVATE+KEY+"

// Secret is the signer as it is kept in a key file: PRIVATE+KEY+NAME+KEYID+BASE64, the form that Go's note tools use.
func (s *Signer) Secret() string {
	return secretPrefix + s.Key.Name + "+" + s.Key.KeyID() + "+" +
		base64.StdEncoding.EncodeToString(append([]byte{byte(s.Key.Kind)}, s.private.Seed()...))
}

// ParseSigner reads what Secret wrote. Errors: Invalid; they do not repeat the text.
func ParseSigner(secret string) (*Signer, error) {
	bad := fault.New(fault.Invalid, "this is not a private key; it has the form PRIVATE+KEY+NAME+KEYID+KEY")
	rest, ok := strings.CutPrefix(secret, secretPrefix)
	part := strings.SplitN(rest, "+", 3)
	if !ok || len(part) != 3 {
		return nil, bad
	}
	raw, ok := parseBase64(part[2])
	if !ok || len(raw) != 1+ed25519.SeedSize {
		return nil, bad
	}
	s, err := NewSigner(part[0], Kind(raw[0]), raw[1:])
	if err != nil {
		return nil, err
	}
	if s.Key.KeyID() != part[1] {
		return nil, fault.New(fault.Invalid, "the private key of %q has the key id %s, not %q", clip(part[0]), s.Key.KeyID(), clip(part[1]))
	}
	return s, nil
}

// Sign signs a note's text. The time matters to a cosigner only, to the second.
func (s *Signer) Sign(text string, at time.Time) Signature {
	sig := Signature{Name: s.Key.Name, KeyID: s.Key.ID}
	if s.Key.Kind == Cosigner {
		t := max(at.Unix(), 0)
		sig.Bytes = binary.BigEndian.AppendUint64(nil, uint64(t))
		sig.Bytes = append(sig.Bytes, ed25519.Sign(s.private, cosigned(text, t))...)
	} else {
		sig.Bytes = ed25519.Sign(s.private, []byte(text))
	}
	return sig
}

// validName reports whether a key can have the name: not empty, valid UTF-8, no plus, no space of Unicode and no control
// character.
func validName(s string) bool {
	return s != "" && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r == '+' || r < 0x20 || unicode.IsSpace(r)
	})
}
