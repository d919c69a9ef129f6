package law

import (
	"maps"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Law is what applies in one place: to an office, rule by rule in the version that its facts ask for, or to whoever asks for
// one pack. It is made by a [Library].
type Law struct {
	Office   ipr.Office
	Pinned   *Pack              // the one pack that was asked for; nil if versions are picked by the facts
	packs    []*Pack            // those that lie over others after them
	newest   []*Pack            // the same, the newest first
	rules    map[string][]*Rule // versions, the newest first; of a pinned pack one
	calendar *Calendar
}

// Office gives the law of an office: all packs that name it. Errors: NotFound if none does.
func (l *Library) Office(o ipr.Office) (*Law, error) {
	w := &Law{Office: o, rules: map[string][]*Rule{}}
	for _, p := range l.Packs() {
		if p.Office == o {
			w.packs = append(w.packs, p)
		}
	}
	if len(w.packs) == 0 {
		return nil, fault.New(fault.NotFound, "there is no pack for the office %s", string(o))
	}
	// Packs that lie over others come after them, so that of two versions from one day theirs counts.
	depth := func(p *Pack) int { list, _ := l.chain(p); return len(list) }
	slices.SortStableFunc(w.packs, func(a, b *Pack) int { return depth(a) - depth(b) })
	for _, p := range w.packs {
		if p.Calendar != "" {
			w.calendar = l.calendars[p.Calendar]
		}
		for _, r := range p.Rules {
			list := w.rules[r.ID]
			if i := slices.IndexFunc(list, func(o *Rule) bool { return o.From == r.From }); i >= 0 {
				list[i] = r
			} else {
				list = append(list, r)
			}
			w.rules[r.ID] = list
		}
	}
	w.newest = slices.Clone(w.packs)
	slices.Reverse(w.newest)
	w.order()
	for _, list := range w.rules {
		slices.SortStableFunc(list, func(a, b *Rule) int { return b.From.Compare(a.From) })
	}
	return w, nil
}

// Only gives the law of one pack and of what it lies over, whatever the dates. Of a treaty's pack, the rules of the office go
// before those for all, if one is named. Errors: NotFound.
func (l *Library) Only(id string, o ipr.Office) (*Law, error) {
	p, err := l.Pack(id)
	if err != nil {
		return nil, err
	}
	chain, err := l.chain(p)
	if err != nil {
		return nil, err
	}
	w := &Law{Office: o, Pinned: p, packs: chain, rules: map[string][]*Rule{}}
	for _, p := range chain {
		if w.calendar == nil && p.Calendar != "" {
			w.calendar = l.calendars[p.Calendar]
		}
		// Within a pack the newest version of a rule counts.
		newest := map[string]*Rule{}
		for _, r := range p.Rules {
			if r.Office != "" && r.Office != o {
				continue
			}
			if old := newest[r.ID]; old == nil || old.Office == "" && r.Office != "" || old.Office == r.Office && r.From.Compare(old.From) > 0 {
				newest[r.ID] = r
			}
		}
		for id, r := range newest {
			if w.rules[id] == nil {
				w.rules[id] = []*Rule{r}
			}
		}
	}
	w.newest = slices.Clone(chain)
	w.order()
	if w.calendar == nil && o != "" {
		if there, err := l.Office(o); err == nil {
			w.calendar = there.calendar // a treaty's period ends where the act is done
		}
	}
	return w, nil
}

// order puts the packs, of which those that lie over others come first, in the order in which fees, machines and requirements are looked for.
func (w *Law) order() {
	slices.SortStableFunc(w.newest, func(a, b *Pack) int { return b.From.Compare(a.From) })
}

// Packs lists the packs that the law is made of.
func (w *Law) Packs() []*Pack { return w.packs }

// Calendar is the office's calendar; nil if no pack names one.
func (w *Law) Calendar() *Calendar { return w.calendar }

// Rules lists the names of all rules in order.
func (w *Law) Rules() []string { return slices.Sorted(maps.Keys(w.rules)) }

// Versions lists the versions of a rule, the newest first.
func (w *Law) Versions(id string) []*Rule {
	list, _ := w.versions(id)
	return list
}

// versions finds a rule by its name: that of its right, or that of all rights.
func (w *Law) versions(id string) ([]*Rule, bool) {
	if list := w.rules[id]; len(list) > 0 {
		return list, true
	}
	if r := right(id); r != id && slices.Contains(rights(), r) {
		list := w.rules["*"+id[len(r):]]
		return list, len(list) > 0
	}
	return nil, false
}

// pick finds the version of a rule that applies to the facts; see docs/law.md section 4. Errors: NotFound if the law has no
// such rule, or none for that time; Invalid if a fact is missing that would decide.
func (c *computation) pick(id string) (*Rule, error) {
	list, ok := c.law.versions(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "there is no rule %s in %s", id, c.law.name())
	}
	if c.law.Pinned != nil {
		c.step(Step{Kind: stepPinned, Name: list[0].pack.ID, From: list[0].From})
		return list[0], nil
	}
	var none error
	for _, r := range list {
		by, practice := r.versionBy()
		if practice && c.facts.word("practice") == "off" {
			by, practice = &r.VersionBy, false
			if by.IsZero() {
				by = &r.Anchor
			}
		}
		d, err := by.at(c)
		if err != nil {
			none = err // a version that needs an event which has not happened does not apply
			continue
		}
		if d.Compare(r.From) < 0 || !r.Until.IsZero() && d.Compare(r.Until) >= 0 {
			continue
		}
		k := stepVersion
		if practice && !c.byWords(r) {
			k = stepPractice
		}
		c.step(Step{Kind: k, Name: by.text, From: d, To: r.From})
		return r, nil
	}
	if none != nil {
		return nil, none
	}
	oldest := list[len(list)-1]
	return nil, fault.New(fault.NotFound, "the law knows the rule %s from %s on, and what decides came before", id, oldest.From.String())
}

