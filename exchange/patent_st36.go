package exchange

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Patent documents after WIPO Standard ST.36 and its kin, each office with names of its own: grants and applications of the
// United States (DTD v4.x), European documents with the tags of ST.32, Chinese documents of both generations, Japanese
// gazettes, and others that have an element of bibliographic data. One document is one publication of one application.
// Sources: WIPO ST.36, bibliographic-data v2.3, by its official mapping to ST.96 V6.0; documents of the offices.
var st36 = mapping{
	format: ST36,
	place:  st36Place,
	prune:  st36Prune,
	record: st36Record,
}

// st36Told tells the family by its first elements: the root is one of the kin, or an element of bibliographic data is near.
func st36Told(names []string) bool {
	switch names[0] {
	case "ep-patent-document", "PatentDocumentAndRelated", "jp-official-gazette", "us-patent-grant", "us-patent-application", "cn-patent-document", "PATDOC":
		return true
	}
	for _, n := range names {
		if strings.HasSuffix(n, "bibliographic-data") || strings.Contains(n, "bibliographic-data-") || n == "SDOBI" {
			return true
		}
	}
	return false
}

// st36Place takes a root for a record, unless its name is a plural: that holds records.
func st36Place(name []byte, depth int) place {
	if depth == 1 && bytes.HasSuffix(name, []byte("s")) {
		return passage
	}
	return recorded
}

func st36Prune(name []byte) string {
	switch string(name) {
	case "description", "Description", "SDODE":
		return leftDescription
	case "drawings", "Drawings", "figures", "image-of-bibliographic-data", "image-of-chosen-drawing", "doc-page", "SDODR", "AbstractFigure":
		return leftDrawings
	case "references-cited", "ep-reference-list", "field-of-search", "B560", "B580", "citations", "refs", "orefs", "theme-code-info", "f-term-info", "ReferencesCited", "ReferenceCitedDetails", "FieldOfSearch":
		return leftCited
	case "us-references-cited", "us-field-of-classification-search":
		return leftCited
	case "search-report-data", "sequence-list", "sequence-list-doc", "us-sequence-list-doc", "us-chemistry", "us-math", "us-megatable-doc", "table-external-doc", "SequenceList", "cn-sequence-list":
		return leftReport
	case "examiners", "ExaminerDetails":
		return leftExaminer
	case "correspondence-address", "correspondence":
		return leftContact
	case "written-amendment-group", "amended-claims", "amended-claims-statement", "overflow":
		return leftAmended
	case "bio-deposit", "tw-bio-deposit":
		return leftDeposit
	}
	return ""
}

func st36Record(d *document, e element) *fault.Fault {
	p := newPatent(d)
	p.language = languageOf(e.attr("lang"))
	switch name := e.name(); {
	case name == "PatentDocumentAndRelated":
		return p.chinese(e)
	case strings.Contains(name, "application"):
		p.status = register.StatusPublished
	case strings.Contains(name, "grant"):
		p.status = register.StatusRegistered
	}
	p.document(e)
	p.rootID(e)
	return p.finish()
}

// rootID takes the publication that the root's attributes name, if the bibliographic data name none.
func (p *patent) rootID(e element) {
	if p.published {
		return
	}
	attr := func(names ...string) []byte {
		for _, n := range names {
			if v := bytes.TrimSpace(e.attr(n)); len(v) > 0 {
				return v
			}
		}
		return nil
	}
	id := docID{number: string(attr("doc-number", "docNumber")), kind: string(attr("kind", "kind-of-st16")), date: p.d.dayOf(attr("date-publ", "datePublication"), "date-publ")}
	if id.office, _ = parseOffice(attr("country")); id.office == "" {
		id.office = p.app.office
	}
	p.publish(id)
}

// plain is a name without the office's prefix: parties of us-parties.
func plain(name string) string {
	if len(name) > 3 && name[2] == '-' {
		switch name[:2] {
		case "us", "cn", "jp", "ep", "tw", "kr", "wo", "de":
			return name[3:]
		}
	}
	return name
}

