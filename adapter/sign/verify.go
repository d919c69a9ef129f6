package sign

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/adapter/sign/cms"
	"github.com/muniment/muniment/adapter/sign/revision"
	"github.com/muniment/muniment/internal/fault"
)

// Level is the form of a signature.
type Level string

// The levels of PAdES (ETSI EN 319 142-1, clause 6) that this package knows.
const (
	Other Level = ""                 // something else than PAdES
	BB    Level = "PAdES-BASELINE-B" // signed
	BT    Level = "PAdES-BASELINE-T" // signed and time-stamped
)

// Trust is what a verifier believes.
type Trust struct {
	Roots  *x509.CertPool // certificates that signers' must lead to; nil: none is believed
	Stamps *x509.CertPool // the same for time-stamping authorities; Roots if nil
	At     time.Time      // the time for which certificates are judged where no trusted time-stamp tells it
}

// Report is what Verify found.
type Report struct {
	Signatures []Signature    // in the order in which they were made
	Problems   []*fault.Fault // of the document as a whole
}

// Signature is one signature of a document.
type Signature struct {
	Field    string              // name of the form field
	Name     string              // who signed, in the signer's own words; Signer tells who it was
	Reason   string              // why
	Place    string              // where
	Claimed  time.Time           // when, as the signer claims; zero if not said
	Level    Level               // form of the signature
	Signer   *x509.Certificate   // nil if the signature has none that fits
	Chain    []*x509.Certificate // from the one above Signer to a root that is believed; empty if it leads to none
	Stamp    time.Time           // when, as a trusted time-stamping authority says; zero if none does
	Stamper  *x509.Certificate   // certificate of the authority
	Covers   int                 // length of what is signed, from the beginning of the file, in bytes
	Problems []*fault.Fault      // why it is not valid
	Remarks  []*fault.Fault      // what is worth knowing although it is valid
}

// OK tells whether the document is signed as a whole and each of its signatures is valid and trusted.
func (r *Report) OK() bool {
	return len(r.Problems) == 0 && len(r.Signatures) > 0 &&
		!slices.ContainsFunc(r.Signatures, func(s Signature) bool { return len(s.Problems) > 0 })
}

// Verify checks every signature of a PDF document. What is wrong is in the report, never an error of its own.
//
// Whether certificates were revoked is not looked up: that needs the network, and levels of PAdES above B-T.
// Source: ETSI EN 319 142-1, clause 6.3; RFC 5652, section 5.6.
func Verify(doc []byte, t Trust) *Report {
	if t.Stamps == nil {
		t.Stamps = t.Roots
	}
	r := &Report{}
	file, err := revision.Open(doc)
	if err != nil {
		r.Problems = problem(nil, err)
		return r
	}
	found, err := file.Signatures()
	if err != nil {
		r.Problems = problem(nil, err)
		return r
	}
	if len(found) == 0 {
		r.Problems = problem(nil, fault.New(fault.NotFound, "the document is not signed"))
	}
	for _, s := range found {
		v := verifier{doc: doc, trust: t, found: s}
		v.out = Signature{Field: s.Field, Name: s.Name, Reason: s.Reason, Place: s.Place, Claimed: s.Claimed}
		v.verify()
		r.Signatures = append(r.Signatures, v.out)
	}
	r.later(doc, file)
	return r
}

// later names what was added after each signature: a problem, unless a valid signature covers it.
func (r *Report) later(doc []byte, file *revision.File) {
	whole := slices.ContainsFunc(r.Signatures, func(s Signature) bool { return s.Covers == len(doc) && len(s.Problems) == 0 })
	for i := range r.Signatures {
		s := &r.Signatures[i]
		if s.Covers == 0 || s.Covers == len(doc) {
			continue
		}
		older, err := revision.Open(doc[:s.Covers])
		if err != nil {
			s.Problems = problem(s.Problems, fault.New(fault.Invalid, "what the signature covers is not a whole document").Because(err))
			continue
		}
		changed := strings.Join(file.Changed(older), ", ")
		if whole {
			s.Remarks = append(s.Remarks, fault.New(fault.Invalid, "the document was changed after this signature, and signed again; objects changed: %s", changed))
		} else {
			s.Problems = problem(s.Problems, fault.New(fault.Invalid, "the document was changed after it was signed: %d bytes were added; objects changed: %s", len(doc)-s.Covers, changed))
		}
	}
}

