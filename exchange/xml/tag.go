package xml

import (
	"bytes"
	"hash/maphash"
	"math/bits"
)

// startTag reads a start-tag or the tag of an empty element at pos.
func (r *Reader) startTag() error {
	if r.plainStartTag() {
		return nil
	}
	for whole := false; ; whole = true {
		done, err := r.tryStartTag()
		if done || err != nil {
			return err
		}
		if whole {
			return r.wrong(r.end-1, "the tag that begins at %s is not closed", r.posAt(r.pos))
		}
		err = r.wholeTag()
		r.amp = r.pos
		if err != nil {
			if _, wrong := r.tryStartTag(); wrong != nil {
				return wrong
			}
			return err
		}
	}
}

// plainStartTag reads a start-tag of nothing but an ASCII name without a prefix, as most are, if the window holds it.
func (r *Reader) plainStartTag() bool {
	buf, start := r.buf[:r.end], r.pos+1
	if class[buf[start]]&firstByte == 0 {
		return false
	}
	p := start + 1
	for p < len(buf) && class[buf[p]]&nameByte != 0 {
		p++
	}
	if p == len(buf) || buf[p] != '>' || p-start > longestName || len(r.open) == r.lim.Depth {
		return false
	}
	r.attrs = r.attrs[:0]
	r.open = append(r.open, element{len(r.names), 0})
	r.names = append(r.names, buf[start:p]...)
	r.name, r.colon = span{len(r.names) - (p - start), len(r.names)}, 0
	r.pos, r.run = p+1, 0
	return true
}

