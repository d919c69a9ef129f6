package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/internal/outside"
)

var made = time.Date(2026, 11, 25, 8, 30, 0, 0, time.UTC)

var info = pdf.Info{Title: "Thông báo (thử)", Author: "Cục Sở hữu trí tuệ", Subject: "Nhãn hiệu & <kiểu dáng>", Keywords: "4-2026-00001", Lang: "vi", Creator: "Muniment", Made: made}

var (
	serif = font.Query{Families: []string{"Literata"}, Lang: "vi"}
	sans  = font.Query{Families: []string{"Be Vietnam Pro"}, Lang: "vi"}
	black = pdf.Color{}
	red   = pdf.Color{R: 200, G: 16, B: 46}
)

// ours is the set with our own faces only.
var ours = sync.OnceValues(func() (*font.Set, error) { return font.Open() })

func fonts(t testing.TB) *font.Set {
	t.Helper()
	s, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// world is the set with faces for Arabic and Chinese too; the test is skipped where they are not.
func world(t testing.TB) *font.Set {
	t.Helper()
	arabic := one(t, filepath.Join(outside.Root(t), ".cache", "expo-google-fonts-noto-naskh-arabic-0.4.5", "400Regular", "NotoNaskhArabic_400Regular.ttf"),
		"script/test has not fetched Noto Naskh Arabic")
	cjk := one(t, "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "Debian's package fonts-noto-cjk is not here")
	worldOnce.Do(func() { worldSet, worldErr = font.Open(arabic, cjk) })
	if worldErr != nil {
		t.Fatal(worldErr)
	}
	return worldSet
}

var (
	worldOnce sync.Once
	worldSet  *font.Set
	worldErr  error
)

// one gives a font of this machine; the test is skipped where it is not.
func one(t testing.TB, path, absent string) fs.FS {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Skip(absent)
	}
	return fstest.MapFS{filepath.Base(path): {Data: b}}
}

// doc is a document in the making.
type doc struct {
	*pdf.Writer
	t    testing.TB
	out  bytes.Buffer
	h    *font.Shaper
	page *pdf.Page
	y    float64
}

func begin(t testing.TB, s *font.Set, i pdf.Info) *doc {
	t.Helper()
	d := &doc{t: t, h: s.Shaper()}
	d.Writer = pdf.New(&d.out, s, i)
	d.page, d.y = d.Page(595.28, 841.89), 60
	return d
}

// line sets a line of an element.
func (d *doc) line(e *pdf.Elem, text string, q font.Query, size float64) {
	d.t.Helper()
	d.page.Begin(e)
	d.page.Text(60, d.y, size, black, 0, d.h.Shape(text, q, false)...)
	d.page.End()
	d.y += size * 1.5
}

// end closes the document and gives its bytes.
func (d *doc) end() []byte {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Fatal(err)
	}
	return d.out.Bytes()
}

// command runs a program on a file; the test is skipped if it is not installed.
func command(t testing.TB, file []byte, name string, args ...string) string {
	t.Helper()
	out, err := try(t, file, name, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return out
}

// try is command with the error. FILE among the arguments is the file.
func try(t testing.TB, file []byte, name string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not here", name)
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(name)
	for _, a := range args {
		c.Args = append(c.Args, strings.ReplaceAll(a, "FILE", path))
	}
	out, err := c.CombinedOutput()
	return string(out), err
}

// Pictures.

func shades(w, h int, alpha bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), 90, 255}
			if alpha {
				c.A = uint8(255 * (x + y) / (w + h))
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
