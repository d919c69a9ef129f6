package search

import "slices"

// row is a word, or a mark with its words joined, prepared for comparison.
type row struct {
	look, general, english, viet measured
	isViet, oneSound             bool // made of Vietnamese syllables; English as general
	weight                       int
}

func (r *row) set(text []byte, s *sounds) {
	r.look.measure(text, false)
	r.general.measure(s.general, true)
	r.oneSound = string(s.general) == string(s.english)
	if !r.oneSound {
		r.english.measure(s.english, true)
	}
	if r.isViet = s.isViet; r.isViet {
		r.viet.measure(s.viet, true)
	}
}

func (r *row) heardEnglish() *measured {
	if r.oneSound {
		return &r.general
	}
	return &r.english
}

// form is a mark prepared for comparison.
type form struct {
	words  []row
	joined row
	weight int // of all words
}

// share is the likeness, in thousandths, of two rows that are cost hundredths of a letter apart.
func share(cost int, a, b *measured) int {
	n := max(len(a.text), len(b.text))
	if n == 0 {
		return 0
	}
	return max(0, 1000-10*cost/n)
}

// compare gives how much two rows look and sound alike, in thousandths.
func (k *Rules) compare(a, b *row) (look, sound int) {
	const limit = 1 << 20
	look = share(distance(&a.look, &b.look, k.look, limit), &a.look, &b.look)
	sound = share(distance(&a.general, &b.general, k.sound, limit), &a.general, &b.general)
	if !a.oneSound || !b.oneSound {
		x, y := a.heardEnglish(), b.heardEnglish()
		sound = max(sound, share(distance(x, y, k.sound, limit), x, y))
	}
	if a.isViet && b.isViet {
		sound = max(sound, share(distance(&a.viet, &b.viet, k.sound, limit), &a.viet, &b.viet)*97/100)
	}
	return look, sound
}

// mix is the likeness of what looks and sounds alike so much: the better of the two counts more.
func mix(look, sound int) int { return (62*max(look, sound) + 38*min(look, sound)) / 100 }

// parts is how two marks are alike, each from 0 to 1000.
type parts struct {
	score             int
	look, sound, word int
	joined            int     // likeness of the marks with their words joined
	pairs             []match // words found alike
	inside            int     // the shorter mark inside the longer one
}

// match is a pair of words found alike.
type match struct{ a, b, like int }

// alike is the least likeness at which two words count as one changed word, in thousandths.
const alike = 550

// likeness compares two marks. It is symmetric, and 1000 for equal words.
func (k *Rules) likeness(a, b *form) parts {
	var p parts
	p.look, p.sound = k.compare(&a.joined, &b.joined)
	p.joined = mix(p.look, p.sound)
	p.pairs = k.match(a, b)
	shared, left, right := 0, 0, 0
	for _, m := range p.pairs {
		s := (m.like - 400) * 10 / 6
		wa, wb := a.words[m.a].weight, b.words[m.b].weight
		shared += s * (wa + wb)
		left += s * wa
		right += s * wb
	}
	if a.weight > 0 && b.weight > 0 {
		both := shared / (a.weight + b.weight)
		one := max(left/a.weight, right/b.weight)
		p.word = both
		p.score = max(p.joined, both*97/100, (both*45+one*45)/100)
	}
	if short, long := &a.joined.look, &b.joined.look; len(short.text) != len(long.text) {
		if len(short.text) > len(long.text) {
			short, long = long, short
		}
		if n := len(short.text); n >= 4 {
			p.inside = max(0, 1000-10*within(short, long, k.look)/n)
			weight := a.weight
			if len(a.joined.look.text) > len(b.joined.look.text) {
				weight = b.weight
			}
			weight = min(weight, 1000)
			cover := 1000 * n / len(long.text)
			p.score = max(p.score, p.inside*(45+weight*20/1000+cover*25/1000)/100)
		}
	}
	p.score = min(p.score, 1000)
	return p
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
			if s := mix(k.compare(&a.words[i], &b.words[j])); s >= alike {
				all = append(all, match{i, j, s})
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
