package permit

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"github.com/muniment/muniment/internal/fault"
)

// checker holds policies against what there is.
type checker struct {
	valid *validate.Validator
	words map[types.String][]string // attribute → the values that it can have in any object; nil for any
}

func newChecker() (*checker, error) {
	var s schema.Schema
	if err := s.UnmarshalCedar([]byte(Schema())); err != nil {
		return nil, fault.New(fault.Internal, "the schema of the policies cannot be read").Because(err)
	}
	r, err := s.Resolve()
	if err != nil {
		return nil, fault.New(fault.Internal, "the schema of the policies cannot be read").Because(err)
	}
	c := &checker{validate.New(r), map[types.String][]string{}}
	for _, list := range attributes {
		for _, a := range list {
			if a.words != nil {
				c.words[types.String(a.name)] = append(c.words[types.String(a.name)], a.words...)
			}
		}
	}
	return c, nil
}

// ticked finds what the messages of the validator name, in backticks.
var ticked = regexp.MustCompile("`([^`]+)`")

// policy checks one policy. Errors: Invalid, with file and line.
func (c *checker) policy(p Policy) error {
	if err := c.valid.Policy(p.ID, p.tree()); err != nil {
		what := strings.TrimPrefix(first(err).Error(), "for policy `"+p.ID+"`, ")
		offset := 0
		for _, m := range ticked.FindAllStringSubmatch(what, -1) {
			if i := strings.Index(p.Text, m[1]); i >= 0 {
				offset = i
				break
			}
		}
		return fault.New(fault.Invalid, "the policy %s names what is not there: %s", p.ID, what).At(p.at(offset))
	}
	if i := strangeRole(p.Text); i >= 0 {
		return fault.New(fault.Invalid, "the policy %s names a role that there is not", p.ID).At(p.at(i))
	}
	if word, attribute := c.unknown(p.tree()); word != "" {
		return fault.New(fault.Invalid, "the policy %s asks whether %s is %q, which it never is", p.ID, attribute, word).
			At(p.at(max(0, strings.Index(p.Text, `"`+word+`"`))))
	}
	return nil
}

// roleNamed finds the roles that a policy names. The validator takes any word for a role.
var roleNamed = regexp.MustCompile(`\bRole::"([^"]*)"`)

// strangeRole gives where a policy names a role that there is not; -1 if nowhere.
func strangeRole(text string) int {
	for _, m := range roleNamed.FindAllStringSubmatchIndex(text, -1) {
		if !slices.Contains(allRoles(), text[m[2]:m[3]]) {
			return m[2]
		}
	}
	return -1
}

// first is the first of joined errors.
func first(err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok && len(many.Unwrap()) > 0 {
		return first(many.Unwrap()[0])
	}
	if inner := errors.Unwrap(err); inner != nil {
		return first(inner)
	}
	return err
}

// unknown finds a word that a policy compares with an attribute which never has it: ["publised"].contains(resource.state).
func (c *checker) unknown(p *ast.Policy) (word, attribute string) {
	for _, cond := range p.Conditions {
		ast.Inspect(ast.NewNode(cond.Body), func(n ast.IsNode) bool {
			var sides []ast.IsNode
			switch n := n.(type) {
			case ast.NodeTypeEquals:
				sides = []ast.IsNode{n.Left, n.Right}
			case ast.NodeTypeNotEquals:
				sides = []ast.IsNode{n.Left, n.Right}
			case ast.NodeTypeContains:
				sides = []ast.IsNode{n.Left, n.Right}
			}
			for i, side := range sides {
				access, ok := side.(ast.NodeTypeAccess)
				if !ok || c.words[access.Value] == nil {
					continue
				}
				for _, s := range literals(sides[1-i]) {
					if !slices.Contains(c.words[access.Value], s) && word == "" {
						word, attribute = s, string(access.Value)
					}
				}
			}
			return true
		})
	}
	return word, attribute
}

// literals are the words that an expression writes out.
func literals(n ast.IsNode) (words []string) {
	ast.Inspect(ast.NewNode(n), func(n ast.IsNode) bool {
		v, ok := n.(ast.NodeValue)
		if !ok {
			return true
		}
		switch v := v.Value.(type) {
		case types.String:
			words = append(words, string(v))
		case types.Set:
			for s := range v.All() {
				if s, ok := s.(types.String); ok {
					words = append(words, string(s))
				}
			}
		}
		return true
	})
	slices.Sort(words)
	return words
}
