package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
)

// MachinePage shows the states and acts of a right.
type MachinePage struct {
	*Page
	LawChoice
	Name        string
	Generations []MachineOf // the generations of law that have such a machine, if there are several
	Picture     template.HTML
	Needs       []ActNeeds
	States      []StateView
}

// MachineOf is a generation of law in which a right has states and acts.
type MachineOf struct {
	Title, Address string
	Shown          bool
}

// machinesOf lists the office's packs that have a machine for the right.
func (s *Site) machinesOf(r *request, w *law.Law, shown *law.Machine) []MachineOf {
	var list []MachineOf
	for _, p := range s.library().Packs() {
		if p.Office == "" || p.Office != w.Packs()[0].Office {
			continue
		}
		for _, m := range p.Machines {
			if m.Right == shown.Right {
				list = append(list, MachineOf{p.Title.In(r.lang), "/law/machine?" + url.Values{"of": {p.ID}, "right": {m.Right}}.Encode(), m == shown})
			}
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// ActNeeds is an act with what must come with it.
type ActNeeds struct {
	Title string
	Fee   string // address of the calculator of its fees; "" if the law has none
	Needs []Need
}

// Need is a document, a field, a fee or a condition.
type Need struct {
	Title, When, Article, Note string
	May, Unverified            bool
}

func (*MachinePage) template() string { return "law_machine" }

// StateView is a state with the acts that are open in it.
type StateView struct {
	Title  string
	Status string
	End    bool
	Acts   []ActOpen
}

// ActOpen is an act as the list tells it.
type ActOpen struct {
	Title      string
	By         string
	To         string
	Starts     []string
	Category   string
	When       string
	Unverified bool
}

func (s *Site) lawMachine(w http.ResponseWriter, r *request) error {
	rules, choice, err := s.chooseLaw(r)
	if err != nil {
		return err
	}
	m := rules.Machine(choice.Right)
	if m == nil {
		return fault.New(fault.NotFound, "the law has no states and acts for %s", choice.Right)
	}
	p := &MachinePage{Page: s.newPage(r, "law", m.Title.In(r.lang)), LawChoice: choice, Name: r.T("law.machine.heading", "name", m.Title.In(r.lang)), Needs: needs(r, rules, m, choice.Of)}
	p.Generations = s.machinesOf(r, rules, m)
	p.Picture = template.HTML(m.SVG(r.lang)) // #nosec G203 -- drawn by us, its texts escaped
	for _, st := range m.States {
		v := StateView{Title: st.Title.In(r.lang), End: st.End}
		if st.Status != "unknown" {
			v.Status = r.T("common.status." + st.Status)
		}
		for _, a := range m.Open(st.ID, "") {
			k := ActOpen{Title: a.Title.In(r.lang), Category: a.Category, When: a.When.In(r.lang), Unverified: !a.Confidence.Verified()}
			var by []string
			for _, who := range a.By {
				by = append(by, r.T("law.actor."+who))
			}
			k.By = strings.Join(by, ", ")
			if to := m.State(a.To); to != nil && to != st {
				k.To = to.Title.In(r.lang)
			}
			for _, id := range a.Starts {
				if list := rules.Versions(strings.Replace(id, "*", choice.Right, 1)); len(list) > 0 {
					k.Starts = append(k.Starts, list[0].Title.In(r.lang))
				}
			}
			v.Acts = append(v.Acts, k)
		}
		p.States = append(p.States, v)
	}
	return s.show(w, r, http.StatusOK, p)
}

// needs lists the acts of a machine for which the law says what must come with them.
func needs(r *request, w *law.Law, m *law.Machine, of string) []ActNeeds {
	var list []ActNeeds
	acts := w.Acts()
	for _, a := range m.Acts {
		id := m.Right + "." + a.ID
		k := ActNeeds{Title: a.Title.In(r.lang)}
		for _, q := range w.Requirements(id) {
			k.Needs = append(k.Needs, Need{Title: q.Title.In(r.lang), When: q.When.In(r.lang), Article: law.ArticleIn(q.Article, r.lang), Note: q.Note.In(r.lang), May: !q.Must, Unverified: !q.Confidence.Verified()})
		}
		if len(k.Needs) == 0 {
			continue
		}
		if slices.ContainsFunc(acts, func(b *law.BillOf) bool { return b.Act == a.Fee }) {
			k.Fee = "/law/fee?" + url.Values{"of": {of}, "act": {a.Fee}}.Encode()
		}
		list = append(list, k)
	}
	return list
}
