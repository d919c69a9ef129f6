package layout

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// rows are the texts of a document line by line, from the top of its first page, with the left and right end of each.
type textRow struct {
	text        string
	y           float64
	left, right float64
	page        int
}

// lineRows puts what is painted together to lines.
func lineRows(t testing.TB, html string) []textRow {
	t.Helper()
	texts, _ := all(t, html, nil)
	slices.SortStableFunc(texts, func(a, b painted) int {
		if a.page != b.page {
			return a.page - b.page
		}
		if math.Abs(a.y-b.y) > 0.01 {
			return int(math.Copysign(1, a.y-b.y))
		}
		return int(math.Copysign(1, a.x-b.x))
	})
	var out []textRow
	for _, p := range texts {
		if p.artifact {
			continue
		}
		if n := len(out); n > 0 && out[n-1].page == p.page && math.Abs(out[n-1].y-p.y) < 0.01 {
			l := &out[n-1]
			l.text, l.right = l.text+p.text, max(l.right, p.x+p.wide)
			continue
		}
		out = append(out, textRow{p.text, p.y, p.x, p.x + p.wide, p.page})
	}
	return out
}

func joined(rows []textRow) string {
	var s []string
	for _, r := range rows {
		s = append(s, strings.TrimRight(r.text, " "))
	}
	return strings.Join(s, "|")
}

const narrow = "@page{size:200pt 400pt;margin:20pt}body{font-size:10pt}p{margin:0}"