// wholeTag reads on until the tag at pos lies in the window: up to the next '>' outside quotes, or to a '<'.
func (r *Reader) wholeTag() error {
	var quote byte
	for i := 1; ; i++ {
		for r.pos+i == r.end {
			if err := r.more(r.pos); err != nil {
				return r.cut(err)
			}
		}
		switch c := r.buf[r.pos+i]; {
		case c == '<' || c == '>' && quote == 0:
			return nil
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
}

// tryStartTag reads the tag if the window holds the whole of it, and else reports that it does not.
func (r *Reader) tryStartTag() (done bool, err error) {
	buf := r.buf[:r.end]
	start := r.pos + 1
	p, colon, ok := r.nameAt(start)
	if !ok {
		return false, r.wrong(p, "a tag's name is not a name")
	}
	name := buf[start:p]
	if len(name) > longestName {
		return false, r.wrong(r.pos, "a name is longer than %d bytes", longestName)
	}
	r.attrs, r.scratch = r.attrs[:0], r.scratch[:0]
	var prefixed, declares bool
	for {
		before := p
		for p < len(buf) && class[buf[p]]&blank != 0 {
			p++
		}
		if p == len(buf) {
			return false, nil
		}
		if buf[p] == '>' {
			p++
			break
		}
		if buf[p] == '/' {
			if p+1 == len(buf) {
				return false, nil
			}
			if buf[p+1] != '>' {
				return false, r.wrong(p, "'/' in a tag without '>' behind it")
			}
			r.empty = true
			p += 2
			break
		}
		if p == before {
			return false, r.wrong(p, "a tag's name or attribute is followed by neither white space nor the tag's end")
		}
		if len(r.attrs) == r.lim.Attributes {
			return false, r.wrong(p, "an element has more than %d attributes", r.lim.Attributes)
		}
		a, next, err := r.attribute(p)
		if next < 0 || err != nil {
			return false, err
		}
		r.attrs = append(r.attrs, a)
		prefixed = prefixed || a.colon > 0
		declares = declares || bytes.HasPrefix(a.Name, xmlns)
		p = next
	}
	if len(r.open) == r.lim.Depth {
		return false, r.wrong(r.pos, "elements lie more than %d deep within each other", r.lim.Depth)
	}
	r.open = append(r.open, element{len(r.names), colon})
	r.names = append(r.names, name...)
	r.name, r.colon = span{len(r.names) - len(name), len(r.names)}, colon
	r.pos, r.run = p, 0
	if len(r.attrs) > 1 {
		if err := r.unique(); err != nil {
			return false, err
		}
	}
	if declares {
		if err := r.declare(); err != nil {
			return false, err
		}
	}
	if colon > 0 || prefixed {
		return true, r.resolve()
	}
	return true, nil
}

// attribute reads an attribute at p and says where it ends, or gives -1 if the window ends before.
func (r *Reader) attribute(p int) (a Attr, next int, err error) {
	buf := r.buf[:r.end]
	start := p
	p, colon, ok := r.nameAt(start)
	if !ok {
		return a, -1, r.wrong(p, "an attribute's name is not a name")
	}
	if p-start > longestName {
		return a, -1, r.wrong(start, "a name is longer than %d bytes", longestName)
	}
	a.Name, a.colon = buf[start:p], colon
	skip := func() {
		for p < len(buf) && class[buf[p]]&blank != 0 {
			p++
		}
	}
	skip()
	if p == len(buf) {
		return a, -1, nil
	}
	if buf[p] != '=' {
		return a, -1, r.wrong(p, "the attribute %q has no value", a.Name)
	}
	p++
	skip()
	if p == len(buf) {
		return a, -1, nil
	}
	quote := buf[p]
	if quote != '"' && quote != '\'' {
		return a, -1, r.wrong(p, "the value of the attribute %q is not in quotes", a.Name)
	}
	p++
	n := bytes.IndexByte(buf[p:], quote)
	if n < 0 {
		if i := bytes.IndexByte(buf[p:], '<'); i >= 0 {
			return a, -1, r.wrong(p+i, "'<' in the value of the attribute %q", a.Name)
		}
		return a, -1, nil
	}
	v := buf[p : p+n]
	if n > r.lim.Value {
		return a, -1, r.wrong(p, "the value of the attribute %q is longer than %d bytes", a.Name, r.lim.Value)
	}
	if i := bytes.IndexByte(v, '<'); i >= 0 {
		return a, -1, r.wrong(p+i, "'<' in the value of the attribute %q", a.Name)
	}
	a.Value = v
	if r.amp < p+n && r.hasReference(p, p+n) || bytes.IndexByte(v, '\n') >= 0 || bytes.IndexByte(v, '\t') >= 0 {
		from := len(r.scratch)
		if r.scratch, err = r.expand(r.scratch, v, p, true); err != nil {
			return a, -1, err
		}
		a.Value = r.scratch[from:len(r.scratch):len(r.scratch)]
	}
	return a, p + n + 1, nil
}

// nameAt reads a name, with or without a prefix, at p; end is where it ends or where it is wrong. A name that ends with
// the window is taken as it is.
func (w *window) nameAt(p int) (end, colon int, ok bool) {
	// The short way, for ASCII that does not reach the end of the window.
	buf, start := w.buf[:w.end], p
	if p < len(buf) && class[buf[p]]&firstByte != 0 {
		for p++; p < len(buf) && class[buf[p]]&nameByte != 0; p++ {
		}
		if p+1 < len(buf) && buf[p] == ':' && class[buf[p+1]]&firstByte != 0 {
			colon = p - start
			for p += 2; p < len(buf) && class[buf[p]]&nameByte != 0; p++ {
			}
		}
		if p < len(buf) && buf[p] < 0x80 && buf[p] != ':' {
			return p, colon, true
		}
	}
	return w.anyNameAt(start)
}

// anyNameAt is nameAt for all names.
func (w *window) anyNameAt(p int) (end, colon int, ok bool) {
	buf := w.buf[:w.end]
	start, first := p, p
	for p < len(buf) {
		c := buf[p]
		if c == ':' {
			if p == first || colon > 0 {
				return p, 0, false
			}
			colon, first = p-start, p+1
			p++
			continue
		}
		size := 1
		if c < 0x80 {
			if class[c]&nameByte == 0 {
				break
			}
			if p == first && class[c]&firstByte == 0 {
				return p, 0, false
			}
		} else if size = nameRune(buf[p:], p == first); size == 0 {
			if p == first {
				return p, 0, false
			}
			break
		}
		p += size
	}
	return p, colon, p > first || p == len(buf)
}

// unique refuses a tag in which an attribute stands twice.
func (r *Reader) unique() error {
	i := r.repeated(len(r.attrs), func(i int) uint64 { return maphash.Bytes(seed, r.attrs[i].Name) },
		func(i, j int) bool { return bytes.Equal(r.attrs[i].Name, r.attrs[j].Name) })
	if i < 0 {
		return nil
	}
	return r.twice(i)
}

var seed = maphash.MakeSeed()

// repeated gives the first of n things that is the same as one before it, or -1. Same things have the same sum. Few are
// compared each with each, many by a table of their sums, so that no choice of names makes it slow.
func (r *Reader) repeated(n int, sum func(int) uint64, same func(i, j int) bool) int {
	if n <= 8 {
		for i := range n {
			for j := range i {
				if same(i, j) {
					return i
				}
			}
		}
		return -1
	}
	size := 1 << bits.Len(uint(2*n))
	if len(r.table) < size {
		r.table = make([]int32, size)
	}
	table := r.table[:size] // of indices from 1; 0 is free
	clear(table)
	for i := range n {
		at := sum(i)
		for ; ; at++ {
			j := int(table[at&uint64(size-1)])
			if j == 0 {
				break
			}
			if same(i, j-1) {
				return i
			}
		}
		table[at&uint64(size-1)] = int32(i + 1)
	}
	return -1
}

func (r *Reader) twice(i int) error {
	return r.wrong(r.mark, "the attribute %q stands twice in the element %q", r.attrs[i].Name, r.Name())
}

// endTag reads an end-tag at pos and closes its element.
func (r *Reader) endTag() error {
	name := r.top()
	if buf := r.buf[r.pos+2 : r.end]; len(buf) > len(name) && buf[len(name)] == '>' && bytes.Equal(buf[:len(name)], name) {
		r.pos += len(name) + 3
	} else if err := r.slowEndTag(name); err != nil {
		return err
	}
	r.attrs = r.attrs[:0]
	return r.close()
}

// slowEndTag reads an end-tag that has white space in it, or is cut by the end of the window, or is wrong.
func (r *Reader) slowEndTag(name []byte) error {
	for i := 0; ; i++ {
		for r.pos+2+i == r.end {
			if err := r.more(r.pos); err != nil {
				return r.cut(err)
			}
		}
		switch c := r.buf[r.pos+2+i]; {
		case i < len(name) && c == name[i]:
		case i >= len(name) && c == '>':
			r.pos += 2 + i + 1
			return nil
		case i < len(name) || class[c]&blank == 0:
			return r.wrong(r.pos, "the end-tag does not match the start-tag %q", name)
		}
	}
}
