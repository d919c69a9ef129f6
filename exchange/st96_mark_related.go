package exchange

import (
	"strings"

	"github.com/muniment/muniment/register"
)

// publication96 reads a Publication. The kind is the section of the gazette in the standard's words, or else as the office
// numbers it.
func (d *document) publication96(e element) {
	var p register.Publication
	identifier := e.child("PublicationIdentifier")
	if b := identifier.attr("officeCode"); len(b) > 0 {
		p.Office = d.officeOf(b, "officeCode")
	}
	p.Number = d.text(identifier)
	p.Date = d.day(e.child("PublicationDate"))
	section, sub := e.child("PublicationSectionCategory"), e.child("PublicationSubsection")
	if p.Kind = d.text(section); p.Kind == "" {
		p.Kind = d.text(sub)
	} else {
		d.omit(sub, leftJournal)
	}
	if ours, ok := sectionKinds[p.Kind]; ok {
		p.Kind = ours
	}
	d.omit(e.child("PublicationPage"), leftJournal)
	d.omit(e.child("NationalPublication"), leftJournal)
	d.published(p)
}

// published takes up a publication. The gazette of the United States has the publication for opposition and no other.
func (d *document) published(p register.Publication) {
	if d.in.us && strings.HasPrefix(p.Number, "USPTO Official Gazette") && !p.Date.IsZero() && d.us.header.published.IsZero() {
		d.us.header.published = p.Date
		return
	}
	if !d.tooManyLines() && (p.Number != "" || p.Kind != "" || !p.Date.IsZero()) {
		d.rec.Publications = append(d.rec.Publications, p)
	}
}

// sectionKinds are our words for sections of a gazette that tell what a publication is for.
var sectionKinds = map[string]string{
	"Applications publishing for opposition": "opposition",
	"Registrations publishing":               "registration",
	"Registration republished":               "section 12(c)",
}

func (d *document) officeOf(b []byte, name string) string {
	t, err := parseOffice(b)
	if err != nil {
		d.rep.unread(name)
	}
	return t
}

// unknownOffice is ST.3's code for the unknown, which stands where the standard wants an office and none was told.
const unknownOffice = "XX"

// priority96 reads a Priority; a registration beside the application is a related right.
func (d *document) priority96(e element) {
	var p register.Priority
	registered := register.Related{How: "foreign registration"}
	for c := range e.children() {
		switch c.name() {
		case "PriorityCountryCode":
			if p.Office = d.office(c); p.Office == unknownOffice {
				p.Office = ""
			}
		case "ApplicationNumber":
			p.Number = d.numberOf(c)
		case "PriorityApplicationFilingDate":
			p.Date = d.day(c)
		case "PriorityRegistrationNumber":
			registered.Number = d.text(c)
		case "PriorityRegistrationDate":
			registered.Date = d.day(c)
		default:
			d.omit(c, leftPriority)
		}
	}
	registered.Office = p.Office
	if d.in.us && registered.Number != "" && !d.usClaims() {
		p = register.Priority{}
	}
	d.claim(p)
	d.us.relate(registered)
}

// claim takes up a priority.
func (d *document) claim(p register.Priority) {
	if p != (register.Priority{}) && !d.tooManyLines() {
		d.rec.Priorities = append(d.rec.Priorities, p)
	}
}

// seniority reads a Seniority: an earlier national mark that goes on in a mark of the Union.
func (d *document) seniority(e element) {
	r := register.Related{How: "seniority", Office: d.office(e.child("SeniorityCountryCode"))}
	if r.Number = d.text(e.child("SeniorityRegistrationNumber")); r.Number != "" {
		r.Date = d.day(e.child("SeniorityRegistrationDate"))
	} else if r.Number = d.numberOf(e.child("SeniorityApplicationNumber")); r.Number != "" {
		r.Date = d.day(e.child("SeniorityApplicationDate"))
	}
	d.omitRest(e, leftPriority)
	d.us.relate(r)
}

