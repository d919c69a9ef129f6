package web

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/register"
)

// HomePage is the first page.
type HomePage struct {
	*Page
	Form    SearchForm
	Try     []Choice2
	Newest  *RecentView
	Recent  []RecentView
	Entries string // number of entries
	Copies  string // how many of them are copies; "" if none
}

func (*HomePage) template() string { return "home" }

// RecentView is an act of the last days.
type RecentView struct {
	Seal template.HTML
	Act  string
	Mark template.HTML
	Path string
	When template.HTML
	Leaf string
}

func (s *Site) home(w http.ResponseWriter, r *request) error {
	recent, err := s.Register.Recent(r.Context(), 5)
	if err != nil {
		return err
	}
	count, err := s.Register.Count(r.Context())
	if err != nil {
		return err
	}
	p := &HomePage{Page: s.newPage(r, "find", r.T("home.title")), Form: SearchForm{Limit: limits[0]}}
	p.Home = true
	p.Guide = s.guide(r, 1)
	p.Entries = locale.Number(r.lang, count.Entries)
	if count.Copies > 0 {
		p.Copies = locale.Number(r.lang, count.Copies)
	}
	for _, q := range s.Office.Try {
		p.Try = append(p.Try, Choice2{q, "/search?q=" + url.QueryEscape(q)})
	}
	v := &viewer{Site: s, lang: r.lang}
	for i := range recent {
		h := &recent[i]
		style := ""
		switch {
		case h.Lane == register.Library:
			style = "copy"
		case h.Party:
			style = "party"
		}
		view := RecentView{Seal: seal(h.Face, style), Act: v.actTitle(h.Act, h.ID.Kind), Path: entryPath(h.ID), When: timeTag(r.lang, h.Date()), Leaf: locale.Number(r.lang, h.Seq)}
		view.Mark = specimenOr(r.lang, h.Mark, nil)
		p.Recent = append(p.Recent, view)
	}
	if len(p.Recent) > 0 {
		p.Newest = &p.Recent[0]
	}
	return s.show(w, r, http.StatusOK, p)
}

// AboutPage tells what the register is and for whom.
type AboutPage struct {
	*Page
	Code string // the office's, of ST.3
}

func (*AboutPage) template() string { return "about" }

// AccessibilityPage is the accessibility statement.
type AccessibilityPage struct{ *Page }

func (*AccessibilityPage) template() string { return "accessibility" }

func (s *Site) about(w http.ResponseWriter, r *request) error {
	return s.show(w, r, http.StatusOK, &AboutPage{s.newPage(r, "about", r.T("about.title")), string(s.Office.Code)})
}

func (s *Site) accessibility(w http.ResponseWriter, r *request) error {
	return s.show(w, r, http.StatusOK, &AccessibilityPage{s.newPage(r, "", r.T("accessibility.title"))})
}

// robots keeps search engines from endless lists and from addresses of programs. Entries of a made-up office are kept
// out altogether.
func (s *Site) robots(w http.ResponseWriter, r *request) error {
	text := "User-agent: *\nDisallow: /search\nDisallow: /compare\nDisallow: /log/register/\nDisallow: /log/library/\nDisallow: /receipt/\nDisallow: /v/\nDisallow: /r/*.pdf$\nDisallow: /portal/\nDisallow: /desk/\n"
	if s.Office.Sample {
		text += "Disallow: /r/\n"
	}
	send(w, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	return nil
}

// health tells a supervisor that the site can read its register. Errors: those of the register, as Unavailable.
func (s *Site) health(w http.ResponseWriter, r *request) error {
	logs, err := s.Log.Logs(r.Context())
	if err != nil {
		return err
	}
	state := map[string]any{"status": "ok"}
	for _, l := range logs {
		if !l.Closed {
			state[strings.ReplaceAll(string(l.Lane), "/", "_")] = l.Size
		}
	}
	body, err := json.Marshal(state)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	send(w, http.StatusOK, "application/json", append(body, '\n'))
	return nil
}
