package exchange

import (
	"bytes"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// The EPO's DOCDB: bibliographic data of the patent documents of a hundred offices, each as an exchange-document, which is
// one publication. Source: EPO, exchange-documents schema 2.5.9, and a file of the backfile.
var exchangeDocuments = mapping{
	format: DOCDB,
	place:  docdbPlace,
	head:   func(_ *document, e element) { e.take() },
	prune:  docdbPrune,
	record: docdbRecord,
}

func docdbTold(names []string) bool {
	return names[0] == "exchange-documents" || names[0] == "exchange-document"
}

func docdbPlace(name []byte, _ int) place {
	switch string(name) {
	case "exchange-document":
		return recorded
	case "exchange-documents":
		return passage
	}
	return foreign
}

func docdbPrune(name []byte) string {
	if string(name) == "references-cited" {
		return leftCited
	}
	return ""
}

func docdbRecord(d *document, e element) *fault.Fault {
	if string(e.attr("status")) == "D" {
		return fault.New(fault.Invalid, "the document tells that this publication is no longer in its source")
	}
	p := newPatent(d)
	p.exchangeDocument(e)
	return p.finish()
}

// exchangeDocument reads a publication of DOCDB or of an OPS answer.
func (p *patent) exchangeDocument(e element) {
	id := docID{number: string(e.attr("doc-number")), kind: string(e.attr("kind")), date: p.d.dayOf(bytes.TrimSpace(e.attr("date-publ")), "date-publ")}
	id.office, _ = parseOffice(bytes.TrimSpace(e.attr("country")))
	for c := range e.children() {
		switch c.name() {
		case "bibliographic-data":
			p.exchangeData(c, id)
		case "abstract":
			if f := string(c.attr("data-format")); f == "" || f == "docdba" || f == "docdb" || f == "original" {
				p.abstract(languageOf(c.attr("lang")), c)
				continue
			}
			p.leave(c, leftForms)
		case "patent-family":
			p.exchangeFamily(c)
		default:
			c.strange()
		}
	}
	if len(p.pubs) == 0 {
		p.publish(id)
	}
}

// forms reads references to the same document in several forms: DOCDB's own, that of EPODOC, and as the office prints it.
// The form stands at the reference or at the document-id.
func (p *patent) forms(list ...element) (id docID, original string) {
	var all [3]docID
	for _, e := range list {
		for c := range e.each("document-id") {
			form := docdb
			for _, told := range [][]byte{e.attr("data-format"), c.attr("document-id-type")} {
				switch string(told) {
				case "epodoc":
					form = epodoc
				case "original":
					form = printed
				}
			}
			d := p.id(c)
			d.form = form
			if all[form].number == "" && (d.number != "" || all[form].date.IsZero()) {
				all[form] = d
			}
		}
	}
	original = strings.TrimSpace(all[printed].number)
	for _, form := range []numberForm{docdb, printed, epodoc} {
		d := all[form]
		if d.number == "" {
			continue
		}
		if id.number == "" {
			id = d
		}
		if id.date.IsZero() {
			id.date = d.date
		}
	}
	if id.number == "" { // only the day may be known
		id = all[docdb]
	}
	if id.office == "" && id.form == epodoc && len(id.number) > 2 {
		if office, err := parseOffice([]byte(id.number[:2])); err == nil {
			id.office, id.number = office, id.number[2:]
		}
	}
	return id, original
}

func (p *patent) exchangeData(e element, doc docID) {
	var publications, applications []element
	for c := range e.children() {
		switch c.name() {
		case "publication-reference":
			publications = append(publications, c)
		case "application-reference":
			applications = append(applications, c)
		}
	}
	p.application(applications)
	id, _ := p.forms(publications...)
	id.form = printed
	if id.office == "" {
		id.office = doc.office
	}
	if id.number == "" {
		id.number = doc.number
	}
	if id.kind == "" {
		id.kind = doc.kind
	}
	if id.date.IsZero() {
		id.date = doc.date
	}
	p.publish(id)
	for c := range e.children() {
		switch c.name() {
		case "publication-reference", "application-reference":
		case "classifications-ipcr", "classification-ipcr":
			for k := range c.children() {
				p.symbol(&p.d.rec.IPC, k)
			}
		case "classification-ipc":
			p.oldClasses(c)
		case "patent-classifications":
			for k := range c.each("patent-classification") {
				scheme := string(k.at("classification-scheme").attr("scheme"))
				if !strings.HasPrefix(scheme, "CPC") {
					p.leave(k, leftNational)
					continue
				}
				p.symbol(&p.d.rec.CPC, k)
			}
			for k := range c.each("combination-set") {
				for part := range k.under("combination-rank", "patent-classification") {
					p.symbol(&p.d.rec.CPC, part)
				}
				k.take()
			}
		case "classifications-national", "classification-national", "classification-ecla", "classifications-ecla":
			p.leave(c, leftNational)
		case "priority-claims":
			p.exchangePriorities(c)
		case "parties":
			p.exchangeParties(c)
		case "invention-title":
			p.title(languageOf(c.attr("lang")), c)
		case "dates-of-public-availability":
			p.available(c)
		case "language-of-publication":
			p.leave(c, leftFigure)
		case "designation-of-states":
			p.leave(c, leftStates)
		case "previously-filed-app":
			p.leave(c, leftLinked)
		default:
			c.strange()
		}
	}
}

// application reads the references to the application. For the United States the office's own form has the series, which
// DOCDB's lacks until 2011.
func (p *patent) application(list []element) {
	p.app, p.printed = p.forms(list...)
	p.alias = p.app
	if bare := onlyDigits(p.printed); p.app.office == "US" && len(bare) == 8 {
		p.app.number, p.app.form = bare, printed
	}
	for _, e := range list {
		e.take()
	}
}

// linked has the relation for the linkage types of DOCDB that are known beside W, the national phase of an international
// application. Confidence B: seen in programs that read DOCDB.
var linked = map[string]string{"1": "Continuation", "3": "Division"}

// exchangePriorities reads claims of priority, which stand once for each form with the same sequence. DOCDB lists every
// application as its own priority, and links some that were not claimed, which it marks as not active.
func (p *patent) exchangePriorities(e element) {
	var order []string
	bySequence := map[string][]element{}
	for c := range e.each("priority-claim") {
		s := string(c.attr("sequence"))
		if bySequence[s] == nil {
			order = append(order, s)
		}
		bySequence[s] = append(bySequence[s], c)
	}
	for _, s := range order {
		id, original := p.forms(bySequence[s]...)
		active, link := true, ""
		for _, c := range bySequence[s] {
			if v := code(c.child("priority-active-indicator")); len(v) > 0 && (v[0] == 'N' || v[0] == 'n') {
				active = false
			}
			if v := code(c.child("priority-linkage-type")); len(v) > 0 {
				link = string(v)
			}
			c.take()
		}
		office, number := applicationNumber(id)
		if id.number == "" && id.date.IsZero() || id.number != "" && p.own(id) {
			count(&p.d.rep.LeftOut, leftLinked, 1)
			continue
		}
		switch {
		case active:
			if original == "" {
				original = id.number
			}
			for _, q := range p.pubs { // an unknown number: DOCDB has that of the publication with a letter
				if n := strings.TrimRight(id.number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"); n != id.number && n == q.number {
					original = ""
				}
			}
			id.office = office
			p.priority(id, p.d.texts.add([]byte(original)))
		case office == "WO":
			id.office, id.number, id.kind = office, number, ""
			p.related("international application", id)
		case linked[link] != "":
			id.kind = ""
			p.related(relationOf(linked[link]).of, id)
		default:
			count(&p.d.rep.LeftOut, leftLinked, 1)
		}
	}
}

// exchangeParties reads each list of parties in the form nearest to what the office printed that counts every party once:
// docdba, which has the names as they were received, else docdb, epodoc, original. The country of a party may stand in
// another form.
func (p *patent) exchangeParties(e element) {
	for _, list := range []struct {
		bag, one, name string
		role           ipr.Role
	}{{"applicants", "applicant", "applicant-name", ipr.Applicant}, {"inventors", "inventor", "inventor-name", ipr.Inventor}, {"agents", "agent", "agent-name", ipr.Representative}} {
		byForm := map[string][]element{}
		countries := map[string]string{}
		for c := range e.under(list.bag, list.one) {
			form := string(c.attr("data-format"))
			byForm[form] = append(byForm[form], c)
			if country := p.d.office(c.at("residence", "country")); country != "" {
				countries[string(c.attr("sequence"))] = country
			}
		}
		taken := false
		for _, form := range []string{"docdba", "docdb", "epodoc", "original", ""} {
			for _, c := range byForm[form] {
				if taken {
					p.leave(c, leftForms)
					continue
				}
				who := person{name: p.line(c.at(list.name, "name")), country: countries[string(c.attr("sequence"))]}
				who.name, who.country = nameAndCountry(who.name, who.country)
				if address := c.child("address"); address.ok() {
					who.place = p.town(address.child("city"), element{})
					p.leave(address, leftStreet)
				}
				p.party(list.role, who)
				c.take()
			}
			taken = taken || len(byForm[form]) > 0
		}
	}
	for c := range e.children() {
		if !slices.Contains([]string{"applicants", "inventors", "agents"}, c.name()) {
			c.strange()
		}
	}
}

// nameAndCountry takes the country in brackets from behind a name: "9SOLUTIONS OY [FI]".
func nameAndCountry(name, country string) (string, string) {
	n := len(name)
	if n < 5 || name[n-1] != ']' || name[n-4] != '[' || !isCode(name[n-3:n-1]) {
		return name, country
	}
	if country == "" {
		country = strings.ToUpper(name[n-3 : n-1])
	}
	return strings.TrimSpace(name[:n-4]), country
}

// exchangeFamily reads the other publications of a family.
func (p *patent) exchangeFamily(e element) {
	for m := range e.each("family-member") {
		var publications, applications []element
		for c := range m.each("publication-reference") {
			publications = append(publications, c)
		}
		for c := range m.each("application-reference") {
			applications = append(applications, c)
		}
		id, _ := p.forms(publications...)
		app, _ := p.forms(applications...)
		if app.number != "" && p.own(app) || id.number == "" {
			continue
		}
		p.related(howFamily, id)
		m.take()
	}
	p.d.leave(e, leftCited, "abstract")
}
