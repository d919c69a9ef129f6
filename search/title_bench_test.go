package search

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/muniment/muniment/ipr"
)

// titleStream makes n rights with made-up titles of two to fourteen words. How often a word stands falls with its rank, as in
// any language; every other right has a second title with tones.
func titleStream(n int) iter.Seq2[Title, error] {
	return func(yield func(Title, error) bool) {
		d := rand.New(rand.NewPCG(1, 2))
		words, tones := vocabulary(60000, "aeiou"), vocabulary(7000, "ăâêôơưáàảãạ")
		common := rand.NewZipf(d, 1.08, 4, uint64(len(words)-1))
		commonTones := rand.NewZipf(d, 1.08, 4, uint64(len(tones)-1))
		title := func(from []string, z *rand.Zipf) string {
			var b []byte
			for i := range 2 + d.IntN(13) {
				if i > 0 {
					b = append(b, ' ')
				}
				b = append(b, from[z.Uint64()]...)
			}
			return string(b)
		}
		for i := range n {
			office, kind := []string{"VN", "US", "EP", "CN", "JP"}[i%5], []ipr.Kind{ipr.Patent, ipr.Patent, ipr.Patent, ipr.Utility, ipr.Design}[i/5%5]
			t := Title{ID: fmt.Sprintf("%s/%s/%d", office, kind, 10_000_000+d.IntN(80_000_000)), Texts: []string{title(words, common)}, Phase: Phase(i % 3)}
			if i%2 == 0 {
				t.Texts = append(t.Texts, title(tones, commonTones))
			}
			for _, s := range []string{t.ID[6:], fmt.Sprint(2_000_000 + i)} {
				k, _ := NumberKey(s)
				t.Keys = append(t.Keys, k)
			}
			for range 1 + d.IntN(4) {
				k, _ := ClassKey(fmt.Sprintf("%c%02d%c %d/%02d", 'A'+d.IntN(8), 1+d.IntN(40), 'A'+d.IntN(20), 1+d.IntN(30), 2*d.IntN(40)))
				t.Keys = append(t.Keys, k)
			}
			if !yield(t, nil) {
				return
			}
		}
	}
}

// vocabulary makes n different words with the given vowels.
func vocabulary(n int, vowels string) []string {
	d := rand.New(rand.NewPCG(uint64(n), 5))
	consonants, v := []rune("bcdghklmnpqrstvx"), []rune(vowels)
	seen := map[string]bool{}
	var words []string
	for len(words) < n {
		var w []rune
		for range 1 + d.IntN(3) {
			w = append(w, consonants[d.IntN(len(consonants))], v[d.IntN(len(v))])
		}
		if d.IntN(2) == 0 {
			w = append(w, consonants[d.IntN(len(consonants))])
		}
		if s := string(w); !seen[s] {
			seen[s] = true
			words = append(words, s)
		}
	}
	return words
}

// BenchmarkTitles measures a million rights: how long they take to be taken in, how much memory they need, and how long
// searches take that are made of the words of titles, most of them common ones.
//
//	go test ./search -run '^$' -bench Titles -benchtime 2000x
func BenchmarkTitles(b *testing.B) {
	const n = 1_000_000
	before := heap()
	started := time.Now()
	x, err := BuildTitles(context.Background(), titleStream(n), nil)
	if err != nil {
		b.Fatal(err)
	}
	built := time.Since(started)
	size := heap() - before
	var file bytes.Buffer
	if err := x.Encode(&file); err != nil {
		b.Fatal(err)
	}
	started = time.Now()
	if _, err := DecodeTitles(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
		b.Fatal(err)
	}
	loaded := time.Since(started)

	var queries []TitleQuery
	d := rand.New(rand.NewPCG(8, 8))
	for t := range titleStream(4000) {
		var words []string
		var cut titleWords
		cut.each(t.Texts[d.IntN(len(t.Texts))], true, func(exact, _ []byte, _ bool) { words = append(words, string(exact)) })
		q := TitleQuery{Limit: 50}
		for range 1 + d.IntN(3) {
			q.Text += words[d.IntN(len(words))] + " "
		}
		if d.IntN(2) == 0 { // the last word is not finished
			q.Text = q.Text[:len(q.Text)-2]
		}
		switch d.IntN(6) {
		case 0:
			q.Kinds = []ipr.Kind{ipr.Utility}
		case 1:
			q = TitleQuery{Key: t.Keys[d.IntN(len(t.Keys))], Open: d.IntN(2) == 0}
		}
		queries = append(queries, q)
	}
	var took []float64
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		at := time.Now()
		if _, err := x.Search(context.Background(), queries[i%len(queries)]); err != nil {
			b.Fatalf("%+v: %v", queries[i%len(queries)], err)
		}
		took = append(took, time.Since(at).Seconds()*1000)
	}
	b.StopTimer()
	slices.Sort(took)
	at := func(share float64) float64 { return took[int(math.Ceil(share*float64(len(took))))-1] }
	b.ReportMetric(at(0.5), "ms-p50")
	b.ReportMetric(at(0.95), "ms-p95")
	b.ReportMetric(at(1), "ms-max")
	b.ReportMetric(built.Seconds(), "s-build")
	b.ReportMetric(loaded.Seconds(), "s-load")
	b.ReportMetric(float64(size)/float64(x.Len()), "B/right")
	b.ReportMetric(float64(file.Len())/float64(x.Len()), "B/right-file")
}

// heap is how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
