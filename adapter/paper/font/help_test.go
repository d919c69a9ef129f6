package font_test

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/cff"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/internal/outside"
)

// open opens a set.
func open(t testing.TB, extra ...fs.FS) *font.Set {
	t.Helper()
	s, err := font.Open(extra...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// face finds a face by its PostScript name.
func face(t testing.TB, s *font.Set, name string) *font.Face {
	t.Helper()
	for _, f := range s.Faces() {
		if f.Name() == name {
			return f
		}
	}
	t.Fatalf("no face %s", name)
	return nil
}

// cjk gives Noto Sans CJK as Debian ships it: a collection of ten faces with CID-keyed CFF outlines.
func cjk(t testing.TB) fs.FS {
	t.Helper()
	return one(t, "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "Debian's package fonts-noto-cjk is not here")
}

// arabic gives Noto Naskh Arabic, which script/test fetches.
func arabic(t testing.TB) fs.FS {
	t.Helper()
	return one(t, filepath.Join(outside.Root(t), ".cache", "expo-google-fonts-noto-naskh-arabic-0.4.5", "400Regular", "NotoNaskhArabic_400Regular.ttf"),
		"script/test has not fetched Noto Naskh Arabic")
}

func one(t testing.TB, path, absent string) fs.FS {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skip(absent)
	}
	return fstest.MapFS{filepath.Base(path): {Data: b}}
}

// own is the bytes of one of our faces.
func own(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("face", file))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// glyphs gives the numbers of all glyphs of runs.
func glyphs(runs []font.Run) []uint16 {
	var ids []uint16
	for _, r := range runs {
		for _, g := range r.Glyphs {
			ids = append(ids, g.ID)
		}
	}
	return ids
}

// used gives what a subset for the runs needs: glyph 0, then each glyph once.
func used(runs []font.Run) []uint16 {
	ids := []uint16{0}
	for _, id := range glyphs(runs) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// characters makes a table cmap that has only these characters.
func characters(of map[rune]uint16) []byte {
	runes := make([]rune, 0, len(of))
	for r := range of {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	b := []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12} // one encoding: Windows, full Unicode
	b = append(b, 0, 12, 0, 0)
	for _, v := range []int{16 + 12*len(runes), 0, len(runes)} {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	for _, r := range runes {
		b = binary.BigEndian.AppendUint32(b, uint32(r))
		b = binary.BigEndian.AppendUint32(b, uint32(r))
		b = binary.BigEndian.AppendUint32(b, uint32(of[r]))
	}
	return b
}

// trueType reads a TrueType program, which needs no cmap in a PDF, with go-text's reader, which wants one.
func trueType(t testing.TB, program []byte) *gotext.Face {
	t.Helper()
	all, err := font.Tables(program)
	if err != nil {
		t.Fatal(err)
	}
	if all[0]["cmap"] == nil {
		all[0]["cmap"] = characters(map[rune]uint16{'A': 1})
	}
	f, err := gotext.ParseTTF(bytes.NewReader(font.File(all[0])))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// drawing gives the outline of a glyph of a TrueType program.
func drawing(t testing.TB, f *gotext.Face, id uint16) []gotext.Segment {
	t.Helper()
	o, ok := f.GlyphDataOutline(gotext.GID(id))
	if !ok {
		t.Fatalf("glyph %d has no outline", id)
	}
	return o.Segments
}

// bare reads a bare CFF program with go-text's reader.
func bare(t testing.TB, program []byte) *cff.CFF {
	t.Helper()
	c, err := cff.Parse(program)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// path gives the outline of a glyph of a CFF program.
func path(t testing.TB, c *cff.CFF, id uint16) []gotext.Segment {
	t.Helper()
	segments, _, err := c.LoadGlyph(id)
	if err != nil {
		t.Fatalf("glyph %d: %v", id, err)
	}
	return segments
}
