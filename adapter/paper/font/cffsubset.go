package font

import "encoding/binary"

// subset writes the glyphs as a CID-keyed CFF program without subroutines, in which the CID is the glyph number.
func (c *cff) subset(f *Face, ids []uint16) ([]byte, error) {
	programs := make([][]byte, len(ids))
	selected := make([]byte, len(ids))
	now := map[int]int{} // old Font DICT to new
	var fds []fontDict
	for i, id := range ids {
		var err error
		if programs[i], err = c.flatten(int(id)); err != nil {
			return nil, err
		}
		old := c.fdOf(int(id))
		if _, ok := now[old]; !ok {
			now[old] = len(fds)
			fds = append(fds, c.fds[old])
		}
		selected[i] = byte(now[old])
	}

	// Everything that has an offset in it has a fixed length, so the places are known before they are written.
	head := appendIndex([]byte{1, 0, 4, 4}, [][]byte{[]byte(f.name)})
	top := func(charset, fdSelect, charStrings, fdArray int) []byte {
		var d []byte
		d = appendSID(d, 391, 392) // the first two strings of our own: registry and ordering
		d = append(append(d, 139), 12, 30)
		for _, op := range []int{opFontBBox, opMatrix} {
			if b := c.top.get(op); b != nil {
				d = appendOp(append(d, b...), op)
			}
		}
		d = appendOp(appendInt(d, len(ids)), opCIDCount)
		d = appendOp(appendInt(d, charset), opCharset)
		d = appendOp(appendInt(d, fdSelect), opFDSelect)
		d = appendOp(appendInt(d, charStrings), opCharStrings)
		d = appendOp(appendInt(d, fdArray), opFDArray)
		return d
	}
	after := appendIndex(nil, [][]byte{[]byte("Adobe"), []byte("Identity")})
	after = append(after, 0, 0) // no global subroutines
	charset := len(head) + len(appendIndex(nil, [][]byte{top(0, 0, 0, 0)})) + len(after)
	// CID n is glyph n: one range from 1 on.
	body := []byte{2, 0, 1}
	body = binary.BigEndian.AppendUint16(body, uint16(max(len(ids)-2, 0)))
	if len(ids) == 1 {
		body = []byte{0}
	}
	fdSelect := charset + len(body)
	body = append(append(body, 0), selected...)
	charStrings := charset + len(body)
	body = appendIndex(body, programs)

	dicts := make([][]byte, len(fds))
	for i, fd := range fds {
		private := fd.private.without(opSubrs)
		var d []byte
		if fd.matrix != nil {
			d = appendOp(append(d, fd.matrix...), opMatrix)
		}
		d = appendInt(appendInt(d, len(private)), charset+len(body))
		dicts[i] = appendOp(d, opPrivate)
		body = append(body, private...)
	}
	fdArray := charset + len(body)
	body = appendIndex(body, dicts)

	out := appendIndex(head, [][]byte{top(charset, fdSelect, charStrings, fdArray)})
	return append(append(out, after...), body...), nil
}

// without writes the DICT again without one operator.
func (d dict) without(op int) []byte {
	var out []byte
	for _, e := range d {
		if e.op != op {
			out = appendOp(append(out, e.operands...), e.op)
		}
	}
	return out
}

func appendOp(b []byte, op int) []byte {
	if op > 0xFF {
		b = append(b, byte(op>>8))
	}
	return append(b, byte(op))
}

// appendInt writes a number of a DICT in the five bytes that hold any.
func appendInt(b []byte, v int) []byte {
	return binary.BigEndian.AppendUint32(append(b, 29), uint32(v))
}

// appendSID writes numbers of strings, from 108 to 1131, in the form of two bytes: veraPDF looks for ROS behind two of them.
func appendSID(b []byte, ids ...int) []byte {
	for _, id := range ids {
		b = append(b, byte(247+(id-108)>>8), byte(id-108))
	}
	return b
}

// appendIndex writes an INDEX with offsets of four bytes.
func appendIndex(b []byte, items [][]byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(items)))
	if len(items) == 0 {
		return b
	}
	b = append(b, 4)
	offset := uint32(1)
	b = binary.BigEndian.AppendUint32(b, offset)
	for _, item := range items {
		offset += uint32(len(item))
		b = binary.BigEndian.AppendUint32(b, offset)
	}
	for _, item := range items {
		b = append(b, item...)
	}
	return b
}
