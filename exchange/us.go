package exchange

import (
	"github.com/muniment/muniment/register"
)

// usCase is a case file of the United States Patent and Trademark Office as its parts are read, in whatever form the office
// serves it: trademark-applications-daily, ST.66 or ST.96. What is told in several places is joined when all of it is
// known; put makes the members of the record. The files us_header.go, us_class.go, us_party.go and us_history.go tell how.
type usCase struct {
	rec    *register.Record
	report *Report
	lines  int // members of lists
	joins  int // texts put together
	serial,
	registration string
	header  header
	mark    register.Mark
	goods   []goods
	classes []classification
	owners  []owner
	events  []event
	told    []register.Told // other lines of the history
}

// reset begins a case file.
func (u *usCase) reset(rec *register.Record, report *Report) {
	u.rec, u.report = rec, report
	u.lines, u.joins, u.serial, u.registration = 0, 0, "", ""
	u.header, u.mark = header{}, register.Mark{}
	u.goods, u.classes, u.owners = u.goods[:0], u.classes[:0], u.owners[:0]
	u.events, u.told = u.events[:0], u.told[:0]
}

// put makes the members of the record.
func (u *usCase) put() {
	u.putHeader()
	u.putClasses()
	u.putOwners()
	u.putHistory()
}
