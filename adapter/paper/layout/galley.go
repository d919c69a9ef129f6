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

// placed is an item at its height in a part of a galley.
type placed struct {
	it *item
	y  float64
}

// cutting is a part of a galley that fits somewhere.
type cutting struct {
	items  []placed
	height float64
	notes  []*note
	rest   stream // what is left
	done   bool   // nothing is left
	at     bond   // where it was cut
	real   int    // boxes in it that are not repetitions
}

// room says what a galley is cut for.
type room struct {
	height float64
	top    bool // it is empty: space at its top is dropped
	must   bool // something is to be taken, even if it does not fit
	fits   func(height float64, notes []*note) bool
}

// cut takes as much of a galley as fits.
func (r room) cut(s stream) cutting {
	type candidate struct {
		at    stream
		n     int
		y     float64
		bond  bond
		notes int
		real  int
		open  []*frame
	}
	var best *candidate
	whole := s
	c := cutting{}
	var open []*frame
	var tops []float64
	y := 0.0
	fits := func(h float64, extra []*note) bool {
		if h > r.height+0.01 {
			return false
		}
		return r.fits == nil || r.fits(h, append(c.notes[:len(c.notes):len(c.notes)], extra...))
	}
	finish := func(at stream, open []*frame) cutting {
		var re []*item
		for _, f := range open {
			g := *f
			g.continued = true
			re = append(re, &item{open: &g, bond: stuck, again: true})
			if !r.tooHigh(f) {
				re = append(re, f.again...)
			}
		}
		c.rest = at.before(re...)
		return c
	}
	for {
		it := s.head()
		if it == nil {
			c.height, c.done = y, true
			return c
		}
		if it.page && c.real > 0 {
			c.height = y
			head := *it
			head.page = false
			return finish(s.next().before(&head), open)
		}
		if c.real > 0 && !it.glue {
			if best == nil || it.bond <= best.bond {
				best = &candidate{s, len(c.items), y, it.bond, len(c.notes), c.real, append([]*frame(nil), open...)}
			}
		}
		if it.glue {
			if c.real > 0 || !r.top {
				y = max(0, y+it.height)
			}
			s = s.next()
			continue
		}
		if it.again && it.open == nil && !fits(y+it.height, nil) {
			s = s.next() // no room for a repeated head
			continue
		}
		height := it.height
		if it.shut != nil {
			if k := len(open); k > 0 {
				if low := tops[k-1] + open[k-1].minHeight - it.height; low > y && !open[k-1].continued && low < r.height {
					y = low
				}
			}
		}
		if it.part != nil && it.part.natural() == nil || it.part != nil && !fits(y+height, it.notes) {
			head, tail, at := r.divide(it, y, fits, c.real == 0)
			at = max(at, it.within)
			if head == nil && c.real == 0 && r.must {
				head = it // it cannot be divided at all
			}
			if head == nil || tail != nil && best != nil && at > best.bond {
				goto full
			}
			if tail != nil {
				c.items = append(c.items, placed{head, y})
				c.notes = append(c.notes, head.notes...)
				c.height, c.at = y+head.height, at
				c.real++
				tail.within = it.within
				return finish(s.next().before(tail), open)
			}
			it, height = head, head.height
		} else if !fits(y+height, it.notes) {
			if c.real == 0 && r.must && it.open != nil { // paddings are not to push everything off the page
				height = max(0, min(height, r.height/2-y))
			} else if c.real > 0 || !r.must {
				goto full
			} else {
				y = max(0, min(y, r.height-height))
			}
		}
		c.items = append(c.items, placed{it, y})
		c.notes = append(c.notes, it.notes...)
		if it.open != nil {
			open = append(open, it.open)
			tops = append(tops, y)
		}
		if it.shut != nil && len(open) > 0 {
			open, tops = open[:len(open)-1], tops[:len(tops)-1]
		}
		y += height
		if !it.again && (height > 0 || it.paint != nil) && it.open == nil {
			c.real++
		}
		s = s.next()
		continue
	full:
		if best == nil {
			return cutting{rest: whole, at: stuck}
		}
		c.items, c.height, c.notes, c.real = c.items[:best.n], best.y, c.notes[:best.notes], best.real
		c.at = best.bond
		return finish(best.at, best.open)
	}
}

// tooHigh says whether a head is too high to be repeated.
func (r room) tooHigh(f *frame) bool { return f.headHeight > r.height/3 }

// divide divides an item that begins at the height y.
func (r room) divide(it *item, y float64, fits func(float64, []*note) bool, first bool) (head, tail *item, at bond) {
	height := r.height - y
	for range 12 {
		head, tail, at = it.part.divide(height, false)
		if head == nil {
			break
		}
		if fits(y+head.height, head.notes) {
			return head, tail, at
		}
		height = min(height, head.height) - 12
		if height <= 0 {
			break
		}
	}
	if first && r.must {
		return it.part.divide(max(1, r.height-y), true)
	}
	return nil, nil, stuck
}
