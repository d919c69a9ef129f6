package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/style"
)

// endless is a height that everything fits in.
const endless = 1e9

// cell is one of the galleys that stand side by side in a row.
type cell struct {
	x, width    float64 // of its box, from the left edge of the row's galley
	inset       float64 // from x to its content
	top, bottom float64 // from the edges of its box to its content
	lower       float64 // by which its content stands lower, so that the first lines of all cells have one baseline
	st          *style.Style
	decorated   bool
	align       style.VAlign
	galley      stream
	edges       [4]style.Border // of a table whose borders are collapsed: top, right, bottom, left
	shown       cutting         // of a row that is to be painted
}

// row is galleys side by side: a row of a table or of a grid.
type row struct {
	cells     []cell
	st        *style.Style // of the table row, for its ground; nil in a grid
	x, width  float64
	keep      bool // it is not divided if that can be helped
	collapsed bool
	first     bool    // of its table
	least     float64 // its least height
	divided   bool    // its beginning stands on an earlier page
	whole     *item   // with all its content; nil if a page ends inside
}

// item makes the row an item of a galley.
func (r *row) item() *item {
	height := r.least
	cells := make([]cell, len(r.cells))
	var notes []*note
	for i, c := range r.cells {
		c.shown = room{height: endless}.cut(c.galley)
		if !c.shown.done { // a page ends inside
			r.whole = nil
			return &item{part: r}
		}
		notes = append(notes, c.shown.notes...)
		cells[i] = c
	}
	if r.st == nil && !r.divided {
		align(cells)
	}
	for i, c := range cells {
		r.cells[i].lower = c.lower
		height = math.Max(height, c.top+c.lower+c.shown.height+c.bottom)
	}
	whole := r.painted(cells, height)
	whole.notes = notes
	whole.part = r
	r.whole = whole
	return whole
}

// align gives the first lines of cells one baseline.
func align(cells []cell) {
	lowest := 0.0
	for i := range cells {
		lowest = math.Max(lowest, cells[i].baseline())
	}
	for i := range cells {
		if b := cells[i].baseline(); b > 0 {
			cells[i].lower = lowest - b
		}
	}
}

// baseline is the height of the first baseline below the top of the row; 0 if the cell does not begin with a line.
func (c *cell) baseline() float64 {
	if c.align != style.Baseline {
		return 0
	}
	for _, p := range c.shown.items {
		if p.it.base > 0 {
			return c.top + p.y + p.it.base
		}
		if p.it.height > 0 && p.it.open == nil {
			return 0
		}
	}
	return 0
}

func (r *row) natural() *item { return r.whole }

// painted is the item of a row of which every cell shows its cutting.
func (r *row) painted(cells []cell, height float64) *item {
	return &item{height: height, paint: func(t *painter, x, y float64) { r.paint(t, cells, x, y, height) }}
}

func (r *row) divide(height float64, must bool) (head, tail *item, at bond) {
	if !must && r.whole != nil {
		if r.whole.height <= height+0.01 {
			return r.whole, nil, free
		}
		if r.keep {
			return nil, nil, stuck
		}
	}
	for _, force := range []bool{false, true} {
		if force && !must {
			break
		}
		head, tail, at = r.try(height, must, force)
		if head != nil {
			break
		}
	}
	return head, tail, at
}

// try divides the row: unless some is enough, every cell must get a part of its content; if it is forced, whatever its height.
func (r *row) try(height float64, some, force bool) (head, tail *item, at bond) {
	heads, tails := make([]cell, len(r.cells)), make([]cell, len(r.cells))
	high, left, got := 0.0, false, false
	var notes []*note
	for i, c := range r.cells {
		if force { // paddings are not to push everything off the page
			c.top, c.bottom, c.lower = math.Min(c.top, height/4), math.Min(c.bottom, height/4), 0
		}
		cut := room{height: height - c.top - c.lower - c.bottom, must: force}.cut(c.galley)
		if cut.real == 0 && !cut.done && !some {
			return nil, nil, stuck
		}
		got = got || cut.real > 0 || cut.done && c.galley.head() != nil
		if !cut.done {
			left = true
			at = max(at, cut.at)
		}
		heads[i], tails[i] = c, c
		heads[i].shown = cut
		tails[i].galley, tails[i].lower = cut.rest, 0
		if cut.done {
			tails[i].galley = stream{}
		}
		high = math.Max(high, c.top+c.lower+cut.height+c.bottom)
		notes = append(notes, cut.notes...)
	}
	if left && !got {
		return nil, nil, stuck
	}
	if left && !force {
		high = math.Min(math.Max(high, r.least), height)
	} else {
		high = math.Max(high, math.Min(r.least, height))
	}
	head = r.painted(heads, high)
	head.notes = notes
	if !left {
		return head, nil, free
	}
	rest := *r
	rest.cells, rest.least, rest.keep, rest.divided = tails, math.Max(0, r.least-high), false, true
	return head, rest.item(), at
}

