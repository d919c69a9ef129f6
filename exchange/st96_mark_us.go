package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// usServed reports whether a Trademark is a case file as the United States serve it: with what no other office has and we
// do not write.
func usServed(e element) bool {
	return e.has("NationalCaseLocation") || e.has("NationalFilingBasis") || e.has("NationalGoodsServices") ||
		e.at("NationalTrademarkInformation", "RegisterCategory").ok() && string(code(e.at("NationalTrademarkInformation", "RegisterCategory"))) != unknownRegister
}

// unknownRegister is the category of a register that is not divided.
const unknownRegister = "Unknown"

// usDescription reads a NationalMarkDescription.
func (d *document) usDescription(e element) {
	for c := range e.children() {
		switch c.name() {
		case "MarkFeatureCode":
			if b := code(c); len(b) > 0 {
				d.us.header.drawing = b[0]
			}
		case "NationalMarkApplicationNumber", "NationalMarkRegistrationNumber":
			d.omit(c, leftTwice)
		case "PseudoMarkText":
			d.omit(c, leftNames[leftPseudo])
		case "LiningStipplingStatementText", "NamePortraitConsentText", "CommentText":
			d.statement(c.name(), c)
		default:
			d.unknown(c)
		}
	}
}

// usParty takes up an owner of the chain of title or an agent of record. It reports whether it was one.
func (d *document) usParty(element string, sequence []byte, p *contact, conveyance string) bool {
	switch element {
	case "RecordAttorney":
		d.us.header.representative = p.name
		return true
	case "NationalRepresentative":
		d.us.header.domestic = p.name
		return true
	}
	kind, ok := wholeNumber(bytes.TrimSpace(sequence))
	if !ok || kind < originalApplicant || kind > 99 || element != "Applicant" {
		return false
	}
	d.usOwner(owner{kind: kind, name: p.name, also: p.also, city: p.place, state: p.state, country: p.country, conveyance: conveyance})
	return true
}

func (d *document) usOwner(o owner) {
	if !d.tooManyLines() && o.name != "" {
		d.us.owners = append(d.us.owners, o)
	}
}

// usGoods96 reads a class of a case file with its goods: the classification that has one prime class. It reports whether
// it was one.
func (d *document) usGoods96(e element) bool {
	c := classification{}
	for k := range e.under("GoodsServicesClassificationBag", "GoodsServicesClassification") {
		number := k.child("ClassNumber")
		if !number.ok() {
			number = k.child("NationalClassNumber")
		}
		switch b := code(number); string(code(k.child("ClassificationKindCode"))) {
		case "Primary":
			c.primary = d.texts.add(b)
		case "Nice":
			if n, ok := niceClass(b); ok {
				c.international = append(c.international, n)
			} else if len(b) > 0 {
				c.other = d.texts.add(b)
			}
		default:
			d.omit(number, leftNames[leftUSClass])
		}
		d.omit(k.child("ClassTitleText"), leftTwice)
		d.omit(k.child("ClassificationVersion"), leftCounts)
	}
	if c.primary == "" {
		return false
	}
	d.omit(e.child("NationalFilingBasis"), leftNames[leftUse])
	d.omit(e.child("NationalGoodsServices"), leftCounts)
	for k := range e.under("ClassDescriptionBag", "ClassDescription") {
		for s := range k.under("NationalStatusBag", "NationalStatus") {
			c.status = d.text(s.child("NationalStatusCode"))
			c.date = d.day(s.child("NationalStatusDate"))
			d.omitRest(s, leftTwice)
		}
		k.child("ClassNumber").take()
		for t := range k.each("GoodsServicesDescriptionText") {
			d.usGoods(c.primary, d.text(t))
		}
	}
	d.usClassified(c)
	return true
}

// usGoods takes up the goods of a class under its prime class, as a statement of the daily files does.
func (d *document) usGoods(prime, text string) {
	if text != "" && !d.tooManyLines() {
		d.us.goods = append(d.us.goods, goods{prime: prime, code: "GS" + prime, text: text})
	}
}

