package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// categoryMark stands before the category letter of ST.27 or ST.61 among the additional words of an event.
const categoryMark = "category "

// markEvent is an event as it is read.
type markEvent struct {
	event
	until   ipr.Date
	comment string
}

// event96 reads a MarkEvent: a line of the history.
func (d *document) event96(e element) {
	var v markEvent
	for c := range e.children() {
		switch c.name() {
		case "MarkEventDate", "MarkEventDateTime":
			v.Date = d.day(c)
		case "MarkEventResponseDate":
			v.until = d.day(c)
		case "CommentText":
			v.comment = d.text(c)
		case "MarkEventCategory":
			c.take()
		case "NationalMarkEvent":
			d.national96Event(c, &v)
		default:
			d.unknown(c)
		}
	}
	d.us.join(&v.Text, "; ", v.comment)
	if !v.until.IsZero() {
		count(&d.rep.LeftOut, leftAnswer, 1)
	}
	if category := code(e.child("MarkEventCategory")); v.Code == "" && v.Text == "" && !bytes.HasSuffix(category, []byte(" history entry")) {
		v.Code = d.texts.add(category) // the standard's own word
	}
	d.us.addEvent(v.event)
}

func (d *document) national96Event(e element, v *markEvent) {
	for n := range e.children() {
		switch n.name() {
		case "MarkEventCode":
			if b := code(n); d.in.us && bytes.IndexByte(b, '/') < 0 {
				v.Code = d.usEvent(b)
			} else {
				v.Code = d.text(n)
			}
		case "MarkEventDescriptionText":
			d.joinTexts(&v.Text, e, n)
		case "MarkEventEntryNumber":
			v.number = d.whole(n)
		case "MarkEventAdditionalText":
			b := code(n)
			if letter, ok := bytes.CutPrefix(b, []byte(categoryMark)); ok {
				v.Category = d.texts.add(letter)
			} else if len(b) > 0 && string(b) != "0" {
				count(&d.rep.LeftOut, leftCase, 1)
			}
		case "MarkEventDocumentIdentifier":
			d.omit(n, leftDocuments)
		case "CommentText":
			d.us.join(&v.comment, "; ", d.text(n))
		default:
			d.unknown(n)
		}
	}
}

// proceedingNames are our words for the proceedings of ST.96.
var proceedingNames = map[string]string{
	"CancellationProceedings": "cancellation", "ConcurrentUseProceedings": "concurrent use", "OppositionExtensionRequest": "extension of time to oppose",
	"ExparteAppeal": "ex parte appeal", "MiscellaneousProceedings": "proceeding", "OppositionProceedingBag": "opposition",
	"InterferenceProceedings": "interference", "InvalidationProceedings": "invalidation", "RevocationProceedings": "revocation",
}

// proceeding96 makes a line of the history of a proceeding: its kind and number, how it stands, and who is on either side.
func (d *document) proceeding96(kind string, e element) {
	if kind == "" {
		kind = e.name()
	}
	var t register.Told
	number, state := "", ""
	var sides [2][]string
	for c := range e.children() {
		switch c.name() {
		case "OppositionIdentifier", "LegalProceedingIdentifier":
			number = d.text(c)
		case "OppositionDate", "LegalProceedingFilingDate":
			t.Date = d.day(c)
		case "ProceedingStatus":
			state = d.text(c.child("NationalStatusExternalDescriptionText"))
			d.omit(c, leftSteps)
		case "OppositionCurrentStatusCategory":
			state = d.text(c)
		case "Plaintiff", "PotentialOpponent", "Defendant", "Defendent":
			side := &sides[0]
			if c.name()[0] == 'D' {
				side = &sides[1]
			}
			var p contact
			d.name96(c.at("Contact", "Name"), &p)
			if p.name != "" && len(*side) < namedBefore {
				*side = append(*side, p.full())
			}
			d.omit(c, leftSteps)
		case "PlaintiffBag", "PotentialOpponentBag", "DefendantBag":
			side := &sides[0]
			if c.name()[0] == 'D' {
				side = &sides[1]
			}
			for q := range c.children() {
				var p contact
				d.name96(q.at("Contact", "Name"), &p)
				if p.name != "" && len(*side) < namedBefore {
					*side = append(*side, p.full())
				}
			}
			d.omit(c, leftSteps)
		default:
			d.omit(c, leftSteps)
		}
	}
	t.Code = strings.TrimSpace(kind + " " + number)
	t.Text = state
	for i, side := range sides {
		if len(side) > 0 {
			d.us.join(&t.Text, "; ", [...]string{"by ", "against "}[i]+strings.Join(side, ", "))
		}
	}
	d.us.addLine(t)
}

