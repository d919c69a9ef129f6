package exchange

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// st96PatentForm writes a right as a PatentPublication: each member in the element that ST.96 has for it. The remainder, what
// has none (state, history and expiry of a right, deadlines) or what an element does not hold exactly, stands beside the
// publication as an external document, whose name is the address of the right.
var st96PatentForm = st96Form{write: writePatent96}

const patentRoot = "pat:PatentPublication"

func writePatent96(m *markup, row Row) {
	w := &patentWriter{markup: m, row: row, r: row.Record}
	start := len(m.b)
	w.publication()
	rest := remainderOf("", "</"+patentRoot+">", m.b[start:], row.Record)
	if rest != "" || w.read() != row.ID {
		m.start("com:ExternalDocumentBag")
		m.start("com:ExternalDocument")
		m.leaf("com:FileName", remainderName(row.ID))
		m.leaf("com:DocumentFormatCategory", "Text")
		m.leaf("com:DocumentContentCategory", "Other")
		if rest != "" {
			m.leaf("com:DocumentLocationURI", remainderURI+base64.StdEncoding.EncodeToString([]byte(rest)))
		}
		m.end("com:ExternalDocument")
		m.end("com:ExternalDocumentBag")
	}
	m.end(patentRoot)
}

// patentWriter writes one right.
type patentWriter struct {
	*markup
	row Row
	r   *register.Record
}

// read is the address that the elements tell.
func (w *patentWriter) read() ipr.ID {
	kind := ""
	if n := len(w.r.Publications); n > 0 {
		kind = w.r.Publications[n-1].Kind
	}
	number, _ := w.applied()
	id := ipr.ID{Office: ipr.Office(listedOffice(string(w.row.ID.Office))), Kind: patentKind("", "", kind)}
	_, id.Number = applicationNumber(docID{office: string(id.Office), number: number})
	return id
}

// listedOffice is a code that ST.96 lists, else XX, its code for the unknown.
func listedOffice(code string) string {
	if t, ok := ipr.OfficeTerm(ipr.Office(code)); ok && !strings.Contains(t.Note, "ISO 3166") {
		return code
	}
	return "XX"
}

// listedCountry is a code that ST.96 lists for countries; "" for another one.
func listedCountry(code string) string {
	if t, ok := ipr.OfficeTerm(ipr.Office(code)); ok && t.Note != "organisation" && (t.Note != "former code of ST.3" || slices.Contains([]string{"AN", "CS", "DD", "RH", "SU", "YD", "YU"}, code)) {
		return code
	}
	return ""
}

func language96(code string) string { return languageOf([]byte(code)) }

func (w *patentWriter) publication() {
	language := language96(w.r.Language)
	if language == "" {
		language = "en" // the attribute is required
	}
	w.start(patentRoot, "xmlns:pat", "http://www.wipo.int/standards/XMLSchema/ST96/Patent", "xmlns:com", "http://www.wipo.int/standards/XMLSchema/ST96/Common",
		"com:st96Version", "V6_0", "com:languageCode", language)
	w.leaf("com:IPOfficeCode", listedOffice(string(w.row.ID.Office)))
	w.start("pat:BibliographicData", "com:st96Version", "V6_0")
	w.biblio()
	w.end("pat:BibliographicData")
	w.start("pat:Claims")
	for i, text := range w.r.ClaimTexts {
		w.start("pat:Claim")
		w.whole("pat:ClaimNumber", i+1)
		w.leaf("pat:ClaimText", text)
		w.end("pat:Claim")
	}
	if len(w.r.ClaimTexts) == 0 {
		w.raw("<com:P/>")
	}
	w.end("pat:Claims")
	w.abstract(w.r.Language, w.r.Abstract)
	for _, o := range w.r.Wordings {
		w.abstract(o.Language, o.Abstract)
	}
}

func (w *patentWriter) abstract(language, text string) {
	w.bag("pat:Abstract", func() { w.leaf("com:P", text) }, "com:languageCode", language96(language))
}

