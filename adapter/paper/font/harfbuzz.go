package font

import (
	"slices"
	"sync"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
)

// shaping is what HarfBuzz's port needs of a face. Sets share it for our own faces.
type shaping struct {
	font *gotext.Font
	mu   sync.RWMutex // held for reading while text is shaped, for writing while the coverage is changed for a moment
}

// open makes HarfBuzz's view of the face, for one goroutine at a time.
//
// HarfBuzz remembers for each lookup roughly which glyphs it covers, so that it can pass over it quickly. In go-text 0.3.5 that
// memory loses glyphs: once ranges of glyphs have filled one of its three filters, the ranges that follow are not entered in the
// other two, and the lookup is passed over for glyphs that it does cover. (Noto Naskh Arabic's noon then does not join.) While
// the memory is built, the coverages that would lose something therefore begin with a range of all glyphs, which fills all
// filters: such a lookup is never passed over.
func (s *shaping) open() *harfbuzz.Font {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.widen()()
	return harfbuzz.NewFont(gotext.NewFace(s.font))
}

// widen makes the coverages of lookups that would lose glyphs cover all, and gives the function that takes that back.
func (s *shaping) widen() (undo func()) {
	type change struct {
		at  *tables.RangeRecord
		was tables.RangeRecord
	}
	var changes []change
	for _, lookup := range s.lookups() {
		if !loses(lookup) {
			continue
		}
		for _, c := range lookup {
			if c, ok := c.(tables.Coverage2); ok && len(c.Ranges) > 0 {
				first := &c.Ranges[0]
				changes = append(changes, change{first, *first})
				*first = tables.RangeRecord{StartGlyphID: 0, EndGlyphID: 0xFFFF}
			}
		}
	}
	return func() {
		for _, c := range slices.Backward(changes) {
			*c.at = c.was
		}
	}
}

// lookups gives the coverages of the subtables of every lookup.
func (s *shaping) lookups() [][]tables.Coverage {
	var all [][]tables.Coverage
	for _, l := range s.font.GSUB.Lookups {
		var of []tables.Coverage
		for _, t := range l.Subtables {
			of = append(of, t.Cov())
		}
		all = append(all, of)
	}
	for _, l := range s.font.GPOS.Lookups {
		var of []tables.Coverage
		for _, t := range l.Subtables {
			of = append(of, t.Cov())
		}
		all = append(all, of)
	}
	return all
}

// filters is what go-text remembers of covered glyphs: which patterns of six bits they have at three places of their numbers.
type filters [3]uint64

// loses says whether go-text would lose a glyph of a lookup with these coverages, of the whole lookup or of one subtable.
func loses(lookup []tables.Coverage) bool {
	var whole filters
	for _, c := range lookup {
		var one filters
		if lost := one.add(c); whole.add(c) || lost {
			return true
		}
	}
	return false
}

// add enters a coverage as go-text does, and says whether some of it was left out.
func (f *filters) add(c tables.Coverage) (lost bool) {
	const full = ^uint64(0)
	switch c := c.(type) {
	case tables.Coverage1:
		for _, g := range c.Glyphs {
			f.enter(g, g)
		}
	case tables.Coverage2:
		for _, r := range c.Ranges {
			if f[0] == full || f[1] == full || f[2] == full {
				return *f != filters{full, full, full}
			}
			f.enter(r.StartGlyphID, r.EndGlyphID)
		}
	}
	return false
}

// enter enters the glyphs from first to last.
func (f *filters) enter(first, last uint16) {
	for i, shift := range []int{4, 0, 6} {
		a, b := first>>shift, last>>shift
		if b-a >= 63 {
			f[i] = ^uint64(0)
			continue
		}
		for v := a; v != b+1; v++ {
			f[i] |= 1 << (v & 63)
		}
	}
}

// shape shapes what is in the buffer.
func (s *shaping) shape(b *harfbuzz.Buffer, f *harfbuzz.Font, rules []harfbuzz.Feature) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b.Shape(f, rules)
}
