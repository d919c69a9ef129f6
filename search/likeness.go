package search

import (
	"math/bits"
	"slices"
)

// row is a word, or a mark with its words joined, prepared for comparison.
type row struct {
	look, general, english, viet measured
	isViet, oneSound             bool // made of Vietnamese syllables; English as general
	weight                       int
}

// spoken is a word with its sounds, as a block keeps it or as it was just heard; viet is nil if it is not made of
// Vietnamese syllables.
type spoken struct {
	text, general, english, viet []byte
	weight                       int
}

// set makes r the row of one word.
func (r *row) set(w spoken) { r.join([]spoken{w}, true) }

// join makes r the row of the words joined. The letters of the most telling word weigh most, unless all are to be even.
func (r *row) join(words []spoken, even bool) {
	most := 1
	for i := range words {
		most = max(most, words[i].weight)
	}
	r.isViet, r.oneSound, r.weight = true, true, 0
	r.look.reset()
	r.general.reset()
	r.english.reset()
	r.viet.reset()
	for i := range words {
		w := &words[i]
		weight := int32(plainWeight)
		if !even {
			weight = int32(plainWeight * (commonWeight + (100-commonWeight)*w.weight/most) / 100)
		}
		r.look.add(w.text, weight, false)
		r.general.add(w.general, weight, true)
		r.english.add(w.english, weight, true)
		r.oneSound = r.oneSound && string(w.general) == string(w.english)
		if r.isViet = r.isViet && w.viet != nil; r.isViet {
			r.viet.add(w.viet, weight, true)
		}
		r.weight += w.weight
	}
	r.look.finish(false)
	r.general.finish(true)
	if !r.oneSound {
		r.english.finish(true)
	}
	if r.isViet {
		r.viet.finish(true)
	}
}

// commonWeight is how much a letter of the commonest word weighs beside one of the rarest, in hundredths.
const commonWeight = 20

func (r *row) heardEnglish() *measured {
	if r.oneSound {
		return &r.general
	}
	return &r.english
}

// form is a mark prepared for comparison.
type form struct {
	words  []row // at least one
	joined row   // letters weighing as their words do
	even   row   // all letters weighing the same
	pairs  letterPairs
	weight int // of all words
}

// rows gives the rows by which two marks are compared as a whole. Where one is a single word, it may be written together
// what the other writes apart: then all letters weigh the same.
func (f *form) rows(g *form) (*row, *row) {
	if len(f.words) == 1 || len(g.words) == 1 {
		return &f.even, &g.even
	}
	return &f.joined, &g.joined
}

// set makes f the form of the words.
func (f *form) set(words []spoken) {
	f.words = slices.Grow(f.words[:0], len(words))[:len(words)]
	f.weight = 0
	for i, w := range words {
		f.words[i].set(w)
		f.weight += w.weight
	}
	f.joined.join(words, len(words) == 1)
	f.even.join(words, true)
	f.pairs.set(f.even.look.text)
}

// letterPairs has a bit for each pair of neighbouring letters that occurs in a mark: what they have in common tells
// marks whose parts have changed places.
type letterPairs [(27*27 + 63) / 64]uint64

func (p *letterPairs) set(text []byte) {
	*p = letterPairs{}
	for i := 1; i < len(text); i++ {
		k := int(letterClass[text[i-1]])*27 + int(letterClass[text[i]])
		p[k/64] |= 1 << (k % 64)
	}
}

// share is how many pairs two marks have in common, in thousandths of those that both have.
func (p *letterPairs) share(q *letterPairs) int {
	common, all := 0, 0
	for i := range p {
		common += bits.OnesCount64(p[i] & q[i])
		all += bits.OnesCount64(p[i]) + bits.OnesCount64(q[i])
	}
	return 2000 * common / max(all, 1)
}

// share is the likeness, in thousandths, of two rows that are cost hundredths of a letter apart.
func share(cost int, a, b *measured) int {
	n := max(a.total, b.total)
	if n == 0 {
		return 0
	}
	return max(0, 1000-10*cost*plainWeight/n)
}

// compare gives how much two rows look and sound alike, in thousandths.
func (k *Rules) compare(a, b *row) (look, sound int) {
	look = share(distance(&a.look, &b.look, k.look), &a.look, &b.look)
	sound = share(distance(&a.general, &b.general, k.sound), &a.general, &b.general)
	if !a.oneSound || !b.oneSound {
		x, y := a.heardEnglish(), b.heardEnglish()
		sound = max(sound, share(distance(x, y, k.sound), x, y))
	}
	if a.isViet && b.isViet {
		sound = max(sound, share(distance(&a.viet, &b.viet, k.sound), &a.viet, &b.viet)*97/100)
	}
	return look, sound
}

