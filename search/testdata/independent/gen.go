//go:build ignore

// Gen writes standard.tsv and hard.tsv, the independent half of the query set of the search benchmark: queries that
// are each a distortion of one invented mark, as an imitator, a listener, a typist or a scanner would make it.
//
// The marks are in marks.tsv, the changes in rules.tsv, and in refused.tsv the pairs that the author read and would
// not cite against each other. Which change falls on which mark is drawn from a hash of seed, family and mark, so that
// a line added to one file disturbs few others. Run it from the root of the repository:
//
//	go run ./search/testdata/independent/gen.go          rewrite the two files
//	go run ./search/testdata/independent/gen.go -check   compare them, and exit 1 if they differ
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

const seed = "muniment independent queries 1"

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	dir := flag.String("dir", filepath.Join("search", "testdata", "independent"), "the folder of the tables and of the output")
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()

	g := load(*dir)
	for _, out := range []struct {
		name, title string
		families    []family
	}{
		{"standard.tsv", "one change a query", standard},
		{"hard.tsv", "several changes a query, or one on little ground", hard},
	} {
		path := filepath.Join(*dir, out.name)
		text := g.write(out.title, out.families)
		if !*check {
			if err := os.WriteFile(path, text, 0o644); err != nil {
				log.Fatal(err)
			}
			continue
		}
		if old, err := os.ReadFile(path); err != nil {
			log.Fatal(err)
		} else if !bytes.Equal(old, text) {
			log.Fatalf("%s is not what the generator makes", path)
		}
	}
	for i := range g.marks {
		if m := &g.marks[i]; !g.used[m.text] {
			log.Printf("note: %s is asked for by no query", m.text)
		}
	}
}

// A mark is one line of marks.tsv.
type mark struct {
	text  string
	kind  string              // coined, viet, name, compound, pharma, food, tech, phrase, short, or a script: cyrl grek kana hang hani arab
	parts string              // text with "." between syllables, "+" at the seam of a compound, "[…]" round the distinctive words
	forms map[string][]string // by script: la usual Latin, lx other Latin, cy el ka ko zh ar
}

var scripts = map[string]string{"cyrl": "cy", "grek": "el", "kana": "ka", "hang": "ko", "hani": "zh", "arab": "ar"}

func (m *mark) foreign() bool   { return scripts[m.kind] != "" }
func (m *mark) latin() bool     { return !m.foreign() && m.kind != "viet" }
func (m *mark) words() []string { return strings.Fields(m.text) }
func (m *mark) syllables() []string {
	return strings.FieldsFunc(m.parts, func(r rune) bool { return r == '.' || r == '+' })
}

// core is the distinctive part of a mark that has others, or "".
func (m *mark) core() string {
	_, after, ok := strings.Cut(m.parts, "[")
	if !ok {
		return ""
	}
	core, _, _ := strings.Cut(after, "]")
	return core
}

// A rule says what one piece of text may become.
type rule struct {
	from string
	to   []string
}

type generator struct {
	marks   []mark
	rules   map[string][]rule
	refused map[string]bool   // query, tab, mark
	named   map[string]string // marks by their folded text
	taken   map[string]bool   // queries already written, in lower case
	used    map[string]bool   // marks already asked for
}

func load(dir string) *generator {
	g := &generator{rules: map[string][]rule{}, refused: map[string]bool{}, named: map[string]string{}, taken: map[string]bool{}, used: map[string]bool{}}
	for _, f := range rows(filepath.Join(dir, "marks.tsv"), 3) {
		m := mark{text: f[0], kind: f[1], parts: f[2], forms: map[string][]string{}}
		if bare := strings.NewReplacer(".", "", "+", "", "[", "", "]", "").Replace(m.parts); bare != m.text || !norm.NFC.IsNormalString(m.text) {
			log.Fatalf("marks.tsv: the parts of %q make %q", m.text, bare)
		}
		if g.named[fold(m.text)] != "" {
			log.Fatalf("marks.tsv: %q twice", m.text)
		}
		g.named[fold(m.text)] = m.text
		if len(f) > 3 {
			for form := range strings.SplitSeq(f[3], ";") {
				script, text, ok := strings.Cut(form, "=")
				if !ok {
					log.Fatalf("marks.tsv: %q: form %q", m.text, form)
				}
				m.forms[script] = append(m.forms[script], text)
			}
		}
		g.marks = append(g.marks, m)
	}
	for _, f := range rows(filepath.Join(dir, "rules.tsv"), 3) {
		g.rules[f[0]] = append(g.rules[f[0]], rule{f[1], strings.Split(f[2], "|")})
	}
	for _, f := range rows(filepath.Join(dir, "refused.tsv"), 2) {
		g.refused[f[0]+"\t"+f[1]] = true
	}
	return g
}

