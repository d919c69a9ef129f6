package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Industrial designs of ST.96 and ST.86: a DesignApplication with its designs is one right, and a Design that stands alone
// is one too. The two standards name most elements alike; where they do not, both names are asked for. Sources: WIPO
// Standards ST.96, version 6.0, DesignApplication and DesignTransaction, and ST.86, version 1.0, as WIPO's mapping between
// the two has it.

const (
	leftDesignFlags     = "flags, quantities and places of filing of a design (no member)"
	leftDesignReference = "references of applicants (private)"
	leftDesignDispute   = "parties, grounds and documents of oppositions (no member)"
	leftDesignCited     = "cited patents, exhibitions and principal designs (no member)"
	leftDesignOfficers  = "officers of an office (private)"
	leftDesignSpecimen  = "specimens and forms of views (no member)"
	leftDesignNational  = "national classifications of designs (no member)"
)

// designRight gathers what the designs of a right tell one by one and a record tells once.
type designRight struct {
	designs       []register.Design
	registrations []register.Numbered // of each design, or none
	identifiers   []string
	statusDates   []ipr.Date
	expiries      []ipr.Date
	claims        []designClaim
}

// designClaim is the text of a claim, which several designs of a right tell alike.
type designClaim string

func readDesigns(d *document, e element) *fault.Fault {
	app, list := e, slices.Collect(pick(e, "DesignBag", "DesignDetails").each("Design"))
	if e.name() == "Design" { // without an application around it
		app, list = element{}, []element{e}
	}
	var g designRight
	d.us.lines = 0
	d.designNumbers(app)
	for _, x := range list {
		d.designNumbers(x)
	}
	d.designParties(app)
	for _, x := range list {
		d.design(&g, x)
		d.designParties(x)
	}
	sortParties(d.rec)
	d.designStatus(app, &g)
	d.designDates(&g)
	g.settle(d.rec)
	if d.us.lines > maxLines {
		d.refuse(tooMany())
	}
	d.designPast(app)
	for _, x := range list {
		d.designPast(x)
	}
	d.designLeft(app, list)
	for s := range app.under("DesignApplicationStatementBag", "DesignApplicationStatementText") {
		d.comment(s)
	}
	office, number := d.designOffice(app, list), d.designNumber(app, &g)
	if id := d.transaction(ipr.Design); !id.IsZero() {
		d.item.ID = id
		return nil
	}
	return d.identify(office, ipr.Design, number)
}

// pick is the first child of one of the names.
func pick(e element, names ...string) element {
	for _, name := range names {
		if c := e.child(name); c.ok() {
			return c
		}
	}
	return element{}
}

func (d *document) designOffice(app element, list []element) string {
	for _, c := range []element{app.child("RegistrationOfficeCode"), app.child("ReceivingOfficeCode"), app.at("ApplicationNumber", "IPOfficeCode")} {
		if o := d.office(c); o != "" {
			return o
		}
	}
	for _, x := range list {
		if o := d.office(x.child("RegistrationOfficeCode")); o != "" {
			return o
		}
		if o := d.identifierOffice(x.child("DesignIdentifier")); o != "" {
			return o
		}
	}
	return ""
}

// designNumber is the number of the right: of the application; else, as of a design that is registered by itself, that of
// the registration, with what follows it in the design's identifier; else one given on the way to the office.
func (d *document) designNumber(app element, g *designRight) string {
	r, otherwise := d.rec, d.first(app, "InternationalRegistrationNumber", "ReceiptNumber")
	if r.Application != nil && r.Application.Number != "" {
		return r.Application.Number
	}
	for i, n := range g.registrations {
		if id := g.identifiers[i]; !app.ok() && n.Number != "" && strings.HasPrefix(id, n.Number) {
			return id
		}
		if n.Number != "" {
			return n.Number
		}
	}
	if !app.ok() {
		return strings.Join(g.identifiers, "") // it is one
	}
	return otherwise
}

// designNumbers reads number and date of the application, wherever they stand.
func (d *document) designNumbers(e element) {
	r := d.rec
	var number string
	for _, name := range []string{"ApplicationNumber", "DesignApplicationNumber", "DesignApplicationIdentifier"} {
		c := e.child(name)
		n, _ := d.applicationNumber(c)
		if n == "" && !c.has("ApplicationNumberText") && !c.has("ST13ApplicationNumber") {
			n = d.text(c)
		}
		if number == "" {
			number = n
		}
	}
	var date ipr.Date
	for _, name := range []string{"ApplicationDate", "ApplicationDateTime", "DesignApplicationDate", "DesignApplicationDateTime"} {
		if t := d.mustDay(e.child(name)); date.IsZero() {
			date = t
		}
	}
	if number == "" && date.IsZero() {
		return
	}
	if r.Application == nil {
		r.Application = &register.Numbered{}
	}
	if r.Application.Number == "" {
		r.Application.Number = number
	}
	if r.Application.Date.IsZero() {
		r.Application.Date = date
	}
}

