package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"

	"github.com/muniment/muniment/internal/fault"
)

// Signer makes signatures with one key.
type Signer struct {
	Key         crypto.Signer
	Hash        crypto.Hash
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // the certificates above, each once
}

// Sign makes the detached signature over content of that digest, in DER. If stamp is not nil it is given the signature value
// and answers a time-stamp token over it, which is added.
//
// Errors: Invalid for a key or digest of another kind; Conflict if the key does not belong to the certificate; those of the key
// and of stamp.
// Source: ETSI EN 319 142-1, clauses 5.2, 5.3 and 6.3.
func (s Signer) Sign(digest []byte, stamp func(signature []byte) ([]byte, error)) ([]byte, error) {
	suite, err := suiteOf(s.Hash)
	if err != nil {
		return nil, err
	}
	algorithm, err := suite.algorithm(s.Certificate.PublicKey)
	if err != nil {
		return nil, err
	}
	named := pkix.AlgorithmIdentifier{Algorithm: suite.digest}
	signed, err := s.attributes(digest, named, algorithm)
	if err != nil {
		return nil, err
	}
	value, err := s.value(sum(s.Hash, signed))
	if err != nil {
		return nil, err
	}
	info := signerInfo{
		Version: 1, Signer: issuerOf(s.Certificate), Digest: named, Algorithm: algorithm, Signature: value,
		Signed: implicit(0, signed),
	}
	if stamp != nil {
		token, err := stamp(value)
		if err != nil {
			return nil, err
		}
		unsigned, err := asn1.MarshalWithParams([]attribute{{oidStamp, []asn1.RawValue{{FullBytes: token}}}}, "set")
		if err != nil {
			return nil, err
		}
		info.Unsigned = implicit(1, unsigned)
	}
	certificates := []asn1.RawValue{{FullBytes: s.Certificate.Raw}}
	for _, c := range s.Chain {
		certificates = append(certificates, asn1.RawValue{FullBytes: c.Raw})
	}
	set, err := asn1.MarshalWithParams(certificates, "set")
	if err != nil {
		return nil, err
	}
	data, err := asn1.Marshal(signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{named}, Content: encapsulated{Type: oidData},
		Certificates: implicit(0, set), Signers: []signerInfo{info},
	})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: data}})
}

// attributes gives the signed attributes as the SET OF that is signed.
func (s Signer) attributes(digest []byte, named, algorithm pkix.AlgorithmIdentifier) ([]byte, error) {
	hash := sha256.Sum256(s.Certificate.Raw)
	name := asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: s.Certificate.RawIssuer}
	var list []attribute
	for _, a := range []struct {
		of    asn1.ObjectIdentifier
		value any
	}{
		{oidType, oidData},
		{oidDigest, digest},
		{oidSignerV2, signingCertificate{Certificates: []certificateID{{
			Hash: hash[:], Issuer: generalIssuer{[]asn1.RawValue{name}, s.Certificate.SerialNumber}}}}},
		{oidProtection, protection{named, algorithm}},
	} {
		der, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, err
		}
		list = append(list, attribute{a.of, []asn1.RawValue{{FullBytes: der}}})
	}
	return asn1.MarshalWithParams(list, "set")
}

// value signs a digest. ECDSA is made the same each time where the key allows it (RFC 6979).
func (s Signer) value(digest []byte) ([]byte, error) {
	var random io.Reader = rand.Reader
	if _, ok := s.Key.(*ecdsa.PrivateKey); ok {
		random = nil
	}
	value, err := s.Key.Sign(random, digest, s.Hash)
	if err != nil {
		return nil, err
	}
	if !Check(s.Certificate.PublicKey, s.Hash, digest, value) {
		return nil, fault.New(fault.Conflict, "the key does not belong to the certificate: its signature does not verify")
	}
	return value, nil
}

// implicit gives a SET OF under an implicit tag of its context.
func implicit(tag int, set []byte) asn1.RawValue {
	var v asn1.RawValue
	if _, err := asn1.Unmarshal(set, &v); err != nil {
		panic("a set that was just made is not one: " + err.Error())
	}
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: v.Bytes}
}
