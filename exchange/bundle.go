package exchange

import (
	"archive/zip"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/muniment/muniment/internal/fault"
)

// Bundle is a ZIP archive whose members are opened by their names, within the limits of archives. It is safe for concurrent use.
type Bundle struct {
	files map[string]*zip.File
	lim   Limits

	mu    sync.Mutex
	total int64 // unpacked so far
}

// OpenBundle reads the list of an archive's members.
//
// Errors: Invalid if it is no ZIP archive, exceeds the limits, or is made to deceive: members under one name, that lie over each other, lead
// out of the archive, are links or encrypted.
func OpenBundle(at io.ReaderAt, size int64, lim Limits) (*Bundle, error) {
	z, m, err := openZip(at, size, lim.orDefault())
	if err != nil {
		return nil, err
	}
	b := &Bundle{files: map[string]*zip.File{}, lim: lim.orDefault()}
	for _, f := range z.File {
		switch _, twice := b.files[f.Name]; {
		case f.FileInfo().IsDir():
			continue
		case m.damaged[f] != nil:
			return nil, m.damaged[f]
		case f.Flags&1 != 0:
			return nil, fault.New(fault.Invalid, "the archive's member %q is encrypted", shown(f.Name))
		case twice:
			return nil, fault.New(fault.Invalid, "the archive has two members %q", shown(f.Name))
		}
		b.files[f.Name] = f
	}
	return b, nil
}

// Names lists the members with their folders, in the order of their bytes.
func (b *Bundle) Names() []string { return slices.Sorted(maps.Keys(b.files)) }

// Has reports whether the archive has a member of that name.
func (b *Bundle) Has(name string) bool { return b.files[name] != nil }

// Open unpacks a member. Errors: NotFound if there is none of that name; while it is read Invalid if the archive is broken or unpacks
// to more than it may.
func (b *Bundle) Open(name string) (io.ReadCloser, error) {
	f := b.files[name]
	if f == nil {
		return nil, fault.New(fault.NotFound, "the archive has no member %q", shown(name))
	}
	body, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	total := int64(0)
	return &bundled{b: b, g: guard{src: body, packed: func() int64 { return int64(f.CompressedSize64) }, total: &total, lim: b.lim}, body: body}, nil
}

// bundled is a member that is being unpacked.
type bundled struct {
	b    *Bundle
	g    guard
	body io.ReadCloser
}

// Read implements io.Reader.
func (m *bundled) Read(p []byte) (int, error) {
	n, err := m.g.Read(p)
	m.b.mu.Lock()
	m.b.total += int64(n)
	over := m.b.total > m.b.lim.Total
	m.b.mu.Unlock()
	if over {
		return 0, fault.New(fault.Invalid, "the archive unpacks to more than %d bytes", m.b.lim.Total)
	}
	return n, err
}

// Close implements io.Closer.
func (m *bundled) Close() error { return m.body.Close() }
