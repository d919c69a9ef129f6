package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/ipr"
)

// divided reads the documents from which this one comes, or that come from this one.
func (t *tagged) divided(st96 string, e element) {
	r := relationOf(st96)
	for p := range e.each("parent") {
		for c := range p.children() {
			how := r.of
			if c.name() == "cdoc" {
				how = r.to
			}
			for _, id := range t.documents(c) {
				t.related(how, id)
			}
		}
	}
	e.take()
}

// documents gives the numbers of a document: that of the application, else that of the publication. Numbers and dates may
// stand one after the other in one element.
func (t *tagged) documents(e element) (list []docID) {
	id := docID{}
	add := func() {
		if id.number != "" {
			id.office = t.doc.office
			list = append(list, id)
		}
		id = docID{}
	}
	for c := range e.children() {
		switch c.name() {
		case "dnum", "DNUM":
			add()
			id.number = string(code(c.child("anum")))
			if id.number == "" {
				id.number = string(code(c.child("pnum")))
			}
			if id.number == "" {
				id.number = string(code(c))
			}
			c.take()
		case "date", "DATE":
			id.date = t.d.day(c)
		default:
			c.take()
		}
	}
	add()
	return list
}

// people reads the parties of a group: B710 applicants, B720 inventors, B730 grantees, B740 representatives.
func (t *tagged) people(e element) {
	role := map[string]ipr.Role{"B710": ipr.Applicant, "B720": ipr.Inventor, "B730": ipr.Owner, "B740": ipr.Representative}[e.name()]
	for c := range e.children() {
		switch name := c.name(); {
		case len(name) >= 4 && name[:3] == e.name()[:3] && strings.HasPrefix(name[3:], "1"):
			t.party(role, t.partyTag(c))
		case name == "B725EP":
			t.leave(c, leftNation) // that the inventor is also the applicant
		default:
			c.strange()
		}
	}
}

func (t *tagged) partyTag(e element) person {
	who := t.name(e)
	if n := e.child("PARTY-US"); n.ok() { // ST.32 of the United States
		who = person{name: t.d.texts.add(bytes.TrimSpace(n.child("NAM").bytes()))}
		who.country, who.place = t.d.office(n.at("ADR", "CTRY", "PDAT")), t.town(n.at("ADR", "CITY"), n.at("ADR", "STATE"))
		n.take()
	}
	if sfx := code(e.child("sfx")); len(sfx) > 0 {
		who.name = t.d.texts.tail(who.name, ' ', sfx)
	}
	adr := e.child("adr")
	if adr.ok() {
		who.country, who.place = t.d.office(adr.child("ctry")), t.town(adr.child("city"), adr.child("state"))
		t.d.leave(adr, leftStreet, "str", "postcode")
	}
	t.d.leave(e, leftReference, "iid", "irf", "syn", "dtxt")
	t.d.leave(e, leftStates, "B716EP", "B736EP", "B726EP")
	t.d.leave(e, leftContact, "ead", "telephone", "fax")
	return who
}

// treaty reads the international application and publication.
func (t *tagged) treaty(e element) {
	how := "international application"
	if strings.HasPrefix(e.name(), "B87") {
		how = "international publication"
	}
	list := []element{e}
	for _, n := range []string{"B861", "B871"} {
		for c := range e.each(n) {
			list = append(list, c)
		}
	}
	for _, c := range list {
		for _, id := range t.documents(c) {
			id.office = "WO"
			t.related(how, id)
		}
	}
	e.take()
}
