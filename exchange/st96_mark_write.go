package exchange

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// st96MarkForm writes trademarks as a TrademarkTransaction with one TrademarkBag.
//
// Each member stands where the standard has its place. A list of which the standard can hold a part only (a priority without
// a date, a party in the region of an organization, a day by which to renew) stands in its elements as far as it can, and
// in full in the [remainder]. The address is that of the number of the application, or of the registration where there is
// no application.
var st96MarkForm = st96Form{head: st96MarkHead, tail: st96MarkTail, many: true, write: writeMark96}

const (
	st96MarkHead = `<tmk:TrademarkTransaction xmlns:tmk="http://www.wipo.int/standards/XMLSchema/ST96/Trademark" xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" com:st96Version="V6_0">` +
		`<tmk:TrademarkTransactionBody com:st96Version="V6_0"><tmk:TransactionContentBag com:st96Version="V6_0">` +
		`<com:TransactionIdentifier>1</com:TransactionIdentifier><com:TransactionCategory>Trademark Information</com:TransactionCategory><com:TransactionSubCode>Normal</com:TransactionSubCode>` +
		`<tmk:TransactionData com:st96Version="V6_0"><tmk:TrademarkBag>`
	st96MarkTail = `</tmk:TrademarkBag></tmk:TransactionData></tmk:TransactionContentBag></tmk:TrademarkTransactionBody></tmk:TrademarkTransaction>`
)

func writeMark96(m *markup, row Row) {
	before := len(m.b)
	m.trademark(row, markRemainder(row))
	if bytes.Contains(m.b[before:], []byte("\ufffd")) { // a character that XML has not got, perhaps
		m.b = m.b[:before]
		m.withRemainder(xmlDeclaration+st96MarkHead, row, func(comment string) { m.trademark(row, comment) })
	}
}

// markRemainder is what the elements of a trademark do not tell, without reading them again as [remainderOf] does.
func markRemainder(row Row) string {
	var rest remainder
	r, u := row.Record, &rest.Unplaced
	some := false
	if r.Application == nil && (r.Registration == nil || r.Registration.Number != row.ID.Number) {
		rest.Untold = []string{"application"}
		some = true
	}
	if k := r.Mark; k != nil && k.Kind != "" && kindWords().written[k.Kind] == "" {
		u.Mark, some = k, true
	}
	if !nativeParties(r.Parties) {
		u.Parties, some = r.Parties, true
	}
	if slices.ContainsFunc(r.Priorities, strangePriority) {
		u.Priorities, some = r.Priorities, true
	}
	if slices.ContainsFunc(r.Publications, strangePublication) {
		u.Publications, some = r.Publications, true
	}
	if !nativeDeadlines(r.Deadlines) {
		u.Deadlines, some = r.Deadlines, true
	}
	if !nativeRelated(r.Related) {
		u.Related, some = r.Related, true
	}
	if r.Title+r.Abstract+r.Language != "" || r.Claims != 0 || len(r.Wordings)+len(r.ClaimTexts)+len(r.IPC)+len(r.CPC)+len(r.Designs) > 0 || r.Indication != nil {
		u.Title, u.Abstract, u.Language, u.Wordings, u.Claims, u.ClaimTexts = r.Title, r.Abstract, r.Language, r.Wordings, r.Claims, r.ClaimTexts
		u.IPC, u.CPC, u.Designs, u.Indication = r.IPC, r.CPC, r.Designs, r.Indication
		some = true
	}
	if !some {
		return ""
	}
	return rest.text()
}

