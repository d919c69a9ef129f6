package font

import (
	"errors"

	"github.com/muniment/muniment/internal/fault"
)

// Subset writes a font program with only the given glyphs, which become 0, 1, 2 … in the order given; the first must be 0, the
// glyph for what is missing. Parts of composite glyphs that are not among them are added at the end.
//
// A TrueType face gives a TrueType program (FontFile2, CIDToGIDMap Identity). A CFF face gives a bare CID-keyed CFF program
// in which the CID is the new glyph number (FontFile3, CIDFontType0C). Equal glyphs give equal bytes.
//
// Errors: Invalid if a glyph is named twice, does not exist or cannot be read.
func (f *Face) Subset(ids []uint16) (program []byte, cff bool, err error) {
	if len(ids) == 0 || ids[0] != 0 {
		return nil, false, fault.New(fault.Invalid, "the glyphs of a subset begin with glyph 0").At(f.name)
	}
	seen := make(map[uint16]bool, len(ids))
	for _, id := range ids {
		if int(id) >= f.Glyphs() || seen[id] {
			return nil, false, fault.New(fault.Invalid, "glyph %d is named twice or is not in the font", id).At(f.name)
		}
		seen[id] = true
	}
	program, err = f.outline.subset(f, ids)
	if _, ok := fault.Of(err); err != nil && !ok {
		err = fault.New(fault.Invalid, "the font is damaged").At(f.name).Because(err)
	}
	return program, f.CFF(), err
}

var errGlyph = errors.New("an outline that cannot be read")
