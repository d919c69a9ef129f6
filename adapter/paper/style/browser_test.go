package style_test

import (
	"encoding/json"
	"fmt"
	"html"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/style"
)

// A browser is asked what it computes, without laying it out, for a made-up document with made-up rules: selectors, cascade, inheritance and units must be
// the same here. The built-in sheet is a layer of its own there, which lies below everything else as it does here.
func TestABrowserComputesTheSame(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium here")
	}
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	builtin, err := os.ReadFile("builtin.css")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for seed := range uint64(3) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 5))}
		body := m.blocks(5)
		css := m.sheet(150)
		theirs := ask(t, chromium, fmt.Sprintf("<!DOCTYPE html><html lang=vi><head><title>T</title><style>@layer builtin{%s} html{display:none!important}</style><style>%s</style><script>%s</script></head><body>%s</body></html>",
			builtin, css, report, body))
		doc, problems := style.Read("a.html", page(css, body), nil)
		for _, p := range problems {
			if !strings.Contains(p.Error(), "heading") && !strings.Contains(p.Error(), "heads") {
				t.Fatal(p)
			}
		}
		each(doc.Body, func(n *style.Node) {
			id := n.Get("title")
			if id == "" {
				return
			}
			compared++
			for name, ours := range computed(n) {
				if !alike(ours, theirs[id][name]) {
					t.Errorf("seed %d, <%s title=%s class=%q>: %s is %s, a browser has %s", seed, n.Tag, id, n.Class, name, ours, theirs[id][name])
				}
			}
		})
	}
	if compared < 300 {
		t.Errorf("only %d elements are compared", compared)
	}
}

// report is the script that writes the computed styles of all elements with a title into an attribute.
const report = `
const names = ["font-size", "font-weight", "font-style", "line-height", "color", "text-align", "text-indent", "text-transform", "letter-spacing",
  "margin-top", "margin-left", "padding-bottom", "border-top-style", "border-left-color", "background-color", "display", "list-style-type", "white-space",
  "vertical-align", "hyphens", "orphans", "widows", "column-count", "break-before", "break-inside", "direction", "border-collapse"];
document.addEventListener("DOMContentLoaded", () => {
  const out = {};
  for (const e of document.querySelectorAll("[title]")) {
    const s = getComputedStyle(e);
    out[e.title] = Object.fromEntries(names.map(n => [n, s.getPropertyValue(n)]));
  }
  document.documentElement.setAttribute("report", JSON.stringify(out));
});`

// ask opens a page in the browser and gives what its script reports.
func ask(t *testing.T, chromium, src string) map[string]map[string]string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "in.html")
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(out), ` report="`)
	rest, _, _ = strings.Cut(rest, `"`)
	var styles map[string]map[string]string
	if err := json.Unmarshal([]byte(html.UnescapeString(rest)), &styles); err != nil {
		t.Fatalf("%v in %.200s", err, rest)
	}
	return styles
}

// maker makes up documents and style sheets.
type maker struct {
	*rand.Rand
	n int
}

func pick[T any](m *maker, list ...T) T { return list[m.IntN(len(list))] }

// open makes a start tag with some attributes.
func (m *maker) open(tag string) string {
	m.n++
	s := fmt.Sprintf("<%s title=%d", tag, m.n)
	if m.IntN(3) > 0 {
		s += " class=\"" + pick(m, "a", "b", "c", "a b", "b c d", "d a") + "\""
	}
	if m.IntN(12) == 0 {
		s += fmt.Sprintf(" id=i%d", m.n)
	}
	if m.IntN(9) == 0 {
		s += " lang=" + pick(m, "en", "en-GB", "fr")
	}
	if m.IntN(15) == 0 {
		s += " dir=" + pick(m, "ltr", "rtl")
	}
	return s + ">"
}

