package law

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Facts are what is known of a case: dates of events, numbers and words; see docs/law.md section 3. The zero Facts are
// those of which nothing is told.
type Facts struct {
	dates   map[string][]ipr.Date
	numbers map[string]int
	counts  map[string][]int
	words   map[string][]string
	still   []Standstill // sorted by From
	outages []Span       // sorted by From
}

// Standstill is a time during which a clock stands still. To is the first day on which it runs again; zero if it has not yet.
type Standstill struct {
	State    string // "" if it is not named
	From, To ipr.Date
}

// Span is a time of whole days, both included.
type Span struct{ From, To ipr.Date }

// numberFacts are the names of facts that are numbers.
var numberFacts = []string{"renewals", "anniversary", "months_late", "set", "year", "classes", "independent_claims", "pages", "drawings", "priorities", "titles", "designs"}

// wordFacts are the names of facts that are words.
var wordFacts = []string{"declaration", "practice", "officer_reason", "officer", "channel", "category"}

// mostClasses is of how many classes the numbers of items are taken; the Nice Classification has 45.
const mostClasses = 100

// farthest is the last year for which facts are taken, so that no arithmetic leaves the years that a date has.
const farthest = 2500

// Tell adds a fact. Errors: Invalid, with what was expected.
func (f *Facts) Tell(name, value string) error {
	value = strings.TrimSpace(value)
	switch {
	case name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "":
		return fault.New(fault.Invalid, "%q is no name of a fact", name)
	case slices.Contains(numberFacts, name):
		from, to := 0, 100_000
		switch name {
		case "renewals", "year":
			to = 400
		case "anniversary":
			from, to = 1, 400
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < from || n > to {
			return fault.New(fault.Invalid, "the fact %s is a number from %d to %d, not %q", name, from, to, value)
		}
		f.Count(name, n)
	case name == "items":
		var list []int
		for part := range strings.SplitSeq(value, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(part))
			if err != nil || n < 0 || n > 100_000 || len(list) == mostClasses {
				return fault.New(fault.Invalid, "the fact %s is a list of numbers such as 7,2, not %q", name, value)
			}
			list = append(list, n)
		}
		if f.counts == nil {
			f.counts = map[string][]int{}
		}
		f.counts[name] = list
	case slices.Contains(wordFacts, name):
		if name == "practice" && value != "on" && value != "off" {
			return fault.New(fault.Invalid, "the fact practice is on or off, not %q", value)
		}
		if f.words == nil {
			f.words = map[string][]string{}
		}
		f.words[name] = append(f.words[name], value)
	case name == "tolled":
		return f.tellStandstill(value)
	case name == "outage":
		s, err := parseSpan(value)
		if err != nil {
			return err
		}
		if s.To.IsZero() {
			return fault.New(fault.Invalid, "an outage is told as FROM..TO, not %q", value)
		}
		f.Outage(s)
	default:
		d, err := parseDay(value)
		if err != nil {
			return fault.New(fault.Invalid, "the fact %s is a date", name).Because(err)
		}
		f.Date(name, d)
	}
	return nil
}

func parseDay(s string) (ipr.Date, error) {
	d, err := ipr.ParseDate(s)
	if err != nil {
		return d, err
	}
	if !d.Exact() || d.Year > farthest {
		return d, fault.New(fault.Invalid, "%q is no day up to the year %d", s, farthest)
	}
	return d, nil
}

func parseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		return Span{}, fault.New(fault.Invalid, "a time is told as FROM..TO, not %q", s)
	}
	var out Span
	var err error
	if out.From, err = parseDay(from); err != nil {
		return out, err
	}
	if to == "" {
		return out, nil
	}
	if out.To, err = parseDay(to); err != nil {
		return out, err
	}
	if out.To.Compare(out.From) < 0 {
		return out, fault.New(fault.Invalid, "the time %s ends before it begins", s)
	}
	return out, nil
}

func (f *Facts) tellStandstill(value string) error {
	state, span, ok := strings.Cut(value, ":")
	if !ok {
		state, span = "", value
	}
	s, err := parseSpan(span)
	if err != nil {
		return err
	}
	f.Still(Standstill{state, s.From, s.To})
	return nil
}

// Date tells the date of an event.
func (f *Facts) Date(event string, d ipr.Date) {
	if f.dates == nil {
		f.dates = map[string][]ipr.Date{}
	}
	f.dates[event] = append(f.dates[event], d)
}

// Count tells a number.
func (f *Facts) Count(name string, n int) {
	if f.numbers == nil {
		f.numbers = map[string]int{}
	}
	f.numbers[name] = n
}

// Still tells a time during which a clock stands still.
func (f *Facts) Still(s Standstill) {
	i := sort.Search(len(f.still), func(i int) bool { return f.still[i].From.Compare(s.From) > 0 })
	f.still = slices.Insert(f.still, i, s)
}

// Outage tells a time in which the office could not be reached.
func (f *Facts) Outage(s Span) {
	i := sort.Search(len(f.outages), func(i int) bool { return f.outages[i].From.Compare(s.From) > 0 })
	f.outages = slices.Insert(f.outages, i, s)
}

func (f *Facts) last(event string) (ipr.Date, bool) {
	if event == "priority" {
		return f.earliest(event)
	}
	list := f.dates[event]
	if len(list) == 0 {
		return ipr.Date{}, false
	}
	return list[len(list)-1], true
}

func (f *Facts) earliest(event string) (ipr.Date, bool) {
	list := f.dates[event]
	if len(list) == 0 {
		return ipr.Date{}, false
	}
	best := list[0]
	for _, d := range list[1:] {
		if d.Compare(best) < 0 {
			best = d
		}
	}
	return best, true
}

func (f *Facts) word(name string) string {
	if list := f.words[name]; len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

func (f *Facts) declared(name string) bool { return slices.Contains(f.words["declaration"], name) }