// document reads a document: its bibliographic data, abstracts and claims.
func (p *patent) document(e element) {
	var claims []element
	for c := range e.children() {
		switch name := plain(c.name()); {
		case strings.HasPrefix(name, "bibliographic-data"):
			p.biblio(c)
		case name == "SDOBI":
			p.tags(c)
		case name == "abstract", name == "SDOAB":
			p.abstract(p.languageAt(c), c)
		case name == "claims":
			claims = append(claims, c)
		case name == "application-body":
			for part := range c.children() {
				switch part.name() {
				case "claims":
					claims = append(claims, part)
				case "abstract":
					p.abstract(p.languageAt(part), part)
				default:
					p.leave(part, leftFigure)
				}
			}
		case strings.HasSuffix(name, "claim-statement"), name == "dp-number", name == "reissue-data", name == "parent-grant-document":
			c.take()
		default:
			c.strange()
		}
	}
	p.claimSets(claims)
}

// languageAt is the language that the element tells, else that of the document.
func (p *patent) languageAt(e element) string {
	if l := languageOf(e.attr("lang")); l != "" {
		return l
	}
	return p.language
}

// claimSets takes the claims in the language of the document, else the first: the same claims stand in an European patent in
// three languages, and may stand once more for some of the states.
func (p *patent) claimSets(sets []element) {
	if len(sets) == 0 {
		return
	}
	main := 0
	for i, s := range sets {
		if l := languageOf(s.attr("lang")); l != "" && l == p.language {
			main = i
			break
		}
	}
	for i, s := range sets {
		if i == main {
			p.claimTexts(s, "claim", passageText)
			for _, more := range []string{"claim-text", "p", "heading"} {
				for c := range s.each(more) {
					c.take()
				}
			}
			continue
		}
		p.leave(s, leftClaimSets)
	}
}

// id reads the document-id of ST.36.
func (p *patent) id(e element) docID {
	id := docID{office: p.d.office(e.child("country")), number: string(code(e.child("doc-number"))), kind: string(code(e.child("kind"))), date: p.d.day(e.child("date"))}
	e.child("name").take()
	if len(id.kind) > 2 || id.kind == "00" { // words, which may end in the code in brackets, or none
		words := p.d.texts.add([]byte(strings.Trim(id.kind, "0")))
		id.kind = ""
		if p.words == "" {
			p.words = words
		}
		if i := strings.LastIndexAny(words, "(（"); i >= 0 {
			if k := strings.Trim(norm.NFKC.String(words[i:]), "()"); len(k) <= 2 && k != "" && k[0] >= 'A' && k[0] <= 'Z' {
				id.kind = k
			}
		}
	}
	return id
}

