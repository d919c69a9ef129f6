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
	"math"
	"slices"

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

// Set sets a document on pages of out, which it does not close. It uses the document up: what is set is taken out of its body, so
// that of a long one what was read gives way to what is written.
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

// lazily makes a galley while it is read, and only once: the nodes that it is made of are let go.
func (b *builder) lazily(set func(f *flow)) stream {
	var made *item // handed over here, since iter.Pull would hold what it gave last: an item of columns is a whole section
	next, stop := iter.Pull(func(yield func(struct{}) bool) {
		f := &flow{b: b, once: true, sink: func(it *item) bool { made = it; return yield(struct{}{}) }}
		set(f)
		f.end()
	})
	b.stops = append(b.stops, stop)
	return stream{rest: lazy(func() (it *item, ok bool) {
		_, ok = next()
		it, made = made, nil
		return it, ok
	})}
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
