package web

import (
	"context"
	"html/template"
	"io"
	"net/url"

	"github.com/muniment/muniment/place"
	"github.com/muniment/muniment/procedure/filing"
)

// Places is what the pages need of the land.
type Places interface {
	// Gazetteer gives the administrative units of all days.
	Gazetteer(ctx context.Context) (*place.Gazetteer, error)

	// Shapes gives the land of units, nil where nobody has told it.
	Shapes(ctx context.Context, units []place.Ref) ([]place.Shape, error)
}

// AreaField asks for the area of a geographical indication: the communes of a province to choose from, beside a picture of them, and an
// outline of its own. It is shown by the part "area" of the templates, within a form of the encoding multipart/form-data.
//
// The list is what counts; the picture illustrates it, and a script makes it possible to choose and to draw in it. The fields of the form are
// indication.communes (a code each; one of them is empty, so that choosing none is told too), indication.shape (GeoJSON), area.file (a file
// of GeoJSON), area.province (a code) and the button do=area, which shows the page again with what was chosen.
type AreaField struct {
	Provinces []AreaChoice  // to look into
	Province  string        // the name of the one that is shown; "" if there is none
	Communes  []AreaChoice  // of that province
	Elsewhere []AreaChoice  // chosen ones of other provinces, and codes of which the office knows nothing
	Picture   template.HTML // SVG; "" if there is nothing to draw
	Says      string        // what the picture shows
	Hectares  string        // of the communes and the outline, in words; "" if there are none or not all are known
	Shape     string        // GeoJSON of the outline; "" if there is none
	Problem   string        // what is wrong with the outline
}

// AreaChoice is a unit to choose from.
type AreaChoice struct {
	Number   int // in the picture and the list; 0 in neither
	Code     string
	Name     string
	Hectares string // "" if not known
	Was      string // the units before the newest change that have a part of its land; "" if not known
	Chosen   bool
}

// askArea makes the field of what an application says.
func (s *Site) askArea(r *request, n *filing.NameAsked) (*AreaField, error) {
	return &AreaField{Shape: n.Shape}, nil
}

// readArea brings what a form says of the area into an application: codes of communes, and the outline of a file, if there is one, or else of
// the field. The outline is kept in the form in which place writes it. Nothing is changed by a form without these fields.
//
// Errors: Invalid, in words for whoever sent it; the outline is then as it was before, and the communes are kept.
func (s *Site) readArea(r *request, n *filing.NameAsked, form url.Values, file io.Reader) error {
	return nil
}
