package style

import (
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"github.com/muniment/muniment/internal/fault"
)

// Limits of style sheets.
const (
	maxSheet  = 1 << 20
	maxSheets = 16
	maxRules  = 5_000
)

// sheet is a style sheet that was read. It is not changed any more, so that documents share it.
type sheet struct {
	rules []rule
	pages []pageRule
	found []finding
	rest  bool // something was left out because there was too much
}

// rule is one selector with its declarations.
type rule struct {
	sel   selector
	decls []decl
}

// decl is a declaration, ready to be carried out on a style. Those of the font size come before all others, since the
// others may be given in em.
type decl struct {
	early bool
	apply func(*work)
}

// finding is a problem in a style sheet, with the line counted from the sheet's beginning.
type finding struct {
	line int
	what *fault.Fault
}

// token is a token of CSS.
type token struct {
	kind css.TokenType
	text string
	line int
}

func (t token) is(kind css.TokenType, text string) bool {
	return t.kind == kind && strings.EqualFold(t.text, text)
}

// scanner reads a style sheet.
type scanner struct {
	lex   *css.Lexer
	line  int
	token // the current one
	*sheet
	builtin bool // the built-in sheet may use what documents may not
}

// parseSheet reads a style sheet.
func parseSheet(src string, builtin bool) *sheet {
	s := &scanner{lex: css.NewLexer(parse.NewInputString(src)), line: 1, sheet: &sheet{}, builtin: builtin}
	s.next()
	s.statements(false)
	return s.sheet
}

func (s *scanner) tell(line int, what *fault.Fault) {
	if len(s.found) < maxProblems {
		s.found = append(s.found, finding{line, what})
	}
}

// next takes the next token, without comments.
func (s *scanner) next() {
	for {
		kind, b := s.lex.Next()
		s.token = token{kind, string(b), s.line}
		s.line += strings.Count(s.text, "\n")
		if kind != css.CommentToken {
			return
		}
	}
}

// statements reads rules to the end of the sheet, or of the block of an @media.
func (s *scanner) statements(nested bool) {
	for {
		switch s.kind {
		case css.ErrorToken:
			return
		case css.RightBraceToken:
			if nested {
				return
			}
			s.tell(s.token.line, fault.New(fault.Invalid, "a brace is closed that is not open"))
			s.next()
		case css.WhitespaceToken, css.CDOToken, css.CDCToken, css.SemicolonToken:
			s.next()
		case css.AtKeywordToken:
			s.at(nested)
		default:
			s.ruleset()
		}
	}
}

// at reads an at-rule.
func (s *scanner) at(nested bool) {
	name, line := strings.ToLower(s.text), s.token.line
	s.next()
	prelude := s.until(true)
	block := s.kind == css.LeftBraceToken
	switch {
	case name == "@media" && block && !nested:
		print, ok := printed(prelude)
		if !ok {
			s.tell(line, fault.New(fault.Invalid, "%q is none of @media print, screen and all", "@media "+shown(written(prelude))))
		}
		if !print {
			s.skip()
			return
		}
		s.next()
		s.statements(true)
		s.close(line)
	case name == "@page" && block:
		first := len(prelude) == 2 && prelude[0].kind == css.ColonToken && prelude[1].is(css.IdentToken, "first")
		if len(prelude) > 0 && !first {
			s.tell(line, fault.New(fault.Invalid, "%q is neither @page nor @page :first", "@page "+shown(written(prelude))))
			s.skip()
			return
		}
		s.next()
		s.page(first)
		s.close(line)
	case name == "@font-face" && block:
		s.skip()
	case name == "@charset":
		s.skip()
	default:
		s.tell(line, fault.New(fault.Invalid, "there is no rule %s in style sheets of documents", shown(name)))
		s.skip()
	}
}

// close takes the brace at the end of a block.
func (s *scanner) close(line int) {
	if s.kind != css.RightBraceToken {
		s.tell(line, fault.New(fault.Invalid, "the block that begins here is not closed"))
		return
	}
	s.next()
}

// until takes the tokens to the next brace or semicolon, without white space at the ends; and without any if spaceless.
func (s *scanner) until(spaceless bool) []token {
	var list []token
	for s.kind != css.ErrorToken && s.kind != css.LeftBraceToken && s.kind != css.RightBraceToken && s.kind != css.SemicolonToken {
		if s.kind != css.WhitespaceToken || !spaceless && len(list) > 0 {
			list = append(list, s.token)
		}
		s.next()
	}
	for len(list) > 0 && list[len(list)-1].kind == css.WhitespaceToken {
		list = list[:len(list)-1]
	}
	return list
}

