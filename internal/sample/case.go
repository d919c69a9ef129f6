package sample

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// division and chief are the office as an actor.
var (
	division = []string{"Văn phòng mẫu, Phòng Nhãn hiệu"}
	chief    = []string{"Văn phòng mẫu, Lãnh đạo Văn phòng"}
)

// step is an act of the script before its place in it is known.
type step struct {
	Act
	opens []*step
}

// Licence is the value of the disclosure named parties of an act "license".
type Licence struct {
	Licensee string   `json:"licensee"`
	Scope    string   `json:"scope"`
	Until    ipr.Date `json:"until"`
}

// Assignment is the value of the disclosure named parties of an act "assign".
type Assignment struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// life is a recent case as it grows.
type life struct {
	id    ipr.ID
	d     *dice
	owner register.Party
	rest  []register.Party // other parties
	filed day
	steps []*step
}

// add appends an act on a day at an hour at which the office works.
func (l *life) add(n day, act string, actor []string, r *register.Record) *step {
	s := &step{Act: Act{At: n.at(l.d.between(8, 16), l.d.n(60), l.d.n(60)), ID: l.id, Act: act, Effective: n.date(), Actor: actor, Record: r}}
	l.steps = append(l.steps, s)
	return s
}

// parties are the present parties of the case.
func (l *life) parties(role ipr.Role) []register.Party {
	owner := l.owner
	owner.Role = role
	return append([]register.Party{owner}, l.rest...)
}

// by is the party as an actor, with the representative.
func (l *life) by() []string {
	actor := []string{l.owner.Name}
	for _, p := range l.rest {
		if p.Role == ipr.Representative {
			actor = append(actor, p.Name)
		}
	}
	return actor
}

// file is the filing: all of it sealed until publication, the private address for ever.
func (l *life) file(number string, m *register.Mark, classes []register.Class, priorities []register.Priority) {
	s := l.add(l.filed, "file", l.by(), &register.Record{
		Application: &register.Numbered{Number: number, Date: l.filed.date()},
		Status:      register.StatusFiled,
		StatusDate:  l.filed.date(),
		Mark:        m,
		Parties:     l.parties(ipr.Applicant),
		Classes:     classes,
		Priorities:  priorities,
	})
	s.At = l.filed.at(l.d.between(7, 21), l.d.n(60), l.d.n(60)) // applicants work longer than the office
	s.Sealed = true
	place := cmp.Or(l.owner.Place, l.owner.Country)
	s.Contact = &Contact{
		Name:    l.owner.Name,
		Address: "Số " + strconv.Itoa(l.d.between(1, 180)) + ", phố Bịa Đặt, " + place,
		Email:   "don" + strconv.Itoa(l.d.between(1000, 9999)) + "@vi-du.invalid",
	}
}

// inspect is the examination as to form, sealed like the filing; it is recorded in one case of three.
func (l *life) inspect(n day) {
	s := l.add(n, "examine", division, &register.Record{Status: register.StatusExamined, StatusDate: n.date()})
	s.Sealed = true
}

// publication is the day of the gazette in which an application appears: found valid within a month, published within
// two months more, within one since 1 April 2026.
func (l *life) publication() day {
	if l.filed >= on(2026, 4, 1) {
		return gazette(l.filed + 40)
	}
	return gazette(l.filed + 70)
}

// publish opens what was sealed. An issue of the gazette is one batch, at eight in the morning.
func (l *life) publish() day {
	n := l.publication()
	s := l.add(n, "publish", division, &register.Record{
		Status:       register.StatusPublished,
		StatusDate:   n.date(),
		Publications: []register.Publication{issue(n, "A", "opposition")},
		Deadlines:    []register.Deadline{oppositionDeadline(n)},
	})
	s.At = n.at(8, 0, 0)
	for _, earlier := range l.steps[:len(l.steps)-1] {
		if earlier.Sealed {
			s.opens = append(s.opens, earlier)
		}
	}
	return n
}

