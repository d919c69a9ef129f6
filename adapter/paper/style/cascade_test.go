package style_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/muniment/muniment/adapter/paper/style"
)

// find gives the element with an id.
func find(n *style.Node, id string) *style.Node {
	if n.Get("id") == id {
		return n
	}
	for _, k := range n.Kids {
		if x := find(k, id); x != nil {
			return x
		}
	}
	return nil
}

// look gives the style of the element with the id x.
func look(t *testing.T, css, body string) *style.Style {
	t.Helper()
	doc, problems := style.Read("a.html", page(css, body), nil)
	for _, p := range problems {
		t.Error(p)
	}
	n := find(doc.Body, "x")
	if n == nil {
		t.Fatal("there is no element x")
	}
	return n.Style
}

func TestWhichDeclarationHolds(t *testing.T) {
	const p = `<div class="a b" id=d><p id=x class=c>A</p></div>`
	for _, c := range []struct {
		name, css, body string
		want            float64 // top margin
	}{
		{"the built-in sheet, if nothing else does", "", p, 0},
		{"the document over the built-in sheet, whatever the specificity", "p{margin:1pt}", p, 1},
		{"the later of two alike", "p{margin:1pt}p{margin:2pt}", p, 2},
		{"a class over a type", ".c{margin:1pt}p{margin:2pt}", p, 1},
		{"an id over classes", "#x{margin:1pt}.a.b .c.c.c{margin:2pt}", p, 1},
		{"two classes over one", ".c.c{margin:1pt}.c{margin:2pt}", p, 1},
		{"a type more", "div p{margin:1pt}p{margin:2pt}", p, 1},
		{"a pseudo-class counts as a class", "p:first-child{margin:1pt}div p{margin:2pt}", p, 1},
		{"a list is as many rules", "h1,.c{margin:1pt}div p{margin:2pt}", p, 1},
		{"a child", "body > div > p{margin:1pt}body > p{margin:2pt}", p, 1},
		{"a descendant at any depth", "body p{margin:1pt}", p, 1},
		{"no child, though a descendant", "body > p{margin:1pt}", p, 0},
		{"a class that is not there", ".a.c p{margin:1pt}", p, 0},
		{"two classes of one element", "div.a.b p{margin:1pt}", p, 1},
		{"an element inside one that is found further out", ".o > .i p{margin:1pt}", "<div class=o><div class=i><div class=i><p id=x>A</p></div></div></div>", 1},
		{"the nearest place of a row does not fit, a further one does", ".o > .i > .k p{margin:1pt}", "<div class=o><div class=i><div class=k><div class=i><div class=k><p id=x>A</p></div></div></div></div></div>", 1},
		{"the first child", "p:first-child{margin:1pt}", "<div>text<p id=x>A</p><p>B</p></div>", 1},
		{"not the first child", "p:first-child{margin:1pt}", "<div><p>A</p><p id=x>B</p></div>", 0},
		{"the last child", "p:last-child{margin:1pt}", "<div><p>A</p><p id=x>B</p>text</div>", 1},
		{"not the last child", "p:last-child{margin:1pt}", "<div><p id=x>A</p><p>B</p></div>", 0},
		{"what is not shown is a child too", ".h{display:none}p:first-child{margin:1pt}", "<div><p class=h>A</p><p id=x>B</p></div>", 0},
		{"the language of the document", ":lang(vi) > p:lang(vi){margin:1pt}", p, 1},
		{"a region of a language", "p:lang(en){margin:1pt}", `<p id=x lang=en-GB>A</p>`, 1},
		{"another language", "p:lang(en){margin:1pt}", `<p id=x lang=eng>A</p>`, 0},
		{"a type in capitals", "P{margin:1pt}", p, 1},
		{"a class in capitals is another one", ".C{margin:1pt}", p, 0},
		{"print, not screen", "@media print{p{margin:1pt}}@media screen{p{margin:2pt}}", p, 1},
		{"a longhand after a shorthand", "p{margin:1pt;margin-top:0.5pt}", p, 0.5},
		{"a shorthand after a longhand", "p{margin-top:3pt;margin:1pt}", p, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := look(t, c.css, c.body).Margin[0].Value; got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestValuesAreComputed(t *testing.T) {
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	for _, c := range []struct {
		name, css, body string
		holds           func(s *style.Style) bool
	}{
		{"font sizes multiply", "div{font-size:2em}p{font-size:50%}", "<div><div><p id=x>A</p></div></div>", func(s *style.Style) bool { return near(s.FontSize, 11*2*2*.5) }},
		{"rem is that of html", "html{font-size:10pt}div{font-size:2em}p{font-size:1.5rem;text-indent:2rem}", "<div><p id=x>A</p></div>", func(s *style.Style) bool { return near(s.FontSize, 15) && near(s.Indent.Value, 20) }},
		{"em is that of the element itself, wherever its size is given", "p{margin:1em;font-size:20pt}", "<p id=x>A</p>", func(s *style.Style) bool { return near(s.Margin[0].Value, 20) }},
		{"units", "p{margin:1in 1cm 10mm 4px}", "<p id=x>A</p>", func(s *style.Style) bool {
			return near(s.Margin[0].Value, 72) && near(s.Margin[1].Value, 72/2.54) && near(s.Margin[2].Value, 72/2.54) && near(s.Margin[3].Value, 3)
		}},
		{"three values", "p{padding:1pt 2pt 3pt}", "<p id=x>A</p>", func(s *style.Style) bool { return s.Padding[3].Value == 2 && s.Padding[2].Value == 3 }},
		{"auto margins are left and right", "p{margin:auto}", "<p id=x>A</p>", func(s *style.Style) bool {
			return s.Margin[0] == style.Length{} && s.Margin[1].IsAuto() && s.Margin[3].IsAuto()
		}},
		{"per cent stay", "p{width:50%;text-indent:5%}", "<p id=x>A</p>", func(s *style.Style) bool {
			return s.Width == style.Length{Value: 50, Unit: style.Percent} && s.Indent.Of(200) == 10
		}},
		{"a line height that is a number is inherited as one", "div{line-height:2}p{font-size:5pt}", "<div><p id=x>A</p></div>", func(s *style.Style) bool { return near(s.LineHeight, 10) }},
		{"a line height that is a length is inherited as one", "div{line-height:2em}p{font-size:5pt}", "<div><p id=x>A</p></div>", func(s *style.Style) bool { return near(s.LineHeight, 22) }},
		{"per cent of a line height are a length", "div{line-height:200%}p{font-size:5pt}", "<div><p id=x>A</p></div>", func(s *style.Style) bool { return near(s.LineHeight, 22) }},
		{"600 is bold, 500 is not", "b{font-weight:500}i{font-weight:600}", "<p><b><i id=x>A</i></b></p>", func(s *style.Style) bool { return s.Bold && s.Italic }},
		{"families", `p{font-family:"Be Vietnam Pro", Noto Sans, serif}`, "<p id=x>A</p>", func(s *style.Style) bool {
			return fmt.Sprint(len(s.Families()), s.Families()) == "3 [Be Vietnam Pro Noto Sans serif]"
		}},
		{"a border without a colour has that of the text", "p{border:1pt solid;color:#123}", "<p id=x>A</p>", func(s *style.Style) bool {
			return s.Border[2] == style.Border{Width: 1, Line: style.Solid, Color: style.Color{0x11, 0x22, 0x33, 255}}
		}},
		{"a border without a line has no width", "p{border:3pt #000}", "<p id=x>A</p>", func(s *style.Style) bool { return s.Border == [4]style.Border{} }},
		{"a border without a width is medium", "p{border-top:dashed}", "<p id=x>A</p>", func(s *style.Style) bool { return s.Border[0].Width == 2.25 && s.Border[1].Width == 0 }},
		{"a side of a border", "p{border:1pt solid black;border-left-width:2pt;border-bottom-style:none;border-color:#abc currentcolor}", "<p id=x>A</p>", func(s *style.Style) bool {
			return s.Border[3].Width == 2 && s.Border[2] == style.Border{} && s.Border[0].Color == style.Color{0xaa, 0xbb, 0xcc, 255} && s.Border[1].Color == style.Black
		}},
		{"lines under the text are drawn through what is inside", "div{text-decoration:underline}p{text-decoration:none}", "<div><p id=x>A</p></div>", func(s *style.Style) bool { return s.Underline }},
		{"but not under footnotes", "p{text-decoration:underline}span{float:footnote}", "<p><span id=x>A</span></p>", func(s *style.Style) bool { return s.Footnote && !s.Underline }},
		{"a footnote has no footnotes", "span{float:footnote}", "<p><span><span id=x>A</span></span></p>", func(s *style.Style) bool { return !s.Footnote }},
		{"backgrounds are not inherited, colours are", "div{background-color:#fff;color:#001}", "<div><p id=x>A</p></div>", func(s *style.Style) bool {
			return s.Background == style.Transparent && s.Color == style.Color{0, 0, 0x11, 255}
		}},
		{"a grid", "div{display:grid;grid-template-columns:2em 1fr auto 30%;gap:3pt 4pt}p{grid-column:span 2}", "<div id=x><p>A</p></div>", func(s *style.Style) bool {
			return fmt.Sprint(s.Grid()) == "[{22 0} {1 3} {0 2} {30 1}]" && s.RowGap == 3 && s.ColumnGap == 4 && s.GridSpan == 1
		}},
		{"an item over the whole grid", "p{grid-column:1 / -1}", "<p id=x>A</p>", func(s *style.Style) bool { return s.GridSpan == -1 }},
		{"columns have a gap", "div{columns:2;column-rule:1pt dotted #000}", "<div id=x>A</div>", func(s *style.Style) bool {
			return s.Columns == 2 && s.ColumnGap == 11 && s.Rule.Line == style.Dotted
		}},
		{"one column is none", "div{column-count:1;column-gap:0}", "<div id=x>A</div>", func(s *style.Style) bool { return s.Columns == 0 && s.ColumnGap == 0 }},
		{"breaks", "p{break-before:page;break-after:avoid;break-inside:avoid;orphans:3;widows:4}", "<p id=x>A</p>", func(s *style.Style) bool {
			return s.BreakBefore == style.BreakPage && s.BreakAfter == style.BreakAvoid && s.KeepInside && s.Orphans == 3 && s.Widows == 4
		}},
		{"a list in a list", "ol{list-style-type:lower-alpha}", "<ol><li><ul><li id=x>A</li></ul></li></ol>", func(s *style.Style) bool {
			return s.ListStyle == style.Disc && s.Display == style.ListItem
		}},
		{"the parts of a table", "", "<table><tbody><tr><th id=x>A</th></tr></tbody></table>", func(s *style.Style) bool {
			return s.Display == style.TableCell && s.Bold && s.VAlign == style.Top && s.Collapse
		}},
		{"from right to left", "", "<div dir=rtl><p id=x>A</p></div>", func(s *style.Style) bool { return s.RTL && !s.Isolate }},
		{"by the first letter", "", "<p dir=auto id=x>1. <b>ب</b> A</p>", func(s *style.Style) bool { return s.RTL && s.Isolate }},
		{"a name among others", "", "<p>A <bdi id=x>(ب)</bdi></p>", func(s *style.Style) bool { return s.RTL && s.Isolate }},
		{"a name from left to right among others", "", "<p dir=rtl>ب <bdi id=x>A</bdi></p>", func(s *style.Style) bool { return !s.RTL && s.Isolate }},
		{"the rest", "p{letter-spacing:-0.1em;text-transform:uppercase;text-wrap:balance;white-space:nowrap;hyphens:auto;font-variant-numeric:tabular-nums;text-align:justify;max-width:9pt;min-height:8pt;max-height:none;column-span:all;vertical-align:super}", "<p id=x>A</p>",
			func(s *style.Style) bool {
				return near(s.Spacing, -1.1) && s.Upper && s.Balance && s.WhiteSpace == style.NoWrap && s.Hyphens == style.AutoHyphens && s.Tabular && s.Align == style.Justify &&
					s.MaxWidth.Value == 9 && s.MinHeight.Value == 8 && s.MaxHeight.IsAuto() && s.SpanAll && s.VAlign == style.Super
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s := look(t, c.css, c.body); !c.holds(s) {
				t.Errorf("got %+v", *s)
			}
		})
	}
}

func TestStylesThatAreEqualAreOne(t *testing.T) {
	doc, _ := style.Read("a.html", page(".a{margin:1pt}.b{margin:0;margin:1.0pt}", "<p class=a>A</p><p class=b>B</p><p class='a '>C <b>D</b></p><p>E</p>"), nil)
	k := doc.Body.Kids
	if k[0].Style != k[1].Style || k[0].Style != k[2].Style || k[0].Style == k[3].Style {
		t.Error("equal styles are several, or different ones are one")
	}
	if k[0].Kids[0].Style != k[0].Style {
		t.Error("a text has not the style of its element")
	}
}

func TestPageIsReadFromTheStyleSheet(t *testing.T) {
	read := func(css, body string) *style.Document {
		doc, problems := style.Read("a.html", page(css, body), nil)
		for _, p := range problems {
			t.Error(p)
		}
		return doc
	}
	mm := func(v float64) float64 { return v * 72 / 25.4 }
	near := func(p style.Page, width, height float64, margin ...float64) bool {
		wrong := math.Abs(p.Width-mm(width)) + math.Abs(p.Height-mm(height))
		for i := range margin {
			wrong += math.Abs(p.Margin[i] - mm(margin[i]))
		}
		return wrong < 1e-6
	}
	d := read("", "")
	if !near(d.Page, 210, 297, 25, 25, 25, 25) || d.Page != d.First {
		t.Errorf("without a word: %+v", d.Page)
	}
	d = read(`@page{size:A5 landscape;margin:20mm;margin-left:30mm;@top-center{content:element(head)}@bottom-center{content:element(foot)}}
		@page :first{margin-top:5cm;border:1pt double #111;padding:3pt;@top-center{content:none}}
		.h{position:running(head)} .f{position:running(foot)} .n{content:counter(page)} .m{content:counter(pages)}`,
		`<header class=h><p>Công báo <b>số 3</b></p></header><p>A</p><footer class=f><p><span class=n></span>/<span class=m></span></p></footer>`)
	if !near(d.Page, 210, 148, 20, 20, 20, 30) || d.Page.Head != "head" || d.Page.Foot != "foot" {
		t.Errorf("pages: %+v", d.Page)
	}
	if f := d.First; !near(f, 210, 148, 50, 20, 20, 30) || f.Head != "" || f.Foot != "foot" || f.Border[1].Width != 1 || f.Padding[2] != 3 {
		t.Errorf("first page: %+v", f)
	}
	if len(d.Body.Kids) != 1 || d.Running["head"].Tag != "header" || d.Running["foot"].Kids[0].Kids[0].Style.Content != style.PageNumber ||
		d.Running["foot"].Kids[0].Kids[2].Style.Content != style.PageCount {
		t.Errorf("the running elements are not out of the text: %d, %v", len(d.Body.Kids), d.Running)
	}
	if d = read("@page{size:100mm 50mm;margin:5mm;@top-center{content:element(none-such)}}", ""); !near(d.Page, 100, 50, 5) || d.Page.Head != "" {
		t.Errorf("a label: %+v", d.Page)
	}
}
