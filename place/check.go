package place

import (
	"github.com/muniment/muniment/internal/fault"
)

// Check sees that the shape is an area: no ring crosses or touches itself, no two rings cross, holes lie in their polygon and neither in
// each other nor along a side of another ring, and no two polygons overlap. Rings may touch in points, and polygons may lie side by side.
// It is decided exactly.
//
// Errors: Invalid, with a point where it is wrong; also if it takes more than fifty million comparisons to know.
func (s Shape) Check() error {
	rings := 0
	for n, p := range s {
		for i, r := range p {
			if len(r) < 3 || r.twice() == 0 {
				return fault.New(fault.Invalid, "ring %d of polygon %d encloses no area", i+1, n+1)
			}
		}
		rings += len(p)
	}
	if rings > maxRings {
		return fault.New(fault.Invalid, "the area has more than %d rings", maxRings)
	}
	if s.Points() > MaxPoints {
		return tooMany()
	}
	c := newChecker(s)
	if err := c.sides(); err != nil {
		return err
	}
	for n, p := range s {
		if err := c.holes(p, n+1); err != nil {
			return err
		}
	}
	return c.polygons()
}

// side is a side of a ring.
type side struct {
	a, b             Point
	polygon, ring, n int
}

func (s *side) box() Box { return nowhere.with(s.a).with(s.b) }

// leaf is how many sides stand together at the foot of the tree of boxes.
const leaf = 8

// checker compares the sides of a shape with each other. Sides that follow each other are near to each other, so boxes around eight of
// them, around two such boxes and so on make a tree in which most pairs are told apart high up.
type checker struct {
	shape Shape
	all   []side
	level [][]Box // level[0] of the leaves
	work  int     // comparisons that may still be made
}

func newChecker(s Shape) *checker {
	c := &checker{shape: s, work: 50_000_000}
	for p, polygon := range s {
		for r, ring := range polygon {
			for i := range ring {
				c.all = append(c.all, side{ring[i], ring[(i+1)%len(ring)], p, r, i})
			}
		}
	}
	var boxes []Box
	for i := range c.all {
		if i%leaf == 0 {
			boxes = append(boxes, nowhere)
		}
		boxes[len(boxes)-1] = boxes[len(boxes)-1].Union(c.all[i].box())
	}
	c.level = append(c.level, boxes)
	for len(boxes) > 1 {
		var up []Box
		for i := 0; i < len(boxes); i += 2 {
			up = append(up, boxes[i].Union(boxes[min(i+1, len(boxes)-1)]))
		}
		boxes = up
		c.level = append(c.level, boxes)
	}
	return c
}

// spend takes from the work that may be done.
func (c *checker) spend(n int) error {
	if c.work -= n; c.work < 0 {
		return fault.New(fault.Invalid, "the area is too tangled to be checked; it needs fewer points")
	}
	return nil
}

// sides compares all pairs of sides whose boxes meet.
func (c *checker) sides() error {
	if len(c.all) == 0 {
		return nil
	}
	return c.pair(len(c.level)-1, 0, 0)
}

