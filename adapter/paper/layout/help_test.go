package layout

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
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
