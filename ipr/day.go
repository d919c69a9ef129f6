package ipr

// Day is a day of the calendar as a number that counts days, 1 for 1 January of the year 1. Only exact dates are days.
type Day int

// DayOf gives the number of an exact date, and 0 for another one.
func DayOf(d Date) Day {
	if !d.Exact() {
		return 0
	}
	y, m := d.Year, d.Month // a year that begins on 1 March, so that the day that leap years have more is its last
	if m < 3 {
		y, m = y-1, m+12
	}
	return Day(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d.Day - 307 + 1)
}

// Date gives the date of the day. It is defined for the days from 1 on.
func (n Day) Date() Date {
	z := int(n) + 305 // days from 1 March of the year 0, from 0
	cycle := z / 146097
	z -= cycle * 146097
	year := (z - z/1460 + z/36524 - z/146096) / 365
	z -= 365*year + year/4 - year/100
	m := (5*z + 2) / 153
	d := Date{Year: 400*cycle + year, Month: m + 3, Day: z - (153*m+2)/5 + 1}
	if m >= 10 {
		d.Year, d.Month = d.Year+1, m-9
	}
	return d
}

// Weekday is the day of the week, 0 for Sunday to 6 for Saturday.
func (n Day) Weekday() int { return int(n) % 7 }

// AddDays gives the date so many days later, or earlier. It is defined for exact dates.
func (d Date) AddDays(n int) Date { return (DayOf(d) + Day(n)).Date() }

// AddMonths gives the same day of the month so many months later, or earlier; the last day of that month if it has no such
// day. It is defined for exact dates.
func (d Date) AddMonths(n int) Date {
	m := d.Year*12 + d.Month - 1 + n
	e := Date{Year: m / 12, Month: m%12 + 1, Day: d.Day}
	e.Day = min(e.Day, e.lastDay())
	return e
}
