package search

import (
	"cmp"
	"slices"
)

// What a search looks into, and how deep. The numbers were chosen on the query set of adapter/index/bench.
const (
	wholeDepth  = 320 // words and compounds compared with the whole query
	insideDepth = 150 // words and compounds that may be inside the query, or it inside them
	wordDepth   = 120 // words compared with each word of the query
	finalDepth  = 150 // words and compounds compared in full, from each road
	shortDepth  = 6   // letters of a query up to which thrice as many are compared with it
)

// searcher is the working memory of one search.
type searcher struct {
	x       *Index
	keep    func(b *block, i int) bool // whether a mark is asked for
	all     bool                       // every mark is asked for
	hits    [3][1 << 16]uint8          // grams in common, by kind and unit
	key     [1 << 16]uint16            // of the units offered
	offered []uint16
	seen    []uint16
	cand    []candidate
	inside  []candidate // may be inside the query, or it inside them
	words   []candidate // of one word of the query
	like    []candidate // with the likeness as key
	sorted  []candidate
	row     row
	form    form
	ranked  []ranked
	speech  []spoken
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
	grams [gramKinds][]gram
	need  [gramKinds]uint8 // grams in common from which on a unit is looked at
	short shortSearch
	heard shortSearch
	whole bool // the query as a whole
}

// set prepares a word, or the words of the query joined.
func (q *question) set(words []spoken) {
	q.row.join(words, true)
	var all sounds
	all.isViet = true
	var text []byte
	for _, w := range words {
		text = append(text, w.text...)
		all.join(w.general, w.english, w.viet)
	}
	text = text[:min(len(text), longest)]
	q.text = text
	for kind := range q.grams {
		q.grams[kind] = appendGrams(q.grams[kind][:0], kind, text, &all)
		n := len(q.grams[kind])
		q.need[kind] = uint8(max(1, min((n+3)/4, 255)))
	}
	q.need[1] = max(q.need[1], uint8((len(q.grams[1])+1)/2)) // there are few consonants, and many marks have each
	q.short.set(text)
	q.heard.set(all.general)
}

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
	least := 240
	switch {
	case q.short.usable():
		least = 300 // the others are found by their letters
	case q.whole:
		least = 250
	}
	ql, qs, qv := len(q.grams[0]), len(q.grams[1]), len(q.grams[2])
	for _, u := range s.seen {
		cl, cs, cv := int(s.hits[0][u]), int(s.hits[1][u]), int(s.hits[2][u])
		if cl|cs|cv == 0 {
			continue // seen already
		}
		s.hits[0][u], s.hits[1][u], s.hits[2][u] = 0, 0, 0
		count := p.count[u]
		ul, us, uv := int(count&255), int(count>>8&255), int(count>>16&255)
		letters := 2000 * cl / (ql + ul)
		sound := 2000 * cs / (qs + us)
		if cv > 0 {
			sound = max(sound, 2000*cv/(qv+uv))
		}
		if key := (60*letters + 40*sound) / 100; key >= least {
			if q.whole {
				key = (key + s.common(q, b, int(u), compound)) / 2
			}
			s.offer(u, key)
		}
		if m := min(ql, ul); m >= 5 && 3*m <= 2*max(ql, ul) && 2*cl >= m {
			s.inside = append(s.inside, candidate{uint16(min(980*cl/m+min(m, 20), 1000)), uint16(n), u, compound})
		}
	}
	for kind := range s.hits {
		clear(s.hits[kind][:len(p.count)])
	}
	offer := func(u uint16, like int) { s.offer(u, like*9/10) }
	if q.short.usable() {
		p.short.find(&q.short, offer)
	}
	if q.heard.usable() {
		p.heard.find(&q.heard, offer)
	}
	for _, u := range s.offered {
		s.cand = append(s.cand, candidate{s.key[u], uint16(n), u, compound})
		s.key[u] = 0
	}
	s.offered = s.offered[:0]
}

// offer notes a unit of the block that may be alike, with its best key.
func (s *searcher) offer(u uint16, key int) {
	k := uint16(min(max(key, 1), 1000))
	if s.key[u] == 0 {
		s.offered = append(s.offered, u)
	}
	s.key[u] = max(s.key[u], k)
}

// common is how many letters of q and a unit are the same in the same order, in thousandths of both.
func (s *searcher) common(q *question, b *block, u int, compound bool) int {
	own := []uint16{uint16(u)}
	if compound {
		own = b.compound.of(u)
	}
	v, n := ^uint64(0), 0
	for _, w := range own {
		text, _, _, _ := b.wordAt(int(w))
		v = q.short.row(v, text)
		n += len(text)
	}
	return 2000 * q.short.matched(v) / (q.short.n + n)
}

// name is a hash of the words of a candidate: the same in every block.
func (s *searcher) name(c candidate) uint64 {
	b := s.x.blocks[c.block]
	if !c.compound {
		text, _, _, _ := b.wordAt(int(c.unit))
		return uint64(wordHash(text))
	}
	h := uint64(1)
	for _, w := range b.compound.of(int(c.unit)) {
		text, _, _, _ := b.wordAt(int(w))
		h = h*0x9e3779b97f4a7c15 + uint64(wordHash(text))
	}
	return h
}

// best gives those of the candidates with the depth best words or compounds, good until the next call. Of candidates that
// look equally good the first by their names are kept, so that it does not matter how the marks lie in blocks.
func (s *searcher) best(cand []candidate, depth int) []candidate {
	var from [1025]int
	for _, c := range cand {
		from[1023-c.key+1]++
	}
	for k := range 1024 {
		from[k+1] += from[k]
	}
	sorted := slices.Grow(s.sorted[:0], len(cand))[:len(cand)]
	next := from
	for _, c := range cand {
		sorted[next[1023-c.key]] = c
		next[1023-c.key]++
	}
	kept, names := sorted[:0], 0
	for k := 0; k < 1024 && names < depth; k++ {
		s.named = s.named[:0]
		for _, c := range sorted[from[k]:from[k+1]] {
			if s.live(c) {
				s.named = append(s.named, named{s.name(c), c})
			}
		}
		slices.SortFunc(s.named, func(a, b named) int { return cmp.Compare(a.name, b.name) })
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
	s.sorted = sorted
	return kept
}

// named is a candidate with its name.
type named struct {
	name uint64
	candidate
}

// live reports whether some mark that is asked for has the unit.
func (s *searcher) live(c candidate) bool {
	b := s.x.blocks[c.block]
	if s.all && b.struck == 0 {
		return true
	}
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

// spoken gives the words of a unit, good until the next call.
func (s *searcher) spoken(c candidate) []spoken {
	b := s.x.blocks[c.block]
	s.speech = s.speech[:0]
	own := []uint16{c.unit}
	if c.compound {
		own = b.compound.of(int(c.unit))
	}
	for _, w := range own {
		text, general, english, viet := b.wordAt(int(w))
		s.speech = append(s.speech, spoken{text, general, english, viet, s.x.rarity.weight(text, s.x.marks)})
	}
	return s.speech
}
