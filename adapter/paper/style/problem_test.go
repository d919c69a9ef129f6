package style_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/adapter/paper/style"
)

// told reads a file and gives its problems, one a line.
func told(src string, files fstest.MapFS) string {
	_, problems := style.Read("a.html", []byte(src), files)
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&b, p)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// frame puts a body, from line 3 on, into a document that is in order.
func frame(body string) string {
	return "<!DOCTYPE html><html lang=\"vi\"><head><title>Thư</title></head>\n<body>\n" + body + "\n</body></html>"
}

// sheet puts a style sheet, from line 3 on, into a document that is in order.
func sheet(css string) string {
	return "<!DOCTYPE html><html lang=\"vi\"><head><title>Thư</title>\n<style>\n" + css + "\n</style></head><body></body></html>"
}

func TestProblemsOfTheHTMLAreToldWithTheirLine(t *testing.T) {
	deep := strings.Repeat("<div>", 120)
	for _, c := range []struct{ name, src, want string }{
		{"nothing is wrong", frame("<p>A</p>"), ""},
		{"an element that is left open", frame("<p><b>A</p>"), "a.html:3: the element <b> is not closed before the end of <p> on line 3"},
		{"an element closed out of its turn", frame("<p>\n<b><i>A</b></i></p>"),
			"a.html:4: the element <i> is not closed before the end of <b> on line 4\na.html:4: </i> closes an element that is not open"},
		{"an element that is closed twice", frame("<p>A</p></p>"), "a.html:3: </p> closes an element that is not open"},
		{"the end of the file", "<!DOCTYPE html><html lang=vi><head><title>T</title></head><body>\n<p>A", "a.html:1: the element <body> is not closed\na.html:1: the element <html> is not closed\na.html:2: the element <p> is not closed"},
		{"an end tag of what has none", frame("<p>A<br></br></p>"), "a.html:3: <br> has no end tag"},
		{"an element that closes itself", frame("<div/>"), "a.html:3: <div/> needs an end tag of its own"},
		{"void elements may close themselves", frame("<p>A<br/>B</p><hr />"), ""},
		{"an element outside the subset", frame("<p>\n\n<font color=red>A</font></p>"), "a.html:5: there is no element <font> in documents"},
		{"a script", frame("<p>A</p><script>if (a < b) { '<p>' }</script>"), "a.html:3: there is no element <script> in documents"},
		{"a form", frame("<form><input name=a></form>"), "a.html:3: there is no element <form> in documents\na.html:3: there is no element <input> in documents"},
		{"an attribute outside the subset", frame("<p style=\"color:red\">A</p>"), `a.html:3: <p> has no attribute "style" in documents`},
		{"an attribute of another element", frame("<p colspan=2>A</p>"), `a.html:3: <p> has no attribute "colspan" in documents`},
		{"a block in a paragraph", frame("<p><div>A</div></p>"), "a.html:3: <div> may not stand in <p>"},
		{"a block in inline text", frame("<div><span><p>A</p></span></div>"), "a.html:3: <p> may not stand in <span>"},
		{"an item outside a list", frame("<div><li>A</li></div>"), "a.html:3: <li> may only stand in <ul>, <ol>"},
		{"a row outside the parts of a table", frame("<table><tr><th>A</th></tr></table>"), "a.html:3: <tr> may only stand in <thead>, <tbody>, <tfoot>"},
		{"something else in a list", frame("<ul><p>A</p></ul>"), "a.html:3: <p> may not stand in <ul>"},
		{"terms may be grouped", frame("<dl><div><dt>A</dt><dd>B</dd></div></dl>"), ""},
		{"text in a list", frame("<ul>\n<li>A</li>\nB</ul>"), "a.html:5: text may not stand in <ul> itself"},
		{"text outside the body", "<!DOCTYPE html>\n<html lang=vi><head><title>T</title></head><body></body></html> B", "a.html:2: text may not stand in <html> itself"},
		{"a link in a link", frame(`<p><a href="https://a.vn">A <a href="https://b.vn">B</a></a></p>`), "a.html:3: <a> may not stand in <a>"},
		{"no doctype", "<html lang=vi><head><title>T</title></head><body></body></html>", "a.html:1: the file does not begin with <!DOCTYPE html>"},
		{"no title, no language", "<!DOCTYPE html><html><head></head><body></body></html>", "a.html: the document has no title\na.html: the element <html> has no attribute lang"},
		{"no frame", "<!DOCTYPE html><p>A</p>", "a.html: the document has no element <html>\na.html: the document has no element <body>\na.html: the document has no title\na.html: the element <html> has no attribute lang\na.html:1: <p> may only stand in <body>"},
		{"a language that is none", frame("<p lang=\"tiếng Việt\">A</p>"), `a.html:3: "tiếng Việt" is not a language tag such as "vi"`},
		{"too deep", frame(deep), "a.html:3: elements stand more than 100 deep in each other"},
		{"a control character", frame("<p>A\n\x01B&#2;</p>"), "a.html:4: the text has the control character U+0001"},
		{"another character set", frame("<p>A</p>\n<p>\xe9</p>"), "a.html:4: the file is not in UTF-8"},
		{"an id given twice", frame("<p id=a>A</p>\n<p id=a>B</p>"), `a.html:4: the id "a" is there twice`},
		{"a link that leads nowhere", frame(`<p><a href="#b">B</a></p>`), `a.html:3: the link to "#b" leads nowhere`},
		{"a link that leads somewhere on the web only", frame(`<p><a href="/v/1">B</a></p>`), `a.html:3: <a> may not have href="/v/1"`},
		{"a link that is a script", frame(`<p><a href="javascript:alert(1)">B</a></p>`), `a.html:3: <a> may not have href="javascript:alert(1)"`},
		{"links that are in order", frame(`<p id=x><a href="https://a.vn/b?c#d">B</a> <a href="mailto:a@b.vn">C</a> <a href="tel:+84">D</a> <a href="#x">E</a></p>`), ""},
		{"a direction", frame("<p dir=up>A</p>"), `a.html:3: <p> may not have dir="up"`},
		{"a picture elsewhere", frame("<p><img src=https://a.vn/a.png alt=A></p>"), `a.html:3: <img> may not have src="https://a.vn/a.png"`},
		{"a picture in the page", frame("<p><img src=data:image/png;base64,AA alt=A><img src=data:image/svg+xml,a alt=A></p>"), `a.html:3: <img> may not have src="data:image/svg+xml,a"`},
		{"a drawing", frame(`<svg viewBox="0 0 1 1" role=img aria-label=A><path d="M0 0"/><text>A</text></svg>`), "a.html:3: there is no element <text> in drawings"},
		{"an unknown meta", "<!DOCTYPE html><html lang=vi><head><title>T</title>\n<meta name=robots content=none></head><body></body></html>", `a.html:2: <meta> may not have name="robots"`},
		{"another link", "<!DOCTYPE html><html lang=vi><head><title>T</title>\n<link rel=icon href=a.png></head><body></body></html>", `a.html:2: <link> may not have rel="icon"`},
		{"a style sheet that is not there", "<!DOCTYPE html><html lang=vi><head><title>T</title>\n<link rel=stylesheet href=../a.css></head><body></body></html>", `a.html:2: the style sheet "../a.css" cannot be read`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(c.src, nil); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestDocumentsAreReadableForEverybody(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"a picture without words", "<p>\n<img src=a.png></p>", "a.html:4: the picture has no attribute alt: what does it say to those who do not see it?"},
		{"a picture that is decoration", "<p><img src=a.png alt=\"\"></p>", ""},
		{"a drawing without words", "<svg viewBox=\"0 0 1 1\"></svg>", `a.html:3: the drawing has neither role="img" with aria-label nor aria-hidden="true"`},
		{"a drawing that is decoration", "<svg aria-hidden=true></svg>", ""},
		{"headings that go down step by step", "<h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2>", ""},
		{"a heading that is skipped", "<h1>A</h1>\n<h3>B</h3>", "a.html:4: the heading <h3> comes where <h2> is the deepest that may"},
		{"a first heading that is not the first level", "<h2>A</h2>", "a.html:3: the heading <h2> comes where <h1> is the deepest that may"},
		{"a heading without text", "<h1> </h1>", "a.html:3: the element <h1> has no text"},
		{"a heading that is a picture", "<h1><img src=a.png alt=A></h1>", ""},
		{"a link without text", `<p><a href="https://a.vn"></a></p>`, "a.html:3: the element <a> has no text"},
		{"a link that is a picture", `<p><a href="https://a.vn"><img src=a.png alt=A></a></p>`, ""},
		{"a link without a target", `<p><a>A</a></p>`, `a.html:3: <a> needs the attribute "href"`},
		{"a table without heads", "<table><tbody><tr><td>A</td></tr></tbody></table>", "a.html:3: the table has no heads: <th>"},
		{"a table with a ragged row", "<table><tbody><tr><th>A</th><td colspan=2>B</td></tr>\n<tr><th>A</th><td>B</td></tr></tbody></table>", "a.html:4: the row has 2 columns, the first row of its table 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(frame(c.body), nil); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestProblemsOfStyleSheetsAreToldWithTheirLine(t *testing.T) {
	for _, c := range []struct{ name, css, want string }{
		{"nothing is wrong", "p { color: #123; margin: 0 auto }", ""},
		{"a property outside the subset", "p {\n color: black;\n opacity: 0.5;\n}", `a.html:5: there is no property "opacity" in documents`},
		{"a value outside the subset", "p { color: red }", `a.html:3: color may not be "red" in documents`},
		{"a unit outside the subset", "p { margin: 2vw }", `a.html:3: margin may not be "2vw" in documents`},
		{"a length below zero", "p { padding: -1pt }", `a.html:3: padding may not be "-1pt" in documents`},
		{"a length without a unit", "p { width: 3 }", `a.html:3: width may not be "3" in documents`},
		{"a length without end", "p { width: 1e99pt }", `a.html:3: width may not be "1e99pt" in documents`},
		{"no value", "p { width: }", `a.html:3: width may not be "" in documents`},
		{"a variable", "p { --a: 1; width: var(--a) }", "a.html:3: there is no property \"--a\" in documents\na.html:3: width may not be \"var(--a)\" in documents"},
		{"importance", "p { color: black !important }", `a.html:3: color may not be "black !important" in documents`},
		{"a pseudo-class outside the subset", "a { color: black }\na:hover { color: white }", `a.html:4: the selector "a:hover" is outside the subset`},
		{"a sibling", "h1 + p, h2 { margin: 0 }", `a.html:3: the selector "h1 + p, h2" is outside the subset`},
		{"an attribute", "[hidden] { margin: 0 }", `a.html:3: the selector "[ hidden ]" is outside the subset`},
		{"for the screen everything is allowed", "@media screen and (min-width: 3px) { a:hover { opacity: 1 } @supports (x) { b {} } }", ""},
		{"faces are of the office", "@font-face { font-family: A; src: url(a.woff2) }", ""},
		{"print is read", "@media print, screen {\n p { opacity: 1 }\n}", `a.html:4: there is no property "opacity" in documents`},
		{"another medium", "@media (min-width: 3px) { p { opacity: 1 } }", `a.html:3: "@media ( min-width:3px)" is none of @media print, screen and all`},
		{"another rule", "@import url(a.css);\n@supports (x) { p { opacity: 1 } }\np { opacity: 1 }", "a.html:3: there is no rule @import in style sheets of documents\na.html:4: there is no rule @supports in style sheets of documents\na.html:5: there is no property \"opacity\" in documents"},
		{"a declaration that is none", "p { color }\nb { color black; margin: 0 }", "a.html:3: this is no declaration such as \"color: black\"\na.html:4: this is no declaration such as \"color: black\""},
		{"a rule in a rule", "p { b { color: black } color: red }", "a.html:3: this is no declaration such as \"color: black\"\na.html:3: color may not be \"red\" in documents"},
		{"a block that is not closed", "p {\n color: black", "a.html:3: the block that begins here is not closed"},
		{"a brace too many", "p { color: black } }\np { color: red }", "a.html:3: a brace is closed that is not open\na.html:4: color may not be \"red\" in documents"},
		{"no rule at all", "p", `a.html:3: "p" is no rule`},
		{"lines are counted over comments and strings", "/*\n\n*/ p { font-family: \"A\\\nB\";\ncolor: red }", `a.html:7: color may not be "red" in documents`},
		{"a page that has a name", "@page wide { margin: 0 }", `a.html:3: "@page wide" is neither @page nor @page :first`},
		{"a property outside @page", "@page { color: black }", `a.html:3: there is no property "color" in @page`},
		{"a size of the first page", "@page :first { size: A5 }", `a.html:3: there is no property "size" in @page`},
		{"a length that depends on the text", "@page { margin: 2em }", `a.html:3: margin may not be "2em" in @page`},
		{"a corner of the page", "@page { @top-left { content: element(a) } }", `a.html:3: there is no rule @top-left in @page`},
		{"text in the margin", "@page { @top-center { content: \"A\" } }", `a.html:3: @top-center may only have content: element(NAME) or none`},
		{"margins wider than the page", "@page { margin: 120mm }", "a.html: the margins of the page leave no room for text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(sheet(c.css), nil); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestProblemsNameTheStyleSheetTheyAreIn(t *testing.T) {
	files := fstest.MapFS{"paper.css": {Data: []byte("p {\n opacity: 1\n}")}}
	const src = "<!DOCTYPE html><html lang=vi><head><title>T</title><link rel=stylesheet href=paper.css></head><body>\n<font></font></body></html>"
	const want = "a.html:2: there is no element <font> in documents\npaper.css:2: there is no property \"opacity\" in documents"
	for range 2 { // read, and found among those that were read
		if got := told(src, files); got != want {
			t.Errorf("got\n%s", got)
		}
	}
}

func TestProblemsHaveAnEnd(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "<p x%d>A</p>\n", i)
	}
	_, problems := style.Read("a.html", []byte(frame(b.String())), nil)
	if n := len(problems); n != 1001 || !strings.Contains(problems[0].Error(), "there are more problems than these 1000") {
		t.Errorf("%d problems, first %v", n, problems[0])
	}
}
