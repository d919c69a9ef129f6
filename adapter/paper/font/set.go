package font

import "io/fs"

// Set is the faces that documents are set in: ours and what the office added. It is safe for concurrent use.
type Set struct{ faces []*Face }

// Open reads our faces and, in name order, every .ttf, .otf and .ttc file in the top folder of each file system.
//
// Errors: Invalid, naming the file, if it is not a font, is damaged, has no outlines or forbids embedding.
func Open(extra ...fs.FS) (*Set, error) { return &Set{}, nil }

// Families gives the names of the families, ours first, each once.
func (s *Set) Families() []string { return nil }

// Faces gives all faces in the order of their Index.
func (s *Set) Faces() []*Face { return s.faces }

// Covers says whether any face has the character.
func (s *Set) Covers(r rune) bool { return false }

// Shaper gives a new shaper. Keep one per document: what it has learnt about words is in the set.
func (s *Set) Shaper() *Shaper { return &Shaper{set: s} }
