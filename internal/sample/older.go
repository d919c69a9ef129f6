package sample

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// niceShares tells how often marks are filed in a class.
var niceShares = func() []share[int] {
	often := map[int]int{
		1: 20, 3: 70, 5: 110, 6: 18, 7: 26, 9: 62, 10: 14, 11: 30, 12: 24, 14: 10, 16: 16, 18: 18, 19: 20, 20: 20, 21: 16, 24: 10, 25: 60,
		28: 14, 29: 46, 30: 92, 31: 28, 32: 30, 33: 18, 35: 120, 36: 26, 37: 24, 39: 20, 41: 36, 42: 26, 43: 48, 44: 26,
	}
	var list []share[int]
	for c := 1; c <= 45; c++ {
		list = append(list, share[int]{max(often[c], 5), c})
	}
	return list
}()

// goods gives the everyday terms of each class in Vietnamese.
var goods = sync.OnceValue(func() [46][]string {
	var g [46][]string
	for _, t := range ipr.Goods() {
		g[t.Class] = append(g[t.Class], t.In(locale.Vi))
	}
	return g
})

// specification makes the goods and services of a mark, classes ascending: of ten marks six have one class.
func specification(d *dice) []register.Class {
	n := weigh(d, []share[int]{{60, 1}, {22, 2}, {11, 3}, {5, 4}, {2, 6}})
	var has [46]bool
	for range n {
		has[weigh(d, niceShares)] = true
	}
	var list []register.Class
	for c := range has {
		if has[c] {
			list = append(list, class(d, c))
		}
	}
	return list
}

// class is a class with one to four of its everyday terms.
func class(d *dice, c int) register.Class {
	all := goods()[c]
	n := min(d.between(1, 4), len(all))
	from := d.n(len(all) - n + 1)
	return register.Class{Scheme: "nice", Class: c, Terms: all[from : from+n : from+n]}
}

// cell picks one of the step numbers from base on that nobody has yet, and prints it.
func (o *Office) cell(d *dice, base, step int, print func(int) string) string {
	at := d.n(step)
	for i := range step {
		if s := print(base + (at+i)%step); !o.taken[s] {
			return s
		}
	}
	return print(base + at)
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	if len(s) < width {
		return "0000000"[:width-len(s)] + s
	}
	return s
}

func applicationNumber(year, n int) string { return "4-" + strconv.Itoa(year) + "-" + pad(n, 5) }
func registrationNumber(n int) string      { return "4-" + pad(n, 7) }

// older makes the k-th mark of a year of the older register, as the document tells it.
func (o *Office) older(s *span, k int) (ipr.ID, *register.Record) {
	place := s.first + k
	d := throw(o.seed, streamCarried, uint64(place))
	number := o.cell(d, 1+k*s.step, s.step, func(n int) string { return applicationNumber(s.year, n) })
	filed := day(s.start + (k*s.days+d.n(s.days))/s.count)
	classes := specification(d)
	owner := o.owner(d.n(d.n(o.owners) + 1))
	r := &register.Record{
		Application: &register.Numbered{Number: number, Date: filed.date()},
		Mark:        mark(d, owner.Country, classes[0].Class),
		Classes:     classes,
	}
	if owner.Country != "VN" && d.chance(250) {
		first := filed - day(d.between(20, 180))
		r.Priorities = []register.Priority{{Office: owner.Country, Number: fmt.Sprintf("%d-%06d", first.date().Year, d.between(1, 400000)), Date: first.date()}}
	}
	step := max(2, 470000/max(o.count, 1))
	o.live(d, r, owner, filed, func() string { return o.cell(d, 1+place*step, step, registrationNumber) })
	return trademark(number), r
}

