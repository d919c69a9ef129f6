package font

import (
	"encoding/binary"
	"slices"
)

// evenDigits are ten glyphs that we add to a TrueType face without tabular figures: its digits, each in the middle of the width
// of the widest. They have the numbers after the face's own glyphs; in a subset each is a composite glyph of one part, the
// digit, moved. So a PDF's text has digits without gaps between them, which would be read as spaces.
//
// A CFF face gets none: those that we know have digits of one width or the feature.
type evenDigits struct {
	first int        // number of the glyph for 0; 0 if there are none
	of    [10]uint16 // the face's own digits
	shift [10]int    // how far each is moved to the right, in the font's units
	width int
}

func (e *evenDigits) count() int {
	if e.first == 0 {
		return 0
	}
	return len(e.of)
}

// addDigits makes the even digits of a face that needs them and has all ten.
func (f *Face) addDigits() {
	const most = 1<<16 - 10
	if _, ok := f.outline.(*glyf); !ok || f.figures || f.glyphs > most {
		return
	}
	var e evenDigits
	for d := range e.of {
		id, ok := f.glyph('0' + rune(d))
		if !ok {
			return
		}
		e.of[d] = id
		advance, _ := f.metric(id)
		e.width = max(e.width, advance)
	}
	for d, id := range e.of {
		advance, _ := f.metric(id)
		e.shift[d] = (e.width - advance) / 2
	}
	e.first = f.glyphs
	f.even = e
}

// put puts even digits in the place of the face's own.
func (e *evenDigits) put(glyphs []Glyph, em float32) {
	if e.first == 0 {
		return
	}
	for i := range glyphs {
		g := &glyphs[i]
		if d := slices.Index(e.of[:], g.ID); d >= 0 {
			g.ID, g.Advance = uint16(e.first+d), float32(e.width)/em
		}
	}
}

// drawing is the outline of an even digit: a composite glyph, whose part is the digit in the face.
func (e *evenDigits) drawing(d int, g *glyf) []byte {
	own := g.glyph(e.of[d])
	if len(own) < 10 {
		return nil
	}
	const wordsThatMove = 1<<0 | 1<<1
	move := func(at int) uint16 { return uint16(i16(own, at) + e.shift[d]) }
	b := []byte{0xFF, 0xFF}
	for _, v := range []uint16{move(2), uint16(u16(own, 4)), move(6), uint16(u16(own, 8)), wordsThatMove, e.of[d], uint16(e.shift[d]), 0} {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

// limits raises what the table maxp says of composite glyphs to what an even digit is.
func (e *evenDigits) limits(maxp []byte) {
	if e.first == 0 || len(maxp) < 32 {
		return
	}
	const points, contours, compositePoints, compositeContours, parts, depth = 6, 8, 10, 12, 28, 30
	raise := func(at, to int) { binary.BigEndian.PutUint16(maxp[at:], uint16(max(u16(maxp, at), min(to, 0xFFFF)))) }
	raise(compositePoints, u16(maxp, points))
	raise(compositeContours, u16(maxp, contours))
	raise(parts, 1)
	raise(depth, u16(maxp, depth)+1)
}
