package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// narrowest is the width that a block keeps however deep it stands.
const narrowest = 36

// block sets one block in a column that begins at x and is w wide.
func (f *flow) block(n *style.Node, x, w float64, parent *pdf.Elem) {
	b, st := f.b, n.Style
	if st.Display == style.None || f.stopped {
		return
	}
	if parent != nil && n.Get("aria-hidden") == "true" {
		parent = nil
	}
	if n.Tag == "hr" {
		f.hr(n, x, w)
		return
	}
	if n.Tag == "ul" || n.Tag == "ol" || n.Tag == "dd" {
		st = startward(st)
	}
	f.breakBefore(st)
	if st.KeepInside {
		if f.whole == 0 {
			f.inner = false
		}
		f.whole++
	}
	f.margin(b.spacing(st.Margin[0].Of(w)))
	x, w = b.place(st, x, w)
	f.anchor(n.Get("id"))
	elem := f.given
	if f.given = nil; elem == nil {
		elem = b.element(n, parent)
	}
	fr, x, w := f.open(st, x, w)
	f.content(n, x, w, elem)
	f.shut(fr)
	if elem != nil && elem != parent && level(n) == 0 {
		f.send(&item{bond: stuck, over: elem})
	}
	f.margin(b.spacing(st.Margin[2].Of(w)))
	if st.KeepInside {
		f.whole--
	}
	f.breakAfter(st)
}

// breakBefore says what a style wants before it.
func (f *flow) breakBefore(st *style.Style) { f.wish(st.BreakBefore) }

// breakAfter says what a style wants after it.
func (f *flow) breakAfter(st *style.Style) { f.wish(st.BreakAfter) }

func (f *flow) wish(b style.Break) {
	switch b {
	case style.BreakPage:
		f.page = true
	case style.BreakAvoid:
		f.bond = max(f.bond, keep)
	}
}

// content sets what is inside the box of a block.
func (f *flow) content(n *style.Node, x, w float64, elem *pdf.Elem) {
	switch st := n.Style; {
	case level(n) > 0:
		f.heading(n, x, w, elem)
	case st.Display == style.Table:
		f.table(n, x, w, elem)
	case st.Display == style.Grid:
		f.grid(n, x, w, elem)
	case st.Columns > 1 && !f.columned:
		f.columns(n, x, w, elem)
	case n.Tag == "ul" || n.Tag == "ol":
		f.list(n, x, w, elem)
	case n.Tag == "dl":
		f.definitions(n, x, w, elem)
	default:
		f.children(n, x, w, elem)
	}
}

// heading sets a heading, whatever is in it, as one paragraph.
func (f *flow) heading(n *style.Node, x, w float64, elem *pdf.Elem) {
	p := f.b.cached(n.Style, n.Kids, w)
	p.level, p.title = level(n), flat(n)
	f.paragraph(p, x, w, elem)
}

// startward gives the style of a list with the room for its markers on the right, if it runs from right to left.
func startward(st *style.Style) *style.Style {
	if !st.RTL {
		return st
	}
	s := *st
	if s.Padding[1].Value == 0 {
		s.Padding[1], s.Padding[3] = s.Padding[3], s.Padding[1]
	}
	if s.Margin[1].Value == 0 && s.Margin[3].Unit != style.Auto {
		s.Margin[1], s.Margin[3] = s.Margin[3], s.Margin[1]
	}
	return &s
}

// level is that of a heading, 0 for everything else.
func level(n *style.Node) int {
	if len(n.Tag) == 2 && n.Tag[0] == 'h' && n.Tag[1] >= '1' && n.Tag[1] <= '6' {
		return int(n.Tag[1] - '0')
	}
	return 0
}

// place gives the border box of a block in its column: margins, width, and auto margins that centre it.
func (b *builder) place(st *style.Style, x, w float64) (float64, float64) {
	left, right := st.Margin[3].Of(w), st.Margin[1].Of(w)
	left, right = inset(w, left, right)
	width := w - left - right
	if !st.Width.IsAuto() {
		width = st.Width.Of(w) + edge(st, 3, w) + edge(st, 1, w)
	}
	if !st.MaxWidth.IsAuto() {
		width = math.Min(width, st.MaxWidth.Of(w)+edge(st, 3, w)+edge(st, 1, w))
	}
	width = math.Min(math.Max(width, math.Min(narrowest, w)), w-math.Max(0, left)-math.Max(0, right))
	over := w - width - left - right
	la, ra := st.Margin[3].IsAuto(), st.Margin[1].IsAuto()
	switch {
	case la && ra:
		left += over / 2
	case la || st.RTL && !ra:
		left += over
	}
	return x + left, width
}

// inset makes two insets smaller until enough is left between them.
func inset(w, left, right float64) (float64, float64) {
	if sum := left + right; sum > 0 && w-sum < narrowest {
		f := math.Max(0, w-narrowest) / sum
		return math.Max(left, 0) * f, math.Max(right, 0) * f
	}
	return math.Max(left, -w/4), math.Max(right, -w/4)
}

// edge is border and padding of a side.
func edge(st *style.Style, side int, w float64) float64 {
	return st.Border[side].Width + math.Max(0, st.Padding[side].Of(w))
}

