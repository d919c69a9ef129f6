package store

import (
	"context"
	"errors"
	"iter"
	"runtime"

	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// bulkPage is how many entries are read at a time: a few of them lie in the memory, and an entry may be large.
const bulkPage = 64

// Entries gives every public entry of a kind, or of all kinds if it is "", in the order of ids, each as [Store.Entry] gives
// it. All of them pass the gate as it stands at the beginning; what is committed meanwhile is not waited for. Entries are
// read and folded in pages on all processors, a few pages ahead of the caller. The first error ends the sequence.
func (s *Store) Entries(ctx context.Context, kind ipr.Kind) iter.Seq2[*register.Entry, error] {
	return func(yield func(*register.Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for slot := range s.pages(ctx, kind, s.Gate()) {
			p := <-slot
			if ctx.Err() != nil {
				break // what was read ahead is not asked for any more
			}
			for _, e := range p.entries {
				if !yield(e, nil) {
					return
				}
			}
			if p.err != nil {
				yield(nil, p.err)
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// sheaf is a page of entries, and what ended the reading behind them.
type sheaf struct {
	ids     []ipr.ID
	events  [][]register.Place // of each
	entries []*register.Entry
	err     error
}

// pages reads pages in order and folds them beside each other. It ends with the entries, the first error or ctx.
func (s *Store) pages(ctx context.Context, kind ipr.Kind, gate register.Gate) <-chan chan *sheaf {
	slots := make(chan chan *sheaf, runtime.GOMAXPROCS(0))
	go func() {
		defer close(slots)
		for after, more := "", true; more; {
			p := s.page(ctx, kind, after)
			if more = p.err == nil && len(p.ids) == bulkPage; more {
				after = p.ids[bulkPage-1].String()
			}
			slot := make(chan *sheaf, 1)
			select {
			case slots <- slot:
			case <-ctx.Done():
				return
			}
			go func() {
				if p.err == nil {
					p.err = p.fold(ctx, s, gate)
				}
				slot <- p
			}()
		}
	}()
	return slots
}

// page lists the entries behind an id.
func (s *Store) page(ctx context.Context, kind ipr.Kind, after string) *sheaf {
	like := "%"
	if kind != "" {
		like = "__/" + string(kind) + "/%" // offices have two letters
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id, events FROM entry WHERE id > $1 AND id LIKE $2 AND shown = 1 ORDER BY id LIMIT $3`, after, like, bulkPage)
	if err != nil {
		return &sheaf{err: err}
	}
	p := &sheaf{}
	for rows.Next() && p.err == nil {
		var text, events string
		if p.err = rows.Scan(&text, &events); p.err != nil {
			break
		}
		id, err := ipr.ParseID(text)
		places, err2 := parsePlaces(events)
		p.ids, p.events, p.err = append(p.ids, id), append(p.events, places), errors.Join(err, err2)
	}
	p.err = errors.Join(p.err, rows.Close(), rows.Err())
	return p
}

// fold makes the entries of which anything passes the gate.
func (p *sheaf) fold(ctx context.Context, s *Store, gate register.Gate) error {
	var all []register.Place
	for _, places := range p.events {
		all = append(all, places...)
	}
	sights, err := s.sightsAt(ctx, s.read, all, gate)
	if err != nil {
		return err
	}
	p.entries = make([]*register.Entry, 0, len(p.ids))
	for i, id := range p.ids {
		n := len(p.events[i])
		e, err := picture(id, sights[:n])
		if err != nil {
			return err
		}
		if sights = sights[n:]; e != nil {
			p.entries = append(p.entries, e)
		}
	}
	return nil
}
