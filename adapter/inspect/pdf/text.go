package pdf

import (
	"strings"
	"unicode"
)

const (
	maxText = 4 << 20    // bytes of text of one document
	maxOps  = 20_000_000 // operators of all pages
	maxForm = 8          // forms within forms
)

// Text reads the text of the pages, as far as fonts tell what their codes mean (9.10), for people who search for words: pages are divided
// by form feeds, lines by line feeds. It tells whether there was text that no font explains.
func (f *File) Text(pages []dict) (body string, unknown bool) {
	w := &writer{f: f, fonts: map[int]*font{}}
	for i, p := range pages {
		if i > 0 {
			w.out.WriteByte('\f')
		}
		w.page(p)
		if w.out.Len() > maxText || w.ops > maxOps {
			f.Large = true
			break
		}
	}
	return strings.TrimSpace(w.out.String()), w.unknown
}

// writer goes through the operators of pages.
type writer struct {
	f       *File
	out     strings.Builder
	fonts   map[int]*font // by the number of the object
	ops     int
	unknown bool
}

// page writes a page, whose contents are one stream or several that are read as one.
func (w *writer) page(p dict) {
	var body []byte
	switch v := w.f.value(p["Contents"]).(type) {
	case *stream:
		body = w.f.unpack(v)
	case array:
		for _, part := range v {
			if s, ok := w.f.value(part).(*stream); ok && len(body) < maxUnpack {
				body = append(append(body, w.f.unpack(s)...), '\n')
			}
		}
	}
	w.content(body, w.f.dict(p["Resources"]), 0)
}

// content follows the operators that show text (9.4).
func (w *writer) content(body []byte, resources dict, depth int) {
	l := &lexer{b: body}
	var stack []any
	var now *font
	var line float64
	for w.out.Len() <= maxText {
		v := l.next(0)
		op, ok := v.(word)
		if _, over := v.(end); over {
			return
		}
		if !ok {
			if len(stack) < 512 {
				stack = append(stack, v)
			}
			continue
		}
		if w.ops++; w.ops > maxOps {
			return
		}
		number := func(fromEnd int) float64 {
			if i := len(stack) - fromEnd; i >= 0 {
				n, _ := stack[i].(float64)
				return n
			}
			return 0
		}
		switch op {
		case "BT":
			w.newLine()
		case "Tf":
			if len(stack) >= 2 {
				n, _ := stack[len(stack)-2].(name)
				now = w.font(w.f.dict(resources["Font"])[n])
			}
		case "Td", "TD":
			if number(1) != 0 {
				w.newLine()
			} else {
				w.gap()
			}
		case "T*":
			w.newLine()
		case "Tm":
			if y := number(1); y != line {
				w.newLine()
				line = y
			} else {
				w.gap()
			}
		case "'", "\"":
			w.newLine()
			w.show(now, stack)
		case "Tj":
			w.show(now, stack)
		case "TJ":
			if len(stack) > 0 {
				parts, _ := stack[len(stack)-1].(array)
				for _, p := range parts {
					switch p := p.(type) {
					case float64:
						if p < -180 {
							w.gap()
						}
					case text:
						w.write(now, p)
					}
				}
			}
		case "Do":
			if n, ok := last(stack).(name); ok && depth < maxForm {
				if s, ok := w.f.value(w.f.dict(resources["XObject"])[n]).(*stream); ok && w.f.value(s.dict["Subtype"]) == name("Form") {
					own := resources
					if r, ok := s.dict["Resources"]; ok {
						own = w.f.dict(r)
					}
					w.content(w.f.unpack(s), own, depth+1)
				}
			}
		case "BI":
			l.picture()
		}
		stack = stack[:0]
	}
}

// picture passes over a picture that stands within contents: until EI between white space (8.9.7).
func (l *lexer) picture() {
	for ; l.pos+3 < len(l.b); l.pos++ {
		if space(l.b[l.pos]) && l.b[l.pos+1] == 'E' && l.b[l.pos+2] == 'I' && space(l.b[l.pos+3]) {
			l.pos += 3
			return
		}
	}
	l.pos = len(l.b)
}

func last(stack []any) any {
	if len(stack) == 0 {
		return nil
	}
	return stack[len(stack)-1]
}

func (w *writer) show(now *font, stack []any) {
	if s, ok := last(stack).(text); ok {
		w.write(now, s)
	}
}

func (w *writer) write(now *font, s text) {
	if now == nil {
		w.unknown = true
		return
	}
	told, all := now.text(s)
	w.unknown = w.unknown || !all
	for _, r := range told {
		if unicode.IsControl(r) {
			r = ' '
		}
		w.out.WriteRune(r)
	}
}

func (w *writer) newLine() { w.mark('\n') }
func (w *writer) gap()     { w.mark(' ') }

// mark writes a space or a line feed, unless there is one already.
func (w *writer) mark(c byte) {
	s := w.out.String()
	if n := len(s); n > 0 && s[n-1] != '\n' && s[n-1] != '\f' && (c == '\n' || s[n-1] != ' ') {
		w.out.WriteByte(c)
	}
}
