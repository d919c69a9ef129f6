package layout

import (
	"math"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// list sets ul and ol.
func (f *flow) list(n *style.Node, x, w float64, elem *pdf.Elem) {
	number := n.Int("start", 1)
	if elem != nil {
		elem.Attr().ListNumbering = numberings[n.Style.ListStyle]
	}
	for _, k := range n.Kids {
		if !block(k) {
			if k.Tag != "" || !blankNodes([]*style.Node{k}) {
				f.anonymous(n, []*style.Node{k}, x, w, elem, true)
			}
			continue
		}
		if k.Tag != "li" {
			f.block(k, x, w, elem)
			continue
		}
		if k.Has("value") {
			number = k.Int("value", number)
		}
		f.listItem(k, number, x, w, elem)
		number++
	}
}

var numberings = map[style.ListStyle]string{style.Disc: "Disc", style.Decimal: "Decimal", style.LowerAlpha: "LowerAlpha",
	style.UpperRoman: "UpperRoman", style.LowerRoman: "LowerRoman", style.NoMarker: "None"}

// listItem sets one li. Its marker stands outside, before its first line.
func (f *flow) listItem(n *style.Node, number int, x, w float64, parent *pdf.Elem) {
	b, st := f.b, n.Style
	var li, label, body *pdf.Elem
	if parent != nil {
		li = parent.New("LI")
		label, body = li.New("Lbl"), li.New("LBody")
		if n.Get("lang") != "" {
			li.Attr().Lang = n.Lang
		}
	}
	if text := markerText(st.ListStyle, number); text != "" {
		m := b.marker(st, text, n.Lang, label)
		f.mark(m, x, w)
		defer func() {
			if f.marker == m { // the item is empty
				f.put(&item{height: m.above * 1.3})
			}
		}()
	}
	inner := *n
	copied := *st
	copied.Display = style.Block
	inner.Style = &copied
	inner.Tag = "div"
	f.inside(&inner, x, w, body)
}

// inside sets a block whose structure element is made already.
func (f *flow) inside(n *style.Node, x, w float64, elem *pdf.Elem) {
	f.given = elem
	f.block(n, x, w, elem)
}

// mark keeps a marker for the next line.
func (f *flow) mark(m *marker, x, w float64) {
	if f.marker != nil { // a list that begins a list item: both markers stand before the same line
		f.put(&item{height: f.marker.above * 1.3, bond: free})
		f.bond = stuck
	}
	paint := m.paintAt
	m.paint = func(t *painter, x0, base float64) { paint(t, x0+x, x0+x+w, base) }
	f.marker = m
}

// marker makes the marker of a list item.
func (b *builder) marker(st *style.Style, text, lang string, elem *pdf.Elem) *marker {
	s := b.span(st, nil, nil)
	s.query.Lang = lang
	runs := b.shaped(text, s, st.RTL, 0)
	wide := runsWidth(runs, s)
	above, _ := b.strut(st, s.size)
	p := &paragraph{st: st, elem: elem}
	gap := 0.5 * s.size
	return &marker{above: above, paintAt: func(t *painter, left, right, base float64) {
		at := left - gap - wide
		if st.RTL {
			at = math.Min(right+gap, t.width-2-wide)
		}
		t.begin(p, s)
		t.text(math.Max(2, at), base, s.size, st.Color, st.Spacing, runs)
		t.end()
	}}
}

// markerText is the text before the item of a number.
func markerText(l style.ListStyle, n int) string {
	switch l {
	case style.Decimal:
		return strconv.Itoa(n) + "."
	case style.LowerAlpha:
		return alpha(n) + "."
	case style.UpperRoman:
		return roman(n) + "."
	case style.LowerRoman:
		return strings.ToLower(roman(n)) + "."
	case style.NoMarker:
		return ""
	}
	return "•"
}

// alpha counts a, b … z, aa, ab …; numbers below 1 stay numbers.
func alpha(n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

// roman counts I, II, III …; numbers below 1 and above 3999 stay numbers.
func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var s strings.Builder
	for _, r := range []struct {
		value int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.value {
			s.WriteString(r.text)
			n -= r.value
		}
	}
	return s.String()
}

// definitions sets a dl that is no grid: the terms, and what is said of them, one below the other.
func (f *flow) definitions(n *style.Node, x, w float64, elem *pdf.Elem) {
	d := describing{list: elem}
	for _, k := range n.Kids {
		switch {
		case k.Tag == "dt" || k.Tag == "dd":
			f.inside(k, x, w, d.element(k))
			if k.Tag == "dt" {
				f.bond = max(f.bond, keep)
			}
		case block(k) && k.Tag == "div":
			d.item = nil
			f.inside(k, x, w, child(d.list, "LI"))
		case block(k):
			f.block(k, x, w, d.list)
		case !blankNodes([]*style.Node{k}):
			f.anonymous(n, []*style.Node{k}, x, w, d.list, true)
		}
	}
}

// describing makes the structure of a dl: a term begins an item of a list, of which it is the label.
type describing struct {
	list, item *pdf.Elem
	body       bool
}

func (d *describing) element(n *style.Node) *pdf.Elem {
	if d.list == nil {
		return nil
	}
	if d.item == nil || n.Tag == "dt" && d.body {
		d.item, d.body = d.list.New("LI"), false
	}
	tag := "LBody"
	if n.Tag == "dt" {
		tag = "Lbl"
	} else {
		d.body = true
	}
	e := d.item.New(tag)
	if n.Get("lang") != "" {
		e.Attr().Lang = n.Lang
	}
	return e
}
