package place_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/place"
)

// ring reads "x y x y …" in millionths of a degree.
func ring(t testing.TB, text string) place.Ring {
	t.Helper()
	f := strings.Fields(text)
	var r place.Ring
	for i := 0; i+1 < len(f); i += 2 {
		var p place.Point
		if _, err := fmt.Sscan(f[i]+" "+f[i+1], &p.Lon, &p.Lat); err != nil {
			t.Fatal(err)
		}
		r = append(r, p)
	}
	return r
}

// shape reads rings divided by / and polygons by |, and turns rings as a Polygon wants them.
func shape(t testing.TB, text string) place.Shape {
	t.Helper()
	var s place.Shape
	for part := range strings.SplitSeq(text, "|") {
		var p place.Polygon
		for r := range strings.SplitSeq(part, "/") {
			p = append(p, ring(t, r))
		}
		s = append(s, p)
	}
	return turned(s)
}

// turned lets outer rings run anticlockwise and holes clockwise.
func turned(s place.Shape) place.Shape {
	for _, p := range s {
		for i, r := range p {
			sum := int64(0)
			for k, q := range r {
				n := r[(k+1)%len(r)]
				sum += int64(q.Lon)*int64(n.Lat) - int64(n.Lon)*int64(q.Lat)
			}
			if (sum > 0) != (i == 0) {
				slices.Reverse(r)
			}
		}
	}
	return s
}

func TestAreaIsChecked(t *testing.T) {
	const square = "0 0 10 0 10 10 0 10"
	for _, c := range []struct{ name, shape, fault string }{
		{"a square", square, ""},
		{"a ring of two points", "0 0 10 0", "encloses no area"},
		{"a ring on a line", "0 0 5 5 9 9", "encloses no area"},
		{"a ring like a bow", "0 0 10 10 10 0 0 9", "crosses or touches itself"},
		{"a ring that comes back to one of its points", "0 0 10 0 10 10 5 5 0 10 5 5", "crosses or touches itself"},
		{"a ring that touches one of its sides", "0 0 10 0 10 10 5 0 0 10", "crosses or touches itself"},
		{"a ring with a spike", "0 0 10 0 20 0 10 0 10 10 0 10", "crosses or touches itself"},
		{"a ring that runs along itself", "0 0 10 0 10 5 2 5 8 5 8 10 0 10", "crosses or touches itself"},
		{"a hole", square + "/2 2 4 2 4 4 2 4", ""},
		{"a hole that touches the border in a point", square + "/0 5 4 2 4 4", ""},
		{"a hole with a corner in a corner", square + "/0 0 4 2 2 4", ""},
		{"a hole along the border", square + "/0 2 4 2 4 4 0 4", "cross or run along each other"},
		{"a hole across the border", square + "/5 5 15 5 15 7 5 7", "cross or run along each other"},
		{"a hole outside", square + "/20 20 24 20 24 24 20 24", "lies outside of it"},
		{"a hole around", "2 2 4 2 4 4 2 4/" + square, "lies outside of it"},
		{"a hole that passes a corner of the border", square + "/10 10 5 9 9 5 15 15 20 21", "cross or run along"},
		{"two holes", square + "/2 2 4 2 4 4 2 4/6 6 8 6 8 8 6 8", ""},
		{"two holes that touch", square + "/2 2 4 2 4 4 2 4/4 4 8 6 6 8", ""},
		{"two holes side by side", square + "/2 2 4 2 4 4 2 4/4 2 6 2 6 4 4 4", "cross or run along each other"},
		{"a hole in a hole", square + "/1 1 9 1 9 9 1 9/3 3 5 3 5 5 3 5", "lies in another hole"},
		{"the same hole twice", square + "/2 2 4 2 4 4 2 4/2 2 4 2 4 4 2 4", "cross or run along each other"},
		{"two polygons", square + "|20 0 30 0 30 10 20 10", ""},
		{"two side by side", square + "|10 0 20 0 20 10 10 10", ""},
		{"two side by side with other points", square + "|10 2 20 2 20 8 10 8", ""},
		{"two that touch", square + "|10 10 20 10 20 20 10 20", ""},
		{"two that cross", square + "|5 5 15 5 15 15 5 15", "overlap"},
		{"two that cross through corners only", square + "|0 0 5 -5 10 0 10 10 5 15 0 10", "overlap"},
		{"the same twice", square + "|" + square, "overlap"},
		{"one in another", square + "|2 2 4 2 4 4 2 4", "overlap"},
		{"one in another that touches from within", square + "|0 5 4 2 4 4", "overlap"},
		{"one in another along its side", square + "|0 2 4 2 4 4 0 4", "overlap"},
		{"one that cuts a corner off", square + "|10 5 10 12 3 12", "overlap"},
		{"one in the hole of another", square + "/2 2 8 2 8 8 2 8|4 4 6 4 6 6 4 6", ""},
		{"one that fills the hole of another", square + "/2 2 8 2 8 8 2 8|2 2 8 2 8 8 2 8", ""},
		{"one that is larger than the hole of another", square + "/2 2 8 2 8 8 2 8|1 1 9 1 9 9 1 9", "overlap"},
	} {
		err := shape(t, c.shape).Check()
		switch {
		case c.fault == "" && err != nil, c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: %v", c.name, err)
		case err != nil && fault.KindOf(err) != fault.Invalid:
			t.Errorf("%s is not told as Invalid: %v", c.name, err)
		}
	}
}

