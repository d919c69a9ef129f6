package font_test

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gotext "github.com/go-text/typesetting/font"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/internal/fault"
)

func TestOwnFaces(t *testing.T) {
	s := open(t)
	var names []string
	for i, f := range s.Faces() {
		names = append(names, f.Name())
		if f.Index() != i || f.CFF() || f.Glyphs() < 500 {
			t.Errorf("%s: index %d, %d glyphs", f.Name(), f.Index(), f.Glyphs())
		}
		if a, d := f.Ascent(), f.Descent(); a < 0.9 || a > 1.3 || d < 0.2 || d > 0.4 || f.LineGap() != 0 {
			t.Errorf("%s: ascent %v, descent %v, gap %v", f.Name(), a, d, f.LineGap())
		}
		if x, h := f.XHeight(), f.CapHeight(); x < 0.45 || x > 0.6 || h < 0.65 || h > 0.8 {
			t.Errorf("%s: x %v, H %v", f.Name(), x, h)
		}
		if u, w := f.UnderlineAt(), f.UnderlineWeight(); u > -0.05 || u < -0.2 || w < 0.03 || w > 0.1 {
			t.Errorf("%s: underline at %v of %v", f.Name(), u, w)
		}
		if box := f.BBox(); box[0] >= 0 || box[1] >= 0 || box[2] < 1000 || box[3] < 900 {
			t.Errorf("%s: box %v", f.Name(), box)
		}
		if leans := f.ItalicAngle() < 0; leans != f.Italic() || (f.Flags()&64 != 0) != f.Italic() {
			t.Errorf("%s: italic %v, angle %v, flags %b", f.Name(), f.Italic(), f.ItalicAngle(), f.Flags())
		}
		if f.Bold() != (f.StemV() > 120) {
			t.Errorf("%s: bold %v, stems %d", f.Name(), f.Bold(), f.StemV())
		}
	}
	if want := "Literata-Regular Literata-Italic Literata-Bold Literata-BoldItalic BeVietnamPro-Regular BeVietnamPro-SemiBold"; strings.Join(names, " ") != want {
		t.Errorf("%s, want %s", names, want)
	}
	if got := s.Families(); !slices.Equal(got, []string{"Literata", "Be Vietnam Pro"}) {
		t.Error(got)
	}
	if w := s.Faces()[0].Advance(65000); w != 0 {
		t.Errorf("a glyph that is not is %v wide", w)
	}
}

func TestFilesOfTheOfficeAreReadInNameOrder(t *testing.T) {
	file := func(letter string) *fstest.MapFile {
		return &fstest.MapFile{Data: renamed(t, "Office "+letter)}
	}
	s := open(t, fstest.MapFS{"b.TTF": file("B"), "a.otf": file("A"), "read me.txt": {Data: []byte("x")}, "sub/c.ttf": file("C")}, fstest.MapFS{"0.ttf": file("Z")})
	if got := s.Families()[2:]; !slices.Equal(got, []string{"Office A", "Office B", "Office Z"}) {
		t.Error(got)
	}
}

// renamed gives a face of ours under the name of another family.
func renamed(t *testing.T, family string) []byte {
	tables := loose(t)
	name := []byte{0, 0, 0, 1, 0, 18, 0, 3, 0, 1, 4, 9, 0, 1, 0, byte(2 * len(family)), 0, 0} // one record: Windows, English, family
	for _, c := range []byte(family) {
		name = append(name, 0, c)
	}
	tables["name"] = name
	return font.File(tables)
}

