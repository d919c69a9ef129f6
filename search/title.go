package search

import (
	"cmp"
	"context"
	"encoding/binary"
	"iter"
	"maps"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Title is a right as it is put into [Titles].
type Title struct {
	ID    string   // OFFICE/KIND/NUMBER
	Texts []string // its title or name, in every language in which it is told
	Keys  []string // its numbers and classes, as NumberKey and ClassKey give them
	Phase Phase
}

// Phase is a phase in the life of a right.
type Phase uint8

// The phases.
const (
	Pending Phase = iota
	Live
	Dead
)

// Titles finds rights by the words of their titles and names, by their numbers and by their classes. It is made for
// patents, utility models, designs and geographical indications: it looks for words, not for likeness.
//
// A right is found if one of its texts has all words of the query, in any order. Words are compared without case and, if the
// query or the text has none, without accents; the last word of the query may be the beginning of one. Scripts that are
// written without spaces are compared by pairs of letters.
//
// It is safe for concurrent use: a search sees the rights before a change or after it.
type Titles struct {
	write sync.Mutex // held by who changes the rights, while it prepares the change
	mu    sync.RWMutex
	// Guarded by mu.
	parts []*titlePart
	at    Position

	pool sync.Pool // of *titleSearcher
}

// TitleQuery asks for rights.
type TitleQuery struct {
	Text   string     // words to be found
	Key    string     // or else a number or a class, as NumberKey and ClassKey give it
	Open   bool       // the key may go on
	Kinds  []ipr.Kind // only rights of these kinds; none: all
	Phases []Phase    // only rights in these phases; none: all
	Limit  int        // how many rights at most; 0: 50
}

// TitleResult is what was found.
type TitleResult struct {
	// IDs are the rights, best first: those that have all words as they are written, then those that have them with other
	// accents, then those in which the last word goes on; among these the shortest text first, then by id.
	IDs   []string
	Total int // how many there are in all
}

// NewTitles makes an empty index.
func NewTitles() *Titles {
	t := &Titles{at: Position{}}
	t.pool.New = func() any { return new(titleSearcher) }
	return t
}

// titlePortion is how many rights are taken into a part at once.
const titlePortion = 50_000

// BuildTitles makes an index of all rights of a stream, on all processors. Of rights with the same id the last one counts. Errors: those of the
// stream, Invalid for an id that is empty or longer than 500 bytes, the context's.
func BuildTitles(ctx context.Context, docs iter.Seq2[Title, error], at Position) (*Titles, error) {
	var (
		portion []Title
		parts   []*titlePart
		group   sync.WaitGroup
		busy    = make(chan struct{}, runtime.GOMAXPROCS(0))
	)
	defer group.Wait()
	build := func() {
		p := &titlePart{}
		parts = append(parts, p)
		mine := portion
		portion = nil
		busy <- struct{}{}
		group.Go(func() {
			*p = *buildTitles(mine)
			<-busy
		})
	}
	for d, err := range docs {
		if err == nil {
			err = cmp.Or(ctx.Err(), checkTitle(d))
		}
		if err != nil {
			return nil, err
		}
		if portion = append(portion, d); len(portion) == titlePortion {
			build()
		}
	}
	if len(portion) > 0 {
		build()
	}
	group.Wait()
	t := NewTitles()
	if t.parts = parts; len(parts) > 1 {
		t.parts = []*titlePart{mergeTitles(parts)}
	}
	maps.Copy(t.at, at)
	return t, nil
}

// Len gives the number of rights.
func (t *Titles) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	n := 0
	for _, p := range t.parts {
		n += p.ids.n - p.gone
	}
	return n
}

// At gives the position in each log up to which the index has read.
func (t *Titles) At() Position {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return maps.Clone(t.at)
}

// Change puts rights in, in the place of those with their ids, drops others, and moves the positions. Errors: Invalid for an
// id that is empty or longer than 500 bytes.
func (t *Titles) Change(put []Title, drop []string, at Position) error {
	for _, d := range put {
		if err := checkTitle(d); err != nil {
			return err
		}
	}
	t.write.Lock()
	defer t.write.Unlock()
	var fresh *titlePart
	if len(put) > 0 {
		fresh = buildTitles(put)
	}
	t.mu.Lock()
	for _, p := range t.parts {
		for _, d := range put {
			p.strike(d.ID)
		}
		for _, id := range drop {
			p.strike(id)
		}
	}
	parts := slices.Clone(t.parts)
	if fresh != nil {
		parts = append(parts, fresh)
	}
	t.parts = parts
	maps.Copy(t.at, at)
	t.mu.Unlock()
	t.settle(slices.Clone(parts))
	return nil
}

func checkTitle(d Title) error {
	if d.ID == "" || len(d.ID) > 500 {
		return fault.New(fault.Invalid, "the id of a right has 1 to 500 bytes")
	}
	return nil
}

// settle merges the last parts while they are not much smaller than those before them, and a part of which most is struck
// off alone. Only who holds write changes parts, so that they can be read without the other lock.
func (t *Titles) settle(parts []*titlePart) {
	n := len(parts)
	if n == 0 {
		return
	}
	size := parts[n-1].ids.n
	from := n - 1
	for from > 0 && (parts[from-1].ids.n <= 4*size || n-from > 8) {
		from--
		size += parts[from].ids.n
	}
	merged := false
	if from < n-1 {
		parts, merged = append(parts[:from:from], mergeTitles(parts[from:])), true
	}
	for i, p := range parts {
		if p.gone > p.ids.n/2 {
			parts[i], merged = mergeTitles([]*titlePart{p}), true
		}
	}
	if !merged {
		return
	}
	parts = slices.DeleteFunc(parts, func(p *titlePart) bool { return p.ids.n == 0 })
	t.mu.Lock()
	t.parts = parts
	t.mu.Unlock()
}

func (p *titlePart) strike(id string) {
	if i, ok := p.ids.find(id); ok && p.flag[i]&goneBit == 0 {
		p.flag[i] |= goneBit
		p.gone++
	}
}

// Search finds rights. Errors: Invalid for a text longer than 1000 bytes, one without letters and digits, or a limit above
// 1000; the context's.
func (t *Titles) Search(ctx context.Context, q TitleQuery) (TitleResult, error) {
	if q.Limit == 0 {
		q.Limit = 50
	}
	if q.Limit < 0 || q.Limit > maxLimit {
		return TitleResult{}, fault.New(fault.Invalid, "a limit is from 1 to %d", maxLimit)
	}
	asked, err := askTitles(q)
	if err != nil {
		return TitleResult{}, err
	}
	s := t.pool.Get().(*titleSearcher)
	defer t.pool.Put(s)
	s.keep(q)
	t.mu.RLock()
	defer t.mu.RUnlock()
	var all []titleHit
	total := 0
	for _, p := range t.parts {
		if err := ctx.Err(); err != nil {
			return TitleResult{}, err
		}
		hits, n := s.search(p, asked, q.Limit)
		all, total = append(all, hits...), total+n
	}
	slices.SortFunc(all, func(a, b titleHit) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(a.length, b.length), cmp.Compare(a.id, b.id))
	})
	r := TitleResult{Total: total}
	for _, h := range all[:min(q.Limit, len(all))] {
		r.IDs = append(r.IDs, h.id)
	}
	return r, nil
}

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
