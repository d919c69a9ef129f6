package web

import (
	"html/template"
	"slices"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/search"
)

// RightsView is a list of rights other than marks, found by their class or by their words.
type RightsView struct {
	ID      string // on the page
	Heading string
	Note    string // what a class is about
	Count   string
	Hits    []RightView
	More    string // address of a longer list; "" if all is shown
}

// RightView is one right of a list.
type RightView struct {
	Path    string
	Kind    string
	Title   template.HTML
	Sign    bool          // the title is a sign and stands in the face of marks
	Also    template.HTML // the wording in which the words were found, if it is another one
	Status  template.HTML
	Number  string
	Owner   string
	Office  string // if it is another one than ours
	Classes []string
}

// maxSymbols is how many classes of a right are shown in a list.
const maxSymbols = 4

// rightView shows a right as lists do; what the query means of its title stands out.
func (s *Site) rightView(r *request, query string, id ipr.ID, h register.Head) RightView {
	v := RightView{
		Path: entryPath(id), Kind: r.T("common.kind." + string(id.Kind)), Sign: isSign(id.Kind), Status: statusShape(r.lang, h.Status), Owner: h.Owner,
		Number: ipr.PrintNumber(id.Office, id.Kind, ipr.ApplicationNumber, id.Number), Classes: h.Symbols[:min(maxSymbols, len(h.Symbols))],
	}
	spans, all := search.TitleSpans(query, h.Mark)
	if h.Mark == "" {
		v.Title = untitled(r.lang)
	} else {
		v.Title = specimen(h.Mark, spansOf(h.Mark, spans))
	}
	if other := otherWording(query, h, all); other != "" {
		spans, _ = search.TitleSpans(query, other)
		v.Also = specimen(other, spansOf(other, spans))
	}
	if id.Office != s.Office.Code {
		v.Office = ipr.OfficeName(id.Office, r.lang)
	}
	return v
}

// otherWording is the title in which all words of the query are, if it is not the first one; "" if there is none.
func otherWording(query string, h register.Head, inTitle bool) string {
	if inTitle {
		return ""
	}
	for _, n := range h.Names {
		if _, all := search.TitleSpans(query, n); all {
			return n
		}
	}
	return ""
}

// fillRights shows what was found beside marks.
func (s *Site) fillRights(r *request, p *ResultsPage, found RightsResult, heads map[ipr.ID]register.Head) {
	for _, id := range found.Numbers {
		if h, ok := heads[id]; ok && !slices.ContainsFunc(p.Numbers, func(l ListedRight) bool { return l.Path == entryPath(id) }) {
			p.Numbers = append(p.Numbers, s.listed(r, id, h))
		}
	}
	view := func(f FoundRights, query string) *RightsView {
		v := &RightsView{}
		for _, id := range f.IDs {
			if h, ok := heads[id]; ok {
				v.Hits = append(v.Hits, s.rightView(r, query, id, h))
			}
		}
		if len(v.Hits) == 0 {
			return nil
		}
		v.Count = r.T("results.rights_count", "n", f.Total)
		if f.Total > len(f.IDs) {
			v.Count = r.T("results.rights_of", "shown", len(v.Hits), "n", f.Total)
			v.More = p.longer()
		}
		return v
	}
	if p.ByClass = view(found.ByClass, ""); p.ByClass != nil {
		p.ByClass.ID, p.ByClass.Heading, p.ByClass.Note = "in-class", r.T("results.by_class", "class", found.Class), classNote(found.Class, r.lang)
	}
	if p.ByWords = view(found.ByWords, p.Form.Text); p.ByWords != nil {
		p.ByWords.ID, p.ByWords.Heading = "by-words", r.T("results.by_words")
		p.Below = r.T("results.below", "n", found.ByWords.Total)
	}
	p.Scope.Rights = r.T("results.seen_rights", "n", found.Rights)
}

// classNote is our title of a class that was typed.
func classNote(class string, l locale.Lang) string {
	if c, err := ipr.ParseLocarno(class); err == nil {
		return ipr.LocarnoTitle(c.Class, l)
	}
	return symbolTitle(class, l)
}

// longer is the address of a list with more results; "" if the list has the most already.
func (p *ResultsPage) longer() string {
	i := slices.Index(limits, p.Form.Limit)
	if i+1 >= len(limits) {
		return ""
	}
	longer := p.Form
	longer.Limit = limits[i+1]
	return longer.address("/search")
}

// RightsOut is what `search rights --json` and the JSON of results tell of rights other than marks; see docs/interface.md.
type RightsOut struct {
	Numbers []RightOut  `json:"numbers"`
	Class   *ClassOut   `json:"class,omitempty"`
	Words   RightsFound `json:"words"`
}

// ClassOut is a class that was typed, with the rights in it.
type ClassOut struct {
	Symbol string `json:"symbol"`
	RightsFound
}

// RightsFound is the best of so many rights.
type RightsFound struct {
	Total int        `json:"total"`
	Hits  []RightOut `json:"hits"`
}

// RightOut is a right that was found.
type RightOut struct {
	Rank    int             `json:"rank"`
	ID      string          `json:"id"`
	Kind    ipr.Kind        `json:"kind"`
	Title   string          `json:"title"`
	Found   string          `json:"found,omitempty"` // the wording that has the words, if it is not the title
	Classes []string        `json:"classes"`         // of the IPC, the CPC or the Locarno Classification
	Status  register.Status `json:"status"`
	Owner   string          `json:"owner,omitempty"`
}

// RightsJSON makes the JSON of a result. Rights without a head are left out: the index is behind the register.
func RightsJSON(query string, r RightsResult, heads map[ipr.ID]register.Head) *RightsOut {
	list := func(ids []ipr.ID, query string) []RightOut {
		out := []RightOut{}
		for _, id := range ids {
			h, ok := heads[id]
			if !ok {
				continue
			}
			o := RightOut{Rank: len(out) + 1, ID: id.String(), Kind: id.Kind, Title: h.Mark, Classes: h.Symbols, Status: h.Status, Owner: h.Owner}
			if o.Classes == nil {
				o.Classes = []string{}
			}
			if query != "" {
				_, all := search.TitleSpans(query, h.Mark)
				o.Found = otherWording(query, h, all)
			}
			out = append(out, o)
		}
		return out
	}
	out := &RightsOut{Numbers: list(r.Numbers, ""), Words: RightsFound{r.ByWords.Total, list(r.ByWords.IDs, query)}}
	if r.Class != "" {
		out.Class = &ClassOut{r.Class, RightsFound{r.ByClass.Total, list(r.ByClass.IDs, "")}}
	}
	return out
}
