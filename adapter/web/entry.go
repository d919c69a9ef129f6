package web

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// EntryPage is the page of one right: answers first, then the thread of acts, then the data.
type EntryPage struct {
	*Page
	Address  string // of the right, as other systems write it
	Path     string // of the page
	Kind     string
	Specimen template.HTML // the mark, or the title; "" if it has no words
	Face     string        // how it is set: "specimen big", "specimen long" or "title"
	Wordless string        // what to say where the specimen has no words
	Picture  template.HTML // the mark's, or the first view of a design
	Wordings template.HTML // the title in other languages
	Stamp    *Stamp
	Copy     *Copy
	AsOf     *AsOf
	First    string // earliest day of ?asof=
	Day      string // the day shown
	Answers  *Answers
	Acting   template.HTML // what can be done, by when
	Ahead    template.HTML
	Today    template.HTML
	Acts     template.HTML // newest first
	Told     template.HTML
	Sections template.HTML // what the kind of right tells beside parties and data
	Parties  template.HTML
	Fields   template.HTML
	InST96   bool   // the standard has a form for the kind of right
	Extracts bool   // the office makes extracts
	Signs    bool   // and signs them: the right is its own, and shown as it is today
	Alike    string // address of a search for marks that are alike; "" if there are no words to search for
}

func (*EntryPage) template() string { return "entry" }

// Stamp is the seal on the plate: that of the act which put the right in force.
type Stamp struct {
	Seal   template.HTML
	Anchor string
	Label  string
}

// Copy tells where an entry was copied from.
type Copy struct {
	Own      bool // from an older file of the office itself
	Office   string
	Document string // SHA-256
	Version  template.HTML
	Received template.HTML
}

// AsOf tells that the page shows the past.
type AsOf struct {
	Day  template.HTML
	Now  string // address of the page as it is today
	Acts int    // acts since then
}

// Field is a row of bibliographic data: its name, with the INID code if it has one, and its value.
type Field struct{ Name, Value template.HTML }

// entry answers with a right as a page, as JSON, as the XML of ST.96 or as text.
func (s *Site) entry(w http.ResponseWriter, r *request) error {
	number, as := form(r)
	id, err := ipr.ParseID(r.PathValue("office") + "/" + r.PathValue("kind") + "/" + url.PathEscape(number))
	if err != nil {
		return fault.New(fault.NotFound, "there is no right at this address")
	}
	found, err := s.Register.Find(r.Context(), id)
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return fault.New(fault.NotFound, "the register has no public entry %s", id.String())
	case len(found) > 1:
		return s.ambiguous(w, r, id, found)
	}
	if own := found[0]; own.Number != id.Number || id.Of == ipr.RegistrationNumber || own.Office != ipr.Office(r.PathValue("office")) || own.Kind != ipr.Kind(r.PathValue("kind")) {
		return s.alias(w, r, own, as)
	}
	e, err := s.Register.Entry(r.Context(), found[0])
	if err != nil {
		return err
	}
	var day ipr.Date
	if q := r.query.Get("asof"); q != "" {
		if day, err = ipr.ParseDate(q); err != nil {
			return err
		}
		if day.Compare(s.today()) > 0 {
			return fault.New(fault.Invalid, "the register does not know the future: %s has not come", day.In(r.lang))
		}
		all := len(e.Events)
		if e, err = e.AsOf(day); err != nil {
			return err
		}
		if as == "html" {
			p, err := s.entryPage(r, e, day)
			if err != nil {
				return err
			}
			p.AsOf = &AsOf{Day: timeTag(r.lang, day), Now: entryPath(id), Acts: all - len(e.Events)}
			return s.show(w, r, http.StatusOK, p)
		}
	}
	if as == "pdf" {
		if day.IsZero() {
			day = s.today()
		}
		return s.extract(w, r, e, day)
	}
	if as != "html" {
		return s.represent(w, r, e, as)
	}
	p, err := s.entryPage(r, e, s.today())
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, p)
}

