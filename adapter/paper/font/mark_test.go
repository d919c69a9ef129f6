package font_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/font"
)

// A letter under which somebody piles up thousands of marks takes as long as its marks are many, and not as their square.
func TestMarksOfOneLetterAreLookedThroughOnce(t *testing.T) {
	h := open(t).Shaper()
	const marks = 2000
	text := "a" + strings.Repeat("\u0301", marks)
	n := 0
	allocs := testing.AllocsPerRun(1, func() {
		n++ // what was shaped before is remembered
		h.Shape(strings.Repeat("b", n)+text, font.Query{Families: []string{"Literata"}}, false)
	})
	if allocs > 2*marks { // one or so for each
		t.Errorf("%.0f allocations for %d marks", allocs, marks)
	}
}
