package exchange

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// mapping says how the documents of a family are read: which elements are records and what becomes of them.
type mapping struct {
	format Format
	// place says what an element outside of records is, by its local name; depth is 1 for the root.
	place func(name []byte, depth int) place
	// head reads an element that belongs to the document and not to a record; nil if there is none such.
	head func(d *document, e element)
	// prune reports whether an element within a record is passed over while it is read, and why; "" if it is not.
	prune func(name []byte) string
	// record makes the item of a record: d.item, with its id, and d.rec. It gives the reason to refuse it, or nil.
	record func(d *document, e element) *fault.Fault
	// behind reads an element that stands behind a record and is part of it; nil if there is none such. The record is then
	// held until the next one begins or the document ends, and finish completes it.
	behind func(d *document, e element)
	finish func(d *document) *fault.Fault
}

// place is what an element outside of records is.
type place uint8

const (
	foreign  place = iota // not known: passed over and counted
	passage               // holds what we look for
	recorded              // a record
	trailing              // part of the record before it
	heading               // of the document
	passed                // known and of no use
)

// document reads an XML document by a mapping: one record after the other is made a [tree], of which the mapping makes
// an item. What the mapping does not ask for is counted as not understood.
type document struct {
	xml  *xml.Reader
	opt  Options
	rep  Report
	m    *mapping
	err  error    // what ended the document
	date ipr.Date // of the document, as its head tells it

	passages int // met so far
	// identifier is that of the transaction, which its head tells.
	identifier string

	// The record being read.
	t     tree
	texts texts
	item  *Item
	rec   *register.Record // of the item
	bad   *fault.Fault     // the first reason to refuse it
	queue []answer         // of a record that tells of several rights, those not given yet
	held  bool             // it is read, and what stands behind it may come
	ahead bool             // the next one begins here
	among int              // passages met before it: equal for those that stand in one
	alone bool             // it is the first in its passage
	in    markIn           // of a trademark
	us    usCase
	inOne []element    // room for the texts that are in one language
	told  map[any]bool // members of lists that have each member once
}

// answer is what Next gives: an item, or the refusal of one.
type answer struct {
	item *Item
	err  error
}

// maxDocuments is how many documents may stand one behind the other in a file, as in the weekly files of some offices.
const maxDocuments = 1 << 24

func newDocument(r io.Reader, m *mapping, opt Options) *document {
	return &document{xml: xml.NewReader(r, xml.Limits{Text: maxElement, Documents: maxDocuments}), opt: opt, rep: Report{Format: m.format}, m: m, date: opt.Date}
}

// Report implements Reader.
func (d *document) Report() Report {
	rep := d.rep.clone()
	rep.Replaced = d.texts.replaced
	return rep
}

// Next implements Reader.
func (d *document) Next() (*Item, error) {
	if len(d.queue) > 0 {
		a := d.queue[0]
		d.queue = d.queue[1:]
		return a.item, a.err
	}
	for d.err == nil {
		if !d.ahead {
			k, err := d.xml.Next()
			if err != nil && d.held { // it comes again
				return d.release()
			}
			if err == io.EOF && d.xml.NextDocument() {
				d.date = d.opt.Date
				continue
			}
			if err != nil {
				d.fail(err)
				break
			}
			if k != xml.Start {
				continue
			}
		}
		d.ahead = false
		switch d.m.place(d.xml.Local(), d.xml.Depth()) {
		case recorded:
			if d.held {
				d.ahead = true
				return d.release()
			}
			if err := d.read(); err != nil {
				return nil, err
			}
			if d.m.behind == nil {
				return d.release()
			}
		case trailing:
			d.readBehind()
		case heading:
			if over, err := d.t.read(d.xml, nil); err != nil {
				d.fail(err)
			} else if over == nil {
				if !d.held {
					d.texts.reset()
				}
				d.m.head(d, d.t.root())
				d.statedIn(d.t.root())
				d.t.strangers(d.stranger)
			}
		case passage:
			d.passages++
			d.statedBy()
		case passed:
			d.fail(d.xml.Skip())
		default:
			d.rep.notUnderstood(d.xml.Local())
			d.fail(d.xml.Skip())
		}
	}
	return nil, d.err
}

