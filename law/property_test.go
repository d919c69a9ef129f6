package law_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/oracle/lawday"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// A drawnCase is a case that has an answer.
type drawnCase struct {
	pair
	rule   string
	facts  []lawday.Fact
	answer *law.Answer
}

// answered draws n cases that the engine answers, with facts as choose leaves them.
func answered(t *testing.T, seed uint64, n int, choose func(draw, []lawday.Fact) []lawday.Fact, each func(draw, drawnCase)) {
	t.Helper()
	laws := pairs(t)
	d := draw{rand.New(rand.NewPCG(seed, 7))}
	for n > 0 {
		p := laws[d.below(len(laws))]
		if d.oneIn(2) {
			p = laws[d.below(4)] // of an office: there the dates pick the version
		}
		id := p.rules[d.below(len(p.rules))]
		facts := d.facts(p.oracle.Events(id))
		if a, err := p.oracle.Date(id, facts); err == nil && a.Due != "" && d.oneIn(2) {
			facts = d.more(facts, a)
		}
		facts = choose(d, facts)
		if a := answer(p.engine, id, facts); a != nil {
			each(d, drawnCase{p, id, facts, a})
			n--
		}
	}
}

// answer gives the engine's answer; nil if it has none.
func answer(w *law.Law, id string, facts []lawday.Fact) *law.Answer {
	var f law.Facts
	for _, x := range facts {
		if f.Tell(x.Name, x.Value) != nil {
			return nil
		}
	}
	a, err := w.Date(id, &f)
	if err != nil {
		return nil
	}
	return a
}

func without(facts []lawday.Fact, names ...string) []lawday.Fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f lawday.Fact) bool { return slices.Contains(names, f.Name) })
}

// earlier tells whether an end came earlier than it was. No end is later than every day.
func earlier(is, was ipr.Date) bool {
	switch {
	case is.IsZero():
		return false
	case was.IsZero():
		return true
	}
	return is.Compare(was) < 0
}

// TestLaterEventNeverGivesAnEarlierEnd moves one event to a later day and leaves all else as it is. Under the same version
// of the rule neither the end nor the day to which it rolls nor the end of the grace comes earlier: month ends, rolls,
// outages, requests for extensions, caps, and the later or earlier of two included.
//
// It holds with two limits, both in the nature of the law. A clock that stands still while it starts counts the time of
// standing still from its start, so that a later start has less of it: from 30 and from 31 January a month ends on 28
// February, and what is added is a day less. And an outage moves the end to a working day, past a closed day on which a
// rule that does not roll may end: such a rule is tried without outages.
func TestLaterEventNeverGivesAnEarlierEnd(t *testing.T) {
	tried := 0
	drop := func(_ draw, facts []lawday.Fact) []lawday.Fact { return without(facts, "tolled", "officer_date") }
	answered(t, 1, 6000, drop, func(d draw, c drawnCase) {
		if !rolls(c.answer.Rule) {
			c.facts = without(c.facts, "outage")
			c.answer = answer(c.engine, c.rule, c.facts)
		}
		events := c.oracle.Events(c.rule)
		i := slices.IndexFunc(c.facts, func(f lawday.Fact) bool { return slices.Contains(events, f.Name) && f.Name != "set" })
		if i < 0 {
			return
		}
		name := c.facts[i].Name
		at, err := time.Parse(time.DateOnly, c.facts[i].Value)
		if err != nil {
			t.Fatal(err)
		}
		later := slices.Clone(c.facts)
		later[i].Value = text(at.AddDate(0, 0, 1+d.below(d.below(60)+1)))
		b := answer(c.engine, c.rule, later)
		if b == nil || b.Rule != c.answer.Rule {
			return
		}
		tried++
		a := c.answer
		if earlier(b.Due, a.Due) || earlier(b.Date, a.Date) || earlier(b.GraceEnd, a.GraceEnd) {
			t.Errorf("%s %s%s: due %s, date %s, grace %s; with %s on %s: due %s, date %s, grace %s",
				c.rule, c.name, command(c.facts), a.Due, a.Date, a.GraceEnd, name, later[i].Value, b.Due, b.Date, b.GraceEnd)
		}
	})
	if tried < 2000 {
		t.Errorf("only %d cases tried", tried)
	}
}

