package post

import (
	"context"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// Box is where letters wait; package store has it.
type Box interface {
	Due(ctx context.Context, now time.Time, limit int) ([]office.Queued, error)
	Sent(ctx context.Context, id string) error
	Refused(ctx context.Context, id, why string) error
	Later(ctx context.Context, id, why string, next time.Time) error
}

// Worker sends what waits.
type Worker struct {
	Box    Box
	Sender Sender
	Clock  func() time.Time
	Say    func(format string, args ...any) // to the operator; never with an address
}

// pauses are how long a letter waits after each try in vain; after the last, once more the same, until it is given up.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour}

// patience is how long a letter is tried. Source: RFC 5321, 4.5.4.1, four to five days.
const patience = 5 * 24 * time.Hour

// Round sends the letters that are due now, each once, and tells how many went out. A letter that cannot be sent keeps no other from it.
//
// Errors: those of the box.
func (w *Worker) Round(ctx context.Context) (sent int, err error) {
	due, err := w.Box.Due(ctx, w.Clock(), 100)
	if err != nil {
		return 0, err
	}
	for _, q := range due {
		if ctx.Err() != nil {
			return sent, ctx.Err()
		}
		now := w.Clock()
		switch err := w.Sender.Send(ctx, q); {
		case err == nil:
			sent++
			if err := w.Box.Sent(ctx, q.ID); err != nil {
				return sent, err
			}
		case ctx.Err() != nil:
			return sent, ctx.Err() // it is we who stop: that is no try
		case fault.KindOf(err) == fault.Invalid, now.Sub(q.Made) >= patience:
			w.Say("the letter %s is given up: %v", q.ID, err)
			if err := w.Box.Refused(ctx, q.ID, err.Error()); err != nil {
				return sent, err
			}
		default:
			if q.Tries == 0 {
				w.Say("the letter %s waits: %v", q.ID, err)
			}
			if err := w.Box.Later(ctx, q.ID, err.Error(), now.Add(pauses[min(q.Tries, len(pauses)-1)])); err != nil {
				return sent, err
			}
		}
	}
	return sent, nil
}

// Run sends letters, looking every interval, until the context ends.
func (w *Worker) Run(ctx context.Context, interval time.Duration) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if _, err := w.Round(ctx); err != nil && ctx.Err() == nil {
			w.Say("sending letters: %v", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
