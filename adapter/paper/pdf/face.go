package pdf

import (
	"crypto/sha256"
	"math"
	"strings"

	"github.com/muniment/muniment/adapter/paper/font"
)

// face is a face that the document uses. The code of a glyph is its CID; 0 is the glyph for what is missing, never shown.
type face struct {
	*font.Face
	object int
	codes  []uint16 // by glyph; 0: not in use
	glyphs []uint16 // by code
	texts  []string // by code: what it stands for
	widths []float64
}

// use makes a face one of the document's.
func (w *Writer) use(f *font.Face) *face {
	i := f.Index()
	for len(w.faces) <= i {
		w.faces = append(w.faces, nil)
	}
	if w.faces[i] == nil {
		w.faces[i] = &face{Face: f, object: w.number(), codes: make([]uint16, f.Glyphs()), glyphs: []uint16{0}, texts: []string{""}, widths: []float64{width(f, 0)}}
		w.used = append(w.used, w.faces[i])
	}
	return w.faces[i]
}

// width is the advance of a glyph as the file states it: to a tenth of a thousandth of an em.
func width(f *font.Face, id uint16) float64 { return math.Round(float64(f.Advance(id))*10) / 10 }

// name appends the name of the font resource.
func (f *face) name(b []byte) []byte { return integer(append(b, "/F"...), f.Index()) }

// usual is what a code is said to stand for if the glyph is first used for a character that shares its glyph with a more common
// one, so that not every space of a document needs an ActualText because the first was a no-break space.
var usual = strings.NewReplacer("\u00A0", " ", "\u00AD", "-", "\u2010", "-", "\u2011", "-")

// unsayable are characters that ToUnicode must not have (ISO 19005-2, 6.2.11.7.2).
var unsayable = strings.NewReplacer("\x00", "", "\uFEFF", "", "\uFFFE", "")

// code gives the code of a glyph if it stands for the text, and 0 if it stands for another. A glyph that was not used gets a
// code first.
func (f *face) code(id uint16, text string) uint16 {
	if code := f.give(id, text); f.texts[code] == text {
		return code
	}
	return 0
}

// give gives the code of a glyph, which stands for the text if the glyph was not used before.
func (f *face) give(id uint16, text string) uint16 {
	if int(id) >= len(f.codes) {
		return 0
	}
	if code := f.codes[id]; code != 0 {
		return code
	}
	code := uint16(len(f.glyphs))
	if text = unsayable.Replace(usual.Replace(text)); text == "" {
		text = "\u034F" // a joiner that means nothing: the glyph is part of what another stands for
	}
	f.codes[id] = code
	f.glyphs = append(f.glyphs, id)
	f.texts = append(f.texts, strings.Clone(text))
	f.widths = append(f.widths, width(f.Face, id))
	return code
}

// embed writes a font: its dictionaries, the subset of its program and what its codes stand for.
func (w *Writer) embed(f *face) error {
	program, cff, err := f.Subset(f.glyphs)
	if err != nil {
		return err
	}
	descendant, descriptor, file, unicode := w.number(), w.number(), w.number(), w.number()
	called := tag(f.glyphs) + "+" + f.Name()

	b := append(name([]byte("<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont"), called), "/DescendantFonts["...)
	b = reference(append(reference(b, descendant), "]/ToUnicode "...), unicode)
	w.add(f.object, append(b, ">>"...))

	b = append(b[:0], "<</Type/Font/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/Subtype/CIDFontType"...)
	if cff {
		b = append(b, '0')
	} else {
		b = append(b, "2/CIDToGIDMap/Identity"...)
	}
	b = name(append(b, "/BaseFont"...), called)
	b = append(reference(append(b, "/FontDescriptor "...), descriptor), "/DW 0/W[0["...)
	w.add(descendant, append(numbers(b, f.widths...), "]]>>"...))

	b = append(name(append(b[:0], "<</Type/FontDescriptor/FontName"...), called), "/Flags "...)
	box := f.BBox()
	b = append(integer(b, int(f.Flags())), "/FontBBox["...)
	b = numbers(b, float64(box[0]), float64(box[1]), float64(box[2]), float64(box[3]))
	for _, m := range []struct {
		key   string
		value float64
	}{
		{"]/ItalicAngle ", float64(f.ItalicAngle())}, {"/Ascent ", float64(f.Ascent()) * 1000}, {"/Descent ", float64(f.Descent()) * -1000},
		{"/CapHeight ", float64(f.CapHeight()) * 1000}, {"/XHeight ", float64(f.XHeight()) * 1000}, {"/StemV ", float64(f.StemV())},
	} {
		b = number(append(b, m.key...), m.value)
	}
	dict := []byte("/Subtype/CIDFontType0C")
	if cff {
		b = append(b, "/FontFile3 "...)
	} else {
		b = append(b, "/FontFile2 "...)
		dict = integer([]byte("/Length1 "), len(program))
	}
	w.add(descriptor, append(reference(b, file), ">>"...))
	w.stream(file, dict, program, true)
	w.stream(unicode, nil, toUnicode(f.texts), true)
	return nil
}

// tag gives the six letters that tell one subset of a face from another.
func tag(glyphs []uint16) string {
	b := make([]byte, 0, 2*len(glyphs))
	for _, g := range glyphs {
		b = append(b, byte(g>>8), byte(g))
	}
	sum := sha256.Sum256(b)
	for i := range 6 {
		sum[i] = 'A' + sum[i]%26
	}
	return string(sum[:6])
}

// toUnicode gives the CMap from codes to text.
func toUnicode(texts []string) []byte {
	b := []byte(`/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
`)
	for from := 1; from < len(texts); from += 100 { // a block has at most 100 lines
		to := min(from+100, len(texts))
		b = append(integer(b, to-from), " beginbfchar\n"...)
		for code := from; code < to; code++ {
			b = append(hex4(append(b, '<'), uint16(code)), "> <"...)
			b = append(utf16Hex(b, texts[code]), ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}
