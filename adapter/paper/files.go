package paper

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"time"
)

// Pictures are files in memory by their names, such as the pictures of a document.
type Pictures map[string][]byte

// Open gives a file.
func (p Pictures) Open(name string) (fs.File, error) {
	b, ok := p[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &picture{bytes.NewReader(b), name}, nil
}

// ReadFile gives what a file holds. The caller must not change it.
func (p Pictures) ReadFile(name string) ([]byte, error) {
	b, ok := p[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return b, nil
}

// picture is an open file, and what is known of it.
type picture struct {
	*bytes.Reader
	name string
}

func (f *picture) Stat() (fs.FileInfo, error) { return pictureInfo{f}, nil }
func (f *picture) Close() error               { return nil }

type pictureInfo struct{ f *picture }

func (i pictureInfo) Name() string       { return i.f.name }
func (i pictureInfo) Size() int64        { return i.f.Reader.Size() }
func (i pictureInfo) Mode() fs.FileMode  { return 0o444 }
func (i pictureInfo) ModTime() time.Time { return time.Time{} }
func (i pictureInfo) IsDir() bool        { return false }
func (i pictureInfo) Sys() any           { return nil }

// Files gives the style sheets and pictures that the templates call by name. They are as they were when the templates were opened.
func (t *Templates) Files() fs.FS {
	shown := Pictures{}
	for name, b := range t.files {
		if !strings.HasSuffix(name, ".html") {
			shown[name] = b
		}
	}
	return shown
}

// Under gives the files of the first of several that has them, as those of a document and of its template; nil ones have none.
func Under(files ...fs.FS) fs.FS { return under(files) }

type under []fs.FS

func (u under) Open(name string) (fs.File, error) {
	for _, files := range u {
		if files == nil {
			continue
		}
		f, err := files.Open(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