// assignment96 makes a line of the history of a recorded assignment: what was conveyed, by whom and to whom.
func (d *document) assignment96(e element) {
	var t register.Told
	var recorded, executed ipr.Date
	var from, to []string
	for c := range e.children() {
		switch c.name() {
		case "AssignmentIdentifier":
			t.Code = d.text(c)
		case "AssignmentConveyanceCategory":
			t.Text = d.text(c)
		case "AssignmentRecordedDate":
			recorded = d.day(c)
		case "AssignmentExecutedDate":
			executed = d.day(c)
		case "AssignorBag", "AssigneeBag":
			for p := range c.children() {
				d.assigned(p, &from, &to)
			}
		case "Assignor", "Assignee":
			d.assigned(c, &from, &to)
		case "AssignmentDocumentBag", "PageTotalQuantity", "AssignmentReceivedDate", "AssignmentMailedDate", "AssignmentGroupCategory":
			d.omit(c, leftDocuments)
		case "Registrant", "NationalRepresentative", "NationalCorrespondent":
			d.omit(c, leftNames[leftCorrespondent])
		default:
			d.unknown(c)
		}
	}
	t.Code = strings.TrimSpace("assignment " + t.Code)
	if t.Date = recorded; t.Date.IsZero() {
		t.Date = executed
	}
	if len(from) > 0 {
		d.us.join(&t.Text, ", ", "from "+strings.Join(from, "; "))
	}
	if len(to) > 0 {
		d.us.join(&t.Text, ", ", "to "+strings.Join(to, "; "))
	}
	d.us.addLine(t)
}

func (d *document) assigned(e element, from, to *[]string) {
	side := from
	if e.name() == "Assignee" {
		side = to
	}
	var p contact
	d.name96(e.at("Contact", "Name"), &p)
	if p.name != "" && len(*side) < namedBefore {
		*side = append(*side, p.name)
	}
	d.omit(e, leftNames[leftEntity])
}

// markRecord96 makes a line of the history of a record in the register: a transfer, a licence, a change of name. Licensees
// are parties.
func (d *document) markRecord96(e element) {
	t := register.Told{Code: e.name()}
	for c := range e.children() {
		switch name := c.name(); {
		case name == "RecordEffectiveDate", t.Date.IsZero() && (name == "RecordNotificationDate" || name == "RecordFilingDate"):
			if v := d.day(c); !v.IsZero() {
				t.Date = v
			}
		case name == "RecordIdentifier":
			if n := d.text(c); n != "" {
				t.Code += " " + n
			}
		case strings.HasPrefix(name, "Record") && strings.HasSuffix(name, "Category") && name != "RecordCurrentStatusCategory", name == "BasicRecordCategory":
			d.us.join(&t.Text, "; ", d.text(c))
		case name == "LicenceBag":
			for l := range c.under("Licence", "LicenseeBag", "Licensee") {
				d.party96(l, ipr.Licensee)
			}
			d.omit(c, leftDocuments)
		default:
			d.omit(c, leftDocuments)
		}
	}
	d.us.addLine(t)
}
