package exchange

import (
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// tags reads the sub-document of bibliographic data, whose elements are INID codes with a B before them: European documents
// of all generations of the DTD, and the older documents of other offices after ST.32. Source: EPO, DTD 1.5 of European
// patent documents, comments; WIPO ST.9.
func (p *patent) tags(e element) {
	t := tagged{patent: p}
	for _, group := range []string{"B000", "B100", "B200", "B300", "B400", "B500", "B600", "B700", "B800"} {
		for g := range e.each(group) {
			for c := range g.children() {
				t.read(c)
			}
		}
	}
	t.end()
}

// tagged is what the tags tell until all are read.
type tagged struct {
	*patent
	doc   docID
	first ipr.Date // B430
}

// epTold has the words of the DTD for dates that become lines of the history.
var epTold = map[string]string{
	"B241": "Date of request for examination", "B242": "Date of despatch of the first examination report", "B452EP": "Date of announcement of intention to grant",
}

func (t *tagged) read(e element) {
	switch name := e.name(); name {
	case "B110":
		t.doc.number = string(t.number(e))
	case "B120":
		t.words = t.d.texts.add(code(e.child("B121")))
		e.take()
	case "B130":
		t.doc.kind = string(code(e))
	case "B140":
		t.doc.date = t.date(e)
	case "B190":
		t.doc.office = t.d.office(e)
	case "B210":
		t.app.number = string(t.number(e))
	case "B220":
		t.app.date = t.date(e)
	case "B251EP", "B260":
		if l := languageOf(code(e)); t.language == "" || name == "B251EP" && l != "" {
			t.language = l
		}
	case "B240":
		for c := range e.children() {
			t.tell(c)
		}
	case "B300":
		t.priorities(e)
	case "B310", "B320", "B330", "B340", "B345": // read together below
		if name == "B310" {
			t.priorities(e)
		}
	case "B430":
		t.first = t.date(e)
	case "B450":
		t.granted.date = t.date(e)
	case "B510EP", "B520EP", "B510", "B520", "B522EP":
		t.classes(e)
	case "B540":
		if !e.has("B542") {
			t.title(t.language, e)
			break
		}
		language := t.language
		for c := range e.children() {
			switch c.name() {
			case "B541":
				language = languageOf(code(c))
			case "B542":
				t.title(language, c)
			default:
				c.take()
			}
		}
	case "B570":
		t.abstract(t.language, e)
	case "B610", "B610EP":
		t.divided("Addition", e)
	case "B620", "B620EP":
		t.divided("Division", e)
	case "B630", "B630EP", "B631", "B632", "B633":
		t.divided("Continuation", e)
	case "B640", "B641US", "B645US":
		t.divided("Reissue", e)
	case "B660":
		t.divided("Substitution", e)
	case "B670":
		t.divided("UtilityModelBasis", e)
	case "B710", "B720", "B730", "B740":
		t.people(e)
	case "B860", "B861", "B870", "B871":
		t.treaty(e)
	case "B830":
		t.leave(e, leftDeposit)
	case "B840", "B844EP", "B845EP", "B846EP", "B847EP", "B848EP", "B849EP", "B850":
		t.leave(e, leftStates)
	case "B745", "B746":
		t.leave(e, leftExaminer)
	case "eptags", "B250", "B270", "B280", "B405", "B590", "B591", "B595", "B597", "B598", "B599", "B578US", "B577", "B862", "B880", "B883EP", "B881EP", "B150", "B155", "B157", "B158", "B150EP", "B151EP", "B152EP", "B153EP", "B154EP":
		t.leave(e, leftFigure)
	case "B780", "B790":
		t.leave(e, "opponents (no member)")
	default:
		if !strings.HasPrefix(name, "B2") && !strings.HasPrefix(name, "B4") || t.tell(e) == 0 {
			e.strange()
		}
	}
}

// number reads a number that stands in the element or in a DNUM of it.
func (t *tagged) number(e element) []byte {
	for _, path := range [][]string{{"DNUM", "PDAT"}, {"dnum", "anum"}, {"dnum", "pnum"}, {"dnum"}} {
		if c := e.at(path...); c.ok() {
			e.take()
			return code(c)
		}
	}
	return code(e)
}

// date reads a date that stands in an element within.
func (t *tagged) date(e element) ipr.Date {
	c := e.child("date")
	if !c.ok() {
		c = e.at("DATE", "PDAT")
	}
	if !c.ok() {
		return t.d.day(e)
	}
	v := t.d.day(c)
	e.take()
	return v
}

// tell makes lines of the history of a dated tag; the tag is the code, and the words are those of the DTD where we have them,
// or the country of which a date is told, as of a lapse. It gives how many.
func (t *tagged) tell(e element) (n int) {
	line := register.Told{Code: e.name(), Text: epTold[e.name()]}
	told := func() {
		if !line.Date.IsZero() {
			t.d.rec.History = append(t.d.rec.History, line)
			n++
		}
		line.Date = ipr.Date{}
	}
	for c := range e.children() {
		switch name := c.name(); {
		case name == "date":
			told()
			line.Date, line.Text = t.d.day(c), epTold[e.name()]
		case name == "ctry":
			line.Text = t.d.texts.add(code(c))
		case strings.HasPrefix(name, "B"):
			n += t.tell(c)
		default:
			c.take()
		}
	}
	told()
	return n
}

// priorities reads numbers, dates and countries that stand one after the other in the group that holds e.
func (t *tagged) priorities(e element) {
	if e.name() != "B310" {
		var id docID
		for c := range e.children() {
			id = t.priorityTag(id, c)
		}
		t.claim(id)
		return
	}
	id := docID{number: string(t.number(e))}
	for n := e.t.nodes[e.n].next; n != 0; n = e.t.nodes[n].next {
		c := element{e.t, n}
		if c.name() == "B310" {
			break
		}
		if c.name() != "" {
			id = t.priorityTag(id, c)
		}
	}
	t.claim(id)
}

func (t *tagged) priorityTag(id docID, c element) docID {
	switch c.name() {
	case "B310":
		t.claim(id)
		return docID{number: string(t.number(c))}
	case "B320":
		id.date = t.date(c)
	case "B330":
		country := c.child("ctry")
		if !country.ok() {
			country = c.child("CTRY")
		}
		id.office = t.d.office(country)
		c.take()
	default:
		c.take()
	}
	return id
}

func (t *tagged) claim(id docID) { t.priority(id, t.d.texts.add([]byte(id.number))) }

// classes reads the classification since 2006 in its elements, and that before in main and further tags.
func (t *tagged) classes(e element) {
	list := &t.d.rec.IPC
	if strings.HasPrefix(e.name(), "B52") {
		list = &t.d.rec.CPC
	}
	for c := range e.children() {
		switch name := c.name(); {
		case name == "classification-ipcr":
			t.symbol(&t.d.rec.IPC, c)
		case name == "classifications-cpc":
			t.cpc(c)
		case name == "classification-cpc":
			t.symbol(&t.d.rec.CPC, c)
		case list == &t.d.rec.CPC:
			t.leave(c, leftNational)
		case name == "B511", name == "B512", name == "B513", name == "B514":
			symbol, _ := symbolOf(code(c))
			t.classify(list, symbol, map[bool]byte{true: 'F', false: 'L'}[name == "B511"])
		default:
			t.leave(c, leftClassDetail)
		}
	}
}

// end puts together what the tags told.
func (t *tagged) end() {
	if t.app.office == "" {
		t.app.office = t.doc.office
	}
	if t.doc.office == "" {
		t.doc.office = t.app.office
	}
	if !t.first.IsZero() && t.first != t.doc.date {
		t.publish(docID{office: t.doc.office, number: t.doc.number, date: t.first})
	}
	t.publish(t.doc)
}
