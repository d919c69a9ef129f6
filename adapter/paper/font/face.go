package font

import "strings"

// Face is one face of a family. It is safe for concurrent use.
type Face struct {
	index        int
	name, family string
	weight       int
	italic       bool
	flags        uint32
	angle        float32
	box          [4]int
	line         lineMetrics

	em      float32 // units per em
	glyphs  int
	widths  []byte // table hmtx
	full    int    // glyphs that have a width of their own in hmtx; the others have the last one's
	tables  sfnt
	outline outline
	shaping *shaping
	figures bool       // the face has tabular figures
	even    evenDigits // what stands for them if it has none
}

// lineMetrics are heights in em.
type lineMetrics struct{ ascent, descent, gap, x, capital, under, underWeight float32 }

// outline is the drawings of a face's glyphs.
type outline interface {
	// subset writes a font program of these glyphs, which exist and are all different.
	subset(f *Face, ids []uint16) ([]byte, error)
}

// Index is the place of the face in its set, counted from 0. It is the same whenever the same files are opened.
func (f *Face) Index() int { return f.index }

// Name is the PostScript name, of letters that PDF needs not escape.
func (f *Face) Name() string { return f.name }

// Family is the name of the family.
func (f *Face) Family() string { return f.family }

// Bold says whether the face's weight is 600 or more.
func (f *Face) Bold() bool { return f.weight >= 600 }

// Italic says whether the face is italic or oblique.
func (f *Face) Italic() bool { return f.italic }

// Weight is the weight from 1 to 1000; 400 is regular.
func (f *Face) Weight() int { return f.weight }

// Ascent is the height above the baseline that a line of this face needs, in em.
func (f *Face) Ascent() float32 { return f.line.ascent }

// Descent is the depth below the baseline that a line of this face needs, in em; it is positive.
func (f *Face) Descent() float32 { return f.line.descent }

// LineGap is the space between two lines that the face recommends, in em.
func (f *Face) LineGap() float32 { return f.line.gap }

// XHeight is the height of x, in em.
func (f *Face) XHeight() float32 { return f.line.x }

// CapHeight is the height of H, in em.
func (f *Face) CapHeight() float32 { return f.line.capital }

// UnderlineAt is the height of the middle of an underline, in em; it is negative.
func (f *Face) UnderlineAt() float32 { return f.line.under }

// UnderlineWeight is the thickness of an underline, in em.
func (f *Face) UnderlineWeight() float32 { return f.line.underWeight }

// BBox is the box that holds every glyph: left, bottom, right, top, in 1/1000 em.
func (f *Face) BBox() [4]int { return f.box }

// ItalicAngle is in degrees, counted anticlockwise from the vertical: negative for a face that leans to the right.
func (f *Face) ItalicAngle() float32 { return f.angle }

// Flags are the flags of a PDF font descriptor (ISO 32000-1 table 123).
func (f *Face) Flags() uint32 { return f.flags }

// StemV is the thickness of vertical stems for a PDF font descriptor, in 1/1000 em. OpenType does not tell it: it is
// estimated from the weight (87 for 400, 165 for 700), and only viewers that replace the font would use it.
func (f *Face) StemV() int { return 50 + f.weight*f.weight/(65*65) }

// CFF says whether the outlines are CFF; otherwise they are TrueType.
func (f *Face) CFF() bool { _, ok := f.outline.(*cff); return ok }

// Glyphs is the number of glyphs, with the ten digits of one width that we add to a face without tabular figures.
func (f *Face) Glyphs() int { return f.glyphs + f.even.count() }

// Advance is the width of a glyph in 1/1000 em; 0 if there is no such glyph.
func (f *Face) Advance(id uint16) float32 {
	if int(id) >= f.Glyphs() {
		return 0
	}
	advance, _ := f.metric(id)
	return float32(advance) / f.em * 1000
}

// metric gives a glyph's width and left side bearing in the font's units.
func (f *Face) metric(id uint16) (advance, bearing int) {
	if d := int(id) - f.glyphs; d >= 0 {
		_, bearing = f.metric(f.even.of[d])
		return f.even.width, bearing + f.even.shift[d]
	}
	if int(id) < f.full {
		return u16(f.widths, 4*int(id)), i16(f.widths, 4*int(id)+2)
	}
	return u16(f.widths, 4*(f.full-1)), i16(f.widths, 4*f.full+2*(int(id)-f.full))
}

// glyph gives the glyph that the face has for a character by itself.
func (f *Face) glyph(r rune) (uint16, bool) {
	id, ok := f.shaping.font.NominalGlyph(r)
	if !ok || id == 0 || int(id) >= f.glyphs {
		return 0, false
	}
	return uint16(id), true
}

// postScript keeps the letters of a name that PDF and CFF write as they are, at most 63.
func postScript(name string) string {
	name = strings.Map(func(r rune) rune {
		if r > ' ' && r < 127 && !strings.ContainsRune("[](){}<>/%#", r) {
			return r
		}
		return -1
	}, name)
	return name[:min(len(name), 63)]
}
