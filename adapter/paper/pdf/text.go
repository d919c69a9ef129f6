package pdf

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/muniment/muniment/adapter/paper/font"
)

// cursor is the state of the content stream for text. Places are in the page's own coordinates, upwards.
type cursor struct {
	inText       bool // between BT and ET
	inShow       bool // inside the array of TJ
	inString     bool // inside a string of that array
	face         *face
	size         float64
	scale        float64 // the size as the file says it
	rise         float64
	lineX, lineY int64   // where Td last went since BT, in hundredths of a point
	base         float64 // the baseline
	pen          float64 // where a reader of the file would set the next glyph
}

// Text shows shaped text, its first run beginning at x, on the baseline y. Spacing is added after every cluster. Runs come in
// visual order; calls come in the order of reading. A character that no face has is shown as an empty box over its text.
func (p *Page) Text(x, y, size float64, c Color, spacing float64, runs ...font.Run) {
	if !(size >= .01) || len(runs) == 0 {
		return
	}
	p.mark()
	if p.fill != c {
		p.endShow() // a colour may change between strings, not inside their array
	}
	p.setFill(c)
	s := setter{p: p, base: p.height - y, size: size, spacing: spacing}
	backwards := true
	for i := range runs {
		backwards = backwards && runs[i].RTL
	}
	if !backwards {
		for i := range runs {
			x = s.run(x, &runs[i])
		}
		return
	}
	for i := range runs { // all run from right to left, so the last is read first
		x += s.width(&runs[i])
	}
	for i := len(runs) - 1; i >= 0; i-- {
		x -= s.width(&runs[i])
		s.run(x, &runs[i])
	}
}

// setter is one call of Text.
type setter struct {
	p                   *Page
	face                *face
	base, size, spacing float64
	placed              []placed // scratch: the glyphs of a run from right to left
}

// placed is a glyph with its place.
type placed struct {
	*font.Glyph
	x float64
}

// width is what a run takes.
func (s *setter) width(r *font.Run) float64 {
	w := 0.0
	for i := range r.Glyphs {
		g := &r.Glyphs[i]
		if w += float64(g.Advance) * s.size; g.Start < g.End {
			w += s.spacing
		}
	}
	return w
}

// run shows a run that begins at x, and answers where it ends. The glyphs stand in the file in the order of reading.
func (s *setter) run(x float64, r *font.Run) float64 {
	s.face = s.p.use(r.Face)
	s.placed = s.placed[:0]
	for i := 0; i < len(r.Glyphs); {
		g := &r.Glyphs[i]
		next := i + 1
		for next < len(r.Glyphs) && r.Glyphs[next].Start == r.Glyphs[next].End {
			next++
		}
		if next == i+1 && g.ID != 0 && !r.RTL { // nearly always
			s.glyph(x, g, r.Text[g.Start:g.End])
			x += float64(g.Advance)*s.size + s.spacing
			i = next
			continue
		}
		from := len(s.placed)
		for ; i < next; i++ {
			s.placed = append(s.placed, placed{&r.Glyphs[i], x})
			x += float64(r.Glyphs[i].Advance) * s.size
		}
		x += s.spacing
		if !r.RTL {
			s.cluster(s.placed[from:], r.Text[g.Start:g.End])
			s.placed = s.placed[:from]
		}
	}
	slices.Reverse(s.placed)
	for i := 0; i < len(s.placed); {
		last := i // of the cluster in the order of reading: the first on paper, which knows the text
		for last < len(s.placed)-1 && s.placed[last].Start == s.placed[last].End {
			last++
		}
		s.cluster(s.placed[i:last+1], r.Text[s.placed[last].Start:s.placed[last].End])
		i = last + 1
	}
	return x
}

// cluster shows glyphs that together stand for some text. Each has a share of it; what is left for none of them, such as the
// dots of a letter that are a glyph of their own, stands for nothing.
func (s *setter) cluster(glyphs []placed, whole string) {
	for _, g := range glyphs {
		if g.ID == 0 {
			s.boxes(glyphs, whole)
			return
		}
	}
	for i, g := range glyphs {
		part := share(whole, len(glyphs)-i)
		whole = whole[len(part):]
		s.glyph(g.x, g.Glyph, part)
	}
}

// share gives the part of a cluster's text that the first of so many glyphs stands for: what is left when each of the others
// has had one character.
func share(text string, glyphs int) string {
	take := max(utf8.RuneCountInString(text)-glyphs+1, 1)
	for i := range text {
		if take--; take < 0 {
			return text[:i]
		}
	}
	return text
}

