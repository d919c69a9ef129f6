package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// classes96 reads classifications. Symbols of the Cooperative Classification stand with version, value and origin, or as a
// domestic classification of the edition CPC.
func (p *patent) classes96(e element) {
	r := p.d.rec
	for c := range e.children() {
		switch c.name() {
		case "IPCRClassificationBag":
			for k := range c.each("IPCRClassification") {
				p.symbol96(&r.IPC, k)
			}
		case "IPCClassification":
			for _, part := range []string{"MainClassification", "FurtherClassification"} {
				for k := range c.each(part) {
					symbol, _ := symbolOf(code(k))
					p.classify(&r.IPC, symbol, 0)
				}
			}
			p.d.leave(c, leftClassDetail, "Edition")
		case "CPCClassificationBag":
			p.cpc96(c)
		case "NationalClassification":
			if string(code(c.child("Edition"))) != editionCPC {
				p.leave(c, leftNational)
				continue
			}
			c.child("IPOfficeCode").take()
			for _, part := range []string{"MainNationalClassification", "FurtherNationalClassification"} {
				for k := range c.each(part) {
					symbol, _ := symbolOf(code(k.child("PatentClassificationText")))
					p.classify(&r.CPC, symbol, 0)
				}
			}
		default:
			p.leave(c, leftNational)
		}
	}
}

// editionCPC is the edition under which CPC symbols stand that are known without their version.
const editionCPC = "CPC"

func (p *patent) cpc96(e element) {
	for c := range e.children() {
		switch c.name() {
		case "CPCClassification":
			p.symbol96(&p.d.rec.CPC, c)
		case "MainCPC", "FurtherCPC", "CPCCombinationSet", "CPCCombinationRank":
			p.cpc96(c)
		default:
			c.take()
		}
	}
}

func (p *patent) symbol96(list *[]string, e element) {
	text := e.child("PatentClassificationText")
	if !text.ok() {
		text = e.child("PatentClassificationSymbolText")
	}
	symbol, position := symbolOf(code(text))
	if !text.ok() {
		section := e.child("Section")
		if !section.ok() {
			section = e.child("CPCSection")
		}
		symbol = symbolFrom(string(code(section)), string(code(e.child("Class"))), string(code(e.child("Subclass"))), string(code(e.child("MainGroup"))), string(code(e.child("Subgroup"))))
	}
	if v := code(e.child("SymbolPositionCode")); len(v) > 0 {
		position = v[0]
	}
	if symbol == "" {
		p.d.rep.unread(e.name())
	}
	e.take()
	p.classify(list, symbol, position)
}

// relations96 reads the related documents.
func (p *patent) relations96(e element) {
	for c := range e.children() {
		switch c.name() {
		case "ProvisionalApplication":
			for _, id := range p.ids96(c.child("PatentDocumentIdentification")) {
				p.related(howProvisional, id)
			}
			c.take()
		case "Correction":
			for _, id := range p.ids96(c.at("CorrectedDocument", "PatentDocumentIdentification")) {
				p.related(howCorrection, id)
			}
			c.take()
		case "RelatedPublication":
			for k := range c.each("PatentDocumentIdentification") {
				for k := range k.children() {
					switch id := p.id96(k); {
					case k.name() == "ApplicationIdentification":
						p.related(howChain, id)
					default:
						p.earlier(id)
					}
				}
			}
		default:
			r := relationOf(c.name())
			if r == nil {
				c.strange()
				continue
			}
			parents := p.ids96(c.at("ParentDocument", "PatentDocumentIdentification"))
			for k := range c.under("ParentDocument", "PCTDocumentParent", "ApplicationIdentification") {
				parents = append(parents, p.id96(k))
			}
			var children []docID
			for k := range c.under("ChildDocument", "PatentDocumentIdentification") {
				children = append(children, p.ids96(k)...)
			}
			p.relate(*r, parents, children)
			c.take()
		}
	}
}

// treaty96 reads the application or publication under a treaty.
func (p *patent) treaty96(e element) {
	area, what := "international ", "application"
	if strings.HasPrefix(e.name(), "Regional") {
		area = "regional "
	}
	ids := []docID{}
	if c := e.child("ApplicationIdentification"); c.ok() {
		ids = append(ids, p.id96(c))
	}
	if strings.HasSuffix(e.name(), "PublishingData") {
		what = "publication"
		ids = append(ids, p.ids96(e.child("PatentDocumentIdentification"))...)
	}
	for _, id := range ids {
		p.related(area+what, id)
	}
	e.take()
}

// available96 reads the days on which the application was made public, in the words of INID 41 to 47.
func (p *patent) available96(e element) {
	for c := range e.children() {
		name := c.name()
		if !strings.HasSuffix(name, "PatentDocument") && !strings.HasSuffix(name, "PatentGrant") {
			p.leave(c, leftFigure)
			continue
		}
		for _, id := range p.ids96(c.child("PatentDocumentIdentification")) {
			p.earlier(id)
		}
		switch {
		case strings.Contains(name, "NoGrant"):
			if p.status == "" {
				p.status = register.StatusPublished
			}
		case strings.Contains(name, "Grant"):
			p.status = register.StatusRegistered
		}
		c.take()
	}
}

func (p *patent) parties96(e element) {
	for bag := range e.children() {
		for c := range bag.children() {
			switch c.name() {
			case "Applicant":
				p.party(ipr.Applicant, p.contact96(c))
			case "Inventor", "DeceasedInventor":
				if v := string(code(c.child("ConfidentialIndicator"))); v == "true" || v == "1" {
					p.leave(c, leftHidden)
					continue
				}
				p.party(ipr.Inventor, p.contact96(c))
			case "Owner", "Assignee":
				p.party(ipr.Owner, p.contact96(c))
			case "RegisteredPractitioner":
				p.party(ipr.Representative, p.contact96(c))
			case "Examiner", "PrimaryExaminer", "AssistantExaminer", "AuthorizedOfficer":
				p.leave(c, leftExaminer)
			default:
				if bag.name() == "CorrespondenceAddress" || bag.name() == "ExaminerBag" {
					p.leave(c, leftContact)
					continue
				}
				c.strange()
			}
		}
	}
}

// contact96 reads the name, town and country of a party.
func (p *patent) contact96(e element) person {
	c := e.child("PublicationContact")
	if !c.ok() {
		c = e.child("Contact")
	}
	name := c.at("Name", "PersonName", "PersonStructuredName")
	var given []byte
	for _, part := range []string{"NamePrefix", "FirstName", "MiddleName", "NameSuffix"} {
		if v := code(name.child(part)); len(v) > 0 {
			given = append(parted(given), v...)
		}
	}
	var k contact
	p.d.contact96(c, &k)
	who := person{name: k.full(), country: k.country, place: k.where()}
	if last := code(name.child("LastName")); len(last) > 0 && len(given) > 0 {
		who.name = p.d.texts.add(append(append(bytes.Clone(last), ", "...), given...))
	}
	e.take()
	return who
}

// claims96 reads the claims.
func (p *patent) claims96(e element) {
	p.claimTexts(e, "Claim", func(c element) []byte {
		var text []byte
		for part := range c.each("ClaimText") {
			text = append(parted(text), passageText(part)...)
		}
		c.take()
		return text
	})
	for c := range e.each("P") {
		c.take()
	}
}
