package exchange

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// st96DesignForm writes designs as a DesignTransaction, each right as one DesignApplication with its designs. What is told
// once of a right and stands at each design in ST.96 (registration, expiry, status, designers, priorities, publications) is
// written at each. What the schema demands and a record does not tell is an empty element: a design, a classification, the
// parties of a design, which are those of the application.
var st96DesignForm = st96Form{
	head: st96DesignHead, tail: st96DesignTail, many: true,
	write: func(m *markup, row Row) {
		m.withRemainder(st96DesignHead, row, func(comment string) { m.designTransaction(row, comment) })
	},
}

const (
	st96DesignHead = `<dgn:DesignTransaction xmlns:dgn="http://www.wipo.int/standards/XMLSchema/ST96/Design"` +
		` xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" com:st96Version="V6_0">` + "\n"
	st96DesignTail = "</dgn:DesignTransaction>\n"
)

// designStatusWords are the words of DesignCurrentStatusCategoryType for our statuses; a remainder says more where they are not
// the same.
var designStatusWords = map[register.Status]string{
	register.StatusFiled: "Filed", register.StatusExamined: "Filed", register.StatusPublished: "Filed", register.StatusOpposed: "Filed",
	register.StatusRegistered: "Registered", register.StatusRefused: "Rejected", register.StatusWithdrawn: "Withdrawn",
	register.StatusExpired: "Expired", register.StatusCancelled: "Cancelled", register.StatusUnknown: "Undefined",
}

func (m *markup) designTransaction(row Row, comment string) {
	r := row.Record
	m.transactionStart("dgn:DesignTransactionBody", "dgn", row.ID, "Design information")
	m.raw(`<dgn:DesignApplicationBag com:st96Version="V6_0"><dgn:DesignApplication com:st96Version="V6_0">`)
	m.leaf("com:RegistrationOfficeCode", officeCode(row.ID.Office))
	if n := r.Application; n != nil && n.Number != "" {
		m.raw("<com:ApplicationNumber>")
		m.numberOf("", n.Number)
		m.raw("</com:ApplicationNumber>")
	}
	if i := slices.IndexFunc(r.Related, func(x register.Related) bool { return x.How == "international" }); i >= 0 {
		m.leaf("com:InternationalRegistrationNumber", r.Related[i].Number)
	}
	each := slices.ContainsFunc(r.Designs, func(g register.Design) bool { return g.Status != "" })
	switch w := designStatusWords[r.Status]; {
	case each && (w == "Filed" || w == "Withdrawn" || w == "Rejected"): // the words that an application has
		m.leaf("dgn:DesignApplicationCurrentStatusCategory", w)
		m.day("dgn:DesignApplicationCurrentStatusDate", r.StatusDate)
	}
	m.raw("<dgn:DesignBag>")
	for i := range r.Designs {
		m.design(r, &r.Designs[i], i == 0)
	}
	if len(r.Designs) == 0 {
		m.design(r, &register.Design{}, true)
	}
	m.raw("</dgn:DesignBag>")
	m.applicants(r)
	m.representatives(r)
	m.bag("dgn:DesignApplicationEventBag", func() { m.designEvents(r.History) })
	m.bag("dgn:DesignApplicationStatementBag", func() { m.leaf("dgn:DesignApplicationStatementText", comment) })
	if n := r.Application; n != nil {
		m.day("com:ApplicationDate", n.Date)
	}
	m.raw("</dgn:DesignApplication></dgn:DesignApplicationBag>")
	m.transactionEnd("dgn:DesignTransactionBody", "dgn")
}

// design writes a design; the first one of a right has what belongs to the right as a whole.
func (m *markup) design(r *register.Record, g *register.Design, first bool) {
	m.raw("<dgn:Design>")
	m.leaf("dgn:DesignIdentifier", g.Number)
	m.registered(r.Registration)
	m.leaf("dgn:DesignTitleText", g.Title, "com:languageCode", knownLanguage(r.Language))
	m.leaf("dgn:DesignDescriptionText", g.Description)
	if first && len(r.ClaimTexts) > 0 {
		m.raw("<dgn:DesignClaim><dgn:DesignClaimTextBag>")
		for _, c := range r.ClaimTexts {
			m.demanded("dgn:DesignClaimText", c)
		}
		m.raw("</dgn:DesignClaimTextBag></dgn:DesignClaim>")
	}
	m.day("com:ExpiryDate", r.Expiry)
	m.leaf("dgn:DesignCurrentStatusCategory", designStatusWords[cmp.Or(g.Status, r.Status)])
	if g.Status == "" {
		m.day("dgn:DesignCurrentStatusDate", r.StatusDate)
	}
	m.bag("dgn:DesignRepresentationBag", func() {
		m.bag("dgn:DesignRepresentation", func() { m.bag("dgn:ViewBag", func() { m.views(g.Views) }) })
	})
	m.locarno(r, g, first)
	m.bag("dgn:PriorityBag", func() { m.priorities("dgn:Priority", r.Priorities) })
	if first {
		m.bag("dgn:RelatedApplicationBag", func() { m.relatedDesigns(r.Related) })
	}
	m.bag("dgn:PublicationBag", func() { m.designPublications(r.Publications) })
	m.raw("<dgn:ApplicantBag><com:PartyIdentifierBag><com:PartyIdentifier/></com:PartyIdentifierBag></dgn:ApplicantBag>")
	m.bag("dgn:DesignerBag", func() {
		for _, p := range r.Parties {
			if p.Role == ipr.Designer {
				m.raw("<dgn:Designer>")
				m.publicParty(p)
				m.raw("</dgn:Designer>")
			}
		}
	})
	m.raw("</dgn:Design>")
}

