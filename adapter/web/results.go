package web

import (
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// ResultsPage is the page of marks found alike.
type ResultsPage struct {
	*Page
	Form    SearchForm
	Asked   bool
	Problem string // why nothing was searched
	Summary string
	Numbers []ListedRight // rights whose number was typed
	ByClass *RightsView   // rights other than marks in the class that was typed
	Bands   []Band
	ByWords *RightsView // rights other than marks, by their titles and names
	Below   string      // how many of them there are
	Marked  bool        // marks were searched
	Found   int
	Scope   Scope
	More    string    // address of a longer list; "" if all is shown
	Link    string    // permanent address of this result
	JSON    string    // the same for programs
	Looser  []Choice2 // ways to find more
}

func (*ResultsPage) template() string { return "results" }

// Choice2 is a link with its words.
type Choice2 struct{ Text, URL string }

// Scope tells what was searched.
type Scope struct {
	Marks  string // how many marks were searched; "" if none
	Rights string // how many other rights
	Size   string
	Root   string
	Origin string
	Took   string
}

// Band is a group of results of one degree of likeness.
type Band struct {
	Key   string // "identical", "close" or "look"
	Name  string
	Count string
	Hits  []HitView
}

// HitView is one result.
type HitView struct {
	Path     string
	ID       string
	Specimen template.HTML
	Words    string // the mark in plain words, for labels
	Status   template.HTML
	Number   string
	Owner    string
	Office   string // if it is another one than ours
	Classes  []ClassTag
	Why      string
	Word     Degree
	Sound    Degree
	Look     Degree
}

// ClassTag is a class of a result; Both says that it is one of the reader's, Near that it is related to one.
type ClassTag struct {
	Class int
	Both  bool
	Near  bool
}

// Degree is a likeness from 0 to 1, in figures and as a bar.
type Degree struct {
	Figure string
	Bar    template.HTML
}

// results answers with marks that are alike to a text.
func (s *Site) results(w http.ResponseWriter, r *request) error {
	if strings.Contains(r.Header.Get("Accept"), "application/json") && !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return s.resultsJSON(w, r)
	}
	q, form, err := readQuery(r.query)
	title := r.T("results.title_empty")
	if form.Text != "" {
		title = r.T("results.title", "query", form.Text)
	}
	p := &ResultsPage{Page: s.newPage(r, "find", title), Form: form}
	p.NoIndex = true
	p.Guide = s.guide(r, 2)
	if err != nil {
		f, ok := fault.Of(err)
		if !ok || f.Kind != fault.Invalid {
			return err
		}
		p.Problem = sentence(r.lang, f)
		return s.show(w, r, http.StatusBadRequest, p)
	}
	if q.Text == "" {
		return s.show(w, r, http.StatusOK, p)
	}
	p.Asked = true
	if id, ok, err := s.byNumber(r, p, q.Text, form.Kind); err != nil {
		return err
	} else if ok {
		http.Redirect(w, r.Request, entryPath(id), http.StatusSeeOther)
		return nil
	}
	f, err := s.find(r, q, form)
	if err != nil {
		return err
	}
	s.fillResults(r, p, q, f)
	return s.show(w, r, http.StatusOK, p)
}

// outcome is what was found, each part nil if it was not looked for.
type outcome struct {
	marks  *Result
	rights *RightsResult
	heads  map[ipr.ID]register.Head
}

// find searches marks by their likeness and other rights by their words. A kind narrows it to one of the two, and Nice classes
// to marks, since other rights have none.
func (s *Site) find(r *request, q Query, form SearchForm) (f outcome, err error) {
	var ids []ipr.ID
	if form.Kind == "" || form.Kind == string(ipr.Trademark) {
		found, err := s.Search.Search(r.Context(), q)
		if err != nil {
			return f, err
		}
		for _, h := range found.Hits {
			ids = append(ids, h.ID)
		}
		f.marks = &found
	}
	if form.Kind != string(ipr.Trademark) && (form.Kind != "" || len(q.Classes) == 0) {
		found, err := s.Search.Rights(r.Context(), RightsQuery{Text: q.Text, Kind: ipr.Kind(form.Kind), Phase: q.Phase, Limit: q.Limit})
		if err != nil {
			return f, err
		}
		ids = slices.Concat(ids, found.Numbers, found.ByClass.IDs, found.ByWords.IDs)
		f.rights = &found
	}
	f.heads, err = s.Register.Heads(r.Context(), ids)
	return f, err
}