// paint paints grounds and borders, then what stands in the cells.
func (r *row) paint(t *painter, cells []cell, x, y, height float64) {
	first := t.first || r.first && !r.divided
	if r.st != nil && r.st.Background.A != 0 {
		t.ground(x+r.x, y, r.width, height, r.st.Background)
	}
	for i := range cells {
		c := &cells[i]
		if r.collapsed {
			if c.st.Background.A != 0 {
				t.ground(x+c.x, y, c.width, height, c.st.Background)
			}
		} else if c.decorated {
			t.box(c.st, x+c.x, y, c.width, height, false, false)
		}
	}
	if r.collapsed {
		for i := range cells {
			c := &cells[i]
			t.edges(c.edges, x+c.x, y, c.width, height, first, i == len(cells)-1)
		}
	}
	for i := range cells {
		c := &cells[i]
		space := height - c.top - c.lower - c.bottom - c.shown.height
		down := 0.0
		switch c.align {
		case style.Middle:
			down = space / 2
		case style.Bottom:
			down = space
		}
		t.cutting(c.shown, x+c.x+c.inset, y+c.top+c.lower+math.Max(0, down))
	}
}

// columns is a galley that is set in several columns side by side.
type columns struct {
	galley stream
	n      int
	x      float64
	width  float64 // of one
	gap    float64
	rule   style.Border
	rtl    bool
}

func (c *columns) item() *item { return &item{part: c} }

func (c *columns) natural() *item { return nil }

func (c *columns) divide(height float64, must bool) (head, tail *item, at bond) {
	cuts, done := c.fill(height, must)
	if len(cuts) == 0 || cuts[0].real == 0 && !done {
		return nil, nil, stuck
	}
	if !done {
		rest := *c
		rest.galley = cuts[len(cuts)-1].rest
		return c.painted(cuts), rest.item(), cuts[len(cuts)-1].at
	}
	total := 0.0
	for _, k := range cuts {
		total += k.height
	}
	low, high := total/float64(c.n)-1, math.Min(height, total)
	for high-low > 0.5 {
		mid := (low + high) / 2
		if k, ok := c.fill(mid, false); ok {
			cuts, high = k, mid
		} else {
			low = mid
		}
	}
	return c.painted(cuts), nil, free
}

// fill fills the columns to a height and says whether everything stands in them.
func (c *columns) fill(height float64, must bool) ([]cutting, bool) {
	var cuts []cutting
	s := c.galley
	for range c.n {
		k := room{height: height, top: true, must: must}.cut(s)
		if k.real == 0 && !k.done {
			break
		}
		cuts = append(cuts, k)
		if k.done {
			return cuts, true
		}
		s = k.rest
	}
	return cuts, false
}

func (c *columns) painted(cuts []cutting) *item {
	height := 0.0
	var notes []*note
	for _, k := range cuts {
		height = math.Max(height, k.height)
		notes = append(notes, k.notes...)
	}
	return &item{height: height, notes: notes, paint: func(t *painter, x, y float64) {
		for i, k := range cuts {
			at := i
			if c.rtl {
				at = c.n - 1 - i
			}
			left := x + c.x + float64(at)*(c.width+c.gap)
			if c.rule.Width > 0 && i > 0 {
				rule := left - c.gap/2
				if c.rtl {
					rule = left + c.width + c.gap/2
				}
				t.line(rule, y, rule, y+height, c.rule)
			}
			t.cutting(k, left, y)
		}
	}}
}
