package sign

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
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
// years, on the curve P-256. It is made new each time: the caller keeps it.
func NewSample(office, country string, now time.Time) (*Sample, error) {
	const years = 5
	from, to := now.Add(-24*time.Hour).UTC().Truncate(time.Second), now.AddDate(years, 0, 0).UTC().Truncate(time.Second)
	above, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
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
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
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
func issue(c, issuer *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	point, err := public.Bytes()
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(point)
	c.SubjectKeyId = id[:20] // RFC 7093, section 2
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
