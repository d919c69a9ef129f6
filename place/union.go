package place

import "slices"

// Union puts shapes together that lie side by side, such as the communes of an area: borders that two of them share, point by point and in
// opposite directions as neighbours do, fall away. Where neighbours draw their border with different points, both lines stay, which does no
// harm to the picture or the area. Shapes that overlap are not put together rightly: communes do not.
func Union(shapes ...Shape) Shape {
	type way [2]Point
	sides := map[way]int{}
	var order []way // as they came: the result must not depend on how a map is ordered
	for _, s := range shapes {
		for _, p := range s {
			for _, r := range p {
				for i := range r {
					w := way{r[i], r[(i+1)%len(r)]}
					if back := (way{w[1], w[0]}); sides[back] > 0 {
						sides[back]--
						continue
					}
					sides[w]++
					order = append(order, w)
				}
			}
		}
	}
	onward := map[Point][]Point{}
	for _, w := range order {
		if sides[w] > 0 {
			sides[w]--
			onward[w[0]] = append(onward[w[0]], w[1])
		}
	}
	var rings []Ring
	for _, w := range order {
		for len(onward[w[0]]) > 0 {
			rings = append(rings, walk(onward, w[0])...)
		}
	}
	return assemble(rings)
}

// walk follows sides from a point until it comes back, and takes them away. A point that is passed twice cuts a ring off.
func walk(onward map[Point][]Point, start Point) (rings []Ring) {
	path, place := Ring{start}, map[Point]int{start: 0}
	for {
		here := path[len(path)-1]
		next := onward[here]
		if len(next) == 0 {
			return rings // a side without a continuation: the shapes overlapped
		}
		k := 0
		if len(next) > 1 && len(path) > 1 {
			k = sharpest(path[len(path)-2], here, next)
		}
		to := next[k]
		onward[here] = slices.Delete(next, k, k+1)
		if at, passed := place[to]; passed {
			if ring := slices.Clone(path[at:]); len(ring) > 2 && ring.twice() != 0 {
				rings = append(rings, ring)
			}
			for _, p := range path[at+1:] {
				delete(place, p)
			}
			if path = path[:at+1]; at == 0 {
				return rings
			}
			continue
		}
		place[to] = len(path)
		path = append(path, to)
	}
}

// sharpest chooses, of the points after here, the one to which the way from a turns most to the left: so it stays around one piece of land.
func sharpest(a, here Point, next []Point) int {
	best := 0
	for i := 1; i < len(next); i++ {
		if between(here, a, next[best], next[i]) {
			best = i
		}
	}
	return best
}

// assemble makes polygons of rings that do not cross: those that run anticlockwise are around land, the others around holes in it.
func assemble(rings []Ring) Shape {
	var s Shape
	var boxes []Box
	for _, r := range rings {
		if r.twice() > 0 {
			s = append(s, Polygon{r})
			boxes = append(boxes, Polygon{r}.box())
		}
	}
	for _, r := range rings {
		if r.twice() > 0 {
			continue
		}
		inner, hole := -1, Polygon{r}.box()
		for i := range s {
			if boxes[i].Union(hole) == boxes[i] && inside(r, s[i][0]) && (inner < 0 || boxes[inner].Union(boxes[i]) == boxes[inner]) {
				inner = i
			}
		}
		if inner >= 0 {
			s[inner] = append(s[inner], r)
		}
	}
	return s
}

// inside reports whether a ring lies in another that it does not cross.
func inside(r, other Ring) bool {
	for _, p := range r {
		if side := other.side(p); side != 0 {
			return side > 0
		}
	}
	return false
}
