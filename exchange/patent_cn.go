package exchange

import (
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// chinese reads a document of the schema in which the Chinese office has published since about 2010: the elements of ST.36
// under names like those of ST.96. Many stand twice, as the office prints them and in a standard form; the first is taken.
func (p *patent) chinese(e element) *fault.Fault {
	for c := range e.children() {
		switch c.name() {
		case "BibliographicData", "DesignBibliographicData", "UtilityModelBibliographicData":
			p.chineseData(c)
		case "Abstract":
			p.chineseAbstract(c)
		case "Claims":
			if p.claims > 0 {
				p.leave(c, leftClaimSets)
				continue
			}
			p.claimTexts(c, "Claim", passageText)
		default:
			c.strange()
		}
	}
	p.rootID(e)
	return p.finish()
}

// chineseID reads a DocumentID.
func (p *patent) chineseID(e element) docID {
	id := docID{office: p.d.office(e.child("WIPOST3Code")), number: string(code(e.child("DocNumber"))), kind: string(code(e.child("Kind"))), date: p.d.day(e.child("Date"))}
	e.take()
	return id
}

// original gives the children of the name that stand as the office prints them; the others are counted.
func (p *patent) original(e element, name string) (list []element) {
	printed := false
	for c := range e.each(name) {
		printed = printed || string(c.attr("dataFormat")) == "original"
	}
	for c := range e.each(name) {
		if f := string(c.attr("dataFormat")); f != "" && f != "original" && printed {
			p.leave(c, leftForms)
			continue
		}
		list = append(list, c)
	}
	return list
}

func (p *patent) chineseData(e element) {
	for _, c := range p.original(e, "ApplicationReference") {
		p.told = string(c.attr("applType"))
		p.app = p.chineseID(c.child("DocumentID"))
	}
	for _, c := range p.original(e, "RelatedDocuments") {
		for r := range c.children() {
			p.chineseRelation(r)
		}
	}
	for _, c := range p.original(e, "PublicationReference") {
		p.publish(p.chineseID(c.child("DocumentID")))
	}
	for _, c := range p.original(e, "InventionTitle") {
		p.title(p.languageAt(c), c)
	}
	for _, name := range []string{"ClassificationIPCRDetails", "ClassificationIPCDetails"} {
		for _, details := range p.original(e, name) {
			for c := range details.children() {
				p.symbol(&p.d.rec.IPC, c)
			}
		}
	}
	for _, details := range p.original(e, "ClassificationCPCDetails") {
		for c := range details.under("ClassificationCPC") {
			p.symbol(&p.d.rec.CPC, c)
		}
	}
	for _, c := range p.original(e, "ClassificationLocarno") {
		p.locarno(c)
	}
	for details := range e.each("PriorityDetails") {
		for _, c := range p.original(details, "Priority") {
			id := p.chineseID(c)
			p.priority(id, p.d.texts.add([]byte(id.number)))
		}
	}
	for c := range e.each("Parties") {
		p.chineseParties(c)
	}
	for _, what := range []string{"application", "publication"} {
		name, how := "PCTOrRegionalFilingData", "international "+what
		if what == "publication" {
			name = "PCTOrRegionalPublishingData"
		}
		for _, c := range p.original(e, name) {
			id := p.chineseID(c.child("DocumentID"))
			if strings.HasPrefix(id.number, "PCT") || id.office == "" {
				id.office = "WO"
			}
			p.related(how, id)
			c.take()
		}
	}
	p.d.leave(e, leftFigure, "PublicAvailabilityDate", "OfficeSpecificBibData", "FigureToPublish", "SpecificationRepublication", "PatentNumber", "GrantInformation")
	p.d.leave(e, leftNational, "ClassificationNational")
	p.d.leave(e, leftStates, "DesignationOfStates")
	for c := range e.each("Abstract") {
		p.chineseAbstract(c)
	}
}

func (p *patent) chineseAbstract(e element) {
	if f := string(e.attr("dataFormat")); f != "" && f != "original" {
		p.leave(e, leftForms)
		return
	}
	p.abstract(p.languageAt(e), e)
}

// chineseRelation reads a division or another relation, or an earlier publication of the same application.
func (p *patent) chineseRelation(e element) {
	if name := e.name(); strings.HasPrefix(name, "RelatedPublication") {
		for id := range e.each("DocumentID") {
			p.earlier(p.chineseID(id))
		}
		return
	}
	r := relationOf(st36Relations[e.name()])
	if r == nil {
		e.strange()
		return
	}
	for rel := range e.each("DocumentsRelation") {
		var parents, children []docID
		for id := range rel.under("ParentDocument", "DocumentID") {
			parents = append(parents, p.within(p.chineseID(id)))
		}
		for id := range rel.under("ChildDocument", "DocumentID") {
			children = append(children, p.chineseID(id))
		}
		p.relate(*r, parents, children)
	}
}

// chineseParties reads applicants, inventors, grantees and agents.
func (p *patent) chineseParties(e element) {
	for details := range e.children() {
		for c := range details.children() {
			if f := string(c.attr("dataFormat")); f != "" && f != "original" {
				p.leave(c, leftForms)
				continue
			}
			switch c.name() {
			case "Applicant":
				p.party(ipr.Applicant, p.chinesePerson(c))
			case "Inventor", "Designer":
				p.party(ipr.Inventor, p.chinesePerson(c))
			case "Assignee", "Grantee", "PatentOwner", "Patentee":
				p.party(ipr.Owner, p.chinesePerson(c))
			case "Agent":
				if agency := c.child("Agency"); agency.ok() {
					who := p.chinesePerson(agency)
					who.name = strings.TrimRight(who.name, " 0123456789") // the agency's number
					p.party(ipr.Representative, who)
				}
				p.party(ipr.Representative, p.chinesePerson(c))
			case "CustomerNumber", "OrganizationCode":
				p.leave(c, leftReference)
			default:
				c.strange()
			}
		}
	}
}

// chinesePerson reads the first address book. A zero stands where nothing is told.
func (p *patent) chinesePerson(e element) person {
	book := e.child("AddressBook")
	told := func(c element) string {
		if v := p.line(c); v != "0" {
			return v
		}
		return ""
	}
	who := person{name: told(book.child("OrganizationName"))}
	if name := told(book.child("Name")); who.name == "" {
		who.name = name
	}
	address := book.child("Address")
	who.country = p.d.office(address.child("WIPOST3Code"))
	who.place = told(address.child("AddressCity"))
	if city := told(address.child("City")); who.place == "" {
		who.place = city
	}
	if province := told(address.child("Province")); province != "" && province != who.place {
		who.place = strings.TrimPrefix(province+", "+who.place, ", ")
		who.place = strings.TrimSuffix(who.place, ", ")
	}
	if text := address.child("Text"); text.ok() {
		if who.place == "" {
			who.place = p.prefecture(text)
		}
		p.leave(text, leftStreet)
	}
	for c := range address.children() {
		if v := string(code(c)); v != "" && v != "0" && c.name() != "WIPOST3Code" && c.name() != "Text" && !strings.Contains(c.name(), "City") && c.name() != "Province" {
			count(&p.d.rep.LeftOut, leftStreet, 1)
		}
	}
	for other := range e.each("AddressBook") {
		other.take()
	}
	p.withhold(e, leftReference, "OrganizationCode", "CreditCode", "IdentityNumber")
	return who
}
