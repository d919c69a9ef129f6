package place

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
)

// metre is about how many metres a millionth of a degree of latitude has.
const metre = math.Pi * semiMajor / 180 / degree

// Simplify gives shapes with fewer points, for drawing: by Visvalingam and Whyatt's way points fall away that make, with the points beside them, a
// triangle of less than the given square metres. A border that two shapes share, point by point, stays one for both. Islands and holes smaller
// than that fall away too, but not the last ring of a shape. The result need not pass Check.
func Simplify(shapes []Shape, squareMetres float64) []Shape {
	box := nowhere
	for _, s := range shapes {
		box = box.Union(s.Box())
	}
	if box.Empty() {
		return slices.Clone(shapes)
	}
	shrink := math.Cos(inDegrees(box.South/2+box.North/2) * math.Pi / 180)
	least := int64(2 * squareMetres / (metre * metre * math.Max(shrink, 0.01)))
	knot := knots(shapes)
	out := make([]Shape, len(shapes))
	for i, s := range shapes {
		for _, p := range s {
			var slim Polygon
			for k, r := range p {
				if small := r.twice(); max(small, -small) < least && (k > 0 || len(s) > 1) {
					if k == 0 {
						break
					}
					continue
				}
				if r = r.simplify(knot, least); len(r) > 2 {
					slim = append(slim, r)
				} else if k == 0 {
					break
				}
			}
			if len(slim) > 0 {
				out[i] = append(out[i], slim)
			}
		}
		if len(out[i]) == 0 && len(s) > 0 {
			out[i] = Shape{largest(s)[:1]}
		}
	}
	return out
}

// largest is the polygon with the largest outer ring.
func largest(s Shape) Polygon {
	return slices.MaxFunc(s, func(a, b Polygon) int { return cmp.Compare(a[0].twice(), b[0].twice()) })
}

// knots finds the points at which borders meet: those that do not have the same two points beside them wherever they occur.
func knots(shapes []Shape) map[Point]bool {
	beside := map[Point][2]Point{}
	knot := map[Point]bool{}
	for _, s := range shapes {
		for _, p := range s {
			for _, r := range p {
				for i, q := range r {
					pair := [2]Point{r[(i+len(r)-1)%len(r)], r[(i+1)%len(r)]}
					if pair[0].compare(pair[1]) > 0 {
						pair[0], pair[1] = pair[1], pair[0]
					}
					if old, met := beside[q]; met && old != pair {
						knot[q] = true
					}
					beside[q] = pair
				}
			}
		}
	}
	return knot
}

// simplify cuts a ring at its knots and thins each piece, always from the same end, so that it becomes the same for a neighbour.
func (r Ring) simplify(knot map[Point]bool, least int64) Ring {
	start := slices.IndexFunc(r, func(p Point) bool { return knot[p] })
	if start < 0 {
		start = slices.Index(r, slices.MinFunc(r, Point.compare))
	}
	r = slices.Concat(r[start:], r[:start], r[start:start+1])
	var out Ring
	from := 0
	for i := 1; i < len(r); i++ {
		if i == len(r)-1 || knot[r[i]] {
			piece := thin(r[from:i+1], least)
			out = append(out, piece[:len(piece)-1]...)
			from = i
		}
	}
	return out
}

// thin drops points of a line, never its ends; of a line that is closed it leaves at least a triangle.
func thin(line Ring, least int64) Ring {
	closed := line[0] == line[len(line)-1]
	first, last := line[0], line[len(line)-1]
	if closed {
		first, last = line[1], line[len(line)-2]
	}
	turned := first.compare(last) > 0
	line = slices.Clone(line)
	if turned {
		slices.Reverse(line)
	}
	keep := 2
	if closed {
		keep = 4
	}
	t := &thinner{line: line, before: make([]int, len(line)), after: make([]int, len(line)), area: make([]int64, len(line)), at: make([]int, len(line))}
	for i := range line {
		t.before[i], t.after[i] = i-1, i+1
		if i > 0 && i < len(line)-1 {
			t.area[i] = t.triangle(i)
			t.at[i] = len(t.order)
			t.order = append(t.order, i)
		}
	}
	heap.Init(t)
	left, gone := len(line), make([]bool, len(line))
	for left > keep && t.Len() > 0 && t.area[t.order[0]] < least {
		i := heap.Pop(t).(int)
		gone[i] = true
		left--
		b, a := t.before[i], t.after[i]
		t.after[b], t.before[a] = a, b
		for _, n := range [...]int{b, a} {
			if n > 0 && n < len(line)-1 {
				t.area[n] = max(t.triangle(n), t.area[i]) // never less than what fell away before it
				heap.Fix(t, t.at[n])
			}
		}
	}
	var out Ring
	for i, p := range line {
		if !gone[i] {
			out = append(out, p)
		}
	}
	if turned {
		slices.Reverse(out)
	}
	return out
}

// thinner is a heap of the inner points of a line, that with the smallest triangle first.
type thinner struct {
	line          Ring
	before, after []int   // the neighbours that are left
	area          []int64 // twice that of the triangle, in square millionths of degrees
	order         []int   // the heap
	at            []int   // the place in the heap
}

func (t *thinner) triangle(i int) int64 {
	a := turn(t.line[t.before[i]], t.line[i], t.line[t.after[i]])
	return max(a, -a)
}

// Len is part of heap.Interface, like what follows.
func (t *thinner) Len() int { return len(t.order) }

// Less sorts by triangle, and equal ones by point.
func (t *thinner) Less(a, b int) bool {
	i, j := t.order[a], t.order[b]
	return cmp.Or(cmp.Compare(t.area[i], t.area[j]), t.line[i].compare(t.line[j])) < 0
}

// Swap changes two places.
func (t *thinner) Swap(a, b int) {
	t.order[a], t.order[b] = t.order[b], t.order[a]
	t.at[t.order[a]], t.at[t.order[b]] = a, b
}

// Push is not used: nothing comes back.
func (t *thinner) Push(x any) {
	t.at[x.(int)] = len(t.order)
	t.order = append(t.order, x.(int))
}

// Pop takes the last.
func (t *thinner) Pop() any {
	i := t.order[len(t.order)-1]
	t.order = t.order[:len(t.order)-1]
	return i
}
