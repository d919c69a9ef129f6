package law

import (
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Anchor is the day from which a period is counted, as an expression over events; see docs/law.md section 3.
type Anchor struct {
	text   string
	op     string // "", "latest", "earliest" or "anniversary"
	event  string // if op is ""
	args   []Anchor
	years  int // later
	months int
	days   int
}

// String is the expression as it was written.
func (a Anchor) String() string { return a.text }

// IsZero reports whether there is no anchor.
func (a Anchor) IsZero() bool { return a.text == "" }

// MarshalText writes the expression.
func (a Anchor) MarshalText() ([]byte, error) { return []byte(a.text), nil }

// UnmarshalText reads an expression. Errors: Invalid.
func (a *Anchor) UnmarshalText(b []byte) error {
	v, err := ParseAnchor(string(b))
	if err == nil {
		*a = v
	}
	return err
}

// ParseAnchor reads an expression. Errors: Invalid.
func ParseAnchor(s string) (Anchor, error) {
	p := anchorParser{rest: s}
	a, ok := p.anchor(0)
	if p.space(); !ok || p.rest != "" {
		return Anchor{}, fault.New(fault.Invalid, "%q is no anchor; see docs/law.md section 3", s)
	}
	return a, nil
}

type anchorParser struct{ rest string }

func (p *anchorParser) space() { p.rest = strings.TrimLeft(p.rest, " ") }

func (p *anchorParser) eat(s string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, s)
	if ok {
		p.rest = rest
	}
	return ok
}

// taken is what lies between a former rest and this one.
func (p *anchorParser) taken(before string) string {
	return strings.TrimSpace(before[:len(before)-len(p.rest)])
}

// maxNesting of functions in an anchor, and the most years, months or days by which it may lie later.
const (
	maxNesting     = 4
	farthestOffset = 1200
)

func (p *anchorParser) anchor(depth int) (a Anchor, ok bool) {
	p.space()
	before := p.rest
	name := p.name()
	if name == "" || depth > maxNesting {
		return a, false
	}
	a.event = name
	if p.eat("(") {
		a.op, a.event = name, ""
		for {
			arg, ok := p.anchor(depth + 1)
			if !ok {
				return a, false
			}
			a.args = append(a.args, arg)
			if !p.eat(",") {
				break
			}
		}
		if !p.eat(")") {
			return a, false
		}
		switch a.op {
		case "latest", "earliest":
		case "anniversary":
			if len(a.args) != 1 {
				return a, false
			}
		default:
			return a, false
		}
	}
	for p.eat("+") {
		i := 0
		for i < len(p.rest) && p.rest[i] >= '0' && p.rest[i] <= '9' {
			i++
		}
		n, err := strconv.Atoi(p.rest[:i])
		if err != nil || n > farthestOffset || i == len(p.rest) {
			return a, false
		}
		switch p.rest[i] {
		case 'y':
			a.years += n
		case 'm':
			a.months += n
		case 'd':
			a.days += n
		default:
			return a, false
		}
		if max(a.years, a.months, a.days) > farthestOffset {
			return a, false
		}
		p.rest = p.rest[i+1:]
	}
	a.text = p.taken(before)
	return a, true
}

func (p *anchorParser) name() string {
	p.space()
	i := 0
	for i < len(p.rest) {
		c := p.rest[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9' && i > 0) {
			break
		}
		i++
	}
	name := p.rest[:i]
	p.rest = p.rest[i:]
	return name
}

// bare reports whether the anchor is an event and nothing else.
func (a *Anchor) bare() bool {
	return a.op == "" && a.years == 0 && a.months == 0 && a.days == 0
}

// Events gives the names of all events that the anchor asks for.
func (a *Anchor) Events() []string {
	switch {
	case a.op == "" && a.event == "":
		return nil
	case a.op == "" && a.event == "priority_or_filing":
		return []string{"priority", "filing"}
	case a.op == "":
		return []string{a.event}
	}
	var list []string
	for i := range a.args {
		list = append(list, a.args[i].Events()...)
	}
	return list
}

// own is the name under which a fact may be told for the anchor as a whole: anniversary(grant) is grant_anniversary.
func (a *Anchor) own() string {
	switch {
	case a.op == "":
		return a.event
	case a.op == "anniversary" && a.args[0].bare():
		return a.args[0].event + "_anniversary"
	}
	return ""
}

// missing is a fact that is needed and not told.
func missing(name string) *fault.Fault {
	return fault.New(fault.Invalid, "the fact %s is needed and not told", name)
}

// Missing gives the name of the fact for want of which [Law.Date] or [Law.Fee] failed; false if that was not why.
func Missing(err error) (name string, ok bool) {
	f, ok := fault.Of(err)
	if !ok || f.Text != missing("").Text {
		return "", false
	}
	name, ok = f.Args[0].(string)
	return name, ok
}

// at gives the date of the anchor for a computation. Errors: Invalid if a fact is missing.
func (a *Anchor) at(c *computation) (ipr.Date, error) {
	d, err := a.base(c)
	if err != nil {
		return d, err
	}
	if a.years != 0 || a.months != 0 {
		d = d.AddMonths(12*a.years + a.months)
	}
	if a.days != 0 {
		d = d.AddDays(a.days)
	}
	return d, nil
}

func (a *Anchor) base(c *computation) (ipr.Date, error) {
	f := c.facts
	if name := a.own(); name != "" {
		if d, ok := f.last(name); ok {
			return d, nil
		}
	}
	switch a.op {
	case "latest", "earliest":
		return a.extreme(c)
	case "anniversary":
		n, ok := f.numbers["anniversary"]
		if !ok {
			return ipr.Date{}, missing("anniversary")
		}
		d, err := a.args[0].at(c)
		if err != nil {
			return d, err
		}
		return d.AddMonths(12 * n), nil
	}
	switch a.event {
	case "priority":
		if d, ok := f.earliest("priority"); ok {
			return d, nil
		}
	case "priority_or_filing":
		if d, ok := f.earliest("priority"); ok {
			return d, nil
		}
		if d, ok := f.last("filing"); ok {
			return d, nil
		}
		return ipr.Date{}, missing("filing")
	case "expiry":
		return c.expiry()
	}
	return ipr.Date{}, missing(a.event)
}

func (a *Anchor) extreme(c *computation) (best ipr.Date, err error) {
	var none error
	for i := range a.args {
		d, err := a.args[i].at(c)
		switch {
		case err != nil && a.op == "latest":
			return d, err
		case err != nil:
			none = err
		case best.IsZero() || (a.op == "latest") == (d.Compare(best) > 0):
			best = d
		}
	}
	if best.IsZero() {
		return best, none
	}
	return best, nil
}