// byWords reports whether the law's own words pick the version too, so that the practice decides nothing.
func (c *computation) byWords(r *Rule) bool {
	by := &r.VersionBy
	if by.IsZero() {
		by = &r.Anchor
	}
	d, err := by.at(c)
	return err == nil && d.Compare(r.From) >= 0 && (r.Until.IsZero() || d.Compare(r.Until) < 0)
}

// versionBy is the event whose date picks the version, and whether it is the practice of the office that says so.
func (r *Rule) versionBy() (*Anchor, bool) {
	switch {
	case r.Practice != nil && !r.Practice.VersionBy.IsZero():
		return &r.Practice.VersionBy, true
	case !r.VersionBy.IsZero():
		return &r.VersionBy, false
	}
	return &r.Anchor, false
}

func (w *Law) name() string {
	if w.Pinned != nil {
		return w.Pinned.ID
	}
	return "the law of " + string(w.Office)
}

// RulesOf lists the names of the rules for a right, those for all rights among them, in order.
func (w *Law) RulesOf(kind string) []string {
	var list []string
	for id := range w.rules {
		if r, step, _ := strings.Cut(id, "."); r == kind || r == "*" {
			if id = kind + "." + step; !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
	}
	slices.Sort(list)
	return list
}

// InForce gives the version of a rule that is in force on a day by its own dates, whatever a case's facts would pick; nil if
// there is none.
func (w *Law) InForce(id string, day ipr.Date) *Rule {
	list, _ := w.versions(id)
	for _, r := range list {
		if w.Pinned != nil || r.From.Compare(day) <= 0 && (r.Until.IsZero() || day.Compare(r.Until) < 0) {
			return r
		}
	}
	return nil
}

// PhaseOf is the phase of a right's machine in which a rule's clock runs; "" if no act of the machine starts it.
func (w *Law) PhaseOf(kind, id string) string {
	m := w.Machine(kind)
	if m == nil {
		return ""
	}
	_, step, _ := strings.Cut(id, ".")
	for _, a := range m.Acts {
		if !slices.Contains(a.Starts, id) && !slices.Contains(a.Starts, "*."+step) {
			continue
		}
		to := a.To
		if to == "" && len(a.From) > 0 {
			to = a.From[0]
		}
		if s := m.State(to); s != nil {
			return s.Phase
		}
	}
	return ""
}

// Kinds lists the kinds of right for which the law has rules, those for all rights left out.
func (w *Law) Kinds() []string {
	var list []string
	for _, k := range rights()[1:] {
		for id := range w.rules {
			if right(id) == k {
				list = append(list, k)
				break
			}
		}
	}
	return list
}