func (m *markup) applicants(r *register.Record) {
	m.raw("<dgn:ApplicantBag>")
	none := true
	for _, p := range r.Parties {
		if p.Role == ipr.Applicant {
			none = false
			m.raw("<dgn:Applicant>")
			m.publicParty(p)
			m.raw("</dgn:Applicant>")
		}
	}
	if none {
		m.raw("<com:PartyIdentifierBag><com:PartyIdentifier/></com:PartyIdentifierBag>")
	}
	m.raw("</dgn:ApplicantBag>")
}

func (m *markup) views(list []register.View) {
	for _, v := range list {
		m.raw("<dgn:View>")
		m.demanded("com:FileName", v.File)
		m.demanded("dgn:ViewIdentifier", v.Label)
		m.raw("</dgn:View>")
	}
}

// locarno writes the classes of a design with the products that the right names there; the first design has also those
// that the right has and no design.
func (m *markup) locarno(r *register.Record, g *register.Design, first bool) {
	m.raw("<com:DesignClassificationBag><com:LocarnoClassificationBag><com:LocarnoClassificationEdition/>")
	any := false
	write := func(c ipr.Locarno, terms []string) {
		any = true
		if len(terms) == 0 {
			terms = []string{""}
		}
		for _, t := range terms {
			m.raw("<com:LocarnoClassification>")
			m.leaf("com:LocarnoClass", fmt.Sprintf("%02d", c.Class))
			if c.Subclass == 0 {
				m.leaf("com:LocarnoClassDescriptionText", t)
			} else {
				m.raw("<com:LocarnoSubclassBag>")
				m.leaf("com:LocarnoSubclass", fmt.Sprintf("%02d", c.Subclass))
				m.leaf("com:LocarnoSubclassProductIndicationText", t)
				m.raw("</com:LocarnoSubclassBag>")
			}
			m.raw("</com:LocarnoClassification>")
		}
	}
	for _, s := range g.Locarno {
		c, err := ipr.ParseLocarno(s)
		if err != nil {
			continue
		}
		var terms []string
		if i := slices.IndexFunc(r.Classes, func(k register.Class) bool { return is(k, c) }); i >= 0 {
			terms = r.Classes[i].Terms
		}
		write(c, terms)
	}
	for _, k := range r.Classes {
		c := ipr.Locarno{Class: k.Class, Subclass: k.Subclass}
		has := slices.ContainsFunc(r.Designs, func(g register.Design) bool { return slices.Contains(g.Locarno, c.String()) })
		if first && k.Scheme == "locarno" && !has {
			write(c, k.Terms)
		}
	}
	if !any {
		m.raw("<com:LocarnoClassificationText/>")
	}
	m.raw("</com:LocarnoClassificationBag></com:DesignClassificationBag>")
}

func is(k register.Class, c ipr.Locarno) bool {
	return k.Scheme == "locarno" && k.Class == c.Class && k.Subclass == c.Subclass
}

func (m *markup) relatedDesigns(list []register.Related) {
	for _, x := range list {
		category := ""
		for _, c := range relatedCategories {
			if how(c) == x.How {
				category = c
			}
		}
		if category == "" || x.Number == "" {
			continue
		}
		m.raw("<dgn:RelatedApplication>")
		m.leaf("dgn:RelatedApplicationCategory", category)
		m.raw("<dgn:RelatedApplicationNumber>")
		m.numberOf(x.Office, x.Number)
		m.raw("</dgn:RelatedApplicationNumber>")
		m.day("dgn:RelatedApplicationDate", x.Date)
		m.raw("</dgn:RelatedApplication>")
	}
}

func (m *markup) designPublications(list []register.Publication) {
	for _, p := range list {
		m.raw("<dgn:Publication>")
		m.demanded("com:PublicationIdentifier", p.Number, "com:officeCode", knownOffice(p.Office))
		if p.Kind == "PreRegistration publication" || p.Kind == "PostRegistration publication" {
			m.leaf("dgn:DesignPublicationCategory", p.Kind)
		}
		m.day("com:PublicationDate", p.Date)
		m.raw("</dgn:Publication>")
	}
}

// designEvents writes the lines of the history that are events of an application in the words of ST.96.
func (m *markup) designEvents(list []register.Told) {
	for _, h := range list {
		if h.Code == "Filed" || h.Code == "Withdrawn" || h.Code == "Rejected" || h.Code == "Undefined" {
			m.raw("<dgn:DesignApplicationEvent>")
			m.leaf("dgn:DesignApplicationEventCategory", h.Code)
			m.leaf("com:CommentText", h.Text)
			m.day("dgn:DesignApplicationEventDate", h.Date)
			m.raw("</dgn:DesignApplicationEvent>")
		}
	}
}
