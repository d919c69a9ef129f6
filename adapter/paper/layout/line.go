package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// fragment is a piece, or a part of one, at its place on a line.
type fragment struct {
	span    *span
	kind    kind
	level   uint8
	runs    []font.Run
	width   float64
	x       float64
	letters float64 // added after every cluster to justify the line
}

// extent gives the height of a line above and below its baseline.
func (b *builder) extent(p *paragraph, l *line) (above, below float64) {
	above, below = b.strut(p.st, b.size(p.st.FontSize))
	var last *span
	for i := l.from.piece; i < len(p.pieces) && i <= l.to.piece; i++ {
		s := p.pieces[i].span
		if s == last || s.aside {
			continue
		}
		if s.object != nil {
			above = math.Max(above, s.object.height+s.raise)
			continue
		}
		last = s
		if s.st == p.st {
			continue
		}
		a, z := b.strut(s.st, s.size)
		above, below = math.Max(above, a+s.raise), math.Max(below, z-s.raise)
	}
	return above, below
}

// strut is the height that text of a style takes above and below its baseline.
func (b *builder) strut(st *style.Style, size float64) (above, below float64) {
	f := b.face(st)
	a, d := float64(f.Ascent())*size, float64(f.Descent())*size
	height := b.size(st.LineHeight)
	half := (height - a - d) / 2
	return a + half, d + half
}

// fragments gives what stands on a line in logical order, each at its place from the left edge of the line's text.
func (b *builder) fragments(p *paragraph, l *line, width float64) []fragment {
	ratio, letters := b.justify(p, l, width)
	var out []fragment
	mixed := false
	for i := l.from.piece; i < len(p.pieces) && i <= l.to.piece; i++ {
		pc := &p.pieces[i]
		start, end := max(pc.start, l.from.at), min(pc.end, l.to.at)
		if start >= end || pc.kind == hidden {
			continue
		}
		f := fragment{span: pc.span, kind: pc.kind, level: pc.level, runs: pc.runs, width: pc.width}
		if start > pc.start || end < pc.end {
			f.runs = b.shaper.Shape(p.text[start:end], pc.span.query, pc.level%2 == 1)
			f.width = runsWidth(f.runs, pc.span)
		}
		if letters > 0 && pc.kind == word {
			f.letters = letters * pc.span.size
			f.width += f.letters * float64(count(f.runs))
		}
		if extra := give(pc, ratio); pc.kind == blank || pc.kind == fixed {
			// Letter-spacing of the words around is added to the space as well when it is painted.
			if letters > 0 {
				f.letters = letters * pc.span.size
				extra -= f.letters
				f.width += f.letters
			}
			if extra != 0 && end < l.to.at && len(f.runs) > 0 {
				f.runs = widened(f.runs, extra/pc.span.size)
				f.width += extra
			}
		} else if extra != 0 && end < l.to.at && len(f.runs) > 0 {
			f.runs = widened(f.runs, extra/pc.span.size)
			f.width += extra
		}
		mixed = mixed || pc.level != 0
		out = append(out, f)
	}
	if l.hyphen && len(out) > 0 {
		last := out[len(out)-1]
		runs := b.hyphen(last.span)
		out = append(out, fragment{span: last.span, kind: word, level: last.level, runs: runs,
			width: runsWidth(runs, last.span) + last.letters, letters: last.letters})
	}
	if i := l.to.piece + 1; len(out) > 0 && !l.last && !l.hyphen && i < len(p.pieces) && p.pieces[i].kind == blank && p.pieces[i].start == l.to.at {
		// The space at which the line ends stays in the text, for whoever copies it or hears it.
		last, pc := out[len(out)-1], &p.pieces[i]
		out = append(out, fragment{span: pc.span, kind: blank, level: last.level, letters: last.letters,
			runs: widened(pc.runs, -(pc.width+last.letters)/pc.span.size)})
	}
	x := 0.0
	if !mixed {
		for i := range out {
			out[i].x = x
			x += out[i].width
		}
		return out
	}
	levels := make([]uint8, len(out))
	for i := range out {
		levels[i] = out[i].level
	}
	for _, i := range order(levels) {
		out[i].x = x
		x += out[i].width
	}
	return out
}

// How a line that is too short for its column is filled: spaces first, then letters, imperceptibly, then spaces again. A line
// for which all that is not enough is left ragged.
const (
	calmest  = 1.0   // of the stretch of its spaces
	tracking = 0.022 // between letters, of their size
	loosest  = 2.4
)

// justify says by which part of their stretch, or shrink if it is negative, the spaces of a line are changed, and what is
// added after every letter, as a part of its size.
func (b *builder) justify(p *paragraph, l *line, width float64) (ratio, letters float64) {
	short := width - l.natural
	switch {
	case p.st.Align != style.Justify:
		return 0, 0
	case short < 0 && l.shrink > 0:
		return math.Max(-1, short/l.shrink), 0
	case l.last || l.stretch == 0 || short < 0:
		return 0, 0
	}
	ratio = short / l.stretch
	if ratio <= calmest {
		return ratio, 0
	}
	can := l.trackable(p) - p.pieces[min(l.to.piece, len(p.pieces)-1)].span.size
	if can > 0 {
		letters = math.Min(tracking, (short-calmest*l.stretch)/can)
	}
	ratio = (short - letters*can) / l.stretch
	if ratio > loosest {
		return 0, 0
	}
	return ratio, letters
}

