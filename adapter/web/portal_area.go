package web

import (
	"context"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/procedure/filing"
)

// Places is what the pages need of the land.
type Places interface {
	// Gazetteer gives the administrative units of all days. It is the same as long as they do not change.
	Gazetteer(ctx context.Context) (*place.Gazetteer, error)

	// Shapes gives the land of units, nil where nobody has told it.
	Shapes(ctx context.Context, units []place.Ref) ([]place.Shape, error)
}

// AreaField asks for the area of a geographical indication: the communes of a province to choose from, beside a picture of them, and an
// outline of its own. The part "area" of the templates shows it, within a form of the encoding multipart/form-data.
//
// The list is what counts; the picture illustrates it, and a script (area.js) lets one choose and draw in it. The fields of the form are
// indication.communes (a code each; one of them is empty, so that choosing none is told too), indication.shape (GeoJSON), file:shape (a file
// of GeoJSON), area.province (a code), area.find (a name) and the button do=area, which shows the page again with what was chosen.
type AreaField struct {
	Provinces []AreaChoice  // to look into
	Province  string        // the name of the one that is shown; "" if there is none
	Communes  []AreaChoice  // of that province
	Elsewhere []AreaChoice  // chosen ones of other provinces, and codes of which the office knows nothing
	Find      string        // what was looked for
	Found     []AreaChoice  // units of any day with that name, with what they are now
	Picture   template.HTML // SVG; "" if there is nothing to draw
	Says      string        // what the picture shows
	SaysNone  string        // the same if nothing were chosen
	SaysSome  string        // the same with {} for the names of what is chosen; "" if there is nothing to choose
	Bar       string        // the length of the bar in the picture
	Edition   string        // from when the list of communes holds; "" if not known
	Hectares  string        // of the chosen communes; "" if there are none or not all are known
	Shape     string        // GeoJSON of the outline; "" if there is none
	Outline   string        // what the outline encloses, in words; "" if there is none
	Problem   string        // what is wrong with the outline
}

// AreaChoice is a unit to choose from.
type AreaChoice struct {
	Number       int // in the picture and the list; 0 in neither
	Code         string
	Name         string
	Hectares     string  // "" if not known
	SquareMetres float64 // the same as a number
	Was          string  // the units before the newest change that have a part of its land; "" if not known, or if it is of the same name
	Chosen       bool
}

// askArea makes the field of what an application says; province and find are what the form asked to see, if it did.
func (s *Site) askArea(r *request, n *filing.NameAsked, province, find string) (*AreaField, error) {
	f := &AreaField{Shape: n.Shape, Find: strings.TrimSpace(find)}
	var outline place.Shape
	if n.Shape != "" {
		var err error
		if outline, err = place.ParseShape([]byte(n.Shape)); err != nil {
			f.Problem = s.faulty(r, err)
		} else {
			f.Outline = r.T("place.outline_has", "n", len(outline), "points", int64(outline.Points()), "area", hectares(r.lang, outline.Area()))
		}
	}
	g := &place.Gazetteer{}
	if s.Places != nil {
		var err error
		if g, err = s.Places.Gazetteer(r.Context()); err != nil {
			return nil, err
		}
	}
	today := s.today()
	if d := g.Edition(today); !d.IsZero() {
		f.Edition = d.In(r.lang)
	}
	shown := f.provinces(r, g, today, n.Communes, province)
	f.search(r, g, today, n.Communes)
	sheet, err := s.areaSheet(r.Context(), g, shown, g.Below(shown.Code, today))
	if err != nil {
		return nil, err
	}
	var total float64
	known := len(n.Communes) > 0
	for i, u := range sheet.units {
		c := AreaChoice{Number: i + 1, Code: u.Code, Name: u.In(r.lang), Was: was(r.lang, g, u.Unit), Chosen: slices.Contains(n.Communes, u.Code), SquareMetres: u.area}
		if u.area > 0 {
			c.Hectares = hectares(r.lang, u.area)
		}
		f.Communes = append(f.Communes, c)
	}
	if f.Elsewhere, err = s.elsewhere(r, g, today, n.Communes, f.Communes); err != nil {
		return nil, err
	}
	var names []string
	for _, c := range slices.Concat(f.Communes, f.Elsewhere) {
		if c.Chosen {
			total += c.SquareMetres
			known = known && c.SquareMetres > 0
		}
		if c.Chosen && c.Number > 0 {
			names = append(names, c.Name)
		}
	}
	if known {
		f.Hectares = hectares(r.lang, total)
	}
	f.draw(r, sheet, outline, names)
	return f, nil
}

