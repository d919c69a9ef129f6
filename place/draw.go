package place

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// View puts the ground onto a picture: longitude and latitude as they are, longitude shortened as it is in the middle of the picture. Over a
// province that is true within a few parts in a thousand.
type View struct {
	Width, Height int // of the picture; its origin is at the top left
	box           Box
	across, down  float64 // units of the picture per millionth of a degree
	left, top     float64
}

// NewView makes a view of a box with so much around it, as wide as given and at most as high as wide. Of an empty box it is an empty picture.
func NewView(box Box, width, margin int) View {
	v := View{Width: width, Height: width, box: box}
	if box.Empty() {
		return v
	}
	shrink := math.Max(0.01, math.Cos(inDegrees(box.South/2+box.North/2)*math.Pi/180))
	wide := math.Max(1, float64(int64(box.East)-int64(box.West))) * shrink
	high := math.Max(1, float64(int64(box.North)-int64(box.South)))
	room := float64(width - 2*margin)
	v.down = room / math.Max(wide, high)
	v.across = v.down * shrink
	v.Height = int(math.Ceil(high*v.down)) + 2*margin
	v.left = float64(margin) + (room-float64(wide*v.down))/2
	v.top = float64(margin)
	return v
}

// At gives where a point is on the picture.
func (v View) At(p Point) (x, y int) {
	return int(math.Round(v.left + float64(float64(int64(p.Lon)-int64(v.box.West))*v.across))),
		int(math.Round(v.top + float64(float64(int64(v.box.North)-int64(p.Lat))*v.down)))
}

// Point gives the point of the ground at a place on the picture.
func (v View) Point(x, y float64) Point {
	return Point{v.box.West + int32(math.Round((x-v.left)/v.across)), v.box.North - int32(math.Round((y-v.top)/v.down))}
}

// Metres is how many metres a unit of the picture has.
func (v View) Metres() float64 { return metre / v.down }

// Pixel is how many square metres a square of so many units has, for Simplify.
func (v View) Pixel(units float64) float64 { return v.Metres() * v.Metres() * units * units }

// Path writes a shape as path data of SVG, in whole units.
func (v View) Path(s Shape) string {
	var b []byte
	for _, p := range s {
		for _, r := range p {
			b = v.ring(b, r)
		}
	}
	return string(b)
}

func (v View) ring(b []byte, r Ring) []byte {
	if len(r) == 0 {
		return b
	}
	x, y := v.At(r[0])
	b = append(b, 'M')
	b = strconv.AppendInt(b, int64(x), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(y), 10)
	drawn := false
	for _, p := range r[1:] {
		nx, ny := v.At(p)
		if nx == x && ny == y {
			continue
		}
		if drawn {
			b = append(b, ' ')
		} else {
			b = append(b, 'l')
		}
		drawn = true
		b = strconv.AppendInt(b, int64(nx-x), 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(ny-y), 10)
		x, y = nx, ny
	}
	return append(b, 'z')
}

// Bar gives a length for a bar that tells the scale: 1, 2 or 5 metres or ten times as often, that takes at most a quarter of the width.
func (v View) Bar() (metres, units int) {
	most := v.Metres() * float64(v.Width) / 4
	metres = 1
	for i := 0; ; i++ {
		next := [...]int{1, 2, 5}[i%3] * int(math.Pow10(i/3))
		if float64(next) > most || i > 24 {
			break
		}
		metres = next
	}
	return metres, int(math.Round(float64(metres) / v.Metres()))
}

// Inside gives a point well within the shape, for a label, and how wide the land is there from west to east, in millionths of a degree. Of the
// lines from west to east through the largest polygon it takes the middle of the widest piece of land.
func (s Shape) Inside() (at Point, width int32) {
	if len(s) == 0 {
		return Point{}, 0
	}
	p := largest(s)
	box := p.box()
	const lines = 12
	best := -1.0
	for k := int64(1); k < lines; k++ {
		lat := box.South + int32((int64(box.North)-int64(box.South))*k/lines)
		cuts := p.cuts(lat)
		for i := 0; i+1 < len(cuts); i += 2 {
			w := cuts[i+1] - cuts[i]
			off := math.Abs(float64(k)/lines-0.5) * 2
			if score := float64(w) * (1 - off*off*0.7); score > best {
				best, width, at = score, w, Point{cuts[i] + w/2, lat}
			}
		}
	}
	return at, width
}

