package search

import (
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed script/*.txt
var scriptFiles embed.FS

// scripts is a set of writing systems.
type scripts uint16

const (
	latin scripts = 1 << iota
	cyrillic
	greek
	hebrew
	arabic
	georgian
	armenian
	devanagari
	thai
	kana
	han
	hangul
)

// role says how a letter takes part in a word.
type role uint8

const (
	unknown    role = iota // no letter: it parts words
	silent                 // dropped without parting words
	sounded                // stands for the letters in its out
	consonant              // Devanagari: sounds with a following a, unless something takes it away
	vowelSign              // Devanagari: takes the place of that a
	leadVowel              // Thai: written before the consonant after which it is spoken
	logogram               // Han
	syllable               // Hangul
	smallTsu               // doubles the next consonant
	longVowel              // lengthens the vowel before
	compatible             // to be taken apart by Unicode's compatibility decomposition
)

// letter is what the tables know of one code point.
type letter struct {
	out    string
	role   role
	script scripts
	pair   bool // some longer spelling begins with it
}

// alphabet holds what is known of all letters, made once from the tables below script/.
type alphabet struct {
	page [256]*[256]letter  // the basic multilingual plane
	pair map[[2]rune]string // spellings of two letters that stand for one sound
	look map[rune]lookalike // letters that pass for Latin ones
}

type lookalike struct {
	as       byte
	amidOnly bool // deceives only among Latin letters
}

var letters = readAlphabet()

func (a *alphabet) set(r rune, l letter) {
	if r > 0xffff {
		return
	}
	p := a.page[r>>8]
	if p == nil {
		p = new([256]letter)
		a.page[r>>8] = p
	}
	p[r&255] = l
}

// of gives what is known of r.
func (a *alphabet) of(r rune) letter {
	if r > 0xffff {
		if r >= 0x20000 && r < 0x32000 {
			return letter{role: logogram, script: han}
		}
		if unicode.IsMark(r) {
			return letter{role: silent}
		}
		return letter{role: compatible}
	}
	if p := a.page[r>>8]; p != nil {
		return p[r&255]
	}
	return letter{}
}

func readAlphabet() *alphabet {
	a := &alphabet{pair: map[[2]rune]string{}, look: map[rune]lookalike{}}
	a.fillRanges()
	for _, t := range []struct {
		name   string
		script scripts
	}{
		{"latin", latin}, {"cyrillic", cyrillic}, {"greek", greek}, {"hebrew", hebrew}, {"arabic", arabic},
		{"georgian", georgian}, {"armenian", armenian}, {"devanagari", devanagari}, {"thai", thai}, {"kana", kana},
	} {
		for _, f := range tableRows(t.name) {
			a.row(f[0], f[1], t.script)
		}
	}
	for _, f := range tableRows("lookalike") {
		key, amid := strings.CutPrefix(f[0], "~")
		r, _ := utf8.DecodeRuneInString(key)
		a.look[r] = lookalike{as: f[1][0], amidOnly: amid}
	}
	a.fillLatin()
	return a
}

// tableRows reads a table: on each line a spelling and, after a space, the letters it stands for.
func tableRows(name string) [][2]string {
	data, err := scriptFiles.ReadFile("script/" + name + ".txt")
	if err != nil {
		panic(err) // embedded: absent only if the program was built without it
	}
	var rows [][2]string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		from, to, _ := strings.Cut(line, " ")
		rows = append(rows, [2]string{norm.NFC.String(from), to})
	}
	return rows
}

// row enters one line of a table, in small and capital letters and in both Kana.
func (a *alphabet) row(from, to string, s scripts) {
	l := letter{out: to, role: sounded, script: s}
	switch {
	case to == "":
		l.role = silent
	case s == devanagari && strings.HasSuffix(to, "-"):
		l.out, l.role = strings.TrimSuffix(to, "-"), consonant
	case s == devanagari && strings.HasPrefix(to, "-"):
		l.out, l.role = to[1:], vowelSign
	case s == thai && strings.HasSuffix(to, "+"):
		l.out, l.role = strings.TrimSuffix(to, "+"), leadVowel
	}
	r := []rune(from)
	upper := []rune(strings.ToUpper(from))
	title := append(upper[:1:1], r[1:]...)
	for _, form := range [][]rune{r, upper, title, katakana(r)} {
		switch len(form) {
		case 1:
			l.pair = a.of(form[0]).pair
			a.set(form[0], l)
		case 2:
			a.pair[[2]rune{form[0], form[1]}] = to
			first := a.of(form[0])
			first.pair = true
			a.set(form[0], first)
		}
	}
}

// katakana gives the Katakana of a Hiragana spelling; other letters stay.
func katakana(r []rune) []rune {
	k := make([]rune, len(r))
	for i, c := range r {
		k[i] = c
		if c >= 0x3041 && c <= 0x3096 {
			k[i] = c + 0x60
		}
	}
	return k
}

// fillRanges enters what is told by ranges rather than by tables.
func (a *alphabet) fillRanges() {
	for r := rune(0x80); r <= 0xffff; r++ {
		switch {
		case r >= 0x3400 && r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff, r == 0x3007, r == 0x3005:
			a.set(r, letter{role: logogram, script: han})
		case r >= 0xac00 && r <= 0xd7a3:
			a.set(r, letter{role: syllable, script: hangul})
		case r >= 0xd800 && r <= 0xf8ff: // surrogates and private use
		case r == 0x2122, r == 0x2120, r == 0xae, r == 0xa9, r == 0x2117: // ™ ℠ ® © ℗ part words and say nothing
		case r == 0x2019, r == 0x2018, r == 0x2b9, r == 0x2bc, r == 0xb4, r == 0x200b, r == 0x200c, r == 0x200d, r == 0xad, r == 0xfeff:
			a.set(r, letter{role: silent}) // apostrophes and what has no width
		case unicode.IsMark(r):
			a.set(r, letter{role: silent})
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsSymbol(r) && r >= 0x2100:
			a.set(r, letter{role: compatible})
		}
	}
	for _, r := range []rune{0x3063, 0x30c3} {
		a.set(r, letter{role: smallTsu, script: kana})
	}
	a.set(0x30fc, letter{role: longVowel, script: kana})
}

// fillLatin takes the accented and wide forms apart beforehand, since marks are full of them.
func (a *alphabet) fillLatin() {
	for _, span := range [][2]rune{{0xaa, 0x24f}, {0x1e00, 0x1fff}, {0xff01, 0xff5a}, {0x370, 0x4ff}, {0x2460, 0x24ff}} {
		for r := span[0]; r <= span[1]; r++ {
			if a.of(r).role != compatible {
				continue
			}
			l := letter{role: sounded}
			for _, d := range norm.NFKD.String(string(r)) {
				switch base := a.of(d); {
				case d < utf8.RuneSelf && isWordByte(byte(d)):
					l.out, l.script = l.out+string(unicode.ToLower(d)), latin
				case base.role == sounded:
					l.out, l.script = l.out+base.out, base.script
				}
			}
			if l.out != "" {
				a.set(r, l)
			}
		}
	}
}