// pair compares what is below two places of a level of the tree.
func (c *checker) pair(level, i, j int) error {
	if err := c.spend(1); err != nil {
		return err
	}
	boxes := c.level[level]
	if i != j && !boxes[i].Meets(boxes[j]) {
		return nil
	}
	if level == 0 {
		return c.leaves(i, j)
	}
	n := len(c.level[level-1])
	for k := 2 * i; k < min(2*i+2, n); k++ {
		for m := 2 * j; m < min(2*j+2, n); m++ {
			if i == j && m < k {
				continue
			}
			if err := c.pair(level-1, k, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaves compares the sides of two leaves.
func (c *checker) leaves(i, j int) error {
	if err := c.spend(leaf * leaf); err != nil {
		return err
	}
	for k := i * leaf; k < min((i+1)*leaf, len(c.all)); k++ {
		s := &c.all[k]
		box := s.box()
		for m := max(j*leaf, k+1); m < min((j+1)*leaf, len(c.all)); m++ {
			if t := &c.all[m]; box.Meets(t.box()) {
				if err := c.compare(s, t); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// compare sees that two sides may lie as they do; s stands before t in the order of sides.
func (c *checker) compare(s, t *side) error {
	if s.polygon == t.polygon && s.ring == t.ring {
		switch n := len(c.shape[s.polygon][s.ring]); {
		case s.n+1 == t.n:
			return c.spike(s, s.a, s.b, t.b)
		case t.n == n-1 && s.n == 0:
			return c.spike(s, t.a, t.b, s.b)
		}
		if p, met := meet(s, t); met {
			return fault.New(fault.Invalid, "ring %d of polygon %d crosses or touches itself near %s", s.ring+1, s.polygon+1, p)
		}
		return nil
	}
	if across(s, t) {
		return c.crossed(s, t, s.a)
	}
	for _, p := range [...]Point{s.a, s.b, t.a, t.b} {
		if on(s, p) && on(t, p) && c.wrongAt(p, s, t) {
			return c.crossed(s, t, p)
		}
	}
	return nil
}

// crossed is the fault of two rings.
func (c *checker) crossed(s, t *side, p Point) error {
	if s.polygon == t.polygon {
		return fault.New(fault.Invalid, "rings %d and %d of polygon %d cross or run along each other near %s", s.ring+1, t.ring+1, s.polygon+1, p)
	}
	return overlap(s.polygon, t.polygon, p)
}

func overlap(i, j int, p Point) error {
	return fault.New(fault.Invalid, "polygons %d and %d overlap near %s", min(i, j)+1, max(i, j)+1, p)
}

// spike refuses a ring that goes from a to b and straight back towards d.
func (c *checker) spike(s *side, a, b, d Point) error {
	if turn(a, b, d) == 0 && alike(b, a, d) {
		return fault.New(fault.Invalid, "ring %d of polygon %d crosses or touches itself near %s", s.ring+1, s.polygon+1, b)
	}
	return nil
}

// alike reports whether two points lie in the same half of the world seen from o: where all are on one line, in the same direction.
func alike(o, p, q Point) bool {
	return (int64(p.Lon)-int64(o.Lon))*(int64(q.Lon)-int64(o.Lon))+(int64(p.Lat)-int64(o.Lat))*(int64(q.Lat)-int64(o.Lat)) > 0
}

// across reports whether two sides cross in a point that is an end of neither.
func across(s, t *side) bool {
	a, b := sign(turn(s.a, s.b, t.a)), sign(turn(s.a, s.b, t.b))
	d, e := sign(turn(t.a, t.b, s.a)), sign(turn(t.a, t.b, s.b))
	return a*b < 0 && d*e < 0
}

// meet reports whether two sides have a point in common, and gives one near to it.
func meet(s, t *side) (Point, bool) {
	if across(s, t) {
		return s.a, true
	}
	for _, p := range [...]Point{s.a, s.b} {
		if on(t, p) {
			return p, true
		}
	}
	for _, p := range [...]Point{t.a, t.b} {
		if on(s, p) {
			return p, true
		}
	}
	return Point{}, false
}

// on reports whether a point lies on a side or is an end of it.
func on(s *side, p Point) bool { return s.box().Has(p) && turn(s.a, s.b, p) == 0 }

func sign(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// wrongAt looks at a point that two sides of different rings have in common. There each ring has an angle of land on its left. The land of
// two polygons must not overlap; of two rings of one polygon what must not overlap is what is not land, on their right.
func (c *checker) wrongAt(p Point, s, t *side) bool {
	a, b := c.around(s, p)
	d, e := c.around(t, p)
	same := turn(p, b, e) == 0 && alike(p, b, e) || turn(p, a, d) == 0 && alike(p, a, d)
	if s.polygon == t.polygon {
		against := turn(p, b, d) == 0 && alike(p, b, d) || turn(p, a, e) == 0 && alike(p, a, e)
		if against {
			return true // along each other
		}
		a, b, d, e = b, a, e, d
	}
	return same || between(p, a, b, d) || between(p, a, b, e) || between(p, d, e, a) || between(p, d, e, b)
}

// around gives where the ring of a side comes from before a point on the side, and where it goes.
func (c *checker) around(s *side, p Point) (from, to Point) {
	ring := c.shape[s.polygon][s.ring]
	from, to = s.a, s.b
	if p == s.a {
		from = ring[(s.n+len(ring)-1)%len(ring)]
	}
	if p == s.b {
		to = ring[(s.n+2)%len(ring)]
	}
	return from, to
}

// between reports whether the direction from p to q lies truly within the angle on the left of the way from a by p to b.
func between(p, a, b, q Point) bool {
	if t := turn(a, p, b); t > 0 {
		return turn(p, b, q) > 0 && turn(p, q, a) > 0
	} else if t == 0 {
		return turn(p, b, q) > 0
	}
	return turn(p, a, q) < 0 || turn(p, q, b) < 0
}

// where tells on which side of a ring another lies that does not cross it: 1 inside, -1 outside, 0 if all its points are on it.
func (c *checker) where(r, other Ring) (int, error) {
	for _, p := range r {
		if err := c.spend(len(other)); err != nil {
			return 0, err
		}
		if side := other.side(p); side != 0 {
			return side, nil
		}
	}
	return 0, nil
}

// holes sees that holes lie in their polygon, and not in each other, when it is known that no rings cross.
func (c *checker) holes(p Polygon, n int) error {
	boxes := make([]Box, len(p))
	for i, r := range p {
		boxes[i] = Polygon{r}.box()
	}
	for i := 1; i < len(p); i++ {
		for j := range p {
			if err := c.spend(1); err != nil {
				return err
			}
			if i == j || j > 0 && !boxes[i].Meets(boxes[j]) {
				continue
			}
			in, err := c.where(p[i], p[j])
			if err != nil {
				return err
			}
			if j == 0 && in < 0 {
				return fault.New(fault.Invalid, "hole %d of polygon %d lies outside of it, near %s", i, n, p[i][0])
			}
			if j > 0 && in > 0 {
				return fault.New(fault.Invalid, "hole %d of polygon %d lies in another hole, near %s", i, n, p[i][0])
			}
		}
	}
	return nil
}

// polygons sees that no polygon lies in another, when it is known that no rings cross.
func (c *checker) polygons() error {
	boxes := make([]Box, len(c.shape))
	for i, p := range c.shape {
		boxes[i] = p.box()
	}
	for i, p := range c.shape {
		for j, q := range c.shape {
			if err := c.spend(1); err != nil {
				return err
			}
			if i == j || !boxes[i].Meets(boxes[j]) {
				continue
			}
			for _, point := range q[0] {
				if err := c.spend(Shape{p}.Points()); err != nil {
					return err
				}
				side := p.side(point)
				if side > 0 {
					return overlap(i, j, point)
				}
				if side < 0 {
					break
				}
			}
		}
	}
	return nil
}
