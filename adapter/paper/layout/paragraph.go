package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/fault"
)

// paragraph is inline content made ready for breaking: cut into pieces that are shaped, whatever the width of its lines.
type paragraph struct {
	st     *style.Style
	line   int       // of the source
	elem   *pdf.Elem // the structure element that the text belongs to
	text   string    // in logical order, white space collapsed, with U+FFFC for an object and U+2028 for a forced break
	spans  []spanEnd // the text's spans in order
	ids    []string  // of the elements in it
	shy    []int     // offsets of text at which a word may be hyphenated, in order
	pieces []piece   // in logical order
	rtl    bool      // base direction
	mixed  bool      // some piece runs against the left-to-right order
	title  string    // of a heading, for the outline
	level  int       // of a heading, 1 to 6; 0 otherwise
}

// span is a stretch of inline content of one look.
type span struct {
	st     *style.Style
	size   float64
	raise  float64 // of the baseline, upwards
	query  font.Query
	around *inline     // the innermost inline element around it, nil if there is none
	object *object     // for U+FFFC
	note   *note       // of which this text is the mark
	ground style.Color // behind the text
	aside  bool        // raised or lowered: does not make its line taller
}

type spanEnd struct {
	end  int
	span *span
}

// inline is an inline element that has a place of its own in the structure tree: a link, a stretch in another language.
type inline struct {
	tag, lang   string
	href, label string
	parent      *inline
	elem        *pdf.Elem // made when it is first painted, so that it stands in its place among the text
	hidden      bool      // aria-hidden: an artifact
	note        *note     // of a Reference
}

// object is something in the line that is not text.
type object struct {
	node          *style.Node
	width, height float64
	paint         func(p *painter, x, y, w, h float64)
	alt           string
	elem          *pdf.Elem
}

const (
	objectChar = '\uFFFC'
	breakChar  = '\u2028'
	softHyphen = '\u00AD'
)

// collector walks inline content and writes down its text.
type collector struct {
	b       *builder
	p       *paragraph
	text    strings.Builder
	last    rune    // written last; 0 at the start of a line
	space   bool    // white space is pending
	feed    bool    // and there was a line feed in it
	pending *span   // of the pending white space
	width   float64 // that objects must fit
}

// paragraph reads inline nodes into a paragraph in the style st.
func (b *builder) paragraph(st *style.Style, nodes []*style.Node, elem *pdf.Elem, line int, width float64) *paragraph {
	p := &paragraph{st: st, elem: elem, line: line, rtl: st.RTL}
	c := &collector{b: b, p: p, width: width}
	root := b.span(st, nil, nil)
	for _, n := range nodes {
		c.node(n, root)
	}
	p.text = c.text.String()
	b.cut(p)
	return p
}

// span makes the span of a style inside another.
func (b *builder) span(st *style.Style, outer *span, around *inline) *span {
	s := &span{st: st, size: b.size(st.FontSize), around: around,
		query: font.Query{Families: st.Families(), Bold: st.Bold, Italic: st.Italic, Tabular: st.Tabular}}
	if outer != nil {
		s.raise, s.aside, s.note, s.ground = outer.raise, outer.aside, outer.note, outer.ground
		if st.Background.A != 0 && st != outer.st {
			s.ground = st.Background
		}
		if st != outer.st && (st.VAlign == style.Sub || st.VAlign == style.Super) {
			s.aside = true
			if st.VAlign == style.Super {
				s.raise += 0.35 * outer.size
			} else {
				s.raise -= 0.15 * outer.size
			}
		}
	}
	return s
}

func (c *collector) node(n *style.Node, outer *span) {
	st := n.Style
	switch {
	case n.Tag == "":
		s := *outer
		s.query.Lang = n.Lang
		c.write(n.Text, &s)
		return
	case st.Display == style.None:
		return
	}
	if id := n.Get("id"); id != "" {
		c.p.ids = append(c.p.ids, id)
	}
	switch {
	case n.Tag == "br":
		c.space = false
		c.put(breakChar, outer)
		c.last = 0
		return
	case n.Tag == "wbr":
		c.put('\u200B', outer)
		return
	case n.Tag == "img" || n.Tag == "svg":
		if o := c.b.object(n, c.width); o != nil {
			s := c.b.span(st, outer, c.around(n, outer.around))
			s.object = o
			c.flush()
			c.put(objectChar, s)
		}
		return
	case st.Footnote:
		c.footnote(n, outer)
		return
	}
	s := c.b.span(st, outer, c.around(n, outer.around))
	opening, closing := isolate(n)
	if opening != 0 {
		c.flush()
		c.put(opening, s)
	}
	if n.Tag == "q" {
		c.write("“", s)
	}
	switch st.Content {
	case style.PageNumber:
		c.write(c.b.number, s)
	case style.PageCount:
		c.write(c.b.count, s)
	}
	if block(n) { // a block in a heading is a part of its text
		c.write(" ", s)
		defer c.write(" ", s)
	}
	for _, k := range n.Kids {
		c.node(k, s)
	}
	if n.Tag == "q" {
		c.write("”", s)
	}
	if opening != 0 {
		c.put(closing, s)
	}
}

