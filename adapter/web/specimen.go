package web

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/search"
)

// specimen writes a mark: isolated, in its own language, so that it is drawn and read aloud in its own way. What is in
// spans stands out.
func specimen(s string, spans []span) template.HTML {
	m := markup{b: make([]byte, 0, len(s)+40)}
	m.raw("<bdi")
	if l := scriptLang(s); l != "" {
		m.raw(` lang="`, l, `"`)
	}
	m.raw(">")
	at := 0
	for _, sp := range spans {
		m.text(s[at:sp.from])
		m.raw("<mark>")
		m.text(s[sp.from:sp.to])
		m.raw("</mark>")
		at = sp.to
	}
	m.text(s[at:])
	m.raw("</bdi>")
	return m.done()
}

// scripts lists, in order of precedence, the scripts from which a language can be told. Kana comes before Han, since
// Japanese mixes them.
var scripts = []struct {
	table *unicode.RangeTable
	lang  string
}{
	{unicode.Hiragana, "ja"}, {unicode.Katakana, "ja"}, {unicode.Hangul, "ko"}, {unicode.Han, "zh"}, {unicode.Cyrillic, "ru"},
	{unicode.Arabic, "ar"}, {unicode.Hebrew, "he"}, {unicode.Thai, "th"}, {unicode.Greek, "el"}, {unicode.Devanagari, "hi"},
	{unicode.Armenian, "hy"}, {unicode.Georgian, "ka"}, {unicode.Khmer, "km"}, {unicode.Lao, "lo"},
}

// onlyVietnamese are letters that, among languages written in Latin letters, nearly only Vietnamese has.
const onlyVietnamese = "ăâđêôơưĂÂĐÊÔƠƯ"

// scriptLang tells the language in which a mark is best drawn and read, by most of its letters: "" for plain Latin, of
// which nothing can be told. A mark that mixes scripts to deceive keeps that of most of its letters.
func scriptLang(s string) string {
	plain := true
	for i := range len(s) {
		plain = plain && s[i] < utf8.RuneSelf
	}
	if plain {
		return ""
	}
	latin, vietnamese := 0, false
	var count [32]int
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		if unicode.Is(unicode.Latin, r) {
			latin++
			vietnamese = vietnamese || strings.ContainsRune(onlyVietnamese, r) || r >= 0x1ea0 && r <= 0x1ef9
			continue
		}
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				count[i]++
				break
			}
		}
	}
	if count[0]+count[1] > 0 { // Han beside kana is Japanese
		count[0] += count[3]
		count[3] = 0
	}
	best, lang := latin, ""
	if vietnamese {
		lang = "vi"
	}
	for i := range scripts {
		if count[i] > best {
			best, lang = count[i], scripts[i].lang
		}
	}
	return lang
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

// spansOf takes over what a search has found to match, as far as it lies in the mark as the register shows it.
func spansOf(mark string, match []search.Span) []span {
	var spans []span
	at := 0
	for _, m := range match {
		if m.From < at || m.To <= m.From || m.To > len(mark) {
			return nil
		}
		spans, at = append(spans, span{m.From, m.To}), m.To
	}
	return spans
}

// letter is a letter of a text as matching compares it: without case, accents and tone.
type letter struct {
	base     rune
	from, to int
}

// letters gives the letters and digits of a text, word by word.
func letters(s string) [][]letter {
	var words [][]letter
	var word []letter
	for i, r := range s {
		to := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			to = i + 1
		}
		switch {
		case unicode.Is(unicode.Mn, r):
			if len(word) > 0 {
				word[len(word)-1].to = to
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, letter{base(r), i, to})
		case len(word) > 0:
			words, word = append(words, word), nil
		}
	}
	if len(word) > 0 {
		words = append(words, word)
	}
	return words
}

// base is the letter without case and marks.
func base(r rune) rune {
	if r < utf8.RuneSelf {
		return unicode.ToLower(r)
	}
	if r == 'đ' || r == 'Đ' {
		return 'd'
	}
	d := norm.NFKD.String(string(r))
	first, _ := utf8.DecodeRuneInString(d)
	return unicode.ToLower(first)
}

// alike finds the parts of a mark that stand in the query too. Whole words are matched first, wherever they stand; then
// the longest common runs, of two letters at least, of the words that are left.
func alike(query, mark string) []span {
	asked, own := letters(query), letters(mark)
	if len(asked) > 32 || len(own) > 32 {
		asked, own = asked[:min(32, len(asked))], own[:min(32, len(own))]
	}
	used := make([]bool, len(asked))
	same := make([][]bool, len(own))
	for i, w := range own {
		same[i] = make([]bool, len(w))
		for j, a := range asked {
			if !used[j] && equalWords(a, w) {
				used[j] = true
				for k := range same[i] {
					same[i][k] = true
				}
				break
			}
		}
	}
	for i, w := range own {
		if len(w) == 0 || same[i][0] {
			continue
		}
		best, most := same[i], 0
		for j, a := range asked {
			if used[j] {
				continue
			}
			got := make([]bool, len(w))
			if n := runs(a, w, got); n > most {
				best, most = got, n
			}
		}
		same[i] = best
	}
	var spans []span
	for i, w := range own {
		for k, l := range w {
			if !same[i][k] {
				continue
			}
			if n := len(spans); n > 0 && spans[n-1].to == l.from {
				spans[n-1].to = l.to
			} else {
				spans = append(spans, span{l.from, l.to})
			}
		}
	}
	return spans
}

func equalWords(a, b []letter) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].base != b[i].base {
			return false
		}
	}
	return true
}

// runs marks in w the longest run that it shares with a, then those before and after it, and counts the letters.
func runs(a, w []letter, got []bool) int {
	length, ai, wi := 0, 0, 0
	for i := range a {
		for j := range w {
			n := 0
			for i+n < len(a) && j+n < len(w) && a[i+n].base == w[j+n].base {
				n++
			}
			if n > length {
				length, ai, wi = n, i, j
			}
		}
	}
	if length < 2 {
		return 0
	}
	for k := range length {
		got[wi+k] = true
	}
	return length + runs(a[:ai], w[:wi], got[:wi]) + runs(a[ai+length:], w[wi+length:], got[wi+length:])
}

// capital makes the first letter great, as a sentence begins.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
