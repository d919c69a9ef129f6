package web

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// LawChoice is what a reader chose on the pages of the law: whose law, of which right.
type LawChoice struct {
	Of     string // an office's code, or the name of a pack
	Right  string
	Laws   []LawName
	Rights []LawName // kinds that the law has rules for
}

// LawName is one thing that can be chosen, a law, a kind of right, a rule, an event: what is sent, and its words.
type LawName struct{ Of, Title string }

// library gives the office's packs.
func (s *Site) library() *law.Library {
	if s.Law != nil {
		return s.Law
	}
	return law.Own()
}

// chooseLaw reads the choice and gives its law. Errors: NotFound for a law or right that is not there.
func (s *Site) chooseLaw(r *request) (*law.Law, LawChoice, error) {
	l := s.library()
	c := LawChoice{Of: firstRunes(r.query.Get("of"), 40), Right: firstRunes(r.query.Get("right"), 10)}
	var offices []ipr.Office
	for _, p := range l.Packs() {
		switch {
		case p.Office == "":
			c.Laws = append(c.Laws, LawName{p.ID, p.Title.In(r.lang)})
		case !slices.Contains(offices, p.Office):
			offices = append(offices, p.Office)
		}
	}
	slices.SortFunc(offices, func(a, b ipr.Office) int { // our own first
		if (a == s.Office.Code) != (b == s.Office.Code) {
			if a == s.Office.Code {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	for i, o := range offices {
		c.Laws = slices.Insert(c.Laws, i, LawName{string(o), ipr.OfficeName(o, r.lang)})
	}
	if c.Of == "" && len(offices) > 0 {
		c.Of = string(offices[0])
	}
	var w *law.Law
	var err error
	if slices.Contains(offices, ipr.Office(c.Of)) {
		w, err = l.Office(ipr.Office(c.Of))
	} else {
		w, err = l.Only(c.Of, s.Office.Code)
	}
	if err != nil {
		return nil, c, err
	}
	if k := w.Pinned; k != nil && k.Office != "" {
		c.Laws = append(c.Laws, LawName{k.ID, k.Title.In(r.lang)})
	}
	kinds := w.Rights()
	if len(kinds) == 0 {
		return nil, c, fault.New(fault.NotFound, "the law of %s has no rules", c.Of)
	}
	if !slices.Contains(kinds, c.Right) {
		c.Right = kinds[0]
	}
	for _, k := range kinds {
		c.Rights = append(c.Rights, LawName{k, r.T("common.kind." + k)})
	}
	return w, c, nil
}

// LawPage tells the rules in force in words.
type LawPage struct {
	*Page
	LawChoice
	Problem string
	AsOf    string        // day whose law is shown
	With    string        // day with whose law it is compared, "" for none
	Day     template.HTML // AsOf and With as the page writes them
	Other   template.HTML
	Basis   []string // the laws that the packs stand for
	Phases  []LawPhase
	Changed int
	Machine string // address of the picture of states and acts; "" if there is none
	Confirm int    // what the office must still confirm

	Conventions []string
}

func (*LawPage) template() string { return "law" }

// LawPhase is a part of a right's life with the rules of it.
type LawPhase struct {
	Name  string
	Rules []RuleView
}

// RuleView is a rule, or a rule on two days.
type RuleView struct {
	ID      string
	Title   string
	Now     *VersionView
	Then    *VersionView // on the other day; nil if the page compares nothing
	Changed bool
	Reckon  string // address of the calculator for it
}

// VersionView is one version of a rule as a page tells it.
type VersionView struct {
	Text       string
	Kind       string
	Period     string
	Anchor     string
	From       template.HTML
	By         string // whose date picks the version
	Condition  string
	Practice   string // how the office is known to read the law
	Pack       string
	Article    string
	Confidence string
	Unverified bool
	Note       string
	Then       string
	Sources    []string
}

// askedDay reads a day of the address; the other one if it is absent.
func askedDay(r *request, name string, otherwise ipr.Date) (ipr.Date, error) {
	v := strings.TrimSpace(r.query.Get(name))
	if v == "" {
		return otherwise, nil
	}
	d, err := ipr.ParseDate(v)
	if err == nil && !d.Exact() {
		err = fault.New(fault.Invalid, "%q is not a day of the calendar", v)
	}
	return d, err
}

func (s *Site) law(w http.ResponseWriter, r *request) error {
	rules, choice, err := s.chooseLaw(r)
	if err != nil {
		return err
	}
	p := &LawPage{Page: s.newPage(r, "law", r.T("law.page.title")), LawChoice: choice}
	day, err := askedDay(r, "asof", s.today())
	var other ipr.Date
	if err == nil {
		other, err = askedDay(r, "with", ipr.Date{})
	}
	if err != nil {
		f, ok := fault.Of(err)
		if !ok {
			return err
		}
		p.Problem = sentence(r.lang, f)
		return s.show(w, r, http.StatusBadRequest, p)
	}
	p.AsOf, p.Day = day.String(), timeTag(r.lang, day)
	if !other.IsZero() {
		p.With, p.NoIndex = other.String(), true
		p.Other = timeTag(r.lang, other)
	}
	for _, k := range rules.Packs() {
		p.Basis = append(p.Basis, k.Title.In(r.lang)+" ("+k.ID+"): "+k.Law.In(r.lang))
	}
	byPhase := map[string][]RuleView{}
	for _, id := range rules.RulesOf(choice.Right) {
		now, then := rules.InForce(id, day), (*law.Rule)(nil)
		if !other.IsZero() {
			then = rules.InForce(id, other)
		}
		rule := cmp.Or(now, then)
		if rule == nil {
			continue
		}
		v := RuleView{ID: id, Title: rule.Title.In(r.lang), Now: version(r, now), Then: version(r, then), Changed: !other.IsZero() && now != then}
		v.Reckon = "/law/date?" + url.Values{"of": {choice.Of}, "right": {choice.Right}, "rule": {id}}.Encode()
		if v.Changed {
			p.Changed++
		}
		phase := rules.PhaseOf(choice.Right, id)
		if phase == "" {
			phase = "other"
		}
		byPhase[phase] = append(byPhase[phase], v)
	}
	for _, name := range append(law.Phases(), "other") {
		if list := byPhase[name]; len(list) > 0 {
			p.Phases = append(p.Phases, LawPhase{r.T("law.phase." + name), list})
		}
	}
	if rules.Machine(choice.Right) != nil {
		p.Machine = "/law/machine?" + url.Values{"of": {choice.Of}, "right": {choice.Right}}.Encode()
	}
	p.Conventions = rules.Conventions(r.lang)
	confirm, err := s.toConfirm()
	if err != nil {
		return err
	}
	for _, k := range rules.Packs() {
		p.Confirm += len(confirm[k.ID])
	}
	return s.show(w, r, http.StatusOK, p)
}

// version tells a version of a rule; nil for none.
func version(r *request, rule *law.Rule) *VersionView {
	if rule == nil {
		return nil
	}
	l := r.lang
	v := &VersionView{
		Text: rule.Text.In(l), Pack: rule.Pack().ID, Article: law.ArticleIn(rule.Article, l), Confidence: string(rule.Confidence), Note: rule.Note.In(l),
		From: timeTag(l, rule.From), Unverified: !rule.Confidence.Verified() && len(rule.Choose) == 0 && rule.Set != "officer",
	}
	if !rule.VersionBy.IsZero() {
		v.By = rule.VersionBy.In(l)
	}
	v.Condition = rule.Condition.In(l)
	if rule.Practice != nil {
		v.Practice = rule.Practice.Text.In(l)
		v.Unverified = v.Unverified || !rule.Practice.Confidence.Verified()
	}
	if rule.Kind != "" {
		v.Kind = r.T("law.kind." + string(rule.Kind))
	}
	if !rule.Anchor.IsZero() {
		v.Anchor = rule.Anchor.In(l)
	}
	v.Period = law.LengthIn(rule.Length, l)
	if rule.Then != "" {
		v.Then = law.StateIn(rule.Then, l)
	}
	for _, id := range rule.Source {
		where := rule.Pack().Sources[id]
		if where == "" {
			where = id
		}
		v.Sources = append(v.Sources, where)
	}
	return v
}
