package sample

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/register"
)

// vietnamese is a word of two syllables, in capital letters.
func vietnamese(d *dice) string {
	if d.chance(600) {
		w := pick(d, viFirst) + " " + pick(d, viSecond)
		for known[w] {
			w = pick(d, viFirst) + " " + pick(d, viSecond)
		}
		return w
	}
	return pick(d, viThing) + " " + pick(d, viTrait)
}

// coined is a word that means nothing, in lower-case Latin letters.
func coined(d *dice) string {
	w := pick(d, coinHead)
	for range d.between(1, 2) {
		w += pick(d, coinBody)
	}
	return w + pick(d, coinTail)
}

// compound is an English word of two.
func compound(d *dice) string {
	if d.chance(300) {
		return pick(d, enFirst) + " " + title(pick(d, enSecond))
	}
	return pick(d, enFirst) + pick(d, enSecond)
}

// spelt is a word of some syllables of another script and its romanisation.
func spelt(d *dice, from []sound, syllables int, tail []sound) (word, latin string) {
	var w, l strings.Builder
	for range syllables {
		s := pick(d, from)
		w.WriteString(s.script)
		l.WriteString(s.latin)
	}
	if tail != nil {
		s := pick(d, tail)
		w.WriteString(s.script)
		l.WriteString(s.latin)
	}
	return w.String(), l.String()
}

// title writes the words of s with a capital letter first and small ones after it.
func title(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	first := true
	for _, r := range s {
		if first {
			r = unicode.ToUpper(r)
		} else {
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
		first = r == ' ' || r == '-'
	}
	return b.String()
}

// script is a way of making the words of a mark.
type script int

const (
	scriptVietnamese script = iota
	scriptPlain             // Vietnamese without marks of tone
	scriptCoined
	scriptCompound
	scriptCyrillic
	scriptKatakana
	scriptHangul
	scriptHan
)

var home = []share[script]{{56, scriptVietnamese}, {9, scriptPlain}, {22, scriptCoined}, {10, scriptCompound}, {3, scriptHan}}

// abroad tells how owners of a country write their marks; countries that are not listed write in Latin letters.
var abroad = map[string][]share[script]{
	"CN": {{45, scriptHan}, {40, scriptCoined}, {15, scriptCompound}},
	"JP": {{45, scriptKatakana}, {10, scriptHan}, {45, scriptCoined}},
	"KR": {{45, scriptHangul}, {55, scriptCoined}},
	"RU": {{70, scriptCyrillic}, {30, scriptCoined}},
	"BG": {{60, scriptCyrillic}, {40, scriptCoined}},
	"":   {{62, scriptCoined}, {38, scriptCompound}},
}

// words makes the words of a mark for goods of the given class. Most marks have one or two, some more.
func words(d *dice, country string, class int) *register.Mark {
	from, ok := abroad[country]
	if country == "VN" {
		from = home
	} else if !ok {
		from = abroad[""]
	}
	m := &register.Mark{Feature: "word"}
	switch s := weigh(d, from); s {
	case scriptVietnamese, scriptPlain:
		m.Text = vietnamese(d)
		if d.chance(140) {
			m.Text = m.Text[:strings.IndexByte(m.Text, ' ')]
		}
		if list := generic[class]; list != nil && d.chance(350) {
			m.Disclaimer = pick(d, list)
			m.Text = m.Disclaimer + " " + m.Text
		}
		if d.chance(60) {
			m.Text += " " + pick(d, viTrait)
		}
		if s == scriptPlain {
			m.Text, m.Disclaimer = strip(m.Text), strip(m.Disclaimer)
		}
		if d.chance(300) {
			m.Text, m.Disclaimer = title(m.Text), title(m.Disclaimer)
		}
	case scriptCoined:
		m.Text = coined(d)
		if d.chance(750) {
			m.Text = strings.ToUpper(m.Text)
		} else {
			m.Text = title(m.Text)
		}
		if d.chance(180) {
			m.Text += " " + strings.ToUpper(coined(d))
		}
	case scriptCompound:
		m.Text = compound(d)
		if d.chance(500) {
			m.Text = strings.ToUpper(m.Text)
		}
	case scriptCyrillic:
		m.Text, m.Transliteration = spelt(d, cyrillic, d.between(1, 2), cyrillicTail)
	case scriptKatakana:
		m.Text, m.Transliteration = spelt(d, katakana, d.between(3, 5), nil)
	case scriptHangul:
		m.Text, m.Transliteration = spelt(d, hangul, d.between(2, 4), nil)
	case scriptHan:
		m.Text, m.Transliteration = spelt(d, han, 3, nil)
	}
	return m
}

// mark makes a mark: words, a figure, or both.
func mark(d *dice, country string, class int) *register.Mark {
	m := words(d, country, class)
	switch k := d.n(100); {
	case k < 52:
	case k < 60:
		m.Feature = "stylized"
	case k < 96:
		m.Feature = "combined"
		draw(d, m)
	default:
		m = &register.Mark{Feature: "figurative"}
		draw(d, m)
	}
	if class >= 29 && class <= 31 && d.chance(20) {
		m.Kind = "collective"
	} else if d.chance(4) {
		m.Kind = "certification"
	}
	return m
}

// draw gives a mark one or two pictures and, often, colours.
func draw(d *dice, m *register.Mark) {
	p := pick(d, pictures)
	m.Vienna, m.Description = []string{p.vienna}, "Hình "+p.words
	if q := pick(d, pictures); d.chance(400) && q != p {
		m.Vienna = append(m.Vienna, q.vienna)
		m.Description += " và " + q.words
	}
	if d.chance(600) {
		m.Colours = pick(d, colours)
	}
}

// bare is each Vietnamese letter in capitals without its marks.
var bare = func() map[rune]rune {
	m := map[rune]rune{'Đ': 'D'}
	for plain, letters := range map[rune]string{
		'A': "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ", 'E': "ÈÉẺẼẸÊỀẾỂỄỆ", 'I': "ÌÍỈĨỊ", 'O': "ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ", 'U': "ÙÚỦŨỤƯỪỨỬỮỰ", 'Y': "ỲÝỶỸỴ",
	} {
		for _, r := range letters {
			m[r] = plain
		}
	}
	return m
}()

// strip takes the marks off Vietnamese capital letters.
func strip(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				if p, ok := bare[r]; ok {
					return p
				}
				return r
			}, s)
		}
	}
	return s
}
