package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/style"
)

// extents are the least width that content needs without breaking a word, and the one at which nothing need be broken.
type extents struct{ min, max float64 }

func (e *extents) widen(o extents) { e.min, e.max = math.Max(e.min, o.min), math.Max(e.max, o.max) }

func (e extents) plus(v float64) extents { return extents{e.min + v, e.max + v} }

// measure gives the extents of the border box of a block.
func (b *builder) measure(n *style.Node) extents {
	if e, ok := b.measured[n]; ok {
		return e
	}
	st := n.Style
	e := b.content(n)
	around := edge(st, 1, 0) + edge(st, 3, 0)
	if st.Width.Unit == style.Pt {
		e = extents{st.Width.Value, st.Width.Value}
	}
	if st.MaxWidth.Unit == style.Pt {
		e.max = math.Min(e.max, st.MaxWidth.Value)
		e.min = math.Min(e.min, e.max)
	}
	e = e.plus(around)
	b.measured[n] = e
	return e
}

// content gives the extents of what is in a block.
func (b *builder) content(n *style.Node) extents {
	switch st := n.Style; {
	case level(n) > 0:
		return b.cached(n.Style, n.Kids, b.wide).extents()
	case st.Display == style.Table:
		t := b.readTable(n)
		var sum extents
		for _, e := range b.columnExtents(t) {
			sum.min += e.min
			sum.max += e.max
		}
		return sum
	case st.Display == style.Grid:
		return b.gridExtents(n)
	}
	var e extents
	inline := 0
	for i := 0; i <= len(n.Kids); i++ {
		if i < len(n.Kids) && !block(n.Kids[i]) {
			continue
		}
		if inline < i && !blankNodes(n.Kids[inline:i]) {
			e.widen(b.cached(n.Style, n.Kids[inline:i], b.wide).extents())
		}
		if i < len(n.Kids) {
			k := n.Kids[i]
			margins := math.Max(0, k.Style.Margin[1].Of(0)) + math.Max(0, k.Style.Margin[3].Of(0))
			e.widen(b.measure(k).plus(margins))
		}
		inline = i + 1
	}
	return e
}

// extents gives the extents of a paragraph.
func (p *paragraph) extents() extents {
	var e extents
	line, word := math.Max(0, p.st.Indent.Of(0)), 0.0
	blanks := 0.0
	for i := range p.pieces {
		pc := &p.pieces[i]
		line += pc.width
		if pc.kind == blank {
			blanks += pc.width
		} else {
			blanks = 0
			word += pc.width
		}
		if pc.after != never {
			e.min = math.Max(e.min, word)
			word = 0
		} else if pc.kind == blank {
			word += pc.width
		}
		if pc.after == must {
			e.max = math.Max(e.max, line-blanks)
			line = 0
		}
	}
	e.min += 0.01 // so that rounding breaks nothing
	e.max += 0.01
	return e
}

// cached gives the paragraph of inline nodes, which is made once even if it is measured before it is set.
func (b *builder) cached(st *style.Style, nodes []*style.Node, width float64) *paragraph {
	if len(nodes) == 0 {
		return &paragraph{st: st}
	}
	if p, ok := b.paragraphs[nodes[0]]; ok {
		return p
	}
	p := b.paragraph(st, nodes, nil, nodes[0].Line, width)
	if b.measuring > 0 {
		b.paragraphs[nodes[0]] = p
	}
	return p
}
