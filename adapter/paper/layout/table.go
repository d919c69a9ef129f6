package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// table is a table as it was read: its rows, and the widths that its columns ask for.
type table struct {
	node     *style.Node
	columns  []style.Length // width asked for; Auto if none
	captions []*style.Node
	groups   []tableGroup
}

// tableGroup is thead, tbody or tfoot.
type tableGroup struct {
	node *style.Node // nil for rows that stand in the table itself
	rows []tableRow
}

type tableRow struct {
	node  *style.Node
	cells []tableCell
}

type tableCell struct {
	node     *style.Node
	at, span int // first column, number of columns
}

// readTable reads the rows of a table. Text that stands outside its cells is put into a row of its own.
func (b *builder) readTable(n *style.Node) *table {
	t := &table{node: n}
	loose := func(n *style.Node) {
		if len(t.groups) == 0 || t.groups[len(t.groups)-1].node != nil {
			t.groups = append(t.groups, tableGroup{})
		}
		g := &t.groups[len(t.groups)-1]
		g.rows = append(g.rows, readRow(n))
	}
	for _, k := range n.Kids {
		switch {
		case k.Tag == "" && blankNodes([]*style.Node{k}), k.Style.Display == style.None:
		case k.Style.Display == style.TableCaption:
			t.captions = append(t.captions, k)
		case k.Style.Display == style.TableColumnGroup:
			for _, c := range k.Kids {
				if c.Style.Display == style.TableColumn && c.Tag != "" {
					t.column(c)
				}
			}
		case k.Style.Display == style.TableColumn:
			t.column(k)
		case k.Style.Display == style.TableHead, k.Style.Display == style.TableBody, k.Style.Display == style.TableFoot:
			g := tableGroup{node: k}
			for _, r := range k.Kids {
				if r.Tag != "" || !blankNodes([]*style.Node{r}) {
					g.rows = append(g.rows, readRow(r))
				}
			}
			t.groups = append(t.groups, g)
		default:
			loose(k)
		}
	}
	n1 := len(t.columns)
	for _, g := range t.groups {
		for _, r := range g.rows {
			if k := len(r.cells); k > 0 {
				n1 = max(n1, r.cells[k-1].at+r.cells[k-1].span)
			}
		}
	}
	for len(t.columns) < n1 {
		t.columns = append(t.columns, style.Length{Unit: style.Auto})
	}
	return t
}

// column takes in a col.
func (t *table) column(n *style.Node) {
	for range max(1, min(n.Int("span", 1), 1000)) {
		t.columns = append(t.columns, n.Style.Width)
	}
}

// readRow reads a row; what is no row becomes one with a single cell.
func readRow(n *style.Node) tableRow {
	if n.Style.Display != style.TableRow {
		return tableRow{n, []tableCell{{around(n), 0, 1}}}
	}
	r := tableRow{node: n}
	at := 0
	for _, k := range n.Kids {
		if k.Tag == "" && blankNodes([]*style.Node{k}) || k.Style.Display == style.None {
			continue
		}
		span := max(1, min(k.Int("colspan", 1), 1000))
		if k.Style.Display != style.TableCell {
			k, span = around(k), 1
		}
		r.cells = append(r.cells, tableCell{k, at, span})
		at += span
	}
	return r
}

// around is a block around a node that stands where a cell should.
func around(n *style.Node) *style.Node {
	st := *n.Style
	st.Display, st.Border, st.Padding, st.Width = style.Block, [4]style.Border{}, [4]style.Length{}, style.Length{Unit: style.Auto}
	return &style.Node{Tag: "td", Style: &st, Lang: n.Lang, Line: n.Line, Kids: []*style.Node{n}}
}

