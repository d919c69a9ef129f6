package lawday

import (
	"strings"
	"sync"
	"time"
)

// A day is a place on the printed calendar: how many days after its first.
type day int

// none is no day.
const none day = -1

// A square of the printed calendar.
type square struct {
	year, month, day int
	week             time.Weekday
	text             string
}

// The printed calendar, made by going from each day to the next.
var printed = sync.OnceValues(func() ([]square, map[string]day) {
	var page []square
	at := map[string]day{}
	last := time.Date(2400, time.December, 31, 0, 0, 0, 0, time.UTC)
	for t := time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC); !t.After(last); t = t.AddDate(0, 0, 1) {
		s := square{t.Year(), int(t.Month()), t.Day(), t.Weekday(), t.Format(time.DateOnly)}
		at[s.text] = day(len(page))
		page = append(page, s)
	}
	return page, at
})

// dayOf finds a date written as YYYY-MM-DD; none if the calendar does not have it.
func dayOf(text string) day {
	_, at := printed()
	if d, ok := at[text]; ok {
		return d
	}
	return none
}

func (d day) square() square {
	page, _ := printed()
	return page[d]
}

// String gives YYYY-MM-DD, or "" for no day.
func (d day) String() string {
	if d == none {
		return ""
	}
	return d.square().text
}

// months goes n months on, or back, and stops at the day of the same number, else at the last of the month.
func (d day) months(n int) day {
	page, _ := printed()
	number := page[d].day
	switch {
	case n > 0:
		for n > 0 {
			d++
			if page[d].day == 1 {
				n--
			}
		}
		for page[d].day < number && page[d+1].day != 1 {
			d++
		}
	case n < 0:
		for n < 0 {
			for page[d].day != 1 {
				d--
			}
			d--
			n++
		}
		for page[d].day > number {
			d--
		}
	}
	return d
}

// days goes n days on.
func (d day) days(n int) day {
	for range n {
		d++
	}
	return d
}

// calendar says which days are no working days.
type calendar struct {
	closed []bool // by day
}

// newCalendar marks the closed days: of the years that the table has by the table, of the others by what can be computed.
// The columns of the table are date, en, vi, source, confidence, kind, note.
func newCalendar(described tree, rows [][]string) *calendar {
	page, _ := printed()
	c := &calendar{closed: make([]bool, len(page))}
	weekend := map[time.Weekday]bool{}
	list, _ := described["weekend"].([]any)
	for _, w := range list {
		weekend[time.Weekday(number(w))] = true
	}
	tabled := map[string]bool{}
	kinds := map[string]string{}
	for _, row := range rows[1:] {
		tabled[row[0][:4]] = true
		kinds[row[0]] = row[5]
	}
	fixed := map[string]bool{}
	movable := map[int]bool{}
	for _, h := range mappings(described["fixed"]) {
		if h["day"] != nil {
			fixed[text(h["day"])] = true
		} else {
			movable[number(h["easter"])] = true
		}
	}
	sunday := none
	for i, s := range page {
		if s.month == 1 && s.day == 1 {
			sunday = easter(s.year)
		}
		c.closed[i] = weekend[s.week]
		if !tabled[s.text[:4]] {
			if fixed[s.text[5:]] || movable[i-int(sunday)] {
				c.closed[i] = true
			}
			continue
		}
		switch kind := kinds[s.text]; kind {
		case "", "pending":
		case "swap_work":
			c.closed[i] = false
		default:
			c.closed[i] = true
		}
	}
	return c
}

// working tells whether work is done on the day.
func (c *calendar) working(d day) bool { return !c.closed[d] }

// onward gives the day itself if work is done on it, else the next on which it is.
func (c *calendar) onward(d day) day {
	for !c.working(d) {
		d++
	}
	return d
}

// easter finds Easter Sunday as the Church does: the first Sunday after the full moon of the lunar tables that falls on
// 21 March or later. The age of the moon comes from the golden number and the epact (Knuth, The Art of Computer
// Programming 1.3.2, exercise 14).
func easter(year int) day {
	golden := year%19 + 1
	century := year/100 + 1
	dropped := 3*century/4 - 12  // leap days left out of centuries
	moon := (8*century+5)/25 - 5 // the moon's own correction
	epact := (11*golden + 20 + moon - dropped) % 30
	if epact == 24 || epact == 25 && golden > 11 {
		epact++
	}
	full := 44 - epact
	if full < 21 {
		full += 30
	}
	d := dayOf(strings.Replace("YYYY-03-01", "YYYY", text(year), 1)).days(full - 1)
	for d++; d.square().week != time.Sunday; d++ {
	}
	return d
}
