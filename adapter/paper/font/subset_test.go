package font_test

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-text/typesetting/font/opentype"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/internal/fault"
)

func TestSubsetDrawsTheSameTrueTypeGlyphs(t *testing.T) {
	s := open(t)
	for name, file := range map[string]string{
		"Literata-Regular": "Literata_400Regular.ttf", "Literata-Italic": "Literata_400Regular_Italic.ttf",
		"Literata-Bold": "Literata_700Bold.ttf", "Literata-BoldItalic": "Literata_700Bold_Italic.ttf",
		"BeVietnamPro-Regular": "BeVietnamPro_400Regular.ttf", "BeVietnamPro-SemiBold": "BeVietnamPro_600SemiBold.ttf",
	} {
		f := face(t, s, name)
		q := font.Query{Families: []string{f.Family()}, Bold: f.Bold(), Italic: f.Italic()}
		ids := used(s.Shaper().Shape(strings.Join(vietnamese(), " ")+" 0123456789 ffi fl «»“”", q, false))
		program, isCFF, err := f.Subset(ids)
		if err != nil || isCFF {
			t.Fatal(name, isCFF, err)
		}
		old, now := trueType(t, own(t, file)), trueType(t, program)
		for i, id := range ids {
			if !reflect.DeepEqual(drawing(t, old, id), drawing(t, now, uint16(i))) {
				t.Errorf("%s: glyph %d is drawn differently", name, id)
			}
			if a, b := old.HorizontalAdvance(opentype.GID(id)), now.HorizontalAdvance(opentype.GID(i)); a != b || a/float32(old.Upem())*1000 != f.Advance(id) {
				t.Errorf("%s: glyph %d is %v wide, then %v; Advance says %v", name, id, a, b, f.Advance(id))
			}
		}
		if len(program) > 60_000 {
			t.Errorf("%s: %d bytes for the letters of Vietnamese", name, len(program))
		}
	}
}

// TestPartsOfCompositesComeAlong: a letter that the face makes of two glyphs brings both.
func TestPartsOfCompositesComeAlong(t *testing.T) {
	s := open(t)
	f := face(t, s, "Literata-Regular")
	ids := used(s.Shaper().Shape("ế", serif, false))
	program, _, err := f.Subset(ids)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := font.Tables(program)
	if err != nil {
		t.Fatal(err)
	}
	if n := int(binary.BigEndian.Uint16(tables[0]["maxp"][4:])); n <= len(ids) {
		t.Errorf("%d glyphs; ế is made of at least two others", n)
	}
}

// TestEvenDigits: a digit of tabular text is the face's digit, in the middle of its place.
func TestEvenDigits(t *testing.T) {
	s := open(t)
	q := sans
	q.Tabular = true
	plain, even := used(s.Shaper().Shape("0123456789", sans, false)), used(s.Shaper().Shape("0123456789", q, false))
	f := face(t, s, "BeVietnamPro-Regular")
	program, _, err := f.Subset(even)
	if err != nil {
		t.Fatal(err)
	}
	old, now := trueType(t, own(t, "BeVietnamPro_400Regular.ttf")), trueType(t, program)
	for i := range 10 {
		was, is := drawing(t, old, plain[i+1]), drawing(t, now, uint16(i+1))
		left := now.HorizontalAdvance(opentype.GID(i+1)) - old.HorizontalAdvance(opentype.GID(plain[i+1]))
		move := is[0].Args[0].X - was[0].Args[0].X
		if d := 2*move - left; d < -1 || d > 1 || left < 0 {
			t.Errorf("%d: moved by %v where %v are free", i, move, left)
		}
		if len(was) != len(is) {
			t.Fatalf("%d: %d segments, then %d", i, len(was), len(is))
		}
		for n := range was {
			for p := range was[n].Args {
				was[n].Args[p].X += move
			}
			if used := len(was[n].ArgsSlice()); !slices.Equal(was[n].Args[:used], is[n].Args[:used]) {
				t.Errorf("%d: %v became %v", i, was[n], is[n])
			}
		}
		from, to := span(now, uint16(i+1))
		if wide := now.HorizontalAdvance(opentype.GID(i+1)) / float32(now.Upem()); from < 0 || to > wide {
			t.Errorf("%d: from %v to %v of %v", i, from, to, wide)
		}
	}
	// A program that has the digits themselves too has both.
	if _, _, err := f.Subset(append(even, plain[1:]...)); err != nil {
		t.Error(err)
	}
}

