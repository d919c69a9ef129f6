package search

import (
	"encoding/binary"
	"strings"
)

// idList is a sorted list of ids in little memory: of each group of sixteen the first stands in full, the others tell
// only in what they differ from the one before.
type idList struct {
	at   []uint32 // where each group begins in data
	data []byte
	n    int
}

const idGroup = 16

func makeIDList(ids []string) idList {
	l := idList{n: len(ids)}
	for i, id := range ids {
		shared := 0
		if i%idGroup == 0 {
			l.at = append(l.at, uint32(len(l.data)))
		} else {
			shared = commonPrefix(ids[i-1], id)
			l.data = binary.AppendUvarint(l.data, uint64(shared))
		}
		l.data = binary.AppendUvarint(l.data, uint64(len(id)-shared))
		l.data = append(l.data, id[shared:]...)
	}
	return l
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// id gives the i-th id.
func (l *idList) id(i int) string {
	buf := make([]byte, 0, 40)
	for k, c := 0, l.cursor(i/idGroup); k <= i%idGroup; k++ {
		buf = c.next(buf)
	}
	return string(buf)
}

// find gives the place of an id.
func (l *idList) find(id string) (int, bool) {
	lo, hi := 0, len(l.at) // the group that may hold id is the last whose first id is not above it
	for lo < hi {
		mid := (lo + hi) / 2
		if c := l.cursor(mid); strings.Compare(string(c.next(nil)), id) <= 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return 0, false
	}
	c := l.cursor(lo - 1)
	var buf []byte
	for i := (lo - 1) * idGroup; i < min(lo*idGroup, l.n); i++ {
		buf = c.next(buf)
		if string(buf) == id {
			return i, true
		}
	}
	return 0, false
}

// idCursor reads one id after another.
type idCursor struct {
	data  []byte
	first bool // the next one stands in full
}

func (l *idList) cursor(group int) idCursor { return idCursor{data: l.data[l.at[group]:], first: true} }

// next replaces what buf holds, the id before, by the next id.
func (c *idCursor) next(buf []byte) []byte {
	shared := uint64(0)
	if !c.first {
		shared = c.uvarint()
	}
	c.first = false
	n := c.uvarint()
	buf = append(buf[:shared], c.data[:n]...)
	c.data = c.data[n:]
	return buf
}

func (c *idCursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.data)
	c.data = c.data[n:]
	return v
}
