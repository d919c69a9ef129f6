package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// What is left out of the parties of designs and indications, on purpose.
const (
	leftPostal   = "street addresses and post codes (private)"
	leftReach    = "telephone, fax, e-mail and other addresses (private)"
	leftPartyKey = "numbers, nationalities and legal forms of parties (no member)"
)

// designParty reads a party of a design or an indication: its first name, and the town and country of its address. An element
// that names no party, as the schema has it where a party is demanded, gives none.
func (d *document) designParty(e element, role ipr.Role) (register.Party, bool) {
	p := register.Party{Role: role}
	for _, name := range []string{"Contact", "PublicationContact", roleElements[role] + "AddressBook"} {
		for c := range e.each(name) {
			d.contactOf(&p, c)
		}
	}
	if p.Name == "" {
		p.Name = d.text(e.child("LegalEntityName"))
	}
	if p.Country == "" {
		p.Country = d.office(e.child("ResidenceCountryCode"))
	}
	for c := range e.children() {
		if n := c.name(); !slices.Contains(partyParts, n) {
			c.take()
			count(&d.rep.LeftOut, leftPartyKey, 1)
		}
	}
	return p, p.Name != ""
}

// partyParts are the elements of a party that are read.
var partyParts = []string{"Contact", "PublicationContact", "LegalEntityName", "ResidenceCountryCode", "ApplicantAddressBook", "RepresentativeAddressBook", "DesignerAddressBook",
	"AuthorizedUserCategory", "AuthorizedUserStatusCategory"}

// roleElements are the names of parties in elements.
var roleElements = map[ipr.Role]string{ipr.Applicant: "Applicant", ipr.Representative: "Representative", ipr.Designer: "Designer"}

// contactOf reads a Contact or PublicationContact of ST.96, or an address book of ST.86, into what of the party is not
// known yet.
func (d *document) contactOf(p *register.Party, e element) {
	e.child("AddressLanguageCode").take()
	named := e
	if a := e.child("FormattedNameAddress"); a.ok() {
		named = a
		d.addressOf(p, a.child("Address"))
	}
	if p.Name == "" {
		p.Name = d.nameOf(named.child("Name"))
	}
	for a := range e.under("PostalAddressBag", "PostalAddress") {
		d.addressOf(p, a.child("PostalStructuredAddress"))
		d.leave(a, leftPostal, "PostalAddressText")
	}
	d.townOf(p, e)
	d.leave(e, leftPostal, "PostalCode", "PostalAddress")
	if len(code(e.child("ContactText"))) > 0 {
		count(&d.rep.LeftOut, leftPostal, 1)
	}
	for c := range e.child("ContactInformationDetails").children() {
		c.take()
		count(&d.rep.LeftOut, leftReach, 1)
	}
	d.leave(e, leftReach, "FaxNumberBag", "EmailAddressBag", "WebAddressBag", "PhoneNumberBag", "OtherElectronicAddressBag")
}

// addressOf reads town and country of an address and leaves out its lines.
func (d *document) addressOf(p *register.Party, e element) {
	f := e
	if x := e.child("FormattedAddress"); x.ok() {
		f = x
	}
	country := d.office(e.child("AddressCountryCode"))
	d.townOf(p, f)
	if p.Country == "" {
		p.Country = country
	}
	for c := range f.children() {
		switch c.name() {
		case "CityName", "GeographicRegionName", "CountryCode", "AddressCity", "AddressState", "AddressCounty", "FormattedAddressCountryCode", "AddressCountryCode", "FreeFormatAddress":
		default:
			if len(code(c)) > 0 {
				count(&d.rep.LeftOut, leftPostal, 1)
			}
		}
	}
	d.leave(e, leftPostal, "FreeFormatAddress")
}

// townOf reads the town, or else the region, and the country.
func (d *document) townOf(p *register.Party, e element) {
	if p.Place == "" {
		p.Place = d.first(e, "CityName", "AddressCity", "GeographicRegionName", "AddressState", "AddressCounty")
	}
	for _, name := range []string{"CountryCode", "FormattedAddressCountryCode"} {
		if c := d.office(e.child(name)); p.Country == "" {
			p.Country = c
		}
	}
}

