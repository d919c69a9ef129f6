package procedure

import (
	"slices"
	"strconv"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Issued is a document in the office's books: its number, what it is about, and what became of it. Nothing of it is ever
// rewritten: that it is finished, replaced or withdrawn is appended.
type Issued struct {
	ID     int64  // running number in the books, over all series
	Token  string // under which anybody can ask for it; Issuer fills it in
	Series Series
	Number int // in the series, from 1, without a gap
	Key    string

	Form        Form
	Langs       []locale.Lang
	Right       ipr.ID          // the right it is about; zero if it is about none
	From        register.Place  // the newest event of the register that it takes in; zero if it tells nothing of the register
	RightStatus register.Status // of the right, as the document tells it; "" if it is about none
	Date        ipr.Date        // of the document
	By          string          // who issued it
	Reserved    time.Time       // when it got its number
	Made        *Made           // nil while it is not finished
	Standings   []Standing      // what became of it since, oldest first
}

// Series is a series of numbers, such as those of TB-SHTT in 2026.
type Series struct {
	Symbol string // what follows the number; "" if it stands alone
	Year   int
}

// Made is the finished document.
type Made struct {
	Template Template
	SHA256   string // of the PDF, 64 lower-case hex digits
	Size     int64  // of the PDF in bytes
	At       time.Time
	SignedBy
}

// Template is the template that a document was made with.
type Template struct {
	Name    string
	Version string
}

// SignedBy says by whom a document is signed. All of it is empty if it is not.
type SignedBy struct {
	Name        string    // who signed: the certificate's common name
	Fingerprint string    // SHA-256 of the signer's certificate, 64 lower-case hex digits
	Level       string    // form of the signature, "PAdES-BASELINE-B"
	Stamped     time.Time // by a time-stamping authority; zero if by none
}

// State is what a document is worth.
type State string

// The states of a document. A reserved one has its number and no paper yet; it is finished, or declared void with a reason.
const (
	Reserved  State = "reserved"
	Void      State = "void"
	InForce   State = "in force"
	Replaced  State = "replaced"
	Withdrawn State = "withdrawn"
)

// Can reports whether a document in the state can become what the other one says.
func (s State) Can(become State) bool {
	switch become {
	case Void:
		return s == Reserved
	case Replaced:
		return s == InForce
	case Withdrawn:
		return s == InForce || s == Replaced
	}
	return false
}

// Standing is something that became of a document after it was numbered.
type Standing struct {
	State  State  // Void, Replaced or Withdrawn
	Other  int64  // the document that replaces it; 0 if none does
	Reason string // in the words of whoever declared it; "" of a replaced one
	By     string
	At     time.Time
}

// State is the document's state now.
func (d *Issued) State() State {
	if n := len(d.Standings); n > 0 {
		return d.Standings[n-1].State
	}
	if d.Made == nil {
		return Reserved
	}
	return InForce
}

// Signed reports whether the document is finished and signed.
func (d *Issued) Signed() bool { return d.Made != nil && d.Made.Fingerprint != "" }

// Print writes number and sign as the document shows them: 123/TB-SHTT.
func (d *Issued) Print() string {
	n := strconv.Itoa(d.Number)
	if d.Series.Symbol == "" {
		return n
	}
	return n + "/" + d.Series.Symbol
}

// Public reports whether anybody may read the documents of the form: those that tell what the register tells everybody.
func (f Form) Public() bool {
	return slices.Contains([]Form{Certificate, Extract, Copy, GazettePart}, f)
}

// Forms lists the forms in the order in which lists show them.
func Forms() []Form {
	return []Form{Receipt, Defect, Refusal, Decision, FeeRequest, Certificate, Extract, Copy, GazettePart, Letter}
}
