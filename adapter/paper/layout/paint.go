package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// painter paints cuttings of galleys on one page.
type painter struct {
	page   *pdf.Page
	width  float64 // of the page
	out    *pdf.Writer
	quiet  int // above 0 everything is part of an artifact: no structure, no links
	number int // of the page
	seen   func(painted)
	over   []*pdf.Elem // to which nothing comes after this page
	first  bool        // the row that is painted is the first on its page
}

// cutting paints a part of a galley whose top left corner is at x, y.
func (t *painter) cutting(c cutting, x, y float64) {
	t.frames(c, x, y)
	first := true
	for _, p := range c.items {
		if p.it.over != nil {
			t.over = append(t.over, p.it.over)
		}
		if p.it.paint == nil {
			continue
		}
		t.first = first
		if p.it.part != nil || p.it.height > 0 {
			first = false
		}
		if p.it.again {
			t.artifact("Layout")
			p.it.paint(t, x, y+p.y)
			t.endArtifact()
			continue
		}
		p.it.paint(t, x, y+p.y)
	}
}

// frames paints grounds and borders, the outer ones first.
func (t *painter) frames(c cutting, x, y float64) {
	type span struct {
		f        *frame
		from, to float64
		closed   bool
	}
	var all []span
	var stack []int
	for _, p := range c.items {
		if p.it.open != nil {
			stack = append(stack, len(all))
			all = append(all, span{f: p.it.open, from: p.y, to: c.height})
		}
		if p.it.shut != nil && len(stack) > 0 {
			s := &all[stack[len(stack)-1]]
			s.to, s.closed = p.y+p.it.height, true
			stack = stack[:len(stack)-1]
		}
	}
	for _, s := range all {
		t.box(s.f.st, x+s.f.x, y+s.from, s.f.width, s.to-s.from, s.f.continued, !s.closed)
	}
}

// begin begins content of a span of a paragraph and gives the element of a link around it.
func (t *painter) begin(p *paragraph, s *span) *pdf.Elem {
	if t.quiet > 0 {
		t.quiet++
		return nil
	}
	elem, link, hidden := element(p.elem, s.around)
	if o := s.object; o != nil && !hidden {
		if o.alt == "" {
			hidden = true
		} else {
			elem = o.figure(elem)
		}
	}
	if hidden || elem == nil {
		t.artifact("Layout")
		return nil
	}
	t.page.Begin(elem)
	return link
}

// element gives the structure element of text inside inline elements, and that of the link around it.
func element(block *pdf.Elem, in *inline) (elem, link *pdf.Elem, hidden bool) {
	if in == nil {
		return block, nil, false
	}
	if in.hidden {
		return nil, nil, true
	}
	outer, link, hidden := element(block, in.parent)
	if hidden || outer == nil {
		return outer, link, hidden
	}
	if in.elem == nil {
		in.elem = outer.New(in.tag)
		if in.lang != "" {
			in.elem.Attr().Lang = in.lang
		}
		if in.note != nil {
			in.note.begin(outer)
		}
	}
	if in.tag == "Link" {
		link = in.elem
	}
	return in.elem, link, false
}

// end ends what begin began.
func (t *painter) end() {
	switch {
	case t.quiet > 1:
		t.quiet--
	case t.quiet == 1:
		t.endArtifact()
	default:
		t.page.End()
	}
}

// artifact says that what is painted until endArtifact is not part of the text.
func (t *painter) artifact(kind string) {
	if t.quiet == 0 {
		t.page.Artifact(kind)
	}
	t.quiet++
}

func (t *painter) endArtifact() {
	t.quiet--
	if t.quiet == 0 {
		t.page.EndArtifact()
	}
}

// painted is text at its place on a page.
type painted struct {
	page             int
	artifact         bool
	x, y, size, wide float64
	text             string
}

func (t *painter) text(x, y, size float64, c style.Color, spacing float64, runs []font.Run) {
	if t.seen != nil {
		p := painted{page: t.number, artifact: t.quiet > 0, x: x, y: y, size: size, wide: spacing * float64(count(runs))}
		for _, r := range runs {
			p.wide += float64(r.Width) * size
			p.text += r.Text
		}
		t.seen(p)
	}
	t.page.Text(x, y, size, color(c), spacing, runs...)
}