// first is the text of the first of the children that has one; all of them count as asked for.
func (d *document) first(e element, names ...string) (s string) {
	for _, name := range names {
		c := e.child(name)
		if s == "" {
			s = d.text(c)
		}
		c.take()
	}
	return s
}

// nameOf reads a name: of an organisation, of whatever bears it, or of a person, in this order. The persons of an
// organisation are its business.
func (d *document) nameOf(e element) string {
	defer e.take()
	if f := e.child("FormattedName"); f.ok() {
		return d.formattedName(f)
	}
	if f := e.child("FreeFormatName"); f.ok() {
		return d.text(f.at("FreeFormatNameDetails", "FreeFormatNameLine"))
	}
	for _, name := range []string{"OrganizationName", "EntityName", "PersonName"} {
		c := e.child(name)
		switch {
		case !c.ok():
		case name == "OrganizationName" && c.has("OrganizationStandardName"):
			return d.text(c.child("OrganizationStandardName"))
		case name == "PersonName" && c.has("PersonStructuredName"):
			return d.joined(c.child("PersonStructuredName"), "FirstName", "MiddleName", "LastName", "SecondLastName")
		case name == "PersonName":
			return d.text(c.child("PersonFullName"))
		default:
			return d.text(c)
		}
	}
	return ""
}

// formattedName reads a name of ST.86: an organisation, else a person.
func (d *document) formattedName(e element) string {
	if s := d.text(e.child("OrganizationName")); s != "" {
		return s
	}
	return d.joined(e, "FirstName", "MiddleName", "LastName", "SecondLastName")
}

// joined is the texts of the children of those names, with a space between them.
func (d *document) joined(e element, names ...string) string {
	var parts []string
	for _, name := range names {
		for c := range e.each(name) {
			if s := d.text(c); s != "" {
				parts = append(parts, s)
			}
		}
	}
	return strings.Join(parts, " ")
}

// addParty adds a party that is read, once.
func (d *document) addParty(e element, role ipr.Role) {
	if p, ok := d.designParty(e, role); ok {
		d.rec.Parties = appendOnce(d, d.rec.Parties, p)
	}
}

// publicParty writes a party by what is published of it, without an address. Whether it is a person or an organisation is
// not known.
func (m *markup) publicParty(p register.Party) {
	m.bag("com:PublicationContact", func() {
		m.entityName(p.Name)
		m.leaf("com:CityName", p.Place)
		if isCountry(p.Country) {
			m.leaf("com:CountryCode", p.Country)
		}
	})
}

// contact writes a party where the schema has an address in full: its lines stay empty, and the town needs a country.
func (m *markup) contact(p register.Party) {
	m.bag("com:Contact", func() {
		m.entityName(p.Name)
		if !isCountry(p.Country) {
			return
		}
		m.raw(`<com:PostalAddressBag><com:PostalAddress><com:PostalStructuredAddress><com:AddressLineText com:sequenceNumber="1"/>`)
		m.leaf("com:CityName", p.Place)
		m.leaf("com:CountryCode", p.Country)
		m.raw("</com:PostalStructuredAddress></com:PostalAddress></com:PostalAddressBag>")
	})
}

func (m *markup) entityName(name string) {
	m.raw("<com:Name>")
	m.demanded("com:EntityName", name)
	m.raw("</com:Name>")
}

// isOffice reports whether ST.96 lists the code as one of ST.3.
func isOffice(code string) bool {
	t, ok := ipr.OfficeTerm(ipr.Office(code))
	return ok && (t.Note == "state or territory" || t.Note == "organisation" || t.Note == "former code of ST.3")
}

// isCountry reports whether ST.96 lists the code as one of ISO 3166.
func isCountry(code string) bool {
	switch code {
	case "DL", "DT": // former codes of ST.3 that are none of ISO 3166
		return false
	case "AN", "CS", "DD", "RH", "SU", "YD", "YU":
		return true
	}
	t, ok := ipr.OfficeTerm(ipr.Office(code))
	return ok && t.Note != "organisation"
}

// isLanguage reports whether ST.96 lists the code as one of ISO 639-1.
func isLanguage(code string) bool { return code != "" && ipr.LanguageName(code, locale.En) != code }
