package search

import (
	"math/bits"
	"slices"
)

// shortest is the number of letters up to which a unit is found letter by letter as well: a short mark with two letters
// changed may have no gram left.
const shortest = 10

// shortList holds the units of at most shortest letters, or sounds, by length.
type shortList struct {
	at      [shortest + 2]uint32 // where each length begins
	unit    []uint16
	mask    []uint32 // the letters that occur
	letters []uint64 // the letters in order, five bits each, the first lowest
}

// shortUnit is one of them while a block is built.
type shortUnit struct {
	unit    uint16
	n       uint8
	mask    uint32
	letters uint64
}

func appendShort(units []shortUnit, unit uint16, text []byte) []shortUnit {
	if n := len(text); n > 0 && n <= shortest {
		units = append(units, shortUnit{unit, uint8(n), letterMask(text), packLetters(text)})
	}
	return units
}

func makeShortList(units []shortUnit) shortList {
	slices.SortStableFunc(units, func(a, b shortUnit) int { return int(a.n) - int(b.n) })
	var l shortList
	for _, u := range units {
		l.unit = append(l.unit, u.unit)
		l.mask = append(l.mask, u.mask)
		l.letters = append(l.letters, u.letters)
		l.at[u.n+1]++
	}
	for n := range shortest + 1 {
		l.at[n+1] += l.at[n]
	}
	return l
}

// letterMask has a bit for each letter that occurs; digits count as the letter they look like.
func letterMask(text []byte) uint32 {
	var m uint32
	for _, c := range text {
		m |= 1 << letterClass[c]
	}
	return m
}

// packLetters gives up to twelve letters in order.
func packLetters(text []byte) uint64 {
	var p uint64
	for i, c := range text {
		p |= uint64(letterClass[c]) << (5 * i)
	}
	return p
}

// shortSearch looks for units like a text of at most shortest letters.
type shortSearch struct {
	n    int
	mask uint32
	at   [27]uint64 // for each letter, its places in the text
}

func (q *shortSearch) set(text []byte) {
	*q = shortSearch{n: len(text), mask: letterMask(text)}
	for i, c := range text {
		if i < 64 {
			q.at[letterClass[c]] |= 1 << i
		}
	}
}

// row goes on with finding the longest row of letters that occurs in the text and in others in the same order: v holds, for
// all beginnings of the text at once, where it grows. It begins with all bits set.
func (q *shortSearch) row(v uint64, others []byte) uint64 {
	for _, c := range others {
		u := v & q.at[letterClass[c]]
		v = (v + u) | (v - u)
	}
	return v
}

// matched is the length of the row.
func (q *shortSearch) matched(v uint64) int {
	if q.n >= 64 {
		return bits.OnesCount64(^v)
	}
	return bits.OnesCount64(^v & (1<<q.n - 1))
}

// common is row and matched for packed letters.
func (q *shortSearch) common(letters uint64, n int) int {
	v := ^uint64(0)
	for range n {
		u := v & q.at[letters&31]
		v = (v + u) | (v - u)
		letters >>= 5
	}
	return q.matched(v)
}

// usable reports whether the text is short enough to be looked for.
func (q *shortSearch) usable() bool { return q.n > 0 && q.n <= shortest-2 }

// find calls f with each unit that has most letters in common with the text, and how many in thousandths.
func (l *shortList) find(q *shortSearch, f func(unit uint16, like int)) {
	for n := max(q.n-2, 1); n <= min(q.n+2, shortest); n++ {
		need := (min(q.n, n) + 1) / 2
		differ := 4 - max(q.n-n, n-q.n) // letters that occur in one only, after two changes
		for i := l.at[n]; i < l.at[n+1]; i++ {
			if bits.OnesCount32(l.mask[i]^q.mask) > differ {
				continue
			}
			if c := q.common(l.letters[i], n); c >= need {
				f(l.unit[i], 2000*c/(q.n+n))
			}
		}
	}
}
