package paper_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// parsed reads a page as a browser does.
func parsed(t testing.TB, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// each calls f for every element.
func each(n *html.Node, f func(*html.Node)) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			f(d)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text is what an element says, white space told by single spaces.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br:
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// lines writes a page as prose: a line for each block.
func lines(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.DataAtom {
			case atom.H1, atom.H2, atom.H3:
				fmt.Fprintf(&b, "\n%s %s\n", strings.Repeat("#", int(c.Data[1]-'0')), text(c))
			case atom.P, atom.Figcaption:
				if s := text(c); s != "" {
					b.WriteString(s + "\n")
				}
			case atom.Tr:
				var cells []string
				for d := range c.ChildNodes() {
					if d.DataAtom == atom.Td || d.DataAtom == atom.Th {
						cells = append(cells, text(d))
					}
				}
				b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
			case atom.Dt:
				b.WriteString(text(c) + ": ")
			case atom.Dd:
				b.WriteString(text(c) + "\n")
			case atom.Li:
				b.WriteString("* ")
				if c.FirstChild != nil && c.FirstChild.Type == html.TextNode && strings.TrimSpace(c.FirstChild.Data) != "" {
					b.WriteString(text(c) + "\n")
				} else {
					walk(c)
				}
			case atom.Img:
				fmt.Fprintf(&b, "[%s]\n", attr(c, "alt"))
			case atom.Svg:
				if label := attr(c, "aria-label"); label != "" {
					fmt.Fprintf(&b, "[%s]\n", label)
				}
			default:
				walk(c)
			}
		}
	}
	walk(n)
	return strings.TrimSpace(b.String()) + "\n"
}

func body(t testing.TB, page string) *html.Node {
	t.Helper()
	var found *html.Node
	each(parsed(t, page), func(n *html.Node) {
		if n.DataAtom == atom.Body {
			found = n
		}
	})
	return found
}

// TestTextsOfSamples keeps what every sample says, to be read as prose when it changes.
func TestTextsOfSamples(t *testing.T) {
	all := open(t)
	for _, p := range sample.Papers() {
		for _, langs := range []string{"vi", "en"} {
			page, _ := fill(t, all, in(p, langs))
			got := lines(body(t, page))
			golden := filepath.Join("testdata", "golden", p.Name+"."+langs+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s says something else; look at it, then rewrite it with -update:\n%s", golden, got)
			}
		}
	}
}

// must is what a document of a form says in each language, whatever its data.
var must = map[procedure.Form][2][]string{
	procedure.Receipt:     {{"Biên nhận đơn", "Kính gửi", "4-2026-03381", "16:41:08", "SHA-256", "to-khai.pdf", "417.002"}, {"Filing receipt", "To:", "4 February 2026", "Application form", "417,002"}},
	procedure.Defect:      {{"Thông báo", "thiếu sót", "ngày 06 tháng 4 năm 2026", "180.000 đồng", "1.000 điểm ảnh"}, {"Notice", "defects", "6 April 2026", "VND 180,000", "1,000 pixels"}},
	procedure.Refusal:     {{"dự định từ chối", "Quyền có trước", "4-0561208", "ngày 05 tháng 5 năm 2026"}, {"Provisional refusal", "Earlier rights", "the origin", "5 May 2026"}},
	procedure.Decision:    {{"Quyết định", "Xét đơn", "Điều 1.", "Điều 4."}, {"Decision", "On the application", "Article 1.", "Article 4."}},
	procedure.FeeRequest:  {{"phí, lệ phí", "400.000 đồng", "Tổng cộng", "chưa kiểm chứng"}, {"fees", "VND 400,000", "Total", "unverified"}},
	procedure.Certificate: {{"Số", "Cục trưởng"}, {"No.", "Director General"}},
	procedure.Extract:     {{"Trích lục", "Trạng thái", "Đã đăng ký", "Các hành vi đã ghi nhận", "Bằng chứng trong nhật ký"}, {"Extract of the register", "Status", "Recorded acts", "Proof in the log"}},
	procedure.Copy:        {{"bản sao đúng", "hinh-ve.pdf", "4 tệp"}, {"true copies", "Drawings", "4 files"}},
	procedure.GazettePart: {{"Công báo", "Số 455, Tập B", "Nhãn hiệu: Đăng ký", "(111) Số đăng ký", "Cấp bằng độc quyền sáng chế"}, {"Industrial Property Gazette", "No. 455, Volume B"}},
	procedure.Letter:      {{"V/v mời dự", "Trân trọng"}, {"Re: training", "Yours faithfully"}},
}

func TestDocumentsSayWhatTheirFormMustSay(t *testing.T) {
	all := open(t)
	for _, p := range sample.Papers() {
		for i, langs := range []string{"vi", "en"} {
			for _, way := range []string{langs, "vi+en", "en+vi"} {
				page, _ := fill(t, all, in(p, way))
				said := text(body(t, page))
				for _, want := range must[p.Document.Form][i] {
					if way != langs && (want == "417,002" || want == "417.002") {
						want = "417 002"
					}
					if !strings.Contains(said, want) && !(way != langs && splits(want)) {
						t.Errorf("%s in %s does not say %q", p.Name, way, want)
					}
				}
			}
		}
	}
}