func (m *markup) trademark(row Row, comment string) {
	r := row.Record
	m.raw("\n<tmk:Trademark>")
	m.leaf("com:RegistrationOfficeCode", knownOffice(string(row.ID.Office)))
	a, g := r.Application, r.Registration
	if a != nil || g == nil || g.Number != row.ID.Number {
		number := row.ID.Number
		if a != nil {
			number = a.Number
		}
		m.raw("<com:ApplicationNumber>")
		m.numberOf("", number)
		m.raw("</com:ApplicationNumber>")
	}
	if g != nil {
		m.leaf("com:RegistrationNumber", g.Number)
	}
	if a != nil {
		m.day("com:ApplicationDate", a.Date)
	}
	if g != nil {
		m.day("com:RegistrationDate", g.Date)
	}
	if o := string(row.ID.Office); !isOffice(o) {
		m.leaf("com:FilingPlace", o)
	}
	m.day("com:ExpiryDate", r.Expiry)
	word, text := writtenStatus(r.Status, r.StatusTold)
	m.leaf("tmk:MarkCurrentStatusCode", word)
	m.day("tmk:MarkCurrentStatusDate", r.StatusDate)
	m.relatedMarks(r.Related)
	if r.Mark != nil {
		m.representation(r.Mark)
	}
	m.leaf("com:CommentText", comment)
	for i := range r.Deadlines {
		if t := &r.Deadlines[i]; t.What == "opposition" {
			m.day("tmk:OppositionPeriodStartDate", t.Opens)
			m.day("tmk:OppositionPeriodEndDate", t.Date)
			break
		}
	}
	m.markGoods(r.Classes)
	m.bag("tmk:PriorityBag", func() { m.markPriorities(r.Priorities) })
	m.markPublications(r.Publications)
	m.markParties(r.Parties)
	m.markEvents(r.History)
	m.markUsers(r.Parties)
	if r.Mark != nil && featureWords().written[r.Mark.Feature] == "" {
		m.leaf("tmk:MarkFeatureDescription", r.Mark.Feature)
	}
	if text != "" {
		m.raw("<tmk:NationalTrademarkInformation><tmk:RegisterCategory>" + unknownRegister + "</tmk:RegisterCategory>")
		m.leaf("tmk:MarkCurrentStatusExternalDescriptionText", text)
		m.raw("</tmk:NationalTrademarkInformation>")
	}
	m.raw("</tmk:Trademark>")
}

// representation writes MarkCategory to MarkDisclaimerBag.
func (m *markup) representation(k *register.Mark) {
	m.leaf("tmk:MarkCategory", kindWords().written[k.Kind])
	words := k.Text+k.Translation+k.Transliteration != ""
	image := k.Image+k.Colours != "" || len(k.Vienna) > 0
	if words || image || k.Feature+k.Description != "" || emptyMark(k) {
		m.raw("<tmk:MarkRepresentation>")
		if k.Feature != "" {
			word := featureWords().written[k.Feature]
			if word == "" {
				word = "Other" // and the words of the office in MarkFeatureDescription
			}
			m.leaf("tmk:MarkFeatureCategory", word)
		}
		m.raw("<tmk:MarkReproduction>")
		if words || !image {
			m.raw("<tmk:WordMarkSpecification>")
			m.leaf("tmk:MarkVerbalElementText", k.Text)
			m.demanded("tmk:MarkSignificantVerbalElementText", k.Text)
			m.leaf("tmk:MarkTranslationText", k.Translation)
			m.leaf("tmk:MarkTransliteration", k.Transliteration)
			m.raw("</tmk:WordMarkSpecification>")
		}
		if image {
			m.markImage(k)
		}
		m.raw("</tmk:MarkReproduction>")
		if k.Description != "" {
			m.raw("<tmk:MarkDescriptionBag>")
			m.leaf("tmk:MarkDescriptionText", k.Description)
			m.raw("</tmk:MarkDescriptionBag>")
		}
		m.raw("</tmk:MarkRepresentation>")
	}
	if k.Disclaimer != "" {
		m.raw("<tmk:MarkDisclaimerBag>")
		m.leaf("tmk:MarkDisclaimerText", k.Disclaimer)
		m.raw("</tmk:MarkDisclaimerBag>")
	}
}

// markImage writes a MarkImage: the file is named by its digest.
func (m *markup) markImage(k *register.Mark) {
	m.raw("<tmk:MarkImageBag><tmk:MarkImage>")
	m.demanded("com:FileName", k.Image)
	m.leaf("tmk:MarkImageColourClaimedText", k.Colours)
	if len(k.Vienna) > 0 {
		m.raw("<tmk:MarkImageClassification><com:FigurativeElementClassificationBag>")
		for i := 0; i < len(k.Vienna); {
			i += m.figures(k.Vienna[i:])
		}
		m.raw("</com:FigurativeElementClassificationBag></tmk:MarkImageClassification>")
	}
	m.raw("</tmk:MarkImage></tmk:MarkImageBag>")
}

