package search

import (
	"slices"
	"strings"
)

// A block holds up to blockMarks marks and what finds them. It does not change after it is built, but for the marks that
// are struck off. An index is a list of blocks; which mark is in which block never matters for a result.
type block struct {
	// Marks, sorted by id.
	ids     idList
	text    stringList // as given
	whole   []uint16   // the word or compound that the mark is, by flag
	flag    []uint8
	classes []uint64 // bit n for class n of the Nice classification
	office  []uint8  // into offices
	offices []string
	gone    []uint64 // a bit for each mark struck off
	struck  int

	// Words, and compounds: marks of several words.
	word     []byte   // for each word: four lengths, then its letters and its sounds; see wordAt
	wordOff  []uint32 // where each word begins in word
	compound lists    // the words of each compound, in order
	wordIn   lists    // the compounds each word occurs in
	wordIs   lists    // the marks that are this word alone
	compIs   lists    // the marks that are this compound
	wordBy   postings
	compBy   postings
}

// What the flag of a mark says.
const (
	flagDead     = 1 << iota // refused, withdrawn, expired or cancelled
	flagCompound             // whole counts compounds
	flagNone                 // it has no words
)

const (
	blockMarks = 49152   // so that its words, too, are nearly always few enough
	blockWords = 1 << 16 // words are numbered in 16 bits
	markWords  = 24      // words of a mark that likeness looks at; the rest is not searched
)

// stringList is a list of texts in one piece of memory.
type stringList struct {
	at   []uint32
	data []byte
}

func (l *stringList) add(s string) {
	if l.at == nil {
		l.at = append(l.at, 0)
	}
	l.data = append(l.data, s...)
	l.at = append(l.at, uint32(len(l.data)))
}

func (l *stringList) of(i int) []byte { return l.data[l.at[i]:l.at[i+1]] }

// lists holds a list of small numbers for each of n things.
type lists struct {
	at   []uint32
	data []uint16
}

func (l *lists) of(i int) []uint16 { return l.data[l.at[i]:l.at[i+1]] }

// makeLists sorts pairs of thing and number by thing, keeping their order.
func makeLists(n int, pairs [][2]uint16) lists {
	l := lists{at: make([]uint32, n+1), data: make([]uint16, len(pairs))}
	for _, p := range pairs {
		l.at[int(p[0])+1]++
	}
	for i := range n {
		l.at[i+1] += l.at[i]
	}
	next := slices.Clone(l.at[:n])
	for _, p := range pairs {
		l.data[next[p[0]]] = p[1]
		next[p[0]]++
	}
	return l
}

// postings finds words, or compounds, by their grams, and short ones by their letters.
type postings struct {
	grams []gram    // those that occur, ascending
	list  lists     // for each of them, the units that have it
	count []uint32  // for each unit how many grams of each kind it has, a byte each
	short shortList // by letters
	heard shortList // by sounds, as heard in general
}

// find gives the units that have the gram.
func (p *postings) find(g gram) []uint16 {
	if i, ok := slices.BinarySearch(p.grams, g); ok {
		return p.list.of(i)
	}
	return nil
}

// wordAt gives the letters and sounds of a word of the block; viet is nil if it is not made of Vietnamese syllables.
func (b *block) wordAt(w int) (text, general, english, viet []byte) {
	d := b.word[b.wordOff[w]:]
	n, g, e, v := int(d[0]), int(d[1]), int(d[2]), int(d[3])
	d = d[4:]
	text, d = d[:n], d[n:]
	general, d = d[:g], d[g:]
	english = general
	if e != sameSound {
		english, d = d[:e], d[e:]
	}
	if v != sameSound {
		viet = d[:v]
	}
	return text, general, english, viet
}

// sameSound is the length that says: English as general; not Vietnamese.
const sameSound = 255

// builder makes a block out of marks.
type builder struct {
	rules *Rules
	fold  folder
	words map[string]uint16
	comps map[string]uint16
	b     *block

	wordIn, wordIs, compIs [][2]uint16
	wordGrams, compGrams   unitGrams
	scratch                []byte
	numbers                []uint16
	key                    []byte
}

// unitGrams collects the grams of one unit after another.
type unitGrams struct {
	at           []uint32
	grams        []gram
	count        []uint32
	short, heard []shortUnit
}

// buildBlocks makes the marks into one block, or into more if they have too many words for one.
func buildBlocks(r *Rules, docs []Doc) []*block {
	if len(docs) == 0 {
		return nil
	}
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b Doc) int { return strings.Compare(a.ID, b.ID) })
	return buildSorted(r, docs)
}

func buildSorted(r *Rules, docs []Doc) []*block {
	if len(docs) <= blockMarks {
		if b := newBuilder(r).build(docs); b != nil {
			return []*block{b}
		}
	}
	half := len(docs) / 2
	return append(buildSorted(r, docs[:half]), buildSorted(r, docs[half:])...)
}

