package pdf

// Segment is one step of a path: what is done, and the points that it needs in pairs of x and y.
type Segment struct {
	Op byte       // 'm' move, 'l' line, 'c' cubic curve, 'h' close, as the operators of PDF
	To [6]float64 // m and l use the first pair; c two control points and the end
}

// Path is a shape. The zero Path is empty.
type Path []Segment

// Move begins a part of the path.
func (p *Path) Move(x, y float64) { *p = append(*p, Segment{'m', [6]float64{x, y}}) }

// Line goes straight to a point.
func (p *Path) Line(x, y float64) { *p = append(*p, Segment{'l', [6]float64{x, y}}) }

// Cubic goes to x, y on a Bézier curve with two control points.
func (p *Path) Cubic(x1, y1, x2, y2, x, y float64) {
	*p = append(*p, Segment{'c', [6]float64{x1, y1, x2, y2, x, y}})
}

// Close goes straight back to where the part began.
func (p *Path) Close() { *p = append(*p, Segment{Op: 'h'}) }

// LineStyle is how a line is drawn.
type LineStyle int

// The styles of lines. Dots are round, a diameter apart; dashes and the gaps between them are three times as long as the line
// is thick.
const (
	Solid LineStyle = iota
	Dotted
	Dashed
)

// Paint is how a shape is drawn.
type Paint struct {
	Fill, Stroke *Color
	EvenOdd      bool // fill by the even-odd rule
	Pen
}

// Pen is how a stroke is drawn. Nothing of it matters if there is none.
type Pen struct {
	Weight float64 // thickness
	Cap    int     // of open ends: 0 butt, 1 round, 2 square
	Join   int     // of corners: 0 mitre, 1 round, 2 bevel
	Miter  float64 // limit of mitres; 10 if 0
	Dash   []float64
	Phase  float64 // where in the dashes the stroke begins
}

// graphics is the state of the content stream for what is filled and stroked.
type graphics struct {
	fill, stroke Color
	weight       float64
	cap, join    int
	miter        float64
	dash         string // operands of d
}

var startGraphics = graphics{weight: 1, miter: 10, dash: "[]0 "}

// setFill makes a colour that of fills and text.
func (p *Page) setFill(c Color) {
	if p.fill != c {
		p.fill = c
		p.content = ink(p.content, c, "g\n", "rg\n")
	}
}

// setPen makes the strokes look as the pen says.
func (p *Page) setPen(c Color, pen *Pen) {
	b := p.content
	if p.stroke != c {
		p.stroke = c
		b = ink(b, c, "G\n", "RG\n")
	}
	if p.weight != pen.Weight {
		p.weight = pen.Weight
		b = append(number(b, pen.Weight), " w\n"...)
	}
	if p.cap != pen.Cap {
		p.cap = pen.Cap
		b = append(integer(b, pen.Cap), " J\n"...)
	}
	if p.join != pen.Join {
		p.join = pen.Join
		b = append(integer(b, pen.Join), " j\n"...)
	}
	if m := max(pen.Miter, 1); p.miter != m && pen.Miter != 0 {
		p.miter = m
		b = append(number(b, m), " M\n"...)
	}
	var room [32]byte
	dash := append(numbers(append(room[:0], '['), pen.Dash...), ']')
	if dash = numbers(dash, pen.Phase); p.dash != string(dash) {
		p.dash = string(dash)
		b = append(append(b, dash...), "d\n"...)
	}
	p.content = b
}

// ink appends a colour with its operator: one for greys and one for the others.
func ink(b []byte, c Color, grey, rgb string) []byte {
	if c.R == c.G && c.G == c.B {
		return append(level(b, c.R), grey...)
	}
	return append(level(level(level(b, c.R), c.G), c.B), rgb...)
}

// level appends v/255 with three decimals, which tell all values apart.
func level(b []byte, v uint8) []byte {
	switch v {
	case 0:
		return append(b, "0 "...)
	case 255:
		return append(b, "1 "...)
	}
	n := (int(v)*1000 + 127) / 255
	return append(b, '.', byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10), ' ')
}

// Fill fills a rectangle.
func (p *Page) Fill(x, y, w, h float64, c Color) {
	p.mark()
	p.endText()
	p.setFill(c)
	p.content = append(numbers(p.content, x, p.height-y-h, w, h), "re f\n"...)
}

// Line draws a straight line.
func (p *Page) Line(x1, y1, x2, y2, weight float64, c Color, style LineStyle) {
	pen := Pen{Weight: weight}
	var dash [2]float64
	switch style {
	case Dotted:
		dash = [2]float64{0, 2 * weight}
		pen.Cap, pen.Dash = 1, dash[:]
	case Dashed:
		dash = [2]float64{3 * weight, 3 * weight}
		pen.Dash = dash[:]
	}
	p.mark()
	p.endText()
	p.setPen(c, &pen)
	b := append(numbers(p.content, x1, p.height-y1), "m "...)
	p.content = append(numbers(b, x2, p.height-y2), "l S\n"...)
}

// Path draws a shape: filled by the non-zero rule if fill is not nil, and its outline on top if stroke is not nil.
func (p *Page) Path(path Path, fill, stroke *Color, weight float64) {
	p.Paint(path, Paint{Fill: fill, Stroke: stroke, Pen: Pen{Weight: weight}})
}

// Paint draws a shape.
func (p *Page) Paint(path Path, paint Paint) {
	if len(path) == 0 || path[0].Op != 'm' || paint.Fill == nil && paint.Stroke == nil {
		return
	}
	p.mark()
	p.endText()
	if paint.Fill != nil {
		p.setFill(*paint.Fill)
	}
	if paint.Stroke != nil {
		p.setPen(*paint.Stroke, &paint.Pen)
	}
	b := p.content
	for _, s := range path {
		for i := range map[byte]int{'m': 1, 'l': 1, 'c': 3}[s.Op] {
			b = numbers(b, s.To[2*i], p.height-s.To[2*i+1])
		}
		b = append(b, s.Op, '\n')
	}
	switch {
	case paint.Fill == nil:
		b = append(b, 'S')
	case paint.Stroke == nil:
		b = append(b, 'f')
	default:
		b = append(b, 'B')
	}
	if paint.EvenOdd && paint.Fill != nil {
		b = append(b, '*')
	}
	p.content = append(b, '\n')
}

// Image shows a picture in a rectangle.
func (p *Page) Image(m *Image, x, y, w, h float64) {
	p.mark()
	p.endText()
	known := false
	for _, o := range p.images {
		known = known || o == m
	}
	if !known {
		p.images = append(p.images, m)
	}
	b := numbers(append(p.content, "q "...), m.matrix(x, p.height-y-h, w, h)...)
	p.content = append(m.name(append(b, "cm "...)), " Do Q\n"...)
}