// figures writes codes of one classification as a bag and gives their number. Codes of an office's own have it before
// them: "us:26.09.21".
func (m *markup) figures(codes []string) int {
	n := 0
	if office := ownFigures(codes[0]); office != "" {
		m.raw("<com:NationalFigurativeElementClassificationBag>")
		m.leaf("com:IPOfficeCode", strings.ToUpper(office))
		for ; n < len(codes) && ownFigures(codes[n]) == office; n++ {
			m.demanded("com:NationalFigurativeElementClassification", codes[n][len(office)+1:])
		}
		m.raw("</com:NationalFigurativeElementClassificationBag>")
		return n
	}
	m.raw("<com:ViennaClassificationBag>")
	for ; n < len(codes) && ownFigures(codes[n]) == ""; n++ {
		v, err := ipr.ParseVienna(codes[n])
		if err != nil || v.String() != codes[n] {
			m.demanded("com:ViennaClassificationText", codes[n])
			continue
		}
		m.raw("<com:ViennaClassification>")
		m.leaf("com:ViennaCategory", codes[n][:2])
		if len(codes[n]) > 2 {
			m.leaf("com:ViennaDivision", codes[n][3:5])
		}
		if len(codes[n]) > 5 {
			m.leaf("com:ViennaSection", codes[n][6:])
		}
		m.raw("</com:ViennaClassification>")
	}
	m.raw("</com:ViennaClassificationBag>")
	return n
}

// ownFigures gives the office, in small letters, whose own classification a code is of; "" if it is the Vienna one.
func ownFigures(code string) string {
	office, _, ok := strings.Cut(code, ":")
	if !ok || office != strings.ToLower(office) || !isOffice(strings.ToUpper(office)) || len(code) == len(office)+1 {
		return ""
	}
	return office
}

// markGoods writes a GoodsServices for each class: the terms joined, as most read them, and one by one.
func (m *markup) markGoods(classes []register.Class) {
	if len(classes) == 0 {
		return
	}
	m.raw("<tmk:GoodsServicesBag>")
	for i := range classes {
		c := &classes[i]
		m.raw("<tmk:GoodsServices><tmk:GoodsServicesClassificationBag><tmk:GoodsServicesClassification>")
		if c.Scheme == "nice" {
			m.raw("<tmk:ClassificationKindCode>Nice</tmk:ClassificationKindCode>")
			m.whole("tmk:ClassNumber", c.Class)
		} else {
			m.leaf("tmk:ClassificationKindCode", schemeKind(c.Scheme))
			m.leaf("tmk:NationalClassNumber", strconv.Itoa(c.Class))
		}
		m.raw("</tmk:GoodsServicesClassification></tmk:GoodsServicesClassificationBag>")
		if len(c.Terms) > 0 {
			m.raw("<tmk:ClassDescriptionBag><tmk:ClassDescription>")
			if c.Scheme == "nice" {
				m.whole("tmk:ClassNumber", c.Class)
			}
			m.start("tmk:GoodsServicesDescriptionText")
			for j, t := range c.Terms {
				if j > 0 {
					m.raw("; ")
				}
				m.text(t)
			}
			m.end("tmk:GoodsServicesDescriptionText")
			m.raw("<tmk:ClassificationTermBag>")
			for _, t := range c.Terms {
				m.raw("<tmk:ClassificationTerm>")
				m.leaf("tmk:ClassificationTermText", t)
				m.raw("</tmk:ClassificationTerm>")
			}
			m.raw("</tmk:ClassificationTermBag></tmk:ClassDescription></tmk:ClassDescriptionBag>")
		}
		m.raw("</tmk:GoodsServices>")
	}
	m.raw("</tmk:GoodsServicesBag>")
}