func (d *document) stranger(name string) { d.rep.notUnderstood([]byte(name)) }

// read reads a record. Errors: that of the document, or the refusal of the record.
func (d *document) read() error {
	ordinal := d.rep.Read
	d.rep.Read++
	where := "record " + strconv.Itoa(ordinal+1) + ", line " + strconv.Itoa(d.xml.Line())
	over, err := d.t.read(d.xml, d.pruned)
	if err != nil {
		d.fail(err)
		return d.err
	}
	if over != nil {
		return d.rep.refuse(over, where)
	}
	d.alone, d.among = ordinal == 0 || d.among != d.passages, d.passages
	d.texts.reset()
	d.told = nil
	d.item, d.bad, d.held = &Item{Version: d.date, Ordinal: ordinal, Where: where}, nil, true
	d.rec = &d.item.Record
	f := d.m.record(d, d.t.root())
	d.t.strangers(d.stranger)
	if f != nil {
		d.held, d.queue = false, nil
		return d.rep.refuse(f, where)
	}
	return nil
}

// another puts the item aside, which is complete, and begins a further one of the same record.
func (d *document) another() {
	item, err := d.complete(nil)
	d.queue = append(d.queue, answer{item, err})
	d.bad = nil
	d.item = &Item{Version: d.date, Ordinal: d.rep.Read, Where: d.item.Where}
	d.rec = &d.item.Record
	d.rep.Read++
}

// readBehind reads a part of the record that is held. If there are several, nobody knows of which; it is passed over then,
// as it is without a record, and counted.
func (d *document) readBehind() {
	over, err := d.t.read(d.xml, d.pruned)
	switch {
	case err != nil:
		d.fail(err)
	case over != nil:
		d.refuse(over)
	case !d.held || !d.alone:
		d.rep.notUnderstood([]byte(d.t.root().name()))
	default:
		d.m.behind(d, d.t.root())
		d.t.strangers(d.stranger)
	}
}

// release completes the record that was read and gives it, or its refusal.
func (d *document) release() (*Item, error) {
	d.held = false
	var f *fault.Fault
	if d.m.finish != nil {
		f = d.m.finish(d)
	}
	item, err := d.complete(f)
	if len(d.queue) > 0 {
		d.queue = append(d.queue, answer{item, err})
		return d.Next()
	}
	return item, err
}

// complete gives the item, or its refusal, for f if that is a reason.
func (d *document) complete(f *fault.Fault) (*Item, error) {
	switch {
	case f != nil:
	case d.bad != nil:
		f = d.bad
	case d.texts.over:
		f = fault.New(fault.Invalid, "the record's texts are longer than %d bytes", maxText)
	case linesOf(d.rec) > maxLines:
		f = tooMany()
	default:
		return d.item, nil
	}
	return nil, d.rep.refuse(f, d.item.Where)
}

func (d *document) pruned(name []byte) bool {
	if d.m.prune == nil {
		return false
	}
	why := d.m.prune(name)
	if why != "" {
		count(&d.rep.LeftOut, why, 1)
	}
	return why != ""
}

// fail keeps what ended the document; nil is nothing.
func (d *document) fail(err error) {
	if d.err != nil || err == nil {
		return
	}
	if d.err = err; err != io.EOF {
		d.err = fmt.Errorf("reading %s: %w", d.m.format, err)
	}
}

// The members below are what mappings are written with. An absent element gives an absent value.

// refuse makes the record one that is refused; the first reason counts.
func (d *document) refuse(f *fault.Fault) {
	if d.bad == nil {
		d.bad = f
	}
}

// text is the element's text, tidied, as part of the record.
func (d *document) text(e element) string {
	b := e.bytes()
	if len(b) == 0 {
		return ""
	}
	return d.texts.add(b)
}

// code is the element's text without white space at its ends; it stands as long as the tree.
func code(e element) []byte { return bytes.TrimSpace(e.bytes()) }

// day reads a date of the element: YYYYMMDD, or YYYY-MM-DD with whatever time and zone behind it, which are of no account
// since dates of rights are days of their office; or a year, or a year and a month. Zeros are no date. A date that cannot be read is counted and absent.
func (d *document) day(e element) ipr.Date { return d.dayOf(code(e), e.name()) }

