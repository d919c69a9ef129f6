package search

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/fault"
)

//go:embed rule/*.txt
var ruleFiles embed.FS

// Rules are the sets of rules by which marks are heard and seen: how spellings sound (general, english, vietnamese),
// which sounds are near, which letters look alike. They are data: an office may replace any of the files below rule/,
// whose own first lines tell their form. Rules do not change after they are made and are safe for concurrent use.
type Rules struct {
	general, english *spelling
	vietnamese       *syllables
	sound, look      *costs
	print            string
}

// RuleNames lists the files that make up the rules.
func RuleNames() []string { return []string{"general", "english", "vietnamese", "near", "look"} }

// DefaultRules are those that the program carries.
func DefaultRules() *Rules { return defaultRules() }

var defaultRules = sync.OnceValue(func() *Rules {
	r, err := NewRules(nil)
	if err != nil {
		panic(err) // the embedded files are held by a test
	}
	return r
})

// RuleText gives the text of a rule file that the program carries, to start an own one from. Errors: NotFound.
func RuleText(name string) (string, error) {
	data, err := ruleFiles.ReadFile("rule/" + name + ".txt")
	if err != nil {
		return "", fault.New(fault.NotFound, "there is no set of rules named %q", name)
	}
	return string(data), nil
}

// NewRules makes rules from the office's own texts by name; a name that is absent stands for the program's own text.
// Errors: NotFound for an unknown name, Invalid with the set and line of what cannot be read.
func NewRules(own map[string]string) (*Rules, error) {
	for name := range own {
		if !slices.Contains(RuleNames(), name) {
			return nil, fault.New(fault.NotFound, "there is no set of rules named %q", name)
		}
	}
	r := &Rules{}
	sum := sha256.New()
	for _, name := range RuleNames() {
		text, ok := own[name]
		if !ok {
			var err error
			if text, err = RuleText(name); err != nil {
				return nil, err
			}
		}
		sum.Write([]byte(name + "\x00" + text + "\x00"))
		var err error
		switch name {
		case "general":
			r.general, err = parseSpelling(name, text)
		case "english":
			r.english, err = parseSpelling(name, text)
		case "vietnamese":
			r.vietnamese, err = parseSyllables(name, text)
		case "near":
			r.sound, err = parseCosts(name, text)
		case "look":
			r.look, err = parseCosts(name, text)
		}
		if err != nil {
			return nil, err
		}
	}
	r.print = hex.EncodeToString(sum.Sum(nil)[:8])
	return r, nil
}

// Fingerprint tells one text of the rules from another; an index is only good for the rules it was made with.
func (r *Rules) Fingerprint() string { return r.print }

// spelling rewrites letters as sounds.
type spelling struct {
	at [36][]rewrite // by first letter; longest first, of equals the first in the file
}

type rewrite struct {
	from, to    string
	left, right letterSet
}

// letterSet is a set of letters and digits, and of the edge of the word.
type letterSet uint64

const (
	edge      letterSet = 1 << 36
	letters36           = edge - 1
	anything            = letters36 | edge
)

// place gives the number of a folded letter: 0 to 25 for a to z, 26 to 35 for digits.
func place(c byte) int {
	if c >= 'a' {
		return int(c - 'a')
	}
	return int(c-'0') + 26
}

func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// append adds the sounds of a folded word to dst. Doubled sounds count once, also where words meet.
func (s *spelling) append(dst []byte, word []byte) []byte {
next:
	for i := 0; i < len(word); {
		p := place(word[i])
		for k := range s.at[p] {
			r := &s.at[p][k]
			end := i + len(r.from)
			if end > len(word) || string(word[i:end]) != r.from {
				continue
			}
			left, right := edge, edge
			if i > 0 {
				left = 1 << place(word[i-1])
			}
			if end < len(word) {
				right = 1 << place(word[end])
			}
			if r.left&left == 0 || r.right&right == 0 {
				continue
			}
			for j := range len(r.to) {
				dst = appendOnce(dst, r.to[j])
			}
			i = end
			continue next
		}
		dst = appendOnce(dst, word[i])
		i++
	}
	return dst
}

func appendOnce(dst []byte, c byte) []byte {
	if n := len(dst); n > 0 && dst[n-1] == c && c > '9' {
		return dst
	}
	return append(dst, c)
}

// ruleLine is one rule as it stands in a file.
type ruleLine struct {
	context string
	from    []string
	to      string
	where   string
}

