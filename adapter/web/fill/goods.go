package fill

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
)

// Picker is the state of the picker of goods and services after what was sent.
type Picker struct {
	Find    string // words that were looked for
	Found   []ipr.GoodsTerm
	Guesses []ipr.ClassGuess // classes for words that are in no list
	Added   int              // how many terms were added
	Problem *fault.Fault
}

// mostFound is how many terms the picker offers at once.
const mostFound = 12

// PickGoods brings what the picker sent into the application: terms ticked in "goods.term" as CLASS|TERM, free words of "goods.find"
// under the class of "goods.class", and those to drop by the button "drop:CLASS|TERM". A class that has no term left goes.
func PickGoods(a *filing.Application, form url.Values, l locale.Lang) Picker {
	p := Picker{Find: firstLine(form.Get("goods.find"))}
	do := form.Get("do")
	for _, v := range form["goods.term"] {
		if class, term, ok := splitTerm(v); ok && addTerm(a, class, term) {
			p.Added++
		}
	}
	if v, ok := strings.CutPrefix(do, "drop:"); ok {
		if class, term, ok := splitTerm(v); ok {
			dropTerm(a, class, term)
		}
	}
	if p.Find == "" {
		if do == "find" || do == "own" {
			p.Problem = fault.New(fault.Invalid, "write what you sell or do")
		}
		return p
	}
	if do == "own" {
		class, err := strconv.Atoi(form.Get("goods.class"))
		if err != nil || class < 1 || class > 45 {
			p.Problem = fault.New(fault.Invalid, "choose the class of these words")
			p.Guesses = guesses(p.Find)
			return p
		}
		if addTerm(a, class, p.Find) {
			p.Added++
		}
		p.Find = ""
		return p
	}
	if do == "find" || p.Added == 0 && do == "next" && (p.Find != firstLine(form.Get("goods.asked")) || len(a.Goods) == 0) {
		p.Found = ipr.FindGoods(p.Find, "")
		p.Found = p.Found[:min(len(p.Found), mostFound)]
		p.Guesses = guesses(p.Find)
		return p
	}
	p.Find = ""
	return p
}

// guesses gives classes for free words: those of the very words, else the likeliest three.
func guesses(text string) []ipr.ClassGuess {
	var list []ipr.ClassGuess
	for _, c := range ipr.ClassesOf(text) {
		list = append(list, ipr.ClassGuess{Class: c, Score: 1})
	}
	for _, g := range ipr.SuggestClasses(text, 3) {
		if len(list) < 3 && !slices.ContainsFunc(list, func(o ipr.ClassGuess) bool { return o.Class == g.Class }) {
			list = append(list, g)
		}
	}
	return list
}

// Term is how the picker names a term of a class.
func Term(class int, term string) string { return strconv.Itoa(class) + "|" + term }

func splitTerm(v string) (class int, term string, ok bool) {
	number, term, ok := strings.Cut(v, "|")
	class, err := strconv.Atoi(number)
	return class, firstLine(term), ok && err == nil && class >= 1 && class <= 45 && strings.TrimSpace(term) != ""
}

func firstLine(s string) string {
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// addTerm adds a term to its class; it does nothing if the term is there.
func addTerm(a *filing.Application, class int, term string) bool {
	i, found := slices.BinarySearchFunc(a.Goods, class, func(g filing.GoodsAsked, c int) int { return g.Class - c })
	if !found {
		a.Goods = slices.Insert(a.Goods, i, filing.GoodsAsked{Class: class})
	}
	if slices.Contains(a.Goods[i].Terms, term) {
		return false
	}
	a.Goods[i].Terms = append(slices.Clone(a.Goods[i].Terms), term)
	return true
}

func dropTerm(a *filing.Application, class int, term string) {
	for i := range a.Goods {
		if a.Goods[i].Class == class {
			a.Goods[i].Terms = slices.DeleteFunc(slices.Clone(a.Goods[i].Terms), func(t string) bool { return t == term })
		}
	}
	a.Goods = slices.DeleteFunc(a.Goods, func(g filing.GoodsAsked) bool { return len(g.Terms) == 0 })
}
