package place

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Gazetteer is the units of all days.
type Gazetteer struct {
	units []Unit           // by code and first day
	code  map[string][]int // places in units, by code, the earliest day first
	below map[string][]int // by the code of the parent
	named map[string][]int // by folded name without the word for what it is
	came  map[Ref][]Ref    // what a unit came from
}

// NewGazetteer makes a gazetteer of units in any order. A unit may be missing: a commune's province, or what a unit became.
//
// Errors: Invalid for a unit that cannot be, and for two units with one code on one day.
func NewGazetteer(units []Unit) (*Gazetteer, error) {
	g := &Gazetteer{units: make([]Unit, len(units)), code: map[string][]int{}, below: map[string][]int{}, named: map[string][]int{}, came: map[Ref][]Ref{}}
	for i, u := range units {
		var err error
		if g.units[i], err = u.Checked(); err != nil {
			return nil, at(err, u.Code)
		}
	}
	slices.SortFunc(g.units, order)
	for i, u := range g.units {
		if i > 0 && g.units[i-1].Code == u.Code {
			if last := g.units[i-1]; last.Until.IsZero() || last.Until.Compare(u.From) > 0 {
				return nil, fault.New(fault.Invalid, "two units have the code %s on one day", u.Code)
			}
		}
		g.code[u.Code] = append(g.code[u.Code], i)
		if u.Parent != "" {
			g.below[u.Parent] = append(g.below[u.Parent], i)
		}
		for _, n := range keys(u) {
			g.named[n] = append(g.named[n], i)
		}
	}
	for _, u := range g.units {
		for _, next := range g.next(u) {
			g.came[next.Ref()] = append(g.came[next.Ref()], u.Ref())
		}
	}
	return g, nil
}

// at puts the code of a unit before the place of a fault in it.
func at(err error, code string) error {
	if f, ok := fault.Of(err); ok {
		return f.At(strings.TrimSuffix("unit "+code+", "+f.Where, ", "))
	}
	return err
}

// Units gives all units, by code and first day.
func (g *Gazetteer) Units() []Unit { return slices.Clone(g.units) }

// Len is how many units there are, of all days.
func (g *Gazetteer) Len() int { return len(g.units) }

// At gives the unit that has a code on a day.
func (g *Gazetteer) At(code string, day ipr.Date) (Unit, bool) {
	for _, i := range g.code[code] {
		if g.units[i].Stands(day) {
			return g.units[i], true
		}
	}
	return Unit{}, false
}

// Provinces lists the provinces of a day, in the order of their names.
func (g *Gazetteer) Provinces(day ipr.Date) []Unit {
	var list []Unit
	for _, u := range g.units {
		if u.Level == Province && u.Stands(day) {
			list = append(list, u)
		}
	}
	return byName(list)
}

// Below lists the units right below another on a day, in the order of their names.
func (g *Gazetteer) Below(parent string, day ipr.Date) []Unit {
	var list []Unit
	for _, i := range g.below[parent] {
		if g.units[i].Stands(day) {
			list = append(list, g.units[i])
		}
	}
	return byName(list)
}

// Path gives a unit of a day with those above it, the highest first.
func (g *Gazetteer) Path(u Unit, day ipr.Date) []Unit {
	path := []Unit{u}
	for len(path) < len(levels) && path[0].Parent != "" {
		up, ok := g.At(path[0].Parent, day)
		if !ok {
			break
		}
		path = slices.Insert(path, 0, up)
	}
	return path
}

// Editions lists the days on which a unit begins or ends: each begins a new list.
func (g *Gazetteer) Editions() []ipr.Date {
	var days []ipr.Date
	for _, u := range g.units {
		for _, d := range []ipr.Date{u.From, u.Until} {
			if !d.IsZero() {
				days = append(days, d)
			}
		}
	}
	slices.SortFunc(days, ipr.Date.Compare)
	return slices.Compact(days)
}

// Edition is the day from which the list of a day holds; zero if none began before it.
func (g *Gazetteer) Edition(day ipr.Date) (edition ipr.Date) {
	for _, d := range g.Editions() {
		if d.Compare(day) <= 0 {
			edition = d
		}
	}
	return edition
}

// next gives what a unit became on the day on which it ended, as far as that is known.
func (g *Gazetteer) next(u Unit) []Unit {
	var list []Unit
	for _, c := range u.Became {
		if n, ok := g.At(c, u.Until); ok {
			list = append(list, n)
		}
	}
	return list
}

// Now gives the units that hold the land of a unit on a day: itself while it stands, else what it became, and what that became. It is
// empty if nobody has told what it became, or on a day before it began.
func (g *Gazetteer) Now(u Unit, day ipr.Date) []Unit {
	if day.Compare(u.From) < 0 {
		return nil
	}
	if u.Stands(day) {
		return []Unit{u}
	}
	var list []Unit
	seen := map[Ref]bool{}
	var follow func(Unit)
	follow = func(u Unit) {
		if seen[u.Ref()] {
			return
		}
		seen[u.Ref()] = true
		if u.Stands(day) {
			list = append(list, u)
			return
		}
		for _, n := range g.next(u) { // begins on or before the day on which u ended, and stands then: the way leads forward
			if n.Until.IsZero() || n.Until.Compare(u.Until) > 0 {
				follow(n)
			}
		}
	}
	follow(u)
	slices.SortFunc(list, order)
	return list
}

// Before gives the units that became this one.
func (g *Gazetteer) Before(u Unit) []Unit {
	var list []Unit
	for _, r := range g.came[u.Ref()] {
		for _, i := range g.code[r.Code] {
			if g.units[i].From == r.From {
				list = append(list, g.units[i])
			}
		}
	}
	slices.SortFunc(list, order)
	return list
}

// Change is how a unit ended.
type Change string

// The changes. A unit that gave a part of its land to another and kept the rest was divided.
const (
	Renamed Change = "renamed" // one unit became one, of nothing else
	Merged  Change = "merged"  // several became one
	Divided Change = "divided" // one became several
	Ended   Change = "ended"   // nobody has told what it became
)

// Change tells how a unit ended; "" while it stands.
func (g *Gazetteer) Change(u Unit) Change {
	next := g.next(u)
	switch {
	case u.Until.IsZero():
		return ""
	case len(next) == 0:
		return Ended
	case len(next) > 1:
		return Divided
	case len(g.came[next[0].Ref()]) > 1:
		return Merged
	}
	return Renamed
}
