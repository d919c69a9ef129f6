package exchange

import (
	"bytes"
	"slices"
	"strings"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// symbolOf reads the symbol of the International or the Cooperative Patent Classification with which a text begins, in the
// many ways in which documents part it by blanks: "H01F  27/14        20060101AFI20171122BHEP" of ST.8, "A24B   15/18
// (2006.01)", "F02M2700/1358", "7A61K 9/00". position is that of ST.8, F for the first symbol of a document. The section Y
// is of the Cooperative Classification only. A text that is no symbol gives none.
func symbolOf(text []byte) (symbol string, position byte) {
	s := bytes.ToUpper(bytes.TrimSpace(text))
	for len(s) > 0 && s[0] >= '0' && s[0] <= '9' { // the edition before the symbol
		s = s[1:]
	}
	take := func(most int, letter bool) string {
		s = bytes.TrimLeft(s, " ")
		n := 0
		for n < len(s) && n < most && (letter && s[n] >= 'A' && s[n] <= 'Z' || !letter && s[n] >= '0' && s[n] <= '9') {
			n++
		}
		part := s[:n]
		s = s[n:]
		return string(part)
	}
	section, class, subclass, group := take(1, true), take(2, false), take(1, true), take(10, false)
	s = bytes.TrimLeft(s, " ")
	sub := ""
	if len(s) > 0 && s[0] == '/' {
		s = s[1:]
		if sub = take(8, false); len(sub) == 8 { // the date of the version, behind a group without a subgroup
			s, sub = append([]byte(sub), s...), ""
		}
	}
	rest := bytes.TrimLeft(s, " ")
	if len(rest) > 9 && digits(string(rest[:8])) {
		position = rest[9]
	}
	return symbolFrom(section, class, subclass, group, sub), position
}

// symbolFrom prints a symbol as ipr.IPC does, from its parts; "" if they are none.
func symbolFrom(section, class, subclass, group, subgroup string) string {
	text := section + class + subclass
	if section == "" {
		return ""
	}
	if len(class) == 1 {
		text = section + "0" + class + subclass
	}
	switch {
	case group != "" && subgroup != "":
		text += " " + group + "/" + subgroup
	case len(group) == 10:
		text += group
	}
	text = strings.ToUpper(text)
	cooperative := text[0] == 'Y'
	if cooperative {
		text = "A" + text[1:]
	}
	c, err := ipr.ParseIPC(text)
	if err != nil {
		return ""
	}
	if cooperative {
		c.Section = 'Y'
	}
	return c.String()
}

// classify adds a symbol to a list, once; the first one of a document goes before the others.
func (p *patent) classify(list *[]string, symbol string, position byte) {
	if symbol = p.clean(symbol); symbol == "" || p.tooMany(len(*list)) {
		return
	}
	if i := slices.Index(*list, symbol); i >= 0 {
		if position != 'F' {
			return
		}
		*list = slices.Delete(*list, i, i+1)
	}
	if position == 'F' {
		*list = slices.Insert(*list, 0, symbol)
		return
	}
	*list = append(*list, symbol)
}

// symbol reads an element that holds a symbol as a text or in parts, of ST.36 or of the older Chinese schema.
func (p *patent) symbol(list *[]string, e element) {
	part := func(names ...string) string {
		for _, n := range names {
			if v := code(e.child(n)); len(v) > 0 {
				return string(v)
			}
		}
		return ""
	}
	symbol := symbolFrom(part("section", "Section"), part("class", "MainClass", "Class"), part("subclass", "Subclass"),
		part("main-group", "MainGroup"), part("subgroup", "Subgroup"))
	position := first(part("symbol-position", "SymbolPosition", "SymbolPositionCode"))
	text := element{}
	for _, n := range []string{"text", "Text", "classification-symbol", "PatentClassificationText"} {
		if c := e.child(n); c.ok() {
			text = c
		}
	}
	if !text.ok() && symbol == "" {
		text = e
	}
	switch v := code(text); {
	case symbol != "" || len(v) == 0:
		text.take()
	default:
		s, pos := symbolOf(v)
		if symbol = s; position == 0 {
			position = pos
		}
		if symbol == "" {
			p.d.rep.unread(e.name())
		}
	}
	e.take() // its edition, level, value, status and origin
	p.classify(list, symbol, position)
}

// locarno reads the class of a design patent: four digits, or as 06-04.
func (p *patent) locarno(e element) {
	for c := range e.children() {
		if !strings.HasSuffix(c.name(), "classification") && !strings.HasSuffix(c.name(), "Text") {
			c.take()
			continue
		}
		v := onlyDigits(string(code(c)))
		if len(v) != 4 {
			p.d.rep.unread(e.name())
			continue
		}
		class := register.Class{Scheme: "locarno", Class: int(v[0]-'0')*10 + int(v[1]-'0'), Subclass: int(v[2]-'0')*10 + int(v[3]-'0')}
		if !slices.ContainsFunc(p.d.rec.Classes, func(k register.Class) bool { return k.Class == class.Class && k.Subclass == class.Subclass }) {
			p.d.rec.Classes = append(p.d.rec.Classes, class)
		}
	}
}

// onlyDigits is s without anything else.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
