package xml

import "unicode/utf8"

// What an ASCII byte may be.
const (
	blank     = 1 << iota // white space; carriage returns are normalised before
	nameByte              // within a name, the colon left out
	firstByte             // at the beginning of a name
)

var class = func() (t [256]uint8) {
	for _, c := range " \t\n" {
		t[c] = blank
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = nameByte|firstByte, nameByte|firstByte
	}
	for _, c := range "0123456789-." {
		t[c] = nameByte
	}
	t['_'] = nameByte | firstByte
	return t
}()

// isChar reports whether XML allows the character. Source: XML 1.0, production 2.
func isChar(c rune) bool {
	switch {
	case c < 0x20:
		return c == '\t' || c == '\n' || c == '\r'
	case c < 0xd800:
		return true
	}
	return 0xe000 <= c && c <= 0xfffd || 0x10000 <= c && c <= utf8.MaxRune
}

// nameStarts are the characters above ASCII with which a name may begin. Source: XML 1.0, fifth edition, production 4.
var nameStarts = [...][2]rune{
	{0xc0, 0xd6}, {0xd8, 0xf6}, {0xf8, 0x2ff}, {0x370, 0x37d}, {0x37f, 0x1fff}, {0x200c, 0x200d}, {0x2070, 0x218f},
	{0x2c00, 0x2fef}, {0x3001, 0xd7ff}, {0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff},
}

// nameRune gives the length of the character above ASCII that begins b if it may stand in a name, and else 0.
// Source: XML 1.0, fifth edition, productions 4 and 4a.
func nameRune(b []byte, first bool) int {
	c, size := utf8.DecodeRune(b)
	for _, s := range nameStarts {
		if s[0] <= c && c <= s[1] {
			return size
		}
	}
	if !first && (c == 0xb7 || 0x300 <= c && c <= 0x36f || c == 0x203f || c == 0x2040) {
		return size
	}
	return 0
}

// isName reports whether the whole of b is a name without a colon.
func isName(b []byte) bool {
	w := window{buf: b, end: len(b)}
	end, colon, ok := w.nameAt(0)
	return ok && colon == 0 && end == len(b) && len(b) > 0
}
