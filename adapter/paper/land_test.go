package paper_test

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/paper"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
	"github.com/muniment/muniment/procedure"
)

// landOf is the land of some communes of the sample.
func landOf(t *testing.T, outline string, codes ...string) *procedure.Land {
	t.Helper()
	list := sample.Land()
	var units []place.Unit
	for _, r := range list {
		units = append(units, r.Unit)
	}
	g, err := place.NewGazetteer(units)
	if err != nil {
		t.Fatal(err)
	}
	var shape place.Shape
	if outline != "" {
		if shape, err = place.ParseShape([]byte(outline)); err != nil {
			t.Fatal(err)
		}
	}
	l, err := procedure.NewLand(g, ipr.Date{Year: 2026, Month: 3, Day: 2}, codes, shape, func(refs []place.Ref) ([]place.Shape, error) {
		out := make([]place.Shape, len(refs))
		for i, ref := range refs {
			out[i] = list[slices.IndexFunc(list, func(r place.Record) bool { return r.Ref() == ref })].Shape
		}
		return out, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The map of an indication stands on its receipt and its certificate, and sets without a fault.
func TestMapStandsInDocuments(t *testing.T) {
	all, press := open(t), &paper.Press{Fonts: fonts(t)}
	land := landOf(t, `{"type":"Polygon","coordinates":[[[0.2,0.6],[0.4,0.6],[0.4,0.7],[0.2,0.7],[0.2,0.6]]]}`, "S100", "S103", "S203")
	if len(land.Map.Chosen) != 3 || len(land.Map.Units) != 10+4-3 || !strings.Contains(land.Names[locale.En], "Nam Suong Commune, Thuong Suong Province") {
		t.Fatalf("%d chosen of %d: %s", len(land.Map.Chosen), len(land.Map.Units), land.Names)
	}
	for _, name := range []string{"receipt", "certificate-GI"} {
		for _, langs := range []string{"vi", "en", "vi+en"} {
			p := find(t, name)
			d := in(p, langs)
			d.Land = land
			page, _ := fill(t, all, d)
			for _, want := range []string{`<svg role="img" aria-label="`, `stroke-width="`, "Xã Nậm Sương", "km"} {
				if langs == "en" && strings.HasPrefix(want, "Xã") {
					want = "Nam Suong Commune"
				}
				if !strings.Contains(page, want) {
					t.Errorf("%s in %s lacks %q", name, langs, want)
				}
			}
			out := io.Writer(io.Discard)
			if dir := os.Getenv("MUNIMENT_TEST_SHOTS"); dir != "" { // to be looked at
				f, err := os.Create(filepath.Join(dir, "land-"+name+"."+langs+".pdf"))
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				out = f
			}
			r, err := press.Compose(t.Context(), paper.Source{Name: p.Name, HTML: []byte(page), Files: paper.Under(paper.Pictures(p.Pictures), all.Files())}, out)
			if err == nil {
				err = r.Sound()
			}
			if err != nil {
				t.Errorf("%s in %s: %v", name, langs, err)
			}
		}
	}
	if landOf(t, "") != nil || landOf(t, "", "99999") != nil {
		t.Error("of nothing there is land")
	}
	if l := landOf(t, `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`, "99999"); l == nil || l.Names[locale.Vi] != "" || l.Area[locale.Vi] == "" {
		t.Errorf("of an outline there is %+v", l)
	}
}
