package register

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// maxDepth is how deep arrays and objects nest in JSON from outside.
const maxDepth = 32

// maxCount is the greatest number in JSON from outside: 2^53-1, which every reader keeps exactly.
const maxCount = 1<<53 - 1

// node is a value of JSON read strictly: a string, a count, an array or an object. There are no others in what the log
// tells; encoding/json, which lets duplicate names and lone surrogates pass, is for our own bytes.
type node struct {
	sort  byte   // '"', '0', '[' or '{'
	text  string // of a string
	count int64
	items []node   // of an array or an object
	names []string // of an object's items
	raw   []byte   // as it was written
}

// readStrict reads one JSON value by the rules of docs/log.md section 0. Errors: Invalid, with the byte.
func readStrict(b []byte) (node, error) {
	if !utf8.Valid(b) {
		return node{}, fault.New(fault.Invalid, "JSON is UTF-8")
	}
	r := strictReader{b: b}
	n, err := r.value(1)
	if err == nil {
		if r.space(); r.i < len(b) {
			err = r.fault("nothing may follow the JSON value")
		}
	}
	if err != nil {
		return node{}, err
	}
	return n, nil
}

type strictReader struct {
	b []byte
	i int
}

func (r *strictReader) fault(text string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, text, args...).At("byte " + strconv.Itoa(r.i))
}

func (r *strictReader) space() {
	for r.i < len(r.b) && strings.IndexByte(" \t\n\r", r.b[r.i]) >= 0 {
		r.i++
	}
}

// next gives the next byte that is not white space, without going past it; 0 at the end.
func (r *strictReader) next() byte {
	r.space()
	if r.i == len(r.b) {
		return 0
	}
	return r.b[r.i]
}

func (r *strictReader) value(depth int) (node, *fault.Fault) {
	c := r.next()
	start := r.i
	var n node
	var err *fault.Fault
	switch {
	case c == '"':
		n.sort = '"'
		n.text, err = r.string()
	case c >= '0' && c <= '9':
		n.sort = '0'
		n.count, err = r.number()
	case c == '[' || c == '{':
		if depth > maxDepth {
			return n, r.fault("arrays and objects nest at most %d deep", maxDepth)
		}
		n.sort = c
		err = r.items(&n, depth)
	case c == 0 && r.i == len(r.b):
		err = r.fault("the JSON breaks off")
	default:
		err = r.fault("here stands no string, whole number, array or object")
	}
	n.raw = r.b[start:r.i:r.i]
	return n, err
}

func (r *strictReader) items(n *node, depth int) *fault.Fault {
	end := n.sort + 2 // the closing bracket of ASCII
	r.i++
	if r.next() == end {
		r.i++
		return nil
	}
	var seen map[string]bool
	for {
		if n.sort == '{' {
			if r.next() != '"' {
				return r.fault("here stands no name of a member")
			}
			name, err := r.string()
			if err != nil {
				return err
			}
			if seen == nil {
				seen = map[string]bool{}
			}
			if seen[name] {
				return r.fault("the name %q occurs twice in one object", name)
			}
			seen[name] = true
			n.names = append(n.names, name)
			if r.next() != ':' {
				return r.fault("here stands no colon")
			}
			r.i++
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
		switch r.next() {
		case ',':
			r.i++
		case end:
			r.i++
			return nil
		default:
			return r.fault("here stands neither a comma nor %q", string(end))
		}
	}
}

func (r *strictReader) number() (int64, *fault.Fault) {
	start := r.i
	for r.i < len(r.b) && (r.b[r.i] >= '0' && r.b[r.i] <= '9' || strings.IndexByte("+-.eE", r.b[r.i]) >= 0) {
		r.i++
	}
	s := string(r.b[start:r.i])
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > maxCount || strconv.FormatInt(n, 10) != s {
		r.i = start
		return 0, r.fault("a number is whole, not negative and at most 2^53-1")
	}
	return n, nil
}

func (r *strictReader) string() (string, *fault.Fault) {
	r.i++ // the quotation mark
	start := r.i
	for r.i < len(r.b) && r.b[r.i] != '"' && r.b[r.i] != '\\' && r.b[r.i] >= 0x20 {
		r.i++
	}
	if r.i < len(r.b) && r.b[r.i] == '"' { // without escapes
		r.i++
		return string(r.b[start : r.i-1]), nil
	}
	out := append([]byte(nil), r.b[start:r.i]...)
	for {
		if r.i == len(r.b) {
			return "", r.fault("the string breaks off")
		}
		switch c := r.b[r.i]; {
		case c == '"':
			r.i++
			return string(out), nil
		case c < 0x20:
			return "", r.fault("a string holds no bare control character")
		case c == '\\':
			u, err := r.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, u)
		default:
			out = append(out, c)
			r.i++
		}
	}
}

// escape reads one character written with a backslash.
func (r *strictReader) escape() (rune, *fault.Fault) {
	if r.i+1 < len(r.b) && r.b[r.i+1] != 'u' {
		i := strings.IndexByte(`"\/bfnrt`, r.b[r.i+1])
		if i < 0 {
			return 0, r.fault("there is no such escape")
		}
		r.i += 2
		return rune("\"\\/\b\f\n\r\t"[i]), nil
	}
	u, ok := r.hex(r.i)
	if !ok {
		return 0, r.fault("an escape has four hexadecimal digits")
	}
	if utf16.IsSurrogate(u) {
		low, ok := r.hex(r.i + 6)
		pair := utf16.DecodeRune(u, low)
		if !ok || pair == utf8.RuneError {
			return 0, r.fault("a surrogate stands alone")
		}
		r.i += 12
		return pair, nil
	}
	r.i += 6
	return u, nil
}

// hex reads \uXXXX at the place.
func (r *strictReader) hex(i int) (rune, bool) {
	if i+6 > len(r.b) || r.b[i] != '\\' || r.b[i+1] != 'u' {
		return 0, false
	}
	var u rune
	for _, c := range r.b[i+2 : i+6] {
		d := strings.IndexByte("0123456789abcdef", c|0x20)
		if d < 0 || c < '0' || c > '9' && c < 'A' {
			return 0, false
		}
		u = u<<4 | rune(d)
	}
	return u, true
}

// object gives the items of an object that has exactly the members named, in that order; false if it has not.
func (n node) object(names ...string) ([]node, bool) {
	if n.sort != '{' || len(n.names) != len(names) {
		return nil, false
	}
	out := make([]node, len(names))
	for i, want := range names {
		found := false
		for j, name := range n.names {
			if name == want {
				out[i], found = n.items[j], true
			}
		}
		if !found {
			return nil, false
		}
	}
	return out, true
}

// each reports whether n is an array all of whose items satisfy f.
func (n node) each(f func(node) bool) bool {
	if n.sort != '[' {
		return false
	}
	for _, item := range n.items {
		if !f(item) {
			return false
		}
	}
	return true
}

func (n node) isString() bool { return n.sort == '"' }
func (n node) isCount() bool  { return n.sort == '0' }
