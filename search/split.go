package search

// split parts a long word of a query where it begins or ends with words that many marks have: "euromarendoway" into
// euro, marendo and way. The parts are searched for as words; nil if there is nothing to part.
func (x *Index) split(word []byte) [][]byte {
	const (
		least = 3 // letters of a part
		rest  = 4 // letters of a part that is no known word
	)
	if len(word) < least+rest {
		return nil
	}
	common := max(5, x.marks/40000)
	known := func(w []byte) int {
		if n := x.rarity.of(w); n >= common {
			return len(w) * len(w) * log2(n)
		}
		return 0
	}
	var first, last int // lengths of the known words at the beginning and at the end
	best := 0
	for n := least; n <= len(word)-least; n++ {
		if v := known(word[:n]); v > best && (len(word)-n >= rest || known(word[n:]) > 0) {
			best, first = v, n
		}
	}
	best = 0
	for n := least; n <= len(word)-first-least; n++ {
		if v := known(word[len(word)-n:]); v > best && len(word)-n-first >= rest {
			best, last = v, n
		}
	}
	if first+last == 0 {
		return nil
	}
	var parts [][]byte
	if first > 0 {
		parts = append(parts, word[:first])
	}
	parts = append(parts, word[first:len(word)-last])
	if last > 0 {
		parts = append(parts, word[len(word)-last:])
	}
	return parts
}
