package exchange

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// st96Patent reads a PatentPublication: one publication of an application. Its elements are those of ST.36 under other names.
func st96Patent(d *document, e element) *fault.Fault {
	p := newPatent(d)
	p.language = languageOf(e.attr("languageCode"))
	office := d.office(e.child("IPOfficeCode"))
	var beside []element
	for c := range e.children() {
		switch name := c.name(); {
		case name == "IPOfficeCode", name == "ClaimStatement":
			c.take()
		case strings.HasSuffix(name, "BibliographicData"): // offices have names of their own
			p.biblio96(c, office)
		case name == "Abstract":
			p.abstract(p.language96(c), c)
		case name == "Claims":
			p.claims96(c)
		case name == "ApplicantKeywordText", name == "DocumentURI":
			p.leave(c, leftFigure)
		case name == "ExternalDocumentBag":
			beside = slices.Collect(c.children())
		default:
			c.strange()
		}
	}
	if f := p.finish(); f != nil {
		return f
	}
	for _, c := range beside {
		if !p.restore(c) {
			p.leave(c, leftDrawings)
		}
	}
	return nil
}

// st96Biblio reads bibliographic data that are a document of their own.
func st96Biblio(d *document, e element) *fault.Fault {
	p := newPatent(d)
	p.language = languageOf(e.attr("languageCode"))
	p.biblio96(e, "")
	return p.finish()
}

func (p *patent) language96(e element) string {
	if l := languageOf(e.attr("languageCode")); l != "" {
		return l
	}
	return p.language
}

// id96 reads an ApplicationIdentification, PatentPublicationIdentification or PatentGrantIdentification. XX stands for an
// office that is not known.
func (p *patent) id96(e element) docID {
	id := docID{office: p.d.office(e.child("IPOfficeCode"))}
	if id.office == "XX" {
		id.office = ""
	}
	switch e.name() {
	case "PatentPublicationIdentification":
		id.number, id.kind, id.date = string(code(e.child("PublicationNumber"))), string(code(e.child("PatentDocumentKindCode"))), p.d.day(e.child("PublicationDate"))
	case "PatentGrantIdentification":
		id.number, id.kind, id.date = string(code(e.child("PatentNumber"))), string(code(e.child("PatentDocumentKindCode"))), p.d.day(e.child("GrantDate"))
	default:
		id.number, id.date = p.number96(e.child("ApplicationNumber")), p.d.day(e.child("FilingDate"))
	}
	e.take()
	return id
}

// number96 reads an ApplicationNumber: as the office writes it, or after ST.13, with its office left out.
func (p *patent) number96(e element) string {
	if c := e.child("ApplicationNumberText"); c.ok() {
		return string(code(c))
	}
	n := string(code(e.child("ST13ApplicationNumber")))
	if s, err := ipr.ParseST13(n); err == nil && s.Office != "" {
		return n[2:]
	}
	return n
}

// ids96 gives the documents that a PatentDocumentIdentification names.
func (p *patent) ids96(e element) (list []docID) {
	for c := range e.children() {
		switch c.name() {
		case "ApplicationIdentification", "PatentPublicationIdentification", "PatentGrantIdentification":
			list = append(list, p.id96(c))
		default:
			c.strange()
		}
	}
	return list
}

