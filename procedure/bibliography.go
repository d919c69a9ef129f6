package procedure

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// Bibliography is what a document tells of a right: fields with their INID codes in groups, goods and services by class, designs
// with their views, and what was done.
type Bibliography struct {
	ID      ipr.ID
	Status  register.Status
	Name    Value  // the words of the mark, the title, the name of the indication; of a mark without words nothing
	Picture string // of the mark: the name under which the document's pictures have it, a SHA-256; "" if none
	Groups  []Group
	Classes []Class
	Designs []Design
	History []Event // oldest first
}

// Group is a group of fields that belong together. There is none without fields.
type Group struct {
	Name   string // number, priority, publication, mark, subject, party, symbol, indication, related
	Fields []Field
}

// Field is one field of bibliographic data. There is none without values.
type Field struct {
	Name       string // registration, filed, owner …
	Code       string // INID; "" if it has none
	Label      office.Words
	Unverified bool // the label is from memory
	Values     []Value
}

// Value is what a field tells: a text as the register has it, a date, and words of ours, each of which may be missing. The name of
// a person is followed by a place, the number of an earlier application by its date and country.
type Value struct {
	Text  string
	Lang  string // language of Text, ISO 639-1; "" if it is not told, or if it is of none
	Date  ipr.Date
	Words office.Words // of countries and code lists
}

// In gives the value in a language.
func (v Value) In(l locale.Lang) string {
	return strings.Join(slices.DeleteFunc([]string{v.Text, v.Date.In(l), v.Words.In(l)}, func(s string) bool { return s == "" }), ", ")
}

// IsZero reports whether the value tells nothing.
func (v Value) IsZero() bool { return v.Text == "" && v.Date.Year == 0 && len(v.Words) == 0 }

// Class is a class with the goods and services in it.
type Class struct {
	Scheme string // nice, locarno, us
	Code   string // 30, 02-04
	Label  office.Words
	Title  office.Words // our own short title; empty if we have none
	Terms  []string
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
	Label   string // "1.1"; "" if the register tells none
	Picture string // the name under which the document's pictures have it, a SHA-256; "" if it is not kept
}

// Event is an act in the history of a right.
type Event struct {
	Date  ipr.Date
	Title office.Words
	Leaf  int64 // its number in the log
}

// Field finds a field by its name, nil if there is none.
func (b *Bibliography) Field(name string) *Field {
	for i := range b.Groups {
		for j := range b.Groups[i].Fields {
			if f := &b.Groups[i].Fields[j]; f.Name == name {
				return f
			}
		}
	}
	return nil
}

// Coded reports whether any field has an INID code.
func (b *Bibliography) Coded() bool {
	for _, g := range b.Groups {
		for _, f := range g.Fields {
			if f.Code != "" {
				return true
			}
		}
	}
	return false
}

// Label names a field of rights of this kind, whether the right has it or not.
func (b *Bibliography) Label(name string) Field { return label(b.ID.Kind, name) }

// Number is the number by which a document calls the right: that of the registration, or else of the application; "" if
// neither is told.
func (b *Bibliography) Number() string {
	for _, name := range []string{"registration", "application"} {
		if f := b.Field(name); f != nil {
			return f.Values[0].Text
		}
	}
	return ""
}

// Owners names those to whom the right belongs, or else those who ask for it.
func (b *Bibliography) Owners() []string {
	for _, role := range []string{"owner", "holder", "applicant"} {
		if f := b.Field(role); f != nil {
			var names []string
			for _, v := range f.Values {
				names = append(names, v.Text)
			}
			return names
		}
	}
	return nil
}

// Pictures lists the names of all pictures, each once, in the order in which they stand.
func (b *Bibliography) Pictures() []string {
	var list []string
	seen := map[string]bool{"": true}
	add := func(name string) {
		if !seen[name] {
			seen[name], list = true, append(list, name)
		}
	}
	add(b.Picture)
	for _, d := range b.Designs {
		for _, v := range d.Views {
			add(v.Picture)
		}
	}
	return list
}