// biblio reads bibliographic data.
func (p *patent) biblio(e element) {
	if l := languageOf(e.attr("lang")); p.language == "" {
		p.language = l
	}
	country, _ := parseOffice(bytes.TrimSpace(e.attr("country")))
	for c := range e.children() {
		switch plain(c.name()) {
		case "publication-reference":
			p.publication(c, country)
		case "application-reference":
			p.told = string(c.attr("appl-type"))
			p.app = p.id(c.child("document-id"))
			if p.app.office == "" {
				p.app.office = country
			}
		case "application-series-code", "kindcode", "volno", "isuno":
			c.take()
		case "certificate-number":
			p.granted = docID{office: country, number: string(code(c))}
		case "classifications-ipcr", "classifications-ipc":
			for k := range c.children() {
				p.symbol(&p.d.rec.IPC, k)
			}
		case "classification-ipcr":
			p.symbol(&p.d.rec.IPC, c)
		case "classification-ipc":
			p.oldClasses(c)
		case "classifications-cpc":
			p.cpc(c)
		case "classification-cpc":
			p.symbol(&p.d.rec.CPC, c)
		case "classification-locarno":
			p.locarno(c)
		case "classification-national", "classifications-national", "classification-ecla", "classifications-ecla":
			p.leave(c, leftNational)
		case "invention-title":
			p.titles(c)
		case "priority-claims":
			for k := range c.children() {
				p.claimed(k)
			}
		case "number-of-claims":
			p.d.rec.Claims = p.d.whole(c)
		case "parties":
			for k := range c.children() {
				p.partiesOf(k)
			}
		case "applicants", "inventors", "assignees", "agents", "patent-owners":
			p.partiesOf(c)
		case "related-documents":
			p.relations(c)
		case "related-publication", "application-publication-reference":
			for id := range c.each("document-id") {
				p.earlier(p.id(id))
			}
		case "pct-or-regional-filing-data":
			p.international(c, "application")
		case "pct-or-regional-publishing-data":
			p.international(c, "publication")
		case "dates-of-public-availability":
			p.available(c)
		case "date-of-grant":
			p.granted.date = p.dayIn(c)
		case "dates-rights-effective", "rights-effective-dates":
			for k := range c.children() {
				p.dated(k)
			}
		case "date-application-withdrawn-by-applicant", "date-application-deemed-withdrawn":
			p.ended(register.StatusWithdrawn, c)
		case "date-of-revocation":
			p.ended(register.StatusCancelled, c)
		case "date-rights-reestablished", "date-application-partially-withdrawn", "date-complete-specification-filed", "date-exhibition-filed", "date-of-earliest-priority",
			"date-pct-article-22-39-fulfilled", "lapse-of-patent", "invalidation-of-patent", "printed-as-amended":
			p.dated(c)
		case "patent-family":
			for id := range c.under("family-member", "document-id") {
				p.related(howFamily, p.id(id))
			}
			p.d.leave(c, leftLinked, "priority-application", "text")
		case "opposition-data", "st50-republication", "correction-notice", "designation-pct":
			p.leave(c, leftAmended)
		case "abstract":
			p.abstract(p.languageAt(c), c)
		case "language-of-publication", "publication-language":
			if l := languageOf(code(c)); p.language == "" {
				p.language = l
			}
		case "language-of-filing", "plain-language-designation", "designation-of-states":
			p.leave(c, leftStates)
		case "term-of-grant", "deceased-inventor":
			p.leave(c, leftTerm)
		case "figures", "figure-to-publish", "number-of-figures", "exemplary-claim", "filing-form", "total-pages", "request-for-examination", "gazette-reference",
			"provisional-application-flag", "published-filing", "st36-version", "rule-47-flag", "issued-on-continued-prosecution-application", "is-grant-with-cpa":
			p.leave(c, leftFigure)
		case "botanic", "hague-agreement-data", "sir-flag", "licensee-data", "licensees", "office-specific-bib-data", "bib-specific-data":
			p.leave(c, leftFigure)
		case "371c12-date", "371c124-date":
			p.leave(c, leftTerm)
		default:
			c.strange()
		}
	}
}

func (p *patent) publication(e element, country string) {
	for c := range e.children() {
		switch c.name() {
		case "document-id":
			id := p.id(c)
			if id.office == "" {
				id.office = country
			}
			p.publish(id)
		default:
			c.take() // where in the gazette
		}
	}
}

// titles reads a title, or the titles in several languages that an element holds.
func (p *patent) titles(e element) {
	found := false
	for _, l := range [][2]string{{"chinese-title", "zh"}, {"english-title", "en"}} {
		if c := e.child(l[0]); c.ok() {
			p.title(l[1], c)
			found = true
		}
	}
	if !found {
		p.title(p.languageAt(e), e)
	}
}

// oldClasses reads the classification before 2006: a main symbol and further ones.
func (p *patent) oldClasses(e element) {
	p.d.leave(e, leftClassDetail, "edition")
	if e.has("section") || e.has("text") {
		p.symbol(&p.d.rec.IPC, e)
		return
	}
	for c := range e.children() {
		switch c.name() {
		case "main-classification", "main-clsf":
			symbol, _ := symbolOf(code(c))
			p.classify(&p.d.rec.IPC, symbol, 'F')
		case "further-classification", "further-clsf":
			symbol, _ := symbolOf(code(c))
			p.classify(&p.d.rec.IPC, symbol, 'L')
		default:
			c.take()
		}
	}
}

// cpc reads the main and further symbols; sets of symbols that belong together are taken apart.
func (p *patent) cpc(e element) {
	for c := range e.children() {
		switch c.name() {
		case "classification-cpc", "classification-cpc-text":
			p.symbol(&p.d.rec.CPC, c)
		case "main-cpc", "further-cpc", "combination-set", "combination-rank":
			p.cpc(c)
		default:
			c.take()
		}
	}
}

// claimed reads a claim of priority, whose numbers stand in it or in a document-id.
func (p *patent) claimed(e element) {
	id := p.id(e)
	if c := e.child("document-id"); c.ok() {
		id = p.id(c)
	}
	for c := range e.children() {
		c.take() // access to the document, kind of filing
	}
	p.priority(id, p.d.texts.add([]byte(id.number)))
}

