package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// patent gathers what a document tells of one application for a patent, a utility model or a design patent, whatever the
// document's form. A document tells one or more publications; the right is the application.
type patent struct {
	d         *document
	language  string // of the document or of the procedure, ISO 639-1; empty if not told
	told      string // what the document calls the kind of right
	words     string // what it calls the kind of document
	status    register.Status
	app       docID // as the register keeps it
	alias     docID // the same in DOCDB's form
	printed   string
	pubs      []docID // the publication that the document is, last
	published bool    // it is among them
	granted   docID   // number and day of a grant told by itself
	wordings  []register.Wording
	lines     map[any]bool // of lists, told so far
	claims    int
}

// newPatent begins the record of d.
func newPatent(d *document) *patent { return &patent{d: d} }

// What patent documents hold that is left out on purpose.
const (
	leftDescription = "description of an invention (no member)"
	leftDrawings    = "drawings of a document (no member)"
	leftCited       = "cited documents and fields of search (no member)"
	leftReport      = "search reports, sequence listings and tables (no member)"
	leftStreet      = "street address or post code of a party (private)"
	leftContact     = "telephone, mail or address for correspondence of a party (private)"
	leftReference   = "a party's own reference or its number at the office (private)"
	leftExaminer    = "name of an examiner (private)"
	leftNation      = "nationality, residence or entitlement of a party (no member)"
	leftNational    = "national classification (no member)"
	leftClassDetail = "edition, level, value and origin of a classification (no member)"
	leftStates      = "designated states (no member)"
	leftTerm        = "adjustment or disclaimer of a term (no member)"
	leftFigure      = "figures, pages and production of a document (no member)"
	leftClaimTexts  = "texts of claims beyond 100 KiB (an event stays small)"
	leftCancelled   = "cancelled claims (not counted)"
	leftHidden      = "an inventor who is not to be named (private)"
	leftClaimSets   = "claims in a further language or for further states (counted once)"
	leftPictures    = "formulas and pictures within texts (no member)"
	leftDeposit     = "deposits of biological material (no member)"
	leftAmended     = "amendments published with a document (no member)"
	leftLinked      = "applications that DOCDB links without a claim of priority (no member)"
	leftForms       = "the same in a further form of DOCDB or OPS"
)

// maxClaimTexts is how many bytes of claims a record takes. An event holds at most 256 KiB in base64 with all else, so the
// claims are left out of a record whose JSON is longer than maxPatent.
const (
	maxClaimTexts = 100 << 10
	maxPatent     = 160 << 10
)

// clean makes a number or code one that a record may hold.
func (p *patent) clean(s string) string { return p.d.texts.add([]byte(s)) }

// once reports whether a line is told for the first time.
func (p *patent) once(line any) bool {
	if p.lines == nil {
		p.lines = map[any]bool{}
	}
	known := p.lines[line]
	p.lines[line] = true
	return !known
}

// maxPublications is how many publications or symbols of a classification a right may have.
const maxPublications = 1000

func (p *patent) tooMany(n int) bool {
	if n < maxPublications {
		return false
	}
	p.d.refuse(fault.New(fault.Invalid, "the record has more than %d publications or classes", maxPublications))
	return true
}

// publish adds a publication; the last one is the document itself.
func (p *patent) publish(id docID) {
	if id.number == "" {
		return
	}
	if p.tooMany(len(p.pubs)) {
		return
	}
	id.number, id.kind = p.clean(publicationNumber(id.office, id.number)), p.clean(id.kind)
	for i, q := range p.pubs {
		if q.office == id.office && q.number == id.number && (q.kind == id.kind || q.kind == "" && q.date == id.date) {
			p.pubs = slices.Delete(p.pubs, i, i+1)
			break
		}
	}
	p.pubs, p.published = append(p.pubs, id), true
}

// related adds a related right under the word how; one without a number is none.
func (p *patent) related(how string, id docID) {
	if id.number == "" {
		return
	}
	number := id.number
	if id.kind != "" && !strings.HasPrefix(number, "PCT/") || strings.HasSuffix(how, "publication") {
		number = publicationNumber(id.office, number)
	} else {
		id.office, number = applicationNumber(id)
	}
	r := register.Related{How: how, Office: id.office, Number: p.clean(number), Kind: p.clean(id.kind), Date: id.date}
	if r.Number != "" && p.once(r) {
		p.d.rec.Related = append(p.d.rec.Related, r)
	}
}

// priority adds a claimed priority, unless it is the application itself, which DOCDB lists as its own.
func (p *patent) priority(id docID, number string) {
	if id.number == "" && id.date.IsZero() {
		return
	}
	q := register.Priority{Office: id.office, Number: number, Date: id.date}
	if p.once(q) {
		p.d.rec.Priorities = append(p.d.rec.Priorities, q)
	}
}

// finish makes the item: the address, numbers, publications and state.
func (p *patent) finish() *fault.Fault {
	d, r := p.d, p.d.rec
	d.item.Part = true
	var pub docID
	if len(p.pubs) > 0 {
		pub = p.pubs[len(p.pubs)-1]
	}
	if p.app.office == "" {
		p.app.office = pub.office
	}
	office, number := applicationNumber(p.app)
	if f := d.identify(office, patentKind(p.told, p.app.kind, pub.kind), p.clean(number)); f != nil {
		return f
	}
	if p.printed == "" {
		p.printed = strings.TrimSpace(p.app.number)
	}
	r.Application = &register.Numbered{Number: d.texts.add([]byte(p.printed)), Date: p.app.date}
	for _, q := range p.pubs {
		r.Publications = append(r.Publications, register.Publication{Office: q.office, Number: q.number, Kind: q.kind, Date: q.date})
	}
	if !pub.date.IsZero() {
		d.item.Version = pub.date
	}
	p.state(pub)
	p.language = p.word()
	if r.Claims == 0 {
		r.Claims = p.claims
	}
	if len(r.ClaimTexts) > 0 && d.texts.whole.Len() > maxPatent/4 && len(r.Canonical()) > maxPatent {
		count(&d.rep.LeftOut, leftClaimTexts, len(r.ClaimTexts))
		r.ClaimTexts = nil
	}
	return nil
}
