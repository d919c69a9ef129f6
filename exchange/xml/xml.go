// Package xml reads XML 1.0 documents from outside in one pass, in little memory and with distrust.
//
// A [Reader] is asked for one token after the other. Names and texts that it gives are slices of its window and stand
// until the next call, so that nothing is allocated on the way. The window is fixed: a document of any size is read in
// the same memory. Long texts therefore come in pieces.
//
// What the reader checks is what a processor that reads no external entities must check: every byte is UTF-8 (or UTF-16
// behind a byte order mark) and a Char of XML, tags match, there is one root, attributes are unique, names are names,
// references are to a character or to one of the five predefined entities, prefixes of namespaces are declared,
// declarations in the internal part of a document type declaration follow their grammar. Line ends and the white space
// of attributes are normalised. Comments and processing instructions are checked and passed over.
//
// What it refuses on purpose, though XML allows it: a reference to any other entity, because none is ever expanded and
// nothing external is ever fetched; XML 1.1; encodings other than UTF-8 and UTF-16; whatever exceeds [Limits]. Types and
// defaults of attributes in a document type declaration are not applied. docs/xml.md tells how that fares in the
// conformance suite of the W3C.
//
// Sources: Extensible Markup Language (XML) 1.0, fifth edition, https://www.w3.org/TR/xml/; Namespaces in XML 1.0, third
// edition, https://www.w3.org/TR/xml-names/. Limits after threats T07 and T08 of the project's threat model.
package xml

import (
	"bytes"
	"encoding/binary"
	"io"
)

// Kind says what a token is.
type Kind uint8

// The kinds of token.
const (
	Start Kind = iota + 1 // a start-tag, or the beginning of an empty element
	End                   // an end-tag, or the end of an empty element
	Text                  // characters within the root element
)

// String is the kind in a word.
func (k Kind) String() string {
	switch k {
	case Start:
		return "start"
	case End:
		return "end"
	case Text:
		return "text"
	}
	return "none"
}

// Limits says how large the parts of a document may be. A zero member stands for its default.
type Limits struct {
	Depth      int   // elements within each other; 128
	Attributes int   // attributes of one element; 256
	Value      int   // bytes of one attribute's value; 1 MiB
	Tag        int   // bytes of one tag, and of one reference; 4 MiB
	Text       int64 // bytes of text between two tags; 64 MiB
	Namespaces int   // declarations of namespaces in force at one place; 64
	Documents  int   // documents one behind the other in one stream, see NextDocument; 1
}

// Limits that no document comes near.
const (
	longestName  = 64 << 10 // bytes of a name, and of the name of a namespace
	longestValue = 8 << 20  // bytes of what Value gives
)

func (l Limits) orDefault() Limits {
	def := func(n *int, d int) {
		if *n <= 0 {
			*n = d
		}
	}
	def(&l.Depth, 128)
	def(&l.Attributes, 256)
	def(&l.Value, 1<<20)
	def(&l.Tag, 4<<20)
	def(&l.Namespaces, 64)
	def(&l.Documents, 1)
	if l.Text <= 0 {
		l.Text = 64 << 20
	}
	return l
}

// Attr is an attribute of a start-tag. Declarations of namespaces are among them.
type Attr struct {
	Name  []byte // as written, with its prefix
	Value []byte // references replaced, white space normalised
	colon int    // where the prefix ends; 0 if there is none
}

// Prefix is what stands before the colon of the name; empty if there is none.
func (a Attr) Prefix() []byte { return a.Name[:a.colon] }

// Local is the name without its prefix.
func (a Attr) Local() []byte { return local(a.Name, a.colon) }

func local(name []byte, colon int) []byte {
	if colon > 0 {
		return name[colon+1:]
	}
	return name
}

// Reader reads a document token by token. It is not safe for concurrent use.
type Reader struct {
	window
	lim Limits

	stage   stage
	fail    error // the error that every further call gives
	doctype []byte
	wide    bool // the stream is UTF-16
	docs    int  // documents begun, the current one included
	follows bool // another one begins at pos

	name  span // of the current start- or end-tag, within names
	colon int
	attrs []Attr
	text  []byte

	empty bool  // the current start-tag is that of an empty element: its End comes next
	cdata bool  // within a CDATA section
	run   int64 // bytes of text since the last tag

	names    []byte         // the names of the open elements, one behind the other
	open     []element      // the open elements
	spaces   []binding      // the declarations of namespaces in force
	buckets  [buckets]int32 // for each bucket of prefixes, the last of spaces, from 1
	uris     []byte         // prefixes and names of spaces
	scratch  []byte         // texts and values in which something was replaced
	prefixed []prefixed     // the attributes that have a prefix
	table    []int32        // of attributes by their hashes
	models   []byte         // the open groups of a content model
}