// table sets a table.
func (f *flow) table(n *style.Node, x, w float64, elem *pdf.Elem) {
	b := f.b
	b.measuring++
	defer b.forget()
	t := b.readTable(n)
	if len(t.columns) == 0 {
		for _, c := range t.captions {
			f.block(c, x, w, elem)
		}
		return
	}
	es := b.columnExtents(t)
	widths := t.columnWidths(es, w, !n.Style.Width.IsAuto())
	if widths == nil {
		f.stacked(t, x, w, elem)
		return
	}
	s := &tableSetter{f: f, t: t, widths: widths, x: x, elem: elem}
	for _, v := range widths {
		s.width += v
	}
	switch left, right := n.Style.Margin[3].IsAuto(), n.Style.Margin[1].IsAuto(); {
	case left && right:
		s.x += (w - s.width) / 2
	case left || n.Style.RTL && !right:
		s.x += w - s.width
	}
	for _, c := range t.captions {
		f.block(c, x, w, elem)
		f.bond = max(f.bond, keep)
	}
	s.set()
}

// forget forgets what was measured when the outermost table or grid is set.
func (b *builder) forget() {
	if b.measuring--; b.measuring == 0 {
		clear(b.measured)
		clear(b.paragraphs)
	}
}

// stacked sets a table that has too many columns for the page: every cell below the one before it.
func (f *flow) stacked(t *table, x, w float64, elem *pdf.Elem) {
	for _, c := range t.captions {
		f.block(c, x, w, elem)
	}
	for _, g := range t.groups {
		for _, r := range g.rows {
			tr := child(elem, "TR")
			for _, c := range r.cells {
				cell := *c.node
				st := *cell.Style
				st.Display, st.Width = style.Block, style.Length{Unit: style.Auto}
				cell.Style = &st
				f.inside(&cell, x, w, cellElem(tr, c))
			}
		}
	}
}

// child makes an element below another, which may be nil.
func child(e *pdf.Elem, tag string) *pdf.Elem {
	if e == nil {
		return nil
	}
	return e.New(tag)
}

// cellElem makes the structure element of a cell.
func cellElem(row *pdf.Elem, c tableCell) *pdf.Elem {
	if row == nil {
		return nil
	}
	n := c.node
	tag := "TD"
	if n.Tag == "th" {
		tag = "TH"
	}
	e := row.New(tag)
	if tag == "TH" {
		e.Attr().Scope = "Column"
		switch n.Get("scope") {
		case "row", "rowgroup":
			e.Attr().Scope = "Row"
		}
	}
	if c.span > 1 {
		e.Attr().ColSpan = c.span
	}
	if n.Get("lang") != "" {
		e.Attr().Lang = n.Lang
	}
	return e
}

// tableSetter sets the rows of a table one by one.
type tableSetter struct {
	f        *flow
	t        *table
	x, width float64
	widths   []float64
	elem     *pdf.Elem
}

func (s *tableSetter) set() {
	f := s.f
	fr := &frame{x: s.x, width: s.width, st: &style.Style{}}
	rows := s.rows()
	at := 0
	opened := false
	for gi, g := range s.t.groups {
		head := g.node != nil && g.node.Style.Display == style.TableHead
		tag := "TBody"
		switch {
		case head:
			tag = "THead"
		case g.node != nil && g.node.Style.Display == style.TableFoot:
			tag = "TFoot"
		}
		group := child(s.elem, tag)
		var items []*item
		for range g.rows {
			items = append(items, nil)
			it := s.row(rows, at, group)
			items[len(items)-1] = it
			at++
			if head && gi == 0 {
				continue
			}
			if !opened {
				f.opens = append(f.opens, &item{open: fr})
				opened = true
			}
			f.put(it)
			if f.stopped {
				return
			}
		}
		if head && gi == 0 {
			f.opens = append(f.opens, &item{open: fr})
			opened = true
			for _, it := range items {
				fr.headHeight += it.height
				if it.part.natural() == nil {
					fr.headHeight = endless // a page ends inside
				}
				copied := *it
				copied.again, copied.notes, copied.bond = true, nil, stuck
				fr.again = append(fr.again, &copied)
				f.put(it)
				f.bond = max(f.bond, keep)
			}
		}
	}
	if opened {
		f.send(&item{shut: fr, bond: stuck})
	}
}