// cuts are the longitudes at which a line of latitude passes the rings, sorted.
func (p Polygon) cuts(lat int32) []int32 {
	var list []int32
	for _, r := range p {
		for i, b := range r {
			a := r[(i+len(r)-1)%len(r)]
			if (a.Lat <= lat) != (b.Lat <= lat) {
				list = append(list, a.Lon+int32((int64(b.Lon)-int64(a.Lon))*(int64(lat)-int64(a.Lat))/(int64(b.Lat)-int64(a.Lat))))
			}
		}
	}
	slices.Sort(list)
	return list
}

// Map is a picture of units and of an area, for documents.
type Map struct {
	Units   []Shape // drawn as lines
	Chosen  []Shape // and those that are filled
	Outline Shape   // drawn over them
	Width   int     // of the picture, in units of its own
	Wide    int     // how wide and high it is shown at most, in pixels of CSS; 0 for no limit
	High    int
}

// Box is the box around what is drawn.
func (m Map) Box() Box {
	b := m.Outline.Box()
	for _, s := range slices.Concat(m.Units, m.Chosen) {
		b = b.Union(s.Box())
	}
	return b
}

// SVG draws the map with lines and fills alone, as adapter/paper/svg takes them: the chosen units grey, the outline a thick line, and at the bottom a bar
// of the length that View.Bar of the same view gives. Label is what the picture shows in words. It is "" if there is nothing to draw.
func (m Map) SVG(label string) (svg string, bar int) {
	box := m.Box()
	if box.Empty() {
		return "", 0
	}
	v := NewView(box, m.Width, m.Width/50)
	stroke := max(1, m.Width/400)
	foot := m.Width / 20
	b := []byte(`<svg role="img" aria-label="` + attribute(label) + `" viewBox="0 0 ` + strconv.Itoa(v.Width) + " " + strconv.Itoa(v.Height+foot) + `"`)
	if m.Wide > 0 && m.High > 0 {
		wide := min(m.Wide, m.High*v.Width/(v.Height+foot))
		b = append(b, ` width="`+strconv.Itoa(wide)+`" height="`+strconv.Itoa(wide*(v.Height+foot)/v.Width)+`"`...)
	}
	b = append(b, '>')
	path := func(d, how string) {
		if d != "" {
			b = append(b, `<path d="`+d+`" `+how+`/>`...)
		}
	}
	thin := Simplify(slices.Concat(m.Units, m.Chosen, []Shape{m.Outline}), v.Pixel(1.5))
	for _, s := range thin[len(m.Units) : len(m.Units)+len(m.Chosen)] {
		path(v.Path(s), `fill="#b9c4bd" fill-rule="evenodd" stroke="none"`)
	}
	for _, s := range thin[:len(m.Units)+len(m.Chosen)] {
		path(v.Path(s), `fill="none" stroke="#555" stroke-width="`+strconv.Itoa(stroke)+`"`)
	}
	path(v.Path(thin[len(thin)-1]), `fill="none" stroke="#000" stroke-width="`+strconv.Itoa(3*stroke)+`"`)
	bar, units := v.Bar()
	y := v.Height + foot/2
	path("M"+strconv.Itoa(m.Width/50)+" "+strconv.Itoa(y-foot/4)+"v"+strconv.Itoa(foot/4)+"h"+strconv.Itoa(units)+"v-"+strconv.Itoa(foot/4),
		`fill="none" stroke="#000" stroke-width="`+strconv.Itoa(2*stroke)+`"`)
	return string(append(b, "</svg>"...)), bar
}

// attribute writes a text as the value of an attribute.
func attribute(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// Ground tells how the picture lies on the ground, for scripts: the longitude and latitude in degrees of its top left corner, and the degrees
// of longitude and latitude that a unit has, divided by spaces.
func (v View) Ground() string {
	if v.across == 0 {
		return ""
	}
	var b []byte
	for _, f := range [...]float64{(float64(v.box.West) - v.left/v.across) / degree, (float64(v.box.North) + v.top/v.down) / degree, 1 / v.across / degree, 1 / v.down / degree} {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, f, 'g', 12, 64)
	}
	return string(b)
}
