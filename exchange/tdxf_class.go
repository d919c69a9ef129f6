package exchange

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// goods is a statement of goods and services with the prime class that its type code names.
type goods struct {
	prime string // as in the type code: "009", "A  "
	code  string // the whole type code
	text  string
	less  bool // the text names goods that are excepted
	used  bool // its class is found
}

// classification is one element of that name.
type classification struct {
	international []int  // Nice classes
	other         string // an international-code that is none: A, B, 200
	primary       string
	status        string // of the class
	date          ipr.Date
}

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

// join appends a text to another one with something between them, unless one is empty. A record in which this happens
// more often than in any real one is refused, since each time copies.
func (d *tdxf) join(to *string, between, text string) {
	if *to == "" || text == "" {
		*to += text
		return
	}
	if d.joins++; d.joins > maxJoins {
		d.lines = maxLines + 1
		return
	}
	*to += between + text
}

const maxJoins = 500

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

// maxClasses is how many classifications a record may have; each is compared with each statement of goods.
const maxClasses = 500

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

// niceClass reads a class of the Nice classification, with or without leading zeros.
func niceClass(v []byte) (int, bool) {
	if len(v) == 0 || len(v) > 3 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(v), 10, 8)
	return int(n), err == nil && 1 <= n && n <= 45
}

// dead are the states of a class that is in force no more: cancelled under one of the sections of the law (1 to 5, A to
// H, J, K), lacking a fee (7), abandoned (8), expired (9), terminated (X). 6 is active. The shared collection of the
// office's tables has not got this one; it was read in a secondary source, so confidence B.
const dead = "12345789ABCDEFGHJKX"

func (c *classification) dead() bool {
	return len(c.status) == 1 && c.status != "6" && strings.Contains(dead, c.status)
}

// putClasses joins classes and statements of goods.
//
// A statement names its prime class, which is the primary-code of a classification. Where that is the Nice class, the
// terms stand there. Registrations from before September 1973 have a class of the United States as prime class; it is
// given too, in the scheme "us", and the terms stand at the Nice class if there is exactly one, and else at the class
// of the United States. A class that is in force no more, while others are, becomes a line of the history with its
// goods. Classes A, B and 200 of certification and membership marks are of the scheme "us-a", "us-b" and "us".
func (d *tdxf) putClasses() {
	if len(d.classes) > 0 {
		d.rec.Classes = make([]register.Class, 0, 2*len(d.classes))
	}
	alive := slices.ContainsFunc(d.classes, func(c classification) bool { return !c.dead() })
	for i := range d.classes {
		c := &d.classes[i]
		if len(c.status) != 1 || !strings.Contains(dead+"6PW", c.status) {
			d.rep.unread("status-code of a class")
		}
		if alive && c.dead() {
			d.endClass(c)
		} else {
			d.putClass(c)
		}
	}
	for i := range d.goods { // those whose class has no classification
		if g := &d.goods[i]; !g.used {
			c := classification{primary: strings.TrimSpace(g.prime)}
			if n, ok := niceClass([]byte(c.primary)); ok && d.header.filing.Compare(niceSince) >= 0 {
				c.international = []int{n}
			}
			d.putClass(&c)
		}
	}
	slices.SortStableFunc(d.rec.Classes, func(a, b register.Class) int {
		return cmp.Or(strings.Compare(a.Scheme, b.Scheme), a.Class-b.Class)
	})
}

// niceSince is the day from which the United States classify by the Nice classification. Source: 37 CFR 6.1; TMEP 1401.
var niceSince = ipr.Date{Year: 1973, Month: 9, Day: 1}

// of reports whether the goods are those of the class.
func (g *goods) of(c *classification) bool {
	return !g.used && c.primary != "" && strings.TrimLeft(strings.TrimSpace(g.prime), "0") == strings.TrimLeft(c.primary, "0")
}

// putClass takes up a classification with its goods.
func (d *tdxf) putClass(c *classification) {
	for _, n := range c.international {
		d.class("nice", n)
	}
	if scheme, n := usClass(c.other); scheme != "" {
		d.class(scheme, n)
	} else if c.other != "" {
		d.rep.unread("international-code")
	}
	scheme, class := usClass(c.primary)
	prime, ok := niceClass([]byte(c.primary))
	switch {
	case ok && slices.Contains(c.international, prime):
		scheme, class = "nice", prime
	case scheme != "":
		d.class(scheme, class)
		if len(c.international) == 1 {
			scheme, class = "nice", c.international[0]
		}
	case len(c.international) > 0:
		scheme, class = "nice", c.international[0]
	}
	for i := range d.goods {
		g := &d.goods[i]
		if !g.of(c) {
			continue
		}
		g.used = true
		if g.less || scheme == "" {
			d.addLine(register.Told{Code: g.code, Text: g.text})
			continue
		}
		k := d.class(scheme, class)
		k.Terms = terms(k.Terms, g.text)
	}
}

// endClass makes a line of the history of a class that is in force no more.
func (d *tdxf) endClass(c *classification) {
	line := register.Told{Date: c.date, Code: "class " + c.primary + " status-code " + c.status}
	for i := range d.goods {
		if g := &d.goods[i]; g.of(c) {
			g.used = true
			d.join(&line.Text, "; ", g.text)
		}
	}
	d.addLine(line)
}

// usClass reads a class of the United States: 1 to 52 of goods, 100 to 107 of services, 200 of membership marks, A and B
// of certification marks. The scheme is empty if it is none.
func usClass(code string) (scheme string, class int) {
	switch strings.TrimLeft(code, "0") {
	case "A", "a":
		return "us-a", 0
	case "B", "b":
		return "us-b", 0
	}
	n, err := strconv.ParseUint(code, 10, 8)
	if err != nil || n == 0 {
		return "", 0
	}
	return "us", int(n)
}

// class gives the record's class, which is added if it is not there. It stands until the next call.
func (d *tdxf) class(scheme string, n int) *register.Class {
	for i := range d.rec.Classes {
		if k := &d.rec.Classes[i]; k.Scheme == scheme && k.Class == n {
			return k
		}
	}
	d.rec.Classes = append(d.rec.Classes, register.Class{Scheme: scheme, Class: n})
	return &d.rec.Classes[len(d.rec.Classes)-1]
}

// terms appends the goods and services of a statement, which semicolons part unless brackets enclose them: brackets mark
// what was taken out, double ones what is excepted, asterisks what was added. The marks are kept as they are.
func terms(to []string, text string) []string {
	if strings.IndexByte(text, ';') < 0 {
		return term(to, text)
	}
	to = slices.Grow(to, strings.Count(text, ";")+1)
	depth, from := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case ';':
			if depth == 0 {
				to = term(to, text[from:i])
				from = i + 1
			}
		}
	}
	return term(to, text[from:])
}

func term(to []string, s string) []string {
	if s = strings.TrimSpace(s); s != "" {
		to = append(to, s)
	}
	return to
}
