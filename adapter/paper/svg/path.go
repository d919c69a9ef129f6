package svg

import (
	"math"

	"github.com/muniment/muniment/adapter/paper/pdf"
)

// parsePath reads path data (SVG 1.1, 8.3) and says whether all of it was understood.
func parsePath(d string) (pdf.Path, bool) {
	p := pen{scanner: scanner{rest: d}}
	p.skip(false)
	for p.rest != "" {
		command := p.rest[0]
		p.rest = p.rest[1:]
		if len(p.path) == 0 && command|0x20 != 'm' || !p.command(command) {
			return nil, false
		}
		p.skip(false)
	}
	return p.path, true
}

// pen draws along path data.
type pen struct {
	scanner
	path           pdf.Path
	x, y           float64 // where it is
	startX, startY float64 // where the present part began
	armX, armY     float64 // the last control point, for the smooth curves
	last           byte    // the last command, in lower case
	closed         bool    // the next thing drawn begins a part
}

// command does a command with all its values, which may come several times.
func (p *pen) command(c byte) bool {
	relative := c >= 'a'
	kind := c | 0x20
	if kind == 'z' {
		p.path.Close()
		p.x, p.y, p.last, p.closed = p.startX, p.startY, 'z', true
		return !p.bad
	}
	for first := true; first || p.more(); first = false {
		var baseX, baseY float64
		if relative {
			baseX, baseY = p.x, p.y
		}
		at := func() (float64, float64) { return p.number() + baseX, p.number() + baseY }
		if kind == 'm' && first {
			p.x, p.y = at()
			p.startX, p.startY, p.closed = p.x, p.y, false
			p.path.Move(p.x, p.y)
			p.last = 'm'
			if p.bad {
				return false
			}
			continue
		}
		if p.closed {
			p.path.Move(p.x, p.y)
			p.closed = false
		}
		switch kind {
		case 'm', 'l':
			p.line(at())
		case 'h':
			p.line(p.number()+baseX, p.y)
		case 'v':
			p.line(p.x, p.number()+baseY)
		case 'c':
			x1, y1 := at()
			x2, y2 := at()
			x, y := at()
			p.cubic(x1, y1, x2, y2, x, y)
		case 's':
			x1, y1 := p.mirrored("cs")
			x2, y2 := at()
			x, y := at()
			p.cubic(x1, y1, x2, y2, x, y)
		case 'q':
			x1, y1 := at()
			x, y := at()
			p.quadratic(x1, y1, x, y)
		case 't':
			x1, y1 := p.mirrored("qt")
			x, y := at()
			p.quadratic(x1, y1, x, y)
		case 'a':
			rx, ry, turn := p.number(), p.number(), p.number()
			large, sweep := p.flag(), p.flag()
			x, y := at()
			p.arc(rx, ry, turn, large, sweep, x, y)
		default:
			return false
		}
		if p.last = kind; p.bad {
			return false
		}
	}
	return !p.bad
}

func (p *pen) line(x, y float64) {
	p.path.Line(x, y)
	p.x, p.y = x, y
}

func (p *pen) cubic(x1, y1, x2, y2, x, y float64) {
	p.path.Cubic(x1, y1, x2, y2, x, y)
	p.x, p.y, p.armX, p.armY = x, y, x2, y2
}

func (p *pen) quadratic(x1, y1, x, y float64) {
	p.path.Cubic(p.x+(x1-p.x)*2/3, p.y+(y1-p.y)*2/3, x+(x1-x)*2/3, y+(y1-y)*2/3, x, y)
	p.x, p.y, p.armX, p.armY = x, y, x1, y1
}

// mirrored is the last control point seen from the other side, if the last command was one of these, and otherwise the place
// of the pen.
func (p *pen) mirrored(of string) (float64, float64) {
	if p.last == of[0] || p.last == of[1] {
		return 2*p.x - p.armX, 2*p.y - p.armY
	}
	return p.x, p.y
}

// arc draws a part of an ellipse, by the conversion of SVG 1.1, appendix F.6, in pieces of at most a quarter.
func (p *pen) arc(rx, ry, turn float64, large, sweep bool, x, y float64) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if p.x == x && p.y == y {
		return
	}
	if rx == 0 || ry == 0 {
		p.line(x, y)
		return
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	dx, dy := (p.x-x)/2, (p.y-y)/2
	ax, ay := (cos*dx+sin*dy)/rx, (cos*dy-sin*dx)/ry // half the chord, on the unit circle
	chord := ax*ax + ay*ay
	if !(chord > 1e-12 && chord < 1e18) { // so little of so large an ellipse is straight, and one so small is not seen
		p.line(x, y)
		return
	}
	if chord > 1 { // the radii are too short: the smallest that will do
		grow := math.Sqrt(chord)
		rx, ry, ax, ay, chord = rx*grow, ry*grow, ax/grow, ay/grow, 1
	}
	off := math.Sqrt(max(1/chord-1, 0))
	if large == sweep {
		off = -off
	}
	cx, cy := off*ay, -off*ax // the centre, from the middle of the chord
	from := math.Atan2(ay-cy, ax-cx)
	sweepBy := math.Atan2(-ay-cy, -ax-cx) - from
	switch {
	case sweep && sweepBy < 0:
		sweepBy += 2 * math.Pi
	case !sweep && sweepBy > 0:
		sweepBy -= 2 * math.Pi
	}
	to := matrix{rx * cos, rx * sin, -ry * sin, ry * cos, (p.x + x) / 2, (p.y + y) / 2}
	pieces := math.Ceil(math.Abs(sweepBy)/(math.Pi/2) - 1e-9)
	step := sweepBy / pieces
	arm := 4.0 / 3 * math.Tan(step/4)
	var part pdf.Path
	for i := range int(pieces) {
		s0, c0 := math.Sincos(from + float64(i)*step)
		s1, c1 := math.Sincos(from + float64(i+1)*step)
		part.Cubic(cx+c0-arm*s0, cy+s0+arm*c0, cx+c1+arm*s1, cy+s1-arm*c1, cx+c1, cy+s1)
	}
	to.move(part)
	for i, s := range part {
		if i == len(part)-1 {
			s.To[4], s.To[5] = x, y
		}
		p.cubic(s.To[0], s.To[1], s.To[2], s.To[3], s.To[4], s.To[5])
	}
}
