package ipr_test

import (
	"slices"
	"testing"

	"github.com/muniment/muniment/ipr"
)

func TestFieldsHaveTheCodeOfTheirStandard(t *testing.T) {
	for _, c := range []struct {
		std         ipr.Standard
		field, code string
	}{
		{ipr.ST60, "filed", "220"}, {ipr.ST60, "owner", "732"}, {ipr.ST60, "holder", "732"}, {ipr.ST9, "filed", "22"}, {ipr.ST9, "inventor", "72"},
		{ipr.ST9, "registered", "24"}, {ipr.ST80, "registered", "15"}, {ipr.ST80, "views", "55"},
	} {
		if got, ok := ipr.INIDField(c.std, c.field); !ok || got.Code != c.code {
			t.Errorf("%s of %s: %q, %v; want %s", c.field, c.std, got.Code, ok, c.code)
		}
	}
	for _, c := range []struct {
		std   ipr.Standard
		field string
	}{{ipr.ST60, "inventor"}, {ipr.ST9, "mark"}, {"", "filed"}, {"ST.1", "filed"}} {
		if got, ok := ipr.INIDField(c.std, c.field); ok {
			t.Errorf("%s has no code in %q, but got %s", c.field, c.std, got.Code)
		}
	}
}

func TestListedFieldsAreSortedAndEveryCodeButOneIsInItsTable(t *testing.T) {
	for _, std := range []ipr.Standard{ipr.ST60, ipr.ST9, ipr.ST80} {
		list := ipr.INIDFields(std)
		if len(list) == 0 || !slices.IsSorted(list) {
			t.Errorf("%s: %v", std, list)
		}
		for _, name := range list {
			_, ok := ipr.INIDField(std, name)
			if unsourced := std == ipr.ST9 && name == "expiry"; ok == unsourced { // of 18 we have no source
				t.Errorf("%s of %s: known is %v", name, std, ok)
			}
		}
	}
	if list := ipr.INIDFields(""); len(list) != 0 {
		t.Errorf("no standard has no fields: %v", list)
	}
}
