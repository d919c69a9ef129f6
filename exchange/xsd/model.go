package xsd

// A content model is a regular expression over the names of elements. Since XML Schema asks that each child be the work of
// one particle, which can be told without looking ahead, the positions of the expression are the states of a deterministic
// automaton (Glushkov's).

const (
	unbounded    = -1
	maxPositions = 2000
)

type groupKind uint8

const (
	single groupKind = iota
	sequence
	choice
)

// particle is an element, or a group of particles, with the number of times that it may stand.
type particle struct {
	kind     groupKind
	element  *element
	parts    []*particle
	min, max int // max may be unbounded
	size     int // positions, all copies counted
}

// model is an automaton. State 0 is the beginning, the others are positions of the expression.
type model struct {
	at     []*element // of each state
	next   []map[name]int
	ending []bool
}

// span is a part of the expression: the positions with which it can begin and end, and whether it can be empty.
type span struct {
	first, last []int
	empty       bool
}

func compile(p *particle) *model {
	m := &model{at: []*element{nil}, next: []map[name]int{{}}, ending: []bool{false}}
	s := m.times(p)
	m.link([]int{0}, s.first)
	m.ending[0] = s.empty
	for _, i := range s.last {
		m.ending[i] = true
	}
	return m
}

// link lets the positions follow each other. An earlier way on stays: a schema that has two is not one of XML Schema.
func (m *model) link(from, to []int) {
	for _, i := range from {
		for _, j := range to {
			if id := m.at[j].name; m.next[i][id] == 0 {
				m.next[i][id] = j
			}
		}
	}
}

// times makes as many copies of the particle as it can stand for: those that it must, and behind them one that repeats, or
// the others within each other.
func (m *model) times(p *particle) span {
	all := span{empty: true}
	for range p.min {
		all = m.then(all, m.once(p))
	}
	switch {
	case p.max == unbounded:
		s := m.once(p)
		m.link(s.last, s.first)
		s.empty = true
		return m.then(all, s)
	case p.max > p.min:
		return m.then(all, m.upTo(p, p.max-p.min))
	}
	return all
}

func (m *model) upTo(p *particle, n int) span {
	s := m.once(p)
	if n > 1 {
		s = m.then(s, m.upTo(p, n-1))
	}
	s.empty = true
	return s
}

// then is one part behind the other.
func (m *model) then(a, b span) span {
	m.link(a.last, b.first)
	s := span{first: a.first, last: b.last, empty: a.empty && b.empty}
	if a.empty {
		s.first = append(append([]int{}, a.first...), b.first...)
	}
	if b.empty {
		s.last = append(append([]int{}, b.last...), a.last...)
	}
	return s
}

func (m *model) once(p *particle) span {
	switch p.kind {
	case single:
		m.at, m.next, m.ending = append(m.at, p.element), append(m.next, map[name]int{}), append(m.ending, false)
		here := []int{len(m.at) - 1}
		return span{first: here, last: here}
	case sequence:
		all := span{empty: true}
		for _, part := range p.parts {
			all = m.then(all, m.times(part))
		}
		return all
	}
	all := span{empty: len(p.parts) == 0}
	for _, part := range p.parts {
		s := m.times(part)
		all.first, all.last, all.empty = append(all.first, s.first...), append(all.last, s.last...), all.empty || s.empty
	}
	return all
}
