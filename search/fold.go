package search

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a mark in the letters a to z and digits in which marks are compared, its words apart by one space.
//
// Case, width, accents, tones and punctuation fall away (đ becomes d, ß becomes ss, Ⅷ becomes viii); other scripts are
// romanised by the tables below script/, Han by the commonest pinyin reading. A letter of another script in a Latin word
// is taken for the Latin letter it looks like. What has no letters, such as a picture or "!!!", folds to "".
func Fold(text string) string {
	var f folder
	f.fold(text)
	return string(f.buf)
}

// Span is a range of bytes in the text of a mark.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// folder holds the work of folding one text after another.
type folder struct {
	buf     []byte
	scripts scripts // those met in the text
	spans   []Span  // for each byte of buf, the bytes of the text it comes from; kept only if trace
	trace   bool

	part   bool    // a new word begins with the next letter
	run    int     // letters since the last space or full stop
	script scripts // of the letter before
	amid   int     // end of the word known to mix scripts, see disguised
	amidIs bool
}

// fold replaces what f holds by the folding of text.
func (f *folder) fold(text string) {
	f.buf, f.spans, f.scripts, f.part, f.run, f.script, f.amid = f.buf[:0], f.spans[:0], 0, false, 0, 0, 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			i = f.wide(text, i)
			continue
		}
		switch out := asciiFold[c]; {
		case out != 0:
			if f.script > latin && f.script&(han|kana|hangul) != 0 {
				f.space()
			}
			f.put(out, i, i+1)
			f.script = latin
			f.scripts |= latin
		case c == '\'' || c == '`':
		case c == '.' && f.run == 1 && initialFollows(text[i+1:]):
			f.run = 0
		case c == '@' && f.besideLetter(text, i):
			f.put('a', i, i+1)
		case c == '$' && f.besideLetter(text, i):
			f.put('s', i, i+1)
		default:
			f.space()
		}
		i++
	}
}

// asciiFold gives the small letter or digit for each ASCII letter or digit, and 0 for the rest.
var asciiFold = func() (t [utf8.RuneSelf]byte) {
	for c := range t {
		if isWordByte(byte(c)) {
			t[c] = byte(c)
			if c >= 'A' && c <= 'Z' {
				t[c] = byte(c) + 'a' - 'A'
			}
		}
	}
	return t
}()

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func (f *folder) space() { f.part, f.run, f.script = true, 0, 0 }

func (f *folder) put(c byte, from, to int) {
	if f.part {
		f.part = false
		if len(f.buf) > 0 {
			f.buf = append(f.buf, ' ')
			if f.trace {
				f.spans = append(f.spans, Span{from, from})
			}
		}
	}
	f.buf = append(f.buf, c)
	f.run++
	if f.trace {
		f.spans = append(f.spans, Span{from, to})
	}
}

func (f *folder) puts(s string, from, to int) {
	for i := range len(s) {
		f.put(s[i], from, to)
	}
}

// initialFollows reports whether rest begins with a single letter, as after the full stops of "U.S.A.".
func initialFollows(rest string) bool {
	return rest != "" && isWordByte(rest[0]) && (len(rest) == 1 || !isWordByte(rest[1]) && rest[1] < utf8.RuneSelf)
}

func (f *folder) besideLetter(text string, i int) bool {
	return f.run > 0 || i+1 < len(text) && isWordByte(text[i+1])
}

// wide folds the letter at i, which is not ASCII, and gives where the next one begins.
func (f *folder) wide(text string, i int) int {
	r, n := utf8.DecodeRuneInString(text[i:])
	l := letters.of(r)
	end := i + n
	switch l.role {
	case unknown:
		f.space()
		return end
	case silent:
		return end
	case compatible:
		return f.compatible(text, i, end)
	}
	if l.script&(cyrillic|greek) != 0 && f.disguised(text, i) {
		if k, ok := letters.look[r]; ok {
			f.put(k.as, i, end)
			f.scripts |= l.script | latin
			return end
		}
	}
	f.border(l.script, r)
	f.scripts |= l.script
	if l.pair {
		if next, m := utf8.DecodeRuneInString(text[end:]); m > 0 {
			if out, ok := letters.pair[[2]rune{r, next}]; ok {
				f.paired(out, i, end+m, text)
				return end + m
			}
		}
	}
	switch l.role {
	case consonant:
		f.puts(l.out, i, end)
		if f.inherentVowel(text[end:]) {
			f.put('a', i, end)
		}
	case leadVowel:
		return f.thaiLead(text, i, end, l)
	case logogram:
		f.puts(pinyinOf(r), i, end)
	case syllable:
		f.hangul(r, i, end)
	case smallTsu:
		if next, _ := utf8.DecodeRuneInString(text[end:]); letters.of(next).script == kana {
			if out := letters.of(next).out; out != "" && !isVowel(out[0]) {
				f.put(out[0], i, end)
			}
		}
	case longVowel:
	default:
		f.puts(l.out, i, end)
	}
	return end
}