// problem adds an error, which is a fault or becomes one.
func problem(list []*fault.Fault, err error) []*fault.Fault {
	f, ok := fault.Of(err)
	if !ok {
		f = fault.New(fault.Internal, "the signature cannot be read").Because(err)
	}
	return append(list, f)
}

// verifier looks at one signature.
type verifier struct {
	doc   []byte
	trust Trust
	found revision.Signature
	out   Signature
}

// blame notes a problem; it tells whether there was one.
func (v *verifier) blame(err error) bool {
	if err != nil {
		v.out.Problems = problem(v.out.Problems, err)
	}
	return err != nil
}

func (v *verifier) remark(f *fault.Fault) { v.out.Remarks = append(v.out.Remarks, f) }

func (v *verifier) verify() {
	if v.blame(v.covers()) {
		return
	}
	der, err := v.contents()
	if v.blame(err) {
		return
	}
	s, err := cms.Read(der)
	if v.blame(err) {
		return
	}
	v.out.Signer = s.Signer
	if !s.Detached() {
		v.blame(fault.New(fault.Invalid, "the signature is over a content of its own, not over the document"))
		return
	}
	digest := s.Hash.New()
	digest.Write(v.doc[:v.found.From])
	digest.Write(v.doc[v.found.To:v.out.Covers])
	if v.blame(s.Verify(digest.Sum(nil))) {
		return
	}
	v.form(s)
	v.stamps(s)
	v.signer(s)
}

// covers holds the byte range against the place of the signature: everything from the beginning of the file but the place
// itself, to the end of a revision.
func (v *verifier) covers() error {
	p := v.found.Range
	if len(p) != 4 || p[0] != 0 || p[1] != v.found.From || p[2] != v.found.To || p[3] < 0 || p[2]+p[3] > len(v.doc) {
		return fault.New(fault.Invalid, "the signature does not cover the document: its byte range is %v, and its place from %d to %d", p, v.found.From, v.found.To)
	}
	v.out.Covers = p[2] + p[3]
	return nil
}

// contents gives the DER of the signature, and sees that nothing is hidden in its place: hexadecimal digits of one case, and
// zeros after it.
func (v *verifier) contents() ([]byte, error) {
	digits, again := v.doc[v.found.From+1:v.found.To-1], hex.AppendEncode(nil, v.found.Contents)
	if !bytes.Equal(digits, again) && !bytes.Equal(digits, bytes.ToUpper(again)) {
		return nil, fault.New(fault.Invalid, "the place of the signature holds something else than its digits")
	}
	der := v.found.Contents
	n, ok := length(der)
	if !ok {
		return nil, fault.New(fault.Invalid, "the signature is not well-formed")
	}
	if rest := bytes.TrimLeft(der[n:], "\x00"); len(rest) > 0 {
		return nil, fault.New(fault.Invalid, "the place of the signature holds something else than its digits")
	}
	return der[:n], nil
}

// length is how many bytes the DER element at the beginning of b has.
func length(b []byte) (int, bool) {
	if len(b) < 2 || b[1] == 0x80 || b[1] > 0x84 {
		return 0, false
	}
	if b[1] < 0x80 {
		return 2 + int(b[1]), 2+int(b[1]) <= len(b)
	}
	octets := int(b[1] & 0x7f)
	if len(b) < 2+octets {
		return 0, false
	}
	n := 0
	for _, c := range b[2 : 2+octets] {
		n = n<<8 | int(c)
	}
	n += 2 + octets
	return n, n <= len(b)
}

