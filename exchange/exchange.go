// Package exchange reads the records of other offices and collections, and writes ours for others.
//
// A document is opened by [Detect] and [Open] and read record by record through [Reader], in memory that does not grow
// with it. Each record becomes an [Item]: the address of a right and what the document tells of it, in the words of
// register.Record. The formats, their columns and the rules by which their members are carried over are described in
// docs/import.md; the mapping of each stands in its file: tdxf.go, sheet.go, lines.go.
//
// Invariants. The same bytes with the same [Options] give the same items. Nothing is invented: what the document does
// not tell is absent, and what it tells in codes is kept as told beside our reading of it. A record that cannot be read
// is refused alone, with its place, and reading goes on. What is left out on purpose, and what was not understood, is
// counted in the [Report]. Street addresses and the persons an office corresponds with are private and never taken.
//
// Documents come from strangers: formats are told by content, archives are unpacked under limits and give no path to
// anybody, XML is read by the package below this one, texts are brought into Unicode normalization form C and freed of
// control characters. Sources: USPTO, Trademark Applications Daily XML, documentation 2.0 and 2.3; RFC 4180; RFC 8259.
package exchange

import (
	"encoding/json"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Item is one record of a document.
type Item struct {
	ID      ipr.ID
	Record  register.Record
	Version ipr.Date // the day whose state the record tells; zero if neither the document nor its caller knows
	Part    bool     // the record tells a part of the right only, as one publication of a patent does
	Ordinal int      // position among the records of the document, refused ones included, from 0
	Where   string   // the same for people: "record 31, line 812"
}

// Reader gives the records of a document in its order.
//
// An error that holds a fault of kind Invalid with a Where, made by this package for one record, is a record refused:
// [Refused] reports it and Next may be called again. io.EOF is the end. Any other error ends the document: it is
// broken or its source is. What ends the document is given again by every later call. Readers are not safe for concurrent use.
type Reader interface {
	Next() (*Item, error)
	// Report tells what was met so far. It is not changed by later reading.
	Report() Report
}

// Refused reports whether err is the refusal of one record, after which reading may go on, and gives the fault.
func Refused(err error) (*fault.Fault, bool) {
	r, ok := err.(*refusal)
	if !ok {
		return nil, false
	}
	return r.Fault, true
}

// refusal is the error of one record.
type refusal struct{ *fault.Fault }

// Unwrap gives the fault, so that its kind is found.
func (r *refusal) Unwrap() error { return r.Fault }

// Options says what a document does not tell itself.
type Options struct {
	Office  ipr.Office // of records that name none; empty means XX, ST.3's code for the unknown
	Name    string     // the document's name without folders; part of numbers that are derived
	Date    ipr.Date   // the version of records that tell none
	Header  Header     // of tables: whether the first row names the columns
	Columns []string   // of tables without such a row: the names of the columns, "" for one to be passed over
	Limits  Limits     // of archives; zero members stand for the defaults
}

func (o Options) office() ipr.Office {
	if o.Office == "" {
		return "XX"
	}
	return o.Office
}

// Limits of one record.
const (
	maxText  = 1 << 20 // bytes of all texts of a record
	maxLines = 20000   // parties, classes, goods, lines of history and so on, together
)

// linesOf counts the members of a record's lists.
func linesOf(r *register.Record) int {
	n := len(r.IPC) + len(r.CPC) + len(r.ClaimTexts) + len(r.Wordings) + len(r.Designs) + len(r.Parties) + len(r.Classes) + len(r.Priorities) + len(r.Publications) + len(r.History) + len(r.Deadlines) + len(r.Related)
	for i := range r.Classes {
		n += len(r.Classes[i].Terms)
	}
	for i := range r.Designs {
		n += len(r.Designs[i].Locarno) + len(r.Designs[i].Views)
	}
	if r.Mark != nil {
		n += len(r.Mark.Vienna)
	}
	if g := r.Indication; g != nil {
		n += len(g.Product) + len(g.Category) + len(g.Countries) + len(g.Translations)
	}
	return n
}

func tooMany() *fault.Fault {
	return fault.New(fault.Invalid, "the record has more than %d parties, classes, goods and lines of history", maxLines)
}

// Content gives the bytes by which a record is compared with an earlier copy of itself. They are equal if and only if
// the records are: the members of register.Record stand in a fixed order, absent ones are left out, and the texts are
// normalised when they are read. They are not the canonical JSON of RFC 8785.
func Content(item *Item) []byte {
	b, err := json.Marshal(&item.Record)
	if err != nil {
		panic("exchange: a record has no JSON: " + err.Error()) // it holds texts, numbers and dates only
	}
	return b
}