// related96 reads the bags of related rights.
func (d *document) related96(e element) {
	switch e.name() {
	case "PreviousRegistrationBag":
		for c := range e.each("PreviousRegistration") {
			if d.in.us && d.usInternational(c) {
				continue
			}
			r := register.Related{Office: d.office(c.child("RegistrationOfficeCode")), Number: d.text(c.child("PreviousRegistrationNumber")), Date: d.day(c.child("PreviousRegistrationDate"))}
			if r.How = d.text(c.child("CommentText")); r.How == "" {
				if r.How = strings.ToLower(d.text(c.child("PreviousRegistrationBasisCategory"))); r.How == "" {
					r.How = previousRegistration
				}
			}
			d.omitRest(c, leftBasis)
			d.us.relate(r)
		}
	case "AssociatedMarkBag":
		for c := range e.each("AssociatedMark") {
			d.associated96(c)
		}
	case "DivisionalApplicationBag":
		d.initial96(e, "divisional")
	case "ConversionApplicationBag":
		d.initial96(e, "conversion")
	case "BasicRegistrationApplicationBag":
		for b := range e.each("BasicRegistrationApplication") {
			office := d.office(b.child("RegistrationOfficeCode"))
			for c := range b.under("BasicApplicationBag", "BasicApplication") {
				d.us.relate(register.Related{How: "basic application", Office: office, Number: d.numberOf(c.child("BasicApplicationNumber")), Date: d.day(c.child("BasicApplicationDate"))})
			}
			for c := range b.under("BasicRegistrationBag", "BasicRegistration") {
				d.us.relate(register.Related{How: "basic registration", Office: office, Number: d.text(c.child("BasicRegistrationNumber")), Date: d.day(c.child("BasicRegistrationDate"))})
			}
		}
	case "InternationalMarkIdentifierBag":
		for c := range e.each("InternationalMarkIdentifier") {
			r := register.Related{How: "international", Office: "WO", Number: d.text(c)}
			if b := c.attr("officeCode"); len(b) > 0 {
				r.Office = d.officeOf(b, "officeCode")
			}
			d.us.relate(r)
		}
	}
}

const previousRegistration = "previous registration"

func (d *document) omitRest(e element, why string) {
	for c := range e.children() {
		if !c.taken() {
			d.omit(c, why)
		}
	}
}

func (d *document) initial96(e element, how string) {
	number := e.child("InitialApplicationNumber")
	r := register.Related{How: how, Number: d.numberOf(number), Date: d.day(e.child("InitialApplicationDate"))}
	if o := number.child("IPOfficeCode"); o.ok() {
		r.Office = d.office(o)
	}
	d.omit(e.child("InitialApplicationPriorityDate"), leftBasis)
	d.omit(e.child("MarkCategory"), leftBasis)
	d.us.relate(r)
}

// associated96 reads a mark that is associated with this one: by the number of its application, or else of its registration.
func (d *document) associated96(e element) {
	how := strings.ToLower(d.text(e.child("AssociationCategory")))
	if ours, ok := associations[how]; ok {
		how = ours
	}
	if d.in.us && how == "international application or registration" {
		d.usBasis(e)
		return
	}
	r := register.Related{How: how}
	if d.in.us {
		r.Office = "US"
	}
	for _, name := range []string{"NationalApplicationNumber", "InternationalApplicationNumber"} {
		if c := e.child(name); r.Number == "" && c.ok() {
			if o := c.child("IPOfficeCode"); o.ok() {
				r.Office = d.office(o)
			} else if name[0] == 'I' {
				r.Office = "WO"
			}
			r.Number = d.numberOf(c)
			r.Date = d.day(e.child(strings.Replace(name, "Number", "FilingDate", 1)))
		}
	}
	for _, name := range []string{"NationalRegistrationNumber", "InternationalRegistrationNumber"} {
		if r.Number != "" && how != "prior" || !e.has(name) {
			continue
		}
		if n := strings.TrimLeft(d.text(e.child(name)), "0"); n != "" {
			r.Number, r.Date = n, d.day(e.child(strings.Replace(name, "Number", "Date", 1)))
			if name[0] == 'I' {
				r.Office = "WO"
			}
		}
	}
	d.omitRest(e, leftBasis)
	d.us.relate(r)
}

// associations are our words for categories of association; others are taken as they are, in small letters.
var associations = map[string]string{
	"claimed prior registration":         "prior",
	"divisional parent":                  "divisional",
	"related international registration": "international",
}
