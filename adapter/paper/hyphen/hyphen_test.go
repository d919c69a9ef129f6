package hyphen_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper/hyphen"
)

// broken shows the breaks of a word.
func broken(word, lang string) string {
	var b strings.Builder
	last := 0
	for _, p := range hyphen.Points(word, lang) {
		b.WriteString(word[last:p] + "-")
		last = p
	}
	return b.String() + word[last:]
}

func TestPoints(t *testing.T) {
	for _, c := range []struct{ name, word, lang, want string }{
		{"Liang's own example", "hyphenation", "en", "hy-phen-ation"},
		{"Knuth's second", "concatenation", "en", "con-cate-na-tion"},
		{"the TeXbook's third", "supercalifragilisticexpialidocious", "en", "su-per-cal-ifrag-ilis-tic-ex-pi-ali-do-cious"},
		{"a word of the office", "registration", "en-GB", "reg-is-tra-tion"},
		{"a first capital", "Examination", "en", "Ex-am-i-na-tion"},
		{"a word that the patterns get wrong", "table", "en", "ta-ble"},
		{"an exception with breaks", "associate", "en", "as-so-ciate"},
		{"an exception without", "project", "en", "project"},
		{"three letters stay after", "mighty", "en", "mighty"},
		{"two letters stay before", "again", "en", "again"},
		{"capitals inside", "MUNIMENT", "en", "MUNIMENT"},
		{"digits", "section12b", "en", "section12b"},
		{"letters beyond a to z", "naïvety", "en", "naïvety"},
		{"Vietnamese is never broken", "nghiêng", "vi", "nghiêng"},
		{"nor is a word that looks English", "registration", "vi", "registration"},
		{"French has no patterns here", "enregistrement", "fr", "enregistrement"},
		{"no language", "registration", "", "registration"},
		{"another language that begins so", "registration", "enm", "registration"},
		{"longer than a word", strings.Repeat("nation", 20), "en", strings.Repeat("nation", 20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := broken(c.word, c.lang); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestResultIsTheCallers: what one caller does to the breaks of an exception is not seen by the next.
func TestResultIsTheCallers(t *testing.T) {
	hyphen.Points("associate", "en")[0] = 99
	if got := hyphen.Points("associate", "en"); !slices.Equal(got, []int{2, 4}) {
		t.Error(got)
	}
}

func TestFewAllocations(t *testing.T) {
	hyphen.Points("registration", "en")
	if n := testing.AllocsPerRun(100, func() { hyphen.Points("registration", "en") }); n > 3 {
		t.Errorf("%v allocations for a word; its breaks are one slice", n)
	}
}

func FuzzPoints(f *testing.F) {
	f.Add("hyphenation", "en")
	f.Add("Việt", "vi")
	f.Add(strings.Repeat("a", 64), "en-US")
	f.Fuzz(func(t *testing.T, word, lang string) {
		last := 1
		for _, p := range hyphen.Points(word, lang) {
			if p <= last || p > len(word)-3 {
				t.Errorf("%q: a break at %d", word, p)
			}
			last = p
		}
	})
}
