package bench

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/muniment/muniment/search"
)

// brute is the reference: every mark is compared with the query, on all processors, by the mean of the similarities of
// Jaro and Winkler and of Levenshtein over the folded marks.
type brute struct {
	text []string
	id   []string
}

type scored struct {
	score float64
	id    string
}

// search gives the ids of the most similar marks.
func (b *brute) search(query string, limit int) []string {
	q := search.Fold(query)
	workers := runtime.GOMAXPROCS(0)
	found := make([][]scored, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			var s similarity
			best := make([]scored, 0, 2*limit)
			least := -1.0
			for i := w * len(b.text) / workers; i < (w+1)*len(b.text)/workers; i++ {
				score := (s.jaroWinkler(q, b.text[i]) + s.levenshtein(q, b.text[i])) / 2
				if score <= least {
					continue
				}
				if best = append(best, scored{score, b.id[i]}); len(best) == cap(best) {
					best = top(best, limit)
					least = best[len(best)-1].score
				}
			}
			found[w] = best
		})
	}
	group.Wait()
	all := top(slices.Concat(found...), limit)
	ids := make([]string, len(all))
	for i, s := range all {
		ids[i] = s.id
	}
	return ids
}

func top(s []scored, n int) []scored {
	slices.SortFunc(s, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.id, b.id))
	})
	return s[:min(len(s), n)]
}

// similarity is the working memory of comparing texts of ASCII.
type similarity struct {
	row  []int
	a, b []bool
}

// levenshtein is 1 less the edit distance over the longer length.
func (s *similarity) levenshtein(a, b string) float64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 1
	}
	s.row = slices.Grow(s.row[:0], len(b)+1)[:len(b)+1]
	row := s.row
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return 1 - float64(row[len(b)])/float64(len(a))
}

// jaroWinkler is the similarity of Jaro, raised for a common beginning of up to four letters as Winkler does.
func (s *similarity) jaroWinkler(a, b string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	s.a, s.b = slices.Grow(s.a[:0], len(a))[:len(a)], slices.Grow(s.b[:0], len(b))[:len(b)]
	clear(s.a)
	clear(s.b)
	reach := max(max(len(a), len(b))/2-1, 0)
	m := 0
	for i := range len(a) {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if !s.b[j] && a[i] == b[j] {
				s.a[i], s.b[j] = true, true
				m++
				break
			}
		}
	}
	if m == 0 {
		return 0
	}
	swapped, j := 0, 0
	for i := range len(a) {
		if !s.a[i] {
			continue
		}
		for !s.b[j] {
			j++
		}
		if a[i] != b[j] {
			swapped++
		}
		j++
	}
	n := float64(m)
	jaro := (n/float64(len(a)) + n/float64(len(b)) + (n-float64(swapped)/2)/n) / 3
	prefix := 0
	for prefix < min(4, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}
