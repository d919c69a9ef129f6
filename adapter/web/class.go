package web

import (
	"net/http"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/search"
)

// ClassesPage is the browser of classes: the Nice classes, a search in goods and services, and the other schemes.
type ClassesPage struct {
	*Page
	Query    string
	Searched bool
	Found    []FoundTerm
	More     bool // there are more than are shown
	Goods    []ListedClass
	Services []ListedClass
	Terms    int // how many can be searched
}

func (*ClassesPage) template() string { return "classes" }

// FoundTerm is a term of goods or services found by its words.
type FoundTerm struct {
	Term  string
	Class string
	Title string
}

// ListedClass is a class in a list.
type ListedClass struct {
	Code  string
	Title string
	Link  string // "" for a class that leads nowhere
}

func (s *Site) classes(w http.ResponseWriter, r *request) error {
	p := &ClassesPage{Page: s.newPage(r, "classes", r.T("classes.title")), Query: firstRunes(strings.TrimSpace(r.query.Get("q")), maxQuery)}
	for _, c := range ipr.NiceClasses() {
		l := ListedClass{c.String(), ipr.NiceTitle(c, r.lang), "/classes/nice/" + c.String()}
		if c.Service() {
			p.Services = append(p.Services, l)
		} else {
			p.Goods = append(p.Goods, l)
		}
	}
	p.Terms = len(ipr.Goods())
	if p.Query != "" {
		p.NoIndex, p.Searched = true, true
		p.Found, p.More = findTerms(r, p.Query)
	}
	return s.show(w, r, http.StatusOK, p)
}

// maxTerms is how many terms are shown.
const maxTerms = 60

// findTerms finds everyday terms by their words, in the reader's language first and else in any.
func findTerms(r *request, query string) (found []FoundTerm, more bool) {
	terms := ipr.FindGoods(query, r.lang)
	if len(terms) == 0 {
		terms = ipr.FindGoods(query, "")
	}
	if len(terms) > maxTerms {
		terms, more = terms[:maxTerms], true
	}
	for _, t := range terms {
		found = append(found, FoundTerm{Term: t.In(r.lang), Class: t.Class.String(), Title: ipr.NiceTitle(t.Class, r.lang)})
	}
	return found, more
}

// NicePage is one Nice class.
type NicePage struct {
	*Page
	Class   string
	Name    string
	Service bool
	Terms   []string
	Related []RelatedClass
	Before  string // number of the class before; "" at the first
	After   string
}

func (*NicePage) template() string { return "class" }

// RelatedClass is a class related to another, and in what they overlap.
type RelatedClass struct {
	ListedClass
	Why string
}

func (s *Site) niceClass(w http.ResponseWriter, r *request) error {
	c, err := ipr.ParseNice(r.PathValue("class"))
	if err != nil || c.String() != r.PathValue("class") {
		return fault.New(fault.NotFound, "there is no class %s of the Nice Classification", firstRunes(r.PathValue("class"), 20))
	}
	p := &NicePage{Page: s.newPage(r, "classes", r.T("class.title", "class", c.String())), Class: c.String(), Name: ipr.NiceTitle(c, r.lang), Service: c.Service()}
	if c > 1 {
		p.Before = (c - 1).String()
	}
	if c < 45 {
		p.After = (c + 1).String()
	}
	for _, t := range ipr.Goods() {
		if t.Class == c {
			p.Terms = append(p.Terms, t.In(r.lang))
		}
	}
	for _, n := range ipr.RelatedNice(c) {
		o, _ := ipr.NiceOverlap(c, n)
		p.Related = append(p.Related, RelatedClass{ListedClass{n.String(), ipr.NiceTitle(n, r.lang), "/classes/nice/" + n.String()}, o.In(r.lang)})
	}
	return s.show(w, r, http.StatusOK, p)
}

// SchemePage is the top of a classification other than Nice.
type SchemePage struct {
	*Page
	Scheme string
	Says   string
	About  string // edition, source and licence of the list
	List   []ListedClass
}

func (*SchemePage) template() string { return "scheme" }

func (s *Site) scheme(w http.ResponseWriter, r *request) error {
	name := r.PathValue("scheme")
	if name == "nice" {
		http.Redirect(w, r.Request, "/classes", http.StatusMovedPermanently)
		return nil
	}
	if name != "locarno" && name != "vienna" && name != "ipc" {
		return fault.New(fault.NotFound, "there is no classification %s here", firstRunes(name, 20))
	}
	p := &SchemePage{Page: s.newPage(r, "classes", r.T("scheme."+name+".title")), Scheme: name, Says: r.T("scheme." + name + ".says")}
	for _, t := range ipr.Tables() {
		if t.Name != name {
			continue
		}
		p.About = t.About
		for _, row := range t.Terms {
			c := ListedClass{Code: row.Code, Title: row.In(r.lang)}
			if key, _ := search.ClassKey(row.Code); key != "" {
				c.Link = SearchForm{Text: row.Code, Kind: string(ipr.Patent), Limit: limits[0]}.address("/search")
			}
			p.List = append(p.List, c)
		}
	}
	return s.show(w, r, http.StatusOK, p)
}
