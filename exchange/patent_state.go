package exchange

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// state reads what the kind of the publication says of the right.
func (p *patent) state(pub docID) {
	r := p.d.rec
	if pub.office == "US" && first(pub.kind) == 'H' { // a statutory invention registration, which gives no right
		p.status = ""
	}
	state := p.status
	if row, ok := kindOf(pub); ok && state == "" {
		state = row.status
	}
	if r.Status == "" {
		r.Status = state
	}
	if r.StatusTold == "" && r.Status != "" {
		r.StatusTold = strings.TrimSpace(pub.kind + " " + p.words)
	}
	switch {
	case p.granted.number != "":
		r.Registration = &register.Numbered{Number: p.clean(publicationNumber(p.granted.office, p.granted.number)), Date: p.granted.date}
	case r.Registration == nil && state == register.StatusRegistered && pub.number != "":
		r.Registration = &register.Numbered{Number: pub.number}
		switch pub.office {
		case "EP", "US", "CN": // the right is granted on the day on which the grant is published
			if p.granted.date.IsZero() {
				p.granted.date = pub.date
			}
		}
		r.Registration.Date = p.granted.date
	}
}

//go:embed table/patent-kind.csv
var patentKindFile string

type kindRow struct {
	status register.Status
	from   ipr.Date
}

var kindRows = sync.OnceValue(func() map[string]kindRow {
	m := map[string]kindRow{}
	for _, r := range tableRows("patent-kind.csv", patentKindFile) {
		var from ipr.Date
		if err := from.UnmarshalText([]byte(r[3])); err != nil {
			panic("exchange: table/patent-kind.csv: " + err.Error())
		}
		m[r[0]+r[1]] = kindRow{register.Status(r[2]), from}
	}
	return m
})

// kindOf gives what the kind of a publication says of the right's state, if that is sourced for its office and day.
func kindOf(pub docID) (kindRow, bool) {
	row, ok := kindRows()[pub.office+pub.kind]
	return row, ok && pub.date.Compare(row.from) >= 0
}
