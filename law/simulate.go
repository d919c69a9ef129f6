package law

import (
	"cmp"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/muniment/muniment/ipr"
)

// Case is one file of a docket: what is known of one application or right.
type Case struct {
	ID    string
	Right string
	Facts *Facts
}

// Shift is what a change of law does to a docket. Nothing is written; cases are as they were.
type Shift struct {
	Cases  int                `json:"cases"`
	Moved  int                `json:"moved"` // cases of which at least one date moves
	Rules  map[string]*OfRule `json:"rules"`
	Months map[string]*Month  `json:"months"` // by YYYY-MM, of the dates that fall in them
	First  []Move             `json:"first"`  // the first dates that move, in the order of the docket
}

// OfRule is what becomes of the dates of one rule.
type OfRule struct {
	Same     int `json:"same"`
	Earlier  int `json:"earlier"`
	Later    int `json:"later"`
	New      int `json:"new"`       // there was no such date before
	Gone     int `json:"gone"`      // there is none after
	DaysLess int `json:"days_less"` // of all that come earlier, together
	DaysMore int `json:"days_more"` // of all that come later
}

// Month is what falls into a month, before and after: dates that bind the office, a party, or anybody, and what is expected
// to be paid, by currency.
type Month struct {
	Before Work `json:"before"`
	After  Work `json:"after"`
}

// Work is what falls into a month.
type Work struct {
	Office int              `json:"office"`
	Party  int              `json:"party"`
	Window int              `json:"window"`
	Fees   map[string]int64 `json:"fees,omitempty"`
}

// Move is one date that moves. From or To is zero if there was or is none.
type Move struct {
	Case string   `json:"case"`
	Rule string   `json:"rule"`
	From ipr.Date `json:"from,omitzero"`
	To   ipr.Date `json:"to,omitzero"`
}

// mostMoves is how many moves are listed; all are counted.
const mostMoves = 100

// portionCases is how many cases one goroutine takes at a time.
const portionCases = 500

// Simulate computes every date that the facts of each case allow, under the law before and the law after, on all processors. The
// result does not depend on their number. Errors: those of the docket.
func Simulate(before, after *Law, docket iter.Seq2[Case, error]) (*Shift, error) {
	type portion struct {
		n     int
		cases []Case
	}
	work, done := make(chan portion), make(map[int]*Shift)
	var mu sync.Mutex
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			s := simulator{before: before, after: after, plans: map[string][]plan{}}
			for p := range work {
				out := newShift()
				for i := range p.cases {
					s.add(out, &p.cases[i])
				}
				mu.Lock()
				done[p.n] = out
				mu.Unlock()
			}
		})
	}
	var failed error
	p := portion{}
	for c, err := range docket {
		if err != nil {
			failed = err
			break
		}
		if p.cases = append(p.cases, c); len(p.cases) == portionCases {
			work <- p
			p = portion{n: p.n + 1}
		}
	}
	work <- p
	close(work)
	group.Wait()
	if failed != nil {
		return nil, failed
	}
	total := newShift()
	for _, n := range slices.Sorted(maps.Keys(done)) {
		total.join(done[n])
	}
	return total, nil
}

func newShift() *Shift {
	return &Shift{Rules: map[string]*OfRule{}, Months: map[string]*Month{}}
}

// simulator works through cases; each goroutine has its own.
type simulator struct {
	before, after *Law
	plans         map[string][]plan // by right
	was, is       Answer            // used again for each date
}

// plan is a rule that may give a date for a right, and the act by which it is kept, if that costs something.
type plan struct {
	id  string
	fee string
}

// plan lists the rules of both laws for a right.
func (s *simulator) plan(right string) []plan {
	if list, ok := s.plans[right]; ok {
		return list
	}
	ids := map[string]bool{}
	for _, w := range []*Law{s.before, s.after} {
		for id := range w.rules {
			if r, step, _ := strings.Cut(id, "."); r == right || r == "*" {
				ids[right+"."+step] = true
			}
		}
	}
	var list []plan
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		p := plan{id: id}
		if m := s.after.Machine(right); m != nil {
			for _, a := range m.Acts {
				if slices.Contains(a.Stops, id) && a.Fee != "" && p.fee == "" {
					p.fee = a.Fee
				}
			}
		}
		list = append(list, p)
	}
	s.plans[right] = list
	return list
}

