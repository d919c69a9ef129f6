package search

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/muniment/muniment/ipr"
)

// titlePart is a part of Titles that does not change, but for rights struck off.
//
// Rights are numbered by their ids. Each text of a right is a row, and so are its keys together. Rows are numbered by their
// length in words, then by their rights, so that the rows of a list stand in the order in which results are shown; keys
// have no length and come first.
type titlePart struct {
	ids    idList
	flag   []byte   // of each right
	right  []uint32 // of each row
	length []uint32 // for each length in words, the first row that is longer
	terms  idList   // words and keys
	at     []uint32 // where the rows of each term begin in rows
	rows   []byte   // the first row of each term, then the distance to the next one, as uvarints
	gone   int      // rights struck off
}

// Bits of the flag of a right: phase, kind, and whether it is struck off.
const (
	phaseBits = 0x03
	kindShift = 2
	kindBits  = 0x07
	goneBit   = 0x80
)

// kindCode numbers the kinds of right; 7 stands for one that is not known.
func kindCode(k ipr.Kind) byte {
	if i := slices.Index(ipr.Kinds(), k); i >= 0 {
		return byte(i)
	}
	return kindBits
}

func kindOf(id string) ipr.Kind {
	_, rest, _ := strings.Cut(id, "/")
	kind, _, _ := strings.Cut(rest, "/")
	return ipr.Kind(kind)
}

// maxTitleWords is how many words of a text are found; longer texts are no titles.
const maxTitleWords = 255

// titleBuilder makes a part of rights.
type titleBuilder struct {
	cut   titleWords
	term  map[string]uint32
	names []string
	of    []uint32 // terms of all rows, one row after another
	row   []builtRow
}

type builtRow struct {
	length, right uint32
	from, to      uint32 // its terms in of
}

// buildTitles makes a part of rights, of which the last with an id counts.
func buildTitles(docs []Title) *titlePart {
	docs = lastTitles(docs)
	b := titleBuilder{term: map[string]uint32{}}
	p := &titlePart{flag: make([]byte, len(docs))}
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
		p.flag[i] = byte(d.Phase)&phaseBits | kindCode(kindOf(d.ID))<<kindShift
		b.add(uint32(i), &d)
	}
	p.ids = makeIDList(ids)
	b.finish(p)
	return p
}

// lastTitles sorts rights by id and keeps the last one of each id.
func lastTitles(docs []Title) []Title {
	docs = slices.Clone(docs)
	slices.Reverse(docs)
	slices.SortStableFunc(docs, func(a, b Title) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(docs, func(a, b Title) bool { return a.ID == b.ID })
}

func (b *titleBuilder) add(right uint32, d *Title) {
	from := uint32(len(b.of))
	for _, k := range d.Keys {
		if k != "" {
			b.put([]byte(k))
		}
	}
	b.end(right, 0, from)
	for _, t := range d.Texts {
		from, length := uint32(len(b.of)), uint32(0)
		b.cut.each(t, false, func(exact, plain []byte, _ bool) {
			if length == maxTitleWords {
				return
			}
			length++
			b.put(plain)
			if string(exact) != string(plain) {
				b.put(exact)
			}
		})
		b.end(right, length, from)
	}
}

func (b *titleBuilder) put(term []byte) {
	n, ok := b.term[string(term)]
	if !ok {
		n = uint32(len(b.names))
		b.names = append(b.names, string(term))
		b.term[b.names[n]] = n
	}
	b.of = append(b.of, n)
}

// end ends a row, if anything is in it.
func (b *titleBuilder) end(right, length, from uint32) {
	if to := uint32(len(b.of)); to > from {
		b.row = append(b.row, builtRow{length, right, from, to})
	}
}

// finish fills the part with what was added.
func (b *titleBuilder) finish(p *titlePart) {
	slices.SortStableFunc(b.row, func(x, y builtRow) int { return cmp.Or(cmp.Compare(x.length, y.length), cmp.Compare(x.right, y.right)) })
	rows := make([][]uint32, len(b.names))
	for n, r := range b.row {
		p.addRow(r.length, r.right)
		for _, t := range b.of[r.from:r.to] {
			if l := rows[t]; len(l) == 0 || l[len(l)-1] != uint32(n) {
				rows[t] = append(l, uint32(n))
			}
		}
	}
	order := make([]uint32, len(b.names))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.names[x], b.names[y]) })
	sorted := make([]string, len(order))
	for i, t := range order {
		sorted[i] = b.names[t]
		p.addTerm(rows[t])
	}
	p.terms = makeIDList(sorted)
	p.at = append(p.at, uint32(len(p.rows)))
}

