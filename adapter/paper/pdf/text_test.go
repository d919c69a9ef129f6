package pdf_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
)

// spot is a glyph as a reader shows it.
type spot struct {
	x, y, size float64
	text       string
}

// spots follows the operators of text on a page.
func (d *document) spots(page ref) []spot {
	var b []byte
	for _, s := range d.list(d.dict(page)["Contents"]) {
		b = append(append(b, d.data(s)...), '\n')
	}
	fonts := d.dict(d.dict(d.dict(page)["Resources"])["Font"])
	var (
		all             []spot
		args, widths    list
		unicode         map[uint16]string
		x, y, size      float64
		lineX, lineY, r float64
	)
	in := parser{t: d.t, b: b}
	for v := in.next(); v != nil; v = in.next() {
		op, ok := v.(word)
		if !ok {
			args = append(args, v)
			continue
		}
		switch op {
		case "BT":
			x, y, lineX, lineY = 0, 0, 0, 0
		case "Td":
			lineX, lineY = lineX+args[0].(float64), lineY+args[1].(float64)
			x, y = lineX, lineY
		case "Ts":
			r = args[0].(float64)
		case "Tf":
			f := d.dict(fonts[string(args[0].(sym))])
			widths = d.list(d.list(d.dict(d.list(f["DescendantFonts"])[0])["W"])[1])
			unicode, size = d.unicode(f["ToUnicode"]), args[1].(float64)
		case "TJ":
			for _, a := range args[0].(list) {
				if off, ok := a.(float64); ok {
					x -= off / 1000 * size
					continue
				}
				for s := a.(text); len(s) > 1; s = s[2:] {
					code := uint16(s[0])<<8 | uint16(s[1])
					all = append(all, spot{x, y + r, size, unicode[code]})
					x += widths[code].(float64) / 1000 * size
				}
			}
		}
		args = nil
	}
	return all
}

func TestGlyphsStandWhereTheyWereShaped(t *testing.T) {
	s := world(t)
	h := s.Shaper()
	latin := h.Shape("AVATAR Tốt đẹp, fjord 12.345,67", serif, false)
	chinese := h.Shape("商標 và nhãn", serif, false)
	arabic := h.Shape("السَّلام عليكم", serif, true)
	for _, c := range []struct {
		rule    string
		runs    []font.Run
		size    float64
		spacing float64
	}{
		{"kerned", latin, 10.5, 0},
		{"small", latin, 6, 0},
		{"of a size that is rounded", h.Shape(sentence, serif, false), 9.3349, 0},
		{"spaced", latin, 12, 1.25},
		{"two faces", chinese, 12, 0},
		{"from right to left", arabic, 14, 0},
		{"from right to left and spaced", arabic, 14, 2},
		{"runs of both directions", append(slices.Clone(arabic), latin...), 11, 0},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := begin(t, s, info)
			d.page.Text(60.123, 100, c.size, black, c.spacing, c.runs...)
			r := parse(t, d.end())
			got := r.spots(r.pages()[0])
			var want []spot
			x := 60.123
			for _, run := range c.runs {
				for i, g := range run.Glyphs {
					want = append(want, spot{x: x + float64(g.X)*c.size, y: 741.89 + float64(g.Y)*c.size})
					x += float64(g.Advance) * c.size
					if i+1 == len(run.Glyphs) || run.Glyphs[i+1].Start < run.Glyphs[i+1].End {
						x += c.spacing
					}
				}
			}
			if len(got) != len(want) {
				t.Fatalf("%d glyphs, want %d", len(got), len(want))
			}
			left := func(a, b spot) int { return int(math.Round((a.x - b.x) * 1e4)) }
			slices.SortStableFunc(got, left)
			slices.SortStableFunc(want, left)
			for i := range want {
				if math.Abs(got[i].x-want[i].x) > .02 || math.Abs(got[i].y-want[i].y) > .011 {
					t.Errorf("glyph %d, %q, at %.3f, %.3f, want %.3f, %.3f", i, got[i].text, got[i].x, got[i].y, want[i].x, want[i].y)
				}
			}
		})
	}
}

