package paper_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/procedure"
)

var (
	update   = flag.Bool("update", false, "rewrite the golden files")
	previews = flag.String("previews", "", "write every sample as HTML, with its pictures, into this folder")
)

// languages are the ways in which a document can be written.
var languages = map[string][]locale.Lang{"vi": {locale.Vi}, "en": {locale.En}, "vi+en": {locale.Vi, locale.En}}

func open(t testing.TB) *paper.Templates {
	t.Helper()
	all, err := paper.OpenTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// in is a copy of a sample in other languages.
func in(p sample.Paper, langs string) *procedure.Document {
	d := *p.Document
	d.Langs = languages[langs]
	return &d
}

func TestEverySampleFillsInEveryLanguage(t *testing.T) {
	all := open(t)
	for _, p := range sample.Papers() {
		for langs := range languages {
			html, _, err := all.Fill(in(p, langs))
			if err != nil {
				t.Errorf("%s in %s: %v", p.Name, langs, err)
				continue
			}
			if *previews != "" {
				preview(t, all, p, langs, html)
			}
		}
	}
}

// preview writes a document with its files, to be looked at in a browser.
func preview(t *testing.T, all *paper.Templates, p sample.Paper, langs string, html []byte) {
	t.Helper()
	write := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(*previews, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(p.Name+"."+langs+".html", html)
	for name, b := range p.Pictures {
		write(name, b)
	}
	for name, b := range all.Files().(paper.Pictures) {
		write(name, b)
	}
}
