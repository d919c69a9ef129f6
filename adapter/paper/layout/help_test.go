package layout

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// ours are the faces that are part of the program.
var ours = func() *font.Set {
	s, err := font.Open()
	if err != nil {
		panic(err)
	}
	return s
}()

var made = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// set sets a document and gives the PDF.
func set(t testing.TB, html string, files fs.FS) ([]byte, Report) {
	t.Helper()
	doc, _ := style.Read("trial.html", []byte(html), files)
	var out bytes.Buffer
	w := pdf.New(&out, ours, pdf.Info{Title: "Trial", Lang: "vi", Made: made})
	report, err := Set(context.Background(), doc, Options{Fonts: ours, Files: files}, w)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), report
}

// page puts a body and a style sheet into a document.
func page(css, body string) string {
	return `<!DOCTYPE html><html lang="vi"><head><title>Trial</title><style>` + css + `</style></head><body>` + body + `</body></html>`
}

// all are the texts that are painted for a document, and its report.
func all(t testing.TB, html string, files fs.FS) ([]painted, Report) {
	t.Helper()
	doc, _ := style.Read("trial.html", []byte(html), files)
	var out []painted
	w := pdf.New(io.Discard, ours, pdf.Info{Title: "Trial", Lang: "vi", Made: made})
	report, err := Set(context.Background(), doc, Options{Fonts: ours, Files: files, seen: func(p painted) { out = append(out, p) }}, w)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out, report
}

// seenWord is a word on a page as pdftotext sees it, in points from the top left corner.
type seenWord struct {
	text           string
	page           int
	x1, y1, x2, y2 float64
}

// seen is what pdftotext sees.
type seen struct {
	words         []seenWord
	width, height float64 // of the last page
}

var (
	boxPage = regexp.MustCompile(`<page width="([0-9.]+)" height="([0-9.]+)"`)
	boxWord = regexp.MustCompile(`<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">([^<]*)</word>`)
)

// look gives what pdftotext says about a PDF; the test is skipped if poppler is not there.
func look(t testing.TB, body []byte, option string) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, option, file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return norm.NFC.String(string(out))
}

// boxes gives the words of a PDF with their places.
func boxes(t testing.TB, body []byte) seen {
	t.Helper()
	var s seen
	n := 0
	number := func(v string) float64 { f, _ := strconv.ParseFloat(v, 64); return f }
	for _, l := range strings.Split(look(t, body, "-bbox"), "\n") {
		if m := boxPage.FindStringSubmatch(l); m != nil {
			n++
			s.width, s.height = number(m[1]), number(m[2])
		}
		if m := boxWord.FindStringSubmatch(l); m != nil {
			text := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(m[5])
			s.words = append(s.words, seenWord{text, n, number(m[1]), number(m[2]), number(m[3]), number(m[4])})
		}
	}
	return s
}

// text is all that is seen, without spaces and soft hyphens.
func (s seen) text() string {
	var b strings.Builder
	for _, w := range s.words {
		b.WriteString(w.text)
	}
	return strings.ReplaceAll(b.String(), "\u00AD", "")
}

// find gives the place of the first word that begins so.
func (s seen) find(t testing.TB, prefix string) seenWord {
	t.Helper()
	for _, w := range s.words {
		if strings.HasPrefix(w.text, prefix) {
			return w
		}
	}
	t.Fatalf("the word %q is not on the pages", prefix)
	return seenWord{}
}
