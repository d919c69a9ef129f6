package procedure

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// Tokens makes and reads the tokens of issued documents: what stands below the QR code, and in the address /v/TOKEN.
//
// A token is 25 characters of Crockford's base 32 in five groups, 00000-0A7QX-…: the document's number in the books in 35
// bits, and the first 90 bits of a MAC over it (HMAC-SHA-256, RFC 2104) under a key of the office's vault. Whoever guesses or
// mistypes one is refused by arithmetic, without a question to the store. A token is not a secret that opens anything: it
// stands on paper, and says that the office issued that paper. It is safe for concurrent use.
type Tokens struct{ key []byte }

// The parts of a token, in characters of five bits.
const (
	tokenID    = 7
	tokenMAC   = 18
	tokenGroup = 5
)

// crockford is the alphabet: no I, L, O and U, which are read as other letters or spell words.
// Source: D. Crockford, "Base 32", https://www.crockford.com/base32.html.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewTokens takes the key. Errors: Invalid if it has fewer than 32 bytes.
func NewTokens(key []byte) (*Tokens, error) {
	if len(key) < 32 {
		return nil, fault.New(fault.Invalid, "the key of document tokens has %d bytes and needs 32", len(key))
	}
	return &Tokens{key}, nil
}

// Token is the token of the document with this number in the books. Errors: Invalid if no token can hold the number.
func (t *Tokens) Token(id int64) (string, error) {
	if id < 1 || id >= 1<<(5*tokenID) {
		return "", fault.New(fault.Invalid, "a document cannot have the number %d in the books", id)
	}
	var b strings.Builder
	for i, c := range []byte(t.plain(id)) {
		if i > 0 && i%tokenGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(c)
	}
	return b.String(), nil
}

// plain is the token without its hyphens.
func (t *Tokens) plain(id int64) string {
	var b [tokenID + tokenMAC]byte
	for i, n := tokenID-1, id; i >= 0; i, n = i-1, n>>5 {
		b[i] = crockford[n&31]
	}
	mac := t.mac(id)
	for i := range tokenMAC {
		at := 5 * i
		two := uint(mac[at/8])<<8 | uint(mac[at/8+1])
		b[tokenID+i] = crockford[two>>(11-at%8)&31]
	}
	return string(b[:])
}

func (t *Tokens) mac(id int64) []byte {
	h := hmac.New(sha256.New, t.key)
	h.Write([]byte("muniment document token\n"))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(id)))
	return h.Sum(nil)
}

// ID reads a token as people write it: in either case, with hyphens and spaces anywhere or nowhere, with O for zero and I or L
// for one. Errors: NotFound, the same whatever is wrong with it; the MAC is compared in constant time.
func (t *Tokens) ID(token string) (int64, error) {
	plain := make([]byte, 0, tokenID+tokenMAC)
	for i := range len(token) {
		c := token[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		switch c {
		case '-', ' ':
			continue
		case 'O':
			c = '0'
		case 'I', 'L':
			c = '1'
		}
		if len(plain) == cap(plain) {
			return 0, noDocument()
		}
		plain = append(plain, c)
	}
	if len(plain) < cap(plain) {
		return 0, noDocument()
	}
	var id int64
	for _, c := range plain[:tokenID] {
		n := strings.IndexByte(crockford, c)
		if n < 0 {
			return 0, noDocument()
		}
		id = id<<5 | int64(n)
	}
	if !hmac.Equal([]byte(t.plain(id)), plain) {
		return 0, noDocument()
	}
	return id, nil
}

// noDocument answers a token that is not one of ours, and one of a document that was never finished.
func noDocument() error {
	return fault.New(fault.NotFound, "the office has issued no document with this token")
}
