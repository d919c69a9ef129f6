package exchange

import (
	"bytes"
	"iter"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// Limits of the tree of one record; a record beyond them is refused alone.
const (
	maxTreeText  = 16 << 20
	maxTreeNodes = 250_000
)

// tree is one record of an XML document: an element with all that is within it, by local names. It is made anew for each
// record in the same memory. Every element remembers whether a mapping has asked for it, so that what no mapping knows is
// counted without a list of names.
type tree struct {
	nodes []node
	attrs []attribute
	text  []byte            // texts and values of attributes, one behind the other
	names map[string]string // each name once

	recent [256]string
}

// node is an element, or a text within one whose name is then empty.
type node struct {
	name        string
	from, to    int // of its text, in tree.text: of an element that holds nothing else, or of a text
	attr, attrs int32
	first, last int32 // children; 0 if there are none
	next        int32 // the next child of the same element; 0 behind the last
	mixed       bool  // a text stands among its children
	asked       bool  // a mapping has asked for it
	whole       bool  // and for all that is in it
}

type attribute struct {
	name     string
	from, to int
}

// name keeps one copy of each name. A hostile document cannot fill the memory with names: there are few of them, or none
// is kept. The last name of each place in recent is found without the map, which is most of them.
func (t *tree) name(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	slot := &t.recent[(len(b)*31+int(b[0])+int(b[len(b)/2])*7+int(b[len(b)-1])*13)%len(t.recent)]
	if *slot == string(b) {
		return *slot
	}
	s, known := t.names[string(b)]
	if !known {
		s = string(b)
		if len(t.names) >= 4*maxNames {
			return s
		}
		if t.names == nil {
			t.names = make(map[string]string, 200)
		}
		t.names[s] = s
	}
	*slot = s
	return s
}

// read makes the tree of the current element of r, whose Start was given last, and leaves r behind its end. Elements for
// which prune says so are passed over and not part of it. Errors: those of r, which end the document; over reports a
// record beyond the limits.
func (t *tree) read(r *xml.Reader, prune func(name []byte) bool) (over *fault.Fault, err error) {
	t.nodes, t.attrs, t.text = append(t.nodes[:0], node{}), t.attrs[:0], t.text[:0] // the first node is nobody
	open := make([]int32, 1, 16)
	open[0] = t.start(r)
	if b, ok := r.Leaf(); ok {
		t.leaf(open[0], b)
		return nil, nil
	}
	for {
		if len(t.nodes) > maxTreeNodes || len(t.text) > maxTreeText {
			return fault.New(fault.Invalid, "the record has more than %d elements or %d bytes", maxTreeNodes, maxTreeText), t.drop(r, len(open))
		}
		k, err := r.Next()
		if err != nil {
			return nil, err
		}
		parent := open[len(open)-1]
		switch k {
		case xml.Start:
			if prune != nil && prune(r.Local()) {
				if err := r.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			n := t.start(r)
			t.append(parent, n)
			if b, ok := r.Leaf(); ok {
				t.leaf(n, b)
				continue
			}
			open = append(open, n)
		case xml.End:
			if open = open[:len(open)-1]; len(open) == 0 {
				return nil, nil
			}
		case xml.Text:
			t.addText(parent, r.Text())
		}
	}
}

// drop passes over the rest of a record of which depth elements are open.
func (t *tree) drop(r *xml.Reader, depth int) error {
	for depth > 0 {
		k, err := r.Tag()
		if err != nil {
			return err
		}
		if k == xml.Start {
			depth++
		} else {
			depth--
		}
	}
	return nil
}

func (t *tree) start(r *xml.Reader) int32 {
	n := node{name: t.name(r.Local()), attr: int32(len(t.attrs))}
	for _, a := range r.Attrs() {
		if string(a.Name) == "xmlns" || string(a.Prefix()) == "xmlns" {
			continue
		}
		from := len(t.text)
		t.text = append(t.text, a.Value...)
		t.attrs = append(t.attrs, attribute{t.name(a.Local()), from, len(t.text)})
	}
	n.attrs = int32(len(t.attrs)) - n.attr
	t.nodes = append(t.nodes, n)
	return int32(len(t.nodes) - 1)
}

func (t *tree) append(parent, n int32) {
	p := &t.nodes[parent]
	if p.first == 0 {
		p.first = n
	} else {
		t.nodes[p.last].next = n
	}
	p.last = n
}

func (t *tree) leaf(n int32, b []byte) {
	from := len(t.text)
	t.text = append(t.text, b...)
	t.nodes[n].from, t.nodes[n].to = from, len(t.text)
}

// addText adds a text to an element. White space that a pretty printer put between elements is left out; a space between
// words in elements of their own is kept.
func (t *tree) addText(parent int32, b []byte) {
	last := t.nodes[parent].last
	if last != 0 && t.nodes[last].name == "" && t.nodes[last].to == len(t.text) { // goes on behind a comment or section
		t.text = append(t.text, b...)
		t.nodes[last].to = len(t.text)
		return
	}
	if len(bytes.TrimSpace(b)) == 0 && bytes.IndexByte(b, '\n') >= 0 && !t.nodes[parent].mixed {
		return
	}
	from := len(t.text)
	t.text = append(t.text, b...)
	t.nodes = append(t.nodes, node{from: from, to: len(t.text)})
	t.append(parent, int32(len(t.nodes)-1))
	t.nodes[parent].mixed = true
}

// strangers calls f with the name of each element that no mapping has asked for; what is within it is not looked at.
func (t *tree) strangers(f func(name string)) {
	var walk func(n int32)
	walk = func(n int32) {
		for c := t.nodes[n].first; c != 0; c = t.nodes[c].next {
			switch k := &t.nodes[c]; {
			case k.name == "" || k.whole:
			case !k.asked:
				f(k.name)
			default:
				walk(c)
			}
		}
	}
	if len(t.nodes) > 1 && !t.nodes[1].whole {
		walk(1)
	}
}

// element is an element of a tree. The zero element is absent: it has no name, no text and no children, so that a mapping
// may follow a path without asking at each step.
type element struct {
	t *tree
	n int32
}

func (t *tree) root() element {
	t.nodes[1].asked = true
	return element{t, 1}
}

func (e element) ok() bool { return e.n != 0 }

func (e element) name() string {
	if e.n == 0 {
		return ""
	}
	return e.t.nodes[e.n].name
}

// child is the first child of that local name.
func (e element) child(name string) element {
	for c := range e.each(name) {
		return c
	}
	return element{}
}

// at follows a path of local names, each time to the first child.
func (e element) at(path ...string) element {
	for _, name := range path {
		e = e.child(name)
	}
	return e
}

// each gives the children of that local name.
func (e element) each(name string) iter.Seq[element] {
	return func(yield func(element) bool) {
		if e.n == 0 {
			return
		}
		for c := e.t.nodes[e.n].first; c != 0; c = e.t.nodes[c].next {
			if k := &e.t.nodes[c]; k.name == name {
				k.asked = true
				if !yield(element{e.t, c}) {
					return
				}
			}
		}
	}
}

// under gives the elements of the last name of a path, through all elements of the names before.
func (e element) under(path ...string) iter.Seq[element] {
	return func(yield func(element) bool) { e.walk(path, yield) }
}

func (e element) walk(path []string, yield func(element) bool) bool {
	if len(path) == 0 {
		return yield(e)
	}
	for c := range e.each(path[0]) {
		if !c.walk(path[1:], yield) {
			return false
		}
	}
	return true
}

// children gives all child elements, as asked for.
func (e element) children() iter.Seq[element] {
	return func(yield func(element) bool) {
		if e.n == 0 {
			return
		}
		for c := e.t.nodes[e.n].first; c != 0; c = e.t.nodes[c].next {
			if k := &e.t.nodes[c]; k.name != "" {
				k.asked = true
				if !yield(element{e.t, c}) {
					return
				}
			}
		}
	}
}

// has reports whether there is a child of that name, without asking for it.
func (e element) has(name string) bool {
	if e.n == 0 {
		return false
	}
	for c := e.t.nodes[e.n].first; c != 0; c = e.t.nodes[c].next {
		if e.t.nodes[c].name == name {
			return true
		}
	}
	return false
}

// attr is the value of the attribute of that local name; nil if it is absent.
func (e element) attr(name string) []byte {
	if e.n == 0 {
		return nil
	}
	k := &e.t.nodes[e.n]
	for _, a := range e.t.attrs[k.attr : k.attr+k.attrs] {
		if a.name == name {
			return e.t.text[a.from:a.to]
		}
	}
	return nil
}

// take asks for the element and for all that is in it, without reading it: what a mapping knows and has no use for.
func (e element) take() {
	if e.n != 0 {
		e.t.nodes[e.n].asked, e.t.nodes[e.n].whole = true, true
	}
}

// taken reports whether all of the element has been asked for.
func (e element) taken() bool { return e.n != 0 && e.t.nodes[e.n].whole }

// empty reports whether the element and all that is in it has no text.
func (e element) empty() bool { return e.n == 0 || e.t.empty(e.n) }

func (t *tree) empty(n int32) bool {
	if k := &t.nodes[n]; k.from < k.to {
		return false
	}
	for c := t.nodes[n].first; c != 0; c = t.nodes[c].next {
		if !t.empty(c) {
			return false
		}
	}
	return true
}

// bytes is the element's text, that of the elements within it included; paragraphs and the like are parted by a space.
// All of it counts as asked for. It stands as long as the tree.
func (e element) bytes() []byte {
	if e.n == 0 {
		return nil
	}
	e.take()
	k := &e.t.nodes[e.n]
	if k.first == 0 {
		return e.t.text[k.from:k.to]
	}
	if c := &e.t.nodes[k.first]; c.name == "" && c.next == 0 {
		return e.t.text[c.from:c.to]
	}
	return e.t.gather(nil, e.n)
}

// flowing are elements within a text that part no words.
var flowing = map[string]bool{
	"b": true, "i": true, "u": true, "o": true, "sub": true, "sup": true, "sub2": true, "sup2": true, "smallcaps": true, "B": true, "I": true, "U": true, "O": true,
	"Sub": true, "Sup": true, "SmallCapital": true, "figref": true, "FigureReference": true, "claim-ref": true, "ClaimReference": true, "em": true, "span": true,
}

func (t *tree) gather(to []byte, n int32) []byte {
	k := &t.nodes[n]
	to = append(to, t.text[k.from:k.to]...)
	for c := k.first; c != 0; c = t.nodes[c].next {
		part := t.nodes[c].name != "" && !flowing[t.nodes[c].name]
		if part {
			to = parted(to)
		}
		to = t.gather(to, c)
		if part && t.nodes[c].next != 0 {
			to = parted(to)
		}
	}
	return to
}

// parted is a text with a space at its end, unless it is empty or has one.
func parted(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] != ' ' {
		b = append(b, ' ')
	}
	return b
}