type element struct{ at, colon int } // where its name begins in names, and its colon within it

// span is a part of a slice. It holds no pointer, so that keeping it costs the garbage collector nothing.
type span struct{ from, to int }

// stage is the part of the document at which the reader is.
type stage uint8

const (
	begin  stage = iota // nothing read
	prolog              // before the document type declaration
	typed               // after it, before the root
	within              // in the root
	epilog              // after the root
)

// NewReader reads a document from src. The zero Limits are the defaults.
func NewReader(src io.Reader, lim Limits) *Reader {
	r := &Reader{lim: lim.orDefault(), docs: 1}
	r.window.src = src
	r.window.most = max(windowSize, r.lim.Tag)
	r.buf = make([]byte, windowSize)
	return r
}

// Next gives the next token, io.EOF behind the end of the document, and otherwise an [*Error] or the error of the
// source. After an error every call gives the same error.
func (r *Reader) Next() (Kind, error) {
	if r.fail != nil {
		return 0, r.fail
	}
	if r.empty {
		r.empty = false
		r.attrs = r.attrs[:0]
		return End, r.close()
	}
	if r.stage != within {
		if err := r.toRoot(); err != nil {
			return 0, r.stop(err)
		}
	}
	for {
		r.mark = r.pos
		if r.cdata {
			if ok, err := r.section(); err != nil {
				return 0, r.stop(err)
			} else if ok {
				return Text, nil
			}
			continue
		}
		if r.pos == r.end {
			if err := r.more(r.pos); err != nil {
				return 0, r.stop(r.cut(err))
			}
		}
		if r.buf[r.pos] != '<' {
			return r.told(Text, r.characters())
		}
		if r.pos+1 == r.end {
			if err := r.more(r.pos); err != nil {
				return 0, r.stop(r.cut(err))
			}
		}
		switch r.buf[r.pos+1] {
		case '/':
			return r.told(End, r.endTag())
		case '!', '?':
			if err := r.markup(); err != nil {
				return 0, r.stop(err)
			}
		default:
			return r.told(Start, r.startTag())
		}
	}
}

// NextDocument goes on to the next document of a stream that holds several one behind the other, each with its own XML
// declaration or document type declaration, as the weekly files of some patent offices do. It is called where Next gave
// io.EOF, and reports whether there is another document, which Next then reads from its beginning. Lines and bytes are
// counted on. It needs a [Limits].Documents above one: without it, a document behind the document is an error of Next.
func (r *Reader) NextDocument() bool {
	if !r.follows {
		return false
	}
	r.follows, r.fail, r.stage = false, nil, begin
	r.docs++
	r.doctype = r.doctype[:0]
	return true
}

// told gives a token, or keeps the error that came instead.
func (r *Reader) told(k Kind, err error) (Kind, error) {
	if err != nil {
		return 0, r.stop(err)
	}
	return k, nil
}

// Name is the name of the current start- or end-tag as written, with its prefix.
func (r *Reader) Name() []byte { return r.names[r.name.from:r.name.to] }

// Prefix is what stands before the colon of the name; empty if there is none.
func (r *Reader) Prefix() []byte { return r.Name()[:r.colon] }

// Local is the name without its prefix.
func (r *Reader) Local() []byte { return local(r.Name(), r.colon) }

// Attrs are the attributes of the current start-tag in the order of the document.
func (r *Reader) Attrs() []Attr { return r.attrs }

// Attr gives the value of the attribute of that name, as written, and whether it is there.
func (r *Reader) Attr(name string) ([]byte, bool) {
	for i := range r.attrs {
		if string(r.attrs[i].Name) == name {
			return r.attrs[i].Value, true
		}
	}
	return nil, false
}

// Text is the text of the current Text token. A text comes in several tokens where a comment, a processing instruction
// or a CDATA section begins or ends, and where it is longer than the window.
func (r *Reader) Text() []byte { return r.text }

// Depth is the number of open elements; that of the current start-tag is among them, that of the current end-tag not.
func (r *Reader) Depth() int { return len(r.open) }

// Doctype is the name in the document type declaration, once that has been passed; empty if there is none.
func (r *Reader) Doctype() string { return string(r.doctype) }

// Pos is where the current token begins.
func (r *Reader) Pos() Pos { return r.posAt(r.mark) }

