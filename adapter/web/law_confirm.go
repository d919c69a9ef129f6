package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/law"
)

// ConfirmPage lists what the office must still confirm.
type ConfirmPage struct {
	*Page
	LawChoice
	Packs []ConfirmPack
}

func (*ConfirmPage) template() string { return "law_confirm" }

// ConfirmPack is a pack with what is to be confirmed in it.
type ConfirmPack struct {
	Title string
	ID    string
	Count int
	Items []ConfirmItem
}

// ConfirmItem is one thing to confirm, and all the places where it is so.
type ConfirmItem struct {
	Why   string
	Where []string
}

func (s *Site) lawConfirm(w http.ResponseWriter, r *request) error {
	_, choice, err := s.chooseLaw(r)
	if err != nil {
		return err
	}
	confirm, err := s.toConfirm()
	if err != nil {
		return err
	}
	p := &ConfirmPage{Page: s.newPage(r, "law", r.T("law.confirm.title")), LawChoice: choice}
	packs := s.library().Packs()
	slices.SortStableFunc(packs, func(a, b *law.Pack) int { return cmp.Compare(s.others(a), s.others(b)) })
	for _, k := range packs {
		found := confirm[k.ID]
		pack := ConfirmPack{Title: k.Title.In(r.lang), ID: k.ID, Count: len(found)}
		for _, f := range found {
			why := locale.Sentence(r.lang, f.Why.Text, f.Why.Args...)
			i := slices.IndexFunc(pack.Items, func(c ConfirmItem) bool { return c.Why == why })
			if i < 0 {
				pack.Items = append(pack.Items, ConfirmItem{Why: why})
				i = len(pack.Items) - 1
			}
			pack.Items[i].Where = append(pack.Items[i].Where, f.WhereIn(r.lang))
		}
		if pack.Count > 0 {
			p.Packs = append(p.Packs, pack)
		}
	}
	return s.show(w, r, http.StatusOK, p)
}

// others is 0 for the packs of our own office and 1 for all others.
func (s *Site) others(p *law.Pack) int {
	if p.Office == s.Office.Code {
		return 0
	}
	return 1
}

// openPoints gives, by pack, what is to be confirmed. It reads every rule of every pack, so it is asked once.
func openPoints(l *law.Library) (map[string][]law.Finding, error) {
	out := map[string][]law.Finding{}
	for _, k := range l.Packs() {
		found, err := l.Check(k.ID)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Confirm {
				out[k.ID] = append(out[k.ID], f)
			}
		}
	}
	return out, nil
}