// rows reads a table of at least n columns.
func rows(path string, n int) [][]string {
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) < n {
			log.Fatalf("%s: %q has fewer than %d columns", path, line, n)
		}
		rows = append(rows, f)
	}
	return rows
}

// A family makes queries of one manner. Two entries may share a name; their quotas add up.
type family struct {
	name  string
	quota int
	lower bool // as typed in a search box
	each  int  // most queries a mark, 1 if 0
	make  func(g *generator, m *mark, r *rng) string
}

// write makes the text of one file. A family asks the marks in the order of their hash and takes from each the first
// query that is new, differs from every mark and was not refused by the author, until its quota is full.
func (g *generator) write(title string, families []family) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Independent queries: %s. Made by gen.go; README.md explains the families.\n", title)
	fmt.Fprintf(&out, "# query\texpected mark\tfamily\n")
	for _, f := range families {
		order := make([]*mark, len(g.marks))
		for i := range g.marks {
			order[i] = &g.marks[i]
		}
		slices.SortFunc(order, func(a, b *mark) int {
			return cmp.Compare(hash(f.name, "order", a.text), hash(f.name, "order", b.text))
		})
		n := 0
		for round := 0; round < max(1, f.each); round++ {
			for _, m := range order {
				if n == f.quota {
					break
				}
				r := &rng{hash(f.name, fmt.Sprint(round), m.text)}
				for range 12 {
					q := norm.NFC.String(strings.Join(strings.Fields(f.make(g, m, r)), " "))
					if f.lower {
						q = strings.ToLower(q)
					}
					if !g.fits(q, m) {
						continue
					}
					g.taken[strings.ToLower(q)] = true
					g.used[m.text] = true
					fmt.Fprintf(&out, "%s\t%s\t%s\n", q, m.text, f.name)
					n++
					break
				}
			}
		}
		if n < f.quota {
			log.Fatalf("family %s: %d of %d queries", f.name, n, f.quota)
		}
	}
	return out.Bytes()
}

// fits reports whether a query may be asked for a mark: it is new, is not the mark itself in another case, does not
// read as another mark, and was not refused.
func (g *generator) fits(q string, m *mark) bool {
	key := strings.ToLower(q)
	owner, named := g.named[fold(q)]
	return q != "" && !g.taken[key] && key != strings.ToLower(m.text) && (!named || owner == m.text) && !g.refused[q+"\t"+m.text]
}

// fold keeps the letters and figures of a text, without marks and case, to see whether two marks would be one.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'đ':
			return 'd'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, norm.NFKD.String(strings.ToLower(s)))
}

// An rng is splitmix64, whose numbers no Go release will change.
type rng struct{ state uint64 }

func (r *rng) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *rng) n(k int) int { return int(r.next() % uint64(k)) }

// pick draws one of several, or the zero value of none.
func pick[T any](r *rng, from []T) (one T) {
	if len(from) > 0 {
		one = from[r.n(len(from))]
	}
	return one
}

func hash(parts ...string) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, seed, parts)
	return (&rng{h.Sum64()}).next()
}

// An edit puts text in the place of the bytes from at to end.
type edit struct {
	at, end int
	to      string
}

// edits finds where the rules of a set may be applied to s.
func (g *generator) edits(set, s string) (found []edit) {
	for _, rule := range g.rules[set] {
		from, first := strings.CutPrefix(rule.from, "^")
		from, last := strings.CutSuffix(from, "$")
		for at := 0; at <= len(s); at++ {
			end := at + len(from)
			if at < len(s) && !utf8.RuneStart(s[at]) || !strings.HasPrefix(s[at:], from) || first && !starts(s, at) || last && !ends(s, end) {
				continue
			}
			for _, to := range rule.to {
				found = append(found, edit{at, end, strings.TrimPrefix(to, "-")})
			}
		}
	}
	return found
}

// several applies one edit of each list, all on different letters. It gives "" when that is not possible.
func several(r *rng, s string, lists ...[]edit) string {
	var chosen []edit
	for _, list := range lists {
		free := slices.DeleteFunc(slices.Clone(list), func(e edit) bool {
			return slices.ContainsFunc(chosen, func(c edit) bool { return e.at < c.end && c.at < e.end || e.at == c.at })
		})
		if len(free) == 0 {
			return ""
		}
		chosen = append(chosen, pick(r, free))
	}
	slices.SortFunc(chosen, func(a, b edit) int { return b.at - a.at })
	for _, e := range chosen {
		s = s[:e.at] + e.to + s[e.end:]
	}
	return s
}

