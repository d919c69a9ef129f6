package xml_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/exchange/xml"
)

// documents writes down what a stream of documents holds: of each its document type, then its tags with their lines.
func documents(src io.Reader, lim xml.Limits) (string, error) {
	var b strings.Builder
	r := xml.NewReader(src, lim)
	for {
		k, err := r.Next()
		if err == io.EOF {
			fmt.Fprintf(&b, "(%s)", r.Doctype())
			if !r.NextDocument() {
				return b.String(), nil
			}
			continue
		}
		if err != nil {
			return b.String(), err
		}
		if k == xml.Start {
			fmt.Fprintf(&b, "%s %d ", r.Name(), r.Line())
		}
	}
}

func TestDocumentsOneBehindTheOther(t *testing.T) {
	const declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	for _, c := range []struct{ rule, doc, want, wrong string }{
		{"one document", declaration + "<a/>", "a 2 ()", ""},
		{"each begins with its XML declaration", declaration + "<a/>\n" + declaration + "<b/>" + declaration + "<c/>\n", "a 2 ()b 4 ()c 5 ()", ""},
		{"or with its document type declaration", "<!DOCTYPE a><a/><!-- of a --><!DOCTYPE b><b/>", "a 1 (a)b 1 (b)", ""},
		{"or with both", declaration + "<!DOCTYPE a [ ]>\n<a/>\n" + declaration + "<!DOCTYPE b>\n<b/>\n" + declaration + "<c/>", "a 3 (a)b 6 (b)c 8 ()", ""},
		{"a namespace ends with its document", declaration + "<p:a xmlns:p='u'/>" + declaration + "<p:b/>", "p:a 2 ()", "line 3, column 1, byte 96: the prefix of the element"},
		{"a root alone is no document", declaration + "<a/><b/>", "a 2 ", "a tag behind the root element"},
		{"a document behind a document needs a root too", "<!DOCTYPE a><a/><!DOCTYPE b>", "a 1 (a)", "no root element"},
		{"a document type declaration stands once in each", "<!DOCTYPE a><a/><!DOCTYPE b><!DOCTYPE c><c/>", "a 1 (a)", "stands once"},
		{"a document that breaks ends the stream", declaration + "<a/>" + declaration + "<b></c></b>" + declaration + "<d/>", "a 2 ()b 3 ", "line 3, column 4, byte 85: the end-tag does not match"},
		{"the encoding is that of the stream", declaration + "<a/><?xml version='1.0' encoding='UTF-16'?><b/>", "a 2 ()", `encoding is "UTF-16"`},
		{"UTF-16", utf16be("\ufeff<?xml version='1.0' encoding='UTF-16'?><a/>\n<?xml version='1.0' encoding='UTF-16'?><b/>"), "a 1 ()b 2 ()", ""},
		{"an instruction whose name begins with xml begins no document", declaration + "<a/><?xml-stylesheet ?><?xmlns?>", "a 2 ()", ""},
		{"a declaration cut by the end", declaration + "<a/><?xml", "a 2 ", "ends within markup"},
		{"more documents than allowed", strings.Repeat("<!DOCTYPE a><a/>", 5), "a 1 (a)a 1 (a)a 1 (a)a 1 ", "more than 4 documents"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for how, src := range map[string]io.Reader{
				"whole":   strings.NewReader(c.doc),
				"by byte": iotest.OneByteReader(strings.NewReader(c.doc)),
			} {
				got, err := documents(src, xml.Limits{Documents: 4})
				if got != c.want || (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
					t.Errorf("%s: got %q, %v\nwant %q, %s", how, got, err, c.want, c.wrong)
				}
			}
		})
	}
}

func TestDocumentsOneBehindTheOtherAreRefusedUnlessAllowed(t *testing.T) {
	for _, doc := range []string{"<a/><?xml version='1.0'?><b/>", "<!DOCTYPE a><a/>\n<!DOCTYPE b><b/>"} {
		r := xml.NewReader(strings.NewReader(doc), xml.Limits{})
		var err error
		for err == nil {
			_, err = r.Next()
		}
		if err == io.EOF || r.NextDocument() {
			t.Errorf("%s: got %v, and another document", doc, err)
		}
	}
}

// TestStreamsLongerThanTheWindow begins documents at every place of the window.
func TestStreamsLongerThanTheWindow(t *testing.T) {
	const one = "<?xml version='1.0'?>\n<!DOCTYPE a>\n<a>text</a>\n"
	const n = 10000
	r := xml.NewReader(strings.NewReader(strings.Repeat(one, n)), xml.Limits{Documents: n})
	docs, line := 1, 0
	for {
		k, err := r.Next()
		if err == io.EOF {
			if !r.NextDocument() {
				break
			}
			docs++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if k == xml.Start {
			line = r.Line()
		}
	}
	if docs != n || line != 3*n {
		t.Errorf("got %d documents, the last at line %d", docs, line)
	}
}
