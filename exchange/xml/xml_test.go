package xml_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// script writes the tokens of a document down, one after the other; texts in pieces are put together.
func script(src io.Reader, lim xml.Limits) (string, error) {
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
			return strings.TrimSpace(b.String()), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch k {
		case xml.Text:
			text.Write(r.Text())
			continue
		case xml.Start:
			flush()
			b.WriteString("<" + named(r.Space(), r.Local()))
			for _, a := range r.Attrs() {
				fmt.Fprintf(&b, " %s=%q", named(r.AttrSpace(a), a.Local()), a.Value)
			}
			b.WriteString("> ")
		case xml.End:
			flush()
			b.WriteString("</" + string(r.Name()) + "> ")
		}
	}
}

func named(space, local []byte) string {
	if len(space) == 0 {
		return string(local)
	}
	return "{" + string(space) + "}" + string(local)
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ rule, doc, want string }{
		{"an element", `<a>b</a>`, `<a> "b" </a>`},
		{"an empty element is a start and an end", `<a/>`, `<a> </a>`},
		{"white space in tags", "<a\n b = 'c'\t></a >", `<a b="c"> </a>`},
		{"what lies outside the root is passed over", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<!-- c --><?p i?>\n<a/>\n<!-- c --> <?p?>\n", `<a> </a>`},
		{"a byte order mark is passed over", "\ufeff<a/>", `<a> </a>`},
		{"the predefined entities", `<a b='&quot;&apos;'>&lt;&gt;&amp;</a>`, `<a b="\"'"> "<>&" </a>`},
		{"references to characters", `<a>&#65;&#x42;&#x1f600;&#13;&#0000000065;</a>`, `<a> "AB😀\rA" </a>`},
		{"line ends are normalised", "<a b='x\r\ny\rz'>1\r\n2\r3\n\r\r\n</a>", `<a b="x y z"> "1\n2\n3\n\n\n" </a>`},
		{"white space of attributes is normalised, references are not", "<a b='\t\n x&#9;&#10;y'/>", `<a b="   x\t\ny"> </a>`},
		{"sections, comments and instructions split a text", `<a>1<![CDATA[<2>&amp;]]]]><!-- - 3 -->4<?p <5>?>6<![CDATA[]]></a>`, `<a> "1<2>&amp;]]46" </a>`},
		{"a section may hold its own beginning", `<a><![CDATA[<![CDATA[]]></a>`, `<a> "<![CDATA[" </a>`},
		{"'>' in text and ']]' without it", `<a>x > y ]] ]></a>`, `<a> "x > y ]] ]>" </a>`},
		{"names of all scripts", `<đơn số="1" ж.2-·='2'/>`, `<đơn số="1" ж.2-·="2"> </đơn>`},
		{"namespaces", `<a xmlns='u' xmlns:p='v' b='1' p:b='2'><p:c xmlns=''><d/></p:c><e/></a>`,
			`<{u}a {http://www.w3.org/2000/xmlns/}xmlns="u" {http://www.w3.org/2000/xmlns/}p="v" b="1" {v}b="2"> <{v}c {http://www.w3.org/2000/xmlns/}xmlns=""> <d> </d> </p:c> <{u}e> </e> </a>`},
		{"a prefix ends with its element", `<a xmlns:p='v'><b xmlns:p='w'><p:c/></b><p:c/></a>`,
			`<a {http://www.w3.org/2000/xmlns/}p="v"> <b {http://www.w3.org/2000/xmlns/}p="w"> <{w}c> </p:c> </b> <{v}c> </p:c> </a>`},
		{"the prefix xml is always there", `<a xml:lang='vi'/>`, `<a {http://www.w3.org/XML/1998/namespace}lang="vi"> </a>`},
		{"a document type declaration is passed over by its grammar", `<!DOCTYPE a PUBLIC "-//X//Y" 'z' [
			<!-- ]> " ' --> <?p ]> ?> <!ELEMENT a (#PCDATA | b)*> <!ATTLIST a b CDATA "]>" c (d|e) 'd'>
			<!ENTITY % p "'>"> %p; <!ENTITY x "]]><b>"> <!ENTITY y SYSTEM "http://example.invalid/"> <!NOTATION n SYSTEM "">
			] ><a/>`, `<a> </a>`},
		{"a document type declaration without an internal part", `<!DOCTYPE a:b SYSTEM 'x"y'><a/>`, `<a> </a>`},
		{"UTF-16, little end first", "\xff\xfe<\x00a\x00>\x00\xbf\x1e\x3d\xd8\x00\xde<\x00/\x00a\x00>\x00", `<a> "ế😀" </a>`[:0] + "<a> \"\u1ebf😀\" </a>"},
		{"UTF-16, big end first, with its declaration", utf16be("\ufeff<?xml version='1.0' encoding='UTF-16'?><a>đ</a>"), `<a> "đ" </a>`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for how, src := range map[string]io.Reader{
				"whole":   strings.NewReader(c.doc),
				"by byte": iotest.OneByteReader(strings.NewReader(c.doc)),
				"halves":  iotest.HalfReader(iotest.DataErrReader(strings.NewReader(c.doc))),
			} {
				got, err := script(src, xml.Limits{})
				if err != nil || got != c.want {
					t.Errorf("%s: got %s, %v\nwant %s", how, got, err, c.want)
				}
			}
		})
	}
}

