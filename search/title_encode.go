package search

import (
	"bufio"
	"encoding/binary"
	"io"
	"maps"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// TitlesVersion is that of how titles are cut into words and numbers and classes into keys. An index made by another version is
// to be built anew.
const TitlesVersion = 1

// Encode writes the whole index. Searches go on meanwhile, changes wait.
func (t *Titles) Encode(w io.Writer) error {
	t.write.Lock()
	defer t.write.Unlock()
	out := bufio.NewWriterSize(w, 1<<20)
	c := &codec{out: out}
	c.titles(t.at, len(t.parts))
	for _, p := range t.parts {
		c.titlePart(p)
	}
	if c.err != nil {
		return c.err
	}
	return out.Flush()
}

// DecodeTitles reads what Encode wrote, size bytes long, and looks it over, so that no search can go astray in it.
// Errors: Conflict if it was written by another version, Invalid if it is damaged.
func DecodeTitles(r io.Reader, size int64) (*Titles, error) {
	t := NewTitles()
	c := &codec{in: bufio.NewReaderSize(r, 1<<20), left: size}
	n := c.titles(t.at, 0)
	for range n {
		p := &titlePart{}
		c.titlePart(p)
		if c.err == nil && !p.check() {
			c.err = errDamaged("a part of the titles")
		}
		if c.err != nil {
			return nil, c.err
		}
		t.parts = append(t.parts, p)
	}
	if c.err == nil && c.left != 0 {
		c.err = errDamaged("there is more than an index")
	}
	if c.err != nil {
		return nil, c.err
	}
	return t, nil
}

// titles treats what precedes the parts, and gives their number.
func (c *codec) titles(at Position, parts int) int {
	form := []uint32{TitlesVersion, uint32(parts)}
	var origins stringList
	var sizes []uint64
	for _, o := range slices.Sorted(maps.Keys(at)) {
		origins.add(o)
		sizes = append(sizes, at[o])
	}
	list(c, &form)
	c.strings(&origins)
	list(c, &sizes)
	switch {
	case c.err != nil:
		return 0
	case c.in == nil:
		return parts
	case len(form) != 2 || form[0] != TitlesVersion:
		c.err = fault.New(fault.Conflict, "the search index was made by another version")
		return 0
	case !ascending(origins.at, len(origins.data)) || max(len(origins.at)-1, 0) != len(sizes):
		c.err = errDamaged("the names of logs")
		return 0
	}
	for i, n := range sizes {
		at[string(origins.of(i))] = n
	}
	return int(form[1])
}

// titlePart treats all of a part.
func (c *codec) titlePart(p *titlePart) {
	n := []uint32{uint32(p.ids.n), uint32(p.terms.n)}
	list(c, &n)
	for _, l := range []*idList{&p.ids, &p.terms} {
		list(c, &l.at)
		c.bytes(&l.data)
	}
	c.bytes(&p.flag)
	list(c, &p.right)
	list(c, &p.length)
	list(c, &p.at)
	c.bytes(&p.rows)
	if c.in == nil || c.err != nil {
		return
	}
	if len(n) != 2 {
		c.err = errDamaged("the number of rights")
		return
	}
	p.ids.n, p.terms.n = int(n[0]), int(n[1])
}

// check looks over a part that was read: every number that points somewhere points into what is there.
func (p *titlePart) check() bool {
	if len(p.flag) != p.ids.n || !p.ids.check() || !p.terms.check() || len(p.at) != p.terms.n+1 || !ascending(p.at, len(p.rows)) || len(p.length) > maxTitleWords {
		return false
	}
	for _, r := range p.right {
		if int(r) >= p.ids.n {
			return false
		}
	}
	for i, l := range p.length {
		if int(l) > len(p.right) || i > 0 && l < p.length[i-1] {
			return false
		}
	}
	for i := range p.terms.n {
		if !p.checkRows(p.rows[p.at[i]:p.at[i+1]]) {
			return false
		}
	}
	for _, f := range p.flag {
		if f&goneBit != 0 {
			p.gone++
		}
	}
	return true
}

// checkRows looks over the rows of a term.
func (p *titlePart) checkRows(b []byte) bool {
	row := uint64(0)
	for first := true; len(b) > 0; first = false {
		d, n := binary.Uvarint(b)
		if n <= 0 || d == 0 && !first || d > uint64(len(p.right)) {
			return false
		}
		if row += d; row >= uint64(len(p.right)) {
			return false
		}
		b = b[n:]
	}
	return true
}
