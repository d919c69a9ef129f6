package search

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Hit is a mark that is like the query.
type Hit struct {
	ID      string
	Mark    string  // as given
	Score   float64 // 0 to 1, to four decimals; 1 if the marks are equal
	Band    Band
	Classes []int // of the mark, ascending
	Shared  []int // those of them that were asked for
	Related []int // those of them that are related to one asked for
	Dead    bool
	Why     Why
	Match   []Span // the letters of Mark that are found in the query, ascending
}

// Band says in a word how much a mark is like the query.
type Band string

// The bands. The marks of a band stand together in the order of the hits.
const (
	Identical Band = "identical"    // the same letters, whatever the case, accents and spaces
	VeryClose Band = "very close"   // a score of 0.78 and more
	WorthLook Band = "worth a look" // a score of 0.45 and more
)

// Scores in ten-thousandths.
const (
	identical = 9800
	veryClose = 7800
	worthLook = 4500

	// What marks of the same letters lose for what else is unlike.
	lossAccents = 60
	lossSpaces  = 130
	lossScript  = 250
)

// ranked is a mark with its score.
type ranked struct {
	score int
	block *block
	i     int
	id    string
	unit  candidate
	by    *reading
}

// rank compares what was found with the query in full and adds it to s.ranked.
func (s *searcher) rank(q *reading) {
	slices.SortFunc(s.found, compareUnits)
	s.found = slices.CompactFunc(s.found, func(a, b candidate) bool { return compareUnits(a, b) == 0 })
	for _, c := range s.found {
		b := s.x.blocks[c.block]
		s.form.set(s.spoken(c))
		p := s.x.rules.likeness(&q.form, &s.form)
		same := bytes.Equal(q.form.even.look.text, s.form.even.look.text)
		score := grade(p, same)
		if score < worthLook {
			continue
		}
		is := &b.wordIs
		if c.compound {
			is = &b.compIs
		}
		for _, i := range is.of(int(c.unit)) {
			if s.keep(b, int(i)) {
				s.ranked = append(s.ranked, ranked{score - s.loss(q, string(b.text.of(int(i))), same), b, int(i), "", c, q})
			}
		}
	}
}

func compareUnits(a, b candidate) int {
	switch {
	case a.block != b.block:
		return int(a.block) - int(b.block)
	case a.compound != b.compound:
		if a.compound {
			return 1
		}
		return -1
	}
	return int(a.unit) - int(b.unit)
}

// grade is the score of two marks whose texts do not matter: marks of other letters stay below those of the same.
func grade(p parts, same bool) int {
	if same {
		return 10000
	}
	return 97 * p.score / 10
}

// loss is what a mark loses because it is written otherwise.
func (s *searcher) loss(q *reading, text string, same bool) int {
	if sameText(text, q.text) {
		return 0
	}
	s.fold.fold(text)
	return loss(q, text, string(s.fold.buf), s.fold.scripts, same)
}

// loss is what two marks lose because they are written otherwise: in another script or, if the letters are the same, with
// other accents or spaces.
func loss(q *reading, text, folded string, written scripts, same bool) int {
	switch {
	case sameText(text, q.text):
		return 0
	case written != q.scripts:
		return lossScript
	case !same:
		return 0
	case folded != q.folded:
		return lossSpaces
	}
	return lossAccents
}

// sameText reports whether two texts differ in case only.
func sameText(a, b string) bool {
	return a == b || strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b))
}

// top gives the best of s.ranked, each mark once.
func (s *searcher) top(limit int) []ranked {
	slices.SortFunc(s.ranked, func(a, b ranked) int { return b.score - a.score })
	best := make([]ranked, 0, limit)
	seen := map[string]bool{}
	for rest := s.ranked; len(rest) > 0 && len(best) < limit; {
		n := 1
		for n < len(rest) && rest[n].score == rest[0].score {
			n++
		}
		for i := range rest[:n] {
			rest[i].id = rest[i].block.ids.id(rest[i].i)
		}
		slices.SortFunc(rest[:n], s.byID)
		for _, r := range rest[:n] {
			if !seen[r.id] && len(best) < limit {
				seen[r.id] = true
				best = append(best, r)
			}
		}
		rest = rest[n:]
	}
	return best
}

// byID orders marks of the same score. Of the readings of a mark the first by which it was found counts.
func (s *searcher) byID(a, b ranked) int {
	if c := strings.Compare(a.id, b.id); c != 0 {
		return c
	}
	if a.by.disguised != b.by.disguised {
		if b.by.disguised {
			return -1
		}
		return 1
	}
	return cmp.Compare(s.name(a.unit), s.name(b.unit))
}

// hitsOf tells of the best of s.ranked what people want to know.
func (s *searcher) hitsOf(q Query, asked uint64) []Hit {
	best := s.top(q.Limit)
	hits := make([]Hit, len(best))
	for i, r := range best {
		hits[i] = s.hit(r, q, asked)
	}
	return hits
}

func (s *searcher) hit(r ranked, q Query, asked uint64) Hit {
	h := Hit{ID: r.id, Mark: string(r.block.text.of(r.i)), Dead: r.block.flag[r.i]&flagDead != 0, Score: float64(r.score) / 10000}
	for c := 1; c <= 45; c++ {
		if r.block.classes[r.i]>>c&1 == 0 {
			continue
		}
		h.Classes = append(h.Classes, c)
		if slices.Contains(q.Classes, c) {
			h.Shared = append(h.Shared, c)
		} else if asked>>c&1 != 0 {
			h.Related = append(h.Related, c)
		}
	}
	switch {
	case r.score >= identical:
		h.Band = Identical
	case r.score >= veryClose:
		h.Band = VeryClose
	default:
		h.Band = WorthLook
	}
	s.explain(&h, r)
	return h
}
