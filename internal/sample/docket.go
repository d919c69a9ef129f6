package sample

import (
	"fmt"
	"iter"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
)

// streamDocket is the stream of dice of the docket; see throw.
const streamDocket = 77

// Docket makes the files of a made-up office as they stand on a day: applications and rights of the last five years, with the
// events that have happened to them. The same seed, number and day give the same docket.
func Docket(seed uint64, n int, today ipr.Date) iter.Seq2[law.Case, error] {
	return func(yield func(law.Case, error) bool) {
		for i := range n {
			if !yield(file(throw(seed, streamDocket, uint64(i)), i, today), nil) {
				return
			}
		}
	}
}

// file makes one of them.
func file(d *dice, i int, today ipr.Date) law.Case {
	right := weigh(d, []share[string]{{70, "TM"}, {14, "PT"}, {6, "UM"}, {9, "DS"}, {1, "GI"}})
	f := new(law.Facts)
	filing := today.AddDays(-d.between(1, 5*365))
	happened := func(event string, day ipr.Date) (ipr.Date, bool) {
		if day.Compare(today) > 0 {
			return day, false
		}
		f.Date(event, day)
		return day, true
	}
	f.Date("filing", filing)
	if d.chance(200) {
		f.Date("priority", filing.AddDays(-d.between(20, 180)))
	}
	f.Count("classes", d.between(1, 3))
	f.Count("independent_claims", d.between(1, 4))
	f.Count("anniversary", d.between(1, 4))
	f.Count("year", d.between(1, 8))
	c := law.Case{ID: fmt.Sprintf("%s-%06d", right, i+1), Right: right, Facts: f}
	valid, ok := happened("found_valid", filing.AddDays(d.between(20, 60)))
	if !ok {
		return c
	}
	f.Date("acceptance", valid)
	wait := d.between(20, 75)
	if right == "PT" || right == "UM" {
		wait = d.between(300, 560)
	}
	published, ok := happened("publication", valid.AddDays(wait))
	if !ok {
		return c
	}
	if right == "PT" || right == "UM" {
		if _, ok := happened("exam_request", published.AddDays(d.between(-200, 400))); !ok {
			return c
		}
	}
	examined, ok := happened("notice", published.AddDays(d.between(150, 420)))
	if !ok {
		return c
	}
	if d.chance(300) {
		happened("extension_requested", examined.AddDays(d.between(30, 85)))
	}
	if _, ok := happened("grant_notice", examined.AddDays(d.between(60, 200))); ok && d.chance(850) {
		if granted, ok := happened("grant", examined.AddDays(d.between(210, 300))); ok {
			f.Date("registration", granted)
		}
	}
	return c
}
