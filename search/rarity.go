package search

import "math/bits"

// rarity counts in how many marks a word occurs, so that a rare word weighs more than a common one. Words are told apart
// by 32 bits of a fixed hash: two words that fall together count as one, in every index alike.
type rarity struct {
	key   []uint32 // 0 where free
	marks []uint32
	used  int
}

// wordHash is FNV-1a with a final mix; never 0.
func wordHash(word []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range word {
		h = (h ^ uint32(c)) * 16777619
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 13
	if h == 0 {
		return 1
	}
	return h
}

func (r *rarity) slot(h uint32) int {
	mask := len(r.key) - 1
	i := int(h) & mask
	for r.key[i] != 0 && r.key[i] != h {
		i = (i + 1) & mask
	}
	return i
}

// add counts n more marks, or fewer, with the word.
func (r *rarity) add(word []byte, n int) { r.addHash(wordHash(word), n) }

func (r *rarity) addHash(h uint32, n int) {
	if 5*(r.used+1) > 4*len(r.key) {
		r.grow()
	}
	i := r.slot(h)
	if r.key[i] == 0 {
		r.key[i] = h
		r.used++
	}
	r.marks[i] += uint32(n) // two's complement: adding a negative count takes away
}

// grow makes room, and forgets words that no mark has any more.
func (r *rarity) grow() {
	old := *r
	live := 0
	for i := range old.key {
		if old.key[i] != 0 && old.marks[i] != 0 {
			live++
		}
	}
	size := 64
	for 5*(live+1) > 3*size {
		size *= 2
	}
	*r = rarity{key: make([]uint32, size), marks: make([]uint32, size), used: live}
	for i, h := range old.key {
		if h != 0 && old.marks[i] != 0 {
			k := r.slot(h)
			r.key[k], r.marks[k] = h, old.marks[i]
		}
	}
}

// of gives the number of marks with the word.
func (r *rarity) of(word []byte) int {
	if len(r.key) == 0 {
		return 0
	}
	return int(r.marks[r.slot(wordHash(word))])
}

// weight is what a word counts among all words of a corpus of n marks, from 1 to 1000: less the more marks have it, and
// less if it is very short. It is made in whole numbers, so that every machine finds the same.
func (r *rarity) weight(word []byte, n int) int {
	whole := log2(n + 2)
	w := 1000 * (whole - log2(r.of(word)+1)) / whole
	w = max(w*w/1000, 40)
	switch len(word) {
	case 1:
		w = w * 45 / 100
	case 2:
		w = w * 65 / 100
	case 3:
		w = w * 85 / 100
	}
	return w
}

// log2 is the binary logarithm of n in 1/4096, straight between powers of two in 64 steps.
func log2(n int) int {
	k := bits.Len(uint(n)) - 1
	frac := 0
	if k > 0 {
		x := uint64(n) << (63 - k)
		for i := range 12 { // squaring doubles the logarithm: each time a digit of it comes out
			hi, _ := bits.Mul64(x, x)
			if hi>>63 != 0 {
				frac |= 1 << (11 - i)
				x = hi
			} else {
				x = hi << 1
			}
		}
	}
	return k<<12 | frac
}
