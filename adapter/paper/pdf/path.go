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

// Path draws a shape: filled by the non-zero rule if fill is not nil, and its outline on top if stroke is not nil.
func (p *Page) Path(path Path, fill, stroke *Color, weight float64) {
	p.Paint(path, Paint{Fill: fill, Stroke: stroke, Weight: weight})
}

// Paint is how a shape is drawn.
type Paint struct {
	Fill, Stroke *Color
	Weight       float64 // thickness of the stroke
	EvenOdd      bool    // fill by the even-odd rule
	Cap, Join    int     // 0 butt or miter, 1 round, 2 square or bevel
	Miter        float64 // limit of mitred joins; 10 if 0
	Dash         []float64
	Phase        float64 // where in the dashes the stroke begins
}

// Paint draws a shape.
func (p *Page) Paint(path Path, paint Paint) {}
