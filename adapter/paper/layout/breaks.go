package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/style"
)

// line is what stands on one line of a paragraph.
type line struct {
	from, to place // the text from the first to just behind the last character that is shown
	natural  float64
	stretch  float64
	shrink   float64
	hyphen   bool // a hyphen is shown at the end
	last     bool // the paragraph, or a part of it up to a forced break, ends here
	first    bool
}

// place is a byte of the text, and the piece that it is in.
type place struct{ piece, at int }

// breakpoint is a place where a line may end, with the sums of widths before it and before the line that follows.
type breakpoint struct {
	to, next        place
	end, start      sum
	hyphen, forced  bool
	penalty         float64
	demerits        float64
	previous, lines int
}

type sum struct{ width, stretch, shrink float64 }

const (
	hyphenPenalty    = 60    // of a hyphen, on the scale on which a line that stretches its spaces fully has 100
	worst            = 1e5   // of how bad a line can be, so that even such lines are compared
	emergencyPenalty = 10000 // of breaking a word that is longer than a line
	doubleHyphen     = 3000  // demerits of two lines in succession that end in a hyphen
	runtDemerits     = 15000 // of a last line with a short word alone
)

// breakpoints lists the places where lines of a width may end. The first stands for the start of the paragraph.
func (b *builder) breakpoints(p *paragraph, width float64) []breakpoint {
	out := make([]breakpoint, 1, len(p.pieces)/2+2)
	out[0].previous = -1
	out[0].next = place{0, 0}
	skip := 0 // blanks at the start of a line are passed over
	for skip < len(p.pieces) && p.pieces[skip].kind == blank {
		skip++
	}
	var at sum    // before the present piece
	var shown sum // up to the end of the last piece that is no blank, without what it stretches by itself
	shownTo := place{0, 0}
	if skip < len(p.pieces) {
		out[0].next = place{skip, p.pieces[skip].start}
		shownTo = out[0].next
	}
	hyphen := -1.0
	for i := skip; i < len(p.pieces); i++ {
		pc := &p.pieces[i]
		for _, c := range b.inside(p, pc, width) {
			if hyphen < 0 {
				hyphen = b.hyphenWidth(pc.span)
			}
			bp := breakpoint{to: place{i, c.at}, next: place{i, c.at}, hyphen: c.hyphen, penalty: c.penalty}
			bp.end, bp.start = at, at
			bp.end.width += c.width
			bp.start.width += c.width
			if c.hyphen {
				bp.end.width += hyphen
			}
			out = append(out, bp)
		}
		if pc.kind != blank {
			shown = at
			shown.width += pc.width
			shownTo = place{i, pc.end}
		}
		at.width += pc.width
		at.stretch += pc.stretch
		at.shrink += pc.shrink
		if pc.after == never {
			continue
		}
		bp := breakpoint{to: shownTo, next: place{i + 1, pc.end}, end: shown, start: at, forced: pc.after == must}
		out = append(out, bp)
	}
	return out
}

// insideCut is a place inside a word at which it may be broken.
type insideCut struct {
	cut
	hyphen  bool
	penalty float64
}

// inside gives the places inside a piece: hyphens, and every cluster if it is longer than a line.
func (b *builder) inside(p *paragraph, pc *piece, width float64) []insideCut {
	if pc.width <= width && len(pc.hyphens) == 0 || pc.kind != word && pc.kind != fixed {
		return nil
	}
	var out []insideCut
	for _, c := range pc.hyphens {
		out = append(out, insideCut{c, true, hyphenPenalty})
	}
	if pc.width <= width {
		return out
	}
	k := 0
	var all []insideCut
	for _, c := range clusters(pc) {
		if k < len(out) && out[k].at == c.at {
			all = append(all, out[k])
			k++
		} else if c.at < pc.end {
			all = append(all, insideCut{c, false, emergencyPenalty})
		}
	}
	return all
}

func (b *builder) hyphenWidth(s *span) float64 {
	return runsWidth(b.shaper.Shape("-", s.query, false), s)
}

