package search

import (
	"bytes"
	"context"
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// Query asks for the marks that are like a text.
type Query struct {
	Text    string
	Classes []int    // only marks in one of these Nice classes; none: all
	Related bool     // and those in related classes
	Dead    bool     // also marks that are refused, withdrawn, expired or cancelled
	Offices []string // only marks of these offices, ST.3; none: all
	Limit   int      // how many marks at most; 0: 50
}

// Result is what a search finds.
type Result struct {
	Normalised string // the query as it was compared
	Hits       []Hit  // by score, the highest first; of equal scores by id
}

// Limits of a query.
const (
	maxQuery = 1000 // bytes of its text
	MaxLimit = 1000 // results
)

// Search finds the marks that are most like the query, of those whose likeness is worth a look.
// Errors: Invalid for a text without letters, longer than 1000 bytes, a class that Nice does not have or a limit above
// 1000; the context's.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	asked, err := x.check(&q)
	if err != nil {
		return Result{}, err
	}
	s := x.pool.Get().(*searcher)
	defer x.pool.Put(s)
	x.mu.RLock()
	defer x.mu.RUnlock()
	s.x = x
	s.keep = keeper(q, asked)
	s.all = asked == 0 && q.Dead && len(q.Offices) == 0
	defer func() { s.keep = nil }()
	readings := x.readings(q.Text)
	s.ranked = s.ranked[:0]
	for _, r := range readings {
		if err := s.gather(ctx, r); err != nil {
			return Result{}, err
		}
		s.rank(r)
	}
	return Result{Normalised: readings[0].folded, Hits: s.hitsOf(q, asked)}, nil
}

// Likeness gives the score of two marks, as if one of them were searched and the other found: symmetric, 0 to 1, and 1
// only if they differ at most in case. The marks of the index say how rare the words are.
func (x *Index) Likeness(a, b string) float64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	best := 0
	other := x.readings(b)
	for _, p := range x.readings(a) {
		for _, q := range other {
			best = max(best, x.score(p, q))
		}
	}
	return float64(best) / 10000
}

// score gives the likeness of two readings in ten-thousandths; 0 if one of them has no letters.
func (x *Index) score(p, q *reading) int {
	if p.folded == "" || q.folded == "" {
		return 0
	}
	l := x.rules.likeness(&p.form, &q.form)
	same := bytes.Equal(p.form.even.look.text, q.form.even.look.text)
	return grade(l, same) - loss(p, q.text, q.folded, q.scripts, same)
}

// readings gives the ways to read a text: as it is, and by the Latin letters that its letters look like.
func (x *Index) readings(text string) []*reading {
	readings := []*reading{x.read(text)}
	if other, ok := disguise(text); ok {
		r := x.read(other)
		r.disguised, r.scripts, r.text = true, readings[0].scripts, text
		readings = append(readings, r)
	}
	return readings
}

// check holds a query against its limits, fills in what it leaves open, and gives the set of classes to look into.
func (x *Index) check(q *Query) (uint64, error) {
	if len(q.Text) > maxQuery {
		return 0, fault.New(fault.Invalid, "a query has at most %d bytes", maxQuery)
	}
	if Fold(q.Text) == "" {
		return 0, fault.New(fault.Invalid, "the query has no letters or digits to compare")
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		return 0, fault.New(fault.Invalid, "a limit is from 1 to %d", MaxLimit)
	}
	var set uint64
	for _, c := range q.Classes {
		if c < 1 || c > 45 {
			return 0, fault.New(fault.Invalid, "%d is no class of the Nice classification; they are 1 to 45", c)
		}
		set |= 1 << c
		if q.Related && x.related != nil {
			for _, r := range x.related(c) {
				if r >= 1 && r <= 45 {
					set |= 1 << r
				}
			}
		}
	}
	return set, nil
}

// keeper gives the test of a mark against the filters of a query.
func keeper(q Query, asked uint64) func(b *block, i int) bool {
	return func(b *block, i int) bool {
		return (asked == 0 || b.classes[i]&asked != 0) &&
			(q.Dead || b.flag[i]&flagDead == 0) &&
			(b.struck == 0 || !b.isGone(i)) &&
			(len(q.Offices) == 0 || slices.Contains(q.Offices, b.offices[b.office[i]]))
	}
}

// reading is a text prepared for comparison.
type reading struct {
	text      string
	disguised bool // read by the Latin letters that its letters look like
	folded    string
	scripts   scripts
	form      form
	whole     question
	words     wording
	parts     wording // the words with long ones parted; empty if there is nothing to part
}

// wording is a row of words to search for.
type wording struct {
	ask    []question
	weight []int
	total  int // of the weights
}

func (w *wording) add(s spoken) {
	w.ask = append(w.ask, question{})
	w.ask[len(w.ask)-1].set([]spoken{s})
	w.weight = append(w.weight, s.weight)
	w.total += s.weight
}

// read prepares a text of the query.
func (x *Index) read(text string) *reading {
	var f folder
	f.fold(text)
	r := &reading{text: text, folded: string(f.buf), scripts: f.scripts}
	var words []spoken
	parted := false
	for w := range eachWord(f.buf) {
		words = append(words, x.hear(w))
		parted = parted || x.split(w) != nil
	}
	for _, w := range words {
		r.words.add(w)
		if !parted {
			continue
		}
		if parts := x.split(w.text); parts != nil && len(words)+len(r.parts.ask) < markWords {
			for _, p := range parts {
				r.parts.add(x.hear(p))
			}
		} else {
			r.parts.add(w)
		}
	}
	r.form.set(words)
	r.whole.set(words)
	r.whole.whole = true
	return r
}

