package pdf_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/pdf"
)

// The page is 800 high: what is 100 from the top is 700 from the bottom.
func TestShapesAreDrawn(t *testing.T) {
	blue := pdf.Color{B: 255}
	var corner pdf.Path
	corner.Move(10, 100)
	corner.Line(20, 100)
	corner.Cubic(30, 100, 40, 110, 40, 120)
	corner.Close()
	for _, c := range []struct {
		rule string
		draw func(p *pdf.Page)
		want string
	}{
		{"a rectangle", func(p *pdf.Page) { p.Fill(10, 100, 30, 20, red) }, ".784 .063 .180 rg 10 680 30 20 re f"},
		{"black is what a page begins with", func(p *pdf.Page) { p.Fill(10, 100, 30, 20, black) }, "10 680 30 20 re f"},
		{"a colour is said once", func(p *pdf.Page) { p.Fill(1, 0, 1, 1, blue); p.Fill(2, 0, 1, 1, blue) }, "0 0 1 rg 1 799 1 1 re f 2 799 1 1 re f"},
		{"greys are greys", func(p *pdf.Page) { p.Fill(1, 0, 1, 1, pdf.Color{R: 128, G: 128, B: 128}) }, ".502 g 1 799 1 1 re f"},
		{"a line", func(p *pdf.Page) { p.Line(10, 100, 30, 100.5, .25, black, pdf.Solid) }, ".25 w 10 700 m 30 699.5 l S"},
		{"dots are round", func(p *pdf.Page) { p.Line(10, 100, 30, 100, 1, blue, pdf.Dotted) }, "0 0 1 RG 1 J [0 2 ]0 d 10 700 m 30 700 l S"},
		{"dashes", func(p *pdf.Page) { p.Line(10, 100, 30, 100, 2, black, pdf.Dashed) }, "2 w [6 6 ]0 d 10 700 m 30 700 l S"},
		{"a line after dots is solid", func(p *pdf.Page) {
			p.Line(10, 100, 30, 100, 1, black, pdf.Dotted)
			p.Line(10, 100, 30, 100, 1, black, pdf.Solid)
		}, "1 J [0 2 ]0 d 10 700 m 30 700 l S 0 J []0 d 10 700 m 30 700 l S"},
		{"a filled path", func(p *pdf.Page) { p.Path(corner, &blue, nil, 0) }, "0 0 1 rg 10 700 m 20 700 l 30 700 40 690 40 680 c h f"},
		{"an outline", func(p *pdf.Page) { p.Path(corner, nil, &blue, 2) }, "0 0 1 RG 2 w 10 700 m 20 700 l 30 700 40 690 40 680 c h S"},
		{"both", func(p *pdf.Page) { p.Path(corner, &blue, &black, 1) }, "0 0 1 rg 10 700 m 20 700 l 30 700 40 690 40 680 c h B"},
		{"neither", func(p *pdf.Page) { p.Path(corner, nil, nil, 1) }, ""},
		{"a path without beginning", func(p *pdf.Page) { p.Path(corner[1:], &blue, nil, 1) }, ""},
		{"pens", func(p *pdf.Page) {
			p.Paint(corner, pdf.Paint{Fill: &black, Stroke: &black, EvenOdd: true, Pen: pdf.Pen{Weight: 3, Cap: 2, Join: 1, Miter: 4, Dash: []float64{1, 2, 3}, Phase: 1.5}})
		}, "3 w 2 J 1 j 4 M [1 2 3 ]1.5 d 10 700 m 20 700 l 30 700 40 690 40 680 c h B*"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := begin(t, fonts(t), info)
			d.page.Done()
			d.page = d.Page(600, 800)
			c.draw(d.page)
			r := parse(t, d.end())
			got := ""
			for _, s := range r.list(r.dict(r.pages()[1])["Contents"]) {
				got += string(r.data(s))
			}
			got = strings.TrimSuffix(strings.TrimPrefix(got, "/Artifact<</Type/Layout>>BDC\n"), "EMC\n")
			if got = strings.Join(strings.Fields(got), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLinkLiesWhereItIsDrawn(t *testing.T) {
	d := begin(t, fonts(t), info)
	d.page.Done()
	d.page = d.Page(600, 800)
	d.page.Link(10, 100, 50, 12, "https://example.org/(a)?b=ế", "", "đến", d.Root().New("Link"))
	r := parse(t, d.end())
	a := r.dict(r.list(r.dict(r.pages()[1])["Annots"])[0])
	if box := a["Rect"].(list); box[0] != 10.0 || box[1] != 688.0 || box[2] != 60.0 || box[3] != 700.0 {
		t.Errorf("it lies at %v", box)
	}
	if a["F"] != 4.0 || words(a["Contents"]) != "đến" || r.dict(a["A"])["URI"] != text("https://example.org/(a)?b=%E1%BA%BF") {
		t.Errorf("annotation %v", a)
	}
}
