package exchange

import (
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Geographical indications of ST.96: GIApplication, and GIData standing alone. Source: WIPO Standard ST.96, version 6.0,
// GIApplication and GITransaction.

// giSchemes are the schemes of protection: our words, which registers use, and those of GICategoryType.
var giSchemes = []struct{ scheme, category string }{
	{"GI", "Geographical Indication"},
	{"PGI", "Protected Geographical Indication"},
	{"PDO", "Protected Designation of Origin"},
	{"TSG", "Traditional Specialty Guaranteed"},
	{"AO", "Appellation of Origin"},
}

func giScheme(category string) string {
	for _, s := range giSchemes {
		if strings.EqualFold(s.category, category) {
			return s.scheme
		}
	}
	return category
}

const (
	leftGIUser    = "trade and standing of users of an indication (no member)"
	leftGIPaper   = "payments, signatures, documents and correspondence (private, or no member)"
	leftGIDetail  = "details of products, processing rules and origin of materials (no member)"
	leftGIGazette = "sections, pages and addresses of publications (no member)"
)

func st96GI(d *document, e element) *fault.Fault {
	g := e.child("GIData")
	if e.name() == "GIData" { // without an application around it
		g, e = e, element{}
	}
	r := d.rec
	office := ipr.Office(d.giOffice(e, g))
	var number string
	for _, x := range []element{e, g} {
		n, o := d.applicationNumber(x.child("ApplicationNumber"))
		if o != "" && office == "" {
			office = ipr.Office(o)
		}
		if number == "" {
			number = n
		}
		if t := d.mustDay(x.child("ApplicationDate")); r.Application == nil && (n != "" || !t.IsZero()) {
			r.Application = &register.Numbered{Number: n, Date: t}
		} else if r.Application != nil {
			if r.Application.Number == "" {
				r.Application.Number = n
			}
			if r.Application.Date.IsZero() {
				r.Application.Date = t
			}
		}
	}
	if n, t := d.text(g.child("RegistrationNumber")), d.mustDay(g.child("RegistrationDate")); n != "" || !t.IsZero() {
		r.Registration = &register.Numbered{Number: n, Date: t}
		if number == "" {
			number = n
		}
	}
	d.giStatus(g)
	d.giName(g)
	d.giIndication(e, g)
	d.giProducts(g.child("ProductIndicationBag"))
	d.giParties(e, g)
	d.giPast(e, g)
	d.giLeft(e, g)
	d.comment(g.child("CommentText"))
	if id := d.transaction(ipr.GI); !id.IsZero() {
		d.item.ID = id
		return nil
	}
	return d.identify(string(office), ipr.GI, number)
}

// giOffice is the office whose right it is.
func (d *document) giOffice(e, g element) string {
	for _, x := range []element{g, e} {
		if c, err := ipr.ParseOffice(string(x.attr("officeCode"))); err == nil {
			return string(c)
		}
	}
	return ""
}

// applicationNumber reads a number and the office that gave it.
func (d *document) applicationNumber(e element) (number, office string) {
	return d.first(e, "ApplicationNumberText", "ST13ApplicationNumber"), d.office(e.child("IPOfficeCode"))
}

func (d *document) giStatus(g element) {
	r := d.rec
	r.Status, r.StatusTold = statusIn(giStatuses(), d.text(g.child("GIStatusCategory")))
	if t := d.day(g.child("WithdrawalDate")); !t.IsZero() {
		r.Status, r.StatusDate = register.StatusWithdrawn, t
	}
	r.Expiry = d.day(g.child("ExpiryDate"))
}

// giName reads the name, its forms in other scripts and its translations. Names in other languages that the document gives
// beside the first one are wordings; of a translation the language is told there too.
func (d *document) giName(g element) {
	r, bag := d.rec, g.child("GINameBag")
	r.Language = language(g)
	in := d.indication()
	word := func(e element, title string) {
		if l := language(e); l != "" && title != "" {
			r.Wordings = append(r.Wordings, register.Wording{Language: l, Title: title})
		} else if title != "" && e.name() != "GINameTranslationText" {
			in.Translations = append(in.Translations, title)
		}
	}
	first := true
	for _, name := range []string{"GINameText", "GINameRichText"} {
		for e := range bag.each(name) {
			title := d.text(e)
			if !first {
				word(e, title)
				continue
			}
			first, r.Title = false, title
			if l := language(e); l != "" {
				r.Language = l
			}
		}
	}
	in.Transliteration = d.all(bag, "GINameTransliterationText")
	for e := range bag.each("GINameTranslationText") {
		if title := d.text(e); title != "" {
			in.Translations = append(in.Translations, title)
			word(e, title)
		}
	}
}

// language is the language that an element says its text is in.
func language(e element) string { return strings.ToLower(string(e.attr("languageCode"))) }

// indication is that of the record.
func (d *document) indication() *register.Indication {
	if d.rec.Indication == nil {
		d.rec.Indication = &register.Indication{}
	}
	return d.rec.Indication
}

// all is the texts of the children of those names, parted by "; ".
func (d *document) all(e element, names ...string) string {
	var parts []string
	for _, name := range names {
		for c := range e.each(name) {
			if s := d.text(c); s != "" {
				parts = append(parts, s)
			}
		}
	}
	return strings.Join(parts, "; ")
}

func (d *document) giIndication(e, g element) {
	in := d.indication()
	in.Scheme = giScheme(d.text(g.child("GICategory")))
	if c := d.office(e.child("ContractingPartyOriginCode")); c != "" {
		in.Countries = []string{c}
	}
	var features, regions, links []string
	add := func(to *[]string, s string) {
		if s != "" {
			*to = append(*to, s)
		}
	}
	for f := range g.under("FeatureDescriptionBag", "FeatureDescription") {
		add(&features, d.all(f, "MainFeatureDescriptionText", "ProductionDescriptionText", "FeatureDescriptionText", "UniquenessText"))
		for c := range f.children() {
			switch c.name() {
			case "MainFeatureDescriptionText", "ProductionDescriptionText", "FeatureDescriptionText", "UniquenessText":
			default:
				c.take()
				count(&d.rep.LeftOut, leftGIDetail, 1)
			}
		}
	}
	region := g.child("GeographicRegionDescriptionBag")
	for a := range region.each("GeographicRegionDescription") {
		add(&regions, d.all(a, "GeographicRegionDescriptionText"))
		if s := d.all(a, "GeographicRegionExclusionDescriptionText"); s != "" {
			add(&regions, "except "+s)
		}
		d.leave(a, leftGIDetail, "GeographicRegionDescriptionTransliterationText")
		d.leave(a, leftGIPaper, "DocumentIncludedBag")
	}
	add(&regions, d.text(region.child("DemarcatedAreaDescriptionText")))
	origin := g.child("OriginCertificateBag")
	add(&links, d.text(origin.child("ProductTerritoryLinkDescriptionText")))
	add(&links, d.all(region, "CausalInteractionText", "ReputationFactorText", "QualityFactorText"))
	d.leave(region, leftGIDetail, "Map", "ReservationNameText", "CrossBorderIndicator", "NUTSDocument")
	in.Feature, in.Area, in.Link = strings.Join(features, "; "), strings.Join(regions, "; "), strings.Join(links, "; ")
	in.Control = d.text(origin.child("InspectionBodyText"))
	d.leave(origin, leftGIDetail, "CertificateBag", "CompetentAuthorityText", "PresentMarketText")
}

// giProducts reads what bears the name: classes with their terms, and products of no class. A word for the category of
// product is one of ST.96, or the title of a class of no classification that we know.
func (d *document) giProducts(bag element) {
	in := d.indication()
	for g := range bag.each("GoodsServices") {
		for c := range g.under("GoodsServicesClassificationBag", "GoodsServicesClassification") {
			d.giClass(c)
		}
		for c := range g.under("ClassDescriptionBag", "ClassDescription") {
			number := d.text(c.child("ClassNumber"))
			var words []string
			for _, path := range [][]string{{"GoodsServicesDescriptionText"}, {"ClassificationTermBag", "ClassificationTerm", "ClassificationTermText"}} {
				for t := range c.under(path...) {
					if s := d.text(t); s != "" {
						words = append(words, s)
					}
				}
			}
			if number == "" {
				in.Product = append(in.Product, words...)
			} else if k := d.giNumbered(number); k != nil {
				k.Terms = append(k.Terms, words...)
			}
		}
		d.leave(g, leftGIDetail, "NationalGoodsServices", "NationalFilingBasis", "ClassificationKindCode", "ClassificationVersion", "CommentTextBag", "ProposedLeadingClassNumber")
	}
	for c := range bag.each("ProductCategory") {
		if s := d.text(c); s != "" {
			in.Category = append(in.Category, s)
		}
	}
	if emptyIndication(in) {
		d.rec.Indication = nil
	}
}

func (d *document) giClass(e element) {
	scheme := d.text(e.child("ClassificationKindCode"))
	title := d.text(e.child("ClassTitleText"))
	number := d.first(e, "ClassNumber", "NationalClassNumber")
	d.leave(e, leftGIDetail, "ClassificationVersion", "CommentText")
	switch n, err := strconv.ParseUint(number, 10, 31); {
	case number == "" && title != "":
		d.indication().Category = append(d.indication().Category, title)
	case number == "":
	case strings.EqualFold(scheme, "Nice"):
		if n, ok := niceClass([]byte(number)); ok {
			d.rec.Classes = append(d.rec.Classes, register.Class{Scheme: "nice", Class: n})
		} else {
			d.rep.unread("ClassNumber")
		}
	case err != nil || scheme == "":
		d.rep.unread("ClassNumber")
	default:
		d.rec.Classes = append(d.rec.Classes, register.Class{Scheme: strings.ToLower(scheme), Class: int(n)})
	}
}

// giNumbered is the first class of that number; a description of goods names no classification.
func (d *document) giNumbered(number string) *register.Class {
	n, err := strconv.Atoi(number)
	i := slices.IndexFunc(d.rec.Classes, func(c register.Class) bool { return c.Class == n })
	if err != nil || i < 0 {
		d.rep.unread("ClassDescription")
		return nil
	}
	return &d.rec.Classes[i]
}

func emptyIndication(in *register.Indication) bool {
	return in.Scheme == "" && len(in.Product)+len(in.Category)+len(in.Countries)+len(in.Translations) == 0 &&
		in.Area == "" && in.Feature == "" && in.Link == "" && in.Transliteration == "" && in.Control == ""
}

func (d *document) giParties(e, g element) {
	for _, x := range []element{e, g} {
		for a := range x.under("ApplicantBag", "Applicant") {
			d.addParty(a, ipr.Applicant)
		}
		for a := range x.under("RepresentativeBag", "Representative") {
			d.addParty(a, ipr.Representative)
		}
		for a := range x.each("AuthorizedUser") {
			d.leave(a, leftGIUser, "AuthorizedUserCategory", "AuthorizedUserStatusCategory")
			d.addParty(a, ipr.User)
		}
	}
	for _, bag := range []string{"ApplicantBag", "RepresentativeBag"} {
		d.leave(e.child(bag), leftPartyKey, "PartyIdentifierBag")
	}
}

// giPast reads publications, priorities, the application that this one comes from, and events of its record.
func (d *document) giPast(e, g element) {
	r := d.rec
	for _, x := range []element{g, e} {
		for p := range x.under("GIPublicationBag", "GIPublication") {
			id := p.child("PublicationIdentifier")
			r.Publications = appendOnce(d, r.Publications, register.Publication{
				Office: d.identifierOffice(id), Number: d.text(id), Date: d.day(p.child("PublicationDate")),
			})
			d.leave(p, leftGIGazette, "PublicationSubsection", "PublicationPage", "PublicationStartPageText", "PublicationEndPageText", "PublicationAmendmentReasonText", "WebAddressURI")
		}
		if t, n := d.day(x.child("RecordEventDate")), d.text(x.child("RecordIdentifier")); !t.IsZero() || n != "" {
			r.History = append(r.History, register.Told{Date: t, Code: "RecordIdentifier", Text: n})
		}
	}
	for p := range e.under("GIPriorityBag", "GIPriority") {
		r.Priorities = append(r.Priorities, d.priorityOf(p))
	}
	if n, o := d.applicationNumber(e.child("ParentApplicationNumber")); n != "" {
		r.Related = append(r.Related, register.Related{How: "parent", Office: o, Number: n})
	}
	basis := e.child("GIGrantProtectionLegalBasis")
	d.leave(basis, leftGIDetail, "GILegalBasisJudicialDecision", "GILegalBasisRegistrationOffice")
	law := basis.child("GILegalBasisLegislativeProvision")
	if s := d.text(law.child("LegalProvisionText")); s != "" {
		r.History = append(r.History, register.Told{Date: d.day(law.child("DocumentDate")), Code: "LegalProvisionText", Text: s})
	}
}

// priorityOf reads a priority of a design or an indication.
func (d *document) priorityOf(e element) register.Priority {
	n, _ := d.applicationNumber(e.child("ApplicationNumber"))
	return register.Priority{Office: d.office(e.child("PriorityCountryCode")), Number: n, Date: d.day(e.child("PriorityApplicationFilingDate"))}
}

// identifierOffice is the office that gave an identifier.
func (d *document) identifierOffice(e element) string {
	c, err := ipr.ParseOffice(string(e.attr("officeCode")))
	if err != nil {
		return ""
	}
	return string(c)
}

// appendNew adds v to a short list, unless it is there or tells nothing.
func appendNew[T comparable](list []T, v T) []T {
	var nothing T
	if v == nothing || slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

func (d *document) giLeft(e, g element) {
	d.leave(e, leftGIPaper, "PaymentBag", "DocumentIncludedBag", "SignatureBag", "CorrespondenceAddress", "ConformityDeclarationText")
	d.leave(e, leftGIDetail, "GIDisclaimerBag", "NationalProtectionDescriptionText", "TSGClaim", "TraditionalUseIndicator", "TraditionalUseDescriptionText")
	d.leave(g, leftGIGazette, "WebURI")
}
