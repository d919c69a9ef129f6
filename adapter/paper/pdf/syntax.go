package pdf

import (
	"math"
	"strconv"
	"time"
	"unicode/utf16"
)

// number appends a number with at most two decimals: a hundredth of a point is 3.5 µm.
func number(b []byte, v float64) []byte { return hundredths(b, toHundredths(v)) }

// toHundredths rounds; what is no number, or out of all bounds, is 0.
func toHundredths(v float64) int64 {
	if v = math.Round(v * 100); math.Abs(v) < 1e12 {
		return int64(v)
	}
	return 0
}

// hundredths appends n/100.
func hundredths(b []byte, n int64) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	whole, rest := n/100, n%100
	if whole != 0 || rest == 0 {
		b = strconv.AppendInt(b, whole, 10)
	}
	if rest == 0 {
		return b
	}
	b = append(b, '.', byte('0'+rest/10))
	if rest%10 != 0 {
		b = append(b, byte('0'+rest%10))
	}
	return b
}

// numbers appends numbers with a space after each.
func numbers(b []byte, vs ...float64) []byte {
	for _, v := range vs {
		b = append(number(b, v), ' ')
	}
	return b
}

// integer appends a whole number.
func integer(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// reference appends "12 0 R".
func reference(b []byte, object int) []byte { return append(integer(b, object), " 0 R"...) }

const hexDigits = "0123456789ABCDEF"

// hex4 appends a 16-bit number as four hexadecimal digits.
func hex4(b []byte, v uint16) []byte {
	return append(b, hexDigits[v>>12], hexDigits[v>>8&15], hexDigits[v>>4&15], hexDigits[v&15])
}

// utf16Hex appends the UTF-16BE of a text as hexadecimal digits.
func utf16Hex(b []byte, s string) []byte {
	for _, r := range s {
		if r < 0x10000 {
			b = hex4(b, uint16(r))
			continue
		}
		hi, lo := utf16.EncodeRune(r)
		b = hex4(hex4(b, uint16(hi)), uint16(lo))
	}
	return b
}

// plainASCII says whether a text string may stand byte for byte.
func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// text appends a text string: in parentheses if it is plain ASCII, otherwise in UTF-16BE.
func text(b []byte, s string) []byte {
	if plainASCII(s) {
		return literal(b, s)
	}
	return append(utf16Hex(append(b, "<FEFF"...), s), '>')
}

// sortKey gives text strings the order of the bytes that they are.
func sortKey(s string) string {
	if plainASCII(s) {
		return s
	}
	return "\xFE\xFF" + string(utf16Hex(nil, s)) // the digits sort as their values do, and every character has whole bytes
}

// literal appends a string in parentheses, byte for byte.
func literal(b []byte, s string) []byte {
	b = append(b, '(')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '(', ')', '\\':
			b = append(b, '\\', c)
		case '\r':
			b = append(b, '\\', 'r') // a bare one would be read as an end of line
		default:
			b = append(b, c)
		}
	}
	return append(b, ')')
}

// name appends a name with its solidus.
func name(b []byte, s string) []byte {
	b = append(b, '/')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '+', c == '_', c == '.':
			b = append(b, c)
		default:
			b = append(b, '#', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

// date appends a date string in UTC.
func date(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, "(D:"...), "20060102150405"), "Z)"...)
}
