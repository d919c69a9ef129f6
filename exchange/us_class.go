package exchange

import (
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

// join appends a text to another one with something between them, unless one is empty. A record in which this happens
// more often than in any real one is refused, since each time copies.
func (u *usCase) join(to *string, between, text string) {
	if *to == "" || text == "" {
		*to += text
		return
	}
	if u.joins++; u.joins > maxJoins {
		u.lines = maxLines + 1
		return
	}
	*to += between + text
}

const maxJoins = 500

// maxClasses is how many classifications a record may have; each is compared with each statement of goods.
const maxClasses = 500

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
func (u *usCase) putClasses() {
	if len(u.classes) > 0 {
		u.rec.Classes = make([]register.Class, 0, 2*len(u.classes))
	}
	alive := slices.ContainsFunc(u.classes, func(c classification) bool { return !c.dead() })
	for i := range u.classes {
		c := &u.classes[i]
		if len(c.status) != 1 || !strings.Contains(dead+"6PW", c.status) {
			u.report.unread("status-code of a class")
		}
		if alive && c.dead() {
			u.endClass(c)
		} else {
			u.putClass(c)
		}
	}
	for i := range u.goods { // those whose class has no classification
		if g := &u.goods[i]; !g.used {
			c := classification{primary: strings.TrimSpace(g.prime)}
			if n, ok := niceClass([]byte(c.primary)); ok && u.header.filing.Compare(niceSince) >= 0 {
				c.international = []int{n}
			}
			u.putClass(&c)
		}
	}
	slices.SortStableFunc(u.rec.Classes, func(a, b register.Class) int {
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
func (u *usCase) putClass(c *classification) {
	for _, n := range c.international {
		u.class("nice", n)
	}
	if scheme, n := usClass(c.other); scheme != "" {
		u.class(scheme, n)
	} else if c.other != "" {
		u.report.unread("international-code")
	}
	scheme, class := usClass(c.primary)
	prime, ok := niceClass([]byte(c.primary))
	switch {
	case ok && slices.Contains(c.international, prime):
		scheme, class = "nice", prime
	case scheme != "":
		u.class(scheme, class)
		if len(c.international) == 1 {
			scheme, class = "nice", c.international[0]
		}
	case len(c.international) > 0:
		scheme, class = "nice", c.international[0]
	}
	for i := range u.goods {
		g := &u.goods[i]
		if !g.of(c) {
			continue
		}
		g.used = true
		if g.less || scheme == "" {
			u.addLine(register.Told{Code: strings.Join(strings.Fields(g.code), " "), Text: g.text})
			continue
		}
		k := u.class(scheme, class)
		k.Terms = terms(k.Terms, g.text)
	}
}

// endClass makes a line of the history of a class that is in force no more.
func (u *usCase) endClass(c *classification) {
	line := register.Told{Date: c.date, Code: strings.TrimSpace("class "+c.primary) + " status-code " + c.status}
	for i := range u.goods {
		if g := &u.goods[i]; g.of(c) {
			g.used = true
			u.join(&line.Text, "; ", g.text)
		}
	}
	u.addLine(line)
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

func (u *usCase) class(scheme string, n int) *register.Class { return classOf(u.rec, scheme, n) }

// classOf gives the record's class, which is added if it is not there. It stands until the next call.
func classOf(r *register.Record, scheme string, n int) *register.Class {
	for i := range r.Classes {
		if k := &r.Classes[i]; k.Scheme == scheme && k.Class == n {
			return k
		}
	}
	r.Classes = append(r.Classes, register.Class{Scheme: scheme, Class: n})
	return &r.Classes[len(r.Classes)-1]
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
