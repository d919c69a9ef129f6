package law_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/muniment/muniment/law"
)

func TestACalendarThatCannotBeIsRefused(t *testing.T) {
	for _, c := range []struct{ rule, calendar, table, why string }{
		{"a week without a working day would never end", "calendars: [{id: a, title: {vi: a, en: b}, weekend: [0, 1, 2, 3, 4, 5, 6]}]", "", "no working day"},
		{"a day that no week has", "calendars: [{id: a, title: {vi: a, en: b}, weekend: [7]}]", "", "7 is no day of the week"},
		{"a day that no year has", "calendars: [{id: a, title: {vi: a, en: b}, fixed: [{day: 13-01}]}]", "", "13-01"},
		{"a member that a calendar has not got", "calendars: [{id: a, weekends: [0]}]", "", "weekends"},
		{"a table with a day that is none", "calendars: [{id: a, title: {vi: a, en: b}, weekend: [0]}]", "date,en,vi,source,confidence,kind,note\n2026-02-30,a,b,s,A,public,\n", "2026-02-30"},
		{"a row that is cut off is not passed over", "calendars: [{id: a, title: {vi: a, en: b}, weekend: [0]}]", "date,en,vi,source,confidence,kind,note\n2026-02-17,Tet\n", "not 2"},
		{"no calendar.yaml", "", "", "calendar.yaml"},
	} {
		files := fstest.MapFS{}
		if c.calendar != "" {
			files["calendar.yaml"] = &fstest.MapFile{Data: []byte(c.calendar)}
		}
		if c.table != "" {
			files["calendar/a.csv"] = &fstest.MapFile{Data: []byte(c.table)}
		}
		if _, err := law.Load(files); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %q in it", c.rule, err, c.why)
		}
	}
}

func TestAPackThatIsThereTwiceIsRefused(t *testing.T) {
	pack := &fstest.MapFile{Data: []byte("pack: a\n")}
	files := fstest.MapFS{"calendar.yaml": {Data: []byte("calendars: []")}, "pack/a.yaml": pack, "pack/b.yaml": pack}
	if _, err := law.Load(files); err == nil || !strings.Contains(err.Error(), "pack/b.yaml") {
		t.Errorf("%v, want the second file in it", err)
	}
}
