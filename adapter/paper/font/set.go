package font

import (
	"embed"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/fault"
)

//go:embed face/*.ttf
var ours embed.FS

// own reads the embedded faces once for all sets.
var own = sync.OnceValues(func() ([]*Face, error) {
	sub, err := fs.Sub(ours, "face")
	if err != nil {
		return nil, err
	}
	files, err := folder(sub)
	if err != nil {
		return nil, err
	}
	// Literata first: what no family of a query has is looked for there before it is in Be Vietnam Pro.
	serif := func(f *Face) bool { return f.family == "Literata" }
	var faces []*Face
	for _, first := range []bool{true, false} {
		for _, f := range files {
			if serif(f) == first {
				faces = append(faces, f)
			}
		}
	}
	return faces, nil
})

// Set is the faces that documents are set in: ours and what the office added. It is safe for concurrent use.
//
// It remembers words that have been shaped, in about 9 MB at most: long enough for those that come again, however many differ.
type Set struct {
	faces   []*Face
	looks   looks
	words   words
	engines sync.Pool
}

// Open reads our faces and, in name order, every .ttf, .otf and .ttc file in the top folder of each file system.
//
// Every face of a collection is read. A variable font is used in its default form; one with outlines of CFF2 cannot be used.
//
// Errors: Invalid, naming the file, if it is not a font, is damaged, has no outlines or forbids embedding.
func Open(extra ...fs.FS) (*Set, error) {
	faces, err := own()
	if err != nil {
		return nil, err
	}
	for _, fsys := range extra {
		more, err := folder(fsys)
		if err != nil {
			return nil, err
		}
		faces = append(faces[:len(faces):len(faces)], more...)
	}
	s := &Set{faces: make([]*Face, len(faces))}
	for i, f := range faces {
		mine := *f
		mine.index = i
		s.faces[i] = &mine
	}
	s.engines.New = func() any { return newEngine(len(s.faces)) }
	return s, nil
}

// folder reads the font files of a folder.
func folder(fsys fs.FS) ([]*Face, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var faces []*Face
	for _, e := range entries {
		switch strings.ToLower(path.Ext(e.Name())) {
		case ".ttf", ".otf", ".ttc":
		default:
			continue
		}
		more, err := file(fsys, e.Name())
		if f, ok := fault.Of(err); ok {
			return nil, f.At(e.Name())
		}
		if err != nil {
			return nil, err
		}
		faces = append(faces, more...)
	}
	return faces, nil
}

// file reads one font file, of which no more is taken into memory than a font may have.
func file(fsys fs.FS, name string) (faces []*Face, err error) {
	r, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	return read(b)
}

// Families gives the names of the families, ours first, each once.
func (s *Set) Families() []string {
	var names []string
	seen := map[string]bool{}
	for _, f := range s.faces {
		if key := strings.ToLower(f.family); !seen[key] {
			seen[key] = true
			names = append(names, f.family)
		}
	}
	return names
}

// Faces gives all faces in the order of their Index.
func (s *Set) Faces() []*Face { return s.faces[:len(s.faces):len(s.faces)] }

// Covers says whether any face can show the character.
func (s *Set) Covers(r rune) bool {
	return slices.ContainsFunc(s.faces, func(f *Face) bool { return f.shows(r) })
}

// Shaper gives a new shaper. Keep one per document: what it has learnt about words is in the set.
func (s *Set) Shaper() *Shaper { return &Shaper{set: s} }