// rows gives the rows of all groups in their order.
func (s *tableSetter) rows() []tableRow {
	var out []tableRow
	for _, g := range s.t.groups {
		out = append(out, g.rows...)
	}
	return out
}

// row makes the item of a row.
func (s *tableSetter) row(rows []tableRow, at int, group *pdf.Elem) *item {
	b, t := s.f.b, s.t
	tr := rows[at]
	elem := child(group, "TR")
	r := &row{x: s.x, width: s.width, collapsed: t.node.Style.Collapse, keep: true, first: at == 0}
	if tr.node.Style.Display == style.TableRow {
		r.st = tr.node.Style
		r.keep = r.st.KeepInside
		if r.st.Height.Unit == style.Pt {
			r.least = b.spacing(r.st.Height.Value)
		}
	}
	for i, tc := range tr.cells {
		st := tc.node.Style
		x, w := 0.0, 0.0
		for k, v := range s.widths {
			if k < tc.at {
				x += v
			} else if k < tc.at+tc.span {
				w += v
			}
		}
		if t.node.Style.RTL {
			x = s.width - x - w
		}
		c := cell{x: s.x + x, width: w, st: st, align: st.VAlign}
		left, right := edge(st, 3, w), edge(st, 1, w)
		c.top, c.bottom = b.spacing(edge(st, 0, w)), b.spacing(edge(st, 2, w))
		if r.collapsed {
			c.edges = s.edges(rows, at, i)
			left, right = left-st.Border[3].Width/2, right-st.Border[1].Width/2
			c.top, c.bottom = c.top-st.Border[0].Width/2, c.bottom-st.Border[2].Width/2
		} else {
			c.decorated = true
		}
		if left+right > w/2 {
			f := w / 2 / (left + right)
			left, right = left*f, right*f
		}
		c.inset = left
		te := cellElem(elem, tc)
		inner := math.Max(1, w-left-right)
		c.galley = s.f.collect(func(f *flow) {
			if i == 0 {
				f.anchor(tr.node.Get("id"))
			}
			f.anchor(tc.node.Get("id"))
			f.content(tc.node, 0, inner, te)
		})
		r.cells = append(r.cells, c)
		if st.Height.Unit == style.Pt {
			r.least = math.Max(r.least, b.spacing(st.Height.Value))
		}
	}
	it := r.item()
	if r.st != nil {
		it.page = r.st.BreakBefore == style.BreakPage
	}
	return it
}

// edges gives the borders around a cell of a table whose borders are collapsed: of those that meet the widest is drawn.
func (s *tableSetter) edges(rows []tableRow, at, i int) [4]style.Border {
	c := rows[at].cells[i]
	e := c.node.Style.Border
	outer := s.t.node.Style.Border
	last := len(rows) - 1
	meet := func(side int, b style.Border) {
		if b.Line != style.NoLine && b.Width > e[side].Width {
			e[side] = b
		}
	}
	if at == 0 {
		meet(0, outer[0])
	} else if b, ok := under(rows[at-1], c, 2); ok {
		meet(0, b)
	}
	if at == last {
		meet(2, outer[2])
	} else if b, ok := under(rows[at+1], c, 0); ok {
		meet(2, b)
	}
	if st := rows[at].node.Style; st.Display == style.TableRow {
		meet(0, st.Border[0])
		meet(2, st.Border[2])
	}
	before, behind := 3, 1
	if s.t.node.Style.RTL {
		before, behind = 1, 3
	}
	if i == 0 {
		meet(before, outer[before])
	} else {
		meet(before, rows[at].cells[i-1].node.Style.Border[behind])
	}
	if i == len(rows[at].cells)-1 {
		meet(behind, outer[behind])
	} else {
		meet(behind, rows[at].cells[i+1].node.Style.Border[before])
	}
	return e
}

// under gives the border on a side of the cell of a row that stands over or under another.
func under(r tableRow, c tableCell, side int) (style.Border, bool) {
	for _, o := range r.cells {
		if o.at < c.at+c.span && c.at < o.at+o.span {
			return o.node.Style.Border[side], true
		}
	}
	return style.Border{}, false
}
