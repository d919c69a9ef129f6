package search

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
)

// asked is a query cut into words.
type askedTitle struct {
	words  []askedWord
	accent bool // a word has accents
	last   bool // the last word may go on
}

type askedWord struct {
	exact, plain string
	open         bool
}

// maxAsked is how many words of a query are looked for.
const maxAsked = 40

func askTitles(q TitleQuery) (askedTitle, error) {
	if q.Key != "" {
		return askedTitle{words: []askedWord{{q.Key, q.Key, q.Open}}}, nil
	}
	if len(q.Text) > maxQuery {
		return askedTitle{}, fault.New(fault.Invalid, "a query has at most %d bytes", maxQuery)
	}
	a := askedTitle{last: true}
	var cut titleWords
	cut.each(q.Text, true, func(exact, plain []byte, open bool) {
		w := askedWord{string(exact), string(plain), open}
		if len(a.words) < maxAsked && !slices.Contains(a.words, w) {
			a.words = append(a.words, w)
			a.accent = a.accent || w.exact != w.plain
		}
	})
	if len(a.words) == 0 {
		return a, fault.New(fault.Invalid, "the query has no letters or digits to compare")
	}
	return a, nil
}

// TitleSpans gives the parts of a text that the words of a query mean, and reports whether all words of the query are in it. The
// text is in normalization form C, as texts of the register are; of one that has compatibility forms no parts are given.
func TitleSpans(query, text string) (spans []Span, all bool) {
	asked, err := askTitles(TitleQuery{Text: query})
	if err != nil {
		return nil, false
	}
	seen := make([]bool, len(asked.words))
	var cut titleWords
	cut.each(text, false, func(_, plain []byte, _ bool) {
		for i, w := range asked.words {
			goesOn := w.open || i == len(asked.words)-1
			if string(plain) != w.plain && !(goesOn && strings.HasPrefix(string(plain), w.plain)) {
				continue
			}
			seen[i] = true
			if n := len(spans); n > 0 && cut.at.From <= spans[n-1].To {
				spans[n-1].To = max(spans[n-1].To, cut.at.To)
			} else {
				spans = append(spans, cut.at)
			}
		}
	})
	if !norm.NFKC.IsNormalString(text) {
		spans = nil
	}
	return spans, !slices.Contains(seen, false)
}

// titleHit is a right that was found in a part.
type titleHit struct {
	tier, length int
	id           string
}

// titleSearcher holds the work of one search.
type titleSearcher struct {
	kinds, phases byte        // sets of bits of what is asked for
	rows          [4][]uint64 // sets of rows
	seen          []uint64    // rights found
}

func (s *titleSearcher) keep(q TitleQuery) {
	s.kinds, s.phases = 0, 0
	for _, k := range q.Kinds {
		s.kinds |= 1 << kindCode(k)
	}
	for _, p := range q.Phases {
		s.phases |= 1 << p
	}
	if len(q.Kinds) == 0 {
		s.kinds = 0xff
	}
	if len(q.Phases) == 0 {
		s.phases = 0xff
	}
}

func (s *titleSearcher) wants(flag byte) bool {
	return flag&goneBit == 0 && s.kinds>>(flag>>kindShift&kindBits)&1 != 0 && s.phases>>(flag&phaseBits)&1 != 0
}

// search finds the best rights of a part, and how many there are in all.
func (s *titleSearcher) search(p *titlePart, asked askedTitle, limit int) (hits []titleHit, total int) {
	if !s.all(p, asked) {
		return nil, 0
	}
	last := asked.words[len(asked.words)-1]
	whole := s.rows[open] // where the last word stands as it is; the others stand so anyway
	if asked.last && !last.open {
		whole = s.among(p, whole, s.rows[plain], last.plain, false)
		s.rows[plain] = whole
	}
	s.seen = blank(s.seen, p.ids.n)
	take := func(tier int, rows []uint64) {
		for i, set := range rows {
			for ; set != 0; set &= set - 1 {
				row := uint32(i<<6 + bits.TrailingZeros64(set))
				right := p.right[row]
				if s.seen[right>>6]>>(right&63)&1 != 0 || !s.wants(p.flag[right]) {
					continue
				}
				s.seen[right>>6] |= 1 << (right & 63)
				if total++; len(hits) < limit {
					hits = append(hits, titleHit{tier, p.lengthOf(row), p.ids.id(int(right))})
				}
			}
		}
	}
	if asked.accent {
		rows := whole
		for _, w := range asked.words {
			if w.exact != w.plain {
				rows = s.among(p, rows, s.rows[exact], w.exact, w.open)
				s.rows[exact] = rows
			}
		}
		take(0, rows)
	}
	take(1, whole)
	take(2, s.rows[open])
	return hits, total
}

// The sets of rows of a search: those that have all words though the last one may go on, those that have all words without
// accents, those that have them as they are written, and one to work with.
const (
	open = iota
	plain
	exact
	work
)

// all finds the rows that have all words, though the last one may go on, and reports whether there are any. Rare words are
// looked at first.
func (s *titleSearcher) all(p *titlePart, asked askedTitle) bool {
	type span struct{ from, to int }
	spans := make([]span, 0, len(asked.words))
	for i, w := range asked.words {
		from, to := p.span(w.plain, w.open || asked.last && i == len(asked.words)-1)
		if from == to {
			return false
		}
		spans = append(spans, span{from, to})
	}
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Compare(p.at[a.to]-p.at[a.from], p.at[b.to]-p.at[b.from])
	})
	s.rows[open] = blank(s.rows[open], len(p.right))
	p.mark(s.rows[open], spans[0].from, spans[0].to)
	for _, sp := range spans[1:] {
		s.rows[work] = blank(s.rows[work], len(p.right))
		p.mark(s.rows[work], sp.from, sp.to)
		some := uint64(0)
		for k, set := range s.rows[work] {
			s.rows[open][k] &= set
			some |= s.rows[open][k]
		}
		if some == 0 {
			return false
		}
	}
	return true
}

// among gives those of the rows that have a term too, in the memory of an old set, which may be that of the rows.
func (s *titleSearcher) among(p *titlePart, rows, memory []uint64, term string, goesOn bool) []uint64 {
	from, to := p.span(term, goesOn)
	s.rows[work] = blank(s.rows[work], len(p.right))
	p.mark(s.rows[work], from, to)
	if len(memory) != len(rows) {
		memory = blank(memory, len(p.right))
	}
	for k, set := range s.rows[work] {
		memory[k] = rows[k] & set
	}
	return memory
}

// mark puts the rows of terms into a set.
func (p *titlePart) mark(set []uint64, from, to int) {
	for t := from; t < to; t++ {
		row := uint32(0)
		for b := p.rows[p.at[t]:p.at[t+1]]; len(b) > 0; {
			if d := b[0]; d < 0x80 {
				row, b = row+uint32(d), b[1:]
			} else {
				d, n := binary.Uvarint(b)
				row, b = row+uint32(d), b[n:]
			}
			set[row>>6] |= 1 << (row & 63)
		}
	}
}

// blank gives an empty set of n members, in the memory of an old one.
func blank(set []uint64, n int) []uint64 {
	n = (n + 63) / 64
	if cap(set) < n {
		return make([]uint64, n)
	}
	set = set[:n]
	clear(set)
	return set
}
