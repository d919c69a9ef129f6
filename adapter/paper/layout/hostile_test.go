package layout

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// tree writes a document of nested elements in which every word is there once.
//
// The letters of its words are what is counted; digits may be those of markers.
type tree struct {
	r     *rand.Rand
	b     strings.Builder
	words []string
}

func (g *tree) word() string {
	w := fmt.Sprintf("w%dx", len(g.words))
	for range g.r.IntN(6) {
		w += string(rune('a' + g.r.IntN(26)))
	}
	if g.r.IntN(12) == 0 {
		w += strings.Repeat("abcdef", 1+g.r.IntN(30)) + "x"
	}
	g.words = append(g.words, w)
	return w
}

func (g *tree) text() {
	for range 1 + g.r.IntN(12) {
		switch g.r.IntN(16) {
		case 0:
			fmt.Fprintf(&g.b, "<b>%s</b> ", g.word())
		case 1:
			fmt.Fprintf(&g.b, `<span class="c%d">%s %s</span> `, g.r.IntN(20), g.word(), g.word())
		case 2:
			fmt.Fprintf(&g.b, `%s<span class="fn">%s %s</span> `, g.word(), g.word(), g.word())
		case 3:
			fmt.Fprintf(&g.b, "%s<br/>", g.word())
		case 4:
			fmt.Fprintf(&g.b, `<a href="#x">%s</a> `, g.word())
		default:
			g.b.WriteString(g.word() + " ")
		}
	}
}

func (g *tree) block(depth int) {
	open := func(tag string) {
		dir := ""
		if g.r.IntN(10) == 0 {
			dir = ` dir="rtl"`
		}
		fmt.Fprintf(&g.b, `<%s class="c%d c%d"%s>`, tag, g.r.IntN(20), g.r.IntN(20), dir)
	}
	shut := func(tag string) { g.b.WriteString("</" + tag + ">\n") }
	kind := g.r.IntN(12)
	if depth <= 0 && kind > 3 {
		kind = g.r.IntN(4)
	}
	switch kind {
	case 0, 1, 2:
		open("p")
		g.text()
		shut("p")
	case 3:
		tag := fmt.Sprintf("h%d", 1+g.r.IntN(6))
		open(tag)
		g.text()
		shut(tag)
	case 4, 5:
		tag := []string{"ul", "ol"}[kind-4]
		open(tag)
		for range 1 + g.r.IntN(4) {
			open("li")
			if g.r.IntN(2) == 0 {
				g.text()
			}
			if g.r.IntN(2) == 0 {
				g.block(depth - 1)
			}
			shut("li")
		}
		shut(tag)
	case 6, 7:
		open("table")
		for i := range 1 + g.r.IntN(5) {
			if i == 0 && kind == 6 {
				g.b.WriteString("<thead>")
			}
			open("tr")
			for range 1 + g.r.IntN(5) {
				open("td")
				if g.r.IntN(3) == 0 {
					g.block(depth - 1)
				} else {
					g.words = append(g.words, fmt.Sprintf("t%dx", len(g.words)))
					g.b.WriteString(g.words[len(g.words)-1])
				}
				shut("td")
			}
			shut("tr")
			if i == 0 && kind == 6 {
				g.b.WriteString("</thead>")
			}
		}
		shut("table")
	case 8:
		g.b.WriteString(`<dl class="g">`)
		for range 1 + g.r.IntN(4) {
			open("dt")
			g.text()
			shut("dt")
			open("dd")
			g.block(depth - 1)
			shut("dd")
		}
		g.b.WriteString("</dl>")
	case 9:
		g.b.WriteString(`<div class="m">`)
		for range 1 + g.r.IntN(5) {
			g.block(depth - 1)
		}
		g.b.WriteString("</div>")
	default:
		open("div")
		for range 1 + g.r.IntN(5) {
			g.block(depth - 1)
		}
		shut("div")
	}
}

// css gives twenty classes of random properties, some of them unreasonable.
func (g *tree) css() string {
	pick := func(of ...string) string { return of[g.r.IntN(len(of))] }
	length := func() string {
		return pick("0", "3pt", "1em", "12pt", "40pt", "300pt", "2000pt", "-10pt", "30%", "auto")
	}
	var b strings.Builder
	b.WriteString(".fn{float:footnote}.g{display:grid;grid-template-columns:auto 1fr}.m{columns:2}")
	for i := range 20 {
		fmt.Fprintf(&b, ".c%d{", i)
		for range g.r.IntN(4) {
			b.WriteString(pick(
				"margin-top:"+length(), "margin-bottom:"+length(), "margin-left:"+length(), "margin-right:"+length(),
				"padding-top:"+pick("2pt", "30pt", "3000pt"), "padding-left:"+pick("2pt", "50pt", "700pt", "60%"),
				"border:"+pick("1pt solid black", "4pt double black", "30pt solid black"),
				"font-size:"+pick("4pt", "8pt", "14pt", "60pt", "900pt"), "line-height:"+pick("0.5", "1", "1.4", "40"),
				"text-align:"+pick("start", "end", "center", "justify"), "text-wrap:balance", "hyphens:auto",
				"white-space:"+pick("nowrap", "pre"), "width:"+pick("10pt", "100pt", "900pt", "50%"), "max-width:60pt",
				"min-height:"+pick("30pt", "5000pt"), "break-inside:avoid", "break-before:"+pick("page", "avoid", "avoid"), "break-after:avoid",
				"display:"+pick("block", "grid", "block"), "columns:"+pick("2", "7"), "orphans:"+pick("1", "4", "50"), "text-indent:"+pick("20pt", "-20pt", "500pt"),
				"letter-spacing:"+pick("1pt", "40pt"), "vertical-align:"+pick("sub", "super"), "break-inside:avoid",
			) + ";")
		}
		b.WriteString("}")
	}
	return b.String()
}

// check sees that every letter of a document is painted as often as it was written, and inside the pages.
func check(t *testing.T, html string, width, height float64, words string) {
	t.Helper()
	var got strings.Builder
	texts, _ := all(t, html, nil)
	for _, p := range texts {
		if !p.artifact {
			got.WriteString(p.text)
		}
		if p.x < -0.1 || p.x+p.wide > width+0.1 || p.y-p.size*0.7 < -0.1 || p.y > height+0.1 {
			t.Errorf("%q on page %d stands outside: %.1f wide, %.1f high, at %.1f, %.1f", p.text, p.page, p.wide, p.size, p.x, p.y)
		}
	}
	written, painted := letters(words), letters(got.String())
	for i, n := range written {
		if painted[i] != n {
			t.Errorf("%c was written %d times, and is painted %d times", 'a'+rune(i), n, painted[i])
		}
	}
}

// letters counts the letters from a to z.
func letters(text string) (n [26]int) {
	for _, r := range text {
		if r >= 'a' && r <= 'z' {
			n[r-'a']++
		}
	}
	return n
}

func TestNoTextIsLostWhateverTheDocument(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { hostile(t, seed) })
	}
}

func FuzzNoTextIsLost(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(hostile)
}

func hostile(t *testing.T, seed uint64) {
	g := &tree{r: rand.New(rand.NewPCG(seed, 5))}
	for range 3 {
		g.block(4)
	}
	html := page("@page{size:A5;margin:15mm}"+g.css(), g.b.String())
	check(t, html, 419.53, 595.28, strings.Join(g.words, ""))
}
