package paper

import (
	"context"
	"errors"
	"io"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/adapter/paper/layout"
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/fault"
)

// Press is our own composer. It makes PDF/A-2u or 3u with the structure of PDF/UA-1, of the HTML and the CSS that docs/paper.md
// describes, and needs no other program. It is safe for concurrent use; each document takes one processor.
type Press struct {
	Fonts *font.Set
}

// creator is the program that PDFs say they were made by.
const creator = "Muniment"

// Compose sets a document. What the HTML and its style sheets have that is outside the subset, or breaks a rule of accessible
// documents, is left out or set as well as can be, and told in the report; so are characters that no face has and lines that are
// too long.
//
// Errors: Invalid if the document has no title or no language, or if files are attached to a PDF/A-2; Unavailable if the context
// ended; otherwise those of w.
func (p *Press) Compose(ctx context.Context, src Source, w io.Writer) (Report, error) {
	doc, problems := style.Read(src.Name, src.HTML, src.Files)
	out := pdf.New(w, p.Fonts, pdf.Info{
		Title: doc.Title, Author: doc.Meta["author"], Subject: doc.Meta["subject"], Keywords: doc.Meta["keywords"],
		Lang: doc.Lang, Creator: creator, Made: src.Made, Level: src.Level,
	})
	for _, a := range src.Attach {
		out.Attach(a.Name, a.MIME, a.Description, a.Relationship, a.Body, a.Made)
	}
	set, err := layout.Set(ctx, doc, layout.Options{Fonts: p.Fonts, Files: src.Files}, out)
	if err != nil && ctx.Err() != nil {
		return Report{}, fault.New(fault.Unavailable, "the document was stopped before it was done").Because(err)
	}
	if err == nil {
		err = out.Close()
	}
	return Report{Pages: set.Pages, Problems: append(problems, seen(src.Name, set)...)}, err
}

// seen makes problems of what setting a document showed.
func seen(name string, r layout.Report) []style.Problem {
	var list []style.Problem
	add := func(line int, f *fault.Fault) { list = append(list, style.Problem{File: name, Line: line, What: f}) }
	for _, p := range r.Problems {
		f, ok := fault.Of(p.What)
		if !ok {
			f = fault.New(fault.Invalid, "this cannot be shown").Because(p.What)
		}
		add(p.Line, f)
	}
	for _, o := range r.Overfull {
		add(o.Line, fault.New(fault.Invalid, "the text %q does not fit into its line", o.Text))
	}
	for _, c := range r.Missing {
		add(0, fault.New(fault.Invalid, "no face has the character %q (U+%04X)", string(c), c))
	}
	return list
}

// Sound is an error if a document came out with problems: the first of them, and how many there are. Whoever sends documents out
// asks for it.
//
// Errors: Invalid, with the place.
func (r Report) Sound() error {
	if len(r.Problems) == 0 {
		return nil
	}
	var all []error
	for _, p := range r.Problems {
		all = append(all, p)
	}
	return fault.New(fault.Invalid, "the document has %d problems", len(r.Problems)).Because(errors.Join(all...))
}
