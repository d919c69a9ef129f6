// Package bench measures the search for marks that are alike: how many of the distorted marks of the query set it finds,
// how fast, and in how much time and memory the index is made. Recall and time stand beside those of a brute-force scan of
// the same marks on all processors in the same run.
//
// The marks are made up by a fixed generator, after given names if there are any, with the marks of the query set among them.
// Recall counts the planted mark only; other marks that are as much alike push it down the list, as they would in a register.
package bench

import (
	"context"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muniment/muniment/adapter/index"
	"github.com/muniment/muniment/search"
)

// Figure is one measured figure, as `muniment bench --json` prints it.
type Figure struct {
	Bench     string  `json:"bench"`
	Metric    string  `json:"metric"`
	Value     float64 `json:"value"`
	Unit      string  `json:"unit"`
	Reference float64 `json:"reference,omitempty"` // the same metric of the brute-force scan; 0: none
	Ratio     float64 `json:"ratio,omitempty"`     // value to reference
	Note      string  `json:"note,omitempty"`
}

// Options say what is measured.
type Options struct {
	Marks  int       // marks in the index; 0: 1,000,000
	Names  io.Reader // names to begin the marks with, the first column of tab-separated lines; nil: only made-up ones
	Sample int       // queries that the reference answers, too; 0: 60
	Only   string    // only the sets whose name begins so; "": all

	// Missed, if not nil, is told of every query whose mark is not among the first fifty: what was found instead, and the
	// score that the mark has with the query.
	Missed func(q search.Distortion, found []search.Hit, score float64)
}

// Run measures and emits the figures one after another. Errors: those of Names and of the context.
func Run(ctx context.Context, o Options, emit func(Figure)) error {
	if o.Marks == 0 {
		o.Marks = 1_000_000
	}
	if o.Sample == 0 {
		o.Sample = 60
	}
	b := &bench{o: o, emit: emit}
	queries, err := search.Distortions()
	if err != nil {
		return err
	}
	if o.Only != "" {
		queries = slices.DeleteFunc(queries, func(q search.Distortion) bool { return !strings.HasPrefix(q.Set, o.Only) })
	}
	b.queries = queries
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.measure(ctx); err != nil {
		return err
	}
	if err := b.throughput(ctx); err != nil {
		return err
	}
	return b.file()
}

type bench struct {
	o       Options
	emit    func(Figure)
	queries []search.Distortion
	index   *search.Index
	brute   brute
	target  map[string]string // the planted mark by its id
}

// figure emits a figure without reference.
func (b *bench) figure(metric string, value float64, unit, note string) {
	b.emit(Figure{Bench: "search", Metric: metric, Value: round(value), Unit: unit, Note: note})
}

func (b *bench) beside(metric string, value, reference float64, unit, note string) {
	f := Figure{Bench: "search", Metric: metric, Value: round(value), Unit: unit, Reference: round(reference), Note: note}
	if reference != 0 {
		f.Ratio = round(value / reference)
	}
	b.emit(f)
}

func round(x float64) float64 {
	scale := 1e4
	return float64(int64(x*scale+0.5)) / scale
}

