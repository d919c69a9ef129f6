package sample

import (
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// recordals makes about n acts on rights of the older register since it was carried over: half of them renewals, the
// others lapses and changes of owner, licence and address.
func (o *Office) recordals(n int) []*life {
	if o.count == 0 {
		return nil
	}
	var lives []*life
	renewals, lapses := n/2, n/8
	changes := n - renewals - lapses
	window := int(o.today - o.carried - 2)
	used := map[ipr.ID]bool{}
	for i := 0; len(lives) < n && i < 300*n; i++ {
		d := throw(o.seed, streamRecordal, uint64(i))
		id, r := o.place(d.n(o.count))
		if r.Status != register.StatusRegistered || used[id] {
			continue
		}
		l := &life{id: id, d: d, owner: r.Parties[0], rest: r.Parties[1:], filed: dayOf(r.Application.Date)}
		act := (o.carried + 1 + day(d.n(window))).working()
		expiry := dayOf(r.Expiry)
		late := expiry.months(6).working()
		switch {
		case late < o.today-5: // its time runs out before the office's day
			if lapses == 0 {
				continue
			}
			l.end((late + 1).working(), "expire", division, register.StatusExpired)
			lapses--
		case expiry.months(-6) <= act && act <= late:
			if renewals == 0 {
				continue
			}
			l.renew(act, expiry.years(10), dayOf(r.Registration.Date))
			renewals--
		case changes == 0:
			continue
		default:
			switch changes % 3 {
			case 0:
				l.assign(act, o.owner(d.n(o.owners)))
			case 1:
				l.license(act, o.owner(d.n(o.owners)).Name, "toàn bộ hàng hóa, dịch vụ", act.years(5))
			default:
				l.move(act, weigh(d, provinces))
			}
			changes--
		}
		used[id] = true
		lives = append(lives, l)
	}
	return lives
}

// place makes the mark at a place of the document.
func (o *Office) place(n int) (ipr.ID, *register.Record) {
	for i := range o.years {
		if s := &o.years[i]; n < s.first+s.count {
			return o.older(s, n-s.first)
		}
	}
	panic("sample: no such place in the document")
}
