package exchange

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// jsonArray reads the objects of a JSON array one after the other, by their braces: one that is broken within costs itself
// only, and one that is too long is passed over without being held.
type jsonArray struct {
	src   *bufio.Reader
	buf   []byte
	begun bool
	at    int // the line of the next byte, from 1
	line  int // where the object given last begins
	err   error
}

// newJSONArray reads a text in UTF-8, or in UTF-16 behind a byte order mark.
func newJSONArray(src io.Reader) (*jsonArray, error) {
	src, err := xml.UTF8(src)
	if err != nil {
		return nil, err
	}
	return &jsonArray{src: bufio.NewReaderSize(src, 64<<10), at: 1}, nil
}

// next gives the next object, which stands until the one after it; a fault if it is refused; io.EOF behind the end of the
// array, or what else ends the document, which is given again by every later call.
func (a *jsonArray) next() (object []byte, f *fault.Fault, err error) {
	if a.err == nil {
		object, f, a.err = a.read()
	}
	return object, f, a.err
}

func (a *jsonArray) read() (object []byte, f *fault.Fault, err error) {
	for {
		c, err := a.byte()
		switch {
		case err == io.EOF:
			return nil, nil, a.broken(fault.New(fault.Invalid, "the array does not end"))
		case err != nil:
			return nil, nil, err
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case !a.begun:
			if c != '[' {
				return nil, nil, a.broken(fault.New(fault.Invalid, "the document is no JSON array"))
			}
			a.begun = true
		case c == ',':
		case c == ']':
			return nil, nil, a.end()
		case c == '{':
			a.line = a.at
			return a.object()
		default:
			return nil, nil, a.broken(fault.New(fault.Invalid, "the array holds something else than objects"))
		}
	}
}

// object reads on to the brace that ends the object.
func (a *jsonArray) object() ([]byte, *fault.Fault, error) {
	a.buf = append(a.buf[:0], '{')
	long, quoted, depth := false, false, 1
	for depth > 0 {
		c, err := a.byte()
		if err == io.EOF {
			return nil, nil, a.broken(fault.New(fault.Invalid, "the array does not end"))
		}
		if err != nil {
			return nil, nil, err
		}
		if long = long || len(a.buf) == maxRow; !long {
			a.buf = append(a.buf, c)
		}
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			if c, err = a.byte(); err == nil && !long {
				a.buf = append(a.buf, c)
			}
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
	}
	if long {
		return nil, fault.New(fault.Invalid, "the record is longer than %d bytes", maxRow), nil
	}
	if !utf8.Valid(a.buf) {
		return nil, fault.New(fault.Invalid, "the row is not UTF-8").Hinting("save the document as UTF-8"), nil
	}
	return a.buf, nil, nil
}

// end sees that nothing follows the array.
func (a *jsonArray) end() error {
	for {
		c, err := a.byte()
		if err != nil {
			return err
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return a.broken(fault.New(fault.Invalid, "something follows the array"))
		}
	}
}

// broken is what ends the document, with its place.
func (a *jsonArray) broken(f *fault.Fault) error { return f.At("line " + strconv.Itoa(a.at)) }

func (a *jsonArray) byte() (byte, error) {
	c, err := a.src.ReadByte()
	if c == '\n' && err == nil {
		a.at++
	}
	return c, err
}