// inner keeps the edits that leave the first letter of a word alone and words of fewer than four letters whole.
func inner(s string, edits []edit) []edit {
	return slices.DeleteFunc(edits, func(e edit) bool {
		first := len(strings.TrimRightFunc(s[:e.at], wordy))
		last := len(s) - len(strings.TrimLeftFunc(s[e.at:], wordy))
		return first == e.at || utf8.RuneCountInString(s[first:last]) < 4
	})
}

func wordy(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

func starts(s string, at int) bool {
	r, size := utf8.DecodeLastRuneInString(s[:at])
	return size == 0 || !wordy(r)
}

func ends(s string, at int) bool {
	r, size := utf8.DecodeRuneInString(s[at:])
	return size == 0 || !wordy(r)
}

// pairs calls f with each letter that another follows, and with that one.
func pairs(s string, f func(at, end int, a, b rune)) {
	for at, a := range s {
		next := at + utf8.RuneLen(a)
		if b, size := utf8.DecodeRuneInString(s[next:]); size > 0 && unicode.IsLetter(a) && unicode.IsLetter(b) {
			f(at, next+size, a, b)
		}
	}
}

// swaps exchanges two neighbouring letters.
func swaps(s string) (found []edit) {
	pairs(s, func(at, end int, a, b rune) {
		if a != b {
			found = append(found, edit{at, end, string(b) + string(a)})
		}
	})
	return inner(s, found)
}

// drops leaves a letter out, though not one of a doubled pair nor the last.
func drops(s string) (found []edit) {
	before := rune(0)
	pairs(s, func(at, _ int, a, b rune) {
		if a != b && a != before {
			found = append(found, edit{at, at + utf8.RuneLen(a), ""})
		}
		before = a
	})
	return inner(s, found)
}

// doubles writes a doubled letter once; where there is none, it doubles a consonant between vowels.
func doubles(s string) (single []edit) {
	var double []edit
	before := rune(0)
	pairs(s, func(at, end int, a, b rune) {
		if a == b {
			single = append(single, edit{at, end, string(a)})
		} else if strings.ContainsRune("BCDFLMNPRSTZ", a) && vowel(before) && vowel(b) {
			double = append(double, edit{at, at + 1, string(a) + string(a)})
		}
		before = a
	})
	if len(single) > 0 {
		return single
	}
	return inner(s, double)
}

func vowel(r rune) bool { return strings.ContainsRune("AEIOUYАЕИОУЫЭЮЯЁΑΕΗΙΟΥΩ", r) }

// frame puts a text into one of the sets of words that belong to the first of the keys to have any.
func (g *generator) frame(r *rng, set, text string, keys ...string) string {
	for _, key := range keys {
		for _, rule := range g.rules[set] {
			if rule.from == key {
				return strings.ReplaceAll(pick(r, rule.to), "%", text)
			}
		}
	}
	return ""
}

// strip takes the marks off letters: Đường becomes Duong.
func strip(s string) string {
	s = strings.NewReplacer("Đ", "D", "đ", "d").Replace(s)
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// The circumflex, the breve and the horn of Vietnamese vowels.
const hats = "\u0302\u0306\u031b"

// Vietnamese tones as Telex and VNI type them.
type toneMark struct {
	mark       rune
	telex, vni string
}

var tones = []toneMark{{'\u0301', "s", "1"}, {'\u0300', "f", "2"}, {'\u0309', "r", "3"}, {'\u0303', "x", "4"}, {'\u0323', "j", "5"}}

// toneOf gives a syllable without its tone, decomposed, and the Telex letter of the tone, "n" for none.
func toneOf(syllable string) (rest, tone string) {
	tone = "n"
	rest = strings.Map(func(r rune) rune {
		for _, t := range tones {
			if t.mark == r {
				tone = t.telex
				return -1
			}
		}
		return r
	}, norm.NFD.String(syllable))
	return rest, tone
}

// retone gives a syllable another tone, on the letter that bears the present one. A syllable without tone stays, and so
// does one that ends in C, CH, P or T, which only sắc and nặng can.
func retone(syllable, tone string) string {
	rest, old := toneOf(syllable)
	if old == "n" || strings.ContainsAny(rest[len(rest)-1:], "CPT") || strings.HasSuffix(rest, "CH") {
		return syllable
	}
	to := ""
	for _, t := range tones {
		if t.telex == tone {
			to = string(t.mark)
		}
	}
	s := norm.NFD.String(syllable)
	for _, t := range tones {
		before, after, ok := strings.Cut(s, string(t.mark))
		if ok {
			base := strings.TrimLeft(after, hats) // NFC wants a tone behind the hat it stands on
			return norm.NFC.String(before + after[:len(after)-len(base)] + to + base)
		}
	}
	return syllable
}

// typed is a syllable as its keys are struck when the Vietnamese keyboard is off. A late tone comes after the syllable,
// else it follows its vowel.
func typed(syllable string, vni, late bool) string {
	hat, horn, breve, bar := "", "w", "w", "d"
	if vni {
		hat, horn, breve, bar = "6", "7", "8", "9"
	}
	var out strings.Builder
	var base rune
	tone := ""
	for _, r := range norm.NFD.String(strings.ToLower(syllable)) {
		switch r {
		case 'đ':
			out.WriteString("d" + bar)
		case '\u0302':
			out.WriteString(cmp.Or(hat, string(base)))
		case '\u031b':
			out.WriteString(horn)
		case '\u0306':
			out.WriteString(breve)
		default:
			if i := slices.IndexFunc(tones, func(t toneMark) bool { return t.mark == r }); i >= 0 {
				tone = tones[i].telex
				if vni {
					tone = tones[i].vni
				}
				continue
			}
			if !late {
				out.WriteString(tone)
				tone = ""
			}
			base = r
			out.WriteRune(r)
		}
	}
	return out.String() + tone
}

// telex types a whole text raw, or all but the marks of its other syllables when the keyboard slipped on one only.
func telex(r *rng, s string) string {
	words := strings.Fields(s)
	vni, late, one := r.n(3) == 0, r.n(3) > 0, r.n(3) == 0
	slip := r.n(len(words))
	for i, w := range words {
		if !one || i == slip {
			words[i] = typed(w, vni, late)
		}
	}
	return strings.Join(words, " ")
}

// region says a Vietnamese syllable as another region does; "" where nothing changes.
func (g *generator) region(r *rng, syllable string) string {
	rest, tone := toneOf(syllable)
	var said []string
	for _, rule := range g.rules["onset"] {
		if tail, ok := strings.CutPrefix(rest, rule.from); ok {
			if rule.to[0] == "-" { // keeps NG and NH from being read as N
				break
			}
			if rule.from == "GI" && !strings.ContainsRune("AEIOUY", rune(tail[0])) {
				continue // the I of GI is the vowel
			}
			for _, to := range rule.to {
				if to == "GI" && tail[0] == 'I' {
					to = "G"
				}
				said = append(said, norm.NFC.String(strings.Replace(norm.NFD.String(syllable), rule.from, to, 1)))
			}
			break
		}
	}
	for _, rule := range g.rules["coda"] {
		nucleus, ok := strings.CutSuffix(rest, rule.from)
		if ok && slices.ContainsFunc([]string{"A", "A\u0302", "A\u0306", "U\u031bO\u031b", "UO\u0302", "IE\u0302"}, func(v string) bool { return strings.HasSuffix(nucleus, v) }) {
			said = append(said, norm.NFC.String(strings.TrimSuffix(norm.NFD.String(syllable), rule.from)+rule.to[0]))
			break
		}
	}
	if tone == "r" || tone == "x" {
		said = append(said, retone(syllable, map[string]string{"r": "x", "x": "r"}[tone]))
	}
	return pick(r, said)
}

// regional says one or two syllables of a mark as another region does.
func regional(g *generator, m *mark, r *rng) string {
	if m.kind != "viet" {
		return ""
	}
	words := m.words()
	for range 1 + r.n(2) {
		i := r.n(len(words))
		if said := g.region(r, words[i]); said != "" {
			words[i] = said
		}
	}
	return strings.Join(words, " ")
}

// An editor finds the edits that may be made to a mark.
type editor func(g *generator, s string) []edit

func by(set string) editor { return func(g *generator, s string) []edit { return g.edits(set, s) } }
func within(set string) editor {
	return func(g *generator, s string) []edit { return inner(s, g.edits(set, s)) }
}
func plain(f func(string) []edit) editor {
	return func(_ *generator, s string) []edit { return f(s) }
}

// vowels changes a vowel that stands between consonants.
func vowels(g *generator, s string) []edit {
	return slices.DeleteFunc(within("vowel")(g, s), func(e edit) bool {
		before, _ := utf8.DecodeLastRuneInString(s[:e.at])
		after, _ := utf8.DecodeRuneInString(s[e.end:])
		return vowel(before) || vowel(after)
	})
}

// endings varies the end of the whole mark, by the rules that see most of it.
func endings(g *generator, s string) []edit {
	found := slices.DeleteFunc(g.edits("ending", s), func(e edit) bool { return e.end < len(s) })
	return slices.DeleteFunc(found, func(e edit) bool {
		return slices.ContainsFunc(found, func(o edit) bool { return o.at < e.at })
	})
}

// either is the edits of all.
func either(editors ...editor) editor {
	return func(g *generator, s string) (found []edit) {
		for _, e := range editors {
			found = append(found, e(g, s)...)
		}
		return found
	}
}

// A maker makes a query of a mark, or "".
type maker func(g *generator, m *mark, r *rng) string

// spell applies one edit of each editor to the marks wanted.
func spell(wanted func(*mark) bool, editors ...editor) maker {
	return func(g *generator, m *mark, r *rng) string {
		if !wanted(m) {
			return ""
		}
		return g.apply(r, m.text, editors...)
	}
}

func (g *generator) apply(r *rng, s string, editors ...editor) string {
	var lists [][]edit
	for _, e := range editors {
		lists = append(lists, e(g, s))
	}
	return several(r, s, lists...)
}

// slip is what happens to most Latin words: a vowel, a key, two letters exchanged, one left out or doubled.
var slip = either(vowels, within("key"), plain(swaps), plain(drops), plain(doubles))

func of(kinds ...string) func(*mark) bool {
	return func(m *mark) bool { return slices.Contains(kinds, m.kind) }
}

func long(n int) func(*mark) bool {
	return func(m *mark) bool { return m.latin() && utf8.RuneCountInString(m.text) >= n }
}

// one wants marks of one word, without an apostrophe.
func one(wanted func(*mark) bool) func(*mark) bool {
	return func(m *mark) bool { return wanted(m) && !strings.ContainsAny(m.text, " '") }
}

var standard = []family{
	{name: "key", quota: 16, lower: true, make: spell(long(6), within("key"))},
	{name: "key", quota: 4, lower: true, make: spell(of("cyrl"), within("key"))},
	{name: "exchange", quota: 20, lower: true, make: spell(long(6), plain(swaps))},
	{name: "omission", quota: 20, lower: true, make: spell(long(7), plain(drops))},
	{name: "doubling", quota: 20, make: spell(long(6), plain(doubles))},
	{name: "vowel", quota: 15, make: spell(long(6), vowels)},
	{name: "vowel", quota: 5, make: spell(of("cyrl", "grek"), vowels)},
	{name: "ending", quota: 20, make: spell(of("coined", "pharma", "tech", "name"), endings)},
	{name: "initial", quota: 20, make: spell(one(long(6)), by("initial"))},
	{name: "infix", quota: 20, make: infix},
	{name: "syllables", quota: 20, make: syllables},
	{name: "order", quota: 20, make: order},
	{name: "generic", quota: 20, make: generic},
	{name: "joint", quota: 20, make: joint},
	{name: "plural", quota: 20, make: plural},
	{name: "sound", quota: 20, make: spell(long(6), by("sound"))},
	{name: "figures", quota: 20, make: figures},
	{name: "bare", quota: 20, lower: true, make: bare},
	{name: "telex", quota: 20, make: func(_ *generator, m *mark, r *rng) string {
		if m.kind != "viet" {
			return ""
		}
		return strings.ToLower(telex(r, m.text))
	}},
	{name: "tone", quota: 20, make: tone},
	{name: "region", quota: 20, make: regional},
	{name: "cyrillic", quota: 12, make: form("cyrl", "la")},
	{name: "cyrillic", quota: 8, make: form("", "cy")},
	{name: "greek", quota: 11, make: form("grek", "la")},
	{name: "greek", quota: 9, make: form("", "el")},
	{name: "kana", quota: 7, make: form("kana", "la")},
	{name: "kana", quota: 4, make: kana},
	{name: "kana", quota: 9, make: form("", "ka")},
	{name: "hangul", quota: 11, make: form("hang", "la")},
	{name: "hangul", quota: 9, make: form("", "ko")},
	{name: "han", quota: 14, each: 2, make: form("hani", "la")},
	{name: "han", quota: 6, make: form("hani", "zh")},
	{name: "arabic", quota: 11, make: form("arab", "la")},
	{name: "arabic", quota: 9, make: form("", "ar")},
}

var hard = []family{
	{name: "sound+ending", quota: 24, make: spell(of("coined", "pharma", "tech", "name"), by("sound"), endings)},
	{name: "initial+ending", quota: 24, make: spell(one(of("coined", "pharma", "tech", "name")), by("initial"), endings)},
	{name: "vowel+slip", quota: 24, lower: true, make: spell(long(8), vowels, either(within("key"), plain(swaps), plain(drops)))},
	{name: "three-slips", quota: 24, lower: true, make: spell(long(10), either(vowels, by("sound")), slip, either(plain(drops), plain(doubles), plain(swaps)))},
	{name: "bare+slip", quota: 24, lower: true, make: bareSlip},
	{name: "telex+generic", quota: 24, make: telexGeneric},
	{name: "region+bare", quota: 24, lower: true, make: regionBare},
	{name: "script+slip", quota: 24, make: scriptSlip},
	{name: "script+generic", quota: 24, make: scriptGeneric},
	{name: "reading", quota: 24, make: form("", "lx")},
	{name: "short-one", quota: 24, make: spell(of("short"), either(by("near"), by("weak")))},
	{name: "short-two", quota: 24, make: spell(func(m *mark) bool { return m.kind == "short" && len(m.text) > 3 }, by("near"), by("weak"))},
	{name: "kept", quota: 24, make: kept},
	{name: "buried", quota: 24, make: buried},
	{name: "lookalike", quota: 24, make: lookalike},
	{name: "cut", quota: 24, make: cut},
	{name: "reversed", quota: 24, make: reversed},
	{name: "scan", quota: 24, lower: true, make: spell(long(6), by("shapes"), either(by("shapes"), by("shape")))},
	{name: "abbreviated", quota: 24, make: abbreviated},
	{name: "fused", quota: 24, make: fused},
	{name: "figures+joint", quota: 24, make: figuresJoint},
}

// infix lets a short syllable in between two syllables.
func infix(g *generator, m *mark, r *rng) string {
	syl := m.syllables()
	if len(syl) < 3 || m.kind == "compound" || m.kind == "short" {
		return ""
	}
	at := 1 + r.n(len(syl)-1)
	return strings.Join(slices.Insert(syl, at, pick(r, g.rules["infix"][0].to)), "")
}

// syllables exchanges two neighbouring syllables of a word.
func syllables(_ *generator, m *mark, r *rng) string {
	syl := m.syllables()
	if len(syl) < 3 || strings.ContainsAny(m.parts, "+'") {
		return ""
	}
	i := r.n(len(syl) - 1)
	syl[i], syl[i+1] = syl[i+1], syl[i]
	return strings.Join(syl, "")
}

// order puts the words of a mark in another order; what a little word joins stays joined.
func order(_ *generator, m *mark, r *rng) string {
	w := m.words()
	n := len(w)
	if n < 2 || of("viet")(m) && n > 3 {
		return ""
	}
	if n == 3 && slices.Contains([]string{"&", "OF", "Y", "DU"}, w[1]) || n == 2 {
		slices.Reverse(w)
	} else if r.n(2) == 0 {
		w = append(w[1:], w[0])
	} else {
		w[n-1], w[n-2] = w[n-2], w[n-1]
	}
	return strings.Join(w, " ")
}

// generic adds a word that distinguishes nothing.
func generic(g *generator, m *mark, r *rng) string {
	if m.kind == "short" {
		return ""
	}
	return g.frame(r, "generic", m.text, cmp.Or(scripts[m.kind], m.kind), "any")
}

// joint moves spaces, hyphens, apostrophes and dots.
func joint(_ *generator, m *mark, r *rng) string {
	between := func() string { return pick(r, []string{" ", "-", " ", "-", "'", "."}) }
	switch first, second, seam := strings.Cut(m.parts, "+"); {
	case of("kana", "hang", "hani", "cyrl", "grek", "arab")(m):
		return ""
	case strings.Contains(m.text, "'"):
		return strings.Replace(m.text, "'", pick(r, []string{"", " ", "-"}), 1)
	case len(m.words()) > 1:
		w := m.words()
		i := r.n(len(w) - 1)
		w[i] += pick(r, []string{"", "", "-", "."}) + w[i+1]
		return strings.Join(slices.Delete(w, i+1, i+2), " ")
	case seam:
		dots := strings.NewReplacer(".", "")
		return dots.Replace(first) + between() + dots.Replace(second)
	case m.kind == "short":
		return strings.Join(strings.Split(m.text, ""), ".")
	default:
		syl := m.syllables()
		i := 1 + r.n(len(syl)-1)
		return strings.Join(syl[:i], "") + between() + strings.Join(syl[i:], "")
	}
}

// plural makes a plural or possessive, or the singular of a plural.
func plural(_ *generator, m *mark, r *rng) string {
	if !m.latin() || of("pharma", "short")(m) {
		return ""
	}
	s, last := m.text, m.text[len(m.text)-1]
	switch {
	case strings.HasSuffix(s, "IS") || strings.HasSuffix(s, "US"):
		return s + pick(r, []string{"'", "ES"})
	case last == 'S':
		return strings.TrimSuffix(s, "S") + pick(r, []string{"", "'S"})
	case last == 'X':
		return s + pick(r, []string{"'S", "ES"})
	case last == 'O' && r.n(2) == 0:
		return strings.TrimSuffix(s, "O") + "I"
	case last == 'Y' && r.n(2) == 0:
		return strings.TrimSuffix(s, "Y") + "IES"
	}
	return s + pick(r, []string{"S", "'S"})
}

// figures writes one letter in three or so as a figure.
func figures(g *generator, m *mark, r *rng) string {
	if !m.latin() {
		return ""
	}
	leet := by("leet")
	if utf8.RuneCountInString(m.text) < 6 {
		return g.apply(r, m.text, leet)
	}
	return g.apply(r, m.text, []editor{leet, leet, leet}[:1+r.n(3)]...)
}

// together writes the words of one query in two as one.
func together(r *rng, s string) string {
	if r.n(2) == 0 {
		return strings.ReplaceAll(s, " ", "")
	}
	return s
}

// bare takes the marks off all letters, off all but đ, or off all words but one.
func bare(_ *generator, m *mark, r *rng) string {
	if m.foreign() || strip(m.text) == m.text {
		return ""
	}
	w := m.words()
	keep := -1
	if r.n(4) == 0 {
		keep = r.n(len(w))
	}
	for i := range w {
		bar := strings.HasPrefix(w[i], "Đ") && r.n(3) == 0
		if i != keep {
			w[i] = strip(w[i])
		}
		if bar {
			w[i] = "Đ" + w[i][1:]
		}
	}
	return together(r, strings.Join(w, " "))
}

func bareSlip(g *generator, m *mark, r *rng) string {
	if m.kind != "viet" {
		return ""
	}
	s := strip(m.text)
	return together(r, g.apply(r, s, either(within("key"), plain(swaps), plain(drops), vowels)))
}

// tone gives one or two syllables another tone, or leaves off a hat, a horn, a breve or a bar.
func tone(g *generator, m *mark, r *rng) string {
	if m.kind != "viet" {
		return ""
	}
	w := m.words()
	for range 1 + r.n(2) {
		i := r.n(len(w))
		rest, old := toneOf(w[i])
		if r.n(2) == 0 {
			for _, rule := range g.rules["tone"] {
				if rule.from == old {
					w[i] = retone(w[i], pick(r, rule.to))
				}
			}
			continue
		}
		if at := strings.IndexAny(rest, hats); at >= 0 {
			_, size := utf8.DecodeRuneInString(rest[at:])
			w[i] = norm.NFC.String(strings.Replace(norm.NFD.String(w[i]), rest[at:at+size], "", 1+r.n(2)))
		} else {
			w[i] = strings.Replace(w[i], "Đ", "D", 1)
		}
	}
	return strings.Join(w, " ")
}

// regionBare is regional without marks, where that still shows.
func regionBare(g *generator, m *mark, r *rng) string {
	said := strip(regional(g, m, r))
	if said == strip(m.text) {
		return ""
	}
	return together(r, said)
}

func telexGeneric(g *generator, m *mark, r *rng) string {
	if m.kind != "viet" {
		return ""
	}
	return strings.ToLower(telex(r, g.frame(r, "generic", m.text, "viet")))
}

// form writes a mark of a kind, or any of our own alphabet, in another script or reading.
func form(kind, script string) maker {
	return func(_ *generator, m *mark, r *rng) string {
		if kind != "" && m.kind != kind || kind == "" && m.foreign() && script != "lx" {
			return ""
		}
		return pick(r, m.forms[script])
	}
}

// kana writes katakana as hiragana or at half width.
func kana(_ *generator, m *mark, r *rng) string {
	if m.kind != "kana" {
		return ""
	}
	if r.n(2) == 0 {
		return width.Narrow.String(m.text)
	}
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, m.text)
}

// elsewhere writes a mark in another script, and says in which.
func elsewhere(m *mark, r *rng) (text, script string) {
	if m.foreign() {
		return pick(r, m.forms["la"]), "la"
	}
	var known []string
	for _, s := range []string{"cy", "el", "ka", "ko", "ar"} {
		if m.forms[s] != nil {
			known = append(known, s)
		}
	}
	script = pick(r, known)
	return pick(r, m.forms[script]), script
}

// scriptSlip writes a mark in another script, with a slip natural there.
func scriptSlip(g *generator, m *mark, r *rng) string {
	text, script := elsewhere(m, r)
	if m.kind == "hani" {
		script = "py"
	}
	edits := g.edits("slip."+script, norm.NFD.String(text))
	if script == "ka" { // whose small marks are letters' own
		edits = g.edits("slip.ka", text)
		return several(r, text, edits)
	}
	return several(r, norm.NFD.String(text), edits)
}

// scriptGeneric writes a mark in another script, with a generic word of that script.
func scriptGeneric(g *generator, m *mark, r *rng) string {
	text, script := elsewhere(m, r)
	if text == "" {
		return ""
	}
	return g.frame(r, "generic", text, script)
}

// kept keeps the distinctive words of a mark and replaces the others.
func kept(g *generator, m *mark, r *rng) string {
	if m.core() == "" {
		return ""
	}
	return g.frame(r, "kept", m.core(), m.kind, "other")
}

// buried puts a mark, in one query of three a little changed, among other words.
func buried(g *generator, m *mark, r *rng) string {
	s := m.text
	if m.kind == "short" || m.core() != "" {
		return ""
	}
	if m.latin() && r.n(3) == 0 {
		s = g.apply(r, s, either(vowels, by("sound"), plain(doubles)))
		if s == "" {
			return ""
		}
	}
	return g.frame(r, "buried", s, cmp.Or(scripts[m.kind], m.kind), "other")
}

// lookalike puts letters of other scripts among those of the mark: two to four that look the same, or two of which one
// looks nearly the same.
func lookalike(g *generator, m *mark, r *rng) string {
	if !m.latin() && m.kind != "cyrl" {
		return ""
	}
	glyph := by("glyph")
	if m.latin() && r.n(3) == 0 {
		return g.apply(r, m.text, glyph, by("faux"))
	}
	return g.apply(r, m.text, []editor{glyph, glyph, glyph, glyph}[:2+r.n(3)]...)
}

// cut keeps the first six tenths of the letters of a word.
func cut(_ *generator, m *mark, r *rng) string {
	letters := []rune(m.text)
	if !one(long(7))(m) && !(of("cyrl", "grek", "kana")(m) && len(letters) >= 6) {
		return ""
	}
	return string(letters[:(len(letters)*6+9)/10])
}

// reversed turns a compound round: its halves, or the distinctive and the other words, joined anew.
func reversed(_ *generator, m *mark, r *rng) string {
	if first, second, ok := strings.Cut(strings.ReplaceAll(m.parts, ".", ""), "+"); ok {
		return second + pick(r, []string{"", "", " ", "-", " & "}) + first
	}
	rest, core, ok := strings.Cut(m.parts, " [")
	if !ok || !strings.HasSuffix(core, "]") {
		return ""
	}
	between := pick(r, []string{"", "-"})
	return strip(strings.ReplaceAll(m.core()+" "+rest, " ", between))
}

// abbreviated keeps the distinctive words and the initials of others, or of one word the consonants, the first vowel
// and the last letter.
func abbreviated(_ *generator, m *mark, r *rng) string {
	if core := strings.Fields(m.core()); len(core) > 0 {
		w := m.words()
		for i := range w {
			if letters := []rune(w[i]); len(letters) > 2 && !slices.Contains(core, w[i]) && i < len(w)-1 {
				w[i] = string(letters[:1]) + "."
			}
		}
		return strings.Join(w, " ")
	}
	if !one(long(7))(m) {
		return ""
	}
	var out []rune
	letters := []rune(m.text)
	seen := false
	for i, c := range letters {
		if vowel(c) && seen && i < len(letters)-1 {
			continue
		}
		seen = seen || vowel(c)
		out = append(out, c)
	}
	return string(out)
}

// fused joins an element to a mark, in one query of two a little changed.
func fused(g *generator, m *mark, r *rng) string {
	if !one(of("coined", "pharma", "name", "tech"))(m) {
		return ""
	}
	s := m.text
	if r.n(2) == 0 {
		if s = g.apply(r, s, either(vowels, by("sound"), plain(doubles))); s == "" {
			return ""
		}
	}
	return g.frame(r, "blend", s, m.kind, "any")
}

// figuresJoint writes letters as figures and moves the joints.
func figuresJoint(g *generator, m *mark, r *rng) string {
	if !m.latin() {
		return ""
	}
	return g.apply(r, joint(g, m, r), by("leet"), by("leet"))
}
