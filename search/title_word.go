package search

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestWord is how many bytes of a word of a title are compared.
const longestWord = 60

// titleWords cuts texts into words, one after another. A word is a run of letters and digits, in small letters; in scripts
// that are written without spaces each pair of neighbouring letters is one.
type titleWords struct {
	exact, plain []byte // the word at work, as it is written and without accents
	kept         bool   // the letter before keeps its marks in the plain word
	before       rune   // letter before in a script without spaces, 0 if there is none
	alone        bool   // it is the first of its run
	at           Span   // of the word told, in the text as it is normalised
}

// each calls f with each word of the text, as it is written and without accents. The bytes are valid until f returns.
// If asked, the text is that of a query: a letter that stands alone in a script without spaces is told as open, and may go
// on. Otherwise the last letter of each run is a word too, so that it can be found alone.
func (w *titleWords) each(text string, asked bool, f func(exact, plain []byte, open bool)) {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	start := 0 // of the word at work, or of the letter before
	word := func(end int) {
		if len(w.plain) > 0 {
			w.at = Span{start, end}
			f(cutWord(w.exact), cutWord(w.plain), false)
		}
		w.exact, w.plain = w.exact[:0], w.plain[:0]
	}
	run := func(end int) {
		if w.before != 0 && (w.alone || !asked) {
			w.at = Span{start, end}
			w.exact = utf8.AppendRune(w.exact[:0], w.before)
			f(w.exact, w.exact, asked)
			w.exact = w.exact[:0]
		}
		w.before = 0
	}
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && asciiFold[r] == 0:
			run(i)
			word(i)
		case r < utf8.RuneSelf:
			if run(i); len(w.plain) == 0 {
				start = i
			}
			c := asciiFold[r]
			w.exact, w.plain, w.kept = append(w.exact, c), append(w.plain, c), false
		case unspaced(r):
			word(i)
			if w.before != 0 {
				w.at = Span{start, i + utf8.RuneLen(r)}
				w.exact = utf8.AppendRune(utf8.AppendRune(w.exact[:0], w.before), r)
				f(w.exact, w.exact, false)
				w.exact = w.exact[:0]
			}
			w.alone = w.before == 0
			w.before, start = r, i
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if run(i); len(w.plain) == 0 {
				start = i
			}
			w.letter(unicode.ToLower(r))
		case unicode.IsMark(r) && len(w.exact) > 0:
			w.exact = utf8.AppendRune(w.exact, r)
			if w.kept {
				w.plain = utf8.AppendRune(w.plain, r)
			}
		default:
			run(i)
			word(i)
		}
	}
	run(len(text))
	word(len(text))
}

// letter adds a small letter to the word at work.
func (w *titleWords) letter(r rune) {
	w.exact = utf8.AppendRune(w.exact, r)
	if plain, ok := plainLetters()[r]; ok {
		w.plain, w.kept = append(w.plain, plain...), false
		return
	}
	w.plain = utf8.AppendRune(w.plain, r)
	w.kept = !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// cutWord shortens a word to what is compared.
func cutWord(b []byte) []byte {
	if len(b) <= longestWord {
		return b
	}
	n := longestWord
	for !utf8.RuneStart(b[n]) {
		n--
	}
	return b[:n]
}

// unspaced reports whether a letter is of a script that is written without spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0e00 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー')
}

// plainLetters gives the letters of Latin, Greek and Cyrillic that have an accent, a stroke or a tail, without it.
var plainLetters = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{'đ': "d", 'ð': "d", 'ø': "o", 'ł': "l", 'ħ': "h", 'ŧ': "t", 'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ς': "σ"}
	for _, span := range [][2]rune{{0x00c0, 0x024f}, {0x0370, 0x052f}, {0x1e00, 0x1fff}} {
		for r := span[0]; r <= span[1]; r++ {
			if r != unicode.ToLower(r) {
				continue
			}
			if d := norm.NFD.String(string(r)); d != string(r) {
				base, _ := utf8.DecodeRuneInString(d)
				m[r] = string(unicode.ToLower(base))
			}
		}
	}
	return m
})
