package font

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-text/typesetting/language"
	"golang.org/x/text/unicode/norm"
)

// look is a query in the terms of a set: the faces in the order in which they are asked for a character.
type look struct {
	query Query
	faces []*Face
	lang  language.Language
}

// looks keeps the look of every query that was asked.
type looks struct {
	mu sync.Mutex
	of map[string]*look
}

// maxLooks is how many queries a set remembers. A document has about ten. A language tag longer than maxLang is passed over.
const (
	maxLooks = 512
	maxLang  = 35
)

// look gives the look of a query: the same one for equal queries, as long as it is remembered.
func (s *Set) look(q Query) *look {
	key := strconv.FormatBool(q.Bold) + strconv.FormatBool(q.Italic) + strconv.FormatBool(q.Tabular) + "\x00" + q.Lang + "\x00" + strings.Join(q.Families, "\x00")
	s.looks.mu.Lock()
	defer s.looks.mu.Unlock()
	if l := s.looks.of[key]; l != nil {
		return l
	}
	if len(s.looks.of) >= maxLooks || s.looks.of == nil {
		s.looks.of = map[string]*look{}
	}
	q.Families = slices.Clone(q.Families)
	l := &look{query: q, faces: s.order(q)}
	if len(q.Lang) <= maxLang {
		l.lang = language.NewLanguage(q.Lang)
	}
	s.looks.of[key] = l
	return l
}

// order gives the faces for a query: the best of each family that it names, then the best of every family, then all others.
func (s *Set) order(q Query) []*Face {
	faces := make([]*Face, 0, len(s.faces))
	for _, family := range slices.Concat(q.Families, s.Families()) {
		if f := s.best(family, q); f != nil && !slices.Contains(faces, f) {
			faces = append(faces, f)
		}
	}
	for _, f := range s.faces {
		if !slices.Contains(faces, f) {
			faces = append(faces, f)
		}
	}
	return faces
}

// best gives the face of a family that is nearest to a query: the slope counts most, then the weight; nil if there is no such
// family.
func (s *Set) best(family string, q Query) (best *Face) {
	weight := 400
	if q.Bold {
		weight = 700
	}
	distance := 0
	for _, f := range s.faces {
		if !strings.EqualFold(f.family, family) {
			continue
		}
		d := max(f.weight-weight, weight-f.weight)
		if f.Bold() != q.Bold {
			d += 1000
		}
		if f.italic != q.Italic {
			d += 10000
		}
		if best == nil || d < distance {
			best, distance = f, d
		}
	}
	return best
}

// choose gives the face for a cluster: the first that has all of its characters, composed or in parts; nil if none has.
func (l *look) choose(cluster []rune) *Face {
	for _, f := range l.faces {
		if f.has(cluster) {
			return f
		}
	}
	return nil
}

// has says whether the face can show all of the cluster: each character by itself, as the parts of its canonical
// decomposition, or composed with its neighbours. Characters that are never seen need no glyph.
func (f *Face) has(cluster []rune) bool {
	for _, r := range cluster {
		if !f.shows(r) {
			return len(cluster) > 1 && f.composed(cluster)
		}
	}
	return true
}

// shows says whether the face can show a character: by a glyph of its own, by its parts, or by what stands for it.
func (f *Face) shows(r rune) bool {
	if _, ok := f.glyph(r); ok || unseen(r) {
		return true
	}
	if other := standIn(r); other != r {
		return f.shows(other)
	}
	if r < 0xC0 {
		return false
	}
	var room [32]byte
	parts := norm.NFD.AppendString(room[:0], string(r))
	if string(parts) == string(r) {
		return false
	}
	for _, p := range string(parts) {
		if _, ok := f.glyph(p); !ok {
			return false
		}
	}
	return true
}

// composed says whether the face has the cluster's characters in their composed form, as a face without the mark may.
func (f *Face) composed(cluster []rune) bool {
	text := string(cluster)
	whole := norm.NFC.String(text)
	if whole == text {
		return false
	}
	for _, r := range whole {
		if !f.shows(r) {
			return false
		}
	}
	return true
}

// standIn gives the character that is shown where a face lacks one: a space for spaces of other widths, which HarfBuzz then makes
// as wide as they are to be, and a hyphen for hyphens.
func standIn(r rune) rune {
	switch {
	case r == 0xA0, r >= 0x2000 && r <= 0x200A, r == 0x202F, r == 0x205F, r == 0x3000:
		return ' '
	case r == 0x2011:
		return 0x2010
	case r == 0x2010:
		return '-'
	}
	return r
}

// hyphen gives the hyphen of the face that is nearest to one.
func (f *Face) hyphen(r rune) rune {
	for {
		if _, ok := f.glyph(r); ok || standIn(r) == r {
			return r
		}
		r = standIn(r)
	}
}

// unseen says whether a character is one that is not drawn: joiners, marks of direction, variation selectors, soft hyphen.
//
// Source: Unicode, Default_Ignorable_Code_Point, of which these are the assigned ones that text has.
func unseen(r rune) bool {
	switch {
	case r == 0xAD, r == 0x34F, r == 0x61C, r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
		r >= 0x2060 && r <= 0x206F, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}
