package style

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
)

// Limits of a document. An office's largest gazette stays far below them.
const (
	maxHTML  = 64 << 20
	maxNodes = 2_000_000
	maxDepth = 100

	maxClasses = 64 // of an element
)

// open is an element that is not closed yet.
type open struct {
	tag  string
	kind *element // nil if the element is outside the subset
	into *Node    // what its children go into: its own node, or the nearest of the subset; nil if they are left out
	line int
}

// parser builds the tree.
type parser struct {
	z       *html.Tokenizer
	line    int
	root    *Node // holds what stands at the top: html, if all is well
	stack   []open
	slab    []Node
	nodes   int
	classes map[string][]string
	langs   map[string]bool // whether a language tag was found well formed
	doctype bool
	last    *Node  // the last text, whose pieces are
	pieces  []byte // still being gathered
	told    *problems
}

// tree builds the tree of a whole file. What it cannot take is told and left out.
func tree(src []byte, told *problems) *Node {
	p := &parser{line: 1, root: &Node{}, classes: map[string][]string{}, langs: map[string]bool{}, told: told}
	if len(src) > maxHTML {
		told.add(0, fault.New(fault.Invalid, "the file is larger than %d bytes", maxHTML))
		return p.root
	}
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if i := badUTF8(src); i >= 0 {
		told.add(1+bytes.Count(src[:i], newline), fault.New(fault.Invalid, "the file is not in UTF-8"))
		src = bytes.ToValidUTF8(src, []byte("\uFFFD"))
	}
	p.z = html.NewTokenizer(bytes.NewReader(src))
	p.stack = append(p.stack, open{into: p.root, kind: &element{holds: special}})
	for p.next() {
	}
	p.compose()
	for _, o := range slices.Backward(p.stack[1:]) {
		told.add(o.line, fault.New(fault.Invalid, "the element <%s> is not closed", o.tag))
	}
	return p.root
}

var newline = []byte("\n")

// badUTF8 is the place of the first byte that is not UTF-8, -1 if there is none.
func badUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

// next takes one token and says whether to go on.
func (p *parser) next() bool {
	kind := p.z.Next()
	line := p.line
	p.line += bytes.Count(p.z.Raw(), newline)
	switch kind {
	case html.ErrorToken:
		return false
	case html.DoctypeToken:
		p.doctype = true
	case html.TextToken:
		p.text(p.z.Text(), line)
	case html.StartTagToken, html.SelfClosingTagToken:
		if !p.doctype {
			p.doctype = true
			p.told.add(line, fault.New(fault.Invalid, "the file does not begin with <!DOCTYPE html>"))
		}
		p.start(kind == html.SelfClosingTagToken, line)
	case html.EndTagToken:
		name, _ := p.z.TagName()
		p.end(string(name), line)
	}
	if p.nodes > maxNodes {
		p.told.add(line, fault.New(fault.Invalid, "the document has more than %d elements and texts", maxNodes))
		return false
	}
	if len(p.stack) > maxDepth {
		p.told.add(line, fault.New(fault.Invalid, "elements stand more than %d deep in each other", maxDepth))
		p.stack = p.stack[:1] // they are not told once more as not closed
		return false
	}
	return true
}

// node makes a node.
func (p *parser) node() *Node {
	if len(p.slab) == 0 {
		p.slab = make([]Node, min(16+p.nodes, 512))
	}
	n := &p.slab[0]
	p.slab = p.slab[1:]
	p.nodes++
	return n
}

func (p *parser) top() *open { return &p.stack[len(p.stack)-1] }

// text takes a piece of text. Between elements that hold no text white space is left out.
func (p *parser) text(b []byte, line int) {
	top := p.top()
	if top.into == nil {
		return
	}
	if space := len(bytes.TrimLeft(b, " \t\r\n\f")) == 0; top.kind != nil && top.kind.holds == special {
		if !space {
			where := top.tag
			if where == "" {
				where = "html"
			}
			at := line + bytes.Count(b[:len(b)-len(bytes.TrimLeft(b, " \t\r\n\f"))], newline)
			p.told.add(at, fault.New(fault.Invalid, "text may not stand in <%s> itself", where))
		}
		return
	}
	into := top.into
	b = p.printable(b, line)
	if k := len(into.Kids); k > 0 && into.Kids[k-1] == p.last { // a comment stood between
		p.pieces = append(p.pieces, b...)
		return
	}
	p.compose()
	n := p.node()
	n.Line, n.Lang = line, into.Lang
	into.Kids = append(into.Kids, n)
	p.last, p.pieces = n, append(p.pieces[:0], b...)
}

// compose ends the last text: only a whole one can be brought to NFC.
func (p *parser) compose() {
	if p.last != nil {
		p.last.Text = string(norm.NFC.Bytes(p.pieces))
		p.last = nil
	}
}

// printable gives text without control characters.
func (p *parser) printable(b []byte, line int) []byte {
	for i, c := range b {
		if control(rune(c)) {
			p.told.add(line+bytes.Count(b[:i], newline), fault.New(fault.Invalid, "the text has the control character U+%04X", int(c)))
			return bytes.Map(func(r rune) rune {
				if control(r) {
					return -1
				}
				return r
			}, b)
		}
	}
	return b
}

// control says whether a character is one of ASCII's controls, but for those of white space.
func control(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' && r != '\r' && r != '\f' || r == 0x7f
}