// hear finds the sounds and the weight of a word of the query.
func (x *Index) hear(word []byte) spoken {
	var s sounds
	s.hear(x.rules, word)
	if !s.isViet {
		s.viet = nil
	}
	return spoken{word, s.general, s.english, s.viet, x.rarity.weight(word, x.marks)}
}

// gather leaves in s.found the words and compounds to be compared with the query in full.
func (s *searcher) gather(ctx context.Context, q *reading) error {
	s.found = s.found[:0]
	s.cand, s.inside = s.cand[:0], s.inside[:0]
	single := len(q.words.ask) == 1
	s.words = s.words[:0]
	for n, b := range s.x.blocks {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := len(s.cand)
		s.find(&q.whole, n, b, &b.wordBy, false)
		if single {
			s.words = append(s.words, s.cand[start:]...)
		}
		s.find(&q.whole, n, b, &b.compBy, true)
	}
	depth := wholeDepth
	if len(q.whole.text) <= shortDepth {
		depth *= 3
	}
	like := s.like[:0]
	for _, c := range s.best(s.cand, depth) {
		mine := &q.form.joined
		if !c.compound {
			mine = &q.form.even
		}
		s.row.join(s.spoken(c), !c.compound || single)
		c.key = uint16(mix(s.x.rules.compare(mine, &s.row)))
		like = append(like, c)
	}
	s.found = append(s.found, s.best(like, finalDepth)...)
	like = like[:0]
	for _, c := range s.best(s.inside, insideDepth) {
		s.row.join(s.spoken(c), true)
		if k := insideShare(&q.whole.row.look, &s.row.look, s.x.rules); k >= 700 {
			c.key = uint16(k)
			like = append(like, c)
		}
	}
	s.found = append(s.found, like...)
	s.like = like
	if err := s.gatherWords(ctx, &q.words, single); err != nil {
		return err
	}
	if len(q.parts.ask) > 0 {
		return s.gatherWords(ctx, &q.parts, false)
	}
	return nil
}

// gatherWords adds to s.found the words and compounds that have words like those of the query. If ready, s.words holds
// the candidates for the only word.
func (s *searcher) gatherWords(ctx context.Context, q *wording, ready bool) error {
	s.similar = s.similar[:0]
	most := slices.Max(q.weight)
	for i := range q.ask {
		if q.weight[i]*tellingShare < most {
			continue
		}
		if !ready {
			s.cand, s.inside = s.cand[:0], s.inside[:0]
			for n, b := range s.x.blocks {
				if err := ctx.Err(); err != nil {
					return err
				}
				s.find(&q.ask[i], n, b, &b.wordBy, false)
			}
			s.words, s.cand = s.cand, s.words
		}
		for _, c := range s.best(s.words, wordDepth) {
			s.row.join(s.spoken(c), true)
			if like := mix(s.x.rules.compare(&q.ask[i].row, &s.row)); like >= alike {
				s.similar = append(s.similar, similar{block: c.block, word: c.unit, of: uint8(i + 1), like: uint16(like)})
			}
		}
	}
	slices.SortFunc(s.similar, func(a, b similar) int {
		if a.block != b.block {
			return int(a.block) - int(b.block)
		}
		if a.of != b.of {
			return int(a.of) - int(b.of)
		}
		return int(b.like) - int(a.like)
	})
	s.like = s.like[:0]
	for rest := s.similar; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].block == rest[0].block {
			n++
		}
		s.evidence(q, rest[:n])
		rest = rest[n:]
	}
	s.found = append(s.found, s.best(s.like, finalDepth)...)
	return nil
}

// tellingShare is by how much a word must weigh less than the most telling one of the query not to be searched for.
const tellingShare = 4

// similar is a word of a block that is like a word of the query.
type similar struct {
	block, word, like uint16
	of                uint8 // the query's word, from 1
}

// evidence adds to s.like the words and compounds of a block that have some of the similar words.
func (s *searcher) evidence(q *wording, words []similar) {
	n := int(words[0].block)
	b := s.x.blocks[n]
	var seen [2][]uint16
	seen[0], seen[1] = s.seen[:0], s.seen2[:0]
	note := func(kind int, u uint16, w similar, score int) {
		if s.stamp[kind][u] == w.of {
			return // a word more like it was there
		}
		if s.stamp[kind][u] == 0 {
			seen[kind] = append(seen[kind], u)
		}
		s.stamp[kind][u] = w.of
		s.evid[kind][u] += uint16(score)
	}
	for _, w := range words {
		score := int(w.like) * q.weight[w.of-1] / max(q.total, 1)
		if len(b.wordIs.of(int(w.word))) > 0 {
			note(0, w.word, w, score)
		}
		for _, k := range b.wordIn.of(int(w.word)) {
			note(1, k, w, score)
		}
	}
	for kind := range seen {
		for _, u := range seen[kind] {
			key := int(s.evid[kind][u])
			if kind == 1 {
				key -= 12 * max(len(b.compound.of(int(u)))-len(q.ask), 0)
			}
			if key > 250 {
				s.like = append(s.like, candidate{uint16(min(key, 1000)), uint16(n), u, kind == 1})
			}
			s.evid[kind][u], s.stamp[kind][u] = 0, 0
		}
	}
	s.seen, s.seen2 = seen[0], seen[1]
}
