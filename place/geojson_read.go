package place

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
)

// reader gives the tokens of a JSON text, and refuses what is too deep.
type reader struct {
	dec   *json.Decoder
	depth int
}

func newReader(r io.Reader) *reader { return &reader{dec: json.NewDecoder(r)} }

// next gives the next token. At the end of the text it is io.EOF; a text that breaks off is Invalid.
func (r *reader) next() (json.Token, error) {
	t, err := r.dec.Token()
	var syntax *json.SyntaxError
	switch {
	case err == io.EOF && r.depth == 0:
		return nil, err
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, r.wrong("the map is not written in JSON")
	case err != nil && number(err):
		return nil, r.wrong("a number is out of range")
	case err != nil:
		return nil, err
	}
	switch t {
	case json.Delim('{'), json.Delim('['):
		if r.depth++; r.depth > maxDepth {
			return nil, r.wrong("the map is nested too deeply")
		}
	case json.Delim('}'), json.Delim(']'):
		r.depth--
	}
	return t, nil
}

// number reports whether a number could not be held.
func number(err error) bool {
	var kind *json.UnmarshalTypeError
	return errors.As(err, &kind) || errors.Is(err, strconv.ErrRange)
}

// wrong is a fault at the byte that was read last.
func (r *reader) wrong(text string, args ...any) error {
	return fault.New(fault.Invalid, text, args...).At(fmt.Sprintf("byte %d", r.dec.InputOffset()))
}

