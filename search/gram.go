package search

// A gram is a piece of a word by which the index finds words like it: three letters, three consonants, or three sounds
// of a Vietnamese syllable. The spaces of numbers of the three do not overlap.
type gram = uint16

const (
	letterGrams = 0
	soundGrams  = 27 * 27 * 27          // above the letters
	vietGrams   = soundGrams + 12*12*12 // above the consonants
	allGrams    = vietGrams + 27*27*27
)

// gramKinds is the number of the kinds.
const gramKinds = 3

// letterClass numbers letters 1 to 26; digits count as the letter they look like.
var letterClass = func() (t [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c] = uint8(c-'a') + 1
	}
	for i, c := range []byte("oizeasbtbg") {
		t['0'+i] = t[c]
	}
	return t
}()

// soundClass numbers groups of sounds that are easily taken for each other; 0 drops the sound.
var soundClass = func() (t [256]uint8) {
	for n, group := range []string{"", "aeiou", "bp", "dt", "gk", "fvw", "szxc", "m", "nq", "lr", "0123456789"} {
		for _, c := range []byte(group) {
			t[c] = uint8(n)
		}
	}
	return t
}()

const vowelClass = 1

// appendLetterGrams adds the grams of the letters of a word, doubled letters counted once.
func appendLetterGrams(dst []gram, text []byte) []gram {
	a, b := uint16(0), uint16(0)
	start := len(dst)
	for i, c := range text {
		k := uint16(letterClass[c])
		if i > 0 && k == b {
			continue
		}
		if i > 0 {
			dst = append(dst, letterGrams+(a*27+b)*27+k)
		} else {
			dst = append(dst, letterGrams+k) // the beginning alone
		}
		a, b = b, k
	}
	dst = append(dst, letterGrams+(a*27+b)*27)
	return distinct(dst, start)
}

// appendSoundGrams adds the grams of the consonants of a word as it sounds. A vowel counts only at the beginning.
func appendSoundGrams(dst []gram, sound []byte) []gram {
	a, b := uint16(0), uint16(0)
	start := len(dst)
	for i, c := range sound {
		k := uint16(soundClass[c])
		if k == 0 || k == vowelClass && i > 0 {
			continue
		}
		dst = append(dst, soundGrams+(a*12+b)*12+k)
		a, b = b, k
	}
	dst = append(dst, soundGrams+(a*12+b)*12)
	return distinct(dst, start)
}

// appendVietGrams adds the grams of a word made of Vietnamese syllables.
func appendVietGrams(dst []gram, sound []byte) []gram {
	a, b := uint16(0), uint16(0)
	start := len(dst)
	for _, c := range sound {
		k := uint16(letterClass[c])
		dst = append(dst, vietGrams+(a*27+b)*27+k)
		a, b = b, k
	}
	dst = append(dst, vietGrams+(a*27+b)*27)
	return distinct(dst, start)
}

// distinct drops from dst, beginning at start, what came before. Words are short: no map is needed.
func distinct(dst []gram, start int) []gram {
	out := dst[:start]
next:
	for _, g := range dst[start:] {
		for _, h := range out[start:] {
			if g == h {
				continue next
			}
		}
		out = append(out, g)
	}
	return out
}
