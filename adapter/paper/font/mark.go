package font

import "golang.org/x/text/unicode/norm"

// Combining classes of marks that stand over and under a letter (Unicode, Canonical_Combining_Class).
const (
	classBelow = 220
	classAbove = 230
)

// Lengths in em for marks.
const (
	gap    = 0.04 // between a letter and a mark that we place
	astray = 0.1  // how far the middle of a mark may be outside of its letter before we place it
)

// box is the box of a glyph in em; it is empty for a space.
type box struct{ left, bottom, right, top float32 }

// place puts marks where the face does not say where they belong: a face may have a mark, but no anchor for it on a letter that
// no language of its designers writes with it. HarfBuzz then leaves the mark behind the letter. Here it is set in the middle of
// the letter, over or under what is there already. Only faces with TrueType outlines tell the boxes that this needs, and only
// text from left to right is treated.
func (r *Run) place() {
	g, ok := r.Face.outline.(*glyf)
	if !ok || r.RTL {
		return
	}
	for i := 0; i < len(r.Glyphs); {
		next := i + 1
		for next < len(r.Glyphs) && r.Glyphs[next].Start == r.Glyphs[next].End {
			next++
		}
		if next > i+1 {
			r.placeCluster(g, r.Glyphs[i:next], r.Text[r.Glyphs[i].Start:r.Glyphs[i].End])
		}
		i = next
	}
}

// placeCluster places the marks of one cluster, of which the first glyph is the letter.
func (r *Run) placeCluster(g *glyf, glyphs []Glyph, text string) {
	letter, ok := g.box(r.Face, glyphs[0].ID)
	if !ok || glyphs[0].Advance == 0 {
		return
	}
	classes := r.Face.classes(text)
	taken := letter
	pen := glyphs[0].Advance // from the letter's origin
	for i := range glyphs[1:] {
		m := &glyphs[i+1]
		class := classes[m.ID]
		mark, ok := g.box(r.Face, m.ID)
		if !ok || m.Advance != 0 || class != classAbove && class != classBelow {
			pen += m.Advance
			continue
		}
		if middle := pen + m.X + (mark.left+mark.right)/2; middle < letter.left-astray || middle > letter.right+astray {
			m.X = (letter.left+letter.right)/2 - (mark.left+mark.right)/2 - pen
			m.Y = 0
			if class == classAbove {
				m.Y = max(0, taken.top+gap-mark.bottom)
			} else {
				m.Y = min(0, taken.bottom-gap-mark.top)
			}
		}
		taken.top, taken.bottom = max(taken.top, mark.top+m.Y), min(taken.bottom, mark.bottom+m.Y)
	}
}

// classes gives the combining classes of the marks of a cluster, by the glyphs that show them.
func (f *Face) classes(cluster string) map[uint16]uint8 {
	list := map[uint16]uint8{}
	for _, c := range norm.NFD.String(cluster) {
		if id, ok := f.glyph(c); ok {
			if _, told := list[id]; !told {
				list[id] = norm.NFD.PropertiesString(string(c)).CCC()
			}
		}
	}
	return list
}

// box gives the box of a glyph that has an outline.
func (g *glyf) box(f *Face, id uint16) (box, bool) {
	if int(id) >= f.glyphs {
		return box{}, false
	}
	b := g.glyph(id)
	if len(b) < 10 {
		return box{}, false
	}
	em := func(at int) float32 { return float32(i16(b, at)) / f.em }
	return box{em(2), em(4), em(6), em(8)}, true
}
