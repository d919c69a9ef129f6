package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
)

// allPages is the page of a draft that shows all of them below each other.
const allPages = "all"

// signPage is the page on which everything is looked over and signed. It is always a page of its own.
const signPage = "sign"

// DraftPage is a screen of the form: one page of it, or all.
type DraftPage struct {
	*Page
	Path     string // where the form is sent
	Draft    string // id
	Right    string
	Expert   bool
	Step     string
	Ticks    []string // "done", "here" or ""
	Heading  string
	Intro    string
	Help     []HelpText
	Saved    string
	Version  int
	Done     string
	Problems []DraftProblem // what could not be read, or is missing
	Missing  bool           // the problems are what is missing: one may go on all the same
	Sections []DraftSection
	Back     string // address of the page before; "" on the first
	Bare     bool   // the page keeps nothing of its own: no button to save
	Last     bool   // there is no page after it
	Enter    string // what the key Enter does
}

// HelpText is a question that people ask, with its answer.
type HelpText struct{ Question, Answer string }

// DraftProblem is something wrong, with the field where it can be mended.
type DraftProblem struct{ Text, Path string }

// DraftSection is one page of the form.
type DraftSection struct {
	ID      string
	Heading string // "" if the screen has but this one
	Intro   string
	Parts   []PartView
	Goods   *GoodsView
	Crop    *CropView
	Area    *AreaField
	Report  *ReportView
	Bills   []BillView
	Sum     string // of the bills, if there are several
	Sign    *SignView
}

func (*DraftPage) template() string { return "portal/filing_draft" }

// screen is a draft with the page of it that is looked at.
type screen struct {
	draft *filing.Draft
	law   *law.Law
	form  *filing.Form
	pages []filing.Page // of this screen
	name  string        // in the address
}

// screen finds the page of the address. Errors: NotFound.
func (s *Site) screen(r *request, act office.Act) (*screen, error) {
	d, err := s.draft(r, act)
	if err != nil {
		return nil, err
	}
	rules, err := s.rules()
	if err != nil {
		return nil, err
	}
	v := &screen{draft: d, law: rules, form: filing.NewForm(d.Kind, rules), name: r.PathValue("page")}
	for _, p := range v.form.Pages {
		if v.name == p.ID || v.name == allPages && p.Shown(d.Application) && p.ID != signPage {
			v.pages = append(v.pages, p)
		}
	}
	if len(v.pages) == 0 {
		return nil, noDraft()
	}
	return v, nil
}

// questions are those of the screen.
func (v *screen) questions() []filing.Question {
	var list []filing.Question
	for _, p := range v.pages {
		list = append(list, p.Questions...)
	}
	return list
}

// shown lists the pages that the guided mode shows for the draft as it is.
func (v *screen) shown() []string {
	var list []string
	for _, p := range v.form.Pages {
		if p.Shown(v.draft.Application) {
			list = append(list, p.ID)
		}
	}
	return list
}

// beside gives the page so many steps from this one; "" if there is none.
func (v *screen) beside(steps int) string {
	list := v.shown()
	i := slices.Index(list, v.name)
	if i < 0 || i+steps < 0 || i+steps >= len(list) {
		return ""
	}
	return list[i+steps]
}

// draftPage shows a page of a draft.
func (s *Site) draftPage(w http.ResponseWriter, r *request) error {
	v, err := s.screen(r, office.ViewDraft)
	if err != nil {
		return err
	}
	if v.draft.Filed != "" {
		http.Redirect(w, r.Request, filingPath(v.draft.Filed), http.StatusSeeOther)
		return nil
	}
	return s.showDraft(w, r, http.StatusOK, v, answered{add: r.query.Get("add")})
}

// answered is what became of a form that was sent.
type answered struct {
	add      string // a list that is to have one more row
	problems []fill.Problem
	missing  bool // what is missing is told as a problem
	picker   fill.Picker
	province string // whose communes are to be shown
	find     string // a commune that is looked for
	said     string // one sentence on what went wrong
}

