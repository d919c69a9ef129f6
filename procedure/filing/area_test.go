package filing_test

import (
	"slices"
	"testing"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

// The map of an indication is an outline that is an area, or communes of which the office draws it, or a file.
func TestAreaOfAnIndicationIsAskedFor(t *testing.T) {
	l, err := law.Own().Office("VN")
	if err != nil {
		t.Fatal(err)
	}
	const square = `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}`
	for _, c := range []struct {
		name   string
		change func(a *filing.Application)
		lacks  bool
	}{
		{"nothing", func(*filing.Application) {}, true},
		{"communes", func(a *filing.Application) { a.Indication.Communes = []string{"1"} }, false},
		{"an outline", func(a *filing.Application) { a.Indication.Shape = square }, false},
		{"a file", func(a *filing.Application) { a.Files = []filing.Attachment{{Role: "map"}} }, false},
		{"an outline that crosses itself", func(a *filing.Application) {
			a.Indication.Shape = `{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0.5],[0,0]]]}`
		}, true},
		{"an outline that is no map", func(a *filing.Application) { a.Indication.Shape = "?" }, true},
	} {
		a := &filing.Application{V: 1, Kind: ipr.GI, Language: "vi", Indication: &filing.NameAsked{Name: "Nậm Sương"}}
		c.change(a)
		got := slices.ContainsFunc(filing.Check(a, l), func(f filing.Finding) bool { return f.Question == "area" && f.Weight <= filing.Lacks })
		if got != c.lacks {
			t.Errorf("%s: something lacks: %t", c.name, got)
		}
	}
}
