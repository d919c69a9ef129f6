package search

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"

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
	if q.Limit < 0 || q.Limit > MaxLimit {
		return TitleResult{}, fault.New(fault.Invalid, "a limit is from 1 to %d", MaxLimit)
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