// Line is the line of Pos, which costs less than all of it.
func (r *Reader) Line() int { return r.lineAt(r.mark) }

// Tag gives the next start- or end-tag and passes over text before it, as Next does.
func (r *Reader) Tag() (Kind, error) {
	for {
		if r.stage == within && !r.empty && !r.cdata && r.fail == nil {
			// The short way over white space: most text between tags is nothing else.
			buf, p := r.buf[:r.end], r.pos
			if p < len(buf) && buf[p] == '\n' {
				p++
			}
			for p+8 <= len(buf) && binary.LittleEndian.Uint64(buf[p:]) == ' '*ones {
				p += 8
			}
			for p < len(buf) && class[buf[p]]&blank != 0 {
				p++
			}
			if p+1 < len(buf) && buf[p] == '<' {
				r.pos, r.mark = p, p
				if c := buf[p+1]; c == '/' {
					return r.told(End, r.endTag())
				} else if class[c]&firstByte != 0 {
					return r.told(Start, r.startTag())
				}
			}
		}
		if k, err := r.Next(); k != Text {
			return k, err
		}
	}
}

// Skip passes over the rest of the current element, its end-tag included. It is called after its Start.
func (r *Reader) Skip() error {
	if r.fail == nil && !r.empty && !r.cdata {
		if _, ok := r.leaf(); ok {
			return nil
		}
	}
	for depth := len(r.open); ; {
		k, err := r.Next()
		if err != nil {
			return r.unended(err)
		}
		if k == End && len(r.open) < depth {
			return nil
		}
	}
}

// Value gives the text of the current element and passes over its end-tag. It is called after its Start. Elements
// within are passed over and counted; their texts are not part of the value. A value longer than 8 MiB is Invalid, since
// it has to be held.
func (r *Reader) Value() (text []byte, inner int, err error) {
	if r.empty {
		_, err := r.Next()
		return nil, 0, err
	}
	if r.fail == nil && !r.cdata {
		if text, ok := r.leaf(); ok {
			return text, 0, nil
		}
	}
	var whole []byte
	for depth := len(r.open); ; {
		k, err := r.Next()
		if err != nil {
			return nil, inner, r.unended(err)
		}
		switch {
		case k == Text && len(r.open) == depth:
			if most := min(r.lim.Text, longestValue); int64(len(whole)+len(r.text)) > most {
				return nil, inner, r.stop(r.wrong(r.mark, "a text is longer than %d bytes", most))
			}
			whole = append(whole, r.text...)
		case k == Start:
			inner++
		case k == End && len(r.open) < depth:
			return whole, inner, nil
		}
	}
}

// leaf is the short way of Value and Skip for an element that lies in the window, with nothing in its text to be replaced.
func (r *Reader) leaf() ([]byte, bool) {
	n := bytes.IndexByte(r.buf[r.pos:r.end], '<')
	if n < 0 {
		return nil, false
	}
	stop, name := r.pos+n, r.top()
	p := stop + 2 + len(name)
	if p >= r.end || r.buf[stop+1] != '/' || r.buf[p] != '>' || !bytes.Equal(r.buf[stop+2:p], name) {
		return nil, false
	}
	if r.amp < stop && r.hasReference(r.pos, stop) || r.sec < stop && r.hasSectionEnd(r.pos, stop) || int64(n) > r.lim.Text {
		return nil, false
	}
	text := r.buf[r.pos:stop]
	r.mark, r.pos, r.run = stop, p+1, 0
	r.attrs = r.attrs[:0]
	return text, r.close() == nil
}

// unended turns the end of the document into what it means within an element; it cannot be reached, since the end of
// the document closes the root, unless Skip or Value were called elsewhere than after a Start.
func (r *Reader) unended(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// top is the name of the innermost open element.
func (r *Reader) top() []byte { return r.names[r.open[len(r.open)-1].at:] }

// close leaves the innermost element and makes its name the current one, which stays readable behind the end of the
// stack until the next tag.
func (r *Reader) close() error {
	last := len(r.open) - 1
	e := r.open[last]
	r.name, r.colon = span{e.at, len(r.names)}, e.colon
	r.names, r.open = r.names[:e.at], r.open[:last]
	if len(r.spaces) > 0 {
		r.unbind(last)
	}
	r.run = 0
	if last == 0 {
		r.stage = epilog
	}
	return nil
}

// stop keeps an error as the answer to every further call.
func (r *Reader) stop(err error) error {
	if err != nil {
		r.fail = err
		r.name, r.text, r.attrs, r.colon = span{}, nil, nil, 0
	}
	return err
}