func TestWhiteSpace(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"is one space", "<p>a \n\t b</p>", "a b"},
		{"is nothing at the ends of a paragraph and of a line", "<p>  a <br/> b  </p>", "a|b"},
		{"between elements is one space", "<p><b>a </b> <i> b</i></p>", "a b"},
		{"a line feed between ideographs is nothing", "<p>商\n标</p>", "商标"},
		{"a space between ideographs stays", "<p>商 标</p>", "商 标"},
		{"in pre it stays", "<pre>a  b\n  c</pre>", "a  b|  c"},
		{"a no-break space stays", "<p>a\u00A0 b</p>", "a\u00A0 b"},
		{"between blocks is nothing", "<div> <p>a</p> <p>b</p> </div>", "a|b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := joined(lineRows(t, page(narrow, c.html))); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ name, css, html, want string }{
		{"capitals keep the marks of Vietnamese", "p{text-transform:uppercase}", "<p>đăng ký nhãn hiệu</p>", "ĐĂNG KÝ NHÃN HIỆU"},
		{"capitals of Turkish have their dot", "p{text-transform:uppercase}", `<p lang="tr">ıi ş</p>`, "Iİ Ş"},
		{"capitals of German", "p{text-transform:uppercase}", `<p lang="de">straße</p>`, "STRASSE"},
		{"a quotation has quotation marks", "", "<p><q>a</q></p>", "“a”"},
		{"what is not displayed is not set", "b{display:none}", "<p>a<b>b</b>c</p>", "ac"},
		{"a soft hyphen is not seen inside a line", "", "<p>nhãn\u00ADhiệu</p>", "nhãnhiệu"},
		{"wbr is not seen inside a line", "", "<p>a<wbr/>b</p>", "ab"},
		{"a word may break at wbr", "p{width:45pt}", "<p>abcdefg<wbr/>hijklmn</p>", "abcdefg|hijklmn"},
		{"nowrap does not break", "b{white-space:nowrap}p{width:60pt}", "<p>abcd efg <b>hi jk lm</b> n</p>", "abcd efg|hi jk lm n"},
		{"a word breaks at its soft hyphen", "p{width:50pt}", "<p>nghiêng\u00ADnghiêng</p>", "nghiêng\u00AD|nghiêng"},
		{"or not if hyphens are none", "p{width:90pt;hyphens:none}", "<p>abc nghiêng\u00ADnghiêng</p>", "abc|nghiêngnghiêng"},
		{"an English word is hyphenated", "p{width:46pt;hyphens:auto}", `<p lang="en">registration</p>`, "regis\u00AD|tration"},
		{"a Vietnamese word is not", "p{width:85pt;hyphens:auto}", `<p>abc nghiêngnghiêng</p>`, "abc|nghiêngnghiêng"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := joined(lineRows(t, page(narrow+c.css, c.html))); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

const prose = `Chỉ dẫn địa lý là dấu hiệu dùng để chỉ nguồn gốc địa lý của sản phẩm từ khu vực, địa phương, vùng lãnh thổ hoặc quốc gia cụ thể. Sản phẩm
mang chỉ dẫn địa lý có danh tiếng, chất lượng hoặc đặc tính chủ yếu do điều kiện địa lý quyết định, và danh tiếng được xác định bằng mức độ tín nhiệm của người
tiêu dùng đối với sản phẩm đó.`

func TestJustifiedLinesAreFull(t *testing.T) {
	rows := lineRows(t, page("@page{size:400pt 400pt;margin:20pt}p{text-align:justify}", "<p>"+prose+"</p>"))
	if len(rows) < 5 {
		t.Fatalf("%d lines", len(rows))
	}
	for i, r := range rows[:len(rows)-1] {
		if math.Abs(r.left-20) > 0.01 || math.Abs(r.right-380) > 0.3 {
			t.Errorf("line %d reaches from %.2f to %.2f, want 20 to 380", i, r.left, r.right)
		}
	}
	if last := rows[len(rows)-1]; last.right > 379 {
		t.Errorf("the last line is stretched to %.2f", last.right)
	}
}

func TestAlignmentFollowsTheDirection(t *testing.T) {
	for _, c := range []struct {
		name, css, attr string
		left, right     float64 // -1 if it does not matter
	}{
		{"start", "", "", 20, -1},
		{"end", "p{text-align:end}", "", -1, 180},
		{"start from right to left", "", ` dir="rtl"`, -1, 180},
		{"end from right to left", "p{text-align:end}", ` dir="rtl"`, 20, -1},
		{"left from right to left", "p{text-align:left}", ` dir="rtl"`, 20, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := lineRows(t, page(narrow+c.css, "<p"+c.attr+">abc</p>"))[0]
			if c.left >= 0 && math.Abs(r.left-c.left) > 0.01 || c.right >= 0 && math.Abs(r.right-c.right) > 0.01 {
				t.Errorf("from %.2f to %.2f", r.left, r.right)
			}
		})
	}
	r := lineRows(t, page(narrow+"p{text-align:center}", "<p>abc</p>"))[0]
	if math.Abs(r.left+r.right-200) > 0.01 {
		t.Errorf("the middle of a centred line is at %.2f, want 100", (r.left+r.right)/2)
	}
}

func TestBalancedLinesAreEven(t *testing.T) {
	html := "<h1>Thông báo kết quả thẩm định hình thức đơn đăng ký</h1>"
	css := "@page{size:400pt 400pt;margin:20pt}h1{font-size:18pt;text-wrap:balance}"
	rows := lineRows(t, page(css, html))
	if len(rows) != 2 {
		t.Fatalf("%d lines: %s", len(rows), joined(rows))
	}
	if a, b := rows[0].right-rows[0].left, rows[1].right-rows[1].left; math.Abs(a-b) > 60 {
		t.Errorf("lines of %.0f and %.0f points", a, b)
	}
}

func TestLinesOfIdeographsAreFullAndKeepTheirPunctuation(t *testing.T) {
	if !ours.Covers('商') {
		html := page("@page{size:200pt 400pt;margin:20pt}p{text-align:justify;font-size:10pt}", `<p lang="zh">`+strings.Repeat("商标是用以区别商品，", 8)+"</p>")
		for _, r := range lineRows(t, html) {
			if strings.HasPrefix(r.text, "，") {
				t.Errorf("a line begins with a comma: %q", r.text)
			}
		}
		return
	}
	t.Fatal("our faces have ideographs now: test with them that lines are full")
}

// A paragraph as a whole is better than line by line: the sum of what its lines are stretched by, cubed, is no greater.
func TestParagraphIsBrokenAsAWhole(t *testing.T) {
	doc, _ := style.Read("trial.html", []byte(page("p{text-align:justify}", "<p>"+prose+"</p>")), nil)
	b := newBuilder(doc, Options{Fonts: ours}, pdf.New(discard{}, ours, pdf.Info{Title: "x", Lang: "vi"}))
	n := doc.Body.Kids[0]
	p := b.paragraph(n.Style, n.Kids, nil, 1, 500)
	for _, width := range []float64{150, 200, 260, 330} {
		sum := func(ls []line) float64 {
			s := 0.0
			for _, l := range ls {
				if !l.last {
					s += math.Pow(max(0, width-l.natural)/l.stretch, 3)
				}
			}
			return s
		}
		if whole, first := sum(b.lines(p, width)), sum(firstFit(b, p, width)); whole > first+1e-9 {
			t.Errorf("width %.0f: %.2f as a whole, %.2f line by line", width, whole, first)
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// firstFit breaks a paragraph line by line.
func firstFit(b *builder, p *paragraph, width float64) []line {
	bps := b.breakpoints(p, width)
	var out []line
	a, fits := 0, -1
	for j := 1; j < len(bps); j++ {
		if between(&bps[a], &bps[j], 0).natural > width && fits >= 0 {
			out = append(out, between(&bps[a], &bps[fits], 0))
			a = fits
		}
		fits = j
	}
	return append(out, between(&bps[a], &bps[fits], 0))
}
