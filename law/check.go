package law

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

// Finding is something that the linter says about a pack.
type Finding struct {
	Pack    string
	Where   string // "rule TM.opposition", "machine TM, state published" …
	Confirm bool   // no defect of the pack, but something that the office must still confirm
	Why     *fault.Fault
}

// WhereIn tells in words where a finding is: its kind in the language, then its name.
func (f *Finding) WhereIn(l locale.Lang) string {
	parts := strings.Split(f.Where, ", ")
	for i, part := range parts {
		kind, name, _ := strings.Cut(part, " ")
		if words, ok := locale.Lookup(l, "law.where."+kind); ok {
			parts[i] = strings.TrimSpace(words + " " + strings.Replace(name, " of ", ", ", 1))
		}
	}
	return strings.Join(parts, ", ")
}

// linter collects findings about one pack, seen together with the packs that it lies over.
type linter struct {
	lib   *Library
	pack  *Pack
	law   *Law // of the pack alone
	found []Finding
}

func (c *linter) bad(where string, f *fault.Fault) {
	c.found = append(c.found, Finding{Pack: c.pack.ID, Where: where, Why: f})
}

func (c *linter) confirm(where string, f *fault.Fault) {
	c.found = append(c.found, Finding{Pack: c.pack.ID, Where: where, Confirm: true, Why: f})
}

// Check looks for what is wrong in a pack and for what its office must still confirm. It proves that every state of its
// machines can be reached and can end, that no act is without an actor and no clock without an end effect, that versions of
// a rule leave no gap and do not overlap, that each is picked by an event that comes before its anchor, that every sentence
// is there in both languages and that every fact has a source. Errors: NotFound.
func (l *Library) Check(id string) ([]Finding, error) {
	p, err := l.Pack(id)
	if err != nil {
		return nil, err
	}
	c := &linter{lib: l, pack: p}
	if c.law, err = l.Only(id, p.Office); err != nil {
		return nil, err
	}
	c.words("pack", p.Title)
	for _, k := range p.Conventions {
		c.words("convention "+k.ID, k.Text)
	}
	for _, r := range p.Rules {
		c.rule(r)
	}
	c.versions()
	for _, f := range p.Fees {
		c.fee(f)
	}
	for _, b := range p.Bills {
		c.bill(b)
	}
	for _, d := range p.Discounts {
		where := "discount " + d.ID
		c.words(where, d.Title)
		c.sourced(where, d.Source, d.Confidence, d.Article)
	}
	for _, r := range p.Requirements {
		where := "requirement " + r.ID
		c.words(where, r.Title)
		c.maybe(where, r.When)
		c.sourced(where, r.Source, r.Confidence, r.Article)
		if !slices.Contains([]string{"document", "field", "fee", "condition"}, r.What) {
			c.bad(where, fault.New(fault.Invalid, "%q is not what can be required; document, field, fee and condition are", r.What))
		}
	}
	for _, m := range p.Machines {
		c.machine(m)
	}
	c.calendar()
	return c.found, nil
}

// words wants a text in every language.
func (c *linter) words(where string, w Words) {
	if w.Vi == "" || w.En == "" {
		c.bad(where, fault.New(fault.Invalid, "a text is missing in a language"))
	}
}

// maybe wants a text in every language if there is one in any.
func (c *linter) maybe(where string, w Words) {
	if w != (Words{}) {
		c.words(where, w)
	}
}

// sourced wants a source and a confidence that may be shipped.
func (c *linter) sourced(where string, source Strings, k Confidence, article string) {
	switch {
	case len(source) == 0:
		c.bad(where, fault.New(fault.Invalid, "there is no source"))
	case !slices.Contains([]Confidence{"A", "A-", "B", "C"}, k):
		c.bad(where, fault.New(fault.Invalid, "%q is no confidence that is shipped", string(k)))
	case !k.Verified():
		c.confirm(where, fault.New(fault.Invalid, "unverified: confidence %s", string(k)))
	}
	chain, _ := c.lib.chain(c.pack)
	for _, s := range source {
		if s != "memory" && !slices.ContainsFunc(chain, func(p *Pack) bool { return p.Sources[s] != "" }) {
			c.bad(where, fault.New(fault.Invalid, "the source %q is not among those of the pack", s))
		}
	}
	if article == "" && strings.HasPrefix(where, "rule ") {
		c.confirm(where, fault.New(fault.Invalid, "the article is not sourced"))
	}
}