// spacing keeps a vertical length within reason for the page.
func (b *builder) spacing(v float64) float64 {
	return math.Max(-b.high/8, math.Min(v, b.high/4))
}

// open begins the decoration of a block and gives the box of its content.
func (f *flow) open(st *style.Style, x, w float64) (*frame, float64, float64) {
	left, right := inset(w, edge(st, 3, w), edge(st, 1, w))
	top, bottom := f.b.spacing(edge(st, 0, w)), f.b.spacing(edge(st, 2, w))
	least := 0.0
	if st.MinHeight.Unit == style.Pt {
		least = st.MinHeight.Value
	}
	if st.Height.Unit == style.Pt {
		least = math.Max(least, st.Height.Value)
	}
	decorated := top > 0 || bottom > 0 || st.Background.A != 0 || st.Border[1].Width > 0 || st.Border[3].Width > 0 || least > 0
	if !decorated || st.Display == style.Table && st.Collapse {
		return nil, x + left, w - left - right
	}
	if least > 0 {
		least = math.Min(least+top+bottom, f.b.high)
	}
	fr := &frame{x: x, width: w, st: st, minHeight: least, foot: bottom}
	it := &item{open: fr, height: top}
	if top > 0 {
		f.settle()
		f.tie(it)
		f.send(it)
		f.bond = stuck
	} else {
		f.opens = append(f.opens, it)
	}
	return fr, x + left, w - left - right
}

// shut ends the decoration of a block.
func (f *flow) shut(fr *frame) {
	if fr == nil {
		return
	}
	if k := len(f.opens); k > 0 && f.opens[k-1].open == fr && fr.foot == 0 && fr.minHeight == 0 {
		f.opens = f.opens[:k-1] // nothing is in it
		return
	}
	it := &item{shut: fr, height: fr.foot, bond: stuck}
	if fr.foot > 0 || fr.minHeight > 0 || len(f.opens) > 0 {
		f.settle()
	}
	f.send(it)
}

// hr is a rule across the column.
func (f *flow) hr(n *style.Node, x, w float64) {
	st := n.Style
	f.margin(f.b.spacing(st.Margin[0].Of(w)))
	x, w = f.b.place(st, x, w)
	rule := st.Border[0]
	if rule.Width == 0 {
		rule = st.Border[2]
	}
	f.put(&item{height: rule.Width, bond: keep, paint: func(t *painter, x0, y float64) {
		t.line(x0+x, y+rule.Width/2, x0+x+w, y+rule.Width/2, rule)
	}})
	f.margin(f.b.spacing(st.Margin[2].Of(w)))
}

// element makes the structure element of a block. Blocks that mean nothing by themselves have none: what is in them belongs to
// the element around them.
func (b *builder) element(n *style.Node, parent *pdf.Elem) *pdf.Elem {
	if parent == nil {
		return nil
	}
	tag := tags[n.Tag]
	switch {
	case tag == "" && !hasBlocks(n) && n.Style.Display == style.Block:
		tag = "P"
	case tag == "" && (n.Get("lang") != "" || n.Get("aria-label") != ""):
		tag = "Div"
	case tag == "":
		return parent
	}
	if tag == "P" && hasBlocks(n) {
		tag = "Div"
	}
	e := parent.New(tag)
	if n.Get("lang") != "" {
		e.Attr().Lang = n.Lang
	}
	if t := n.Get("aria-label"); t != "" {
		e.Attr().Title = t
	}
	return e
}

// tags are the structure elements of blocks.
var tags = map[string]string{
	"h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
	"p": "P", "pre": "P", "address": "P", "blockquote": "BlockQuote", "section": "Sect", "article": "Sect", "figure": "Div", "figcaption": "Caption",
	"ul": "L", "ol": "L", "dl": "L", "table": "Table", "caption": "Caption",
	"dt": "Lbl", "dd": "LBody", "li": "LI", // where a block stands between them and their list
}

func hasBlocks(n *style.Node) bool {
	for _, k := range n.Kids {
		if block(k) {
			return true
		}
	}
	return false
}

// columns sets a block in several columns of one width. What spans all columns stands between two sets of them. Columns are not
// divided into columns again: to balance them at every depth would take time without end.
func (f *flow) columns(n *style.Node, x, w float64, elem *pdf.Elem) {
	st := n.Style
	gap := math.Max(0, st.ColumnGap)
	count := max(1, min(st.Columns, int((w+gap)/(narrowest+gap))))
	c := columns{n: count, x: x, gap: gap, rule: st.Rule, rtl: st.RTL, width: (w - gap*float64(count-1)) / float64(count)}
	for i := 0; i < len(n.Kids) && !f.stopped; {
		if k := n.Kids[i]; block(k) && k.Style.SpanAll {
			f.block(k, x, w, elem)
			i++
			continue
		}
		end := i
		for end < len(n.Kids) && !(block(n.Kids[end]) && n.Kids[end].Style.SpanAll) {
			end++
		}
		part := *n
		part.Kids = n.Kids[i:end]
		i = end
		if blankNodes(part.Kids) {
			continue
		}
		set := c
		set.galley = f.b.lazily(func(g *flow) {
			g.columned = true
			g.children(&part, 0, c.width, elem)
		})
		f.put(set.item())
	}
}
