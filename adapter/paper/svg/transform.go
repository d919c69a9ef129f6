package svg

import (
	"errors"
	"math"
	"strings"

	"github.com/muniment/muniment/adapter/paper/pdf"
)

// matrix maps x, y to a x + c y + e, b x + d y + f.
type matrix [6]float64

// times is the matrix that does n first.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1],
		m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3],
		m[0]*n[4] + m[2]*n[5] + m[4], m[1]*n[4] + m[3]*n[5] + m[5],
	}
}

// move moves every point of a path.
func (m matrix) move(p pdf.Path) {
	for i := range p {
		to := &p[i].To
		for j := 0; j < len(to); j += 2 {
			to[j], to[j+1] = m[0]*to[j]+m[2]*to[j+1]+m[4], m[1]*to[j]+m[3]*to[j+1]+m[5]
		}
	}
}

// scale is how much longer things become, in the mean.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])) }

// transform reads a list of transforms, of which the last is done first.
func transform(v string) (matrix, error) {
	m := matrix{1, 0, 0, 1, 0, 0}
	for s := (scanner{rest: v}); ; {
		s.skip(true)
		if s.rest == "" {
			return m, nil
		}
		name, rest, ok := strings.Cut(s.rest, "(")
		if !ok {
			return m, errors.New("a transform without its values")
		}
		s.rest = rest
		var a []float64
		for s.more() {
			a = append(a, s.number())
		}
		n, err := single(strings.TrimSpace(name), a)
		if err != nil || s.bad || !strings.HasPrefix(s.rest, ")") {
			return m, errors.New("a transform that is not known")
		}
		s.rest = s.rest[1:]
		m = m.times(n)
	}
}

// single is one transform.
func single(name string, a []float64) (matrix, error) {
	switch n := len(a); {
	case name == "matrix" && n == 6:
		return matrix(a), nil
	case name == "translate" && n == 1:
		return matrix{1, 0, 0, 1, a[0], 0}, nil
	case name == "translate" && n == 2:
		return matrix{1, 0, 0, 1, a[0], a[1]}, nil
	case name == "scale" && n == 1:
		return matrix{a[0], 0, 0, a[0], 0, 0}, nil
	case name == "scale" && n == 2:
		return matrix{a[0], 0, 0, a[1], 0, 0}, nil
	case name == "rotate" && n == 1:
		sin, cos := math.Sincos(a[0] * math.Pi / 180)
		return matrix{cos, sin, -sin, cos, 0, 0}, nil
	case name == "rotate" && n == 3:
		sin, cos := math.Sincos(a[0] * math.Pi / 180)
		return matrix{cos, sin, -sin, cos, a[1] - cos*a[1] + sin*a[2], a[2] - sin*a[1] - cos*a[2]}, nil
	case name == "skewX" && n == 1:
		return matrix{1, 0, math.Tan(a[0] * math.Pi / 180), 1, 0, 0}, nil
	case name == "skewY" && n == 1:
		return matrix{1, math.Tan(a[0] * math.Pi / 180), 0, 1, 0, 0}, nil
	}
	return matrix{}, errors.New("a transform that is not known")
}
