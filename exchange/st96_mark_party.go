package exchange

import (
	"bytes"
	"slices"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// contact is what is taken of a name and address.
type contact struct {
	name, also, place, state, country string
	language                          []byte // of the name
}

// full is the name, and another one that stands beside it: the firm of a person, the name under which one does business.
func (p *contact) full() string {
	if p.also == "" {
		return p.name
	}
	return p.name + ", " + p.also
}

// parties96 reads a bag of parties, or a party that has none.
func (d *document) parties96(e element) {
	switch e.name() {
	case "ApplicantBag":
		for c := range e.children() {
			if c.name() == "PartyIdentifierBag" {
				d.unread(c) // whom it means, another document tells
			} else {
				d.party96(c, ipr.Applicant)
			}
		}
	case "RepresentativeBag":
		for c := range e.children() {
			if c.name() == "PartyIdentifierBag" {
				d.unread(c)
			} else {
				d.party96(c, ipr.Representative)
			}
		}
	case "MarkUserBag":
		roles := bytes.Split(code(e.child("CommentText")), []byte(", "))
		i := 0
		for c := range e.each("Contact") {
			var p contact
			d.contact96(c, &p)
			role := ipr.User
			if i < len(roles) && slices.Contains(ipr.Roles(), ipr.Role(roles[i])) {
				role = ipr.Role(roles[i])
			}
			i++
			d.partyOf(role, &p)
		}
	default: // RecordAttorney, NationalRepresentative
		d.party96(e, ipr.Representative)
	}
}

// party96 reads a party. A comment that is one of our words for the parts of parties says which part it has: an Applicant
// may be the owner. Those of a case file of the United States go through its chain of title.
func (d *document) party96(e element, role ipr.Role) {
	var p contact
	var comment, conveyance string
	for c := range e.children() {
		switch c.name() {
		case "PublicationContact", "Contact":
			if p.name == "" {
				d.contact96(c, &p)
			} else {
				d.omit(c, leftWordings)
			}
		case "CommentText":
			comment = d.text(c)
		case "Version":
			if t := d.text(c.child("CommentText")); t != "" {
				comment = t
			}
			d.omit(c, leftCounts)
		case "AssignmentConveyanceCategory":
			conveyance = d.text(c)
		case "PartyIdentifier", "AssignmentIdentifier":
			d.omit(c, leftIdentity)
		case "LegalEntityName", "NationalLegalEntityCode":
			d.omit(c, leftNames[leftEntity])
		case "NationalityCode", "IncorporationCountryCode", "IncorporationState", "Entitlement":
			d.omit(c, leftNames[leftNationality])
		case "DocketText":
			d.omit(c, leftNames[leftDocket])
		case "RepresentativeCategory":
			d.omit(c, leftNames[leftEntity])
		default:
			d.unknown(c)
		}
	}
	if slices.Contains(ipr.Roles(), ipr.Role(comment)) {
		role = ipr.Role(comment)
	} else if d.in.us && d.usParty(e.name(), e.attr("sequenceNumber"), &p, conveyance) {
		return
	}
	d.partyOf(role, &p)
}

func (d *document) partyOf(role ipr.Role, p *contact) {
	if !d.tooManyLines() {
		d.party(register.Party{Role: role, Name: p.full(), Country: p.country, Place: p.where()})
	}
}

// where is the town with the region, as the document names it.
func (p *contact) where() string {
	if p.place == "" || p.state == "" {
		return p.place + p.state
	}
	return p.place + ", " + p.state
}

// contact96 reads a Contact or PublicationContact: name, town, region and country.
func (d *document) contact96(e element, p *contact) {
	for c := range e.children() {
		switch c.name() {
		case "Name":
			d.name96(c, p)
		case "PostalAddressBag":
			for a := range c.each("PostalAddress") {
				for s := range a.children() {
					if s.name() == "PostalStructuredAddress" {
						for l := range s.children() {
							d.addressed96(l, p)
						}
					} else {
						d.omit(s, leftAddressed)
					}
				}
			}
		case "ContactText", "CommentText": // names and addresses in one
			d.omit(c, leftAddressed)
		default:
			d.addressed96(c, p)
		}
	}
	if p.country == "US" {
		p.state = usState(p.state)
	}
}

func (d *document) addressed96(c element, p *contact) {
	switch c.name() {
	case "CityName":
		if t := d.text(c); p.place == "" {
			p.place = t
		}
	case "GeographicRegionName":
		if t := d.text(c); p.state == "" {
			p.state = t
		}
	case "CountryCode":
		if t := d.office(c); p.country == "" {
			p.country = t
		}
	case "AddressLineText", "PostalCode", "FaxNumberBag", "EmailAddressBag", "WebAddressBag", "PhoneNumberBag", "OtherElectronicAddressBag":
		d.omit(c, leftAddressed)
	default:
		d.unknown(c)
	}
}

func (d *document) name96(e element, p *contact) {
	for c := range e.children() {
		switch c.name() {
		case "EntityName":
			if string(c.attr("entityNameCategory")) == "Composed of" {
				d.omit(c, leftNames[leftPartners])
			} else {
				d.named(p, c)
			}
		case "OrganizationName":
			d.named(p, c.child("OrganizationStandardName"))
			for o := range c.children() {
				if o.name() != "OrganizationStandardName" {
					d.omit(o, leftWordings)
				}
			}
		case "PersonName":
			if s := c.child("PersonStructuredName"); s.ok() {
				d.personal(p, s, "FirstName", "MiddleName", "LastName", "FirstLastName", "SecondLastName")
			} else {
				d.named(p, c.child("PersonFullName"))
			}
			for o := range c.children() {
				o.take()
			}
		default:
			d.unknown(c)
		}
	}
}

// personal puts a name together from its parts.
func (d *document) personal(p *contact, e element, parts ...string) {
	name := ""
	for _, part := range parts {
		if t := d.text(e.child(part)); t != "" && name != "" {
			name += " " + t
		} else {
			name += t
		}
	}
	e.take()
	if p.name == "" {
		p.name = name
	} else if name != "" && name != p.name {
		p.also = name
	}
}

// named takes up a name. The same name a second time says nothing; one in another language is counted.
func (d *document) named(p *contact, e element) {
	language := e.attr("languageCode")
	switch t := d.text(e); {
	case t == "" || t == p.name || t == p.also:
	case p.name == "":
		p.name, p.language = t, language
	case len(language) > 0 && !bytes.Equal(language, p.language):
		count(&d.rep.LeftOut, leftWordings, 1)
	case p.also == "":
		p.also = t
	default:
		count(&d.rep.LeftOut, leftWordings, 1)
	}
}
