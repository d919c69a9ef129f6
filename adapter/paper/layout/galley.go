package layout

import (
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// item is a part of a galley: the long column of what is set, before it is cut into pages.
type item struct {
	height float64
	base   float64 // from the top of a line to its baseline; 0 for what is no line
	glue   bool    // space between boxes: nothing at the top of a page and at its foot
	bond   bond    // how much it stands against a break before it
	within bond    // how much it stands against being divided, beside what stands against it in its parts
	page   bool    // a new page begins here
	paint  func(t *painter, x, y float64)
	part   parts     // what can be divided, nil for a box
	open   *frame    // a decorated block begins
	shut   *frame    // and ends
	notes  []*note   // whose marks stand here
	again  bool      // repeated at the top of a further page
	over   *pdf.Elem // to which nothing more will come
}

// bond says how bad a break before an item is. Of the places where a page may end the weakest bond gives way, and of equals
// the last.
type bond uint8

const (
	free  bond = iota
	lines      // orphans and widows
	keep       // a heading and what follows it
	whole      // break-inside: avoid
	stuck      // the edge of a block and its content
)

// parts is something that can be divided between pages: rows, columns.
type parts interface {
	// divide gives what fits in a height, and what is left, which is nil if all fits. It gives no head if nothing fits, unless
	// it must be: then at least a part of it is given, whatever the height.
	divide(height float64, must bool) (head, tail *item, at bond)
	// natural is the item with all its content, nil if its height is not known until it is divided.
	natural() *item
}

// list is a galley that is made while it is read. What was read and is held by nobody is forgotten.
type list struct {
	it   *item
	tail *list
	pull func() (*item, bool) // for the end of what was made; nil once the tail is known
}

// lazy gives the galley that a function makes, one item for every call.
func lazy(pull func() (*item, bool)) *list { return &list{pull: pull} }

// force makes the item of the list; a list without one is the end.
func (l *list) force() *item {
	if l.pull != nil {
		if it, ok := l.pull(); ok {
			l.it, l.tail = it, &list{pull: l.pull}
		}
		l.pull = nil
	}
	return l.it
}

// stream is a place in a galley. It is a value: reading on does not change it.
type stream struct {
	front []*item // what comes first
	rest  *list   // may be nil
}

func (s stream) head() *item {
	if len(s.front) > 0 {
		return s.front[0]
	}
	if s.rest == nil {
		return nil
	}
	return s.rest.force()
}

// next is the place behind the head.
func (s stream) next() stream {
	if len(s.front) > 0 {
		s.front = s.front[1:]
		return s
	}
	return stream{rest: s.rest.tail}
}

// before puts items before the place.
func (s stream) before(items ...*item) stream {
	if len(items) == 0 {
		return s
	}
	s.front = append(append(make([]*item, 0, len(items)+len(s.front)), items...), s.front...)
	return s
}

// frame is the decoration of a block: ground and borders around what is between its opening and its end.
type frame struct {
	x, width   float64 // of the border box
	st         *style.Style
	minHeight  float64 // of the border box
	continued  bool    // it began on an earlier page
	again      []*item // what is repeated at the top of a further page: the head of a table
	headHeight float64 // of again
	foot       float64 // padding and border at its lower edge
}
