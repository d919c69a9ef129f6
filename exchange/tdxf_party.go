package exchange

import (
	"bytes"
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
	explanation          string // how the name or ownership changed
}

// readOwners reads names, towns and countries. Street addresses and post codes are private.
func (d *tdxf) readOwners() {
	for d.child() {
		if string(d.xml.Name()) != "case-file-owner" {
			d.unknown()
			continue
		}
		var o owner
		for d.child() {
			switch string(d.xml.Name()) {
			case "party-type":
				n, err := strconv.Atoi(string(bytes.TrimSpace(d.value())))
				if err != nil || n < 10 || n > 99 {
					d.rep.unread("party-type")
					n = 0
				}
				o.kind = n
			case "party-name":
				o.name = d.text()
			case "dba-aka-text":
				o.also = d.text()
			case "city":
				o.city = d.text()
			case "state":
				o.state = d.text()
			case "country":
				o.country = d.text()
			case "name-change-explanation":
				// The type NC, the party-type and the number of the entry stand before the text, ten characters.
				v := d.value()
				if len(v) > 10 && string(v[:2]) == "NC" && digits(string(v[2:10])) {
					v = v[10:]
				}
				d.join(&o.explanation, "; ", d.texts.add(v))
			case "address-1", "address-2", "postcode", "other":
				d.leave(leftAddress)
			case "nationality":
				d.leave(leftNationality)
			case "legal-entity-type-code", "entity-statement":
				d.leave(leftEntity)
			case "composed-of-statement":
				d.leave(leftPartners)
			case "entry-number":
				d.skip()
			default:
				d.unknown()
			}
		}
		if o.kind == correspondentParty {
			d.left[leftCorrespondent]++
			continue
		}
		if d.lines++; o.name != "" && d.lines <= maxLines {
			d.owners = append(d.owners, o)
		}
	}
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
func (d *tdxf) putOwners() {
	slices.SortStableFunc(d.owners, func(a, b owner) int { return b.kind - a.kind }) // latest first
	now := 0
	for now < len(d.owners) && d.owners[now].kind == d.owners[0].kind {
		now++
	}
	parties := make([]register.Party, 0, now+2)
	for i := range now {
		o := &d.owners[i]
		role := ipr.Owner
		if o.kind < originalRegistrant {
			role = ipr.Applicant
		}
		parties = append(parties, register.Party{Role: role, Name: o.full(), Country: d.country(o), Place: o.place()})
	}
	for i := len(d.owners) - 1; i >= 0; i-- {
		o := &d.owners[i]
		if o.explanation != "" || i >= now && o.full() != d.owners[i-1].full() {
			d.addLine(register.Told{Code: "party-type/" + strconv.Itoa(o.kind), Text: o.line(d.owners[i+1:])})
		}
	}
	for i, name := range []string{d.header.representative, d.header.domestic} {
		if name != "" && (i == 0 || name != d.header.representative) {
			parties = append(parties, register.Party{Role: ipr.Representative, Name: name})
		}
	}
	if len(parties) > 0 {
		d.rec.Parties = parties
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
func (d *tdxf) country(o *owner) string {
	if o.country == "" && o.state != "" {
		return "US"
	}
	c, err := ipr.ParseOffice(o.country)
	if err != nil {
		if o.country != "" {
			d.rep.unread("country")
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
