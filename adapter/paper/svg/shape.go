package svg

import (
	"github.com/muniment/muniment/adapter/paper/pdf"
	"github.com/muniment/muniment/adapter/paper/style"
)

// outline gives the path of a basic shape in its own coordinates; empty for what draws nothing.
func outline(n *style.Node) (path pdf.Path, err error) {
	get := func(key string) float64 {
		s := scanner{rest: n.Get(key)}
		if s.rest == "" {
			return 0
		}
		v := s.number()
		if !s.done() && err == nil {
			err = wrong(n, key)
		}
		return v
	}
	switch n.Tag {
	case "path":
		if path, ok := parsePath(n.Get("d")); ok {
			return path, nil
		}
		return nil, wrong(n, "d")
	case "rect":
		x, y, w, h := get("x"), get("y"), get("width"), get("height")
		rx, ry := get("rx"), get("ry")
		if !n.Has("rx") {
			rx = ry
		}
		if !n.Has("ry") {
			ry = rx
		}
		if w <= 0 || h <= 0 {
			return nil, err
		}
		return rectangle(x, y, w, h, min(max(rx, 0), w/2), min(max(ry, 0), h/2)), err
	case "circle":
		r := get("r")
		return oval(get("cx"), get("cy"), r, r), err
	case "ellipse":
		return oval(get("cx"), get("cy"), get("rx"), get("ry")), err
	case "line":
		path.Move(get("x1"), get("y1"))
		path.Line(get("x2"), get("y2"))
		return path, err
	case "polyline", "polygon":
		s := scanner{rest: n.Get("points")}
		for s.more() {
			x, y := s.number(), s.number()
			if path == nil {
				path.Move(x, y)
			} else {
				path.Line(x, y)
			}
		}
		if !s.done() {
			return nil, wrong(n, "points")
		}
		if n.Tag == "polygon" && path != nil {
			path.Close()
		}
	}
	return path, nil
}

func rectangle(x, y, w, h, rx, ry float64) (p pdf.Path) {
	if rx == 0 || ry == 0 {
		p.Move(x, y)
		p.Line(x+w, y)
		p.Line(x+w, y+h)
		p.Line(x, y+h)
		p.Close()
		return p
	}
	ax, ay := rx*(1-round), ry*(1-round)
	p.Move(x+rx, y)
	p.Line(x+w-rx, y)
	p.Cubic(x+w-ax, y, x+w, y+ay, x+w, y+ry)
	p.Line(x+w, y+h-ry)
	p.Cubic(x+w, y+h-ay, x+w-ax, y+h, x+w-rx, y+h)
	p.Line(x+rx, y+h)
	p.Cubic(x+ax, y+h, x, y+h-ay, x, y+h-ry)
	p.Line(x, y+ry)
	p.Cubic(x, y+ay, x+ax, y, x+rx, y)
	p.Close()
	return p
}

func oval(x, y, rx, ry float64) (p pdf.Path) {
	if rx <= 0 || ry <= 0 {
		return nil
	}
	ax, ay := rx*round, ry*round
	p.Move(x+rx, y)
	p.Cubic(x+rx, y+ay, x+ax, y+ry, x, y+ry)
	p.Cubic(x-ax, y+ry, x-rx, y+ay, x-rx, y)
	p.Cubic(x-rx, y-ay, x-ax, y-ry, x, y-ry)
	p.Cubic(x+ax, y-ry, x+rx, y-ay, x+rx, y)
	p.Close()
	return p
}
