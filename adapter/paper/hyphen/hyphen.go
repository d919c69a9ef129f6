// Package hyphen finds the places at which a word may be broken at the end of a line.
//
// English words are broken by Liang's patterns. The file en.txt has them and names its source and licence; they were made for
// American spelling, and British words that differ are broken by the same rules. Vietnamese is written in syllables and is
// never hyphenated; other languages are left whole because no patterns are here for them.
//
// Source: F. M. Liang, Word Hy-phen-a-tion by Com-put-er, Stanford 1983; D. E. Knuth, The TeXbook, appendix H.
package hyphen

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed en.txt
var en string

// Letters that stay before and after a break.
const (
	before = 2
	after  = 3
)

// longest is the length from which a word is left whole: longer ones are not words.
const longest = 64

// table is the patterns of a language.
type table struct {
	patterns map[string]string // letters to the digits before, between and after them; a letter has one digit before it
	words    map[string][]int  // words that the patterns get wrong, with their breaks
	reach    int               // letters of the longest pattern
}

// english reads en.txt, once.
var english = sync.OnceValue(func() *table { return read(en) })

// read reads patterns and words as the head of en.txt describes them.
func read(text string) *table {
	t := &table{patterns: map[string]string{}, words: map[string][]int{}}
	patterns, words, _ := strings.Cut(uncomment(text), "\n-\n")
	for _, p := range strings.Fields(patterns) {
		letters, digits := split(p)
		t.patterns[letters] = digits
		t.reach = max(t.reach, len(letters))
	}
	for _, w := range strings.Fields(words) {
		var breaks []int
		parts := strings.Split(w, "-")
		at := 0
		for _, part := range parts[:len(parts)-1] {
			at += len(part)
			breaks = append(breaks, at)
		}
		t.words[strings.Join(parts, "")] = breaks
	}
	return t
}

// uncomment drops the lines that begin with a number sign.
func uncomment(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// split takes the digits out of a pattern: ".mag5a5" is ".maga" with the digits 0 0 0 0 5 5.
func split(pattern string) (letters, digits string) {
	var l, d []byte
	digit := byte('0')
	for i := range len(pattern) {
		if c := pattern[i]; c >= '0' && c <= '9' {
			digit = c
			continue
		}
		l, d = append(l, pattern[i]), append(d, digit)
		digit = '0'
	}
	return string(l), string(append(d, digit))
}

// Points gives the offsets in bytes at which the word may be broken, in order.
//
// Two letters at least stay before a break and three after it. Words with anything but the letters a to z, or with capitals
// after the first letter, are left whole, and so are words of every language but English. The language is a BCP 47 tag.
func Points(word, lang string) []int {
	if len(word) < before+after || len(word) > longest || !isEnglish(lang) {
		return nil
	}
	var room [longest + 2]byte
	w := append(room[:0], '.')
	for i := range len(word) {
		c := word[i]
		if i == 0 && c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c < 'a' || c > 'z' {
			return nil
		}
		w = append(w, c)
	}
	w = append(w, '.')
	return english().points(w)
}

// points gives the breaks of a word that stands between dots.
func (t *table) points(w []byte) []int {
	if breaks, ok := t.words[string(w[1:len(w)-1])]; ok {
		return append([]int(nil), breaks...)
	}
	var levels [longest + 3]byte // before each byte of w
	for start := range w {
		for end := start + 1; end <= min(start+t.reach, len(w)); end++ {
			digits, ok := t.patterns[string(w[start:end])]
			if !ok {
				continue
			}
			for i := range len(digits) {
				levels[start+i] = max(levels[start+i], digits[i])
			}
		}
	}
	var points []int
	letters := len(w) - 2
	for at := before; at <= letters-after; at++ {
		if levels[at+1]%2 == 1 { // '1', '3' … are odd, like their digits
			points = append(points, at)
		}
	}
	return points
}

// isEnglish says whether a language tag is "en" or begins with it.
func isEnglish(lang string) bool {
	return len(lang) >= 2 && strings.EqualFold(lang[:2], "en") && (len(lang) == 2 || lang[2] == '-')
}