func TestTextIsReadInItsOrder(t *testing.T) {
	s := world(t)
	h := s.Shaper()
	for _, c := range []struct {
		rule string
		runs []font.Run
		want string
	}{
		{"from right to left", h.Shape("سلام عليكم", serif, true), "سلام عليكم"},
		{"several runs from right to left", append(slices.Clone(h.Shape("عليكم", serif, true)), h.Shape("سلام ", serif, true)...), "سلام عليكم"},
		{"vowels", h.Shape("مُحَمَّد", serif, true), "مُحَمَّد"},
		{"a glyph of two characters", h.Shape("office ﬁ fjord", serif, false), "office ﬁ fjord"},
		{"one glyph for two characters", h.Shape("a\u00A0b c-d\u00ADe", serif, false), "a\u00A0b c-d\u00ADe"},
		{"marks without a letter of their own", h.Shape("x\u0323\u0301 ợ", serif, false), "x\u0323\u0301 ợ"},
		{"one CFF glyph for two characters", h.Shape("商\u00A0標 知", font.Query{Families: []string{"Noto Sans CJK JP"}}, false), "商\u00A0標 知"},
		{"characters beyond the first plane", h.Shape("𠮷野家", serif, false), "𠮷野家"},
		{"a character that no face has", h.Shape("a\U0001F9FFb", serif, false), "a\U0001F9FFb"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := begin(t, s, info)
			e := d.Root().New("P")
			d.page.Begin(e)
			d.page.Text(60, 100, 12, black, 0, c.runs...)
			d.page.End()
			b := d.end()
			r := parse(t, b)
			if marks, _ := r.contents(r.pages()[0]); len(marks) != 1 || marks[0].text.String() != c.want {
				t.Errorf("got %q, want %q", marks[0].text.String(), c.want)
			}
		})
	}
}

func TestLineOfManyPiecesIsOneObject(t *testing.T) {
	d := begin(t, fonts(t), info)
	e := d.Root().New("P")
	x := 60.0
	for _, w := range []string{"một", " ", "hai", " ", "ba"} {
		runs := d.h.Shape(w, serif, false)
		d.page.Begin(e)
		d.page.Text(x, 100, 12, black, 0, runs...)
		d.page.End()
		x += float64(runs[0].Width)*12 + .5
	}
	r := parse(t, d.end())
	b := string(r.data(r.list(r.dict(r.pages()[0])["Contents"])[0]))
	in, shows := parser{t: t, b: []byte(b)}, 0
	for v := in.next(); v != nil; v = in.next() {
		if v == word("TJ") {
			shows++
		}
	}
	if shows != 1 || r.structure() != `Document(P("một hai ba"))` {
		t.Errorf("%d lines, %s:\n%s", shows, r.structure(), b)
	}
}

func TestColourMayChangeInALine(t *testing.T) {
	d := begin(t, fonts(t), info)
	e := d.Root().New("P")
	d.page.Begin(e)
	for i, c := range []pdf.Color{black, red, red, black} {
		d.page.Text(60+float64(i)*50, 100, 12, c, 0, d.h.Shape("chữ", serif, false)...)
	}
	d.page.End()
	r := parse(t, d.end())
	if got := r.structure(); got != `Document(P("chữchữchữchữ"))` {
		t.Error(got)
	}
	var shows []float64
	var colour []any
	b := r.data(r.list(r.dict(r.pages()[0])["Contents"])[0])
	in := parser{t: t, b: b}
	var last any
	for v := in.next(); v != nil; last, v = v, in.next() {
		switch v {
		case word("g"), word("rg"):
			colour = append(colour, last)
		case word("TJ"):
			shows = append(shows, float64(len(colour)))
		}
	}
	if !slices.Equal(shows, []float64{0, 1, 2}) {
		t.Errorf("texts after %v colours:\n%s", shows, b)
	}
}

func TestFontsAreEmbeddedOnceWithWhatIsUsed(t *testing.T) {
	d := begin(t, fonts(t), info)
	d.say(d.Root().New("P"), "ab")
	d.page.Done()
	d.page = d.Page(100, 100)
	d.say(d.Root().New("P"), "bcb")
	r := parse(t, d.end())
	var objects []any
	for _, p := range r.pages() {
		for _, f := range r.dict(r.dict(r.dict(p)["Resources"])["Font"]) {
			objects = append(objects, f)
		}
	}
	if len(objects) != 2 || objects[0] != objects[1] {
		t.Fatalf("fonts %v", objects)
	}
	f := r.dict(objects[0])
	below := r.dict(r.list(f["DescendantFonts"])[0])
	if got := r.list(r.list(below["W"])[1]); len(got) != 4 || below["CIDToGIDMap"] != sym("Identity") {
		t.Errorf("descendant %v", below)
	}
	if m := r.unicode(f["ToUnicode"]); len(m) != 3 || m[1] != "a" || m[2] != "b" || m[3] != "c" {
		t.Errorf("codes %v", m)
	}
	file := r.get(r.dict(below["FontDescriptor"])["FontFile2"]).(stream)
	if float64(len(file.data)) != file.dict["Length1"] || len(file.data) > 20_000 {
		t.Errorf("the program has %d bytes of %v", len(file.data), file.dict["Length1"])
	}
}

