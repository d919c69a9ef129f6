package exchange

import (
	"strconv"
	"unicode/utf8"

	"github.com/muniment/muniment/ipr"
)

// markup writes XML into memory. It knows nothing of schemas; whoever calls it writes the elements in their order.
type markup struct {
	b    []byte
	echo *echo // reads what is written as ST.96; nil until then
}

// raw writes markup of ours.
func (m *markup) raw(s string) { m.b = append(m.b, s...) }

// start writes a start-tag; attrs are names and values in turn, and one without a value is left out.
func (m *markup) start(name string, attrs ...string) {
	m.b = append(m.b, '<')
	m.b = append(m.b, name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		m.b = append(m.b, ' ')
		m.b = append(m.b, attrs[i]...)
		m.b = append(m.b, '=', '"')
		m.text(attrs[i+1])
		m.b = append(m.b, '"')
	}
	m.b = append(m.b, '>')
}

func (m *markup) end(name string) {
	m.b = append(m.b, '<', '/')
	m.b = append(m.b, name...)
	m.b = append(m.b, '>')
}

// leaf writes an element with a text, unless there is no text.
func (m *markup) leaf(name, text string, attrs ...string) {
	if text == "" {
		return
	}
	m.start(name, attrs...)
	m.text(text)
	m.end(name)
}

// day writes an element with a date as DateType of ST.96 has it: a year, a year and a month, or a day.
func (m *markup) day(name string, d ipr.Date) {
	if d.IsZero() {
		return
	}
	m.start(name)
	m.b = append(m.b, byte('0'+d.Year/1000%10), byte('0'+d.Year/100%10), byte('0'+d.Year/10%10), byte('0'+d.Year%10))
	if d.Month != 0 {
		m.b = append(m.b, '-', byte('0'+d.Month/10), byte('0'+d.Month%10))
		if d.Day != 0 {
			m.b = append(m.b, '-', byte('0'+d.Day/10), byte('0'+d.Day%10))
		}
	}
	m.end(name)
}

// whole writes an element with a number, unless it is 0.
func (m *markup) whole(name string, n int) {
	if n != 0 {
		m.start(name)
		m.b = strconv.AppendInt(m.b, int64(n), 10)
		m.end(name)
	}
}

// bag writes an element with what f writes in it, or nothing if f writes nothing.
func (m *markup) bag(name string, f func(), attrs ...string) {
	before := len(m.b)
	m.start(name, attrs...)
	inner := len(m.b)
	if f(); len(m.b) == inner {
		m.b = m.b[:before]
		return
	}
	m.end(name)
}

// text writes a text with references where markup would be seen. A character that XML has not got becomes U+FFFD; white
// space other than blanks is kept from normalisation.
func (m *markup) text(s string) {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
				m.b = append(append(m.b, s[from:i]...), "\ufffd"...)
				from = i + size
			}
			i += size
			continue
		}
		i++
		if escape := escapes[c]; escape != "" {
			m.b = append(append(m.b, s[from:i-1]...), escape...)
			from = i
		}
	}
	m.b = append(m.b, s[from:]...)
}

var escapes = func() (t [utf8.RuneSelf]string) {
	for c := range byte(0x20) {
		t[c] = "\ufffd"
	}
	t['\t'], t['\n'], t['\r'] = "&#9;", "&#10;", "&#13;"
	t['&'], t['<'], t['>'], t['"'] = "&amp;", "&lt;", "&gt;", "&quot;"
	return t
}()
