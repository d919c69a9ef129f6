package pdf

// heading is an entry of the outline.
type heading struct {
	level, object        int
	title                string
	to                   []byte
	parent, first, last  int // indices + 1; 0: none
	previous, next, kids int
}

// Outline adds an entry to the outline that is shown beside the pages: level 1 is a chapter, 2 a section of it. It leads to
// the height y of the page.
func (w *Writer) Outline(level int, title string, page *Page, y float64) {
	w.outline = append(w.outline, heading{level: level, title: title, to: destination(nil, page, y)})
}

// writeOutline writes the outline and appends where it is to the catalogue. Chapters are shown, and what they hold is folded.
func (w *Writer) writeOutline(catalog []byte) []byte {
	if len(w.outline) == 0 {
		return catalog
	}
	// all[0] is the outline itself; each entry hangs below the latest one of a lower level.
	all := append([]heading{{object: w.number()}}, w.outline...)
	way := []int{0}
	for i := 1; i < len(all); i++ {
		for len(way) > 1 && all[way[len(way)-1]].level >= all[i].level {
			way = way[:len(way)-1]
		}
		up := way[len(way)-1]
		all[i].object, all[i].parent = w.number(), up
		if all[i].previous = all[up].last; all[up].last != 0 {
			all[all[up].last].next = i
		} else {
			all[up].first = i
		}
		all[up].last = i
		all[up].kids++
		way = append(way, i)
	}
	for i := range all {
		h := &all[i]
		b := []byte("<<")
		if i > 0 {
			b = text(append(b, "/Title"...), h.title)
			b = reference(append(b, "/Parent "...), all[h.parent].object)
			b = append(append(b, "/Dest"...), h.to...)
		}
		for _, l := range []struct {
			key string
			to  int
		}{{"/First ", h.first}, {"/Last ", h.last}, {"/Prev ", h.previous}, {"/Next ", h.next}} {
			if l.to != 0 {
				b = reference(append(b, l.key...), all[l.to].object)
			}
		}
		switch {
		case i == 0:
			b = integer(append(b, "/Type/Outlines/Count "...), h.kids)
		case h.kids > 0:
			b = integer(append(b, "/Count "...), -h.kids)
		}
		w.add(h.object, append(b, ">>"...))
	}
	return append(reference(append(catalog, "/Outlines "...), all[0].object), "/PageMode/UseOutlines"...)
}
