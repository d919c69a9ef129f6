package sample

import (
	"slices"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// The office as an actor in cases that are not about marks.
var (
	inventions  = []string{"Văn phòng mẫu, Phòng Sáng chế"}
	designers   = []string{"Văn phòng mẫu, Phòng Kiểu dáng"}
	indications = []string{"Văn phòng mẫu, Phòng Chỉ dẫn địa lý"}
)

// other is a right that is no mark: an invention, a design, an indication.
type other struct {
	kind         ipr.Kind
	number       string
	filed        ipr.Date
	published    ipr.Date // zero: it is still sealed
	examined     ipr.Date
	decided      ipr.Date // on which it was granted or refused; zero: not yet
	registration string   // "" if it was refused
	term         int      // years from filing; 0 if there is no end
	owner        register.Party
	rest         []register.Party // inventors, designers, users, representatives
	told         register.Record  // what the filing tells of the right itself
	pictures     [][]byte
}

func (r *other) id() ipr.ID { return ipr.ID{Office: code, Kind: r.kind, Number: r.number} }

func (r *other) division() []string {
	switch r.kind {
	case ipr.Design:
		return designers
	case ipr.GI:
		return indications
	}
	return inventions
}

// publications are those of a right: documents with a number of their own for inventions, a place in the gazette for others.
func (r *other) publications(granted bool) []register.Publication {
	first, second := "A", "B"
	switch r.kind {
	case ipr.Utility:
		first, second = "U", "Y"
	case ipr.Patent:
	default:
		list := []register.Publication{issue(dayOf(r.published), "A", "application")}
		if granted {
			list = append(list, issue(gazette(dayOf(r.decided)+15), "B", "registration"))
		}
		return list
	}
	list := []register.Publication{{Office: string(code), Number: r.number, Kind: first, Date: r.published}}
	if granted {
		list = append(list, register.Publication{Office: string(code), Number: r.registration, Kind: second, Date: gazette(dayOf(r.decided) + 15).date()})
	}
	return list
}

// life tells the case from its filing on.
func (r *other) life(seed, i uint64) *life {
	l := &life{id: r.id(), d: throw(seed, streamOther, i), owner: r.owner, rest: r.rest, filed: dayOf(r.filed)}
	told := r.told
	told.Application = &register.Numbered{Number: r.number, Date: r.filed}
	told.Status, told.StatusDate, told.Parties, told.Language = register.StatusFiled, r.filed, l.parties(ipr.Applicant), "vi"
	s := l.add(l.filed, "file", l.by(), &told)
	s.Sealed, s.Pictures = true, r.pictures
	if r.published.IsZero() {
		return l
	}
	p := l.add(dayOf(r.published), "publish", r.division(), &register.Record{Status: register.StatusPublished, StatusDate: r.published, Publications: r.publications(false)})
	p.At = dayOf(r.published).at(8, 0, 0)
	p.opens = append(p.opens, s)
	if !r.examined.IsZero() {
		l.add(dayOf(r.examined), "examine", r.division(), &register.Record{Status: register.StatusExamined, StatusDate: r.examined})
	}
	switch {
	case r.decided.IsZero():
	case r.registration == "":
		l.end(dayOf(r.decided), "refuse", chief, register.StatusRefused)
	default:
		granted := &register.Record{
			Registration: &register.Numbered{Number: r.registration, Date: r.decided}, Status: register.StatusRegistered, StatusDate: r.decided,
			Parties: l.parties(ipr.Owner), Publications: r.publications(true),
		}
		if r.kind == ipr.GI {
			granted.Parties = slices.Clone(l.parties(ipr.Applicant)) // nobody owns the name as an owner owns a mark
		}
		if r.term > 0 {
			granted.Expiry = dayOf(r.filed).years(r.term).date()
		}
		l.add(dayOf(r.decided), "register", chief, granted)
	}
	return l
}

// OtherQueries are what a visitor can type to find rights that are no marks: words, a class, a name.
func OtherQueries() []string { return []string{"máy sấy chè", "07-01", "Nậm Sương"} }

// another makes the cases that are no marks.
func (o *Office) another() []*life {
	var lives []*life
	for i, r := range others() {
		lives = append(lives, r.life(o.seed, uint64(i)))
	}
	return lives
}
