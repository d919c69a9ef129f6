package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// markIn is a trademark as ST.66 and ST.96 tell it: both have the same things under other names. The mappings read the
// parts, and put makes the record of them.
//
// The United States serve both standards with extensions of their own, as views of the case files that they also publish
// day by day. Such a document goes through [usCase], so that one right is one entry whatever it was read from.
type markIn struct {
	office       string
	us           bool // a case file of the United States
	application  register.Numbered
	registration register.Numbered
	word, text   string // the status, and other words for it
	mark         register.Mark
	drawn        bool // something was told of the mark
	language     string
	opposition   register.Deadline
}

// beginMark makes the document's markIn ready for a record.
func (d *document) beginMark() *markIn {
	d.in = markIn{}
	d.us.reset(d.rec, &d.rep)
	return &d.in
}

// putMark makes the record.
func (d *document) putMark() *fault.Fault {
	m, r := &d.in, d.rec
	if m.opposition != (register.Deadline{}) {
		m.opposition.What = "opposition"
		r.Deadlines = append([]register.Deadline{m.opposition}, r.Deadlines...)
	}
	number := m.application.Number
	switch {
	case m.us && number != "" && digits(m.registration.Number):
		d.putCase()
	default:
		d.putNational()
	}
	if number == "" {
		number = m.registration.Number
	}
	if d.us.lines > maxLines {
		return tooMany()
	}
	return d.identify(m.office, ipr.Trademark, number)
}

// putCase makes the record of a case file of the United States.
func (d *document) putCase() {
	m, u := &d.in, &d.us
	if digits(m.word) {
		if d.rec.Status, d.rec.StatusTold = USStatus(m.word); d.rec.Status == register.StatusUnknown && m.text != "" {
			d.rec.StatusTold += " " + m.text
		}
	} else {
		d.rec.Status, d.rec.StatusTold = markStatus(m.word, m.text)
	}
	u.serial, u.registration = m.application.Number, m.registration.Number
	u.header.filing, u.header.registered = m.application.Date, m.registration.Date
	feature, kind := m.mark.Feature, m.mark.Kind
	u.mark = m.mark
	u.mark.Feature, u.mark.Kind = "", ""
	parties := d.rec.Parties
	d.rec.Parties = nil
	u.put()
	if d.rec.Mark.Feature == "" {
		d.rec.Mark.Feature = feature
	}
	if d.rec.Mark.Kind == "" {
		d.rec.Mark.Kind = kind
	}
	d.rec.Parties = append(d.rec.Parties, parties...)
}

// putNational makes the record of any other office's mark.
func (d *document) putNational() {
	m, r := &d.in, d.rec
	r.Status, r.StatusTold = markStatus(m.word, m.text)
	if a := m.application; a.Number != "" {
		r.Application = &a
	}
	if g := m.registration; g.Number != "" || !g.Date.IsZero() {
		r.Registration = &g
	}
	if m.drawn || !emptyMark(&m.mark) {
		mark := m.mark
		r.Mark = &mark
	}
	d.putEvents()
}

func emptyMark(m *register.Mark) bool {
	return m.Text+m.Feature+m.Kind+m.Colours+m.Disclaimer+m.Translation+m.Transliteration+m.Description+m.Image == "" && len(m.Vienna) == 0
}

// putEvents makes the history in the order of the document, the other way about if its events are numbered downwards.
// Statements without a date come first.
func (d *document) putEvents() {
	events, told := d.us.events, d.us.told
	if len(events)+len(told) == 0 {
		return
	}
	down := len(events) > 1
	for i := 1; down && i < len(events); i++ {
		down = events[i].number > 0 && events[i-1].number > events[i].number
	}
	h := make([]register.Told, 0, len(events)+len(told))
	for i := range told {
		if told[i].Date.IsZero() {
			h = append(h, told[i])
		}
	}
	from := len(h)
	for i := range events {
		h = append(h, events[i].Told)
	}
	if down {
		slices.Reverse(h[from:])
	}
	for i := range told {
		if !told[i].Date.IsZero() {
			h = append(h, told[i])
		}
	}
	d.rec.History = h
}

// statement takes up words about the right for which a record has no member of their own: a line of the history under the
// name of the element.
func (d *document) statement(code string, e element) {
	if t := d.text(e); t != "" {
		d.us.addLine(register.Told{Code: code, Text: t})
	}
}

// joinText appends the element's text to another.
func (d *document) joinText(to *string, e element) { d.us.join(to, " ", d.text(e)) }

// markClass takes up a class under a scheme and reports which one it is; "" if the code is none of the scheme.
func (d *document) markClass(kind string, e element) (scheme string, class int) {
	b := code(e)
	if len(kind) > maxScheme || !printableASCII([]byte(kind)) {
		d.rep.unread("ClassificationKindCode")
		return "", 0
	}
	switch scheme = strings.ToLower(kind); {
	case scheme == "domestic", scheme == "national", scheme == "office":
		scheme = strings.ToLower(d.in.office)
	case scheme == "":
		scheme = "nice"
	}
	if scheme == "nice" {
		n, ok := niceClass(b)
		if !ok {
			d.rep.unread(e.name())
			return "", 0
		}
		return scheme, n
	}
	if s, n := usClass(string(b)); s != "" && strings.HasPrefix(scheme, "us") {
		if n == 0 {
			return s, n
		}
		return scheme, n
	}
	n, ok := wholeNumber(b)
	if !ok || scheme == "" {
		d.rep.unread(e.name())
		return "", 0
	}
	return scheme, n
}

// maxScheme is how many bytes the name of a classification may have.
const maxScheme = 40

func wholeNumber(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 4 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
