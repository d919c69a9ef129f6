package sign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/muniment/muniment/internal/fault"
)

// Key is a private key that signs, with its certificate and the certificates above it.
type Key struct {
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // from the one that issued Certificate towards the root; may be empty
	signer      crypto.Signer
}

// OpenPKCS12 reads a key from a PKCS#12 file (.p12, .pfx), as it is at the time now.
//
// Errors: Invalid if the file is no PKCS#12 file, has no key or several, or a key that does not sign; Unauthenticated if the
// password is wrong; Late if the certificate has expired, Conflict if it is not yet valid or is not the key's.
func OpenPKCS12(file []byte, password string, now time.Time) (*Key, error) {
	private, certificate, chain, err := pkcs12.DecodeChain(file, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, fault.New(fault.Unauthenticated, "the password of the key file is wrong").Because(err)
	case err != nil:
		return nil, fault.New(fault.Invalid, "the key file is not a PKCS#12 file with one key and its certificate").Because(err)
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return nil, fault.New(fault.Invalid, "a key of the kind %T does not sign documents", private)
	}
	return newKey(signer, certificate, chain, now)
}

// newKey holds a key and its certificates against each other and against the time.
func newKey(signer crypto.Signer, certificate *x509.Certificate, chain []*x509.Certificate, now time.Time) (*Key, error) {
	if _, err := digestOf(certificate.PublicKey); err != nil {
		return nil, err
	}
	if public, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(certificate.PublicKey) {
		return nil, fault.New(fault.Conflict, "the key is not the one of the certificate %q", certificate.Subject.String())
	}
	if certificate.KeyUsage != 0 && certificate.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return nil, fault.New(fault.Invalid, "the certificate %q is not for signing documents", certificate.Subject.String())
	}
	k := &Key{Certificate: certificate, Chain: climb(certificate, chain), signer: signer}
	return k, k.valid(now)
}

// valid tells whether the certificate is valid at a time.
func (k *Key) valid(at time.Time) error {
	switch c := k.Certificate; {
	case at.Before(c.NotBefore):
		return fault.New(fault.Conflict, "the certificate %q is not valid before %s", c.Subject.String(), c.NotBefore.UTC().Format(time.RFC3339))
	case at.After(c.NotAfter):
		return fault.New(fault.Late, "the certificate %q expired on %s", c.Subject.String(), c.NotAfter.UTC().Format(time.RFC3339))
	}
	return nil
}

// digestOf is the digest that is as strong as the key.
func digestOf(public crypto.PublicKey) (crypto.Hash, error) {
	switch p := public.(type) {
	case *rsa.PublicKey:
		if p.N.BitLen() < 2048 {
			return 0, fault.New(fault.Invalid, "an RSA key of %d bits is too weak; 2048 are needed", p.N.BitLen())
		}
		return crypto.SHA256, nil
	case *ecdsa.PublicKey:
		switch p.Curve {
		case elliptic.P256():
			return crypto.SHA256, nil
		case elliptic.P384():
			return crypto.SHA384, nil
		}
		return 0, fault.New(fault.Invalid, "the curve %s is not one that documents are signed with; P-256 and P-384 are", p.Curve.Params().Name)
	}
	return 0, fault.New(fault.Invalid, "a key of the kind %T does not sign documents", public)
}

// climb puts the certificates above one in order, each issuer after what it issued. What does not belong there is left out.
func climb(from *x509.Certificate, among []*x509.Certificate) (chain []*x509.Certificate) {
	for !bytes.Equal(from.RawIssuer, from.RawSubject) {
		var issuer *x509.Certificate
		for _, c := range among {
			if bytes.Equal(c.RawSubject, from.RawIssuer) && from.CheckSignatureFrom(c) == nil {
				issuer = c
				break
			}
		}
		if issuer == nil || len(chain) == len(among) {
			break
		}
		chain, from = append(chain, issuer), issuer
	}
	return chain
}

// bound gives the signer for the time of one signature: a token gives up when ctx ends.
func (k *Key) bound(ctx context.Context) crypto.Signer {
	if t, ok := k.signer.(*tokenKey); ok {
		return &tokenKey{t.Token, t.public, ctx}
	}
	return k.signer
}
