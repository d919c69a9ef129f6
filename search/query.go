package search

import (
	"math/bits"
	"slices"
	"strings"
)

// What a search looks into, and how deep. The numbers were chosen on the query set of adapter/index/bench.
const (
	wholeDepth = 500 // words and compounds compared with the whole query
	wordDepth  = 160 // words compared with each word of the query
	finalDepth = 300 // compounds compared in full, from each of the two roads
)

// searcher is the working memory of one search.
type searcher struct {
	x       *Index
	keep    func(b *block, i int) bool // whether a mark is asked for
	hits    [3][1 << 16]uint8          // grams in common, by kind and unit
	seen    []uint16
	cand    []candidate
	next    []candidate // the spare of cand
	texts   []byte
	row     row
	form    form
	sound   sounds
	fold    folder
	found   []candidate
	similar []similar
	seen2   []uint16
	named   []named
	evid    [2][1 << 16]uint16
	stamp   [2][1 << 16]uint8
}

// candidate is a word or compound of a block that may be alike.
type candidate struct {
	key      uint16 // how good it looks, 0 to 1023
	block    uint16
	unit     uint16
	compound bool
}

// question is a row of the query with what finds it.
type question struct {
	row   row
	text  []byte
	grams [3][]gram
	need  [3]uint8 // grams in common from which on a unit is looked at
	masks [256]uint64
	shape uint32
}

func (q *question) set(text []byte, s *sounds) {
	q.row.set(text, s)
	q.text = text
	for kind := range q.grams {
		q.grams[kind] = appendGrams(q.grams[kind][:0], kind, text, s)
		n := len(q.grams[kind])
		q.need[kind] = uint8(max(1, min((n+3)/4, 255)))
	}
	q.need[1] = max(q.need[1], uint8((len(q.grams[1])+1)/2))
	q.masks = [256]uint64{}
	for i, c := range text {
		q.masks[letterClass[c]] |= 1 << i
	}
	q.shape = letterMask(text)
}

// common is the length of the longest row of letters that occurs in both, in order; digits count as letters they resemble.
func (q *question) common(text []byte) int {
	v := ^uint64(0)
	for _, c := range text {
		m := q.masks[letterClass[c]]
		u := v & m
		v = (v + u) | (v - u)
	}
	return bits.OnesCount64(^v & (1<<len(q.text) - 1))
}

// shortMark is the number of letters up to which marks are also looked for letter by letter, since a short mark with
// two letters changed may have no gram left.
const shortMark = 8

// find adds to s.cand the units of a block that may be like q.
func (s *searcher) find(q *question, n int, b *block, p *postings, compound bool) {
	s.seen = s.seen[:0]
	for kind := range q.grams {
		hits, need := &s.hits[kind], q.need[kind]
		for _, g := range q.grams[kind] {
			for _, u := range p.find(g) {
				c := hits[u] + 1
				hits[u] = c
				if c == need {
					s.seen = append(s.seen, u)
				}
			}
		}
	}
	ql, qs, qv := len(q.grams[0]), len(q.grams[1]), len(q.grams[2])
	for _, u := range s.seen {
		cl, cs, cv := int(s.hits[0][u]), int(s.hits[1][u]), int(s.hits[2][u])
		if cl|cs|cv == 0 {
			continue // seen already
		}
		s.hits[0][u], s.hits[1][u], s.hits[2][u] = 0, 0, 0
		ul, us, uv := int(p.count[0][u]), int(p.count[1][u]), int(p.count[2][u])
		letters := 2000 * cl / (ql + ul)
		sound := 2000 * cs / (qs + us)
		if cv > 0 {
			sound = max(sound, 2000*cv/(qv+uv))
		}
		key := (60*letters + 40*sound) / 100
		if m := min(ql, ul); m >= 5 {
			key = max(key, 700*cl/m)
		}
		if key >= 150 {
			s.cand = append(s.cand, candidate{uint16(key), uint16(n), u, compound})
		}
	}
	for kind := range s.hits {
		clear(s.hits[kind][:len(p.shape)])
	}
	if len(q.text) <= shortMark {
		s.findShort(q, n, b, p, compound)
	}
}

// findShort adds the short units that have most letters in common with a short q.
func (s *searcher) findShort(q *question, n int, b *block, p *postings, compound bool) {
	l := len(q.text)
	for u, shape := range p.shape {
		if d := int(shape>>27) - l; d < -2 || d > 2 || bits.OnesCount32((shape^q.shape)&shapeLetters) > 4 {
			continue
		}
		text := s.textOf(b, u, compound)
		if c := q.common(text); 2*c >= min(l, len(text)) {
			key := 900 * 2 * c / (l + len(text))
			s.cand = append(s.cand, candidate{uint16(key), uint16(n), uint16(u), compound})
		}
	}
}