func (p *patent) biblio96(e element, office string) {
	app := e.child("ApplicationIdentification")
	if s := string(code(app.child("InventionSubjectMatterCategory"))); s == "Design" {
		p.told = s
	}
	if p.app = p.id96(app); p.app.office == "" {
		p.app.office = office
	}
	r := p.d.rec
	for c := range e.children() {
		switch c.name() {
		case "ApplicationIdentification":
		case "PatentPublicationIdentification":
			id := p.id96(c)
			if id.office == "" {
				id.office = p.app.office
			}
			p.publish(id)
		case "PatentGrantIdentification":
			if p.granted = p.id96(c); p.granted.number != "" {
				p.status = register.StatusRegistered
			}
		case "GrantPublicationDate":
			if t := p.d.day(c); p.granted.date.IsZero() {
				p.granted.date = t
			}
		case "PriorityClaimBag":
			for k := range c.each("PriorityClaim") {
				id := docID{office: p.d.office(k.child("IPOfficeCode")), number: p.number96(k.child("ApplicationNumber")), date: p.d.day(k.child("FilingDate"))}
				if id.office == "XX" {
					id.office = ""
				}
				k.take() // access to the document
				p.priority(id, p.d.texts.add([]byte(id.number)))
			}
			c.child("IncorporationByReferenceIndicator").take()
		case "PatentClassificationBag":
			p.classes96(c)
		case "InventionTitleBag":
			for k := range c.each("InventionTitle") {
				p.title(p.language96(k), k)
			}
		case "ClaimTotalQuantity":
			r.Claims = p.d.whole(c)
		case "RelatedDocumentBag":
			p.relations96(c)
		case "PatentFamily":
			for k := range c.each("PatentFamilyMember") {
				for _, id := range p.ids96(k) {
					p.related(howFamily, id)
				}
			}
			c.child("PriorityApplication").take() // which a claim of priority tells, or the right itself is
			p.d.leave(c, leftLinked, "PatentFamilyText")
		case "PartyBag":
			p.parties96(c)
		case "InternationalFilingData", "RegionalFilingData", "InternationalPublishingData", "RegionalPublishingData":
			p.treaty96(c)
		case "PublicAvailabilityDataBag":
			p.available96(c)
		case "LicenceBag":
			for k := range c.under("Licence", "LicenseeBag", "Licensee") {
				p.party(ipr.Licensee, p.contact96(k))
			}
			c.take()
		case "ApplicationWithdrawnDate", "ApplicationDeemedWithdrawnDate", "PatentRevocationDate":
			p.ended96(c)
		case "RightsEffectiveDateBag":
			for k := range c.children() {
				if t := p.d.day(k); !t.IsZero() {
					r.History = append(r.History, register.Told{Date: t, Code: k.name()})
				}
			}
		case "GrantTerm":
			p.leave(c, leftTerm)
		case "FigureBag", "ExemplaryClaimBag", "PreClassificationText", "PlainLanguageDesignationText", "PatentDocumentRepublication", "FilingLanguageCode", "PublicationLanguageCode":
			p.leave(c, leftFigure)
		case "ReferenceCitationBag", "SearchField":
			p.leave(c, leftCited)
		case "StateDesignation":
			p.leave(c, leftStates)
		case "BioDeposit":
			p.leave(c, leftDeposit)
		default:
			c.strange()
		}
	}
}

// ended96 reads the day on which an application was withdrawn or a patent revoked.
func (p *patent) ended96(e element) {
	r := p.d.rec
	if r.StatusDate = p.d.day(e); r.StatusDate.IsZero() {
		return
	}
	r.Status, r.StatusTold = register.StatusWithdrawn, e.name()
	if e.name() == "PatentRevocationDate" {
		r.Status = register.StatusCancelled
	}
}

// remainderURI begins the location of the document in which a PatentPublication carries its remainder.
const remainderURI = "data:application/json;base64,"

// remainderName is the name of that document: the address of the right, which the elements may not tell exactly.
func remainderName(id ipr.ID) string { return id.String() + ".json" }

// restore reads the document of the remainder; false if it is another one.
func (p *patent) restore(e element) bool {
	address, ok := strings.CutSuffix(string(code(e.child("FileName"))), ".json")
	id, err := ipr.ParseID(address)
	if !ok || err != nil || applicationID(&id) != nil || id.Kind != ipr.Patent && id.Kind != ipr.Utility {
		return false
	}
	if o := p.d.item.ID.Office; o != id.Office && o != "XX" { // of another right
		return false
	}
	p.d.item.ID = id
	if uri := code(e.child("DocumentLocationURI")); len(uri) > 0 {
		body, ok := bytes.CutPrefix(uri, []byte(remainderURI))
		text, err := base64.StdEncoding.DecodeString(string(body))
		if !ok || err != nil {
			p.d.rep.unread("DocumentLocationURI")
		} else if f := p.d.remain(text); f != nil {
			p.d.refuse(f)
		}
	}
	e.take()
	return true
}
