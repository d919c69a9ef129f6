package exchange

import (
	"strings"

	"github.com/muniment/muniment/register"
)

func told(code string) register.Told { return register.Told{Code: code} }

func (d *document) image66(e element) {
	for c := range e.children() {
		switch c.name() {
		case "MarkImageColourClaimedText", "MarkImageColourPartClaimedText":
			d.joinTexts(&d.in.mark.Colours, e, c)
		case "MarkImageCategory":
			kind := strings.ToLower(string(code(c.child("CategoryKind"))))
			for v := range c.under("CategoryCodeDetails", "CategoryCode") {
				switch {
				case kind == "" || kind == "vienna":
					d.vienna(code(v))
				case kind == "national":
					d.national(strings.ToLower(d.in.office), v)
				default:
					d.national(kind, v)
				}
			}
			d.omit(c.child("CategoryVersion"), leftCounts)
		case "MarkImageColourIndicator", "MarkImageColourMode":
			d.omit(c, leftNames[leftFlag])
		case "MarkImageFilename", "MarkImageFileFormat", "MarkImageRepresentationSize", "MarkImageQualityIndicator", "MarkImageRenditionDetails", "MarkImageURI", "MarkImageURL":
			d.omit(c, leftPicture)
		default:
			d.unknown(c)
		}
	}
}

// goods66 reads a GoodsServices: a description of the goods of each class.
func (d *document) goods66(e element) {
	kind := string(code(e.child("ClassificationKindCode")))
	d.omit(e.child("ClassificationVersion"), leftCounts)
	d.omit(e.child("ProposedLeadingClassNumber"), leftCounts)
	d.omit(e.child("Comment"), leftComment)
	for c := range e.under("ClassDescriptionDetails", "ClassDescription") {
		if extension := c.child("ClassDescriptionExt"); d.in.us && extension.ok() {
			d.usClass66(c, extension)
			continue
		}
		d.omit(c.child("UseNiceHeadingIndicator"), leftCounts)
		d.omit(c.child("ClassNumberStatusCode"), leftCounts)
		d.omit(c.child("ClassificationVersion"), leftCounts)
		number := c.child("ClassNumber")
		scheme, n := d.markClass(kind, number)
		if scheme == "" || d.tooManyLines() {
			c.take()
			continue
		}
		k := classOf(d.rec, scheme, n)
		if c.has("GoodsServicesDescription") {
			for _, t := range d.inLanguage(c, "GoodsServicesDescription") {
				k.Terms = terms(k.Terms, d.text(t))
			}
			c.child("ClassificationTermDetails").take()
			continue
		}
		for t := range c.under("ClassificationTermDetails", "ClassificationTerm") {
			if d.tooManyLines() {
				return
			}
			for _, w := range d.inLanguage(t, "ClassificationTermText") {
				k.Terms = term(k.Terms, d.text(w))
			}
			t.take()
		}
	}
}

func (d *document) priority66(e element) {
	var p register.Priority
	for c := range e.children() {
		switch c.name() {
		case "PriorityCountryCode":
			p.Office = d.office(c)
		case "PriorityNumber":
			p.Number = d.text(c)
		case "PriorityDate":
			p.Date = d.day(c)
		default:
			d.omit(c, leftPriority)
		}
	}
	d.claim(p)
}

func (d *document) publication66(e element) {
	p := register.Publication{Number: d.text(e.child("PublicationIdentifier")), Kind: d.text(e.child("PublicationSection")), Date: d.day(e.child("PublicationDate"))}
	if sub := e.child("PublicationSubsection"); p.Kind == "" {
		p.Kind = d.text(sub)
	}
	d.omitRest(e, leftJournal)
	d.published(p)
}

// event66 reads a MarkEvent. The comment is a category of events in the United States, and words in other offices.
func (d *document) event66(e element) {
	var v event
	for c := range e.children() {
		switch c.name() {
		case "MarkEventDate", "MarkEventDateTime":
			v.Date = d.day(c)
		case "MarkEventCode":
			v.Code = d.text(c)
		case "Comment":
			if t := d.text(c); !d.in.us {
				d.us.join(&v.Text, "; ", t)
			}
		case "MarkEventExt":
			for x := range c.children() {
				switch x.name() {
				case "MarkEventInternalDescriptionText", "MarkEventDescriptionText":
					d.joinText(&v.Text, x)
				case "MarkEventEntryNumber":
					v.number = d.whole(x)
				case "MarkEventProceedingNumber":
					if b := code(x); len(b) > 0 && string(b) != "0" {
						count(&d.rep.LeftOut, leftCase, 1)
					}
				default:
					d.unknown(x)
				}
			}
		case "MarkEventResponseDate":
			if t := d.day(c); !t.IsZero() {
				count(&d.rep.LeftOut, leftAnswer, 1)
			}
		default:
			d.unknown(c)
		}
	}
	d.us.addEvent(v)
}