// docs makes the marks, with the targets of the queries among them.
func (b *bench) docs() ([]search.Doc, error) {
	var names []string
	if b.o.Names != nil {
		var err error
		if names, err = readNames(b.o.Names); err != nil {
			return nil, err
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	}
	c := newCorpus(names)
	docs := make([]search.Doc, 0, b.o.Marks)
	b.target = map[string]string{}
	planted := map[string]bool{}
	for _, q := range b.queries {
		if !planted[q.Mark] {
			planted[q.Mark] = true
			id := fmt.Sprintf("VN/TM/planted-%04d", len(planted))
			docs = append(docs, search.Doc{ID: id, Text: q.Mark, Classes: []uint8{30}})
			b.target[id] = q.Mark
		}
	}
	for i := len(docs); i < b.o.Marks; i++ {
		docs = append(docs, c.doc(i-len(planted)))
	}
	return docs, nil
}

func (b *bench) build(ctx context.Context) error {
	docs, err := b.docs()
	if err != nil {
		return err
	}
	b.brute.text, b.brute.id = make([]string, len(docs)), make([]string, len(docs))
	for i, d := range docs {
		b.brute.text[i], b.brute.id[i] = search.Fold(d.Text), d.ID
	}
	before := heap()
	start := time.Now()
	b.index, err = search.Build(ctx, search.Options{}, stream(docs), nil)
	if err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	million := float64(len(docs)) / 1e6
	note := fmt.Sprintf("%d marks, %d processors", len(docs), runtime.GOMAXPROCS(0))
	b.figure("build", took/million, "s per million marks", note)
	b.figure("memory", float64(heap()-before)/float64(len(docs)), "bytes per mark", note)
	runtime.KeepAlive(docs)
	return nil
}

// stream gives the marks one by one, the texts copied, so that the index keeps none of ours.
func stream(docs []search.Doc) iter.Seq2[search.Doc, error] {
	return func(yield func(search.Doc, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// heap is the memory in use after a collection.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// measure asks every query, and a sample of them of the reference.
func (b *bench) measure(ctx context.Context) error {
	type tally struct{ n, at10, at50, at100 int }
	count := func(t *tally, rank int) {
		t.n++
		if rank < 10 {
			t.at10++
		}
		if rank < 50 {
			t.at50++
		}
		if rank < 100 {
			t.at100++
		}
	}
	share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	sets, kinds := map[string]*tally{}, map[string]*tally{}
	setSample, setBrute := map[string]*tally{}, map[string]*tally{}
	for _, m := range []map[string]*tally{sets, setSample, setBrute} {
		for _, q := range b.queries {
			m[q.Set] = &tally{}
		}
	}
	every := max(len(b.queries)/b.o.Sample, 1)
	var took, reference []float64
	for i, q := range b.queries {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := time.Now()
		if _, err := b.index.Search(ctx, search.Query{Text: q.Query, Dead: true}); err != nil {
			return fmt.Errorf("searching %q: %w", q.Query, err)
		}
		took = append(took, time.Since(start).Seconds()*1000)
		r, err := b.index.Search(ctx, search.Query{Text: q.Query, Dead: true, Limit: 100})
		if err != nil {
			return err
		}
		rank := 1000
		for k, h := range r.Hits {
			if h.Mark == q.Mark {
				rank = k
				break
			}
		}
		if rank >= 50 && b.o.Missed != nil {
			b.o.Missed(q, r.Hits, b.index.Likeness(q.Query, q.Mark))
		}
		kind := q.Set + ", " + q.Kind
		if kinds[kind] == nil {
			kinds[kind] = &tally{}
		}
		count(sets[q.Set], rank)
		count(kinds[kind], rank)
		if i%every == 0 {
			start := time.Now()
			ids := b.brute.search(q.Query, 100)
			reference = append(reference, time.Since(start).Seconds()*1000)
			at := slices.IndexFunc(ids, func(id string) bool { return b.target[id] == q.Mark })
			if at < 0 {
				at = 1000
			}
			count(setBrute[q.Set], at)
			count(setSample[q.Set], rank)
		}
	}
	for _, set := range sortedKeys(sets) {
		t, r, s := sets[set], setBrute[set], setSample[set]
		b.figure("recall@10 "+set, share(t.at10, t.n), "share", fmt.Sprintf("%d queries", t.n))
		b.figure("recall@50 "+set, share(t.at50, t.n), "share", fmt.Sprintf("%d queries", t.n))
		b.figure("recall@100 "+set, share(t.at100, t.n), "share", fmt.Sprintf("%d queries", t.n))
		b.beside("recall@50 of a sample, "+set, share(s.at50, s.n), share(r.at50, r.n), "share", fmt.Sprintf("%d queries", s.n))
	}
	for _, kind := range sortedKeys(kinds) {
		t := kinds[kind]
		b.figure("recall@50 "+kind, share(t.at50, t.n), "share", fmt.Sprintf("%d queries; %.3f at 10, %.3f at 100", t.n, share(t.at10, t.n), share(t.at100, t.n)))
	}
	slices.Sort(took)
	slices.Sort(reference)
	note := fmt.Sprintf("one thread, warm; the scan on %d processors, %d queries", runtime.GOMAXPROCS(0), len(reference))
	for _, p := range []int{50, 95, 99} {
		b.beside(fmt.Sprintf("p%d", p), quantile(took, p), quantile(reference, p), "ms", note)
	}
	return nil
}

func quantile(sorted []float64, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)]
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// throughput asks every query from as many threads as there are processors.
func (b *bench) throughput(ctx context.Context) error {
	workers := runtime.GOMAXPROCS(0)
	work := make(chan string)
	var group errgroup.Group
	start := time.Now()
	for range workers {
		group.Go(func() error {
			for text := range work {
				if _, err := b.index.Search(ctx, search.Query{Text: text, Dead: true}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, q := range b.queries {
		select {
		case work <- q.Query:
		case <-ctx.Done():
		}
	}
	close(work)
	if err := group.Wait(); err != nil {
		return err
	}
	b.figure("throughput", float64(len(b.queries))/time.Since(start).Seconds(), "queries/s", fmt.Sprintf("%d threads, warm", workers))
	return ctx.Err()
}

// file saves the index and loads it again.
func (b *bench) file() error {
	dir, err := os.MkdirTemp("", "muniment-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "marks.index")
	note := fmt.Sprintf("%d marks", b.index.Len())
	start := time.Now()
	if err := index.Save(path, b.index); err != nil {
		return err
	}
	b.figure("save", time.Since(start).Seconds(), "s", note+", with fsync")
	start = time.Now()
	x, err := index.Load(path, search.Options{})
	if err != nil {
		return err
	}
	b.figure("load", time.Since(start).Seconds(), "s", note+", warm")
	if x.Len() != b.index.Len() {
		return fmt.Errorf("the loaded index has %d marks of %d", x.Len(), b.index.Len())
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	b.figure("file", float64(info.Size())/float64(b.index.Len()), "bytes per mark", note)
	return nil
}
