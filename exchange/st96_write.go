package exchange

import (
	"io"
	"iter"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// st96Form says how rights of a kind are written as ST.96 version 6.0: what stands around them and what each becomes.
type st96Form struct {
	head, tail string // of a document
	many       bool   // a document may hold more than one right
	write      func(m *markup, row Row)
}

// st96Forms has the form of each kind.
var st96Forms = map[ipr.Kind]st96Form{
	ipr.Patent: st96PatentForm, ipr.Utility: st96PatentForm,
	ipr.GI:        st96GIForm,
	ipr.Trademark: st96MarkForm,
	ipr.Design:    st96DesignForm,
}

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// WriteST96 writes rights of one kind as a document of ST.96 version 6.0, valid against its schemas. [Open] reads it back.
// It gives the number of rights, and the first error of the sequence or of w. Errors: NotFound if there are no rights, for
// a document holds at least one, and nothing is written then; Invalid if the kind has no form in ST.96, if the rights are of
// several kinds, or several of a kind of which a document holds one only, as PatentPublication does.
func WriteST96(w io.Writer, kind ipr.Kind, rows iter.Seq2[Row, error]) (int, error) {
	n, err := newMarkup(w).st96(kind, rows)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "there is no right to write, and a document of ST.96 holds at least one")
	}
	return n, err
}

func newMarkup(w io.Writer) *markup { return &markup{w: w, b: make([]byte, 0, 2*flushAt)} }

// st96 writes a document, or nothing if there are no rights.
func (m *markup) st96(kind ipr.Kind, rows iter.Seq2[Row, error]) (int, error) {
	form, ok := st96Forms[kind]
	if !ok {
		return 0, fault.New(fault.Invalid, "a right of the kind %s has no form in ST.96", string(kind))
	}
	n := 0
	for row, err := range rows {
		if err != nil {
			return n, err
		}
		if row.ID.Kind != kind || n > 0 && !form.many {
			return n, fault.New(fault.Invalid, "a document of ST.96 does not hold both %s and what stood before it", row.ID.String())
		}
		if n == 0 {
			m.raw(xmlDeclaration)
			m.raw(form.head)
		}
		form.write(m, row)
		n++
		if err := m.settle(false); err != nil {
			return n, err
		}
	}
	if n > 0 {
		m.raw(form.tail)
	}
	return n, m.settle(true)
}
