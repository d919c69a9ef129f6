package exchange

import (
	"bytes"
	"slices"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

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
