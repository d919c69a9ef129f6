package exchange

import (
	"bytes"
	"strconv"
)

// readOwners reads names, towns and countries. Street addresses and post codes are private.
func (d *tdxf) readOwners() {
	for d.child() {
		if string(d.xml.Name()) != "case-file-owner" {
			d.unknown()
			continue
		}
		var o owner
		for d.child() {
			switch string(d.xml.Name()) {
			case "party-type":
				n, err := strconv.Atoi(string(bytes.TrimSpace(d.value())))
				if err != nil || n < 10 || n > 99 {
					d.rep.unread("party-type")
					n = 0
				}
				o.kind = n
			case "party-name":
				o.name = d.text()
			case "dba-aka-text":
				o.also = d.text()
			case "city":
				o.city = d.text()
			case "state":
				o.state = d.text()
			case "country":
				o.country = d.text()
			case "name-change-explanation":
				// The type NC, the party-type and the number of the entry stand before the text, ten characters.
				v := d.value()
				if len(v) > 10 && string(v[:2]) == "NC" && digits(string(v[2:10])) {
					v = v[10:]
				}
				d.join(&o.explanation, "; ", d.texts.add(v))
			case "address-1", "address-2", "postcode", "other":
				d.leave(leftAddress)
			case "nationality":
				d.leave(leftNationality)
			case "legal-entity-type-code", "entity-statement":
				d.leave(leftEntity)
			case "composed-of-statement":
				d.leave(leftPartners)
			case "entry-number":
				d.skip()
			default:
				d.unknown()
			}
		}
		if o.kind == correspondentParty {
			d.left[leftCorrespondent]++
			continue
		}
		if d.lines++; o.name != "" && d.lines <= maxLines {
			d.owners = append(d.owners, o)
		}
	}
}
