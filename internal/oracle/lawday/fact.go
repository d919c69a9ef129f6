package lawday

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fact is a fact as it is told: filing and 2026-02-10.
type Fact struct{ Name, Value string }

// facts are those of one computation, in the order told.
type facts []Fact

func (f facts) all(name string) []string {
	var out []string
	for _, x := range f {
		if x.Name == name {
			out = append(out, x.Value)
		}
	}
	return out
}

// word gives what was told last under a name.
func (f facts) word(name string) string {
	all := f.all(name)
	if all == nil {
		return ""
	}
	return all[len(all)-1]
}

func (f facts) without(name string) facts {
	return slices.DeleteFunc(slices.Clone(f), func(x Fact) bool { return x.Name == name })
}

func (f facts) number(name string) (n int, told bool) {
	n, err := strconv.Atoi(f.word(name))
	return n, err == nil
}

// event gives the date of an event; none if it is not told.
func (f facts) event(name string) day {
	all := f.all(name)
	if all == nil {
		return none
	}
	if name == "priority" {
		return dayOf(slices.Min(all)) // dates written so sort as they follow each other
	}
	return dayOf(all[len(all)-1])
}

// numbers and words are the names of facts that are no date of an event.
var (
	numbers = []string{"renewals", "anniversary", "months_late", "set"}
	words   = []string{"declaration", "practice", "officer_reason", "officer"}
)

// check tells whether each fact is of its shape.
func (f facts) check() error {
	for _, x := range f {
		good := dayOf(x.Value) != none
		switch {
		case slices.Contains(words, x.Name):
			good = x.Value != "" && (x.Name != "practice" || x.Value == "on" || x.Value == "off")
		case slices.Contains(numbers, x.Name):
			n, err := strconv.Atoi(x.Value)
			good = err == nil && n >= 0
		case x.Name == "tolled", x.Name == "outage":
			when := x.Value
			if _, after, named := strings.Cut(when, ":"); named && x.Name == "tolled" {
				when = after
			}
			from, to, dots := strings.Cut(when, "..")
			running := x.Name == "tolled" && to == ""
			good = dots && dayOf(from) != none && (running || dayOf(to) >= dayOf(from))
		}
		if !good {
			return fmt.Errorf("the fact %s cannot be %q", x.Name, x.Value)
		}
	}
	return nil
}

// a span lasts from a day to the day before another; to is none while it lasts.
type span struct{ from, to day }

// still gives the times of standing still that count for a rule, joined where they touch, in order.
func (f facts) still(states []string) []span {
	var spans []span
	for _, t := range f.all("tolled") {
		state, when, named := strings.Cut(t, ":")
		if !named {
			when = t
		} else if !slices.Contains(states, state) {
			continue
		}
		from, to, _ := strings.Cut(when, "..")
		spans = append(spans, span{dayOf(from), dayOf(to)})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(a.from - b.from) })
	var joined []span
	for _, s := range spans {
		if n := len(joined); n > 0 && (joined[n-1].to == none || s.from <= joined[n-1].to) {
			if last := &joined[n-1]; last.to != none && (s.to == none || s.to > last.to) {
				last.to = s.to
			}
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// outages gives the outages, from their first day to their last.
func (f facts) outages() []span {
	var out []span
	for _, t := range f.all("outage") {
		from, to, _ := strings.Cut(t, "..")
		out = append(out, span{dayOf(from), dayOf(to)})
	}
	return out
}

// anchor finds the day that an anchor stands for.
func (r *Reading) anchor(written, right string, f facts) (day, error) {
	written = strings.ReplaceAll(written, " ", "")
	d, rest, err := r.operand(written, right, f)
	if err == nil && rest != "" {
		err = fmt.Errorf("anchor %s: %q is left over", written, rest)
	}
	return d, err
}

// operand reads a name, or a function with its arguments, and what is added to it. A missing fact is told as an error, but
// the text is read to its end so that earliest can pass it over.
func (r *Reading) operand(s, right string, f facts) (d day, rest string, err error) {
	i := strings.IndexAny(s, "(),+")
	if i < 0 {
		i = len(s)
	}
	name, rest := s[:i], s[i:]
	if strings.HasPrefix(rest, "(") {
		var args []day
		var missing error
		first := rest[1:]
		for strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, ",") {
			var a day
			var e error
			a, rest, e = r.operand(rest[1:], right, f)
			if e != nil {
				missing = e
			} else {
				args = append(args, a)
			}
		}
		first = first[:len(first)-len(rest)]
		rest = strings.TrimPrefix(rest, ")")
		switch {
		case name == "anniversary" && f.event(first+"_anniversary") != none:
			d = f.event(first + "_anniversary")
		case name == "earliest" && args != nil:
			d = slices.Min(args)
		case missing != nil:
			err = missing
		case name == "latest":
			d = slices.Max(args)
		case name == "anniversary":
			n, told := f.number("anniversary")
			if !told {
				err = missingFact("anniversary")
			} else {
				d = args[0].months(12 * n)
			}
		default:
			err = fmt.Errorf("anchor: no function %s", name)
		}
	} else {
		d, err = r.named(name, right, f)
	}
	for strings.HasPrefix(rest, "+") {
		n, unit := 0, 1
		for ; unit < len(rest) && rest[unit] >= '0' && rest[unit] <= '9'; unit++ {
			n = 10*n + int(rest[unit]-'0')
		}
		if err == nil {
			switch rest[unit] {
			case 'y':
				d = d.months(12 * n)
			case 'm':
				d = d.months(n)
			case 'd':
				d = d.days(n)
			}
		}
		rest = rest[unit+1:]
	}
	return d, rest, err
}

// named gives the day of an event, or of the two names that stand for something computed.
func (r *Reading) named(name, right string, f facts) (day, error) {
	if d := f.event(name); d != none {
		return d, nil
	}
	switch name {
	case "priority_or_filing":
		if d := f.event("priority"); d != none {
			return d, nil
		}
		return r.named("filing", right, f)
	case "expiry":
		a, err := r.compute(right+".term", f.without("officer_date")) // what an officer set is the end of the rule asked for
		if err == nil && a.date == none {
			err = fmt.Errorf("the term of %s has no end", right)
		}
		return a.date, err
	}
	return none, missingFact(name)
}

func missingFact(name string) error { return fmt.Errorf("%s is not told", name) }
