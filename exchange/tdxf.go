package exchange

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// tdxfRoot is the root element of the daily files of the United States Patent and Trademark Office.
const tdxfRoot = "trademark-applications-daily"

// maxElement is how long the text of one element may be, in bytes; a longer one ends the document, since a text is held
// as a whole. One longer than maxText refuses its record.
const maxElement = 8 << 20

// tdxf reads the case files of a trademark-applications-daily document: one case file, one item. The files
// tdxf_header.go, tdxf_class.go, tdxf_party.go and tdxf_history.go read its parts into a [usCase], which makes the record.
//
// The document's internal type declaration is passed over. An element that we do not know is passed over with all that
// is in it, and counted.
type tdxf struct {
	xml  *xml.Reader
	opt  Options
	rep  Report
	left [leftKinds]int
	date ipr.Date // of the document
	err  error    // what ended the document

	// The record being read.
	texts       texts
	item        *Item
	bad         *fault.Fault // the first reason to refuse it
	transaction ipr.Date
	usCase
	name []byte // room for the name of a flag
}

func newTDXF(r io.Reader, opt Options) *tdxf {
	return &tdxf{xml: xml.NewReader(r, xml.Limits{Text: maxElement}), opt: opt, rep: Report{Format: TDXF}, date: opt.Date}
}

// Report implements Reader.
func (d *tdxf) Report() Report {
	rep := d.rep.clone()
	rep.Replaced = d.texts.replaced
	for i, n := range d.left {
		count(&rep.LeftOut, leftNames[i], n)
	}
	return rep
}

// Next implements Reader.
func (d *tdxf) Next() (*Item, error) {
	for d.err == nil {
		k, err := d.xml.Next()
		if err != nil {
			d.fail(err)
			break
		}
		if k != xml.Start {
			continue
		}
		switch string(d.xml.Name()) {
		case "case-file":
			return d.caseFile()
		case "application-information", "file-segments", "action-keys":
		case "file-segment", "action-key", "data-available-code", "version":
			d.skip()
		case "creation-datetime": // YYYYMMDDhhmm
			if v := d.value(); len(v) >= 8 {
				if t, err := ipr.ParseDate(string(v[:8])); err == nil {
					d.date = t
				}
			}
		case tdxfRoot:
		default:
			if d.xml.Depth() == 1 {
				d.fail(fault.New(fault.Invalid, "the document's root element is %q and not %q", string(d.xml.Name()), tdxfRoot))
				break
			}
			d.unknown()
		}
	}
	return nil, d.err
}

