package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is typed wrong is answered as such, and does nothing.
func TestPaperCommandsThatAreMistyped(t *testing.T) {
	dir, id := anOffice(t)
	beside := filepath.Join(t.TempDir(), "letter.html")
	if err := os.WriteFile(beside, []byte("no template"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a folder of templates that is not there": {[]string{"check", filepath.Join(filepath.Dir(beside), "tempaltes")}, "the templates cannot be read"},
		"a list of less than nothing":             {[]string{"list", "--limit=-1"}, "--limit is a number from 1"},
		"a form that is none":                     {[]string{"issue", "certifcate", id}, "the forms are receipt, "},
	} {
		t.Run(name, func(t *testing.T) {
			if out, errOut, code := muniment(t, append([]string{"--data", dir, "paper"}, c.args...)...); code != 2 || out != "" || !strings.Contains(errOut, c.says) {
				t.Errorf("%d: %s%s", code, out, errOut)
			}
		})
	}
}

// An issued document is told even if its file cannot be written.
func TestIssuedDocumentIsToldBeforeItsFileIsWritten(t *testing.T) {
	dir, id := anOffice(t)
	if err := os.WriteFile(filepath.Join(dir, "office.yaml"), []byte("code: VN\nname: An office\nsymbol: O\nplace: Here\nsignatory: {title: Head, name: H}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errOut, code := muniment(t, "--data", dir, "paper", "issue", "extract", id, "--out", filepath.Join(dir, "nowhere", "x.pdf"))
	if code != 1 || !strings.Contains(out, "1/TL-O") || !strings.Contains(errOut, "the file cannot be written") {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
}
