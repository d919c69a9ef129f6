// Package arch holds the rules of the repository's shape, so that a test fails when one is broken.
//
// The tree has levels. A package imports only packages of a lower level; packages of one level do not know each other.
// Sub-packages belong to the level of their top folder and may import it and each other. When two packages of one level
// need each other, the shared thing is a word (it moves to ipr), a fact (one tells an event, the other reads it) or a caller
// (it is done one level up). Packages of levels 0 to 6 are the office itself: they know no database, no network, no operating
// system and no clock.
//
// The rules are read from the source with go/parser: a test that asked `go list` would be answered from the test cache
// after a forbidden import was added, since the cache cannot see what that command reads.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the path of our own module.
const module = "github.com/muniment/muniment"

// levels is the order of the tree. Folders below adapter are one unit each.
var levels = map[string]int{
	"internal/fault": 0, "internal/locale": 0,
	"ipr": 1,
	"law": 2, "office": 2, "place": 2,
	"register": 3, "search": 3,
	"docket":    4,
	"procedure": 5, "gi": 5, "centre": 5, "cooperation": 5,
	"exchange": 6, "benefit": 6, "internal/sample": 6,
	"adapter/*":    7,
	"cmd/muniment": 8,
}

// office is the highest level that knows no technology.
const office = 6

// support lists what only tests import. Its packages have no level.
var support = []string{"internal/arch", "internal/outside", "internal/oracle"}

// File is a file of the repository: its path with slashes from the root, and what it holds.
type File struct {
	Path   string
	Source []byte
}

// Check holds the Go files, all of those of a package together, against every rule, and says what is wrong and where.
func Check(files []File) []string {
	var wrong []string
	set := token.NewFileSet()
	folders := map[string][]source{}
	for _, f := range files {
		tree, err := parser.ParseFile(set, f.Path, f.Source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		s := source{path: f.Path, tree: tree, set: set}
		folders[path.Dir(f.Path)] = append(folders[path.Dir(f.Path)], s)
	}
	for folder, sources := range folders {
		if !commented(sources) {
			wrong = append(wrong, folder+": the package has no package comment")
		}
		for _, s := range sources {
			wrong = append(wrong, s.imports()...)
			wrong = append(wrong, s.clock()...)
			wrong = append(wrong, s.documented()...)
		}
		if folder == "adapter/store" || strings.HasPrefix(folder, "adapter/store/") {
			wrong = append(wrong, builtSQL(sources)...)
		}
	}
	slices.Sort(wrong)
	return wrong
}

// source is a parsed file.
type source struct {
	path string
	tree *ast.File
	set  *token.FileSet
}

// at says that something is wrong at a node.
func (s source) at(n ast.Node, text string, args ...any) string {
	p := s.set.Position(n.Pos())
	return fmt.Sprintf("%s:%d: ", s.path, p.Line) + fmt.Sprintf(text, args...)
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

// imported is the name by which the file calls a package of the standard library; "" if it does not import it.
func (s source) imported(name string) string {
	for _, spec := range s.tree.Imports {
		if spec.Path.Value == strconv.Quote(name) {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(name)
		}
	}
	return ""
}

// level gives the unit that a folder belongs to and its level; -1 if the table does not have it.
func level(folder string) (unit string, n int) {
	part := strings.Split(folder, "/")
	unit = part[0]
	if len(part) > 1 && (unit == "adapter" || unit == "internal" || unit == "cmd") {
		unit = part[0] + "/" + part[1]
	}
	if n, ok := levels[unit]; ok {
		return unit, n
	}
	if n, ok := levels[part[0]+"/*"]; ok && len(part) > 1 {
		return unit, n
	}
	return unit, -1
}

// imports holds the file's import clauses against the table of levels and against what the office may know.
func (s source) imports() []string {
	var wrong []string
	unit, own := level(path.Dir(s.path))
	helper := slices.Contains(support, unit)
	if own < 0 && !helper {
		return []string{s.path + ": the folder has no level; give it one in internal/arch"}
	}
	for _, spec := range s.tree.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		folder, ours := strings.CutPrefix(name, module+"/")
		if !ours {
			if own >= 0 && own <= office && !s.test() && !pure(name) {
				wrong = append(wrong, s.at(spec, "%s must not know %s", unit, name))
			}
			continue
		}
		other, n := level(folder)
		switch {
		case other == unit:
		case slices.Contains(support, other):
			if !s.test() && !helper {
				wrong = append(wrong, s.at(spec, "%s is for tests only", other))
			}
		case n < 0:
			wrong = append(wrong, s.at(spec, "%s has no level", other))
		case !helper && n >= own:
			wrong = append(wrong, s.at(spec, "%s (level %d) must not import %s (level %d)", unit, own, other, n))
		}
	}
	return wrong
}

// pure reports whether a package from elsewhere may be known to the office.
func pure(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	if strings.Contains(first, ".") {
		for _, lib := range []string{"golang.org/x/text", "golang.org/x/mod", "golang.org/x/sync", "github.com/mozillazg/go-pinyin", "go.yaml.in/yaml"} {
			if name == lib || strings.HasPrefix(name, lib+"/") {
				return true
			}
		}
		return false
	}
	for _, no := range []string{"database/sql", "net/http", "net/rpc", "os", "syscall", "plugin", "testing"} {
		if name == no || strings.HasPrefix(name, no+"/") {
			return false
		}
	}
	return name != "net" && name != "C"
}

// clock finds what reads or waits for the machine's clock in a package of the office.
func (s source) clock() []string {
	_, own := level(path.Dir(s.path))
	if own < 0 || own > office || s.test() {
		return nil
	}
	name := s.imported("time")
	if name == "" {
		return nil
	}
	var wrong []string
	ast.Inspect(s.tree, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == name {
			switch sel.Sel.Name {
			case "Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTicker", "NewTimer":
				wrong = append(wrong, s.at(sel, "time.%s: the office has no clock; time comes as an argument", sel.Sel.Name))
			}
		}
		return true
	})
	return wrong
}
