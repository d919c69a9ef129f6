package filing

import (
	"slices"

	"github.com/muniment/muniment/office"
)

// states are the words of office.SubmissionObject for the states.
var states = map[State]string{
	Waiting: "waiting", Uncertain: "uncertain", Numbering: "numbering", Pending: "pending", Doubtful: "doubtful", Accepted: "accepted", Dead: "dead",
}

// Word is the state in one word, as policies and interfaces name it.
func (s State) Word() string { return states[s] }

// Parties lists the parties of the application that the office knows, sorted, each once.
func (a *Application) Parties() []office.PartyID {
	var list []office.PartyID
	for _, p := range a.Applicants {
		if p.Party != "" {
			list = append(list, office.PartyID(p.Party))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Object is the filing as policies see it; the parties are those of its application.
func (s *Submission) Object(parties []office.PartyID) office.Object {
	return office.Object{Kind: office.SubmissionObject, ID: s.ID, State: s.State().Word(), Right: s.Kind, Parties: parties, Owner: office.AccountID(s.Account)}
}

// Object is the draft as policies see it.
func (d *Draft) Object() office.Object {
	o := office.Object{Kind: office.DraftObject, ID: d.ID, State: "open", Right: d.Kind, Owner: office.AccountID(d.Owner)}
	if d.Filed != "" {
		o.State = "submitted"
	}
	if d.Application != nil {
		o.Parties = d.Application.Parties()
	}
	for _, s := range d.Shared {
		o.Shared = append(o.Shared, office.AccountID(s))
	}
	return o
}
