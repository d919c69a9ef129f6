package arch_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/arch"
	"github.com/muniment/muniment/internal/outside"
)

// tracked gives the files that git keeps, or is about to keep, with what they hold now.
func tracked(t *testing.T) []arch.File {
	root := outside.Root(t)
	git := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	git.Dir = root
	out, err := git.Output()
	if err != nil {
		t.Skip("not a checkout of git")
	}
	// The list itself is no file that the test cache sees; looking at every folder's date makes it look again.
	var files []arch.File
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		full := filepath.Join(root, filepath.FromSlash(name))
		if _, err := os.ReadDir(filepath.Dir(full)); err != nil {
			continue // a folder deleted and not yet committed
		}
		b, err := os.ReadFile(full)
		if err != nil {
			continue
		}
		files = append(files, arch.File{Path: name, Source: b})
	}
	return files
}

func TestRepositoryKeepsItsRules(t *testing.T) {
	var sources []arch.File
	for _, f := range tracked(t) {
		if strings.HasSuffix(f.Path, ".go") && !strings.Contains(f.Path, "testdata/") {
			sources = append(sources, f)
		}
		for _, w := range arch.MachinePaths(f) {
			t.Error(w)
		}
	}
	if len(sources) < 10 {
		t.Fatalf("only %d Go files found; the rules would be held against nothing", len(sources))
	}
	for _, w := range arch.Check(sources) {
		t.Error(w)
	}
}