// rolls tells whether a rule moves its end to a working day.
func rolls(r *law.Rule) bool {
	return r.Roll == "next_working_day" || r.Roll == "" && (r.Kind == law.PartyDeadline || r.Kind == law.ThirdPartyWindow)
}

// TestExtensionNeverShortens adds a request for an extension at any time, early, in time or late.
func TestExtensionNeverShortens(t *testing.T) {
	longer := 0
	drop := func(_ draw, facts []lawday.Fact) []lawday.Fact { return without(facts, "officer_date") }
	answered(t, 2, 6000, drop, func(d draw, c drawnCase) {
		a := c.answer
		if a.Due.IsZero() {
			return
		}
		end, err := time.Parse(time.DateOnly, a.Date.String())
		if err != nil {
			t.Fatal(err)
		}
		request := lawday.Fact{Name: "extension_requested", Value: text(end.AddDate(0, 0, 5-d.below(60)))}
		b := answer(c.engine, c.rule, append(slices.Clone(c.facts), request))
		if b == nil {
			t.Fatalf("%s %s%s: no answer once an extension was asked for on %s", c.rule, c.name, command(c.facts), request.Value)
		}
		if earlier(b.Due, a.Due) || earlier(b.Date, a.Date) || earlier(b.GraceEnd, a.GraceEnd) {
			t.Errorf("%s %s%s: due %s, date %s, grace %s; with an extension asked for on %s: due %s, date %s, grace %s",
				c.rule, c.name, command(c.facts), a.Due, a.Date, a.GraceEnd, request.Value, b.Due, b.Date, b.GraceEnd)
		}
		if b.Due != a.Due {
			longer++
		}
	})
	if longer < 100 {
		t.Errorf("only %d ends were moved by an extension", longer)
	}
}

// A reader does a computation again from the sentences of its explanation, as a person with a calendar would.
type reader struct {
	law     *lawday.Reading
	answer  *law.Answer
	anchor  string
	end     string // so far
	date    string // once the grace begins
	checked map[law.StepKind]int
}

var (
	dated    = regexp.MustCompile(`(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})`)
	slashed  = regexp.MustCompile(`(\d{2})/(\d{2})/(\d{4})`)
	names    = regexp.MustCompile(`\(.*\)`)
	counted  = regexp.MustCompile(`(\d+) (working day|day|month|year)s?\b`)
	inMonth  = regexp.MustCompile(`^In month (\d+) from`)
	extended = regexp.MustCompile(`: (\d+) (working day|day|month|year)s? more, `)
)

// dates gives the dates of an English sentence as YYYY-MM-DD, in order.
func dates(sentence string) []string {
	var out []string
	for _, m := range dated.FindAllString(sentence, -1) {
		t, err := time.Parse("2 January 2006", m)
		if err != nil {
			panic(err)
		}
		out = append(out, text(t))
	}
	return out
}

// length gives the first length that a pattern finds.
func length(p *regexp.Regexp, sentence string) (int, string) {
	m := p.FindStringSubmatch(sentence)
	if m == nil {
		return 0, ""
	}
	n, _ := strconv.Atoi(m[1])
	return n, strings.ReplaceAll(m[2], " ", "_")
}

