package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// gridItem is a child of a grid at its place.
type gridItem struct {
	node     *style.Node
	at, span int
}

// tracks gives the column tracks of a grid; one of a share if none are given.
func tracks(st *style.Style) []style.Length {
	if t := st.Grid(); len(t) > 0 {
		return t
	}
	return []style.Length{{Value: 1, Unit: style.Fr}}
}

// gridRows places the children of a grid, row by row.
func gridRows(n *style.Node, count int) [][]gridItem {
	var rows [][]gridItem
	at := count
	kids := gridKids(n)
	for _, k := range kids {
		span := k.Style.GridSpan
		if span < 0 || span > count {
			span = count
		}
		span = max(1, span)
		if at+span > count {
			rows = append(rows, nil)
			at = 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], gridItem{k, at, span})
		at += span
	}
	return rows
}

// gridKids gives the items of a grid. Text that stands in it directly becomes an item.
func gridKids(n *style.Node) []*style.Node {
	var out []*style.Node
	for _, k := range n.Kids {
		switch {
		case k.Tag == "" && blankNodes([]*style.Node{k}) || k.Tag != "" && k.Style.Display == style.None:
		case block(k):
			out = append(out, k)
		case k.Tag == "" || k.Tag == "img" || k.Tag == "svg":
			w := around(k)
			w.Tag = "div"
			out = append(out, w)
		default: // an inline element becomes a block
			c := *k
			st := *k.Style
			st.Display = style.Block
			c.Style = &st
			out = append(out, &c)
		}
	}
	return out
}

// gridColumns gives the extents of the tracks from the items that take one.
func (b *builder) gridColumns(rows [][]gridItem, count int) []extents {
	es := make([]extents, count)
	for _, r := range rows {
		for _, g := range r {
			if g.span == 1 {
				m := math.Max(0, g.node.Style.Margin[1].Of(0)) + math.Max(0, g.node.Style.Margin[3].Of(0))
				es[g.at].widen(b.measure(g.node).plus(m))
			}
		}
	}
	return es
}

func (b *builder) gridExtents(n *style.Node) extents {
	ts := tracks(n.Style)
	var sum extents
	for i, e := range b.gridColumns(gridRows(n, len(ts)), len(ts)) {
		if ts[i].Unit == style.Pt {
			e = extents{ts[i].Value, ts[i].Value}
		}
		sum.min, sum.max = sum.min+e.min, sum.max+e.max
	}
	return sum.plus(n.Style.ColumnGap * float64(len(ts)-1))
}

// trackWidths shares a width among tracks: what is fixed, then what the content of auto tracks needs, and the rest by shares.
func trackWidths(ts []style.Length, es []extents, w float64) []float64 {
	out := make([]float64, len(ts))
	left, shares := w, 0.0
	var auto extents
	for i, t := range ts {
		switch t.Unit {
		case style.Pt, style.Percent:
			out[i] = math.Max(0, t.Of(w))
			left -= out[i]
		case style.Fr:
			shares += math.Max(t.Value, 0.001)
		case style.Auto:
			auto.min, auto.max = auto.min+es[i].min, auto.max+es[i].max
		}
	}
	room := left
	for i, t := range ts {
		if t.Unit == style.Fr {
			room -= math.Min(es[i].min, narrowest*2)
		}
	}
	room = math.Max(room, left/3)
	spread := 0.0
	var need []extents
	for i, t := range ts {
		if t.Unit == style.Auto {
			need = append(need, es[i])
		}
	}
	got := make([]float64, len(need))
	if auto.min <= room && room < auto.max {
		share(got, need, room)
	}
	for i, t := range ts {
		if t.Unit != style.Auto {
			continue
		}
		switch {
		case auto.max <= room:
			out[i] = es[i].max
		case auto.min <= room:
			out[i] = got[0]
		default:
			out[i] = math.Max(0, room) * es[i].min / auto.min
		}
		got = got[1:]
		spread += out[i]
	}
	left -= spread
	for i, t := range ts {
		switch {
		case t.Unit == style.Fr:
			out[i] = math.Max(0, left) * math.Max(t.Value, 0.001) / shares
		case t.Unit == style.Auto && shares == 0 && left > 0 && spread > 0:
			out[i] += left * out[i] / spread
		}
	}
	sum := 0.0
	for _, v := range out {
		sum += v
	}
	if sum > w && sum > 0 { // fixed tracks that are wider than the grid
		for i := range out {
			out[i] *= w / sum
		}
	}
	return out
}

