package sample

import (
	"testing"
	"time"

	"github.com/muniment/muniment/ipr"
)

func TestDaysAreThoseOfTheCalendar(t *testing.T) {
	at := time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := on(1899, 1, 1); n <= on(2101, 1, 1); n++ {
		want := ipr.Date{Year: at.Year(), Month: int(at.Month()), Day: at.Day()}
		if got := n.date(); got != want || dayOf(got) != n {
			t.Fatalf("day %d is %s, want %s", n, got, want)
		}
		if got := weekend(n); got != (at.Weekday() == time.Saturday || at.Weekday() == time.Sunday) {
			t.Fatalf("%s is a weekend: %v", want, got)
		}
		at = at.AddDate(0, 0, 1)
	}
}

func TestMonthsEndOnTheSameDayOrTheLast(t *testing.T) {
	for _, c := range []struct {
		from   day
		months int
		want   string
	}{
		{on(2023, 6, 14), 120, "2033-06-14"},
		{on(2024, 2, 29), 12, "2025-02-28"},
		{on(2025, 8, 31), 6, "2026-02-28"},
		{on(2026, 1, 15), -1, "2025-12-15"},
		{on(2026, 1, 31), -11, "2025-02-28"},
		{on(2026, 12, 31), 2, "2027-02-28"},
	} {
		if got := c.from.months(c.months).date().String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from.date(), c.months, got, c.want)
		}
	}
}

func TestOppositionPeriodFollowsTheLawOfThePublication(t *testing.T) {
	for _, c := range []struct {
		rule      string
		published day
		want      string
	}{
		{"five months before 1 April 2026", on(2023, 8, 25), "2024-01-25"},
		{"five months, filed and published under the old law", on(2026, 3, 20), "2026-08-20"},
		{"three months from 1 April 2026", on(2026, 4, 20), "2026-07-20"},
		{"a Sunday moves to Monday", on(2026, 4, 26), "2026-07-27"},
		{"Tết moves to the day after it", on(2024, 8, 25), "2025-02-03"},
		{"a Saturday moves past the day off in lieu", on(2025, 11, 25), "2026-04-28"},
	} {
		if got := opposition(c.published).date().String(); got != c.want {
			t.Errorf("%s: published %s, until %s, want %s", c.rule, c.published.date(), got, c.want)
		}
	}
}

func TestGazetteAppearsOnThe25th(t *testing.T) {
	for from, want := range map[day]string{
		on(2023, 8, 23): "2023-08-25",
		on(2023, 8, 25): "2023-08-25",
		on(2023, 8, 26): "2023-09-25",
		on(2023, 11, 1): "2023-11-27", // the 25th is a Saturday
		on(2025, 1, 1):  "2025-02-03", // a Saturday, then Tết
	} {
		if got := gazette(from).date().String(); got != want {
			t.Errorf("the first issue from %s is of %s, want %s", from.date(), got, want)
		}
	}
}