// textOf gives the letters of a unit, good until the next call.
func (s *searcher) textOf(b *block, u int, compound bool) []byte {
	if !compound {
		text, _, _, _ := b.wordAt(u)
		return text
	}
	s.texts = s.texts[:0]
	for _, w := range b.compound.of(u) {
		text, _, _, _ := b.wordAt(int(w))
		s.texts = append(s.texts, text...)
	}
	return s.texts[:min(len(s.texts), longest)]
}

// spaced gives the words of a candidate with spaces, good until the next call.
func (s *searcher) spaced(c candidate) []byte {
	b := s.x.blocks[c.block]
	if !c.compound {
		text, _, _, _ := b.wordAt(int(c.unit))
		return text
	}
	s.texts = s.texts[:0]
	for _, w := range b.compound.of(int(c.unit)) {
		text, _, _, _ := b.wordAt(int(w))
		s.texts = append(append(s.texts, text...), ' ')
	}
	return s.texts
}

// best keeps of s.cand those with the depth best words or compounds. Of candidates that look equally good the first by
// their letters are kept, so that it does not matter how the marks lie in blocks.
func (s *searcher) best(depth int) []candidate {
	var from [1025]int
	for _, c := range s.cand {
		from[1023-c.key+1]++
	}
	for k := range 1024 {
		from[k+1] += from[k]
	}
	sorted := slices.Grow(s.next[:0], len(s.cand))[:len(s.cand)]
	next := from
	for _, c := range s.cand {
		sorted[next[1023-c.key]] = c
		next[1023-c.key]++
	}
	kept, names := sorted[:0], 0
	for k := 0; k < 1024 && names < depth; k++ {
		start := len(kept)
		for _, c := range sorted[from[k]:from[k+1]] {
			if s.live(c) {
				kept = append(kept, c)
			}
		}
		group := kept[start:]
		s.named = s.named[:0]
		for _, c := range group {
			s.named = append(s.named, named{string(s.spaced(c)), c})
		}
		slices.SortFunc(s.named, func(a, b named) int { return strings.Compare(a.name, b.name) })
		kept = kept[:start]
		for i, c := range s.named {
			if i == 0 || c.name != s.named[i-1].name {
				if names == depth {
					break
				}
				names++
			}
			kept = append(kept, c.candidate)
		}
	}
	s.cand, s.next = s.cand[:0], sorted
	return kept
}

type named struct {
	name string
	candidate
}

// live reports whether some mark that is asked for has the unit.
func (s *searcher) live(c candidate) bool {
	b := s.x.blocks[c.block]
	any := func(docs []uint16) bool {
		for _, i := range docs {
			if s.keep(b, int(i)) {
				return true
			}
		}
		return false
	}
	if c.compound {
		return any(b.compIs.of(int(c.unit)))
	}
	if any(b.wordIs.of(int(c.unit))) {
		return true
	}
	for _, k := range b.wordIn.of(int(c.unit)) {
		if any(b.compIs.of(int(k))) {
			return true
		}
	}
	return false
}

// load prepares a unit, joined, for comparison.
func (s *searcher) load(r *row, b *block, u int, compound bool) {
	if !compound {
		text, general, english, viet := b.wordAt(u)
		r.set(text, &sounds{general, english, viet, viet != nil})
		return
	}
	v := &s.sound
	v.general, v.english, v.viet, v.isViet = v.general[:0], v.english[:0], v.viet[:0], true
	for _, w := range b.compound.of(u) {
		_, general, english, viet := b.wordAt(int(w))
		v.join(general, english, viet)
	}
	r.set(s.textOf(b, u, compound), v)
}

// loadForm prepares a unit with its words.
func (s *searcher) loadForm(f *form, b *block, u int, compound bool) {
	own := []uint16{uint16(u)}
	if compound {
		own = b.compound.of(u)
	}
	f.words = slices.Grow(f.words[:0], len(own))[:len(own)]
	f.weight = 0
	for i, w := range own {
		text, general, english, viet := b.wordAt(int(w))
		f.words[i].set(text, &sounds{general, english, viet, viet != nil})
		f.words[i].weight = s.x.rarity.weight(text, s.x.marks)
		f.weight += f.words[i].weight
	}
	s.load(&f.joined, b, u, compound)
}
