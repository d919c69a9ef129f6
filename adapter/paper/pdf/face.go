package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/muniment/muniment/adapter/paper/font"
)

// face is a face that the document uses. A code, which is a CID, stands for a glyph and one text: a glyph that two characters
// share has two codes. Code 0 is the glyph for what is missing, which is never shown.
type face struct {
	*font.Face
	object int
	codes  []uint16 // by glyph: its first code; 0 if it is not in use
	others map[meaning]uint16
	glyphs []uint16  // by code
	texts  []string  // by code
	widths []float64 // by code, in 1/1000 em
}

type meaning struct {
	glyph uint16
	text  string
}

// use makes a face one of the document's.
func (w *Writer) use(f *font.Face) *face {
	i := f.Index()
	if i >= len(w.faces) || w.fonts.Faces()[i] != f {
		w.fail(fmt.Errorf("pdf: %s is of another set of faces", f.Name()))
		return newFace(f, 0)
	}
	if w.faces[i] == nil {
		w.faces[i] = newFace(f, w.number())
		w.used = append(w.used, w.faces[i])
	}
	return w.faces[i]
}

func newFace(f *font.Face, object int) *face {
	return &face{Face: f, object: object, codes: make([]uint16, f.Glyphs()), glyphs: []uint16{0}, texts: []string{""}, widths: []float64{width(f, 0)}}
}

// width is the advance of a glyph as the file states it: to a tenth of a thousandth of an em.
func width(f *font.Face, id uint16) float64 { return math.Round(float64(f.Advance(id))*10) / 10 }

// name appends the name of the font resource.
func (f *face) name(b []byte) []byte { return integer(append(b, "/F"...), f.Index()) }

// usual is what the one code of a glyph is said to stand for if it is first used for a character that shares its glyph with a
// more common one, so that not every space needs an ActualText because the first was a no-break space.
var usual = strings.NewReplacer("\u00A0", " ", "\u00AD", "-", "\u2010", "-", "\u2011", "-")

// unsayable are characters that ToUnicode must not have (ISO 19005-2, 6.2.11.7.2).
var unsayable = strings.NewReplacer("\x00", "", "\uFEFF", "", "\uFFFE", "")

// joiner is what a code stands for that is only a part of what another stands for: every code must stand for something, and
// this character means nothing (U+034F, combining grapheme joiner).
const joiner = "\u034F"

// code gives the code of a glyph that stands for the text, and whether it does say that text. In a CFF program a glyph has one
// CID only, so that the code of its first text is given for the others too.
func (f *face) code(glyph uint16, text string) (code uint16, says bool) {
	code = f.codes[glyph]
	if code != 0 && f.texts[code] == text {
		return code, true
	}
	if code != 0 && f.CFF() {
		return code, false
	}
	say := unsayable.Replace(text)
	if code == 0 && f.CFF() {
		say = usual.Replace(say)
	}
	if say == "" {
		say = joiner
	}
	m := meaning{glyph, say}
	switch other := f.others[m]; {
	case code == 0:
		code = f.add(m)
		f.codes[glyph] = code
	case f.texts[code] == say:
	case other == 0:
		code = f.add(m)
		if f.others == nil {
			f.others = map[meaning]uint16{}
		}
		f.others[meaning{glyph, f.texts[code]}] = code
	default:
		code = other
	}
	return code, f.texts[code] == text
}

func (f *face) add(m meaning) uint16 {
	f.glyphs = append(f.glyphs, m.glyph)
	f.texts = append(f.texts, strings.Clone(m.text))
	f.widths = append(f.widths, width(f.Face, m.glyph))
	return uint16(len(f.glyphs) - 1)
}

// subset gives the glyphs that are in use, each once, and the place of each code's glyph among them.
func (f *face) subset() (glyphs, places []uint16) {
	at := make(map[uint16]uint16, len(f.glyphs))
	for _, g := range f.glyphs {
		place, there := at[g]
		if !there {
			place = uint16(len(glyphs))
			at[g] = place
			glyphs = append(glyphs, g)
		}
		places = append(places, place)
	}
	return glyphs, places
}

// embed writes a font: its dictionaries, the subset of its program and what its codes stand for.
func (w *Writer) embed(f *face) error {
	glyphs, places := f.subset()
	program, cff, err := f.Subset(glyphs)
	if err != nil {
		return err
	}
	descendant, descriptor, file, unicode := w.number(), w.number(), w.number(), w.number()
	called := tag(glyphs) + "+" + f.Name()

	b := append(name([]byte("<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont"), called), "/DescendantFonts["...)
	b = reference(append(reference(b, descendant), "]/ToUnicode "...), unicode)
	w.add(f.object, append(b, ">>"...))

	b = append(b[:0], "<</Type/Font/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/Subtype/CIDFontType"...)
	if cff {
		b = append(b, '0')
	} else if len(glyphs) == len(places) {
		b = append(b, "2/CIDToGIDMap/Identity"...)
	} else {
		n := w.number()
		w.stream(n, nil, bigEndian(places), true)
		b = reference(append(b, "2/CIDToGIDMap "...), n)
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
	sum := sha256.Sum256(bigEndian(glyphs))
	for i := range 6 {
		sum[i] = 'A' + sum[i]%26
	}
	return string(sum[:6])
}

func bigEndian(vs []uint16) []byte {
	b := make([]byte, 0, 2*len(vs))
	for _, v := range vs {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
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