func (t *painter) rule(x1, y1, x2, y2, weight float64, c style.Color) {
	t.page.Line(x1, y1, x2, y2, weight, color(c), pdf.Solid)
}

// link makes a place on the page lead where the span's link leads.
func (t *painter) link(s *span, x, y, w, h float64, elem *pdf.Elem) {
	if elem == nil || w <= 0 {
		return
	}
	in := s.around
	for in != nil && in.href == "" {
		in = in.parent
	}
	if in == nil {
		return
	}
	if in.href[0] == '#' {
		t.page.Link(x, y, w, h, "", in.href[1:], in.label, elem)
		return
	}
	t.page.Link(x, y, w, h, in.href, "", in.label, elem)
}

// ground fills a rectangle behind something.
func (t *painter) ground(x, y, w, h float64, c style.Color) {
	t.artifact("Layout")
	t.page.Fill(x, y, w, h, color(c))
	t.endArtifact()
}

// line draws a border along a straight line through its middle.
func (t *painter) line(x1, y1, x2, y2 float64, b style.Border) {
	if b.Width <= 0 || b.Line == style.NoLine || b.Color.A == 0 {
		return
	}
	t.artifact("Layout")
	defer t.endArtifact()
	switch b.Line {
	case style.Double:
		third := b.Width / 3
		dx, dy := 0.0, third
		if x1 == x2 {
			dx, dy = third, 0
		}
		t.rule(x1-dx, y1-dy, x2-dx, y2-dy, third, b.Color)
		t.rule(x1+dx, y1+dy, x2+dx, y2+dy, third, b.Color)
	case style.Dotted:
		t.page.Line(x1, y1, x2, y2, b.Width, color(b.Color), pdf.Dotted)
	case style.Dashed:
		t.page.Line(x1, y1, x2, y2, b.Width, color(b.Color), pdf.Dashed)
	default:
		t.rule(x1, y1, x2, y2, b.Width, b.Color)
	}
}

// box draws ground and borders of a block; a side at which it goes on on another page is left open.
func (t *painter) box(st *style.Style, x, y, w, h float64, openTop, openBottom bool) {
	if h <= 0 || w <= 0 {
		return
	}
	if st.Background.A != 0 {
		t.ground(x, y, w, h, st.Background)
	}
	b := st.Border
	if openTop {
		b[0].Width = 0
	}
	if openBottom {
		b[2].Width = 0
	}
	if double(b) {
		t.doubleFrame(b, x, y, w, h)
		return
	}
	t.line(x, y+b[0].Width/2, x+w, y+b[0].Width/2, b[0])
	t.line(x, y+h-b[2].Width/2, x+w, y+h-b[2].Width/2, b[2])
	t.line(x+b[3].Width/2, y, x+b[3].Width/2, y+h, b[3])
	t.line(x+w-b[1].Width/2, y, x+w-b[1].Width/2, y+h, b[1])
}

// double says whether the four borders are one double frame.
func double(b [4]style.Border) bool {
	return b[0].Line == style.Double && b[0].Width > 0 && b[0] == b[1] && b[0] == b[2] && b[0] == b[3]
}

// doubleFrame draws two frames whose corners are closed.
func (t *painter) doubleFrame(b [4]style.Border, x, y, w, h float64) {
	t.artifact("Layout")
	defer t.endArtifact()
	third, c := b[0].Width/3, color(b[0].Color)
	for _, in := range []float64{third / 2, b[0].Width - third/2} {
		var p pdf.Path
		p.Move(x+in, y+in)
		p.Line(x+w-in, y+in)
		p.Line(x+w-in, y+h-in)
		p.Line(x+in, y+h-in)
		p.Close()
		t.page.Path(p, nil, &c, third)
	}
}

// edges draws the borders of a cell of a table whose borders are collapsed. The edge between two cells is drawn once.
func (t *painter) edges(e [4]style.Border, x, y, w, h float64, top, right bool) {
	reach := func(v style.Border) float64 { return math.Max(v.Width/2, 0) }
	l, r := reach(e[3]), reach(e[1])
	if top {
		t.line(x-l, y, x+w+r, y, e[0])
	}
	t.line(x-l, y+h, x+w+r, y+h, e[2])
	t.line(x, y, x, y+h, e[3])
	if right {
		t.line(x+w, y, x+w, y+h, e[1])
	}
}