func newBuilder(r *Rules) *builder {
	return &builder{rules: r, words: map[string]uint16{}, comps: map[string]uint16{}, b: &block{}}
}

// build makes the block, or gives nil if the marks have too many words.
func (w *builder) build(docs []Doc) *block {
	b := w.b
	ids := make([]string, len(docs))
	n := len(docs)
	b.whole, b.flag, b.classes, b.office = make([]uint16, n), make([]uint8, n), make([]uint64, n), make([]uint8, n)
	b.gone = make([]uint64, (n+63)/64)
	for i := range docs {
		d := &docs[i]
		ids[i] = d.ID
		b.text.add(d.Text)
		b.classes[i] = classSet(d.Classes)
		office := b.officeNumber(officeOf(d.ID))
		if office < 0 || !w.units(i, d) {
			return nil
		}
		b.office[i] = uint8(office)
	}
	b.ids = makeIDList(ids)
	b.wordIn, b.wordIs = makeLists(len(b.wordOff), w.wordIn), makeLists(len(b.wordOff), w.wordIs)
	b.compIs = makeLists(max(0, len(b.compound.at)-1), w.compIs)
	b.wordBy, b.compBy = w.wordGrams.postings(), w.compGrams.postings()
	return b
}

// officeNumber gives the place of an office in the block's list; -1 if the list is full.
func (b *block) officeNumber(o string) int {
	i := slices.Index(b.offices, o)
	if i < 0 {
		if i = len(b.offices); i > 255 {
			return -1
		}
		b.offices = append(b.offices, o)
	}
	return i
}

// officeOf is the office in an id of the form OFFICE/KIND/NUMBER.
func officeOf(id string) string {
	o, _, _ := strings.Cut(id, "/")
	return o
}

func classSet(classes []uint8) uint64 {
	var set uint64
	for _, c := range classes {
		if c < 64 {
			set |= 1 << c
		}
	}
	return set
}

// units finds the word or compound that a mark is, and a second reading where it has one.
func (w *builder) units(i int, d *Doc) bool {
	if d.Dead {
		w.b.flag[i] |= flagDead
	}
	w.fold.fold(d.Text)
	unit, compound, ok := w.unit(w.fold.buf)
	if !ok {
		return false
	}
	if unit < 0 {
		w.b.flag[i] |= flagNone
		return true
	}
	if compound {
		w.b.flag[i] |= flagCompound
	}
	w.b.whole[i] = uint16(unit)
	w.is(i, unit, compound)
	if w.fold.scripts&(cyrillic|greek) != 0 {
		if other, ok := disguise(d.Text); ok {
			w.fold.fold(other)
			if unit, compound, ok = w.unit(w.fold.buf); !ok {
				return false
			}
			if unit >= 0 {
				w.is(i, unit, compound)
			}
		}
	}
	return true
}

func (w *builder) is(doc, unit int, compound bool) {
	if compound {
		w.compIs = append(w.compIs, [2]uint16{uint16(unit), uint16(doc)})
	} else {
		w.wordIs = append(w.wordIs, [2]uint16{uint16(unit), uint16(doc)})
	}
}

// unit gives the number of a folded text, -1 if it is empty, and whether it is a compound; not ok if the block is full.
func (w *builder) unit(folded []byte) (n int, compound, ok bool) {
	w.numbers = w.numbers[:0]
	for word := range eachWord(folded) {
		k, ok := w.word(word)
		if !ok {
			return 0, false, false
		}
		w.numbers = append(w.numbers, k)
	}
	switch len(w.numbers) {
	case 0:
		return -1, false, true
	case 1:
		return int(w.numbers[0]), false, true
	}
	w.key = w.key[:0]
	for _, k := range w.numbers {
		w.key = append(w.key, byte(k), byte(k>>8))
	}
	if k, ok := w.comps[string(w.key)]; ok {
		return int(k), true, true
	}
	if len(w.comps) == blockWords {
		return 0, false, false
	}
	k := uint16(len(w.comps))
	w.comps[string(w.key)] = k
	w.addCompound(k)
	return int(k), true, true
}

// eachWord gives the words of a folded text: at most markWords, each cut to the longest length.
func eachWord(folded []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		start, n := 0, 0
		for i := 0; i <= len(folded); i++ {
			if i < len(folded) && folded[i] != ' ' {
				continue
			}
			if i > start {
				if n++; n > markWords || !yield(folded[start:min(i, start+longest)]) {
					return
				}
			}
			start = i + 1
		}
	}
}

func (w *builder) word(text []byte) (uint16, bool) {
	if k, ok := w.words[string(text)]; ok {
		return k, true
	}
	if len(w.words) == blockWords {
		return 0, false
	}
	k := uint16(len(w.words))
	w.words[string(text)] = k
	var s sounds
	s.hear(w.rules, text)
	b := w.b
	b.wordOff = append(b.wordOff, uint32(len(b.word)))
	e, v := byte(len(s.english)), byte(len(s.viet))
	if string(s.english) == string(s.general) {
		e = sameSound
	}
	if !s.isViet {
		v = sameSound
	}
	b.word = append(b.word, byte(len(text)), byte(len(s.general)), e, v)
	b.word = append(append(b.word, text...), s.general...)
	if e != sameSound {
		b.word = append(b.word, s.english...)
	}
	if v != sameSound {
		b.word = append(b.word, s.viet...)
	}
	w.wordGrams.add(text, &s)
	return k, true
}

