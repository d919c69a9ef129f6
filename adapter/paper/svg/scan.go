package svg

import (
	"math"
	"strconv"
	"strings"
)

// scanner reads numbers as SVG writes them: apart by white space, a comma, or nothing where a sign or a second point begins
// the next one.
type scanner struct {
	rest string
	bad  bool // something was not a number
}

// skip passes white space, and one comma if it is allowed.
func (s *scanner) skip(comma bool) {
	s.rest = strings.TrimLeft(s.rest, " \t\n\r\f")
	if comma && strings.HasPrefix(s.rest, ",") {
		s.rest = strings.TrimLeft(s.rest[1:], " \t\n\r\f")
	}
}

// done says whether all was read and understood.
func (s *scanner) done() bool {
	s.skip(false)
	return !s.bad && s.rest == ""
}

// more says whether another number follows.
func (s *scanner) more() bool {
	s.skip(true)
	return !s.bad && s.rest != "" && (s.rest[0] >= '0' && s.rest[0] <= '9' || strings.IndexByte("+-.", s.rest[0]) >= 0)
}

// number reads a number.
func (s *scanner) number() float64 {
	s.skip(true)
	n, digits := 0, 0
	sign := func() {
		if n < len(s.rest) && (s.rest[n] == '+' || s.rest[n] == '-') {
			n++
		}
	}
	figures := func() {
		for n < len(s.rest) && s.rest[n] >= '0' && s.rest[n] <= '9' {
			n++
			digits++
		}
	}
	sign()
	if figures(); n < len(s.rest) && s.rest[n] == '.' {
		n++
		figures()
	}
	if mantissa := n; digits > 0 && n < len(s.rest) && (s.rest[n] == 'e' || s.rest[n] == 'E') {
		n++
		sign()
		digits = 0
		if figures(); digits == 0 { // not an exponent but a unit, such as em
			n = mantissa
		}
		digits = 1
	}
	v, err := strconv.ParseFloat(s.rest[:n], 64)
	if digits == 0 || err != nil || math.Abs(v) > 1e9 {
		s.bad = true
		return 0
	}
	s.rest = s.rest[n:]
	return v
}

// flag reads the 0 or 1 of an arc.
func (s *scanner) flag() bool {
	if s.skip(true); s.rest == "" || s.rest[0] != '0' && s.rest[0] != '1' {
		s.bad = true
		return false
	}
	one := s.rest[0] == '1'
	s.rest = s.rest[1:]
	return one
}
