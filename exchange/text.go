package exchange

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// texts makes the texts of one record. They share one piece of memory, since a record has many short ones that live and
// die together.
type texts struct {
	whole    strings.Builder
	guess    int // bytes of the last record
	replaced int // control characters that became spaces
	over     bool
	runes    []byte
}

// reset begins the next record.
func (t *texts) reset() {
	t.guess = max(t.whole.Len(), t.guess-t.guess/16)
	t.whole = strings.Builder{}
	t.whole.Grow(t.guess + 64)
	t.over = false
}

// add makes a text of b: in Unicode normalization form C, white space at its ends left out and each run within made one
// space, control characters replaced by spaces and counted. Bytes that are not UTF-8 become U+FFFD; readers of formats
// that do not check refuse them before. When the texts of the record exceed maxText, over is set and the text is empty.
func (t *texts) add(b []byte) string {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	if !tidy(b) {
		b = t.clean(b)
	}
	if len(b) == 0 {
		return ""
	}
	from := t.whole.Len()
	if from+len(b) > maxText {
		t.over = true
		return ""
	}
	t.whole.Write(b)
	return t.whole.String()[from:]
}

// exact makes a text of b as it is, blanks included, if it is printable ASCII, and else as add does.
func (t *texts) exact(b []byte) string {
	from := t.whole.Len()
	if !printableASCII(b) || from+len(b) > maxText {
		return t.add(b)
	}
	t.whole.Write(b)
	return t.whole.String()[from:]
}

func printableASCII(b []byte) bool {
	for _, c := range b {
		if c-0x20 >= 0x5f {
			return false
		}
	}
	return true
}

// tail makes a text of s, a byte and b, as add makes one of b; if one of them is empty, of the other alone. If s is the
// text made last, it is not written again.
func (t *texts) tail(s string, sep byte, b []byte) string {
	if s == "" {
		return t.add(b)
	}
	from := t.whole.Len() - len(s)
	if from < 0 || t.whole.String()[from:] != s {
		if t.whole.Len()+len(s) > maxText {
			t.over = true
			return s
		}
		from = t.whole.Len()
		t.whole.WriteString(s)
	}
	t.whole.WriteByte(sep)
	if t.add(b) == "" {
		return t.whole.String()[from : from+len(s)]
	}
	return t.whole.String()[from:]
}

// tidy reports whether b is printable ASCII without two spaces in a row.
func tidy(b []byte) bool {
	last := byte(0)
	for _, c := range b {
		if c-0x20 >= 0x5f || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return true
}

// clean is the long way of add.
func (t *texts) clean(b []byte) []byte {
	out := t.runes[:0]
	space, normal := false, true
	for i := 0; i < len(b); {
		c, size := utf8.DecodeRune(b[i:])
		i += size
		if c == ' ' || unicode.IsControl(c) || c == '\u2028' || c == '\u2029' {
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				t.replaced++
			}
			space = true
			continue
		}
		if space && len(out) > 0 {
			out = append(out, ' ')
		}
		space, normal = false, normal && alwaysNormal(c)
		out = utf8.AppendRune(out, c)
	}
	t.runes = out
	if !normal && !norm.NFC.IsNormal(out) {
		return norm.NFC.Bytes(out)
	}
	return out
}

// alwaysNormal reports whether a character is in normalization form C and never changed by what stands before it: Latin
// letters with their marks, Vietnamese ones among them, and ideographs. It saves asking the tables for most texts.
func alwaysNormal(c rune) bool {
	return c < 0x300 || 0x1e00 <= c && c < 0x1f00 || 0x4e00 <= c && c < 0xa000
}