func (s *simulator) add(out *Shift, c *Case) {
	out.Cases++
	moved := false
	for _, p := range s.plan(c.Right) {
		from, to := date(s.before, p.id, c, &s.was), date(s.after, p.id, c, &s.is)
		if from.IsZero() && to.IsZero() {
			continue
		}
		s.load(out, p, c, &s.was, false)
		s.load(out, p, c, &s.is, true)
		r := out.Rules[p.id]
		if r == nil {
			r = new(OfRule)
			out.Rules[p.id] = r
		}
		switch d := int(ipr.DayOf(to) - ipr.DayOf(from)); {
		case from.IsZero():
			r.New++
		case to.IsZero():
			r.Gone++
		case d == 0:
			r.Same++
			continue
		case d < 0:
			r.Earlier++
			r.DaysLess -= d
		default:
			r.Later++
			r.DaysMore += d
		}
		moved = true
		if len(out.First) < mostMoves {
			out.First = append(out.First, Move{c.ID, p.id, from, to})
		}
	}
	if moved {
		out.Moved++
	}
}

// date is the date that a rule gives for a case; zero if the facts do not give one.
func date(w *Law, id string, c *Case, out *Answer) ipr.Date {
	if err := w.date(id, c.Facts, out); err != nil {
		out.Date = ipr.Date{}
	}
	return out.Date
}

// load counts a date in its month.
func (s *simulator) load(out *Shift, p plan, c *Case, a *Answer, after bool) {
	if a.Date.IsZero() {
		return
	}
	key := a.Date.String()[:7]
	m := out.Months[key]
	if m == nil {
		m = new(Month)
		out.Months[key] = m
	}
	l, w := &m.Before, s.before
	if after {
		l, w = &m.After, s.after
	}
	switch a.Rule.Kind {
	case OfficeTarget, OfficeDeadline:
		l.Office++
	case PartyDeadline:
		l.Party++
	case ThirdPartyWindow:
		l.Window++
	}
	if p.fee == "" {
		return
	}
	if b, err := w.Fee(p.fee, c.Facts); err == nil {
		if l.Fees == nil {
			l.Fees = map[string]int64{}
		}
		l.Fees[b.Currency] += b.Total
	}
}

// join adds what another portion of the docket comes to.
func (s *Shift) join(o *Shift) {
	s.Cases += o.Cases
	s.Moved += o.Moved
	for id, r := range o.Rules {
		t := s.Rules[id]
		if t == nil {
			t = new(OfRule)
			s.Rules[id] = t
		}
		t.Same, t.Earlier, t.Later, t.New, t.Gone = t.Same+r.Same, t.Earlier+r.Earlier, t.Later+r.Later, t.New+r.New, t.Gone+r.Gone
		t.DaysLess, t.DaysMore = t.DaysLess+r.DaysLess, t.DaysMore+r.DaysMore
	}
	for key, m := range o.Months {
		t := s.Months[key]
		if t == nil {
			t = new(Month)
			s.Months[key] = t
		}
		t.Before.join(&m.Before)
		t.After.join(&m.After)
	}
	s.First = append(s.First, o.First[:min(len(o.First), max(0, mostMoves-len(s.First)))]...)
}

func (l *Work) join(o *Work) {
	l.Office, l.Party, l.Window = l.Office+o.Office, l.Party+o.Party, l.Window+o.Window
	for c, n := range o.Fees {
		if l.Fees == nil {
			l.Fees = map[string]int64{}
		}
		l.Fees[c] += n
	}
}

// MostMoved lists the rules whose dates move, those with the most moves first.
func (s *Shift) MostMoved() []string {
	var list []string
	for id, r := range s.Rules {
		if r.moves() > 0 {
			list = append(list, id)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(s.Rules[b].moves()-s.Rules[a].moves(), strings.Compare(a, b))
	})
	return list
}

func (r *OfRule) moves() int { return r.Earlier + r.Later + r.New + r.Gone }

// Changed lists the months in which anything is other than before, in order.
func (s *Shift) Changed() []string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(s.Months)) {
		if m := s.Months[key]; m.Before.Office != m.After.Office || m.Before.Party != m.After.Party || m.Before.Window != m.After.Window || !maps.Equal(m.Before.Fees, m.After.Fees) {
			list = append(list, key)
		}
	}
	return list
}

// Currencies lists the currencies of expected fees.
func (s *Shift) Currencies() []string {
	seen := map[string]bool{}
	for _, m := range s.Months {
		for _, w := range []*Work{&m.Before, &m.After} {
			for c := range w.Fees {
				seen[c] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