// faulty is what is wrong, for the reader; what is wrong with us is not.
func (s *Site) faulty(r *request, err error) string {
	if fa, ok := fault.Of(err); ok {
		words := *fa
		words.Where = ""
		return sentence(r.lang, &words)
	}
	return r.T("place.unreadable")
}

// hectares writes an area for people: with a decimal if it is small.
func hectares(l locale.Lang, squareMetres float64) string {
	decimals := 0
	if squareMetres < 1_000_000 {
		decimals = 2
	}
	return locale.T(l, "place.ha", "value", locale.Decimal(l, place.Hectares(squareMetres), decimals))
}

// provinces lists them, and chooses the one to be shown: the one asked for, that of what is chosen, or the first.
func (f *AreaField) provinces(r *request, g *place.Gazetteer, today ipr.Date, chosen []string, asked string) place.Unit {
	all := g.Provinces(today)
	if len(all) == 0 {
		return place.Unit{}
	}
	shown := slices.IndexFunc(all, func(u place.Unit) bool { return u.Code == asked })
	for i := 0; shown < 0 && i < len(chosen); i++ {
		if u, ok := g.At(chosen[i], today); ok {
			shown = slices.IndexFunc(all, func(p place.Unit) bool { return p.Code == g.Path(u, today)[0].Code })
		}
	}
	shown = max(shown, 0)
	for i, u := range all {
		f.Provinces = append(f.Provinces, AreaChoice{Code: u.Code, Name: u.In(r.lang), Chosen: i == shown})
	}
	f.Province = all[shown].In(r.lang)
	return all[shown]
}

// was tells what a unit was before, if that is more than its name tells: units of its own level, or if there were none the one above.
func was(l locale.Lang, g *place.Gazetteer, u place.Unit) string {
	before := g.Before(u)
	if slices.ContainsFunc(before, func(b place.Unit) bool { return b.Level == u.Level }) {
		before = slices.DeleteFunc(before, func(b place.Unit) bool { return b.Level != u.Level })
	}
	if len(before) == 0 || len(before) == 1 && before[0].Name == u.Name {
		return ""
	}
	names := make([]string, len(before))
	for i, b := range before {
		names[i] = b.In(l)
	}
	return locale.T(l, "place.was", "date", u.From, "names", locale.List(l, names))
}

// mostFound is how many units a search shows.
const mostFound = 12

// search looks for a name among the units of all days.
func (f *AreaField) search(r *request, g *place.Gazetteer, today ipr.Date, chosen []string) {
	if f.Find == "" {
		return
	}
	for _, u := range g.Find(f.Find, ipr.Date{}) {
		for _, now := range g.Now(u, today) {
			if now.Level != place.Commune || slices.ContainsFunc(f.Found, func(c AreaChoice) bool { return c.Code == now.Code }) || len(f.Found) == mostFound {
				continue
			}
			c := AreaChoice{Code: now.Code, Name: pathName(r.lang, g, now, today), Chosen: slices.Contains(chosen, now.Code)}
			if now.Ref() != u.Ref() {
				c.Was = r.T("place.found_as", "name", u.In(r.lang), "date", u.Until)
			}
			f.Found = append(f.Found, c)
		}
	}
}

// pathName is a unit with those above it: "Xã Nậm Sương, Tỉnh Thượng Sương".
func pathName(l locale.Lang, g *place.Gazetteer, u place.Unit, day ipr.Date) string {
	path := g.Path(u, day)
	names := make([]string, len(path))
	for i, p := range path {
		names[len(path)-1-i] = p.In(l)
	}
	return strings.Join(names, ", ")
}