func (d *document) usClassified(c classification) {
	if c.status == "" {
		c.status = "6" // active; the document tells no other state
	}
	if d.us.lines += maxLines / maxClasses; d.us.lines <= maxLines {
		d.us.classes = append(d.us.classes, c)
	}
}

// national96 reads a NationalTrademarkInformation, which the United States and we write.
func (d *document) national96(e element) {
	m := &d.in
	for c := range e.children() {
		switch name := c.name(); name {
		case "RegisterCategory":
			if string(code(c)) == "Supplemental" {
				d.us.addLine(register.Told{Code: "supplemental-register-in"})
			}
			c.take()
		case "MarkCurrentStatusExternalDescriptionText":
			m.text = d.text(c)
		case "MarkCurrentStatusInternalDescriptionText":
			if t := d.text(c); m.text == "" {
				m.text = t
			} else if t != "" {
				count(&d.rep.LeftOut, leftTwice, 1)
			}
		case "ApplicationAbandonedDate":
			d.usDay("abandonment-date", d.day(c))
		case "RegistrationCancelledDate":
			d.usDay("cancellation-date", d.day(c))
		case "RegisterAmendedDate":
			d.usDay("amend-to-register-date", d.day(c))
		case "RenewalDate":
			d.usDay("renewal-date", d.day(c))
		case "PreviouslyRegisteredMarkPublishedDate":
			d.us.header.republished = d.day(c)
		case "AllowanceNoticeDate":
			d.omit(c, leftTwice) // an event tells it
		case "MaintenanceFilingBag", "MaintenanceFiling":
			d.omit(c, leftTwice)
		case "NationalCaseLocation":
			d.omit(c, leftNames[leftStaff])
		case "RegistrationCertificateAmendmentText", "RegistationCertificateAmendmentText", "CertificateCorrectingRegistrationText":
			d.omit(c, leftNames[leftCertificate])
		case "InterferenceStatementText", "TradeDistinctivenessScopeText", "OrderRestrictingScopeStatementText", "RestrictionStatementText",
			"CertificationStatementText", "ConcurrentUseStatementText":
			d.statement(name, c)
		default:
			if strings.HasSuffix(name, "Indicator") {
				d.omit(c, leftNames[leftFlag])
			} else {
				d.unknown(c)
			}
		}
	}
}

func (d *document) usDay(code string, t ipr.Date) {
	if !t.IsZero() {
		d.us.addLine(register.Told{Date: t, Code: code})
	}
}

// usInternational takes up the international registration of which the right is the designation of the United States. It
// reports whether a PreviousRegistration is one: it tells of the course of a designation then.
func (d *document) usInternational(e element) bool {
	office := e.child("RegistrationOfficeCode")
	if string(code(office)) != "WO" && !e.has("DomesticNotificationDate") && !e.has("AutomaticProtectionDate") {
		return false
	}
	d.us.relate(register.Related{How: "international", Office: "WO", Number: strings.TrimLeft(d.text(e.child("PreviousRegistrationNumber")), "0")})
	if isTrue(e.child("PriorityClaimIndicator")) {
		d.claim(register.Priority{Date: d.day(e.child("PreviousRegistrationPriorityDate"))})
	}
	d.omitRest(e, leftNames[leftInternational])
	return true
}

// usBasis takes up an international application that is based on the right, and its registration.
func (d *document) usBasis(e element) {
	number := e.child("InternationalApplicationNumber")
	d.us.relate(register.Related{How: "basis of international", Office: "WO", Number: strings.TrimLeft(d.text(e.child("InternationalRegistrationNumber")), "0")})
	d.us.relate(register.Related{How: "basis of international application", Office: "US", Number: d.numberOf(number)})
	d.omitRest(e, leftNames[leftInternational])
}

// usClaims reports whether the application rests, or rested, on a foreign application, by which priority is claimed, and
// not on a foreign registration alone.
func (d *document) usClaims() bool {
	for b := range d.t.root().child("NationalFilingBasis").children() {
		if isTrue(b.child("BasisForeignApplicationIndicator")) {
			return true
		}
	}
	return false
}