// skip passes over the value that begins with a token.
func (r *reader) skip(t json.Token) error {
	if t != json.Delim('{') && t != json.Delim('[') {
		return nil
	}
	for end := r.depth - 1; r.depth > end; {
		if _, err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

// members reads the members of an object whose brace was read; take gets each name with the first token of its value, and reads the rest.
func (r *reader) members(take func(name string, first json.Token) error) error {
	seen := map[string]bool{}
	for {
		more, err := r.member(seen, take)
		if err != nil || !more {
			return err
		}
	}
}

// member reads one member; more is false at the end of the object.
func (r *reader) member(seen map[string]bool, take func(name string, first json.Token) error) (more bool, err error) {
	t, err := r.next()
	if err != nil {
		return false, err
	}
	name, ok := t.(string)
	if !ok {
		return false, nil // the brace
	}
	if seen[name] {
		return false, r.wrong("the map says %q twice", name)
	}
	seen[name] = true
	if t, err = r.next(); err != nil {
		return false, err
	}
	return true, take(name, t)
}

// object is an object of GeoJSON.
type object struct {
	kind       string // its member "type"
	id         string
	properties map[string]string
	coords     tree
	parts      []object // of a GeometryCollection, or the geometry of a Feature
}

// take reads a member of an object.
func (r *reader) take(o *object, name string, t json.Token) (err error) {
	switch name {
	case "type":
		var ok bool
		if o.kind, ok = t.(string); !ok {
			return r.wrong("the type of a part of the map is not a text")
		}
	case "crs":
		if t != nil {
			return r.wrong("the map names a reference system; GeoJSON is in longitude and latitude of WGS 84")
		}
	case "id":
		o.id = scalar(t)
		return r.skip(t)
	case "properties":
		if t != json.Delim('{') {
			return r.skip(t)
		}
		o.properties = map[string]string{}
		return r.members(func(name string, t json.Token) error {
			if t != json.Delim('{') && t != json.Delim('[') && t != nil {
				o.properties[name] = scalar(t)
			}
			return r.skip(t)
		})
	case "coordinates":
		if t != json.Delim('[') {
			return r.wrong("the coordinates are not a list")
		}
		points := 0
		o.coords, err = r.tree(&points)
		return err
	case "geometry":
		if t == nil {
			return nil
		}
		g, err := r.object(t)
		o.parts = []object{g}
		return err
	case "geometries":
		if t != json.Delim('[') {
			return r.wrong("the geometries are not a list")
		}
		for {
			t, err := r.next()
			if err != nil || t == json.Delim(']') {
				return err
			}
			g, err := r.object(t)
			if err != nil {
				return err
			}
			o.parts = append(o.parts, g)
		}
	default:
		return r.skip(t)
	}
	return nil
}

// object reads the object that begins with a token.
func (r *reader) object(t json.Token) (o object, err error) {
	if t != json.Delim('{') {
		return o, r.wrong("a part of the map is not an object")
	}
	err = r.members(func(name string, t json.Token) error { return r.take(&o, name, t) })
	return o, err
}

// scalar is a text, number or truth value as a text.
func scalar(t json.Token) string {
	switch v := t.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// tree is a list of positions, or a list of lists.
type tree struct {
	points   []Point
	kids     []tree
	position bool // it is a position, the only one of points
}

// tree reads the array whose bracket was read. The points of the whole are counted, so that a long text does not fill the memory.
func (r *reader) tree(count *int) (t tree, err error) {
	var numbers [3]float64
	n := 0
	for {
		token, err := r.next()
		if err != nil {
			return t, err
		}
		switch v := token.(type) {
		case float64:
			if n == len(numbers) || len(t.points)+len(t.kids) > 0 {
				return t, r.wrong("a position has a longitude, a latitude and perhaps a height")
			}
			numbers[n] = v
			n++
		case json.Delim:
			if v == ']' && n > 0 {
				return r.position(numbers, n, count)
			}
			if v == ']' {
				return t, nil
			}
			if v != '[' || n > 0 {
				return t, r.wrong("coordinates are numbers and lists")
			}
			kid, err := r.tree(count)
			if err != nil {
				return t, err
			}
			if kid.position {
				t.points = append(t.points, kid.points...)
			} else {
				t.kids = append(t.kids, kid)
			}
			if len(t.points) > 0 && len(t.kids) > 0 {
				return t, r.wrong("coordinates are numbers and lists")
			}
		default:
			return t, r.wrong("coordinates are numbers and lists")
		}
	}
}

func (r *reader) position(numbers [3]float64, n int, count *int) (tree, error) {
	lon, lat := numbers[0], numbers[1]
	if n < 2 {
		return tree{}, r.wrong("a position has a longitude, a latitude and perhaps a height")
	}
	if lon < -180 || lon > 180 || lat < -90 || lat > 90 {
		return tree{}, r.wrong("a position lies outside of ±180° of longitude and ±90° of latitude; longitude comes first")
	}
	if *count++; *count > MaxPoints+maxRings {
		return tree{}, tooMany()
	}
	return tree{points: []Point{Degrees(lon, lat)}, position: true}, nil
}

// features reads features; see Features.
type features struct {
	read  *reader
	state int // 0 at the start, 1 in the list of features, 2 at the end
	top   object
	seen  map[string]bool
}

// next gives the next feature, and io.EOF at the end.
func (f *features) next() (Feature, error) {
	r := f.read
	if f.state == 0 {
		t, err := r.next()
		if err == io.EOF {
			return Feature{}, r.wrong("the map is empty")
		}
		if err != nil {
			return Feature{}, err
		}
		if t != json.Delim('{') {
			return Feature{}, r.wrong("the map is not an object of GeoJSON")
		}
		f.seen = map[string]bool{}
	}
	if f.state == 1 {
		if o, err := f.listed(); err != nil || o != nil {
			return o.feature(err)
		}
		f.state = 2
	}
	for f.state < 3 {
		more, err := r.member(f.seen, f.member)
		if err != nil {
			return Feature{}, err
		}
		if f.state == 1 {
			return f.next()
		}
		if !more {
			return f.end()
		}
	}
	return Feature{}, io.EOF
}

// member takes a member of the whole.
func (f *features) member(name string, t json.Token) error {
	if name != "features" {
		return f.read.take(&f.top, name, t)
	}
	if t != json.Delim('[') {
		return f.read.wrong("the features are not a list")
	}
	f.state = 1
	return nil
}

// listed gives the next feature of the list; nil at its end.
func (f *features) listed() (*object, error) {
	t, err := f.read.next()
	if err != nil || t == json.Delim(']') {
		return nil, err
	}
	o, err := f.read.object(t)
	if err == nil && o.kind != "Feature" {
		err = f.read.wrong("a FeatureCollection has features, and no %s", o.kind)
	}
	return &o, err
}

// end sees what the whole was.
func (f *features) end() (Feature, error) {
	listed := f.state == 2
	f.state = 3
	if t, err := f.read.next(); err != io.EOF {
		if err == nil {
			_ = t
			err = f.read.wrong("something follows after the map")
		}
		return Feature{}, err
	}
	if listed != (f.top.kind == "FeatureCollection") {
		return Feature{}, f.read.wrong("the type of the map does not fit what is in it")
	}
	if listed {
		return Feature{}, io.EOF
	}
	return f.top.feature(nil)
}

// feature makes a feature of an object.
func (o *object) feature(err error) (Feature, error) {
	if err != nil {
		return Feature{}, err
	}
	s, err := o.shape()
	return Feature{o.id, o.properties, s}, err
}

// shape is the area of an object.
func (o *object) shape() (s Shape, err error) {
	switch o.kind {
	case "Polygon":
		p, err := polygon(o.coords.kids, 1)
		return Shape{p}, err
	case "MultiPolygon":
		for i, t := range o.coords.kids {
			p, err := polygon(t.kids, i+1)
			if err != nil {
				return nil, err
			}
			s = append(s, p)
		}
		return s, nil
	case "Feature", "GeometryCollection":
		for _, part := range o.parts {
			own, err := part.shape()
			if err != nil {
				return nil, err
			}
			s = append(s, own...)
		}
		return s, nil
	case "Point", "MultiPoint", "LineString", "MultiLineString":
		return nil, fault.New(fault.Invalid, "the map has a %s, which encloses no area", o.kind)
	}
	return nil, fault.New(fault.Invalid, "%q is no type of GeoJSON", o.kind)
}

// polygon makes a polygon of lists of positions; n is its number.
func polygon(rings []tree, n int) (Polygon, error) {
	if len(rings) == 0 {
		return nil, fault.New(fault.Invalid, "polygon %d has no ring", n)
	}
	var p Polygon
	for i, t := range rings {
		r := Ring(t.points)
		if len(r) < 4 || r[0] != r[len(r)-1] {
			return nil, fault.New(fault.Invalid, "ring %d of polygon %d is not closed: it needs four or more positions, the last of which is the first again", i+1, n)
		}
		r = r.without()
		if len(r) < 3 {
			return nil, fault.New(fault.Invalid, "ring %d of polygon %d encloses no area", i+1, n)
		}
		if (r.twice() > 0) != (i == 0) {
			r.reverse()
		}
		p = append(p, r)
	}
	return p, nil
}