func utf16be(s string) string {
	var b []byte
	for _, c := range s {
		b = append(b, byte(c>>8), byte(c))
	}
	return string(b)
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ rule, doc, want string }{
		{"nothing", "", "no root element"},
		{"white space only", " \n ", "no root element"},
		{"text before the root", "x<a/>", "line 1, column 1, byte 0: text outside"},
		{"text behind the root", "<a/>x", "text outside"},
		{"a reference outside the root", "<a/>&#32;", "text outside"},
		{"two roots", "<a/><b/>", "behind the root"},
		{"an end without a start", "</a>", "without a start-tag"},
		{"an end behind the root", "<a/></a>", "behind the root"},
		{"tags that do not match", "<a>\n<b></a></b>", `line 2, column 4, byte 7: the end-tag does not match the start-tag "b"`},
		{"a long name is told in part", "<a" + strings.Repeat("ế", 50) + "></b>", `the start-tag "a` + strings.Repeat("ế", 33) + `…"`},
		{"an end-tag longer than its start", "<a></ab>", "does not match"},
		{"an end-tag with an attribute", "<a></a b=''>", "does not match"},
		{"a document that stops", "<a><b>", `ends within the element "b"`},
		{"a document that stops in text", "<a>b", `ends within the element "a"`},
		{"a document that stops in a tag", "<a b='c", "no root element"},
		{"a document that stops in an end-tag", "<a></a", "ends within"},
		{"a document that stops in a comment", "<a/><!-- ", "ends within markup"},
		{"a document that stops in a section", "<a><![CDATA[x]]", "ends within"},
		{"a document that stops in its type declaration", "<!DOCTYPE a [", "no root element"},
		{"a tag without a name", "<a>< b/></a>", "not a name"},
		{"a name that begins with a digit", "<1/>", "not a name"},
		{"a name with a character that is none", "<a×/>", "neither white space nor"},
		{"a name of two colons", "<a:b:c/>", "not a name"},
		{"a name that begins with a colon", "<:a/>", "not a name"},
		{"a name that ends with a colon", "<a:/>", "not a name"},
		{"'<' in a tag", "<a <b/>", "not a name"},
		{"'<' in a value", "<a b='<'/>", "'<' in the value"},
		{"a value without quotes", "<a b=c/>", "not in quotes"},
		{"an attribute without a value", "<a b/>", "has no value"},
		{"attributes without white space", "<a b='1'c='2'/>", "neither white space nor"},
		{"an attribute twice", "<a b='1' c='' b='2'/>", `"b" stands twice in the element "a"`},
		{"one of many attributes twice", "<a b='' c='' d='' e='' f='' g='' h='' i='' j='' f=''/>", `"f" stands twice`},
		{"an attribute twice by two prefixes", "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "stands twice"},
		{"a slash in a tag", "<a / >", "without '>' behind it"},
		{"a prefix not declared", "<p:a/>", "not declared"},
		{"an attribute's prefix not declared", "<a p:b=''/>", "not declared"},
		{"a prefix out of its element", "<a><b xmlns:p='u'/><p:c/></a>", "not declared"},
		{"a prefix for nothing", "<a xmlns:p=''/>", "stands for no namespace"},
		{"the prefix xml for something else", "<a xmlns:xml='u'/>", "its own namespace"},
		{"something else for the namespace of xml", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "its own namespace"},
		{"the prefix xmlns declared", "<a xmlns:xmlns='u'/>", "is not declared"},
		{"an element in xmlns", "<xmlns:a/>", "not declared"},
		{"the end of a section in text", "<a>]]></a>", `"]]>" in text`},
		{"an entity not predefined", "<a>&b;</a>", `the entity "b"`},
		{"an entity of the document itself", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", `the entity "b"`},
		{"an entity in an attribute", "<!DOCTYPE a [<!ENTITY b 'c'>]><a d='&b;'/>", `the entity "b"`},
		{"an ampersand", "<a>b & c</a>", "begins no reference"},
		{"an ampersand before a semicolon", "<a>b & c;</a>", "begins no reference"},
		{"a reference without an end", "<a>&amp</a>", "begins no reference"},
		{"a reference to U+0000", "<a>&#0;</a>", "no character of XML"},
		{"a reference to half a pair", "<a>&#xd800;</a>", "no character of XML"},
		{"a reference beyond Unicode", "<a>&#x110000;</a>", "no character of XML"},
		{"a reference beyond everything", "<a>&#99999999999999999999999;</a>", "no character of XML"},
		{"a reference without digits", "<a>&#x;</a>", "no character of XML"},
		{"a reference with a wrong digit", "<a>&#1f;</a>", "the digit"},
		{"a reference with a capital X", "<a>&#X41;</a>", "the digit"},
		{"a control character", "<a>\n\n  b\x01</a>", "line 3, column 4, byte 8: the character U+0001"},
		{"a control character in a comment", "<!--\x02--><a/>", "U+0002"},
		{"a control character behind the root", "<a/>\x00", "U+0000"},
		{"U+FFFE", "<a>\ufffe</a>", "U+FFFE"},
		{"U+FFFF in a name", "<a\uffff/>", "U+FFFF"},
		{"bytes that are not UTF-8", "<a>\xc3\x28</a>", "byte 3: a byte is not UTF-8"},
		{"half a pair in UTF-8", "<a>\xed\xa0\x80</a>", "not UTF-8"},
		{"a character longer than it need be", "<a>\xc0\xaf</a>", "not UTF-8"},
		{"a character cut by the end", "<a>\xe1\xba", "not UTF-8"},
		{"two hyphens in a comment", "<a><!-- -- --></a>", `"--" in a comment`},
		{"three hyphens at its end", "<a><!-- ---></a>", `"--" in a comment`},
		{"a section outside the root", "<![CDATA[x]]><a/>", "outside the root"},
		{"something else after <!", "<a><!ELEMENT b ANY></a>", "begins no comment"},
		{"a section in small letters", "<a><![cdata[x]]></a>", "begins no comment"},
		{"an instruction named xml", "<a><?XmL ?></a>", "XML declaration that is not at"},
		{"a declaration behind white space", " <?xml version='1.0'?><a/>", "XML declaration that is not at"},
		{"an instruction without a name", "<? p?><a/>", "not a name"},
		{"an instruction's name with a colon", "<?p:q?><a/>", "not a name"},
		{"an instruction's name with more", "<?p+?><a/>", "not a name"},
		{"another version", "<?xml version='1.1'?><a/>", `version "1.1"`},
		{"a declaration without a version", "<?xml encoding='UTF-8'?><a/>", "not of the form"},
		{"a declaration in the wrong order", "<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", "not of the form"},
		{"an empty declaration", "<?xml ?><a/>", ""},
		{"a declaration with something else", "<?xml version='1.0' x='y'?><a/>", "not of the form"},
		{"a declaration without an end", "<?xml version='1.0'" + strings.Repeat(" ", 1100) + "?><a/>", "does not end"},
		{"a standalone that is neither", "<?xml version='1.0' standalone='x'?><a/>", "only yes and no"},
		{"another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", `encoding is "ISO-8859-1"`},
		{"an encoding that is not true", "<?xml version='1.0' encoding='UTF-16'?><a/>", `encoding is "UTF-16"`},
		{"UTF-16 that says UTF-8", utf16be("\ufeff<?xml version='1.0' encoding='UTF-8'?><a/>"), "begins as UTF-16 does"},
		{"UTF-16 without a mark", utf16be("<a/>"), "without the byte order mark"},
		{"UTF-16 with half a pair", utf16be("\ufeff<a>") + "\xd8\x00" + utf16be("x</a>"), "half a surrogate pair"},
		{"UTF-16 with half a unit", utf16be("\ufeff<a/>") + "\x00", "ends within a character"},
		{"UTF-32", "\xff\xfe\x00\x00<\x00\x00\x00", "UTF-32"},
		{"two type declarations", "<!DOCTYPE a><!DOCTYPE a><a/>", "stands once"},
		{"a type declaration in the root", "<a><!DOCTYPE a></a>", "stands once"},
		{"a type declaration without a name", "<!DOCTYPE ><a/>", "not a name"},
		{"a type declaration without white space", "<!DOCTYPEa><a/>", "white space is missing"},
		{"a type declaration that goes on", "<!DOCTYPE a b><a/>", "does not end where"},
		{"a public identifier alone", "<!DOCTYPE a PUBLIC 'x'><a/>", "white space is missing"},
		{"a public identifier with a bracket", "<!DOCTYPE a PUBLIC 'x[' 'y'><a/>", "may not have"},
		{"a conditional section in the internal part", "<!DOCTYPE a [<![INCLUDE[]]>]><a/>", "not a name"},
		{"text in the internal part", "<!DOCTYPE a [x]><a/>", "no declaration"},
		{"an element in the internal part", "<!DOCTYPE a [<a/>  ]><a/>", "no declaration"},
		{"an unknown declaration", "<!DOCTYPE a [<!ELEM a ANY>]><a/>", "no declaration"},
		{"a bracket in a declaration", "<!DOCTYPE a [<!ELEMENT a ANY ]><a/>", "no place in this declaration"},
		{"a tag in a declaration", "<!DOCTYPE a [<!ENTITY a <b>]><a/>", "a name is not a name"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			for how, src := range map[string]io.Reader{
				"whole":   strings.NewReader(c.doc),
				"by byte": iotest.OneByteReader(strings.NewReader(c.doc)),
			} {
				got, err := script(src, xml.Limits{})
				if err == nil {
					t.Fatalf("%s: accepted: %s", how, got)
				}
				if !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: got %v, want %s", how, err, c.want)
				}
				var e *xml.Error
				if !errors.As(err, &e) || fault.KindOf(err) != fault.Invalid {
					if how == "whole" && !strings.HasPrefix(c.rule, "UTF-16 with half") {
						t.Errorf("%s: got a %T of kind %v", how, err, fault.KindOf(err))
					}
				}
			}
		})
	}
}

