package sign

import (
	"crypto"
	"crypto/x509"
	"time"
)

// Key is a private key that signs, with its certificate and the certificates above it.
type Key struct {
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // from the one that issued Certificate towards the root; may be empty
	signer      crypto.Signer
}

// OpenPKCS12 reads a key from a PKCS#12 file (.p12, .pfx), as it is at the time now.
//
// Errors: Invalid if the file is no PKCS#12 file, or has no key, or a key that is too weak; Unauthenticated if the password is
// wrong; Late if the certificate has expired, Conflict if it is not yet valid.
func OpenPKCS12(file []byte, password string, now time.Time) (*Key, error) { return nil, nil }
