package procedure

import (
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// Bibliography is what a document tells of a right: fields with their INID codes in groups, goods and services by class, designs
// with their views.
type Bibliography struct {
	ID      ipr.ID
	Status  register.Status
	Name    Value  // the words of the mark, the title, the name of the indication
	Picture string // of the mark: the name under which the document's pictures have it, a SHA-256; "" if none
	Groups  []Group
	Classes []Class
	Designs []Design
}

// Group is a group of fields that belong together.
type Group struct {
	Name   string // numbers, dates, priority, publication, mark, title, indication, party, class, related
	Fields []Field
}

// Field is one field of bibliographic data.
type Field struct {
	Name       string // registration, filed, owner …
	Code       string // INID; "" if it has none
	Label      office.Words
	Unverified bool // the label is from memory
	Values     []Value
}

// Value is what a field tells.
type Value struct {
	Text  string       // as the register has it; "" if Words says it
	Lang  string       // language of Text, ISO 639-1; "" if it is not told, or if it is of none
	Words office.Words // of dates, countries and the words of code lists
}

// In gives the value in a language.
func (v Value) In(l locale.Lang) string {
	if v.Text != "" {
		return v.Text
	}
	return v.Words.In(l)
}

// Class is a class with the goods and services in it.
type Class struct {
	Label office.Words // "Nice class 30", "Locarno 02-04"
	Title office.Words // our own short title; empty if we have none
	Terms []string
}

// Design is one of the designs of a right.
type Design struct {
	Number      string
	Title       Value
	Locarno     []string
	Description Value
	Views       []View
}

// View is a picture of a design.
type View struct {
	Label   string
	Picture string // the name under which the document's pictures have it, a SHA-256; "" if it is not kept
}

// NewBibliography makes the bibliography of an entry that the gate let through.
func NewBibliography(e *register.Entry) *Bibliography {
	b := &Bibliography{ID: e.ID, Status: e.Status}
	return b
}
