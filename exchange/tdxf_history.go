package exchange

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// readEvents reads the prosecution history. The code of a line is CODE/TYPE, since some codes mean one thing coming in
// and another going out.
func (d *tdxf) readEvents() {
	for d.child() {
		if string(d.xml.Name()) != "case-file-event-statement" {
			d.unknown()
			continue
		}
		var e event
		for d.child() {
			switch string(d.xml.Name()) {
			case "code":
				e.Code = d.text()
			case "type":
				if v := bytes.TrimSpace(d.value()); len(v) > 0 {
					e.Code = d.texts.tail(e.Code, '/', v)
				}
			case "description-text":
				e.Text = d.text()
			case "date":
				e.Date = d.mayDate("date of an event")
			case "number":
				e.number = d.number()
			default:
				d.unknown()
			}
		}
		d.addEvent(e)
	}
}

// number reads a small number; 0 if it is none.
func (d *tdxf) number() int {
	n, err := strconv.ParseUint(string(bytes.TrimSpace(d.value())), 10, 31)
	if err != nil {
		d.rep.unread("number of an event")
	}
	return int(n)
}

// readPrior reads the earlier rights that the application names. Relationship 0 is a prior registration; the meaning of
// the other numbers is not in our sources, so they are given as they stand.
func (d *tdxf) readPrior() {
	for d.child() {
		switch string(d.xml.Name()) {
		case "prior-registration-application":
			how, number := "prior", ""
			for d.child() {
				switch string(d.xml.Name()) {
				case "relationship-type":
					if v := d.text(); v != "" && v != "0" {
						how = "relationship-type " + v
					}
				case "number":
					number = strings.TrimLeft(d.text(), "0")
				default:
					d.unknown()
				}
			}
			d.relate(register.Related{How: how, Office: "US", Number: number})
		case "other-related-in": // that there are more than the file lists
			if string(d.value()) == "T" {
				d.left[leftFlag]++
			}
		default:
			d.unknown()
		}
	}
}

// readForeign reads foreign applications: a priority if it is claimed as such, and else, as the basis of the application,
// a related registration or application.
func (d *tdxf) readForeign() {
	for d.child() {
		if string(d.xml.Name()) != "foreign-application" {
			d.unknown()
			continue
		}
		var p register.Priority
		registration, claimed := "", false
		for d.child() {
			switch string(d.xml.Name()) {
			case "filing-date":
				p.Date = d.mayDate("filing-date of a foreign application")
			case "application-number":
				p.Number = d.text()
			case "country":
				if c, err := ipr.ParseOffice(d.text()); err == nil {
					p.Office = string(c)
				} else {
					d.rep.unread("country")
				}
			case "registration-number":
				registration = d.text()
			case "foreign-priority-claim-in":
				claimed = string(bytes.TrimSpace(d.value())) == "T"
			case "registration-date", "registration-expiration-date", "registration-renewal-date",
				"registration-renewal-expiration-date", "renewal-number", "other":
				d.leave(leftForeign)
			case "entry-number":
				d.skip()
			default:
				d.unknown()
			}
		}
		if claimed && p != (register.Priority{}) {
			if d.lines++; d.lines <= maxLines {
				d.rec.Priorities = append(d.rec.Priorities, p)
			}
		} else if registration == "" {
			d.relate(register.Related{How: "foreign application", Office: p.Office, Number: p.Number})
		}
		d.relate(register.Related{How: "foreign registration", Office: p.Office, Number: registration})
	}
}

// readInternational reads the international registration of which this right is the designation of the United States.
func (d *tdxf) readInternational() {
	number, claimed, priority := "", false, ipr.Date{}
	for d.child() {
		switch string(d.xml.Name()) {
		case "international-registration-number":
			number = strings.TrimLeft(d.text(), "0")
		case "priority-claimed-in":
			claimed = string(bytes.TrimSpace(d.value())) == "T"
		case "priority-claimed-date":
			priority = d.mayDate("priority-claimed-date")
		case "international-registration-date", "international-publication-date", "international-renewal-date",
			"auto-protection-date", "international-death-date", "international-status-code", "international-status-date",
			"first-refusal-in":
			d.leave(leftInternational)
		default:
			d.unknown()
		}
	}
	d.relate(register.Related{How: "international", Office: "WO", Number: number})
	if d.lines++; claimed && !priority.IsZero() && d.lines <= maxLines {
		d.rec.Priorities = append(d.rec.Priorities, register.Priority{Date: priority})
	}
}

// readMadrid reads the international applications that are based on this right, with their events.
func (d *tdxf) readMadrid() {
	for d.child() {
		if string(d.xml.Name()) != "madrid-international-filing-record" {
			d.unknown()
			continue
		}
		for d.child() {
			switch string(d.xml.Name()) {
			case "international-registration-number":
				d.relate(register.Related{How: "basis of international", Office: "WO", Number: strings.TrimLeft(d.text(), "0")})
			case "reference-number":
				d.relate(register.Related{How: "basis of international application", Office: "US", Number: d.text()})
			case "madrid-history-events":
				d.readMadridEvents()
			case "original-filing-date-uspto", "international-registration-date", "international-status-code",
				"international-status-date", "irregularity-reply-by-date", "international-renewal-date":
				d.leave(leftInternational)
			case "entry-number":
				d.skip()
			default:
				d.unknown()
			}
		}
	}
}

func (d *tdxf) readMadridEvents() {
	for d.child() {
		if string(d.xml.Name()) != "madrid-history-event" {
			d.unknown()
			continue
		}
		var e event
		for d.child() {
			switch string(d.xml.Name()) {
			case "code":
				e.Code = d.text()
			case "date":
				e.Date = d.mayDate("date of an event")
			case "description-text":
				e.Text = d.text()
			case "entry-number":
				e.number = d.number()
			default:
				d.unknown()
			}
		}
		d.addEvent(e)
	}
}
