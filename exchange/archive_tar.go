package exchange

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// block is the unit of a tar archive.
const block = 512

// isTar reports whether head begins with the header of a tar archive, of whatever age: its checksum is right.
// Source: IEEE Std 1003.1, pax, "ustar Interchange Format".
func isTar(head []byte) bool {
	if len(head) < block {
		return false
	}
	head = head[:block]
	told, err := strconv.ParseUint(string(bytes.Trim(head[148:156], " \x00")), 8, 32)
	if err != nil || head[0] == 0 {
		return false
	}
	var plain, signed uint64
	for i, c := range head {
		if 148 <= i && i < 156 {
			c = ' '
		}
		plain += uint64(c)
		signed += uint64(int8(c)) // as some old programs counted
	}
	return told == plain || told == signed
}

// tarPieces are the members of a tar archive, which is read from front to back.
type tarPieces struct {
	in   counter
	tar  *tar.Reader
	lim  Limits
	last string // name of the member before
	to   int64  // where that one ends
}

func newTar(src io.Reader, opt Options) Reader {
	t := &tarPieces{in: counter{src: src}, lim: opt.Limits.orDefault()}
	t.tar = tar.NewReader(&t.in)
	return &archive{opt: opt, lim: t.lim, done: Report{Format: TAR}, src: t}
}

func (t *tarPieces) apart() bool { return false }

// next gives the next file. Folders are passed over, and so are headers that are about the archive.
func (t *tarPieces) next() (piece, error) {
	for n := 0; ; n++ {
		h, err := t.tar.Next()
		switch {
		case err == io.EOF:
			return piece{}, t.end()
		case errors.Is(err, tar.ErrHeader), errors.Is(err, tar.ErrFieldTooLong), errors.Is(err, io.ErrUnexpectedEOF):
			return piece{}, t.at(fault.New(fault.Invalid, "the archive is broken").Because(err))
		case err != nil && err != tar.ErrInsecurePath:
			return piece{}, err
		}
		t.last, t.to = shown(h.Name), t.in.n+(h.Size+block-1)/block*block
		switch {
		case n > t.lim.Members:
			return piece{}, fault.New(fault.Invalid, "the archive has more than %d members", t.lim.Members)
		case leadsOut(h.Name):
			return piece{}, fault.New(fault.Invalid, "the archive's member %q leads out of the archive", t.last)
		case h.Size > t.lim.Total:
			return piece{}, fault.New(fault.Invalid, "the archive unpacks to more than %d bytes", t.lim.Total)
		case isSparse(h):
			return piece{}, fault.New(fault.Invalid, "the archive's member %q is a file with holes, which is not unpacked", t.last)
		}
		switch h.Typeflag {
		case tar.TypeDir, tar.TypeXGlobalHeader:
		case tar.TypeReg, tar.TypeCont:
			return piece{name: t.last, open: func() (io.ReadCloser, error) { return io.NopCloser(t.tar), nil }}, nil
		default:
			return piece{}, fault.New(fault.Invalid, "the archive's member %q is a link or a device", t.last)
		}
	}
}

// isSparse reports whether a member is one of which zeros are left out: a few bytes may stand for any size.
func isSparse(h *tar.Header) bool {
	for name := range h.PAXRecords {
		if strings.HasPrefix(name, "GNU.sparse.") {
			return true
		}
	}
	return h.Typeflag == tar.TypeGNUSparse
}

// end sees that the archive is whole: it ends with blocks of zeros, and nothing follows. One that was cut off between two
// members looks like one that ends there, but for these.
func (t *tarPieces) end() error {
	if t.in.n < t.to+block {
		return t.at(fault.New(fault.Invalid, "the archive is cut off: the mark of its end is missing"))
	}
	if err := onlyZeros(bufio.NewReader(&t.in)); err != io.EOF {
		if f, ok := fault.Of(err); ok {
			return t.at(f)
		}
		return err
	}
	return io.EOF
}

// at tells where the archive ends before its end.
func (t *tarPieces) at(f *fault.Fault) error {
	if f.Where != "" {
		return f
	}
	if t.last == "" {
		return f.At("byte " + strconv.FormatInt(t.in.n, 10))
	}
	return f.At("behind member " + strconv.Quote(t.last))
}
