// Package layout sets styled documents on pages: what style.Read has read becomes tagged pages of a pdf.Writer.
//
// A document is first made into a galley, one long column of items: lines, spaces, rows, pictures. The galley is made while it
// is read, and cut into pages as it comes; what stands on a finished page is forgotten. So the memory does not grow with the
// number of pages, and a gazette of five hundred is set as a letter is. Only what depends on the number of all pages, the running
// heads and feet, is painted at the very end.
//
// Lines are broken for a paragraph as a whole (D. E. Knuth and M. F. Plass, Breaking Paragraphs into Lines, 1981), at the
// opportunities of UAX 14, and ordered by UAX 9. Spaces of justified lines stretch by half at the most, or the words stay apart
// as they are: calm before full. Pages end where the weakest bond is: not behind a heading, not inside what is to be kept
// together, with two lines of a paragraph on either side. Rows of tables and grids are galleys side by side, each of which is
// cut where it may be.
//
// No text is ever lost. A word that is longer than its line is broken, a table that is wider than its page is narrowed, and
// set cell by cell if that is not enough, a picture is made smaller, and a footnote goes on on the next page. Report says what
// a person should look at.
//
// The structure follows the order of the source. Borders, grounds, rules, repeated heads of tables, running heads and feet are
// artifacts. An element that goes over several pages is one element.
package layout

import (
	"context"
	"io/fs"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/go-text/typesetting/segmenter"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// Options are what a document is set with.
type Options struct {
	Fonts *font.Set
	Files fs.FS // the pictures that the document names; nil if there are none

	seen func(painted) // told of every text that is painted; for tests
}

// Report is what setting a document showed.
type Report struct {
	Pages    int
	Missing  []rune     // characters that no face has, in order of their number
	Overfull []Overfull // in the order of the document
	Problems []Problem  // pictures that could not be read, in the order of the document
}

// Overfull is a place where words had to be broken, or letters made smaller, because nothing else fitted.
type Overfull struct {
	Line int    // of the source
	Text string // what stands on the line
}

// Problem is something that could not be shown.
type Problem struct {
	Line int   // of the source
	What error // a fault of kind Invalid
}

// missing notes a character without a face.
func (r *Report) missing(c rune) {
	if i, ok := slices.BinarySearch(r.Missing, c); !ok {
		r.Missing = slices.Insert(r.Missing, i, c)
	}
}

// Set sets a document on pages of out, which it does not close.
//
// Errors: that of the context if it ends. What could not be shown as it was meant is in the report.
func Set(ctx context.Context, doc *style.Document, o Options, out *pdf.Writer) (Report, error) {
	b := newBuilder(doc, o, out)
	defer b.stop()
	p := pages{ctx: ctx, b: b, doc: doc, out: out}
	err := p.set()
	b.report.Pages = len(p.all)
	return b.report, err
}

// builder makes galleys of the nodes of one document.
type builder struct {
	options    Options
	out        *pdf.Writer
	shaper     *font.Shaper
	segmenter  segmenter.Segmenter
	report     Report
	wide, high float64 // of the text area
	faces      map[*style.Style]*font.Face
	images     map[string]loaded
	measuring  int // depth of tables and grids
	measured   map[*style.Node]extents
	paragraphs map[*style.Node]*paragraph
	notes      int             // footnotes so far
	number     string          // of the page, for its running head and foot
	count      string          // of all pages
	ids        map[string]bool // of all elements
	wanted     map[string]bool // ids that links lead to
	anchored   map[string]bool // ids whose place is known
	stops      []func()
}

func newBuilder(doc *style.Document, o Options, out *pdf.Writer) *builder {
	b := &builder{options: o, out: out, shaper: o.Fonts.Shaper(), faces: map[*style.Style]*font.Face{}, images: map[string]loaded{},
		measured: map[*style.Node]extents{}, paragraphs: map[*style.Node]*paragraph{}}
	b.ids, b.wanted, b.anchored = map[string]bool{}, map[string]bool{}, map[string]bool{}
	b.survey(doc.Body)
	first, other := area(&doc.First), area(&doc.Page)
	b.wide, b.high = math.Min(first.w, other.w), math.Min(first.h, other.h)
	return b
}

// survey notes the ids of elements, and those that links lead to.
func (b *builder) survey(n *style.Node) {
	if id := n.Get("id"); id != "" {
		b.ids[id] = true
	}
	if href := n.Get("href"); len(href) > 1 && href[0] == '#' {
		b.wanted[href[1:]] = true
	}
	for _, k := range n.Kids {
		b.survey(k)
	}
}

// anchor makes links lead to a height of a page.
func (b *builder) anchor(t *painter, id string, y float64) {
	if t.quiet == 0 {
		b.anchored[id] = true
		b.out.Anchor(id, t.page, y)
	}
}

// lazily makes a galley while it is read.
func (b *builder) lazily(set func(f *flow)) stream {
	next, stop := iter.Pull(func(yield func(*item) bool) {
		f := &flow{b: b, sink: yield}
		set(f)
		f.end()
	})
	b.stops = append(b.stops, stop)
	return stream{rest: lazy(next)}
}

// stop ends what is being made.
func (b *builder) stop() {
	for _, s := range b.stops {
		s()
	}
}

// size keeps the size of type within what a page can hold.
func (b *builder) size(v float64) float64 {
	return math.Max(0.1, math.Min(v, math.Min(b.wide, b.high)/4))
}

// face is the first face of a style.
func (b *builder) face(st *style.Style) *font.Face {
	if f, ok := b.faces[st]; ok {
		return f
	}
	q := font.Query{Families: st.Families(), Bold: st.Bold, Italic: st.Italic}
	f := b.shaper.Shape("x", q, false)[0].Face
	b.faces[st] = f
	return f
}

// overfull notes lines whose words had to be broken.
func (b *builder) overfull(p *paragraph, ls []line, width float64) {
	for i := range ls {
		l := &ls[i]
		broken := !l.last && !l.hyphen && l.to.piece < len(p.pieces) && l.to.at > p.pieces[l.to.piece].start && l.to.at < p.pieces[l.to.piece].end
		if broken || l.natural-l.shrink > width+0.5 {
			b.report.Overfull = append(b.report.Overfull, Overfull{p.line, p.text[l.from.at:l.to.at]})
		}
	}
}

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
	s := p.b.lazily(func(f *flow) {
		whole := *body
		f.block(&whole, 0, p.b.wide, root)
	})
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
