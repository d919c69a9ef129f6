package exchange

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
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

// language reads a code of ISO 639-1; another one is none.
func languageOf(b []byte) string {
	l := strings.ToLower(string(bytes.TrimSpace(b)))
	if len(l) > 2 && (l[2] == '-' || l[2] == '_') {
		l = l[:2]
	}
	if ipr.LanguageName(l, locale.En) == l {
		return ""
	}
	return l
}

// wording is the place for title and abstract in a language.
func (p *patent) wording(language string) *register.Wording {
	for i := range p.wordings {
		if p.wordings[i].Language == language {
			return &p.wordings[i]
		}
	}
	p.wordings = append(p.wordings, register.Wording{Language: language})
	return &p.wordings[len(p.wordings)-1]
}

// title takes a title; the first of a language stands.
func (p *patent) title(language string, e element) {
	p.pictures(e)
	if w := p.wording(language); w.Title == "" {
		w.Title = p.line(e)
	} else {
		e.take()
		count(&p.d.rep.LeftOut, leftForms, 1)
	}
}

// abstract takes an abstract; the first of a language stands.
func (p *patent) abstract(language string, e element) {
	p.pictures(e)
	if w := p.wording(language); w.Abstract == "" {
		w.Abstract = p.line(e)
	} else {
		e.take()
		count(&p.d.rep.LeftOut, leftForms, 1)
	}
}

// line is the text of the element without white space of any script at its ends.
func (p *patent) line(e element) string {
	b := bytes.TrimSpace(passageText(e))
	if len(b) == 0 {
		return ""
	}
	return p.d.texts.add(b)
}

// passageText is the text of an element, in which a line may be broken within a word where the script has no blanks.
func passageText(e element) []byte {
	b := e.bytes()
	if e.n == 0 || e.t.nodes[e.n].first == 0 {
		return b
	}
	b = e.t.gatherBroken(nil, e.n)
	out := b[:0]
	for i := 0; i < len(b); i++ {
		if b[i] != lineBreak {
			out = append(out, b[i])
			continue
		}
		before, _ := utf8.DecodeLastRune(out)
		after, _ := utf8.DecodeRune(bytes.TrimLeft(b[i+1:], "\x01\r\n\t"))
		if !withoutBlanks(before) || !withoutBlanks(after) {
			out = append(out, ' ')
		}
	}
	return out
}

// lineBreak stands for a br until the text around it is known; XML has no such character.
const lineBreak = 1

func (t *tree) gatherBroken(to []byte, n int32) []byte {
	k := &t.nodes[n]
	to = append(to, t.text[k.from:k.to]...)
	for c := k.first; c != 0; c = t.nodes[c].next {
		switch name := t.nodes[c].name; {
		case name == "br", name == "Br":
			to = append(bytes.TrimRight(to, "\r\n\t"), lineBreak)
		case name == "" || flowing[name]:
			to = t.gatherBroken(to, c)
		default:
			to = parted(t.gatherBroken(parted(to), c))
		}
	}
	return to
}

// withoutBlanks reports whether the character is of a script that parts no words by blanks.
func withoutBlanks(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
}

// pictures counts what of a text is a picture.
func (p *patent) pictures(e element) {
	var walk func(n int32)
	walk = func(n int32) {
		for c := e.t.nodes[n].first; c != 0; c = e.t.nodes[c].next {
			switch e.t.nodes[c].name {
			case "img", "Image", "EMI":
				count(&p.d.rep.LeftOut, leftPictures, 1)
			default:
				walk(c)
			}
		}
	}
	if e.ok() {
		walk(e.n)
	}
}

// claimTexts takes the claims, of which name is the element and text its text, unless they are too long together; then they
// are counted only. The number with which a text begins is left out where it is that of its place.
func (p *patent) claimTexts(set element, name string, text func(element) []byte) {
	var list [][]byte
	size := 0
	for c := range set.each(name) {
		p.pictures(c)
		b := bytes.TrimSpace(text(c))
		if cancelled(b) {
			count(&p.d.rep.LeftOut, leftCancelled, 1)
			continue
		}
		b = withoutNumber(b, len(list)+1)
		list = append(list, b)
		size += len(b)
	}
	p.claims = len(list)
	if size > maxClaimTexts {
		count(&p.d.rep.LeftOut, leftClaimTexts, len(list))
		return
	}
	texts := make([]string, len(list))
	for i, b := range list {
		if texts[i] = p.d.texts.add(b); texts[i] == "" { // a picture: the texts would not stand in their places
			return
		}
	}
	if len(texts) > 0 {
		p.d.rec.ClaimTexts = texts
	}
}

