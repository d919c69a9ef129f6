package font

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query says how a piece of text is to look.
type Query struct {
	Families []string // in order of preference; letter case does not matter
	Bold     bool
	Italic   bool
	Tabular  bool   // digits of one width
	Lang     string // BCP 47; "" if unknown
}

func (q Query) equal(o Query) bool {
	return q.Bold == o.Bold && q.Italic == o.Italic && q.Tabular == o.Tabular && q.Lang == o.Lang && slices.Equal(q.Families, o.Families)
}

// Run is shaped text of one face, in one direction. Lengths are in em: multiply by the size.
type Run struct {
	Face   *Face
	RTL    bool
	Text   string  // what the glyphs stand for, in logical order
	Glyphs []Glyph // in visual order: from left to right on paper
	Width  float32 // sum of the advances
}

// Glyph is a shape of a face at its place.
type Glyph struct {
	ID         uint16
	Start, End int     // bytes of Run.Text that its cluster stands for; the first glyph of a cluster has them, for the others they are equal
	Advance    float32 // to the next glyph
	X, Y       float32 // from the pen to the glyph's origin; y upwards
}

// Missing gives the characters of the run for which the set has no face, in visual order, with repetition.
func (r Run) Missing() []rune {
	var missing []rune
	for i, g := range r.Glyphs {
		if g.ID != 0 {
			continue
		}
		for g.Start == g.End && i > 0 { // the cluster is told by its first glyph
			i--
			g = r.Glyphs[i]
		}
		for _, c := range r.Text[g.Start:g.End] {
			if !r.Face.shows(c) {
				missing = append(missing, c)
			}
		}
	}
	return missing
}

// Shaper shapes text for one document. It is not safe for concurrent use; the set that it comes from is.
type Shaper struct {
	set   *Set
	looks []*look // the latest first
}

// Shape shapes text of one direction, which is in NFC, and gives its runs in visual order: from left to right on paper.
//
// A character that no face of the set has becomes glyph 0 of the first face; Run.Missing names it. A cluster of which no face
// has all characters is set with the faces that have its parts. The result is shared and must not be changed.
func (h *Shaper) Shape(text string, q Query, rtl bool) []Run {
	if text == "" {
		return nil
	}
	l := h.look(q)
	if len(text) > maxWord {
		return h.set.shape(text, l, rtl)
	}
	key := wordKey{text, l, rtl}
	runs, ok := h.set.words.get(key)
	if !ok {
		key.text = strings.Clone(text)
		runs = h.set.shape(key.text, l, rtl)
		h.set.words.put(key, runs)
	}
	return runs
}

// look finds the look of a query among those that the document has used lately, or else in the set.
func (h *Shaper) look(q Query) *look {
	for i, l := range h.looks {
		if l.query.equal(q) {
			if i > 0 {
				copy(h.looks[1:i+1], h.looks[:i])
				h.looks[0] = l
			}
			return l
		}
	}
	l := h.set.look(q)
	if len(h.looks) < 16 {
		h.looks = append(h.looks, nil)
	}
	copy(h.looks[1:], h.looks)
	h.looks[0] = l
	return l
}

// shape shapes text that is not remembered.
func (s *Set) shape(text string, l *look, rtl bool) []Run {
	e := s.engines.Get().(*engine)
	runs := e.shape(text, l, rtl)
	if e.fresh() {
		s.engines.Put(e)
	}
	return runs
}

// piece is characters, from one place to another, that are shaped together: of one face and one script.
type piece struct {
	start, end int
	face       *Face
	script     script
}

// pieces cuts characters into pieces, in logical order.
func (l *look) pieces(chars []rune, into []piece) []piece {
	first := len(into)
	add := func(start, end int, f *Face) {
		s := scriptOf(chars[start:end])
		if n := len(into) - 1; n >= first {
			if last := &into[n]; last.face == f && (s == last.script || s == 0 || last.script == 0) {
				last.end = end
				if last.script == 0 {
					last.script = s
				}
				return
			}
		}
		into = append(into, piece{start, end, f, s})
	}
	for start := 0; start < len(chars); {
		end := start + 1
		for end < len(chars) && continues(chars[end]) {
			end++
		}
		if f := l.choose(chars[start:end]); f != nil {
			add(start, end, f)
			start = end
			continue
		}
		for ; start < end; start++ { // no face has all of it: let each character find its own
			f := l.choose(chars[start : start+1])
			if f == nil {
				f = l.faces[0]
			}
			add(start, start+1, f)
		}
	}
	return into
}

// offsets gives the byte offset of every character of a text, and its end.
func offsets(text string, into []int) []int {
	for i := 0; i < len(text); {
		into = append(into, i)
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
	return append(into, len(text))
}