func (w *builder) addCompound(k uint16) {
	c := &w.b.compound
	if c.at == nil {
		c.at = append(c.at, 0)
	}
	c.data = append(c.data, w.numbers...)
	c.at = append(c.at, uint32(len(c.data)))
	text := w.scratch[:0]
	var s sounds
	s.isViet = true
	for i, n := range w.numbers {
		if !slices.Contains(w.numbers[:i], n) {
			w.wordIn = append(w.wordIn, [2]uint16{n, k})
		}
		t, general, english, viet := w.b.wordAt(int(n))
		text = append(text, t...)
		s.join(general, english, viet)
	}
	w.scratch = text
	w.compGrams.add(text[:min(len(text), longest)], &s)
}

// add collects the grams of a unit.
func (u *unitGrams) add(text []byte, s *sounds) {
	u.at = append(u.at, uint32(len(u.grams)))
	count := uint32(0)
	for kind := range gramKinds {
		before := len(u.grams)
		u.grams = appendGrams(u.grams, kind, text, s)
		count |= uint32(min(len(u.grams)-before, 255)) << (8 * kind)
	}
	u.count = append(u.count, count)
	n := uint16(len(u.at) - 1)
	u.short = appendShort(u.short, n, text)
	u.heard = appendShort(u.heard, n, s.general)
}

// appendGrams adds the grams of a kind: 0 letters, 1 sounds as heard in general and in English, 2 Vietnamese sounds.
func appendGrams(dst []gram, kind int, text []byte, s *sounds) []gram {
	switch kind {
	case 0:
		return appendLetterGrams(dst, text)
	case 1:
		start := len(dst)
		dst = appendSoundGrams(dst, s.general)
		dst = appendSoundGrams(dst, s.english)
		return distinct(dst, start)
	}
	if s.isViet {
		dst = appendVietGrams(dst, s.viet)
	}
	return dst
}

// postings turns the collected grams round.
func (u *unitGrams) postings() postings {
	p := postings{count: u.count, short: makeShortList(u.short), heard: makeShortList(u.heard)}
	at := make([]uint32, allGrams+1)
	for _, g := range u.grams {
		at[g+1]++
	}
	for g := range allGrams {
		if at[g+1] != 0 {
			p.grams = append(p.grams, gram(g))
		}
		at[g+1] += at[g]
	}
	p.list.at = make([]uint32, 0, len(p.grams)+1)
	for _, g := range p.grams {
		p.list.at = append(p.list.at, at[g])
	}
	p.list.at = append(p.list.at, uint32(len(u.grams)))
	p.list.data = make([]uint16, len(u.grams))
	for unit := range u.at {
		end := len(u.grams)
		if unit+1 < len(u.at) {
			end = int(u.at[unit+1])
		}
		for _, g := range u.grams[u.at[unit]:end] {
			p.list.data[at[g]] = uint16(unit)
			at[g]++
		}
	}
	return p
}

// strike marks a mark as gone.
func (b *block) strike(i int) {
	b.gone[i/64] |= 1 << (i % 64)
	b.struck++
}

func (b *block) isGone(i int) bool { return b.gone[i/64]>>(i%64)&1 != 0 }

func (b *block) len() int { return len(b.flag) }

// doc gives a mark as it was put in.
func (b *block) doc(i int) Doc {
	d := Doc{ID: b.ids.id(i), Text: string(b.text.of(i)), Dead: b.flag[i]&flagDead != 0}
	for c := range 64 {
		if b.classes[i]>>c&1 != 0 {
			d.Classes = append(d.Classes, uint8(c))
		}
	}
	return d
}

// wordsOf gives the numbers of the words that a mark has.
func (b *block) wordsOf(i int) []uint16 {
	switch {
	case b.flag[i]&flagNone != 0:
		return nil
	case b.flag[i]&flagCompound != 0:
		return b.compound.of(int(b.whole[i]))
	}
	return b.whole[i : i+1]
}

// eachRarity counts, for each word, the marks that have it, and gives the count with the word.
func (b *block) eachRarity(f func(word []byte, marks int)) {
	count := make([]int, len(b.wordOff))
	for i := range b.len() {
		if b.isGone(i) {
			continue
		}
		own := b.wordsOf(i)
		for k, w := range own {
			if !slices.Contains(own[:k], w) {
				count[w]++
			}
		}
	}
	for w, n := range count {
		if n > 0 {
			text, _, _, _ := b.wordAt(w)
			f(text, n)
		}
	}
}
