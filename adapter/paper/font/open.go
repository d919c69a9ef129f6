package font

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"

	"github.com/muniment/muniment/internal/fault"
)

// errNoOutlines is the reason why a face of pictures or of CFF2 cannot be used.
var errNoOutlines = errors.New("neither glyf nor CFF")

// read gives the faces of a font file.
func read(b []byte) ([]*Face, error) {
	if len(b) > maxFile {
		return nil, fault.New(fault.Invalid, "a font file of more than %d MB is not read", maxFile>>20)
	}
	all, err := readSFNT(b)
	if errors.Is(err, errNotFont) {
		return nil, fault.New(fault.Invalid, "this is not a TrueType or OpenType font")
	}
	if err != nil {
		return nil, damaged(err)
	}
	outlines := map[*byte]outline{} // faces of a collection share theirs
	faces := make([]*Face, 0, len(all))
	for _, t := range all {
		if kind, ok := forbidden(t["OS/2"]); ok {
			return nil, fault.New(fault.Invalid, "the font forbids what a PDF needs: to be embedded and cut to the letters used (fsType %#04x)", kind)
		}
		f, err := t.face(outlines)
		if errors.Is(err, errNoOutlines) {
			return nil, fault.New(fault.Invalid, "the font has no outlines of TrueType or CFF")
		}
		if err != nil {
			return nil, damaged(err)
		}
		faces = append(faces, f)
	}
	return faces, nil
}

func damaged(cause error) error {
	return fault.New(fault.Invalid, "the font is damaged").Because(cause)
}

// forbidden says whether the licence bits of a face forbid that it is embedded (only bit 1 of bits 1 to 3), that it is cut to a
// subset (bit 8) or that its outlines are embedded (bit 9).
//
// Source: OpenType 1.9.1, OS/2 fsType.
func forbidden(os2 []byte) (kind int, yes bool) {
	if len(os2) < 10 {
		return 0, false
	}
	kind = u16(os2, 8)
	return kind, kind&0x000E == 0x0002 || kind&0x0300 != 0
}

// face reads the tables of a face and checks what later work relies on.
func (t sfnt) face(outlines map[*byte]outline) (*Face, error) {
	head, maxp, hhea := t["head"], t["maxp"], t["hhea"]
	if len(head) < 54 || len(maxp) < 6 || len(hhea) < 36 || u32(head, 12) != headMagic {
		return nil, errShort
	}
	f := &Face{tables: t, em: float32(u16(head, 18)), glyphs: u16(maxp, 4), widths: t["hmtx"], full: u16(hhea, 34)}
	if f.em < 16 || f.em > 16384 || f.glyphs == 0 {
		return nil, fmt.Errorf("%v units per em and %d glyphs", f.em, f.glyphs)
	}
	if f.full = min(f.full, f.glyphs); f.full == 0 || len(f.widths) < 4*f.full+2*(f.glyphs-f.full) {
		return nil, errShort
	}
	var err error
	if f.outline, err = t.outline(f.glyphs, outlines); err != nil {
		return nil, err
	}
	if f.shaping, err = t.shaping(); err != nil {
		return nil, err
	}
	f.measure(head, hhea, t["OS/2"], t["post"])
	f.title(t["name"])
	for _, feature := range f.shaping.font.GSUB.Features {
		f.figures = f.figures || feature.Tag == tagFigures
	}
	f.addDigits()
	return f, nil
}

// outline reads the drawings, or takes them from outlines if another face of the file has the same.
func (t sfnt) outline(glyphs int, outlines map[*byte]outline) (outline, error) {
	if b := t["CFF "]; len(b) > 0 {
		if have, ok := outlines[&b[0]].(*cff); ok && have.charstrings.count() == glyphs {
			return have, nil
		}
		c, err := readCFF(b, glyphs)
		if err == nil {
			outlines[&b[0]] = c
		}
		return c, err
	}
	if t["glyf"] == nil || t["loca"] == nil {
		return nil, errNoOutlines
	}
	return readGlyf(t["glyf"], t["loca"], u16(t["head"], 50) != 0, glyphs)
}

