package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// person is a party as an address book of ST.36 tells it.
type person struct {
	name, country, place string
}

// party adds a party once in its role.
func (p *patent) party(role ipr.Role, who person) {
	q := register.Party{Role: role, Name: who.name, Country: who.country, Place: who.place}
	if q.Name != "" && p.once(q) {
		p.d.rec.Parties = append(p.d.rec.Parties, q)
	}
}

// leave counts something left out on purpose, once for each element.
func (p *patent) leave(e element, why string) {
	e.take()
	count(&p.d.rep.LeftOut, why, 1)
}

// addressBook reads the name, town and country of a party of ST.36; the element may hold several address books in several
// languages, of which the first counts, or the names themselves.
func (p *patent) addressBook(e element) person {
	book := e
	if b := e.child("addressbook"); b.ok() {
		book = b
		for other := range e.each("addressbook") {
			other.take()
		}
	}
	who := p.name(book)
	address := book.child("address")
	if !address.ok() {
		address = e.child("address")
	}
	who.country = p.d.office(address.child("country"))
	who.place = p.town(address.child("city"), address.child("state"))
	if text := address.child("text"); text.ok() {
		if who.place == "" {
			who.place = p.prefecture(text)
		}
		p.leave(text, leftStreet)
	}
	p.withhold(address, leftStreet, "street", "postcode", "address-1", "address-2", "address-3", "address-4", "address-5", "mailcode", "pobox", "room",
		"address-floor", "building", "county")
	for _, b := range []element{book, e} {
		p.withhold(b, leftContact, "phone", "fax", "email", "url", "ead", "dtext")
		p.withhold(b, leftReference, "iid", "registered-number", "irf", "customer-number", "agency-code")
		p.withhold(b, leftNation, "residence", "nationality", "role", "designated-states", "designated-states-as-inventor", "us-rights", "department", "attorney", "lawyer", "synonym")
	}
	return who
}

// strange lets an element count as not understood although it was met.
func (e element) strange() {
	if e.n != 0 {
		e.t.nodes[e.n].asked = false
	}
}

// withhold counts what of a party is left out on purpose; the names that it has not got cost nothing.
func (p *patent) withhold(e element, why string, names ...string) {
	for _, name := range names {
		if e.has(name) {
			p.d.leave(e, why, name)
		}
	}
}

// name reads the name of an organisation or a person: surname, given names and suffix in the order of indexes.
func (p *patent) name(e element) person {
	for _, n := range []string{"orgname", "name", "chinese-name", "english-name", "snm"} {
		if c := e.child(n); c.ok() {
			who := person{name: p.line(c)}
			for _, more := range []string{"orgname", "name", "english-name", "chinese-name", "last-name", "first-name"} {
				for other := range e.each(more) {
					other.take() // the same in parts
				}
			}
			if who.name != "" {
				return who
			}
		}
	}
	last, rest := e.child("last-name"), []byte(nil)
	for _, n := range []string{"prefix", "first-name", "middle-name", "suffix"} {
		if v := code(e.child(n)); len(v) > 0 {
			rest = append(parted(rest), v...)
		}
	}
	b := bytes.Clone(code(last))
	if len(b) > 0 && len(rest) > 0 {
		b = append(b, ", "...)
	}
	return person{name: p.d.texts.add(append(b, rest...))}
}

// town reads a town, without post codes that stand in the same element, and the state behind it.
func (p *patent) town(city, state element) string {
	b := city.bytes()
	lines := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
	b = lines[len(lines)-1]
	if len(lines) > 1 {
		count(&p.d.rep.LeftOut, leftStreet, 1)
	}
	words := bytes.Fields(b)
	kept := make([][]byte, 0, len(words))
	for i, w := range words {
		if bytes.ContainsAny(w, "0123456789０１２３４５６７８９") {
			count(&p.d.rep.LeftOut, leftStreet, 1)
			continue
		}
		if i > 0 && len(w) == 2 && len(words) > i+1 && len(words[i-1]) == 4 && digits(string(words[i-1])) && bytes.Equal(bytes.ToUpper(w), w) {
			continue // the letters of a Dutch post code
		}
		kept = append(kept, w)
	}
	place := string(bytes.Trim(bytes.Join(kept, []byte(" ")), " ,;-"))
	if v := strings.TrimSpace(string(state.bytes())); v != "" && !strings.ContainsAny(v, "0123456789") {
		if place != "" {
			place += ", "
		}
		place += v
	}
	return p.d.texts.add([]byte(place))
}

// prefecture reads the prefecture with which a Japanese address in one line begins, or the province and town of a Chinese one.
// Nothing else of such a line is taken.
func (p *patent) prefecture(e element) string {
	s := strings.TrimLeft(strings.TrimSpace(string(e.bytes())), "0123456789 ")
	for _, name := range []string{"東京都", "北海道", "京都府", "大阪府"} {
		if strings.HasPrefix(s, name) {
			return p.d.texts.add([]byte(name))
		}
	}
	runes := []rune(s)
	for i, r := range runes[:min(len(runes), 12)] {
		if r == '県' && (i == 2 || i == 3) || r == '市' && i >= 2 && strings.ContainsAny(string(runes[:i]), "省区") || r == '市' && i == 2 {
			return p.d.texts.add([]byte(string(runes[:i+1])))
		}
	}
	return ""
}
