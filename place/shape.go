package place

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/muniment/muniment/internal/locale"
)

// Point is a place on the ground, in millionths of a degree of WGS 84: east and north count up.
type Point struct{ Lon, Lat int32 }

// degree is how many of the units of a Point a degree has.
const degree = 1_000_000

// Degrees gives the point nearest to a longitude and a latitude in degrees. The caller sees that they are within ±180 and ±90.
func Degrees(lon, lat float64) Point {
	return Point{int32(math.Round(lon * degree)), int32(math.Round(lat * degree))}
}

// Lon and Lat are coordinates in degrees; see Point.
func inDegrees(v int32) float64 { return float64(v) / degree }

// String is the point as "12.345678, 108.123456", latitude first, as maps for people write it.
func (p Point) String() string {
	return fmt.Sprintf("%.6f, %.6f", inDegrees(p.Lat), inDegrees(p.Lon))
}

// In is the point in the figures of a language.
func (p Point) In(l locale.Lang) string {
	return locale.Decimal(l, inDegrees(p.Lat), 5) + "; " + locale.Decimal(l, inDegrees(p.Lon), 5)
}

// compare orders points by longitude and then latitude.
func (p Point) compare(q Point) int {
	return cmp.Or(cmp.Compare(p.Lon, q.Lon), cmp.Compare(p.Lat, q.Lat))
}

// Ring is a closed line of at least three points; the last is joined with the first, which is not repeated.
type Ring []Point

// Polygon is an outer ring and the holes in it. Seen from above the outer ring runs anticlockwise and the holes clockwise.
type Polygon []Ring

// Shape is an area: polygons whose insides do not overlap. See Check for what else holds of one that was read.
type Shape []Polygon

// Points counts the points of the shape.
func (s Shape) Points() (n int) {
	for _, p := range s {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}

// Box is the smallest range of longitudes and latitudes with something in it, in the units of Point. It does not cross the date line: nor
// does a shape (RFC 7946 section 3.1.9 has it cut there).
type Box struct{ West, South, East, North int32 }

// nowhere is the box of nothing.
var nowhere = Box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

// Empty reports whether there is nothing in the box.
func (b Box) Empty() bool { return b.West > b.East }

// with gives the box that also has a point in it.
func (b Box) with(p Point) Box {
	return Box{min(b.West, p.Lon), min(b.South, p.Lat), max(b.East, p.Lon), max(b.North, p.Lat)}
}

// Union is the box around both.
func (b Box) Union(c Box) Box {
	return Box{min(b.West, c.West), min(b.South, c.South), max(b.East, c.East), max(b.North, c.North)}
}

// Meets reports whether two boxes have a point in common.
func (b Box) Meets(c Box) bool {
	return b.West <= c.East && c.West <= b.East && b.South <= c.North && c.South <= b.North
}

// Has reports whether a point is in the box.
func (b Box) Has(p Point) bool {
	return b.West <= p.Lon && p.Lon <= b.East && b.South <= p.Lat && p.Lat <= b.North
}

// Box is the box around the shape, empty around nothing.
func (s Shape) Box() Box {
	b := nowhere
	for _, p := range s {
		b = b.Union(p.box())
	}
	return b
}

func (p Polygon) box() Box {
	b := nowhere
	for _, r := range p {
		for _, q := range r {
			b = b.with(q)
		}
	}
	return b
}

// Contains reports whether a point lies in the shape or on its border.
func (s Shape) Contains(p Point) bool {
	for _, poly := range s {
		if poly.side(p) >= 0 {
			return true
		}
	}
	return false
}

// side tells where a point lies: 1 inside, 0 on a ring, -1 outside or in a hole.
func (p Polygon) side(q Point) int {
	in := -1
	for _, r := range p {
		switch r.side(q) {
		case 0:
			return 0
		case 1:
			in = -in
		}
	}
	return in
}

// side tells where a point lies: 1 inside, 0 on the ring, -1 outside.
func (r Ring) side(q Point) int {
	in := -1
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		if a.Lat > b.Lat {
			a, b = b, a
		}
		if q.Lat < a.Lat || q.Lat > b.Lat {
			continue
		}
		if a.Lat == b.Lat {
			if min(a.Lon, b.Lon) <= q.Lon && q.Lon <= max(a.Lon, b.Lon) {
				return 0
			}
			continue
		}
		switch t := turn(a, b, q); {
		case t == 0:
			return 0
		case t > 0 && q.Lat < b.Lat: // the side lies to the east; its upper end does not count
			in = -in
		}
	}
	return in
}

// turn is positive if the way from a by b to c turns left, negative if right, and 0 if it goes straight or back. It is exact: the
// coordinates have less than 30 bits, differences less than 31, and the difference of two products less than 63.
func turn(a, b, c Point) int64 {
	return (int64(b.Lon)-int64(a.Lon))*(int64(c.Lat)-int64(a.Lat)) - (int64(b.Lat)-int64(a.Lat))*(int64(c.Lon)-int64(a.Lon))
}

// twice is twice the area of the ring in square millionths of degrees, positive if it runs anticlockwise.
func (r Ring) twice() int64 {
	var sum int64
	for i := 1; i+1 < len(r); i++ {
		sum += turn(r[0], r[i], r[i+1])
	}
	return sum
}

// without gives a ring less its last point and points that are the same as the one before.
func (r Ring) without() Ring {
	var out Ring
	for _, p := range r {
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[len(out)-1] == out[0] {
		out = out[:len(out)-1]
	}
	return out
}

// reverse lets the ring run the other way, from the same point.
func (r Ring) reverse() { slices.Reverse(r[1:]) }
