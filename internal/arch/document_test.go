package arch_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"

	"github.com/muniment/muniment/internal/arch"
	"github.com/muniment/muniment/internal/outside"
)

// read gives a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(outside.Root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLinksOfDocumentsLeadSomewhere(t *testing.T) {
	files := map[string]string{}
	for _, f := range tracked(t) {
		files[f.Path] = string(f.Source)
	}
	n := 0
	for name, text := range files {
		if path.Ext(name) != ".md" {
			continue
		}
		links := arch.Links(text)
		n += len(links)
		for _, to := range links {
			if !arch.Leads(files, name, to) {
				t.Errorf("%s: the link %s leads nowhere", name, to)
			}
		}
	}
	if n == 0 {
		t.Error("no document has a link")
	}
}

func TestDeadLinkIsFound(t *testing.T) {
	files := map[string]string{"README.md": "# Muniment\n\n## How it is built\n", "docs/log.md": "# The log", "ipr/table/st3.csv": ""}
	for to, want := range map[string]bool{
		"docs/log.md": true, "docs": true, "ipr/table": true, "#how-it-is-built": true, "docs/log.md#the-log": true, "https://example.org/x": true,
		"docs/gone.md": false, "#how-it-was-built": false, "docs/log.md#gone": false, "../README.md": false,
	} {
		if got := arch.Leads(files, "README.md", to); got != want {
			t.Errorf("%s leads somewhere: %v, want %v", to, got, want)
		}
	}
	if !arch.Leads(files, "docs/decision/0001.md", "../log.md") || arch.Leads(files, "docs/decision/0001.md", "log.md") {
		t.Error("links are not taken from where they stand")
	}
	got := strings.Join(arch.Links("see [the log](docs/log.md), `[not](this)` and ![a picture](docs/a.svg \"title\")\n\n    [nor](that)\n"), " ")
	if got != "docs/log.md docs/a.svg" {
		t.Errorf("links %q", got)
	}
}

func TestEveryDependencyIsDescribed(t *testing.T) {
	mod, err := modfile.Parse("go.mod", []byte(read(t, "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, "docs/dependencies.md")
	for _, r := range mod.Require {
		if row := "| `" + r.Mod.Path + "` | " + r.Mod.Version + " |"; !r.Indirect && !strings.Contains(text, row) {
			t.Errorf("docs/dependencies.md has no row that begins %s", row)
		}
	}
}

var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

func TestEveryDescribedDependencyIsOne(t *testing.T) {
	mod := read(t, "go.mod")
	rows := row.FindAllStringSubmatch(read(t, "docs/dependencies.md"), -1)
	if len(rows) == 0 {
		t.Fatal("docs/dependencies.md has no rows")
	}
	for _, m := range rows {
		if !regexp.MustCompile(`(?m)^\t` + regexp.QuoteMeta(m[1]) + ` v\S+$`).MatchString(mod) {
			t.Errorf("docs/dependencies.md describes %s, which go.mod does not require directly", m[1])
		}
	}
}

var making = regexp.MustCompile("`make ([a-z]+)|(?m)^ {4}make ([a-z]+)")

func TestDocumentsNameTargetsThatExist(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		found := making.FindAllStringSubmatch(read(t, name), -1)
		if len(found) == 0 {
			t.Errorf("%s makes nothing", name)
		}
		for _, m := range found {
			if target := m[1] + m[2]; !strings.Contains(makefile, "\n"+target+":") {
				t.Errorf("%s: make %s: no such target", name, target)
			}
		}
	}
}
