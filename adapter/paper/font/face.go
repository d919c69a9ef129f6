package font

// Face is one face of a family. It is safe for concurrent use.
type Face struct{ index int }

// Index is the place of the face in its set, counted from 0. It is the same whenever the same files are opened.
func (f *Face) Index() int { return f.index }

// Name is the PostScript name.
func (f *Face) Name() string { return "" }

// Family is the name of the family.
func (f *Face) Family() string { return "" }

// Bold says whether the face's weight is 600 or more.
func (f *Face) Bold() bool { return false }

// Italic says whether the face is italic or oblique.
func (f *Face) Italic() bool { return false }

// Weight is the weight from 1 to 1000; 400 is regular.
func (f *Face) Weight() int { return 400 }

// Ascent is the height above the baseline that a line of this face needs, in em.
func (f *Face) Ascent() float32 { return 0 }

// Descent is the depth below the baseline that a line of this face needs, in em; it is positive.
func (f *Face) Descent() float32 { return 0 }

// LineGap is the space between two lines that the face recommends, in em.
func (f *Face) LineGap() float32 { return 0 }

// XHeight is the height of x, in em.
func (f *Face) XHeight() float32 { return 0 }

// CapHeight is the height of H, in em.
func (f *Face) CapHeight() float32 { return 0 }

// UnderlineAt is the height of the middle of an underline, in em; it is negative.
func (f *Face) UnderlineAt() float32 { return 0 }

// UnderlineWeight is the thickness of an underline, in em.
func (f *Face) UnderlineWeight() float32 { return 0 }

// BBox is the box that holds every glyph: left, bottom, right, top, in 1/1000 em.
func (f *Face) BBox() [4]int { return [4]int{} }

// ItalicAngle is in degrees, counted anticlockwise from the vertical: negative for a face that leans to the right.
func (f *Face) ItalicAngle() float32 { return 0 }

// Flags are the flags of a PDF font descriptor (ISO 32000-1 table 123).
func (f *Face) Flags() uint32 { return 0 }

// StemV is the thickness of vertical stems for a PDF font descriptor, in 1/1000 em.
func (f *Face) StemV() int { return 0 }

// CFF says whether the outlines are CFF; otherwise they are TrueType.
func (f *Face) CFF() bool { return false }

// Glyphs is the number of glyphs.
func (f *Face) Glyphs() int { return 0 }

// Advance is the width of a glyph in 1/1000 em; 0 if there is no such glyph.
func (f *Face) Advance(id uint16) float32 { return 0 }
