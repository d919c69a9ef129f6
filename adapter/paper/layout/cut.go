package layout

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

// cut takes as much of a galley as fits. If not even a first box fits it takes nothing, unless it must.
func (r room) cut(s stream) cutting {
	c := cutter{room: r, whole: s, here: s}
	for !c.ended {
		c.step()
	}
	return c.cutting
}

// cutter is a cutting that is being made.
type cutter struct {
	cutting
	room        room
	whole, here stream // where it began, and where it is
	open        []opening
	y           float64 // how far it reaches
	low         float64 // the same without the space at its end
	best        *candidate
	ended       bool
}

// opening is a block that is open.
type opening struct {
	frame *frame
	top   float64
}

// candidate is a place where the cutting may end.
type candidate struct {
	at           stream
	open         []opening
	height       float64
	bond         bond
	items, notes int
	real         int
}

// step takes the next item, or ends the cutting.
func (c *cutter) step() {
	it := c.here.head()
	switch {
	case it == nil:
		c.height, c.done, c.ended = c.y, true, true
		return
	case it.page && c.real > 0:
		c.height = c.low
		plain := *it
		plain.page = false
		c.end(c.here.next().before(&plain), c.open)
		return
	case it.glue:
		if c.real > 0 || !c.room.top {
			c.y = max(0, c.y+it.height)
		}
		c.here = c.here.next()
		return
	case it.again && it.open == nil && !c.roomFor(it.height, nil): // for a repeated head
		c.here = c.here.next()
		return
	}
	if c.real > 0 && (c.best == nil || it.bond <= c.best.bond) {
		c.best = &candidate{c.here, append([]opening(nil), c.open...), c.low, it.bond, len(c.items), len(c.notes), c.real}
	}
	if it.shut != nil {
		c.stretch(it)
	}
	height := it.height
	switch fits := c.roomFor(height, it.notes); {
	case it.part != nil && (!fits || it.part.natural() == nil):
		if it = c.divided(it); it == nil {
			return
		}
		height = it.height
	case fits:
	case c.real > 0 || !c.room.must:
		c.endAtBest()
		return
	case it.open != nil: // paddings are not to push everything off the page
		height = max(0, min(height, c.room.height/2-c.y))
	default:
		c.y = max(0, min(c.y, c.room.height-height))
	}
	c.place(it, height)
	c.here = c.here.next()
}

// roomFor says whether so much more fits, with the notes that belong to it.
func (c *cutter) roomFor(height float64, notes []*note) bool {
	h := c.y + height
	if h > c.room.height+0.01 {
		return false
	}
	return c.room.fits == nil || c.room.fits(h, append(c.notes[:len(c.notes):len(c.notes)], notes...))
}

// stretch makes sure that the block which ends has its least height.
func (c *cutter) stretch(it *item) {
	if k := len(c.open); k > 0 && !c.open[k-1].frame.continued {
		y := c.open[k-1].top + c.open[k-1].frame.minHeight - it.height
		if y > c.y && y < c.room.height {
			c.y = y
		}
	}
}

// place takes an item.
func (c *cutter) place(it *item, height float64) {
	c.items = append(c.items, placed{it, c.y})
	c.notes = append(c.notes, it.notes...)
	if it.open != nil {
		c.open = append(c.open, opening{it.open, c.y})
	}
	if k := len(c.open); it.shut != nil && k > 0 {
		c.open = c.open[:k-1]
	}
	c.y += height
	c.low = c.y
	if !it.again && it.open == nil && (height > 0 || it.paint != nil) {
		c.real++
	}
}

// divided gives an item whose parts fit after all. Otherwise it takes what fits of them, or nothing, and ends.
func (c *cutter) divided(it *item) *item {
	head, tail, at := c.divide(it)
	at = max(at, it.within)
	switch {
	case head == nil && c.real == 0 && c.room.must:
		return it // it cannot be divided at all
	case head == nil || tail != nil && c.best != nil && at > c.best.bond:
		c.endAtBest()
		return nil
	case tail == nil:
		return head
	}
	c.place(head, head.height)
	c.height, c.at = c.y, at
	tail.within = it.within
	c.end(c.here.next().before(tail), c.open)
	return nil
}

// divide divides an item, in less height if its notes need room.
func (c *cutter) divide(it *item) (head, tail *item, at bond) {
	height := c.room.height - c.y
	for range 12 {
		if head, tail, at = it.part.divide(height, false); head == nil {
			break
		}
		if c.roomFor(head.height, head.notes) {
			return head, tail, at
		}
		if height = min(height, head.height) - 12; height <= 0 {
			break
		}
	}
	if c.real == 0 && c.room.must {
		return it.part.divide(max(1, c.room.height-c.y), true)
	}
	return nil, nil, stuck
}

// endAtBest ends at the best place; if there is none nothing is taken.
func (c *cutter) endAtBest() {
	b := c.best
	if b == nil {
		c.cutting = cutting{rest: c.whole, at: stuck}
		c.ended = true
		return
	}
	c.items, c.notes, c.real = c.items[:b.items], c.notes[:b.notes], b.real
	c.height, c.at = b.height, b.bond
	c.end(b.at, b.open)
}

// end ends the cutting. Blocks that are open go on in the rest; the head of a table is there again, unless it is too high.
func (c *cutter) end(rest stream, open []opening) {
	var again []*item
	for _, o := range open {
		f := *o.frame
		f.continued = true
		again = append(again, &item{open: &f, bond: stuck, again: true})
		if f.headHeight <= c.room.height/3 {
			again = append(again, f.again...)
		}
	}
	c.rest, c.ended = rest.before(again...), true
}