// glyph shows a glyph at x, with an ActualText if its code does not say the text.
func (s *setter) glyph(x float64, g *font.Glyph, text string) {
	p := s.p
	code, says := s.face.code(g.ID, text)
	if says {
		s.show(x, code, g)
		return
	}
	s.ready(x) // the text object is around it, not half inside
	p.endShow()
	p.actualText(text)
	s.show(x, code, g)
	p.endShow()
	p.content = append(p.content, "EMC\n"...)
}

// actualText begins content that stands for a text.
func (p *Page) actualText(s string) {
	p.content = append(utf16Hex(append(p.content, "/Span<</ActualText<FEFF"...), unsayable.Replace(s)), ">>>BDC\n"...)
}

// boxes shows a cluster that no face has as empty boxes. The text lies on them unseen, as that of a scanned page does, so that it
// can be read aloud and copied; a glyph that the face does have stands in, because glyph 0 must not be shown in any way.
func (s *setter) boxes(glyphs []placed, whole string) {
	p := s.p
	p.endText()
	p.setPen(p.fill, &Pen{Weight: s.size / 25})
	for _, g := range glyphs {
		w := float64(g.Advance) * s.size
		p.content = append(numbers(p.content, g.x+w*.1, s.base, w*.8, s.size*.65), "re S\n"...)
	}
	p.content = append(p.content, "3 Tr\n"...)
	unseen := *s
	for i, g := range glyphs {
		part := share(whole, len(glyphs)-i)
		whole = whole[len(part):]
		if w := s.face.Advance(1); w > 0 && g.Advance > 0 { // as wide as the box
			unseen.size = max(s.size*float64(g.Advance*1000/w), .01)
		}
		unseen.glyph(g.x, &font.Glyph{ID: 1}, part)
	}
	p.endShow()
	p.content = append(p.content, "0 Tr\n"...)
}

// show shows the code of a glyph at x.
func (s *setter) show(x float64, code uint16, g *font.Glyph) {
	p := s.p
	x += float64(g.X) * s.size
	rise := float64(g.Y) * s.size
	s.ready(x)
	if p.rise != rise && math.Abs(p.rise-rise) >= .005 {
		p.endShow()
		p.rise = rise
		p.content = append(number(p.content, rise), " Ts\n"...)
	}
	b := p.content
	if !p.inShow {
		b, p.inShow = append(b, '['), true
	}
	if off := math.Round((p.pen - x) / p.scale * 1000); math.Abs(off) >= 1 && math.Abs(off) < 1e9 {
		if p.inString {
			b, p.inString = append(b, '>'), false
		}
		b = integer(b, int(off))
		p.pen -= off / 1000 * p.scale
	}
	if !p.inString {
		b, p.inString = append(b, '<'), true
	}
	p.content = hex4(b, code)
	p.pen += s.face.widths[code] / 1000 * p.scale
}

// ready begins a text object, and a line at x, unless the present ones will do.
func (s *setter) ready(x float64) {
	p := s.p
	if p.inText && p.base == s.base && p.face == s.face && p.size == s.size {
		return
	}
	p.endShow()
	if !p.inText {
		p.inText, p.lineX, p.lineY, p.base = true, 0, 0, math.NaN()
		p.content = append(p.content, "BT\n"...)
	}
	if p.face != s.face || p.size != s.size {
		p.face, p.size, p.scale = s.face, s.size, float64(toHundredths(s.size))/100
		p.content = append(number(append(s.face.name(p.content), ' '), s.size), " Tf\n"...)
	}
	if p.base != s.base {
		p.moveTo(x, s.base)
	}
}

// moveTo begins a line of text.
func (p *Page) moveTo(x, y float64) {
	p.endShow()
	toX, toY := toHundredths(x), toHundredths(y)
	b := append(hundredths(p.content, toX-p.lineX), ' ')
	p.content = append(hundredths(b, toY-p.lineY), " Td\n"...)
	p.lineX, p.lineY = toX, toY
	p.base, p.pen = y, float64(toX)/100
}

// endShow ends the array of glyphs.
func (p *Page) endShow() {
	if p.inString {
		p.content = append(p.content, '>')
	}
	if p.inShow {
		p.content = append(p.content, "]TJ\n"...)
	}
	p.inShow, p.inString = false, false
}

// endText ends the text object.
func (p *Page) endText() {
	p.endShow()
	if p.inText {
		p.content = append(p.content, "ET\n"...)
		p.inText = false
	}
}

// use makes a face one of the page's.
func (p *Page) use(f *font.Face) *face {
	if p.face != nil && p.face.Face == f {
		return p.face
	}
	u := p.w.use(f)
	for _, o := range p.fonts {
		if o == u {
			return u
		}
	}
	p.fonts = append(p.fonts, u)
	return u
}