// addRow numbers the next row.
func (p *titlePart) addRow(length, right uint32) {
	for uint32(len(p.length)) < length {
		p.length = append(p.length, uint32(len(p.right)))
	}
	p.right = append(p.right, right)
}

// addTerm writes the rows of the next term.
func (p *titlePart) addTerm(rows []uint32) {
	p.at = append(p.at, uint32(len(p.rows)))
	last := uint32(0)
	for _, r := range rows {
		p.rows = binary.AppendUvarint(p.rows, uint64(r-last))
		last = r
	}
}

// lengthOf is the length of a row in words.
func (p *titlePart) lengthOf(row uint32) int {
	n, found := slices.BinarySearch(p.length, row)
	if found { // rows from here on are longer
		for n < len(p.length) && p.length[n] == row {
			n++
		}
	}
	return n
}

// list calls f with each row of a term.
func (p *titlePart) list(term int, f func(row uint32)) {
	row := uint32(0)
	for b := p.rows[p.at[term]:p.at[term+1]]; len(b) > 0; {
		if d := b[0]; d < 0x80 {
			row, b = row+uint32(d), b[1:]
		} else {
			d, n := binary.Uvarint(b)
			row, b = row+uint32(d), b[n:]
		}
		f(row)
	}
}

// from gives the place of the first text that is not below s.
func (l *idList) from(s string) int {
	lo, hi := 0, len(l.at) // groups whose first text is below s
	for lo < hi {
		mid := (lo + hi) / 2
		c := l.cursor(mid)
		if string(c.next(nil)) < s {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return 0
	}
	c := l.cursor(lo - 1)
	var buf []byte
	for i := (lo - 1) * idGroup; i < min(lo*idGroup, l.n); i++ {
		if buf = c.next(buf); string(buf) >= s {
			return i
		}
	}
	return min(lo*idGroup, l.n)
}

// span gives the terms that a word or key means: itself, or all that begin with it.
func (p *titlePart) span(term string, open bool) (from, to int) {
	if open {
		return p.terms.from(term), p.terms.from(term + "\xff")
	}
	if i, ok := p.terms.find(term); ok {
		return i, i + 1
	}
	return 0, 0
}

// titleCursor walks the rights or the terms of a part in their order.
type titleCursor struct {
	list *idList
	c    idCursor
	n    int // place of the text at hand
	text []byte
	done bool
}

func walk(l *idList) *titleCursor {
	w := &titleCursor{list: l, n: -1}
	w.next()
	return w
}

func (w *titleCursor) next() {
	if w.n++; w.n == w.list.n {
		w.done = true
		return
	}
	if w.n%idGroup == 0 {
		w.c = w.list.cursor(w.n / idGroup)
	}
	w.text = w.c.next(w.text)
}

// idWriter writes an idList text by text, in their order.
type idWriter struct {
	list *idList
	last []byte
}

func (w *idWriter) add(text []byte) {
	l, shared := w.list, 0
	if l.n%idGroup == 0 {
		l.at = append(l.at, uint32(len(l.data)))
	} else {
		for shared < min(len(text), len(w.last)) && text[shared] == w.last[shared] {
			shared++
		}
		l.data = binary.AppendUvarint(l.data, uint64(shared))
	}
	l.data = binary.AppendUvarint(l.data, uint64(len(text)-shared))
	l.data = append(l.data, text[shared:]...)
	l.n++
	w.last = append(w.last[:0], text...)
}

// mergeTitles makes one part of several; rights struck off fall away, and of rights with the same id that in the last
// part counts.
func mergeTitles(parts []*titlePart) *titlePart {
	m := &titlePart{}
	right := m.mergeRights(parts)
	row := m.mergeRows(parts, right)
	m.mergeTerms(parts, row)
	return m
}

const nowhere = math.MaxUint32

// least gives the place of the cursor with the least text, -1 if all are done.
func least(cs []*titleCursor) int {
	best := -1
	for i, c := range cs {
		if !c.done && (best < 0 || string(c.text) < string(cs[best].text)) {
			best = i
		}
	}
	return best
}

// mergeRights merges the ids and tells the new number of each right.
func (m *titlePart) mergeRights(parts []*titlePart) [][]uint32 {
	right := make([][]uint32, len(parts))
	cs := make([]*titleCursor, len(parts))
	ids := idWriter{list: &m.ids}
	for i, p := range parts {
		right[i], cs[i] = make([]uint32, p.ids.n), walk(&p.ids)
	}
	var id []byte
	for i := least(cs); i >= 0; i = least(cs) {
		id = append(id[:0], cs[i].text...)
		newest := -1
		for k, c := range cs {
			if c.done || !bytes.Equal(c.text, id) {
				continue
			}
			right[k][c.n] = nowhere
			if parts[k].flag[c.n]&goneBit == 0 {
				newest = k
			}
		}
		if newest >= 0 {
			at := cs[newest].n
			right[newest][at] = uint32(m.ids.n)
			m.flag = append(m.flag, parts[newest].flag[at])
			ids.add(id)
		}
		for _, c := range cs {
			if !c.done && bytes.Equal(c.text, id) {
				c.next()
			}
		}
	}
	return right
}

// mergeRows merges the rows and tells the new number of each row.
func (m *titlePart) mergeRows(parts []*titlePart, right [][]uint32) [][]uint32 {
	row := make([][]uint32, len(parts))
	at, length := make([]int, len(parts)), make([]int, len(parts))
	for i, p := range parts {
		row[i] = make([]uint32, len(p.right))
	}
	for {
		best := -1
		for i, p := range parts {
			for at[i] < len(p.right) && right[i][p.right[at[i]]] == nowhere {
				row[i][at[i]] = nowhere
				at[i]++
			}
			if at[i] == len(p.right) {
				continue
			}
			for length[i] < len(p.length) && p.length[length[i]] <= uint32(at[i]) {
				length[i]++
			}
			if best < 0 || length[i] < length[best] || length[i] == length[best] && right[i][p.right[at[i]]] < right[best][parts[best].right[at[best]]] {
				best = i
			}
		}
		if best < 0 {
			return row
		}
		row[best][at[best]] = uint32(len(m.right))
		m.addRow(uint32(length[best]), right[best][parts[best].right[at[best]]])
		at[best]++
	}
}

// mergeTerms merges the terms with their rows; a term without rows falls away.
func (m *titlePart) mergeTerms(parts []*titlePart, row [][]uint32) {
	cs := make([]*titleCursor, len(parts))
	for i, p := range parts {
		cs[i] = walk(&p.terms)
	}
	terms := idWriter{list: &m.terms}
	var name []byte
	var rows []uint32
	for i := least(cs); i >= 0; i = least(cs) {
		name = append(name[:0], cs[i].text...)
		rows = rows[:0]
		for k, c := range cs {
			if c.done || !bytes.Equal(c.text, name) {
				continue
			}
			parts[k].list(c.n, func(r uint32) {
				if to := row[k][r]; to != nowhere {
					rows = append(rows, to)
				}
			})
			c.next()
		}
		if len(rows) == 0 {
			continue
		}
		slices.Sort(rows)
		terms.add(name)
		m.addTerm(rows)
	}
	m.at = append(m.at, uint32(len(m.rows)))
}