// mix is the likeness of what looks and sounds alike so much: the better of the two counts more.
func mix(look, sound int) int { return (62*max(look, sound) + 38*min(look, sound)) / 100 }

// parts is how two marks are alike, each from 0 to 1000.
type parts struct {
	score             int
	by                ground
	look, sound, word int
	joined            int     // likeness of the marks with their words joined
	pairs             []match // words found alike
	common            int     // likeness by the words alone
	inside            int     // the shorter mark inside the longer one
}

// ground is what makes two marks alike.
type ground uint8

const (
	byWhole  ground = iota // all of their letters or sounds
	byWords                // words, wherever they stand
	byInside               // one is found inside the other
	byParts                // parts that stand in another order
)

// match is a pair of words found alike.
type match struct{ a, b, like, look, sound int }

// alike is the least likeness at which two words count as one changed word, in thousandths.
const alike = 550

// likeness compares two marks. It is symmetric, and 1000 for equal words.
func (k *Rules) likeness(a, b *form) parts {
	var p parts
	p.look, p.sound = k.compare(a.rows(b))
	p.joined = mix(p.look, p.sound)
	p.pairs = k.match(a, b)
	both, one := p.words(a, b)
	p.word = both
	if len(a.words) > 1 && len(b.words) > 1 {
		p.joined = p.joined * (82*1000 + 18*both) / 100000 // that the words part elsewhere makes them less alike
	}
	p.score = p.joined
	if p.common = max(both*97/100, (both*25+one*70)/100); p.common > p.score {
		p.score, p.by = p.common, byWords
	}
	if n := min(len(a.even.look.text), len(b.even.look.text)); n >= 6 {
		if x := a.pairs.share(&b.pairs) * partsWorth / 100; x > p.score {
			p.score, p.by = x, byParts
		}
	}
	short, long := a, b
	if len(short.even.look.text) > len(long.even.look.text) {
		short, long = b, a
	}
	if n, m := len(short.even.look.text), len(long.even.look.text); n < m {
		p.inside = insideShare(&short.joined.look, &long.even.look, k)
		if i := p.inside * (45 + min(short.weight, 1000)*20/1000 + 25*n/m) / 100; i > p.score {
			p.score, p.by = i, byInside
		}
	}
	return p
}

// telling is the weight that the words of a mark have together at least, where it matters that one mark takes up the most
// of another: what is made of common words only tells little.
const telling = 600

// partsWorth is what likeness by the same parts in another order counts, in hundredths.
const partsWorth = 88

// words gives which share of the two marks, by weight, the words found alike make up together, and which share of that
// mark of which they make up more.
func (p *parts) words(a, b *form) (both, one int) {
	shared, left, right := 0, 0, 0
	for _, m := range p.pairs {
		s := (m.like - 300) * 10 / 7
		wa, wb := a.words[m.a].weight, b.words[m.b].weight
		shared += s * (wa + wb)
		left += s * wa
		right += s * wb
	}
	if a.weight == 0 || b.weight == 0 {
		return 0, 0
	}
	return shared / (a.weight + b.weight), max(left/max(a.weight, telling), right/max(b.weight, telling))
}

// insideShare is how much of the shorter row is found inside the longer one, in thousandths; 0 if it is very short.
func insideShare(a, b *measured, k *Rules) int {
	n := min(len(a.text), len(b.text))
	if n < 4 {
		return 0
	}
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	return max(0, 1000-10*within(a, b, k.look)*plainWeight/a.total)
}

// match pairs the words of two marks, the most alike first, each word at most once.
func (k *Rules) match(a, b *form) []match {
	var all, chosen []match
	for i := range a.words {
		for j := range b.words {
			la, lb := len(a.words[i].look.text), len(b.words[j].look.text)
			if min(la, lb)*2 < max(la, lb) {
				continue
			}
			look, sound := k.compare(&a.words[i], &b.words[j])
			if s := mix(look, sound); s >= alike {
				all = append(all, match{i, j, s, look, sound})
			}
		}
	}
	slices.SortFunc(all, func(m, n match) int {
		if m.like != n.like {
			return n.like - m.like
		}
		if x, y := max(m.a-m.b, m.b-m.a), max(n.a-n.b, n.b-n.a); x != y {
			return x - y
		}
		if x, y := m.a+m.b, n.a+n.b; x != y {
			return x - y
		}
		return m.a - n.a
	})
	var usedA, usedB uint32
	for _, m := range all {
		if usedA>>m.a&1 == 0 && usedB>>m.b&1 == 0 {
			usedA |= 1 << m.a
			usedB |= 1 << m.b
			chosen = append(chosen, m)
		}
	}
	return chosen
}
