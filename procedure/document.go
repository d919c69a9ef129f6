// Package procedure is what the office does in a case. It begins with what it writes: the documents that go out, as data, from
// which an adapter makes the page and the paper.
//
// A [Document] says of what form it is, in which languages, to whom, about which right, and what it says: standard paragraphs by
// their ids with arguments, fees, files, earlier rights, an issue of the gazette. It does not say how any of it looks, and it
// holds no sentence of its own but where somebody wrote one for it. A [Bibliography] is made of an entry of the register that
// has passed the gate, so that a document tells no more of a right than its reader may see.
//
// Invariants. The same data give the same document: there is no clock, no store, no order that chance decides.
package procedure

import (
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
)

// Form is a form of document that the office issues.
type Form string

// The forms.
const (
	Receipt     Form = "receipt"     // of a filing
	Defect      Form = "defect"      // notice of what is missing or wrong in an application
	Refusal     Form = "refusal"     // provisional: the office intends to refuse, and why
	Decision    Form = "decision"    // of the head of the office, in articles
	FeeRequest  Form = "fee"         // what is to be paid, by when
	Certificate Form = "certificate" // of registration; patent
	Extract     Form = "extract"     // of the register, as of a day
	Copy        Form = "copy"        // cover of certified copies
	GazettePart Form = "gazette"     // an issue of the gazette, or a part of one
	Letter      Form = "letter"      // in free words
)

// Document is a document that the office issues. Members that do not apply are absent.
type Document struct {
	Form      Form
	Langs     []locale.Lang // one, or two side by side, the first one at the left
	Office    *office.Letterhead
	Number    string       // the running number alone: "123"
	Symbol    string       // what follows it: "TB-SHTT"; "" if the number stands alone
	Date      ipr.Date     // of the document
	Subject   office.Words // what it is about, where the form's own title does not say enough
	To        *Addressee
	Right     *Bibliography
	Land      *Land     // of a geographical indication; nil if it is not to be drawn
	Received  time.Time // of a filing, in the office's time zone
	Grounds   []Remark  // what a decision or refusal rests on, in order
	Remarks   []Remark  // what it says, in order; of a decision its articles
	Earlier   []Cited   // rights that stand in the way
	Until     ipr.Date  // last day to answer or to pay
	Bill      *law.Bill
	Files     []File // received, or copied
	Gazette   *Gazette
	Signatory *office.Signatory // nil for the one of the letterhead
	Sent      []office.Words    // to whom it goes besides: "Nơi nhận"
	Proof     *Proof            // of the register, as of the document
	Link      string            // the whole address under which the document can be verified; "" for no code
	Token     string            // the last part of that address, for those who type it
	Signed    bool              // it is signed electronically, so that its block of signature says so
}

// ParseForm reads the name of a form. Errors: Invalid.
func ParseForm(s string) (Form, error) {
	if f := Form(s); slices.Contains(Forms(), f) {
		return f, nil
	}
	return "", fault.New(fault.Invalid, "%q is no form of document", s)
}

// Sign gives who signs.
func (d *Document) Sign() office.Signatory {
	if d.Signatory != nil {
		return *d.Signatory
	}
	return d.Office.Signatory
}

// Addressee is the one to whom a document goes.
type Addressee struct {
	Name    string
	Care    string   // the representative through whom it goes; "" if to themselves
	Address []string // lines
	Ref     string   // the addressee's own sign
}

// Remark is a standard paragraph by its id, with what is to be put into it, or words that somebody wrote for this document.
//
// A value is a string, an int, an int64, a []string, or anything with a method In(locale.Lang) string, such as [Money] and
// office.Words. An ipr.Date is written in words.
type Remark struct {
	ID    string // "defect.fee"; "" if Words says it
	Args  map[string]any
	Words office.Words
}

// Cited is an earlier right that stands in the way.
type Cited struct {
	Right  *Bibliography
	Reason office.Words // in what they are alike; may be empty
}

// File is a file that came in, or that is copied.
type File struct {
	Name   string
	Title  office.Words // what it is; may be empty
	Pages  int          // 0 if it has none
	Size   int64        // bytes
	SHA256 string       // 64 lower-case hex digits
}

// Proof says where in the office's log it stands what a document tells.
type Proof struct {
	Log  string    // origin
	Leaf int64     // number of the leaf; of an extract the last one that it takes in
	Size int64     // of the checkpoint, in leaves
	Root string    // of the checkpoint, base64
	At   time.Time // of the checkpoint, in the office's time zone
}

// Gazette is an issue of the gazette, or a part of one.
type Gazette struct {
	Issue    string // "438"
	Volume   string // "A"; "" if issues have none
	Sections []Section
}

// Section is a part of a gazette: what was done to rights of one kind, in the order of the gazette.
type Section struct {
	Kind    ipr.Kind
	Act     string // code, one of register.Acts
	Entries []*Bibliography
}

// Title is what the section is called: what was done to rights of which kind.
func (s Section) Title() office.Words {
	return words(func(l locale.Lang) string {
		kind := locale.T(l, "common.kind."+string(s.Kind))
		if _, ok := locale.Lookup(l, "act."+s.Act+"."+string(s.Kind)); ok {
			return actTitle(l, s.Kind, s.Act)
		}
		return kind + ": " + actTitle(l, s.Kind, s.Act)
	})
}
