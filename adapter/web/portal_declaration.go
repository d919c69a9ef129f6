package web

import (
	"net/http"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// consentWords is the version of the words of consent on the page: it changes whenever they do.
const consentWords = "2026-11"

// DeclarationPage asks what its reader would tell of themselves, apart from everything else.
type DeclarationPage struct {
	*Page
	Problem   string
	Done      string
	Year      string
	Declared  string // when consent was given; "" if nothing is declared
	Questions []QuestionView
}

func (*DeclarationPage) template() string { return "portal/declarations" }

// QuestionView is a question with its answers.
type QuestionView struct {
	Name, Text string
	Answers    []AnswerView
}

// AnswerView is one answer that can be chosen.
type AnswerView struct {
	Value, Text string
	Chosen      bool
}

func (s *Site) declarations(w http.ResponseWriter, r *request) error {
	return s.showDeclarations(w, r, http.StatusOK, "")
}

func (s *Site) showDeclarations(w http.ResponseWriter, r *request, status int, problem string) error {
	year := s.today().Year
	p := &DeclarationPage{Page: s.newOwn(r, "declarations", r.T("portal.declarations")), Problem: problem, Done: r.told(), Year: strconv.Itoa(year)}
	d, err := s.People.Declared(r.Context(), r.by, year)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if err == nil {
		p.Declared = s.when(r, d.Consent.When)
	}
	for _, q := range office.Questions() {
		v := QuestionView{Name: string(q.Question), Text: r.T("portal.question." + string(q.Question))}
		for _, a := range q.Answers {
			v.Answers = append(v.Answers, AnswerView{string(a), r.T("portal.answer." + string(a)), d.Answers[q.Question] == a})
		}
		p.Questions = append(p.Questions, v)
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, status, p)
}

func (s *Site) declarationsPost(w http.ResponseWriter, r *request) error {
	var err error
	what := "declared"
	switch {
	case r.PostFormValue("act") == "withdraw":
		what, err = "withdrawn", s.People.TakeBack(r.Context(), r.by, s.today().Year)
	case r.PostFormValue("consent") == "":
		err = fault.New(fault.Invalid, "without your consent nothing is kept")
	default:
		answers := map[office.Question]office.Said{}
		for _, q := range office.Questions() {
			if said := r.PostFormValue(string(q.Question)); said != "" {
				answers[q.Question] = office.Said(said)
			}
		}
		err = s.People.Declare(r.Context(), r.by, answers, consentWords)
	}
	if err == nil {
		return done(w, r, "/portal/declarations", what)
	}
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	return s.showDeclarations(w, r, status, text)
}
