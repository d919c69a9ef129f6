package paper_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/fault"
)

const address = "https://so-huu-tri-tue.vi-du.invalid/v/65f86dd89f174fcb76"

// modules reads the path of a code back: which modules are dark, the margin included.
func modules(t *testing.T, svg string) (dark [][]bool, side int) {
	t.Helper()
	_, view, _ := strings.Cut(svg, `viewBox="0 0 `)
	side, err := strconv.Atoi(view[:strings.Index(view, " ")])
	if err != nil {
		t.Fatal(err)
	}
	dark = make([][]bool, side)
	for i := range dark {
		dark[i] = make([]bool, side)
	}
	_, path, _ := strings.Cut(svg, ` d="`)
	for run := range strings.SplitSeq(strings.TrimSuffix(path[:strings.Index(path, `"`)], "z"), "z") {
		at, rest, _ := strings.Cut(strings.TrimPrefix(run, "M"), "h")
		xs, ys, _ := strings.Cut(at, " ")
		ns, back, _ := strings.Cut(rest, "v1h-")
		x, err1 := strconv.Atoi(xs)
		y, err2 := strconv.Atoi(ys)
		n, err3 := strconv.Atoi(ns)
		if err1 != nil || err2 != nil || err3 != nil || ns != back {
			t.Fatalf("%q is no run of modules", run)
		}
		for i := range n {
			dark[y][x+i] = true
		}
	}
	return dark, side
}

func TestPathOfACodeIsItsModulesWithAQuietZoneOfFour(t *testing.T) {
	svg, err := paper.QR(address, "Kiểm tra")
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	dark, side := modules(t, string(svg))
	n := code.Bounds().Dx()
	if side != n+8 {
		t.Fatalf("a code of %d modules is %d wide", n, side)
	}
	for y := range side {
		for x := range side {
			want := false
			if x >= 4 && x < n+4 && y >= 4 && y < n+4 {
				r, _, _, _ := code.At(x-4, y-4).RGBA()
				want = r == 0
			}
			if dark[y][x] != want {
				t.Fatalf("module %d, %d is dark: %v", x, y, dark[y][x])
			}
		}
	}
}

func TestLabelOfACodeIsEscaped(t *testing.T) {
	svg, err := paper.QR(address, `"><script>`)
	if err != nil || strings.Contains(string(svg), "<script") || !strings.Contains(string(svg), `role="img" aria-label="&#34;&gt;&lt;script&gt;"`) {
		t.Errorf("%.200s, %v", svg, err)
	}
}

func TestAnAddressThatMakesModulesTooSmallIsRefused(t *testing.T) {
	if _, err := paper.QR(address+strings.Repeat("a", 300), ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
}
