package search

import "encoding/binary"

// check looks over a block that was read: every number that points somewhere points into what is there.
func (b *block) check() error {
	n, words, comps := len(b.flag), len(b.wordOff), max(len(b.compound.at)-1, 0)
	switch {
	case n > blockMarks || b.ids.n != n || len(b.whole) != n || len(b.classes) != n || len(b.office) != n || len(b.gone) != (n+63)/64:
		return errDamaged("the number of marks")
	case !ascending(b.text.at, len(b.text.data)) || len(b.text.at) != n+1 && n > 0:
		return errDamaged("the texts of marks")
	case words > blockWords || comps > blockWords:
		return errDamaged("the number of words")
	case !b.ids.check():
		return errDamaged("the ids of marks")
	case !b.checkWords():
		return errDamaged("the words")
	case comps > 0 && !b.compound.check(comps, words):
		return errDamaged("the compounds")
	case !b.wordIn.check(words, comps) || !b.wordIs.check(words, n) || !b.compIs.check(comps, n):
		return errDamaged("where words occur")
	case !b.wordBy.check(words) || !b.compBy.check(comps):
		return errDamaged("the grams")
	}
	for i, f := range b.flag {
		limit := words
		if f&flagCompound != 0 {
			limit = comps
		}
		if int(b.office[i]) >= len(b.offices) || f&flagNone == 0 && int(b.whole[i]) >= limit {
			return errDamaged("a mark")
		}
		if b.isGone(i) {
			b.struck++
		}
	}
	for k := range comps {
		if len(b.compound.of(k)) > markWords {
			return errDamaged("a compound")
		}
	}
	return nil
}

// ascending reports whether places rise from 0 to end; no places are fine if there is nothing to divide.
func ascending(at []uint32, end int) bool {
	if len(at) == 0 {
		return end == 0
	}
	for i := 1; i < len(at); i++ {
		if at[i] < at[i-1] {
			return false
		}
	}
	return at[0] == 0 && int(at[len(at)-1]) == end
}

// check reports whether there are lists for n things, of numbers below limit.
func (l *lists) check(n, limit int) bool {
	if len(l.at) != n+1 || !ascending(l.at, len(l.data)) {
		return false
	}
	for _, v := range l.data {
		if int(v) >= limit {
			return false
		}
	}
	return true
}

func (p *postings) check(units int) bool {
	if !p.list.check(len(p.grams), units) || len(p.count) != units {
		return false
	}
	for i := 1; i < len(p.grams); i++ {
		if p.grams[i] <= p.grams[i-1] {
			return false
		}
	}
	return p.short.check(units) && p.heard.check(units)
}

func (l *shortList) check(units int) bool {
	if !ascending(l.at[:], len(l.unit)) || len(l.mask) != len(l.unit) || len(l.letters) != len(l.unit) {
		return false
	}
	for i, u := range l.unit {
		if int(u) >= units {
			return false
		}
		for p := l.letters[i]; p != 0; p >>= 5 {
			if p&31 > 26 {
				return false
			}
		}
	}
	return true
}

func (b *block) checkWords() bool {
	for i, at := range b.wordOff {
		end := len(b.word)
		if i+1 < len(b.wordOff) {
			end = int(b.wordOff[i+1])
		}
		if i == 0 && at != 0 || int(at) > end-4 || end > len(b.word) {
			return false
		}
		d := b.word[at:end]
		n := int(d[0]) + int(d[1])
		if d[0] == 0 || d[0] > longest || d[1] > longest {
			return false
		}
		for _, k := range d[2:4] {
			if k != sameSound {
				if k > longest {
					return false
				}
				n += int(k)
			}
		}
		if len(d) != 4+n || !isFolded(string(d[4:])) {
			return false
		}
	}
	return true
}

// check reads all ids once, as they will be read.
func (l *idList) check() bool {
	if len(l.at) != (l.n+idGroup-1)/idGroup || len(l.at) > 0 && l.at[0] != 0 {
		return false
	}
	for g, at := range l.at {
		end := len(l.data)
		if g+1 < len(l.at) {
			end = int(l.at[g+1])
		}
		if int(at) > end || end > len(l.data) {
			return false
		}
		d, last := l.data[at:end], 0
		for i := g * idGroup; i < min((g+1)*idGroup, l.n); i++ {
			shared := uint64(0)
			k := 0
			if i%idGroup != 0 {
				if shared, k = binary.Uvarint(d); k <= 0 || shared > uint64(last) {
					return false
				}
				d = d[k:]
			}
			n, k := binary.Uvarint(d)
			if k <= 0 || n > uint64(len(d)-k) {
				return false
			}
			d = d[k+int(n):]
			last = int(shared + n)
		}
		if len(d) != 0 {
			return false
		}
	}
	return true
}