const maxRules = 5000

// ruleLines reads the lines CONTEXT: FROM → TO.
func ruleLines(set, text string) ([]ruleLine, error) {
	var rules []ruleLine
	n := 0
	for line := range strings.Lines(text) {
		n++
		where := set + ", line " + strconv.Itoa(n)
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		context, rest, ok := strings.Cut(line, ":")
		from, to, arrow := strings.Cut(rest, "→")
		if !ok || !arrow {
			return nil, fault.New(fault.Invalid, "a rule has the form CONTEXT: FROM → TO").At(where)
		}
		r := ruleLine{context: strings.TrimSpace(context), from: strings.Fields(from), to: strings.TrimSpace(to), where: where}
		if len(r.from) == 0 {
			return nil, fault.New(fault.Invalid, "the rule names no spelling").At(where)
		}
		for _, s := range append(r.from[:len(r.from):len(r.from)], r.to) {
			if !isFolded(s) || len(s) > 16 {
				return nil, fault.New(fault.Invalid, "%q is not up to 16 of the letters a to z and digits", s).At(where)
			}
		}
		if rules = append(rules, r); len(rules) > maxRules {
			return nil, fault.New(fault.Invalid, "a set has at most %d rules", maxRules).At(where)
		}
	}
	return rules, nil
}

func parseSpelling(set, text string) (*spelling, error) {
	lines, err := ruleLines(set, text)
	if err != nil {
		return nil, err
	}
	s := &spelling{}
	for _, l := range lines {
		left, right, ok := strings.Cut(l.context, "_")
		if !ok {
			return nil, fault.New(fault.Invalid, "the context %q has no _ for the spelling", l.context).At(l.where)
		}
		r := rewrite{to: l.to}
		if r.left, err = parseSet(left, "^"); err == nil {
			r.right, err = parseSet(right, "$")
		}
		if err != nil {
			return nil, err.(*fault.Fault).At(l.where)
		}
		for _, from := range l.from {
			r.from = from
			p := place(from[0])
			s.at[p] = append(s.at[p], r)
		}
	}
	for _, rules := range s.at {
		slices.SortStableFunc(rules, func(a, b rewrite) int { return cmp.Compare(len(b.from), len(a.from)) })
	}
	return s, nil
}

// parseSet reads what stands on one side of a spelling; mark is the sign of that side's edge.
func parseSet(s, mark string) (letterSet, error) {
	switch s {
	case "":
		return anything, nil
	case mark:
		return edge, nil
	}
	inner, ok := strings.CutPrefix(s, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !ok || !closed || inner == "" {
		return 0, fault.New(fault.Invalid, "%q is neither %s nor letters in [ ]", s, mark)
	}
	inner, but := strings.CutPrefix(inner, "^")
	var set letterSet
	if rest := strings.ReplaceAll(inner, mark, ""); rest != inner {
		set, inner = edge, rest
	}
	if !isFolded(inner) {
		return 0, fault.New(fault.Invalid, "%q holds something else than the letters a to z and digits", s)
	}
	for i := range len(inner) {
		set |= 1 << place(inner[i])
	}
	if but {
		set = letters36 &^ set
	}
	return set, nil
}

// costs says how near two letters or sounds are: 0 the same, 100 nothing in common.
type costs [36][36]uint8

func parseCosts(set, text string) (*costs, error) {
	c := &costs{}
	for i := range c {
		for j := range c[i] {
			if i != j {
				c[i][j] = 100
			}
		}
	}
	n := 0
	for line := range bytes.Lines([]byte(text)) {
		n++
		where := set + ", line " + strconv.Itoa(n)
		f := strings.Fields(string(line))
		if len(f) == 0 || f[0][0] == '#' {
			continue
		}
		if len(f) != 3 || !isFolded(f[0]) || !isFolded(f[1]) {
			return nil, fault.New(fault.Invalid, "a line has the form LETTERS LETTERS COST").At(where)
		}
		cost, err := strconv.Atoi(f[2])
		if err != nil || cost < 1 || cost > 100 {
			return nil, fault.New(fault.Invalid, "%q is not a cost from 1 to 100", f[2]).At(where)
		}
		for _, a := range []byte(f[0]) {
			for _, b := range []byte(f[1]) {
				i, j := place(a), place(b)
				if i != j && int(c[i][j]) > cost {
					c[i][j], c[j][i] = uint8(cost), uint8(cost)
				}
			}
		}
	}
	return c, nil
}
