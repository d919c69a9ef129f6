//go:build ignore

// Gen writes standard.tsv and hard.tsv: the half of the query set of the search benchmark that was made by the author of
// the matcher. Each query is a distortion of one mark of marks.txt; each line is the query, the mark and the kind of
// distortion. The other half, in ../independent, was made without a look at the matcher and is reported apart.
//
//	go run ./search/testdata/own/gen.go
package main

import (
	"bufio"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const perKind = 40

// kind is one way of distorting a mark; it gives "" where it does not apply.
type kind struct {
	name    string
	hard    bool
	distort func(r *rand.Rand, mark string) string
}

func main() {
	_, self, _, _ := runtime.Caller(0)
	dir := filepath.Dir(self)
	marks := read(filepath.Join(dir, "marks.txt"))
	r := rand.New(rand.NewPCG(20261122, 7))
	files := map[bool]*strings.Builder{false: {}, true: {}}
	for _, k := range kinds {
		seen := map[string]bool{}
		n := 0
		for try := 0; n < perKind && try < 8000; try++ {
			mark := marks[r.IntN(len(marks))]
			q := k.distort(r, mark)
			if q == "" || q == mark || seen[q] {
				continue
			}
			seen[q] = true
			fmt.Fprintf(files[k.hard], "%s\t%s\t%s\n", q, mark, k.name)
			n++
		}
		if n < perKind {
			log.Printf("%s: only %d queries", k.name, n)
		}
	}
	for hard, b := range files {
		name := "standard.tsv"
		if hard {
			name = "hard.tsv"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

func read(path string) []string {
	f, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var lines []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if l := strings.TrimSpace(s.Text()); l != "" && l[0] != '#' {
			lines = append(lines, l)
		}
	}
	return lines
}

var kinds = []kind{
	{"typo", false, func(r *rand.Rand, m string) string { return onLatin(m, 5, func(s string) string { return typo(r, s) }) }},
	{"two typos", false, func(r *rand.Rand, m string) string {
		return onLatin(m, 8, func(s string) string { return typo(r, typo(r, s)) })
	}},
	{"ending", false, func(r *rand.Rand, m string) string {
		return onLatin(m, 5, func(s string) string {
			return strings.TrimRight(s, "aeious") + pick(r, "a", "o", "is", "ex", "on", "ia", "us")
		})
	}},
	{"sound", false, func(r *rand.Rand, m string) string {
		return onLatin(m, 5, func(s string) string { return respell(r, s, 1) })
	}},
	{"tones", false, func(r *rand.Rand, m string) string {
		if !viet(m) {
			return ""
		}
		return plain(m)
	}},
	{"spacing", false, func(r *rand.Rand, m string) string {
		if strings.Contains(m, " ") {
			return strings.ReplaceAll(m, " ", "")
		}
		if n := len(m); ascii(m) && n > 7 {
			k := n/2 - 1 + r.IntN(3)
			return m[:k] + " " + m[k:]
		}
		return ""
	}},
	{"order", false, func(r *rand.Rand, m string) string {
		w := strings.Fields(m)
		if len(w) < 2 {
			return ""
		}
		return strings.Join(append(w[1:], w[0]), " ")
	}},
	{"more words", false, func(r *rand.Rand, m string) string { return m + " " + pick(r, filler...) }},
	{"Cyrillic", false, func(r *rand.Rand, m string) string {
		return onLatin(m, 5, func(s string) string { return through(s, cyrillic) })
	}},
	{"Greek", false, func(r *rand.Rand, m string) string {
		return onLatin(m, 5, func(s string) string { return through(s, greek) })
	}},
	{"Kana", false, func(r *rand.Rand, m string) string { return toKana(m) }},
	{"lookalikes", false, func(r *rand.Rand, m string) string {
		return onLatin(m, 5, func(s string) string { return lookalike(r, s) })
	}},

	{"short, one change", true, func(r *rand.Rand, m string) string { return short(m, func(s string) string { return change(r, s) }) }},
	{"short, two changes", true, func(r *rand.Rand, m string) string {
		return short(m, func(s string) string {
			t := change(r, change(r, s))
			if same(s, t) < 3 || len(t) < 4 {
				return ""
			}
			return t
		})
	}},
	{"parts exchanged", true, func(r *rand.Rand, m string) string {
		s := strings.ReplaceAll(plain(m), " ", "")
		if len(s) < 8 {
			return ""
		}
		if w := strings.Fields(plain(m)); len(w) == 2 {
			return strings.ToLower(w[1] + w[0])
		}
		i := 2 + r.IntN(2)
		j := i + 2 + r.IntN(2)
		return s[i:j] + strings.ToLower(s[:i]) + s[j:]
	}},
	{"three sounds", true, func(r *rand.Rand, m string) string {
		return onLatin(m, 7, func(s string) string { return respell(r, s, 3) })
	}},
	{"stacked", true, func(r *rand.Rand, m string) string {
		return onLatin(m, 8, func(s string) string {
			s = respell(r, typo(r, s), 1)
			if strings.Contains(s, " ") {
				return strings.ReplaceAll(s, " ", "")
			}
			return typo(r, s)
		})
	}},
	{"element", true, func(r *rand.Rand, m string) string {
		w := strings.Fields(m)
		if len(w) < 2 || !ascii(m) {
			return ""
		}
		i := longestOf(w)
		return respell(r, typo(r, w[i]), 0) + " " + pick(r, filler...)
	}},
	{"embedded", true, func(r *rand.Rand, m string) string {
		if !ascii(m) || len(m) < 6 {
			return ""
		}
		return pick(r, filler...) + " " + typo(r, m) + " " + pick(r, filler...)
	}},
	{"inside a word", true, func(r *rand.Rand, m string) string {
		if !ascii(m) || strings.Contains(m, " ") || len(m) < 6 {
			return ""
		}
		return pick(r, "Mega", "Euro", "Neo", "Pro", "Viet") + strings.ToLower(typo(r, m)) + pick(r, "soft", "land", "tek", "group", "way")
	}},
	{"Vietnamese, altered and joined", true, func(r *rand.Rand, m string) string {
		if !viet(m) {
			return ""
		}
		return strings.ReplaceAll(mishear(r, plain(m)), " ", "")
	}},
	{"Vietnamese, by ear", true, func(r *rand.Rand, m string) string {
		if !viet(m) {
			return ""
		}
		return mishear(r, mishear(r, plain(m)))
	}},
	{"Cyrillic with an error", true, func(r *rand.Rand, m string) string {
		return onLatin(m, 6, func(s string) string { return through(vowel(r, s), cyrillic) })
	}},
}

var filler = []string{"Global", "Premium", "Group", "Express", "Plus", "Studio", "Organic", "Holdings", "International",
	"Shop", "Solutions", "Nature", "Trading", "House", "Fresh", "Lab", "Care", "Vietnam", "Design", "Partners"}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

func ascii(s string) bool { return !strings.ContainsFunc(s, func(c rune) bool { return c > 126 }) }

func viet(s string) bool { return !ascii(s) }

// plain drops the marks of Vietnamese letters.
func plain(s string) string {
	s = strings.NewReplacer("đ", "d", "Đ", "D").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func onLatin(m string, least int, f func(string) string) string {
	if !ascii(m) || len(m) < least {
		return ""
	}
	return f(m)
}

func short(m string, f func(string) string) string {
	if !ascii(m) || len(m) < 4 || len(m) > 7 || strings.Contains(m, " ") {
		return ""
	}
	return f(m)
}

const alphabet = "abcdefghijklmnopqrstuvwxyz"

func letter(r *rand.Rand) string { return string(alphabet[r.IntN(26)]) }

// typo leaves out, doubles, adds, exchanges or transposes a letter.
func typo(r *rand.Rand, s string) string {
	i := 1 + r.IntN(len(s)-2)
	if s[i] == ' ' || s[i+1] == ' ' {
		return typo(r, s)
	}
	switch r.IntN(5) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + s[i:i+1] + s[i:]
	case 2:
		return s[:i] + letter(r) + s[i:]
	case 3:
		return s[:i] + letter(r) + s[i+1:]
	}
	return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
}

// change exchanges a letter, adds one or leaves one out, anywhere.
func change(r *rand.Rand, s string) string {
	i := r.IntN(len(s))
	switch r.IntN(4) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + letter(r) + s[i:]
	}
	return s[:i] + letter(r) + s[i+1:]
}

func same(a, b string) int {
	n := 0
	for _, c := range strings.ToLower(b) {
		if strings.ContainsRune(strings.ToLower(a), c) {
			n++
		}
	}
	return n
}

// spellings are ways of writing one sound.
var spellings = [][]string{
	{"ph", "f"}, {"c", "k"}, {"qu", "kw"}, {"x", "cks", "ks"}, {"ee", "ea"}, {"i", "y"}, {"s", "z"}, {"oo", "u"},
	{"v", "w"}, {"ai", "ay"}, {"ck", "k"}, {"th", "t"}, {"sh", "sch"}, {"er", "ar"}, {"o", "oa"}, {"f", "ff"}, {"l", "ll"},
	{"t", "tt"}, {"j", "g"}, {"kn", "n"}, {"wr", "r"}, {"ps", "s"}, {"wh", "w"}, {"ew", "u"}, {"igh", "ite"}, {"a", "e"},
	{"d", "t"}, {"b", "p"}, {"n", "nn"}, {"r", "rr"},
}

// respell writes n sounds otherwise.
func respell(r *rand.Rand, s string, n int) string {
	done := 0
	for try := 0; try < 200 && done < n; try++ {
		g := spellings[r.IntN(len(spellings))]
		from, to := g[r.IntN(len(g))], g[r.IntN(len(g))]
		l := strings.ToLower(s)
		if from == to || !strings.Contains(l, from) || strings.Contains(l, to) && len(to) > len(from) {
			continue
		}
		i := strings.LastIndex(l, from)
		s = s[:i] + to + s[i+len(from):]
		done++
	}
	if done < n {
		return ""
	}
	return s
}

func vowel(r *rand.Rand, s string) string {
	const vowels = "aeiou"
	var at []int
	for i := range len(s) {
		if strings.IndexByte(vowels, s[i]) >= 0 {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return s
	}
	i := at[r.IntN(len(at))]
	return s[:i] + string(vowels[r.IntN(5)]) + s[i+1:]
}

// mishear writes a Vietnamese onset, nucleus or coda as a speaker of another region would.
func mishear(r *rand.Rand, s string) string {
	pairs := [][2]string{{"tr", "ch"}, {"s", "x"}, {"l", "n"}, {"d", "gi"}, {"r", "d"}, {"ng ", "n "}, {"t ", "c "}, {"k", "c"},
		{"i", "y"}, {"ngh", "ng"}, {"gh", "g"}, {"ph", "f"}, {"v", "d"}, {"anh", "an"}, {"ai", "ay"}, {"uong", "uon"}, {"ien", "in"}, {"oa", "ua"}}
	t := strings.ToLower(s) + " "
	for range 100 {
		p := pairs[r.IntN(len(pairs))]
		if r.IntN(2) == 0 {
			p[0], p[1] = p[1], p[0]
		}
		if strings.Contains(t, p[0]) {
			return strings.TrimSpace(strings.Replace(t, p[0], p[1], 1))
		}
	}
	return s
}

var cyrillic = strings.NewReplacer("shch", "щ", "sh", "ш", "ch", "ч", "zh", "ж", "ya", "я", "yu", "ю", "ts", "ц", "kh", "х", "ph", "ф",
	"th", "т", "ck", "к", "qu", "кв", "oo", "у", "ee", "и", "x", "кс", "ea", "и", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х",
	"i", "и", "j", "дж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "y", "й", "z", "з")

var greek = strings.NewReplacer("th", "θ", "ph", "φ", "ch", "χ", "ps", "ψ", "x", "ξ", "ou", "ου", "oo", "ου", "a", "α", "b", "μπ", "c", "κ", "d", "δ", "e", "ε", "f", "φ",
	"g", "γ", "h", "", "i", "ι", "j", "τζ", "k", "κ", "l", "λ", "m", "μ", "n", "ν", "o", "ο", "p", "π", "q", "κ", "r", "ρ", "s", "σ", "t", "τ", "u", "ου", "v", "β", "w", "ου", "y", "υ", "z", "ζ")

func through(s string, r *strings.Replacer) string {
	return strings.ToUpper(r.Replace(strings.ToLower(s)))
}

// toKana writes a mark made of open syllables in Katakana.
func toKana(m string) string {
	rows := map[byte]string{0: "アイウエオ", 'k': "カキクケコ", 's': "サシスセソ", 't': "タチツテト", 'n': "ナニヌネノ", 'h': "ハヒフヘホ", 'm': "マミムメモ",
		'r': "ラリルレロ", 'l': "ラリルレロ", 'g': "ガギグゲゴ", 'z': "ザジズゼゾ", 'd': "ダヂヅデド", 'b': "バビブベボ", 'p': "パピプペポ", 'c': "カシクセコ"}
	if !ascii(m) || len(m) < 5 {
		return ""
	}
	s := strings.ToLower(strings.ReplaceAll(m, " ", ""))
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		row, ok := rows[c]
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		v := strings.IndexByte("aiueo", c)
		switch n := strings.IndexByte("aiueo", next); {
		case v >= 0:
			b.WriteRune([]rune(rows[0])[v])
		case c == 'n' && (next == 0 || n < 0):
			b.WriteString("ン")
		case !ok:
			return ""
		case next != 0 && n >= 0:
			b.WriteRune([]rune(row)[n])
			i++
		case c == 't' || c == 'd':
			b.WriteRune([]rune(row)[4])
		default:
			b.WriteRune([]rune(row)[2])
		}
	}
	return b.String()
}

// lookalike exchanges one or two letters for signs that look like them.
func lookalike(r *rand.Rand, s string) string {
	looks := []string{"o", "0", "l", "1", "i", "1", "e", "3", "a", "4", "s", "5", "s", "$", "a", "@", "b", "8", "m", "rn", "w", "vv", "a", "а", "e", "е", "o", "о", "c", "с", "p", "р", "x", "х"}
	done := 0
	for try := 0; try < 50 && done < 2; try++ {
		k := 2 * r.IntN(len(looks)/2)
		if i := strings.Index(s, looks[k]); i >= 0 {
			s = s[:i] + looks[k+1] + s[i+len(looks[k]):]
			done++
		}
	}
	return s
}

func longestOf(w []string) int {
	best := 0
	for i := range w {
		if len(w[i]) > len(w[best]) {
			best = i
		}
	}
	return best
}
