package office

import (
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Span is a stretch of days, both ends included.
type Span struct {
	First ipr.Date `json:"first"`
	Last  ipr.Date `json:"last,omitzero"` // zero if no end is set
}

// Holds reports whether a day lies in the stretch.
func (s Span) Holds(day ipr.Date) bool {
	return s.First.Compare(day) <= 0 && (s.Last.IsZero() || day.Compare(s.Last) <= 0)
}

// checked refuses a stretch that is none. Errors: Invalid.
func (s Span) checked() error {
	if !s.First.Exact() || !s.Last.IsZero() && !s.Last.Exact() {
		return fault.New(fault.Invalid, "the first day is needed, and both are whole dates").At("first")
	}
	if !s.Last.IsZero() && s.Last.Compare(s.First) < 0 {
		return fault.New(fault.Invalid, "the last day lies before the first").At("last")
	}
	return nil
}

// Grant is a role given to an account for a stretch of days.
type Grant struct {
	ID        GrantID   `json:"-"`
	Account   AccountID `json:"account"`
	Role      Role      `json:"role"`
	Span      Span      `json:"span"`
	Acts      []Act     `json:"acts,omitempty"` // the acts of the role that are given; empty for all
	Proposed  AccountID `json:"-"`              // who gave it, or proposed it where two persons are needed
	Confirmed AccountID `json:"-"`              // the second person; "" while nobody has
	// Founding says that the operator gave it at the command line because there were not yet two administrators, so that a
	// second person could not be asked.
	Founding bool      `json:"founding,omitempty"`
	Ended    ipr.Date  `json:"-"` // the first day on which it no longer holds; zero while it does
	EndedBy  AccountID `json:"-"`
	Why      string    `json:"-"` // of the end
}

// Open reports whether the grant still waits for a second person.
func (g Grant) Open() bool {
	return g.Role.TwoPersons() && !g.Founding && g.Confirmed == "" && g.Ended.IsZero()
}

// Holds reports whether the role is in force on a day.
func (g Grant) Holds(day ipr.Date) bool {
	return g.Span.Holds(day) && (g.Ended.IsZero() || day.Compare(g.Ended) < 0) &&
		(!g.Role.TwoPersons() || g.Founding || g.Confirmed != "")
}

type endedBody struct {
	Day ipr.Date `json:"day"` // the first day on which it no longer holds
	Why string   `json:"why,omitempty"`
}

// FoldGrant gives a grant as its facts tell it now. Errors: NotFound without facts.
func FoldGrant(facts []Fact) (Grant, error) {
	var g Grant
	for i, f := range facts {
		if (i == 0) != (f.What == RoleProposed) {
			return g, f.stray()
		}
		switch f.What {
		case RoleProposed:
			if err := f.read(&g); err != nil {
				return g, err
			}
			g.ID, g.Proposed = GrantID(f.Subject), f.By
		case RoleConfirmed:
			g.Confirmed = f.By
		case RoleEnded:
			var b endedBody
			if err := f.read(&b); err != nil {
				return g, err
			}
			if g.Ended.IsZero() || b.Day.Compare(g.Ended) < 0 { // a later end never makes it live again
				g.Ended, g.EndedBy, g.Why = b.Day, f.By, b.Why
			}
		default:
			return g, f.stray()
		}
	}
	if g.ID == "" {
		return g, fault.New(fault.NotFound, "there is no such role given")
	}
	return g, nil
}

// Delegation lends acts of one account to another for a stretch of days: of an officer on leave to a colleague, of the person
// who keeps a firm's account to another of the firm. What is lent cannot be lent on.
type Delegation struct {
	ID    DelegationID `json:"-"`
	From  AccountID    `json:"from"`
	To    AccountID    `json:"to"`
	Acts  []Act        `json:"acts"` // never empty
	Span  Span         `json:"span"`
	By    AccountID    `json:"-"` // who gave it: From, or a supervisor for an officer who cannot
	Ended ipr.Date     `json:"-"` // the first day on which it no longer holds
}

// Holds reports whether the delegation is in force on a day.
func (d Delegation) Holds(day ipr.Date) bool {
	return d.Span.Holds(day) && (d.Ended.IsZero() || day.Compare(d.Ended) < 0)
}

// FoldDelegation gives a delegation as its facts tell it now. Errors: NotFound without facts.
func FoldDelegation(facts []Fact) (Delegation, error) {
	var d Delegation
	for i, f := range facts {
		if (i == 0) != (f.What == DelegationGiven) {
			return d, f.stray()
		}
		switch f.What {
		case DelegationGiven:
			if err := f.read(&d); err != nil {
				return d, err
			}
			d.ID, d.By = DelegationID(f.Subject), f.By
		case DelegationEnded:
			var b endedBody
			if err := f.read(&b); err != nil {
				return d, err
			}
			if d.Ended.IsZero() || b.Day.Compare(d.Ended) < 0 {
				d.Ended = b.Day
			}
		default:
			return d, f.stray()
		}
	}
	if d.ID == "" {
		return d, fault.New(fault.NotFound, "there is no such delegation")
	}
	return d, nil
}