func (d *document) dayOf(v []byte, name string) ipr.Date {
	if len(bytes.Trim(v, "0")) == 0 {
		return ipr.Date{}
	}
	if t, ok := easyDate(v); ok {
		return t
	}
	if len(v) > 10 && v[4] == '-' && v[7] == '-' && (v[10] == 'T' || v[10] == 'Z' || v[10] == '-' || v[10] == '+' || v[10] == ' ') {
		v = v[:10]
	}
	if len(v) == 10 && v[4] == '-' && v[7] == '-' {
		if t, ok := easyDate([]byte{v[0], v[1], v[2], v[3], v[5], v[6], v[8], v[9]}); ok {
			return t
		}
	}
	text := string(v)
	switch {
	case len(v) == 4 && digits(text):
		text += "-00-00"
	case len(v) == 7 && v[4] == '-':
		text += "-00"
	}
	t, err := ipr.ParseDate(text)
	if err != nil {
		d.rep.unread(name)
	}
	return t
}

// mustDay reads a date without which the record cannot be trusted.
func (d *document) mustDay(e element) ipr.Date {
	v := code(e)
	t := d.dayOf(v, e.name())
	if t.IsZero() && len(bytes.Trim(v, "0")) > 0 {
		d.refuse(fault.New(fault.Invalid, "%s %q is no date", e.name(), d.texts.add(v)))
	}
	return t
}

// office reads a code of ST.3; one that is none is counted and absent.
func (d *document) office(e element) string {
	v := code(e)
	if len(v) == 0 {
		return ""
	}
	c, err := parseOffice(v)
	if err != nil {
		d.rep.unread(e.name())
	}
	return c
}

func parseOffice(b []byte) (string, error) {
	c, err := ipr.ParseOffice(strings.ToUpper(string(b)))
	if err != nil {
		return "", err
	}
	return string(c), nil
}

// whole reads a number that counts something; one that is none is counted and absent.
func (d *document) whole(e element) int {
	v := code(e)
	if len(v) == 0 {
		return 0
	}
	n, err := strconv.ParseUint(string(v), 10, 31)
	if err != nil {
		d.rep.unread(e.name())
		return 0
	}
	return int(n)
}

// unread counts the element as one whose value has no place in a record.
func (d *document) unread(e element) {
	e.take()
	d.rep.unread(e.name())
}

// leave passes over all children of those names on purpose and counts them; why tells what they are and why.
func (d *document) leave(e element, why string, names ...string) {
	for _, name := range names {
		for c := range e.each(name) {
			c.take()
			count(&d.rep.LeftOut, why, 1)
		}
	}
}

// omit passes over an element on purpose and counts it, unless it is empty; why tells what it is and why.
func (d *document) omit(e element, why string) {
	if e.take(); !e.empty() {
		count(&d.rep.LeftOut, why, 1)
	}
}

// unknown passes over an element that the mapping does not know, and counts it.
func (d *document) unknown(e element) {
	e.take()
	d.stranger(e.name())
}

// once reports whether the record is told v for the first time. Members of lists are told apart by their types too, of
// which a record has no two lists.
func (d *document) once(v any) bool {
	if d.told[v] {
		return false
	}
	if d.told == nil {
		d.told = map[any]bool{}
	}
	d.told[v] = true
	return true
}

// appendOnce adds a member to one of the record's lists, unless it has it or the member tells nothing. It costs the same
// however long the list is.
func appendOnce[T comparable](d *document, list []T, v T) []T {
	var nothing T
	if v == nothing || !d.once(v) {
		return list
	}
	return append(list, v)
}

// party adds a party, unless it has no name.
func (d *document) party(p register.Party) {
	if p.Name != "" {
		d.rec.Parties = append(d.rec.Parties, p)
	}
}

// identify gives the item its address. Errors: Invalid if the number is none.
func (d *document) identify(office string, kind ipr.Kind, number string) *fault.Fault {
	if number == "" {
		return fault.New(fault.Invalid, "the record has neither an application number nor another one that could stand for it")
	}
	if office == "" {
		office = string(d.opt.office())
	}
	id, err := ipr.NewID(ipr.Office(office), kind, number)
	if err != nil {
		f, _ := fault.Of(err)
		return f
	}
	d.item.ID = id
	return nil
}
