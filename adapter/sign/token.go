package sign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// Token is a key in a PKCS#11 token, reached through the program pkcs11-tool of OpenSC (version 0.20 or later).
//
// The PIN goes to the program in its environment, which only the same user and the administrator can read; it is never an
// argument. The program is started for each signature.
type Token struct {
	Tool        string   // the program; pkcs11-tool if empty
	Module      string   // path of the token's library
	Label       string   // label of the token
	Key         string   // identifier (CKA_ID) of the key, and of its certificate, in hexadecimal digits; the program knows keys by nothing else
	PIN         string   // of the user
	Certificate []byte   // PEM: the certificate and those above it, in any order; nil: read from the token
	Environment []string // more for the program's environment, as NAME=VALUE: where the library finds its settings
}

// pinName is the variable of the environment that carries the PIN.
const pinName = "MUNIMENT_TOKEN_PIN"

// Open reads the certificate and makes the key ready, as it is at the time now. Nothing is signed yet, so a wrong PIN is not
// noticed.
//
// Errors: Unauthenticated without a PIN; NotFound if the program, the library, the token or the certificate is not there; Invalid, Late and Conflict as of
// OpenPKCS12.
func (t Token) Open(ctx context.Context, now time.Time) (*Key, error) {
	if _, err := os.Stat(t.Module); err != nil {
		return nil, fault.New(fault.NotFound, "the library of the token is not there: %s", t.Module)
	}
	if t.PIN == "" {
		return nil, fault.New(fault.Unauthenticated, "the token needs its PIN")
	}
	if id, err := hex.DecodeString(t.Key); err != nil || len(id) == 0 {
		return nil, fault.New(fault.Invalid, "the identifier of the key %q is not in hexadecimal digits", t.Key)
	}
	certificates, err := t.certificates(ctx)
	if err != nil {
		return nil, err
	}
	return newKey(&tokenKey{t, certificates[0].PublicKey, ctx}, certificates[0], certificates[1:], now)
}

// certificates gives the certificate of the key first. Of a PEM file it is the one that issued none of the others.
func (t Token) certificates(ctx context.Context) ([]*x509.Certificate, error) {
	if t.Certificate == nil {
		der, err := t.run(ctx, nil, "--read-object", "--type", "cert", "--id", t.Key)
		if err != nil {
			return nil, err
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fault.New(fault.NotFound, "the token has no certificate with the identifier %q", t.Key).Because(err)
		}
		return []*x509.Certificate{c}, nil
	}
	return readPEM(t.Certificate)
}

// readPEM reads certificates and puts the one that issued none of the others first.
func readPEM(b []byte) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	for {
		block, rest := pem.Decode(b)
		if block == nil {
			break
		}
		if b = rest; block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fault.New(fault.Invalid, "a certificate of the PEM file is not well-formed").Because(err)
		}
		list = append(list, c)
	}
	for i, c := range list {
		issued := false
		for j, other := range list {
			issued = issued || i != j && bytes.Equal(other.RawIssuer, c.RawSubject)
		}
		if !issued {
			list[0], list[i] = list[i], list[0]
			return list, nil
		}
	}
	return nil, fault.New(fault.Invalid, "the PEM file has no certificate of a signer")
}

// tokenKey signs in the token.
type tokenKey struct {
	Token
	public crypto.PublicKey
	ctx    context.Context // of one signature
}

// Public gives the key of the certificate; that the token has the key to it shows when its signature verifies.
func (k *tokenKey) Public() crypto.PublicKey { return k.public }

// digestInfo are the bytes that PKCS #1 puts before a digest of SHA-256, the only one that RSA is used with here (RFC 8017,
// section 9.2, note 1).
var digestInfo = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}

// Sign asks the token.
func (k *tokenKey) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	switch k.public.(type) {
	case *rsa.PublicKey:
		if opts.HashFunc() != crypto.SHA256 {
			return nil, fault.New(fault.Invalid, "the digest %s is not one that is signed with", opts.HashFunc())
		}
		return k.ask("RSA-PKCS", append(bytes.Clone(digestInfo), digest...))
	case *ecdsa.PublicKey:
		rs, err := k.ask("ECDSA", digest)
		if err != nil {
			return nil, err
		}
		half := len(rs) / 2
		return asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(rs[:half]), new(big.Int).SetBytes(rs[half:])})
	}
	return nil, fault.New(fault.Invalid, "a key of the kind %T does not sign documents", k.public)
}

func (k *tokenKey) ask(mechanism string, in []byte) ([]byte, error) {
	return k.run(k.ctx, in, "--login", "--pin", "env:"+pinName, "--sign", "--mechanism", mechanism, "--signature-format", "rs", "--id", k.Key)
}

// run starts the program with what it needs and nothing else of our environment.
func (t Token) run(ctx context.Context, in []byte, arguments ...string) ([]byte, error) {
	tool := t.Tool
	if tool == "" {
		tool = "pkcs11-tool"
	}
	c := exec.CommandContext(ctx, tool, append([]string{"--module", t.Module, "--token-label", t.Label}, arguments...)...)
	c.Env = append([]string{pinName + "=" + t.PIN, "LC_ALL=C", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, t.Environment...)
	c.Stdin = bytes.NewReader(in)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	c.WaitDelay = time.Second // a child of its own that keeps the pipes open does not keep us
	err := c.Run()
	words := said.String()
	switch {
	case err == nil && out.Len() > 0:
		return out.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist):
		return nil, fault.New(fault.NotFound, "the program %s is not there; OpenSC has it", tool)
	case ctx.Err() != nil:
		return nil, fault.New(fault.Unavailable, "the token did not answer in time").Because(ctx.Err())
	case strings.Contains(words, "CKR_PIN_INCORRECT"), strings.Contains(words, "CKR_PIN_LEN_RANGE"), strings.Contains(words, "CKR_PIN_INVALID"):
		return nil, fault.New(fault.Unauthenticated, "the PIN of the token is wrong")
	case strings.Contains(words, "CKR_PIN_LOCKED"):
		return nil, fault.New(fault.Forbidden, "the PIN of the token is locked")
	case strings.Contains(words, "not found"), strings.Contains(words, "No slot"):
		return nil, fault.New(fault.NotFound, "the token %q, or what has the identifier %q in it, is not there", t.Label, t.Key).Because(errors.New(tidy(words)))
	}
	return nil, fault.New(fault.Unavailable, "the token does not answer").Because(errors.New(tidy(words)))
}

// tidy puts what a program said into one line.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
