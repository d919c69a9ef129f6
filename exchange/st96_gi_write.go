package exchange

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// st96GIForm writes indications as a GITransaction, each as a GIApplication of its own. What the schema demands and a record
// does not tell is an empty element; an empty language is English, which is that of the lists of words, and an empty
// category "Geographical Indication", and the remainder says that neither is told. The body that inspects stands in the
// remainder, since ST.96 has it with a dated certificate only.
var st96GIForm = st96Form{
	head: st96GIHead, tail: st96GITail, many: true,
	write: func(m *markup, row Row) {
		m.withRemainder(st96GIHead, row, func(comment string) { m.giTransaction(row, comment) })
	},
}

const (
	st96GIHead = `<gin:GITransaction xmlns:gin="http://www.wipo.int/standards/XMLSchema/ST96/GeographicalIndication"` +
		` xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common" xmlns:tmk="http://www.wipo.int/standards/XMLSchema/ST96/Trademark"` +
		` com:st96Version="V6_0">` + "\n"
	st96GITail = "</gin:GITransaction>\n"
)

func (m *markup) giTransaction(row Row, comment string) {
	m.transactionStart("gin:GITransactionBody", "gin", row.ID, "Application information")
	m.raw(`<gin:GIApplication com:st96Version="V6_0">`)
	r := row.Record
	in := r.Indication
	if in == nil {
		in = &register.Indication{}
	}
	m.applied(r.Application)
	if len(in.Countries) > 0 && isOffice(in.Countries[0]) {
		m.leaf("gin:ContractingPartyOriginCode", in.Countries[0])
	}
	m.start("gin:GIData", "com:officeCode", officeCode(row.ID.Office), "com:languageCode", languageCode(r.Language))
	m.registered(r.Registration)
	m.giNames(r, in)
	m.giProducts(r, in)
	m.raw("<gin:FeatureDescriptionBag><gin:FeatureDescription>")
	m.demanded("gin:FeatureDescriptionText", in.Feature)
	m.raw("</gin:FeatureDescription></gin:FeatureDescriptionBag><gin:GeographicRegionDescriptionBag><gin:GeographicRegionDescription>")
	m.demanded("gin:GeographicRegionDescriptionText", in.Area)
	m.raw("</gin:GeographicRegionDescription>")
	m.leaf("gin:CausalInteractionText", in.Link)
	m.raw("</gin:GeographicRegionDescriptionBag>")
	m.leaf("gin:GICategory", giCategory(in.Scheme))
	m.leaf("com:CommentText", comment)
	m.bag("gin:GIPublicationBag", func() { m.giPublications(r.Publications) })
	m.leaf("gin:GIStatusCategory", giStatusWords[r.Status])
	if r.Status == register.StatusWithdrawn {
		m.day("gin:WithdrawalDate", r.StatusDate)
	}
	m.day("com:ExpiryDate", r.Expiry)
	m.end("gin:GIData")
	m.giBehind(r)
	m.raw("</gin:GIApplication>")
	m.transactionEnd("gin:GITransactionBody", "gin")
}

// giBehind writes what stands behind the data of an indication: its users, where it comes from, its parties and priorities.
func (m *markup) giBehind(r *register.Record) {
	for _, p := range r.Parties {
		if p.Role == ipr.User {
			m.raw("<gin:AuthorizedUser>")
			m.contact(p)
			m.raw("</gin:AuthorizedUser>")
		}
	}
	if i := slices.IndexFunc(r.Related, func(x register.Related) bool { return x.How == "parent" }); i >= 0 {
		m.raw("<gin:ParentApplicationNumber>")
		m.numberOf(r.Related[i].Office, r.Related[i].Number)
		m.raw("</gin:ParentApplicationNumber>")
	}
	m.raw("<gin:ApplicantBag>")
	none := true
	for _, p := range r.Parties {
		if p.Role == ipr.Applicant {
			none = false
			m.raw("<gin:Applicant>")
			m.publicParty(p)
			m.raw("</gin:Applicant>")
		}
	}
	if none {
		m.raw("<gin:Applicant><com:Contact><com:ContactText/></com:Contact></gin:Applicant>")
	}
	m.raw("</gin:ApplicantBag>")
	m.representatives(r)
	m.bag("gin:GIPriorityBag", func() { m.priorities("gin:GIPriority", r.Priorities) })
}

// giStatusWords are the words of GIStatusCategoryType for our statuses; a remainder says more where they are not the same.
var giStatusWords = map[register.Status]string{
	register.StatusFiled: "Filing", register.StatusExamined: "Filing", register.StatusPublished: "Published", register.StatusOpposed: "Published",
	register.StatusRegistered: "Registered", register.StatusRefused: "Ended", register.StatusWithdrawn: "Ended", register.StatusExpired: "Ended",
	register.StatusCancelled: "Ended",
}

