package exchange

import (
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// header is what the case-file-header tells and other parts need.
type header struct {
	filing, registered, published, republished ipr.Date
	representative, domestic                   string
	drawing                                    byte // first position of mark-drawing-code
	threeD                                     bool
	individual, collective, certification      bool
	cancellation                               string // code
}

// putHeader carries the header over into the record.
func (u *usCase) putHeader() {
	h := &u.header
	u.rec.Application = &register.Numbered{Number: u.serial, Date: h.filing}
	if n := strings.TrimLeft(u.registration, "0"); n != "" { // the file fills with zeros up to seven digits
		u.rec.Registration = &register.Numbered{Number: n, Date: h.registered}
	}
	u.mark.Feature = feature(h.drawing, h.threeD)
	switch {
	case h.certification:
		u.mark.Kind = "certification"
	case h.collective:
		u.mark.Kind = "collective"
	case h.individual:
		u.mark.Kind = "individual"
	}
	mark := u.mark
	u.rec.Mark = &mark
	for _, p := range []register.Publication{{Kind: "opposition", Date: h.published}, {Kind: "section 12(c)", Date: h.republished}} {
		if !p.Date.IsZero() {
			p.Office = "US"
			u.rec.Publications = append(u.rec.Publications, p)
		}
	}
}

// feature says what the sign consists of, from the first position of the drawing code.
// Source: USPTO, Trademark Applications Daily XML documentation, mark-drawing-code; code 4 was "block form" before
// 2 November 2003 and "standard characters" since, words either way, as is the typed form of code 1.
func feature(drawing byte, threeD bool) string {
	if threeD {
		return "3d"
	}
	switch drawing {
	case '1', '4':
		return "word"
	case '2':
		return "figurative"
	case '3':
		return "combined"
	case '5':
		return "stylized"
	case '6':
		return "other" // no drawing is possible: a sound, a scent
	}
	return ""
}
