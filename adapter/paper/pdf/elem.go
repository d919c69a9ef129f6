package pdf

import (
	"fmt"
	"slices"
)

// Elem is an element of the structure: what a piece of the document is, beside how it looks.
type Elem struct {
	w      *Writer
	parent *Elem
	tag    string
	kids   []kid
	attr   *Attr
	object int  // 0 as long as nothing is in it
	done   bool // it is written
}

// kid is a child: an element, marked content of a page, or an annotation.
type kid struct {
	elem *Elem
	page int32 // object of the page
	mark int32 // MCID, or the object of the annotation with a minus
}

// used says whether anything is in it.
func (k kid) used() bool { return k.elem == nil || k.elem.object != 0 }

// Attr is what an element may say about itself. The zero value of a field says nothing.
type Attr struct {
	Lang          string     // BCP 47; if it is not that of the element around it
	Title         string     // name of this very element
	Alt           string     // what a picture shows; demanded of a Figure
	ActualText    string     // the text that the content stands for
	Expansion     string     // what an abbreviation stands for
	ID            string     // unique in the document; a Note is given one if it has none
	Scope         string     // of TH: Column, Row, Both; Column if empty
	ColSpan       int        // of TH and TD
	ListNumbering string     // of L: Disc, Decimal, LowerAlpha, UpperRoman, LowerRoman, None
	BBox          [4]float64 // of Figure and Table: x, y, width, height on the page of its first content, in the page's coordinates
}

// New adds a child after the others. The tag is one of the standard structure types (ISO 32000-1, 14.8.4). An element without
// content is not written.
func (e *Elem) New(tag string) *Elem {
	if e.done {
		e.w.fail(fmt.Errorf("pdf: a %s comes into a %s that is done", tag, e.tag))
	}
	k := &Elem{w: e.w, parent: e, tag: tag}
	e.kids = append(e.kids, kid{elem: k})
	return k
}

// Attr gives the attributes, to be set.
func (e *Elem) Attr() *Attr {
	if e.attr == nil {
		e.attr = new(Attr)
	}
	return e.attr
}

// use gives the element, and those around it, an object.
func (e *Elem) use() {
	if e.done {
		e.w.fail(fmt.Errorf("pdf: content comes into a %s that is done", e.tag))
	}
	if e.object != 0 {
		return
	}
	if e.parent != nil {
		e.parent.use()
	}
	e.object = e.w.number()
}

// addContent adds marked content of a page, behind the last child that has any: children that were made in advance and are
// still empty come later.
func (e *Elem) addContent(page, mark int) {
	e.use()
	at := len(e.kids)
	for at > 0 && !e.kids[at-1].used() {
		at--
	}
	e.kids = slices.Insert(e.kids, at, kid{page: int32(page), mark: int32(mark)})
}

// Done says that nothing more will come into the element, nor into those below. It is written, and its memory is given back.
// Every element that is not done when the document ends is written then, so a short document need not care.
func (e *Elem) Done() {
	if e.object != 0 && !e.done {
		e.write()
	}
}

// write writes an element with all that is in it.
func (e *Elem) write() {
	if e.object == 0 || e.done {
		return
	}
	e.done = true
	var page int32 // of the first content; that of the other pages says where it is
	for _, k := range e.kids {
		if k.elem != nil {
			k.elem.write()
		} else if page == 0 {
			page = k.page
		}
	}
	b := append(name([]byte("<</S"), e.tag), "/P "...)
	if e.parent != nil {
		b = reference(b, e.parent.object)
	} else {
		b = reference(b, treeObject)
	}
	if page != 0 {
		b = reference(append(b, "/Pg "...), int(page))
	}
	b = e.appendKids(b, page)
	b = e.appendAttr(b, page)
	e.w.add(e.object, append(b, ">>"...))
	e.kids, e.attr = nil, nil
}

func (e *Elem) appendKids(b []byte, page int32) []byte {
	b = append(b, "/K["...)
	for _, k := range e.kids {
		switch {
		case !k.used():
			continue
		case k.elem != nil:
			b = reference(b, k.elem.object)
		case k.mark < 0:
			b = reference(append(b, "<</Type/OBJR/Obj "...), int(-k.mark))
			if k.page != page {
				b = reference(append(b, "/Pg "...), int(k.page))
			}
			b = append(b, ">>"...)
		case k.page != page:
			b = reference(append(b, "<</Type/MCR/Pg "...), int(k.page))
			b = append(integer(append(b, "/MCID "...), int(k.mark)), ">>"...)
		default:
			b = integer(b, int(k.mark))
		}
		b = append(b, ' ')
	}
	return append(b, ']')
}

func (e *Elem) appendAttr(b []byte, page int32) []byte {
	a := e.attr
	if a == nil {
		if e.tag != "TH" && e.tag != "Note" {
			return b
		}
		a = new(Attr)
	}
	for _, s := range []struct{ key, value string }{
		{"Lang", a.Lang}, {"T", a.Title}, {"Alt", a.Alt}, {"ActualText", a.ActualText}, {"E", a.Expansion},
	} {
		if s.value != "" {
			b = text(name(b, s.key), s.value)
		}
	}
	id := a.ID
	if id == "" && e.tag == "Note" {
		id = fmt.Sprintf("note.%08d", e.object)
	}
	if id != "" {
		b = text(append(b, "/ID"...), id)
		e.w.ids = append(e.w.ids, entry{name: id, object: e.object})
	}
	b = append(b, "/A["...)
	empty := len(b)
	scope := a.Scope
	if scope == "" && e.tag == "TH" {
		scope = "Column"
	}
	if scope != "" || a.ColSpan > 1 {
		b = append(b, "<</O/Table"...)
		if scope != "" {
			b = name(append(b, "/Scope"...), scope)
		}
		if a.ColSpan > 1 {
			b = integer(append(b, "/ColSpan "...), a.ColSpan)
		}
		b = append(b, ">>"...)
	}
	if a.ListNumbering != "" {
		b = append(name(append(b, "<</O/List/ListNumbering"...), a.ListNumbering), ">>"...)
	}
	if box := a.BBox; box != ([4]float64{}) && page != 0 {
		top := e.w.page(page).height - box[1]
		b = append(numbers(append(b, "<</O/Layout/Placement/Block/BBox["...), box[0], top-box[3], box[0]+box[2], top), "]>>"...)
	}
	if len(b) == empty {
		return b[:empty-len("/A[")]
	}
	return append(b, ']')
}

// addLink adds an annotation and gives the object of the element.
func (e *Elem) addLink(page, annotation int) int {
	e.addContent(page, -annotation)
	return e.object
}