func giCategory(scheme string) string {
	for _, s := range giSchemes {
		if s.scheme == scheme {
			return s.category
		}
	}
	return giSchemes[0].category
}

// giNames writes the name, its forms in other languages, and its translations, with their languages where wordings tell them.
func (m *markup) giNames(r *register.Record, in *register.Indication) {
	m.raw("<gin:GINameBag>")
	m.demanded("gin:GINameText", r.Title, "com:languageCode", knownLanguage(r.Language))
	rest := slices.Clone(r.Wordings)
	languages := make([]string, len(in.Translations))
	for i, t := range in.Translations {
		if j := slices.IndexFunc(rest, func(w register.Wording) bool { return w.Title == t && isLanguage(w.Language) }); j >= 0 {
			languages[i] = rest[j].Language
			rest = slices.Delete(rest, j, j+1)
		}
	}
	for _, w := range rest {
		m.leaf("gin:GINameText", w.Title, "com:languageCode", knownLanguage(w.Language))
	}
	m.leaf("gin:GINameTransliterationText", in.Transliteration)
	for i, t := range in.Translations {
		m.leaf("gin:GINameTranslationText", t, "com:languageCode", languages[i])
	}
	m.raw("</gin:GINameBag>")
}

// giProducts writes what bears the name: classes and their terms, products of no class, and categories.
func (m *markup) giProducts(r *register.Record, in *register.Indication) {
	m.raw("<gin:ProductIndicationBag><tmk:GoodsServices><tmk:GoodsServicesClassificationBag>")
	known := !slices.ContainsFunc(in.Category, func(c string) bool { return !slices.Contains(productCategories, c) })
	class := func(kind, number, title string) {
		m.raw("<tmk:GoodsServicesClassification>")
		m.leaf("tmk:ClassificationKindCode", kind)
		m.leaf("tmk:ClassNumber", number)
		m.leaf("tmk:ClassTitleText", title)
		m.raw("</tmk:GoodsServicesClassification>")
	}
	for _, c := range r.Classes {
		kind := c.Scheme
		if kind == "nice" {
			kind = "Nice"
		}
		class(cmp.Or(kind, "Other"), strconv.Itoa(c.Class), "")
	}
	if !known {
		for _, c := range in.Category {
			class("Other", "", c)
		}
	} else if len(r.Classes) == 0 {
		class("Other", "", "")
	}
	m.raw("</tmk:GoodsServicesClassificationBag>")
	m.bag("tmk:ClassDescriptionBag", func() {
		for _, c := range r.Classes {
			m.description(strconv.Itoa(c.Class), c.Terms)
		}
		m.description("", in.Product)
	})
	m.raw("</tmk:GoodsServices>")
	if known {
		for _, c := range in.Category {
			m.leaf("gin:ProductCategory", c)
		}
	}
	m.raw("</gin:ProductIndicationBag>")
}

func (m *markup) description(class string, terms []string) {
	if len(terms) == 0 {
		return
	}
	m.raw("<tmk:ClassDescription>")
	m.leaf("tmk:ClassNumber", class)
	for _, t := range terms {
		m.demanded("tmk:GoodsServicesDescriptionText", t)
	}
	m.raw("</tmk:ClassDescription>")
}

func (m *markup) giPublications(list []register.Publication) {
	for _, p := range list {
		m.raw("<gin:GIPublication>")
		m.demanded("com:PublicationIdentifier", p.Number, "com:officeCode", knownOffice(p.Office))
		m.day("com:PublicationDate", p.Date)
		m.raw("</gin:GIPublication>")
	}
}

// productCategories are the words of ProductCategoryType.
var productCategories = []string{
	"Beer", "Chocolate and derived products", "Bakers wares", "Beverages made from plant extracts", "Pasta", "Mustard paste", "Natural gums and resins",
	"Essential oils", "Hay", "Cork", "Cochineal", "Flowers and ornamental plants", "Cotton", "Wool", "Wicker", "Scutched flax", "Leather", "Fur", "Feather",
	"Prepared meals", "Wine", "Spirits", "Agricultural Product or Food", "Diary", "Fish", "Fruit", "Game", "Glass", "Meat", "Music", "NonAlcohol",
	"Other alcohol", "Religious", "Salt", "Stone", "Textile", "Vegetable", "Mineral water", "Crafts", "Cheese", "Butter", "Spices", "Cereals",
	"Products of the milling industry", "Oilseeds", "Oils and fats", "Confectionery and baked products", "Sugars and syrups", "Table and processed olives",
	"Vinegar", "Honey", "Gingerbread", "Tea", "Coffee", "Clothing", "Endemic species", "Forest product", "Hops", "Ginseng", "Manufactured products",
	"Natural goods", "Other",
}
