package lawday

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
)

func TestMonthsOnThePrintedCalendar(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-08-31", 6, "2027-02-28"},
		{"2027-08-31", 6, "2028-02-29"},
		{"2028-02-29", 12, "2029-02-28"},
		{"2028-02-29", 48, "2032-02-29"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-01-30", 1, "2026-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2029-08-31", -6, "2029-02-28"},
		{"2026-05-15", -12, "2025-05-15"},
		{"2026-05-15", 0, "2026-05-15"},
	} {
		if got := dayOf(c.from).months(c.n).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

// The dates of Easter are those of the almanacs.
func TestEaster(t *testing.T) {
	for _, want := range strings.Fields("1943-04-25 1961-04-02 1981-04-19 1999-04-04 2000-04-23 2008-03-23 2011-04-24 2016-03-27 2019-04-21 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2038-04-25 2285-03-22") {
		year := int(want[0]-'0')*1000 + int(want[1]-'0')*100 + int(want[2]-'0')*10 + int(want[3]-'0')
		if got := easter(year).String(); got != want {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
}

func TestClosedDays(t *testing.T) {
	b := open(t)
	for _, c := range []struct {
		calendar, day string
		working       bool
	}{
		{"vn", "2026-02-16", false}, // Tết
		{"vn", "2026-02-23", true},
		{"vn", "2026-01-10", true}, // a Saturday worked for 2 January
		{"vn", "2026-01-02", false},
		{"vn", "2026-08-22", true},
		{"vn", "2026-08-31", false},
		{"vn", "2026-11-24", true}, // pending: no law as far as seen
		{"vn", "2029-05-01", false},
		{"vn", "2029-09-03", true}, // the second day of the National Day is not computed
		{"ch", "2027-03-26", false},
		{"ch", "2030-04-19", false}, // Good Friday, computed
		{"ch", "2030-04-22", false},
		{"ch", "2030-05-01", true},
		{"eu", "2030-05-31", false}, // the day after Ascension, computed
		{"eu", "2026-05-15", false},
	} {
		if got := b.calendars[c.calendar].working(dayOf(c.day)); got != c.working {
			t.Errorf("%s: work on %s is %v, want %v", c.calendar, c.day, got, c.working)
		}
	}
}

func TestComputedHolidaysAreThoseOfTheTable(t *testing.T) {
	b := open(t)
	raw, err := os.ReadFile(filepath.Join(outside.Root(t), "law", "calendar.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), "years: [2023, 2027]") {
		t.Fatal("the Swiss table has other years now")
	}
	described, err := read(os.DirFS(filepath.Join(outside.Root(t), "law")), "calendar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range mappings(described["calendars"]) {
		if text(c["id"]) != "ch" {
			continue
		}
		computed := newCalendar(c, [][]string{nil})
		for d := dayOf("2023-01-01"); d <= dayOf("2027-12-31"); d++ {
			if got, want := computed.working(d), b.calendars["ch"].working(d); got != want {
				t.Errorf("work on %v: computed %v, by the table %v", d, got, want)
			}
		}
	}
}

func TestDate(t *testing.T) {
	b := open(t)
	for _, c := range []struct {
		rule, facts string
		want        Dates
	}{
		{"TM.opposition", "filing=2026-02-10 publication=2026-03-20", Dates{"2026-03-20", "2026-08-20", "2026-08-20", ""}},
		{"TM.opposition", "filing=2026-02-10 publication=2026-04-20", Dates{"2026-04-20", "2026-07-20", "2026-07-20", ""}},
		{"PT.publication", "priority=2025-06-30 filing=2026-04-01", Dates{"2026-12-30", "2027-01-29", "2027-01-29", ""}},
		{"PT.annuity_window", "grant=2026-08-31 anniversary=3", Dates{"2029-02-28", "2029-08-31", "2029-08-31", "2030-02-28"}},
		{"TM.respond_substantive_notice", "notice=2026-04-30 extension_requested=2026-07-30", Dates{"2026-04-30", "2026-10-30", "2026-10-30", ""}},
		{"TM.respond_substantive_notice", "notice=2026-04-30 extension_requested=2026-07-31", Dates{"2026-04-30", "2026-07-30", "2026-07-30", ""}},
		{"TM.substantive_exam", "publication=2026-04-10 tolled=2026-04-05..2026-04-20", Dates{"2026-04-10", "2026-09-20", "2026-09-20", ""}},
	} {
		var facts []Fact
		for _, f := range strings.Fields(c.facts) {
			name, value, _ := strings.Cut(f, "=")
			facts = append(facts, Fact{name, value})
		}
		got, err := b.Office("VN").Date(c.rule, facts)
		if err != nil || got != c.want {
			t.Errorf("%s %s: %+v, %v, want %+v", c.rule, c.facts, got, err, c.want)
		}
	}
}

func open(t *testing.T) *Book {
	t.Helper()
	b, err := Open(os.DirFS(filepath.Join(outside.Root(t), "law")))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
