package exchange

import (
	"slices"

	"github.com/muniment/muniment/register"
)

// event is a line of the history with the number by which the office orders those of one day.
type event struct {
	register.Told
	number int
}

func (u *usCase) addEvent(e event) {
	if u.lines++; e.Told != (register.Told{}) && u.lines <= maxLines {
		u.events = append(u.events, e)
	}
}

// addLine adds a line that is no event of the office's list.
func (u *usCase) addLine(t register.Told) {
	if u.lines++; t != (register.Told{}) && u.lines <= maxLines {
		u.told = append(u.told, t)
	}
}

// putHistory orders the history by date, and the events of a day by the office's number. What has no date comes first.
func (u *usCase) putHistory() {
	if len(u.events)+len(u.told) == 0 {
		return
	}
	byNumber := func(a, b event) int { return b.number - a.number } // as in the file: the latest first
	if !slices.IsSortedFunc(u.events, byNumber) {
		slices.SortStableFunc(u.events, byNumber)
	}
	h := make([]register.Told, 0, len(u.events)+len(u.told))
	for i := range u.told {
		if u.told[i].Date.IsZero() {
			h = append(h, u.told[i])
		}
	}
	for i := range u.events {
		h = append(h, u.events[len(u.events)-1-i].Told)
	}
	for i := range u.told {
		if !u.told[i].Date.IsZero() {
			h = append(h, u.told[i])
		}
	}
	slices.SortStableFunc(h, func(a, b register.Told) int { return a.Date.Compare(b.Date) })
	u.rec.History = h
}

func (u *usCase) relate(r register.Related) {
	if u.lines++; r.Number != "" && u.lines <= maxLines {
		u.rec.Related = append(u.rec.Related, r)
	}
}