// elsewhere lists what is chosen and not among the communes shown.
func (s *Site) elsewhere(r *request, g *place.Gazetteer, today ipr.Date, chosen []string, shown []AreaChoice) ([]AreaChoice, error) {
	var list []AreaChoice
	var refs []place.Ref
	for _, code := range chosen {
		if slices.ContainsFunc(shown, func(c AreaChoice) bool { return c.Code == code }) {
			continue
		}
		c := AreaChoice{Code: code, Name: r.T("place.unknown_code", "code", code), Chosen: true}
		ref := place.Ref{Code: code}
		if u, ok := g.At(code, today); ok {
			c.Name, c.Was, ref = pathName(r.lang, g, u, today), was(r.lang, g, u), u.Ref()
		}
		list, refs = append(list, c), append(refs, ref)
	}
	if len(list) == 0 || s.Places == nil {
		return list, nil
	}
	shapes, err := s.Places.Shapes(r.Context(), refs)
	for i, shape := range shapes {
		if list[i].SquareMetres = shape.Area(); shape != nil {
			list[i].Hectares = hectares(r.lang, list[i].SquareMetres)
		}
	}
	return list, err
}

// addressNow tells what the units of an address are now, if the address names some that are no more; "" if it does not, or nobody has told.
func (s *Site) addressNow(r *request, written string) (string, error) {
	if s.Places == nil || written == "" {
		return "", nil
	}
	g, err := s.Places.Gazetteer(r.Context())
	if err != nil {
		return "", err
	}
	today := s.today()
	found := g.Written(written, today)
	if len(found) == 0 || !slices.ContainsFunc(found, func(u place.Unit) bool { return !u.Stands(today) }) {
		return "", nil
	}
	var names []string
	for _, u := range g.Now(found[len(found)-1], today) {
		names = append(names, pathName(r.lang, g, u, today))
	}
	if len(names) == 0 {
		return "", nil
	}
	return r.T("place.now", "names", strings.Join(names, "; ")), nil
}

// land is the area of an application for documents; nil if there is none, or nothing is known to draw.
func (s *Site) land(ctx context.Context, n *filing.NameAsked, day ipr.Date) (*procedure.Land, error) {
	if n == nil {
		return nil, nil
	}
	var outline place.Shape
	if n.Shape != "" {
		outline, _ = place.ParseShape([]byte(n.Shape)) // nothing is drawn of what is no area
	}
	g, shapes := &place.Gazetteer{}, func(refs []place.Ref) ([]place.Shape, error) { return make([]place.Shape, len(refs)), nil }
	if s.Places != nil {
		var err error
		if g, err = s.Places.Gazetteer(ctx); err != nil {
			return nil, err
		}
		shapes = func(refs []place.Ref) ([]place.Shape, error) { return s.Places.Shapes(ctx, refs) }
	}
	return procedure.NewLand(g, day, n.Communes, outline, shapes)
}

// areaSheet is a province drawn, without what anybody has chosen.
type areaSheet struct {
	g     *place.Gazetteer
	view  place.View
	box   place.Box
	units []areaUnit
}

// areaUnit is a commune of a sheet.
type areaUnit struct {
	place.Unit
	path string
	area float64 // square metres; 0 if its land is not known
	x, y int     // where its name may stand
	room int     // from west to east
}

// areaWide is how wide a sheet is, in units of its picture.
const areaWide = 1000

// areaSheets keeps the sheets drawn last.
type areaSheets struct {
	mu   sync.Mutex
	list map[place.Ref]*areaSheet
}

// mostSheets is how many are kept.
const mostSheets = 40

// areaSheet draws a province, or gives it as it was drawn before.
func (s *Site) areaSheet(ctx context.Context, g *place.Gazetteer, province place.Unit, communes []place.Unit) (*areaSheet, error) {
	s.sheets.mu.Lock()
	defer s.sheets.mu.Unlock()
	if old := s.sheets.list[province.Ref()]; old != nil && old.g == g && len(old.units) == len(communes) {
		return old, nil
	}
	sheet := &areaSheet{g: g, box: place.Shape(nil).Box()}
	refs := make([]place.Ref, len(communes))
	for i, u := range communes {
		refs[i] = u.Ref()
		sheet.units = append(sheet.units, areaUnit{Unit: u})
	}
	if len(refs) == 0 {
		return sheet, nil
	}
	shapes, err := s.Places.Shapes(ctx, refs)
	if err != nil {
		return nil, err
	}
	for _, shape := range shapes {
		sheet.box = sheet.box.Union(shape.Box())
	}
	sheet.view = place.NewView(sheet.box, areaWide, 12)
	for i, thin := range place.Simplify(shapes, sheet.view.Pixel(1.5)) {
		u := &sheet.units[i]
		u.path, u.area = sheet.view.Path(thin), shapes[i].Area()
		at, wide := thin.Inside()
		u.x, u.y = sheet.view.At(at)
		east, _ := sheet.view.At(place.Point{Lon: at.Lon + wide, Lat: at.Lat})
		u.room = east - u.x
	}
	if len(s.sheets.list) >= mostSheets || s.sheets.list == nil {
		s.sheets.list = map[place.Ref]*areaSheet{}
	}
	s.sheets.list[province.Ref()] = sheet
	return sheet, nil
}

