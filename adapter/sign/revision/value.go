package revision

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// kind says what a value is.
type kind int

const (
	null kind = iota
	boolean
	integer
	number // that is no integer
	name
	text
	array
	dict
	ref
)

// value is an object as it stands in the file.
type value struct {
	kind  kind
	at    int    // where it begins in its buffer
	raw   []byte // as it is written
	num   int    // of an integer, or the object of a reference
	gen   int    // generation of a reference
	text  string // decoded name or string
	keys  []string
	items []value // of an array, or of a dictionary in the order of keys
}

// get gives the value of a key; null if it is not there.
func (v value) get(key string) value {
	for i, k := range v.keys {
		if k == key {
			return v.items[i]
		}
	}
	return value{}
}

// deepest is how far arrays and dictionaries may be nested.
const deepest = 100

// lexer reads values from a buffer.
type lexer struct {
	b   []byte
	pos int
}

func (l *lexer) fail(what string) error {
	return bad(what).At("byte " + strconv.Itoa(l.pos))
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// space passes over white space and comments.
func (l *lexer) space() {
	for l.pos < len(l.b) {
		switch c := l.b[l.pos]; {
		case isSpace(c):
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

// word reads regular characters.
func (l *lexer) word() []byte {
	from := l.pos
	for l.pos < len(l.b) && !isSpace(l.b[l.pos]) && !isDelimiter(l.b[l.pos]) {
		l.pos++
	}
	return l.b[from:l.pos]
}

// keyword reads a word that has to be there.
func (l *lexer) keyword(want string) error {
	l.space()
	if from := l.pos; string(l.word()) != want {
		l.pos = from
		return l.fail(want + " is missing")
	}
	return nil
}

// natural reads a number without sign that fits into an int.
func (l *lexer) natural() (int, error) {
	l.space()
	from := l.pos
	if n, ok := natural(l.word()); ok {
		return n, nil
	}
	l.pos = from
	return 0, l.fail("a number is missing")
}

func natural(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 15 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// value reads one value.
func (l *lexer) value(depth int) (v value, err error) {
	l.space()
	if depth > deepest {
		return v, l.fail("it is nested too deep")
	}
	if l.pos >= len(l.b) {
		return v, l.fail("it ends too early")
	}
	v.at = l.pos
	switch c := l.b[l.pos]; {
	case c == '/':
		err = l.name(&v)
	case c == '(':
		err = l.literal(&v)
	case c == '[':
		err = l.array(&v, depth)
	case bytes.HasPrefix(l.b[l.pos:], []byte("<<")):
		err = l.dict(&v, depth)
	case c == '<':
		err = l.hex(&v)
	default:
		err = l.plain(&v)
	}
	v.raw = l.b[v.at:l.pos]
	return v, err
}

func (l *lexer) name(v *value) error {
	v.kind = name
	l.pos++
	w := l.word()
	if bytes.IndexByte(w, '#') < 0 {
		v.text = string(w)
		return nil
	}
	var b []byte
	for i := 0; i < len(w); i++ {
		if w[i] != '#' {
			b = append(b, w[i])
			continue
		}
		if i+2 >= len(w) {
			return l.fail("a name has half a byte")
		}
		c, err := hex.DecodeString(string(w[i+1 : i+3]))
		if err != nil {
			return l.fail("a name has half a byte")
		}
		b = append(b, c[0])
		i += 2
	}
	v.text = string(b)
	return nil
}

func (l *lexer) array(v *value, depth int) error {
	v.kind = array
	for l.pos++; ; {
		l.space()
		if l.pos < len(l.b) && l.b[l.pos] == ']' {
			l.pos++
			return nil
		}
		item, err := l.value(depth + 1)
		if err != nil {
			return err
		}
		v.items = append(v.items, item)
	}
}

func (l *lexer) dict(v *value, depth int) error {
	v.kind = dict
	for l.pos += 2; ; {
		l.space()
		if bytes.HasPrefix(l.b[l.pos:], []byte(">>")) {
			l.pos += 2
			return nil
		}
		key, err := l.value(depth + 1)
		if err != nil {
			return err
		}
		if key.kind != name {
			return l.fail("the key of a dictionary is no name")
		}
		item, err := l.value(depth + 1)
		if err != nil {
			return err
		}
		for _, k := range v.keys {
			if k == key.text {
				return l.fail("a dictionary has the key " + strconv.Quote(k) + " twice")
			}
		}
		if len(v.keys) == maxKeys {
			return l.fail("a dictionary has too many keys")
		}
		v.keys, v.items = append(v.keys, key.text), append(v.items, item)
	}
}

// maxKeys is how many keys a dictionary may have: large name dictionaries of a page have some hundreds.
const maxKeys = 10_000

func (l *lexer) hex(v *value) error {
	v.kind = text
	end := bytes.IndexByte(l.b[l.pos:], '>')
	if end < 0 {
		return l.fail("a string does not end")
	}
	digits := make([]byte, 0, end)
	for _, c := range l.b[l.pos+1 : l.pos+end] {
		if !isSpace(c) {
			digits = append(digits, c)
		}
	}
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	b := make([]byte, len(digits)/2)
	if _, err := hex.Decode(b, digits); err != nil {
		return l.fail("a string has a character that is no hexadecimal digit")
	}
	v.text = string(b)
	l.pos += end + 1
	return nil
}

// literal reads a string in parentheses (ISO 32000-1, 7.3.4.2).
func (l *lexer) literal(v *value) error {
	v.kind = text
	var b []byte
	depth := 0
	for ; l.pos < len(l.b); l.pos++ {
		switch c := l.b[l.pos]; c {
		case '(':
			if depth++; depth > 1 {
				b = append(b, c)
			}
		case ')':
			if depth--; depth == 0 {
				l.pos++
				v.text = string(b)
				return nil
			}
			b = append(b, c)
		case '\\':
			b = l.escape(b)
		case '\r':
			if l.pos+1 < len(l.b) && l.b[l.pos+1] == '\n' {
				l.pos++
			}
			b = append(b, '\n')
		default:
			b = append(b, c)
		}
	}
	return l.fail("a string does not end")
}

// escape reads what follows a backslash; pos stays on its last byte.
func (l *lexer) escape(b []byte) []byte {
	if l.pos++; l.pos >= len(l.b) {
		return b
	}
	c := l.b[l.pos]
	if at := bytes.IndexByte([]byte("nrtbf"), c); at >= 0 {
		return append(b, "\n\r\t\b\f"[at])
	}
	switch {
	case c == '\n':
		return b
	case c == '\r':
		if l.pos+1 < len(l.b) && l.b[l.pos+1] == '\n' {
			l.pos++
		}
		return b
	case c >= '0' && c <= '7':
		n := int(c - '0')
		for range 2 {
			if l.pos+1 >= len(l.b) || l.b[l.pos+1] < '0' || l.b[l.pos+1] > '7' {
				break
			}
			l.pos++
			n = n*8 + int(l.b[l.pos]-'0')
		}
		return append(b, byte(n))
	}
	return append(b, c)
}

// plain reads a number, a reference, or one of the words true, false and null.
func (l *lexer) plain(v *value) error {
	w := l.word()
	if n, ok := natural(w); ok {
		v.kind, v.num = integer, n
		after := l.pos
		if l.reference(v) {
			return nil
		}
		l.pos = after
		return nil
	}
	switch string(w) {
	case "true", "false":
		v.kind = boolean
	case "null":
	default:
		if _, err := strconv.ParseFloat(string(w), 64); err != nil {
			l.pos = v.at
			return l.fail("a value is missing")
		}
		v.kind = number
		if n, err := strconv.Atoi(string(w)); err == nil {
			v.kind, v.num = integer, n
		}
	}
	return nil
}

// reference reads the rest of "12 0 R" after the first number.
func (l *lexer) reference(v *value) bool {
	l.space()
	gen, ok := natural(l.word())
	if !ok {
		return false
	}
	l.space()
	if string(l.word()) != "R" {
		return false
	}
	v.kind, v.gen = ref, gen
	return true
}
