package law

import (
	"cmp"
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
	// Packs that lie over others come after them, and the office's own file last, so that of two versions from one day theirs counts.
	slices.SortStableFunc(w.packs, func(a, b *Pack) int { return l.depth(a) - l.depth(b) })
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
	l.order(w.newest)
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
	l.order(w.newest)
	if w.calendar == nil && o != "" {
		if there, err := l.Office(o); err == nil {
			w.calendar = there.calendar // a treaty's period ends where the act is done
		}
	}
	return w, nil
}

// depth is how many packs lie under a pack and it: all of them and more if one of these is an office's own file.
func (l *Library) depth(p *Pack) int {
	list, _ := l.chain(p)
	if slices.ContainsFunc(list, func(p *Pack) bool { return p.own }) {
		return len(l.packs) + len(list)
	}
	return len(list)
}

// order puts packs, of which those that lie over others come first, in the order in which fees, machines and requirements are
// looked for: what lies over an office's own file, that file, and the others from the newest on.
func (l *Library) order(packs []*Pack) {
	above := func(p *Pack) bool { return l.depth(p) > len(l.packs) }
	slices.SortStableFunc(packs, func(a, b *Pack) int {
		switch {
		case above(a) && above(b):
			return 0
		case above(a):
			return -1
		case above(b):
			return 1
		}
		return b.From.Compare(a.From)
	})
}

// Packs lists the packs that the law is made of.
func (w *Law) Packs() []*Pack { return w.packs }

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
		if d.Compare(r.From) < 0 {
			c.step(Step{Kind: stepPassed, Name: by.text, From: d, To: r.From})
			continue
		}
		if !r.Until.IsZero() && d.Compare(r.Until) >= 0 {
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
// there is none. Of an office's pack that was asked for, it is that of the pack on any day.
func (w *Law) InForce(id string, day ipr.Date) *Rule {
	list, _ := w.versions(id)
	for _, r := range list {
		if w.Pinned != nil && w.Pinned.Office != "" || r.From.Compare(day) <= 0 && (r.Until.IsZero() || day.Compare(r.Until) < 0) {
			return r
		}
	}
	return nil
}

// PhaseOf is the phase of a right's machine to which a rule belongs. What the office or a party must do in time belongs to the
// phase into which the acts lead that stop its clock or, if they lead into several, to that in which they are done; a window, a
// term, a grace or a barrier, and a clock that no act stops, to the phase in which it starts. "" if the machine does not have it.
func (w *Law) PhaseOf(kind, id string) string {
	m := w.Machine(kind)
	list := w.Versions(id)
	if m == nil || len(list) == 0 {
		return ""
	}
	_, step, _ := strings.Cut(id, ".")
	has := func(clocks Strings) bool { return slices.Contains(clocks, id) || slices.Contains(clocks, "*."+step) }
	var started, done, leads []string           // phases
	for _, moves := range []bool{true, false} { // an act that stays in its state counts if no other one stops the clock
		for _, a := range m.Acts {
			if (a.To != "") != moves || len(a.From) == 0 {
				continue
			}
			from := m.phase(a.From[0])
			to := from
			if moves {
				to = m.phase(a.To)
			}
			if has(a.Starts) {
				started = append(started, to)
			}
			if has(a.Stops) {
				done, leads = append(done, from), append(leads, to)
			}
		}
		if len(done) > 0 {
			break
		}
	}
	switch k := list[0].Kind; {
	case len(done) > 0 && (k == OfficeTarget || k == OfficeDeadline || k == PartyDeadline):
		if len(slices.Compact(leads)) == 1 {
			return leads[0]
		}
		return done[0]
	case len(started) > 0:
		return started[0]
	}
	return ""
}

// phase is that of a state; "" if there is no such state.
func (m *Machine) phase(state string) string {
	if s := m.State(state); s != nil {
		return s.Phase
	}
	return ""
}

// Phases are the phases of a right's life in their usual order, in which a page lists them; a machine may go through them in
// another one.
func Phases() []string {
	return []string{"filing", "formality", "publication", "opposition", "examination", "decision", "grant", "protection", "appeal", "end"}
}

// Events lists the events that the rules for a kind of right ask for, in the order in which they come in the life of a right.
func (w *Law) Events(kind string) []string {
	var list []string
	add := func(names ...string) {
		for _, n := range names {
			if n != "" && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	for _, id := range w.RulesOf(kind) {
		for _, r := range w.Versions(id) {
			add(r.Anchor.Events()...)
			add(r.VersionBy.Events()...)
			add(r.EffectiveFrom)
			if r.Alt != nil {
				add(r.Alt.Anchor.Events()...)
			}
			add(r.until())
			if r.Extensions != nil {
				add("extension_requested")
			}
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(order[a]-order[b], strings.Compare(a, b)) })
	return list
}

// Rights lists the kinds of right for which the law has rules, those for all rights left out.
func (w *Law) Rights() []string {
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
