package layout

import (
	"sort"
	"unicode/utf8"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/hyphen"
	"github.com/muniment/muniment/adapter/paper/style"
)

// piece is a part of a paragraph that is shaped as one: a word or a part of it, a space, an object.
type piece struct {
	start, end int // bytes of the paragraph's text
	kind       kind
	level      uint8 // of the bidirectional algorithm
	span       *span
	runs       []font.Run
	width      float64
	after      after
	hyphens    []cut   // places inside at which a hyphen may break it
	stretch    float64 // what may be added after it in a justified line
	shrink     float64
}

type kind uint8

const (
	word   kind = iota
	blank       // a space: nothing at the start and end of a line
	fixed       // a no-break space, or a space that is kept
	solid       // an object
	hidden      // a character that is not shown
)

// after says whether a line may end after a piece.
type after uint8

const (
	never after = iota
	may
	must
)

// cut is a place inside a piece.
type cut struct {
	at    int     // byte of the paragraph's text
	width float64 // of what is before it
}

// How far a space of a justified line gives: calm lines come before full ones.
const (
	spaceStretch = 0.5
	spaceShrink  = 0.2
	ideoStretch  = 0.08 // of the size, between two ideographs
)

// cut cuts a paragraph into shaped pieces.
func (b *builder) cut(p *paragraph) {
	if p.text == "" {
		return
	}
	runes := []rune(p.text)
	levels := b.levels(runes, p.rtl)
	p.mixed = levels != nil
	breaks := b.opportunities(p, runes)
	at, si := 0, 0
	for i := 0; i < len(runes); {
		for p.spans[si].end <= at {
			si++
		}
		sp := p.spans[si].span
		pc := piece{start: at, span: sp, kind: kindOf(runes[i], sp)}
		if levels != nil {
			pc.level = levels[i]
		}
		for {
			at += utf8.RuneLen(runes[i])
			i++
			if i == len(runes) || breaks[i] != never || at >= p.spans[si].end || pc.kind == solid || pc.kind == hidden ||
				kindOf(runes[i], sp) != pc.kind || levels != nil && levels[i] != pc.level {
				break
			}
		}
		pc.end = at
		pc.after = must
		if i < len(runes) {
			pc.after = breaks[i]
		}
		b.shape(p, &pc)
		if pc.kind == word && pc.after == may && i < len(runes) && ideographic(runes[i-1]) && ideographic(runes[i]) {
			pc.stretch = ideoStretch * sp.size
		}
		p.pieces = append(p.pieces, pc)
	}
}

func kindOf(r rune, s *span) kind {
	switch r {
	case ' ':
		if s.st.WhiteSpace == style.Pre {
			return fixed
		}
		return blank
	case '\u00A0', '\u202F':
		return fixed
	case objectChar:
		return solid
	case breakChar, '\u200B', '\u2060', '\uFEFF', '\u200E', '\u200F', '\u061C',
		'\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069':
		return hidden
	}
	return word
}

// opportunities gives, for every character, whether a line may or must end before it (UAX 14).
func (b *builder) opportunities(p *paragraph, runes []rune) []after {
	out := make([]after, len(runes)+1)
	b.segmenter.Init(runes)
	for it := b.segmenter.LineIterator(); it.Next(); {
		l := it.Line()
		end := l.Offset + len(l.Text)
		if end < len(runes) {
			out[end] = may
		}
	}
	at, si := 0, 0
	for i, r := range runes {
		for p.spans[si].end <= at {
			si++
		}
		ws := p.spans[si].span.st.WhiteSpace
		if out[i] == may && ws != style.Normal {
			before := si
			if before > 0 && p.spans[before-1].end == at {
				before--
			}
			if p.spans[before].span.st.WhiteSpace != style.Normal {
				out[i] = never
			}
		}
		if i > 0 && runes[i-1] == breakChar {
			out[i] = must
		}
		if p.spans[si].span.note != nil && i > 0 && runes[i-1] != ' ' {
			out[i] = never // the number of a note stays with its word
		}
		at += utf8.RuneLen(r)
	}
	return out
}

