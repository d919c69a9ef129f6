package style_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"testing/fstest"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/adapter/paper/style"
)

// FuzzRead reads any bytes as a page with a style sheet, and sees that what comes out can be relied upon.
func FuzzRead(f *testing.F) {
	const head = "<!DOCTYPE html><html lang=vi><head><title>T</title><link rel=stylesheet href=a.css></head><body>"
	f.Add([]byte(head+"<h1>A</h1><p class='a b' id=c dir=auto>A&amp;<b>B</b><br>e\u0301<!-- x --></p></body></html>"), "p.a > b, #c :first-child{margin:1em auto;border:1pt solid #123}@page :first{size:A4 landscape;@top-center{content:element(x)}}")
	f.Add([]byte(head+"<table><thead><tr><th colspan=3>A</th></tr></thead></table><svg role=img aria-label=A viewBox='0 0 1 1'><path d=M0/></svg>"), "@media print{table{display:grid;grid-template-columns:1fr 2em 3%;gap:1pt}}:lang(vi){columns:2}")
	f.Add([]byte("<p><a><p></b><script>x</script><plaintext><div>"), "p{font-size:2em;line-height:1e3}p p{font-size:900%}@page{margin:900mm}")
	f.Add([]byte("\xef\xbb\xbf<html><body hidden><body><head><span>\x00\xff"), "{}}@a{b{c:d;e}/*")
	f.Add([]byte(head+"<p><span class=f>A<span class=f>B</span></span></p><div class=r><div class=r>C</div></div>"), ".f{float:footnote}.r{position:running(a)}span:last-child{text-decoration:underline line-through}")
	f.Fuzz(func(t *testing.T, html []byte, css string) {
		files := fstest.MapFS{"a.css": {Data: []byte(css)}}
		doc, problems := style.Read("a.html", html, files)
		if _, again := style.Read("a.html", html, files); fmt.Sprint(problems) != fmt.Sprint(again) {
			t.Fatalf("read twice:\n%v\n%v", problems, again)
		}
		for _, p := range problems {
			if p.Line < 0 || p.What == nil || p.File == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
		for _, p := range []style.Page{doc.Page, doc.First} {
			if !finite(reflect.ValueOf(p)) || p.Width-p.Margin[1]-p.Margin[3] < 72 || p.Height-p.Margin[0]-p.Margin[2] < 72 ||
				p.Head != "" && doc.Running[p.Head] == nil || p.Foot != "" && doc.Running[p.Foot] == nil {
				t.Fatalf("page %+v", p)
			}
		}
		if doc.Body.Tag != "body" {
			t.Fatalf("the body is %q", doc.Body.Tag)
		}
		known := map[*style.Style]bool{}
		holds(t, doc.Body, known, 0)
		for _, n := range doc.Running {
			holds(t, n, known, 0)
		}
	})
}

// holds fails unless a node and all below it are as the types promise.
func holds(t *testing.T, n *style.Node, known map[*style.Style]bool, depth int) {
	switch {
	case depth > 101:
		t.Fatal("deeper than allowed")
	case n.Style == nil, n.Line < 1:
		t.Fatalf("%q has no style or no line: %d", n.Tag, n.Line)
	case n.Tag == "" && (len(n.Kids) > 0 || !norm.NFC.IsNormalString(n.Text)):
		t.Fatalf("the text %q", n.Text)
	case n.Tag != "" && n.Style.Display == style.None && depth > 0:
		t.Fatalf("%s is not to be shown", n.Tag)
	}
	if !known[n.Style] {
		known[n.Style] = true
		if s := n.Style; !finite(reflect.ValueOf(*s)) || s.FontSize < 0 || s.LineHeight < 0 || s.Orphans < 1 || s.Widows < 1 || s.GridSpan == 0 ||
			s.Margin[0].IsAuto() || s.Margin[2].IsAuto() {
			t.Fatalf("%+v", *s)
		}
	}
	for _, k := range n.Kids {
		holds(t, k, known, depth+1)
	}
}

// finite says whether every number in a value is one.
func finite(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float64:
		return !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0)
	case reflect.Struct:
		for i := range v.NumField() {
			if !finite(v.Field(i)) {
				return false
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			if !finite(v.Index(i)) {
				return false
			}
		}
	}
	return true
}
