package inspect

import (
	"archive/zip"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

const (
	maxMembers = 4096      // of an archive; a DOCX has some dozens
	maxListed  = 2 << 20   // bytes of its list of members
	maxTotal   = 512 << 20 // bytes of all members, unpacked
	maxRatio   = 200       // unpacked bytes for each packed one, beyond the first MiB
	freely     = 1 << 20
)

// openZip reads the list of an archive's members, within limits, and refuses what is made to deceive: too many, too large or too
// tightly packed members, those that lie over each other or lead out of the archive, links, encryption. It unpacks nothing.
func openZip(f io.ReaderAt, size int64) (*zip.Reader, error) {
	list := &listing{f: f, left: maxListed}
	z, err := zip.NewReader(list, size)
	switch {
	case list.left < 0:
		return nil, fault.New(fault.Invalid, "the archive has too many members")
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, cut(ZIP).Because(err)
	case len(z.File) > maxMembers:
		return nil, fault.New(fault.Invalid, "the archive has too many members")
	}
	list.free = true
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(z.File))
	var total, packed uint64
	for _, m := range z.File {
		if strings.HasPrefix(m.Name, "/") || strings.Contains(m.Name, "\\") || strings.Contains(m.Name, ":") || slices.Contains(strings.Split(m.Name, "/"), "..") {
			return nil, fault.New(fault.Invalid, "a member of the archive leads out of it")
		}
		if mode := m.Mode(); mode.Type() != 0 && !mode.IsDir() {
			return nil, fault.New(fault.Invalid, "a member of the archive is a link")
		}
		if m.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "a member of the archive is encrypted")
		}
		total, packed = total+m.UncompressedSize64, packed+m.CompressedSize64
		if m.UncompressedSize64 > maxTotal || total > maxTotal || total > freely && total/max(packed, 1) > maxRatio {
			return nil, bomb()
		}
		from, err := m.DataOffset()
		if err != nil || m.CompressedSize64 > uint64(size-from) {
			return nil, cut(ZIP).Because(err)
		}
		spans = append(spans, span{from, from + int64(m.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return nil, bomb()
		}
	}
	return z, nil
}

// bomb is the fault of an archive that unpacks to more than anybody needs.
func bomb() *fault.Fault {
	return fault.New(fault.Invalid, "the archive unpacks to far more than it holds")
}

// listing gives so many bytes, until it is free.
type listing struct {
	f    io.ReaderAt
	left int64
	free bool
}

// ReadAt implements io.ReaderAt.
func (l *listing) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 {
		return 0, zip.ErrFormat
	}
	if !l.free {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, zip.ErrFormat
		}
	}
	return l.f.ReadAt(p, at)
}

// member finds a member by its name; nil if there is none.
func member(z *zip.Reader, name string) *zip.File {
	for _, m := range z.File {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// archive tells whether an archive is a DOCX, and refuses what is made to deceive.
func (l *looker) archive() (Type, error) {
	z, err := openZip(l.f, l.size)
	if err != nil {
		return ZIP, err
	}
	if member(z, "[Content_Types].xml") == nil {
		return ZIP, nil
	}
	switch {
	case member(z, "word/vbaProject.bin") != nil:
		return DOCX, fault.New(fault.Invalid, "the document holds macros").Hinting("save it as DOCX without macros, or as PDF")
	case member(z, "word/document.xml") != nil:
		return DOCX, nil
	}
	return ZIP, nil
}
