package search

import (
	"bufio"
	"encoding/binary"
	"io"
	"maps"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// Version is that of the engine: of how marks are folded, found and scored. An index made by another version is to be
// built anew.
const Version = 1

// Encode writes the whole index. Searches go on meanwhile, changes wait.
func (x *Index) Encode(w io.Writer) error {
	x.write.Lock()
	defer x.write.Unlock()
	out := bufio.NewWriterSize(w, 1<<20)
	c := &codec{out: out}
	c.header(x.rules, x.at, len(x.blocks))
	for _, b := range x.blocks {
		c.block(b)
	}
	if c.err != nil {
		return c.err
	}
	return out.Flush()
}

// Decode reads what Encode wrote, size bytes long, and looks it over, so that no search can go astray in it.
// Errors: Conflict if it was written by another version of the engine or with other rules, Invalid if it is damaged.
func Decode(r io.Reader, size int64, o Options) (*Index, error) {
	x := NewIndex(o)
	c := &codec{in: bufio.NewReaderSize(r, 1<<20), left: size}
	at := Position{}
	n := c.header(x.rules, at, 0)
	for range n {
		b := &block{}
		c.block(b)
		if c.err == nil {
			c.err = b.check()
		}
		if c.err != nil {
			return nil, c.err
		}
		x.blocks = append(x.blocks, b)
	}
	if c.err == nil && c.left != 0 {
		c.err = errDamaged("there is more than an index")
	}
	if c.err != nil {
		return nil, c.err
	}
	x.count()
	x.at = at
	return x, nil
}

func errDamaged(what string) error {
	return fault.New(fault.Invalid, "the search index is damaged: %s", what)
}

// codec writes the parts of an index, or reads them in the same order: in is nil when writing.
type codec struct {
	out  *bufio.Writer
	in   *bufio.Reader
	left int64 // bytes still to be read
	err  error
	buf  [8192]byte
}

// header treats what precedes the blocks, and gives their number.
func (c *codec) header(r *Rules, at Position, blocks int) int {
	form := []uint32{Version, uint32(blocks)}
	made := []byte(r.Fingerprint())
	var origins []byte
	var sizes []uint64
	for _, o := range slices.Sorted(maps.Keys(at)) {
		origins = append(append(origins, o...), '\n')
		sizes = append(sizes, at[o])
	}
	list(c, &form)
	c.bytes(&made)
	c.bytes(&origins)
	list(c, &sizes)
	if c.in == nil || c.err != nil {
		return blocks
	}
	switch {
	case len(form) != 2 || form[0] != Version:
		c.err = fault.New(fault.Conflict, "the search index was made by another version")
	case string(made) != r.Fingerprint():
		c.err = fault.New(fault.Conflict, "the search index was made with other rules of sound and look")
	default:
		for _, n := range sizes {
			i := slices.Index(origins, '\n')
			if i < 0 {
				c.err = errDamaged("a log has no name")
				return 0
			}
			at[string(origins[:i])] = n
			origins = origins[i+1:]
		}
		return int(form[1])
	}
	return 0
}

// block treats all parts of a block.
func (c *codec) block(b *block) {
	var offices stringList
	for _, o := range b.offices {
		offices.add(o)
	}
	n := []uint32{uint32(b.ids.n)}
	list(c, &n)
	c.strings(&offices)
	list(c, &b.ids.at)
	c.bytes(&b.ids.data)
	c.strings(&b.text)
	list(c, &b.whole)
	c.bytes(&b.flag)
	list(c, &b.classes)
	c.bytes(&b.office)
	list(c, &b.gone)
	c.bytes(&b.word)
	list(c, &b.wordOff)
	for _, l := range []*lists{&b.compound, &b.wordIn, &b.wordIs, &b.compIs} {
		list(c, &l.at)
		list(c, &l.data)
	}
	for _, p := range []*postings{&b.wordBy, &b.compBy} {
		list(c, &p.grams)
		list(c, &p.list.at)
		list(c, &p.list.data)
		list(c, &p.count)
		c.short(&p.short)
		c.short(&p.heard)
	}
	if c.in == nil || c.err != nil {
		return
	}
	if len(n) != 1 || !ascending(offices.at, len(offices.data)) {
		c.err = errDamaged("offices")
		return
	}
	b.ids.n = int(n[0])
	for i := range max(len(offices.at)-1, 0) {
		b.offices = append(b.offices, string(offices.of(i)))
	}
}

func (c *codec) short(l *shortList) {
	at := l.at[:]
	list(c, &at)
	if c.err == nil && len(at) != len(l.at) {
		c.err = errDamaged("lengths of words")
		return
	}
	copy(l.at[:], at)
	list(c, &l.unit)
	list(c, &l.mask)
	list(c, &l.letters)
}

func (c *codec) strings(l *stringList) {
	list(c, &l.at)
	c.bytes(&l.data)
}

// length treats the number of members of a list, each of size bytes.
func (c *codec) length(n, size int) int {
	if c.err != nil {
		return 0
	}
	var b [4]byte
	if c.in == nil {
		binary.LittleEndian.PutUint32(b[:], uint32(n))
		_, c.err = c.out.Write(b[:])
		return n
	}
	if !c.read(b[:]) {
		return 0
	}
	n = int(binary.LittleEndian.Uint32(b[:]))
	if int64(n)*int64(size) > c.left {
		c.err = errDamaged("a list is longer than the file")
		return 0
	}
	return n
}

func (c *codec) read(b []byte) bool {
	if c.err != nil {
		return false
	}
	if int64(len(b)) > c.left {
		c.err = errDamaged("it ends too early")
		return false
	}
	if _, err := io.ReadFull(c.in, b); err != nil {
		c.err = errDamaged("it cannot be read to its end")
		return false
	}
	c.left -= int64(len(b))
	return true
}

func (c *codec) bytes(b *[]byte) {
	n := c.length(len(*b), 1)
	if c.err != nil {
		return
	}
	if c.in == nil {
		_, c.err = c.out.Write(*b)
		return
	}
	*b = make([]byte, n)
	c.read(*b)
}

// list treats a list of whole numbers, in little-endian order.
func list[T uint16 | uint32 | uint64](c *codec, l *[]T) {
	size := binary.Size(T(0))
	n := c.length(len(*l), size)
	if c.err != nil {
		return
	}
	if c.in != nil {
		*l = make([]T, n)
	}
	for rest := *l; len(rest) > 0 && c.err == nil; {
		k := min(len(rest), len(c.buf)/size)
		part := c.buf[:k*size]
		if c.in != nil && !c.read(part) {
			return
		}
		for i := range k {
			at := part[i*size : (i+1)*size]
			if c.in == nil {
				putNumber(at, uint64(rest[i]))
			} else {
				rest[i] = T(number(at))
			}
		}
		if c.in == nil {
			_, c.err = c.out.Write(part)
		}
		rest = rest[k:]
	}
}

func number(b []byte) uint64 {
	switch len(b) {
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

func putNumber(b []byte, v uint64) {
	switch len(b) {
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(v))
	default:
		binary.LittleEndian.PutUint64(b, v)
	}
}
