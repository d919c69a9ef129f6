package exchange

import (
	"bytes"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Answers of the EPO's Open Patent Services: bibliographic data, which are exchange-documents, and families with or without
// the legal events of INPADOC. A family tells of several rights: each application in it is an item of its own, with its
// publications, its events, and the publications of the others as its family. Source: EPO, OPS 3.2, answers read.
var ops = mapping{
	format: OPS,
	place:  opsPlace,
	head:   func(_ *document, e element) { e.take() },
	prune:  docdbPrune,
	record: opsRecord,
}

func opsTold(names []string) bool { return names[0] == "world-patent-data" }

func opsPlace(name []byte, _ int) place {
	switch string(name) {
	case "exchange-document", "patent-family":
		return recorded
	case "world-patent-data", "exchange-documents", "biblio-search", "search-result":
		return passage
	case "meta", "query", "range":
		return passed
	}
	return foreign
}

func opsRecord(d *document, e element) *fault.Fault {
	if e.name() == "exchange-document" {
		return docdbRecord(d, e)
	}
	return d.family(e)
}

// familyMember is one publication of a family.
type familyMember struct {
	publication, application, alias docID
	original                        string
	priorities                      element
	data                            element // bibliographic data, if they were asked for
	legal                           []element
}

// maxFamily is how many publications a family may have for each of its rights to name those of all others.
const maxFamily = 500

const leftFamily = "the other publications of a family of more than 500"

// family makes an item of each application.
func (d *document) family(e element) *fault.Fault {
	p := newPatent(d)
	for c := range e.each("publication-reference") {
		c.take() // what was asked for
	}
	n := 0
	var order [][2]string
	members := map[[2]string][]familyMember{}
	for c := range e.each("family-member") {
		m := familyMember{priorities: c, data: c.child("exchange-document")}
		m.publication, _ = p.forms(slices.Collect(c.each("publication-reference"))...)
		p.application(slices.Collect(c.each("application-reference")))
		m.application, m.alias, m.original = p.app, p.alias, p.printed
		m.legal = slices.Collect(c.each("legal"))
		if m.application.number == "" {
			d.rep.unread("family-member")
			continue
		}
		office, number := applicationNumber(m.application)
		key := [2]string{office, number}
		if members[key] == nil {
			order = append(order, key)
		}
		members[key] = append(members[key], m)
		n++
	}
	if len(order) == 0 {
		return fault.New(fault.Invalid, "the record has neither an application number nor another one that could stand for it")
	}
	for i, key := range order {
		if i > 0 {
			d.another()
		}
		p := newPatent(d)
		p.app, p.alias, p.printed = members[key][0].application, members[key][0].alias, members[key][0].original
		for _, m := range members[key] {
			p.takeMember(m)
		}
		for _, other := range order {
			if n > maxFamily {
				count(&d.rep.LeftOut, leftFamily, 1)
				break
			}
			if other != key {
				for _, m := range members[other] {
					p.related(howFamily, m.publication)
				}
			}
		}
		exchanged := d.item.Version
		if f := p.finish(); f != nil {
			d.refuse(f) // this one alone
			continue
		}
		if exchanged.Compare(d.item.Version) > 0 { // events came after the publication, which says nothing of the state of then
			d.item.Version, d.rec.Status, d.rec.StatusTold = exchanged, "", ""
		}
	}
	return nil
}

// takeMember takes what a publication of the application tells. The item's version is the day on which the last of the events
// was exchanged.
func (p *patent) takeMember(m familyMember) {
	pub := m.publication
	pub.form = printed
	p.publish(pub)
	if m.application.date.Year > 0 && p.app.date.IsZero() {
		p.app.date = m.application.date
	}
	p.exchangePriorities(m.priorities)
	if m.data.ok() {
		pubs := p.pubs
		p.exchangeDocument(m.data)
		p.pubs = pubs
	}
	for _, e := range m.legal {
		line, exchanged := p.legal(e)
		p.d.rec.History = append(p.d.rec.History, line)
		if exchanged.Compare(p.d.item.Version) > 0 {
			p.d.item.Version = exchanged
		}
	}
}

// The parts of an event that stand by themselves in a line of the history, or that say where it belongs.
var legalKnown = map[string]bool{
	"L001EP": true, "L002EP": true, "L003EP": true, "L004EP": true, "L005EP": true, "L006EP": true, "L007EP": true, "L008EP": true, "L009EP": true,
	"L010EP": true, "L018EP": true, "L019EP": true, "L020EP": true, "L501EP": true, "L502EP": true,
}

// partyEvents is the category of ST.27 for changes of party data. The free text of such an event repeats the name with the
// street and the post code, as some offices have it.
const partyEvents = "R"

const leftParties = "free text of an event about a party, which may hold a street address (private)"

// legal reads an event: the day of the gazette, the code, and as text the words of the EPO with all that is told beside them.
// The category is that of the code of the authority; an event that refers to the code of a national office has that one's.
func (p *patent) legal(e element) (line register.Told, exchanged ipr.Date) {
	e.take()
	line.Code = p.d.texts.add(e.attr("code"))
	if line.Code == "" {
		line.Code = p.line(e.child("L008EP"))
	}
	line.Date = p.d.day(e.child("L007EP"))
	exchanged = p.d.day(e.child("L018EP"))
	authority := string(code(e.child("L001EP")))
	row, known := inpadocCode(authority, line.Code)
	words := bytes.TrimSpace(e.attr("desc")) // cut at sixty characters
	if known && strings.HasPrefix(row.words, string(words)) {
		words = []byte(row.words)
	}
	text := [][]byte{words}
	details := e.child("L500EP")
	country, national := details.child("L501EP"), details.child("L502EP")
	if c := code(country); len(c) > 0 {
		about := append([]byte(nil), c...)
		if n := code(national); len(n) > 0 {
			about = append(append(about, ' '), n...)
			if row, ok := inpadocCode(string(c), string(n)); ok && !known || ok && row.category != "" && line.Code == "REG" {
				line.Category = row.category
			}
			if d := bytes.TrimSpace(national.attr("descData")); len(d) > 0 {
				about = append(append(about, ' '), d...)
			}
		}
		text = append(text, about)
	}
	if known && row.category != "" {
		line.Category = row.category
	}
	for c := range details.children() {
		if line.Category == partyEvents && c.name() == "L510EP" {
			p.leave(c, leftParties)
			continue
		}
		if v := bytes.TrimSpace(c.bytes()); len(v) > 0 && !legalKnown[c.name()] {
			if what := bytes.TrimSpace(c.attr("desc")); len(what) > 0 {
				v = append(append(bytes.Clone(what), ": "...), v...)
			}
			text = append(text, v)
		}
	}
	line.Text = p.d.texts.add(bytes.Join(text, []byte("; ")))
	return line, exchanged
}
