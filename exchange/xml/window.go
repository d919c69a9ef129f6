package xml

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// windowSize is the part of the document that is held at one time. It grows for a longer tag only.
const windowSize = 128 << 10

// Pos is a place in a document.
type Pos struct {
	Line   int   // from 1
	Column int   // characters from 1
	Offset int64 // bytes from 0; of a UTF-16 document, in its UTF-8 form
}

// String is the place as messages give it.
func (p Pos) String() string {
	return fmt.Sprintf("line %d, column %d, byte %d", p.Line, p.Column, p.Offset)
}

// Error says what is wrong with a document, and where. It holds a fault of kind Invalid.
type Error struct {
	Pos   Pos
	Fault *fault.Fault
}

// Error is the fault with its place.
func (e *Error) Error() string { return e.Fault.Error() }

// Unwrap gives the fault.
func (e *Error) Unwrap() error { return e.Fault }

// window is the part of the document between what was read of the source and what became tokens. The bytes of
// buf[pos:end] are checked: valid UTF-8, Chars of XML, line ends normalised. What follows a bad byte is never seen.
type window struct {
	src      io.Reader
	buf      []byte
	pos, end int   // the next byte to look at, the end of what is checked
	raw      int   // the end of what was read: a character cut by the end of a read, or a carriage return
	most     int   // how long buf may become
	err      error // what comes behind buf[:end]
	mark     int   // where the current token begins

	// No '&' is in buf[pos:amp], no "]]>" begins in buf[pos:sec]; see hasReference.
	amp, sec int

	base    Pos     // the place of buf[0]; Line and Column count from 0
	counted int     // line feeds were counted in buf[:counted],
	feeds   int     // and there are so many
	dropped []int32 // where in buf a carriage return was dropped: before that index, ascending
}

// more drops buf[:from] and reads on, until there is at least one byte more. Indices into buf move down by from.
// Errors: io.EOF, what the source gave, an *Error at a bad byte, and errFull if buf may not grow.
func (w *window) more(from int) error {
	if w.err != nil {
		return w.err
	}
	w.slide(from)
	if w.full() {
		if len(w.buf) >= w.most {
			return errFull
		}
		grown := make([]byte, min(2*len(w.buf), w.most))
		copy(grown, w.buf[:w.raw])
		w.buf = grown
	}
	for idle := 0; ; {
		old := w.end
		n, err := w.src.Read(w.buf[w.raw:])
		w.raw += n
		if err == nil && n == 0 {
			if idle++; idle == 100 {
				err = io.ErrNoProgress
			}
		}
		w.check(err != nil)
		if err != nil && w.err == nil {
			w.err = err
		}
		w.sec = min(w.sec, max(old-2, w.pos)) // the end of a section may have been cut
		if w.end > old {
			return nil
		}
		if w.err != nil {
			return w.err
		}
	}
}

var errFull = errors.New("the window is full")

// full reports whether no character of any length is sure to fit behind what was read.
func (w *window) full() bool { return len(w.buf)-w.raw < 2*utf8.UTFMax }

func (w *window) slide(from int) {
	if from == 0 {
		return
	}
	w.base = w.at(from)
	w.counted, w.feeds = 0, 0
	n, _ := slices.BinarySearch(w.dropped, int32(from))
	w.dropped = append(w.dropped[:0], w.dropped[n:]...)
	for i := range w.dropped {
		w.dropped[i] -= int32(from)
	}
	copy(w.buf, w.buf[from:w.raw])
	w.pos, w.end, w.raw, w.mark = w.pos-from, w.end-from, w.raw-from, max(w.mark-from, 0)
	w.amp, w.sec = max(w.amp-from, 0), max(w.sec-from, 0)
}

// at is the place of buf[i], its line and column counted from 0. A carriage return that was dropped before a line feed
// belongs to the line feed.
func (w *window) at(i int) Pos {
	p := w.base
	done := w.buf[:i]
	n, _ := slices.BinarySearch(w.dropped, int32(i))
	p.Offset += int64(i + n)
	p.Line += bytes.Count(done, []byte{'\n'})
	if nl := bytes.LastIndexByte(done, '\n'); nl >= 0 {
		done, p.Column = done[nl+1:], 0
	}
	for _, c := range done {
		if utf8.RuneStart(c) {
			p.Column++
		}
	}
	return p
}

// lineAt is the line of buf[i], from 1. Counting goes on where it stopped.
func (w *window) lineAt(i int) int {
	if i < w.counted {
		w.counted, w.feeds = 0, 0
	}
	w.feeds += bytes.Count(w.buf[w.counted:i], []byte{'\n'})
	w.counted = i
	return w.base.Line + w.feeds + 1
}

func (w *window) posAt(i int) Pos {
	p := w.at(i)
	return Pos{p.Line + 1, p.Column + 1, p.Offset}
}

