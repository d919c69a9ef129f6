package place_test

import (
	"bytes"
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

// patches divides a square into squares with bent borders that neighbours share.
func patches(r *rand.Rand, side int) []place.Shape {
	const size = 100_000
	bend := map[[2]place.Point][]place.Point{}
	corner := map[[2]int]place.Point{}
	for x := range side + 1 {
		for y := range side + 1 {
			corner[[2]int{x, y}] = place.Point{Lon: int32(x*size + r.IntN(20_000)), Lat: int32(y*size + r.IntN(20_000))}
		}
	}
	border := func(a, b place.Point) []place.Point {
		if back, ok := bend[[2]place.Point{b, a}]; ok {
			turned := slices.Clone(back[1:])
			slices.Reverse(turned)
			return append([]place.Point{a}, turned...)
		}
		list := []place.Point{a}
		for i := int32(1); i < 20; i++ {
			list = append(list, place.Point{Lon: a.Lon + (b.Lon-a.Lon)*i/20 + r.Int32N(3000), Lat: a.Lat + (b.Lat-a.Lat)*i/20 + r.Int32N(3000)})
		}
		bend[[2]place.Point{a, b}] = list
		return list
	}
	var list []place.Shape
	for x := range side {
		for y := range side {
			a, b, c, d := corner[[2]int{x, y}], corner[[2]int{x + 1, y}], corner[[2]int{x + 1, y + 1}], corner[[2]int{x, y + 1}]
			list = append(list, place.Shape{{slices.Concat(border(a, b), border(b, c), border(c, d), border(d, a))}})
		}
	}
	return list
}

func TestNeighboursBecomeOneArea(t *testing.T) {
	for seed := range uint64(20) {
		list := patches(rand.New(rand.NewPCG(seed, 0)), 5)
		sum, points := 0.0, 0
		for _, s := range list {
			sum += s.Area()
			points += s.Points()
		}
		whole := place.Union(list...)
		if err := whole.Check(); err != nil || len(whole) != 1 || len(whole[0]) != 1 {
			t.Fatalf("the whole has %d pieces: %v", len(whole), err)
		}
		if math.Abs(whole.Area()/sum-1) > 1e-9 || whole.Points() != 4*5*20 {
			t.Errorf("the whole has %g of %g m² and %d points", whole.Area(), sum, whole.Points())
		}
		// Without the one in the middle there is a hole; it and the border lie around what is left.
		holed := place.Union(slices.Concat(list[:12], list[13:])...)
		if err := holed.Check(); err != nil || len(holed) != 1 || len(holed[0]) != 2 || math.Abs(holed.Area()/(sum-list[12].Area())-1) > 1e-9 {
			t.Errorf("without the one in the middle: %d pieces, %v", len(holed), err)
		}
		// Two that touch in a corner stay two.
		if two := place.Union(list[0], list[6]); two.Check() != nil || len(two) != 2 {
			t.Errorf("two that touch are %d", len(two))
		}
		// Four around a hole that touch in corners: the order does not matter for the area.
		ring := []place.Shape{list[7], list[11], list[13], list[17]}
		slices.Reverse(ring)
		if s := place.Union(ring...); s.Check() != nil || math.Abs(s.Area()/(list[7].Area()+list[11].Area()+list[13].Area()+list[17].Area())-1) > 1e-9 {
			t.Errorf("four that touch: %v", s.Check())
		}
	}
	if place.Union() != nil || place.Union(nil, nil) != nil {
		t.Error("of nothing comes something")
	}
}

// Communes of the maps that others publish share their borders point by point, so that an area put together of them is one piece.
func TestRealNeighboursBecomeOneArea(t *testing.T) {
	dir := outside.Shared(t, "data/geo/vn-wards-gi-areas")
	var list []place.Shape
	sum, points := 0.0, 0
	for _, name := range []string{"24121_tan_lap", "24133_buon_ma_thuot", "24154_thanh_nhat", "24163_tan_an", "24169_ea_kao"} {
		b, err := os.ReadFile(filepath.Join(dir, name+".geojson"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := place.ParseShape(b)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
		sum += s.Area()
		points += s.Points()
	}
	whole := place.Union(list...)
	t.Logf("%d points of %d in %d pieces, %v", whole.Points(), points, len(whole), whole.Check())
	if math.Abs(whole.Area()/sum-1) > 1e-6 || whole.Points() >= points {
		t.Errorf("the whole has %g of %g m², %d of %d points", whole.Area(), sum, whole.Points(), points)
	}
}

func TestNeighboursKeepTheirBorderWhenSimplified(t *testing.T) {
	for seed := range uint64(20) {
		list := patches(rand.New(rand.NewPCG(seed, 1)), 4)
		thin := place.Simplify(list, 4e6)
		before, after, sum := 0, 0, 0.0
		for i := range list {
			before += list[i].Points()
			after += thin[i].Points()
			sum += thin[i].Area()
		}
		if after*2 > before || after < 4*len(list) {
			t.Errorf("of %d points %d are left", before, after)
		}
		if whole := place.Union(thin...); len(whole) != 1 || len(whole[0]) != 1 || math.Abs(whole.Area()/sum-1) > 1e-9 {
			t.Errorf("there are gaps: %d pieces", len(whole))
		}
		if again := place.Simplify(list, 4e6); !slices.EqualFunc(thin, again, func(a, b place.Shape) bool { return bytes.Equal(a.GeoJSON(), b.GeoJSON()) }) {
			t.Error("it comes out otherwise the second time")
		}
		if same := place.Simplify(list, 0); !slices.EqualFunc(same, list, func(a, b place.Shape) bool {
			return math.Abs(a.Area()-b.Area()) < 1e-3*a.Area() && a.Points() == b.Points()
		}) {
			t.Error("points fall away though none may")
		}
	}
	islands := shape(t, "0 0 9000 0 9000 9000 0 9000|20000 0 20010 0 20010 10")
	if thin := place.Simplify([]place.Shape{islands, islands[1:]}, 1e5); len(thin[0]) != 1 || len(thin[1]) != 1 {
		t.Errorf("of two islands %d are left, of one %d", len(thin[0]), len(thin[1]))
	}
}

func TestPictureLiesOnTheGround(t *testing.T) {
	s := shape(t, "105000000 20000000 106000000 20000000 106000000 20500000 105000000 20500000")
	v := place.NewView(s.Box(), 1000, 20)
	for _, p := range s[0][0] {
		x, y := v.At(p)
		if back := v.Point(float64(x), float64(y)); math.Abs(float64(back.Lon-p.Lon)) > 1100 || math.Abs(float64(back.Lat-p.Lat)) > 1100 {
			t.Errorf("%v is drawn at %d %d, and that is %v", p, x, y, back)
		}
	}
	if v.Height < 520 || v.Height > 560 { // half as high, and a little more: degrees of longitude are short here
		t.Errorf("the picture is %d high", v.Height)
	}
	if got := v.Path(s); !strings.HasPrefix(got, "M20 ") || !strings.HasSuffix(got, "z") || !strings.Contains(got, "l960 0 0 -") {
		t.Errorf("the path is %s", got)
	}
	metres, units := v.Bar()
	if metres != 20_000 || math.Abs(float64(units)*v.Metres()-20_000) > v.Metres() {
		t.Errorf("the bar has %d m and %d units of %.1f m", metres, units, v.Metres())
	}
	if v.Ground() == "" || (place.View{}).Ground() != "" {
		t.Error("the ground is not told")
	}
	if empty := place.NewView(place.Shape(nil).Box(), 1000, 20); empty.Width != 1000 || empty.Path(nil) != "" {
		t.Error("nothing is drawn somehow")
	}
}

func TestLabelStandsInsideItsLand(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 200 {
		s := place.Shape{{star(r, 3+r.IntN(40), 107, 14, 0.3)}}
		at, width := s.Inside()
		if !s.Contains(at) || width <= 0 {
			t.Fatalf("%v is not in %s", at, s.GeoJSON())
		}
	}
	ring := shape(t, "0 0 100000 0 100000 100000 0 100000/10000 10000 90000 10000 90000 90000 10000 90000")
	if at, _ := ring.Inside(); !ring.Contains(at) {
		t.Errorf("%v lies in the hole", at)
	}
}

func TestMapForDocuments(t *testing.T) {
	list := patches(rand.New(rand.NewPCG(1, 1)), 3)
	svg, bar := place.Map{Units: list[:4], Chosen: list[4:6], Outline: list[4], Width: 600}.SVG(`Vùng "A" & <B>`)
	if bar != 5000 && bar != 10_000 {
		t.Errorf("the bar has %d m", bar)
	}
	if !strings.HasPrefix(svg, `<svg role="img" aria-label="Vùng &quot;A&quot; &amp; &lt;B&gt;" viewBox="0 0 600 `) || strings.Count(svg, "<path") != 2+6+1+1 {
		t.Errorf("the map is %s", svg)
	}
	if again, _ := (place.Map{Units: list[:4], Chosen: list[4:6], Outline: list[4], Width: 600}).SVG(`Vùng "A" & <B>`); again != svg {
		t.Error("the map comes out otherwise the second time")
	}
	if svg, _ := (place.Map{Width: 600}).SVG(""); svg != "" {
		t.Errorf("of nothing a map is made: %s", svg)
	}
}

func TestMapsThatAreNoAreaAreRefused(t *testing.T) {
	polygon := func(coordinates string) string { return `{"type":"Polygon","coordinates":` + coordinates + `}` }
	for _, c := range []struct{ name, text, fault string }{
		{"nothing", "", "is empty"},
		{"no JSON", "{", "not written in JSON"},
		{"a list", "[]", "not an object"},
		{"another type", `{"type":"Circle"}`, "no type of GeoJSON"},
		{"no type", `{}`, "no type of GeoJSON"},
		{"a type that is no text", `{"type":1}`, "is not a text"},
		{"a point", `{"type":"Point","coordinates":[1,2]}`, "encloses no area"},
		{"a line", `{"type":"LineString","coordinates":[[1,2],[3,4]]}`, "encloses no area"},
		{"a polygon without rings", polygon("[]"), "has no ring"},
		{"a polygon of points", polygon("[[1,2],[3,4]]"), "has no ring"},
		{"an open ring", polygon("[[[0,0],[1,0],[1,1],[0,1]]]"), "not closed"},
		{"a ring of three positions", polygon("[[[0,0],[1,0],[0,0]]]"), "not closed"},
		{"a ring of one place", polygon("[[[0,0],[0,0],[0,0],[0,0]]]"), "encloses no area"},
		{"too far east", polygon("[[[0,0],[181,0],[1,1],[0,0]]]"), "outside of ±180°"},
		{"latitude first", polygon("[[[21,105],[22,105],[22,106],[21,105]]]"), "outside of ±180°"},
		{"a position of one number", polygon("[[[0],[1,0],[1,1],[0,0]]]"), "a position has"},
		{"a position of four", polygon("[[[0,0,0,0],[1,0],[1,1],[0,0]]]"), "a position has"},
		{"a text in a position", polygon(`[[["0",0],[1,0],[1,1],[0,0]]]`), "numbers and lists"},
		{"numbers and lists mixed", polygon("[[[0,[0]],[1,0],[1,1],[0,0]]]"), "numbers and lists"},
		{"a number that no computer holds", polygon("[[[0,0],[1e999,0],[1,1],[0,0]]]"), "out of range"},
		{"another reference system", `{"type":"Polygon","crs":{"type":"name"},"coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`, "reference system"},
		{"a member twice", `{"type":"Polygon","type":"Polygon"}`, "twice"},
		{"too deep", polygon(strings.Repeat("[", 50)), "nested"},
		{"too deep in a member that is passed over", `{"x":` + strings.Repeat("[", 50), "nested"},
		{"something after it", polygon("[[[0,0],[1,0],[1,1],[0,0]]]") + " {}", "something follows"},
		{"features of another type", `{"type":"FeatureCollection","features":[{"type":"Polygon"}]}`, "and no Polygon"},
		{"a collection that says that it is a polygon", `{"type":"Polygon","features":[]}`, "does not fit"},
		{"a collection without features", `{"type":"FeatureCollection"}`, "does not fit"},
		{"a collection of nothing", `{"type":"FeatureCollection","features":[]}`, "no area"},
		{"a feature of nothing", `{"type":"Feature","geometry":null,"properties":null}`, "no area"},
		{"parcels that overlap", `{"type":"GeometryCollection","geometries":[` + polygon("[[[0,0],[2,0],[2,2],[0,0]]]") + "," + polygon("[[[1,0],[3,0],[3,2],[1,0]]]") + `]}`, "overlap"},
	} {
		if _, err := place.ParseShape([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.fault) || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	points := strings.Repeat("[0,0],", place.MaxPoints+10_000)
	if _, err := place.ParseShape([]byte(polygon("[[" + points + "[0,0]]]"))); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too many points: %v", err)
	}
	if _, err := place.ParseShape(bytes.Repeat([]byte(" "), place.MaxBytes+1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too many bytes: %v", err)
	}
}

func TestMapsAreRead(t *testing.T) {
	const ring = "[[[0,0],[0,1],[1,1],[1,1],[0,0]]]" // clockwise, a point twice
	for _, c := range []struct{ name, text string }{
		{"a polygon", `{"type":"Polygon","coordinates":` + ring + `}`},
		{"its type behind it", `{"coordinates":` + ring + `,"type":"Polygon"}`},
		{"a multipolygon", `{"type":"MultiPolygon","coordinates":[` + ring + `]}`},
		{"a feature", `{"type":"Feature","properties":{"a":{"b":[1,2]}},"geometry":{"type":"Polygon","coordinates":` + ring + `},"bbox":[0,0,1,1]}`},
		{"a collection, its type behind it", `{"features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":` + ring + `}}],"bbox":[0,0,1,1],"type":"FeatureCollection"}`},
		{"with heights", `{"type":"Polygon","coordinates":[[[0,0,5],[0,1,6],[1,1,7],[0,0,5]]]}`},
		{"with more digits than we keep", `{"type":"Polygon","coordinates":[[[0.0000000001,0],[0,1],[1,0.9999999],[0,0]]]}`},
	} {
		s, err := place.ParseShape([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got, want := string(s.GeoJSON()), `{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,1],[0,0]]]}`; got != want {
			t.Errorf("%s is read as %s", c.name, got)
		}
	}
}

// A shape that is so tangled that comparing its sides would take for ever is refused.
func TestTangleIsRefused(t *testing.T) {
	var r place.Ring
	const n = 40_000
	for i := range int32(n) {
		r = append(r, place.Point{Lon: i * 1000, Lat: (i % 2) * 80_000_000})
	}
	r = append(r, place.Point{Lon: n * 1000, Lat: 85_000_000}, place.Point{Lon: 0, Lat: 85_000_000})
	if err := (place.Shape{{r}}).Check(); err != nil { // long, but orderly
		t.Errorf("a comb: %v", err)
	}
	// Sides all of whose boxes meet.
	var tangled place.Shape
	for i := range int32(4000) {
		tangled = append(tangled, place.Polygon{{{Lon: i * 1000, Lat: 0}, {Lon: i*1000 + 100, Lat: 0}, {Lon: i*1000 + 80_000_100, Lat: 80_000_000}, {Lon: i*1000 + 80_000_000, Lat: 80_000_000}}})
	}
	if err := tangled.Check(); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "tangled") {
		t.Errorf("a tangle: %v", err)
	}
}

func FuzzParseShape(f *testing.F) {
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"code":"1","n":1.5,"b":true,"x":null},"geometry":{"type":"MultiPolygon","coordinates":[[[[105,20],[106,20],[106,21],[105,20]],[[105.8,20.1],[105.9,20.2],[105.9,20.1],[105.8,20.1]]]]}}],"bbox":[1,2]}`))
	f.Add([]byte(`{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[1e-6,0],[1e-6,1e-6],[0,0]]]}]}`))
	f.Add([]byte(`{"features":[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := place.ParseShape(text)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		again, err := place.ParseShape(s.GeoJSON())
		if err != nil || !bytes.Equal(again.GeoJSON(), s.GeoJSON()) {
			t.Fatalf("%s is read as %s: %v", s.GeoJSON(), again.GeoJSON(), err)
		}
		if a := s.Area(); !(a >= 0) || a > 511e12 {
			t.Fatalf("it has %g m²", a)
		}
		packed, _ := s.MarshalBinary()
		var back place.Shape
		if err := back.UnmarshalBinary(packed); err != nil || !bytes.Equal(back.GeoJSON(), s.GeoJSON()) {
			t.Fatalf("it is stored as %s: %v", back.GeoJSON(), err)
		}
		svg, _ := place.Map{Chosen: []place.Shape{s}, Width: 500}.SVG("x")
		if !strings.HasSuffix(svg, "</svg>") {
			t.Fatalf("it is drawn as %s", svg)
		}
		at, _ := s.Inside()
		_ = s.Contains(at)
		for i := range s {
			if !s.Contains(s[i][0][0]) {
				t.Fatal("a corner lies outside")
			}
		}
	})
}

func FuzzUnmarshalShape(f *testing.F) {
	s := place.Shape{{{{Lon: 1, Lat: 2}, {Lon: 30, Lat: 4}, {Lon: 5, Lat: 60}}}}
	b, _ := s.MarshalBinary()
	f.Add(b)
	f.Add([]byte{255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s place.Shape
		if s.UnmarshalBinary(b) != nil {
			return
		}
		_ = s.Check()
		_ = s.Box()
	})
}
