package pdf

import (
	"bytes"
	"strconv"
)

// The objects of a PDF (7.3). Numbers are float64, booleans bool, the null object nil.
type (
	name  string
	text  []byte // a string
	array []any
	dict  map[name]any
	ref   struct{ number, generation int }
	word  string // an operator or keyword
)

// stream is a dictionary with encoded bytes.
type stream struct {
	dict
	raw []byte
}

const (
	maxDepth  = 64      // of arrays and dictionaries within each other
	maxLength = 1 << 20 // members of one of them
)

// lexer reads objects one behind the other.
type lexer struct {
	b   []byte
	pos int
	bad bool // something did not follow the grammar
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skip passes over white space and comments.
func (l *lexer) skip() {
	for l.pos < len(l.b) {
		switch c := l.b[l.pos]; {
		case space(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.b) && l.b[l.pos] != '\n' && l.b[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

// end is what next gives when nothing is left.
type end struct{}

// next reads an object or a word. References are told from numbers by reader: in contents there are none.
func (l *lexer) next(depth int) any {
	l.skip()
	if l.pos >= len(l.b) {
		return end{}
	}
	switch c := l.b[l.pos]; {
	case c == '/':
		l.pos++
		return l.name()
	case c == '(':
		l.pos++
		return l.literal()
	case c == '<' && l.pos+1 < len(l.b) && l.b[l.pos+1] == '<':
		l.pos += 2
		return l.dict(depth + 1)
	case c == '<':
		l.pos++
		return l.hex()
	case c == '[':
		l.pos++
		return l.array(depth + 1)
	case c == ']', c == '}', c == '{', c == ')':
		l.pos++
		return word(c)
	case c == '>':
		if l.pos++; l.pos < len(l.b) && l.b[l.pos] == '>' {
			l.pos++
			return word(">>")
		}
		return word(">")
	}
	from := l.pos
	for l.pos < len(l.b) && !space(l.b[l.pos]) && !delimiter(l.b[l.pos]) {
		l.pos++
	}
	w := l.b[from:l.pos]
	if c := w[0]; c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		if f, err := strconv.ParseFloat(string(w[:min(len(w), 40)]), 64); err == nil {
			return f
		}
	}
	switch string(w) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return word(w)
}

func (l *lexer) name() name {
	var out []byte
	for l.pos < len(l.b) && !space(l.b[l.pos]) && !delimiter(l.b[l.pos]) {
		c := l.b[l.pos]
		if c == '#' && l.pos+2 < len(l.b) {
			if v, err := strconv.ParseUint(string(l.b[l.pos+1:l.pos+3]), 16, 8); err == nil {
				c = byte(v)
				l.pos += 2
			}
		}
		out = append(out, c)
		l.pos++
	}
	return name(out)
}

func (l *lexer) literal() text {
	var out text
	for open := 1; l.pos < len(l.b); l.pos++ {
		c := l.b[l.pos]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.pos++
				return out
			}
		case '\\':
			l.pos++
			if l.pos >= len(l.b) {
				break
			}
			switch c = l.b[l.pos]; c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\r':
				if l.pos+1 < len(l.b) && l.b[l.pos+1] == '\n' {
					l.pos++
				}
				continue
			case '\n':
				continue
			case '0', '1', '2', '3', '4', '5', '6', '7':
				v := 0
				for n := 0; n < 3 && l.pos < len(l.b) && l.b[l.pos] >= '0' && l.b[l.pos] <= '7'; n++ {
					v = v*8 + int(l.b[l.pos]-'0')
					l.pos++
				}
				l.pos--
				c = byte(v)
			}
		}
		out = append(out, c)
	}
	l.bad = true
	return out
}

func (l *lexer) hex() text {
	var out text
	half, have := byte(0), false
	for l.pos < len(l.b) {
		c := l.b[l.pos]
		l.pos++
		var v byte
		switch {
		case c == '>':
			if have {
				out = append(out, half<<4)
			}
			return out
		case c >= '0' && c <= '9':
			v = c - '0'
		case c >= 'a' && c <= 'f':
			v = c - 'a' + 10
		case c >= 'A' && c <= 'F':
			v = c - 'A' + 10
		default:
			continue
		}
		if have {
			out = append(out, half<<4|v)
		}
		half, have = v, !have
	}
	l.bad = true
	return out
}

// member reads a member of an array or dictionary; two numbers and an R are a reference.
func (l *lexer) member(depth int) any {
	v := l.next(depth)
	n, ok := v.(float64)
	if !ok || n < 0 || n != float64(int(n)) {
		return v
	}
	// Only digits are looked at: what is nested would be read twice at every level.
	back := l.pos
	l.skip()
	from := l.pos
	for l.pos < len(l.b) && l.pos-from < 10 && l.b[l.pos] >= '0' && l.b[l.pos] <= '9' {
		l.pos++
	}
	if g, err := strconv.Atoi(string(l.b[from:l.pos])); err == nil {
		l.skip()
		if l.pos < len(l.b) && l.b[l.pos] == 'R' && (l.pos+1 == len(l.b) || space(l.b[l.pos+1]) || delimiter(l.b[l.pos+1])) {
			l.pos++
			return ref{int(n), g}
		}
	}
	l.pos = back
	return v
}

func (l *lexer) array(depth int) array {
	var out array
	for depth <= maxDepth && len(out) < maxLength {
		switch v := l.member(depth).(type) {
		case end:
			l.bad = true
			return out
		case word:
			if v == "]" {
				return out
			}
			if v == ">>" || v == "endobj" {
				l.bad = true
				return out
			}
		default:
			out = append(out, v)
		}
	}
	l.bad = true
	return out
}

func (l *lexer) dict(depth int) dict {
	out := dict{}
	for depth <= maxDepth && len(out) < maxLength {
		switch k := l.next(depth).(type) {
		case end:
			l.bad = true
			return out
		case name:
			back := l.pos
			switch v := l.member(depth).(type) {
			case end:
				l.bad = true
				return out
			case word:
				if v == ">>" || v == "endobj" || v == "stream" {
					l.pos = back
					l.bad = true
				}
			default:
				out[k] = v
			}
		case word:
			if k == ">>" {
				return out
			}
			if k == "endobj" || k == "stream" {
				l.pos -= len(k)
				l.bad = true
				return out
			}
		}
	}
	l.bad = true
	return out
}