func (l *life) examine(n day) {
	l.add(n, "examine", division, &register.Record{Status: register.StatusExamined, StatusDate: n.date()})
}

func (l *life) register(n day, number string) {
	expiry := l.filed.years(10)
	l.add(n, "register", chief, &register.Record{
		Registration: &register.Numbered{Number: number, Date: n.date()},
		Status:       register.StatusRegistered,
		StatusDate:   n.date(),
		Parties:      l.parties(ipr.Owner),
		Publications: []register.Publication{issue(l.publication(), "A", "opposition"), issue(gazette(n+15), "B", "registration")},
		Expiry:       expiry.date(),
		Deadlines:    rightDeadlines(expiry, n),
	})
}

// renew records ten more years of a right registered on a day.
func (l *life) renew(n, expiry, registered day) {
	l.add(n, "renew", division, &register.Record{
		Status: register.StatusRegistered, StatusDate: n.date(), Expiry: expiry.date(), Deadlines: rightDeadlines(expiry, registered),
	})
}

// license records a licence.
func (l *life) license(n day, licensee, scope string, until day) *step {
	l.rest = append(slices.Clone(l.rest), register.Party{Role: ipr.Licensee, Name: licensee, Country: "VN"})
	s := l.add(n, "license", division, &register.Record{Parties: l.parties(ipr.Owner)})
	s.Terms = Licence{licensee, scope, until.date()}
	return s
}

// assign records a new owner.
func (l *life) assign(n day, to register.Party) {
	from := l.owner.Name
	l.owner = to
	l.add(n, "assign", division, &register.Record{Parties: l.parties(ipr.Owner)}).Terms = Assignment{from, to.Name}
}

// move records that the owner, if of Viet Nam, lives elsewhere.
func (l *life) move(n day, place string) {
	if l.owner.Country == "VN" {
		l.owner.Place = place
	}
	l.add(n, "address", l.by(), &register.Record{Parties: l.parties(ipr.Owner)})
}

// end records a closing act with its status.
func (l *life) end(n day, act string, actor []string, s register.Status) {
	l.add(n, act, actor, &register.Record{Status: s, StatusDate: n.date()})
}

// recent makes the planted recent cases and so many others, thirty in four hundred of them still sealed.
func (o *Office) recent(n int) []*life {
	var lives []*life
	for i := range planted {
		if p := &planted[i]; !p.carried {
			lives = append(lives, o.plantedLife(p, i))
		}
	}
	first := on(2023, 1, 3)
	sealed := max(n*30/400, 3)
	for i := range max(n-len(lives), sealed) {
		d := throw(o.seed, streamCase, uint64(i))
		filed := first + day(d.n(int(o.today-41-first)))
		if i < sealed {
			filed = o.today - 1 - day(d.n(38))
		}
		for filed.working() != filed {
			filed--
		}
		lives = append(lives, o.recentLife(d, filed, i%100 == 1))
	}
	return lives
}