// shape shapes a piece and measures it.
func (b *builder) shape(p *paragraph, pc *piece) {
	s := pc.span
	switch pc.kind {
	case hidden:
		return
	case solid:
		pc.width = s.object.width
		return
	}
	text := p.text[pc.start:pc.end]
	pc.runs = b.shaped(text, s, pc.level%2 == 1, p.line)
	pc.width = runsWidth(pc.runs, s)
	switch pc.kind {
	case blank, fixed:
		if s.st.WhiteSpace != style.Pre {
			pc.stretch, pc.shrink = spaceStretch*pc.width, spaceShrink*pc.width
		}
	case word:
		pc.hyphens = b.hyphens(p, pc, text)
	}
}

// shaped shapes text and notes the characters that no face has.
func (b *builder) shaped(text string, s *span, rtl bool, line int) []font.Run {
	runs := b.shaper.Shape(text, s.query, rtl)
	for _, r := range runs {
		for _, m := range r.Missing() {
			b.report.missing(m)
		}
	}
	return runs
}

// runsWidth is the width of runs at the size of a span, letter-spacing included.
func runsWidth(runs []font.Run, s *span) float64 {
	w := 0.0
	for i := range runs {
		w += float64(runs[i].Width) * s.size
	}
	if s.st.Spacing != 0 {
		w += s.st.Spacing * float64(count(runs))
	}
	return w
}

// count is the number of clusters.
func count(runs []font.Run) int {
	n := 0
	for i := range runs {
		for j := range runs[i].Glyphs {
			if g := &runs[i].Glyphs[j]; g.Start != g.End {
				n++
			}
		}
	}
	return n
}

// hyphens gives the places of a word at which it may be hyphenated.
func (b *builder) hyphens(p *paragraph, pc *piece, text string) []cut {
	st := pc.span.st
	if st.Hyphens == style.NoHyphens {
		return nil
	}
	var at []int
	for i := sort.SearchInts(p.shy, pc.start+1); i < len(p.shy) && p.shy[i] < pc.end; i++ {
		at = append(at, p.shy[i])
	}
	if len(at) == 0 && st.Hyphens == style.AutoHyphens && len(text) > 4 {
		lead := 0
		for lead < len(text) && !letter(text[lead]) {
			lead++
		}
		tail := len(text)
		for tail > lead && !letter(text[tail-1]) {
			tail--
		}
		for _, o := range hyphen.Points(text[lead:tail], pc.span.query.Lang) {
			at = append(at, pc.start+lead+o)
		}
	}
	if len(at) == 0 {
		return nil
	}
	var cuts []cut
	clusters := clusters(pc)
	k, w := 0, 0.0
	for _, o := range at {
		for k < len(clusters) && clusters[k].at <= o {
			w = clusters[k].width
			k++
		}
		if k > 0 && clusters[k-1].at == o && (len(cuts) == 0 || cuts[len(cuts)-1].at != o) {
			cuts = append(cuts, cut{o, w})
		}
	}
	return cuts
}

func letter(c byte) bool { return c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// clusters gives the ends of the clusters of a piece in logical order, each with the width up to it.
func clusters(pc *piece) []cut {
	var out []cut
	at, w := pc.start, 0.0
	n := len(pc.runs)
	for i := range n {
		r := &pc.runs[i]
		if pc.level%2 == 1 {
			r = &pc.runs[n-1-i]
		}
		first := len(out)
		for j := range r.Glyphs {
			g := &r.Glyphs[j]
			if g.Start != g.End {
				out = append(out, cut{at + g.End, float64(g.Advance) * pc.span.size})
			} else if k := len(out); k > first {
				out[k-1].width += float64(g.Advance) * pc.span.size
			}
		}
		part := out[first:]
		sort.SliceStable(part, func(a, b int) bool { return part[a].at < part[b].at })
		at += len(r.Text)
	}
	for i := range out {
		w += out[i].width + pc.span.st.Spacing
		out[i].width = w
	}
	return out
}
