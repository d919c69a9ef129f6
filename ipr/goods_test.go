package ipr_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
)

func TestGoodsAreWhole(t *testing.T) {
	if n := len(ipr.Goods()); n != 844 {
		t.Errorf("%d terms", n)
	}
	perClass := map[ipr.NiceClass]int{}
	seen := map[string]ipr.NiceClass{}
	var last ipr.NiceClass
	for _, g := range ipr.Goods() {
		perClass[g.Class]++
		if g.Class < last {
			t.Errorf("%s stands after class %d", g.En, last)
		}
		last = g.Class
		for _, s := range []string{g.En, g.Vi} {
			if s == "" || s != strings.Join(strings.Fields(s), " ") || !norm.NFC.IsNormalString(s) {
				t.Errorf("class %d: %q is empty, badly spaced or decomposed", g.Class, s)
			}
			if c, twice := seen[strings.ToLower(s)]; twice {
				t.Errorf("%q stands in class %d and again in %d", s, c, g.Class)
			}
			seen[strings.ToLower(s)] = g.Class
		}
	}
	for _, c := range ipr.NiceClasses() {
		if perClass[c] < 8 {
			t.Errorf("class %d has %d terms", c, perClass[c])
		}
	}
}

func TestKnownGoods(t *testing.T) {
	for vi, want := range map[string]ipr.NiceClass{
		"nước mắm": 30, "nón lá": 25, "áo dài": 25, "bia": 32, "gạo": 30, "thóc": 31, "kính râm": 10,
		"phần mềm tải xuống được": 9, "phần mềm dưới dạng dịch vụ": 42, "dịch vụ công chứng": 45,
	} {
		var got ipr.NiceClass
		for _, g := range ipr.Goods() {
			if g.Vi == vi {
				got = g.Class
			}
		}
		if got != want {
			t.Errorf("%s stands in class %d, want %d", vi, got, want)
		}
	}
}

func TestFindGoods(t *testing.T) {
	for _, c := range []struct {
		name, text string
		l          locale.Lang
		first      string // in Vietnamese; "" if nothing may be found
	}{
		{"a whole term", "cà phê", locale.Vi, "cà phê"},
		{"without marks", "CA PHE", locale.Vi, "cà phê"},
		{"đ without its stroke", "duong", locale.Vi, "đường"},
		{"marks decide where they are written", "chè", locale.Vi, "chè"},
		{"a decomposed text", norm.NFD.String("nước mắm"), locale.Vi, "nước mắm"},
		{"a word more than there is", "bún phở gà", locale.Vi, ""},
		{"words in another order", "khô bún", locale.Vi, "bún khô"},
		{"a word inside", "mắm", locale.Vi, "nước mắm"},
		{"English", "Coffee", locale.En, "cà phê"},
		{"any language", "soap", "", "xà phòng"},
		{"the other language", "soap", locale.Vi, ""},
		{"nothing", "  ", "", ""},
		{"no such thing", "xyzzy", "", ""},
	} {
		got := ipr.FindGoods(c.text, c.l)
		switch {
		case c.first == "" && len(got) > 0:
			t.Errorf("%s: %q finds %v", c.name, c.text, got[0])
		case c.first != "" && (len(got) == 0 || got[0].Vi != c.first):
			t.Errorf("%s: %q finds %v, want %s first", c.name, c.text, got[:min(1, len(got))], c.first)
		}
	}
	for _, g := range ipr.FindGoods("má", locale.Vi) {
		if !strings.Contains(" "+g.Vi, " má") {
			t.Errorf("má, with its mark, finds %s", g.Vi)
		}
	}
	for _, g := range ipr.Goods() {
		for _, l := range locale.Langs() {
			if got := ipr.FindGoods(g.In(l), l); len(got) == 0 || got[0] != g {
				t.Errorf("%q does not find itself first", g.In(l))
			}
		}
	}
}

// vietnamese checks the spelling of a text as far as rules go: the letters of the alphabet (and those of loan words), at
// most one tone mark in a syllable, and the mark on the letter where the older, prevailing habit has it (hóa, thủy).
func vietnamese(t *testing.T, where, text string) {
	t.Helper()
	tones := map[rune]bool{'\u0300': true, '\u0301': true, '\u0303': true, '\u0309': true, '\u0323': true}
	for _, syllable := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		n := 0
		for _, r := range norm.NFD.String(syllable) {
			if tones[r] {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%s: %q has %d tone marks", where, syllable, n)
		}
		if newHabit.MatchString(strings.ToLower(syllable)) {
			t.Errorf("%s: the tone mark of %q stands on the wrong letter", where, syllable)
		}
		for _, r := range strings.ToLower(syllable) {
			if !strings.ContainsRune(letters, r) {
				t.Errorf("%s: %q has the letter %c", where, syllable, r)
			}
		}
	}
}

var newHabit = regexp.MustCompile(`^[^q]*(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$`)

const letters = "abcdefghijklmnopqrstuvwxyzăâđêôơư" +
	"àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"

func TestVietnameseSpelling(t *testing.T) {
	for _, g := range ipr.Goods() {
		vietnamese(t, "goods", g.Vi)
	}
	for _, table := range ipr.Tables() {
		for _, term := range table.Terms {
			if table.Name != "st3" && table.Name != "language" { // foreign names
				vietnamese(t, table.Name+" "+term.Code, term.Vi)
			}
		}
	}
}

func FuzzFindGoods(f *testing.F) {
	f.Add("nuoc mam")
	f.Add("Đường ")
	f.Fuzz(func(t *testing.T, text string) {
		for _, g := range ipr.FindGoods(text, "") {
			if g.Class < 1 || g.Class > 45 {
				t.Errorf("%q finds %v", text, g)
			}
		}
	})
}
