package search

import "github.com/muniment/muniment/internal/fault"

// syllables cuts words of a syllabic spelling, as the Vietnamese is, and writes their sounds.
type syllables struct {
	onset, nucleus, coda map[string]string
}

// Words longer than this are not cut: no Vietnamese word or compound is.
const longestSyllabic = 40

func parseSyllables(set, text string) (*syllables, error) {
	lines, err := ruleLines(set, text)
	if err != nil {
		return nil, err
	}
	s := &syllables{onset: map[string]string{"": ""}, nucleus: map[string]string{}, coda: map[string]string{"": ""}}
	parts := map[string]map[string]string{"onset": s.onset, "nucleus": s.nucleus, "coda": s.coda}
	for _, l := range lines {
		part, ok := parts[l.context]
		if !ok {
			return nil, fault.New(fault.Invalid, "%q is neither onset nor nucleus nor coda", l.context).At(l.where)
		}
		for _, from := range l.from {
			if len(from) > 3 {
				return nil, fault.New(fault.Invalid, "%q has more than three letters", from).At(l.where)
			}
			part[from] = l.to
		}
	}
	return s, nil
}

// cut is the best way found to cut the letters up to some place.
type cut struct {
	from          int // where its last syllable begins
	nucleus, coda int // and the parts of that syllable
	bare          int // syllables without onset
	count         int // syllables, 0 if there is no way
}

// append adds the sounds of a folded word to dst and reports whether the word is made of syllables; if not, dst is
// returned as it was. The fewest syllables win, then the fewest without onset, then the shortest first ones.
func (s *syllables) append(dst []byte, word []byte) ([]byte, bool) {
	if len(word) == 0 || len(word) > longestSyllabic {
		return dst, false
	}
	var best [longestSyllabic + 1]cut
	for from := range len(word) {
		if from > 0 && best[from].count == 0 {
			continue
		}
		for n := min(from+3, len(word)); n >= from; n-- { // the longest onset first: gi before g
			if _, ok := s.onset[string(word[from:n])]; !ok {
				continue
			}
			for c := n + 1; c <= min(n+3, len(word)); c++ {
				if _, ok := s.nucleus[string(word[n:c])]; !ok {
					continue
				}
				for end := c; end <= min(c+2, len(word)); end++ {
					if _, ok := s.coda[string(word[c:end])]; !ok {
						continue
					}
					way := cut{from: from, nucleus: n, coda: c, count: best[from].count + 1, bare: best[from].bare}
					if n == from {
						way.bare++
					}
					if old := best[end]; old.count == 0 || way.count < old.count || way.count == old.count && way.bare < old.bare {
						best[end] = way
					}
				}
			}
		}
	}
	if best[len(word)].count == 0 {
		return dst, false
	}
	var ends [longestSyllabic + 1]int
	k := 0
	for end := len(word); end > 0; end = best[end].from {
		ends[k] = end
		k++
	}
	for k--; k >= 0; k-- {
		end := ends[k]
		b := best[end]
		dst = append(dst, s.onset[string(word[b.from:b.nucleus])]...)
		dst = append(dst, s.nucleus[string(word[b.nucleus:b.coda])]...)
		dst = append(dst, s.coda[string(word[b.coda:end])]...)
	}
	return dst, true
}
