package search

import (
	"bytes"
	"context"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/muniment/muniment/internal/fault"
)

// Doc is a mark as it is put into an index.
type Doc struct {
	ID      string  // OFFICE/KIND/NUMBER
	Text    string  // the words of the mark, INID 540 or 541; may be empty
	Classes []uint8 // Nice classes, 1 to 45
	Dead    bool    // refused, withdrawn, expired or cancelled
}

// Position says up to which sequence number, exclusive, each log has been read, by the log's origin.
type Position map[string]uint64

// Index finds the marks that are alike. It is safe for concurrent use: a search sees the index before a change or
// after it, never in between. A score depends on the marks in the index, the rules and Version only, not on the
// order or the portions in which the marks came.
type Index struct {
	rules   *Rules
	related func(class int) []int

	write sync.Mutex // held by who changes the index, while it prepares the change
	mu    sync.RWMutex
	// Guarded by mu.
	blocks []*block
	rarity rarity
	marks  int
	at     Position

	pool sync.Pool // of *searcher
}

// Options are what an index is made with. The zero Options stand for the program's own rules and no related classes.
type Options struct {
	Rules   *Rules                // nil: DefaultRules
	Related func(class int) []int // the Nice classes whose goods are often found alike with those of a class
}

// NewIndex makes an empty index.
func NewIndex(o Options) *Index {
	x := &Index{rules: o.Rules, related: o.Related, at: Position{}}
	if x.rules == nil {
		x.rules = DefaultRules()
	}
	x.pool.New = func() any { return new(searcher) }
	return x
}

// Len gives the number of marks.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.marks
}

// At gives the position in each log up to which the index has read.
func (x *Index) At() Position {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return maps.Clone(x.at)
}

// Build makes an index of all marks of a stream, on all processors. Of marks with the same id the last one counts.
// Errors: those of the stream, Invalid for an id that is empty or longer than 500 bytes, the context's.
func Build(ctx context.Context, o Options, docs iter.Seq2[Doc, error], at Position) (*Index, error) {
	x := NewIndex(o)
	work := make(chan portion)
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		built = map[int][]*block{}
	)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for p := range work {
				blocks := buildBlocks(x.rules, lastOfEach(p.docs))
				mu.Lock()
				built[p.n] = blocks
				mu.Unlock()
			}
		})
	}
	err := portions(ctx, docs, work)
	close(work)
	group.Wait()
	if err != nil {
		return nil, err
	}
	for _, n := range slices.Sorted(maps.Keys(built)) {
		x.blocks = append(x.blocks, built[n]...)
	}
	strikeEarlier(x.blocks)
	x.count()
	maps.Copy(x.at, at)
	return x, nil
}

// portion is the n-th part of a stream, as many marks as a block takes.
type portion struct {
	n    int
	docs []Doc
}

