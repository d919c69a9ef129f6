package exchange

import (
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// relatedCategories are the words of RelatedApplicationCategoryType for how applications for designs are related.
var relatedCategories = []string{"Division", "Related design", "Design application based on patent or utility model", "New application for amended design"}

// how is our word for one of them, or for another that a document tells.
func how(category string) string {
	if category == "Division" {
		return "divisional"
	}
	return strings.ToLower(category)
}

// designPast reads what an application or a design tells of priorities, publications, events and related rights. What
// several designs tell alike stands once.
func (d *document) designPast(e element) {
	r := d.rec
	for p := range pick(e, "PriorityBag", "PriorityDetails").each("Priority") {
		r.Priorities = appendOnce(d, r.Priorities, d.designPriority(p))
	}
	for p := range pick(e, "PublicationBag", "PublicationDetails").each("Publication") {
		id := p.child("PublicationIdentifier")
		r.Publications = appendOnce(d, r.Publications, register.Publication{
			Office: d.identifierOffice(id), Number: d.text(id), Kind: d.first(p, "DesignPublicationCategory", "PublicationSectionCategory", "PublicationSection"),
			Date: d.day(p.child("PublicationDate")),
		})
		d.leave(p, leftGIGazette, "PublicationSubsection", "PublicationPage")
	}
	for _, kind := range []string{"DesignApplicationEvent", "DesignEvent"} {
		for _, bag := range []string{kind + "Bag", kind + "Details"} {
			for v := range e.under(bag, kind) {
				d.designEvent(v, kind)
			}
		}
	}
	for x := range pick(e, "RelatedApplicationBag", "RelatedApplicationDetails").each("RelatedApplication") {
		d.relatedApplication(x)
	}
	if n := d.text(e.child("InternationalRegistrationNumber")); n != "" {
		r.Related = appendOnce(d, r.Related, register.Related{How: "international", Office: "WO", Number: n})
	}
	for o := range pick(e, "OppositionBag", "OppositionDetails").each("Opposition") {
		r.History = appendOnce(d, r.History, register.Told{
			Date: d.day(o.child("OppositionDate")), Code: "Opposition",
			Text: d.joined(o, "OppositionIdentifier", "OppositionCurrentStatusCategory", "OppositionCurrentStatusCode"),
		})
		for c := range o.children() {
			switch c.name() {
			case "OppositionDate", "OppositionIdentifier", "OppositionCurrentStatusCategory", "OppositionCurrentStatusCode":
			default:
				c.take()
				count(&d.rep.LeftOut, leftDesignDispute, 1)
			}
		}
	}
}

func (d *document) designPriority(e element) register.Priority {
	p := d.priorityOf(e)
	if p.Number == "" {
		p.Number = d.text(e.child("PriorityNumber"))
	}
	if t := d.day(e.child("PriorityDate")); p.Date.IsZero() {
		p.Date = t
	}
	d.leave(e, leftDesignFlags, "DASAccessCode", "PriorityHolderName", "PriorityStatusCategory", "PriorityStatusCode", "PriorityStatusDate", "CommentText", "Comment", "PriorityDocument")
	return p
}

func (d *document) designEvent(e element, kind string) {
	var date ipr.Date
	for _, name := range []string{kind + "Date", kind + "DateTime"} {
		if t := d.day(e.child(name)); date.IsZero() {
			date = t
		}
	}
	d.rec.History = appendOnce(d, d.rec.History, register.Told{
		Date: date, Code: d.first(e, kind+"Category", kind+"Code"), Text: d.first(e, "CommentText", "Comment"),
	})
	d.leave(e, leftDesignFlags, kind+"ResponseDate")
}

func (d *document) relatedApplication(e element) {
	category := d.first(e, "RelatedApplicationCategory", "RelatedApplicationKind")
	c := e.child("RelatedApplicationNumber")
	number, office := d.applicationNumber(c)
	if number == "" && !c.has("ApplicationNumberText") && !c.has("ST13ApplicationNumber") {
		number = d.text(c)
	}
	registered := d.text(e.child("RelatedApplicationRegistrationNumber"))
	if number == "" {
		number = registered
	}
	date := d.day(e.child("RelatedApplicationDate"))
	d.leave(e, leftDesignReference, "RelatedApplicationReference")
	if number == "" {
		d.rep.unread("RelatedApplication")
		return
	}
	d.rec.Related = appendOnce(d, d.rec.Related, register.Related{How: how(category), Office: office, Number: number, Date: date})
}

// designFlags are set or not, and told in the history where they are: without a date, as the document tells none.
var designFlags = []string{"SealedDepositIndicator", "PublicationDefermentIndicator", "PartialDesignIndicator", "DesignOpenToLicensingIndicator", "DesignerWaiverIndicator"}

// designLeft reads the flags that matter for how a right stands, and counts what else has no member.
func (d *document) designLeft(app element, list []element) {
	for _, e := range append([]element{app}, list...) {
		for _, name := range designFlags {
			if s := string(code(e.child(name))); strings.EqualFold(s, "true") || s == "1" {
				d.rec.History = appendOnce(d, d.rec.History, register.Told{Code: name, Text: d.text(e.child("DesignIdentifier"))})
			}
		}
		e.child("RegistrationOfficeCode").take()
		d.leave(e, leftGIPaper, "PaymentBag", "PaymentDetails", "ReimbursementBag", "DocumentIncludedBag", "DocumentIncludedDetails", "SignatureBag", "SignatureDetails",
			"CorrespondenceAddress", "Authorization", "RequestSoftware", "RequestExamination")
		d.leave(e, leftDesignReference, "ApplicantFileReference", "DesignApplicationReference", "DesignReference")
		d.leave(e, leftDesignOfficers, "StaffBag", "StaffDetails")
		d.leave(e, leftDesignSpecimen, "DesignSpecimenBag", "DesignSpecimenDetails")
		d.leave(e, leftDesignCited, "PatentIdentificationBag", "CitationReferenceDetails", "ExhibitionPriorityBag", "ExhibitionPriorityDetails", "ExceptionLackNoveltyDeclarationBag", "PrincipalDesignRelationBag")
		d.leave(e, leftDesignFlags, "DesignApplicationFormName", "ReceivingOfficeDate", "FilingPlace", "SecondLanguageCode", "CorrespondenceLanguageCode", "DesignTotalQuantity",
			"DesignatedCountryBag", "BusinessEntityStatusCategory", "PublicationKindDescription", "NoveltyStatementText", "NoveltyStatement", "PartialDisclaimerText", "PartialDisclaimer",
			"DefermentPeriod", "ColourIndicator", "PublicationInColourIndicator", "ImmediatePublicationIndicator", "DescriptionPublicationIndicator", "SpecimenTotalQuantity",
			"RepresentationSheetTotalQuantity", "ColourViewTotalQuantity", "BlackWhiteViewTotalQuantity", "TotalSpecimen", "TotalRepresentationSheet", "TotalColourView", "TotalBWView")
	}
	if l := d.text(app.child("DesignApplicationLanguageCode")); d.rec.Language == "" {
		d.rec.Language = strings.ToLower(l)
	}
	d.leave(app.child("DesignApplicationStatementBag"), leftGIPaper, "DesignApplicationStatementDocument")
}