// grid sets a grid: each of its rows is a row of galleys.
func (f *flow) grid(n *style.Node, x, w float64, elem *pdf.Elem) {
	b, st := f.b, n.Style
	b.measuring++
	defer b.forget()
	ts := tracks(st)
	rows := gridRows(n, len(ts))
	gap := math.Max(0, math.Min(st.ColumnGap, w/float64(2*len(ts))))
	widths := trackWidths(ts, b.gridColumns(rows, len(ts)), w-gap*float64(len(ts)-1))
	for _, v := range widths {
		if v < narrowest/3 { // too narrow for words: the items stand one below the other
			rows, widths = nil, []float64{w}
			for _, k := range gridKids(n) {
				rows = append(rows, []gridItem{{k, 0, 1}})
			}
			break
		}
	}
	d := describing{list: elem}
	for i, items := range rows {
		if f.stopped {
			return
		}
		if i > 0 && st.RowGap > 0 {
			f.settle()
			f.send(&item{glue: true, height: b.spacing(st.RowGap)})
		}
		r := &row{}
		for _, g := range items {
			r.cells = append(r.cells, f.gridCell(n, g, widths, gap, x, w, elem, &d))
			r.keep = r.keep || g.node.Style.KeepInside
		}
		f.breakBefore(items[0].node.Style)
		f.put(r.item())
		f.breakAfter(items[len(items)-1].node.Style)
	}
}

// gridCell sets one item of a grid.
func (f *flow) gridCell(n *style.Node, g gridItem, widths []float64, gap, x, w float64, elem *pdf.Elem, d *describing) cell {
	b, st := f.b, g.node.Style
	at, width := 0.0, -gap
	for i, v := range widths {
		if i < g.at {
			at += v + gap
		} else if i < g.at+g.span {
			width += v + gap
		}
	}
	if n.Style.RTL {
		at = w - at - width
	}
	var e *pdf.Elem
	switch {
	case n.Tag == "dl" && (g.node.Tag == "dt" || g.node.Tag == "dd"):
		e = d.element(g.node)
	case n.Tag == "dl":
		e = child(elem, "LI")
	case (n.Tag == "ul" || n.Tag == "ol") && elem != nil:
		e = elem.New("LI").New("LBody")
	default:
		e = b.element(g.node, elem)
	}
	if g.node.Get("aria-hidden") == "true" {
		e = nil
	}
	left, right := inset(width, edge(st, 3, width), edge(st, 1, width))
	ml, mr := math.Max(0, st.Margin[3].Of(width)), math.Max(0, st.Margin[1].Of(width))
	if ml+mr > width/3 {
		ml, mr = 0, 0
	}
	if !st.Width.IsAuto() {
		own := math.Min(width-ml-mr, st.Width.Of(width)+left+right)
		switch over := width - ml - mr - own; {
		case st.Margin[3].IsAuto() && st.Margin[1].IsAuto():
			ml, mr = ml+over/2, mr+over/2
		case st.Margin[3].IsAuto() != n.Style.RTL:
			ml += over
		default:
			mr += over
		}
	}
	c := cell{x: x + at + ml, width: width - ml - mr, inset: left, st: st, decorated: true, align: st.VAlign,
		top: b.spacing(edge(st, 0, width)), bottom: b.spacing(edge(st, 2, width))}
	inner := math.Max(1, c.width-left-right)
	c.galley = f.collect(func(f *flow) {
		f.anchor(g.node.Get("id"))
		f.margin(b.spacing(st.Margin[0].Of(width)))
		f.content(g.node, 0, inner, e)
		f.margin(b.spacing(st.Margin[2].Of(width)))
	})
	return c
}
