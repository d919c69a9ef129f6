package web

import (
	"context"
	"io"
	"mime"
	"net/http"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/muniment/muniment/internal/fault"
)

// presses are the few seats in which documents are composed for readers of the public pages. Composing takes a core for some
// milliseconds, where a page takes a fraction of one; with seats a crawler that asks for every extract there is takes
// half of the machine at most, and pages stay quick.
type presses struct {
	seats   chan struct{}
	waiting atomic.Int32
}

// How many may wait for a seat, and how long.
const (
	pressQueue = 32
	pressWait  = 5 * time.Second
)

func newPresses() *presses {
	return &presses{seats: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
}

// enter takes a seat, which leave gives back. Errors: Unavailable if too many wait, or none gets free in time.
func (p *presses) enter(ctx context.Context) (leave func(), err error) {
	busy := fault.New(fault.Unavailable, "many documents are being made; please try again in a moment")
	if p.waiting.Add(1) > pressQueue {
		p.waiting.Add(-1)
		return nil, busy
	}
	defer p.waiting.Add(-1)
	ctx, cancel := context.WithTimeout(ctx, pressWait)
	defer cancel()
	select {
	case p.seats <- struct{}{}:
		return func() { <-p.seats }, nil
	case <-ctx.Done():
		return nil, busy
	}
}

// sendPDF answers with a PDF of so many bytes.
func sendPDF(w http.ResponseWriter, r io.Reader, size int64, name string) error {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	w.WriteHeader(http.StatusOK)
	_, _ = io.Copy(w, r) // the reader has gone if this fails
	return nil
}
