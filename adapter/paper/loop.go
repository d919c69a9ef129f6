package paper

import (
	"html/template"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/muniment/muniment/internal/fault"
)

// loop looks for a template that calls itself, by way of others too: no document needs one, and it has no end.
//
// Errors: Invalid, with file and line of a call that closes the loop.
func loop(all *template.Template) error {
	list := all.Templates()
	slices.SortFunc(list, func(a, b *template.Template) int { return strings.Compare(a.Name(), b.Name()) })
	done := map[string]bool{} // false while what it calls is looked through
	var visit func(name string) error
	visit = func(name string) error {
		t := all.Lookup(name)
		if t == nil || t.Tree == nil || done[name] {
			return nil // what is not there is told when it is called
		}
		done[name] = false
		for _, c := range calls(t.Tree.Root) {
			if closed, begun := done[c.Name]; begun && !closed {
				where, _ := t.Tree.ErrorContext(c) // file:line:column
				file, rest, _ := strings.Cut(where, ":")
				line, _, _ := strings.Cut(rest, ":")
				return fault.New(fault.Invalid, "the template %q calls itself", c.Name).At(file + ", line " + line)
			}
			if err := visit(c.Name); err != nil {
				return err
			}
		}
		done[name] = true
		return nil
	}
	for _, t := range list {
		if err := visit(t.Name()); err != nil {
			return err
		}
	}
	return nil
}

// calls lists the calls of templates in a node.
func calls(n parse.Node) []*parse.TemplateNode {
	branch := func(b *parse.BranchNode) []*parse.TemplateNode { return append(calls(b.List), calls(b.ElseList)...) }
	switch n := n.(type) {
	case *parse.TemplateNode:
		return []*parse.TemplateNode{n}
	case *parse.IfNode:
		return branch(&n.BranchNode)
	case *parse.RangeNode:
		return branch(&n.BranchNode)
	case *parse.WithNode:
		return branch(&n.BranchNode)
	case *parse.ListNode:
		var list []*parse.TemplateNode
		if n != nil {
			for _, m := range n.Nodes {
				list = append(list, calls(m)...)
			}
		}
		return list
	}
	return nil
}
