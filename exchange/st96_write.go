package exchange

import (
	"bufio"
	"io"
	"iter"
	"runtime"

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
func WriteST96(w io.Writer, kind ipr.Kind, rows iter.Seq2[Row, error]) (n int, err error) {
	form, ok := st96Forms[kind]
	if !ok {
		return 0, noForm(kind)
	}
	b := bufio.NewWriterSize(w, 64<<10)
	for right, err := range form.render(kind, rows) {
		switch {
		case err != nil:
			return n, err
		case n == 0:
			b.WriteString(xmlDeclaration)
			b.WriteString(form.head)
		case !form.many:
			return n, fault.New(fault.Invalid, "a document of ST.96 holds one right of the kind %s, and no more", string(kind))
		}
		if _, err := b.Write(right.xml); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 {
		return 0, noRight()
	}
	b.WriteString(form.tail)
	return n, b.Flush()
}

func noForm(kind ipr.Kind) error {
	return fault.New(fault.Invalid, "a right of the kind %s has no form in ST.96", string(kind))
}

func noRight() error {
	return fault.New(fault.NotFound, "there is no right to write, and a document of ST.96 holds at least one")
}

// rendered is a right as XML, without what stands around it in a document.
type rendered struct {
	id  ipr.ID
	xml []byte
}

// together is how many rights are rendered by one goroutine.
const together = 16

// render gives the XML of each right in the order of rows, made on all processors, a few rights ahead of the caller. It
// stands until the next one is asked for. The first error ends it, behind the rights before it.
func (form st96Form) render(kind ipr.Kind, rows iter.Seq2[Row, error]) iter.Seq2[rendered, error] {
	return func(yield func(rendered, error) bool) {
		var waiting []chan *rendering
		var free []*rendering
		next := &rendering{}
		finish := func() bool {
			s := <-waiting[0]
			waiting = waiting[1:]
			for i, row := range s.rows {
				if !yield(rendered{row.ID, s.m.b[s.from[i]:s.from[i+1]]}, nil) {
					return false
				}
			}
			free = append(free, s)
			return true
		}
		start := func(alone bool) {
			s, slot := next, make(chan *rendering, 1)
			waiting = append(waiting, slot)
			if next = (&rendering{}); len(free) > 0 {
				next, free = free[len(free)-1].empty(), free[:len(free)-1]
			}
			if alone {
				s.render(form)
				slot <- s
				return
			}
			go func() { s.render(form); slot <- s }()
		}
		var end error
		for row, err := range rows {
			if err == nil && row.ID.Kind != kind {
				err = fault.New(fault.Invalid, "a document of ST.96 does not hold both %s and what stood before it", row.ID.String())
			}
			if end = err; end != nil {
				break
			}
			if next.rows = append(next.rows, row); len(next.rows) == together {
				start(false)
				if len(waiting) > runtime.GOMAXPROCS(0) && !finish() {
					return
				}
			}
		}
		if len(next.rows) > 0 {
			start(len(waiting) == 0)
		}
		for len(waiting) > 0 {
			if !finish() {
				return
			}
		}
		if end != nil {
			yield(rendered{}, end)
		}
	}
}

// rendering is some rights, and their XML one behind the other.
type rendering struct {
	rows []Row
	m    markup
	from []int // where each begins, and where the last one ends
}

func (s *rendering) render(form st96Form) {
	for _, row := range s.rows {
		s.from = append(s.from, len(s.m.b))
		form.write(&s.m, row)
	}
	s.from = append(s.from, len(s.m.b))
}

func (s *rendering) empty() *rendering {
	clear(s.rows)
	s.rows, s.from, s.m.b = s.rows[:0], s.from[:0], s.m.b[:0]
	return s
}
