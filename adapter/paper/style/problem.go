package style

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// maxProblems is how many problems are told of one document.
const maxProblems = 1000

// problems collects what is wrong.
type problems struct {
	file string
	list []Problem
	full bool
}

// add tells of a problem in the document's own file.
func (p *problems) add(line int, what *fault.Fault) { p.addIn(p.file, line, what) }

// addIn tells of a problem in a file.
func (p *problems) addIn(file string, line int, what *fault.Fault) {
	switch {
	case len(p.list) < maxProblems:
		p.list = append(p.list, Problem{File: file, Line: line, What: what})
	case !p.full:
		p.full = true
		p.list = append(p.list, Problem{File: p.file, What: fault.New(fault.Invalid, "there are more problems than these %d", maxProblems)})
	}
}

// sorted gives the problems in the order of files and lines, each once.
func (p *problems) sorted() []Problem {
	slices.SortStableFunc(p.list, func(a, b Problem) int {
		own := func(x Problem) int {
			if x.File == p.file {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(own(a), own(b)), strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return slices.CompactFunc(p.list, func(a, b Problem) bool { return a.Error() == b.Error() })
}

// shown cuts a piece of the file to a length that can stand in a sentence.
func shown(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	end := most
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

// lower is ASCII lower case.
func lower(s string) string { return strings.ToLower(s) }
