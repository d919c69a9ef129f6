// Package index keeps the search indexes, of marks and of titles, in files beside the register, so that a start needs not build
// them anew.
//
// The file begins with a line that names it and its form, then tells how long the index is, holds the index as package
// search writes it, and ends with the SHA-256 of all that precedes. It is written under another name, brought to the disk and
// only then given its name: a reader finds the old file or the new one, never half of one. The file is no record: whoever
// finds it absent, damaged, of another version or behind the register builds the index anew from the register.
package index

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/search"
)

// The first lines of the files; another form has another number.
const (
	marksHead  = "muniment marks index 1\n"
	titlesHead = "muniment titles index 1\n"
)

// encoder is an index that can be written.
type encoder interface{ Encode(io.Writer) error }

// Save writes the index of marks to the file, in the place of an older one. Errors: Unavailable if the disk refuses.
func Save(path string, x *search.Index) error { return save(path, marksHead, x) }

// SaveTitles does the same with the index of titles.
func SaveTitles(path string, t *search.Titles) error { return save(path, titlesHead, t) }

func save(path, head string, x encoder) (err error) {
	refused := func(err error) error {
		return fault.New(fault.Unavailable, "the search index cannot be saved").Because(err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return refused(err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f, head, x); err != nil {
		return refused(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return refused(err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return refused(err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return refused(err)
	}
	return nil
}

func write(f io.WriteSeeker, head string, x encoder) error {
	// The length is not known beforehand, and the sum covers it: what follows the head is written, its length filled in,
	// and the sum made of the three.
	if _, err := f.Write(make([]byte, len(head)+8)); err != nil {
		return err
	}
	body := &summed{to: f, sum: sha256.New()}
	if err := x.Encode(body); err != nil {
		return err
	}
	start := binary.LittleEndian.AppendUint64([]byte(head), uint64(body.n))
	if _, err := f.Write(total(start, body.sum)); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := f.Write(start)
	return err
}

// total is the sum at the end of the file: of its beginning and of the sum of the index.
func total(start []byte, body hash.Hash) []byte {
	s := sha256.Sum256(append(bytes.Clone(start), body.Sum(nil)...))
	return s[:]
}

// summed passes on what is written, and sums it up.
type summed struct {
	to  io.Writer
	sum hash.Hash
	n   int64
}

func (s *summed) Write(b []byte) (int, error) {
	n, err := s.to.Write(b)
	s.sum.Write(b[:n])
	s.n += int64(n)
	return n, err
}

// syncFolder brings the name of a new file to the disk.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Load reads the index of marks from the file. Errors: NotFound if there is none, Conflict if it is of another version or was
// made with other rules, Invalid if it is damaged; after each of them the index is to be built anew.
func Load(path string, o search.Options) (*search.Index, error) {
	return load(path, marksHead, func(r io.Reader, size int64) (*search.Index, error) { return search.Decode(r, size, o) })
}

// LoadTitles reads the index of titles from the file. Errors: as of Load.
func LoadTitles(path string) (*search.Titles, error) {
	return load(path, titlesHead, search.DecodeTitles)
}

func load[T any](path, head string, decode func(io.Reader, int64) (*T, error)) (*T, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "there is no search index").Because(err)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the search index cannot be read").Because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the search index cannot be read").Because(err)
	}
	return read(f, info.Size(), head, decode)
}

// read reads a file of the given size.
func read[T any](f io.Reader, size int64, head string, decode func(io.Reader, int64) (*T, error)) (*T, error) {
	damaged := func(what string) error { return fault.New(fault.Invalid, "the search index is damaged: %s", what) }
	start := make([]byte, len(head)+8)
	if _, err := io.ReadFull(f, start); err != nil {
		return nil, damaged("it ends too early")
	}
	if string(start[:len(head)]) != head {
		return nil, fault.New(fault.Conflict, "the search index was made by another version")
	}
	n := binary.LittleEndian.Uint64(start[len(head):])
	if n != uint64(size)-uint64(len(start))-sha256.Size || size < int64(len(start))+sha256.Size {
		return nil, damaged("its length is not as told")
	}
	sum := sha256.New()
	x, err := decode(io.TeeReader(io.LimitReader(f, int64(n)), sum), int64(n))
	if err != nil {
		return nil, err
	}
	end := make([]byte, sha256.Size)
	if _, err := io.ReadFull(f, end); err != nil {
		return nil, damaged("it ends too early")
	}
	if !bytes.Equal(end, total(start, sum)) {
		return nil, damaged("its sum is not as told")
	}
	return x, nil
}
