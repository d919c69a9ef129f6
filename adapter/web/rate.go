package web

import (
	"sync"
	"time"
)

// rate lets each who do something so many times an hour. It is kept in memory: who waits for a restart has waited too. It is safe for
// concurrent use.
type rate struct {
	most int

	mu    sync.Mutex
	since time.Time
	done  map[string]int
}

// pass counts one more time for who, and reports whether it is one too many.
func (r *rate) pass(who string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done == nil || now.Sub(r.since) >= time.Hour || now.Before(r.since) {
		r.since, r.done = now, map[string]int{}
	}
	r.done[who]++
	return r.done[who] <= r.most
}