func (d *tdxf) caseFile() (*Item, error) {
	ordinal := d.rep.Read
	d.rep.Read++
	where := "record " + strconv.Itoa(ordinal+1) + ", line " + strconv.Itoa(d.xml.Line())
	d.reset()
	for d.child() {
		switch string(d.xml.Name()) {
		case "serial-number":
			d.serial = d.text()
		case "registration-number":
			d.registration = d.text()
		case "transaction-date":
			d.transaction = d.mustDate("transaction-date")
		case "case-file-header":
			d.readHeader()
		case "case-file-statements":
			d.readStatements()
		case "case-file-event-statements":
			d.readEvents()
		case "prior-registration-applications":
			d.readPrior()
		case "foreign-applications":
			d.readForeign()
		case "classifications":
			d.readClasses()
		case "correspondent":
			d.leave(leftCorrespondent)
		case "case-file-owners":
			d.readOwners()
		case "design-searches":
			d.readDesigns()
		case "international-registration":
			d.readInternational()
		case "madrid-international-filing-requests":
			d.readMadrid()
		default:
			d.unknown()
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	if f := d.finish(); f != nil {
		return nil, d.rep.refuse(f, where)
	}
	d.item.Ordinal, d.item.Where = ordinal, where
	return d.item, nil
}

func (d *tdxf) reset() {
	d.texts.reset()
	d.item, d.bad, d.transaction = new(Item), nil, ipr.Date{}
	d.usCase.reset(&d.item.Record, &d.rep)
}

// finish puts the parts of the item together, or says why it is refused.
func (d *tdxf) finish() *fault.Fault {
	switch {
	case d.bad != nil:
		return d.bad
	case d.texts.over:
		return fault.New(fault.Invalid, "the record's texts are longer than %d bytes", maxText)
	case d.lines > maxLines:
		return tooMany()
	case d.serial == "":
		return fault.New(fault.Invalid, "the record has no serial number")
	case len(d.serial) != 8 || !digits(d.serial):
		return fault.New(fault.Invalid, "the serial number %q has not eight digits", d.serial)
	case !digits(d.registration):
		return fault.New(fault.Invalid, "the registration number %q does not consist of digits", d.registration)
	}
	d.item.ID = ipr.ID{Office: "US", Kind: ipr.Trademark, Number: d.serial}
	if d.item.Version = d.transaction; d.item.Version.IsZero() {
		d.item.Version = d.date
	}
	d.put()
	if linesOf(d.rec) > maxLines {
		return tooMany()
	}
	return nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// The members below read the XML. Each is called at a start-tag and leaves the reader behind the matching end-tag; after
// an error they do nothing.

// child moves to the next element within the current one and reports whether there is one. At the end of the current
// element it passes over the end-tag.
func (d *tdxf) child() bool {
	if d.err != nil {
		return false
	}
	k, err := d.xml.Tag()
	if err != nil {
		d.fail(err)
		return false
	}
	return k == xml.Start
}

// value is the text of the current element. It stands until the next call.
func (d *tdxf) value() []byte {
	v, inner, err := d.xml.Value()
	if err != nil {
		d.fail(err)
		return nil
	}
	count(&d.rep.NotUnderstood, "elements within a text", inner)
	return v
}

// text is the text of the current element, tidied, as part of the record.
func (d *tdxf) text() string { return d.texts.add(d.value()) }

func (d *tdxf) skip() {
	if err := d.xml.Skip(); err != nil {
		d.fail(err)
	}
}

// leave passes over an element on purpose.
func (d *tdxf) leave(kind int) {
	d.left[kind]++
	d.skip()
}

// unknown passes over an element that we do not know.
func (d *tdxf) unknown() {
	d.rep.notUnderstood(d.xml.Name())
	d.skip()
}

// readDate reads a date, of which the file may know the year or month only. Zeros are no date.
func (d *tdxf) readDate() (ipr.Date, error) {
	v := bytes.TrimSpace(d.value())
	if t, ok := easyDate(v); ok {
		return t, nil
	}
	if len(bytes.Trim(v, "0")) == 0 {
		return ipr.Date{}, nil
	}
	return ipr.ParseDate(string(v))
}

// easyDate reads YYYYMMDD of which any month has the day, without making a string of it: a mark has dozens of dates.
func easyDate(v []byte) (t ipr.Date, ok bool) {
	if len(v) != 8 {
		return t, false
	}
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' {
			return t, false
		}
		n = n*10 + int(c-'0')
	}
	t = ipr.Date{Year: n / 10000, Month: n / 100 % 100, Day: n % 100}
	return t, t.Year > 0 && 1 <= t.Month && t.Month <= 12 && 1 <= t.Day && t.Day <= 28
}

// mustDate reads a date without which the record cannot be trusted.
func (d *tdxf) mustDate(name string) ipr.Date {
	t, err := d.readDate()
	if err != nil && d.bad == nil {
		d.bad = fault.New(fault.Invalid, "the %s cannot be read", name).Because(err)
	}
	return t
}

// mayDate reads a date that is left absent, and counted, if it cannot be read.
func (d *tdxf) mayDate(name string) ipr.Date {
	t, err := d.readDate()
	if err != nil {
		d.rep.unread(name)
	}
	return t
}

// fail keeps what ended the document.
func (d *tdxf) fail(err error) {
	if d.err != nil {
		return
	}
	if d.err = err; err != io.EOF {
		d.err = fmt.Errorf("reading %s: %w", tdxfRoot, err)
	}
}

// What is left out on purpose.
const (
	leftCorrespondent = iota
	leftAddress
	leftDocket
	leftStaff
	leftFlag
	leftNationality
	leftEntity
	leftPartners
	leftUse
	leftUSClass
	leftPseudo
	leftInternational
	leftForeign
	leftCertificate
	leftKinds
)

var leftNames = [leftKinds]string{
	leftCorrespondent: "correspondent (private)",
	leftAddress:       "street address or post code of an owner (private)",
	leftDocket:        "an attorney's own docket number (private)",
	leftStaff:         "place of the file in the office and name of its examiner (private)",
	leftFlag:          "a flag of the basis or course of the application (no member)",
	leftNationality:   "nationality or state of incorporation of an owner (no member)",
	leftEntity:        "legal form of an owner (no member)",
	leftPartners:      "names of the partners of an owner (no member)",
	leftUse:           "dates of first use (no member)",
	leftUSClass:       "United States classes that go with a Nice class (no member)",
	leftPseudo:        "pseudo mark, an aid to search without legal meaning",
	leftInternational: "dates and states of an international registration (no member)",
	leftForeign:       "renewal and expiry of a foreign registration (no member)",
	leftCertificate:   "amendments of a certificate in words, which may hold a street address (private)",
}
