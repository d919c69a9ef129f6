package xml

import "bytes"

// binding is a declaration of a namespace: the prefix uris[at:mid] stands for the name uris[mid:end].
type binding struct{ at, mid, end, depth int }

var xmlns = []byte("xmlns")

const (
	spaceXML   = "http://www.w3.org/XML/1998/namespace"
	spaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

// Space is the name of the namespace of the current element; empty if it is in none.
func (r *Reader) Space() []byte { s, _ := r.lookup(r.Prefix()); return s }

// AttrSpace is the name of the namespace of an attribute of the current element; empty if it is in none, as an
// attribute without a prefix is.
func (r *Reader) AttrSpace(a Attr) []byte {
	if a.colon == 0 {
		if string(a.Name) == "xmlns" {
			return []byte(spaceXMLNS)
		}
		return nil
	}
	s, _ := r.lookup(a.Prefix())
	return s
}

// lookup finds what a prefix stands for, the empty one included.
func (r *Reader) lookup(prefix []byte) ([]byte, bool) {
	switch string(prefix) {
	case "xml":
		return []byte(spaceXML), true
	case "xmlns":
		return []byte(spaceXMLNS), true
	}
	for i := len(r.spaces) - 1; i >= 0; i-- {
		b := r.spaces[i]
		if bytes.Equal(r.uris[b.at:b.mid], prefix) {
			return r.uris[b.mid:b.end], true
		}
	}
	return nil, len(prefix) == 0
}

// declare takes up the declarations among the attributes of the element just opened.
func (r *Reader) declare() error {
	for _, a := range r.attrs {
		var prefix []byte
		switch {
		case string(a.Name) == "xmlns":
		case string(a.Prefix()) == "xmlns":
			prefix = a.Local()
		default:
			continue
		}
		name := string(a.Value)
		switch {
		case string(prefix) == "xmlns" || name == spaceXMLNS:
			return r.wrong(r.mark, "the prefix xmlns is not declared")
		case (string(prefix) == "xml") != (name == spaceXML):
			return r.wrong(r.mark, "the prefix xml stands for its own namespace and for no other")
		case prefix != nil && name == "":
			return r.wrong(r.mark, "the prefix %q stands for no namespace", prefix)
		case len(r.spaces) == r.lim.Namespaces:
			return r.wrong(r.mark, "more than %d declarations of namespaces are in force", r.lim.Namespaces)
		}
		b := binding{at: len(r.uris), depth: len(r.open)}
		r.uris = append(r.uris, prefix...)
		b.mid = len(r.uris)
		r.uris = append(r.uris, a.Value...)
		b.end = len(r.uris)
		r.spaces = append(r.spaces, b)
	}
	return nil
}

// resolve refuses prefixes that are not declared and attributes that two prefixes make the same.
func (r *Reader) resolve() error {
	if r.colon > 0 {
		if _, ok := r.lookup(r.Prefix()); !ok || string(r.Prefix()) == "xmlns" {
			return r.wrong(r.mark, "the prefix of the element %q is not declared", r.Name())
		}
	}
	for i, a := range r.attrs {
		if a.colon == 0 {
			continue
		}
		space, ok := r.lookup(a.Prefix())
		if !ok {
			return r.wrong(r.mark, "the prefix of the attribute %q is not declared", a.Name)
		}
		for _, b := range r.attrs[:i] {
			if b.colon > 0 && bytes.Equal(a.Local(), b.Local()) {
				if other, _ := r.lookup(b.Prefix()); bytes.Equal(space, other) {
					return r.twice(i)
				}
			}
		}
	}
	return nil
}
