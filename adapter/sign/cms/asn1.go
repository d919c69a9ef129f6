package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // the digests that we take
	_ "crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"

	"github.com/muniment/muniment/internal/fault"
)

// Object identifiers, each with the document that gives it.
var (
	oidData       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}         // RFC 5652
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}         // RFC 5652
	oidStampInfo  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}  // RFC 3161
	oidType       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}         // RFC 5652
	oidDigest     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}         // RFC 5652
	oidTime       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}         // RFC 5652
	oidProtection = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 52}        // RFC 6211
	oidSigner     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12} // RFC 2634
	oidSignerV2   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035
	oidStamp      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14} // RFC 3161
	oidRSA        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}         // RFC 3370
	oidStamping   = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}          // RFC 3161
	oidUsage      = asn1.ObjectIdentifier{2, 5, 29, 37}                       // RFC 5280
)

// suite is a digest with the identifiers of its signatures (RFC 5754, RFC 5758).
type suite struct {
	hash               crypto.Hash
	digest, rsa, ecdsa asn1.ObjectIdentifier
}

var suites = []suite{
	{crypto.SHA256, asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}},
	{crypto.SHA384, asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}},
	{crypto.SHA512, asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}, asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}},
}

func suiteOf(h crypto.Hash) (suite, error) {
	for _, s := range suites {
		if s.hash == h {
			return s, nil
		}
	}
	return suite{}, fault.New(fault.Invalid, "the digest %s is not one that is signed with", h)
}

// suiteNamed reads the identifier of a digest. Its parameters are absent or NULL (RFC 5754, section 2).
func suiteNamed(a pkix.AlgorithmIdentifier) (suite, error) {
	for _, s := range suites {
		if s.digest.Equal(a.Algorithm) && (len(a.Parameters.FullBytes) == 0 || isNull(a)) {
			return s, nil
		}
	}
	return suite{}, fault.New(fault.Invalid, "the digest %s is not one that is signed with", a.Algorithm)
}

func isNull(a pkix.AlgorithmIdentifier) bool {
	return bytes.Equal(a.Parameters.FullBytes, asn1.NullBytes)
}

// algorithm is the identifier of signatures of the suite with a public key.
func (s suite) algorithm(public crypto.PublicKey) (pkix.AlgorithmIdentifier, error) {
	switch public.(type) {
	case *rsa.PublicKey:
		return pkix.AlgorithmIdentifier{Algorithm: s.rsa, Parameters: asn1.NullRawValue}, nil
	case *ecdsa.PublicKey:
		return pkix.AlgorithmIdentifier{Algorithm: s.ecdsa}, nil
	}
	return pkix.AlgorithmIdentifier{}, fault.New(fault.Invalid, "a key of the kind %T does not sign documents", public)
}

// fits tells whether an identifier names signatures of the suite with the key. RSA may be named without its digest (RFC 3370).
func (s suite) fits(a pkix.AlgorithmIdentifier, public crypto.PublicKey) bool {
	switch public.(type) {
	case *rsa.PublicKey:
		return (a.Algorithm.Equal(s.rsa) || a.Algorithm.Equal(oidRSA)) && isNull(a)
	case *ecdsa.PublicKey:
		return a.Algorithm.Equal(s.ecdsa) && len(a.Parameters.FullBytes) == 0
	}
	return false
}

// Check verifies a signature over the digest of some bytes with a public key.
func Check(public crypto.PublicKey, h crypto.Hash, digest, signature []byte) bool {
	switch p := public.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(p, h, digest, signature) == nil
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(p, digest, signature)
	}
	return false
}

func sum(h crypto.Hash, b []byte) []byte {
	w := h.New()
	w.Write(b)
	return w.Sum(nil)
}

// The structures of RFC 5652.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,tag:0"`
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      encapsulated
		Certificates asn1.RawValue `asn1:"optional,tag:0"`
		Revoked      asn1.RawValue `asn1:"optional,tag:1"`
		Signers      []signerInfo  `asn1:"set"`
	}
	encapsulated struct {
		Type    asn1.ObjectIdentifier
		Content []byte `asn1:"optional,explicit,tag:0"`
	}
	signerInfo struct {
		Version   int
		Signer    issuerSerial
		Digest    pkix.AlgorithmIdentifier
		Signed    asn1.RawValue `asn1:"optional,tag:0"`
		Algorithm pkix.AlgorithmIdentifier
		Signature []byte
		Unsigned  asn1.RawValue `asn1:"optional,tag:1"`
	}
	issuerSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
)

// The structures of RFC 5035, RFC 2634 and RFC 6211.
type (
	signingCertificate struct {
		Certificates []certificateID
		Policies     asn1.RawValue `asn1:"optional"`
	}
	certificateID struct {
		Digest pkix.AlgorithmIdentifier `asn1:"optional"` // SHA-256 if absent; version 1 has none and means SHA-1
		Hash   []byte
		Issuer generalIssuer `asn1:"optional"`
	}
	generalIssuer struct {
		Names  []asn1.RawValue // GeneralNames with the one directoryName
		Serial *big.Int
	}
	protection struct {
		Digest    pkix.AlgorithmIdentifier
		Signature pkix.AlgorithmIdentifier `asn1:"optional,tag:1"`
	}
)

// unmarshal reads DER that has to be there as a whole.
func unmarshal(der []byte, to any, what string) error {
	rest, err := asn1.Unmarshal(der, to)
	if err != nil {
		return bad(what, err)
	}
	if len(rest) > 0 {
		return bad(what, fmt.Errorf("%d bytes too many", len(rest)))
	}
	return nil
}

// exactly reads DER of which nothing is passed over: written again it is the same. The decoder alone would let elements at the
// end of a sequence pass.
func exactly[T any](der []byte, to *T, what string) error {
	if err := unmarshal(der, to, what); err != nil {
		return err
	}
	if again, err := asn1.Marshal(*to); err != nil || !bytes.Equal(again, der) {
		return bad(what, errors.New("it holds what it should not"))
	}
	return nil
}

// bad is the fault of bytes that are not what they must be; which exactly is for the log.
func bad(what string, err error) error {
	return fault.New(fault.Invalid, "the signature is not well-formed").Because(fmt.Errorf("%s: %w", what, err))
}

func issuerOf(c *x509.Certificate) issuerSerial {
	return issuerSerial{Issuer: asn1.RawValue{FullBytes: c.RawIssuer}, Serial: c.SerialNumber}
}

func sameAlgorithm(a, b pkix.AlgorithmIdentifier) bool {
	return a.Algorithm.Equal(b.Algorithm) && bytes.Equal(a.Parameters.FullBytes, b.Parameters.FullBytes)
}