// randomRing makes a ring of a few points on a small grid, where much touches; nil if it is not simple.
func randomRing(r *rand.Rand) place.Ring {
	n := 3 + r.IntN(4)
	var out place.Ring
	for range n {
		out = append(out, place.Point{Lon: int32(r.IntN(7)) * 1000, Lat: int32(r.IntN(7)) * 1000})
	}
	return out
}

// within tells by the angles under which a point sees the ring whether it is inside; the point must not be on it.
func within(r place.Ring, x, y float64) bool {
	sum := 0.0
	for i, a := range r {
		b := r[(i+1)%len(r)]
		ax, ay, bx, by := float64(a.Lon)-x, float64(a.Lat)-y, float64(b.Lon)-x, float64(b.Lat)-y
		sum += math.Atan2(ax*by-ay*bx, ax*bx+ay*by)
	}
	return math.Abs(sum) > math.Pi
}

// spots gives points in every face into which rings divide the plane: the middles of all triples of corners and crossings. Every face has a
// triangle of such corners.
func spots(rings ...place.Ring) [][2]float64 {
	type segment struct{ ax, ay, bx, by float64 }
	var all []segment
	var corners [][2]float64
	for _, r := range rings {
		for i, a := range r {
			b := r[(i+1)%len(r)]
			all = append(all, segment{float64(a.Lon), float64(a.Lat), float64(b.Lon), float64(b.Lat)})
			corners = append(corners, [2]float64{float64(a.Lon), float64(a.Lat)})
		}
	}
	for i, s := range all {
		for _, u := range all[:i] {
			d := (s.bx-s.ax)*(u.by-u.ay) - (s.by-s.ay)*(u.bx-u.ax)
			if d == 0 {
				continue
			}
			k := ((u.ax-s.ax)*(u.by-u.ay) - (u.ay-s.ay)*(u.bx-u.ax)) / d
			m := ((u.ax-s.ax)*(s.by-s.ay) - (u.ay-s.ay)*(s.bx-s.ax)) / d
			if k > 0 && k < 1 && m > 0 && m < 1 {
				corners = append(corners, [2]float64{s.ax + k*(s.bx-s.ax), s.ay + k*(s.by-s.ay)})
			}
		}
	}
	var out [][2]float64
	for i, a := range corners {
		for j, b := range corners[:i] {
			for _, c := range corners[:j] {
				if math.Abs((b[0]-a[0])*(c[1]-a[1])-(b[1]-a[1])*(c[0]-a[0])) < 1 {
					continue
				}
				x, y := (a[0]+b[0]+c[0])/3, (a[1]+b[1]+c[1])/3
				near := false
				for _, s := range all { // what lies on a line proves nothing
					along := ((x-s.ax)*(s.bx-s.ax) + (y-s.ay)*(s.by-s.ay)) / ((s.bx-s.ax)*(s.bx-s.ax) + (s.by-s.ay)*(s.by-s.ay))
					along = min(max(along, 0), 1)
					near = near || math.Hypot(s.ax+along*(s.bx-s.ax)-x, s.ay+along*(s.by-s.ay)-y) < 1e-3
				}
				if !near {
					out = append(out, [2]float64{x, y})
				}
			}
		}
	}
	return out
}

