package exchange

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// language reads a code of ISO 639-1; another one is none.
func languageOf(b []byte) string {
	l := strings.ToLower(string(bytes.TrimSpace(b)))
	if len(l) > 2 && (l[2] == '-' || l[2] == '_') {
		l = l[:2]
	}
	if ipr.LanguageName(l, locale.En) == l {
		return ""
	}
	return l
}

// wording is the place for title and abstract in a language.
func (p *patent) wording(language string) *register.Wording {
	for i := range p.wordings {
		if p.wordings[i].Language == language {
			return &p.wordings[i]
		}
	}
	p.wordings = append(p.wordings, register.Wording{Language: language})
	return &p.wordings[len(p.wordings)-1]
}

// title takes a title; the first of a language stands.
func (p *patent) title(language string, e element) {
	p.pictures(e)
	if w := p.wording(language); w.Title == "" {
		w.Title = p.line(e)
	} else {
		e.take()
		count(&p.d.rep.LeftOut, leftForms, 1)
	}
}

// abstract takes an abstract; the first of a language stands.
func (p *patent) abstract(language string, e element) {
	p.pictures(e)
	if w := p.wording(language); w.Abstract == "" {
		w.Abstract = p.line(e)
	} else {
		e.take()
		count(&p.d.rep.LeftOut, leftForms, 1)
	}
}

// line is the text of the element without white space of any script at its ends.
func (p *patent) line(e element) string {
	b := bytes.TrimSpace(passageText(e))
	if len(b) == 0 {
		return ""
	}
	return p.d.texts.add(b)
}

// passageText is the text of an element, in which a line may be broken within a word where the script has no blanks.
func passageText(e element) []byte {
	b := e.bytes()
	if e.n == 0 || e.t.nodes[e.n].first == 0 {
		return b
	}
	b = e.t.gatherBroken(nil, e.n)
	out := b[:0]
	for i := 0; i < len(b); i++ {
		if b[i] != lineBreak {
			out = append(out, b[i])
			continue
		}
		before, _ := utf8.DecodeLastRune(out)
		after, _ := utf8.DecodeRune(bytes.TrimLeft(b[i+1:], "\x01\r\n\t"))
		if !withoutBlanks(before) || !withoutBlanks(after) {
			out = append(out, ' ')
		}
	}
	return out
}

// lineBreak stands for a br until the text around it is known; XML has no such character.
const lineBreak = 1

func (t *tree) gatherBroken(to []byte, n int32) []byte {
	k := &t.nodes[n]
	to = append(to, t.text[k.from:k.to]...)
	for c := k.first; c != 0; c = t.nodes[c].next {
		switch name := t.nodes[c].name; {
		case name == "br", name == "Br":
			to = append(bytes.TrimRight(to, "\r\n\t"), lineBreak)
		case name == "" || flowing[name]:
			to = t.gatherBroken(to, c)
		default:
			to = parted(t.gatherBroken(parted(to), c))
		}
	}
	return to
}

// withoutBlanks reports whether the character is of a script that parts no words by blanks.
func withoutBlanks(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// pictures counts what of a text is a picture.
func (p *patent) pictures(e element) {
	var walk func(n int32)
	walk = func(n int32) {
		for c := e.t.nodes[n].first; c != 0; c = e.t.nodes[c].next {
			switch e.t.nodes[c].name {
			case "img", "Image", "EMI":
				count(&p.d.rep.LeftOut, leftPictures, 1)
			default:
				walk(c)
			}
		}
	}
	if e.ok() {
		walk(e.n)
	}
}

// claimTexts takes the claims, of which name is the element and text its text, unless they are too long together; then they
// are counted only. The number with which a text begins is left out where it is that of its place.
func (p *patent) claimTexts(set element, name string, text func(element) []byte) {
	var list [][]byte
	size := 0
	for c := range set.each(name) {
		p.pictures(c)
		b := bytes.TrimSpace(text(c))
		if cancelled(b) {
			count(&p.d.rep.LeftOut, leftCancelled, 1)
			continue
		}
		b = withoutNumber(b, len(list)+1)
		list = append(list, b)
		size += len(b)
	}
	p.claims = len(list)
	if size > maxClaimTexts {
		count(&p.d.rep.LeftOut, leftClaimTexts, len(list))
		return
	}
	texts := make([]string, len(list))
	for i, b := range list {
		if texts[i] = p.d.texts.add(b); texts[i] == "" { // a picture: the texts would not stand in their places
			return
		}
	}
	if len(texts) > 0 {
		p.d.rec.ClaimTexts = texts
	}
}

// cancelled reports whether a text says that claims of these numbers are no longer there: "1-20. (canceled)".
func cancelled(b []byte) bool {
	b = bytes.ToLower(bytes.TrimRight(b, " ."))
	return len(b) < 100 && (bytes.HasSuffix(b, []byte("(canceled)")) || bytes.HasSuffix(b, []byte("(cancelled)")))
}

// withoutNumber leaves out "1. ", "1.", "1、" and the like before a claim if it is the n-th.
func withoutNumber(b []byte, n int) []byte {
	i, value := 0, 0
	for i < len(b) && i < 5 && b[i] >= '0' && b[i] <= '9' {
		value = value*10 + int(b[i]-'0')
		i++
	}
	if i == 0 || value != n {
		return b
	}
	rest := bytes.TrimLeft(b[i:], " ")
	for _, mark := range []string{".", "．", "、", ")"} {
		if after, ok := bytes.CutPrefix(rest, []byte(mark)); ok && !startsDigit(string(after[:min(1, len(after))])) {
			return bytes.TrimSpace(after)
		}
	}
	return b
}

// word chooses the title and abstract that stand first: in the language of the document, else in English, else the first.
func (p *patent) word() string {
	r := p.d.rec
	main := p.language
	if len(p.wordings) > 0 && !slices.ContainsFunc(p.wordings, func(w register.Wording) bool { return w.Language == main && main != "" }) {
		main = p.wordings[0].Language
		if slices.ContainsFunc(p.wordings, func(w register.Wording) bool { return w.Language == "en" }) {
			main = "en"
		}
	}
	r.Language = main
	for _, w := range p.wordings {
		switch {
		case w.Language == main:
			r.Title, r.Abstract = w.Title, w.Abstract
		case w.Language != "" && w.Title+w.Abstract != "":
			r.Wordings = append(r.Wordings, w)
		}
	}
	slices.SortStableFunc(r.Wordings, func(a, b register.Wording) int { return strings.Compare(a.Language, b.Language) })
	return main
}