// skip passes over a semicolon, or over a block with all that is in it.
func (s *scanner) skip() {
	for depth := 0; s.kind != css.ErrorToken; {
		switch s.kind {
		case css.LeftBraceToken:
			depth++
		case css.RightBraceToken:
			depth--
			if depth < 0 { // of the block around
				return
			}
		}
		end := s.kind == css.RightBraceToken || s.kind == css.SemicolonToken
		s.next()
		if end && depth == 0 {
			return
		}
	}
}

// printed says whether an @media, or an attribute media, is for paper; ok is false if it is neither for paper nor for the
// screen.
func printed(list []token) (print, ok bool) {
	for start, i := 0, 0; i <= len(list); i++ {
		if i < len(list) && list[i].kind != css.CommaToken {
			continue
		}
		query := list[start:i]
		start = i + 1
		if len(query) > 1 && query[0].is(css.IdentToken, "only") {
			query = query[1:]
		}
		switch {
		case len(query) == 0:
			return false, false
		case query[0].is(css.IdentToken, "screen"): // whatever the screen must be like
		case len(query) == 1 && (query[0].is(css.IdentToken, "print") || query[0].is(css.IdentToken, "all")):
			print = true
		default:
			return false, false
		}
	}
	return print, true
}

// ruleset reads a rule with its selectors.
func (s *scanner) ruleset() {
	line := s.token.line
	prelude := s.until(false)
	if s.kind != css.LeftBraceToken {
		s.tell(line, fault.New(fault.Invalid, "%q is no rule", shown(written(prelude))))
		s.skip()
		return
	}
	sels, ok := selectors(prelude)
	if !ok {
		s.tell(line, fault.New(fault.Invalid, "the selector %q is outside the subset", shown(written(prelude))))
		s.skip()
		return
	}
	s.next()
	var decls []decl
	s.declarations(func(name string, value []token, at int) {
		p, known := properties[name]
		if !known {
			s.tell(at, fault.New(fault.Invalid, "there is no property %q in documents", shown(name)))
			return
		}
		apply, ok := p(value)
		if name == "display" && s.builtin {
			apply, ok = builtinDisplay(value)
		}
		if !ok {
			s.tell(at, fault.New(fault.Invalid, "%s may not be %q in documents", name, shown(written(value))))
			return
		}
		decls = append(decls, decl{early: name == "font-size", apply: apply})
	}, nil)
	s.close(line)
	for _, sel := range sels {
		if len(s.rules) == maxRules {
			if !s.rest {
				s.rest = true
				s.tell(line, fault.New(fault.Invalid, "the style sheet has more than %d rules", maxRules))
			}
			return
		}
		s.rules = append(s.rules, rule{sel, decls})
	}
}

// declarations reads declarations to the end of a block and hands them over. An at-rule in between is read by at; where it
// is nil there may be none.
func (s *scanner) declarations(take func(name string, value []token, line int), at func()) {
	for {
		line := s.token.line
		switch s.kind {
		case css.ErrorToken, css.RightBraceToken:
			return
		case css.WhitespaceToken, css.SemicolonToken:
			s.next()
			continue
		case css.AtKeywordToken:
			if at != nil {
				at()
				continue
			}
		case css.IdentToken, css.CustomPropertyNameToken:
			name := strings.ToLower(s.text)
			s.next()
			for s.kind == css.WhitespaceToken {
				s.next()
			}
			if s.kind == css.ColonToken {
				s.next()
				value := s.until(true)
				if s.kind != css.LeftBraceToken {
					take(name, value, line)
					continue
				}
			}
		}
		s.tell(line, fault.New(fault.Invalid, "this is no declaration such as %q", "color: black"))
		s.skip()
	}
}

// written puts tokens together again, for a sentence.
func written(list []token) string {
	var b strings.Builder
	for i, t := range list {
		if i > 0 && t.kind != css.CommaToken && t.kind != css.RightParenthesisToken && list[i-1].kind != css.FunctionToken &&
			list[i-1].kind != css.WhitespaceToken && t.kind != css.WhitespaceToken && list[i-1].kind != css.ColonToken && t.kind != css.ColonToken &&
			list[i-1].kind != css.DelimToken {
			b.WriteByte(' ')
		}
		if b.Len() > 80 {
			break
		}
		if t.kind == css.WhitespaceToken {
			t.text = " "
		}
		b.WriteString(t.text)
	}
	return b.String()
}
