package paper

import (
	"regexp"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure"
)

// origin finds the line of a template that a line of the filled page comes from: the one of which all that stands outside the
// actions is found there in the same order. Of several it is the one that has the words of the problem, then the one with the
// most text; file is "" if there is none.
func (c *check) origin(d *procedure.Document, filled string, what *fault.Fault) (file string, line int) {
	var words []string
	for _, a := range what.Args {
		if s, ok := a.(string); ok {
			words = append(words, s)
		}
	}
	best := 0
	own := c.templates.forms[d.Form].files
	for _, name := range c.templates.sorted(".html") {
		if !slices.Contains(own, name) && !strings.HasPrefix(name, "paragraph/") {
			continue
		}
		for i, l := range strings.Split(string(c.templates.files[name]), "\n") {
			score := likeness(l, filled)
			if score == 0 {
				continue
			}
			for _, w := range words {
				if w != "" && strings.Contains(l, w) {
					score += len(filled)
				}
			}
			if score > best {
				best, file, line = score, name, i+1
			}
		}
	}
	return file, line
}

// action is what stands for data in a line of a template.
var action = regexp.MustCompile(`\{\{.*?\}\}`)

// likeness is how many bytes of a template's line are found, in order, in a line of the filled page; 0 if one piece is not.
func likeness(template, filled string) int {
	n := 0
	for _, piece := range action.Split(template, -1) {
		piece = strings.TrimSpace(piece)
		i := strings.Index(filled, piece)
		if i < 0 {
			return 0
		}
		filled = filled[i+len(piece):]
		n += len(piece)
	}
	return n
}
