package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// ST.66 documents are read by the names of their elements: those of version 1.1 of the standard, which offices extended each
// in its own namespace. Some stand applicants and representatives behind the marks of a transaction, outside of them, as
// the United States do; where the transaction holds one mark only, they are its own.
//
// Source: the official mapping ST66Transaction-V1-1ToST96TrademarkTransaction_V6_0, and real documents.
var st66 = mapping{
	format: ST66,
	place:  st66Place,
	head:   st66Head,
	record: st66Mark,
	behind: st66Behind,
	finish: (*document).putMark,
}

// st66Told tells a document by what is in it, since the root is called Transaction in more than one standard.
func st66Told(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return name == "TradeMarkTransactionBody" || name == "TradeMarkApplication" || name == "TradeMarkDetails" || name == "TradeMark"
	})
}

func st66Place(name []byte, depth int) place {
	switch string(name) {
	case "TradeMark":
		return recorded
	case "TradeMarkTransactionBody", "TransactionContentDetails", "TransactionData", "TradeMarkApplication", "TradeMarkDetails":
		return passage
	case "ApplicantDetails", "RepresentativeDetails":
		return trailing
	case "TransactionHeader", "RequestSoftware", "RequestExamination", "RequestSearch", "SignatoryDetails", "PaymentDetails", "ReimbursementDetails",
		"TradeMarkDocumentDetails", "CorrespondenceAddress":
		return heading
	case "TransactionIdentifier", "TransactionCode", "TransactionSubCode":
		return passed
	}
	if depth == 1 {
		return passage
	}
	return foreign
}

// st66Head reads the date on which the document was made, and leaves out what an application is besides its marks.
func st66Head(d *document, e element) {
	switch e.name() {
	case "CorrespondenceAddress":
		d.omit(e, leftNames[leftCorrespondent])
	case "TradeMarkDocumentDetails":
		d.omit(e, leftDocuments)
	case "TransactionHeader":
		e.take()
		sender := e.child("SenderDetails")
		for _, name := range []string{"RequestProducerDateTime", "RequestProducerDate"} {
			if t := d.day(sender.child(name)); !t.IsZero() {
				d.date = t
			}
		}
	default:
		d.omit(e, leftForm)
	}
}

// st66Behind reads parties that stand behind the mark.
func st66Behind(d *document, e element) { d.parties66(e) }

// st66Mark reads a TradeMark.
func st66Mark(d *document, e element) *fault.Fault {
	m := d.beginMark()
	m.office = d.office(e.child("RegistrationOfficeCode"))
	m.language = strings.ToLower(string(code(e.child("ApplicationLanguageCode"))))
	m.us = m.office == "US" && e.has("TradeMarkExt")
	for c := range e.children() {
		switch c.name() {
		case "RegistrationOfficeCode", "ApplicationLanguageCode":
		case "ApplicationNumber":
			m.application.Number = d.text(c)
		case "RegistrationNumber":
			m.registration.Number = d.text(c)
		case "ApplicationDate", "ApplicationDateTime":
			m.application.Date = d.mustDay(c)
		case "RegistrationDate":
			m.registration.Date = d.mustDay(c)
		case "ExpiryDate":
			d.rec.Expiry = d.day(c)
		case "MarkCurrentStatusCode":
			m.word = d.text(c)
		case "MarkCurrentStatusDate":
			d.rec.StatusDate = d.day(c)
		case "OppositionPeriodStartDate":
			m.opposition.Opens = d.day(c)
		case "OppositionPeriodEndDate":
			m.opposition.Date = d.day(c)
		case "KindMark":
			d.markKind(d.text(c))
		case "MarkFeature":
			d.markFeature(d.text(c))
		case "MarkDescriptionDetails":
			d.joinTexts(&m.mark.Description, c, c.child("MarkDescription"))
		case "MarkDisclaimerDetails":
			d.joinTexts(&m.mark.Disclaimer, c, c.child("MarkDisclaimer"))
		case "WordMarkSpecification":
			d.words(c)
		case "MarkImageDetails":
			for i := range c.each("MarkImage") {
				d.image66(i)
			}
		case "GoodsServicesDetails":
			for g := range c.each("GoodsServices") {
				d.goods66(g)
			}
			d.omit(c.child("NationalGoodsServicesExt"), leftCounts)
		case "PriorityDetails":
			for p := range c.each("Priority") {
				d.priority66(p)
			}
		case "SeniorityDetails":
			for s := range c.each("Seniority") {
				d.seniority(s)
			}
		case "PublicationDetails":
			for p := range c.each("Publication") {
				d.publication66(p)
			}
		case "ApplicantDetails", "RepresentativeDetails":
			d.parties66(c)
		case "MarkEventDetails":
			for v := range c.each("MarkEvent") {
				d.event66(v)
			}
		case "PreviousRegistrationDetails", "DivisionalApplicationDetails", "ConversionApplicationDetails", "BasicRegistrationApplicationDetails", "InternationalMarkKey", "AssociatedMarkDetails":
			d.related66(c)
		case "OppositionDetails":
			for o := range c.each("Opposition") {
				d.proceeding96("opposition", o)
			}
		case "MarkRecordDetails":
			for r := range c.each("MarkRecord") {
				for b := range r.children() {
					d.markRecord96(b)
				}
			}
		case "TradeMarkExt":
			d.extension66(c)
		case "TradeMarkVersion":
			for _, name := range []string{"VersionDate", "VersionDateTime"} {
				if t := d.day(c.child(name)); !t.IsZero() {
					d.item.Version = t
				}
			}
			d.omitRest(c, leftCounts)
		case "TradeDistinctivenessIndicator":
			if m.us && isTrue(c) {
				d.us.addLine(told("section-2f-in"))
			} else {
				d.flag(c)
			}
		case "NonUseCancelledIndicator", "AsItIsProtectionIndicator":
			d.flag(c)
		case "TradeDistinctivenessText", "SpecialCircumstanceText", "UseRequirementText", "UseLimitationText":
			d.statement(c.name(), c)
		case "TerminationDate":
			d.usDay("TerminationDate", d.day(c))
		default:
			if why, known := st66Left[c.name()]; known {
				d.omit(c, why)
			} else {
				d.unknown(c)
			}
		}
	}
	return nil
}

// st66Left are the elements of a TradeMark that are left out, and why.
var st66Left = map[string]string{
	"ReceivingOfficeCode": leftReceiving, "ReceivingOfficeDate": leftReceiving, "FilingPlace": leftTwice, "OtherDate": leftReceiving,
	"ApplicationReference": leftNames[leftDocket], "ApplicantSideCaseKey": leftNames[leftDocket],
	"SecondLanguageCode": leftLanguages, "CorrespondenceLanguageCode": leftLanguages,
	"CorrespondenceAddress": leftNames[leftCorrespondent], "StaffDetails": leftNames[leftStaff],
	"MarkSeriesIndicator": leftCounts, "MarkSeriesNumber": leftCounts, "MarkSeriesTotalNumber": leftCounts,
	"MarkSoundDetails": leftPicture, "MarkMultimediaDetails": leftPicture,
	"Authorization": leftDocuments, "TradeMarkDocumentDetails": leftDocuments, "TradeMarkURI": leftDocuments,
	"DesignatedCountryDetails":  "countries designated in an international registration (no member)",
	"ExhibitionPriorityDetails": "priorities of an exhibition (no member)",
	"UseRight":                  "rights of others to use (no member)", "Comment": leftComment,
}