// step does the step that a sentence tells; "" if it comes to what the sentence says, else what it should be.
func (r *reader) step(s law.ToldStep) string {
	ds := dates(s.Text)
	r.checked[s.Step]++
	expect := func(what string, got, want string) string {
		if got != want {
			return fmt.Sprintf("%s is %s, want %s", what, got, want)
		}
		return ""
	}
	switch s.Step {
	case "anchor":
		r.anchor = ds[0]
	case "length", "renewed":
		n, unit := length(counted, s.Text)
		r.end = ds[1]
		return expect("the start", ds[0], r.anchor) + expect("the end", ds[1], r.law.After(ds[0], n, unit))
	case "before":
		n, unit := length(counted, s.Text)
		r.end = ds[2]
		return expect("the anchor", ds[1], r.anchor) + expect("the end", ds[2], r.anchor) +
			expect("the opening", ds[0], r.law.After(ds[1], -n, unit)) + expect("opens", r.answer.Opens.String(), ds[0])
	case "in":
		n, _ := strconv.Atoi(inMonth.FindStringSubmatch(s.Text)[1])
		r.end = ds[2]
		return expect("the start", ds[0], r.anchor) + expect("the day behind the end", r.law.After(ds[2], 1, "day"), r.law.After(ds[0], n, "month")) +
			expect("the opening", ds[1], r.law.After(ds[0], n-1, "month")) + expect("opens", r.answer.Opens.String(), ds[1])
	case "until_day":
		r.end = ds[0]
	case "later", "earlier":
		n, unit := length(counted, s.Text)
		was := r.end
		if r.end = min(was, ds[1]); s.Step == "later" {
			r.end = max(was, ds[1])
		}
		return expect("the other end", ds[1], r.law.After(ds[0], n, unit)) + expect("the "+string(s.Step), ds[2], r.end)
	case "stood":
		n, unit := length(counted, s.Text)
		was := r.end
		r.end = ds[3]
		return expect("the end so far", ds[2], was) + expect("the end", ds[3], r.law.After(was, n, unit)) +
			expect("the first day on which it runs", ds[1], r.law.After(max(ds[0], r.anchor), n, "day"))
	case "extended":
		n, unit := length(extended, s.Text)
		was := r.end
		r.end = ds[2]
		return expect("the end so far", ds[1], was) + expect("the end", ds[2], r.law.After(was, n, unit))
	case "too_late":
		if ds[0] <= ds[1] || ds[1] < r.end {
			return "the request is not late"
		}
	case "cap":
		n, unit := length(counted, s.Text)
		was := r.end
		r.end = ds[1]
		return expect("the end so far", ds[0], was) + expect("the most", ds[1], min(was, r.law.After(r.anchor, n, unit)))
	case "roll":
		was := r.end
		r.end = ds[1]
		return expect("the end so far", ds[0], was) + r.nextOpen(was, ds[1])
	case "outage":
		was := r.end
		r.end = ds[3]
		if was < ds[1] || was > ds[2] {
			return "the end is not in the outage"
		}
		return expect("the end so far", ds[0], was) + r.nextOpen(ds[2], ds[3])
	case "grace":
		n, unit := length(counted, s.Text)
		r.date, r.end = r.end, ds[1]
		return expect("the end before any roll", ds[0], r.answer.Due.String()) + expect("the end of the grace", ds[1], r.law.After(ds[0], n, unit))
	case "officer":
		r.end = ds[0]
	}
	return ""
}

// nextOpen tells what is wrong with a day that is said to be the first working day after another.
func (r *reader) nextOpen(after, day string) string {
	for d := r.law.After(after, 1, "day"); d < day; d = r.law.After(d, 1, "day") {
		if r.law.Working(d) {
			return d + " is a working day too"
		}
	}
	if day <= after || !r.law.Working(day) {
		return day + " is no working day after it"
	}
	return ""
}

