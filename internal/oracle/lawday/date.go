package lawday

import (
	"fmt"
	"slices"
	"strings"
)

// Dates is what a rule comes to: YYYY-MM-DD each, or "" where there is none.
type Dates struct{ Opens, Due, Date, GraceEnd string }

// Date answers for a rule and facts. There is no answer if a fact is missing or no such fact can be, if no version applies,
// or if an officer or the office sets what may not be set.
func (r *Reading) Date(id string, told []Fact) (Dates, error) {
	if err := facts(told).check(); err != nil {
		return Dates{}, err
	}
	a, err := r.compute(id, told)
	if err != nil {
		return Dates{}, err
	}
	return Dates{a.opens.String(), a.due.String(), a.date.String(), a.grace.String()}, nil
}

// After counts n units (day, working_day, month, year) from a date written as YYYY-MM-DD; n may be below 0 for months.
func (r *Reading) After(from string, n int, unit string) string {
	c := count{reading: r}
	return c.after(dayOf(from), n, unit).String()
}

// Working tells whether work is done on a date written as YYYY-MM-DD.
func (r *Reading) Working(date string) bool { return r.days.working(dayOf(date)) }

type answer struct{ opens, due, date, grace day }

func (r *Reading) compute(id string, f facts) (answer, error) {
	a := answer{none, none, none, none}
	rule, err := r.version(id, f)
	if err != nil {
		return a, err
	}
	for _, c := range mappings(rule["choose"]) {
		r.note("choice")
		if d := text(c["declaration"]); d == "" || slices.Contains(f.all("declaration"), d) {
			return r.compute(text(c["rule"]), f)
		}
	}
	if d := f.event("officer_date"); d != none {
		if f.word("officer_reason") == "" || f.word("officer") == "" {
			return a, fmt.Errorf("a date set by an officer needs a reason and a name")
		}
		a.due, a.date = d, d
		r.note("officer")
		return a, nil
	}
	if text(rule["set"]) == "officer" {
		return a, fmt.Errorf("%s: an officer must set the date", id)
	}
	if f.word("set") != "" && text(rule["set"]) != "office" {
		return a, fmt.Errorf("%s: the length is not for the office to set", id)
	}
	start, err := r.anchor(text(rule["anchor"]), right(id), f)
	if err != nil {
		return a, err
	}
	c := &count{reading: r, rule: rule, facts: f, start: start}
	return c.run()
}

// count is one computation.
type count struct {
	reading *Reading
	rule    tree
	facts   facts
	start   day // of the anchor
}

// run goes through the steps of section 5.
func (c *count) run() (a answer, err error) {
	a = answer{c.start, none, none, none}
	amount, unit := number(c.rule["amount"]), text(c.rule["unit"])
	if n, told := c.facts.number("set"); told && text(c.rule["set"]) == "office" {
		amount = n
		end := c.after(c.start, amount, unit)
		if least, ok := c.rule["min"].(tree); ok && end < c.length(c.start, least) {
			return a, fmt.Errorf("%d is too short", n)
		}
		if most, ok := c.rule["max"].(tree); ok && end > c.length(c.start, most) {
			return a, fmt.Errorf("%d is too long", n)
		}
		c.reading.note("set")
	}
	end := none
	switch {
	case unit == "indefinite":
	case strings.HasPrefix(unit, "until:"):
		if end = c.facts.event(strings.TrimPrefix(unit, "until:")); end != none && end < c.start {
			return a, fmt.Errorf("%s cannot end before it begins", unit)
		}
	case unit == "month_before":
		a.opens, end = c.start.months(-amount), c.start
	case unit == "month_in":
		a.opens, end = c.start.months(amount-1), c.start.months(amount)-1
	case text(c.rule["kind"]) == "term":
		n, told := c.facts.number("renewals")
		if told {
			c.reading.note("renewed")
		}
		if most := number(c.rule["renewals"]); most >= 0 && n > most {
			return a, fmt.Errorf("renewed %d times, at most %d", n, most)
		}
		end = c.after(c.start, amount*(1+n), unit)
	default:
		end = c.after(c.start, amount, unit)
	}
	if from := text(c.rule["effective_from"]); from != "" {
		a.opens = c.facts.event(from)
	}
	if end == none {
		return a, nil
	}
	if alt, ok := c.rule["alt"].(tree); ok {
		if from, err := c.reading.anchor(text(alt["anchor"]), right(text(c.rule["id"])), c.facts); err == nil {
			other := c.length(from, alt)
			c.reading.note("alternative")
			if text(c.rule["op"]) == "later" {
				end = max(end, other)
			} else {
				end = min(end, other)
			}
		}
	}
	end = c.moved(end, amount, unit)
	if most, ok := c.rule["max"].(tree); ok {
		if cap := c.length(c.start, most); cap < end {
			c.reading.note("capped")
			end = cap
		}
	}
	a.due = end
	a.date = c.rolled(end)
	if late, ok := c.rule["grace"].(tree); ok {
		a.grace = c.rolled(c.length(end, late))
	}
	return a, nil
}

// moved lets the clock stand and be extended, in turns.
func (c *count) moved(end day, amount int, unit string) day {
	var states []string
	list, tolled := c.rule["tolled_by"].([]any)
	for _, s := range list {
		states = append(states, text(s))
	}
	still := c.facts.still(states)
	if !tolled {
		still = nil // the clock of a rule without tolled_by never stands still
	}
	stand := func() {
		for len(still) > 0 && still[0].from <= end {
			s := still[0]
			still = still[1:]
			for d := max(s.from, c.start); s.to != none && d < s.to; d++ {
				end++
			}
			c.reading.note("stood still")
		}
	}
	stand()
	x, ok := c.rule["extensions"].(tree)
	if !ok {
		return end
	}
	requests := c.facts.all("extension_requested")
	slices.Sort(requests)
	left := number(x["times"])
	for _, asked := range requests {
		if left == 0 || dayOf(asked) > c.rolled(end) {
			c.reading.note("not extended")
			continue
		}
		left--
		c.reading.note("extended")
		if by, ok := x["by"].(tree); ok {
			end = c.length(end, by)
		} else {
			end = c.after(end, amount, unit)
		}
		stand()
	}
	return end
}

// rolled moves an end off a closed day and behind an outage, if the rule does.
func (c *count) rolled(end day) day {
	days := c.reading.days
	kind := text(c.rule["kind"])
	roll := text(c.rule["roll"])
	if roll == "next_working_day" || roll == "" && (kind == "party_deadline" || kind == "third_party_window") {
		if !days.working(end) {
			c.reading.note("rolled")
		}
		end = days.onward(end)
	}
	if !slices.Contains([]string{"party_deadline", "third_party_window", "grace"}, kind) {
		return end
	}
	outages := c.facts.outages()
	for i := 0; i < len(outages); i++ {
		if o := outages[i]; o.from <= end && end <= o.to {
			end = days.onward(o.to + 1)
			c.reading.note("outage")
			i = -1 // the day found may lie in another one
		}
	}
	return end
}

// length counts an {amount, unit} from a day.
func (c *count) length(from day, l tree) day {
	return c.after(from, number(l["amount"]), text(l["unit"]))
}

// after counts a length from a day.
func (c *count) after(from day, n int, unit string) day {
	switch unit {
	case "day":
		return from.days(n)
	case "working_day":
		for n > 0 {
			from++
			if c.reading.days.working(from) {
				n--
			}
		}
		return from
	case "year":
		return from.months(12 * n)
	}
	return from.months(n)
}
