package font

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// script is the writing system of a piece; 0 if its characters belong to every script.
type script = language.Script

var (
	tagFigures = opentype.MustNewTag("tnum")
	tagKern    = opentype.MustNewTag("kern")
)

// scriptOf gives the script of the first character that has one of its own.
func scriptOf(chars []rune) script {
	for _, r := range chars {
		if s := language.LookupScript(r); s != language.Common && s != language.Inherited && s != language.Unknown {
			return s
		}
	}
	return 0
}

// continues says whether a character belongs to the cluster of the one before: marks, joiners, variation selectors, and the
// vowels and final consonants of Hangul syllables that have no composed form.
func continues(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r >= 0x1160 && r <= 0x11FF, r >= 0xD7B0 && r <= 0xD7FF, r == 0x200C, r == 0x200D:
		return true
	}
	return unicode.Is(unicode.M, r)
}

// engine is the state of HarfBuzz for one goroutine at a time. A set keeps a few.
type engine struct {
	buffer  *harfbuzz.Buffer
	fonts   []*harfbuzz.Font // by Face.Index; nil until needed
	langs   map[language.Language]bool
	chars   []rune
	offsets []int
	pieces  []piece
	rules   []harfbuzz.Feature
	broken  bool
}

// maxLangs is how many languages an engine may have shaped before it is given up, because HarfBuzz keeps a plan for each.
const maxLangs = 64

func newEngine(faces int) *engine {
	return &engine{buffer: harfbuzz.NewBuffer(), fonts: make([]*harfbuzz.Font, faces), langs: map[language.Language]bool{}}
}

// fresh says whether the engine has not grown beyond what is worth keeping.
func (e *engine) fresh() bool { return !e.broken && len(e.langs) <= maxLangs && cap(e.chars) <= 1<<16 }

// shape gives the runs of a text in visual order.
func (e *engine) shape(text string, l *look, rtl bool) []Run {
	e.langs[l.lang] = true
	e.chars = append(e.chars[:0], []rune(text)...)
	e.offsets = offsets(text, e.offsets[:0])
	e.pieces = l.pieces(e.chars, e.pieces[:0])
	runs := make([]Run, len(e.pieces))
	for i, p := range e.pieces {
		at := i
		if rtl {
			at = len(runs) - 1 - i
		}
		runs[at] = e.run(text, p, l, rtl)
	}
	return runs
}

// run shapes one piece.
func (e *engine) run(text string, p piece, l *look, rtl bool) Run {
	b := e.buffer
	b.Clear()
	b.Props = harfbuzz.SegmentProperties{Language: l.lang, Script: p.script, Direction: harfbuzz.LeftToRight}
	if p.script == 0 {
		b.Props.Script = language.Latin
	}
	if rtl {
		b.Props.Direction = harfbuzz.RightToLeft
	}
	for i, c := range e.chars[p.start:p.end] {
		if c == 0x2010 || c == 0x2011 {
			e.chars[p.start+i] = p.face.hyphen(c)
		}
	}
	b.AddRunes(e.chars, p.start, p.end-p.start)
	if !e.try(p.face, e.features(p, l.query.Tabular)) {
		return e.plain(text, p, rtl)
	}

	r := Run{Face: p.face, RTL: rtl, Text: text[e.offsets[p.start]:e.offsets[p.end]], Glyphs: make([]Glyph, len(b.Info))}
	base, em := e.offsets[p.start], p.face.em
	for i, info := range b.Info {
		g := &r.Glyphs[i]
		pos := b.Pos[i]
		if int(info.Glyph) < p.face.glyphs {
			g.ID = uint16(info.Glyph)
		}
		g.Advance, g.X, g.Y = float32(pos.XAdvance)/em, float32(pos.XOffset)/em, float32(pos.YOffset)/em
		g.Start = e.offsets[info.Cluster] - base
		g.End = g.Start
		if i == 0 || b.Info[i-1].Cluster != info.Cluster {
			g.End = e.offsets[clusterEnd(b.Info, i, p.end, rtl)] - base
		}
	}
	r.place()
	if l.query.Tabular {
		p.face.even.put(r.Glyphs, em)
	}
	for _, g := range r.Glyphs {
		r.Width += g.Advance
	}
	return r
}

// try shapes the buffer. It says false if HarfBuzz gave up, which only a damaged face may bring about; the engine is then not
// used again.
func (e *engine) try(f *Face, rules []harfbuzz.Feature) (ok bool) {
	defer func() {
		if recover() != nil {
			e.broken, ok = true, false
		}
	}()
	f.shaping.shape(e.buffer, e.font(f), rules)
	return true
}

// plain sets one glyph for each character, as the face's table of characters has it, without shaping.
func (e *engine) plain(text string, p piece, rtl bool) Run {
	base := e.offsets[p.start]
	r := Run{Face: p.face, RTL: rtl, Text: text[base:e.offsets[p.end]]}
	for i := p.start; i < p.end; i++ {
		id, _ := p.face.glyph(e.chars[i])
		g := Glyph{ID: id, Start: e.offsets[i] - base, End: e.offsets[i+1] - base, Advance: p.face.Advance(id) / 1000}
		r.Glyphs = append(r.Glyphs, g)
		r.Width += g.Advance
	}
	if rtl {
		slices.Reverse(r.Glyphs)
	}
	return r
}

// clusterEnd gives the place of the character after the cluster that begins at a glyph: where the next cluster of the text
// begins. That is the cluster of a glyph to the right; of a glyph to the left if the text runs from right to left.
func clusterEnd(info []harfbuzz.GlyphInfo, i, end int, rtl bool) int {
	own := info[i].Cluster
	if rtl {
		if i > 0 {
			return info[i-1].Cluster
		}
		return end
	}
	for _, g := range info[i+1:] {
		if g.Cluster != own {
			return g.Cluster
		}
	}
	return end
}

// font gives HarfBuzz's view of a face.
func (e *engine) font(f *Face) *harfbuzz.Font {
	if e.fonts[f.index] == nil {
		e.fonts[f.index] = f.shaping.open()
	}
	return e.fonts[f.index]
}

// maxRules is how many numbers of one piece are kept from kerning by themselves; beyond it, what lies between is too.
// HarfBuzz keeps a plan for each count.
const maxRules = 4

// features gives what is asked of the face beyond its defaults. Tabular text has no kerning between figures and the signs
// among them, so that the figures of one column stand below each other.
func (e *engine) features(p piece, tabular bool) []harfbuzz.Feature {
	e.rules = e.rules[:0]
	if !tabular {
		return nil
	}
	if p.face.figures {
		e.rules = append(e.rules, harfbuzz.Feature{Tag: tagFigures, Value: 1, Start: harfbuzz.FeatureGlobalStart, End: harfbuzz.FeatureGlobalEnd})
	}
	for i := p.start; i < p.end; {
		start, digits := i, false
		for ; i < p.end && figure(e.chars[i]); i++ {
			digits = digits || digit(e.chars[i])
		}
		if last := len(e.rules) - 1; digits && last == maxRules {
			e.rules[last].End = i
		} else if digits {
			e.rules = append(e.rules, harfbuzz.Feature{Tag: tagKern, Value: 0, Start: start, End: i})
		}
		if i == start {
			i++
		}
	}
	return e.rules
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// figure says whether a character is a digit or a sign that stands between digits.
func figure(r rune) bool {
	switch r {
	case '.', ',', '/', '-', ':', '+', '%', '\u00A0', '\u202F', '\u2013', '\u2212':
		return true
	}
	return digit(r)
}
