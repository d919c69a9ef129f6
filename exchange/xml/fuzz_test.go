package xml_test

import (
	"bytes"
	stdxml "encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/exchange/xml"
)

// FuzzReader holds five things of any bytes: reading them whole, and byte by byte, gives the same; so does reading them
// as a stream of documents, which begins with the document that they are alone; the short ways (Tag, Leaf, Value, Skip)
// read what Next reads; what we accept encoding/xml accepts too and reads the same tokens in it; an error has its place
// within the document.
//
// What we accept and encoding/xml does not is left out of the comparison, for these reasons:
//   - UTF-16, which it leaves to its caller, and a byte order mark, which it takes for text;
//   - names of the fifth edition, where it knows those of the fourth;
//   - document type declarations, of which it understands the quotes and comments in another manner;
//   - an encoding written "utf-8" in any case, where it wants its caller's help for some;
//   - references of many digits, which it reads into 64 bits.
func FuzzReader(f *testing.F) {
	for _, s := range []string{
		`<a>b</a>`, `<a b='c&amp;d' e="f"/>`, "<a>\r\n<b/>\r</a>", `<a xmlns="u" xmlns:p="v"><p:b p:c=""/></a>`,
		`<?xml version="1.0" encoding="utf-8"?><!-- c --><a><![CDATA[<]]>&#65;<?p i?></a> `,
		`<!DOCTYPE a [<!ENTITY b "c"><!-- ' --> %d; <?e f?>]><a/>`, "<a>]]</a>", "<a\n></a\t>", `<a b='"' c="'">&lt;&gt;&quot;&apos;</a>`,
		"<đ>ế</đ>", "\xff\xfe<\x00a\x00/\x00>\x00", "<a>]]></a>", "<a/>x", "<a b='1' b='2'/>", "<a>&x;</a>", "\ufeff<a/>", "<a:b xmlns:a='c'/>",
		"<!DOCTYPE a [<!ELEMENT a ((b|c)*,d?)+><!ELEMENT d (#PCDATA|a)*><!ATTLIST a b (c|d) 'c' e NOTATION (f) #IMPLIED g CDATA #FIXED '&lt;'>]><a/>",
		"<!DOCTYPE a PUBLIC 'b' 'c' [<!ENTITY d '&e;&#65;<'><!ENTITY e SYSTEM 'f' NDATA g><!ENTITY % h PUBLIC 'i' 'j'>%h;<!NOTATION g PUBLIC 'k'>]><a/>",
		"<a>\n  <b>1</b>\n  <b>2</b>\n  <b>3&lt;</b><c/><c/><c> x<d/>y </c>\n<b ></b ><b>]]</b><b>]]></b></a>",
		"<!DOCTYPE a><a/> <?xml version='1.0'?><a/><!DOCTYPE b><b/>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		var got string
		var err error
		for _, lim := range []xml.Limits{{Documents: 3}, {}} {
			stream := got
			got, err = tokens(bytes.NewReader(doc), lim)
			again, err2 := tokens(iotest.OneByteReader(bytes.NewReader(doc)), lim)
			if got != again || (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
				t.Fatalf("whole %s %v\nby byte %s %v", got, err, again, err2)
			}
			if err == nil && lim.Documents == 0 && got != stream {
				t.Fatalf("alone %s\nas a stream %s", got, stream)
			}
		}
		long, err2 := children(bytes.NewReader(doc), false)
		if short, err3 := children(bytes.NewReader(doc), true); short != long || fmt.Sprint(err3) != fmt.Sprint(err2) {
			t.Fatalf("%q\nby Next %s %v\nby the short ways %s %v", doc, long, err2, short, err3)
		}
		if fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("%v, and by Next again %v", err, err2)
		}
		if err != nil {
			if e, ok := err.(*xml.Error); ok && (e.Pos.Line < 1 || e.Pos.Column < 1 || e.Pos.Offset < 0 || e.Pos.Offset > int64(len(doc)*3)) {
				t.Fatalf("place %+v of %d bytes", e.Pos, len(doc))
			}
			return
		}
		if bytes.HasPrefix(doc, []byte("\xff\xfe")) || bytes.HasPrefix(doc, []byte("\xfe\xff")) || bytes.HasPrefix(doc, []byte("\xef\xbb\xbf")) ||
			bytes.Contains(doc, []byte("<!DOCTYPE")) || bytes.Contains(doc, []byte("00000000000000000000")) {
			return
		}
		want, err := stdTokens(doc)
		if err != nil {
			if strings.Contains(err.Error(), "invalid XML name") || strings.Contains(err.Error(), "encoding ") || strings.Contains(err.Error(), "invalid character entity") && !ascii(doc) {
				return
			}
			t.Fatalf("we accept %q as %s, encoding/xml says %v", doc, got, err)
		}
		if got != want {
			t.Fatalf("%q:\nours %s\nencoding/xml %s", doc, got, want)
		}
	})
}

