package store_test

import (
	"slices"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

func tell(t *testing.T, s *store.Store, list ...place.Record) []store.UnitTold {
	t.Helper()
	told, err := s.TellUnits(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	return told
}

func TestUnitsAreKeptWithTheirLand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		land := sample.Land()
		for i, told := range tell(t, s, land...) {
			if told.Err != nil || !told.Stored {
				t.Errorf("%s: %+v", land[i].Name, told)
			}
		}
		g, err := s.Gazetteer(t.Context())
		if err != nil || g.Len() != len(land) {
			t.Fatalf("%d of %d units are kept: %v", g.Len(), len(land), err)
		}
		if again, err := s.Gazetteer(t.Context()); err != nil || again != g {
			t.Error("the gazetteer is made anew though nothing changed")
		}
		var refs []place.Ref
		for _, r := range land {
			refs = append(refs, r.Ref())
			u, ok := g.At(r.Code, r.From)
			if !ok || u.Name != r.Name || u.Until != r.Until || !slices.Equal(u.Became, r.Became) || u.Parent != r.Parent {
				t.Errorf("%s was kept as %+v", r.Name, u)
			}
		}
		shapes, err := s.Shapes(t.Context(), append(refs, place.Ref{Code: "none"}))
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range land {
			if string(shapes[i].GeoJSON()) != string(r.Shape.GeoJSON()) {
				t.Errorf("the land of %s is another one", r.Name)
			}
		}
		if shapes[len(land)] != nil {
			t.Error("a unit that is not there has land")
		}
		// The same list again changes nothing.
		for i, told := range tell(t, s, land...) {
			if told.Err != nil || told.Stored {
				t.Errorf("%s again: %+v", land[i].Name, told)
			}
		}
		if again, err := s.Gazetteer(t.Context()); err != nil || again != g {
			t.Error("the same list again makes the gazetteer anew")
		}
	})
}

func TestUnitToldAgainKeepsWhatIsNotTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		from, end := ipr.Date{Year: 2004, Month: 1, Day: 1}, ipr.Date{Year: 2025, Month: 7, Day: 1}
		square := place.Shape{{{{Lon: 0, Lat: 0}, {Lon: 10, Lat: 0}, {Lon: 10, Lat: 10}}}}
		first := place.Record{Unit: place.Unit{Code: "1", Level: place.Province, Name: "Tỉnh A", English: "A Province", From: from}, Shape: square}
		next := place.Record{Unit: place.Unit{Code: "1", Level: place.Province, Name: "Tỉnh B", From: end}}
		tell(t, s, first)
		if told := tell(t, s, next)[0]; told.Stored || fault.KindOf(told.Err) != fault.Conflict {
			t.Errorf("two units have one code on one day: %+v", told)
		}
		ends := place.Record{Unit: place.Unit{Code: "1", From: from, Until: end, Became: []string{"1"}}}
		wrong := place.Record{Unit: place.Unit{Code: "?", Level: place.Province, Name: "?"}}
		told := tell(t, s, ends, wrong, next)
		if told[0].Err != nil || fault.KindOf(told[1].Err) != fault.Invalid || told[2].Err != nil || !told[2].Stored {
			t.Fatalf("%+v", told)
		}
		g, err := s.Gazetteer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		old, ok := g.At("1", from)
		if !ok || old.Name != "Tỉnh A" || old.English != "A Province" || old.Level != place.Province {
			t.Errorf("the unit that ended is %+v", old)
		}
		if now := g.Now(old, end); len(now) != 1 || now[0].Name != "Tỉnh B" {
			t.Errorf("it became %+v", now)
		}
		if shapes, err := s.Shapes(t.Context(), []place.Ref{old.Ref()}); err != nil || shapes[0] == nil {
			t.Errorf("its land is gone: %v", err)
		}
	})
}
