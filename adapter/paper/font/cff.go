package font

import (
	"fmt"
)

// cff is CFF outlines as they lie in the font file.
//
// Source: Adobe Technical Note 5176, The Compact Font Format Specification.
type cff struct {
	top         dict
	strings     index
	global      index
	charstrings index
	fds         []fontDict // one for a name-keyed font
	fdOf        func(glyph int) int
	cid         bool
}

// fontDict is a Font DICT of a CID-keyed font, or what stands for it in a name-keyed one.
type fontDict struct {
	matrix  []byte // operands of FontMatrix; nil if the font has none here
	private dict
	local   index
}

// Operators of DICTs that we read or write; those of two bytes begin with 12.
const (
	opCharset     = 15
	opCharStrings = 17
	opPrivate     = 18
	opSubrs       = 19
	opFontBBox    = 5
	opMatrix      = 12<<8 | 7
	opType        = 12<<8 | 6
	opROS         = 12<<8 | 30
	opCIDCount    = 12<<8 | 34
	opFDArray     = 12<<8 | 36
	opFDSelect    = 12<<8 | 37
)

// readCFF reads a CFF table of so many glyphs and checks all that lies outside the glyphs' programs.
func readCFF(b []byte, glyphs int) (*cff, error) {
	if len(b) < 4 || b[0] != 1 || int(b[2]) > len(b) {
		return nil, errShort
	}
	c := &cff{}
	rest := b[b[2]:]
	var names, tops index
	var err error
	for _, x := range []*index{&names, &tops, &c.strings, &c.global} {
		if *x, rest, err = readIndex(rest); err != nil {
			return nil, err
		}
	}
	if tops.count() != 1 {
		return nil, fmt.Errorf("%d fonts in a CFF table", tops.count())
	}
	if c.top, err = readDict(tops.at(0)); err != nil {
		return nil, err
	}
	if kind, ok := c.top.int(opType, 0); ok && kind != 2 {
		return nil, fmt.Errorf("charstrings of type %d", kind)
	}
	if c.charstrings, err = c.top.index(b, opCharStrings); err != nil {
		return nil, err
	}
	if c.charstrings.count() != glyphs {
		return nil, fmt.Errorf("%d outlines of %d glyphs", c.charstrings.count(), glyphs)
	}
	if c.cid = c.top.get(opROS) != nil; c.cid {
		return c, c.readFDs(b, glyphs)
	}
	fd, err := readFontDict(b, c.top)
	fd.matrix = nil // it is that of the whole font
	c.fds, c.fdOf = []fontDict{fd}, func(int) int { return 0 }
	if err != nil {
		return nil, err
	}
	// Old fonts of one alphabet may have accented letters that cannot be put into a subset. Better said now than when a document
	// needs one. CID-keyed fonts cannot have them, and have too many glyphs to look at each.
	for glyph := range glyphs {
		if _, err := c.flatten(glyph); err != nil {
			return nil, fmt.Errorf("glyph %d: %w", glyph, err)
		}
	}
	return c, nil
}

// readFDs reads the Font DICTs of a CID-keyed font and which glyph belongs to which.
func (c *cff) readFDs(b []byte, glyphs int) error {
	list, err := c.top.index(b, opFDArray)
	if err != nil {
		return err
	}
	if list.count() == 0 || list.count() > 256 {
		return errTooMany
	}
	for i := range list.count() {
		d, err := readDict(list.at(i))
		if err != nil {
			return err
		}
		fd, err := readFontDict(b, d)
		if err != nil {
			return err
		}
		c.fds = append(c.fds, fd)
	}
	at, ok := c.top.int(opFDSelect, 0)
	if !ok || at <= 0 || at >= len(b) {
		return errShort
	}
	of, err := readFDSelect(b[at:], glyphs, len(c.fds))
	c.fdOf = func(glyph int) int { return int(of[glyph]) }
	return err
}

// readFDSelect unfolds the table that names a Font DICT for each glyph.
func readFDSelect(b []byte, glyphs, fds int) ([]byte, error) {
	of := make([]byte, glyphs)
	switch {
	case b[0] == 0 && len(b) > glyphs:
		copy(of, b[1:])
	case b[0] == 3 && len(b) >= 5:
		n := u16(b, 1)
		if len(b) < 5+3*n {
			return nil, errShort
		}
		next := 0
		for i := range n {
			first, fd, end := u16(b, 3+3*i), b[5+3*i], u16(b, 6+3*i)
			if first != next || end <= first || end > glyphs {
				return nil, errShort
			}
			for g := first; g < end; g++ {
				of[g] = fd
			}
			next = end
		}
		if next != glyphs {
			return nil, errShort
		}
	default:
		return nil, errShort
	}
	for _, fd := range of {
		if int(fd) >= fds {
			return nil, errShort
		}
	}
	return of, nil
}