func (s *Site) showDraft(w http.ResponseWriter, r *request, status int, v *screen, sent answered) error {
	a := v.draft.Application
	p := &DraftPage{Page: s.newOwn(r, "drafts", ""), Path: draftPath(v.draft.ID, v.name), Draft: v.draft.ID, Right: r.T("filing.kind." + string(v.draft.Kind)), Expert: v.name == allPages,
		Saved: r.T("filing.saved", "time", s.clock(v.draft.Saved)), Version: v.draft.Version, Done: r.told()}
	p.Script, p.Enter = "filing.js", "next"
	switch {
	case v.name == allPages:
		p.Enter = "save"
	case v.asks(filing.GoodsList):
		p.Enter = "find"
	case v.name == signPage:
		p.Enter = "" // nobody signs by chance
	}
	if p.Expert {
		p.Heading, p.Intro = r.T("filing.all"), r.T("filing.all_text")
		p.Step = r.T("filing.kind." + string(v.draft.Kind))
	} else {
		list := v.shown()
		here := slices.Index(list, v.name)
		p.Step = r.T("filing.step", "no", here+1, "of", len(list))
		for i := range list {
			switch {
			case i < here:
				p.Ticks = append(p.Ticks, "done")
			case i == here:
				p.Ticks = append(p.Ticks, "here")
			default:
				p.Ticks = append(p.Ticks, "")
			}
		}
		p.Heading, p.Intro = r.T("filing.page."+v.name), lookup(r, "filing.intro."+v.name, v.draft)
		if back := v.beside(-1); back != "" {
			p.Back = draftPath(v.draft.ID, back)
		}
		p.Last = v.beside(1) == ""
		p.Bare = v.name == "fees" || v.name == signPage || v.name == "report"
	}
	p.Title = r.T("filing.title", "step", p.Step, "page", p.Heading)
	p.Help = helpOf(r, v)
	var parts []fill.Part
	for _, page := range v.pages {
		section := DraftSection{ID: page.ID}
		if p.Expert {
			section.Heading, section.Intro = r.T("filing.page."+page.ID), lookup(r, "filing.intro."+page.ID, v.draft)
		}
		own := fill.Show(a, page.Questions, string(s.Office.Code), sent.add)
		fill.Blame(own, sent.problems)
		parts = append(parts, own...)
		section.Parts = s.partViews(r, v.draft, own)
		if err := s.widgets(r, v, page, &section, sent); err != nil {
			return err
		}
		p.Sections = append(p.Sections, section)
	}
	if sent.said != "" {
		p.Problems = append(p.Problems, DraftProblem{sent.said, "#main"})
	}
	for _, one := range sent.problems {
		p.Problems = append(p.Problems, DraftProblem{faultSentence(r, one.Fault), "#" + one.ID()})
	}
	if sent.missing && len(p.Problems) == 0 {
		p.Missing = true
		for _, f := range v.lacking() {
			p.Problems = append(p.Problems, DraftProblem{findingText(r, f), "#" + anchorOr(fill.Anchor(f, parts), "main")})
		}
	}
	return s.show(w, r, status, p)
}

// anchorOr is an id, or another where there is none.
func anchorOr(id, other string) string {
	if id == "" {
		return other
	}
	return id
}

// faultSentence is a fault as a sentence, without the field that it names.
func faultSentence(r *request, f *fault.Fault) string {
	words := *f
	words.Where = ""
	return sentence(r.lang, &words)
}

// lookup is a text that not every page has, for the kind of right if there is one for it.
func lookup(r *request, key string, d *filing.Draft) string {
	for _, k := range []string{key + "." + string(d.Kind), key} {
		if text, ok := localeLookup(r, k); ok {
			return text
		}
	}
	return ""
}

// lacking lists what the screen leaves out that nothing can be received without, or that the office would send a notice about.
func (v *screen) lacking() []filing.Finding {
	var list []filing.Finding
	for _, f := range filing.Check(v.draft.Application, v.law) {
		page := pageOf(v.form, f.Question)
		if f.Weight <= filing.Lacks && page != "sign" && slices.ContainsFunc(v.pages, func(p filing.Page) bool { return p.ID == page }) {
			list = append(list, f)
		}
	}
	return list
}