func (p *patent) partiesOf(e element) {
	for c := range e.children() {
		switch plain(c.name()) {
		case "applicants", "inventors", "assignees", "agents", "patent-owners", "applicants-agents-article", "applicants-agents", "grantees":
			p.partiesOf(c)
		case "applicant":
			who := p.addressBook(c)
			p.party(ipr.Applicant, who)
			if string(c.attr("app-type")) == "applicant-inventor" {
				p.party(ipr.Inventor, who)
			}
		case "inventor", "deceased-inventor":
			if string(c.attr("cn-not-to-be-published-request-by-inventor")) == "yes" {
				p.leave(c, leftHidden)
				continue
			}
			p.party(ipr.Inventor, p.addressBook(c))
		case "assignee", "patent-owner", "grantee", "owner":
			p.party(ipr.Owner, p.addressBook(c))
		case "agent", "attorney-name", "common-representative":
			if agency := c.child("cn-agency"); agency.ok() {
				who := p.addressBook(agency)
				who.name = strings.TrimRight(who.name, " 0123456789") // the agency's number
				p.party(ipr.Representative, who)
			}
			p.party(ipr.Representative, p.addressBook(c))
		case "correspondence-address":
			p.leave(c, leftContact)
		default:
			c.strange()
		}
	}
}

// earlier takes another publication of the same application, or one of another office as a related right.
func (p *patent) earlier(id docID) {
	if id.number == "" {
		return
	}
	if id.office == "" || id.office == p.app.office {
		id.office = p.app.office
		if p.tooMany(len(p.pubs)) {
			return
		}
		id.number, id.kind = p.clean(publicationNumber(id.office, id.number)), p.clean(id.kind)
		for _, q := range p.pubs {
			if q.office == id.office && q.number == id.number && q.kind == id.kind {
				return
			}
		}
		if n := len(p.pubs); p.published {
			p.pubs = slices.Insert(p.pubs, n-1, id)
		} else {
			p.pubs = append(p.pubs, id)
		}
		return
	}
	p.related("related publication", id)
}

// international reads the application or publication under a treaty from which this one comes.
func (p *patent) international(e element, what string) {
	for c := range e.children() {
		if c.name() != "document-id" {
			p.leave(c, leftTerm)
			continue
		}
		id := p.id(c)
		how := "regional " + what
		if id.office == "WO" || strings.HasPrefix(strings.ToUpper(id.number), "PCT") {
			how = "international " + what
		}
		p.related(how, id)
	}
}

// available reads the dates on which the document was made public, INID 40 to 48. What they say of examination and grant is
// the state of the right on that day.
func (p *patent) available(e element) {
	for c := range e.children() {
		id := p.id(c.child("document-id"))
		if t := p.d.day(c.child("date")); id.date.IsZero() {
			id.date = t
		}
		name := strings.ReplaceAll(c.name(), "_", "-")
		switch {
		case strings.HasSuffix(name, "without-grant"):
			if p.status == "" {
				p.status = register.StatusPublished
			}
		case strings.HasSuffix(name, "with-grant"):
			p.status = register.StatusRegistered
		default:
			c.take()
			continue
		}
		if p.words == "" {
			p.words = c.name()
		}
		c.take()
		if id.number != "" {
			p.earlier(id)
		}
	}
}

// dayIn reads a date that stands in an element, alone or in a document-id.
func (p *patent) dayIn(e element) ipr.Date {
	t := p.d.day(e.child("date"))
	if c := e.at("document-id", "date"); c.ok() && t.IsZero() {
		t = p.d.day(c)
	}
	if len(code(e)) > 0 && !e.has("date") && !e.has("document-id") {
		t = p.d.day(e)
	}
	e.take()
	return t
}

// dated makes a line of the history of a date, with the element's name as code and the country of which it is told.
func (p *patent) dated(e element) {
	country := p.d.office(e.at("document-id", "country"))
	if t := p.dayIn(e); !t.IsZero() {
		p.d.rec.History = append(p.d.rec.History, register.Told{Date: t, Code: e.name(), Text: country})
	}
}

// ended reads the day on which an application was withdrawn or a patent revoked.
func (p *patent) ended(status register.Status, e element) {
	if t := p.dayIn(e); !t.IsZero() {
		p.d.rec.Status, p.d.rec.StatusDate, p.d.rec.StatusTold = status, t, e.name()
	}
}
