package exchange

// relation is a way in which one application comes from another: INID 60 to 68 of ST.9.
type relation struct {
	st96 string // element of ST.96
	of   string // how the earlier one is related to the right, in the words of register.Related
	to   string // how a later one is
}

// relations lists them by their elements of ST.96. The words say what the right is to the one that is named.
var relations = []relation{
	{"Addition", "addition to", "has addition"},
	{"Division", "division of", "divided into"},
	{"Continuation", "continuation of", "continued by"},
	{"PartialContinuation", "continuation in part of", "continued in part by"},
	{"ContinuingReissue", "continuing reissue of", "continued as reissue by"},
	{"Reissue", "reissue of", "reissued as"},
	{"DivisionalReissue", "divisional reissue of", "divided as reissue into"},
	{"Reexamination", "reexamination of", "reexamined as"},
	{"ReexaminationReissueMerger", "reexamination and reissue of", "reexamined and reissued as"},
	{"Substitution", "substitution for", "substituted by"},
	{"UtilityModelBasis", "based on utility model", "utility model basis of"},
	{"Conversion", "conversion of", "converted into"},
	{"EntitlementApplication", "filed by the entitled person instead of", "replaced by that of the entitled person"},
}

// st36Relations has the element of ST.96 for those of ST.36, by their names without the office's prefix.
var st36Relations = map[string]string{
	"addition": "Addition", "division": "Division", "divisional": "Division", "continuation": "Continuation", "continuation-in-part": "PartialContinuation",
	"continuing-reissue": "ContinuingReissue", "reissue": "Reissue", "divisional-reissue": "DivisionalReissue", "reexamination": "Reexamination",
	"reexamination-reissue-merger": "ReexaminationReissueMerger", "substitution": "Substitution", "utility-model-basis": "UtilityModelBasis",
	"conversion": "Conversion", "entitlement-application": "EntitlementApplication",
	"Addition": "Addition", "Division": "Division", "Divisional": "Division", "Continuation": "Continuation", "UtilityModelBasis": "UtilityModelBasis", "Conversion": "Conversion",
}

// Further words of register.Related for patents.
const (
	howProvisional = "provisional application"
	howCorrection  = "correction of"
	howFamily      = "family"
	howChain       = "related application" // an application before those that the right comes from
	howPublication = "related publication"
)

func relationOf(st96 string) *relation {
	for i := range relations {
		if relations[i].st96 == st96 {
			return &relations[i]
		}
	}
	return nil
}

// relations reads the related documents of ST.36.
func (p *patent) relations(e element) {
	for c := range e.children() {
		switch name := plain(c.name()); name {
		case "provisional-application":
			for id := range c.each("document-id") {
				p.related(howProvisional, p.within(p.id(id)))
			}
			p.d.leave(c, leftTerm, "us-provisional-application-status")
		case "related-publication", "previously-filed-app":
			for id := range c.each("document-id") {
				p.earlier(p.id(id))
			}
		case "correction":
			for id := range c.under("document-corrected", "document-id") {
				p.related(howCorrection, p.within(p.id(id)))
			}
			c.take()
		case "relation":
			p.relation(relation{of: howChain, to: howChain}, c)
		default:
			r := relationOf(st36Relations[name])
			if r == nil {
				c.strange()
				continue
			}
			if !c.has("relation") {
				p.relation(*r, c)
			}
			for rel := range c.each("relation") {
				p.relation(*r, rel)
			}
		}
	}
}

// within gives a document that names no office that of the application.
func (p *patent) within(id docID) docID {
	if id.office == "" {
		id.office = p.app.office
	}
	return id
}

// relation reads a parent and its children, one of which is the right itself; where none is, the parent stands further back.
func (p *patent) relation(r relation, e element) {
	var parents, children []docID
	for c := range e.children() {
		switch c.name() {
		case "parent-doc", "parent":
			for part := range c.children() {
				switch part.name() {
				case "document-id":
					parents = append(parents, p.within(p.id(part)))
				case "parent-grant-document", "parent-pct-document":
					for id := range part.each("document-id") {
						parents = append(parents, p.within(p.id(id)))
					}
				default:
					part.take() // the state of the parent on the day of the document
				}
			}
		case "child-doc", "child":
			for id := range c.each("document-id") {
				children = append(children, p.within(p.id(id)))
			}
		case "document-id":
			parents = append(parents, p.within(p.id(c)))
		default:
			c.strange()
		}
	}
	p.relate(r, parents, children)
}

func (p *patent) relate(r relation, parents, children []docID) {
	how, ofChild := r.of, false
	for _, c := range children {
		ofChild = ofChild || p.own(c)
	}
	if len(children) > 0 && !ofChild {
		how = howChain
	}
	for _, d := range parents {
		if p.own(d) {
			for _, c := range children {
				p.related(r.to, c)
			}
			return
		}
	}
	for _, d := range parents {
		p.related(how, d)
	}
}

// own reports whether an application is that of the record.
func (p *patent) own(id docID) bool {
	if id.number == "" {
		return true // the Chinese documents leave the child empty
	}
	office, number := applicationNumber(id)
	for _, app := range []docID{p.app, p.alias} {
		if o, n := applicationNumber(app); office == o && number == n {
			return true
		}
	}
	return false
}
