package layout

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// levels gives the embedding level of every character of a paragraph (UAX 9), nil if everything runs from left to right.
func (b *builder) levels(text []rune, rtl bool) []uint8 {
	if !rtl && plain(text) {
		return nil
	}
	return resolve(text, rtl)
}

// plain says whether nothing in the text runs from right to left or changes the direction.
func plain(text []rune) bool {
	for _, r := range text {
		if r < 0x590 || r >= 0x2070 && r < 0xD800 { // nothing below Hebrew; between the controls and the surrogates only letters from left to right
			continue
		}
		switch classOf(r) {
		case bidi.R, bidi.AL, bidi.AN, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.LRI, bidi.RLI, bidi.FSI:
			return false
		}
	}
	return true
}

func classOf(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// resolve is the bidirectional algorithm for one paragraph, rules X1 to I2.
func resolve(text []rune, rtl bool) []uint8 {
	r := &resolver{text: text, class: make([]bidi.Class, len(text)), orig: make([]bidi.Class, len(text)), level: make([]uint8, len(text))}
	for i, c := range text {
		r.orig[i] = classOf(c)
		if c == breakChar {
			r.orig[i] = bidi.WS
		}
	}
	copy(r.class, r.orig)
	if rtl {
		r.base = 1
	}
	r.match()
	r.explicit()
	for _, seq := range r.sequences() {
		r.weak(seq)
		r.brackets(seq)
		r.neutral(seq)
		r.implicit(seq)
	}
	r.spaces()
	return r.level
}

type resolver struct {
	text        []rune
	orig, class []bidi.Class
	level       []uint8
	base        uint8
	pdi         []int // for an isolate's beginning the place of its end, len(text) if it has none; -1 for others
	open        []int // for an isolate's end the place of its beginning; -1 for others
}

const maxDepth = 125

func isolating(c bidi.Class) bool { return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI }

// removed says whether rule X9 leaves the character out.
func removed(c bidi.Class) bool {
	switch c {
	case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.BN:
		return true
	}
	return false
}

// match pairs the beginnings and ends of isolates (BD9).
func (r *resolver) match() {
	n := len(r.text)
	r.pdi, r.open = make([]int, n), make([]int, n)
	var stack []int
	for i := range n {
		r.pdi[i], r.open[i] = -1, -1
		switch c := r.orig[i]; {
		case isolating(c):
			r.pdi[i] = n
			stack = append(stack, i)
		case c == bidi.PDI && len(stack) > 0:
			from := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			r.pdi[from], r.open[i] = i, from
		}
	}
}

// first is the level of the first strong character of text[from:to], isolates passed over (P2, P3).
func (r *resolver) first(from, to int) uint8 {
	for i := from; i < to; i++ {
		switch c := r.orig[i]; {
		case c == bidi.L:
			return 0
		case c == bidi.R || c == bidi.AL:
			return 1
		case isolating(c):
			i = min(r.pdi[i], to)
		}
	}
	return 0
}

// explicit gives levels by embeddings, overrides and isolates (X1 to X8).
func (r *resolver) explicit() {
	type state struct {
		level    uint8
		override bidi.Class // ON if there is none
		isolate  bool
	}
	stack := []state{{r.base, bidi.ON, false}}
	overIsolate, overEmbed, valid := 0, 0, 0
	for i := range r.text {
		top := stack[len(stack)-1]
		c := r.orig[i]
		switch {
		case c == bidi.RLE || c == bidi.LRE || c == bidi.RLO || c == bidi.LRO:
			r.level[i] = top.level
			right := c == bidi.RLE || c == bidi.RLO
			next := above(top.level, right)
			if next > maxDepth || overIsolate > 0 || overEmbed > 0 {
				if overIsolate == 0 {
					overEmbed++
				}
				continue
			}
			over := bidi.Class(bidi.ON)
			if c == bidi.RLO {
				over = bidi.R
			} else if c == bidi.LRO {
				over = bidi.L
			}
			stack = append(stack, state{next, over, false})
		case isolating(c):
			r.level[i] = top.level
			if top.override != bidi.ON {
				r.class[i] = top.override
			}
			right := c == bidi.RLI || c == bidi.FSI && r.first(i+1, r.pdi[i]) == 1
			next := above(top.level, right)
			if next > maxDepth || overIsolate > 0 || overEmbed > 0 {
				overIsolate++
				continue
			}
			valid++
			stack = append(stack, state{next, bidi.ON, true})
		case c == bidi.PDI:
			if overIsolate > 0 {
				overIsolate--
			} else if valid > 0 {
				overEmbed = 0
				for !stack[len(stack)-1].isolate {
					stack = stack[:len(stack)-1]
				}
				stack = stack[:len(stack)-1]
				valid--
			}
			top = stack[len(stack)-1]
			r.level[i] = top.level
			if top.override != bidi.ON {
				r.class[i] = top.override
			}
		case c == bidi.PDF:
			r.level[i] = top.level
			if overIsolate > 0 {
			} else if overEmbed > 0 {
				overEmbed--
			} else if !top.isolate && len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case c == bidi.B:
			r.level[i] = r.base
		default:
			r.level[i] = top.level
			if top.override != bidi.ON && c != bidi.BN {
				r.class[i] = top.override
			}
		}
	}
}

// above is the next level above one that is odd, or even.
func above(level uint8, odd bool) uint8 {
	if odd {
		return (level + 1) | 1
	}
	return (level + 2) &^ 1
}

// sequence is an isolating run sequence (BD13): the places of its characters, without those that X9 leaves out.
type sequence struct {
	at       []int
	level    uint8
	sos, eos bidi.Class
}

func (r *resolver) sequences() []sequence {
	type run struct{ at []int }
	var runs []run
	of := make([]int, len(r.text))
	for i := range r.text {
		if removed(r.orig[i]) {
			continue
		}
		k := len(runs)
		if k == 0 || r.level[runs[k-1].at[0]] != r.level[i] {
			runs = append(runs, run{})
			k++
		}
		of[i] = k - 1
		runs[k-1].at = append(runs[k-1].at, i)
	}
	var out []sequence
	for _, ru := range runs {
		if o := r.open[ru.at[0]]; o >= 0 { // continues where its isolate began
			continue
		}
		s := sequence{level: r.level[ru.at[0]]}
		for {
			s.at = append(s.at, ru.at...)
			last := s.at[len(s.at)-1]
			if !isolating(r.orig[last]) || r.pdi[last] >= len(r.text) {
				break
			}
			ru = runs[of[r.pdi[last]]]
		}
		first, last := s.at[0], s.at[len(s.at)-1]
		before, behind := r.base, r.base
		for i := first - 1; i >= 0; i-- {
			if !removed(r.orig[i]) {
				before = r.level[i]
				break
			}
		}
		if !isolating(r.orig[last]) {
			for i := last + 1; i < len(r.text); i++ {
				if !removed(r.orig[i]) {
					behind = r.level[i]
					break
				}
			}
		}
		s.sos, s.eos = sideOf(max(before, s.level)), sideOf(max(behind, s.level))
		out = append(out, s)
	}
	return out
}

func sideOf(level uint8) bidi.Class {
	if level%2 == 1 {
		return bidi.R
	}
	return bidi.L
}

// weak resolves weak types (W1 to W7).
func (r *resolver) weak(s sequence) {
	c := r.class
	prev := s.sos
	for _, i := range s.at { // W1
		if c[i] == bidi.NSM {
			c[i] = prev
			if isolating(prev) || prev == bidi.PDI {
				c[i] = bidi.ON
			}
		}
		prev = c[i]
	}
	strong := s.sos
	for _, i := range s.at { // W2, W3
		switch c[i] {
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.AL:
			strong = bidi.AL
			c[i] = bidi.R
		case bidi.EN:
			if strong == bidi.AL {
				c[i] = bidi.AN
			}
		}
	}
	n := len(s.at)
	for k := 1; k+1 < n; k++ { // W4
		before, i, behind := c[s.at[k-1]], s.at[k], c[s.at[k+1]]
		if before == behind && (c[i] == bidi.CS && (before == bidi.EN || before == bidi.AN) || c[i] == bidi.ES && before == bidi.EN) {
			c[i] = before
		}
	}
	for k := 0; k < n; k++ { // W5
		if c[s.at[k]] != bidi.ET {
			continue
		}
		end := k
		for end < n && c[s.at[end]] == bidi.ET {
			end++
		}
		if k > 0 && c[s.at[k-1]] == bidi.EN || end < n && c[s.at[end]] == bidi.EN {
			for j := k; j < end; j++ {
				c[s.at[j]] = bidi.EN
			}
		}
		k = end - 1
	}
	strong = s.sos
	for _, i := range s.at { // W6, W7
		switch c[i] {
		case bidi.ES, bidi.ET, bidi.CS:
			c[i] = bidi.ON
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
	}
}

// brackets resolves pairs of brackets (N0).
func (r *resolver) brackets(s sequence) {
	type opening struct {
		closing rune
		at      int
	}
	var stack []opening
	var pairs [][2]int
	for k, i := range s.at {
		p, _ := bidi.LookupRune(r.text[i])
		if r.class[i] != bidi.ON || !p.IsBracket() {
			continue
		}
		if p.IsOpeningBracket() {
			if len(stack) == 63 {
				break
			}
			stack = append(stack, opening{canonical(mirror(r.text[i])), k})
			continue
		}
		for j := len(stack) - 1; j >= 0; j-- {
			if stack[j].closing == canonical(r.text[i]) {
				pairs = append(pairs, [2]int{stack[j].at, k})
				stack = stack[:j]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	own := sideOf(s.level)
	for _, p := range pairs {
		found := bidi.Class(bidi.ON)
		for k := p[0] + 1; k < p[1]; k++ {
			if c := r.strong(s.at[k]); c == own {
				found = own
				break
			} else if c != bidi.ON {
				found = c
			}
		}
		if found == bidi.ON {
			continue
		}
		if found != own {
			before := s.sos
			for k := p[0] - 1; k >= 0; k-- {
				if c := r.strong(s.at[k]); c != bidi.ON {
					before = c
					break
				}
			}
			if before != found {
				found = own
			}
		}
		for _, k := range p {
			r.class[s.at[k]] = found
			for j := k + 1; j < len(s.at) && r.orig[s.at[j]] == bidi.NSM; j++ {
				r.class[s.at[j]] = found
			}
		}
	}
}

// strong is the direction that a character gives to brackets and neutrals: L, R, or ON for none.
func (r *resolver) strong(i int) bidi.Class {
	switch r.class[i] {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

// neutral resolves neutrals (N1, N2).
func (r *resolver) neutral(s sequence) {
	before := s.sos
	for k := 0; k < len(s.at); k++ {
		if c := r.strong(s.at[k]); c != bidi.ON {
			before = c
			continue
		}
		end := k
		for end < len(s.at) && r.strong(s.at[end]) == bidi.ON {
			end++
		}
		behind := s.eos
		if end < len(s.at) {
			behind = r.strong(s.at[end])
		}
		to := sideOf(s.level)
		if before == behind {
			to = before
		}
		for ; k < end; k++ {
			r.class[s.at[k]] = to
		}
		k--
	}
}

// implicit gives the last levels (I1, I2).
func (r *resolver) implicit(s sequence) {
	for _, i := range s.at {
		switch c := r.class[i]; {
		case s.level%2 == 0 && c == bidi.R, s.level%2 == 1 && c != bidi.R:
			r.level[i] = s.level + 1
		case s.level%2 == 0 && c != bidi.L:
			r.level[i] = s.level + 2
		}
	}
}

// spaces gives what X9 left out the level of what is before it, and forced breaks and the end of the paragraph, with the spaces
// before them, that of the paragraph (L1).
func (r *resolver) spaces() {
	for i := range r.text {
		if removed(r.orig[i]) {
			r.level[i] = r.base
			if i > 0 {
				r.level[i] = r.level[i-1]
			}
		}
	}
	end := true
	for i := len(r.text) - 1; i >= 0; i-- {
		c := r.orig[i]
		end = r.text[i] == breakChar || c == bidi.S || c == bidi.B || end && (c == bidi.WS || isolating(c) || c == bidi.PDI || removed(c))
		if end {
			r.level[i] = r.base
		}
	}
}

// mirror is the other bracket of a pair.
func mirror(r rune) rune {
	s := bidi.ReverseString(string(r))
	for _, m := range s {
		return m
	}
	return r
}

// canonical makes one of the two angle brackets that are canonically equal.
func canonical(r rune) rune {
	switch r {
	case '\u2329':
		return '\u3008'
	case '\u232A':
		return '\u3009'
	}
	return r
}

// order gives the order of levels from left to right (L2): the places of the logical order.
func order(levels []uint8) []int {
	out := make([]int, len(levels))
	low, high := uint8(255), uint8(0)
	for i, l := range levels {
		out[i] = i
		high = max(high, l)
		if l%2 == 1 {
			low = min(low, l)
		}
	}
	for l := high; l >= low && l > 0; l-- {
		for i := 0; i < len(out); i++ {
			if levels[out[i]] < l {
				continue
			}
			j := i
			for j < len(out) && levels[out[j]] >= l {
				j++
			}
			slices.Reverse(out[i:j])
			i = j
		}
	}
	return out
}
