package procedure

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/place"
)

// Land is the area of a geographical indication, for a document to draw.
type Land struct {
	Map   place.Map
	Units []place.Unit // the chosen communes with what they are called, in the order of their names
	Names office.Words // the same with their provinces; "" if none are chosen
	Area  office.Words // how large they are, and the outline; "" if neither is known
	Says  office.Words // what the map shows, for those who cannot see it
}

// A map in a document is so many units of its own wide, and shown at most 100 mm wide and 75 mm high.
const (
	mapWidth = 1200
	mapWide  = 378
	mapHigh  = 283
)

// NewLand makes the land of an area: communes by their codes on a day, and an outline, either of which may be missing. The map shows the
// provinces of the communes; shapes gives the land of units, nil where it is not told. It is nil if there is nothing to draw.
func NewLand(g *place.Gazetteer, day ipr.Date, communes []string, outline place.Shape, shapes func([]place.Ref) ([]place.Shape, error)) (*Land, error) {
	l := &Land{Map: place.Map{Outline: outline, Width: mapWidth, Wide: mapWide, High: mapHigh}, Names: office.Words{}, Area: office.Words{}, Says: office.Words{}}
	var around []place.Unit
	for _, code := range communes {
		u, ok := g.At(code, day)
		if !ok || slices.ContainsFunc(l.Units, func(o place.Unit) bool { return o.Code == code }) {
			continue
		}
		l.Units = append(l.Units, u)
		if !slices.ContainsFunc(around, func(o place.Unit) bool { return o.Parent == u.Parent }) {
			around = append(around, g.Below(u.Parent, day)...)
		}
	}
	var refs []place.Ref
	for _, u := range around {
		refs = append(refs, u.Ref())
	}
	land, err := shapes(refs)
	if err != nil {
		return nil, err
	}
	total, known := 0.0, len(l.Units) > 0
	for i, u := range around {
		if !slices.ContainsFunc(l.Units, func(o place.Unit) bool { return o.Code == u.Code }) {
			l.Map.Units = append(l.Map.Units, land[i])
			continue
		}
		l.Map.Chosen = append(l.Map.Chosen, land[i])
		total += land[i].Area()
		known = known && land[i] != nil
	}
	if l.Map.Box().Empty() {
		return nil, nil
	}
	for _, lang := range locale.Langs() {
		l.tell(lang, g, day, total, known)
	}
	return l, nil
}

// tell writes the words of a language.
func (l *Land) tell(lang locale.Lang, g *place.Gazetteer, day ipr.Date, total float64, known bool) {
	var names []string
	for _, u := range l.Units {
		path := g.Path(u, day)
		parts := make([]string, len(path))
		for i, p := range path {
			parts[len(path)-1-i] = p.In(lang)
		}
		names = append(names, strings.Join(parts, ", "))
	}
	l.Names[lang] = strings.Join(names, "; ")
	size := func(squareMetres float64) string { return locale.Decimal(lang, place.Hectares(squareMetres), 1) }
	var areas []string
	if known {
		areas = append(areas, locale.T(lang, "place.paper_communes", "n", len(l.Units), "area", size(total)))
	}
	if len(l.Map.Outline) > 0 {
		areas = append(areas, locale.T(lang, "place.paper_outline", "area", size(l.Map.Outline.Area())))
	}
	l.Area[lang] = strings.Join(areas, "; ")
	l.Says[lang] = locale.T(lang, "place.says_outline")
	if l.Names[lang] != "" {
		l.Says[lang] = locale.T(lang, "place.paper_says", "names", l.Names[lang])
	}
}
