package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// The structures of RFC 3161.
type (
	imprint struct {
		Digest pkix.AlgorithmIdentifier
		Hash   []byte
	}
	stampRequest struct {
		Version      int
		Imprint      imprint
		Nonce        *big.Int
		Certificates bool
	}
	stampResponse struct {
		Status struct {
			Status int
			Text   []string       `asn1:"optional"`
			Reason asn1.BitString `asn1:"optional"`
		}
		Token asn1.RawValue `asn1:"optional"`
	}
	stampInfo struct {
		Version  int
		Policy   asn1.ObjectIdentifier
		Imprint  imprint
		Serial   *big.Int
		Time     time.Time `asn1:"generalized"`
		Accuracy struct {
			Seconds int `asn1:"optional"`
			Millis  int `asn1:"optional,tag:0"`
			Micros  int `asn1:"optional,tag:1"`
		} `asn1:"optional"`
		Ordering   bool          `asn1:"optional"`
		Nonce      *big.Int      `asn1:"optional"`
		Authority  asn1.RawValue `asn1:"optional,tag:0"`
		Extensions asn1.RawValue `asn1:"optional,tag:1"`
	}
)

// Stamp is a time-stamp whose signature was verified.
type Stamp struct {
	Time         time.Time
	Policy       string              // object identifier of the authority's policy
	Authority    *x509.Certificate   // whether it is to be believed is for the caller
	Certificates []*x509.Certificate // all that the token carries
	nonce        *big.Int
}

// Request makes the question for a time-stamp over a signature value, to be answered with certificates.
// Source: RFC 3161, section 2.4.1.
func Request(h crypto.Hash, value []byte, nonce *big.Int) ([]byte, error) {
	suite, err := suiteOf(h)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(stampRequest{1, imprint{pkix.AlgorithmIdentifier{Algorithm: suite.digest, Parameters: asn1.NullRawValue}, sum(h, value)}, nonce, true})
}

// Response reads the answer: the token, which is a time-stamp over the value and answers the question with the nonce.
//
// Errors: Unavailable if the authority refuses, with its own words; Invalid if the answer is not one to the question.
// Source: RFC 3161, section 2.4.2.
func Response(der, value []byte, nonce *big.Int) (token []byte, s *Stamp, err error) {
	var r stampResponse
	if err := unmarshal(der, &r, "the answer of the time-stamping authority"); err != nil {
		return nil, nil, err
	}
	if r.Status.Status != 0 && r.Status.Status != 1 {
		return nil, nil, fault.New(fault.Unavailable, "the time-stamping authority refuses: status %d, %q", r.Status.Status, strings.Join(r.Status.Text, "; "))
	}
	token = r.Token.FullBytes
	if s, err = ReadStamp(token, value); err != nil {
		return nil, nil, err
	}
	if s.nonce == nil || nonce == nil || s.nonce.Cmp(nonce) != 0 {
		return nil, nil, fault.New(fault.Invalid, "the time-stamp answers another question: its nonce is not ours")
	}
	return token, s, nil
}

// ReadStamp reads a time-stamp token and verifies that it is one over the value, signed by a certificate that may sign
// time-stamps and nothing else.
//
// Source: RFC 3161, sections 2.3 and 2.4.2; RFC 5816.
func ReadStamp(token, value []byte) (*Stamp, error) {
	d, err := Read(token)
	if err != nil {
		return nil, err
	}
	if !d.kind.Equal(oidStampInfo) || d.Content == nil {
		return nil, fault.New(fault.Invalid, "the time-stamp token holds no time-stamp")
	}
	var info stampInfo
	if err := unmarshal(d.Content, &info, "the time-stamp"); err != nil {
		return nil, err
	}
	if info.Version != 1 {
		return nil, fault.New(fault.Invalid, "the time-stamp is of version %d", info.Version)
	}
	suite, err := suiteNamed(info.Imprint.Digest)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(info.Imprint.Hash, sum(suite.hash, value)) {
		return nil, fault.New(fault.Invalid, "the time-stamp is over another signature")
	}
	if err := d.Verify(sum(d.Hash, d.Content)); err != nil {
		return nil, err
	}
	if !d.HasSigner {
		return nil, fault.New(fault.Invalid, "the time-stamp does not name the certificate of its authority")
	}
	if d.Unknown > 0 || len(d.Stamps) > 0 {
		return nil, fault.New(fault.Invalid, "the time-stamp token carries what nobody signed")
	}
	if !stamps(d.Signer) {
		return nil, fault.New(fault.Invalid, "the certificate %q is not one for time-stamps alone", d.Signer.Subject.String())
	}
	return &Stamp{Time: info.Time.UTC(), Policy: info.Policy.String(), Authority: d.Signer, Certificates: d.Certificates, nonce: info.Nonce}, nil
}

// stamps tells whether a certificate is for time-stamping only, and says so in a critical extension (RFC 3161, section 2.3).
func stamps(c *x509.Certificate) bool {
	for _, e := range c.Extensions {
		if !e.Id.Equal(oidUsage) {
			continue
		}
		var usages []asn1.ObjectIdentifier
		rest, err := asn1.Unmarshal(e.Value, &usages)
		return err == nil && len(rest) == 0 && e.Critical && len(usages) == 1 && usages[0].Equal(oidStamping)
	}
	return false
}