// cancelled reports whether a text says that claims of these numbers are no longer there: "1-20. (canceled)".
func cancelled(b []byte) bool {
	b = bytes.ToLower(bytes.TrimRight(b, " ."))
	return len(b) < 100 && (bytes.HasSuffix(b, []byte("(canceled)")) || bytes.HasSuffix(b, []byte("(cancelled)")))
}

// withoutNumber leaves out "1. ", "1.", "1、" and the like before a claim if it is the n-th.
func withoutNumber(b []byte, n int) []byte {
	i, value := 0, 0
	for i < len(b) && i < 5 && b[i] >= '0' && b[i] <= '9' {
		value = value*10 + int(b[i]-'0')
		i++
	}
	if i == 0 || value != n {
		return b
	}
	rest := bytes.TrimLeft(b[i:], " ")
	for _, mark := range []string{".", "．", "、", ")"} {
		if after, ok := bytes.CutPrefix(rest, []byte(mark)); ok && !startsDigit(string(after[:min(1, len(after))])) {
			return bytes.TrimSpace(after)
		}
	}
	return b
}

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

// state reads what the kind of the publication says of the right.
func (p *patent) state(pub docID) {
	r := p.d.rec
	if pub.office == "US" && first(pub.kind) == 'H' { // a statutory invention registration, which gives no right
		p.status = ""
	}
	state := p.status
	if row, ok := kindOf(pub); ok && state == "" {
		state = row.status
	}
	if r.Status == "" {
		r.Status = state
	}
	if r.StatusTold == "" && r.Status != "" {
		r.StatusTold = strings.TrimSpace(pub.kind + " " + p.words)
	}
	switch {
	case p.granted.number != "":
		r.Registration = &register.Numbered{Number: p.clean(publicationNumber(p.granted.office, p.granted.number)), Date: p.granted.date}
	case r.Registration == nil && state == register.StatusRegistered && pub.number != "":
		r.Registration = &register.Numbered{Number: pub.number}
		switch pub.office {
		case "EP", "US", "CN": // the right is granted on the day on which the grant is published
			if p.granted.date.IsZero() {
				p.granted.date = pub.date
			}
		}
		r.Registration.Date = p.granted.date
	}
}

// word chooses the title and abstract that stand first: in the language of the document, else in English, else the first.
func (p *patent) word() string {
	r := p.d.rec
	main := p.language
	if len(p.wordings) > 0 && !slices.ContainsFunc(p.wordings, func(w register.Wording) bool { return w.Language == main && main != "" }) {
		main = p.wordings[0].Language
		if slices.ContainsFunc(p.wordings, func(w register.Wording) bool { return w.Language == "en" }) {
			main = "en"
		}
	}
	r.Language = main
	for _, w := range p.wordings {
		switch {
		case w.Language == main:
			r.Title, r.Abstract = w.Title, w.Abstract
		case w.Language != "" && w.Title+w.Abstract != "":
			r.Wordings = append(r.Wordings, w)
		}
	}
	slices.SortStableFunc(r.Wordings, func(a, b register.Wording) int { return strings.Compare(a.Language, b.Language) })
	return main
}

//go:embed table/patent-kind.csv
var patentKindFile string

type kindRow struct {
	status register.Status
	from   ipr.Date
}

var kindRows = sync.OnceValue(func() map[string]kindRow {
	m := map[string]kindRow{}
	for _, r := range tableRows("patent-kind.csv", patentKindFile) {
		var from ipr.Date
		if err := from.UnmarshalText([]byte(r[3])); err != nil {
			panic("exchange: table/patent-kind.csv: " + err.Error())
		}
		m[r[0]+r[1]] = kindRow{register.Status(r[2]), from}
	}
	return m
})

// kindOf gives what the kind of a publication says of the right's state, if that is sourced for its office and day.
func kindOf(pub docID) (kindRow, bool) {
	row, ok := kindRows()[pub.office+pub.kind]
	return row, ok && pub.date.Compare(row.from) >= 0
}
