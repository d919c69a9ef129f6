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
// memory loses glyphs: once a run of ranges fills one of its three filters, the ranges that follow are not entered in the other
// two, and the lookup is passed over for glyphs that it does cover. (Noto Naskh Arabic's noon then does not join.) So while
// the memory is built, every list of ranges begins with one of all glyphs: all filters are full, and no lookup is passed over.
func (s *shaping) open() *harfbuzz.Font {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.coverAll()()
	return harfbuzz.NewFont(gotext.NewFace(s.font))
}

// coverAll makes the first range of every lookup cover all glyphs, and gives the function that takes that back.
func (s *shaping) coverAll() (undo func()) {
	type change struct {
		at  *tables.RangeRecord
		was tables.RangeRecord
	}
	var changes []change
	widen := func(c tables.Coverage) {
		if c, ok := c.(tables.Coverage2); ok && len(c.Ranges) > 0 {
			first := &c.Ranges[0]
			changes = append(changes, change{first, *first})
			*first = tables.RangeRecord{StartGlyphID: 0, EndGlyphID: 0xFFFF}
		}
	}
	for _, l := range s.font.GSUB.Lookups {
		for _, t := range l.Subtables {
			widen(t.Cov())
		}
	}
	for _, l := range s.font.GPOS.Lookups {
		for _, t := range l.Subtables {
			widen(t.Cov())
		}
	}
	return func() {
		for _, c := range slices.Backward(changes) {
			*c.at = c.was
		}
	}
}

// shape shapes what is in the buffer.
func (s *shaping) shape(b *harfbuzz.Buffer, f *harfbuzz.Font, rules []harfbuzz.Feature) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b.Shape(f, rules)
}
