package exchange

import (
	"slices"
	"strconv"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// owner is one entry of the case-file-owners.
type owner struct {
	kind                 int // party-type
	name, also           string
	city, state, country string
	explanation          string // how the name or ownership changed; ends before whom from
	conveyance           string // the same as a word of the office's list, which names nobody
}

// Party types of the USPTO. The tens say when: 10 to 19 before publication, 20 to 29 at and after it, 30 and more at and
// after registration; within each, later owners have higher numbers, in the scheme of today and in that of before
// November 2003. Source: USPTO, TMDailyApp documentation, party-type.
const (
	originalApplicant  = 10
	ownerAtPublication = 20
	originalRegistrant = 30
	correspondentParty = 70 // in records untouched since 2003
)

// putOwners makes the entries with the highest party type the owners of today, or applicants if that is a type from
// before registration. The others, and how each came by the right, become lines of the history: the chain of title.
func (u *usCase) putOwners() {
	slices.SortStableFunc(u.owners, func(a, b owner) int { return b.kind - a.kind }) // latest first
	now := 0
	for now < len(u.owners) && u.owners[now].kind == u.owners[0].kind {
		now++
	}
	parties := make([]register.Party, 0, now+2)
	for i := range now {
		o := &u.owners[i]
		role := ipr.Owner
		if o.kind < originalRegistrant {
			role = ipr.Applicant
		}
		parties = append(parties, register.Party{Role: role, Name: o.full(), Country: u.country(o), Place: o.place()})
	}
	for i := len(u.owners) - 1; i >= 0; i-- {
		o := &u.owners[i]
		if o.explanation+o.conveyance != "" || i >= now && o.full() != u.owners[i-1].full() {
			u.addLine(register.Told{Code: "party-type/" + strconv.Itoa(o.kind), Text: o.line(u.owners[i+1:])})
		}
	}
	for i, name := range []string{u.header.representative, u.header.domestic} {
		if name != "" && (i == 0 || name != u.header.representative) {
			parties = append(parties, register.Party{Role: ipr.Representative, Name: name})
		}
	}
	if len(parties) > 0 {
		u.rec.Parties = parties
	}
}

// full is the name with the other names under which the owner does business, as the office prints it.
func (o *owner) full() string {
	if o.also == "" {
		return o.name
	}
	return o.name + " " + o.also
}

// place is the town, and the state within the United States.
func (o *owner) place() string {
	if o.city == "" || o.state == "" {
		return o.city + o.state
	}
	return o.city + ", " + o.state
}

// country is the country of the address; a state without a country lies in the United States.
func (u *usCase) country(o *owner) string {
	if o.country == "" && o.state != "" {
		return "US"
	}
	c, err := ipr.ParseOffice(o.country)
	if err != nil {
		if o.country != "" {
			u.report.unread("country")
		}
		return ""
	}
	return string(c)
}

// line tells of an owner when, who, and how the right came from the one before. earlier are the entries before it,
// latest first. The explanations of the office end in "from", "of" or "with".
func (o *owner) line(earlier []owner) string {
	when := "owner after registration"
	switch {
	case o.kind == 0:
		when = "owner"
	case o.kind == originalApplicant:
		when = "original applicant"
	case o.kind < ownerAtPublication:
		when = "owner before publication"
	case o.kind == ownerAtPublication:
		when = "owner at publication"
	case o.kind < originalRegistrant:
		when = "owner after publication"
	case o.kind == originalRegistrant:
		when = "original registrant"
	}
	s := when + ": " + o.full()
	if o.explanation == "" {
		if o.conveyance != "" {
			s += ", " + o.conveyance
		}
		return s
	}
	s += ", " + o.explanation
	first := slices.IndexFunc(earlier, func(e owner) bool { return e.kind != o.kind })
	if first < 0 {
		return s
	}
	before := earlier[first:]
	for i := range before {
		switch {
		case before[i].kind != before[0].kind:
			return s
		case i == namedBefore:
			return s + "; …"
		case i == 0:
			s += " " + before[i].full()
		default:
			s += "; " + before[i].full()
		}
	}
	return s
}

// namedBefore is how many owners a line names as those from whom the right came.
const namedBefore = 8
