package sign

import (
	"crypto/x509"
	"time"
)

// Sample is a key for demonstrations with an authority of its own that nobody knows.
type Sample struct {
	Key       *Key
	Authority *x509.Certificate
}

// NewSample makes a sample key for the office of that name, valid for some years around now.
func NewSample(office, country string, now time.Time) (*Sample, error) { return nil, nil }

// PKCS12 gives the key with its certificates as a file that OpenPKCS12 reads.
func (s *Sample) PKCS12(password string) ([]byte, error) { return nil, nil }
