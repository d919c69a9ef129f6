package font

import (
	"strings"
	"sync"
)

// words keeps shaped words in two generations. A word goes into the young one; when that is full it becomes the old one and the
// old one is forgotten. So a word that is used again stays, and the memory has a bound: maxYoung for each generation, about 9 MB
// in all. What is found never differs from what would be shaped anew.
type words struct {
	mu         sync.Mutex
	young, old map[wordKey][]Run
	size       int // estimate of the young generation's bytes
}

type wordKey struct {
	text string
	look *look
	rtl  bool
}

const (
	maxYoung = 4 << 20 // bytes of one generation
	maxWord  = 256     // bytes of a text that is remembered
)

// get gives the runs of a word that was shaped before.
func (w *words) get(k wordKey) ([]Run, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	runs, ok := w.young[k]
	if !ok {
		if runs, ok = w.old[k]; ok {
			k.text = strings.Clone(k.text) // not a part of the caller's document
			w.add(k, runs)
		}
	}
	return runs, ok
}

// put remembers the runs of a word, whose text the caller does not keep alive by something larger.
func (w *words) put(k wordKey, runs []Run) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.add(k, runs)
}

func (w *words) add(k wordKey, runs []Run) {
	if w.young == nil || w.size > maxYoung {
		w.old, w.young, w.size = w.young, map[wordKey][]Run{}, 0
	}
	w.young[k] = runs
	w.size += size(k, runs)
}

// size estimates the memory of an entry: the text, the entry in the map, runs and glyphs.
func size(k wordKey, runs []Run) int {
	n := len(k.text) + 128
	for _, r := range runs {
		n += 80 + 32*len(r.Glyphs)
	}
	return n
}
