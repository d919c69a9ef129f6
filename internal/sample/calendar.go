package sample

import (
	"strings"
	"time"

	"github.com/muniment/muniment/ipr"
)

// local is the time zone of the office.
var local = time.FixedZone("+07", 7*60*60)

// day counts days, so that dates can be reckoned with; day 0 is 1 March of the year 0.
type day int

// dayOf is the day of a whole date. Source of the arithmetic: the months from March on follow (153 m + 2) / 5.
func dayOf(d ipr.Date) day {
	y, m := d.Year, d.Month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	return day(y*365 + y/4 - y/100 + y/400 + (153*m+2)/5 + d.Day - 1)
}

// date is the day as a calendar date.
func (n day) date() ipr.Date {
	y := int((int64(n)*10000 + 14780) / 3652425)
	rest := func() int { return int(n) - (y*365 + y/4 - y/100 + y/400) }
	if rest() < 0 {
		y--
	}
	r := rest()
	m := (5*r + 2) / 153
	d := ipr.Date{Year: y, Month: m + 3, Day: r - (153*m+2)/5 + 1}
	if d.Month > 12 {
		d.Year, d.Month = d.Year+1, d.Month-12
	}
	return d
}

func on(year, month, dayOfMonth int) day {
	return dayOf(ipr.Date{Year: year, Month: month, Day: dayOfMonth})
}

// months is the same day of the month so many months later or earlier, or the last day of that month.
func (n day) months(k int) day {
	d := n.date()
	m := d.Year*12 + d.Month - 1 + k
	first := on(m/12, m%12+1, 1)
	next := on((m+1)/12, (m+1)%12+1, 1)
	return min(first+day(d.Day-1), next-1)
}

func (n day) years(k int) day { return n.months(12 * k) }

// at is a time of that day in the office's zone, in UTC.
func (n day) at(hour, minute, second int) time.Time {
	d := n.date()
	return time.Date(d.Year, time.Month(d.Month), d.Day, hour, minute, second, 0, local).UTC()
}

// closed lists the days from Monday to Friday on which the offices of Viet Nam were closed, as far as they matter here.
// Source: Labour Code and the yearly decisions as collected by the holidays project, confidence B; 2027 is an estimate,
// since the days of Tết are decided the year before.
var closed = func() map[ipr.Date]bool {
	m := map[ipr.Date]bool{}
	for s := range strings.FieldsSeq(`
		2023-01-02 2023-01-20 2023-01-23 2023-01-24 2023-01-25 2023-01-26 2023-05-01 2023-05-02 2023-05-03
		2023-09-01 2023-09-04
		2024-01-01 2024-02-08 2024-02-09 2024-02-12 2024-02-13 2024-02-14 2024-04-18 2024-04-29 2024-04-30
		2024-05-01 2024-09-02 2024-09-03
		2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-04-07 2025-04-30 2025-05-01
		2025-05-02 2025-09-01 2025-09-02
		2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-27 2026-04-30
		2026-05-01 2026-08-31 2026-09-01 2026-09-02
		2027-01-01 2027-02-04 2027-02-05 2027-02-08 2027-02-09 2027-02-10 2027-04-16 2027-04-30 2027-05-03
		2027-09-02 2027-09-03`) {
		d, err := ipr.ParseDate(s)
		if err != nil {
			panic("sample: " + err.Error())
		}
		m[d] = true
	}
	return m
}()

// working is the day itself, or the next one on which the office is open.
func (n day) working() day {
	for weekend(n) || closed[n.date()] {
		n++
	}
	return n
}

// weekend reports whether the day is a Saturday or a Sunday; 1 March of the year 0 was a Wednesday.
func weekend(n day) bool { return n%7 == 3 || n%7 == 4 }

// gazette is the day of the first issue of the gazette on or after a day: the 25th of the month, or the working day
// after it.
func gazette(n day) day {
	d := n.date()
	issue := on(d.Year, d.Month, 25).working()
	if issue < n {
		issue = on(d.Year, d.Month, 1).months(1)
		issue = (issue + 24).working()
	}
	return issue
}
