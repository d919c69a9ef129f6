package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign"
)

// Every sample document, in each language and in both, before and after it was signed, is judged by veraPDF: PDF/A of the level
// that it claims, and PDF/UA-1. A copy with a broken tag shows that the judge sees.
func TestPapersAreArchivalAndAccessible(t *testing.T) {
	library := os.Getenv("MUNIMENT_TEST_JAVA")
	if library == "" {
		t.Skip("MUNIMENT_TEST_JAVA is not set; script/conformance sets it")
	}
	folder := t.TempDir()
	must(t, "paper", "samples", folder)
	made, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(made) < 30 {
		t.Fatalf("%d samples: %v", len(made), err)
	}
	now := time.Now()
	key, err := sign.NewSample("Cục Sở hữu trí tuệ", "VN", now)
	if err != nil {
		t.Fatal(err)
	}
	files := made
	for i, name := range made {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sign.Sign(t.Context(), doc, sign.Options{Key: key.Key, At: now})
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(name), err)
		}
		keep := func(kind string, b []byte) string {
			path := strings.TrimSuffix(name, ".pdf") + "." + kind + ".pdf"
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		files = append(files, keep("signed", append(doc, s.Update...)))
		if i == 0 {
			files = append(files, keep("broken", []byte(strings.Replace(string(doc), "/Marked true", "/Marked null", 1))))
		}
	}
	for _, flavour := range []string{"0", "ua1"} { // 0 is what the document claims
		verdicts := map[string]string{}
		c := exec.Command("java", append([]string{"-cp", filepath.Join(library, "*"), "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour, "--format", "text"}, files...)...)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if verdict, rest, ok := strings.Cut(lines.Text(), " "); ok {
				path, level, _ := strings.Cut(rest, ".pdf ")
				verdicts[path+".pdf"] = fmt.Sprint(verdict, " ", level)
			}
		}
		_ = c.Wait() // not 0 if a document does not conform
		for _, name := range files {
			verdict, broken := verdicts[name], strings.HasSuffix(name, ".broken.pdf")
			if broken && flavour == "0" {
				continue // PDF/A-2u does not need tags
			}
			if want := map[bool]string{false: "PASS", true: "FAIL"}[broken]; !strings.HasPrefix(verdict, want+" ") {
				t.Errorf("%s, flavour %s: %q, want %s", filepath.Base(name), flavour, verdict, want)
			}
		}
		if strings.Contains(said.String(), "content stream") || strings.Contains(said.String(), "Content stream") {
			t.Errorf("veraPDF warns: %.2000s", said.String())
		}
	}
}