// schemeKind is the ClassificationKindCode of a scheme: the office's code for a national classification.
func schemeKind(scheme string) string {
	if o := strings.ToUpper(scheme); isOffice(o) {
		return o
	}
	return scheme
}

// markPriorities writes those of which the date is told, which the schema demands as it does the office.
func (m *markup) markPriorities(list []register.Priority) {
	for _, p := range list {
		if p.Date.IsZero() {
			continue
		}
		m.raw("<tmk:Priority>")
		m.leaf("com:PriorityCountryCode", officeCode(ipr.Office(p.Office)))
		if p.Number != "" {
			m.raw("<com:ApplicationNumber>")
			m.numberOf("", p.Number)
			m.raw("</com:ApplicationNumber>")
		}
		m.day("com:PriorityApplicationFilingDate", p.Date)
		m.raw("</tmk:Priority>")
	}
}

// strangePriority reports whether the elements do not tell the whole of a priority.
func strangePriority(p register.Priority) bool {
	return p.Date.IsZero() || p.Office == unknownOffice || p.Office != "" && !isOffice(p.Office)
}

func (m *markup) markPublications(list []register.Publication) {
	if len(list) == 0 {
		return
	}
	m.raw("<tmk:PublicationBag>")
	for _, p := range list {
		m.raw("<tmk:Publication>")
		m.start("com:PublicationIdentifier", "com:officeCode", knownOffice(p.Office))
		m.text(p.Number)
		m.end("com:PublicationIdentifier")
		if section := sectionOf(p.Kind); section != "" {
			m.leaf("tmk:PublicationSectionCategory", section)
		} else {
			m.leaf("com:PublicationSubsection", p.Kind)
		}
		m.day("com:PublicationDate", p.Date)
		m.raw("</tmk:Publication>")
	}
	m.raw("</tmk:PublicationBag>")
}

// sectionOf is the section of a gazette that our word for a kind of publication stands for.
func sectionOf(kind string) string {
	if kind == "" {
		return ""
	}
	for section, ours := range sectionKinds {
		if ours == kind {
			return section
		}
	}
	return ""
}

// strangePublication reports whether the elements do not tell the whole of a publication.
func strangePublication(p register.Publication) bool {
	_, section := sectionKinds[p.Kind]
	return section || p.Office != "" && !isOffice(p.Office) || p == (register.Publication{})
}

// markParties writes ApplicantBag, in which owners and holders are too, and RepresentativeBag.
func (m *markup) markParties(list []register.Party) {
	bag := ""
	for _, name := range []string{"tmk:ApplicantBag", "com:RepresentativeBag"} {
		for i := range list {
			p := &list[i]
			if partyBag(p.Role) != name {
				continue
			}
			if bag != name {
				bag = name
				m.start(name)
			}
			if name == "tmk:ApplicantBag" {
				m.raw("<tmk:Applicant>")
				m.publicParty(*p)
				if p.Role != ipr.Applicant {
					m.leaf("com:CommentText", string(p.Role))
				}
				m.raw("</tmk:Applicant>")
			} else {
				m.raw("<com:Representative>")
				m.contact(*p)
				m.raw("</com:Representative>")
			}
		}
		if bag == name {
			m.end(name)
		}
	}
}

func partyBag(r ipr.Role) string {
	switch r {
	case ipr.Applicant, ipr.Owner, ipr.Holder:
		return "tmk:ApplicantBag"
	case ipr.Representative:
		return "com:RepresentativeBag"
	case ipr.User, ipr.Licensee:
		return "tmk:MarkUserBag"
	}
	return "" // an inventor of a mark there is not
}

// markUsers writes MarkUserBag: who may use the mark without owning it. The comment tells their parts, unless all are users.
func (m *markup) markUsers(list []register.Party) {
	var roles []string
	for i := range list {
		if p := &list[i]; partyBag(p.Role) == "tmk:MarkUserBag" {
			if roles == nil {
				m.raw("<tmk:MarkUserBag>")
			}
			roles = append(roles, string(p.Role))
			m.contact(*p)
		}
	}
	if roles == nil {
		return
	}
	if slices.Contains(roles, string(ipr.Licensee)) {
		m.leaf("com:CommentText", strings.Join(roles, ", "))
	}
	m.raw("</tmk:MarkUserBag>")
}

