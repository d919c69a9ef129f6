package exchange

import (
	"bytes"
	"strings"

	"github.com/muniment/muniment/register"
)

// readStatements reads the case-file-statements by the prefix of their type codes. Those with no member of their own
// become lines of the history, so that nothing public is lost. Source: USPTO, Trademark Applications Daily XML
// documentation 2.0, pages 22 and 23.
func (d *tdxf) readStatements() {
	for d.child() {
		if string(d.xml.Name()) != "case-file-statement" {
			d.unknown()
			continue
		}
		code, text := "", ""
		for d.child() {
			switch string(d.xml.Name()) {
			case "type-code":
				v := d.value()
				if len(v) == 6 && string(v[:2]) == "GS" { // its blanks count: class A is "A  "
					code = d.texts.exact(v)
				} else {
					code = d.texts.add(v)
				}
			case "text":
				text = d.texts.tail(text, ' ', d.value())
			default:
				d.unknown()
			}
		}
		d.statement(code, text)
	}
}

func (d *tdxf) statement(code, text string) {
	if text == "" {
		return
	}
	has := func(prefix string) bool { return strings.HasPrefix(code, prefix) }
	switch m := &d.mark; {
	case has("GS") && len(code) == 6:
		if d.lines++; d.lines <= maxLines {
			d.goods = append(d.goods, goods{prime: code[2:5], code: code, text: text, less: code[5] == '2'})
		}
	case has("PM"):
		d.left[leftPseudo]++
	case has("A0"), has("B0"): // amendment and correction of a certificate
		d.left[leftCertificate]++
	case has("MK"): // the rest of a mark too long for its element
		d.join(&m.Text, " ", text)
	case has("D0"), has("D1"):
		d.join(&m.Disclaimer, " ", text)
	case has("TLIT"):
		d.join(&m.Transliteration, " ", text)
	case has("TR"):
		d.join(&m.Translation, " ", text)
	case has("CC"), has("CD"):
		d.join(&m.Colours, " ", text)
	case has("DM"):
		d.join(&m.Description, " ", text)
	default:
		d.addLine(register.Told{Code: code, Text: text})
	}
}

// readDesigns reads the design search codes. They are not Vienna codes, though they began as such, and say so.
func (d *tdxf) readDesigns() {
	for d.child() {
		if string(d.xml.Name()) != "design-search" {
			d.unknown()
			continue
		}
		for d.child() {
			if string(d.xml.Name()) != "code" {
				d.unknown()
				continue
			}
			v := d.text()
			if len(v) != 6 || !digits(v) {
				d.rep.unread("design-search")
			} else if d.lines++; d.lines <= maxLines {
				d.mark.Vienna = append(d.mark.Vienna, "us:"+v[:2]+"."+v[2:4]+"."+v[4:])
			}
		}
	}
}

func (d *tdxf) readClasses() {
	for d.child() {
		if string(d.xml.Name()) != "classification" {
			d.unknown()
			continue
		}
		var c classification
		for d.child() {
			switch string(d.xml.Name()) {
			case "international-code":
				v := bytes.TrimSpace(d.value())
				if n, ok := niceClass(v); ok {
					c.international = append(c.international, n)
				} else if len(v) > 0 {
					c.other = d.texts.add(v)
				}
			case "primary-code":
				c.primary = d.text()
			case "status-code":
				c.status = d.text()
			case "status-date":
				c.date = d.mayDate("status-date of a class")
			case "us-code":
				d.leave(leftUSClass)
			case "first-use-anywhere-date", "first-use-in-commerce-date":
				d.leave(leftUse)
			case "international-code-total-no", "us-code-total-no":
				d.skip()
			default:
				d.unknown()
			}
		}
		if d.lines += maxLines / maxClasses; d.lines <= maxLines {
			d.classes = append(d.classes, c)
		}
	}
}
