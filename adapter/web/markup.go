package web

import (
	"html/template"
	"strings"
)

// markup is HTML in the making, for what repeats on a page many times: acts, rows of data, terms. Templates call what
// they show by reflection, which is well for what stands on a page once.
//
// Everything that is not a constant of this package goes through text or name, which escape.
type markup struct{ b []byte }

// raw adds markup of ours.
func (m *markup) raw(parts ...string) {
	for _, s := range parts {
		m.b = append(m.b, s...)
	}
}

// html adds what is safe already.
func (m *markup) html(h template.HTML) { m.b = append(m.b, h...) }

// text adds a text, escaped for text and for quoted attributes.
func (m *markup) text(s string) {
	at := 0
	for i := range len(s) {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		case 0:
			e = "\uFFFD"
		default:
			continue
		}
		m.b = append(append(m.b, s[at:i]...), e...)
		at = i + 1
	}
	m.b = append(m.b, s[at:]...)
}

// name adds a name or another text from outside, isolated from the direction of what stands around it.
func (m *markup) name(s string) {
	m.raw("<bdi>")
	m.text(s)
	m.raw("</bdi>")
}

// names adds several, parted by semicolons.
func (m *markup) names(list []string) {
	for i, s := range list {
		if i > 0 {
			m.raw("; ")
		}
		m.name(s)
	}
}

// done gives the markup.
func (m *markup) done() template.HTML { return template.HTML(m.b) } // #nosec G203 -- every text went through text

// text is a text as HTML.
func text(s string) template.HTML {
	if !strings.ContainsAny(s, "&<>\"'\x00") {
		return template.HTML(s) // #nosec G203 -- nothing to escape
	}
	var m markup
	m.text(s)
	return m.done()
}

// named is a name as HTML.
func named(s string) template.HTML { return "<bdi>" + text(s) + "</bdi>" }
