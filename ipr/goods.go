package ipr

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/locale"
)

// GoodsTerm is an everyday word for goods or a service with its Nice class. The words are ours; what an office accepts
// in a specification of goods and services is its own list.
type GoodsTerm struct {
	Class  NiceClass
	En, Vi string
}

// In gives the term in a language.
func (g GoodsTerm) In(l locale.Lang) string {
	if l == locale.Vi {
		return g.Vi
	}
	return g.En
}

// Goods lists the everyday terms by class. The caller must not change them.
var Goods = sync.OnceValue(func() []GoodsTerm {
	_, rows := readTable("goods", "class,en,vi")
	terms := make([]GoodsTerm, len(rows))
	for i, r := range rows {
		class, err := ParseNice(r[0])
		if err != nil {
			panic("ipr: table/goods.csv: " + err.Error())
		}
		terms[i] = GoodsTerm{class, r[1], r[2]}
	}
	return terms
})

// FindGoods lists the everyday terms in which every word of the text begins a word, in one language or, where the
// language is empty, in any. Letter case does not matter, nor do marks above and below letters and the stroke of đ where
// the text has none of them. Whole terms come first, then terms that begin with the text, then the others, each by
// class.
func FindGoods(text string, l locale.Lang) []GoodsTerm {
	text = strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(text))), " ")
	if text == "" {
		return nil
	}
	folded := text == fold(text)
	var found [3][]GoodsTerm
	for i, words := range goodsWords() {
		rank := len(found)
		for _, w := range words {
			if l != "" && l != w.lang {
				continue
			}
			if folded {
				rank = min(rank, likeness(w.folded, text))
			} else {
				rank = min(rank, likeness(w.lower, text))
			}
		}
		if rank < len(found) {
			found[rank] = append(found[rank], Goods()[i])
		}
	}
	return slices.Concat(found[0], found[1], found[2])
}

// ClassesOf lists the Nice classes in which an everyday term stands by exactly these words, in any language and letter case.
func ClassesOf(term string) []NiceClass {
	return goodsClasses()[strings.ToLower(norm.NFC.String(term))]
}

var goodsClasses = sync.OnceValue(func() map[string][]NiceClass {
	m := map[string][]NiceClass{}
	for _, g := range Goods() {
		for _, l := range locale.Langs() {
			if k := strings.ToLower(g.In(l)); !slices.Contains(m[k], g.Class) {
				m[k] = append(m[k], g.Class)
			}
		}
	}
	return m
})

// searchable is a term in one language as FindGoods compares it.
type searchable struct {
	lang          locale.Lang
	lower, folded string
}

// goodsWords holds the searchable forms of each of Goods, one per language.
var goodsWords = sync.OnceValue(func() [][]searchable {
	all := make([][]searchable, len(Goods()))
	for i, g := range Goods() {
		for _, l := range locale.Langs() {
			all[i] = append(all[i], searchable{l, strings.ToLower(g.In(l)), fold(g.In(l))})
		}
	}
	return all
})

// likeness is 0 if the term is the text, 1 if it begins with it, 2 if every word of the text begins a word of the term,
// 3 otherwise.
func likeness(term, text string) int {
	switch {
	case term == text:
		return 0
	case strings.HasPrefix(term, text):
		return 1
	}
	words := strings.FieldsFunc(term, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range strings.Fields(text) {
		if !slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) }) {
			return 3
		}
	}
	return 2
}

// fold drops letter case, marks above and below letters, and the stroke of đ.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, norm.NFD.String(strings.ToLower(s)))
}