// nativeParties reports whether the bags hold all of the parties and give them back in their order.
func nativeParties(list []register.Party) bool {
	last := 0
	for i := range list {
		p := &list[i]
		bag := slices.Index([]string{"tmk:ApplicantBag", "com:RepresentativeBag", "tmk:MarkUserBag"}, partyBag(p.Role))
		if bag < last || p.Country != "" && !isCountry(p.Country) || bag > 0 && p.Place != "" && p.Country == "" {
			return false
		}
		last = bag
	}
	return true
}

// relatedMarks writes related rights: the application that this one was divided from and the international registration have
// elements of their own, the others are previous registrations with a comment that says how they are related.
func (m *markup) relatedMarks(list []register.Related) {
	if len(list) == 0 {
		return
	}
	m.bag("tmk:PreviousRegistrationBag", func() {
		for i := range list {
			r := &list[i]
			if relatedBag(r) != 0 {
				continue
			}
			m.raw("<tmk:PreviousRegistration>")
			m.leaf("com:RegistrationOfficeCode", knownOffice(r.Office))
			m.leaf("tmk:PreviousRegistrationNumber", r.Number)
			m.day("tmk:PreviousRegistrationDate", r.Date)
			if r.How != previousRegistration {
				m.leaf("com:CommentText", r.How)
			}
			m.raw("</tmk:PreviousRegistration>")
		}
	})
	for i := range list {
		if r := &list[i]; relatedBag(r) == 1 {
			m.raw("<tmk:DivisionalApplicationBag><tmk:InitialApplicationNumber>")
			m.numberOf(r.Office, r.Number)
			m.raw("</tmk:InitialApplicationNumber>")
			m.day("tmk:InitialApplicationDate", r.Date)
			m.raw("</tmk:DivisionalApplicationBag>")
			break // there is one at most
		}
	}
	m.bag("tmk:InternationalMarkIdentifierBag", func() {
		for i := range list {
			if r := &list[i]; relatedBag(r) == 2 {
				m.leaf("tmk:InternationalMarkIdentifier", r.Number, "com:officeCode", r.Office)
			}
		}
	})
}

// relatedBag tells which of the three elements holds a related right, in their order.
func relatedBag(r *register.Related) int {
	switch {
	case r.How == "divisional":
		return 1
	case r.How == "international" && r.Date.IsZero() && isOffice(r.Office):
		return 2
	}
	return 0
}

// nativeRelated reports whether the elements hold all of the related rights and give them back in their order.
func nativeRelated(list []register.Related) bool {
	last := 0
	for i := range list {
		r := &list[i]
		bag := relatedBag(r)
		if bag < last || bag == 1 && last == 1 || r.Kind != "" || r.How == "" || r.Office != "" && !isOffice(r.Office) {
			return false
		}
		last = bag
	}
	return true
}

// markEvents writes the history, in its order.
func (m *markup) markEvents(list []register.Told) {
	if len(list) == 0 {
		return
	}
	m.raw("<tmk:MarkEventBag>")
	for i := range list {
		h := &list[i]
		m.raw("<tmk:MarkEvent><tmk:MarkEventCategory>National prosecution history entry</tmk:MarkEventCategory><tmk:NationalMarkEvent>")
		m.leaf("tmk:MarkEventCode", h.Code)
		m.demanded("tmk:MarkEventDescriptionText", h.Text)
		if h.Category != "" {
			m.leaf("tmk:MarkEventAdditionalText", categoryMark+h.Category)
		}
		m.raw("</tmk:NationalMarkEvent>")
		m.day("tmk:MarkEventDate", h.Date)
		m.raw("</tmk:MarkEvent>")
	}
	m.raw("</tmk:MarkEventBag>")
}

// nativeDeadlines reports whether the period of opposition says all.
func nativeDeadlines(list []register.Deadline) bool {
	if len(list) != 1 {
		return len(list) == 0
	}
	t := list[0]
	return t.What == "opposition" && t.Rule == "" && !(t.Opens.IsZero() && t.Date.IsZero())
}
