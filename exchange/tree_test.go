package exchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange/xml"
)

// plant makes the tree of a document's root.
func plant(t *testing.T, doc string, prune func([]byte) bool) (*tree, error) {
	t.Helper()
	r := xml.NewReader(strings.NewReader(doc), xml.Limits{})
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	tr := new(tree)
	over, err := tr.read(r, prune)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err == nil || err.Error() != "EOF" {
		t.Errorf("the reader does not stand behind the element: %v", err)
	}
	if over != nil {
		return tr, over
	}
	return tr, nil
}

func TestTheTextOfAnElement(t *testing.T) {
	for _, c := range []struct{ rule, doc, want string }{
		{"of a leaf it is the text", `<a>one</a>`, "one"},
		{"it goes on over comments, sections and references", `<a>o<!-- x -->n<![CDATA[e <]]>&amp;</a>`, "one <&"},
		{"paragraphs are parted", `<a><p>One.</p><p>Two.</p></a>`, "One. Two."},
		{"what flows is not", `<a>H<sub>2</sub>O <b>is</b> wet</a>`, "H2O is wet"},
		{"a space between words in elements of their own stays", `<a><b>wet</b> <b>water</b></a>`, "wet water"},
		{"the white space of a pretty printer goes", "<a>\n  <p>One.</p>\n  <p>Two.</p>\n</a>", "One. Two."},
		{"an empty element has none", `<a/>`, ""},
	} {
		tr, err := plant(t, c.doc, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(tr.root().bytes()); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestPathsFollowLocalNames(t *testing.T) {
	tr, err := plant(t, `<x:a xmlns:x="u"><b n="1"><c>1</c></b><x:b n="2"><c>2</c><c>3</c></x:b><d/></x:a>`, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := tr.root()
	var all []string
	for c := range a.under("b", "c") {
		all = append(all, string(c.bytes()))
	}
	if want := []string{"1", "2", "3"}; !slices.Equal(all, want) {
		t.Errorf("a path gives %q, want %q", all, want)
	}
	if got := string(a.at("b", "c").bytes()); got != "1" {
		t.Errorf("the first of a path is %q", got)
	}
	if e := a.at("b", "x", "y"); e.ok() || e.name() != "" || len(e.bytes()) != 0 || e.attr("n") != nil {
		t.Error("an absent element is something")
	}
	if got := string(a.child("b").attr("n")); got != "1" {
		t.Errorf("the attribute is %q", got)
	}
}

func TestWhatNobodyAsksForIsAStranger(t *testing.T) {
	tr, err := plant(t, `<a><b><c>1</c><d><e/></d></b><f>2</f><g><h/></g></a>`, nil)
	if err != nil {
		t.Fatal(err)
	}
	tr.root().at("b", "c").bytes()
	tr.root().child("g").take()
	var names []string
	tr.strangers(func(name string) { names = append(names, name) })
	if want := []string{"d", "f"}; !slices.Equal(names, want) {
		t.Errorf("strangers are %q, want %q", names, want)
	}
}

func TestPrunedElementsAreNotBuilt(t *testing.T) {
	tr, err := plant(t, `<a><b/><x><y>long</y></x><b/></a>`, func(name []byte) bool { return string(name) == "x" })
	if err != nil {
		t.Fatal(err)
	}
	if tr.root().has("x") || len(slices.Collect(tr.root().each("b"))) != 2 {
		t.Error("the wrong elements were pruned")
	}
}

func TestARecordBeyondTheLimitsIsPassedOver(t *testing.T) {
	for rule, doc := range map[string]string{
		"elements": "<a>" + strings.Repeat("<b><c/></b>", maxTreeNodes/2+1) + "</a>",
		"bytes":    "<a>" + strings.Repeat("<b>"+strings.Repeat("x", 1<<16)+"</b>", maxTreeText>>16+1) + "</a>",
	} {
		if _, err := plant(t, doc, nil); err == nil {
			t.Errorf("a record with too many %s is taken", rule)
		}
	}
}

// A hostile record may be wide: white space between a hundred thousand elements must not cost a hundred thousand times as much.
func BenchmarkTreeOfAWideElement(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			doc := "<a>" + strings.Repeat("\n <b>1</b>", n) + "</a>"
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				r := xml.NewReader(strings.NewReader(doc), xml.Limits{})
				r.Next()
				if _, err := new(tree).read(r, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