func (c *linter) rule(r *Rule) {
	where := "rule " + r.ID
	if !r.From.IsZero() {
		where += " of " + r.From.String()
	}
	c.words(where, r.Title)
	c.words(where, r.Text)
	c.maybe(where, r.Note)
	c.maybe(where, r.Condition)
	for _, k := range r.Choose {
		if _, ok := c.law.versions(k.Rule); !ok {
			c.bad(where, fault.New(fault.Invalid, "there is no rule %s", k.Rule))
		}
	}
	if len(r.Choose) > 0 {
		return
	}
	if r.Set == "officer" {
		c.confirm(where, fault.New(fault.Invalid, "no source gives the length; an officer must set the date"))
		return
	}
	c.sourced(where, r.Source, r.Confidence, r.Article)
	if r.Practice != nil {
		c.words(where, r.Practice.Text)
		c.sourced(where+", practice", r.Practice.Source, r.Practice.Confidence, "-")
	}
	if r.Fact == "" {
		c.bad(where, fault.New(fault.Invalid, "the rule names no fact"))
	}
	if r.From.IsZero() {
		c.bad(where, fault.New(fault.Invalid, "the rule does not say from when it is"))
	}
	if (r.Kind == PartyDeadline || r.Kind == OfficeDeadline) && r.Then == "" {
		c.confirm(where, fault.New(fault.Invalid, "what happens at the end is not sourced"))
	}
	for _, a := range []Anchor{r.Anchor, r.VersionBy} {
		for _, e := range a.Events() {
			if _, ok := order[e]; !ok {
				c.bad(where, fault.New(fault.Invalid, "the event %s is not known", e))
			}
		}
	}
	by, _ := r.versionBy()
	if last(by.Events()) > first(r.Anchor.Events()) && by.text != r.Anchor.text {
		c.bad(where, fault.New(fault.Invalid, "the version is picked by %s, which comes after %s", by.text, r.Anchor.text))
	}
	for _, k := range r.Reinstatement {
		if _, ok := c.law.versions(k); !ok && k != "none" {
			c.bad(where, fault.New(fault.Invalid, "there is no rule %s", k))
		}
	}
}

// order tells which events come before others in the life of a right: those of a lower number never come after those of a
// higher one. Events of one number may come in either order.
var order = map[string]int{
	"creation": 0, "first_exploitation": 0, "disclosure": 0, "first_filing": 0,
	"priority": 1, "priority_or_filing": 1, "filing": 1, "international_registration": 1, // a priority is told with the filing
	"ISR_transmittal": 2, "early_request": 2, "invitation": 2, "notification": 2, "notification_received": 2, "found_valid": 2, "acceptance": 2,
	"publication": 3, "exam_request": 3, "opposition_admissible": 4, "cooling_off_end": 5, "notice": 4, "grant_notice": 5,
	"decision": 6, "decision_notified": 6, "decision_received_or_known": 6, "first_appeal_decision": 7, "missed_deadline": 7, "removal_of_cause": 7, "grant": 6, "registration": 6,
	"grant_publication": 7, "registration_publication": 7, "grant_anniversary": 8, "request": 8, "renewal_recorded": 8, "cancellation": 8, "expiry": 9,
}

func first(events []string) int {
	n := 99
	for _, e := range events {
		n = min(n, order[e])
	}
	return n
}

func last(events []string) int {
	n := 0
	for _, e := range events {
		n = max(n, order[e])
	}
	return n
}

// versions looks for versions of a rule that overlap or leave a gap, over all packs of the office.
func (c *linter) versions() {
	law := c.law
	if c.pack.Office != "" {
		if w, err := c.lib.Office(c.pack.Office); err == nil {
			law = w
		}
	}
	seen := map[string]bool{}
	for _, r := range c.pack.Rules {
		key := r.ID + " " + string(r.Office) + " " + r.From.String()
		if seen[key] {
			c.bad("rule "+r.ID, fault.New(fault.Invalid, "there are two versions of %s", r.From.String()))
		}
		seen[key] = true
		list := law.rules[r.ID] // the newest first
		for i, v := range list {
			if v != r || i == 0 || v.Until.IsZero() {
				continue
			}
			next := list[i-1].From
			switch d := v.Until.Compare(next); {
			case d > 0:
				c.bad("rule "+r.ID, fault.New(fault.Invalid, "the version of %s overlaps that of %s", v.From.String(), next.String()))
			case d < 0:
				c.bad("rule "+r.ID, fault.New(fault.Invalid, "there is a gap between %s and %s", v.Until.String(), next.String()))
			}
		}
	}
}

func (c *linter) fee(f *Fee) {
	where := "fee " + f.ID
	c.words(where, f.Title)
	c.maybe(where, f.Note)
	c.sourced(where, f.Source, f.Confidence, f.Article)
	for _, b := range f.Base {
		if len(c.law.fees(b, ipr.Date{}, 1)) == 0 && !c.law.banded(b) {
			c.bad(where, fault.New(fault.Invalid, "there is no fee %s", b))
		}
	}
	if k := f.ChargeConfidence; k != "" && !k.Verified() {
		c.confirm(where, fault.New(fault.Invalid, "which kind of charge it is, is unverified: confidence %s", string(k)))
	}
}