// form tells which level of PAdES the signature has.
func (v *verifier) form(s *cms.Signed) {
	switch {
	case v.found.Kind != "ETSI.CAdES.detached" && v.found.Kind != "adbe.pkcs7.detached":
		v.blame(fault.New(fault.Invalid, "the signature is of the kind %q, which is not understood", v.found.Kind))
	case v.found.Kind != "ETSI.CAdES.detached", s.HasTime, v.found.Claimed.IsZero(), !s.HasSigner:
		v.remark(fault.New(fault.Invalid, "the signature is valid in itself but does not have the form of PAdES"))
	case len(s.Stamps) > 0:
		v.out.Level = BT
	default:
		v.out.Level = BB
	}
	if s.Unknown > 0 {
		v.remark(fault.New(fault.Invalid, "the signature carries %d attributes that nobody signed", s.Unknown))
	}
}

// stamps verifies the time-stamps, and believes the earliest.
func (v *verifier) stamps(s *cms.Signed) {
	for _, token := range s.Stamps {
		stamp, err := cms.ReadStamp(token, s.Signature)
		if v.blame(err) {
			continue
		}
		above, err := chain(stamp.Authority, stamp.Certificates, v.trust.Stamps, stamp.Time, x509.ExtKeyUsageTimeStamping)
		if err != nil {
			v.blame(fault.New(fault.Invalid, "the certificate of the time-stamping authority %q is not trusted", stamp.Authority.Subject.String()).Because(err))
			continue
		}
		v.strangers(stamp.Authority, above, stamp.Certificates)
		if v.out.Stamp.IsZero() || stamp.Time.Before(v.out.Stamp) {
			v.out.Stamp, v.out.Stamper = stamp.Time, stamp.Authority
		}
	}
	if !v.out.Stamp.IsZero() && v.out.Claimed.After(v.out.Stamp.Add(mostAhead)) {
		v.remark(fault.New(fault.Invalid, "the time that the signer claims is after the time-stamp"))
	}
}

// mostAhead is by how much a signer's clock may be ahead of an authority's without being remarked.
const mostAhead = 5 * time.Minute

// signer judges the certificate, for the time of the time-stamp if there is one.
func (v *verifier) signer(s *cms.Signed) {
	if _, err := digestOf(s.Signer.PublicKey); v.blame(err) {
		return
	}
	if u := s.Signer.KeyUsage; u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		v.blame(fault.New(fault.Invalid, "the certificate %q is not for signing documents", s.Signer.Subject.String()))
	}
	at := v.out.Stamp
	if at.IsZero() {
		at = v.trust.At
	}
	above, err := chain(s.Signer, s.Certificates, v.trust.Roots, at, x509.ExtKeyUsageAny)
	if err != nil {
		v.blame(fault.New(fault.Invalid, "the certificate %q is not trusted, or was not valid on %s", s.Signer.Subject.String(), at.UTC().Format(time.RFC3339)).Because(err))
		return
	}
	v.out.Chain = above
	v.strangers(s.Signer, above, s.Certificates)
}

// strangers remarks certificates that are carried along without a use.
func (v *verifier) strangers(own *x509.Certificate, above, carried []*x509.Certificate) {
	for _, c := range carried {
		if !c.Equal(own) && !slices.ContainsFunc(above, c.Equal) {
			v.remark(fault.New(fault.Invalid, "the signature carries the certificate %q, which is not above its signer's", c.Subject.String()))
		}
	}
}

// chain leads from a certificate to one of the roots by way of the certificates that came along, all valid at the time.
func chain(from *x509.Certificate, carried []*x509.Certificate, roots *x509.CertPool, at time.Time, use x509.ExtKeyUsage) ([]*x509.Certificate, error) {
	if roots == nil {
		roots = x509.NewCertPool() // with nil the machine's would be believed
	}
	if at.IsZero() {
		return nil, errors.New("no time to judge it for") // with none the machine's clock would be read
	}
	between := x509.NewCertPool()
	for _, c := range carried {
		between.AddCert(c)
	}
	chains, err := from.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{use}})
	if err != nil {
		return nil, err
	}
	return chains[0][1:], nil
}
