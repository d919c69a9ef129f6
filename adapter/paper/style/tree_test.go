package style_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/paper/style"
)

// outline writes a tree in brackets.
func outline(n *style.Node) string {
	if n.Tag == "" {
		return fmt.Sprintf("%q", n.Text)
	}
	var b strings.Builder
	b.WriteString(n.Tag)
	for i, k := range n.Kids {
		b.WriteString(map[bool]string{true: "(", false: " "}[i == 0] + outline(k))
	}
	if len(n.Kids) > 0 {
		b.WriteByte(')')
	}
	return b.String()
}

func TestTreeIsWhatWasWritten(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"text and elements", "<p>A <b>B</b> C</p>", `body(p("A " b("B") " C"))`},
		{"references are decoded", "<p>A&amp;B&nbsp;&#x110;&shy;</p>", "body(p(\"A&B\\u00a0Đ\\u00ad\"))"},
		{"text is composed", "<p>Vie\u0323\u0302t</p>", `body(p("Việt"))`},
		{"comments leave no trace", "<p>e<!-- x -->\u0301 A</p>", `body(p("é A"))`},
		{"white space between blocks stays, in lists it does not", "<ul>\n<li>A</li>\n</ul>\n", `body(ul(li("A")) "\n")`},
		{"line ends are line feeds", "<pre>A\r\nB</pre>", `body(pre("A\nB"))`},
		{"what is outside the subset leaves its text", "<p><font>A</font> <script>B</script>C</p>", `body(p("A C"))`},
		{"what is hidden is not there", "<p>A</p><p hidden>B</p><p class=none>C</p>", `body(p("A"))`},
		{"a drawing", `<svg role=img aria-label=A viewBox="0 0 1 1"><title>A</title><g><path d="M0 0"/></g></svg>`, `body(svg(title("A") g(path)))`},
		{"capitals", "<P>A</P>", `body(p("A"))`},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, _ := style.Read("a.html", page(".none{display:none}", c.body), nil)
			if got := outline(doc.Body); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestNodesKnowTheirPlaceAndLanguage(t *testing.T) {
	doc, problems := style.Read("a.html", []byte(frame("<p>A</p>\n<div lang=en title='&quot;Vie\u0323\u0302t'\nclass=' a  b '><p>B\n<i lang=fr>C</i></p></div>")), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	div := doc.Body.Kids[3]
	p := div.Kids[0]
	i := p.Kids[1]
	if div.Line != 4 || p.Line != 5 || i.Line != 6 || i.Kids[0].Line != 6 {
		t.Errorf("lines %d %d %d", div.Line, p.Line, i.Line)
	}
	if doc.Lang != "vi" || doc.Body.Kids[1].Lang != "vi" || p.Lang != "en" || p.Kids[0].Lang != "en" || i.Lang != "fr" || i.Kids[0].Lang != "fr" {
		t.Error("languages are not inherited")
	}
	if fmt.Sprintf("%q %q", div.Class, div.Get("title")) != `["a" "b"] "\"Việt"` || div.Get("id") != "" || div.Has("id") || p.Int("colspan", 1) != 1 {
		t.Errorf("%+v", div)
	}
}

func TestSVGKeepsItsNames(t *testing.T) {
	doc, problems := style.Read("a.html", page("", `<svg viewBox="0 0 4 5" aria-hidden="true" width="4"><rect fill-rule="evenodd" width="1"/></svg>`), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	svg := doc.Body.Kids[0]
	if svg.Get("viewBox") != "0 0 4 5" || svg.Kids[0].Get("fill-rule") != "evenodd" || svg.Kids[0].Style != svg.Style {
		t.Errorf("%+v", svg)
	}
}

func TestHeadIsRead(t *testing.T) {
	files := fstest.MapFS{"a.css": {Data: []byte("p{margin:1pt}")}, "b.css": {Data: []byte("p{margin:2pt}")}, "c.css": {Data: []byte("p{margin:3pt}")}}
	doc, problems := style.Read("a.html", []byte(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title> Quyết định
		số 12 </title><meta name="author" content="Cục"><meta name="viewport" content="width=device-width">
		<link rel="stylesheet" href="b.css"><link rel="stylesheet" href="a.css" media="print"><link rel="stylesheet" href="c.css" media="screen">
		<style>p{padding:4pt}</style></head><body><p>A</p></body></html>`), files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if s := doc.Body.Kids[0].Style; doc.Title != "Quyết định số 12" || doc.Meta["author"] != "Cục" || s.Margin[0].Value != 1 || s.Padding[0].Value != 4 {
		t.Errorf("%q %v %+v", doc.Title, doc.Meta, s)
	}
}

func TestReadIsSafeForConcurrentUse(t *testing.T) {
	want, _ := style.Read("a.html", page("p{margin:1pt}", "<p>A <b>B</b></p>"), nil)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 200 {
				css := fmt.Sprintf("p{margin:1pt}.x%d{margin:2pt}", (i*200+j)%150) // more sheets than are kept
				if doc, problems := style.Read("a.html", page(css, "<p>A <b>B</b></p>"), nil); len(problems) > 0 || outline(doc.Body) != outline(want.Body) ||
					doc.Body.Kids[0].Style.Margin != want.Body.Kids[0].Style.Margin {
					t.Errorf("%s: %v", outline(doc.Body), problems)
				}
			}
		})
	}
	all.Wait()
}

func TestLimitsAreTold(t *testing.T) {
	large := strings.Repeat(" ", 1<<20+1)
	many := strings.Repeat("p{margin:0}", 5_001)
	sheets := strings.Repeat("<style>p{}</style>", 20)
	for _, c := range []struct{ name, src, want string }{
		{"a large style sheet", sheet(large), "a.html:2: the style sheet is larger than 1048576 bytes"},
		{"many rules", sheet(many), "a.html:3: the style sheet has more than 5000 rules"},
		{"many style sheets", "<!DOCTYPE html><html lang=vi><head><title>T</title>" + sheets + "</head><body></body></html>", "a.html:1: the document has more than 16 style sheets"},
		{"many classes", frame("<p class='" + strings.Repeat("a ", 65) + "'>A</p>"), "a.html:3: <p> has more than 64 classes"},
		{"many elements", frame(strings.Repeat("<br>", 2_000_001)), "a.html:3: the document has more than 2000000 elements and texts"},
		{"a large file", strings.Repeat(" ", 64<<20+1), "a.html: the file is larger than 67108864 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(c.src, nil); !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// What is read piece by piece is put together once: were it not, each of these would take minutes.
func TestLongInputIsReadOnce(t *testing.T) {
	for name, body := range map[string]string{
		"text in pieces":        "<p>" + strings.Repeat("a<!-- -->", 200_000) + "</p>",
		"text between unknowns": "<p>" + strings.Repeat("<x>a</x>", 200_000) + "</p>",
		"ends of nothing":       strings.Repeat("<div>", 90) + strings.Repeat("</i>", 200_000) + strings.Repeat("</div>", 90),
		"directions in another": strings.Repeat("<div dir=auto>", 90) + strings.Repeat("<p>1 <bdi>2</bdi></p>", 20_000) + strings.Repeat("</div>", 90),
	} {
		if doc, _ := style.Read("a.html", page("", body), nil); len(doc.Body.Kids) != 1 {
			t.Errorf("%s: %d children", name, len(doc.Body.Kids))
		}
	}
}