// alias leads from a registration number, or another spelling, to the address of the right.
func (s *Site) alias(w http.ResponseWriter, r *request, own ipr.ID, as string) error {
	same, err := s.Register.Find(r.Context(), own)
	if err != nil {
		return err
	}
	if len(same) > 1 {
		own.Of = ipr.ApplicationNumber
	}
	to := entryPath(own)
	to += entryForms[slices.IndexFunc(entryForms, func(f entryForm) bool { return f.name == as })].ending
	if q := r.URL.RawQuery; q != "" {
		to += "?" + q
	}
	w.Header().Set("Cache-Control", "no-cache")
	http.Redirect(w, r.Request, to, http.StatusFound)
	return nil
}

// ChoicePage lists what an ambiguous number can mean.
type ChoicePage struct {
	*Page
	Number string
	Rights []Choice
}

func (*ChoicePage) template() string { return "choice" }

// Choice is one of the rights that a number can mean.
type Choice struct {
	Path  string
	As    string // "application number …" or "registration number …"
	Right ListedRight
}

func (s *Site) ambiguous(w http.ResponseWriter, r *request, id ipr.ID, found []ipr.ID) error {
	heads, err := s.Register.Heads(r.Context(), found)
	if err != nil {
		return err
	}
	p := &ChoicePage{Page: s.newPage(r, "find", r.T("choice.title", "number", id.Number)), Number: id.Number}
	p.NoIndex = true
	for _, f := range found {
		c := Choice{Right: s.listed(r, f, heads[f])}
		if f.Number == id.Number {
			f.Of = ipr.ApplicationNumber
			c.As = r.T("choice.application", "number", f.Number)
		} else {
			f = ipr.ID{Office: f.Office, Kind: f.Kind, Number: id.Number, Of: ipr.RegistrationNumber}
			c.As = r.T("choice.registration", "number", id.Number)
		}
		c.Path = entryPath(f)
		p.Rights = append(p.Rights, c)
	}
	if _, as := form(r); as != "html" {
		type right struct {
			ID   string `json:"id"`
			Path string `json:"path"`
			Mark string `json:"mark,omitempty"`
		}
		list := []right{}
		for i, c := range p.Rights {
			list = append(list, right{strings.TrimPrefix(c.Path, "/r/"), c.Path, heads[found[i]].Mark})
		}
		body, err := json.Marshal(map[string]any{"choices": list})
		if err == nil {
			send(w, http.StatusMultipleChoices, "application/json", append(body, '\n'))
		}
		return err
	}
	return s.show(w, r, http.StatusMultipleChoices, p)
}

// ListedRight is a right as lists show it.
type ListedRight struct {
	Path     string
	Kind     string
	Sign     bool // its words are shown in the face of marks
	Specimen template.HTML
	Status   template.HTML
	Number   string
	Owner    string
}

func (s *Site) listed(r *request, id ipr.ID, h register.Head) ListedRight {
	l := ListedRight{Path: entryPath(id), Status: statusShape(r.lang, h.Status), Owner: h.Owner, Number: ipr.PrintNumber(id.Office, id.Kind, ipr.ApplicationNumber, id.Number)}
	l.Kind, l.Sign, l.Specimen = r.T("common.kind."+string(id.Kind)), isSign(id.Kind), specimenOr(r.lang, h.Mark, nil)
	if h.Mark == "" && id.Kind != ipr.Trademark {
		l.Specimen = untitled(r.lang)
	}
	return l
}

// untitled stands for a title that is not told.
func untitled(l locale.Lang) template.HTML {
	return `<span class="wordless">` + text(locale.T(l, "entry.untitled")) + "</span>"
}

// specimenOr is the specimen, or words that say there are none.
func specimenOr(l locale.Lang, mark string, spans []span) template.HTML {
	if strings.TrimSpace(mark) == "" {
		return template.HTML(`<span class="wordless">` + template.HTMLEscapeString(locale.T(l, "entry.wordless")) + `</span>`) // #nosec G203 -- escaped
	}
	return specimen(mark, spans)
}

