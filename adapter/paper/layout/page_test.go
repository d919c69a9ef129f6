package layout

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// A small page: ten lines of ten points.
const small = "@page{size:200pt 140pt;margin:20pt}body{font-size:8pt;line-height:10pt}p,h1,h2,h3,ul,ol,table,figure{margin:0}h1,h2{font-size:8pt;line-height:10pt}"

// perPage gives the lines of each page, joined.
func perPage(t testing.TB, html string) []string {
	t.Helper()
	var out []string
	for _, r := range lineRows(t, html) {
		for len(out) < r.page {
			out = append(out, "")
		}
		if out[r.page-1] != "" {
			out[r.page-1] += "|"
		}
		out[r.page-1] += r.text
	}
	return out
}

// lines are paragraphs of one line each.
func paragraphs(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, "<p>%d</p>", i)
	}
	return b.String()
}

// poem is a paragraph of so many lines.
func poem(name string, n int) string {
	var l []string
	for i := range n {
		l = append(l, fmt.Sprint(name, i+1))
	}
	return "<p>" + strings.Join(l, "<br/>") + "</p>"
}

func TestWherePagesEnd(t *testing.T) {
	for _, c := range []struct {
		name, css, html string
		want            []string
	}{
		{"when they are full", "", paragraphs(1, 12), []string{"1|2|3|4|5|6|7|8|9|10", "11|12"}},
		{"before two lines of a paragraph, not after its first", "", paragraphs(1, 9) + poem("a", 4), []string{"1|2|3|4|5|6|7|8|9", "a1|a2|a3|a4"}},
		{"not before the last line of a paragraph", "", paragraphs(1, 7) + poem("a", 4), []string{"1|2|3|4|5|6|7|a1|a2", "a3|a4"}},
		{"anywhere if orphans and widows are one", "p{orphans:1;widows:1}", paragraphs(1, 7) + poem("a", 4), []string{"1|2|3|4|5|6|7|a1|a2|a3", "a4"}},
		{"not behind a heading", "", paragraphs(1, 9) + "<h2>h</h2>" + paragraphs(10, 11), []string{"1|2|3|4|5|6|7|8|9", "h|10|11"}},
		{"not behind two headings", "", paragraphs(1, 8) + "<h1>g</h1><h2>h</h2>" + paragraphs(9, 10), []string{"1|2|3|4|5|6|7|8", "g|h|9|10"}},
		{"not inside what is kept together", ".k{break-inside:avoid}", paragraphs(1, 8) + `<div class="k">` + paragraphs(9, 11) + "</div>", []string{"1|2|3|4|5|6|7|8", "9|10|11"}},
		{"inside what is kept together if it is longer than a page", ".k{break-inside:avoid}", `<div class="k">` + paragraphs(1, 12) + "</div>", []string{"1|2|3|4|5|6|7|8|9|10", "11|12"}},
		{"where a page is asked for", "h1{break-before:page}", paragraphs(1, 2) + "<h1>h</h1>" + paragraphs(3, 3), []string{"1|2", "h|3"}},
		{"but the first page is not empty for that", "h1{break-before:page}", "<h1>h</h1>", []string{"h"}},
		{"after what asks for it", "h1{break-after:page}", "<h1>h</h1>" + paragraphs(1, 1), []string{"h", "1"}},
		{"not where it is to be avoided", ".a{break-before:avoid}", paragraphs(1, 10) + `<p class="a">11</p>`, []string{"1|2|3|4|5|6|7|8|9", "10|11"}},
		{"between rows of a table, and its head is there again", "td,th{padding:0}", "<table><thead><tr><th>h</th></tr></thead><tbody>" +
			strings.ReplaceAll(strings.ReplaceAll(paragraphs(1, 12), "<p>", "<tr><td>"), "</p>", "</td></tr>") + "</tbody></table>",
			[]string{"h|1|2|3|4|5|6|7|8|9", "10|11|12"}},
		{"inside a row that may be divided", "td{padding:0}tr{break-inside:auto}", paragraphs(1, 7) + "<table><tr><td>" + poem("a", 6) + "</td><td>" + poem("b", 2) + "</td></tr></table>",
			[]string{"1|2|3|4|5|6|7|a1b1|a2b2|a3", "a4|a5|a6"}},
		{"inside a row that is longer than a page", "td{padding:0}", "<table><tr><td>" + poem("a", 12) + "</td></tr></table>", []string{"a1|a2|a3|a4|a5|a6|a7|a8|a9|a10", "a11|a12"}},
		{"after space that is not carried on", "p{margin-top:15pt}", paragraphs(1, 6), []string{"1|2|3|4", "5|6"}},
		{"with a footnote at the foot of its page", ".f{float:footnote;font-size:8pt;line-height:10pt}",
			paragraphs(1, 3) + `<p>4<span class="f">note</span></p>` + paragraphs(5, 10), []string{"1|2|3|1|4|5|6|7|1\u00A0|note", "8|9|10"}}, // raised numbers are lines of their own here
	} {
		t.Run(c.name, func(t *testing.T) {
			got := perPage(t, page(small+c.css, c.html))
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func TestMarginsCollapse(t *testing.T) {
	for _, c := range []struct {
		name, css, html string
		want            float64 // from the first baseline to the second
	}{
		{"of neighbours", ".a{margin-bottom:8pt}.b{margin-top:5pt}", `<p class="a">1</p><p class="b">2</p>`, 18},
		{"of a block and its first child", ".a{margin-top:8pt}.b{margin-top:5pt}", `<p>1</p><div class="a"><p class="b">2</p></div>`, 18},
		{"not through a border", ".a{margin-top:8pt;border-top:1pt solid black}.b{margin-top:5pt}", `<p>1</p><div class="a"><p class="b">2</p></div>`, 24},
		{"not through padding", ".a{margin-top:8pt;padding-top:2pt}.b{margin-top:5pt}", `<p>1</p><div class="a"><p class="b">2</p></div>`, 25},
		{"with one that is negative", ".a{margin-bottom:8pt}.b{margin-top:-3pt}", `<p class="a">1</p><p class="b">2</p>`, 15},
		{"through an empty block", ".a{margin:8pt 0}", `<p>1</p><div class="a"></div><p>2</p>`, 18},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := lineRows(t, page(small+c.css, c.html))
			if got := rows[1].y - rows[0].y; math.Abs(got-c.want) > 0.001 {
				t.Errorf("%.2f, want %.2f", got, c.want)
			}
		})
	}
}

func TestColumnsAreBalancedWhereTheyEnd(t *testing.T) {
	html := page(small+".c{columns:2;column-gap:20pt}h2{column-span:all}", `<div class="c">`+paragraphs(1, 6)+"<h2>h</h2>"+paragraphs(7, 10)+"</div>"+paragraphs(11, 11))
	got := strings.Join(perPage(t, html), " / ")
	if want := "14|25|36|h|79|810|11"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestColumnsGoOnOnTheNextPage(t *testing.T) {
	got := perPage(t, page(small+".c{columns:2;column-gap:20pt}", `<div class="c">`+paragraphs(1, 24)+"</div>"))
	want := []string{"111|212|313|414|515|616|717|818|919|1020", "2123|2224"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTracksOfAGrid(t *testing.T) {
	for _, c := range []struct {
		name, tracks string
		want         []float64 // left edges of the items
	}{
		{"fixed and a share", "40pt 1fr", []float64{20, 60}},
		{"shares", "1fr 3fr", []float64{20, 60}},
		{"per cent", "25% 1fr", []float64{20, 60}},
	} {
		t.Run(c.name, func(t *testing.T) {
			texts, _ := all(t, page(small+".g{display:grid;grid-template-columns:"+c.tracks+"}", `<div class="g"><p>a</p><p>b</p></div>`), nil)
			for i, x := range c.want {
				if math.Abs(texts[i].x-x) > 0.01 {
					t.Errorf("item %d at %.2f, want %.2f", i+1, texts[i].x, x)
				}
			}
		})
	}
}

func TestGridStandsOnOneBaselineAndSpansTracks(t *testing.T) {
	rows := lineRows(t, page(small+".g{display:grid;grid-template-columns:1fr 1fr}.b{font-size:16pt;line-height:20pt}.s{grid-column:1 / -1}",
		`<div class="g"><p>a</p><p class="b">b</p><p class="s">c</p><p>d</p><p>e</p></div>`))
	if got := joined(rows); got != "ab|c|de" {
		t.Errorf("%q", got)
	}
}

func TestRunningHeadAndFootCountPages(t *testing.T) {
	html := page(small+"@page{@bottom-center{content:element(f)}}.f{position:running(f)}.n{content:counter(page)}.m{content:counter(pages)}",
		`<div class="f"><span class="n"></span> of <span class="m"></span></div>`+paragraphs(1, 12))
	texts, _ := all(t, html, nil)
	feet := map[int]string{}
	for _, p := range texts {
		if p.artifact {
			feet[p.page] += p.text
			if p.y < 120 {
				t.Errorf("the foot stands at %.1f", p.y)
			}
		}
	}
	if feet[1] != "1 of 2" || feet[2] != "2 of 2" {
		t.Errorf("%v", feet)
	}
}

func TestFirstPageMayDiffer(t *testing.T) {
	got := perPage(t, page(small+"@page :first{margin-top:40pt}", paragraphs(1, 12)))
	if fmt.Sprint(got) != fmt.Sprint([]string{"1|2|3|4|5|6|7|8", "9|10|11|12"}) {
		t.Errorf("%q", got)
	}
}

func TestNumbersOfLists(t *testing.T) {
	for _, c := range []struct {
		kind style.ListStyle
		n    int
		want string
	}{
		{style.Decimal, 12, "12."}, {style.LowerAlpha, 1, "a."}, {style.LowerAlpha, 26, "z."}, {style.LowerAlpha, 27, "aa."}, {style.LowerAlpha, 702, "zz."},
		{style.LowerAlpha, 0, "0."}, {style.UpperRoman, 1994, "MCMXCIV."}, {style.LowerRoman, 4, "iv."}, {style.UpperRoman, 4000, "4000."}, {style.Disc, 3, "•"}, {style.NoMarker, 3, ""},
	} {
		if got := markerText(c.kind, c.n); got != c.want {
			t.Errorf("%v %d: %q, want %q", c.kind, c.n, got, c.want)
		}
	}
}

func TestMarkerStandsBesideTheFirstLine(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"of text", "<ol><li>a</li><li>b</li></ol>", "1.a|2.b"},
		{"of a paragraph", "<ol><li><p>a</p><p>b</p></li></ol>", "1.a|b"},
		{"from a number", `<ol start="7"><li>a</li></ol>`, "7.a"},
		{"of an empty item", "<ol><li></li><li>b</li></ol>", "1.|2.b"},
		{"of a list in a list", "<ol><li>a<ol><li>b</li></ol></li></ol>", "1.a|1.b"},
		{"on the right from right to left", `<ol dir="rtl"><li>abc</li></ol>`, "abc1."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := joined(lineRows(t, page(small, c.html))); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestColumnsOfATable(t *testing.T) {
	long := strings.Repeat("word ", 30)
	for _, c := range []struct {
		name, css, cells string
		want             []float64 // widths; 0 if it does not matter
	}{
		{"short columns stay on one line", "", "<td>4-2026-1</td><td>" + long + "</td>", []float64{45, 0}},
		{"a width that is asked for is kept", ".a{width:70pt}", `<td class="a">a</td><td>` + long + "</td>", []float64{70, 0}},
		{"per cent are of the table", ".a{width:25%}", `<td class="a">a</td><td>` + long + "</td>", []float64{40, 120}},
	} {
		t.Run(c.name, func(t *testing.T) {
			texts, _ := all(t, page(small+"td{padding:0}table{width:100%}"+c.css, "<table><tr>"+c.cells+"</tr></table>"), nil)
			second := 0.0
			for _, p := range texts {
				if strings.HasPrefix(p.text, "word") {
					second = p.x
					break
				}
			}
			got := second - 20
			if c.name == "short columns stay on one line" {
				if texts[0].text != "4-2026-1" || got > c.want[0] {
					t.Errorf("the first column is %.1f wide and begins %q", got, texts[0].text)
				}
			} else if math.Abs(got-c.want[0]) > 0.5 {
				t.Errorf("the first column is %.1f wide, want %.1f", got, c.want[0])
			}
		})
	}
}

func TestATableStandsWhereItsMarginsPutIt(t *testing.T) {
	for _, c := range []struct {
		name, css, attr string
		want            func(left, right float64) bool // edges of its text
	}{
		{"at the start", "", "", func(l, r float64) bool { return l == 20 }},
		{"in the middle", "table{margin:0 auto}", "", func(l, r float64) bool { return math.Abs(l+r-200) < 0.1 }},
		{"at the end", "table{margin-left:auto}", "", func(l, r float64) bool { return math.Abs(r-180) < 0.1 }},
		{"on the right from right to left", "", ` dir="rtl"`, func(l, r float64) bool { return math.Abs(r-180) < 0.1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := lineRows(t, page(small+"td{padding:0}"+c.css, "<table"+c.attr+"><tr><td>abc</td></tr></table>"))[0]
			if !c.want(r.left, r.right) {
				t.Errorf("from %.2f to %.2f", r.left, r.right)
			}
		})
	}
}

func TestListsFromRightToLeftLeaveRoomOnTheRight(t *testing.T) {
	r := lineRows(t, page(small, `<ul dir="rtl"><li>abc</li></ul>`))[0]
	if r.right > 180.01 {
		t.Errorf("the bullet reaches to %.2f, and the page's text to 180", r.right)
	}
}

func TestPicturesAreNoLargerThanThePage(t *testing.T) {
	files := fstest.MapFS{"a.png": {Data: picture(1)}}
	for _, css := range []string{"img{width:3000pt}", "img{height:3000pt}", "img{width:100%}", ""} {
		_, report := all(t, page(small+css, `<p><img src="a.png" alt="a"/></p><p>b</p>`), files)
		if len(report.Problems) > 0 || report.Pages > 2 {
			t.Errorf("%s: %d pages, %v", css, report.Pages, report.Problems)
		}
	}
}

func TestAPictureThatCannotBeReadIsToldAndItsWordsStand(t *testing.T) {
	texts, report := all(t, page(small, `<p><img src="no.png" alt="a seal"/></p>`), fstest.MapFS{})
	if len(report.Problems) != 1 {
		t.Errorf("problems %v", report.Problems)
	}
	var s string
	for _, p := range texts {
		s += p.text
	}
	if s != "[a seal]" {
		t.Errorf("%q", s)
	}
}

func TestReportNamesWhatDoesNotFitAndWhatIsMissing(t *testing.T) {
	_, report := all(t, page(small, "<p>a</p>\n<p>"+strings.Repeat("w", 200)+"\U00012000</p>"), nil)
	if len(report.Overfull) == 0 || report.Overfull[0].Line != 2 {
		t.Errorf("overfull %v", report.Overfull)
	}
	if len(report.Missing) != 1 || report.Missing[0] != 0x12000 {
		t.Errorf("missing %q", report.Missing)
	}
}

func TestSameDocumentGivesTheSameBytes(t *testing.T) {
	html := page(letterCSS, letterHTML)
	a, _ := set(t, html, nil)
	b, _ := set(t, html, nil)
	if !bytes.Equal(a, b) {
		t.Error("two PDFs of one document differ")
	}
}

func TestSettingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	doc, _ := style.Read("a.html", []byte(page(letterCSS, letterHTML)), nil)
	w := pdf.New(io.Discard, ours, pdf.Info{Title: "x", Lang: "vi", Made: made})
	if _, err := Set(ctx, doc, Options{Fonts: ours}, w); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}

func TestUnreasonableDocumentsEndWell(t *testing.T) {
	word := strings.Repeat("abcdefghij", 300)
	for _, c := range []struct{ name, css, html, words string }{
		{"nothing at all", "", "", ""},
		{"only white space", "", " \n ", ""},
		{"deep blocks", "div{margin-left:40pt;border:1pt solid black;padding:9pt}", strings.Repeat("<div>", 60) + "deep" + strings.Repeat("</div>", 60), "deep"},
		{"a deep table", "", strings.Repeat("<table><tr><td>", 20) + "deep" + strings.Repeat("</td></tr></table>", 20), "deep"},
		{"a deep list", "", strings.Repeat("<ul><li>", 40) + "deep" + strings.Repeat("</li></ul>", 40), "deep"},
		{"a deep grid", ".g{display:grid;grid-template-columns:auto 1fr}", strings.Repeat(`<div class="g"><p>x</p>`, 20) + "deep" + strings.Repeat("</div>", 20), strings.Repeat("x", 20) + "deep"},
		{"columns in columns", ".c{columns:3}", strings.Repeat(`<div class="c">`, 12) + "deep" + strings.Repeat("</div>", 12), "deep"},
		{"a word longer than pages", "", "<p>" + word + "</p>", word},
		{"the same in a cell", "", "<table><tr><td>" + word + "</td><td>b</td></tr></table>", word + "b"},
		{"a line of pre that is too long", "", "<pre>" + word + "</pre>", word},
		{"nowrap that is too long", "p{white-space:nowrap}", "<p>" + strings.Repeat("ab ", 500) + "</p>", strings.Repeat("ab", 500)},
		{"a wide table", "", "<table><tr>" + strings.Repeat("<td>ab</td>", 300) + "</tr></table>", strings.Repeat("ab", 300)},
		{"a span of too many columns", "", `<table><tr><td colspan="99999">ab</td></tr><tr><td>cd</td></tr></table>`, "abcd"},
		{"a footnote longer than pages", ".f{float:footnote}", `<p>a<span class="f">` + strings.Repeat("bcd ", 900) + "</span></p><p>e</p>", "ae" + strings.Repeat("bcd", 900)},
		{"many footnotes in one line", ".f{float:footnote}", "<p>" + strings.Repeat(`a<span class="f">bc</span>`, 40) + "</p>", strings.Repeat("abc", 40)},
		{"a footnote in a head that is repeated", ".f{float:footnote}", `<table><thead><tr><th>h<span class="f">bc</span></th></tr></thead>` + strings.Repeat("<tr><td>d</td></tr>", 30) + "</table>",
			"hbc" + strings.Repeat("d", 30)},
		{"a head as high as the page", "", "<table><thead><tr><th>" + poem("h", 12) + "</th></tr></thead><tr><td>d</td></tr></table>", strings.Repeat("h", 12) + "d"},
		{"type larger than the page", "p{font-size:2000pt}", "<p>Wide</p>", "ide"},
		{"lines higher than the page", "p{line-height:5000pt}", "<p>ab<br/>cd</p>", "abcd"},
		{"margins larger than the page", "p{margin:9000pt}", "<p>ab</p><p>cd</p>", "abcd"},
		{"margins of the page that leave nothing", "@page{margin:500pt}", "<p>ab</p>", "ab"},
		{"columns that leave nothing", ".c{columns:50;column-gap:90pt}", `<div class="c">ab cd</div>`, "abcd"},
		{"a grid that leaves nothing", ".g{display:grid;grid-template-columns:900pt 900pt 1fr;column-gap:900pt}", `<div class="g"><p>ab</p><p>cd</p><p>ef</p></div>`, "abcdef"},
		{"many tracks", ".g{display:grid;grid-template-columns:" + strings.Repeat("1fr ", 60) + "}", `<div class="g">` + strings.Repeat("<p>ab</p>", 60) + "</div>", strings.Repeat("ab", 60)},
		{"a page asked for in a cell", "p{break-before:page}", "<table><tr><td><p>ab</p><p>cd</p></td><td>ef</td></tr></table>", "abcdef"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, page(small+c.css, c.html), 200, 140, c.words) })
	}
}