// splits reports whether what is wanted is made of a word and data, between which the other language stands.
func splits(want string) bool {
	for _, s := range []string{"No. ", "Số 455", "Nhãn hiệu: ", "To:", "(111) "} {
		if strings.HasPrefix(want, s) {
			return true
		}
	}
	return false
}

// TestFiguresOfTwoLanguagesStandOnce: neither 417.002 nor 04/02/2026 says the same to readers of both languages.
func TestFiguresOfTwoLanguagesStandOnce(t *testing.T) {
	all := open(t)
	for _, c := range []struct {
		paper string
		once  []string
		never []string
	}{
		{"receipt", []string{"04.02.2026", "417 002", "09:30:00, 05.02.2026 (UTC+7)"}, []string{"417.002", "417,002", "5 February 2026, 09:30"}},
		{"extract-PT", []string{"VN 1-2022-04417 A, 27.02.2023", "188 159"}, []string{"27/02/2023", "27 February 2023"}},
		{"fee", []string{"400 000 VND", "−160 000 VND"}, []string{"200.000 đồng"}},
	} {
		for _, langs := range []string{"vi+en", "en+vi"} {
			page, _ := fill(t, all, in(sample.Paper{Name: c.paper, Document: find(t, c.paper).Document}, langs))
			said := text(body(t, page))
			for _, want := range c.once {
				if strings.Count(said, want) != 1 {
					t.Errorf("%s in %s says %q %d times", c.paper, langs, want, strings.Count(said, want))
				}
			}
			for _, not := range c.never {
				if strings.Contains(said, not) {
					t.Errorf("%s in %s says %q", c.paper, langs, not)
				}
			}
		}
	}
}

func TestTitleOfACertificateIsThatOfItsRight(t *testing.T) {
	all := open(t)
	for kind, want := range map[string]string{
		"TM": "Giấy chứng nhận đăng ký nhãn hiệu", "PT": "Bằng độc quyền sáng chế", "UM": "Bằng độc quyền giải pháp hữu ích",
		"DS": "Bằng độc quyền kiểu dáng công nghiệp", "GI": "Giấy chứng nhận đăng ký chỉ dẫn địa lý",
	} {
		page, _ := fill(t, all, find(t, "certificate-"+kind).Document)
		each(parsed(t, page), func(n *html.Node) {
			if n.DataAtom == atom.H1 && text(n) != want {
				t.Errorf("%s: %q, want %q", kind, text(n), want)
			}
		})
	}
}

// TestNothingIsLabelledThatIsNotThere finds labels without a value and elements that say nothing.
func TestNothingIsLabelledThatIsNotThere(t *testing.T) {
	all := open(t)
	says := map[atom.Atom]bool{}
	for _, a := range []atom.Atom{atom.H1, atom.H2, atom.H3, atom.P, atom.Dt, atom.Dd, atom.Th, atom.Td, atom.Li, atom.Dl, atom.Ol, atom.Ul, atom.Table, atom.Section, atom.Title, atom.A} {
		says[a] = true
	}
	for _, p := range sample.Papers() {
		for langs := range languages {
			page, _ := fill(t, all, in(p, langs))
			each(parsed(t, page), func(n *html.Node) {
				if says[n.DataAtom] && text(n) == "" && attr(n, "class") != "room" {
					t.Errorf("%s in %s has an empty <%s class=%q>", p.Name, langs, n.Data, attr(n, "class"))
				}
				if n.DataAtom == atom.Dd && strings.HasPrefix(text(n), ",") {
					t.Errorf("%s in %s has a value that begins with a comma: %q", p.Name, langs, text(n))
				}
				if n.DataAtom == atom.Img && (attr(n, "src") == "" || strings.TrimSpace(attr(n, "alt")) == "") {
					t.Errorf("%s in %s has a picture without a name or without words", p.Name, langs)
				}
			})
		}
	}
}

func TestEachLanguageIsTold(t *testing.T) {
	all := open(t)
	for _, p := range sample.Papers() {
		page, _ := fill(t, all, in(p, "en+vi"))
		root, tagged := "", 0
		each(parsed(t, page), func(n *html.Node) {
			switch {
			case n.DataAtom == atom.Html:
				root = attr(n, "lang")
			case attr(n, "lang") == "vi":
				tagged++
			}
		})
		if root != "en" || tagged == 0 {
			t.Errorf("%s: the page is in %q and %d elements in Vietnamese", p.Name, root, tagged)
		}
	}
}

