package layout

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// structure gives the tree of structure as poppler reads it, with the text of each element.
func structure(t testing.TB, body []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdfinfo")
	if err != nil {
		t.Skip("pdfinfo is not installed")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-struct-text", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range strings.Split(string(out), "\n") {
		l = strings.TrimSpace(l)
		switch {
		case strings.HasPrefix(l, `"`):
			b.WriteString(strings.Trim(l, `"`))
		case l != "" && l[0] != '/' && !strings.HasPrefix(l, "Object "):
			b.WriteString(" " + tag.FindString(l) + " ")
		}
	}
	return b.String()
}

// tag is the name of an element at the beginning of a line.
var tag = regexp.MustCompile(`^[A-Za-z0-9]+`)

func TestStructureFollowsTheSource(t *testing.T) {
	files := fstest.MapFS{"a.png": {Data: picture(1)}}
	for _, c := range []struct{ name, css, html, want string }{
		{"headings and paragraphs", "", "<section><h1>Head</h1><p>Text</p></section>", "Document Sect H1 Head P Text"},
		{"a block that means nothing has no element", "", "<div><div><p>Text</p></div></div>", "Document P Text"},
		{"text in a block is a paragraph", "", "<div>Text</div>", "Document P Text"},
		{"lists", "", "<ul><li>One</li><li>Two</li></ul>", "Document L LI Lbl • LBody One LI Lbl • LBody Two"},
		{"a list of definitions in a grid", "dl{display:grid;grid-template-columns:auto 1fr}", "<dl><dt>(210)</dt><dd>No</dd><dt>(220)</dt><dd>Day</dd></dl>",
			"Document L LI Lbl (210) LBody No LI Lbl (220) LBody Day"},
		{"a list of definitions in groups", "", "<dl><div><dt>a</dt><dd>b</dd></div></dl>", "Document L LI Lbl a LBody b"},
		{"tables", "", `<table><caption>Cap</caption><thead><tr><th scope="col">H</th></tr></thead><tbody><tr><td>D</td></tr></tbody></table>`,
			"Document Table Caption Cap THead TR TH H TBody TR TD D"},
		{"a link among text", "", `<p>a <a href="https://example.org/">b</a> c</p>`, "Document P a Link b c"},
		{"a footnote beside its number", ".f{float:footnote}", `<p>a<span class="f">note</span> b</p>`, "Document P a Reference Link 1 b Note Lbl 1 note"},
		{"another language", "", `<p>a <span lang="en">b</span></p>`, "Document P a Span b"},
		{"a picture", "", `<figure><img src="a.png" alt="Seal"/><figcaption>Cap</figcaption></figure>`, "Document Div Figure Caption Cap"},
		{"a picture that says nothing is none", "", `<p>a <img src="a.png" alt=""/></p>`, "Document P a"},
		{"what is hidden from readers is none", "", `<p>a <span aria-hidden="true">b</span></p><p aria-hidden="true">c</p>`, "Document P a"},
		{"columns side by side, one after the other", ".g{display:grid;grid-template-columns:1fr 1fr}", `<div class="g"><div><p>a1</p><p>a2</p></div><div><p>b1</p></div></div>`,
			"Document P a1 P a2 P b1"},
		{"a paragraph over two pages is one", "@page{size:200pt 100pt;margin:20pt}", "<p>" + strings.Repeat("word ", 60) + "</p>", "Document P " + strings.TrimSpace(strings.Repeat("word ", 60))},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, _ := set(t, page(c.css, c.html), files)
			if got := strings.Join(strings.Fields(structure(t, body)), " "); got != c.want {
				t.Errorf("\n%s, want\n%s", got, c.want)
			}
		})
	}
}

func TestTextIsExtractedAsItWasWritten(t *testing.T) {
	html := page(letterCSS+"header{display:none}.foot{display:none}", strings.ReplaceAll(letterHTML, "Ngày nộp đơn", "Nga\u0300y nộp đơn"))
	body, _ := set(t, html, nil)
	got := strings.Join(strings.Fields(look(t, body, "-raw")), " ")
	for _, want := range []string{
		"Thông báo kết quả thẩm định hình thức đơn đăng ký nhãn hiệu",
		"Người nộp đơn có quyền nộp ý kiến bằng văn bản trong thời hạn ghi ở dưới.",
		"(220) Ngày nộp đơn 01/11/2026",
		"2. Mọi thay đổi về tên và địa chỉ phải được thông báo.",
		"The examination as to formality has been completed.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