// recentLife tells a case made by the dice. One that is dropped is withdrawn before anything of it became public.
func (o *Office) recentLife(d *dice, filed day, dropped bool) *life {
	date := filed.date()
	at := yearly(date.Year) * int(filed-on(date.Year, 1, 1)) / 366
	number := o.cell(d, at+1, 90, func(n int) string { return applicationNumber(date.Year, n) })
	o.taken[number] = true
	classes := specification(d)
	l := &life{id: trademark(number), d: d, owner: o.owner(d.n(o.owners)), filed: filed}
	l.owner.Role = ""
	l.rest = parties(d, l.owner, false)[1:]
	m := mark(d, l.owner.Country, classes[0].Class)
	var priorities []register.Priority
	if l.owner.Country != "VN" && d.chance(250) {
		p := filed - day(d.between(20, 180))
		priorities = []register.Priority{{Office: l.owner.Country, Number: strconv.Itoa(p.date().Year) + "-" + pad(d.between(1, 400000), 6), Date: p.date()}}
	}
	l.file(number, m, classes, priorities)
	if dropped {
		s := l.add((filed + 9).working(), "withdraw", l.by(), &register.Record{Status: register.StatusWithdrawn, StatusDate: (filed + 9).working().date()})
		s.Sealed = true
		return l
	}
	if d.chance(330) {
		l.inspect((filed + 20).working())
	}
	published := l.publish()
	window := opposition(published)
	if d.chance(50) {
		l.end((published + day(d.between(10, 200))).working(), "withdraw", l.by(), register.StatusWithdrawn)
		return l
	}
	if d.chance(70) {
		day := (published + day(d.between(20, int(window-published)-6))).working()
		l.end(day, "oppose", []string{o.owner(d.n(o.owners)).Name}, register.StatusOpposed)
	}
	l.examine((window + day(d.between(1, 25))).working())
	decided := (filed + day(d.between(430, 620))).working()
	if decided <= window+30 {
		decided = (window + 40).working()
	}
	if d.chance(130) {
		l.end(decided, "refuse", chief, register.StatusRefused)
		return l
	}
	l.register(decided, o.certificate(d, decided))
	after := func() day { return (decided + day(d.between(20, 500))).working() }
	switch k := d.n(100); {
	case k < 6:
		n := after()
		l.license(n, o.owner(d.n(o.owners)).Name, "toàn bộ hàng hóa, dịch vụ", n.years(3))
	case k < 12:
		l.assign(after(), o.owner(d.n(o.owners)))
	case k < 22:
		l.move(after(), weigh(d, provinces))
	case k < 24:
		l.end(after(), "cancel", chief, register.StatusCancelled)
	}
	return l
}

// certificate is a registration number that nobody has, growing with the days.
func (o *Office) certificate(d *dice, n day) string {
	s := o.cell(d, 473400+28*int(n-on(2024, 1, 1)), 28, registrationNumber)
	o.taken[s] = true
	return s
}

// plantedLife tells a planted recent case.
func (o *Office) plantedLife(p *plant, i int) *life {
	l := &life{id: p.id(), d: throw(o.seed, streamCase, uint64(1<<32+i)), owner: p.owner, filed: dayOf(p.filed)}
	l.rest = p.parties(false)[1:]
	l.file(p.number, p.mark(), p.classes, nil)
	if p.number == crane {
		l.steps[0].At = l.filed.at(20, 51, 33)
	}
	if p.sealed {
		return l
	}
	l.publish()
	if !p.examined.IsZero() {
		l.examine(dayOf(p.examined))
	}
	if p.registration != "" {
		l.register(dayOf(p.registered), p.registration)
	}
	if p.number == crane {
		l.steps[2].At = dayOf(p.registered).at(9, 14, 7)
		l.move(on(2025, 7, 2), "Tuyên Quang")
		l.license(on(2026, 11, 20), "Quán Mây Thấp", "bán lẻ chè, không độc quyền", on(2029, 12, 31)).At = on(2026, 11, 20).at(16, 42, 0)
	}
	return l
}

// arrange puts the acts of all cases that happened before the day into one script, ends each issue of the gazette with an
// act that covers it, and says by their places which acts open which.
func arrange(lives []*life, today day) []Act {
	var steps []*step
	for _, l := range lives {
		for _, s := range l.steps {
			if dayOf(s.Effective) < today {
				steps = append(steps, s)
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b *step) int { return a.At.Compare(b.At) })

	var script []Act
	place := map[*step]int{}
	var batch []int
	var issued time.Time
	cover := func() {
		if len(batch) > 0 {
			first := script[batch[0]]
			script = append(script, Act{At: first.At, Act: "cover", Effective: first.Effective, Actor: division, Covers: batch})
			batch = nil
		}
	}
	for _, s := range steps {
		if !s.At.Equal(issued) {
			cover()
		}
		for _, o := range s.opens {
			s.Opens = append(s.Opens, place[o])
		}
		place[s] = len(script)
		if s.Act.Act == "publish" {
			issued = s.At
			batch = append(batch, len(script))
		}
		script = append(script, s.Act)
	}
	cover()
	return script
}
