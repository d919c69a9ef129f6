package filing

import (
	"slices"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// Form is the list of questions that leads to an application of a kind under a law. In the guided mode a page is a screen; the
// expert mode shows all pages below each other.
type Form struct {
	Kind  ipr.Kind
	Pages []Page
}

// Page is a screen of the guided mode: questions that belong together.
type Page struct {
	ID        string // of its texts in internal/locale: filing.page.ID
	Questions []Question
	show      func(a *Application) bool // nil: always
}

// Shown reports whether the page has a question for this application.
func (p *Page) Shown(a *Application) bool { return p.show == nil || p.show(a) }

// Question asks for one part of the application.
type Question struct {
	ID           string // names the part, and its texts in internal/locale: filing.q.ID
	Widget       Widget
	Requirements []*law.Requirement // what it meets; none if it is asked for the applicant's own sake
}

// Widget says how a question is asked.
type Widget string

// The widgets. Upload takes files of the question's role; Statement asks whether a requirement applies and for words.
const (
	Line      Widget = "line"
	Text      Widget = "text"
	Choice    Widget = "choice"
	YesNo     Widget = "yesno"
	Picture   Widget = "picture"
	Sound     Widget = "sound"
	Upload    Widget = "upload"
	GoodsList Widget = "goods"
	People    Widget = "people"
	Agent     Widget = "agent"
	Earlier   Widget = "priorities"
	ClaimList Widget = "claims"
	Views     Widget = "designs"
	Area      Widget = "area"
	Stated    Widget = "statement"
	Report    Widget = "report" // the search before filing
	Bill      Widget = "bill"
	Sign      Widget = "sign"
)

// pages of each kind, without what the pack adds.
var (
	applicantPages = []Page{
		{ID: "applicant", Questions: []Question{{ID: "applicants", Widget: People}}},
		{ID: "representative", Questions: []Question{{ID: "representative", Widget: Agent}}},
	}
	priorityPage = Page{ID: "priority", Questions: []Question{{ID: "priorities", Widget: Earlier}}}
	lastPages    = []Page{
		{ID: "fees", Questions: []Question{{ID: "fees", Widget: Bill}}},
		{ID: "sign", Questions: []Question{{ID: "sign", Widget: Sign}}},
	}
	ownPages = map[ipr.Kind][]Page{
		ipr.Trademark: {
			{ID: "mark", Questions: []Question{{ID: "mark.feature", Widget: Choice}, {ID: "mark", Widget: Picture}, {ID: "mark.foreign", Widget: YesNo}, {ID: "mark.kind", Widget: Choice}}},
			{ID: "mark_more", Questions: []Question{{ID: "mark.regulations", Widget: Upload}, {ID: "area", Widget: Upload}},
				show: func(a *Application) bool { return a.Mark != nil && a.Mark.Kind != "" && a.Mark.Kind != "individual" }},
			{ID: "goods", Questions: []Question{{ID: "goods", Widget: GoodsList}}},
			{ID: "report", Questions: []Question{{ID: "report", Widget: Report}}},
		},
		ipr.Patent:  inventionPages,
		ipr.Utility: inventionPages,
		ipr.Design: {
			{ID: "designs", Questions: []Question{{ID: "designs", Widget: Views}, {ID: "human", Widget: Text}, {ID: "deferral", Widget: Line}}},
			{ID: "creators", Questions: []Question{{ID: "creators", Widget: People}}},
		},
		ipr.GI: {
			{ID: "indication", Questions: []Question{{ID: "indication", Widget: Line}, {ID: "indication.sign", Widget: Picture}, {ID: "indication.product", Widget: Line}}},
			{ID: "area", Questions: []Question{{ID: "area", Widget: Area}}},
			{ID: "specification", Questions: []Question{{ID: "indication.characteristics", Widget: Text}, {ID: "indication.link", Widget: Text}, {ID: "indication.method", Widget: Text}, {ID: "specification", Widget: Upload}}},
			{ID: "group", Questions: []Question{{ID: "indication.group", Widget: Text}, {ID: "indication.homonym", Widget: Text}, {ID: "indication.origin", Widget: Upload}}},
		},
	}
	inventionPages = []Page{
		{ID: "invention", Questions: []Question{{ID: "invention", Widget: Line}, {ID: "invention.description", Widget: Upload}, {ID: "invention.drawings", Widget: Upload}}},
		{ID: "claims", Questions: []Question{{ID: "invention.claims", Widget: ClaimList}, {ID: "invention.abstract", Widget: Text}}},
		{ID: "invention_more", Questions: []Question{{ID: "human", Widget: Text}, {ID: "invention.pct", Widget: Line}, {ID: "invention.sequences", Widget: Upload}, {ID: "requests", Widget: Choice}}},
		{ID: "creators", Questions: []Question{{ID: "creators", Widget: People}}},
	}
)

// NewForm makes the form of a kind under a law. A requirement that no question of ours meets becomes a question itself, on the page
// "more". It is nil for a kind that cannot be filed here.
func NewForm(kind ipr.Kind, l *law.Law) *Form {
	own, ok := ownPages[kind]
	if !ok {
		return nil
	}
	f := &Form{Kind: kind}
	for _, p := range slices.Concat(own, applicantPages, []Page{priorityPage}, lastPages) {
		if kind == ipr.GI && p.ID == "priority" {
			continue
		}
		p.Questions = slices.Clone(p.Questions)
		f.Pages = append(f.Pages, p)
	}
	var more []Question
	for _, r := range l.Requirements(string(kind) + ".file") {
		how := asked(r)
		if q := f.question(how.Question); q != nil {
			q.Requirements = append(q.Requirements, r)
			continue
		}
		w := Stated
		if r.What == "document" {
			w = Upload
		}
		more = append(more, Question{ID: r.ID, Widget: w, Requirements: []*law.Requirement{r}})
	}
	if len(more) > 0 {
		at := slices.IndexFunc(f.Pages, func(p Page) bool { return p.ID == "applicant" })
		f.Pages = slices.Insert(f.Pages, at, Page{ID: "more", Questions: more})
	}
	return f
}

// question gives a question by its id; nil if the form does not ask it.
func (f *Form) question(id string) *Question {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			if f.Pages[i].Questions[j].ID == id {
				return &f.Pages[i].Questions[j]
			}
		}
	}
	return nil
}

// Where gives the page that asks a question; "" if none does.
func (f *Form) Where(question string) string {
	for _, p := range f.Pages {
		if slices.ContainsFunc(p.Questions, func(q Question) bool { return q.ID == question }) {
			return p.ID
		}
	}
	return ""
}
