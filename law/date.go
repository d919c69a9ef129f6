package law

import (
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Flag says what an answer rests on that somebody should know.
type Flag string

// The flags.
const (
	Unverified  Flag = "unverified"  // the rule, or the practice that picked it, is of a confidence below B
	NoArticle   Flag = "no_article"  // the source was not seen to quote an article
	Provisional Flag = "provisional" // holidays of the year are computed, not told
	PendingDay  Flag = "pending_day" // a day counted as a working day may become a holiday
	Open        Flag = "open"        // the end can still move: something that it depends on has not happened
	ByOfficer   Flag = "officer"     // an officer set the date
	ByPractice  Flag = "practice"    // the version follows how the office is known to have read the law
)

// Answer is what a rule comes to for facts. Dates that do not apply are zero.
type Answer struct {
	Rule     *Rule
	Opens    ipr.Date
	Due      ipr.Date // the end before it is rolled to a working day
	Date     ipr.Date // the end
	GraceEnd ipr.Date // until when a late act still counts
	Flags    []Flag
	Steps    []Step // in order; see Explain
}

// computation is the work on one answer.
type computation struct {
	law    *Law
	facts  *Facts
	rule   *Rule
	right  string // for which it is asked, as the rule may be that of all rights
	depth  int    // of rules that ask for rules
	nested bool   // the answer is an anchor of another one: what an officer set is not it
	out    *Answer
}

// maxDepth of rules that ask for other rules.
const maxDepth = 4

// Date computes the end of a period. The name is RIGHT.step; a rule for all rights is found under that of each. See docs/law.md
// section 5. Errors: NotFound if the law has no such rule, or none that applies to these facts; Invalid if a fact is missing or
// does not fit, with its name.
func (w *Law) Date(id string, f *Facts) (*Answer, error) {
	a := &Answer{Steps: make([]Step, 0, 8)}
	if err := w.date(id, f, a); err != nil {
		return nil, err
	}
	return a, nil
}

// date is Date into an answer that is used again.
func (w *Law) date(id string, f *Facts, out *Answer) error {
	*out = Answer{Steps: out.Steps[:0], Flags: out.Flags[:0]}
	c := computation{law: w, facts: f, right: right(id), out: out}
	return c.run(id)
}

func (c *computation) step(s Step) { c.out.Steps = append(c.out.Steps, s) }

func (c *computation) flag(f Flag) {
	if !slices.Contains(c.out.Flags, f) {
		c.out.Flags = append(c.out.Flags, f)
	}
}

func (c *computation) run(id string) error {
	r, err := c.pick(id)
	if err != nil {
		return err
	}
	if len(r.Choose) > 0 {
		return c.choose(r)
	}
	c.rule, c.out.Rule = r, r
	if !r.Confidence.Verified() {
		c.flag(Unverified)
	}
	if last := len(c.out.Steps) - 1; last >= 0 && c.out.Steps[last].Kind == stepPractice {
		c.flag(ByPractice)
		if !r.Practice.Confidence.Verified() {
			c.flag(Unverified)
		}
	}
	if r.Article == "" {
		c.flag(NoArticle)
	}
	if d, ok := c.facts.last("officer_date"); ok && !c.nested {
		return c.byOfficer(d)
	}
	if r.Set == "officer" {
		return fault.New(fault.Invalid, "no source gives the length of %s: an officer must set the date", r.ID).
			Hinting("tell officer_date, officer_reason and officer")
	}
	return c.compute()
}

// choose goes on with the rule that a rule sends to.
func (c *computation) choose(r *Rule) error {
	if c.depth++; c.depth > maxDepth {
		return fault.New(fault.Invalid, "the rule %s sends to itself", r.ID)
	}
	for _, k := range r.Choose {
		if k.Declaration == "" || c.facts.declared(k.Declaration) {
			c.step(Step{Kind: stepChoice, Name: k.Rule, Other: k.Declaration})
			return c.run(k.Rule)
		}
	}
	return fault.New(fault.NotFound, "none of the rules that %s sends to applies", r.ID)
}

func (c *computation) byOfficer(d ipr.Date) error {
	reason, who := c.facts.word("officer_reason"), c.facts.word("officer")
	if reason == "" || who == "" {
		return fault.New(fault.Invalid, "a date set by an officer needs officer_reason and officer: who set it, and why")
	}
	c.flag(ByOfficer)
	c.out.Due, c.out.Date = d, d
	c.step(Step{Kind: stepOfficer, To: d, Name: who, Other: reason})
	return nil
}

func (c *computation) compute() error {
	r := c.rule
	anchor, err := r.Anchor.at(c)
	if err != nil {
		return err
	}
	c.step(Step{Kind: stepAnchor, Name: r.Anchor.text, To: anchor})
	c.out.Opens = anchor
	if r.EffectiveFrom != "" {
		d, ok := c.facts.last(r.EffectiveFrom)
		if c.out.Opens = d; ok {
			c.step(Step{Kind: stepEffective, Name: r.EffectiveFrom, To: d})
		}
	}
	end, open, err := c.base(anchor)
	if err != nil || open {
		return err
	}
	if r.Alt != nil {
		end = c.alternative(end)
	}
	end = c.move(anchor, end)
	if r.Max != nil {
		if most := c.add(anchor, *r.Max); end.Compare(most) > 0 {
			c.step(Step{Kind: stepCap, From: end, To: most, N: r.Max.Amount, Unit: r.Max.Unit})
			end = most
		}
	}
	c.out.Due = end
	c.out.Date = c.roll(end, true)
	if r.Late != nil {
		end := c.add(end, r.Late.Length)
		c.step(Step{Kind: stepGrace, From: c.out.Due, To: end, N: r.Late.Amount, Unit: r.Late.Unit})
		c.out.GraceEnd = c.roll(end, true)
	}
	return nil
}

// add is the date so much later.
func (c *computation) add(d ipr.Date, l Length) ipr.Date {
	switch l.Unit {
	case Days:
		return d.AddDays(l.Amount)
	case WorkingDays:
		return c.law.calendar.AddWorking(d, l.Amount)
	case Years:
		return d.AddMonths(12 * l.Amount)
	}
	return d.AddMonths(l.Amount)
}

// base is the end as the rule's own length gives it; open says that there is none.
func (c *computation) base(anchor ipr.Date) (end ipr.Date, open bool, err error) {
	r := c.rule
	l, err := c.length()
	if err != nil {
		return end, false, err
	}
	s := Step{Kind: stepLength, From: anchor, N: l.Amount, Unit: l.Unit}
	switch {
	case l.Unit == Indefinite:
		c.step(Step{Kind: stepIndefinite})
		return end, true, nil
	case l.until() != "":
		d, ok := c.facts.last(l.until())
		if !ok {
			c.flag(Open)
			c.step(Step{Kind: stepUntil, Name: l.until()})
			return end, true, nil
		}
		if d.Compare(anchor) < 0 {
			return end, false, fault.New(fault.Invalid, "%s on %s lies before %s", l.until(), d.String(), anchor.String())
		}
		c.step(Step{Kind: stepUntilDay, Name: l.until(), To: d})
		return d, false, nil
	case l.Unit == MonthBefore:
		c.out.Opens = anchor.AddMonths(-l.Amount)
		s.Kind, s.From, s.To = stepBefore, c.out.Opens, anchor
		c.step(s)
		return anchor, false, nil
	case l.Unit == MonthIn:
		c.out.Opens = anchor.AddMonths(l.Amount - 1)
		s.Kind, s.To, s.Other = stepIn, anchor.AddMonths(l.Amount).AddDays(-1), c.out.Opens.String()
		c.step(s)
		return s.To, false, nil
	}
	if n := c.facts.numbers["renewals"]; r.Kind == Term && n > 0 {
		if r.Renewals >= 0 && n > r.Renewals {
			return end, false, fault.New(fault.Invalid, "%s can be renewed %d times, not %d", r.ID, r.Renewals, n)
		}
		l.Amount *= 1 + n
		if l.Unit == Years && l.Amount > farthest {
			return end, false, fault.New(fault.Invalid, "%d renewals lead beyond the year %d", n, farthest)
		}
		s.Kind, s.Count = stepRenewed, n
	}
	s.N, s.To = l.Amount, c.add(anchor, l)
	c.step(s)
	return s.To, false, nil
}

// length is the rule's own length, or the one that the office set.
func (c *computation) length() (Length, error) {
	l := c.rule.Length
	n, ok := c.facts.numbers["set"]
	if !ok {
		return l, nil
	}
	r := c.rule
	switch {
	case r.Set != "office":
		return l, fault.New(fault.Invalid, "the length of %s is not for the office to set", r.ID)
	case r.Min != nil && r.Min.Unit == l.Unit && n < r.Min.Amount, r.Max != nil && r.Max.Unit == l.Unit && n > r.Max.Amount, n == 0:
		return l, fault.New(fault.Invalid, "the office may not set %d %s for %s", n, string(l.Unit), r.ID)
	}
	l.Amount = n
	return l, nil
}

// alternative compares the end with that of the other period.
func (c *computation) alternative(end ipr.Date) ipr.Date {
	r := c.rule
	anchor, err := r.Alt.Anchor.at(c)
	if err != nil {
		c.flag(Open)
		c.step(Step{Kind: stepAltMissing, Name: r.Alt.Anchor.text})
		return end
	}
	other := c.add(anchor, r.Alt.Length)
	best := end
	if (r.Op == "later") == (other.Compare(end) > 0) {
		best = other
	}
	k := stepLater
	if r.Op == "earlier" {
		k = stepEarlier
	}
	c.step(Step{Kind: k, Name: r.Alt.Anchor.text, Other: anchor.String(), From: other, To: best, N: r.Alt.Amount, Unit: r.Alt.Unit})
	return best
}

// move moves the end by the times in which the clock stood still and by extensions, in the order in which they come.
func (c *computation) move(anchor, end ipr.Date) ipr.Date {
	r := c.rule
	var still []Standstill
	if len(r.TolledBy) > 0 && len(c.facts.still) > 0 {
		still = c.stillOf(r)
	}
	end, still = c.stand(anchor, end, still)
	requests := c.facts.dates["extension_requested"]
	if r.Extensions == nil || len(requests) == 0 {
		return end
	}
	if len(requests) > 1 {
		requests = slices.Clone(requests)
		slices.SortFunc(requests, ipr.Date.Compare)
	}
	used := 0
	for _, asked := range requests {
		last := c.roll(end, false)
		switch {
		case asked.Compare(last) > 0:
			c.step(Step{Kind: stepTooLate, From: asked, To: last})
			continue
		case used == r.Extensions.Times:
			c.step(Step{Kind: stepNoMore, From: asked, Count: used})
			continue
		}
		by := r.Extensions.By.Length
		if by == (Length{}) {
			by, _ = c.length()
		}
		used++
		more := c.add(end, by)
		c.step(Step{Kind: stepExtended, Other: asked.String(), From: end, To: more, N: by.Amount, Unit: by.Unit, Count: used})
		end, still = c.stand(anchor, more, still)
	}
	return end
}

// stillOf gives the times that count for the rule, joined where they touch.
func (c *computation) stillOf(r *Rule) []Standstill {
	var out []Standstill
	for _, s := range c.facts.still {
		if s.State != "" && !slices.Contains(r.TolledBy, s.State) {
			continue
		}
		if n := len(out); n > 0 && (out[n-1].To.IsZero() || s.From.Compare(out[n-1].To) <= 0) {
			if last := &out[n-1]; s.To.IsZero() || !last.To.IsZero() && s.To.Compare(last.To) > 0 {
				last.To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// stand moves the end by the times that begin not after it, and gives those that are left.
func (c *computation) stand(anchor, end ipr.Date, still []Standstill) (ipr.Date, []Standstill) {
	for len(still) > 0 && still[0].From.Compare(end) <= 0 {
		s := still[0]
		still = still[1:]
		if s.To.IsZero() {
			c.flag(Open)
			c.step(Step{Kind: stepStill, From: s.From, Name: s.State})
			return end, nil
		}
		from := s.From
		if from.Compare(anchor) < 0 {
			from = anchor
		}
		n := int(ipr.DayOf(s.To) - ipr.DayOf(from))
		if n <= 0 {
			continue
		}
		more := end.AddDays(n)
		c.step(Step{Kind: stepStood, Name: s.State, Other: from.String() + ".." + s.To.String(), From: end, To: more, N: n, Unit: Days})
		end = more
	}
	return end, still
}

// roll is the end moved to a working day and behind outages, if the rule says so; told says that the steps are wanted.
func (c *computation) roll(end ipr.Date, told bool) ipr.Date {
	cal, d := c.law.calendar, end
	if c.rule.rolls() {
		d, _ = cal.Working(end)
		if told && d != end {
			c.step(Step{Kind: stepRoll, From: end, To: d})
		}
	}
	for i := range c.facts.outages {
		o := &c.facts.outages[i]
		if c.rule.Kind.outside() && d.Compare(o.From) >= 0 && d.Compare(o.To) <= 0 {
			to, _ := cal.Working(o.To.AddDays(1))
			if told {
				c.step(Step{Kind: stepOutage, From: d, To: to, Other: o.From.String() + ".." + o.To.String()})
			}
			d = to
		}
	}
	if told && (c.rule.rolls() || d != end) {
		c.doubt(end, d)
	}
	return d
}

// doubt flags what the calendar does not know for certain of the days from the end to the day it was moved to.
func (c *computation) doubt(from, to ipr.Date) {
	cal := c.law.calendar
	if cal.provisional(from) || cal.provisional(to) {
		c.flag(Provisional)
	}
	if cal == nil {
		return
	}
	for d := from; d.Compare(to) <= 0; d = d.AddDays(1) {
		switch _, h := cal.Day(d); {
		case h == nil:
		case h.Kind == "pending":
			c.flag(PendingDay)
		case h.off() && !h.Computed && !h.Confidence.Verified():
			c.flag(Unverified)
		}
	}
}

// expiry is the end of the term of the right that is asked for.
func (c *computation) expiry() (ipr.Date, error) {
	if c.depth >= maxDepth {
		return ipr.Date{}, fault.New(fault.Invalid, "the rule %s sends to itself", c.right+".term")
	}
	term := computation{law: c.law, facts: c.facts, right: c.right, depth: c.depth + 1, nested: true, out: &Answer{}}
	if err := term.run(c.right + ".term"); err != nil {
		return ipr.Date{}, err
	}
	if term.out.Due.IsZero() {
		return ipr.Date{}, fault.New(fault.NotFound, "the term of %s has no end", c.right)
	}
	if !term.out.Rule.Confidence.Verified() {
		c.flag(Unverified)
	}
	if s := (Step{Kind: stepExpiry, Name: term.out.Rule.ID, To: term.out.Due}); !slices.Contains(c.out.Steps, s) {
		c.step(s)
	}
	return term.out.Due, nil
}
