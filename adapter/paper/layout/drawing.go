package layout

import "github.com/muniment/muniment/adapter/paper/svg"

// drawing makes an svg the content of an object.
func (b *builder) drawing(o *object) {
	n := o.node
	o.width, o.height = svg.Size(n)
	o.alt = n.Get("aria-label")
	if n.Get("aria-hidden") == "true" {
		o.alt = ""
	}
	o.paint = func(t *painter, x, y, w, h float64) {
		if o.elem != nil {
			o.elem.Attr().BBox = [4]float64{x, y, w, h}
		}
		if err := svg.Draw(t.page, n, x, y, w, h); err != nil {
			b.report.Problems = append(b.report.Problems, Problem{n.Line, err})
		}
	}
}
