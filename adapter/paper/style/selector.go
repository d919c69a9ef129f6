package style

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// maxCompounds is how many elements a selector may name in a row.
const maxCompounds = 16

// selector is a row of compounds, from the element itself outwards.
type selector struct {
	parts []compound
	spec  uint32 // specificity: ids, then classes and pseudo-classes, then types, eight bits each
}

// compound is what is asked of one element.
type compound struct {
	tag, id     string
	classes     []string
	lang        string // :lang
	first, last bool   // :first-child, :last-child
	child       bool   // it is the child of the next part, not any descendant
}

// selectors reads a list of selectors; ok is false if one of them is outside the subset.
func selectors(list []token) (all []selector, ok bool) {
	start := 0
	for i := 0; i <= len(list); i++ {
		if i == len(list) || list[i].kind == css.CommaToken {
			sel, ok := oneSelector(list[start:i])
			if !ok {
				return nil, false
			}
			all = append(all, sel)
			start = i + 1
		}
	}
	return all, true
}

// oneSelector reads a selector from left to right and turns it round.
func oneSelector(list []token) (selector, bool) {
	var row []compound
	var now compound
	var spec [3]uint32
	filled, child := false, false
	end := func() bool {
		if filled {
			now.child = child // for the time being: joined to the one before it
			row = append(row, now)
			now, filled, child = compound{}, false, false
		}
		return len(row) <= maxCompounds
	}
	for i := 0; i < len(list); i++ {
		t := list[i]
		switch {
		case t.kind == css.WhitespaceToken:
			if !end() {
				return selector{}, false
			}
			continue
		case t.is(css.DelimToken, ">"):
			if !end() || child || len(row) == 0 {
				return selector{}, false
			}
			child = true
			continue
		case t.kind == css.IdentToken && !filled:
			now.tag = strings.ToLower(t.text)
			spec[2]++
		case t.kind == css.HashToken && now.id == "":
			now.id = t.text[1:]
			spec[0]++
		case t.is(css.DelimToken, ".") && i+1 < len(list) && list[i+1].kind == css.IdentToken:
			i++
			now.classes = append(now.classes, list[i].text)
			spec[1]++
		case t.kind == css.ColonToken && i+1 < len(list):
			i++
			switch t := list[i]; {
			case t.is(css.IdentToken, "first-child"):
				now.first = true
			case t.is(css.IdentToken, "last-child"):
				now.last = true
			case t.is(css.FunctionToken, "lang(") && i+2 < len(list) && now.lang == "" && list[i+2].kind == css.RightParenthesisToken:
				now.lang = strings.ToLower(unquoted(list[i+1].text))
				if !wellFormed(now.lang) {
					return selector{}, false
				}
				i += 2
			default:
				return selector{}, false
			}
			spec[1]++
		default:
			return selector{}, false
		}
		filled = true
	}
	if !end() || child || len(row) == 0 {
		return selector{}, false
	}
	sel := selector{spec: min(spec[0], 255)<<16 | min(spec[1], 255)<<8 | min(spec[2], 255)}
	for i := len(row) - 1; i >= 0; i-- {
		sel.parts = append(sel.parts, row[i])
	}
	return sel, true
}

// unquoted is the text of a string or of a word.
func unquoted(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// matches says whether the selector finds the element of c, whose last compound is known to be asked for its key only.
//
// The parts are taken in runs that are bound by ">". Each run is placed at the nearest elements where it fits: what is left
// of the selector then has the most ancestors to choose from, so that no other place needs to be tried.
func (s *selector) matches(c *context) bool {
	parts := s.parts
	run := bound(parts)
	if !fits(parts[:run], c) {
		return false
	}
	for at := up(c, run); run < len(parts); {
		parts = parts[run:]
		run = bound(parts)
		for at != nil && !fits(parts[:run], at) {
			at = at.parent
		}
		if at == nil {
			return false
		}
		at = up(at, run)
	}
	return true
}

// bound is how many parts at the beginning are bound by ">".
func bound(parts []compound) int {
	n := 1
	for n < len(parts) && parts[n-1].child {
		n++
	}
	return n
}

// up goes up by n elements.
func up(c *context, n int) *context {
	for ; n > 0 && c != nil; n-- {
		c = c.parent
	}
	return c
}

// fits says whether a run of parts fits an element and those right above it.
func fits(run []compound, c *context) bool {
	for i := range run {
		if c == nil || !run[i].fits(c) {
			return false
		}
		c = c.parent
	}
	return true
}

// fits says whether the element is as the compound asks.
func (p *compound) fits(c *context) bool {
	if p.tag != "" && p.tag != c.tag || p.id != "" && p.id != c.id || p.first && !c.first || p.last && !c.last {
		return false
	}
	if p.lang != "" {
		l := strings.ToLower(c.lang)
		if !strings.HasPrefix(l, p.lang) || len(l) > len(p.lang) && l[len(p.lang)] != '-' {
			return false
		}
	}
	for _, name := range p.classes {
		if !c.hasClass(name) {
			return false
		}
	}
	return true
}