// blocks makes blocks, up to some depth.
func (m *maker) blocks(depth int) string {
	var b strings.Builder
	for range 2 + m.IntN(3) {
		switch tag := pick(m, "div", "section", "div", "ul", "table", "p", "h2", "p", "blockquote"); {
		case tag == "p" || tag == "h2" || depth == 0:
			if depth == 0 {
				tag = "p"
			}
			b.WriteString(m.open(tag) + "A " + m.open("b") + "B " + m.open("i") + "C</i></b> " + m.open("sup") + "D</sup></" + tag + ">")
		case tag == "ul":
			b.WriteString(m.open("ul") + m.open("li") + m.blocks(depth-1) + "</li>" + m.open("li") + "E</li></ul>")
		case tag == "table":
			b.WriteString(m.open("table") + m.open("tbody") + m.open("tr") + m.open("th") + "F</th>" + m.open("td") + m.open("span") + "G</span></td></tr></tbody></table>")
		default:
			b.WriteString(m.open(tag) + m.blocks(depth-1) + "</" + tag + ">")
		}
	}
	return b.String()
}

// sheet makes rules.
func (m *maker) sheet(rules int) string {
	var b strings.Builder
	for range rules {
		b.WriteString(m.selector())
		if m.IntN(4) == 0 {
			b.WriteString(", " + m.selector())
		}
		b.WriteString(" { ")
		for range 1 + m.IntN(3) {
			b.WriteString(m.declaration() + "; ")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func (m *maker) selector() string {
	var b strings.Builder
	for i := range 1 + m.IntN(4) {
		if i > 0 {
			b.WriteString(pick(m, " ", " > ", " "))
		}
		before := b.Len()
		if m.IntN(2) == 0 {
			b.WriteString(pick(m, "div", "p", "b", "i", "li", "td", "tr", "section", "body", "ul", "sup"))
		}
		if m.IntN(2) == 0 {
			b.WriteString(pick(m, ".a", ".b", ".c", ".a.b", ".d"))
		}
		if m.IntN(20) == 0 {
			fmt.Fprintf(&b, "#i%d", m.IntN(300))
		}
		if m.IntN(5) == 0 || b.Len() == before {
			b.WriteString(pick(m, ":first-child", ":last-child", ":lang(en)", ":lang(vi)", ":lang(en-GB)"))
		}
	}
	return b.String()
}

func (m *maker) declaration() string {
	length := func() string { return pick(m, "0", "2pt", "1.5em", "0.5rem", "1mm", "3px", "0.1in", "0.2cm") }
	colour := func() string { return pick(m, "#123", "#abcdef", "black", "white", "#0f08"[:4]) }
	return pick(m,
		"font-size: "+pick(m, "9pt", "1.1em", "105%", "1rem", "120%", "1.25rem"),
		"font-weight: "+pick(m, "normal", "bold", "700", "400"),
		"font-style: "+pick(m, "normal", "italic"),
		"line-height: "+pick(m, "1.3", "14pt", "130%", "1.2em"),
		"color: "+colour(),
		"text-align: "+pick(m, "start", "end", "left", "right", "center", "justify"),
		"text-indent: "+length(),
		"text-transform: "+pick(m, "none", "uppercase"),
		"letter-spacing: "+pick(m, "normal", "0.1em", "1pt", "-0.5pt"),
		"margin: "+length()+" "+length(), "margin-top: "+length(), "margin-left: -1pt",
		"padding: "+length(), "padding-bottom: "+length(),
		"border-top: "+pick(m, "1pt solid", "dotted 2pt #456", "none", "double"), "border-color: "+colour()+" currentcolor", "border-left: 2pt dashed "+colour(),
		"background-color: "+pick(m, colour(), "transparent"),
		"display: "+pick(m, "block", "inline", "list-item", "grid"),
		"list-style-type: "+pick(m, "disc", "decimal", "lower-alpha", "upper-roman", "lower-roman", "none"),
		"white-space: "+pick(m, "normal", "nowrap", "pre"),
		"vertical-align: "+pick(m, "baseline", "sub", "super", "top", "middle", "bottom"),
		"hyphens: "+pick(m, "none", "manual", "auto"),
		"orphans: "+strconv.Itoa(1+m.IntN(4)), "widows: "+strconv.Itoa(1+m.IntN(4)),
		"column-count: "+pick(m, "2", "3", "auto"), "columns: "+pick(m, "2", "auto"),
		"break-before: "+pick(m, "auto", "page", "avoid"), "break-inside: "+pick(m, "auto", "avoid"),
		"border-collapse: "+pick(m, "collapse", "separate"),
	)
}

// each visits all elements below a node.
func each(n *style.Node, f func(*style.Node)) {
	for _, k := range n.Kids {
		if k.Tag != "" {
			f(k)
			each(k, f)
		}
	}
}

// computed is the style of an element in the words of a browser; lengths in px.
func computed(n *style.Node) map[string]string {
	s := n.Style
	px := func(pt float64) string { return strconv.FormatFloat(pt/0.75, 'f', 4, 64) + "px" }
	rgb := func(c style.Color) string {
		if c.A == 0 {
			return "rgba(0, 0, 0, 0)"
		}
		return fmt.Sprintf("rgb(%d, %d, %d)", c.R, c.G, c.B)
	}
	weight := map[bool]string{true: "700", false: "400"}[s.Bold]
	spacing, count := "normal", "auto"
	if s.Spacing != 0 {
		spacing = px(s.Spacing)
	}
	if s.Columns > 0 {
		count = strconv.Itoa(s.Columns)
	}
	m := map[string]string{
		"font-size": px(s.FontSize), "font-weight": weight, "font-style": map[bool]string{true: "italic", false: "normal"}[s.Italic],
		"line-height": px(s.LineHeight), "color": rgb(s.Color), "letter-spacing": spacing, "text-indent": px(s.Indent.Value),
		"text-align":     [...]string{"start", "end", "left", "right", "center", "justify"}[s.Align],
		"text-transform": map[bool]string{true: "uppercase", false: "none"}[s.Upper],
		"margin-top":     px(s.Margin[0].Value), "margin-left": px(s.Margin[3].Value), "padding-bottom": px(s.Padding[2].Value),
		"border-top-style": [...]string{"none", "solid", "double", "dotted", "dashed"}[s.Border[0].Line], "background-color": rgb(s.Background),
		"display": [...]string{"inline", "block", "none", "list-item", "grid", "table", "table-caption", "table-column-group", "table-column", "table-header-group",
			"table-row-group", "table-footer-group", "table-row", "table-cell"}[s.Display],
		"list-style-type": [...]string{"disc", "decimal", "lower-alpha", "upper-roman", "lower-roman", "none"}[s.ListStyle],
		"hyphens":         [...]string{"manual", "none", "auto"}[s.Hyphens],
		"orphans":         strconv.Itoa(s.Orphans), "widows": strconv.Itoa(s.Widows),
		"break-before": [...]string{"auto", "avoid", "page"}[s.BreakBefore], "break-inside": map[bool]string{true: "avoid", false: "auto"}[s.KeepInside],
		"direction": map[bool]string{true: "rtl", false: "ltr"}[s.RTL], "border-collapse": map[bool]string{true: "collapse", false: "separate"}[s.Collapse],
	}
	if s.Border[3].Line != style.NoLine {
		m["border-left-color"] = rgb(s.Border[3].Color)
	}
	if s.Display != style.Table {
		m["column-count"] = count
	}
	if !s.Balance { // text-wrap and white-space have parts in common there
		m["white-space"] = [...]string{"normal", "nowrap", "pre"}[s.WhiteSpace]
	}
	if n.Tag != "tbody" && n.Tag != "tr" { // browsers have built-in values that nobody sees
		m["vertical-align"] = [...]string{"baseline", "sub", "super", "top", "middle", "bottom"}[s.VAlign]
	}
	return m
}

// alike says whether two values are equal, lengths within what a browser rounds.
func alike(a, b string) bool {
	x, errX := strconv.ParseFloat(strings.TrimSuffix(a, "px"), 64)
	y, errY := strconv.ParseFloat(strings.TrimSuffix(b, "px"), 64)
	if errX == nil && errY == nil {
		return math.Abs(x-y) < 0.02+math.Abs(x)/1000
	}
	return a == b
}
