package paper

import (
	"html/template"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word of more than longWord characters may be broken after each shortPart of them.
const (
	longWord  = 24
	shortPart = 8
)

// soft writes a text with places at which very long words may be broken. A text that turns the direction of writing does so only for
// itself.
func soft(text string) template.HTML {
	text = isolated(text)
	var b strings.Builder
	for word := range words(text) {
		if utf8.RuneCountInString(word) <= longWord {
			b.WriteString(template.HTMLEscapeString(word))
			continue
		}
		from, run, joined := 0, 0, false // joined: the character before does not stand alone
		for i, r := range word {
			switch {
			case unicode.Is(unicode.M, r) || r == zeroWidthJoiner || joined:
			case run == shortPart:
				b.WriteString(template.HTMLEscapeString(word[from:i]) + "<wbr>")
				from, run = i, 1
			default:
				run++
			}
			joined = r == zeroWidthJoiner
		}
		b.WriteString(template.HTMLEscapeString(word[from:]))
	}
	return template.HTML(b.String()) // #nosec G203 -- escaped
}

// words parts a text into words and the white space between them.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			n := strings.IndexFunc(text, unicode.IsSpace)
			switch {
			case n < 0:
				n = len(text)
			case n == 0:
				_, n = utf8.DecodeRuneInString(text)
			}
			if !yield(text[:n]) {
				return
			}
			text = text[n:]
		}
	}
}

const (
	zeroWidthJoiner = '\u200d'
	firstIsolate    = "\u2068" // FIRST STRONG ISOLATE
	popIsolate      = "\u2069" // POP DIRECTIONAL ISOLATE
)

// turns are the characters that change the direction of what follows them. Source: Unicode Standard Annex 9.
const turns = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"

// isolated drops characters that control a terminal, and closes a text that turns the direction of writing in itself. It drops an
// unpaired end of an isolate, which would end ours.
func isolated(text string) string {
	if strings.ContainsFunc(text, dropped) {
		text = strings.Map(func(r rune) rune {
			if dropped(r) {
				return -1
			}
			return r
		}, text)
	}
	if !strings.ContainsAny(text, turns) {
		return text
	}
	var b strings.Builder
	b.WriteString(firstIsolate)
	depth := 0
	for _, r := range text {
		switch r {
		case '\u2066', '\u2067', '\u2068':
			depth++
		case '\u2069':
			if depth == 0 {
				continue
			}
			depth--
		}
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat(popIsolate, depth) + popIsolate)
	return b.String()
}

// dropped reports whether a character has no place in a text: a control other than those of white space, or no character at all.
func dropped(r rune) bool {
	return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r", r) || r == utf8.RuneError || r&0xfffe == 0xfffe
}

// hash writes a SHA-256 in four groups between which it may be broken.
func hash(sum string) template.HTML {
	var h template.HTML
	for i := 0; i < len(sum); i += 16 {
		if i > 0 {
			h += "<wbr>"
		}
		h += template.HTML(template.HTMLEscapeString(sum[i:min(i+16, len(sum))])) // #nosec G203 -- escaped
	}
	return h
}
