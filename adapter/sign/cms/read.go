package cms

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// Signed is signed data that was read, and not yet verified.
type Signed struct {
	Content      []byte              // the signed content; nil if detached
	Certificates []*x509.Certificate // all that it carries
	Signer       *x509.Certificate   // the one that it names as the signer's
	Hash         crypto.Hash         // the digest
	Signature    []byte              // the signature value
	Stamps       [][]byte            // time-stamp tokens over the signature value, in DER
	Unknown      int                 // unsigned attributes that are something else
	HasTime      bool                // the signing time stands among the signed attributes
	HasSigner    bool                // the ESS signing-certificate-v2 attribute is there, and names Signer

	kind       asn1.ObjectIdentifier
	signed     []byte // the signed attributes as they were signed
	attributes []attribute
}

// Read reads signed data of which nothing but the DER is given.
func Read(der []byte) (*Signed, error) {
	var outer contentInfo
	if err := exactly(der, &outer, "the signature"); err != nil {
		return nil, err
	}
	if !outer.Type.Equal(oidSignedData) {
		return nil, fault.New(fault.Invalid, "the signature is not signed data of CMS but %s", outer.Type)
	}
	var d signedData
	if err := exactly(outer.Content.Bytes, &d, "the signed data"); err != nil {
		return nil, err
	}
	if len(d.Signers) != 1 {
		return nil, fault.New(fault.Invalid, "the signed data has %d signers; one is needed", len(d.Signers))
	}
	if want := map[bool]int{true: 1, false: 3}[d.Content.Type.Equal(oidData)]; d.Version != want || d.Signers[0].Version != 1 {
		return nil, fault.New(fault.Invalid, "the signed data is of version %d, its signer of version %d", d.Version, d.Signers[0].Version)
	}
	if len(d.Certificates.FullBytes) > 0 && !d.Certificates.IsCompound {
		return nil, bad("the certificates", errors.New("they are no set"))
	}
	if len(d.Revoked.FullBytes) > 0 {
		return nil, fault.New(fault.Invalid, "the signed data carries lists of revoked certificates, which belong elsewhere")
	}
	certificates, err := x509.ParseCertificates(d.Certificates.Bytes)
	if err != nil {
		return nil, bad("a certificate", err)
	}
	if len(certificates) > mostCertificates || slices.ContainsFunc(certificates, tooLarge) {
		return nil, fault.New(fault.Invalid, "the signed data carries too many certificates, or too large a key")
	}
	s := &Signed{Content: d.Content.Content, Certificates: certificates, kind: d.Content.Type}
	return s, s.read(&d)
}

// What a reader is asked to do at most.
const (
	mostCertificates = 32
	mostBits         = 8192 // of an RSA key
)

func tooLarge(c *x509.Certificate) bool {
	p, ok := c.PublicKey.(*rsa.PublicKey)
	return ok && p.N.BitLen() > mostBits
}

// read takes the signer's part.
func (s *Signed) read(d *signedData) error {
	info := &d.Signers[0]
	suite, err := suiteNamed(info.Digest)
	if err != nil {
		return err
	}
	if len(d.Digests) != 1 || !d.Digests[0].Algorithm.Equal(suite.digest) || !bytes.Equal(d.Digests[0].Parameters.FullBytes, info.Digest.Parameters.FullBytes) {
		return fault.New(fault.Invalid, "the signed data announces another digest than its signer's")
	}
	s.Hash, s.Signature = suite.hash, info.Signature
	at := slices.IndexFunc(s.Certificates, func(c *x509.Certificate) bool {
		return bytes.Equal(c.RawIssuer, info.Signer.Issuer.FullBytes) && c.SerialNumber.Cmp(info.Signer.Serial) == 0
	})
	if at < 0 {
		return fault.New(fault.Invalid, "the signed data does not carry its signer's certificate")
	}
	s.Signer = s.Certificates[at]
	if !suite.fits(info.Algorithm, s.Signer.PublicKey) {
		return fault.New(fault.Invalid, "the signature algorithm %s does not fit the signer's key and digest", info.Algorithm.Algorithm)
	}
	if s.signed, s.attributes, err = set(info.Signed); err != nil {
		return err
	}
	if err := s.checkSigner(); err != nil {
		return err
	}
	if der, ok := s.attribute(oidProtection); ok {
		var p protection
		if err := unmarshal(der, &p, "the attribute of algorithm protection"); err != nil {
			return err
		}
		if !sameAlgorithm(p.Digest, info.Digest) || !sameAlgorithm(p.Signature, info.Algorithm) {
			return fault.New(fault.Invalid, "the algorithms of the signature are not those that were signed")
		}
	}
	_, s.HasTime = s.attribute(oidTime)
	return s.readUnsigned(info.Unsigned)
}