// children writes down the elements of the root: of every third its text and how many elements lie in it, of every third
// its name only, and of the others their elements. It reads them by the short ways, or by Next.
func children(src io.Reader, short bool) (string, error) {
	var b strings.Builder
	r := xml.NewReader(src, xml.Limits{})
	tag := func() (xml.Kind, error) {
		if short {
			return r.Tag()
		}
		for {
			if k, err := r.Next(); k != xml.Text {
				return k, err
			}
		}
	}
	value := func() (text string, inner int, err error) {
		if short {
			if v, ok := r.Leaf(); ok {
				return string(v), 0, nil
			}
			v, inner, err := r.Value()
			return string(v), inner, err
		}
		for depth := r.Depth(); ; {
			k, err := r.Next()
			switch {
			case err != nil:
				return "", 0, err
			case k == xml.Text && r.Depth() == depth:
				text += string(r.Text())
			case k == xml.Start:
				inner++
			case k == xml.End && r.Depth() < depth:
				return text, inner, nil
			}
		}
	}
	for n := 0; ; {
		k, err := tag()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %s %d; ", k, r.Name(), r.Line())
		if k != xml.Start || r.Depth() == 1 {
			continue
		}
		switch n++; n % 3 {
		case 0:
			v, inner, err := value()
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%q %d; ", v, inner)
		case 1:
			if short {
				err = r.Skip()
			} else {
				_, _, err = value()
			}
			if err != nil {
				return "", err
			}
		}
	}
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// spaced makes one space of each white space of an attribute's value: encoding/xml does not normalise it.
var spaced = strings.NewReplacer("\n", " ", "\t", " ", "\r", " ")

func tokens(src io.Reader, lim xml.Limits) (string, error) {
	var b, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&b, "%q ", text.String())
			text.Reset()
		}
	}
	r := xml.NewReader(src, lim)
	for {
		k, err := r.Next()
		if err == io.EOF {
			if !r.NextDocument() {
				return b.String(), nil
			}
			b.WriteString("| ")
			continue
		}
		if err != nil {
			return "", err
		}
		switch k {
		case xml.Start:
			flush()
			fmt.Fprintf(&b, "<%s", r.Name())
			for _, a := range r.Attrs() {
				fmt.Fprintf(&b, " %s=%q", a.Name, spaced.Replace(string(a.Value)))
			}
			b.WriteString("> ")
		case xml.End:
			flush()
			fmt.Fprintf(&b, "</%s> ", r.Name())
		case xml.Text:
			text.Write(r.Text())
		}
	}
}

func stdTokens(doc []byte) (string, error) {
	var b, text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			fmt.Fprintf(&b, "%q ", text.String())
			text.Reset()
		}
	}
	name := func(n stdxml.Name) string {
		if n.Space == "" {
			return n.Local
		}
		return n.Space + ":" + n.Local
	}
	d := stdxml.NewDecoder(bytes.NewReader(doc))
	depth := 0
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case stdxml.StartElement:
			flush()
			depth++
			fmt.Fprintf(&b, "<%s", name(tok.Name))
			for _, a := range tok.Attr {
				fmt.Fprintf(&b, " %s=%q", name(a.Name), spaced.Replace(a.Value))
			}
			b.WriteString("> ")
		case stdxml.EndElement:
			flush()
			depth--
			fmt.Fprintf(&b, "</%s> ", name(tok.Name))
		case stdxml.CharData:
			if depth > 0 {
				text.Write(tok)
			}
		}
	}
}