// entryPage fills the page of an entry as it stands on a day.
func (s *Site) entryPage(r *request, e *register.Entry, day ipr.Date) (*EntryPage, error) {
	logs, err := s.Log.Logs(r.Context())
	if err != nil {
		return nil, err
	}
	v := &viewer{Site: s, lang: r.lang, entry: e, day: day}
	if v.proofs, err = s.proofs(r, logs); err != nil {
		return nil, err
	}
	words := e.Title
	if e.Mark != nil && e.Mark.Text != "" {
		words = e.Mark.Text
	}
	title := ipr.PrintNumber(e.Office, e.Kind, ipr.ApplicationNumber, e.ID.Number)
	if words != "" {
		title = words + ", " + title
	}
	p := &EntryPage{Page: s.newPage(r, "find", title), Address: e.ID.String(), Path: entryPath(e.ID), Kind: r.T("common.kind." + string(e.Kind))}
	p.InST96, _ = exchange.InST96(e.Kind)
	p.Extracts, p.Signs = s.Documents != nil, s.Documents != nil && !v.foreign() && day == s.today()
	p.Guide = s.guide(r, 3)
	p.Day = day.String()
	if len(e.Events) > 0 {
		p.First = e.Events[0].Date().String()
	}
	p.Specimen, p.Face, p.Wordless = v.specimen(words)
	p.Picture, p.Wordings = v.plate(), v.wordings()
	if e.Kind == ipr.Trademark && words != "" {
		p.Alike = alikeSearch(words, e.Classes)
	}
	if p.Copy = v.copied(); v.foreign() {
		p.Foreign = true
	}
	answers := v.answers()
	p.Answers = &answers
	p.Acting = v.writeCan(p.Answers.Can)
	p.Ahead, p.Today = v.writeAhead(v.ahead()), timeTag(r.lang, day)
	acts, stamp := v.acts()
	p.Acts, p.Stamp = v.writeActs(acts), stamp
	p.Told = v.writeTold(v.told())
	p.Sections = writeSections(v.sections())
	p.Parties = writeFields(v.parties())
	p.Fields = writeFields(v.fields())
	return p, nil
}

// specimen sets the words of a sign in the face of marks, and the title of an invention or a design in that of the page.
// Where there are none it says so.
func (v *viewer) specimen(words string) (specimened template.HTML, face, wordless string) {
	e := v.entry
	long := utf8.RuneCountInString(words) > 60
	switch {
	case words == "" && e.Kind != ipr.Trademark:
		return "", "wordless", v.t("entry.untitled")
	case words == "":
		if e.Mark != nil {
			if t, ok := ipr.MarkFeature(e.Mark.Feature); ok {
				return "", "wordless", t.In(v.lang)
			}
		}
		return "", "wordless", v.t("entry.wordless")
	case !isSign(e.Kind):
		return worded(words, e.Language), "title", ""
	case long:
		return specimen(words, nil), "specimen long", ""
	}
	return specimen(words, nil), "specimen big", ""
}

// isSign reports whether what is protected is a sign, whose words are shown in the face of marks.
func isSign(k ipr.Kind) bool { return k == ipr.Trademark || k == ipr.GI }

// wordings writes the title in other languages.
func (v *viewer) wordings() template.HTML {
	var m markup
	for _, w := range v.entry.Wordings {
		if w.Title == "" {
			continue
		}
		m.raw("<li>")
		m.text(ipr.LanguageName(w.Language, v.lang))
		m.raw(": ")
		m.html(worded(w.Title, w.Language))
		m.raw("</li>")
	}
	return m.done()
}

// alikeSearch is the address of a search for marks like this one in its classes.
func alikeSearch(words string, classes []register.Class) string {
	q := url.Values{"q": {firstRunes(words, maxQuery)}}
	var list []string
	for _, c := range classes {
		if c.Scheme == "nice" {
			list = append(list, ipr.NiceClass(c.Class).String())
		}
	}
	if len(list) > 0 {
		q.Set("class", strings.Join(list, ","))
	}
	return "/search?" + q.Encode()
}
