package exchange

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// remainder is what the elements of a document of ST.96 do not tell of a right. It stands in a comment as a JSON object,
// so that nothing is lost on the way out and in again: the members of the record for which the standard has no element, or
// which its lists of words and its orders do not hold unchanged, and the names of those that the schema demands though
// the record does not tell them. What it tells counts more than the elements.
type remainder struct {
	Untold   []string        `json:"untold,omitempty"`
	Unplaced register.Record `json:"unplaced,omitzero"`
}

// remainderMarks are how a comment begins that is a remainder.
var remainderMarks = [][]byte{[]byte(`{"untold":[`), []byte(`{"unplaced":{`)}

// remainderOf reads what was written of a right, between the head and the tail of a document, and gives the remainder as text: "" if
// the elements tell the whole record and nothing else.
func remainderOf(head, tail string, written []byte, want *register.Record) string {
	doc := io.MultiReader(strings.NewReader(head), bytes.NewReader(written), strings.NewReader(tail))
	item, _ := newDocument(doc, &st96, Options{}).Next()
	return item.lacks(want)
}

// lacks is the remainder that a record read back has to have beside it to be the one that was written. What could not be
// read back, be the item nil, lacks all of it.
func (i *Item) lacks(want *register.Record) string {
	var got register.Record
	if i != nil {
		got = i.Record
	}
	var rest remainder
	told, read, unplaced := reflect.ValueOf(want).Elem(), reflect.ValueOf(&got).Elem(), reflect.ValueOf(&rest.Unplaced).Elem()
	for i := range told.NumField() {
		switch {
		case reflect.DeepEqual(told.Field(i).Interface(), read.Field(i).Interface()):
		case told.Field(i).IsZero():
			rest.Untold = append(rest.Untold, recordMember(told.Type().Field(i)))
		default:
			unplaced.Field(i).Set(told.Field(i))
		}
	}
	if rest.Untold == nil && unplaced.IsZero() {
		return ""
	}
	return rest.text()
}

// text is the remainder as a comment has it.
func (rest *remainder) text() string {
	b, err := json.Marshal(rest)
	if err != nil {
		panic("exchange: a record has no JSON: " + err.Error())
	}
	return notXML.Replace(string(b))
}

// notXML writes the characters that XML has not got as JSON may; encoding/json has done so with all but these.
var notXML = strings.NewReplacer("\ufffe", `\ufffe`, "\uffff", `\uffff`)

// recordMember is the name of a member of a record, as its JSON has it.
func recordMember(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// withRemainder writes a right by f, which is given the comment to write, and again with the remainder if there is one. The
// head is that of the document.
func (m *markup) withRemainder(head string, row Row, f func(comment string)) {
	before := len(m.b)
	f("")
	if rest := m.readBack(head, m.b[before:]).lacks(row.Record); rest != "" {
		m.b = m.b[:before]
		f(rest)
	}
}

// echo reads the rights that are written, without their remainders, as one document that goes on and on.
type echo struct {
	head    string // of the document
	pending []byte // written and not read yet
	doc     *document
}

// Read implements io.Reader.
func (e *echo) Read(p []byte) (int, error) {
	if len(e.pending) == 0 {
		return 0, io.ErrUnexpectedEOF // whoever reads wants more than a right and what ends its transaction
	}
	n := copy(p, e.pending)
	e.pending = e.pending[n:]
	return n, nil
}

// readBack reads a right that was written; nil if it cannot be read.
func (m *markup) readBack(head string, written []byte) *Item {
	if m.echo == nil || m.echo.head != head {
		m.echo = &echo{head: head}
		m.echo.doc = newDocument(m.echo, &st96, Options{})
		written = append([]byte(head), written...)
	}
	m.echo.pending = append(m.echo.pending, written...)
	item, err := m.echo.doc.Next()
	if err != nil {
		m.echo = nil // the next right begins anew
	}
	return item
}

// comment reads a comment: a remainder is laid over the record, anything else is left out and counted.
func (d *document) comment(e element) {
	b := code(e)
	if len(b) == 0 {
		return
	}
	for _, mark := range remainderMarks {
		if bytes.HasPrefix(b, mark) {
			if f := d.remain(b); f != nil {
				d.refuse(f)
			}
			return
		}
	}
	count(&d.rep.LeftOut, leftComment, 1)
}

const leftComment = "comments (no member)"

func (d *document) remain(b []byte) *fault.Fault {
	w := walker{dec: json.NewDecoder(bytes.NewReader(b))}
	w.dec.UseNumber()
	var rest remainder
	err := w.document(reflect.TypeFor[remainder]())
	if err == nil {
		err = json.Unmarshal(b, &rest)
	}
	if err != nil {
		return fault.New(fault.Invalid, "the comment that tells the remainder of the record is no JSON of ours").Because(err)
	}
	for _, name := range w.unknown {
		d.rep.notUnderstood([]byte(name))
	}
	var l lines
	l.tidy(reflect.ValueOf(&rest.Unplaced).Elem())
	d.texts.replaced += l.texts.replaced
	if l.texts.over {
		return fault.New(fault.Invalid, "the record's texts are longer than %d bytes", maxText)
	}
	if f := checkRecord(&rest.Unplaced); f != nil {
		return f
	}
	to, from := reflect.ValueOf(d.rec).Elem(), reflect.ValueOf(&rest.Unplaced).Elem()
	for i := range to.NumField() {
		if !from.Field(i).IsZero() {
			to.Field(i).Set(from.Field(i))
		}
		for _, name := range rest.Untold {
			if name == recordMember(to.Type().Field(i)) {
				to.Field(i).SetZero()
			}
		}
	}
	return nil
}

// transaction is the address of the right that the next record of a transaction tells, as the documents that we write have
// it in their TransactionIdentifier; the zero ID if there is none of that kind.
func (d *document) transaction(kind ipr.Kind) ipr.ID {
	id, err := ipr.ParseID(d.identifier)
	d.identifier = ""
	if err != nil || id.Kind != kind || applicationID(&id) != nil {
		return ipr.ID{}
	}
	return id
}
