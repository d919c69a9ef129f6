package exchange

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A text of characters each of which is normal and begins what it stands in is normal.
func TestWhatIsAlwaysNormalIs(t *testing.T) {
	n := 0
	for c := range rune(utf8.MaxRune) {
		if !utf8.ValidRune(c) || !alwaysNormal(c) {
			continue
		}
		n++
		if p := norm.NFC.PropertiesString(string(c)); !p.BoundaryBefore() || p.CCC() != 0 || !norm.NFC.IsNormalString(string(c)) {
			t.Errorf("%U", c)
		}
	}
	if n < 20_000 {
		t.Errorf("%d characters", n)
	}
}
