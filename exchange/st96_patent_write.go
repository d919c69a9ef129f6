package exchange

import (
	"encoding/base64"
	"strconv"

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
	id := ipr.ID{Office: ipr.Office(officeCode(w.row.ID.Office)), Kind: patentKind("", "", kind)}
	_, id.Number = applicationNumber(docID{office: string(id.Office), number: number})
	return id
}

func (w *patentWriter) publication() {
	language := languageCode(w.r.Language)
	w.start(patentRoot, "xmlns:pat", "http://www.wipo.int/standards/XMLSchema/ST96/Patent", "xmlns:com", "http://www.wipo.int/standards/XMLSchema/ST96/Common",
		"com:st96Version", "V6_0", "com:languageCode", language)
	w.leaf("com:IPOfficeCode", officeCode(w.row.ID.Office))
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
	w.bag("pat:Abstract", func() { w.leaf("com:P", text) }, "com:languageCode", knownLanguage(language))
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
	w.start("pat:InventionTitle", "com:languageCode", knownLanguage(r.Language))
	w.text(r.Title)
	w.end("pat:InventionTitle")
	for _, o := range r.Wordings {
		w.leaf("pat:InventionTitle", o.Title, "com:languageCode", knownLanguage(o.Language))
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
	w.leaf("com:IPOfficeCode", officeCode(ipr.Office(id.office)))
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
	w.leaf("com:IPOfficeCode", officeCode(ipr.Office(office)))
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
		w.leaf("com:IPOfficeCode", officeCode(ipr.Office(p.Office)))
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