// Whether two polygons overlap, and whether a hole lies in its polygon, is decided as looking at every face decides it.
func TestCheckAgreesWithLookingEverywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	overlaps, apart, holes, wrong := 0, 0, 0, 0
	for range 25_000 {
		a, b := randomRing(r), randomRing(r)
		one, two := turned(place.Shape{{a}}), turned(place.Shape{{b}})
		if one.Check() != nil || two.Check() != nil {
			continue
		}
		both, leaves := false, false
		for _, s := range spots(a, b) {
			in := within(b, s[0], s[1])
			both = both || in && within(a, s[0], s[1])
			leaves = leaves || in && !within(a, s[0], s[1])
		}
		err := place.Shape{one[0], two[0]}.Check()
		if both != (err != nil) {
			t.Fatalf("%v and %v overlap: %t; told is %v", a, b, both, err)
		}
		if overlaps++; !both {
			apart++
		}
		err = turned(place.Shape{{slices.Clone(a), slices.Clone(b)}}).Check()
		if holes++; leaves && err == nil {
			t.Fatalf("the hole %v leaves %v, and nothing is told", b, a)
		}
		if !leaves && err != nil && !strings.Contains(err.Error(), "run along each other") {
			t.Fatalf("the hole %v lies in %v, and told is %v", b, a, err)
		}
		if err == nil {
			wrong++
		}
	}
	if overlaps < 500 || apart < 30 || wrong < 5 {
		t.Errorf("of %d pairs %d lie apart, of %d holes %d are good: too few to prove anything", overlaps, apart, holes, wrong)
	}
}

// star makes a simple ring of any number of points around a place.
func star(r *rand.Rand, n int, lon, lat, size float64) place.Ring {
	var out place.Ring
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		d := size * (0.5 + r.Float64()/2)
		out = append(out, place.Degrees(lon+d*math.Cos(a), lat+d*math.Sin(a)))
	}
	return out
}

func TestAreaReadsAsItIsWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		s := place.Shape{{star(r, 3+r.IntN(200), 105+r.Float64(), 20+r.Float64(), 0.1)}, {star(r, 5, -170, -80, 0.2)}}
		got, err := place.ParseShape(s.GeoJSON())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(got, s, func(a, b place.Polygon) bool { return slices.EqualFunc(a, b, slices.Equal[place.Ring]) }) {
			t.Fatalf("%s is read as %s", s.GeoJSON(), got.GeoJSON())
		}
		b, err := s.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var again place.Shape
		if err := again.UnmarshalBinary(b); err != nil || !bytes.Equal(again.GeoJSON(), s.GeoJSON()) {
			t.Fatalf("a stored area is another one: %v", err)
		}
	}
}

func TestAreaIsMeasuredOnTheEllipsoid(t *testing.T) {
	world := turned(place.Shape{{{{Lon: -180e6, Lat: -90e6}, {Lon: 180e6, Lat: -90e6}, {Lon: 180e6, Lat: 90e6}, {Lon: -180e6, Lat: 90e6}}}})
	const earth = 510_065_621.724e6 // the surface of the ellipsoid of WGS 84
	if got := world.Area(); math.Abs(got-earth) > 1e3 {
		t.Errorf("the Earth has %.3f km²", got/1e6)
	}
	// A square of a second of arc: the radii of curvature at its latitude, multiplied.
	for _, lat := range []float64{0, 10.5, 21, -45, 89} {
		const a, f, side = 6378137.0, 1 / 298.257223563, 1.0 / 3600
		e2, phi := f*(2-f), lat*math.Pi/180
		w := math.Sqrt(1 - e2*math.Sin(phi)*math.Sin(phi))
		m, n := a*(1-e2)/(w*w*w), a/w
		low, high := place.Degrees(105, lat-side/2), place.Degrees(105+side, lat+side/2)
		s := place.Shape{{{low, {Lon: high.Lon, Lat: low.Lat}, high, {Lon: low.Lon, Lat: high.Lat}}}}
		rad := func(v int32) float64 { return float64(v) / 1e6 * math.Pi / 180 }
		want := m * n * math.Cos(phi) * rad(high.Lat-low.Lat) * rad(high.Lon-low.Lon)
		if got := s.Area(); math.Abs(got/want-1) > 1e-5 {
			t.Errorf("at %g° it has %g m², not %g", lat, got, want)
		}
	}
	// Measured in parts or as a whole it is the same; where it lies from west to east does not matter; and a hole is taken away.
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		s := place.Shape{{star(r, 50, 105, 15, 2)}}
		moved := place.Shape{{slices.Clone(s[0][0])}}
		for i := range moved[0][0] {
			moved[0][0][i].Lon -= 37_000_003
		}
		if math.Abs(s.Area()/moved.Area()-1) > 1e-9 {
			t.Errorf("moved it has %g, not %g m²", moved.Area(), s.Area())
		}
		hole := star(r, 9, 105, 15, 0.5)
		inner := place.Shape{{slices.Clone(hole)}}
		slices.Reverse(hole)
		if got, want := (place.Shape{{s[0][0], hole}}).Area(), s.Area()-inner.Area(); math.Abs(got-want) > 1 {
			t.Errorf("with a hole it has %g, not %g m²", got, want)
		}
	}
	if (place.Shape)(nil).Area() != 0 {
		t.Error("nothing has an area")
	}
}

