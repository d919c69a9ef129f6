package arch

import "go/ast"

// documented finds exported names that no comment explains. Commands and tests export nothing.
func (s source) documented() []string {
	if s.test() || s.tree.Name.Name == "main" {
		return nil
	}
	var wrong []string
	want := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if c != nil {
				return
			}
		}
		if name.IsExported() {
			wrong = append(wrong, s.at(name, "%s has no comment", name.Name))
		}
	}
	for _, d := range s.tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || receiver(d.Recv.List[0].Type) {
				want(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					want(spec.Name, d.Doc, spec.Doc)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						want(n, d.Doc, spec.Doc, spec.Comment)
					}
				}
			}
		}
	}
	return wrong
}

// receiver reports whether the type of a receiver is exported.
func receiver(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.IsExported()
	}
	return true
}

// commented reports whether one of the files explains the package. A folder of tests only needs no comment.
func commented(sources []source) bool {
	tests := true
	for _, s := range sources {
		if s.tree.Doc != nil && !s.test() {
			return true
		}
		tests = tests && s.test()
	}
	return tests
}
