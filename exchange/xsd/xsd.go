// Package xsd validates XML documents against schemas of the XML Schema language, in one pass and without loading the
// document, as far as the schemas of WIPO's standard ST.96 use the language.
//
// It knows global elements, attributes and types, sequences and choices of references with any numbers of times, mixed
// content, extensions, simple types with enumerations, patterns, lengths and bounds, unions, fixed and default values, and
// identifiers that are unique in the document. A schema that uses something else is refused when it is loaded, unless only elements of
// namespaces need it which no schema of ST.96 defines itself (tables of OASIS, MathML): those are passed over unseen.
//
// Source: XML Schema Part 1 and 2, second edition, https://www.w3.org/TR/xmlschema-1/. The verdicts are those of libxml2, against
// which this package is tested on changed documents; as libxml2 does, it takes no white space around a date that is not one
// choice of a union. Libxml2 knows no numbers of more than 24 digits, this package does.
package xsd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

const (
	language = "http://www.w3.org/2001/XMLSchema"
	instance = "http://www.w3.org/2001/XMLSchema-instance"
)

// name is a name with its namespace.
type name struct{ space, local string }

// Schema is a schema with all that it imports. It may be used by several goroutines.
type Schema struct {
	elements   map[name]*element
	attributes map[name]*attribute
	simple     map[name]*simple
	complex    map[name]*complex
}

// element is a global element.
type element struct {
	name       name
	simple     *simple  // its type is one of these two; both are nil for an element that is passed over unseen
	complex    *complex //
	fixed      string
	hasFixed   bool
	hasDefault bool
}

// attribute is an attribute as a type has it.
type attribute struct {
	name     name
	simple   *simple
	fixed    string
	hasFixed bool
	required bool
}

// complex is a complex type.
type complex struct {
	mixed      bool
	simple     *simple // of simple content
	attributes map[name]*attribute
	model      *model // nil if there are no children
	unseen     bool   // it extends a type that is passed over

	node  *node // where it stands, until it is resolved
	group *particle
	busy  bool
}

// node is an element of a schema document.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	doc      *document
}

type document struct {
	target   string
	prefixes map[string]string
}

// qname reads a name with a prefix.
func (d *document) qname(s string) name {
	prefix, local, ok := strings.Cut(s, ":")
	if !ok {
		prefix, local = "", s
	}
	return name{d.prefixes[prefix], local}
}

// Load reads a schema document and those that it imports. Errors: Invalid if it uses what this package does not know.
func Load(files fs.FS, file string) (*Schema, error) {
	l := &loader{files: files, seen: map[string]bool{}, roots: map[string]map[name]*node{}, s: &Schema{map[name]*element{}, map[name]*attribute{}, map[name]*simple{}, map[name]*complex{}}}
	if err := l.read(file); err != nil {
		return nil, fmt.Errorf("reading the schema %s: %w", file, err)
	}
	if err := l.resolve(); err != nil {
		return nil, fmt.Errorf("reading the schema %s: %w", file, err)
	}
	return l.s, nil
}

type loader struct {
	files fs.FS
	seen  map[string]bool
	roots map[string]map[name]*node // global components by the kind of component
	s     *Schema
}

// passedOver are the namespaces of elements that are not looked into.
var passedOver = map[string]bool{"http://www.w3.org/1998/Math/MathML3": true, "http://www.oasis-open.org/tables/exchange/1.0": true}

func (l *loader) read(file string) error {
	if l.seen[file] {
		return nil
	}
	l.seen[file] = true
	f, err := l.files.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	root, err := parse(f)
	if err != nil {
		return err
	}
	if root.name != "schema" || root.attrs["elementFormDefault"] != "qualified" || root.attrs["attributeFormDefault"] != "qualified" {
		return fault.New(fault.Invalid, "the document is no schema whose names are all qualified")
	}
	for _, c := range root.children {
		switch c.name {
		case "import":
			if passedOver[c.attrs["namespace"]] {
				continue
			}
			if err := l.read(path.Join(path.Dir(file), c.attrs["schemaLocation"])); err != nil {
				return err
			}
		case "element", "attribute", "simpleType", "complexType":
			if l.roots[c.name] == nil {
				l.roots[c.name] = map[name]*node{}
			}
			l.roots[c.name][name{c.doc.target, c.attrs["name"]}] = c
		default:
			return unknown(c)
		}
	}
	return nil
}

func unknown(n *node) error {
	return fault.New(fault.Invalid, "the schema uses %q in a way that is not understood", n.name)
}