func (c *linter) bill(b *BillOf) {
	where := "bill " + b.Act
	c.words(where, b.Title)
	for _, id := range b.Fees {
		if !slices.ContainsFunc(c.law.packs, func(p *Pack) bool {
			return slices.ContainsFunc(p.Fees, func(f *Fee) bool { return f.ID == id })
		}) {
			c.bad(where, fault.New(fault.Invalid, "there is no fee %s", id))
		}
	}
	c.bands(where, b)
}

// bands looks for years of life that a banded fee leaves out or has twice.
func (c *linter) bands(where string, b *BillOf) {
	for _, id := range b.Fees {
		var bands [][]int
		for _, p := range c.law.packs {
			for _, f := range p.Fees {
				if f.ID == id && len(f.Years) == 2 {
					bands = append(bands, f.Years)
				}
			}
		}
		slices.SortFunc(bands, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
		for i := 1; i < len(bands); i++ {
			if bands[i][0] != bands[i-1][1]+1 {
				c.bad(where, fault.New(fault.Invalid, "the years of the fee %s do not follow each other at %d", id, bands[i][0]))
			}
		}
	}
}

// statuses is the register's closed list.
var statuses = []string{"filed", "examined", "published", "opposed", "registered", "refused", "withdrawn", "expired", "cancelled", "unknown"}

// categories are the letters of key events. Source: WIPO Standard ST.27.
const categories = "ABCDEFGHKLMNPQRSTUVWY"

func (c *linter) machine(m *Machine) {
	name := "machine " + m.Right
	c.words(name, m.Title)
	c.maybe(name, m.Note)
	if m.State(m.Start) == nil {
		c.bad(name, fault.New(fault.Invalid, "there is no state %s", m.Start))
	}
	reached, ending := m.reach(), m.ending()
	seen := map[string]bool{}
	for _, s := range m.States {
		where := name + ", state " + s.ID
		c.words(where, s.Title)
		switch {
		case seen[s.ID]:
			c.bad(where, fault.New(fault.Invalid, "the state is there twice"))
		case !slices.Contains(statuses, s.Status):
			c.bad(where, fault.New(fault.Invalid, "%q is no status of the register", s.Status))
		case !reached[s.ID]:
			c.bad(where, fault.New(fault.Invalid, "the state cannot be reached"))
		case !ending[s.ID]:
			c.bad(where, fault.New(fault.Invalid, "no end can be reached from the state"))
		}
		seen[s.ID] = true
	}
	for _, a := range m.Acts {
		c.act(m, a)
	}
}

func (c *linter) act(m *Machine, a *Act) {
	where := "machine " + m.Right + ", act " + a.ID
	c.words(where, a.Title)
	c.maybe(where, a.When)
	c.maybe(where, a.Note)
	c.sourced(where, a.Source, a.Confidence, a.Article)
	if len(a.By) == 0 {
		c.bad(where, fault.New(fault.Invalid, "nobody may do the act"))
	}
	for _, by := range a.By {
		if !slices.Contains(actors, by) {
			c.bad(where, fault.New(fault.Invalid, "%q is nobody who acts", by))
		}
	}
	states := slices.Clone(a.From)
	if a.To != "" {
		states = append(states, a.To)
	}
	if len(a.From) == 0 {
		c.bad(where, fault.New(fault.Invalid, "the act is open in no state"))
	}
	for _, s := range states {
		if m.State(s) == nil {
			c.bad(where, fault.New(fault.Invalid, "there is no state %s", s))
		}
	}
	if a.Category != "" && (len(a.Category) != 1 || !strings.Contains(categories, a.Category)) {
		c.bad(where, fault.New(fault.Invalid, "%q is no category of events", a.Category))
	}
	for _, id := range slices.Concat(a.Starts, a.Stops) {
		list, ok := c.law.versions(id)
		if !ok {
			c.bad(where, fault.New(fault.Invalid, "there is no rule %s", id))
			continue
		}
		if then := list[0].Then; slices.Contains(a.Starts, id) && then != "" && m.State(then) == nil {
			c.bad(where, fault.New(fault.Invalid, "the clock %s ends in %s, which is no state", id, then))
		}
	}
	if a.Fee != "" {
		if b, _ := c.law.bill(a.Fee, ipr.Date{}); b == nil {
			c.confirm(where, fault.New(fault.Invalid, "the fee of %s is not in this pack", a.Fee))
		}
	}
}

// calendar lists the days that wait for their law.
func (c *linter) calendar() {
	k := c.lib.calendars[c.pack.Calendar]
	if k == nil {
		return
	}
	where := "calendar " + k.ID
	for _, h := range k.Pending() {
		c.confirm(where, fault.New(fault.Invalid, "%s may become a holiday: its law was not seen", h.Date.String()))
	}
	years := slices.Sorted(maps.Keys(k.years))
	if len(years) > 0 {
		c.confirm(where, fault.New(fault.Invalid, "the holidays of the years before %s and after %s are computed", fmt.Sprint(years[0]), fmt.Sprint(years[len(years)-1])))
	}
}