func TestLimits(t *testing.T) {
	many := func(n int, part string) string { return strings.Repeat(part, n) }
	numbered := func(n int, part string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, part, i)
		}
		return b.String()
	}
	for _, c := range []struct {
		rule, good, bad string
		lim             xml.Limits
		want            string
	}{
		{"depth", many(128, "<a>") + many(128, "</a>"), many(129, "<a>") + many(129, "</a>"), xml.Limits{}, "128 deep"},
		{"attributes", "<a" + numbered(256, " b%d=''") + "/>", "<a" + numbered(257, " b%d=''") + "/>", xml.Limits{}, "256 attributes"},
		{"an attribute", "<a b='" + many(1<<20, "x") + "'/>", "<a b='" + many(1<<20+1, "x") + "'/>", xml.Limits{}, "longer than 1048576 bytes"},
		{"a tag", "<a" + many(3<<20, " ") + "/>", "<a" + many(4<<20, " ") + "/>", xml.Limits{}, "longer than 4194304 bytes"},
		{"a name", "<a" + many(1<<16-1, "b") + "/>", "<a" + many(1<<16, "b") + "/>", xml.Limits{}, "name is longer than 65536 bytes"},
		{"an attribute's name", "<a " + many(1<<16, "b") + "=''/>", "<a " + many(1<<16+1, "b") + "=''/>", xml.Limits{}, "name is longer than 65536 bytes"},
		{"a namespace's name", "<a xmlns='" + many(1<<16, "b") + "'/>", "<a xmlns='" + many(1<<16+1, "b") + "'/>", xml.Limits{}, "longer than 65536 bytes"},
		{"a text", "<a>" + many(1<<20, "x") + "</a>", "<a>" + many(1<<20+1, "x") + "</a>", xml.Limits{Text: 1 << 20}, "longer than 1048576 bytes"},
		{"a text in pieces", "<a>" + many(10, "x<!-- -->") + "</a>", "<a>" + many(6, "<![CDATA[x]]>x") + "</a>", xml.Limits{Text: 10}, "longer than 10 bytes"},
		{"a reference", "<a>&#" + many(1<<20, "0") + "65;</a>", "<a>&#" + many(4<<20, "0") + "65;</a>", xml.Limits{}, "longer than 4194304 bytes"},
		{"namespaces", "<a" + numbered(64, " xmlns:p%d='u'") + "/>", "<a" + numbered(65, " xmlns:p%d='u'") + "/>", xml.Limits{}, "64 declarations"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if _, err := script(strings.NewReader(c.good), c.lim); err != nil {
				t.Errorf("what is just allowed: %v", err)
			}
			if _, err := script(strings.NewReader(c.bad), c.lim); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("what is just too much: got %v, want %s", err, c.want)
			}
		})
	}
}

