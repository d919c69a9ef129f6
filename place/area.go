package place

import "math"

// The ellipsoid of WGS 84.
const (
	semiMajor  = 6378137.0 // metres
	flattening = 1 / 298.257223563
)

var (
	semiMinor    = semiMajor * (1 - flattening)
	eccentricity = math.Sqrt(flattening * (2 - flattening))
)

// Area is the area in square metres on the ellipsoid of WGS 84, its sides straight in longitude and latitude. It is exact but for the
// arithmetic, whose error is below one part in a thousand million or a square metre, whichever is more; what is drawn wrongly by 10 m is of
// course wrong by 10 m times the length of the border. Height above the ellipsoid and slopes do not count.
//
// A strip of the ellipsoid between the equator and a latitude has b²/2·(sin φ/(1-e²sin²φ) + artanh(e sin φ)/e) square metres for each radian of
// longitude (Snyder 1987, 3-12). The area is the integral of that along the rings, by Gauss's rule of five points on pieces of at most half a degree.
func (s Shape) Area() float64 {
	sum := 0.0
	for _, p := range s {
		for _, r := range p {
			sum += r.area()
		}
	}
	return math.Abs(sum)
}

// area is positive for a ring that runs anticlockwise.
func (r Ring) area() float64 {
	sum := 0.0
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		sum -= float64(inDegrees(b.Lon)-inDegrees(a.Lon)) * math.Pi / 180 * strip(inDegrees(a.Lat), inDegrees(b.Lat), r[0].Lat)
	}
	return sum
}

// Gauss's rule of five points on -1 to 1.
var gauss = [5][2]float64{
	{-0.9061798459386640, 0.2369268850561891}, {-0.5384693101056831, 0.4786286704993665}, {0, 0.5688888888888889},
	{0.5384693101056831, 0.4786286704993665}, {0.9061798459386640, 0.2369268850561891},
}

// strip is the mean, over a side between two latitudes, of the square metres per radian of longitude between it and the latitude from which
// the ring is measured: near to it the figures are small, and little is lost when they are added.
func strip(from, to float64, origin int32) float64 {
	base := authalic(inDegrees(origin))
	pieces := math.Max(1, math.Ceil(math.Abs(to-from)*2))
	sum := 0.0
	for k := 0.0; k < pieces; k++ {
		low, step := from+(to-from)*k/pieces, (to-from)/pieces
		for _, g := range gauss {
			sum += float64(g[1] * (authalic(low+float64(step*(1+g[0])/2)) - base))
		}
	}
	return sum / 2 / pieces
}

// authalic is the area between the equator and a latitude, in square metres per radian of longitude.
func authalic(lat float64) float64 {
	sin := math.Sin(lat * math.Pi / 180)
	e := eccentricity * sin
	return semiMinor * semiMinor / 2 * (sin/(1-float64(e*e)) + math.Atanh(e)/eccentricity)
}

// Hectares is an area in square metres in hectares.
func Hectares(squareMetres float64) float64 { return squareMetres / 10_000 }