// widgets fills what a page has beside its fields.
func (s *Site) widgets(r *request, v *screen, page filing.Page, section *DraftSection, sent answered) error {
	var err error
	for _, q := range page.Questions {
		switch q.Widget {
		case filing.GoodsList:
			section.Goods = s.goodsView(r, v, sent.picker)
		case filing.Picture:
			if q.ID == "mark" {
				section.Crop, err = s.cropView(r, v.draft)
			}
		case filing.Area:
			section.Area, err = s.area(r, v, sent)
		case filing.Report:
			section.Report, err = s.reportView(r, v)
		case filing.Bill:
			err = s.bills(r, v, section)
		case filing.Sign:
			section.Sign, err = s.signView(r, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// area asks for the area of an indication on a map.
func (s *Site) area(r *request, v *screen, sent answered) (*AreaField, error) {
	n := v.draft.Application.Indication
	if n == nil {
		n = new(filing.NameAsked)
	}
	return s.askArea(r, n, sent.province, sent.find)
}

// bills fills in what the filing costs today.
func (s *Site) bills(r *request, v *screen, section *DraftSection) error {
	list, err := filing.Fees(v.draft.Application, v.law, s.today())
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	total := int64(0)
	for _, b := range list {
		section.Bills = append(section.Bills, *billView(r, b))
		total += b.Total
	}
	if len(list) > 1 {
		section.Sum = money(r, total, list[0].Currency)
	}
	return nil
}

// draftPost takes what was written on a page, saves it over the version that the page showed, and leads on.
func (s *Site) draftPost(w http.ResponseWriter, r *request) error {
	defer patience(w, r)()
	v, err := s.screen(r, office.WriteDraft)
	if err != nil {
		return err
	}
	form, files, err := s.readForm(r, v)
	if err != nil {
		return s.refused(w, r, v, err)
	}
	do := form.Get("do")
	if v.name == signPage && strings.HasPrefix(do, "sign") {
		return s.signDraft(w, r, v, form, files)
	}
	over, _ := strconv.Atoi(form.Get("version"))
	var problems []fill.Problem
	var picker fill.Picker
	change := func(a *filing.Application) error {
		problems = fill.Read(a, v.questions(), string(s.Office.Code), form, files)
		if v.asks(filing.GoodsList) {
			picker = fill.PickGoods(a, form, r.lang)
		}
		if party, ok := strings.CutPrefix(do, "book:"); ok {
			return s.fromBook(r, a, v, party)
		}
		if err := s.ownPower(r, a); err != nil {
			return err
		}
		if do == "crop" {
			return s.crop(r, v.draft, a, form)
		}
		return nil
	}
	before := v.draft
	saved, err := s.Filing.Writer.Write(r.Context(), string(r.by.Account), v.draft.ID, over, change)
	if do == "autosave" {
		return s.autosaved(w, r, saved, err)
	}
	if fault.KindOf(err) == fault.Conflict && before.Filed == "" {
		return s.showConflict(w, r, v, form, files)
	}
	if err != nil {
		return s.refused(w, r, v, err)
	}
	v.draft = saved
	if do == "search" && v.asks(filing.Report) && len(problems) == 0 {
		return s.makeReport(w, r, v)
	}
	return s.led(w, r, v, do, form, answered{problems: problems, picker: picker, province: form.Get("area.province"), find: form.Get("area.find")})
}

// autosaved tells the script of the page which version was saved. What could not be saved is told when the reader presses a button.
func (s *Site) autosaved(w http.ResponseWriter, r *request, d *filing.Draft, err error) error {
	if err != nil {
		return err
	}
	body, err := json.Marshal(struct {
		Version int    `json:"version"`
		Saved   string `json:"saved"`
	}{d.Version, r.T("filing.saved", "time", s.clock(d.Saved))})
	if err != nil {
		return err
	}
	send(w, http.StatusOK, "application/json", body)
	return nil
}

// refused shows the page again with a sentence on what cannot be taken.
func (s *Site) refused(w http.ResponseWriter, r *request, v *screen, err error) error {
	text, status, handled, fatal := s.problem(w, r, err)
	if handled || fatal != nil {
		return fatal
	}
	if status == http.StatusNotFound {
		return err
	}
	return s.showDraft(w, r, status, v, answered{said: text})
}

// asks reports whether the screen has a question of a sort.
func (v *screen) asks(w filing.Widget) bool {
	return slices.ContainsFunc(v.questions(), func(q filing.Question) bool { return q.Widget == w })
}

// led leads on after a page was saved: to the same page if something on it needs a look, else where the button says.
func (s *Site) led(w http.ResponseWriter, r *request, v *screen, do string, form url.Values, sent answered) error {
	here := draftPath(v.draft.ID, v.name)
	to := here
	sent.missing = do == "next" && form.Get("seen") == "" && len(v.lacking()) > 0
	switch {
	case len(sent.problems) > 0 || sent.missing || sent.picker.Problem != nil:
		return s.showDraft(w, r, http.StatusUnprocessableEntity, v, sent)
	case do == "area":
		return s.showDraft(w, r, http.StatusOK, v, sent)
	case len(sent.picker.Found) > 0 || len(sent.picker.Guesses) > 0:
		return s.showDraft(w, r, http.StatusOK, v, sent)
	case do == "next" && v.name == allPages:
		to = draftPath(v.draft.ID, "sign")
	case do == "next":
		if next := v.beside(1); next != "" {
			to = draftPath(v.draft.ID, next)
		}
	case do == "back":
		if back := v.beside(-1); back != "" {
			to = draftPath(v.draft.ID, back)
		}
	case strings.HasPrefix(do, "add:"):
		list := strings.TrimPrefix(do, "add:")
		to = withQuery(here, "add", list) + "#" + list + "-last"
	case strings.HasPrefix(do, "drop:") || strings.HasPrefix(do, "book:"):
		_, what, _ := strings.Cut(do, ":")
		what, _, _ = strings.Cut(what, ".")
		to += "#part-" + strings.ReplaceAll(what, ":", "-")
	default:
		to = withQuery(here, "done", "draft_saved")
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// fromBook puts a party of the address book into a row: WHERE:PARTY, where WHERE is applicants.N or representative.
func (s *Site) fromBook(r *request, a *filing.Application, v *screen, what string) error {
	where, id, _ := strings.Cut(what, ":")
	p, err := s.People.Party(r.Context(), r.by, office.PartyID(id))
	if err != nil {
		return err
	}
	one := applicantOf(p)
	if where == "representative" {
		rep := &filing.Representative{Power: "single"}
		if a.Representative != nil {
			*rep = *a.Representative
		}
		rep.Applicant = one
		a.Representative = rep
		return nil
	}
	row, err := strconv.Atoi(strings.TrimPrefix(where, "applicants."))
	if err != nil || row < 0 || row > len(a.Applicants) {
		return fault.New(fault.NotFound, "there is no such row")
	}
	if row == len(a.Applicants) {
		a.Applicants = append(a.Applicants, one)
	} else {
		a.Applicants[row] = one
	}
	return nil
}