// loose gives the tables of a face of ours, which may be changed.
func loose(t *testing.T) map[string][]byte {
	t.Helper()
	all, err := font.Tables(own(t, "BeVietnamPro_400Regular.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	for tag, b := range all[0] {
		all[0][tag] = bytes.Clone(b)
	}
	return all[0]
}

func TestFontsThatCannotBeUsed(t *testing.T) {
	change := func(f func(map[string][]byte)) []byte {
		tables := loose(t)
		f(tables)
		return font.File(tables)
	}
	fsType := func(v uint16) []byte {
		return change(func(t map[string][]byte) { binary.BigEndian.PutUint16(t["OS/2"][8:], v) })
	}
	whole := own(t, "BeVietnamPro_400Regular.ttf")
	for _, c := range []struct {
		name, says string
		b          []byte
	}{
		{"an empty file", "not a TrueType or OpenType", nil},
		{"a text", "not a TrueType or OpenType", []byte("This is not a font at all.")},
		{"a web font", "not a TrueType or OpenType", []byte("wOF2 and so on and on")},
		{"the licence forbids embedding", "fsType 0x0002", fsType(2)},
		{"it forbids cutting", "fsType 0x0104", fsType(0x104)},
		{"only pictures may be embedded", "fsType 0x0200", fsType(0x200)},
		{"no outlines", "no outlines", change(func(t map[string][]byte) { delete(t, "glyf") })},
		{"cut off", "damaged", whole[:len(whole)/2]},
		{"no characters", "damaged", change(func(t map[string][]byte) { delete(t, "cmap") })},
		{"no head", "damaged", change(func(t map[string][]byte) { delete(t, "head") })},
		{"no widths", "damaged", change(func(t map[string][]byte) { t["hmtx"] = t["hmtx"][:100] })},
		{"outlines beyond the table", "damaged", change(func(t map[string][]byte) { t["glyf"] = t["glyf"][:100] })},
		{"CFF of another number of glyphs", "damaged", change(func(t map[string][]byte) { t["CFF "] = []byte{1, 0, 4, 1, 0, 0, 0, 0} })},
		{"an em of nothing", "damaged", change(func(t map[string][]byte) { clear(t["head"][18:20]) })},
		{"larger than fonts are", "64 MB", make([]byte, font.MaxFile+1)},
		{"a collection of more than there is", "damaged", []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x05")},
		{"a collection of thousands", "damaged", []byte("ttcf\x00\x01\x00\x00\x00\xFF\x00\x05")},
	} {
		_, err := font.Open(fstest.MapFS{"office.ttf": {Data: c.b}})
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || f.Where != "office.ttf" || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, v := range []uint16{0, 4, 8, 6} {
		if _, err := font.Open(fstest.MapFS{"office.ttf": {Data: fsType(v)}}); err != nil {
			t.Errorf("fsType %d allows it: %v", v, err)
		}
	}
}

// TestCompositeThatDoesNotEnd: a glyph made of itself, and glyphs that double with each step.
func TestCompositeThatDoesNotEnd(t *testing.T) {
	part := func(id int, more bool) []byte {
		flags := byte(0)
		if more {
			flags = 0x20
		}
		return []byte{0, flags, byte(id >> 8), byte(id), 0, 0}
	}
	composite := func(parts ...[]byte) []byte {
		return slices.Concat(append([][]byte{{0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0}}, parts...)...)
	}
	for name, glyph := range map[string]func(id int) []byte{
		"itself": func(id int) []byte { return composite(part(id, false)) },
		"twice the next": func(id int) []byte {
			return composite(part(id+1, true), part(id+1, false))
		},
		"a part that is not": func(int) []byte { return composite(part(60000, false)) },
		"cut off":            func(int) []byte { return composite()[:6] },
	} {
		tables := loose(t)
		n := int(binary.BigEndian.Uint16(tables["maxp"][4:]))
		binary.BigEndian.PutUint16(tables["head"][50:], 1)
		tables["glyf"], tables["loca"] = nil, make([]byte, 4)
		for id := range n {
			if id < n-1 {
				tables["glyf"] = append(tables["glyf"], glyph(id)...)
			}
			tables["loca"] = binary.BigEndian.AppendUint32(tables["loca"], uint32(len(tables["glyf"])))
		}
		if _, err := font.Open(fstest.MapFS{"x.ttf": {Data: font.File(tables)}}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMarksOfALetterThatTheFaceLacks: without its own glyph a letter is made of a letter and marks, which stand over it.
func TestMarksOfALetterThatTheFaceLacks(t *testing.T) {
	tables := loose(t)
	old := trueType(t, own(t, "BeVietnamPro_400Regular.ttf"))
	some := map[rune]uint16{}
	for _, r := range "e\u0302\u0301\u0323oê" {
		id, ok := old.NominalGlyph(r)
		if !ok {
			t.Fatalf("%+q is not there", r)
		}
		some[r] = uint16(id)
	}
	tables["cmap"] = characters(some)
	tables["name"] = nil
	s := open(t, fstest.MapFS{"x.ttf": {Data: font.File(tables)}})
	for _, text := range []string{"ế", "ệ", "e\u0302\u0301"} {
		runs := s.Shaper().Shape(text, font.Query{Families: []string{"Unnamed"}, Lang: "vi"}, false)
		if len(runs) != 1 || runs[0].Face.Index() != 6 || len(runs[0].Glyphs) < 2 {
			t.Fatalf("%s: %v", text, runs)
		}
		base := runs[0].Glyphs[0]
		from, to := span(old, base.ID)
		pen := base.Advance
		for _, g := range runs[0].Glyphs[1:] {
			if g.Advance != 0 || g.Start != g.End {
				t.Errorf("%s: a mark moves the pen: %+v", text, g)
			}
			left, right := span(old, g.ID)
			middle := pen + g.X + (left+right)/2
			if middle < from || middle > to {
				t.Errorf("%s: a mark stands at %v, the letter from %v to %v", text, middle, from, to)
			}
		}
	}
}

// TestMarksWithoutAnchors: Be Vietnam Pro has no place for marks on q and x.
func TestMarksWithoutAnchors(t *testing.T) {
	s := open(t)
	f := trueType(t, own(t, "BeVietnamPro_400Regular.ttf"))
	for _, c := range []struct {
		text         string
		above, below int
	}{{"x\u0301", 1, 0}, {"q\u0323\u0302", 1, 1}, {"X\u0308\u0301", 2, 0}, {"x\u0323", 0, 1}} {
		runs := s.Shaper().Shape("n"+c.text+"n", sans, false)
		if len(runs) != 1 || runs[0].Face.Name() != "BeVietnamPro-Regular" || len(runs[0].Glyphs) != 3+c.above+c.below {
			t.Fatalf("%+q: %v", c.text, runs)
		}
		letter := runs[0].Glyphs[1]
		e, _ := f.GlyphExtents(gotext.GID(letter.ID))
		em := float32(f.Upem())
		from, to := span(f, letter.ID)
		top, bottom := e.YBearing/em, (e.YBearing+e.Height)/em
		var above, below int
		for _, g := range runs[0].Glyphs[2 : len(runs[0].Glyphs)-1] {
			left, right := span(f, g.ID)
			if middle := letter.Advance + g.X + (left+right)/2; middle < from || middle > to {
				t.Errorf("%+q: a mark stands at %v, the letter from %v to %v", c.text, middle, from, to)
			}
			m, _ := f.GlyphExtents(gotext.GID(g.ID))
			markTop, markBottom := m.YBearing/em+g.Y, (m.YBearing+m.Height)/em+g.Y
			switch {
			case markBottom >= top:
				above++
				top = markTop
			case markTop <= bottom:
				below++
				bottom = markBottom
			default:
				t.Errorf("%+q: a mark from %v to %v runs into what stands from %v to %v", c.text, markBottom, markTop, bottom, top)
			}
		}
		if above != c.above || below != c.below {
			t.Errorf("%+q: %d above, %d below", c.text, above, below)
		}
	}
}

// TestDamagedLayoutIsSetPlainly: go-text trusts a number in GSUB that leads beyond the list of features. The face can still show
// its characters.
func TestDamagedLayoutIsSetPlainly(t *testing.T) {
	tables := loose(t)
	gsub := tables["GSUB"]
	at := func(i int) int { return int(binary.BigEndian.Uint16(gsub[i:])) }
	scripts := at(4)
	for i := range at(scripts) {
		script := scripts + at(scripts+2+6*i+4)
		for f, lang := 0, script+at(script); f < at(lang+4); f++ {
			binary.BigEndian.PutUint16(gsub[lang+6+2*f:], 0x7FFF)
		}
	}
	tables["name"] = nil // another name than that of our own
	s := open(t, fstest.MapFS{"x.ttf": {Data: font.File(tables)}})
	q := font.Query{Families: []string{"Unnamed"}, Lang: "vi"}
	old := trueType(t, own(t, "BeVietnamPro_400Regular.ttf"))
	for _, rtl := range []bool{false, true} {
		for range 2 { // HarfBuzz gives up each time, and the next time too
			runs := s.Shaper().Shape(strings.Repeat("Việt ", 60), q, rtl)
			if len(runs) != 1 || runs[0].Face.Index() != 6 || len(runs[0].Glyphs) != 300 || runs[0].Missing() != nil {
				t.Fatal(runs)
			}
			g, want := runs[0].Glyphs[3], 't'
			if rtl {
				g, want = runs[0].Glyphs[1], 't'
			}
			if id, _ := old.NominalGlyph(want); uint16(id) != g.ID || runs[0].Text[g.Start:g.End] != "t" {
				t.Errorf("%v: %+v is not %c", rtl, g, want)
			}
		}
	}
}

// span gives the left and right edge of a glyph in em.
func span(f *gotext.Face, id uint16) (left, right float32) {
	e, _ := f.GlyphExtents(gotext.GID(id))
	em := float32(f.Upem())
	return e.XBearing / em, (e.XBearing + e.Width) / em
}

// FuzzOpen: whatever bytes are given as a font, they are refused or can be used.
func FuzzOpen(f *testing.F) {
	s := open(f)
	for _, q := range []font.Query{serif, sans} {
		runs := s.Shaper().Shape("Sở hữu 1é", q, false)
		program, _, err := runs[0].Face.Subset(used(runs))
		if err != nil {
			f.Fatal(err)
		}
		all, err := font.Tables(program)
		if err != nil {
			f.Fatal(err)
		}
		delete(all[0], "fpgm")
		delete(all[0], "prep")
		all[0]["cmap"] = characters(map[rune]uint16{'S': 1, 'ở': 2, ' ': 3, 'h': 4, 'u': 5, '1': 6, 0x301: 7})
		f.Add(font.File(all[0]))
		whole, err := font.Tables(own(f, "BeVietnamPro_400Regular.ttf"))
		if err != nil {
			f.Fatal(err)
		}
		small := maps.Clone(all[0])
		for _, tag := range []string{"GDEF", "GPOS", "GSUB", "OS/2", "name", "post"} {
			small[tag] = whole[0][tag]
		}
		f.Add(font.File(small))
	}
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := font.Open(fstest.MapFS{"x.ttf": {Data: b}})
		if err != nil {
			if f, ok := fault.Of(err); !ok || f.Where != "x.ttf" {
				t.Errorf("an error that does not name the file: %v", err)
			}
			return
		}
		for _, f := range s.Faces()[6:] {
			q := font.Query{Families: []string{f.Family()}, Tabular: true}
			for _, rtl := range []bool{false, true} {
				for _, r := range s.Shaper().Shape("Sở hu\u0301 1.1 عع 漢", q, rtl) {
					r.Missing()
					for _, g := range r.Glyphs {
						if int(g.ID) >= r.Face.Glyphs() || g.Start > g.End || g.End > len(r.Text) {
							t.Errorf("%+v of %q, %d glyphs", g, r.Text, r.Face.Glyphs())
						}
					}
				}
			}
			ids := []uint16{0}
			for id := uint16(1); int(id) < min(f.Glyphs(), 50); id++ {
				ids = append(ids, id)
			}
			if program, _, err := f.Subset(ids); err == nil && len(program) == 0 {
				t.Error("an empty program")
			}
		}
	})
}