// design reads one design. One that tells nothing, as the schema has it where a design is demanded, is none.
func (d *document) design(g *designRight, e element) {
	n := register.Design{Number: d.text(e.child("DesignIdentifier"))}
	registration := register.Numbered{Number: d.text(e.child("RegistrationNumber")), Date: d.mustDay(e.child("RegistrationDate"))}
	title := pick(e, "DesignTitleText", "DesignTitle")
	if d.rec.Language == "" && len(g.designs) == 0 {
		d.rec.Language = language(title)
	}
	n.Title = d.text(title)
	n.Status, n.StatusTold = statusIn(designStatuses(), d.text(pick(e, "DesignCurrentStatusCategory", "DesignCurrentStatusCode")))
	n.Description = d.all(e, "DesignDescriptionText", "DesignDescription")
	product := d.designClasses(&n, e)
	if n.Title == "" {
		n.Title = product
	}
	d.views(&n, e)
	for c := range e.under("DesignClaim", "DesignClaimTextBag", "DesignClaimText") {
		g.claims = appendOnce(d, g.claims, designClaim(d.text(c)))
	}
	g.designs = append(g.designs, n)
	g.identifiers = append(g.identifiers, n.Number)
	g.registrations = append(g.registrations, registration)
	g.statusDates = append(g.statusDates, d.day(e.child("DesignCurrentStatusDate")))
	g.expiries = append(g.expiries, d.day(e.child("ExpiryDate")))
	if t := d.day(e.child("RightEffectiveDate")); !t.IsZero() {
		d.rec.History = appendOnce(d, d.rec.History, register.Told{Date: t, Code: "RightEffectiveDate", Text: n.Number})
	}
}

// alike gives the value that all of a list have, and whether there is one.
func alike[T comparable](list []T) (v T, ok bool) {
	for i, x := range list {
		if i > 0 && x != v {
			var none T
			return none, false
		}
		v = x
	}
	return v, len(list) > 0
}

// designStatus makes the status that all designs have that of the right, and lets those that differ from the right keep
// theirs. The status of the application goes into the history where the designs tell another one.
func (d *document) designStatus(app element, g *designRight) {
	r := d.rec
	type told struct {
		status register.Status
		told   string
	}
	var whole told
	whole.status, whole.told = statusIn(designStatuses(), d.text(pick(app, "DesignApplicationCurrentStatusCategory", "DesignApplicationCurrentStatusCode")))
	date := d.day(app.child("DesignApplicationCurrentStatusDate"))
	var each []told
	for _, n := range g.designs {
		each = append(each, told{n.Status, n.StatusTold})
	}
	if all, ok := alike(each); ok && all.status != "" {
		if whole.status != "" && whole != all {
			r.History = append(r.History, register.Told{Date: date, Code: "DesignApplicationCurrentStatus", Text: whole.told})
			date = ipr.Date{}
		}
		whole = all
		if t, ok := alike(g.statusDates); ok && !t.IsZero() {
			date = t
		}
	}
	r.Status, r.StatusTold, r.StatusDate = whole.status, whole.told, date
	for i := range g.designs {
		if n := &g.designs[i]; each[i] == whole {
			n.Status, n.StatusTold = "", ""
		}
	}
}

// designDates makes the registration and the expiry that all designs share those of the right. Where they differ, each
// design has the number of its registration, and the days are lines of the history.
func (d *document) designDates(g *designRight) {
	r := d.rec
	if n, ok := alike(g.registrations); ok {
		if n != (register.Numbered{}) {
			r.Registration = &n
		}
	} else {
		for i, n := range g.registrations {
			if n == (register.Numbered{}) {
				continue
			}
			if n.Number != "" {
				g.designs[i].Number = n.Number
			}
			r.History = append(r.History, register.Told{Date: n.Date, Code: "RegistrationDate", Text: g.designs[i].Number})
		}
	}
	if t, ok := alike(g.expiries); ok {
		r.Expiry = t
		return
	}
	for i, t := range g.expiries {
		if !t.IsZero() {
			r.History = append(r.History, register.Told{Date: t, Code: "ExpiryDate", Text: g.designs[i].Number})
		}
	}
}

// settle puts the designs into the record, those that tell nothing left out, with the title of the first one as the right's.
func (g *designRight) settle(r *register.Record) {
	for _, c := range g.claims {
		r.ClaimTexts = append(r.ClaimTexts, string(c))
	}
	r.Claims = len(r.ClaimTexts)
	for _, n := range g.designs {
		if n.Number == "" && n.Title == "" && n.Status == "" && n.Description == "" && len(n.Locarno)+len(n.Views) == 0 {
			continue
		}
		r.Designs = append(r.Designs, n)
		if r.Title == "" {
			r.Title = n.Title
		}
	}
}

// designParties reads the parties of an application or a design.
func (d *document) designParties(e element) {
	for _, role := range []ipr.Role{ipr.Applicant, ipr.Representative, ipr.Designer} {
		name := roleElements[role]
		for _, bag := range []string{name + "Bag", name + "Details"} {
			for a := range e.under(bag, name) {
				d.addParty(a, role)
			}
			d.leaveKeys(e.child(bag), name)
		}
	}
}

// leaveKeys passes over numbers of parties that other documents tell about; an empty one stands where the schema demands a
// party.
func (d *document) leaveKeys(bag element, name string) {
	for _, key := range []string{"PartyIdentifierBag", name + "Key"} {
		for c := range bag.each(key) {
			if len(code(c)) > 0 {
				count(&d.rep.LeftOut, leftPartyKey, 1)
			}
		}
	}
}

// sortParties puts applicants first, then representatives and designers.
func sortParties(r *register.Record) {
	order := []ipr.Role{ipr.Applicant, ipr.Representative, ipr.Designer}
	slices.SortStableFunc(r.Parties, func(a, b register.Party) int { return slices.Index(order, a.Role) - slices.Index(order, b.Role) })
}