// lines breaks a paragraph into lines of a width, so that the paragraph as a whole is as even as can be (Knuth and Plass 1981).
func (b *builder) lines(p *paragraph, width float64) []line {
	if len(p.pieces) == 0 {
		return nil
	}
	bps := b.breakpoints(p, width)
	indent := p.indent(width)
	if p.st.Balance {
		width = balanced(bps, width, indent)
	}
	justify := p.st.Align == style.Justify
	size := b.size(p.st.FontSize)
	active := []int{0}
	for j := 1; j < len(bps); j++ {
		bp := &bps[j]
		best, from, lines := math.Inf(1), -1, 0
		spare := math.Inf(1) // the least overfull, if nothing fits
		spareFrom := -1
		keep := active[:0]
		for _, a := range active {
			l := between(&bps[a], bp, indent)
			over := l.natural - width
			if over > 0.01 && (!justify || over > l.shrink) {
				if over < spare {
					spare, spareFrom = over, a
				}
				continue
			}
			keep = append(keep, a)
			d := bps[a].demerits + demerits(&bps[a], bp, l, width, size, justify, p.st.Balance)
			if d < best {
				best, from, lines = d, a, bps[a].lines+1
			}
		}
		if from < 0 && len(keep) == 0 {
			best, from, lines = bps[spareFrom].demerits+1e8, spareFrom, bps[spareFrom].lines+1
		}
		active = keep
		bp.demerits, bp.previous, bp.lines = best, from, lines
		if bp.forced {
			active = append(active[:0], j)
		} else {
			active = append(active, j)
		}
	}
	n := bps[len(bps)-1].lines
	out := make([]line, n)
	for j := len(bps) - 1; j > 0; j = bps[j].previous {
		n--
		out[n] = between(&bps[bps[j].previous], &bps[j], indent)
		out[n].first = n == 0
	}
	return out
}

// between is the line from one breakpoint to another.
func between(a, z *breakpoint, indent float64) line {
	l := line{from: a.next, to: z.to, hyphen: z.hyphen, last: z.forced,
		natural: z.end.width - a.start.width, stretch: z.end.stretch - a.start.stretch, shrink: z.end.shrink - a.start.shrink}
	if l.to.at < l.from.at { // nothing on it
		l.to, l.natural, l.stretch, l.shrink = l.from, 0, 0, 0
	}
	if a.previous < 0 {
		l.natural += indent
	}
	return l
}

// demerits says how far a line is from what it should be.
func demerits(a, z *breakpoint, l line, width, size float64, justify, balance bool) float64 {
	short := width - l.natural
	bad := 0.0
	switch {
	case z.forced && !balance:
		if short > 0 && l.natural < 2.5*size && a.previous >= 0 && !a.forced {
			return runtDemerits
		}
	case justify && short < 0:
		if r := -short / l.shrink; r < 1 { // what is too long by rounding alone is not bad
			bad = 100 * r * r * r
		}
	case justify:
		r := short / (l.stretch + 0.05*size)
		bad = math.Min(100*r*r*r, worst)
	default:
		r := short / (5 * size)
		bad = math.Min(100*r*r, worst)
	}
	d := 10 + bad + z.penalty
	d *= d
	if a.hyphen && z.hyphen {
		d += doubleHyphen
	}
	return d
}

// balanced is the least width at which a paragraph still has as many lines as at the full width.
func balanced(bps []breakpoint, width, indent float64) float64 {
	n := lineCount(bps, width, indent)
	low, high := 0.0, width
	for range 16 {
		mid := (low + high) / 2
		if lineCount(bps, mid, indent) <= n {
			high = mid
		} else {
			low = mid
		}
	}
	return math.Min(width, high+0.02)
}

// lineCount is the number of lines when each takes what fits; a very large number if something does not fit.
func lineCount(bps []breakpoint, width, indent float64) int {
	n, a := 0, 0
	fits := -1
	for j := 1; j < len(bps); j++ {
		if bps[j].hyphen {
			continue
		}
		for between(&bps[a], &bps[j], indent).natural > width {
			if fits < 0 {
				return math.MaxInt
			}
			n++
			a, fits = fits, -1
		}
		fits = j
		if bps[j].forced {
			n++
			a, fits = j, -1
		}
	}
	return n
}