// TestWindow reads documents in which everything lies across the end of the window once, at every distance.
func TestWindow(t *testing.T) {
	const tricky = "<b c='1&amp;\r\n2' đ=\"\">x&#x41;]] ế😀<!-- - --><![CDATA[]] ]]><?p ?>\r\n</b >"
	const size = 128 << 10
	want, err := script(strings.NewReader("<a>"+tricky+"</a>"), xml.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for back := range len(tricky) + 4 {
		doc := "<a>" + strings.Repeat("<!--"+strings.Repeat("x", 1017)+"-->", size>>10-1) + "<!--" + strings.Repeat("x", 1014-back) + "-->" + tricky + "</a>"
		if got, err := script(strings.NewReader(doc), xml.Limits{}); err != nil || got != want {
			t.Fatalf("%d bytes before the end of the window: got %s, %v\nwant %s", back, got, err, want)
		}
	}
	for back := range len(tricky) + 4 { // the same behind a text that fills windows itself
		filler := strings.Repeat("0123456\r\n", (2*size-back)/9)
		doc := "<a>" + filler + tricky + "</a>"
		got, err := script(strings.NewReader(doc), xml.Limits{})
		full := strings.Replace(want, "<a> ", fmt.Sprintf("<a> %q ", strings.ReplaceAll(filler, "\r", "")), 1)
		if err != nil || got != full {
			t.Fatalf("behind %d bytes of text: wrong tokens, %v", len(filler), err)
		}
	}
}

func TestPositions(t *testing.T) {
	doc := "<?xml version='1.0'?>\r\n<a>\r\n  đ<b/>\r\n\r  <c\r\n d='1'/></a>"
	r := xml.NewReader(strings.NewReader(doc), xml.Limits{})
	for {
		k, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		p := r.Pos()
		if k != xml.Start {
			continue
		}
		if at := strings.Index(doc, "<"+string(r.Name())); int64(at) != p.Offset {
			t.Errorf("%s: at byte %d, want %d", r.Name(), p.Offset, at)
		}
		want := map[string]xml.Pos{"a": {2, 1, 23}, "b": {3, 4, 32}, "c": {5, 3, 41}}[string(r.Name())]
		if p != want {
			t.Errorf("%s: got %+v, want %+v", r.Name(), p, want)
		}
	}
}

func TestValueAndSkip(t *testing.T) {
	const doc = `<a><b>1</b><b>2<!-- -->3<i>x</i>4&amp;<![CDATA[<]]></b><b/><c><b>no</b><d/></c><b> </b></a>`
	for how, src := range map[string]io.Reader{"whole": strings.NewReader(doc), "by byte": iotest.OneByteReader(strings.NewReader(doc))} {
		r := xml.NewReader(src, xml.Limits{})
		var got []string
		for {
			k, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if k != xml.Start {
				continue
			}
			switch string(r.Name()) {
			case "b":
				v, inner, err := r.Value()
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, fmt.Sprintf("%s/%d", v, inner))
			case "c":
				if err := r.Skip(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if s := strings.Join(got, " "); s != "1/0 234&</1 /0  /0" {
			t.Errorf("%s: got %q", how, s)
		}
	}
	for _, bad := range []string{"<a><b>]]></b></a>", "<a><b>&x;</b></a>", "<a><b>x</a>", "<a><b>x", "<a><b>x</c></a>"} {
		r := xml.NewReader(strings.NewReader(bad), xml.Limits{})
		for range 2 {
			if _, err := r.Next(); err != nil {
				t.Fatal(err)
			}
		}
		if v, _, err := r.Value(); err == nil {
			t.Errorf("%s: got %q and no error", bad, v)
		}
	}
}

func TestErrorOfTheSourceIsKept(t *testing.T) {
	broken := errors.New("the disk is gone")
	r := xml.NewReader(io.MultiReader(strings.NewReader("<a>b"), iotest.ErrReader(broken)), xml.Limits{})
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := r.Next(); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

func TestDoctype(t *testing.T) {
	r := xml.NewReader(strings.NewReader("<!DOCTYPE daily [<!ELEMENT x"), xml.Limits{})
	if _, err := r.Next(); err == nil || r.Doctype() != "daily" {
		t.Errorf("got %q, %v", r.Doctype(), err)
	}
}

// TestNothingIsAllocated holds that a token costs no allocation: a hundred times the document costs as much as once.
func TestNothingIsAllocated(t *testing.T) {
	part := []byte("<b c='d&amp;e' xmlns:p='u' a1='' a2='' a3='' a4='' a5='' a6='' a7='' a8=''><p:f p:x='' p:y='' p:z=''>1\r\n2</p:f>&#65;<![CDATA[x]]><!-- y --><g/></b>")
	count := func(n int) float64 {
		doc := append(append([]byte("<a>"), bytes.Repeat(part, n)...), "</a>"...)
		return testing.AllocsPerRun(5, func() {
			r := xml.NewReader(bytes.NewReader(doc), xml.Limits{})
			for {
				if _, err := r.Next(); err == io.EOF {
					return
				} else if err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if few, many := count(100), count(10000); many > few+12 {
		t.Errorf("%v allocations for 100 parts, %v for 10000", few, many)
	}
}

// TestEveryCharacter reads all code points, wherever they lie in a word of the machine, and sequences of bytes at the
// limits of UTF-8.
func TestEveryCharacter(t *testing.T) {
	read := func(text string) (string, error) {
		r := xml.NewReader(strings.NewReader("<a>"+text+"</a>"), xml.Limits{})
		if _, err := r.Next(); err != nil {
			return "", err
		}
		got, _, err := r.Value()
		return string(got), err
	}
	allowed := func(c rune) bool { // XML 1.0, production 2
		return c == 9 || c == 10 || c == 13 || 0x20 <= c && c <= 0xd7ff || 0xe000 <= c && c <= 0xfffd || 0x10000 <= c && c <= 0x10ffff
	}
	var all strings.Builder
	for c := rune(0); c <= utf8.MaxRune; c++ {
		if !allowed(c) {
			if surrogate := 0xd800 <= c && c <= 0xdfff; !surrogate {
				if _, err := read("12345" + string(c) + "67"); err == nil {
					t.Errorf("U+%04X is accepted", c)
				}
			}
		} else if c != '<' && c != '&' && c != '\r' {
			all.WriteRune(c)
		}
	}
	for shift := range 8 {
		text := "1234567"[:shift] + all.String()
		if got, err := read(text); err != nil || got != text {
			t.Errorf("behind %d bytes: %d of %d bytes are the same, %v", shift, len(got), len(text), err)
		}
	}
	for c := 0x80; c <= 0xff; c++ {
		for _, d := range []int{0, ' ', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbd, 0xbe, 0xbf, 0xc0, 0xff} {
			for _, e := range []int{' ', 0x7f, 0x80, 0xbd, 0xbe, 0xbf, 0xc0} {
				text := string([]byte{'1', byte(c), byte(d), byte(e), '2', '3'})
				want := utf8.ValidString(text)
				for _, c := range text {
					want = want && allowed(c) && c != '<' && c != '&'
				}
				if _, err := read(text); (err == nil) != want {
					t.Errorf("% x: %v", text, err)
				}
			}
		}
	}
}
