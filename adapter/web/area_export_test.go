package web

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"slices"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/procedure/filing"
)

// areaPage is a form with nothing but the question for an area.
type areaPage struct {
	*Page
	Area *AreaField
}

// AreaPage serves a form with nothing but the question for an area, which says what the address says.
func (s *Site) AreaPage() (http.Handler, error) {
	set, err := readPages(embedded)
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for l, list := range set.byLang {
		pages[string(l)] = template.Must(list["about"].Parse(`{{define "body"}}<h1>{{.Title}}</h1><h2>Area</h2><form>{{template "area" .Area}}</form>{{end}}`))
	}
	return s.handler(func(s *Site, w http.ResponseWriter, r *request) error {
		n := &filing.NameAsked{Shape: r.query.Get("indication.shape")}
		for _, c := range r.query["indication.communes"] {
			if c != "" && !slices.Contains(n.Communes, c) {
				n.Communes = append(n.Communes, c)
			}
		}
		f, err := s.askArea(r, n, r.query.Get("area.province"), r.query.Get("area.find"))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", scripted)
		return pages[string(r.lang)].ExecuteTemplate(w, "layout", areaPage{s.newPage(r, "", "Area"), f})
	}), nil
}

// AddressNow tells what the units of an address are now.
func (s *Site) AddressNow(lang locale.Lang, written string) (string, error) {
	return s.addressNow(&request{Request: httptest.NewRequest(http.MethodGet, "/", nil), lang: lang}, written)
}
