package sample_test

import (
	"reflect"
	"testing"

	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

func TestLandIsLand(t *testing.T) {
	list := sample.Land()
	if !reflect.DeepEqual(list, sample.Land()) {
		t.Fatal("the land is another one each time")
	}
	var units []place.Unit
	for _, r := range list {
		if _, err := r.Checked(); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
		units = append(units, r.Unit)
	}
	g, err := place.NewGazetteer(units)
	if err != nil {
		t.Fatal(err)
	}
	today := ipr.Date{Year: 2026, Month: 3, Day: 2}
	if n := len(g.Provinces(today)); n != 2 {
		t.Errorf("there are %d provinces", n)
	}
	for _, u := range g.Units() {
		if now := g.Now(u, today); len(now) == 0 {
			t.Errorf("nobody knows what %s became", u.Name)
		}
	}
	// Neighbours share their borders: a province has fewer points than its communes, and as much land.
	for _, p := range g.Provinces(today) {
		points, area, whole := 0, 0.0, 0.0
		for _, r := range list {
			switch {
			case r.Ref() == p.Ref():
				points -= r.Shape.Points()
				whole = r.Shape.Area()
			case r.Parent == p.Code && r.Stands(today):
				points += r.Shape.Points()
				area += r.Shape.Area()
			}
		}
		if points <= 0 || area/whole < 1-1e-9 || area/whole > 1+1e-9 {
			t.Errorf("%s: %d points fell away, %g of %g m² are left", p.Name, points, whole, area)
		}
	}
}
