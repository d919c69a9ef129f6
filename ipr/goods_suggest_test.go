package ipr

import (
	"testing"

	"github.com/muniment/muniment/internal/locale"
)

// How good the suggestion is: every everyday term, taken from the list, is asked for in each language.
func TestSuggestionLeadsTermsBackToTheirClass(t *testing.T) {
	least := map[locale.Lang][2]int{locale.Vi: {42, 60}, locale.En: {33, 48}} // in per cent: first, among three
	for _, l := range locale.Langs() {
		first, three, all := 0, 0, 0
		for i, g := range Goods() {
			all++
			for rank, c := range goodsIndex().suggest(g.In(l), 3, i) {
				if c.Class == g.Class {
					three++
					if rank == 0 {
						first++
					}
					break
				}
			}
		}
		t.Logf("%s: of %d terms %d are first, %d among three", l, all, first, three)
		if 100*first < least[l][0]*all || 100*three < least[l][1]*all {
			t.Errorf("%s: of %d terms only %d are led back first, %d among three", l, all, first, three)
		}
	}
}

func TestSuggestionsOfFreeWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want NiceClass
	}{
		{"chảo gang đúc", 21}, {"cà phê rang xay Buôn Ma Thuột", 30}, {"quán cà phê", 43}, {"phần mềm quản lý kho", 9}, {"áo dài lụa", 25}, {"nước mắm", 30},
		{"mobile phone app", 9}, {"legal advice", 45}, {"hand-made soap", 3}, {"roasted cashew nuts", 29},
	} {
		got := SuggestClasses(c.text, 3)
		ok := false
		for _, g := range got {
			ok = ok || g.Class == c.want
		}
		if !ok {
			t.Errorf("%q is led to %v, not to %d", c.text, got, c.want)
		}
	}
	if got := SuggestClasses("  ", 3); got != nil {
		t.Errorf("nothing is led to %v", got)
	}
}