func (w *window) errorAt(i int, f *fault.Fault) error {
	p := w.posAt(i)
	return &Error{p, f.At(p.String())}
}

// wrong is an error at buf[i]. Parts of the document among the arguments are copied, and cut if they are long.
func (w *window) wrong(i int, text string, args ...any) error {
	for j := range args {
		if b, ok := args[j].([]byte); ok {
			args[j] = brief(b)
		}
	}
	return w.errorAt(i, fault.New(fault.Invalid, text, args...))
}

// brief is the beginning of a name, if it is not short enough to be told whole.
func brief(name []byte) string {
	const most = 100
	if len(name) <= most {
		return string(name)
	}
	n := most
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return string(name[:n]) + "…"
}

// check looks at what was read and not yet checked, normalises line ends on the way and moves end. At the first byte
// that is wrong, err is set and nothing behind it is used.
func (w *window) check(last bool) {
	buf := w.buf[:w.raw]
	in, out := w.end, w.end
	for in < len(buf) {
		n := plain(buf[in:])
		if in != out {
			copy(buf[out:], buf[in:in+n])
		}
		in, out = in+n, out+n
		if in == len(buf) {
			break
		}
		switch c := buf[in]; {
		case c == '\r':
			if in+1 == len(buf) && !last {
				w.keep(in, out)
				return
			}
			if in+1 < len(buf) && buf[in+1] == '\n' {
				w.dropped = append(w.dropped, int32(out))
				in++
			}
			buf[out] = '\n'
			in, out = in+1, out+1
		case c < 0x20:
			w.refuse(out, "the character U+%04X is not allowed in XML", rune(c))
			return
		default:
			if n := multibyte(buf[in:]); n > 0 {
				if in != out {
					copy(buf[out:], buf[in:in+n])
				}
				in, out = in+n, out+n
				break
			}
			r, size := utf8.DecodeRune(buf[in:])
			if r == utf8.RuneError && size == 1 {
				if !last && !utf8.FullRune(buf[in:]) {
					w.keep(in, out)
					return
				}
				w.refuse(out, "a byte is not UTF-8")
				return
			}
			if r == 0xfffe || r == 0xffff {
				w.refuse(out, "the character U+%04X is not allowed in XML", r)
				return
			}
			if in != out {
				copy(buf[out:], buf[in:in+size])
			}
			in, out = in+size, out+size
		}
	}
	w.end, w.raw = out, out
}

// keep leaves buf[in:] for the next read.
func (w *window) keep(in, out int) {
	w.end, w.raw = out, out+copy(w.buf[out:], w.buf[in:w.raw])
}

func (w *window) refuse(at int, text string, args ...any) {
	w.end, w.raw = at, at
	w.err = w.wrong(at, text, args...)
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// plain counts the leading bytes that are ASCII and no control characters but line feeds and tabs, eight at a time.
func plain(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		v := binary.LittleEndian.Uint64(b[i:])
		bad := ^((v | highs) - 0x20*ones) & highs // with its highest bit set no byte borrows from the next
		if bad != 0 {
			bad &= (v ^ '\n'*ones | highs) - ones
			bad &= (v ^ '\t'*ones | highs) - ones
		}
		if bad |= v & highs; bad != 0 {
			return i + bits.TrailingZeros64(bad)/8
		}
	}
	for i < len(b) && (b[i]-0x20 < 0x60 || b[i] == '\n' || b[i] == '\t') {
		i++
	}
	return i
}

// multibyte counts the leading bytes that are characters of two or three bytes for which that is sure at a glance. Source: RFC
// 3629, section 4.
func multibyte(b []byte) int {
	i := 0
	for i+3 <= len(b) {
		switch c, d := b[i], b[i+1]; {
		case d&0xc0 != 0x80:
			return i
		case 0xc2 <= c && c <= 0xdf:
			i += 2
		case 0xe1 <= c && c <= 0xef && c != 0xed && b[i+2]&0xc0 == 0x80 && (c < 0xef || d < 0xbf):
			i += 3
		default:
			return i
		}
	}
	return i
}

// hasReference reports whether there is a '&' in buf[from:to], if amp < to; else there is none. What was found out is
// kept, so that each byte of the document is looked at once, at the speed of bytes.IndexByte.
func (w *window) hasReference(from, to int) bool {
	at := max(from, w.amp)
	if n := bytes.IndexByte(w.buf[at:w.end], '&'); n >= 0 {
		w.amp = at + n
	} else {
		w.amp = w.end
	}
	return w.amp < to
}

// hasSectionEnd reports whether a "]]>" begins in buf[from:to], if sec < to, in the same manner.
func (w *window) hasSectionEnd(from, to int) bool {
	at := max(from, w.sec)
	if n := bytes.Index(w.buf[at:w.end], sectionEnd); n >= 0 {
		w.sec = at + n
	} else {
		w.sec = w.end
	}
	return w.sec < to
}

var sectionEnd = []byte("]]>")
