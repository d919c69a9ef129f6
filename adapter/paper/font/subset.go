package font

// Subset writes a font program with only the given glyphs, which become 0, 1, 2 … in the order given; the first must be 0, the
// glyph for what is missing. Parts of composite glyphs that are not among them are added at the end.
//
// A TrueType face gives a TrueType program (FontFile2, CIDToGIDMap Identity). A CFF face gives a bare CID-keyed CFF program
// in which the CID is the new glyph number (FontFile3, CIDFontType0C).
//
// Errors: Invalid if a glyph is named twice, does not exist or cannot be read.
func (f *Face) Subset(ids []uint16) (program []byte, cff bool, err error) { return nil, false, nil }
