package ipr_test

import (
	"testing"
	"time"

	"github.com/muniment/muniment/ipr"
)

func TestDaysAreThoseOfTheCalendar(t *testing.T) {
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := ipr.Day(1); n <= 800_000; n++ {
		d := ipr.Date{Year: at.Year(), Month: int(at.Month()), Day: at.Day()}
		if got := n.Date(); got != d {
			t.Fatalf("day %d is %s, want %s", n, got, d)
		}
		if got := ipr.DayOf(d); got != n {
			t.Fatalf("%s is day %d, want %d", d, got, n)
		}
		if got := n.Weekday(); got != int(at.Weekday()) {
			t.Fatalf("%s is weekday %d, want %d", d, got, at.Weekday())
		}
		at = at.AddDate(0, 0, 1)
	}
}

func TestMonthsLaterIsTheSameDayOrTheLast(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-15", 1, "2026-02-15"}, {"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-08-31", 6, "2027-02-28"},
		{"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"}, {"2026-11-30", 3, "2027-02-28"}, {"2026-12-31", 2, "2027-02-28"},
		{"2029-08-31", -6, "2029-02-28"}, {"2026-01-31", -1, "2025-12-31"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-05-31", 0, "2026-05-31"},
	} {
		d, err := ipr.ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%d months from %s is %s, want %s", c.n, c.from, got, c.want)
		}
	}
}
