package arch

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// doors are the methods that take an SQL text, in small letters and without the Context that some have behind.
var doors = []string{"exec", "query", "queryrow", "prepare"}

// statement recognises the beginning of an SQL text.
var statement = regexp.MustCompile(`(?i)^\s*(select|insert|update|delete|with|create|alter|drop|pragma|attach)\s`)

// builtSQL finds SQL texts that are put together from anything but constants and what the named helpers of dialect.go
// give. Files named dialect.go may build them, and so may tests and what they share, which import testing.
func builtSQL(sources []source) []string {
	var wrong []string
	k := known{}
	for _, s := range sources {
		k.declare(s)
	}
	for _, s := range sources {
		if s.imported("testing") != "" || path.Base(s.path) == "dialect.go" {
			continue
		}
		for _, d := range s.tree.Decls {
			f, _ := d.(*ast.FuncDecl)
			vars := map[string][]ast.Expr{}
			if f != nil {
				vars = assigned(f)
			}
			ast.Inspect(d, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if sql := sqlOf(call, vars); sql != nil && !k.fixed(sql, vars, nil) {
					wrong = append(wrong, s.at(sql, "an SQL text is built from what is not constant; a value goes in as a parameter, a difference of engines through dialect.go"))
				} else if formatsSQL(call) {
					wrong = append(wrong, s.at(call, "an SQL text is formatted; a value goes in as a parameter, a difference of engines through dialect.go"))
				}
				return true
			})
		}
	}
	return wrong
}

// sqlOf gives the SQL argument of a call to one of the doors, nil of any other call. A prepared statement has the same
// methods and takes no text; it is known by the call that made it.
func sqlOf(call *ast.CallExpr, vars map[string][]ast.Expr) ast.Expr {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	name, context := strings.CutSuffix(sel.Sel.Name, "Context")
	if !slices.Contains(doors, strings.ToLower(name)) {
		return nil
	}
	if x, ok := sel.X.(*ast.Ident); ok && slices.ContainsFunc(vars[x.Name], prepares) {
		return nil
	}
	if first, ok := call.Args[0].(*ast.Ident); ok && first.Name == "ctx" {
		context = true
	}
	if context {
		if len(call.Args) < 2 {
			return nil
		}
		return call.Args[1]
	}
	return call.Args[0]
}

// prepares reports whether the expression is a call that prepares a statement.
func prepares(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && strings.HasPrefix(strings.ToLower(sel.Sel.Name), "prepare")
}

// formatsSQL reports whether the call formats a text that begins as a statement.
func formatsSQL(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !strings.HasPrefix(sel.Sel.Name, "Sprint") || len(call.Args) < 2 {
		return false
	}
	lit, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		return false
	}
	text, err := strconv.Unquote(lit.Value)
	return err == nil && statement.MatchString(text)
}

// known is what a package declares: names of constants, and of functions of dialect.go.
type known struct{ constants, helpers []string }

func (k *known) declare(s source) {
	for _, d := range s.tree.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.CONST {
				k.constant(d)
			}
		case *ast.FuncDecl:
			if path.Base(s.path) == "dialect.go" {
				k.helpers = append(k.helpers, d.Name.Name)
			}
			ast.Inspect(d, func(n ast.Node) bool {
				if g, ok := n.(*ast.GenDecl); ok && g.Tok == token.CONST {
					k.constant(g)
				}
				return true
			})
		}
	}
}

func (k *known) constant(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		for _, n := range spec.(*ast.ValueSpec).Names {
			k.constants = append(k.constants, n.Name)
		}
	}
}

// fixed reports whether the text is made of constants and helpers only. A variable is followed to all that its function
// assigns to it; a parameter or field cannot be followed and is left to the place that fills it.
func (k *known) fixed(e ast.Expr, vars map[string][]ast.Expr, seen []string) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return k.fixed(e.X, vars, seen)
	case *ast.BinaryExpr:
		return k.part(e.X, vars, seen) && k.part(e.Y, vars, seen)
	case *ast.CallExpr:
		return k.helper(e)
	case *ast.Ident:
		if slices.Contains(seen, e.Name) {
			return true
		}
		for _, v := range vars[e.Name] {
			if !k.fixed(v, vars, append(seen, e.Name)) {
				return false
			}
		}
		return true
	}
	return true
}

// part is fixed for an operand of a concatenation, where a name of which nothing is known is not let pass.
func (k *known) part(e ast.Expr, vars map[string][]ast.Expr, seen []string) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return slices.Contains(k.constants, e.Name) || (len(vars[e.Name]) > 0 && k.fixed(e, vars, seen))
	case *ast.SelectorExpr, *ast.IndexExpr:
		return false
	}
	return k.fixed(e, vars, seen)
}

func (k *known) helper(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return slices.Contains(k.helpers, f.Name)
	case *ast.SelectorExpr:
		return slices.Contains(k.helpers, f.Sel.Name)
	}
	return false
}

// assigned gives all that a function assigns to each of its variables, also by +=.
func assigned(f *ast.FuncDecl) map[string][]ast.Expr {
	vars := map[string][]ast.Expr{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok {
					r := n.Rhs[min(i, len(n.Rhs)-1)]
					if n.Tok == token.ADD_ASSIGN {
						r = &ast.BinaryExpr{X: id, OpPos: n.TokPos, Op: token.ADD, Y: r}
					}
					vars[id.Name] = append(vars[id.Name], r)
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if i < len(n.Values) {
					vars[id.Name] = append(vars[id.Name], n.Values[i])
				}
			}
		}
		return true
	})
	return vars
}
