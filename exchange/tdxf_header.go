package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/register"
)

func (d *tdxf) readHeader() {
	h := &d.header
	for d.child() {
		name := d.xml.Name()
		if bytes.HasSuffix(name, []byte("-in")) {
			d.readFlag(name)
			continue
		}
		switch string(name) {
		case "filing-date":
			h.filing = d.mustDate("filing-date")
		case "registration-date":
			h.registered = d.mustDate("registration-date")
		case "status-code":
			code := d.text()
			d.rec.Status, d.rec.StatusTold = USStatus(code)
		case "status-date":
			d.rec.StatusDate = d.mayDate("status-date")
		case "mark-identification":
			d.mark.Text = d.text()
		case "mark-drawing-code":
			if v := bytes.TrimSpace(d.value()); len(v) > 0 {
				h.drawing = v[0]
			}
		case "published-for-opposition-date":
			h.published = d.mayDate("published-for-opposition-date")
		case "republished-12c-date":
			h.republished = d.mayDate("republished-12c-date")
		case "abandonment-date":
			d.addLine(register.Told{Date: d.mayDate("abandonment-date"), Code: "abandonment-date"})
		case "amend-to-register-date":
			d.addLine(register.Told{Date: d.mayDate("amend-to-register-date"), Code: "amend-to-register-date"})
		case "renewal-date": // the day on which it was renewed; no expiry follows from it
			d.addLine(register.Told{Date: d.mayDate("renewal-date"), Code: "renewal-date"})
		case "cancellation-code":
			h.cancellation = d.text()
		case "cancellation-date":
			code := "cancellation-date"
			if h.cancellation != "" {
				code += "/" + h.cancellation
			}
			d.addLine(register.Told{Date: d.mayDate("cancellation-date"), Code: code})
		case "attorney-name":
			h.representative = d.text()
		case "domestic-representative-name":
			h.domestic = d.text()
		case "attorney-docket-number":
			d.leave(leftDocket)
		case "law-office-assigned-location-code", "current-location", "location-date", "employee-name":
			d.leave(leftStaff)
		default:
			d.unknown()
		}
	}
}

// readFlag reads one of the elements that are T or F.
func (d *tdxf) readFlag(name []byte) {
	kind, known := flags[string(name)]
	if !known {
		d.unknown()
		return
	}
	code := name
	if kind == flagStanding {
		d.name = append(d.name[:0], name...)
		code = d.name
	}
	if v := d.value(); len(v) != 1 || v[0] != 'T' {
		return
	}
	switch kind {
	case flagIndividual:
		d.header.individual = true
	case flagCollective:
		d.header.collective = true
	case flagCertification:
		d.header.certification = true
	case flagThreeD:
		d.header.threeD = true
	case flagStanding:
		d.addLine(register.Told{Code: d.texts.add(code)})
	case flagOther:
		d.left[leftFlag]++
	}
}

// What a flag is for.
const (
	flagIndividual = iota
	flagCollective
	flagCertification
	flagThreeD
	flagStanding // how the right stands, which no event tells: a line of the history
	flagOther    // left out
)

var flags = func() map[string]int {
	m := map[string]int{}
	for kind, names := range [...]string{
		flagIndividual:    "trademark-in service-mark-in",
		flagCollective:    "collective-trademark-in collective-service-mark-in collective-membership-mark-in",
		flagCertification: "certification-mark-in",
		flagThreeD:        "drawing-3d-current-in",
		flagStanding: `supplemental-register-in section-2f-in section-2f-in-part-in concurrent-use-in
			concurrent-use-proceeding-in cancellation-pending-in opposition-pending-in interference-pending-in`,
		flagOther: `principal-register-amended-in supplemental-register-amended-in published-concurrent-in section-12c-in
			renewal-filed-in section-8-filed-in section-8-partial-accept-in section-8-accepted-in
			section-15-acknowledged-in section-15-filed-in foreign-priority-in change-registration-in intent-to-use-in
			intent-to-use-current-in filed-as-use-application-in amended-to-use-application-in
			use-application-currently-in amended-to-itu-application-in filing-basis-filed-as-44d-in
			amended-to-44d-application-in filing-basis-current-44d-in filing-basis-filed-as-44e-in
			filing-basis-current-44e-in amended-to-44e-application-in without-basis-currently-in
			filing-current-no-basis-in color-drawing-filed-in color-drawing-current-in drawing-3d-filed-in
			standard-characters-claimed-in filing-basis-filed-as-66a-in filing-basis-current-66a-in`,
	} {
		for _, name := range strings.Fields(names) {
			m[name] = kind
		}
	}
	return m
}()
