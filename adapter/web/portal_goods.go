package web

import (
	"strconv"

	"github.com/muniment/muniment/adapter/web/fill"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
)

// GoodsView is the picker of goods and services.
type GoodsView struct {
	Find    string
	Problem string
	Found   []GoodsTerm
	Free    bool // the words can be taken as they are, under one of the classes
	Guesses []ClassChoice
	Classes []ClassChoice // all of them
	Chosen  []GoodsTerm
	Notes   []string // what the office would say to the goods as they are
	Fee     *BillView
	Counted string
}

// GoodsTerm is a term of a class.
type GoodsTerm struct {
	ID     ID
	Value  string
	Term   string
	Class  string // "class 30, coffee, tea"
	Chosen bool
}

// ClassChoice is a class that can be chosen.
type ClassChoice struct {
	ID     ID
	Class  int
	Title  string
	Like   string // a term that speaks for it
	Chosen bool
}

func (s *Site) goodsView(r *request, v *screen, p fill.Picker) *GoodsView {
	a := v.draft.Application
	g := &GoodsView{Find: p.Find}
	if p.Problem != nil {
		g.Problem = faultSentence(r, p.Problem)
	}
	chosen := map[string]bool{}
	terms := 0
	for _, c := range a.Goods {
		for _, t := range c.Terms {
			chosen[fill.Term(c.Class, t)] = true
			terms++
			g.Chosen = append(g.Chosen, GoodsTerm{Value: fill.Term(c.Class, t), Term: t, Class: classWords(r, ipr.NiceClass(c.Class))})
		}
	}
	for i, t := range p.Found {
		term := t.In(goodsLanguage(a))
		g.Found = append(g.Found, GoodsTerm{ID: numbered("term", i), Value: fill.Term(int(t.Class), term), Term: term, Class: classWords(r, t.Class), Chosen: chosen[fill.Term(int(t.Class), term)]})
	}
	g.Free = p.Find != ""
	for i, c := range p.Guesses {
		one := ClassChoice{ID: numbered("class", i), Class: int(c.Class), Title: ipr.NiceTitle(c.Class, r.lang), Chosen: i == 0}
		if c.Like != (ipr.GoodsTerm{}) {
			one.Like = c.Like.In(r.lang)
		}
		g.Guesses = append(g.Guesses, one)
	}
	for _, c := range ipr.NiceClasses() {
		g.Classes = append(g.Classes, ClassChoice{Class: int(c), Title: firstRunes(ipr.NiceTitle(c, r.lang), 60)})
	}
	for _, f := range filing.Check(a, nil) {
		if f.Question == "goods" {
			g.Notes = append(g.Notes, faultSentence(r, f.Fault))
		}
	}
	if bills, err := filing.Fees(a, v.law, s.today()); err == nil && len(bills) > 0 && terms > 0 {
		g.Fee = billView(r, bills[0])
	} else if fault.KindOf(err) == fault.Internal && err != nil {
		s.Logger.Warn("no fee for a draft", "err", err)
	}
	g.Counted = r.T("filing.goods_counted", "terms", terms, "classes", len(a.Goods))
	return g
}

// classWords is a class with its title.
func classWords(r *request, c ipr.NiceClass) string {
	return r.T("filing.class", "class", c.String(), "title", firstRunes(ipr.NiceTitle(c, r.lang), 60))
}

// goodsLanguage is the language in which terms are put into an application: that of the application, so that what is filed is in one.
func goodsLanguage(a *filing.Application) locale.Lang {
	if l, ok := locale.ParseLang(a.Language); ok {
		return l
	}
	return locale.Vi
}

// numbered is an id with a number.
func numbered(name string, n int) ID { return ID(name + "-" + strconv.Itoa(n+1)) }
