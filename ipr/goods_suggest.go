package ipr

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/muniment/muniment/internal/locale"
)

// ClassGuess is a class to which words of an applicant may belong, with the everyday term that speaks for it most.
type ClassGuess struct {
	Class NiceClass
	Score float64 // 0 to 1; comparable within one answer only
	Like  GoodsTerm
}

// SuggestClasses guesses the Nice classes of goods or a service told in free words, the likeliest first, at most n of them.
//
// It compares the words, pairs of words and pieces of words of the text with those of the everyday terms ([Goods]) and of the titles of
// the classes. What is rare among them counts more. Taken from the list one by one, Vietnamese terms are led back to their own class
// first in about two cases of five, and among three suggestions in three of five; English ones in one of three, and one of two. A
// test holds the figures. So it is a suggestion for a person, never a classification.
func SuggestClasses(text string, n int) []ClassGuess { return goodsIndex().suggest(text, n, -1) }

// goodsTerms is an index of terms by their features.
type goodsTerms struct {
	terms  []GoodsTerm
	weight map[string]float64   // of a feature, by its rarity
	has    map[string][]posting // of a feature
}

// posting says that a row, a term in one language or the title of a class, has a feature with a share of its length.
type posting struct {
	term  int // in terms
	row   int
	share float64
}

var goodsIndex = sync.OnceValue(func() *goodsTerms {
	x := &goodsTerms{terms: slices.Clone(Goods()), weight: map[string]float64{}, has: map[string][]posting{}}
	for _, c := range NiceClasses() {
		x.terms = append(x.terms, GoodsTerm{c, NiceTitle(c, locale.En), NiceTitle(c, locale.Vi)})
	}
	var rows []map[string]float64
	for _, t := range x.terms {
		for _, l := range locale.Langs() {
			f := features(t.In(l))
			rows = append(rows, f)
			for k := range f {
				x.weight[k]++
			}
		}
	}
	for k, n := range x.weight {
		x.weight[k] = math.Log(1 + float64(len(rows))/n)
	}
	for row, f := range rows {
		length := x.length(f)
		for _, k := range slices.Sorted(maps.Keys(f)) {
			x.has[k] = append(x.has[k], posting{row / len(locale.Langs()), row, f[k] * x.weight[k] / length})
		}
	}
	return x
})

// length is that of a vector of features.
func (x *goodsTerms) length(f map[string]float64) float64 {
	sum := 0.0
	for _, k := range slices.Sorted(maps.Keys(f)) {
		w := f[k] * cmp.Or(x.weight[k], math.Log(1+2*float64(len(x.terms)))) // what no term has is as rare as can be
		sum += w * w
	}
	return math.Sqrt(sum)
}

// suggest scores the classes; the term left out is as if it were not in the list.
func (x *goodsTerms) suggest(text string, n, without int) []ClassGuess {
	asked := features(text)
	length := x.length(asked)
	if length == 0 {
		return nil
	}
	rows := map[int]float64{}
	for _, k := range slices.Sorted(maps.Keys(asked)) {
		share := asked[k] * x.weight[k] / length
		for _, p := range x.has[k] {
			if p.term != without {
				rows[p.row] += share * p.share
			}
		}
	}
	best := map[int]float64{} // by term: the likeness in the language in which it is more
	for row, score := range rows {
		term := row / len(locale.Langs())
		best[term] = max(best[term], score)
	}
	order := slices.SortedFunc(maps.Keys(best), func(a, b int) int { return cmp.Or(cmp.Compare(best[b], best[a]), cmp.Compare(a, b)) })
	var found []ClassGuess
	at := map[NiceClass]int{}
	fade := map[NiceClass]float64{}
	for _, term := range order[:min(len(order), 60)] {
		t := x.terms[term]
		i, ok := at[t.Class]
		if !ok {
			i = len(found)
			at[t.Class], fade[t.Class] = i, 1
			found = append(found, ClassGuess{Class: t.Class, Like: t})
		}
		found[i].Score += best[term] * fade[t.Class]
		fade[t.Class] /= 3 // further terms of the class speak for it too, each less
	}
	slices.SortStableFunc(found, func(a, b ClassGuess) int { return cmp.Compare(b.Score, a.Score) })
	for i := range found {
		found[i].Score = min(1, found[i].Score)
	}
	return found[:min(n, len(found))]
}

// features counts what a text is compared by: its words as written and without marks, pairs of neighbours, and beginnings of
// longer words, so that "coffees" is like "coffee".
func features(text string) map[string]float64 {
	f := map[string]float64{}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	last := ""
	for _, w := range words {
		if dull[w] {
			continue
		}
		plain := fold(w)
		f[w]++
		f["~"+plain] += 0.6
		if r := []rune(plain); len(r) > 4 {
			f["^"+string(r[:4])] += 0.4
		}
		if last != "" {
			f[last+" "+w] += 1.2
		}
		last = w
	}
	return f
}

// dull are words that say nothing about goods.
var dull = map[string]bool{"and": true, "of": true, "for": true, "the": true, "or": true, "with": true, "in": true, "a": true, "other": true, "not": true, "services": true, "service": true,
	"và": true, "hoặc": true, "cho": true, "của": true, "các": true, "từ": true, "bằng": true, "dùng": true, "để": true, "không": true, "khác": true, "dịch": true, "vụ": true, "sản": true, "phẩm": true}
