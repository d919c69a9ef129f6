package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// flow sets blocks one below the other and hands out the items of their galley. Margins are collapsed as CSS does: what is
// pending is the greatest and the least of those that meet.
type flow struct {
	b        *builder
	sink     func(*item) bool
	stopped  bool
	most     float64 // of the margins pending
	least    float64
	opens    []*item                          // openings of blocks whose upper edge has no height: they begin below the margins that meet there
	bond     bond                             // of the next item
	page     bool                             // the next item begins a page
	whole    int                              // depth of blocks that are not to be divided
	inner    bool                             // inside such a block something stands already
	before   []func(t *painter, x, y float64) // painted with the next box: anchors
	marker   *marker                          // of a list item, painted with its first line
	columned bool                             // inside columns
	once     bool                             // nothing is set again: nodes are let go when they are set
	given    *pdf.Elem                        // the structure element of the next block, made already
}

// marker is the number or bullet of a list item.
type marker struct {
	paintAt func(t *painter, left, right, base float64)
	paint   func(t *painter, x, base float64)
	above   float64 // of its own line, if what follows is no line
}

// margin adds a vertical margin to those that meet here.
func (f *flow) margin(m float64) {
	f.most, f.least = math.Max(f.most, m), math.Min(f.least, m)
}

// settle hands out the space of the margins that met, and the openings that waited for it.
func (f *flow) settle() {
	if h := f.most + f.least; h != 0 {
		f.send(&item{glue: true, height: h})
	}
	f.most, f.least = 0, 0
	opens := f.opens
	f.opens = nil
	for _, o := range opens {
		f.tie(o)
		f.send(o)
		f.bond = stuck
	}
}

// tie gives an item what was said about the break before it.
func (f *flow) tie(it *item) {
	it.bond = max(it.bond, f.bond)
	if f.whole > 0 {
		it.within = whole
		if f.inner {
			it.bond = max(it.bond, whole)
		}
		f.inner = true
	}
	it.page = f.page
	f.bond, f.page = free, false
}

func (f *flow) send(it *item) {
	if !f.stopped && !f.sink(it) {
		f.stopped = true
	}
}

// put hands out a box.
func (f *flow) put(it *item) {
	f.settle()
	f.tie(it)
	if len(f.before) > 0 || f.marker != nil {
		before, m, paint := f.before, f.marker, it.paint
		f.before, f.marker = nil, nil
		it.paint = func(t *painter, x, y float64) {
			for _, b := range before {
				b(t, x, y)
			}
			if m != nil {
				m.paint(t, x, y+m.above)
			}
			if paint != nil {
				paint(t, x, y)
			}
		}
	}
	f.send(it)
}

// anchor makes links to an element lead to the next box.
func (f *flow) anchor(id string) {
	if id != "" && f.b.wanted[id] {
		f.before = append(f.before, func(t *painter, _, y float64) { f.b.anchor(t, id, y) })
	}
}

// collect gives the galley of what a function sets, apart from this flow.
func (b *builder) collect(set func(f *flow)) stream { return (&flow{b: b}).collect(set) }

// collect gives the galley of what a function sets beside this flow.
func (f *flow) collect(set func(g *flow)) stream {
	var items []*item
	g := &flow{b: f.b, columned: f.columned, sink: func(it *item) bool { items = append(items, it); return true }}
	set(g)
	g.end()
	return stream{front: items}
}

// end hands out what is pending at the end of a galley.
func (f *flow) end() {
	if len(f.before) > 0 || f.marker != nil {
		f.put(&item{})
	}
	f.settle()
}

// children sets the content of a block: blocks one by one, and what is inline between them as paragraphs.
func (f *flow) children(n *style.Node, x, w float64, elem *pdf.Elem) {
	inline := 0
	kids := n.Kids
	mixed := false
	for _, k := range kids {
		mixed = mixed || block(k)
	}
	for i := 0; i <= len(kids) && !f.stopped; i++ {
		if i < len(kids) && !block(kids[i]) {
			continue
		}
		if inline < i {
			f.anonymous(n, kids[inline:i], x, w, elem, mixed)
		}
		if i < len(kids) {
			f.block(kids[i], x, w, elem)
		}
		if f.once {
			clear(kids[inline:min(i+1, len(kids))])
		}
		inline = i + 1
	}
}

// block says whether an element is set as a block.
func block(n *style.Node) bool {
	return n.Tag != "" && n.Style.Display != style.Inline && n.Style.Display != style.None
}

// anonymous sets inline content that has no paragraph of its own.
func (f *flow) anonymous(n *style.Node, kids []*style.Node, x, w float64, elem *pdf.Elem, mixed bool) {
	if blankNodes(kids) {
		return
	}
	p := f.b.cached(n.Style, kids, w)
	if len(p.pieces) == 0 {
		return
	}
	switch {
	case !mixed || elem == nil:
	case p.pictured():
		for i := range p.pieces {
			if o := p.pieces[i].span.object; o != nil {
				o.figure(elem)
			}
		}
	default:
		elem = elem.New("P")
	}
	f.paragraph(p, x, w, elem)
}

// pictured says whether nothing but objects stands in a paragraph.
func (p *paragraph) pictured() bool {
	for i := range p.pieces {
		if k := p.pieces[i].kind; k == word || k == fixed {
			return false
		}
	}
	return true
}

func blankNodes(kids []*style.Node) bool {
	for _, k := range kids {
		if k.Tag != "" {
			return false
		}
		for _, r := range k.Text {
			switch r {
			case ' ', '\t', '\n', '\r', '\f':
			default:
				return false
			}
		}
	}
	return true
}

// paragraph hands out the lines of a paragraph.
func (f *flow) paragraph(p *paragraph, x, w float64, elem *pdf.Elem) {
	b := f.b
	p.elem = elem
	b.fitObjects(p, w)
	ls := b.lines(p, w)
	if len(ls) == 0 {
		return
	}
	b.overfull(p, ls, w)
	for i := range ls {
		l := &ls[i]
		above, below := b.extent(p, l)
		it := &item{height: above + below, base: above, notes: p.notesOf(l)}
		if i > 0 && (i < p.st.Orphans || i > len(ls)-p.st.Widows) {
			it.bond = lines
		}
		if i > 0 && p.level > 0 {
			it.bond = keep
		}
		it.paint = func(t *painter, x0, y float64) {
			if l.first && p.level > 0 && t.quiet == 0 {
				t.out.Outline(p.level, p.title, t.page, y)
			}
			b.paintLine(t, p, l, x0+x, y, w, above)
		}
		if i == 0 {
			for _, id := range p.ids {
				f.anchor(id)
			}
		}
		if i == 0 && f.marker != nil {
			f.marker.above = above
		}
		f.put(it)
	}
}
