package office

import (
	"slices"
	"time"

	"github.com/muniment/muniment/ipr"
)

// Operator stands for whoever has the machine's command line. It is no account and holds no role, and can only be made there.
const Operator AccountID = "operator"

// Actor is who does an act: an account with what was in force for it on one day. The zero Actor is the public.
type Actor struct {
	Account   AccountID // "" for the public
	Party     PartyID   // whose account it is
	At        time.Time // when they act, UTC; SteppedUp is measured from here
	Day       ipr.Date  // of At in the office's time zone; what is in force is of this day
	Session   string    // an id by which traces are told apart, never the token
	SteppedUp time.Time // when they last proved to be present with a passkey or code; zero if they have not
	OnBehalf  PartyID   // the one party for which they act now; "" if they have not chosen

	roles     []held
	mandates  []mandate
	conflicts []string // ids of parties and rights
}

// held is a role in force, own or lent.
type held struct {
	role Role
	acts []Act  // empty for all of them
	from *Actor // who lent it, as they are on the day; nil if it is their own
}

// mandate is a party for which the actor may act, and how far.
type mandate struct {
	party      PartyID
	things     []string // nil for all
	acts       []Act    // nil for all that those who act for a party may do
	substitute bool     // the principal lets another act in the actor's place
}

// OperatorActor is the actor of the command line.
func OperatorActor(at time.Time, day ipr.Date) Actor {
	return Actor{Account: Operator, At: at, Day: day}
}

// Playing gives the actor with just these roles of their own, all in full. It is for tables of what a role may do, and for tests.
func (a Actor) Playing(roles ...Role) Actor {
	a.roles = nil
	for _, r := range roles {
		a.roles = append(a.roles, held{role: r})
	}
	return a
}

// Public reports whether nobody is signed in.
func (a Actor) Public() bool { return a.Account == "" }

// Roles lists the actor's own roles in force on the day, in the order of Roles.
func (a Actor) Roles() []Role {
	var roles []Role
	for _, r := range Roles() {
		if slices.ContainsFunc(a.roles, func(h held) bool { return h.role == r && h.from == nil }) {
			roles = append(roles, r)
		}
	}
	return roles
}

// staff reports whether the actor has a role of their own in the office.
func (a Actor) staff() bool { return slices.ContainsFunc(a.Roles(), Role.Staff) }

// RolesFor lists the roles in which the actor may do an act on an object, own and lent, in the order of Roles. A role that was
// lent does not count where the lender would be in conflict.
func (a Actor) RolesFor(act Act, on Object) []Role {
	var roles []Role
	for _, h := range a.roles {
		if (len(h.acts) == 0 || slices.Contains(h.acts, act)) && (h.from == nil || !h.from.InConflict(on.ID, on.Parties)) {
			roles = append(roles, h.role)
		}
	}
	order := Roles()
	slices.SortFunc(roles, func(a, b Role) int { return slices.Index(order, a) - slices.Index(order, b) })
	return slices.Compact(roles)
}

// SpeaksFor lists the parties for which the actor may do an act on a thing: their own; those whose power of attorney, accepted and in
// force on the day, covers the thing; those for whom somebody may who lent them the act. If the actor has chosen to act on behalf
// of one party, no other counts. Sorted, each once.
func (a Actor) SpeaksFor(act Act, thing string) []PartyID {
	var parties []PartyID
	add := func(p PartyID) {
		if p != "" && (a.OnBehalf == "" || a.OnBehalf == p) {
			parties = append(parties, p)
		}
	}
	add(a.Party)
	for _, m := range a.mandates {
		if (m.things == nil || slices.Contains(m.things, thing)) && (m.acts == nil || slices.Contains(m.acts, act)) {
			add(m.party)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// Elsewhere reports whether the actor has chosen to act on behalf of a party that is none of these: what they do would be done for
// the wrong one.
func (a Actor) Elsewhere(parties []PartyID) bool {
	return a.OnBehalf != "" && len(parties) > 0 && !slices.Contains(parties, a.OnBehalf)
}

// Principals lists the parties for which the actor may do anything at all, their own first.
func (a Actor) Principals() []PartyID {
	var others []PartyID
	for _, m := range a.mandates {
		if m.party != a.Party {
			others = append(others, m.party)
		}
	}
	slices.Sort(others)
	others = slices.Compact(others)
	if a.Party == "" {
		return others
	}
	return append([]PartyID{a.Party}, others...)
}

// For gives the actor acting on behalf of one party.
func (a Actor) For(p PartyID) Actor { a.OnBehalf = p; return a }

// InConflict reports whether an officer must keep away from a thing of these parties: one of them is their own or one they act
// for, or a declaration of theirs names it.
func (a Actor) InConflict(thing string, parties []PartyID) bool {
	if thing != "" && slices.Contains(a.conflicts, thing) {
		return true
	}
	return slices.ContainsFunc(parties, func(p PartyID) bool {
		return p == a.Party || slices.Contains(a.conflicts, string(p)) ||
			slices.ContainsFunc(a.mandates, func(m mandate) bool { return m.party == p })
	})
}
