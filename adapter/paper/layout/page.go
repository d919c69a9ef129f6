package layout

import (
	"context"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// rect is a rectangle of a page.
type rect struct{ x, y, w, h float64 }

// area is where the text of a page stands: inside margins, borders and paddings.
func area(p *style.Page) rect {
	r := frameOf(p)
	for side := range 4 {
		r = r.inset(side, p.Border[side].Width+p.Padding[side])
	}
	return r
}

// frameOf is the rectangle inside the margins, on which the border of a page stands.
func frameOf(p *style.Page) rect {
	r := rect{0, 0, math.Max(p.Width, 72), math.Max(p.Height, 72)}
	for side := range 4 {
		r = r.inset(side, p.Margin[side])
	}
	return r
}

// inset takes a strip off a side, but leaves an inch.
func (r rect) inset(side int, v float64) rect {
	v = math.Max(0, v)
	switch side {
	case 0, 2:
		v = math.Min(v, math.Max(0, r.h-72))
		r.h -= v
		if side == 0 {
			r.y += v
		}
	default:
		v = math.Min(v, math.Max(0, r.w-72))
		r.w -= v
		if side == 3 {
			r.x += v
		}
	}
	return r
}

// pages makes the pages of a document.
type pages struct {
	ctx   context.Context
	b     *builder
	doc   *style.Document
	out   *pdf.Writer
	all   []*pdf.Page
	carry []stream // footnotes that go on
}

func (p *pages) style(i int) *style.Page {
	if i == 0 {
		return &p.doc.First
	}
	return &p.doc.Page
}

// set cuts the galley of the document into pages.
func (p *pages) set() error {
	body := p.doc.Body
	root := p.out.Root()
	whole := *body
	body.Kids = nil
	s := p.b.lazily(func(f *flow) { f.block(&whole, 0, p.b.wide, root) })
	for {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		c := p.page(s)
		s = c.rest
		if c.done && len(p.carry) == 0 {
			break
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.b.wanted)) {
		if p.b.ids[id] && !p.b.anchored[id] { // it is not shown
			p.out.Anchor(id, p.all[0], 0)
		}
	}
	for i, page := range p.all {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		p.running(i, page)
		page.Done()
	}
	return nil
}

// page sets the next page.
func (p *pages) page(s stream) cutting {
	st := p.style(len(p.all))
	a := area(st)
	wide := math.Max(st.Width, 72)
	page := p.out.Page(wide, math.Max(st.Height, 72))
	p.all = append(p.all, page)
	carried := 0.0
	for _, n := range p.carry {
		carried += room{height: endless}.cut(n).height
	}
	carried = math.Min(carried, a.h*0.6)
	r := room{height: a.h, top: true, must: true, fits: func(h float64, notes []*note) bool {
		return h+needs(carried, notes) <= a.h+0.01
	}}
	c := r.cut(s)
	t := &painter{page: page, out: p.out, width: wide, number: len(p.all), seen: p.b.options.seen}
	p.border(t, st)
	t.cutting(c, a.x+(a.w-p.b.wide)/2, a.y)
	p.notes(t, c, a)
	if len(p.carry) == 0 {
		for _, e := range t.over {
			e.Done()
		}
	}
	page.Flush()
	return c
}

// border draws the frame of a page.
func (p *pages) border(t *painter, st *style.Page) {
	f := frameOf(st)
	t.box(&style.Style{Border: st.Border}, f.x, f.y, f.w, f.h, false, false)
}

// notes sets the footnotes of a page: first what is left from the page before, then its own. What does not fit is carried on.
func (p *pages) notes(t *painter, c cutting, a rect) {
	all := p.carry
	for _, n := range c.notes {
		all = append(all, n.galley)
	}
	p.carry = nil
	if len(all) == 0 {
		return
	}
	left := a.h - c.height - noteAbove - noteBelow + 0.1 // what rounding takes
	var cuts []cutting
	height := 0.0
	for i, s := range all {
		k := room{height: left - height, must: c.real == 0 && height == 0}.cut(s)
		if k.real > 0 || k.done {
			cuts = append(cuts, k)
			height += k.height
		}
		if !k.done {
			p.carry = append(p.carry, k.rest)
			p.carry = append(p.carry, all[i+1:]...)
			break
		}
	}
	if len(cuts) == 0 {
		return
	}
	x, y := a.x+(a.w-p.b.wide)/2, a.y+a.h-height
	t.artifact("Layout")
	if p.doc.Body.Style.RTL {
		t.rule(x+p.b.wide-math.Min(noteRule, p.b.wide), y-noteBelow, x+p.b.wide, y-noteBelow, noteLine, style.Black)
	} else {
		t.rule(x, y-noteBelow, x+math.Min(noteRule, p.b.wide), y-noteBelow, noteLine, style.Black)
	}
	t.endArtifact()
	for _, k := range cuts {
		t.cutting(k, x, y)
		y += k.height
	}
}

// running paints the running head and foot of a page.
func (p *pages) running(i int, page *pdf.Page) {
	st := p.style(i)
	b := p.b
	b.number, b.count = strconv.Itoa(i+1), strconv.Itoa(len(p.all))
	f := frameOf(st)
	t := &painter{page: page, out: p.out, width: math.Max(st.Width, 72), number: i + 1, seen: b.options.seen}
	p.margin(t, "Header", p.doc.Running[st.Head], rect{f.x, 0, f.w, f.y})
	p.margin(t, "Footer", p.doc.Running[st.Foot], rect{f.x, f.y + f.h, f.w, math.Max(st.Height, 72) - f.y - f.h})
}

// margin paints a running element in the middle of a margin's height.
func (p *pages) margin(t *painter, kind string, n *style.Node, r rect) {
	if n == nil || r.h <= 0 {
		return
	}
	s := p.b.collect(func(f *flow) {
		if block(n) {
			f.block(n, 0, r.w, nil)
			return
		}
		f.anonymous(n, []*style.Node{n}, 0, r.w, nil, false)
	})
	c := room{height: r.h, top: true, must: true}.cut(s)
	t.artifact(kind)
	t.cutting(c, r.x, r.y+math.Max(0, (r.h-c.height)/2))
	t.endArtifact()
}
