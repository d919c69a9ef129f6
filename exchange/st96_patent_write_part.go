package exchange

import (
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// related writes earlier publications of the application, and the relations that have an element of their own. The words of
// another relation cannot be told; that there is one can.
func (w *patentWriter) related(earlier []register.Publication) {
	for _, q := range earlier {
		w.publicationOf(docID{office: q.Office, number: q.Number, kind: q.Kind, date: q.Date})
	}
	for _, q := range w.r.Related {
		id := docID{office: q.Office, number: q.Number, kind: q.Kind, date: q.Date}
		i := slices.IndexFunc(relations, func(r relation) bool { return r.of == q.How || r.to == q.How })
		switch {
		case i >= 0:
			w.relation(relations[i], relations[i].of == q.How, id)
		case q.How == howProvisional:
			w.start("pat:ProvisionalApplication")
			w.identified(id)
			w.end("pat:ProvisionalApplication")
		case q.How == howCorrection:
			w.start("pat:Correction")
			w.start("pat:CorrectedDocument")
			w.identified(id)
			w.end("pat:CorrectedDocument")
			w.end("pat:Correction")
		case q.How == howFamily, treatyElement(q.How) != "":
		case q.How == howPublication:
			w.publicationOf(id)
		default:
			w.start("pat:RelatedPublication")
			w.identified(id)
			w.end("pat:RelatedPublication")
		}
	}
}

func (w *patentWriter) publicationOf(id docID) {
	w.start("pat:RelatedPublication")
	w.start("pat:PatentDocumentIdentification")
	w.document("PatentPublicationIdentification", id)
	w.end("pat:PatentDocumentIdentification")
	w.end("pat:RelatedPublication")
}

// identified writes a document: an application, or a publication if it has a kind.
func (w *patentWriter) identified(id docID) {
	w.start("pat:PatentDocumentIdentification")
	if id.kind != "" {
		w.document("PatentPublicationIdentification", id)
	} else {
		w.identifyApplication(id.office, id.number, id.date)
	}
	w.end("pat:PatentDocumentIdentification")
}

// relation writes parent and child, one of which is the right.
func (w *patentWriter) relation(r relation, parent bool, id docID) {
	own := func() {
		w.start("pat:PatentDocumentIdentification")
		w.application()
		w.end("pat:PatentDocumentIdentification")
	}
	other := func() { w.identified(id) }
	if !parent {
		own, other = other, own
	}
	w.start("pat:" + r.st96)
	w.start("pat:ParentDocument")
	other()
	w.end("pat:ParentDocument")
	w.start("pat:ChildDocument")
	own()
	w.end("pat:ChildDocument")
	w.end("pat:" + r.st96)
}

// treatyElement is the element of an application or publication under a treaty; "" for other relations.
func treatyElement(how string) string {
	switch how {
	case "international application":
		return "pat:InternationalFilingData"
	case "regional application":
		return "pat:RegionalFilingData"
	case "international publication":
		return "pat:InternationalPublishingData"
	case "regional publication":
		return "pat:RegionalPublishingData"
	}
	return ""
}

// treaties writes the first one of each: ST.96 has room for no more.
func (w *patentWriter) treaties() {
	for _, how := range []string{"international application", "regional application", "international publication", "regional publication"} {
		i := slices.IndexFunc(w.r.Related, func(q register.Related) bool { return q.How == how })
		if i < 0 {
			continue
		}
		q := w.r.Related[i]
		w.start(treatyElement(how))
		if strings.HasSuffix(how, "application") {
			w.identifyApplication(q.Office, q.Number, q.Date)
		} else {
			w.start("pat:PatentDocumentIdentification")
			w.document("PatentPublicationIdentification", docID{office: q.Office, number: q.Number, kind: q.Kind, date: q.Date})
			w.end("pat:PatentDocumentIdentification")
		}
		w.end(treatyElement(how))
	}
}

// family writes the members of the family behind its first application, which is the first priority or the right itself.
func (w *patentWriter) family() {
	if !slices.ContainsFunc(w.r.Related, func(q register.Related) bool { return q.How == howFamily }) {
		return
	}
	w.start("pat:PatentFamily")
	w.start("pat:PriorityApplication")
	if len(w.r.Priorities) > 0 {
		p := w.r.Priorities[0]
		w.identifyApplication(p.Office, p.Number, p.Date)
	} else {
		w.application()
	}
	w.end("pat:PriorityApplication")
	for _, q := range w.r.Related {
		if q.How != howFamily {
			continue
		}
		w.start("pat:PatentFamilyMember")
		if q.Kind != "" {
			w.document("PatentPublicationIdentification", docID{office: q.Office, number: q.Number, kind: q.Kind, date: q.Date})
		} else {
			w.identifyApplication(q.Office, q.Number, q.Date)
		}
		w.end("pat:PatentFamilyMember")
	}
	w.end("pat:PatentFamily")
}

// partyBags are the elements of roles.
var partyBags = map[ipr.Role][2]string{
	ipr.Applicant: {"pat:ApplicantBag", "pat:Applicant"}, ipr.Inventor: {"pat:InventorBag", "pat:Inventor"}, ipr.Designer: {"pat:InventorBag", "pat:Inventor"},
	ipr.Owner: {"pat:OwnerBag", "pat:Owner"}, ipr.Holder: {"pat:OwnerBag", "pat:Owner"}, ipr.User: {"pat:OwnerBag", "pat:Owner"},
	ipr.Representative: {"pat:RegisteredPractitionerBag", "pat:RegisteredPractitioner"},
}

// parties writes the parties in their order, those of one role that follow each other in one bag. The bag of parties is
// required; without any it has an applicant without a name.
func (w *patentWriter) parties() {
	list := slices.DeleteFunc(slices.Clone(w.r.Parties), func(p register.Party) bool { return partyBags[p.Role] == [2]string{} })
	if len(list) == 0 {
		list = []register.Party{{Role: ipr.Applicant}}
	}
	w.start("pat:PartyBag")
	bag, n := "", 0
	for _, p := range list {
		names := partyBags[p.Role]
		if names[0] != bag {
			if bag != "" {
				w.end(bag)
			}
			bag, n = names[0], 0
			w.start(bag)
		}
		n++
		w.start(names[1], "com:sequenceNumber", strconv.Itoa(n))
		if p.Role == ipr.Representative {
			w.leaf("pat:RegisteredPractitionerCategory", "Agent")
		}
		w.contact("com:PublicationContact", p)
		w.end(names[1])
	}
	w.end(bag)
	w.end("pat:PartyBag")
}

func (w *patentWriter) contact(name string, p register.Party) {
	w.start(name)
	w.start("com:Name")
	w.start("com:EntityName")
	w.text(p.Name)
	w.end("com:EntityName")
	w.end("com:Name")
	if name == "com:PublicationContact" {
		w.leaf("com:CityName", p.Place)
		w.leaf("com:CountryCode", knownCountry(p.Country))
	} else if country := knownCountry(p.Country); country != "" {
		w.start("com:PostalAddressBag")
		w.start("com:PostalAddress")
		w.start("com:PostalStructuredAddress")
		w.leaf("com:CityName", p.Place)
		w.leaf("com:CountryCode", country)
		w.end("com:PostalStructuredAddress")
		w.end("com:PostalAddress")
		w.end("com:PostalAddressBag")
	}
	w.end(name)
}

func (w *patentWriter) licensees() {
	list := slices.DeleteFunc(slices.Clone(w.r.Parties), func(p register.Party) bool { return p.Role != ipr.Licensee })
	if len(list) == 0 {
		return
	}
	w.start("pat:LicenceBag")
	w.start("pat:Licence")
	w.start("pat:LicenseeBag")
	for _, p := range list {
		w.start("pat:Licensee")
		w.contact("com:Contact", p)
		w.end("pat:Licensee")
	}
	w.end("pat:LicenseeBag")
	w.end("pat:Licence")
	w.end("pat:LicenceBag")
}

// effectiveDates are the elements of RightsEffectiveDateBag that are dates; a line of the history that has one of them as its
// code came from there.
var effectiveDates = []string{"ExaminationRequestDate", "FirstDespatchedExaminationReportDate", "PatentMaintainedAsAmendedDate", "ProceedingsSuspensionDate",

	"ProceedingsInterruptionDate", "ProceedingsResumptionDate", "AfterAppealRightsNotificationDate", "EnteredIntoForceDate", "SearchRequestDate", "PatentRestorationDate"}

// dates writes the days of the history and of the end of a right for which ST.96 has an element.
func (w *patentWriter) dates() {
	w.bag("pat:RightsEffectiveDateBag", func() {
		for _, h := range w.r.History {
			if slices.Contains(effectiveDates, h.Code) {
				w.day(effectivePrefix(h.Code)+h.Code, h.Date)
			}
		}
	})
	if t := w.r.StatusTold; t == "ApplicationWithdrawnDate" || t == "ApplicationDeemedWithdrawnDate" || t == "PatentRevocationDate" {
		w.day("pat:"+t, w.r.StatusDate)
	}
}

func effectivePrefix(name string) string {
	if name == "ExaminationRequestDate" {
		return "com:"
	}
	return "pat:"
}
