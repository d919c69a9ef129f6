package sign

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// Sample is a key for demonstrations, with an authority of its own that nobody else knows. Both names say that they are samples.
type Sample struct {
	Key       *Key
	Authority *x509.Certificate
}

// NewSample makes a sample key for an office by its name and its country (two letters), valid from a day before now for five
// years. It is made new each time: the caller keeps it.
func NewSample(office, country string, now time.Time) (*Sample, error) {
	const years = 5
	from, to := now.Add(-24*time.Hour).UTC().Truncate(time.Second), now.AddDate(years, 0, 0).UTC().Truncate(time.Second)
	above, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		return nil, err
	}
	authority := &x509.Certificate{
		SerialNumber: serial(), NotBefore: from, NotAfter: to, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		Subject:  pkix.Name{CommonName: "SAMPLE authority (not to be trusted)", Organization: []string{office}, Country: []string{country}},
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if authority, err = issue(authority, authority, &above.PublicKey, above); err != nil {
		return nil, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		return nil, err
	}
	certificate := &x509.Certificate{
		SerialNumber: serial(), NotBefore: from, NotAfter: to, BasicConstraintsValid: true,
		Subject:  pkix.Name{CommonName: office + " (SAMPLE)", Organization: []string{office}, Country: []string{country}},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	if certificate, err = issue(certificate, authority, &key.PublicKey, above); err != nil {
		return nil, err
	}
	k, err := newKey(key, certificate, []*x509.Certificate{authority}, now)
	return &Sample{k, authority}, err
}

// issue signs a certificate and reads it back.
func issue(c, issuer *x509.Certificate, public *rsa.PublicKey, key *rsa.PrivateKey) (*x509.Certificate, error) {
	id := sha1.Sum(x509.MarshalPKCS1PublicKey(public)) // a name, not a promise (RFC 5280, section 4.2.1.2)
	c.SubjectKeyId = id[:]
	der, err := x509.CreateCertificate(rand.Reader, c, issuer, public, key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// serial is a number of 127 random bits.
func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		panic("no random numbers: " + err.Error())
	}
	return n
}

// PKCS12 gives the key with its certificates as a file that OpenPKCS12 reads.
func (s *Sample) PKCS12(password string) ([]byte, error) {
	return pkcs12.Modern.Encode(s.Key.signer, s.Key.Certificate, s.Key.Chain, password)
}
