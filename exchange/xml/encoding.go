package xml

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/muniment/muniment/internal/fault"
)

// mark is the byte order mark with which a document begins.
type mark uint8

const (
	noMark mark = iota
	utf8Mark
	utf16Mark
)

// UTF8 gives a text as UTF-8: UTF-16 behind a byte order mark is transcoded, the mark itself left out. Anything else
// passes as it is, unchecked. Errors: Invalid for UTF-32 and for UTF-16 without a mark; reading gives Invalid at half a
// surrogate pair or half a unit.
func UTF8(src io.Reader) (io.Reader, error) {
	r, _, err := decode(src)
	return r, err
}

func decode(src io.Reader) (io.Reader, mark, error) {
	var head [4]byte
	n, err := io.ReadFull(src, head[:])
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, 0, err
	}
	b := head[:n]
	rest := func(skip int) io.Reader { return io.MultiReader(bytes.NewReader(bytes.Clone(b[skip:])), src) }
	has := func(s string) bool { return bytes.HasPrefix(b, []byte(s)) }
	switch {
	case has("\xff\xfe\x00\x00"), has("\x00\x00\xfe\xff"), has("\x00\x00\x00<"), has("<\x00\x00\x00"):
		return nil, 0, fault.New(fault.Invalid, "the text is UTF-32; UTF-8 is read, and UTF-16 behind a byte order mark")
	case has("\xff\xfe"):
		return &wide{src: rest(2), low: 0, high: 1}, utf16Mark, nil
	case has("\xfe\xff"):
		return &wide{src: rest(2), low: 1, high: 0}, utf16Mark, nil
	case has("\x00<"), has("<\x00"):
		return nil, 0, fault.New(fault.Invalid, "the text is UTF-16 without the byte order mark that it must begin with")
	case has("\xef\xbb\xbf"):
		return rest(3), utf8Mark, nil
	}
	return rest(0), noMark, nil
}

// wide reads UTF-16 as UTF-8.
type wide struct {
	src       io.Reader
	low, high int // which byte of a unit is which
	in        [4096]byte
	held      int // bytes of in that wait for more: half a unit, half a pair
	out       []byte
	room      [4096 * 3]byte
	err       error
}

// Read implements io.Reader.
func (w *wide) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		n, err := w.src.Read(w.in[w.held:])
		w.err = err
		w.held += n
		w.transcode()
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wide) transcode() {
	last := w.err != nil
	out, i := w.room[:0], 0
	unit := func(i int) rune { return rune(w.in[i+w.low]) | rune(w.in[i+w.high])<<8 }
	for i+2 <= w.held {
		c := unit(i)
		size := 2
		if utf16.IsSurrogate(c) {
			if i+4 > w.held && !last {
				break
			}
			pair := rune(utf8.RuneError)
			if i+4 <= w.held {
				pair = utf16.DecodeRune(c, unit(i+2))
			}
			if pair == utf8.RuneError {
				w.err = fault.New(fault.Invalid, "half a surrogate pair in UTF-16")
				w.out, w.held = out, 0
				return
			}
			c, size = pair, 4
		}
		out = utf8.AppendRune(out, c)
		i += size
	}
	w.held = copy(w.in[:], w.in[i:w.held])
	if w.err == io.EOF && w.held > 0 {
		w.err = fault.New(fault.Invalid, "the UTF-16 text ends within a character")
	}
	w.out = out
}