// trackable is the sum of the sizes of the letters of a line between which space may be added; 0 if some of them are joined.
func (l *line) trackable(p *paragraph) float64 {
	sum := 0.0
	for i := l.from.piece; i < len(p.pieces) && i <= l.to.piece; i++ {
		pc := &p.pieces[i]
		if pc.level != 0 {
			return 0
		}
		if pc.kind != word {
			continue
		}
		start, end := max(pc.start, l.from.at), min(pc.end, l.to.at)
		if start >= end {
			continue
		}
		n := 0
		at := pc.start
		for j := range pc.runs {
			for k := range pc.runs[j].Glyphs {
				if g := &pc.runs[j].Glyphs[k]; g.Start != g.End && at+g.Start >= start && at+g.End <= end {
					n++
				}
			}
			at += len(pc.runs[j].Text)
		}
		sum += float64(n) * pc.span.size
	}
	return sum
}

// give is how much wider a piece becomes.
func give(pc *piece, ratio float64) float64 {
	if ratio < 0 {
		return ratio * pc.shrink
	}
	return ratio * pc.stretch
}

// widened gives runs of which the last cluster in visual order is followed by more space, in em.
func widened(runs []font.Run, extra float64) []font.Run {
	out := append([]font.Run(nil), runs...)
	r := &out[len(out)-1]
	r.Glyphs = append([]font.Glyph(nil), r.Glyphs...)
	r.Glyphs[len(r.Glyphs)-1].Advance += float32(extra)
	r.Width += float32(extra)
	return out
}

// hyphen gives a hyphen that stands for a soft one: whoever copies the text gets the word.
func (b *builder) hyphen(s *span) []font.Run {
	runs := append([]font.Run(nil), b.shaper.Shape("-", s.query, false)...)
	if len(runs) == 1 && len(runs[0].Glyphs) == 1 {
		r := &runs[0]
		r.Glyphs = append([]font.Glyph(nil), r.Glyphs...)
		r.Text = string(softHyphen)
		r.Glyphs[0].Start, r.Glyphs[0].End = 0, len(r.Text)
	}
	return runs
}

// paintLine paints a line whose top left corner is at x, y, in a column of a width.
func (b *builder) paintLine(t *painter, p *paragraph, l *line, x, y, width, above float64) {
	fs := b.fragments(p, l, width)
	natural := 0.0
	for i := range fs {
		natural += fs[i].width
	}
	indent := 0.0
	if l.first {
		indent = p.indent(width)
	}
	shift := 0.0
	switch side(p.st, p.rtl) {
	case style.Right:
		shift = width - natural - indent
	case style.Center:
		shift = (width - natural) / 2
		indent = 0
	}
	squeeze := 1.0
	if room := width - indent; natural > room+0.5 && natural > 0 {
		squeeze, shift = room/natural, 0
	}
	if !p.rtl {
		shift += indent
	}
	base := y + above
	for i := 0; i < len(fs); {
		j := i + 1
		for j < len(fs) && fs[j].span == fs[i].span && fs[i].level == 0 && fs[j].level == 0 && fs[j].kind != solid && fs[i].kind != solid {
			j++
		}
		b.paintFragments(t, p, fs[i:j], x+shift, base, squeeze, above)
		i = j
	}
}

// indent is by how much the first line is indented; half a line at the most, and a quarter to the other side.
func (p *paragraph) indent(width float64) float64 {
	return math.Max(-width/4, math.Min(p.st.Indent.Of(width), width/2))
}

// side is the side of the column at which lines of a style stand: Left, Right or Center.
func side(st *style.Style, rtl bool) style.Align {
	switch st.Align {
	case style.Left, style.Right, style.Center:
		return st.Align
	case style.End:
		if !rtl {
			return style.Right
		}
		return style.Left
	}
	if rtl {
		return style.Right
	}
	return style.Left
}

// paintFragments paints fragments of one span that stand side by side.
func (b *builder) paintFragments(t *painter, p *paragraph, fs []fragment, x, base, squeeze, above float64) {
	s := fs[0].span
	left := x + fs[0].x*squeeze
	width := 0.0
	for i := range fs {
		width += fs[i].width * squeeze
	}
	if s.ground.A != 0 {
		a, z := b.strut(s.st, s.size*squeeze)
		a, z = math.Min(a, 0.95*s.size), math.Min(z, 0.3*s.size)
		t.ground(left, base-s.raise-a, width, a+z, s.ground)
	}
	elem := t.begin(p, s)
	defer t.end()
	base -= s.raise
	if o := s.object; o != nil {
		o.paint(t, left, base-o.height*squeeze, o.width*squeeze, o.height*squeeze)
		t.link(s, left, base-o.height, o.width, o.height, elem)
		return
	}
	runs := fs[0].runs
	if len(fs) > 1 {
		runs = nil
		for i := range fs {
			runs = append(runs, fs[i].runs...)
		}
	}
	size := s.size * squeeze
	t.text(left, base, size, s.st.Color, (s.st.Spacing+fs[0].letters)*squeeze, runs)
	f := b.face(s.st)
	if s.st.Underline {
		at := base - float64(f.UnderlineAt())*size
		t.rule(left, at, left+width, at, float64(f.UnderlineWeight())*size, s.st.Color)
	}
	if s.st.LineThrough {
		at := base - float64(f.XHeight())*size*0.55
		t.rule(left, at, left+width, at, float64(f.UnderlineWeight())*size, s.st.Color)
	}
	t.link(s, left, base-0.8*size, width, 1.05*size, elem)
}

// color is a colour for the writer.
func color(c style.Color) pdf.Color { return pdf.Color{R: c.R, G: c.G, B: c.B} }
