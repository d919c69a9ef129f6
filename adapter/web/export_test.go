package web

import (
	"html/template"
	"net/http"

	"github.com/muniment/muniment/internal/fault"
)

// Alike gives the parts of a mark that stand in a query, for the search of the test's office.
func Alike(query, mark string) [][2]int {
	var out [][2]int
	for _, s := range alike(query, mark) {
		out = append(out, [2]int{s.from, s.to})
	}
	return out
}

// Doors into the package for its tests.
var (
	ScriptLang = scriptLang
	Specimen   = func(s, query string) template.HTML { return specimen(s, alike(query, s)) }
	Seal       = seal
	FaultPages = faultPages
	LeftOf     = left
	DaysOf     = days
)

// Route is a row of the table of routes.
type Route struct{ Pattern, Shows, Who string }

// Routes gives the table of routes.
func Routes() []Route {
	var out []Route
	for _, r := range routes {
		out = append(out, Route{r.pattern, string(r.shows), string(r.who)})
	}
	return out
}

// Failing serves an error as the site does.
func (s *Site) Failing(err error) http.Handler {
	return s.handler(func(*Site, http.ResponseWriter, *request) error { return err })
}

// Panicking serves a panic as the site does.
func (s *Site) Panicking(v any) http.Handler {
	return s.handler(func(*Site, http.ResponseWriter, *request) error { panic(v) })
}

var _ fault.Kind // the table of pages is keyed by it