// isolate gives the characters that keep the text of an element apart in the bidirectional algorithm.
func isolate(n *style.Node) (opening, closing rune) {
	switch {
	case !n.Style.Isolate:
		return 0, 0
	case n.Tag == "bdi" && !n.Has("dir") || n.Get("dir") == "auto":
		return '\u2068', '\u2069'
	case n.Style.RTL:
		return '\u2067', '\u2069'
	}
	return '\u2066', '\u2069'
}

// around gives the inline element that the content of n belongs to.
func (c *collector) around(n *style.Node, outer *inline) *inline {
	in := &inline{parent: outer}
	switch {
	case n.Get("aria-hidden") == "true" && n.Tag != "img" && n.Tag != "svg":
		in.hidden = true
	case n.Tag == "a" && n.Get("href") != "":
		in.tag, in.href, in.label = "Link", n.Get("href"), flat(n)
		if in.href[0] == '#' && !c.b.ids[in.href[1:]] {
			c.b.report.Problems = append(c.b.report.Problems, Problem{n.Line,
				fault.New(fault.Invalid, "a link leads to %q, which is nowhere in the document", in.href[1:])})
			in.tag, in.href = "Span", ""
		}
	case n.Tag == "code":
		in.tag = "Code"
	case n.Tag == "img" || n.Tag == "svg":
		return outer
	case n.Get("lang") != "":
		in.tag = "Span"
	default:
		return outer
	}
	if n.Get("lang") != "" {
		in.lang = n.Lang
	}
	return in
}

// flat is the text of a node and of all inside it, white space collapsed.
func flat(n *style.Node) string {
	var b strings.Builder
	var walk func(*style.Node)
	walk = func(n *style.Node) {
		if n.Style != nil && n.Style.Footnote {
			return
		}
		b.WriteString(n.Text)
		if n.Tag == "br" {
			b.WriteByte(' ')
		}
		for _, k := range n.Kids {
			walk(k)
		}
	}
	walk(n)
	return strings.ReplaceAll(strings.Join(strings.Fields(b.String()), " "), string(softHyphen), "")
}

// write takes text in, collapsing white space as the style says.
func (c *collector) write(text string, s *span) {
	if s.st.Upper {
		text = upper(text, s.query.Lang)
	}
	if s.st.WhiteSpace == style.Pre {
		c.pre(text, s)
		return
	}
	for _, r := range text {
		switch r {
		case ' ', '\t', '\n', '\r', '\f':
			if !c.space {
				c.pending, c.feed = s, false
			}
			c.space = true
			c.feed = c.feed || r == '\n'
		case softHyphen:
			if s.st.Hyphens != style.NoHyphens {
				c.p.shy = append(c.p.shy, c.text.Len())
			}
		case breakChar, objectChar, '\u2029', '\v', 0: // these have a meaning of their own here
		default:
			c.gap(r)
			c.put(r, s)
		}
	}
}

// pre takes text in as it is written.
func (c *collector) pre(text string, s *span) {
	c.flush()
	column := 0
	for _, r := range text {
		switch r {
		case '\n':
			c.put(breakChar, s)
			c.last, column = 0, 0
			continue
		case '\t':
			for n := 8 - column%8; n > 0; n-- {
				c.put(' ', s)
				column++
			}
			continue
		case '\r', breakChar, objectChar, '\u2029', softHyphen, '\v', '\f', 0:
			continue
		}
		c.put(r, s)
		column++
	}
}

// flush writes pending white space before something that is not text.
func (c *collector) flush() { c.gap(0) }

// gap writes pending white space before the character r. A line feed between two ideographs stands for nothing.
func (c *collector) gap(r rune) {
	if c.space && c.last != 0 && c.last != ' ' && !(c.feed && ideographic(c.last) && ideographic(r)) {
		c.put(' ', c.pending)
	}
	c.space = false
}

func (c *collector) put(r rune, s *span) {
	c.text.WriteRune(r)
	c.last = r
	if r == '\u2066' || r == '\u2067' || r == '\u2068' {
		c.last = 'x'
	}
	n := c.text.Len()
	if k := len(c.p.spans); k > 0 && c.p.spans[k-1].span == s {
		c.p.spans[k-1].end = n
		return
	}
	c.p.spans = append(c.p.spans, spanEnd{n, s})
}

// upper is text in capitals, by the rules of its language.
func upper(text, lang string) string {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			tag, err := language.Parse(lang)
			if err != nil {
				tag = language.Und
			}
			return cases.Upper(tag).String(text)
		}
	}
	return strings.ToUpper(text)
}

// ideographic says whether lines may break on either side of the character, and stretch there: Han, Kana and their punctuation.
func ideographic(r rune) bool {
	if r < 0x2E80 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo) || r >= 0x3001 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}