func (s *Signed) readUnsigned(raw asn1.RawValue) error {
	if len(raw.FullBytes) == 0 {
		return nil
	}
	_, list, err := set(raw)
	if err != nil {
		return err
	}
	for _, a := range list {
		if !a.Type.Equal(oidStamp) {
			s.Unknown++
			continue
		}
		for _, v := range a.Values {
			s.Stamps = append(s.Stamps, v.FullBytes)
		}
	}
	return nil
}

// set reads a SET OF Attribute under an implicit tag: its DER with the tag of a set, and the attributes. Every attribute is
// there once, with at least one value, in the order of DER.
func set(raw asn1.RawValue) ([]byte, []attribute, error) {
	if len(raw.FullBytes) == 0 {
		return nil, nil, fault.New(fault.Invalid, "the signed data has no signed attributes")
	}
	if !raw.IsCompound {
		return nil, nil, bad("the attributes", errors.New("they are no set"))
	}
	der := bytes.Clone(raw.FullBytes)
	der[0] = asn1.TagSet | 0x20
	var list []attribute
	rest, err := asn1.UnmarshalWithParams(der, &list, "set")
	if err != nil {
		return nil, nil, bad("the attributes", err)
	}
	if again, err := asn1.MarshalWithParams(list, "set"); err != nil || len(rest) > 0 || !bytes.Equal(again, der) {
		return nil, nil, bad("the attributes", errors.New("they are not in the order of DER"))
	}
	for i, a := range list {
		if len(a.Values) == 0 || slices.ContainsFunc(list[:i], func(b attribute) bool { return b.Type.Equal(a.Type) }) {
			return nil, nil, fault.New(fault.Invalid, "the attribute %s is empty or there twice", a.Type)
		}
	}
	return der, list, nil
}

// attribute gives the value of a signed attribute that has exactly one.
func (s *Signed) attribute(of asn1.ObjectIdentifier) ([]byte, bool) {
	for _, a := range s.attributes {
		if a.Type.Equal(of) && len(a.Values) == 1 {
			return a.Values[0].FullBytes, true
		}
	}
	return nil, false
}

// checkSigner holds the attributes that name the signer's certificate against it: version 2 (RFC 5035), and version 1 (RFC
// 2634), which old time-stamping authorities use.
func (s *Signed) checkSigner() error {
	for _, of := range []asn1.ObjectIdentifier{oidSignerV2, oidSigner} {
		der, ok := s.attribute(of)
		if !ok {
			continue
		}
		var list signingCertificate
		if err := unmarshal(der, &list, "the attribute of the signing certificate"); err != nil {
			return err
		}
		if len(list.Certificates) == 0 {
			return fault.New(fault.Invalid, "the attribute of the signing certificate names none")
		}
		id := list.Certificates[0]
		var hash []byte
		switch {
		case of.Equal(oidSigner):
			h := sha1.Sum(s.Signer.Raw)
			hash = h[:]
		case len(id.Digest.Algorithm) == 0:
			hash = sum(crypto.SHA256, s.Signer.Raw)
		default:
			suite, err := suiteNamed(id.Digest)
			if err != nil {
				return err
			}
			hash = sum(suite.hash, s.Signer.Raw)
		}
		if !bytes.Equal(hash, id.Hash) {
			return fault.New(fault.Invalid, "the signer's certificate is another than the one that was signed")
		}
		if id.Issuer.Serial != nil && id.Issuer.Serial.Cmp(s.Signer.SerialNumber) != 0 {
			return fault.New(fault.Invalid, "the signer's certificate has another number than the one that was signed")
		}
		s.HasSigner = true
	}
	return nil
}

// Verify checks the signature over content of that digest (made with s.Hash).
func (s *Signed) Verify(digest []byte) error {
	var kind asn1.ObjectIdentifier
	der, ok := s.attribute(oidType)
	if !ok {
		return fault.New(fault.Invalid, "the signed attribute %s is missing", "content-type")
	}
	if err := unmarshal(der, &kind, "the attribute of the content's type"); err != nil {
		return err
	}
	if !kind.Equal(s.kind) {
		return fault.New(fault.Invalid, "the content is of another type than the one that was signed")
	}
	if der, ok = s.attribute(oidDigest); !ok {
		return fault.New(fault.Invalid, "the signed attribute %s is missing", "message-digest")
	}
	var signed []byte
	if err := unmarshal(der, &signed, "the attribute of the digest"); err != nil {
		return err
	}
	if !bytes.Equal(signed, digest) {
		return fault.New(fault.Invalid, "what was signed has been changed: its digest is another")
	}
	if !Check(s.Signer.PublicKey, s.Hash, sum(s.Hash, s.signed), s.Signature) {
		return fault.New(fault.Invalid, "the signature does not verify with the signer's key")
	}
	return nil
}

// Detached tells whether the content is data that stands elsewhere, as for a PDF.
func (s *Signed) Detached() bool { return s.kind.Equal(oidData) && s.Content == nil }
