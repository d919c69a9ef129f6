package paper_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/sample"
)

// A look is what a page looks like from afar: cells of 5 mm, each a digit of how dark it is on the average, 0 for paper and f for ink. It
// can be read in the diff of a change, and does not tell one drawing of a letter from another.
type look []string

const (
	cell  = 5.0 // millimetres
	finer = 4   // pixels along a cell, as drawn
)

// looks draws the pages of a PDF with poppler.
func looks(t *testing.T, pdf []byte) []look {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	draw := exec.CommandContext(t.Context(), "pdftoppm", "-gray", "-r", fmt.Sprint(25.4*finer/cell), file)
	out, err := draw.Output()
	if err != nil {
		t.Fatalf("pdftoppm: %v", err)
	}
	var pages []look
	for len(out) > 0 {
		var w, h, most int
		if n, err := fmt.Sscanf(string(out[:min(40, len(out))]), "P5\n%d %d\n%d", &w, &h, &most); err != nil || n != 3 || most != 255 {
			t.Fatalf("pdftoppm draws %q, %v", out[:min(20, len(out))], err)
		}
		for range 3 {
			out = out[bytes.IndexByte(out, '\n')+1:]
		}
		pages = append(pages, fromAfar(out[:w*h], w))
		out = out[w*h:]
	}
	return pages
}

func fromAfar(pixels []byte, width int) look {
	var l look
	for y := 0; (y+finer)*width <= len(pixels); y += finer {
		var row strings.Builder
		for x := 0; x+finer <= width; x += finer {
			sum := 0
			for i := range finer * finer {
				sum += 255 - int(pixels[(y+i/finer)*width+x+i%finer])
			}
			row.WriteByte("0123456789abcdef"[sum/(finer*finer*16)])
		}
		l = append(l, strings.TrimRight(row.String(), "0"))
	}
	return l
}

// apart is how far two looks are from each other: the mean difference of the darkness of their cells, where either has any.
func (l look) apart(o look) float64 {
	at := func(l look, x, y int) int {
		if y >= len(l) || x >= len(l[y]) {
			return 0
		}
		return strings.IndexByte("0123456789abcdef", l[y][x])
	}
	sum, inked := 0, 0
	for y := range max(len(l), len(o)) {
		for x := range 60 {
			a, b := at(l, x, y), at(o, x, y)
			if a+b > 0 {
				inked++
			}
			sum += max(a-b, b-a)
		}
	}
	return float64(sum) / float64(max(1, inked))
}

// tolerance is how far a page may be from its kept look. Another version of poppler draws a tenth of it otherwise; a line that moves by
// one cell is several times as far, which the test of the test shows.
const tolerance = 0.25

// TestPapersLookAsKept draws every sample paper and compares each page with its kept look.
func TestPapersLookAsKept(t *testing.T) {
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("pdftoppm is not here")
	}
	all, press := open(t), &paper.Press{Fonts: fonts(t)}
	for _, p := range sample.Papers() {
		for _, langs := range []string{"vi", "vi+en"} {
			t.Run(p.Name+"."+langs, func(t *testing.T) {
				d := in(p, langs)
				page, _ := fill(t, all, d)
				var b bytes.Buffer
				src := paper.Source{Name: p.Name, HTML: []byte(page), Files: paper.Under(paper.Pictures(p.Pictures), all.Files()), Made: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
				if _, err := press.Compose(t.Context(), src, &b); err != nil {
					t.Fatal(err)
				}
				pages := looks(t, b.Bytes())
				file := filepath.Join("testdata", "look", p.Name+"."+langs+".txt")
				if *update {
					keep(t, file, pages)
				}
				kept := kept(t, file)
				if len(kept) != len(pages) {
					t.Fatalf("it has %d pages and had %d", len(pages), len(kept))
				}
				for i, l := range pages {
					if far := l.apart(kept[i]); far > tolerance {
						t.Errorf("page %d is %.2f from its kept look, %.2f is let pass:\n%s", i+1, far, tolerance, strings.Join(l, "\n"))
					}
					if moved := (look{""}); append(moved, l...).apart(l) < 3*tolerance {
						t.Errorf("page %d moved by a cell would pass", i+1)
					}
				}
			})
		}
	}
}

// keep writes looks: a page ends with a line that is a hyphen.
func keep(t *testing.T, file string, pages []look) {
	t.Helper()
	var b strings.Builder
	for _, l := range pages {
		b.WriteString(strings.TrimRight(strings.Join(l, "\n"), "\n") + "\n-\n")
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, file string) []look {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var pages []look
	for page := range strings.SplitSeq(strings.TrimSuffix(string(b), "-\n"), "-\n") {
		pages = append(pages, strings.Split(strings.TrimSuffix(page, "\n"), "\n"))
	}
	return pages
}
