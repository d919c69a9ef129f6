package search

// sounds is how a word, or the joined words of a mark, is heard.
type sounds struct {
	general, english, viet []byte
	isViet                 bool // made of Vietnamese syllables
}

// hear finds how a folded word sounds.
func (s *sounds) hear(r *Rules, word []byte) {
	s.general = cutTo(r.general.append(s.general[:0], word))
	s.english = cutTo(r.english.append(s.english[:0], word))
	s.viet, s.isViet = r.vietnamese.append(s.viet[:0], word)
	s.viet = cutTo(s.viet)
}

// join adds the sounds of a further word; viet is nil if the word is not Vietnamese.
func (s *sounds) join(general, english, viet []byte) {
	s.general = joinSound(s.general, general)
	s.english = joinSound(s.english, english)
	s.isViet = s.isViet && viet != nil
	s.viet = cutTo(append(s.viet, viet...))
}

func joinSound(dst, src []byte) []byte {
	for i, c := range src {
		if i == 0 {
			dst = appendOnce(dst, c)
		} else {
			dst = append(dst, c)
		}
	}
	return cutTo(dst)
}

func cutTo(b []byte) []byte { return b[:min(len(b), longest)] }
