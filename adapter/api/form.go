package api

import (
	"net/http"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

// Form is what has to be told and attached to file, with the law that asks for it.
type Form struct {
	Kind  ipr.Kind `json:"kind"`
	Pages []Page   `json:"pages"`
}

// Page is a group of questions.
type Page struct {
	ID        string     `json:"id"`
	Questions []Question `json:"questions"`
}

// Question asks for one part of the application.
type Question struct {
	ID           string        `json:"id"`
	Widget       filing.Widget `json:"widget"`
	Requirements []Requirement `json:"requirements"`
}

// Requirement is what the law demands.
type Requirement struct {
	ID         string         `json:"id"`
	What       string         `json:"what"` // document, field, fee, condition
	Title      law.Words      `json:"title"`
	Must       bool           `json:"must"`
	When       *law.Words     `json:"when,omitempty"`
	Article    string         `json:"article,omitempty"`
	Confidence law.Confidence `json:"confidence"` // of the source: A, A-, B; C is unverified
}

// form tells what a filing of a kind needs.
func (a *API) form(w http.ResponseWriter, r *request) error {
	l, err := a.Desk.Law.Office(a.Desk.Office)
	if err != nil {
		return err
	}
	kind := ipr.Kind(r.URL.Query().Get("kind"))
	f := filing.NewForm(kind, l)
	if f == nil {
		return fault.New(fault.Invalid, "%q is no kind of right that can be filed here", kind).At("kind")
	}
	out := Form{Kind: kind, Pages: []Page{}}
	for _, p := range f.Pages {
		page := Page{ID: p.ID, Questions: []Question{}}
		for _, q := range p.Questions {
			question := Question{ID: q.ID, Widget: q.Widget, Requirements: []Requirement{}}
			for _, n := range q.Requirements {
				need := Requirement{ID: n.ID, What: n.What, Title: n.Title, Must: n.Must, Article: n.Article, Confidence: n.Confidence}
				if n.When != (law.Words{}) {
					need.When = &n.When
				}
				question.Requirements = append(question.Requirements, need)
			}
			page.Questions = append(page.Questions, question)
		}
		out.Pages = append(out.Pages, page)
	}
	return send(w, http.StatusOK, out)
}

// Checked is what the law says of an application that is not filed.
type Checked struct {
	Receivable bool      `json:"receivable"` // it can be received as it is
	Findings   []Finding `json:"findings"`
	Bills      []Bill    `json:"bills"`
}

// check tells what the office would find and what it would cost today. Nothing is kept.
func (a *API) check(w http.ResponseWriter, r *request) error {
	in, err := a.read(w, r)
	if err != nil {
		return err
	}
	defer in.close()
	out := Checked{Receivable: true}
	if out.Findings, out.Bills, err = a.tell(in.application, a.today()); err != nil {
		return err
	}
	for _, f := range out.Findings {
		out.Receivable = out.Receivable && f.Weight != weights[filing.Stops]
	}
	return send(w, http.StatusOK, out)
}

// today is the calendar day at the office.
func (a *API) today() ipr.Date {
	zone := a.Desk.Zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := a.Desk.Clock().In(zone).Date()
	return ipr.Date{Year: y, Month: int(m), Day: d}
}

// description serves the description of the interface.
func (a *API) description(w http.ResponseWriter, r *request) error {
	if len(openapi) == 0 {
		return fault.New(fault.Internal, "the description is missing")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "max-age=3600")
	w.Write(openapi)
	return nil
}
