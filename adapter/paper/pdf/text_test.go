package pdf_test

import (
	"math"
	"slices"
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
