package pdf

import (
	"io"
	"time"

	"github.com/muniment/muniment/adapter/paper/font"
)

// Level is the part of PDF/A that a document keeps to.
type Level int

// The levels. Both are also PDF/UA-1.
const (
	A2U Level = iota // PDF/A-2u
	A3U              // PDF/A-3u: files may be attached
)

// Info is what a document says about itself.
type Info struct {
	Title    string // demanded
	Author   string
	Subject  string
	Keywords string
	Lang     string // BCP 47, of the text that says no other; demanded
	Creator  string // the program that the document was made for
	Made     time.Time
	Level    Level
}

// Writer writes one document.
type Writer struct {
	fonts *font.Set
	info  Info
	err   error
	root  *Elem
}

// New begins a document. Mistakes and errors of w are answered by Close.
func New(w io.Writer, fonts *font.Set, info Info) *Writer { return &Writer{fonts: fonts, info: info} }

// Root is the element Document, of which every other is a descendant.
func (w *Writer) Root() *Elem { return w.root }

// Page adds a page after those that were added before. Several pages may be open at once.
func (w *Writer) Page(width, height float64) *Page { return &Page{} }

// Outline adds an entry to the outline that is shown beside the pages: level 1 is a chapter, 2 a section of it. It leads to
// the height y of the page.
func (w *Writer) Outline(level int, title string, page *Page, y float64) {}

// Anchor names a place that links lead to: the height y of the page. The first of two of one name stands.
func (w *Writer) Anchor(name string, page *Page, y float64) {}

// Attach puts a file into the document, as an associated file of the whole (ISO 19005-3, 6.8). The relationship is Source,
// Data, Alternative, Supplement or Unspecified.
func (w *Writer) Attach(name, mime, description, relationship string, body []byte, made time.Time) {}

// Image reads a picture and writes it, so that pages can show it: PNG, JPEG or GIF (its first picture). The same bytes are
// written once.
//
// Errors: Invalid if it is none of these, is damaged, or has more than 40 megapixels.
func (w *Writer) Image(b []byte) (*Image, error) { return &Image{}, nil }

// Close writes what is left and ends the file. It does not close the underlying writer.
func (w *Writer) Close() error { return w.err }

// Image is a picture of the document.
type Image struct {
	Width, Height int // pixels, as it is seen
}
