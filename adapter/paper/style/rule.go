package style

import (
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// rules holds the document against what makes it readable for everybody: PDF/UA and WCAG demand it, and a program can
// see it.
func (r *reader) rules() {
	if r.doc.Title == "" {
		r.told.add(0, fault.New(fault.Invalid, "the document has no title"))
	}
	if r.doc.Lang == "" {
		r.told.add(0, fault.New(fault.Invalid, "the element <html> has no attribute lang"))
	}
	w := &walk{told: r.told, ids: map[string]bool{}}
	w.node(r.doc.Body)
	for _, name := range sortedNames(r.doc.Running) {
		w.running = true
		w.node(r.doc.Running[name])
	}
	for _, l := range w.links {
		if !w.ids[l.Get("href")[1:]] {
			r.told.add(l.Line, fault.New(fault.Invalid, "the link to %q leads nowhere", shown(l.Get("href"))))
		}
	}
}

// walk goes through the document in the order in which it is read.
type walk struct {
	told    *problems
	level   int // of the last heading
	running bool
	ids     map[string]bool
	links   []*Node // into the document
}

func (w *walk) node(n *Node) {
	if n.Tag == "" {
		return
	}
	if id := n.Get("id"); id != "" {
		if w.ids[id] {
			w.told.add(n.Line, fault.New(fault.Invalid, "the id %q is there twice", shown(id)))
		}
		w.ids[id] = true
	}
	switch n.Tag {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.heading(n, int(n.Tag[1]-'0'))
	case "a":
		w.link(n)
	case "img":
		if !n.Has("src") {
			w.told.add(n.Line, fault.New(fault.Invalid, "<%s> needs the attribute %q", "img", "src"))
		}
		if !n.Has("alt") {
			w.told.add(n.Line, fault.New(fault.Invalid, "the picture has no attribute alt: what does it say to those who do not see it?"))
		}
	case "svg":
		if n.Get("aria-hidden") != "true" && (n.Get("role") != "img" || strings.TrimSpace(n.Get("aria-label")) == "") {
			w.told.add(n.Line, fault.New(fault.Invalid, "the drawing has neither role=\"img\" with aria-label nor aria-hidden=\"true\""))
		}
		return
	case "table":
		w.table(n)
	}
	for _, k := range n.Kids {
		w.node(k)
	}
}

func (w *walk) heading(n *Node, level int) {
	if !speaks(n) {
		w.told.add(n.Line, fault.New(fault.Invalid, "the element <%s> has no text", n.Tag))
	}
	if w.running {
		return
	}
	if level > w.level+1 {
		w.told.add(n.Line, fault.New(fault.Invalid, "the heading <h%d> comes where <h%d> is the deepest that may", level, w.level+1))
	}
	w.level = level
}

func (w *walk) link(n *Node) {
	switch href := n.Get("href"); {
	case !n.Has("href"):
		w.told.add(n.Line, fault.New(fault.Invalid, "<%s> needs the attribute %q", "a", "href"))
	case len(href) > 1 && href[0] == '#':
		w.links = append(w.links, n)
	}
	if !speaks(n) {
		w.told.add(n.Line, fault.New(fault.Invalid, "the element <%s> has no text", "a"))
	}
}

// table sees that a table has heads, and rows of one length.
func (w *walk) table(n *Node) {
	width, heads, rows := 0, false, 0
	row := func(tr *Node) {
		cells := 0
		for _, cell := range tr.Kids {
			if cell.Tag == "th" || cell.Tag == "td" {
				cells += max(1, min(cell.Int("colspan", 1), maxSpan))
			}
			heads = heads || cell.Tag == "th"
		}
		if rows++; rows == 1 {
			width = cells
		}
		if cells != width {
			w.told.add(tr.Line, fault.New(fault.Invalid, "the row has %d columns, the first row of its table %d", cells, width))
		}
	}
	for _, part := range n.Kids {
		if part.Tag == "tr" { // astray
			row(part)
			continue
		}
		for _, k := range part.Kids {
			if k.Tag == "tr" {
				row(k)
			}
		}
	}
	if !heads {
		w.told.add(n.Line, fault.New(fault.Invalid, "the table has no heads: <th>"))
	}
}

// speaks says whether there is something to read aloud in an element.
func speaks(n *Node) bool {
	if n.Tag == "" {
		return strings.TrimSpace(n.Text) != ""
	}
	if n.Get("aria-hidden") == "true" {
		return false
	}
	if strings.TrimSpace(n.Get("alt")) != "" || strings.TrimSpace(n.Get("aria-label")) != "" || n.Style.Content != NoContent {
		return true
	}
	for _, k := range n.Kids {
		if speaks(k) {
			return true
		}
	}
	return false
}
