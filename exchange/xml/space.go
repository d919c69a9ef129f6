package xml

import (
	"bytes"
	"hash/maphash"
)

// binding is a declaration of a namespace: the prefix uris[at:mid] stands for the name uris[mid:end].
type binding struct {
	at, mid, end int
	depth        int
	before       int32     // the binding in force before it whose prefix has the same bucket; from 1, 0 if there is none
	space        namespace // the same for all bindings in force of the same name
	sum          uint64    // of the name
}

// namespace stands for a namespace while one of its declarations is in force.
type namespace int32

const (
	noSpace namespace = -iota
	xmlSpace
	xmlnsSpace
)

var xmlns = []byte("xmlns")

const (
	spaceXML   = "http://www.w3.org/XML/1998/namespace"
	spaceXMLNS = "http://www.w3.org/2000/xmlns/"
)

// Space is the name of the namespace of the current element; empty if it is in none.
func (r *Reader) Space() []byte { s, _ := r.lookup(r.Prefix()); return r.spaceName(s) }

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
	return r.spaceName(s)
}

func (r *Reader) spaceName(s namespace) []byte {
	switch s {
	case noSpace:
		return nil
	case xmlSpace:
		return []byte(spaceXML)
	case xmlnsSpace:
		return []byte(spaceXMLNS)
	}
	b := &r.spaces[s-1]
	return r.uris[b.mid:b.end]
}

// lookup finds what a prefix stands for, the empty one included.
func (r *Reader) lookup(prefix []byte) (namespace, bool) {
	for i := r.buckets[bucket(prefix)]; i > 0; i = r.spaces[i-1].before {
		if b := &r.spaces[i-1]; bytes.Equal(r.uris[b.at:b.mid], prefix) {
			return b.space, true
		}
	}
	switch string(prefix) {
	case "":
		return noSpace, true
	case "xml":
		return xmlSpace, true
	case "xmlns":
		return xmlnsSpace, true
	}
	return noSpace, false
}

// bucket parts prefixes, so that few are compared. It need not be good: as many are in force as Limits allow.
func bucket(prefix []byte) uint32 {
	h := uint32(len(prefix))
	for _, c := range prefix[:min(len(prefix), 16)] {
		h = h*31 + uint32(c)
	}
	return h % buckets
}

const buckets = 64

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
		switch {
		case string(prefix) == "xmlns" || string(a.Value) == spaceXMLNS:
			return r.wrong(r.mark, "the prefix xmlns is not declared")
		case (string(prefix) == "xml") != (string(a.Value) == spaceXML):
			return r.wrong(r.mark, "the prefix xml stands for its own namespace and for no other")
		case prefix != nil && len(a.Value) == 0:
			return r.wrong(r.mark, "the prefix %q stands for no namespace", prefix)
		case len(r.spaces) == r.lim.Namespaces:
			return r.wrong(r.mark, "more than %d declarations of namespaces are in force", r.lim.Namespaces)
		case len(a.Value) > longestName:
			return r.wrong(r.mark, "the name of a namespace is longer than %d bytes", longestName)
		}
		r.bind(prefix, a.Value)
	}
	return nil
}

// bind puts a declaration in force.
func (r *Reader) bind(prefix, name []byte) {
	b := binding{at: len(r.uris), depth: len(r.open), sum: maphash.Bytes(seed, name)}
	r.uris = append(r.uris, prefix...)
	b.mid = len(r.uris)
	r.uris = append(r.uris, name...)
	b.end = len(r.uris)
	if len(name) > 0 {
		b.space = namespace(len(r.spaces) + 1)
	}
	for i := range r.spaces {
		if o := &r.spaces[i]; o.sum == b.sum && bytes.Equal(r.uris[o.mid:o.end], name) {
			b.space = o.space
			break
		}
	}
	head := &r.buckets[bucket(prefix)]
	b.before = *head
	r.spaces = append(r.spaces, b)
	*head = int32(len(r.spaces))
}

// unbind ends the declarations of elements that lie deeper.
func (r *Reader) unbind(depth int) {
	for n := len(r.spaces); n > 0 && r.spaces[n-1].depth > depth; n-- {
		b := &r.spaces[n-1]
		r.buckets[bucket(r.uris[b.at:b.mid])] = b.before
		r.uris = r.uris[:b.at]
		r.spaces = r.spaces[:n-1]
	}
}

// resolve refuses prefixes that are not declared and attributes that two prefixes make the same.
func (r *Reader) resolve() error {
	if r.colon > 0 {
		if s, ok := r.lookup(r.Prefix()); !ok || s == xmlnsSpace {
			return r.wrong(r.mark, "the prefix of the element %q is not declared", r.Name())
		}
	}
	r.prefixed = r.prefixed[:0]
	for i := range r.attrs {
		a := &r.attrs[i]
		if a.colon == 0 {
			continue
		}
		space, ok := r.lookup(a.Prefix())
		if !ok {
			return r.wrong(r.mark, "the prefix of the attribute %q is not declared", a.Name)
		}
		r.prefixed = append(r.prefixed, prefixed{i, space})
	}
	if len(r.prefixed) < 2 {
		return nil
	}
	at := r.prefixed
	i := r.repeated(len(at), func(i int) uint64 { return maphash.Bytes(seed, r.attrs[at[i].attr].Local()) + uint64(at[i].space) },
		func(i, j int) bool {
			return at[i].space == at[j].space && bytes.Equal(r.attrs[at[i].attr].Local(), r.attrs[at[j].attr].Local())
		})
	if i < 0 {
		return nil
	}
	return r.twice(at[i].attr)
}

// prefixed is an attribute whose name has a prefix, and what the prefix stands for.
type prefixed struct {
	attr  int
	space namespace
}