// paired writes a spelling of two letters; in Devanagari it may be a consonant with its dot below.
func (f *folder) paired(out string, from, to int, text string) {
	if base, ok := strings.CutSuffix(out, "-"); ok {
		f.puts(base, from, to)
		if f.inherentVowel(text[to:]) {
			f.put('a', from, to)
		}
		return
	}
	f.puts(out, from, to)
}

// border begins a new word where Han or Kana meets another script: they are written without spaces.
func (f *folder) border(s scripts, r rune) {
	const unspaced = han | kana | hangul
	if r >= 0x3041 && r <= 0x309f {
		s = han // Hiragana continues the Han word that it inflects
	}
	if f.script != 0 && f.script != s && (f.script|s)&unspaced != 0 {
		f.space()
	}
	f.script = s
}

// disguised reports whether the word around i also has Latin letters, so that the others pass for Latin ones.
func (f *folder) disguised(text string, i int) bool {
	if i < f.amid {
		return f.amidIs
	}
	start := strings.LastIndexAny(text[:i], " \t\n-,.&") + 1
	end := len(text)
	if k := strings.IndexAny(text[i:], " \t\n-,.&"); k >= 0 {
		end = i + k
	}
	f.amid, f.amidIs = end, false
	for _, r := range text[start:end] {
		if r < utf8.RuneSelf && asciiFold[r] >= 'a' || r >= utf8.RuneSelf && letters.of(r).script == latin {
			f.amidIs = true
			break
		}
	}
	return f.amidIs
}

// inherentVowel reports whether a Devanagari consonant before rest sounds with a: not before a vowel sign, and not at
// the end of a word that has a vowel already.
func (f *folder) inherentVowel(rest string) bool {
	for _, r := range rest {
		switch l := letters.of(r); {
		case l.role == silent:
			if l.script == devanagari && l.out == "" && r != 0x93c {
				return false // virama
			}
			continue
		case l.role == vowelSign:
			return false
		default:
			return l.script == devanagari || f.run <= 1
		}
	}
	return f.run <= 1
}

// thaiLead writes a vowel that stands before its consonant after it.
func (f *folder) thaiLead(text string, from, end int, vowel letter) int {
	if r, n := utf8.DecodeRuneInString(text[end:]); n > 0 {
		if c := letters.of(r); c.role == sounded && c.script == thai {
			f.puts(c.out, end, end+n)
			f.puts(vowel.out, from, end)
			return end + n
		}
	}
	f.puts(vowel.out, from, end)
	return end
}

// hangul writes a syllable by its letters, after the Revised Romanisation, letter by letter.
func (f *folder) hangul(r rune, from, to int) {
	s := int(r - 0xac00)
	f.puts(hangulLead[s/588], from, to)
	f.puts(hangulVowel[s%588/28], from, to)
	f.puts(hangulTail[s%28], from, to)
}

var (
	hangulLead  = strings.Split("g,kk,n,d,tt,r,m,b,pp,s,ss,,j,jj,ch,k,t,p,h", ",")
	hangulVowel = strings.Split("a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i", ",")
	hangulTail  = strings.Split(",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t", ",")
)

// compatible folds a letter that only Unicode's decomposition knows, together with the marks that follow it: half-width
// Kana and Hangul in parts find together in this way.
func (f *folder) compatible(text string, i, end int) int {
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if k := letters.of(r).role; k != silent && k != compatible || r < utf8.RuneSelf {
			break
		}
		end += n
	}
	whole := norm.NFKC.String(text[i:end])
	if whole == text[i:end] {
		whole = norm.NFKD.String(whole)
	}
	known := false
	for j, r := range whole {
		l := letters.of(r)
		switch {
		case r < utf8.RuneSelf && asciiFold[r] != 0:
			f.put(asciiFold[r], i, end)
			f.scripts |= latin
			known = true
		case l.role != unknown && l.role != compatible && r >= utf8.RuneSelf:
			g := folder{run: f.run}
			g.wide(whole[j:], 0)
			f.border(l.script, r)
			f.puts(string(g.buf), i, end)
			f.scripts |= l.script
			known = true
		}
	}
	if !known {
		f.space()
	}
	return end
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// disguise gives the text with letters of other scripts replaced by the Latin letters that they look like, if all of
// its letters of such scripts have one: "СОСА", written in Cyrillic, is spoken sosa and looks like COCA.
func disguise(text string) (string, bool) {
	var b strings.Builder
	changed := false
	for _, r := range text {
		if r < utf8.RuneSelf || letters.of(r).script&(cyrillic|greek) == 0 {
			b.WriteRune(r)
			continue
		}
		k, ok := letters.look[r]
		if !ok || k.amidOnly {
			return "", false
		}
		b.WriteByte(k.as)
		changed = true
	}
	return b.String(), changed
}
