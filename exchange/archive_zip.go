package exchange

import (
	"archive/zip"
	"io"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// zipPieces are the members of a ZIP archive, in the order of the list at its end.
type zipPieces struct {
	rest    []*zip.File
	damaged map[*zip.File]error // those whose own header cannot be read
}

// listed is how many bytes of the list of members are read for each member that an archive may have; a longer one is
// refused before it fills the memory.
const listed = 100

func newZip(at io.ReaderAt, size int64, opt Options) (Reader, error) {
	a := &archive{opt: opt, lim: opt.Limits.orDefault(), done: Report{Format: ZIP}}
	z, m, err := openZip(at, size, a.lim)
	if err != nil {
		return nil, err
	}
	for _, f := range z.File {
		if !f.FileInfo().IsDir() {
			m.rest = append(m.rest, f)
		}
	}
	a.src = m
	return a, nil
}

// openZip reads the list of members, and refuses what is made to deceive.
func openZip(at io.ReaderAt, size int64, lim Limits) (*zip.Reader, *zipPieces, error) {
	tooMany := fault.New(fault.Invalid, "the archive has more than %d members", lim.Members)
	list := &bounded{src: at, size: size, left: 1<<20 + listed*int64(lim.Members), over: tooMany}
	z, err := zip.NewReader(list, size)
	if list.left < 0 {
		return nil, nil, tooMany
	}
	if err != nil && err != zip.ErrInsecurePath {
		return nil, nil, fault.New(fault.Invalid, "the archive is broken").Because(err).
			Hinting("its list of members stands at its end: fetch the archive again if it was cut off")
	}
	list.free = true
	if len(z.File) > lim.Members {
		return nil, nil, tooMany
	}
	m := &zipPieces{damaged: map[*zip.File]error{}}
	return z, m, m.honest(z.File, size, lim)
}

// bounded gives so many bytes, until it is set free. What a damaged list makes of it lies outside of the archive.
type bounded struct {
	src  io.ReaderAt
	size int64
	left int64
	over error
	free bool
}

// ReadAt implements io.ReaderAt.
func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 || at > b.size {
		return 0, zip.ErrFormat
	}
	if !b.free {
		if b.left -= int64(len(p)); b.left < 0 {
			return 0, b.over
		}
	}
	return b.src.ReadAt(p, at)
}

// honest refuses archives that are made to deceive: members that lie over each other or beyond the archive, that lead
// out of it, that are links, or that declare to be too large. A member whose own header is damaged is kept in mind.
func (m *zipPieces) honest(files []*zip.File, size int64, lim Limits) error {
	type span struct{ from, to int64 }
	var spans []span
	var declared uint64
	for _, f := range files {
		switch mode := f.Mode(); {
		case leadsOut(f.Name):
			return fault.New(fault.Invalid, "the archive's member %q leads out of the archive", shown(f.Name))
		case mode.Type() != 0 && !mode.IsDir():
			return fault.New(fault.Invalid, "the archive's member %q is a link or a device", shown(f.Name))
		}
		if declared += f.UncompressedSize64; f.UncompressedSize64 > uint64(lim.Total) || declared > uint64(lim.Total) {
			return fault.New(fault.Invalid, "the archive unpacks to more than %d bytes", lim.Total)
		}
		from, err := f.DataOffset()
		if err != nil {
			m.damaged[f] = damaged(err)
			continue
		}
		if f.CompressedSize64 > uint64(size-from) {
			return fault.New(fault.Invalid, "the archive's member %q is longer than the archive", shown(f.Name))
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(x, y span) int { return int(min(max(x.from-y.from, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return fault.New(fault.Invalid, "members of the archive lie over each other")
		}
	}
	return nil
}

func (m *zipPieces) apart() bool { return true }

func (m *zipPieces) next() (piece, error) {
	if len(m.rest) == 0 {
		return piece{}, io.EOF
	}
	f := m.rest[0]
	m.rest = m.rest[1:]
	p := piece{name: shown(f.Name), packed: func() int64 { return int64(f.CompressedSize64) }, open: f.Open}
	switch err := m.damaged[f]; {
	case err != nil:
		p.open = func() (io.ReadCloser, error) { return nil, err }
	case f.Flags&1 != 0:
		p.open = func() (io.ReadCloser, error) { return nil, fault.New(fault.Invalid, "it is encrypted") }
	}
	return p, nil
}
