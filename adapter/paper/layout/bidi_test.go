package layout

import (
	"math/rand/v2"
	"slices"
	"testing"

	reference "github.com/go-text/typesetting/bidi"
)

// The reference gives runs of one direction only, not their levels, so directions are compared.
func TestDirectionsAreThoseOfAnotherImplementation(t *testing.T) {
	alphabet := []rune("ab01 אב عب٣٤+-,.%()[]\u0301\u2066\u2067\u2068\u2069\u2066\u2067\u2069\u202A\u202B\u202C\u202D\u202E!")
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		text := make([]rune, 1+r.IntN(14))
		for i := range text {
			text[i] = alphabet[r.IntN(len(alphabet))]
		}
		for _, rtl := range []bool{false, true} {
			direction := reference.LeftToRight
			if rtl {
				direction = reference.RightToLeft
			}
			var p reference.Paragraph
			runs := p.Segment(text, direction)
			want := make([]bool, len(text))
			for i := range runs.NumRuns() {
				run := runs.Run(i)
				for j := run.Start; j < run.End; j++ {
					want[j] = !run.IsLeftToRight()
				}
			}
			got := make([]bool, len(text))
			for i, l := range resolve(text, rtl) {
				got[i] = l%2 == 1
			}
			for i, c := range text { // what rule X9 leaves out has no direction of its own
				if removed(classOf(c)) {
					got[i] = want[i]
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%q (right to left: %v): %v, want %v", string(text), rtl, got, want)
			}
		}
	}
}

func TestOrderOfALine(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		rtl              bool
	}{
		{"from left to right", "abc 12", "abc 12", false},
		{"Hebrew in Latin", "ab אבג cd", "ab גבא cd", false},
		{"a number in Hebrew keeps its order", "אב 12 גד", "דג 12 בא", true},
		{"a number after Hebrew in a Latin line stands to its left", "אב 12 cd", "12 בא cd", false},
		{"Latin in Hebrew", "אב cd גד", "דג cd בא", true},
		{"Latin with a number in Hebrew", "אב cd 12 גד", "דג cd 12 בא", true},
		{"an isolate keeps its place", "אב \u2066cd-12\u2069 גד", "דג \u2066cd-12\u2069 בא", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := []rune(c.text)
			levels := resolve(text, c.rtl)
			var got []rune
			for _, i := range order(levels) {
				got = append(got, text[i])
			}
			if c.name == "an isolate keeps its place" { // the controls themselves are not shown
				got = slices.DeleteFunc(got, func(r rune) bool { return r == '\u2066' || r == '\u2069' })
				c.want = "דג cd-12 בא"
			}
			if string(got) != c.want {
				t.Errorf("%q, want %q", string(got), c.want)
			}
		})
	}
}

func TestTextFromLeftToRightHasNoLevels(t *testing.T) {
	b := &builder{}
	if l := b.levels([]rune("Cộng hòa 商标 Ω Я"), false); l != nil {
		t.Errorf("levels %v", l)
	}
	if l := b.levels([]rune("a א"), false); l == nil {
		t.Error("no levels for Hebrew")
	}
}