// TestExplanationRecomputesToTheSameDate reads the sentences of an explanation and nothing else, counts each step again on
// the printed calendar, and must come to the same dates. What the Vietnamese sentence says are the same dates.
func TestExplanationRecomputesToTheSameDate(t *testing.T) {
	checked := map[law.StepKind]int{}
	keep := func(_ draw, facts []lawday.Fact) []lawday.Fact { return facts }
	answered(t, 3, 8000, keep, func(_ draw, c drawnCase) {
		told, vi := c.answer.In(c.engine, c.rule, locale.En), c.answer.In(c.engine, c.rule, locale.Vi)
		if len(told.Explanation) != len(c.answer.Steps) || len(vi.Explanation) != len(told.Explanation) {
			t.Fatalf("%s %s%s: %d steps, %d sentences in English, %d in Vietnamese", c.rule, c.name, command(c.facts), len(c.answer.Steps), len(told.Explanation), len(vi.Explanation))
		}
		r := reader{law: c.oracle, answer: c.answer, checked: checked}
		for i, s := range told.Explanation {
			if wrong := r.step(s); wrong != "" {
				t.Errorf("%s %s%s: %q: %s", c.rule, c.name, command(c.facts), s.Text, wrong)
			}
			var same []string
			inVietnamese := vi.Explanation[i].Text
			if s.Step == "roll" {
				inVietnamese = names.ReplaceAllString(inVietnamese, "") // of the holidays, which may have a date in them
			}
			for _, m := range slashed.FindAllStringSubmatch(inVietnamese, -1) {
				same = append(same, m[3]+"-"+m[2]+"-"+m[1])
			}
			if want := dates(s.Text); !slices.Equal(slices.Sorted(slices.Values(same)), slices.Sorted(slices.Values(want))) {
				t.Errorf("%s %s%s: the Vietnamese sentence %q has the dates %v, the English one %v", c.rule, c.name, command(c.facts), vi.Explanation[i].Text, same, want)
			}
		}
		date, grace := r.end, ""
		if r.date != "" {
			date, grace = r.date, r.end
		}
		if a := c.answer; date != a.Date.String() || grace != a.GraceEnd.String() {
			t.Errorf("%s %s%s: the explanation comes to %s and %s, the answer is %s and %s", c.rule, c.name, command(c.facts), date, grace, a.Date, a.GraceEnd)
		}
	})
	for _, kind := range law.StepKinds() {
		if checked[kind] < 5 {
			t.Errorf("only %d steps %s were read", checked[kind], kind)
		}
	}
	t.Logf("%v", checked)
}

// TestBillIsTheSumOfItsLines draws counts for every bill: the total is the sum, each line its count times what one costs,
// and no discount is more than what it reduces.
func TestBillIsTheSumOfItsLines(t *testing.T) {
	d := draw{rand.New(rand.NewPCG(4, 7))}
	made := 0
	for _, office := range []string{"VN", "CH"} {
		w := read(t, office)
		for _, b := range w.Acts() {
			for range 300 {
				var f law.Facts
				for _, fact := range []string{"classes", "independent_claims", "pages", "drawings", "priorities", "titles", "months_late", "year", "items", "date"} {
					value := strconv.Itoa(d.below(25))
					switch {
					case fact == "classes":
						value = strconv.Itoa(1 + d.below(9))
					case fact == "items":
						value = fmt.Sprintf("%d,%d", d.below(12), d.below(12))
					case fact == "date":
						value = text(d.day())
					}
					if d.oneIn(15) {
						continue
					}
					if err := f.Tell(fact, value); err != nil {
						t.Fatal(err)
					}
				}
				bill, err := w.Fee(b.Act, &f)
				if err != nil {
					continue
				}
				made++
				var sum, gross int64
				for _, l := range bill.Lines {
					sum += l.Amount
					switch {
					case l.Amount > 0:
						gross += l.Amount
						if l.Fee == nil || l.Count < 1 {
							t.Errorf("%s %s: the line %s has a count of %d", office, b.Act, l.ID(), l.Count)
						} else if want := int64(l.Count) * l.Each; l.Fee.Rate == 0 && l.Amount != want {
							t.Errorf("%s %s: the line %s is %d, want %d × %d", office, b.Act, l.ID(), l.Amount, l.Count, l.Each)
						}
					case l.Amount == 0:
						t.Errorf("%s %s: the line %s is of nothing", office, b.Act, l.ID())
					case l.Discount == nil:
						t.Errorf("%s %s: the line %s takes off %d and is no discount", office, b.Act, l.ID(), -l.Amount)
					}
				}
				if sum != bill.Total || bill.Total < gross/2 {
					t.Errorf("%s %s: the lines are %d, before discounts %d, the total is %d", office, b.Act, sum, gross, bill.Total)
				}
			}
		}
	}
	if made < 3000 {
		t.Errorf("only %d bills", made)
	}
}
