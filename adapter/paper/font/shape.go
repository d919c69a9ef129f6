package font

// Query says how a piece of text is to look.
type Query struct {
	Families []string // in order of preference; letter case does not matter
	Bold     bool
	Italic   bool
	Tabular  bool   // digits of one width
	Lang     string // BCP 47; "" if unknown
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

// Missing gives the characters of the run for which the set has no face, in logical order, with repetition.
func (r Run) Missing() []rune { return nil }

// Shaper shapes text for one document. It is not safe for concurrent use; the set that it comes from is.
type Shaper struct{ set *Set }

// Shape shapes text of one direction, which is in NFC, and gives its runs in visual order: from left to right on paper.
// A character that no face of the set has becomes glyph 0 of the first face; Run.Missing names it.
// The result is shared and must not be changed.
func (h *Shaper) Shape(text string, q Query, rtl bool) []Run { return nil }
