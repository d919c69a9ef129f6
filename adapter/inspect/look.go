package inspect

import (
	"io"
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// Seen is what the quick look tells of a file.
type Seen struct {
	Type          Type
	Width, Height int     // of a picture, in dots
	PerMetre      float64 // dots in a metre, of a picture that says so; 0 if it does not
}

// Millimetres gives the size at which a picture prints by what it says itself; 0, 0 if it says nothing.
func (s Seen) Millimetres() (width, height float64) {
	if s.PerMetre <= 0 {
		return 0, 0
	}
	return float64(s.Width) / s.PerMetre * 1000, float64(s.Height) / s.PerMetre * 1000
}

// maxDots is how many dots a picture may have in all, and maxSide on one side.
const (
	maxDots = 64_000_000
	maxSide = 30_000
)

// Look tells what a file is by its bytes, and refuses what cannot be taken, in words for whoever sent it: a type that is not among
// those taken (all of [Types] if none is named), a name that says something else, two files in one, a web page or program in the
// disguise of a document, a picture with more dots than anybody can look at, an encrypted document, a file that is cut off. It decodes
// nothing and reads little: its work does not grow with the size of a document.
//
// Errors: Invalid, with what is wrong and what to do about it; those of reading.
func Look(f io.ReaderAt, size int64, name string, takes ...Type) (Seen, error) {
	if size <= 0 {
		return Seen{}, fault.New(fault.Invalid, "the file is empty")
	}
	if len(takes) == 0 {
		takes = Types()
	}
	l := looker{f: f, size: size}
	head, err := l.at(0, headSize)
	if err != nil {
		return Seen{}, err
	}
	if err := disguise(head); err != nil {
		return Seen{}, err
	}
	s := Seen{Type: typeOf(head)}
	if s.Type == ZIP {
		if s.Type, err = l.archive(); err != nil {
			return s, err
		}
	}
	if s.Type == "" || !slices.Contains(takes, s.Type) {
		called := make([]string, len(takes))
		for i, t := range takes {
			called[i] = t.Called()
		}
		return s, fault.New(fault.Invalid, "the file is none of these: %s", strings.Join(called, ", "))
	}
	if err := named(name, s.Type); err != nil {
		return s, err
	}
	if err := l.single(head, s.Type); err != nil {
		return s, err
	}
	switch s.Type {
	case PDF:
		err = l.pdf()
	case PNG, JPEG, GIF, TIFF, WebP:
		err = l.picture(&s)
	case WAV:
		err = l.wave(head)
	case SVG, GeoJSON, Sequence, XML:
		err = l.text(s.Type)
	}
	return s, err
}

// looker reads parts of a file.
type looker struct {
	f    io.ReaderAt
	size int64
}

// at reads up to n bytes from a place; fewer at the end.
func (l *looker) at(from int64, n int) ([]byte, error) {
	if from < 0 || from >= l.size {
		return nil, nil
	}
	b := make([]byte, min(int64(n), l.size-from))
	got, err := l.f.ReadAt(b, from)
	if got == len(b) {
		err = nil
	}
	return b[:got], err
}

// tail reads up to n bytes at the end.
func (l *looker) tail(n int) ([]byte, error) { return l.at(max(0, l.size-int64(n)), n) }

// cut is the fault of a file that ends before its time.
func cut(t Type) *fault.Fault {
	return fault.New(fault.Invalid, "the %s file is cut off or damaged", t.Called()).Hinting("open it on your own device; if it opens there, send it again")
}
