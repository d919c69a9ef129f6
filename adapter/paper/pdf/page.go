package pdf

import (
	"fmt"
	"sort"
)

// Color is a colour of sRGB.
type Color struct{ R, G, B uint8 }

// Page is a page that is drawn on. Its methods draw on top of what is there.
type Page struct {
	w             *Writer
	object, node  int // its own and its parent's number
	width, height float64
	content       []byte // what is not flushed
	contents      []int  // streams that are written
	parents       []byte // the elements that its marked contents belong to, as references, by MCID
	marks         int    // how many they are
	scopes        []scope
	open          scope // in the content stream
	fonts         []*face
	images        []*Image
	links         []int // annotations
	done          bool
	graphics
	cursor
}

// scope is what drawn things belong to: an element, or an artifact of some kind; the zero scope is nothing at all.
type scope struct {
	elem *Elem
	kind string
}

// loose is the scope of what is drawn outside all others.
var loose = scope{kind: "Layout"}

// Page adds a page after those that were added before. Several pages may be open at once.
func (w *Writer) Page(width, height float64) *Page {
	p := &Page{w: w, object: w.number(), width: width, height: height, graphics: startGraphics}
	if i := len(w.pages); i%pagesPerNode == 0 {
		p.node = w.number()
	} else {
		p.node = w.pages[i-1].node
	}
	w.pages = append(w.pages, p)
	return p
}

// page finds a page by its object.
func (w *Writer) page(object int32) *Page {
	i := sort.Search(len(w.pages), func(i int) bool { return w.pages[i].object >= int(object) })
	return w.pages[i]
}

// Begin says that what is drawn until End is content of the element. A Begin inside another suspends the outer one.
func (p *Page) Begin(e *Elem) { p.scopes = append(p.scopes, scope{elem: e}) }

// End ends the latest Begin.
func (p *Page) End() { p.leave(true) }

// Artifact says that what is drawn until EndArtifact is no part of the text. The kind is Header or Footer for what is repeated
// on every page, Layout for rules and grounds, or empty.
func (p *Page) Artifact(kind string) {
	if kind == "" {
		kind = " "
	}
	p.scopes = append(p.scopes, scope{kind: kind})
}

// EndArtifact ends the latest Artifact.
func (p *Page) EndArtifact() { p.leave(false) }

func (p *Page) leave(elem bool) {
	n := len(p.scopes)
	if n == 0 || (p.scopes[n-1].elem != nil) != elem {
		p.w.fail(fmt.Errorf("pdf: on page %d an end without its beginning", p.index()))
		return
	}
	p.scopes = p.scopes[:n-1]
}

// index is the number of the page, from 1; 0 if it is unknown.
func (p *Page) index() int {
	for i, q := range p.w.pages {
		if p == q {
			return i + 1
		}
	}
	return 0
}

// mark makes sure that the marked content which is open is the one that the present scope needs.
func (p *Page) mark() {
	want := loose
	if n := len(p.scopes); n > 0 {
		want = p.scopes[n-1]
	}
	if p.open == want {
		return
	}
	p.unmark()
	if p.done {
		p.w.fail(fmt.Errorf("pdf: page %d is drawn on after it was done", p.index()))
		return
	}
	if p.content == nil {
		p.content, p.w.idle = p.w.idle, nil
	}
	p.open = want
	b := p.content
	switch e := want.elem; {
	case e != nil:
		e.addContent(p.object, p.marks)
		b = integer(append(name(b, e.tag), "<</MCID "...), p.marks)
		b = append(b, ">>BDC\n"...)
		p.parents = append(reference(p.parents, e.object), ' ')
		p.marks++
	case want.kind == "Header" || want.kind == "Footer":
		b = append(append(append(b, "/Artifact<</Type/Pagination/Subtype/"...), want.kind...), ">>BDC\n"...)
	case want.kind == " ":
		b = append(b, "/Artifact BMC\n"...)
	default:
		b = append(b, "/Artifact<</Type/Layout>>BDC\n"...)
	}
	p.content = b
}

// unmark closes what is open in the content stream.
func (p *Page) unmark() {
	p.endText()
	if p.open != (scope{}) {
		p.content = append(p.content, "EMC\n"...)
		p.open = scope{}
	}
}

// Flush writes what was drawn. More may be drawn afterwards.
func (p *Page) Flush() {
	if p.unmark(); len(p.content) == 0 {
		return
	}
	n := p.w.number()
	p.w.stream(n, nil, p.content, true)
	p.contents = append(p.contents, n)
	p.w.idle, p.content = p.content[:0], nil
}

// Done ends the page. Nothing can be drawn on it afterwards, but links and outlines may lead to it.
func (p *Page) Done() {
	if p.done {
		return
	}
	p.Flush()
	p.done = true
	if n := len(p.scopes); n > 0 {
		p.w.fail(fmt.Errorf("pdf: page %d ends inside %d beginnings", p.index(), n))
	}
	b := reference([]byte("<</Type/Page/Parent "), p.node)
	b = numbers(append(b, "/MediaBox[0 0 "...), p.width, p.height)
	b = append(b, "]/Tabs/S/Resources<<"...)
	if len(p.fonts) > 0 {
		b = append(b, "/Font<<"...)
		for _, f := range p.fonts {
			b = reference(append(f.name(b), ' '), f.object)
		}
		b = append(b, ">>"...)
	}
	if len(p.images) > 0 {
		b = append(b, "/XObject<<"...)
		for _, m := range p.images {
			b = reference(append(m.name(b), ' '), m.object)
		}
		b = append(b, ">>"...)
	}
	b = list(append(b, ">>/Contents"...), p.contents)
	if len(p.links) > 0 {
		b = list(append(b, "/Annots"...), p.links)
	}
	if p.marks > 0 {
		n := p.w.number()
		p.w.add(n, append(append([]byte("["), p.parents...), ']'))
		b = integer(append(b, "/StructParents "...), p.w.parent(n))
	}
	p.w.plain(p.object, append(b, ">>"...))
	*p = Page{w: p.w, object: p.object, node: p.node, width: p.width, height: p.height, done: true}
}

// list appends an array of references.
func list(b []byte, objects []int) []byte {
	b = append(b, '[')
	for _, n := range objects {
		b = append(reference(b, n), ' ')
	}
	return append(b, ']')
}