func (w *patentWriter) biblio() {
	r := w.r
	var main docID
	var earlier []register.Publication
	if n := len(r.Publications); n > 0 {
		q := r.Publications[n-1]
		main, earlier = docID{office: q.Office, number: q.Number, kind: q.Kind, date: q.Date}, r.Publications[:n-1]
		w.document("PatentPublicationIdentification", main)
	}
	w.application()
	if g := r.Registration; g != nil {
		w.document("PatentGrantIdentification", docID{office: string(w.row.ID.Office), number: g.Number, date: g.Date})
	}
	w.bag("pat:PriorityClaimBag", w.priorities)
	w.bag("pat:PatentClassificationBag", w.classes)
	w.start("pat:InventionTitleBag")
	w.start("pat:InventionTitle", "com:languageCode", language96(r.Language))
	w.text(r.Title)
	w.end("pat:InventionTitle")
	for _, o := range r.Wordings {
		w.leaf("pat:InventionTitle", o.Title, "com:languageCode", language96(o.Language))
	}
	w.end("pat:InventionTitleBag")
	w.whole("pat:ClaimTotalQuantity", r.Claims)
	w.bag("pat:RelatedDocumentBag", func() { w.related(earlier) })
	w.parties()
	w.treaties()
	w.family()
	w.licensees()
	w.dates()
}

// document writes a PatentPublicationIdentification or PatentGrantIdentification.
func (w *patentWriter) document(name string, id docID) {
	number, date := "pat:PatentNumber", "pat:GrantDate"
	if name == "PatentPublicationIdentification" {
		number, date = "pat:PublicationNumber", "com:PublicationDate"
	}
	if id.office == "" {
		id.office = "XX"
	}
	w.start("pat:" + name)
	w.leaf("com:IPOfficeCode", listedOffice(id.office))
	w.start(number)
	w.text(id.number)
	w.end(number)
	w.leaf("com:PatentDocumentKindCode", id.kind)
	w.day(date, id.date)
	w.end("pat:" + name)
}

// identifyApplication writes an ApplicationIdentification.
func (w *patentWriter) identifyApplication(office, number string, date ipr.Date) {
	w.start("pat:ApplicationIdentification")
	w.leaf("com:IPOfficeCode", listedOffice(office))
	w.start("com:ApplicationNumber")
	w.start("com:ApplicationNumberText")
	w.text(number)
	w.end("com:ApplicationNumberText")
	w.end("com:ApplicationNumber")
	w.day("pat:FilingDate", date)
	w.end("pat:ApplicationIdentification")
}

// applied is the number under which the right was applied for, as its office writes it, and the day.
func (w *patentWriter) applied() (number string, date ipr.Date) {
	number = w.row.ID.Number
	if a := w.r.Application; a != nil {
		if a.Number != "" {
			number = a.Number
		}
		date = a.Date
	}
	return number, date
}

func (w *patentWriter) application() {
	number, date := w.applied()
	w.identifyApplication(string(w.row.ID.Office), number, date)
}

// priorities writes those that have a date, without which ST.96 has no claim of priority.
func (w *patentWriter) priorities() {
	for i, p := range w.r.Priorities {
		if p.Date.IsZero() {
			continue
		}
		w.start("pat:PriorityClaim", "com:sequenceNumber", strconv.Itoa(i+1))
		w.leaf("com:IPOfficeCode", listedOffice(p.Office))
		w.bag("com:ApplicationNumber", func() { w.leaf("com:ApplicationNumberText", p.Number) })
		w.day("pat:FilingDate", p.Date)
		w.end("pat:PriorityClaim")
	}
}

func (w *patentWriter) classes() {
	if len(w.r.CPC) > 0 {
		w.start("pat:NationalClassification")
		w.leaf("com:IPOfficeCode", "EP")
		w.leaf("com:Edition", editionCPC)
		name := "pat:MainNationalClassification"
		for _, c := range w.r.CPC {
			w.start(name)
			w.leaf("pat:PatentClassificationText", c)
			w.end(name)
			name = "pat:FurtherNationalClassification"
		}
		w.end("pat:NationalClassification")
	}
	w.bag("pat:IPCRClassificationBag", func() {
		for i, c := range w.r.IPC {
			w.start("pat:IPCRClassification", "com:sequenceNumber", strconv.Itoa(i+1))
			w.leaf("pat:PatentClassificationText", c)
			w.end("pat:IPCRClassification")
		}
	})
}

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
		w.leaf("com:CountryCode", listedCountry(p.Country))
	} else if country := listedCountry(p.Country); country != "" {
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
