package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// maxCompared is how many marks stand side by side.
const maxCompared = 4

// ComparePage lays marks side by side.
type ComparePage struct {
	*Page
	Query  string // the reader's own mark; "" if there is none
	Marks  []Compared
	Rows   []CompareRow
	Cut    bool // more were chosen than fit
	Back   string
	Missed []string // chosen addresses that the register has not
}

func (*ComparePage) template() string { return "compare" }

// Compared is the head of a column.
type Compared struct {
	Path     string
	Specimen template.HTML
	Words    string
	Drop     string // address of the comparison without it; "" if two are left
}

// CompareRow is a line of the comparison: one value for each mark.
type CompareRow struct {
	Label  string
	Values []CompareCell
}

// CompareCell is a value under a mark.
type CompareCell struct {
	Of    string // the mark, for narrow screens
	Value template.HTML
}

// compare answers with up to four marks side by side, each as the register shows it.
func (s *Site) compare(w http.ResponseWriter, r *request) error {
	q, form, err := readQuery(r.query)
	if err != nil {
		return err
	}
	p := &ComparePage{Page: s.newPage(r, "find", r.T("compare.title")), Query: q.Text, Back: form.address("/search")}
	p.NoIndex = true
	chosen := r.query["id"]
	if len(chosen) > maxCompared {
		chosen, p.Cut = chosen[:maxCompared], true
	}
	var entries []*register.Entry
	for i, c := range chosen {
		id, err := ipr.ParseID(c)
		if err != nil || slices.Contains(chosen[:i], c) {
			continue
		}
		e, err := s.Register.Entry(r.Context(), id)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			p.Missed = append(p.Missed, id.String())
			continue
		}
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	scores, err := s.scores(r, q, entries)
	if err != nil {
		return err
	}
	s.fillComparison(r, p, q, entries, scores)
	return s.show(w, r, http.StatusOK, p)
}

// scores finds the likeness of the entries to the reader's mark among the results of the search.
func (s *Site) scores(r *request, q Query, entries []*register.Entry) (map[ipr.ID]Hit, error) {
	scores := map[ipr.ID]Hit{}
	if q.Text == "" || len(entries) == 0 {
		return scores, nil
	}
	q.Limit = limits[len(limits)-1]
	found, err := s.Search.Search(r.Context(), q)
	if err != nil {
		return nil, err
	}
	for _, h := range found.Hits {
		scores[h.ID] = h
	}
	return scores, nil
}

func (s *Site) fillComparison(r *request, p *ComparePage, q Query, entries []*register.Entry, scores map[ipr.ID]Hit) {
	views := make([]*viewer, len(entries))
	answers := make([]Answers, len(entries))
	for i, e := range entries {
		views[i] = &viewer{Site: s, lang: r.lang, entry: e, day: s.today()}
		answers[i] = views[i].answers()
		words := e.Title
		if e.Mark != nil && e.Mark.Text != "" {
			words = e.Mark.Text
		}
		c := Compared{Path: entryPath(e.ID), Specimen: specimenOr(r.lang, words, alike(q.Text, words)), Words: words}
		if words == "" {
			c.Words = e.ID.String()
		}
		if len(entries) > 2 {
			c.Drop = without(r.query, e.ID)
		}
		p.Marks = append(p.Marks, c)
	}
	row := func(label string, value func(i int) template.HTML) {
		line := CompareRow{Label: label}
		some := false
		for i := range entries {
			v := value(i)
			some = some || v != ""
			line.Values = append(line.Values, CompareCell{p.Marks[i].Words, v})
		}
		if some {
			p.Rows = append(p.Rows, line)
		}
	}
	row(r.T("compare.status"), func(i int) template.HTML { return answers[i].Status })
	row(r.T("compare.until"), func(i int) template.HTML {
		if answers[i].Until != "" {
			return answers[i].Until
		}
		return text(answers[i].UntilSays)
	})
	row(r.T("compare.owner"), func(i int) template.HTML {
		var names []template.HTML
		for _, p := range answers[i].Whose {
			names = append(names, named(p.Name))
		}
		return views[i].joined(names...)
	})
	row(r.T("compare.filed"), func(i int) template.HTML {
		if a := entries[i].Application; a != nil {
			return timeTag(r.lang, a.Date)
		}
		return ""
	})
	row(r.T("compare.classes"), func(i int) template.HTML { return classTags(r, q, entries[i]) })
	row(r.T("compare.goods"), func(i int) template.HTML {
		var goods []template.HTML
		for _, g := range answers[i].Goods {
			goods = append(goods, named(g))
		}
		return views[i].joined(goods...)
	})
	for _, d := range []struct {
		label string
		of    func(Hit) float64
	}{
		{r.T("results.word"), func(h Hit) float64 { return h.Word }}, {r.T("results.sound"), func(h Hit) float64 { return h.Sound }}, {r.T("results.look"), func(h Hit) float64 { return h.Look }},
	} {
		row(d.label, func(i int) template.HTML {
			if h, ok := scores[entries[i].ID]; ok {
				return text(degree(r.lang, d.of(h)).Figure)
			}
			return unscored(r, scores)
		})
	}
	row(r.T("compare.why"), func(i int) template.HTML {
		if h, ok := scores[entries[i].ID]; ok && h.Why != nil {
			return text(h.Why.In(r.lang))
		}
		return unscored(r, scores)
	})
}

// unscored stands where a mark is not among the results; nothing where there was no search.
func unscored(r *request, scores map[ipr.ID]Hit) template.HTML {
	if len(scores) == 0 {
		return ""
	}
	return template.HTML(`<span class="quiet">` + template.HTMLEscapeString(r.T("compare.no_score")) + `</span>`) // #nosec G203 -- escaped
}

// classTags writes the Nice classes of an entry; those of the reader stand out.
func classTags(r *request, q Query, e *register.Entry) template.HTML {
	list := inOrder(e.Classes)
	if len(list) == 0 {
		return ""
	}
	out := `<ul class="cls">`
	for _, c := range list {
		if n, err := ipr.ParseNice(c); err == nil && slices.Contains(q.Classes, int(n)) {
			out += `<li class="both">` + c + `<span class="sr"> ` + template.HTMLEscapeString(locale.T(r.lang, "results.both")) + `</span></li>`
		} else {
			out += `<li>` + c + `</li>`
		}
	}
	return template.HTML(out + `</ul>`) // #nosec G203 -- digits and an escaped text
}

// without is the address of the comparison without one of its marks.
func without(query url.Values, id ipr.ID) string {
	q := url.Values{}
	for k, v := range query {
		if k != "id" {
			q[k] = v
		}
	}
	for _, c := range query["id"] {
		if other, err := ipr.ParseID(c); err == nil && other != id {
			q.Add("id", c)
		}
	}
	return "/compare?" + q.Encode()
}
