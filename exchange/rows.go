package exchange

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/internal/fault"
)

// maxRow is the longest row or line, in bytes. A longer one is refused and passed over without being held.
const maxRow = 4 << 20

// rows reads a text row by row: lines, rows of cells parted by tabs, or rows after RFC 4180, in which a quoted cell may
// hold separators, line ends and doubled quotes. A row that is broken is refused alone: reading goes on behind the end of
// its first line.
type rows struct {
	src      io.Reader
	sep      byte // between cells; 0 if a row is one cell
	quotes   bool
	buf      []byte
	pos, end int
	err      error // what comes behind buf[:end]
	next     int   // the line of buf[pos], from 1

	line  int      // where the current row begins
	cells [][]byte // of the current row; they stand until the next one
	plain []byte   // cells in which quotes were replaced
}

// newRows reads a text in UTF-8, or in UTF-16 behind a byte order mark.
func newRows(src io.Reader) (*rows, error) {
	src, err := xml.UTF8(src)
	if err != nil {
		return nil, err
	}
	return &rows{src: src, buf: make([]byte, 64<<10), next: 1}, nil
}

// peek gives the first line without passing over it, or as much of it as a row may have.
func (r *rows) peek() ([]byte, error) {
	for {
		if n := bytes.IndexByte(r.buf[r.pos:r.end], '\n'); n >= 0 {
			return r.buf[r.pos : r.pos+n], nil
		}
		if !r.fill() {
			if r.err != nil && r.err != io.EOF {
				return nil, r.err
			}
			return r.buf[r.pos:r.end], nil
		}
	}
}

// fill reads on until the window, which grows up to maxRow, is full. It reports whether there is anything new, be it
// that the document ends.
func (r *rows) fill() bool {
	if r.err != nil || r.pos == 0 && r.end == maxRow {
		return false
	}
	r.end = copy(r.buf, r.buf[r.pos:r.end])
	r.pos = 0
	if r.end == len(r.buf) {
		r.buf = append(make([]byte, 0, min(2*len(r.buf), maxRow)), r.buf...)
		r.buf = r.buf[:cap(r.buf)]
	}
	had := r.end
	for r.end < len(r.buf) && r.err == nil {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		r.err = err
	}
	return r.end > had || r.err == io.EOF
}

// read moves to the next row that is not empty. It gives a fault if the row is refused, io.EOF at the end, or the error
// of the source.
func (r *rows) read() (*fault.Fault, error) {
	for {
		for r.pos == r.end {
			if !r.fill() {
				return nil, r.err
			}
		}
		r.line = r.next
		n, f, err := r.row()
		if err != nil {
			return nil, err
		}
		r.consume(n)
		if f != nil {
			return f, nil
		}
		full := false
		for _, c := range r.cells {
			if !utf8.Valid(c) {
				return fault.New(fault.Invalid, "the row is not UTF-8").Hinting("save the document as UTF-8"), nil
			}
			full = full || len(bytes.TrimSpace(c)) > 0
		}
		if full {
			return nil, nil
		}
	}
}

func (r *rows) consume(n int) {
	r.next += bytes.Count(r.buf[r.pos:r.pos+n], []byte{'\n'})
	r.pos += n
}

// row splits the row at pos and gives its length, line end included.
func (r *rows) row() (int, *fault.Fault, error) {
	for {
		var n int
		var f *fault.Fault
		if r.quotes {
			n, f = r.splitQuoted()
		} else {
			n = r.splitPlain()
		}
		switch {
		case f != nil:
			n, err := r.firstLine()
			return n, f, err
		case n > 0:
			return n, nil, nil
		case r.fill():
			continue
		case r.err != nil && r.err != io.EOF:
			return 0, nil, r.err
		case r.end-r.pos == maxRow:
			n, err := r.firstLine()
			return n, fault.New(fault.Invalid, "a row is longer than %d bytes", maxRow), err
		}
		n, err := r.firstLine()
		return n, fault.New(fault.Invalid, "a quote is not closed before the document ends"), err
	}
}

// firstLine gives the length of the line at pos. If it is longer than the window, what is held of it is passed over.
func (r *rows) firstLine() (int, error) {
	for {
		if n := bytes.IndexByte(r.buf[r.pos:r.end], '\n'); n >= 0 {
			return n + 1, nil
		}
		if r.err != nil {
			if r.err == io.EOF {
				return r.end - r.pos, nil
			}
			return 0, r.err
		}
		if r.end-r.pos == maxRow {
			r.pos = r.end
		}
		r.fill()
	}
}

// splitPlain splits a row that ends with its line. It gives 0 if the window ends before.
func (r *rows) splitPlain() int {
	b := r.buf[r.pos:r.end]
	n := bytes.IndexByte(b, '\n')
	next := n + 1
	if n < 0 {
		if r.err != io.EOF {
			return 0
		}
		n, next = len(b), len(b)
	}
	b = bytes.TrimSuffix(b[:n], []byte{'\r'})
	r.cells = r.cells[:0]
	for r.sep != 0 {
		i := bytes.IndexByte(b, r.sep)
		if i < 0 {
			break
		}
		r.cells = append(r.cells, b[:i])
		b = b[i+1:]
	}
	r.cells = append(r.cells, b)
	return next
}

// splitQuoted splits a row after RFC 4180. A quote within a cell that does not begin with one is a character like others.
func (r *rows) splitQuoted() (int, *fault.Fault) {
	b := r.buf[r.pos:r.end]
	whole := r.err == io.EOF
	r.cells, r.plain = r.cells[:0], r.plain[:0]
	for i := 0; ; {
		if i < len(b) && b[i] == '"' {
			from, n := len(r.plain), 0
			for i++; ; i += n + 2 {
				if n = bytes.IndexByte(b[i:], '"'); n < 0 {
					return 0, nil
				}
				r.plain = append(r.plain, b[i:i+n]...)
				if i+n+1 == len(b) && !whole {
					return 0, nil
				}
				if i+n+1 == len(b) || b[i+n+1] != '"' {
					break
				}
				r.plain = append(r.plain, '"')
			}
			i += n + 1
			r.cells = append(r.cells, r.plain[from:len(r.plain):len(r.plain)])
		} else {
			n := bytes.IndexAny(b[i:], string([]byte{r.sep, '\n'}))
			if n < 0 {
				if !whole {
					return 0, nil
				}
				n = len(b) - i
			}
			c := b[i : i+n]
			if i+n == len(b) || b[i+n] == '\n' {
				c = bytes.TrimSuffix(c, []byte{'\r'})
			}
			r.cells = append(r.cells, c)
			i += n
		}
		switch rest := b[i:]; {
		case len(rest) == 0 && whole:
			return i, nil
		case len(rest) == 0, len(rest) == 1 && rest[0] == '\r' && !whole:
			return 0, nil
		case rest[0] == r.sep:
			i++
		case rest[0] == '\n':
			return i + 1, nil
		case rest[0] == '\r' && (len(rest) == 1 || rest[1] == '\n'):
			return min(i+2, len(b)), nil
		default:
			return 0, fault.New(fault.Invalid, "a quote ends within a cell")
		}
	}
}
