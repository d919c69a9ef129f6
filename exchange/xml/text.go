package xml

import (
	"bytes"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// characters reads text at pos up to the next tag, or as much of it as the window holds.
func (r *Reader) characters() error {
	stop := 0
	for from := r.pos; ; {
		if n := bytes.IndexByte(r.buf[from:r.end], '<'); n >= 0 {
			stop = from + n
			break
		}
		if r.pos == 0 && r.full() {
			if stop = r.piece(); stop > 0 {
				break
			}
		}
		seen := r.end - r.pos
		if err := r.more(r.pos); err != nil {
			return r.cut(err)
		}
		from = r.pos + seen
	}
	if r.sec < stop && r.hasSectionEnd(r.pos, stop) {
		return r.wrong(r.sec, "\"]]>\" in text")
	}
	r.text = r.buf[r.pos:stop]
	if r.amp < stop && r.hasReference(r.pos, stop) {
		var err error
		if r.scratch, err = r.expand(r.scratch[:0], r.text, r.pos, false); err != nil {
			return err
		}
		r.text = r.scratch
	}
	return r.take(stop)
}

// piece says where a text may be cut that is longer than the window: not in a reference, and not in what may become
// the end of a section. It is 0 if the window holds nothing but one reference.
func (r *Reader) piece() int {
	stop := r.end
	for n := 0; n < 2 && stop > 0 && r.buf[stop-1] == ']'; n++ {
		stop--
	}
	if i := bytes.LastIndexByte(r.buf[:stop], '&'); i >= 0 && bytes.IndexByte(r.buf[i:stop], ';') < 0 {
		stop = i
	}
	return stop
}

// take moves behind a text and counts it.
func (r *Reader) take(next int) error {
	if r.run += int64(next - r.pos); r.run > r.lim.Text {
		return r.wrong(r.pos, "a text is longer than %d bytes", r.lim.Text)
	}
	r.pos = next
	return nil
}

// section reads the text of a CDATA section, or as much of it as the window holds. It reports whether there was any.
func (r *Reader) section() (bool, error) {
	for from := r.pos; ; {
		if n := bytes.Index(r.buf[from:r.end], sectionEnd); n >= 0 {
			r.text = r.buf[r.pos : from+n]
			r.cdata = false
			if err := r.take(from + n); err != nil {
				return false, err
			}
			r.pos += len(sectionEnd)
			return len(r.text) > 0, nil
		}
		if r.pos == 0 && r.full() {
			r.text = r.buf[:r.end-2]
			return true, r.take(r.end - 2)
		}
		seen := max(r.end-2-r.pos, 0)
		if err := r.more(r.pos); err != nil {
			return false, r.cut(err)
		}
		from = r.pos + seen
	}
}

// expand appends src, which lies at buf[at:], to dst with its references replaced. In an attribute white space becomes
// spaces, unless a reference stands for it.
func (r *Reader) expand(dst, src []byte, at int, attribute bool) ([]byte, error) {
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == '&':
			n := bytes.IndexByte(src[i:], ';')
			if n < 0 {
				return dst, r.wrong(at+i, "'&' begins no reference")
			}
			c, f := reference(src[i+1 : i+n])
			if f != nil {
				return dst, r.errorAt(at+i, f)
			}
			dst = utf8.AppendRune(dst, c)
			i += n + 1
		case attribute && (c == '\n' || c == '\t'):
			dst = append(dst, ' ')
			i++
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst, nil
}

// reference gives the character for what stands between '&' and ';'.
func reference(s []byte) (rune, *fault.Fault) {
	switch string(s) {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	if len(s) == 0 || s[0] != '#' {
		if len(s) > 40 || !isName(s) {
			return 0, fault.New(fault.Invalid, "'&' begins no reference")
		}
		return 0, fault.New(fault.Invalid, "the entity %q is none of the five predefined ones; others are not expanded", s)
	}
	base, digits := rune(10), s[1:]
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	var c rune
	for _, d := range digits {
		var v rune
		switch {
		case '0' <= d && d <= '9':
			v = rune(d - '0')
		case base == 16 && 'a' <= d && d <= 'f':
			v = rune(d-'a') + 10
		case base == 16 && 'A' <= d && d <= 'F':
			v = rune(d-'A') + 10
		default:
			return 0, fault.New(fault.Invalid, "a reference to a character has the digit %q", d)
		}
		if c = c*base + v; c > utf8.MaxRune {
			break
		}
	}
	if len(digits) == 0 || !isChar(c) {
		return 0, fault.New(fault.Invalid, "a reference stands for no character of XML")
	}
	return c, nil
}
