// Package paper makes the documents that the office issues: letters, certificates, extracts, gazettes.
//
// The way of a document: [Templates].Fill makes HTML of a procedure.Document; a [Composer] makes a PDF of the HTML. The HTML
// is of a small subset, described in docs/paper.md, so that the same file and the same style sheet are the page on the web,
// the preview and the paper.
//
// [Press] is our own composer: it reads the HTML (package style), sets it on pages (package layout) and writes PDF/A-2u or 3u
// with the tags of PDF/UA-1 (package pdf). [Program] hands the HTML to a program of the office's choice instead. [Check]
// looks through templates before they are used.
//
// Invariants. The same Source gives the same bytes, as far as Press is concerned: there is no clock and no chance in it. Nothing
// here signs; that is done to the bytes that come out.
package paper

import (
	"context"
	"io"
	"io/fs"
	"strconv"
	"time"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// Source is a document to be put on paper.
type Source struct {
	Name   string // that problems call it by: "certificate.html"
	HTML   []byte
	Files  fs.FS        // the style sheets and pictures that the HTML calls by name; nil if it calls none
	Made   time.Time    // told by the PDF as the time of its making
	Level  pdf.Level    // PDF/A-2u, or 3u if files are attached
	Attach []Attachment // in the order in which readers list them
}

// Attachment is a file that is put into the PDF, such as the data that the document was made of.
type Attachment struct {
	Name         string // "entry.xml"
	MIME         string // "application/xml"
	Description  string
	Relationship string // to the document, in the words of PDF/A-3: Source, Data, Alternative, Supplement or Unspecified
	Body         []byte
	Made         time.Time
}

// Report tells how a document came out.
type Report struct {
	Pages    int // 0 if the composer does not count them
	Problems []style.Problem
}

// Composer makes PDFs. It is the port behind which an office may put another one than ours.
type Composer interface {
	// Compose writes a document to w. It is safe for concurrent use. Problems that do not prevent a PDF are told in the
	// report; a document that is sent out should have none. After an error what was written to w is of no use.
	//
	// Errors: Invalid if the source cannot be put on paper; Unavailable if the composer is not at work or was stopped.
	Compose(ctx context.Context, src Source, w io.Writer) (Report, error)
}

var (
	_ Composer = (*Press)(nil)
	_ Composer = (*Program)(nil)
)

// place is how a line of a file is called in errors.
func place(file string, line int) string { return file + ", line " + strconv.Itoa(line) }
