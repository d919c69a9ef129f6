package pdf

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// entry is a named object, or a named place if it has a value of its own.
type entry struct {
	name   string
	object int
	value  []byte
}

// leafEntries is how many entries a leaf of a name or number tree has.
const leafEntries = 64

// parent keeps the object that a page's contents or an annotation belong to, and gives the key by which it is found.
func (w *Writer) parent(object int) int {
	w.parents = append(w.parents, object)
	return len(w.parents) - 1
}

// writeTree writes the root of the structure with the ways from contents and from names to elements.
func (w *Writer) writeTree() {
	b := []byte("<</Type/StructTreeRoot/K[")
	if w.root.object != 0 {
		b = reference(b, w.root.object)
	}
	parents := w.number()
	kids := []byte("<</Kids[")
	for from := 0; from < len(w.parents); from += leafEntries {
		to := min(from+leafEntries, len(w.parents))
		leaf := w.number()
		l := append(integer(append(integer([]byte("<</Limits["), from), ' '), to-1), "]/Nums["...)
		for key := from; key < to; key++ {
			l = append(reference(append(integer(l, key), ' '), w.parents[key]), ' ')
		}
		w.add(leaf, append(l, "]>>"...))
		kids = append(reference(kids, leaf), ' ')
	}
	w.add(parents, append(kids, "]>>"...))
	b = reference(append(b, "]/ParentTree "...), parents)
	b = integer(append(b, "/ParentTreeNextKey "...), len(w.parents))
	if len(w.ids) > 0 {
		b = reference(append(b, "/IDTree "...), w.names(w.ids))
	}
	w.plain(treeObject, append(b, ">>"...))
}

// names writes a name tree and gives its object.
func (w *Writer) names(entries []entry) int {
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(sortKey(a.name), sortKey(b.name)) })
	root := w.number()
	kids := []byte("<</Kids[")
	for from := 0; from < len(entries); from += leafEntries {
		some := entries[from:min(from+leafEntries, len(entries))]
		leaf := w.number()
		l := text(append(text([]byte("<</Limits["), some[0].name), ' '), some[len(some)-1].name)
		l = append(l, "]/Names["...)
		for _, e := range some {
			if l = append(text(l, e.name), ' '); e.value != nil {
				l = append(l, e.value...)
			} else {
				l = reference(l, e.object)
			}
			l = append(l, ' ')
		}
		w.add(leaf, append(l, "]>>"...))
		kids = append(reference(kids, leaf), ' ')
	}
	w.add(root, append(kids, "]>>"...))
	return root
}

// destination appends a place: the height y of a page, at the zoom that the reader has.
func destination(b []byte, p *Page, y float64) []byte {
	b = number(append(reference(append(b, '['), p.object), "/XYZ null "...), p.height-y)
	return append(b, " null]"...)
}

// Anchor names a place that links lead to: the height y of the page. The first of two of one name stands.
func (w *Writer) Anchor(name string, page *Page, y float64) {
	if _, there := w.anchors[name]; !there {
		w.anchors[name] = entry{name: name, value: destination(nil, page, y)}
	}
}

func (w *Writer) checkAnchors() {
	var lost []string
	for name := range w.wanted {
		if _, there := w.anchors[name]; !there {
			lost = append(lost, name)
		}
	}
	if len(lost) > 0 {
		w.fail(fault.New(fault.Invalid, "a link leads to %q, which is nowhere in the document", slices.Min(lost)))
	}
}

// writeNames writes the named places and the attached files, and appends where they are to the catalogue.
func (w *Writer) writeNames(catalog []byte) []byte {
	var places []entry
	for _, e := range w.anchors {
		places = append(places, e)
	}
	if len(places)+len(w.attached) == 0 {
		return catalog
	}
	catalog = append(catalog, "/Names<<"...)
	if len(places) > 0 {
		catalog = reference(append(catalog, "/Dests "...), w.names(places))
	}
	files := make([]int, len(w.attached))
	for i, e := range w.attached {
		files[i] = e.object
	}
	if len(files) == 0 {
		return append(catalog, ">>"...)
	}
	catalog = reference(append(catalog, "/EmbeddedFiles "...), w.names(w.attached))
	return list(append(catalog, ">>/AF"...), files)
}

// Attach puts a file into the document, as an associated file of the whole (ISO 19005-3, 6.8). The relationship is Source,
// Data, Alternative, Supplement or Unspecified; Unspecified if it is empty. A file without a media type is octets.
func (w *Writer) Attach(filename, mime, description, relationship string, body []byte, made time.Time) {
	if w.info.Level != A3U {
		w.fail(fault.New(fault.Invalid, "%q cannot be attached: only PDF/A-3 takes files", filename))
		return
	}
	if slices.ContainsFunc(w.attached, func(e entry) bool { return e.name == filename }) {
		w.fail(fault.New(fault.Invalid, "two attached files are called %q", filename))
		return
	}
	stream, spec := w.number(), w.number()
	mime, relationship = cmp.Or(mime, "application/octet-stream"), cmp.Or(relationship, "Unspecified")
	dict := append(name([]byte("/Type/EmbeddedFile/Subtype"), mime), "/Params<</Size "...)
	dict = date(append(integer(dict, len(body)), "/ModDate"...), made)
	w.stream(stream, append(dict, ">>"...), body, true)
	b := text(append(text([]byte("<</Type/Filespec/F"), filename), "/UF"...), filename)
	b = name(append(b, "/AFRelationship"...), relationship)
	if description != "" {
		b = text(append(b, "/Desc"...), description)
	}
	b = reference(append(reference(append(b, "/EF<</F "...), stream), "/UF "...), stream)
	w.add(spec, append(b, ">>>>"...))
	w.attached = append(w.attached, entry{name: filename, object: spec})
}