// start takes a start tag.
func (p *parser) start(selfClosing bool, line int) {
	name, more := p.z.TagName()
	top := p.top()
	inSVG := top.into != nil && p.inSVG()
	kind := elements[string(name)]
	if inSVG {
		kind = drawing[string(name)]
	}
	if kind == nil {
		p.unknown(string(name), inSVG, selfClosing, line)
		return
	}
	if top.into == nil {
		p.push(open{tag: kind.name, kind: kind, line: line}, selfClosing)
		return
	}
	if !inSVG {
		p.place(kind, top, line)
	}
	n := p.node()
	n.Tag, n.Line, n.Lang = kind.name, line, top.into.Lang
	p.attributes(n, kind, more, line)
	top.into.Kids = append(top.into.Kids, n)
	if selfClosing && !inSVG && kind.holds != void && kind.name != "svg" {
		p.told.add(line, fault.New(fault.Invalid, "<%s/> needs an end tag of its own", kind.name))
	}
	p.push(open{tag: kind.name, kind: kind, into: n, line: line}, selfClosing)
}

// push opens an element, unless it is one that is closed at once.
func (p *parser) push(o open, selfClosing bool) {
	if selfClosing || o.kind.holds == void {
		return
	}
	p.stack = append(p.stack, o)
}

// inSVG says whether an svg is open.
func (p *parser) inSVG() bool {
	for _, o := range slices.Backward(p.stack) {
		if o.tag == "svg" {
			return true
		}
	}
	return false
}

// unknown tells of an element outside the subset. What is in it goes into the nearest element of the subset, unless it is
// no text for readers.
func (p *parser) unknown(name string, inSVG, selfClosing bool, line int) {
	top := p.top()
	if top.into != nil {
		if inSVG {
			p.told.add(line, fault.New(fault.Invalid, "there is no element <%s> in drawings", shown(name)))
		} else {
			p.told.add(line, fault.New(fault.Invalid, "there is no element <%s> in documents", shown(name)))
		}
	}
	if selfClosing || slices.Contains(voids, name) {
		return
	}
	o := open{tag: name, line: line, into: top.into, kind: top.kind}
	if inSVG || slices.Contains(unread, name) {
		o.into = nil
	}
	p.stack = append(p.stack, o)
}

// place tells of an element that may not stand where it stands.
func (p *parser) place(kind *element, top *open, line int) {
	at := top.into.Tag
	switch {
	case len(kind.parents) > 0:
		if !slices.Contains(kind.parents, at) {
			where := kind.parents[0]
			if where == "" {
				p.told.add(line, fault.New(fault.Invalid, "<%s> may not stand in <%s>", kind.name, at))
				return
			}
			p.told.add(line, fault.New(fault.Invalid, "<%s> may only stand in <%s>", kind.name, strings.Join(kind.parents, ">, <")))
		}
	case at == "":
		p.told.add(line, fault.New(fault.Invalid, "<%s> may only stand in <%s>", kind.name, "body"))
	case top.kind.holds == special && !(at == "dl" && kind.name == "div"), top.kind.holds == phrasing && !kind.inline:
		p.told.add(line, fault.New(fault.Invalid, "<%s> may not stand in <%s>", kind.name, at))
	case kind.name == "a" && slices.ContainsFunc(p.stack, func(o open) bool { return o.tag == "a" }):
		p.told.add(line, fault.New(fault.Invalid, "<%s> may not stand in <%s>", "a", "a"))
	}
}

// attributes reads the attributes of a start tag. Of those given twice the tokenizer tells the first only, as browsers do.
func (p *parser) attributes(n *Node, kind *element, more bool, line int) {
	var key, value []byte
	for more {
		key, value, more = p.z.TagAttr()
		name, ok := names[string(key)]
		if !ok || !kind.takes(name) {
			p.told.add(line, fault.New(fault.Invalid, "<%s> has no attribute %q in documents", kind.name, shown(string(key))))
			continue
		}
		v := string(norm.NFC.Bytes(p.printable(value, line)))
		n.Attr = append(n.Attr, Attr{name, v})
		switch name {
		case "class":
			list, ok := p.classes[v]
			if !ok {
				if list = strings.Fields(v); len(list) > maxClasses {
					p.told.add(line, fault.New(fault.Invalid, "<%s> has more than %d classes", kind.name, maxClasses))
					list = list[:maxClasses]
				}
				p.classes[v] = list
			}
			n.Class = list
		case "lang":
			n.Lang = v
			if ok, seen := p.langs[v]; !ok {
				if !seen {
					p.langs[v] = wellFormed(v)
				}
				if !p.langs[v] {
					p.told.add(line, fault.New(fault.Invalid, "%q is not a language tag such as %q", shown(v), "vi"))
				}
			}
		default:
			p.value(kind.name, name, v, line)
		}
	}
}

// end takes an end tag.
func (p *parser) end(name string, line int) {
	if e := elements[name]; e != nil && e.holds == void || slices.Contains(voids, name) {
		p.told.add(line, fault.New(fault.Invalid, "<%s> has no end tag", name))
		return
	}
	for i, o := range slices.Backward(p.stack) {
		if i == 0 {
			break
		}
		if o.tag == name {
			for _, inner := range slices.Backward(p.stack[i+1:]) {
				p.told.add(inner.line, fault.New(fault.Invalid, "the element <%s> is not closed before the end of <%s> on line %d", inner.tag, name, line))
			}
			p.stack = p.stack[:i]
			return
		}
	}
	p.told.add(line, fault.New(fault.Invalid, "</%s> closes an element that is not open", shown(name)))
}
