package layout

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/style"
)

// columnExtents gives the extents of the columns from those of their cells and the widths that are asked for.
func (b *builder) columnExtents(t *table) []extents {
	out := make([]extents, len(t.columns))
	var wide []tableCell
	for _, g := range t.groups {
		for _, r := range g.rows {
			for _, c := range r.cells {
				if c.span > 1 {
					wide = append(wide, c)
					continue
				}
				out[c.at].widen(b.measure(c.node))
				if w := c.node.Style.Width; !w.IsAuto() && t.columns[c.at].IsAuto() {
					t.columns[c.at] = w
				}
			}
		}
	}
	for i, w := range t.columns {
		if w.Unit == style.Pt {
			out[i].max = math.Max(w.Value, out[i].min)
			out[i].min = math.Max(out[i].min, math.Min(w.Value, out[i].max))
		}
	}
	for _, c := range wide {
		need := b.measure(c.node)
		var has extents
		for _, e := range out[c.at : c.at+c.span] {
			has.min, has.max = has.min+e.min, has.max+e.max
		}
		for i := c.at; i < c.at+c.span; i++ {
			share := 1 / float64(c.span)
			if has.max > 0 {
				share = out[i].max / has.max
			}
			out[i].min += math.Max(0, need.min-has.min) * share
			out[i].max += math.Max(0, need.max-has.max) * share
			out[i].max = math.Max(out[i].max, out[i].min)
		}
	}
	return out
}

// columnWidths shares a width among the columns. It is nil if they are too many for it.
func (t *table) columnWidths(es []extents, w float64, fill bool) []float64 {
	n := len(es)
	if float64(n)*narrowest/3 > w {
		return nil
	}
	out := make([]float64, n)
	asked := make([]bool, n)
	var min, max, given float64
	for i, e := range es {
		if t.columns[i].Unit == style.Percent {
			es[i].max = math.Max(t.columns[i].Of(w), e.min)
			es[i].min = math.Max(e.min, math.Min(es[i].max, t.columns[i].Of(w)))
		}
		asked[i] = !t.columns[i].IsAuto()
		min, max = min+es[i].min, max+es[i].max
		if asked[i] {
			given += es[i].max
		}
	}
	switch {
	case max <= w:
		extra := 0.0
		if fill {
			extra = w - max
		}
		free := max - given
		for i, e := range es {
			out[i] = e.max
			switch {
			case free > 0 && !asked[i]:
				out[i] += extra * e.max / free
			case free <= 0 && max > 0:
				out[i] += extra * e.max / max
			case free <= 0:
				out[i] += extra / float64(n)
			}
		}
	case min <= w:
		share(out, es, w)
	default:
		floor := math.Min(narrowest/3, w/float64(n))
		over := 0.0
		for _, e := range es {
			over += math.Max(0, e.min-floor)
		}
		for i, e := range es {
			out[i] = floor + math.Max(0, e.min-floor)*(w-floor*float64(n))/over
		}
	}
	return out
}

// share shares a width that lies between what columns need and what they would like. Columns that would like less than an equal
// share get it, so that short columns stay on one line; the others share what is left by what they lack.
func share(out []float64, es []extents, w float64) {
	for i := range out {
		out[i] = -1
	}
	for again := true; again; {
		again = false
		n, least, left := 0, 0.0, w
		for i, e := range es {
			if out[i] >= 0 {
				left -= out[i]
			} else {
				n++
				least += e.min
			}
		}
		for i, e := range es {
			if out[i] < 0 && e.max <= left/float64(n) && least-e.min <= left-e.max {
				out[i] = e.max
				again = true
				break
			}
		}
	}
	var min, max float64
	left := w
	for i, e := range es {
		if out[i] >= 0 {
			left -= out[i]
		} else {
			min, max = min+e.min, max+e.max
		}
	}
	for i, e := range es {
		if out[i] < 0 {
			out[i] = e.min
			if max > min {
				out[i] += (left - min) * (e.max - e.min) / (max - min)
			}
		}
	}
}
