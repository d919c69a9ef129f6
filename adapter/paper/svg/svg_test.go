package svg_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/adapter/paper/svg"
	"github.com/muniment/muniment/internal/fault"
)

// read gives the svg of a document in which it stands in red.
func read(t testing.TB, drawing string) *style.Node {
	t.Helper()
	doc, problems := style.Read("a.html", []byte(`<!DOCTYPE html><html lang="en"><head><title>a</title><style>body{color:#c8102e}</style></head><body><p>`+drawing+`</p></body></html>`), nil)
	for _, p := range problems {
		t.Fatal(p)
	}
	var find func(n *style.Node) *style.Node
	find = func(n *style.Node) *style.Node {
		if n.Tag == "svg" {
			return n
		}
		for _, k := range n.Kids {
			if found := find(k); found != nil {
				return found
			}
		}
		return nil
	}
	n := find(doc.Body)
	if n == nil {
		t.Fatal("no svg was read")
	}
	return n
}

// draw gives what is written on a page of 100 by 100 points for a drawing that takes all of it.
func draw(t testing.TB, drawing string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	w := pdf.New(&out, nil, pdf.Info{Title: "a", Lang: "en", Made: time.Unix(0, 0)})
	p := w.Page(100, 100)
	drawn := svg.Draw(p, read(t, drawing), 0, 0, 100, 100)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?s)\n<</Filter/FlateDecode/Length \d+>>stream\n(.*?)\nendstream`).FindSubmatch(out.Bytes())
	if m == nil {
		return "", drawn
	}
	z, err := zlib.NewReader(bytes.NewReader(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	s := strings.TrimSuffix(strings.TrimPrefix(string(b), "/Artifact<</Type/Layout>>BDC\n"), "EMC\n")
	return strings.Join(strings.Fields(s), " "), drawn
}

// The page is turned: a y of 10 in a drawing of 100 is 90 in PDF.
func TestShapesAreDrawn(t *testing.T) {
	for _, c := range []struct{ rule, inside, want string }{
		{"a path is filled black", `<path d="M10 20h30v40z"/>`, "10 80 m 40 80 l 40 40 l h f"},
		{"lower case is relative", `<path d="m10,20l30-10 5.5.5"/>`, "10 80 m 40 90 l 45.5 89.5 l f"},
		{"values may follow a move", `<path d="M10 20 30 40"/>`, "10 80 m 30 60 l f"},
		{"what follows a close begins where the part began", `<path d="M10 20h30v40zh5"/>`, "10 80 m 40 80 l 40 40 l h 10 80 m 15 80 l f"},
		{"a move after a close is relative to where the part began", `<path d="m10 20h30v40zm1 1h5"/>`, "10 80 m 40 80 l 40 40 l h 11 79 m 16 79 l f"},
		{"a smooth curve mirrors the last arm", `<path d="M0 0C0 10 10 20 20 20S40 30 40 40"/>`, "0 100 m 0 90 10 80 20 80 c 30 80 40 70 40 60 c f"},
		{"without a curve before there is no arm", `<path d="M10 10S40 30 40 40"/>`, "10 90 m 10 90 40 70 40 60 c f"},
		{"a quadratic curve becomes cubic", `<path d="M0 0Q30 0 30 30T60 60"/>`, "0 100 m 20 100 30 90 30 70 c 30 50 40 40 60 40 c f"},
		{"a half circle is two quarters", `<path d="M0 50A50 50 0 0 1 100 50"/>`, "0 50 m 0 77.61 22.39 100 50 100 c 77.61 100 100 77.61 100 50 c f"},
		{"the other way round", `<path d="M0 50a50 50 0 0 0 100 0"/>`, "0 50 m 0 22.39 22.39 0 50 0 c 77.61 0 100 22.39 100 50 c f"},
		{"flags of an arc need no space", `<path d="M0 50a50 50 0 01100 0"/>`, "0 50 m 0 77.61 22.39 100 50 100 c 77.61 100 100 77.61 100 50 c f"},
		{"radii that are too short grow", `<path d="M0 50A1 1 0 0 1 100 50"/>`, "0 50 m 0 77.61 22.39 100 50 100 c 77.61 100 100 77.61 100 50 c f"},
		{"an arc without radius is a line", `<path d="M0 50A0 1 0 0 1 100 50"/>`, "0 50 m 100 50 l f"},
		{"a rectangle", `<rect x="10" y="10" width="20" height="30"/>`, "10 90 m 30 90 l 30 60 l 10 60 l h f"},
		{"a rectangle without width is none", `<rect x="10" y="10" height="30"/>`, ""},
		{"a circle", `<circle cx="50" cy="50" r="50"/>`, "100 50 m 100 22.39 77.61 0 50 0 c 22.39 0 0 22.39 0 50 c 0 77.61 22.39 100 50 100 c 77.61 100 100 77.61 100 50 c h f"},
		{"a polygon is closed", `<polygon points="0,0 10,0 10,10"/>`, "0 100 m 10 100 l 10 90 l h f"},
		{"a polyline is open", `<polyline points="0 0 10 0" fill="none" stroke="#fff"/>`, "1 G 4 M 0 100 m 10 100 l S"},
		{"a line has only a stroke", `<line x1="0" y1="50" x2="100" y2="50" stroke="black" stroke-width="2" fill="none"/>`, "2 w 4 M 0 50 m 100 50 l S"},
		{"both", `<path d="M0 0h9v9z" fill="#f00" stroke="#000080"/>`, "1 0 0 rg 0 0 .502 RG 4 M 0 100 m 9 100 l 9 91 l h B"},
		{"even-odd", `<path d="M0 0h9v9z" fill-rule="evenodd"/>`, "0 100 m 9 100 l 9 91 l h f*"},
		{"the colour of the text", `<g fill="currentColor"><path d="M0 0h9v9z"/></g>`, ".784 .063 .180 rg 0 100 m 9 100 l 9 91 l h f"},
		{"none is handed down", `<g fill="none"><path d="M0 0h9v9z"/></g>`, ""},
		{"the inner transform is done first", `<g transform="translate(10 10)"><path transform="scale(2)" d="M1 1h1"/></g>`, "12 88 m 14 88 l f"},
		{"the last of a list is done first", `<path transform="translate(10,10) scale(2)" d="M1 1h1"/>`, "12 88 m 14 88 l f"},
		{"a turn around a point", `<path transform="rotate(90 50 50)" d="M50 0h10"/>`, "100 50 m 100 40 l f"},
		{"a stroke grows with its shape", `<path transform="matrix(3 0 0 3 0 0)" d="M1 1h1" stroke="#000" fill="none"/>`, "3 w 4 M 3 97 m 6 97 l S"},
		{"titles are not drawn", `<title>a</title><desc>b</desc>`, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got, err := draw(t, `<svg viewBox="0 0 100 100" aria-hidden="true">`+c.inside+`</svg>`)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

func TestDrawingFitsIntoTheMiddle(t *testing.T) {
	got, err := draw(t, `<svg viewBox="10 10 20 10" aria-hidden="true"><path d="M10 10h20v10h-20z"/></svg>`)
	if want := "0 75 m 100 75 l 100 25 l 0 25 l h f"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestMistakeIsToldAndNothingIsDrawn(t *testing.T) {
	for _, inside := range []string{
		`<path d="M10"/>`, `<path d="L1 1"/>`, `<path d="M1 1x"/>`, `<path d="M1 1 2"/>`, `<path d="M0 0A1 1 0 2 0 1 1"/>`, `<path d="M1e99 0h1"/>`,
		`<rect width="1em" height="1"/>`, `<circle r="x"/>`, `<polygon points="1 2 3"/>`, `<path d="M0 0h1" fill="url(#a)"/>`, `<path d="M0 0h1" fill="#12345"/>`,
		`<path d="M0 0h1" fill="# 1 2"/>`, `<path d="M0 0h1" stroke-width="-1"/>`, `<path d="M0 0h1" fill-rule="odd"/>`, `<path d="M0 0h1" transform="turn(1)"/>`,
		`<path d="M0 0h1" transform="scale(1"/>`, `<path d="M0 0h1" transform="rotate(1 2)"/>`, `<path d="M0 0h1" transform="scale"/>`,
	} {
		got, err := draw(t, "<svg viewBox=\"0 0 100 100\" aria-hidden=\"true\"><path d=\"M0 0h1\"/>\n"+inside+`</svg>`)
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid || f.Where != "line 2" || got != "" {
			t.Errorf("%s: got %q, %v", inside, got, err)
		}
	}
}

func TestSizeOfDrawing(t *testing.T) {
	for _, c := range []struct {
		attrs string
		w, h  float64
	}{
		{`viewBox="0 0 40 20"`, 30, 15},
		{`viewBox="0 0 40 20" width="72pt"`, 72, 36},
		{`viewBox="0 0 40 20" height="20"`, 30, 15},
		{`width="25.4mm" height="1in"`, 72, 72},
		{`width="2.54cm" height="96px"`, 72, 72},
		{`viewBox="0 0 40"`, 0, 0},
		{`viewBox="0 0 40 0" width="1" height="1"`, 0, 0},
		{`width="10"`, 0, 0},
		{``, 0, 0},
	} {
		w, h := svg.Size(read(t, "<svg aria-hidden=\"true\" "+c.attrs+"></svg>"))
		if math.Abs(w-c.w) > 1e-9 || math.Abs(h-c.h) > 1e-9 {
			t.Errorf("%s: got %v by %v, want %v by %v", c.attrs, w, h, c.w, c.h)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"M10 20h30v40z", "m1.5.5-3e1,2a1 1 0 01100 0S1 2 3 4T5 6", "M0 0A1e-300 1 0 0 1 1e-300 0", "M0 0A1e-200 1 0 011 0", "M1 1Q1 1 1 1zzm0 0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, d string) {
		path, ok := svg.ParsePath(d)
		if !ok && path != nil {
			t.Fatal("a path with a mistake is given")
		}
		for i, s := range path {
			if i == 0 && s.Op != 'm' {
				t.Fatal("the path does not begin with a move")
			}
			for _, v := range s.To {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("segment %d: %v", i, s)
				}
			}
		}
		if len(path) > 4*len(d) {
			t.Fatalf("%d segments from %d bytes", len(path), len(d))
		}
	})
}

func FuzzTransform(f *testing.F) {
	f.Add("translate(1,2) rotate(45 1 1)", "0 0 10 10", "#abc", "3 4 5 6")
	f.Fuzz(func(t *testing.T, transform, box, fill, points string) {
		n := &style.Node{Tag: "svg", Style: &style.Style{}, Attr: []style.Attr{{Key: "viewBox", Value: box}, {Key: "transform", Value: transform}}, Kids: []*style.Node{
			{Tag: "polygon", Style: &style.Style{}, Attr: []style.Attr{{Key: "points", Value: points}, {Key: "fill", Value: fill}}},
		}}
		w := pdf.New(io.Discard, nil, pdf.Info{Title: "a", Lang: "en"})
		if err := svg.Draw(w.Page(100, 100), n, 0, 0, 100, 100); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if w, h := svg.Size(n); w < 0 || h < 0 || fmt.Sprint(w+h) == "NaN" {
			t.Fatal(w, h)
		}
	})
}