func TestNumbersThatAreNoneDoNoHarm(t *testing.T) {
	d := begin(t, fonts(t), info)
	for _, v := range []float64{math.NaN(), math.Inf(1), -1e300} {
		d.page.Fill(v, v, v, v, black)
		d.page.Line(v, v, v, v, v, black, pdf.Dashed)
		d.page.Text(v, v, 12, black, v, d.h.Shape("ab", serif, false)...)
		d.page.Text(v, v, v, black, 0, d.h.Shape("ab", serif, false)...)
	}
	d.page.Text(1, 1, 1, black, 0)
	r := parse(t, d.end())
	r.contents(r.pages()[0])
}

// cidFont is a CIDFont with its CIDToGIDMap.
type cidFont struct {
	dict
	places string
}

// descendantOf gives the CIDFont and the ToUnicode of the only font of the first page, and the page's content.
func (d *document) descendantOf(t *testing.T) (c cidFont, codes map[uint16]string, content string) {
	t.Helper()
	p := d.dict(d.pages()[0])
	fonts := d.dict(d.dict(p["Resources"])["Font"])
	if len(fonts) != 1 {
		t.Fatalf("fonts %v", fonts)
	}
	for _, f := range fonts {
		c.dict, codes = d.dict(d.list(d.dict(f)["DescendantFonts"])[0]), d.unicode(d.dict(f)["ToUnicode"])
	}
	if m, ok := c.dict["CIDToGIDMap"].(ref); ok {
		c.places = string(d.data(m))
	}
	return c, codes, string(d.data(d.list(p["Contents"])[0]))
}

func TestGlyphOfTwoCharactersHasTwoCodesInTrueType(t *testing.T) {
	s := fonts(t)
	const hyphens = "a\u2010-" // Be Vietnam Pro has one glyph for both
	runs := s.Shaper().Shape(hyphens, sans, false)
	if g := runs[0].Glyphs; len(runs) != 1 || len(g) != 3 || g[1].ID != g[2].ID {
		t.Fatalf("the face has two hyphens: %v", runs)
	}
	d := begin(t, s, info)
	d.line(d.Root().New("P"), hyphens, sans, 12)
	below, codes, content := parse(t, d.end()).descendantOf(t)
	if len(codes) != 3 || codes[2] != "\u2010" || codes[3] != "-" || below.places != "\x00\x00\x00\x01\x00\x02\x00\x02" || strings.Contains(content, "ActualText") {
		t.Errorf("codes %v, map %q:\n%s", codes, below.places, content)
	}
}

func TestGlyphOfTwoCharactersHasOneCodeInCFF(t *testing.T) {
	d := begin(t, world(t), info)
	d.line(d.Root().New("P"), "商\u00A0標 一\u00A0二", font.Query{Families: []string{"Noto Sans CJK JP"}}, 12)
	below, codes, content := parse(t, d.end()).descendantOf(t)
	if len(codes) != 5 || codes[2] != " " || below.dict["CIDToGIDMap"] != nil || below.dict["Subtype"] != sym("CIDFontType0") {
		t.Errorf("codes %v of %v", codes, below.dict)
	}
	if strings.Count(content, "ActualText<FEFF00A0>") != 2 || strings.Count(content, "ActualText") != 2 {
		t.Errorf("it is not the no-break space that is told apart:\n%s", content)
	}
}

func TestPartOfALetterStandsForNothing(t *testing.T) {
	s := world(t)
	runs := s.Shaper().Shape("ي", serif, true)
	if len(runs) != 1 || len(runs[0].Glyphs) != 2 {
		t.Fatalf("the letter is not two glyphs: %v", runs)
	}
	d := begin(t, s, info)
	d.page.Text(60, 60, 12, black, 0, runs...)
	_, codes, content := parse(t, d.end()).descendantOf(t)
	if codes[1] != "ي" || codes[2] != "\u034F" || strings.Count(content, "ActualText<FEFF>") != 1 {
		t.Errorf("codes %v:\n%s", codes, content)
	}
}

func TestFontsAreDescribed(t *testing.T) {
	d := begin(t, fonts(t), info)
	d.line(d.Root().New("P"), "Nghiêng", font.Query{Families: []string{"Literata"}, Italic: true}, 12)
	r := parse(t, d.end())
	below, _, _ := r.descendantOf(t)
	f := r.dict(below.dict["FontDescriptor"])
	if a, de := f["Ascent"].(float64), f["Descent"].(float64); a < 500 || a > 1500 || de > -100 || de < -600 {
		t.Errorf("ascent %v, descent %v", a, de)
	}
	if f["ItalicAngle"].(float64) >= 0 || int(f["Flags"].(float64))&64 == 0 || f["CapHeight"].(float64) < f["XHeight"].(float64) || f["StemV"].(float64) <= 0 {
		t.Errorf("descriptor %v", f)
	}
	if n := string(f["FontName"].(sym)); !regexp.MustCompile(`^[A-Z]{6}\+Literata-Italic$`).MatchString(n) || below.dict["BaseFont"] != f["FontName"] {
		t.Errorf("name %s", n)
	}
}