// readFontDict reads the Private DICT to which a DICT points, and its subroutines.
func readFontDict(b []byte, d dict) (fd fontDict, err error) {
	fd.matrix = d.get(opMatrix)
	size, ok := d.int(opPrivate, 0)
	at, ok2 := d.int(opPrivate, 1)
	if !ok || !ok2 {
		return fd, nil // a font without hints and without widths
	}
	if size < 0 || at < 0 || at+size > len(b) {
		return fd, errShort
	}
	if fd.private, err = readDict(b[at : at+size]); err != nil {
		return fd, err
	}
	if subrs, ok := fd.private.int(opSubrs, 0); ok {
		if subrs < 0 || at+subrs >= len(b) {
			return fd, errShort
		}
		fd.local, _, err = readIndex(b[at+subrs:])
	}
	return fd, err
}

// index is an INDEX: byte strings one after the other.
type index struct {
	n, wide int
	offsets []byte
	data    []byte // the byte before the first string, and the strings
}

func (x index) count() int { return x.n }

func (x index) offset(i int) int {
	v := 0
	for _, b := range x.offsets[i*x.wide : (i+1)*x.wide] {
		v = v<<8 | int(b)
	}
	return v
}

// at gives a string of the INDEX.
func (x index) at(i int) []byte { return x.data[x.offset(i):x.offset(i+1)] }

// readIndex reads an INDEX, checks every offset and gives what comes after it.
func readIndex(b []byte) (x index, rest []byte, err error) {
	if len(b) < 2 {
		return x, nil, errShort
	}
	n := u16(b, 0)
	if n == 0 {
		return x, b[2:], nil
	}
	if len(b) < 3 || b[2] < 1 || b[2] > 4 {
		return x, nil, errShort
	}
	wide := int(b[2])
	end := 3 + (n+1)*wide
	if len(b) < end {
		return x, nil, errShort
	}
	x = index{n: n, wide: wide, offsets: b[3:end], data: b[end-1:]}
	last := 1
	for i := range n + 1 {
		o := x.offset(i)
		if o < last || o > len(x.data) || i == 0 && o != 1 {
			return index{}, nil, errShort
		}
		last = o
	}
	return x, x.data[last:], nil
}

// dict is a DICT: operators with the bytes of their operands, in the order of the file.
type dict []entry

type entry struct {
	op       int
	operands []byte
}

// readDict cuts a DICT into its entries.
func readDict(b []byte) (d dict, err error) {
	start := 0
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c <= 21:
			op, n := int(c), 1
			if c == 12 {
				if i+1 >= len(b) {
					return nil, errShort
				}
				op, n = 12<<8|int(b[i+1]), 2
			}
			d = append(d, entry{op, b[start:i]})
			i += n
			start = i
		default:
			n := operand(b[i:])
			if n == 0 {
				return nil, errShort
			}
			i += n
		}
	}
	return d, nil
}

// operand gives the length of the number at the start of b; 0 if there is none.
func operand(b []byte) int {
	n := 0
	switch c := b[0]; {
	case c == 28:
		n = 3
	case c == 29:
		n = 5
	case c == 30:
		for n = 1; n < len(b) && b[n]&0xF != 0xF; n++ {
		}
		n++
	case c >= 32 && c <= 246:
		n = 1
	case c >= 247 && c <= 254:
		n = 2
	}
	if n > len(b) {
		return 0
	}
	return n
}

// get gives the operands of an operator; nil if it is not there.
func (d dict) get(op int) []byte {
	for _, e := range d {
		if e.op == op {
			return e.operands
		}
	}
	return nil
}

// int gives a whole number among the operands of an operator.
func (d dict) int(op, which int) (int, bool) {
	b := d.get(op)
	for i := 0; len(b) > 0; i++ {
		n := operand(b)
		if i == which {
			switch c := int(b[0]); {
			case c == 28:
				return i16(b, 1), true
			case c == 29:
				return int(int32(u32(b, 1))), true
			case c == 30:
				return 0, false
			case c <= 246:
				return c - 139, true
			case c <= 250:
				return (c-247)*256 + int(b[1]) + 108, true
			default:
				return -(c-251)*256 - int(b[1]) - 108, true
			}
		}
		b = b[n:]
	}
	return 0, false
}

// index reads the INDEX to which an operator of the DICT points.
func (d dict) index(b []byte, op int) (index, error) {
	at, ok := d.int(op, 0)
	if !ok || at <= 0 || at >= len(b) {
		return index{}, errShort
	}
	x, _, err := readIndex(b[at:])
	return x, err
}
