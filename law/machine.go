package law

import "slices"

// Requirement is what an act must bring with it.
type Requirement struct {
	ID         string     `yaml:"id" json:"id"`
	Act        string     `yaml:"act" json:"act"`   // RIGHT.act
	What       string     `yaml:"what" json:"what"` // document, field, fee or condition
	Title      Words      `yaml:"title" json:"title"`
	Must       bool       `yaml:"must" json:"must"`
	When       Words      `yaml:"when" json:"when,omitzero"` // in which case, in words
	Article    string     `yaml:"article" json:"article,omitempty"`
	Source     Strings    `yaml:"source" json:"source,omitempty"`
	Confidence Confidence `yaml:"confidence" json:"confidence"`
	Note       Words      `yaml:"note" json:"note,omitzero"`
}

// Machine is the way of a right through its office: states, and the acts that lead from one to another. The order of phases
// is nowhere but in it. For designs it is that of each design of an application.
type Machine struct {
	Right  string   `yaml:"right" json:"right"`
	Title  Words    `yaml:"title" json:"title"`
	Start  string   `yaml:"start" json:"start"`
	States []*State `yaml:"states" json:"states"`
	Acts   []*Act   `yaml:"acts" json:"acts"`
	Note   Words    `yaml:"note" json:"note,omitzero"`
}

// State is where a right can stand.
type State struct {
	ID     string `yaml:"id" json:"id"`
	Title  Words  `yaml:"title" json:"title"`
	Status string `yaml:"status" json:"status"` // of the register's closed list
	Phase  string `yaml:"phase" json:"phase,omitempty"`
	End    bool   `yaml:"end" json:"end,omitempty"` // nothing need happen any more
}

// Act leads from one of some states to another, or stays in the state if To is empty.
type Act struct {
	ID         string     `yaml:"id" json:"id"`
	Title      Words      `yaml:"title" json:"title"`
	By         Strings    `yaml:"by" json:"by"`
	From       Strings    `yaml:"from" json:"from"`
	To         string     `yaml:"to" json:"to,omitempty"`
	Starts     Strings    `yaml:"starts" json:"starts,omitempty"` // rules whose clocks start
	Stops      Strings    `yaml:"stops" json:"stops,omitempty"`
	Fee        string     `yaml:"fee" json:"fee,omitempty"` // act of a bill
	Letter     string     `yaml:"letter" json:"letter,omitempty"`
	Category   string     `yaml:"category" json:"category,omitempty"` // letter of ST.27, ST.61, ST.87
	When       Words      `yaml:"when" json:"when,omitzero"`
	Article    string     `yaml:"article" json:"article,omitempty"`
	Source     Strings    `yaml:"source" json:"source,omitempty"`
	Confidence Confidence `yaml:"confidence" json:"confidence"`
	Note       Words      `yaml:"note" json:"note,omitzero"`
}

// actors are who may act.
var actors = []string{
	"applicant", "representative", "owner", "third_party", "formality_officer", "examiner", "supervisor", "cashier", "registrar", "board", "court", "minister",
	"authority", "international_bureau", "system",
}

// Machine gives the machine of a right; nil if the law has none.
func (w *Law) Machine(right string) *Machine {
	for _, p := range w.newest {
		for _, m := range p.Machines {
			if m.Right == right {
				return m
			}
		}
	}
	return nil
}

// Requirements lists what an act must bring with it, those of the newest pack that has any for it.
func (w *Law) Requirements(act string) []*Requirement {
	for _, p := range w.newest {
		var list []*Requirement
		for _, r := range p.Requirements {
			if r.Act == act {
				list = append(list, r)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// State gives a state by its name; nil if there is none.
func (m *Machine) State(id string) *State {
	for _, s := range m.States {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Open lists the acts that are open in a state, to an actor or, if by is empty, to anybody.
func (m *Machine) Open(state, by string) []*Act {
	var list []*Act
	for _, a := range m.Acts {
		if slices.Contains(a.From, state) && (by == "" || slices.Contains(a.By, by)) {
			list = append(list, a)
		}
	}
	return list
}

// reach gives the states that can be reached from the start.
func (m *Machine) reach() map[string]bool {
	seen := map[string]bool{m.Start: true}
	for again := true; again; {
		again = false
		for _, a := range m.Acts {
			if a.To != "" && !seen[a.To] && slices.ContainsFunc(a.From, func(s string) bool { return seen[s] }) {
				seen[a.To], again = true, true
			}
		}
	}
	return seen
}

// ending gives the states from which an end can be reached.
func (m *Machine) ending() map[string]bool {
	seen := map[string]bool{}
	for _, s := range m.States {
		if s.End {
			seen[s.ID] = true
		}
	}
	for again := true; again; {
		again = false
		for _, a := range m.Acts {
			if !seen[a.To] {
				continue
			}
			for _, s := range a.From {
				if !seen[s] {
					seen[s], again = true, true
				}
			}
		}
	}
	return seen
}