// shaping gives go-text the tables by which text is shaped. It is not shown the outlines, of which it would keep a second copy,
// unless the face has no GPOS: then marks are placed by the boxes of the outlines.
func (t sfnt) shaping() (s *shaping, err error) {
	some := sfnt{}
	for _, tag := range []string{"OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "GDEF", "GPOS", "GSUB", "kern"} {
		if b, ok := t[tag]; ok {
			some[tag] = b
		}
	}
	if some["GPOS"] == nil {
		for _, tag := range []string{"CFF ", "glyf", "loca"} {
			if b, ok := t[tag]; ok {
				some[tag] = b
			}
		}
	}
	if err := errors.Join(layoutLimits(t["GSUB"]), layoutLimits(t["GPOS"])); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil { // a guard: go-text checks its input, but we cannot know for every damaged font
			s, err = nil, fmt.Errorf("reading the tables for shaping: %v", r)
		}
	}()
	loader, err := opentype.NewLoader(bytes.NewReader(some.bytes()))
	if err != nil {
		return nil, err
	}
	f, err := gotext.NewFont(loader)
	return &shaping{font: f}, err
}

// layoutLimits refuses a GSUB or GPOS table whose lookups repeat the same bytes so often that reading them would not end.
func layoutLimits(b []byte) error {
	if len(b) < 10 {
		return nil
	}
	at := u16(b, 8)
	if len(b) < at+2 {
		return errShort
	}
	list := b[at:]
	n, total := u16(list, 0), 0
	if len(list) < 2+2*n {
		return errShort
	}
	for i := range n {
		lookup := u16(list, 2+2*i)
		if len(list) < lookup+6 {
			return errShort
		}
		if total += 1 + u16(list, lookup+4); total > len(b)/4 {
			return errTooMany
		}
	}
	return nil
}

// measure reads the metrics. Those that an old face does not have are estimated: 0.5 em for x, 0.7 em for H.
func (f *Face) measure(head, hhea, os2, post []byte) {
	em := func(v int) float32 { return float32(v) / f.em }
	for i := range f.box { // rounded outwards
		outwards := math.Floor
		if i > 1 {
			outwards = math.Ceil
		}
		f.box[i] = int(outwards(float64(i16(head, 36+2*i)) * 1000 / float64(f.em)))
	}
	f.line = lineMetrics{ascent: em(i16(hhea, 4)), descent: -em(i16(hhea, 6)), gap: em(i16(hhea, 8)), x: 0.5, capital: 0.7, under: -0.1, underWeight: 0.05}
	f.weight = 400
	if u16(head, 44)&1 != 0 {
		f.weight = 700
	}
	f.italic = u16(head, 44)&2 != 0
	f.flags = 1 << 2 // symbolic: codes are glyph numbers
	if len(os2) >= 78 {
		f.describe(os2, em)
	}
	if len(post) >= 16 {
		f.angle = float32(int32(u32(post, 4))) / 65536
		f.line.underWeight = em(i16(post, 10))
		f.line.under = em(i16(post, 8)) - f.line.underWeight/2
		if u32(post, 12) != 0 {
			f.flags |= 1 << 0 // fixed pitch
		}
	}
	f.line.descent = max(f.line.descent, 0)
	if f.italic {
		f.flags |= 1 << 6
	}
}

// describe reads the table OS/2, version 0 or later.
func (f *Face) describe(os2 []byte, em func(int) float32) {
	if w := u16(os2, 4); w > 0 && w <= 1000 {
		f.weight = w
	}
	selection := u16(os2, 62)
	f.italic = selection&(1<<0|1<<9) != 0
	if selection&(1<<7) != 0 {
		f.line.ascent, f.line.descent, f.line.gap = em(i16(os2, 68)), -em(i16(os2, 70)), em(i16(os2, 72))
	}
	if u16(os2, 0) >= 2 && len(os2) >= 90 {
		if x := i16(os2, 86); x > 0 {
			f.line.x = em(x)
		}
		if h := i16(os2, 88); h > 0 {
			f.line.capital = em(h)
		}
	}
	if panose := os2[32:42]; panose[0] == 2 && panose[1] >= 2 && panose[1] <= 10 {
		f.flags |= 1 << 1 // serif
	}
}

// title reads the names of face and family.
func (f *Face) title(b []byte) {
	const family, postscript, typographic = 1, 6, 16
	names, _, err := tables.ParseName(b)
	if err == nil {
		f.family = strings.TrimSpace(names.Name(typographic))
		if f.family == "" {
			f.family = strings.TrimSpace(names.Name(family))
		}
		f.name = postScript(names.Name(postscript))
	}
	if f.family == "" {
		f.family = "Unnamed"
	}
	if f.name == "" {
		f.name = postScript(strings.ReplaceAll(f.family, " ", ""))
	}
	if f.name == "" {
		f.name = "Unnamed"
	}
}