// portions cuts a stream into portions.
func portions(ctx context.Context, docs iter.Seq2[Doc, error], work chan<- portion) error {
	p := portion{}
	send := func() error {
		select {
		case work <- p:
			p = portion{n: p.n + 1}
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for d, err := range docs {
		if err == nil {
			err = checkID(d.ID)
		}
		if err != nil {
			return err
		}
		if p.docs == nil {
			p.docs = make([]Doc, 0, blockMarks)
		}
		if p.docs = append(p.docs, d); len(p.docs) == blockMarks {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(p.docs) > 0 {
		return send()
	}
	return nil
}

func checkID(id string) error {
	if id == "" || len(id) > 500 {
		return fault.New(fault.Invalid, "the id of a mark has 1 to 500 bytes")
	}
	return nil
}

// lastOfEach drops the marks that a later one with the same id replaces.
func lastOfEach(docs []Doc) []Doc {
	last := make(map[string]int, len(docs))
	for i := range docs {
		last[docs[i].ID] = i
	}
	if len(last) == len(docs) {
		return docs
	}
	kept := make([]Doc, 0, len(last))
	for i := range docs {
		if last[docs[i].ID] == i {
			kept = append(kept, docs[i])
		}
	}
	return kept
}

// count counts marks and words anew.
func (x *Index) count() {
	x.rarity, x.marks = rarity{}, 0
	for _, b := range x.blocks {
		x.marks += b.len() - b.struck
		b.eachRarity(x.rarity.add)
	}
}

// Change puts marks into the index, replacing those with the same id, and takes others out; at is where the index
// stands afterwards in the logs it names. All of it is seen at once. Ids to drop that are not there are no error; an id that is also put stays.
// Errors: Invalid for an id that is empty or longer than 500 bytes; then nothing has changed.
func (x *Index) Change(put []Doc, drop []string, at Position) error {
	for i := range put {
		if err := checkID(put[i].ID); err != nil {
			return err
		}
	}
	put = slices.Clip(lastOfEach(put)) // what is appended must not fall into the memory of the caller
	x.write.Lock()
	defer x.write.Unlock()
	c := x.prepare(put, drop)
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range c.strikes {
		s.block.strike(s.i)
	}
	for h, n := range c.words {
		x.rarity.addHash(h, n)
	}
	x.blocks, x.marks = c.blocks, c.marks
	maps.Copy(x.at, at)
	return nil
}

// change is what a change comes to, prepared beside the running searches.
type change struct {
	strikes []spot         // in the blocks that stay
	blocks  []*block       // the list afterwards
	marks   int            // in it
	words   map[uint32]int // marks more, or fewer, by the hash of a word
}

// spot is where a mark lies.
type spot struct {
	block *block
	i     int
}

// prepare finds what a change comes to. The new marks are built into a block together with those of the smallest blocks,
// so that there are few blocks and a mark is rebuilt a few times only; blocks most of whose marks are gone go with them.
func (x *Index) prepare(put []Doc, drop []string) change {
	c := change{marks: x.marks + len(put), words: map[uint32]int{}}
	old := map[*block]map[int]bool{} // marks to be struck off
	strike := func(id string) {
		for _, b := range x.blocks {
			if i, ok := b.ids.find(id); ok && !b.isGone(i) && !old[b][i] {
				if old[b] == nil {
					old[b] = map[int]bool{}
				}
				old[b][i] = true
				c.marks--
			}
		}
	}
	for i := range put {
		strike(put[i].ID)
	}
	for _, id := range drop {
		strike(id)
	}
	n := len(put)
	for _, b := range slices.Backward(x.blocks) { // the smallest first
		live := b.len() - b.struck - len(old[b])
		if n+live <= blockMarks && (b.len() <= 2*n || 2*live < b.len()) {
			n += live
			b.eachRarity(func(word []byte, marks int) { c.words[wordHash(word)] -= marks })
			for i := range b.len() {
				if !b.isGone(i) && !old[b][i] {
					put = append(put, b.doc(i))
				}
			}
			continue
		}
		c.blocks = append(c.blocks, b)
		for i := range old[b] {
			c.strikes = append(c.strikes, spot{b, i})
			own := b.wordsOf(i)
			for k, w := range own {
				if !slices.Contains(own[:k], w) {
					text, _, _, _ := b.wordAt(int(w))
					c.words[wordHash(text)]--
				}
			}
		}
	}
	for _, b := range buildBlocks(x.rules, put) {
		b.eachRarity(func(word []byte, marks int) { c.words[wordHash(word)] += marks })
		c.blocks = append(c.blocks, b)
	}
	slices.SortStableFunc(c.blocks, func(a, b *block) int { return b.len() - a.len() })
	return c
}

// strikeEarlier strikes off the marks that a later block has, too.
func strikeEarlier(blocks []*block) {
	heads := make([]*head, 0, len(blocks)) // in the order of the blocks
	for _, b := range blocks {
		if h := (&head{block: b}); h.advance() {
			heads = append(heads, h)
		}
	}
	for len(heads) > 1 {
		least := 0
		for k := 1; k < len(heads); k++ {
			switch c := bytes.Compare(heads[k].id, heads[least].id); {
			case c < 0:
				least = k
			case c == 0:
				heads[least].block.strike(heads[least].n - 1)
				k = len(heads) // only the earlier one moves on
			}
		}
		if !heads[least].advance() {
			heads = slices.Delete(heads, least, least+1)
		}
	}
}

// head walks through the ids of a block.
type head struct {
	block *block
	n     int // marks walked through
	id    []byte
	c     idCursor
}

func (h *head) advance() bool {
	if h.n == h.block.len() {
		return false
	}
	if h.n%idGroup == 0 {
		h.c = h.block.ids.cursor(h.n / idGroup)
	}
	h.id = h.c.next(h.id)
	h.n++
	return true
}
