package pdf

import (
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"github.com/muniment/muniment/adapter/paper/font"
	"github.com/muniment/muniment/internal/fault"
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
	*file
	fonts    *font.Set
	info     Info
	err      error // the first mistake
	root     *Elem
	pages    []*Page
	faces    []*face // by Face.Index; nil if not in use
	used     []*face // in order of first use
	images   map[[sha256.Size]byte]*Image
	parents  []int // by StructParent: the object that a page's contents or an annotation belong to
	ids      []entry
	outline  []heading
	anchors  map[string]entry
	wanted   map[string]bool // anchors that links lead to
	attached []entry
	idle     []byte // a buffer for the page that is drawn on next
}

// Objects that every document has, in the order in which New reserves their numbers.
const (
	catalogObject = 1 + iota
	pagesObject
	infoObject
	treeObject
)

// New begins a document whose text is shaped with faces of the set, which may be nil if there is no text. Mistakes and errors of
// w are answered by Close.
func New(w io.Writer, fonts *font.Set, info Info) *Writer {
	d := &Writer{file: newFile(w), fonts: fonts, info: info, images: map[[sha256.Size]byte]*Image{}, anchors: map[string]entry{}, wanted: map[string]bool{}}
	for range treeObject {
		d.number()
	}
	if fonts != nil {
		d.faces = make([]*face, len(fonts.Faces()))
	}
	d.root = &Elem{w: d, tag: "Document"}
	switch {
	case info.Title == "":
		d.fail(fault.New(fault.Invalid, "a document needs a title"))
	case info.Lang == "":
		d.fail(fault.New(fault.Invalid, "a document must say its language"))
	}
	return d
}

// fail keeps the first mistake for Close.
func (w *Writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Root is the element Document, of which every other is a descendant.
func (w *Writer) Root() *Elem { return w.root }

// Close writes what is left and ends the file. It does not close the underlying writer.
//
// Errors: Invalid if the document lacks its title or language, if a link leads to an anchor that is nowhere, or if files are
// attached to a PDF/A-2; otherwise those of the underlying writer.
func (w *Writer) Close() error {
	for _, p := range w.pages {
		p.Done()
	}
	w.checkAnchors()
	if len(w.pages) == 0 {
		w.fail(errors.New("pdf: a document without pages"))
	}
	if w.err != nil {
		return w.err
	}
	w.root.write()
	for _, f := range w.used {
		if err := w.embed(f); err != nil {
			return err
		}
	}
	catalog := []byte("<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot ")
	catalog = text(append(reference(catalog, treeObject), "/Lang"...), w.info.Lang)
	catalog = reference(append(catalog, "/Metadata "...), w.writeMetadata())
	catalog = append(reference(append(catalog, "/OutputIntents["...), w.writeIntent()), ']')
	catalog = w.writeOutline(catalog)
	catalog = w.writeNames(catalog)
	w.writeTree()
	w.writePages()
	w.plain(catalogObject, append(catalog, ">>"...))
	w.plain(infoObject, information(w.info))
	return w.end(catalogObject, infoObject)
}

func (w *Writer) writeMetadata() int {
	n := w.number()
	w.stream(n, []byte("/Type/Metadata/Subtype/XML"), metadata(w.info), false) // plain: anybody may look for it
	return n
}

// writeIntent says that colours are those of sRGB.
func (w *Writer) writeIntent() int {
	profile, n := w.number(), w.number()
	w.stream(profile, []byte("/N 3"), srgb(), true)
	b := reference([]byte("<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile "), profile)
	w.add(n, append(b, ">>"...))
	return n
}

// pagesPerNode is how many pages a node of the page tree has.
const pagesPerNode = 32

// writePages writes the page tree, which is two steps deep.
func (w *Writer) writePages() {
	root := []byte("<</Type/Pages/Kids[")
	for i := 0; i < len(w.pages); i += pagesPerNode {
		node := w.pages[i].node
		root = append(reference(root, node), ' ')
		some := w.pages[i:min(i+pagesPerNode, len(w.pages))]
		b := []byte("<</Type/Pages/Parent 2 0 R/Kids[")
		for _, p := range some {
			b = append(reference(b, p.object), ' ')
		}
		w.plain(node, append(integer(append(b, "]/Count "...), len(some)), ">>"...))
	}
	w.plain(pagesObject, append(integer(append(root, "]/Count "...), len(w.pages)), ">>"...))
}