// draw makes the picture: communes, the chosen ones filled, and the outline over them.
func (f *AreaField) draw(r *request, sheet *areaSheet, outline place.Shape, chosen []string) {
	box, view := sheet.box, sheet.view
	if box.Empty() {
		if box = outline.Box(); box.Empty() {
			return
		}
		view = place.NewView(box, areaWide, 60)
	}
	var m markup
	m.raw(`<svg class="area-map" viewBox="0 0 `, strconv.Itoa(view.Width), " ", strconv.Itoa(view.Height), `" role="img" aria-labelledby="area-says" data-ground="`, view.Ground(), `">`)
	for _, u := range sheet.units {
		class := ""
		if i := slices.IndexFunc(f.Communes, func(c AreaChoice) bool { return c.Code == u.Code }); i >= 0 && f.Communes[i].Chosen {
			class = ` class="on"`
		}
		m.raw(`<path`, class, ` data-code="`)
		m.text(u.Code)
		m.raw(`" d="`, u.path, `"><title>`)
		m.text(u.In(r.lang))
		m.raw(`</title></path>`)
	}
	m.raw(`<g class="names" aria-hidden="true">`)
	for i, u := range sheet.units {
		at := ` x="` + strconv.Itoa(u.x) + `" y="` + strconv.Itoa(u.y) + `">`
		number := strconv.Itoa(i + 1)
		name, fits := label(u.In(r.lang), number, u.room)
		if u.path != "" && fits {
			m.raw(`<text class="name"`, at)
			m.text(name)
			m.raw(`</text>`)
		}
		if u.path != "" && len(number)*26 <= u.room { // on a telephone
			m.raw(`<text class="number"`, at, number, `</text>`)
		}
	}
	m.raw(`</g>`)
	if len(outline) > 0 {
		d := view.Path(place.Simplify([]place.Shape{outline}, view.Pixel(1))[0])
		m.raw(`<path class="outline case" d="`, d, `"/><path class="outline" d="`, d, `"/>`)
	}
	metres, units := view.Bar()
	y := strconv.Itoa(view.Height - 6)
	m.raw(`<path class="bar" d="M12 `, y, `v-8m0 8h`, strconv.Itoa(units), `v-8"/></svg>`)
	f.Picture = m.done()
	f.Bar = r.T("place.metres", "value", locale.Number(r.lang, int64(metres)))
	if metres >= 1000 {
		f.Bar = r.T("place.kilometres", "value", locale.Number(r.lang, int64(metres/1000)))
	}
	switch {
	case f.Province == "":
		f.Says = r.T("place.says_outline")
	default:
		f.SaysNone, f.SaysSome = r.T("place.says_none", "province", f.Province), r.T("place.says", "province", f.Province, "names", "{}")
		if f.Says = f.SaysNone; len(chosen) > 0 {
			f.Says = strings.Replace(f.SaysSome, "{}", locale.List(r.lang, chosen), 1)
		}
	}
	if b := outline.Box(); !b.Empty() && !sheet.box.Empty() && sheet.box.Union(b) != sheet.box {
		f.Says += " " + r.T("place.says_beyond")
	}
}

// label is what stands on a commune: its number and name where there is room, else its number, else nothing. A letter takes about 13 units of
// the picture.
func label(name, number string, room int) (string, bool) {
	short := number + ". " + name
	if len([]rune(short))*13 <= room {
		return short, true
	}
	return number, len(number)*16 <= room
}
