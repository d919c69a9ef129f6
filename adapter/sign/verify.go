package sign

import (
	"crypto/x509"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
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
	Roots  *x509.CertPool // certificates that signers' must lead to
	Stamps *x509.CertPool // the same for time-stamping authorities; Roots if nil
	At     time.Time      // the time for which certificates are judged where no trusted time-stamp tells it
}

// Report is what Verify found.
type Report struct {
	Signatures []Signature // in the order in which they were made
	Problems   []*fault.Fault
}

// Signature is one signature of a document.
type Signature struct {
	Field    string            // name of the form field
	Name     string            // who signed, in the signer's own words; the certificate tells who it was
	Reason   string            // why
	Place    string            // where
	Claimed  time.Time         // when, as the signer claims
	Level    Level             // form of the signature
	Signer   *x509.Certificate // nil if the signature holds none that fits
	Chain    []*x509.Certificate
	Stamp    time.Time         // when, as the time-stamping authority says; zero if there is no valid time-stamp
	Stamper  *x509.Certificate // certificate of the authority
	Covers   int               // length of the revision that is signed, in bytes
	Problems []*fault.Fault    // why it is not valid
	Remarks  []*fault.Fault    // what is worth knowing
}

// OK tells whether the document is signed as a whole and every signature is valid and trusted.
func (r *Report) OK() bool { return false }

// Words tells the report in sentences of the language.
func (r *Report) Words(l locale.Lang) []string { return nil }

// Verify checks every signature of a PDF document.
func Verify(doc []byte, t Trust) *Report { return &Report{} }