func TestBrokenRuleIsFound(t *testing.T) {
	const ours = "github.com/muniment/muniment/"
	pkg := func(imports, body string) string {
		return "// Package x is an example.\npackage x\n" + imports + "\n" + body
	}
	for _, c := range []struct{ rule, path, source, want string }{
		{"lower does not import higher", "register/a.go", pkg(`import "`+ours+`procedure"`, ""), "register (level 3) must not import procedure (level 5)"},
		{"one level does not know itself", "search/a.go", pkg(`import "`+ours+`register"`, ""), "search (level 3) must not import register (level 3)"},
		{"adapters do not know each other", "adapter/web/a.go", pkg(`import "`+ours+`adapter/store"`, ""), "adapter/web (level 7) must not import adapter/store (level 7)"},
		{"a sub-package has the level of its folder", "register/note/a.go", pkg(`import "`+ours+`exchange/xml"`, ""), "register (level 3) must not import exchange (level 6)"},
		{"tests keep the levels too", "register/a_test.go", pkg(`import "`+ours+`adapter/store"`, ""), "register (level 3) must not import adapter/store (level 7)"},
		{"a new folder needs a level", "stray/a.go", pkg("", ""), "the folder has no level"},
		{"an unknown folder is not imported", "exchange/a.go", pkg(`import "`+ours+`stray"`, ""), "stray has no level"},
		{"test support is for tests", "cmd/muniment/a.go", pkg(`import "`+ours+`internal/outside"`, ""), "internal/outside is for tests only"},
		{"the office knows no database", "procedure/a.go", pkg(`import "database/sql"`, ""), "procedure must not know database/sql"},
		{"the office knows no network", "exchange/xml/a.go", pkg(`import "net/http/httptest"`, ""), "exchange must not know net/http/httptest"},
		{"the office knows no operating system", "ipr/a.go", pkg(`import "os"`, ""), "ipr must not know os"},
		{"the office knows no driver", "register/a.go", pkg(`import _ "modernc.org/sqlite"`, ""), "register must not know modernc.org/sqlite"},
		{"the office has no clock", "law/a.go", pkg(`import "time"`, "var t = time.Now()"), "time.Now: the office has no clock"},
		{"the office keeps no clock either", "law/a.go", pkg(`import clock "time"`, "var now = clock.Now"), "time.Now: the office has no clock"},
		{"the office does not wait", "law/a.go", pkg(`import "time"`, "func f() { time.Sleep(1) }"), "time.Sleep: the office has no clock"},
		{"a package explains itself", "law/a.go", "package law", "the package has no package comment"},
		{"an exported function explains itself", "law/a.go", pkg("", "func Oppose() {}"), "Oppose has no comment"},
		{"an exported method explains itself", "law/a.go", pkg("", "// A is an example.\ntype A[T any] struct{}\nfunc (a *A[T]) B() {}"), "B has no comment"},
		{"an exported value explains itself", "law/a.go", pkg("", "var A, B = 1, 2"), "B has no comment"},
		{"an exported type explains itself", "law/a.go", pkg("", "type A int"), "A has no comment"},
		{"what is not Go is told", "law/a.go", "package", "expected 'IDENT'"},
		{"SQL is not formatted", "adapter/store/a.go", pkg(`import "fmt"`, "func f(n string) { db.Exec(fmt.Sprintf(`DELETE FROM %s`, n)) }"), "an SQL text is built"},
		{"SQL is not formatted elsewhere", "adapter/store/a.go", pkg(`import "fmt"`, "var q = fmt.Sprintf(`DELETE FROM %s`, n)"), "an SQL text is formatted"},
		{"SQL is not concatenated", "adapter/store/a.go", pkg("", "func f(n string) { db.QueryContext(ctx, `SELECT a FROM b WHERE c = '`+n+`'`) }"), "an SQL text is built"},
		{"SQL is not concatenated on the way", "adapter/store/a.go", pkg("", "func f(n string) { q := `SELECT a FROM b`; q += n; db.QueryRow(q) }"), "an SQL text is built"},
		{"SQL is not concatenated in a field", "adapter/store/a.go", pkg("", "func f() { tx.ExecContext(ctx, `SELECT `+s.columns) }"), "an SQL text is built"},
		{"SQL is not prepared from parts", "adapter/store/a.go", pkg("", "func f(n string) { st := tx.prepare(ctx, `SELECT a FROM ` + n); st.Query(n) }"), "an SQL text is built"},
		{"SQL is not joined", "adapter/store/storetest/a.go", pkg(`import "strings"`, "func f(p []string) { tx.Exec(ctx, strings.Join(p, ``)) }"), "an SQL text is built"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := arch.Check([]arch.File{{Path: c.path, Source: []byte(c.source)}})
			if !strings.Contains(strings.Join(got, "\n"), c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestKeptRuleIsNotBlamed(t *testing.T) {
	const ours = "github.com/muniment/muniment/"
	files := []arch.File{
		{Path: "register/note/a.go", Source: []byte("// Package note is an example.\npackage note\nimport (\"" + ours + "register\"; \"" + ours + "ipr\"; \"golang.org/x/mod/sumdb/tlog\"; \"time\")\nfunc f(now time.Time) {}")},
		{Path: "register/note/a_test.go", Source: []byte("package note\nimport (\"" + ours + "internal/outside\"; \"os\"; \"time\")\nvar t = time.Now()")},
		{Path: "adapter/store/dialect.go", Source: []byte("// Package store is an example.\npackage store\nimport \"fmt\"\nfunc places(n int) string { return fmt.Sprintf(`SELECT %d`, n) }")},
		{Path: "adapter/store/a.go", Source: []byte("package store\nconst columns = `a, b`\nfunc f() { q := `SELECT ` + columns; if x { q += ` WHERE c IN (` + places(3) + `)` }; db.QueryContext(ctx, q, 1); db.Exec(s.insert) }\nfunc g(id string) { n := name(id); st, err := tx.prepare(ctx, `SELECT a FROM b WHERE c = $1`); st.QueryRowContext(ctx, n) }")},
		{Path: "adapter/store/storetest/a.go", Source: []byte("// Package storetest is an example.\npackage storetest\nimport \"testing\"\nfunc f(t *testing.T, n string) { db.Exec(`CREATE DATABASE ` + n) }")},
		{Path: "cmd/muniment/a.go", Source: []byte("// Muniment is an example.\npackage main\nimport (\"" + ours + "adapter/store\"; \"net/http\"; \"time\")\nvar now = time.Now")},
	}
	for _, w := range arch.Check(files) {
		t.Error(w)
	}
}

func TestMachinePathIsFound(t *testing.T) {
	for _, bad := range []string{"see " + "/home/" + "lan/notes", `root := "/ro` + `ot/go"`, "(/wo" + "rk/main)", "C:" + `\Users\lan`, "\n/tm" + "p/x"} {
		if got := arch.MachinePaths(arch.File{Path: "a.md", Source: []byte(bad)}); len(got) != 1 {
			t.Errorf("%q: got %q", bad, got)
		}
	}
	for _, good := range []string{"https://example.org/wo" + "rk/a", "the wo" + "rk/life of it", "${TMPDIR:-/tmp}/x", "\x00 /ro" + "ot/go"} {
		if got := arch.MachinePaths(arch.File{Path: "a.md", Source: []byte(good)}); len(got) != 0 {
			t.Errorf("%q: got %q", good, got)
		}
	}
}