// live tells the life of a mark of the older register up to the day of the document.
func (o *Office) live(d *dice, r *register.Record, owner register.Party, filed day, registration func() string) {
	now := o.carried
	told(r, filed, "A", "Nộp đơn")
	window := filed
	if published := gazette(filed + 70); filed >= on(2006, 7, 1) {
		told(r, published, "Q", "Công bố đơn")
		r.Publications = []register.Publication{issue(published, "A", "opposition")}
		window = opposition(published)
		if window >= now {
			r.Deadlines = []register.Deadline{oppositionDeadline(published)}
		}
	}
	decided := filed + day(d.between(330, 560))
	fate := weigh(d, []share[register.Status]{
		{760, register.StatusRegistered}, {155, register.StatusRefused}, {60, register.StatusWithdrawn}, {23, register.StatusCancelled}, {2, register.StatusUnknown},
	})
	if fate == register.StatusWithdrawn {
		decided = filed + day(d.between(150, 320))
	}
	r.Parties = parties(d, owner, false)
	switch {
	case decided > now && d.chance(60):
		r.Status = register.StatusOpposed
		return
	case decided > now && window >= now:
		r.Status = register.StatusPublished
		return
	case decided > now:
		r.Status = register.StatusExamined
		return
	}
	r.StatusDate = decided.date()
	switch r.Status = fate; fate {
	case register.StatusRefused:
		told(r, decided, "N", "Từ chối bảo hộ")
		return
	case register.StatusWithdrawn:
		told(r, decided, "B", "Rút đơn")
		return
	case register.StatusUnknown:
		r.StatusTold = "hồ sơ giấy thất lạc, chờ phục hồi"
		return
	}
	r.Status = register.StatusRegistered
	r.Parties[0].Role = ipr.Owner
	r.Registration = &register.Numbered{Number: registration(), Date: decided.date()}
	r.Publications = append(r.Publications, issue(gazette(decided+15), "B", "registration"))
	told(r, decided, "F", "Cấp giấy chứng nhận đăng ký")
	if end := decided + day(d.between(400, 3000)); fate == register.StatusCancelled && end <= now {
		r.Status, r.StatusDate = register.StatusCancelled, end.date()
		r.Expiry = filed.years(10).date()
		told(r, end, "H", "Hủy bỏ hiệu lực")
		return
	}
	expiry := filed.years(10)
	for expiry.months(-6) <= now {
		asked := expiry.months(-6) + day(d.n(300))
		if asked <= now && d.chance(620) {
			told(r, asked, "M", "Gia hạn hiệu lực")
		} else if expiry.months(6).working() < now {
			r.Status, r.StatusDate, r.Expiry = register.StatusExpired, expiry.date(), expiry.date()
			told(r, expiry, "H", "Chấm dứt hiệu lực do không gia hạn")
			return
		} else {
			break
		}
		expiry = expiry.years(10)
	}
	r.Expiry = expiry.date()
	r.Deadlines = rightDeadlines(expiry, decided)
}

// told adds a line of the past.
func told(r *register.Record, n day, category, text string) {
	r.History = append(r.History, register.Told{Date: n.date(), Category: category, Text: text})
}

// issue is a publication in the gazette of a day. Volume A has applications, volume B registrations; number 393 was that
// of December 2020.
func issue(n day, volume, kind string) register.Publication {
	d := n.date()
	number := 393 + (d.Year-2020)*12 + d.Month - 12
	p := register.Publication{Office: string(code), Kind: kind, Date: d}
	if number > 0 {
		p.Number = strconv.Itoa(number) + volume
	}
	return p
}

// opposition is the last day on which an application published on a day can be opposed: five months later, three since
// 1 April 2026; a day on which the office is closed moves to the next. Source: IP Law art. 112a, before and after Law
// 131/2025/QH15; confidence B and A.
func opposition(published day) day {
	if published >= on(2026, 4, 1) {
		return published.months(3).working()
	}
	return published.months(5).working()
}

func oppositionDeadline(published day) register.Deadline {
	return register.Deadline{What: "opposition", Opens: published.date(), Date: opposition(published).date(), Rule: "TM.opposition"}
}

// rightDeadlines are the dates of a registered right: renewal within the six months before expiry, late renewal within six
// months after it, and the day from which it can be attacked for five years of non-use. Source: IP Law as described in
// secondary sources, confidence B.
func rightDeadlines(expiry, registered day) []register.Deadline {
	last := expiry.working()
	return []register.Deadline{
		{What: "renewal", Opens: expiry.months(-6).date(), Date: last.date(), Rule: "TM.renewal_window"},
		{What: "late renewal", Opens: (last + 1).date(), Date: expiry.months(6).working().date(), Rule: "TM.renewal_window"},
		{What: "non-use", Opens: registered.years(5).date(), Rule: "TM.non_use"},
	}
}
