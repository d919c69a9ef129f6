// Package svg draws the small drawings of documents, such as a seal or a QR code, on a page of PDF.
//
// A drawing is a subset of SVG 1.1: path, rect, circle, ellipse, line, polyline, polygon and g, with transform, fill, fill-rule,
// stroke and stroke-width; titles and descriptions are passed over, because the alternative text is the matter of who draws.
// currentColor is the colour of the text around. There are no gradients, clips, opacity, text or style sheets. A stroke under a
// transform that scales differently in x and y has the mean width.
//
// What a drawing says is checked before anything is drawn, so that a drawing with a mistake leaves nothing on the page.
package svg

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
	"github.com/muniment/muniment/internal/fault"
)

// pxToPt is a pixel of CSS in points.
const pxToPt = 0.75

// Size gives the size of a drawing in points: that of its attributes width and height, or of its viewBox. If one of width and
// height is missing, the viewBox tells it. It is 0, 0 if the drawing says nothing that can be understood.
func Size(n *style.Node) (w, h float64) {
	w, h = length(n.Get("width")), length(n.Get("height"))
	box, err := viewBox(n)
	if err != nil {
		return 0, 0
	}
	switch {
	case box == nil && (w == 0 || h == 0):
		return 0, 0
	case w == 0 && h == 0:
		return box[2] * pxToPt, box[3] * pxToPt
	case w == 0:
		w = h * box[2] / box[3]
	case h == 0:
		h = w * box[3] / box[2]
	}
	return w, h
}

// Draw draws an svg into a rectangle of the page, as large as fits and in its middle.
//
// Errors: Invalid, with the line, for a value that is not understood.
func Draw(p *pdf.Page, n *style.Node, x, y, w, h float64) error {
	box, err := viewBox(n)
	if err != nil {
		return err
	}
	if box == nil {
		box = []float64{0, 0, length(n.Get("width")) / pxToPt, length(n.Get("height")) / pxToPt}
		if box[2] == 0 || box[3] == 0 {
			return wrong(n, "viewBox")
		}
	}
	scale := min(w/box[2], h/box[3])
	fit := matrix{scale, 0, 0, scale, x + (w-scale*box[2])/2 - scale*box[0], y + (h-scale*box[3])/2 - scale*box[1]}
	var shapes []shape
	if shapes, err = collect(nil, n, look{fill: &pdf.Color{}, weight: 1, to: fit}); err != nil {
		return err
	}
	for _, s := range shapes {
		p.Paint(s.path, s.paint)
	}
	return nil
}

// shape is something to be painted.
type shape struct {
	path  pdf.Path
	paint pdf.Paint
}

// look is what an element hands down to those inside.
type look struct {
	fill, stroke *pdf.Color
	evenOdd      bool
	weight       float64
	to           matrix
}

// collect appends what an element and those inside it draw.
func collect(shapes []shape, n *style.Node, l look) ([]shape, error) {
	if err := l.read(n); err != nil {
		return nil, err
	}
	switch n.Tag {
	case "svg", "g":
		for _, k := range n.Kids {
			var err error
			if shapes, err = collect(shapes, k, l); err != nil {
				return nil, err
			}
		}
		return shapes, nil
	}
	path, err := outline(n)
	if err != nil || len(path) == 0 || l.fill == nil && l.stroke == nil {
		return shapes, err
	}
	l.to.move(path)
	s := shape{path, pdf.Paint{Fill: l.fill, EvenOdd: l.evenOdd}}
	if l.stroke != nil && l.weight > 0 {
		s.paint.Stroke = l.stroke
		s.paint.Pen = pdf.Pen{Weight: l.weight * l.to.scale(), Miter: 4}
	}
	return append(shapes, s), nil
}

// read takes up what an element says about how it looks.
func (l *look) read(n *style.Node) error {
	for _, a := range n.Attr {
		var err error
		switch a.Key {
		case "fill":
			l.fill, err = colour(n, a, l.fill)
		case "stroke":
			l.stroke, err = colour(n, a, l.stroke)
		case "fill-rule":
			if l.evenOdd = a.Value == "evenodd"; !l.evenOdd && a.Value != "nonzero" {
				err = wrong(n, a.Key)
			}
		case "stroke-width":
			s := scanner{rest: a.Value}
			if l.weight = s.number(); !s.done() || l.weight < 0 {
				err = wrong(n, a.Key)
			}
		case "transform":
			var m matrix
			if m, err = transform(a.Value); err != nil {
				err = wrong(n, a.Key)
			}
			l.to = l.to.times(m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// colour reads a paint; nil is none.
func colour(n *style.Node, a style.Attr, inherited *pdf.Color) (*pdf.Color, error) {
	switch v := a.Value; {
	case v == "none", v == "transparent":
		return nil, nil
	case v == "inherit":
		return inherited, nil
	case v == "currentColor", v == "currentcolor":
		return &pdf.Color{R: n.Style.Color.R, G: n.Style.Color.G, B: n.Style.Color.B}, nil
	case v == "black":
		return &pdf.Color{}, nil
	case v == "white":
		return &pdf.Color{R: 255, G: 255, B: 255}, nil
	case strings.HasPrefix(v, "#"):
		rgb, err := strconv.ParseUint(v[1:], 16, 24)
		switch {
		case err == nil && len(v) == 7:
			return &pdf.Color{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb)}, nil
		case err == nil && len(v) == 4:
			return &pdf.Color{R: uint8(rgb>>8) * 17, G: uint8(rgb>>4&15) * 17, B: uint8(rgb&15) * 17}, nil
		}
	}
	return nil, wrong(n, a.Key)
}

// wrong says that an attribute of an element is not understood.
func wrong(n *style.Node, key string) error {
	return fault.New(fault.Invalid, "the drawing's <%s> has a %s that is not understood: %.60q", n.Tag, key, n.Get(key)).At(fmt.Sprintf("line %d", n.Line))
}

// viewBox reads the part of the plane that is seen; nil if the drawing does not say.
func viewBox(n *style.Node) ([]float64, error) {
	v := n.Get("viewBox")
	if v == "" {
		return nil, nil
	}
	s := scanner{rest: v}
	box := []float64{s.number(), s.number(), s.number(), s.number()}
	if !s.done() || box[2] <= 0 || box[3] <= 0 {
		return nil, wrong(n, "viewBox")
	}
	return box, nil
}

// length reads the width or height of the drawing, in points; 0 if there is none.
func length(v string) float64 {
	s := scanner{rest: v}
	n := s.number()
	if s.bad || n <= 0 {
		return 0
	}
	switch s.rest {
	case "", "px":
		return n * pxToPt
	case "pt":
		return n
	case "mm":
		return n * 72 / 25.4
	case "cm":
		return n * 72 / 2.54
	case "in":
		return n * 72
	}
	return 0
}

// round is the length of the control arms of a quarter of a circle of radius 1.
var round = 4.0 / 3 * (math.Sqrt2 - 1)