func TestRealAreasAreAsTheirListsSay(t *testing.T) {
	dir := outside.Shared(t, "data/geo/vn-wards-gi-areas")
	files, err := filepath.Glob(filepath.Join(dir, "*.geojson"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	units, off := 0, 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for f, err := range place.Features(bytes.NewReader(b)) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var said float64
			if _, err := fmt.Sscan(f.Properties["areaKm2"], &said); err != nil {
				t.Fatal(err)
			}
			at, _ := f.Shape.Inside()
			if err := f.Shape.Check(); err != nil || !f.Shape.Contains(at) {
				t.Errorf("%s: %v", f.Properties["fullName"], err)
			}
			// Islands are told with the sea around them or without.
			if strings.HasPrefix(f.Properties["fullName"], "Đặc khu") {
				continue
			}
			units++
			if got := f.Shape.Area() / 1e6; math.Abs(got/said-1) > 0.02 {
				t.Logf("%s has %.2f km²; its list says %.2f", f.Properties["fullName"], got, said)
				off++
			}
		}
	}
	if units < 15 || off > units/5 {
		t.Errorf("of %d units %d have not the area that their list says", units, off)
	}
}

func TestPointLiesInOrOnAnArea(t *testing.T) {
	s := shape(t, "0 0 10 0 10 10 5 5 0 10/2 1 4 1 4 3 2 3|20 0 30 0 30 10")
	for _, c := range []struct {
		x, y int32
		in   bool
	}{
		{1, 1, true}, {0, 0, true}, {5, 0, true}, {5, 5, true}, {5, 6, false}, {3, 2, false}, {2, 2, true}, {4, 3, true}, {9, 9, true}, {8, 9, false},
		{11, 0, false}, {-1, 0, false}, {25, 4, true}, {25, 6, false}, {30, 10, true}, {0, 10, true}, {-1, 10, false}, {11, 10, false}, {3, 0, true}, {3, 3, true},
	} {
		if got := s.Contains(place.Point{Lon: c.x, Lat: c.y}); got != c.in {
			t.Errorf("%d %d lies inside: %t", c.x, c.y, got)
		}
	}
	// And as the angles tell, for points that are not on a line.
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		ring := star(r, 20, 0, 0, 0.001)
		for range 20 {
			p := place.Point{Lon: int32(r.IntN(2001)) - 1000, Lat: int32(r.IntN(2001)) - 1000}
			if got, want := (place.Shape{{ring}}).Contains(p), within(ring, float64(p.Lon)+1e-3, float64(p.Lat)+0.7e-3); got != want {
				onLine := false
				for i, a := range ring {
					b := ring[(i+1)%len(ring)]
					area := math.Abs(float64(b.Lon-a.Lon)*float64(p.Lat-a.Lat) - float64(b.Lat-a.Lat)*float64(p.Lon-a.Lon))
					onLine = onLine || area <= 2*math.Hypot(float64(b.Lon-a.Lon), float64(b.Lat-a.Lat))
				}
				if !onLine {
					t.Fatalf("%v lies inside %v: %t", p, ring, got)
				}
			}
		}
	}
}