// related66 reads related rights.
func (d *document) related66(e element) {
	switch e.name() {
	case "PreviousRegistrationDetails":
		for c := range e.each("PreviousRegistration") {
			r := register.Related{How: strings.ToLower(d.text(c.child("PreviousRegistrationBasis"))), Office: d.office(c.child("RegistrationOfficeCode")), Number: d.text(c.child("PreviousRegistrationNumber")), Date: d.day(c.child("PreviousRegistrationDate"))}
			if r.How == "" {
				r.How = previousRegistration
			}
			d.omitRest(c, leftBasis)
			d.us.relate(r)
		}
	case "DivisionalApplicationDetails", "ConversionApplicationDetails":
		how := "divisional"
		if e.name()[0] == 'C' {
			how = "conversion"
		}
		r := register.Related{How: how, Number: d.text(e.child("InitialApplicationNumber")), Date: d.day(e.child("InitialApplicationDate"))}
		d.omitRest(e, leftBasis)
		d.us.relate(r)
	case "BasicRegistrationApplicationDetails":
		for b := range e.each("BasicRegistrationApplication") {
			office := d.office(b.child("RegistrationOfficeCode"))
			for c := range b.under("BasicApplicationDetails", "BasicApplication") {
				d.us.relate(register.Related{How: "basic application", Office: office, Number: d.text(c.child("BasicApplicationNumber")), Date: d.day(c.child("BasicApplicationDate"))})
			}
			for c := range b.under("BasicRegistrationDetails", "BasicRegistration") {
				d.us.relate(register.Related{How: "basic registration", Office: office, Number: d.text(c.child("BasicRegistrationNumber")), Date: d.day(c.child("BasicRegistrationDate"))})
			}
		}
	case "InternationalMarkKey":
		r := register.Related{How: "international", Office: "WO", Number: d.text(e.child("Identifier"))}
		d.omitRest(e, leftBasis)
		d.us.relate(r)
	case "AssociatedMarkDetails":
		for c := range e.each("AssociatedApplicationNumber") {
			d.us.relate(register.Related{How: "associated", Number: d.text(c)})
		}
	}
}

// parties66 reads ApplicantDetails or RepresentativeDetails.
func (d *document) parties66(e element) {
	for c := range e.children() {
		switch c.name() {
		case "Applicant", "Representative":
			d.party66(c)
		case "ApplicantKey", "RepresentativeKey":
			d.unread(c) // whom it means, another document tells
		default:
			d.unknown(c)
		}
	}
}

// party66 reads an Applicant or a Representative; the names of the elements begin with what it is.
func (d *document) party66(e element) {
	prefix := e.name()
	p := partyOf66{applicant: prefix == "Applicant"}
	for c := range e.children() {
		switch strings.TrimPrefix(c.name(), prefix) {
		case "AddressBook":
			if p.name == "" {
				d.address66(c, &p.contact)
			} else {
				d.omit(c, leftWordings)
			}
		case "Comment":
			p.comment = d.text(c)
		case "Version", "SequenceNumber":
			d.omit(c, leftCounts)
		case "Identifier":
			d.omit(c, leftIdentity)
		case "LegalEntity", "KindCode":
			d.omit(c, leftNames[leftEntity])
		case "NationalityCode", "IncorporationCountryCode", "IncorporationState", "Entitlement":
			d.omit(c, leftNames[leftNationality])
		case "Ext":
			d.partyExtension66(c, &p)
		default:
			d.unknown(c)
		}
	}
	d.putParty66(&p)
}

// address66 reads an AddressBook: name, town, region and country.
func (d *document) address66(e element, p *contact) {
	for c := range e.children() {
		switch c.name() {
		case "FormattedNameAddress":
			for a := range c.children() {
				switch a.name() {
				case "Name":
					d.name66(a, p)
				case "Address":
					d.addressed66(a, p)
				default:
					d.unknown(a)
				}
			}
		default: // ContactInformationDetails, PostalAddress
			d.omit(c, leftAddressed)
		}
	}
	if p.country == "US" {
		p.state = usState(p.state)
	}
}

func (d *document) name66(e element, p *contact) {
	for c := range e.children() {
		switch c.name() {
		case "FreeFormatName":
			for l := range c.under("FreeFormatNameDetails", "FreeFormatNameLine") {
				d.named(p, l)
			}
		case "FormattedName":
			if c.has("LastName") {
				d.personal(p, c, "FirstName", "MiddleName", "LastName", "SecondLastName")
			}
			d.named(p, c.child("OrganizationName"))
			d.omitRest(c, leftWordings)
		default:
			d.omit(c, leftWordings)
		}
	}
}

func (d *document) addressed66(e element, p *contact) {
	for c := range e.children() {
		switch c.name() {
		case "AddressCity":
			p.place = d.text(c)
		case "AddressState", "AddressCounty":
			if t := d.text(c); p.state == "" {
				p.state = t
			}
		case "AddressCountryCode", "FormattedAddressCountryCode":
			if t := d.office(c); p.country == "" {
				p.country = t
			}
		case "FormattedAddress", "FreeFormatAddress":
			d.addressed66(c, p)
		case "FormattedAddressExt":
			d.omit(c, leftTwice)
		case "AddressLanguageCode":
			d.omit(c, leftLanguages)
		default:
			if strings.HasPrefix(c.name(), "Address") || strings.HasPrefix(c.name(), "FreeFormatAddress") {
				d.omit(c, leftAddressed)
			} else {
				d.unknown(c)
			}
		}
	}
}