// parse makes the tree of a schema document, without its annotations.
func parse(r io.Reader) (*node, error) {
	x := xml.NewReader(r, xml.Limits{})
	var open []*node
	var root *node
	doc := &document{prefixes: map[string]string{"xml": "http://www.w3.org/XML/1998/namespace"}}
	for {
		k, err := x.Next()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch k {
		case xml.End:
			open = open[:len(open)-1]
		case xml.Start:
			if string(x.Local()) == "annotation" {
				if err := x.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			n := &node{name: string(x.Local()), attrs: map[string]string{}, doc: doc}
			for _, a := range x.Attrs() {
				if string(a.Prefix()) == "xmlns" {
					doc.prefixes[string(a.Local())] = string(a.Value)
				}
				n.attrs[string(a.Name)] = string(a.Value)
			}
			if root == nil {
				root, doc.target = n, n.attrs["targetNamespace"]
			} else {
				open[len(open)-1].children = append(open[len(open)-1].children, n)
			}
			open = append(open, n)
		}
	}
}

// resolve makes the schema of the components that were read.
func (l *loader) resolve() error {
	for id, n := range l.roots["attribute"] {
		t, err := l.simpleType(n, n.attrs["type"])
		if err != nil {
			return err
		}
		fixed, has := n.attrs["fixed"]
		l.s.attributes[id] = &attribute{name: id, simple: t, fixed: fixed, hasFixed: has}
	}
	for id := range l.roots["element"] {
		l.s.elements[id] = &element{name: id}
	}
	for id, e := range l.s.elements {
		if err := l.element(e, l.roots["element"][id]); err != nil {
			return err
		}
	}
	for _, c := range l.s.complex {
		if c.group != nil {
			c.model = compile(c.group)
		}
	}
	return nil
}

func (l *loader) element(e *element, n *node) (err error) {
	id := n.doc.qname(n.attrs["type"])
	if c := l.roots["complexType"][id]; c != nil {
		e.complex, err = l.complexType(id)
	} else {
		e.simple, err = l.simpleType(n, n.attrs["type"])
	}
	if err != nil {
		return err
	}
	e.fixed, e.hasFixed = n.attrs["fixed"]
	_, e.hasDefault = n.attrs["default"]
	for _, u := range n.children { // what is unique by its type is unique among descendants too
		field := &node{}
		if len(u.children) == 2 {
			field = u.children[1]
		}
		if a := l.s.attributes[u.doc.qname(strings.TrimPrefix(field.attrs["xpath"], "@"))]; u.name != "unique" || a == nil || a.simple.built != "ID" {
			return unknown(u)
		}
	}
	return nil
}

// complexType gives the type of that name, with all that it extends.
func (l *loader) complexType(id name) (*complex, error) {
	if c := l.s.complex[id]; c != nil {
		if c.busy {
			return nil, fault.New(fault.Invalid, "the type %q extends itself", id.local)
		}
		return c, nil
	}
	n := l.roots["complexType"][id]
	c := &complex{node: n, mixed: n.attrs["mixed"] == "true", attributes: map[name]*attribute{}, busy: true}
	l.s.complex[id] = c
	err := l.content(c, n)
	c.busy = false
	return c, err
}

// content reads what a complex type, or an extension, holds.
func (l *loader) content(c *complex, n *node) error {
	for _, k := range n.children {
		switch k.name {
		case "sequence", "choice":
			g, err := l.group(k)
			if err != nil {
				return err
			}
			if c.group != nil {
				g = &particle{kind: sequence, min: 1, max: 1, parts: []*particle{c.group, g}}
			}
			c.group = g
		case "attribute":
			a, err := l.attribute(k)
			if err != nil {
				return err
			}
			c.attributes[a.name] = a
		case "simpleContent", "complexContent":
			if len(k.children) != 1 || k.children[0].name != "extension" {
				return unknown(k)
			}
			if err := l.extend(c, k.children[0]); err != nil {
				return err
			}
		default:
			return unknown(k)
		}
	}
	return nil
}

func (l *loader) extend(c *complex, n *node) error {
	base := n.doc.qname(n.attrs["base"])
	switch {
	case l.roots["complexType"][base] != nil:
		b, err := l.complexType(base)
		if err != nil {
			return err
		}
		c.simple, c.group, c.mixed, c.unseen = b.simple, b.group, c.mixed || b.mixed, b.unseen
		for id, a := range b.attributes {
			c.attributes[id] = a
		}
	case passedOver[base.space]:
		c.unseen = true
		return nil
	default:
		t, err := l.simpleType(n, n.attrs["base"])
		if err != nil {
			return err
		}
		c.simple = t
	}
	return l.content(c, n)
}

func (l *loader) attribute(n *node) (*attribute, error) {
	ref := l.s.attributes[n.doc.qname(n.attrs["ref"])]
	if ref == nil || len(n.children) > 0 {
		return nil, unknown(n)
	}
	a := *ref
	a.required = n.attrs["use"] == "required"
	if use := n.attrs["use"]; use != "" && use != "required" && use != "optional" {
		return nil, unknown(n)
	}
	if v, ok := n.attrs["fixed"]; ok {
		a.fixed, a.hasFixed = v, true
	}
	return &a, nil
}

// group reads a sequence, a choice or a reference to an element.
func (l *loader) group(n *node) (*particle, error) {
	p := &particle{min: 1, max: 1}
	for what, to := range map[string]*int{"minOccurs": &p.min, "maxOccurs": &p.max} {
		v, told := n.attrs[what]
		count, err := strconv.Atoi(v)
		switch {
		case v == "unbounded":
			*to = unbounded
		case told && (err != nil || count < 0):
			return nil, unknown(n)
		case told:
			*to = count
		}
	}
	switch n.name {
	case "element":
		id := n.doc.qname(n.attrs["ref"])
		if p.element = l.s.elements[id]; p.element == nil {
			if !passedOver[id.space] {
				return nil, unknown(n)
			}
			p.element = &element{name: id}
		}
	case "sequence":
		p.kind = sequence
	case "choice":
		p.kind = choice
	default:
		return nil, unknown(n)
	}
	for _, k := range n.children {
		part, err := l.group(k)
		if err != nil {
			return nil, err
		}
		p.parts = append(p.parts, part)
		p.size += part.size
	}
	times := max(p.min, p.max, 1)
	if times > maxPositions || p.size*times > maxPositions {
		return nil, unknown(n)
	}
	p.size *= times
	return p, nil
}
