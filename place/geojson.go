package place

import (
	"bytes"
	"io"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
)

// Limits of what is read. A commune with a long coast has some thousand points in the files of its state, the largest province 40,000.
const (
	MaxBytes  = 8 << 20 // of a text given to ParseShape
	MaxPoints = 200_000 // of a shape
	maxRings  = 5_000   // of a shape
	maxDepth  = 12      // of arrays and objects in each other
)

// ParseShape reads an area from GeoJSON (RFC 7946): a Polygon or MultiPolygon, a Feature of one, or a FeatureCollection or
// GeometryCollection of them. Coordinates are rounded to millionths of a degree, points that fall together are one, heights are
// dropped, and rings are turned to run as [Polygon] says. What comes out has passed Check.
//
// Errors: Invalid, with the polygon and ring where the fault lies; also for members that occur twice, for a reference system other than
// WGS 84 (a member "crs"), and beyond the limits of this package.
func ParseShape(text []byte) (Shape, error) {
	if len(text) > MaxBytes {
		return nil, fault.New(fault.Invalid, "the map has more than %d MB", MaxBytes>>20)
	}
	f := features{read: newReader(bytes.NewReader(text))}
	var s Shape
	for {
		next, err := f.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		s = append(s, next.Shape...)
		if s.Points() > MaxPoints {
			return nil, tooMany()
		}
	}
	if len(s) == 0 {
		return nil, fault.New(fault.Invalid, "there is no area on the map")
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	return s, nil
}

func tooMany() error { return fault.New(fault.Invalid, "the area has more than %d points", MaxPoints) }

// GeoJSON writes the shape as a Polygon or MultiPolygon, with as many decimals as are not zero. ParseShape reads the same shape again.
func (s Shape) GeoJSON() []byte {
	if len(s) == 1 {
		return append(s[0].json([]byte(`{"type":"Polygon","coordinates":`)), '}')
	}
	b := []byte(`{"type":"MultiPolygon","coordinates":[`)
	for i, p := range s {
		if i > 0 {
			b = append(b, ',')
		}
		b = p.json(b)
	}
	return append(b, "]}"...)
}

func (p Polygon) json(b []byte) []byte {
	b = append(b, '[')
	for i, r := range p {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for _, q := range r {
			b = append(q.json(b), ',')
		}
		if len(r) > 0 {
			b = r[0].json(b)
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

func (p Point) json(b []byte) []byte {
	b = append(b, '[')
	b = decimal(b, p.Lon)
	b = append(b, ',')
	return append(decimal(b, p.Lat), ']')
}

// decimal writes millionths as a decimal fraction, without zeros at its end.
func decimal(b []byte, v int32) []byte {
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	b = strconv.AppendInt(b, int64(v/degree), 10)
	if f := v % degree; f != 0 {
		digits := strconv.Itoa(int(f + degree))[1:]
		for digits[len(digits)-1] == '0' {
			digits = digits[:len(digits)-1]
		}
		b = append(append(b, '.'), digits...)
	}
	return b
}

// Feature is one of a file of GeoJSON: an area with what is told of it.
type Feature struct {
	ID         string            // "" if it has none
	Properties map[string]string // those that are texts, numbers or truth values
	Shape      Shape             // nil if its geometry is null
}

// Features reads the features of a file one by one, so that the file may be of any size. A geometry by itself is a feature without
// properties. The yield ends with the first error: what follows in a text that is not understood cannot be trusted.
//
// Errors: Invalid, as for ParseShape, but the shapes are not checked: see Shape.Check. Other errors are those of the reader.
func Features(r io.Reader) func(yield func(Feature, error) bool) {
	return func(yield func(Feature, error) bool) {
		f := features{read: newReader(r)}
		for {
			next, err := f.next()
			if err == io.EOF {
				return
			}
			if !yield(next, err) || err != nil {
				return
			}
		}
	}
}