// byNumber finds what a typed number can mean. A whole address with one meaning leads straight to the right.
func (s *Site) byNumber(r *request, p *ResultsPage, text, kind string) (ipr.ID, bool, error) {
	var guesses []ipr.ID
	id, err := ipr.ParseID(text)
	whole := err == nil
	if whole {
		guesses = []ipr.ID{id}
	} else {
		guesses = s.guess(text)
		for i := range guesses {
			guesses[i].Of = ipr.AnyNumber // a number of either sort may have the form of the other
		}
	}
	var found []ipr.ID
	for _, g := range guesses {
		ids, err := s.Register.Find(r.Context(), g)
		if err != nil {
			return ipr.ID{}, false, err
		}
		for _, f := range ids {
			if !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	if whole && len(found) == 1 {
		return found[0], true, nil
	}
	heads, err := s.Register.Heads(r.Context(), found)
	if err != nil {
		return ipr.ID{}, false, err
	}
	for _, f := range found {
		if kind == "" || kind == string(f.Kind) {
			p.Numbers = append(p.Numbers, s.listed(r, f, heads[f]))
		}
	}
	return ipr.ID{}, false, nil
}

var officeBefore = regexp.MustCompile(`^([A-Za-z]{2}) ?([0-9].*)$`)

// guess lists the rights that a number can mean by its form, and the mark with that number: of the office whose code stands before
// it, or else of our own. Numbers of other rights are looked for by the search of rights as well.
func (s *Site) guess(text string) []ipr.ID {
	office := s.Office.Code
	guesses := ipr.GuessIDs(text)
	if m := officeBefore.FindStringSubmatch(text); m != nil {
		office, text = ipr.Office(strings.ToUpper(m[1])), m[2]
		guesses = slices.DeleteFunc(ipr.GuessIDs(text), func(id ipr.ID) bool { return id.Office != office })
	}
	if n, err := ipr.ParseST13(text); err == nil {
		text = strings.TrimPrefix(n.String(), string(n.Office))
	}
	if !strings.ContainsRune(text, ' ') && strings.ContainsAny(text, "0123456789") {
		if id, err := ipr.NewID(office, ipr.Trademark, text); err == nil {
			guesses = append(guesses, id)
		}
	}
	return guesses
}

// bandKeys are the bands from the most alike to the least, as results name them and as texts and shapes are keyed.
var bandKeys = []struct{ band, key string }{{"identical", "identical"}, {"very close", "close"}, {"worth a look", "look"}}

func (s *Site) fillResults(r *request, p *ResultsPage, q Query, f outcome) {
	p.Link, p.JSON = p.Form.address("/search"), p.Form.address("/search.json")
	if f.marks != nil {
		s.fillMarks(r, p, q, *f.marks, f.heads)
	}
	if f.rights != nil {
		s.fillRights(r, p, *f.rights, f.heads)
	}
	corpus, took := f.searched()
	p.Scope.Size, p.Scope.Root, p.Scope.Origin = locale.Number(r.lang, corpus.Size), base64Root(corpus.Root), corpus.Origin
	p.Scope.Took = locale.Decimal(r.lang, float64(took.Microseconds())/1000, 1)
	p.loosen(r, q)
}

// searched tells up to where was searched, and how long it took.
func (f outcome) searched() (c Corpus, took time.Duration) {
	if f.marks != nil {
		c, took = f.marks.Corpus, f.marks.Took
	}
	if f.rights != nil {
		c, took = f.rights.Corpus, took+f.rights.Took
	}
	return c, took
}

// Any reports whether anything was found but for numbers.
func (p *ResultsPage) Any() bool { return len(p.Bands) > 0 || p.ByClass != nil || p.ByWords != nil }

func (s *Site) fillMarks(r *request, p *ResultsPage, q Query, found Result, heads map[ipr.ID]register.Head) {
	p.Marked, p.Scope.Marks = true, r.T("results.seen_marks", "n", found.Marks)
	if found.More {
		p.More = p.longer()
	}
	wider := related(q)
	for _, b := range bandKeys {
		band := Band{Key: b.key, Name: r.T("results.band." + b.key)}
		for _, h := range found.Hits {
			if head, ok := heads[h.ID]; ok && h.Band == b.band {
				band.Hits = append(band.Hits, s.hitView(r, q, wider, h, head))
			}
		}
		if n := len(band.Hits); n > 0 {
			band.Count = r.T("results.count", "n", n)
			p.Bands = append(p.Bands, band)
			p.Found += n
		}
	}
	p.Summary = p.summary(r, found.More)
}

// summary tells in one sentence how many there are, or how many of more are shown.
func (p *ResultsPage) summary(r *request, more bool) string {
	if p.Found == 0 {
		return ""
	}
	all := r.T("results.worth", "n", p.Found)
	if more {
		all = r.T("results.first", "n", p.Found)
	}
	if same := p.Bands[0]; same.Key == "identical" {
		return r.T("results.summary_same", "all", all, "same", r.T("results.same", "n", len(same.Hits)))
	}
	return r.T("results.summary", "all", all)
}

// loosen offers wider searches where filters are set.
func (p *ResultsPage) loosen(r *request, q Query) {
	offer := func(key string, f SearchForm) {
		p.Looser = append(p.Looser, Choice2{r.T(key), f.address("/search")})
	}
	if len(q.Classes) > 0 {
		if !q.Related {
			f := p.Form
			f.Related = true
			offer("results.looser.related", f)
		}
		f := p.Form
		f.Class, f.Related = "", false
		offer("results.looser.classes", f)
	}
	if q.Phase != "" {
		f := p.Form
		f.Phase = ""
		offer("results.looser.phase", f)
	}
	if p.Form.Kind != "" {
		f := p.Form
		f.Kind = ""
		offer("results.looser.kind", f)
	}
}

// related lists the classes that are related to those asked for.
func related(q Query) []int {
	var list []int
	if q.Related {
		for _, c := range q.Classes {
			for _, n := range ipr.RelatedNice(ipr.NiceClass(c)) {
				list = append(list, int(n))
			}
		}
	}
	return list
}

func (s *Site) hitView(r *request, q Query, wider []int, h Hit, head register.Head) HitView {
	v := HitView{
		Path: entryPath(h.ID), ID: h.ID.String(), Specimen: specimenOr(r.lang, head.Mark, matching(q.Text, head.Mark, h)), Words: head.Mark,
		Status: statusShape(r.lang, head.Status), Number: ipr.PrintNumber(h.ID.Office, h.ID.Kind, ipr.ApplicationNumber, h.ID.Number), Owner: head.Owner,
		Word: degree(r.lang, h.Word), Sound: degree(r.lang, h.Sound), Look: degree(r.lang, h.Look),
	}
	if v.Words == "" {
		v.Words = v.Number
	}
	if h.Why != nil {
		v.Why = h.Why.In(r.lang)
	}
	if h.ID.Office != s.Office.Code {
		v.Office = ipr.OfficeName(h.ID.Office, r.lang)
	}
	for _, c := range head.Classes {
		both := slices.Contains(q.Classes, c)
		v.Classes = append(v.Classes, ClassTag{Class: c, Both: both, Near: !both && slices.Contains(wider, c)})
	}
	return v
}

// matching is what stands out of a mark: what the search found, or else what can be seen to be equal.
func matching(query, mark string, h Hit) []span {
	if h.Mark == mark {
		if spans := spansOf(mark, h.Match); spans != nil {
			return spans
		}
	}
	return alike(query, mark)
}

func degree(l locale.Lang, x float64) Degree {
	figure := strconv.FormatFloat(min(1, max(0, x)), 'f', 2, 64)
	if l == locale.Vi {
		figure = strings.Replace(figure, ".", ",", 1)
	}
	return Degree{figure, bar(x)}
}
