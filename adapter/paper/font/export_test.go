package font

// What the tests in package font_test need from inside.

const (
	MaxYoung = maxYoung
	MaxFile  = maxFile
)

// Remembered is the estimated size of the words that the set keeps.
func (s *Set) Remembered() int {
	s.words.mu.Lock()
	defer s.words.mu.Unlock()
	n := 0
	for k, runs := range s.words.young {
		n += size(k, runs)
	}
	for k, runs := range s.words.old {
		n += size(k, runs)
	}
	return n
}

// Tables gives the tables of the faces of a font file.
func Tables(b []byte) ([]map[string][]byte, error) {
	all, err := readSFNT(b)
	tables := make([]map[string][]byte, len(all))
	for i, t := range all {
		tables[i] = t
	}
	return tables, err
}

// File writes tables as a font file.
func File(tables map[string][]byte) []byte { return sfnt(tables).bytes() }

// Checksum adds up a file or table whose length is a multiple of four.
func Checksum(b []byte) uint32 { return checksum(b) }
