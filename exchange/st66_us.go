package exchange

import (
	"strings"

	"github.com/muniment/muniment/ipr"
)

// partyOf66 is a party as it is read, with what the United States tell beside the standard.
type partyOf66 struct {
	contact
	applicant  bool
	comment    string
	kind       int    // party-type of the United States
	conveyance string // how the right passed on
}

// partyExtension66 reads an ApplicantExt or RepresentativeExt.
func (d *document) partyExtension66(e element, p *partyOf66) {
	for c := range e.children() {
		switch c.name() {
		case "PartyTypeCode":
			p.kind = d.whole(c)
		case "ConveyenceKindText", "ConveyanceKindText":
			p.conveyance = d.text(c)
		case "PartyTypeDescriptionText":
			d.omit(c, leftTwice)
		case "RepresentativeDocketText":
			d.omit(c, leftNames[leftDocket])
		case "ApplicantLegalEntityCode":
			d.omit(c, leftNames[leftEntity])
		default:
			if strings.HasPrefix(c.name(), "Incorporation") {
				d.omit(c, leftNames[leftNationality])
			} else {
				d.unknown(c)
			}
		}
	}
}

// putParty66 takes up a party. Those of a case file of the United States go through its chain of title, and a comment tells
// which representative it is.
func (d *document) putParty66(p *partyOf66) {
	switch {
	case d.in.us && p.applicant && p.kind >= originalApplicant && p.kind <= 99:
		d.usOwner(owner{kind: p.kind, name: p.name, also: p.also, city: p.place, state: p.state, country: p.country, conveyance: p.conveyance})
	case p.applicant:
		d.partyOf(ipr.Applicant, &p.contact)
	case d.in.us && strings.EqualFold(p.comment, "Attorney of Record"):
		d.us.header.representative = p.name
	case d.in.us && strings.EqualFold(p.comment, "Domestic Representative"):
		d.us.header.domestic = p.name
	case d.in.us && strings.HasSuffix(strings.ToLower(p.comment), "correspondent"):
		count(&d.rep.LeftOut, leftNames[leftCorrespondent], 1)
	default:
		d.partyOf(ipr.Representative, &p.contact)
	}
}

// usClass66 reads a class of a case file with its goods.
func (d *document) usClass66(e, extension element) {
	c := classification{status: d.text(e.child("ClassNumberStatusCode"))}
	number := code(e.child("ClassNumber"))
	if n, ok := niceClass(number); ok {
		c.international = []int{n}
	} else if len(number) > 0 {
		c.other = d.texts.add(number)
	}
	for x := range extension.children() {
		switch x.name() {
		case "PrimeClassText":
			c.primary = d.text(x)
		case "ClassNumberStatusDate":
			c.date = d.day(x)
		case "DomesticClassNumbers":
			d.omit(x, leftNames[leftUSClass])
		case "FilingBasisDetails":
			d.omit(x, leftNames[leftUse])
		case "ActiveClassQuantity":
			d.omit(x, leftCounts)
		case "ClassNumberStatusDescriptionText", "NiceClassTitleText", "NationalClassTitleText":
			d.omit(x, leftTwice)
		default:
			d.unknown(x)
		}
	}
	if c.primary == "" {
		c.primary = d.texts.add(number)
	}
	for t := range e.each("GoodsServicesDescription") {
		d.usGoods(c.primary, d.text(t))
	}
	d.usClassified(c)
}

// extension66 reads a TradeMarkExt of the United States. Of another office's, which we have not seen, each element is
// counted.
func (d *document) extension66(e element) {
	m := &d.in
	for c := range e.children() {
		switch c.name() {
		case "MarkCurrentStatusExternalDescriptionText":
			m.text = d.text(c)
		case "RegisterCategory":
			if string(code(c)) == "Supplemental" {
				d.us.addLine(told("supplemental-register-in"))
			}
			c.take()
		case "MarkFeatureCode":
			if b := code(c); len(b) > 0 {
				d.us.header.drawing = b[0]
			}
		case "AmentmentToRegistationCertificateText", "AmendmentToRegistrationCertificateText":
			d.omit(c, leftNames[leftCertificate])
		case "AdditionalMarkDetails":
			for x := range c.children() {
				switch x.name() {
				case "RenewalDate":
					d.usDay("renewal-date", d.day(x))
				case "AbandonmentDate", "ApplicationAbandonedDate":
					d.usDay("abandonment-date", d.day(x))
				case "CancellationDate", "RegistrationCancelledDate":
					d.usDay("cancellation-date", d.day(x))
				case "MaintenanceFilingDetails":
					d.omit(x, leftTwice)
				default:
					if strings.HasSuffix(x.name(), "Indicator") {
						d.omit(x, leftNames[leftFlag])
					} else {
						d.unknown(x)
					}
				}
			}
		case "OfficeDetails":
			d.omit(c, leftNames[leftStaff])
		case "FilingBasisDetails", "AdditionalInformation":
			d.omit(c, leftNames[leftFlag])
		case "MarkImageDetails":
			d.omit(c, leftPicture)
		default:
			d.unknown(c)
		}
	}
}