// hostile is a mark with whatever somebody might file.
func hostile(words string) *procedure.Document {
	id := ipr.ID{Office: "VN", Kind: ipr.Trademark, Number: "4-2026-1"}
	rec := register.Record{
		Application: &register.Numbered{Number: words}, Mark: &register.Mark{Text: words, Description: words, Translation: words},
		Parties: []register.Party{{Role: ipr.Owner, Name: words, Place: words, Country: "VN"}, {Role: ipr.Owner, Name: words}},
		Status:  register.Status("nonsense"),
	}
	for i := range 100 {
		rec.Classes = append(rec.Classes, register.Class{Scheme: "nice", Class: i, Terms: []string{words, words}})
	}
	return &procedure.Document{
		Form: procedure.Extract, Langs: languages["vi+en"], Office: office.SampleLetterhead(), Number: words, Date: ipr.Date{Year: 2026, Month: 2, Day: 5},
		To: &procedure.Addressee{Name: words, Address: []string{words}, Ref: words, Care: words}, Subject: office.Same(words), Link: "https://vi-du.invalid/v/1", Token: words,
		Right: procedure.NewBibliography(&register.Entry{ID: id, Kind: id.Kind, Office: id.Office, Record: rec}), Remarks: []procedure.Remark{{Words: office.Same(words)}},
	}
}

func TestHostileValuesAreTextAndNothingElse(t *testing.T) {
	all := open(t)
	elements := func(words string) map[string]int {
		page, _ := fill(t, all, hostile(words))
		n := map[string]int{}
		each(parsed(t, page), func(e *html.Node) {
			if e.DataAtom != atom.Wbr {
				n[e.Data]++
			}
		})
		return n
	}
	plain := fmt.Sprint(elements("Chè"))
	for name, words := range map[string]string{
		"script": `<script>alert(1)</script>`, "attribute": `" onmouseover="alert(1)`, "comment": `<!-- x --><p>`, "end of a title": `</title></dd></table><h1>`,
		"template": `{{.Office}}`, "entity": `&lt;b&gt;&#0;`, "emoji": "👩🏽‍🌾🏳️‍🌈", "Arabic": "شاي الجبل", "long word": strings.Repeat("Nghiêng", 200),
	} {
		if got := fmt.Sprint(elements(words)); got != plain {
			t.Errorf("%s makes other elements:\n%s\n%s", name, got, plain)
		}
		page, _ := fill(t, all, hostile(words))
		if n := strings.Count(text(body(t, page)), words); n < 100 {
			t.Errorf("%s is told %d times only", name, n)
		}
	}
}

func TestATextTurnsTheDirectionOfNothingButItself(t *testing.T) {
	all := open(t)
	for _, words := range []string{"\u202eevil", "\u2067open", "close\u2069\u2069", "\u202a\u202b\u202d", "ok\u200f"} {
		page, _ := fill(t, all, hostile(words))
		each(parsed(t, page), func(n *html.Node) {
			depth := 0
			for _, r := range text(n) {
				switch r {
				case '\u2066', '\u2067', '\u2068':
					depth++
				case '\u2069':
					depth--
				case '\u202a', '\u202b', '\u202d', '\u202e', '\u200f':
					if depth == 0 {
						t.Fatalf("%+q turns the text around it in <%s>: %+.80q", words, n.Data, text(n))
					}
				}
				if depth < 0 {
					t.Fatalf("%+q ends an isolate that is not its own: %+.80q", words, text(n))
				}
			}
			if depth != 0 {
				t.Fatalf("%+q leaves an isolate open in <%s>: %+.80q", words, n.Data, text(n))
			}
		})
	}
}

func TestVeryLongWordsCanBeBroken(t *testing.T) {
	word := strings.Repeat("a\u0323", 100) // each with a dot below, which stays with its letter
	page, _ := fill(t, open(t), hostile(word))
	parts := strings.Split(page[strings.Index(page, "a\u0323"):], "<wbr>")
	if len(parts) < 4 || len([]rune(parts[1])) != 16 {
		t.Errorf("the word is in %d parts, the second one %q", len(parts), parts[1])
	}
	for _, p := range parts {
		if strings.HasPrefix(p, "\u0323") {
			t.Errorf("a mark is parted from its letter: %q", p)
		}
	}
}

func TestThreeThousandWordsOfGoodsAreAllThere(t *testing.T) {
	d := hostile("Chè")
	var terms []string
	for i := range 3000 {
		terms = append(terms, fmt.Sprintf("hàng%d", i))
	}
	d.Right.Classes = []procedure.Class{{Scheme: "nice", Code: "30", Label: office.Same("Nhóm 30"), Terms: terms}}
	page, _ := fill(t, open(t), d)
	if want := strings.Join(terms, "; ") + "."; !strings.Contains(text(body(t, page)), want) {
		t.Error("goods are missing or in another order")
	}
}

func FuzzFill(f *testing.F) {
	all := open(f)
	f.Add("Chè <b>")
	f.Add("\u202e\x00\xff")
	f.Add("a\u200d\u200d\ufe0f")
	f.Add("{{.}}\u2069")
	f.Fuzz(func(t *testing.T, words string) {
		d := hostile(words)
		d.Right.Classes = nil
		page, _, err := all.Fill(d)
		if err != nil {
			t.Fatal(err)
		}
		each(parsed(t, string(page)), func(n *html.Node) {
			if n.DataAtom == atom.Script || n.DataAtom == atom.Style || attr(n, "style") != "" {
				t.Fatalf("%q makes <%s>", words, n.Data)
			}
		})
	})
}
