package permit

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// Open reads the policies of every file *.cedar of the folder "policy" of a file system, in the order of their names.
//
// Each policy has the annotations @id, unique, and @vi and @en, which say in a sentence what it means.
//
// Errors: Invalid, with file and line, if a file cannot be read as policies or a policy names what the office does not have.
func Open(fsys fs.FS) (*Judge, error) {
	names, err := fs.Glob(fsys, "policy/*.cedar")
	if err != nil || len(names) == 0 {
		return nil, fault.New(fault.Invalid, "there are no policies").Because(err)
	}
	check, err := newChecker()
	if err != nil {
		return nil, err
	}
	j := &Judge{byID: map[string]int{}, byAct: map[office.Act]list{}, acts: map[office.Act]act{}}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fault.New(fault.Unavailable, "the file %s cannot be read", path.Base(name)).Because(err)
		}
		policies, err := read(path.Base(name), string(text))
		if err != nil {
			return nil, err
		}
		for _, p := range policies {
			if err := check.policy(p); err != nil {
				return nil, err
			}
			if _, twice := j.byID[p.ID]; twice {
				return nil, fault.New(fault.Invalid, "another policy has the id %q", p.ID).At(p.at(0))
			}
			j.byID[p.ID] = len(j.policies)
			j.policies = append(j.policies, p)
		}
	}
	j.index()
	return j, nil
}

// at is file and line of a place in the policy's text.
func (p Policy) at(offset int) string {
	return fmt.Sprintf("%s:%d", p.File, p.Line+strings.Count(p.Text[:offset], "\n"))
}

// parsed finds line and sentence in the errors of the parser: parser error: parse error at <input>:4:27 ";": exact got ) want ,
var parsed = regexp.MustCompile(`parse error at <[^>]*>:(\d+):\d+ (.*)$`)

// read reads the policies of a file.
func read(file, text string) ([]Policy, error) {
	parts, err := cedar.NewPolicyListFromBytes(file, []byte(text))
	if err != nil {
		where, what := file, err.Error()
		if m := parsed.FindStringSubmatch(what); m != nil {
			where, what = file+":"+m[1], m[2]
		}
		return nil, fault.New(fault.Invalid, "the policies cannot be read: %s", what).At(where)
	}
	var all []Policy
	for _, c := range parts {
		p := Policy{File: file, Line: c.Position().Line, Forbid: c.Effect() == cedar.Forbid, Text: statement(text[c.Position().Offset:]), told: map[locale.Lang]string{}, cedar: c}
		notes := c.Annotations()
		p.ID = string(notes["id"])
		if p.ID == "" || strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return nil, fault.New(fault.Invalid, "a policy has an id of small letters, digits and hyphens: @id(\"…\")").At(p.at(0))
		}
		for _, l := range locale.Langs() {
			if p.told[l] = string(notes[types.AnnotationKey(l)]); p.told[l] == "" {
				return nil, fault.New(fault.Invalid, "the policy %s does not say in each language what it means: @%s(\"…\")", p.ID, string(l)).At(p.at(0))
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// statement gives a text up to its first semicolon that stands in no string and no comment.
func statement(text string) string {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == ';':
			return text[:i+1]
		case text[i] == '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case strings.HasPrefix(text[i:], "//"):
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				return text
			}
			i += end
		}
	}
	return text
}

// tree is the policy as a tree.
func (p Policy) tree() *ast.Policy { return (*ast.Policy)(p.cedar.AST()) }

// concerns reports whether a policy's scope has an act, given with its groups.
func concerns(p *ast.Policy, act []types.EntityUID) bool {
	switch scope := p.Action.(type) {
	case ast.ScopeTypeEq:
		return slices.Contains(act, scope.Entity)
	case ast.ScopeTypeIn:
		return slices.Contains(act, scope.Entity)
	case ast.ScopeTypeInSet:
		return slices.ContainsFunc(scope.Entities, func(e types.EntityUID) bool { return slices.Contains(act, e) })
	}
	return true
}

// index finds the policies that can concern each act.
func (j *Judge) index() {
	for _, r := range office.Acts() {
		var in []types.EntityUID
		for _, g := range groupsOf(r) {
			in = append(in, types.NewEntityUID("Action", types.String(g)))
		}
		uid := types.NewEntityUID("Action", types.String(r.Act))
		asked := map[string]bool{}
		for i := range j.policies {
			if p := &j.policies[i]; concerns(p.tree(), append(in, uid)) {
				j.byAct[r.Act] = append(j.byAct[r.Act], p)
				p.asks(asked)
			}
		}
		a := act{on: r.On, entity: types.Entity{UID: uid, Parents: types.NewEntityUIDSet(in...)}, speaks: asked["speaksFor"]}
		for _, attribute := range attributes[r.On] {
			if asked[attribute.name] {
				a.ask = append(a.ask, attribute)
			}
		}
		j.acts[r.Act] = a
	}
}

// asks notes the names of all attributes that a policy asks for, of whatever.
func (p Policy) asks(names map[string]bool) {
	for _, c := range p.tree().Conditions {
		ast.Inspect(ast.NewNode(c.Body), func(n ast.IsNode) bool {
			switch n := n.(type) {
			case ast.NodeTypeAccess:
				names[string(n.Value)] = true
			case ast.NodeTypeHas:
				names[string(n.Value)] = true
			}
			return true
		})
	}
}