func TestTrueTypeProgramIsWellFormed(t *testing.T) {
	s := open(t)
	f := face(t, s, "Literata-Regular")
	program, _, err := f.Subset(used(s.Shaper().Shape("Nhãn hiệu", serif, false)))
	if err != nil {
		t.Fatal(err)
	}
	if sum := font.Checksum(program); sum != 0xB1B0AFBA {
		t.Errorf("the sum of the file is %#x", sum)
	}
	last := ""
	for i := range int(binary.BigEndian.Uint16(program[4:])) {
		entry := program[12+16*i:]
		tag, sum, start, length := string(entry[:4]), binary.BigEndian.Uint32(entry[4:]), binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		if tag <= last || start%4 != 0 {
			t.Errorf("table %s comes after %s, at %d", tag, last, start)
		}
		last = tag
		table := append([]byte(nil), program[start:(start+length+3)&^3]...)
		if tag == "head" {
			clear(table[8:12])
		}
		if got := font.Checksum(table); got != sum {
			t.Errorf("table %s has the sum %#x, its entry says %#x", tag, got, sum)
		}
	}
	tables, err := font.Tables(program)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range strings.Split("glyf head hhea hmtx loca maxp", " ") {
		if len(tables[0][tag]) == 0 {
			t.Errorf("no table %s, which ISO 32000-1, 9.9 demands", tag)
		}
	}
}

func TestSubsetOfACollectionWithCFF(t *testing.T) {
	fsys := cjk(t)
	s := open(t, fsys)
	q := font.Query{Families: []string{"Noto Sans CJK SC"}, Lang: "zh-Hans"}
	runs := s.Shaper().Shape("国家知识产权局商标局专利复审委员会检索かな한국Aé", q, false)
	f := runs[0].Face
	if len(runs) < 1 || !f.CFF() || f.Name() != "NotoSansCJKsc-Regular" {
		t.Fatal(runs)
	}
	ids := used(runs)
	program, isCFF, err := f.Subset(ids)
	if err != nil || !isCFF {
		t.Fatal(isCFF, err)
	}
	b, err := fsys.(fstest.MapFS).ReadFile("NotoSansCJK-Regular.ttc")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := font.Tables(b)
	if err != nil {
		t.Fatal(err)
	}
	old, now := bare(t, tables[2]["CFF "]), bare(t, program)
	for i, id := range ids {
		if was := path(t, old, id); !reflect.DeepEqual(was, path(t, now, uint16(i))) || i > 0 && len(was) == 0 {
			t.Errorf("glyph %d is drawn differently", id)
		}
	}
	if len(program) > 20_000 {
		t.Errorf("%d bytes for %d glyphs", len(program), len(ids))
	}
	if f.Advance(ids[1]) != 1000 {
		t.Errorf("a Han character is %v wide", f.Advance(ids[1]))
	}
}

// TestEqualGlyphsGiveEqualBytes: of any set, whatever it did before.
func TestEqualGlyphsGiveEqualBytes(t *testing.T) {
	a, b := open(t), open(t)
	ids := used(a.Shaper().Shape("Giấy chứng nhận", serif, false))
	b.Shaper().Shape("khác", serif, false)
	if _, _, err := face(t, b, "Literata-Regular").Subset([]uint16{0, 5, 700}); err != nil {
		t.Fatal(err)
	}
	one, _, err := face(t, a, "Literata-Regular").Subset(ids)
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := face(t, b, "Literata-Regular").Subset(ids)
	if err != nil || !bytes.Equal(one, two) {
		t.Error("they differ", err)
	}
	slices.Reverse(ids[1:])
	if three, _, err := face(t, b, "Literata-Regular").Subset(ids); err != nil || bytes.Equal(one, three) {
		t.Error("the order of the glyphs is not kept", err)
	}
}

func TestSubsetRefuses(t *testing.T) {
	f := face(t, open(t), "Literata-Regular")
	for name, ids := range map[string][]uint16{
		"nothing":                 {},
		"no glyph 0 at the start": {5, 0},
		"a glyph twice":           {0, 5, 5},
		"a glyph that is not":     {0, 65535},
	} {
		if _, _, err := f.Subset(ids); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
