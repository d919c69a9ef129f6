package main

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"sync"

	"github.com/muniment/muniment/adapter/index"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/search"
)

// catalogue is the index of marks and its way of keeping up with the register: the logs are its queue, and the place up to
// which it has read each of them is saved with it.
type catalogue struct {
	s    *store.Store
	x    *search.Index
	path string
	mu   sync.Mutex // one reads the logs at a time
}

// openCatalogue loads the index beside the register, or builds it if it is absent, damaged or of another version.
func openCatalogue(ctx context.Context, s *store.Store, say func(string, ...any)) (*catalogue, error) {
	c := &catalogue{s: s, path: filepath.Join(s.Dir(), "marks.index")}
	opt := search.Options{Related: related}
	x, err := index.Load(c.path, opt)
	switch {
	case err == nil && c.fits(x):
		c.x = x
	case err != nil && fault.KindOf(err) != fault.NotFound:
		say("the search index is built anew: %v", err)
	}
	if c.x == nil {
		if err := c.build(ctx, opt); err != nil {
			return nil, err
		}
		if err := c.save(); err != nil {
			say("the search index could not be saved and will be built again at the next start: %v", err)
		}
	}
	return c, c.catchUp(ctx)
}

// fits reports whether the index was made from these logs and is not ahead of them.
func (c *catalogue) fits(x *search.Index) bool {
	logs, err := c.s.Logs(context.Background())
	if err != nil {
		return false
	}
	at := x.At()
	known := 0
	for _, l := range logs {
		if n, ok := at[l.Origin]; ok {
			known++
			if int64(n) > l.Size {
				return false
			}
		}
	}
	return known == len(at) && known > 0
}

func (c *catalogue) build(ctx context.Context, opt search.Options) error {
	logs, err := c.s.Logs(ctx)
	if err != nil {
		return err
	}
	at := search.Position{}
	for _, l := range logs {
		at[l.Origin] = uint64(l.Size)
	}
	c.x, err = search.Build(ctx, opt, c.docs(ctx), at)
	return err
}

var errEnough = errors.New("enough")

// docs gives every public mark of the register.
func (c *catalogue) docs(ctx context.Context) iter.Seq2[search.Doc, error] {
	return func(yield func(search.Doc, error) bool) {
		err := c.s.EachHead(ctx, "", func(h register.Head) error {
			if d, ok := docOf(h); ok && !yield(d, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(search.Doc{}, err)
		}
	}
}

func docOf(h register.Head) (search.Doc, bool) {
	if h.ID.Kind != ipr.Trademark || h.Mark == "" {
		return search.Doc{}, false
	}
	d := search.Doc{ID: h.ID.String(), Text: h.Mark, Dead: h.Status.Phase() == "dead"}
	for _, k := range h.Classes {
		if k >= 1 && k <= 45 {
			d.Classes = append(d.Classes, uint8(k))
		}
	}
	return d, true
}

// catchUp reads what the logs have published since.
func (c *catalogue) catchUp(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, lane := range lanes {
		origin, err := c.s.Origin(lane)
		if err != nil {
			return err
		}
		for {
			from := int64(c.x.At()[origin])
			events, next, err := c.s.After(ctx, lane, from, 2000)
			if err != nil {
				return err
			}
			if next == from {
				break
			}
			if err := c.change(ctx, events, origin, next); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *catalogue) change(ctx context.Context, events []register.Sight, origin string, next int64) error {
	ids := map[ipr.ID]bool{}
	for _, e := range events {
		for _, d := range e.Disclosures {
			if id, ok := idIn(d); ok {
				ids[id] = true
			}
		}
	}
	list := make([]ipr.ID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	heads, err := c.s.Heads(ctx, list)
	if err != nil {
		return err
	}
	var put []search.Doc
	var drop []string
	for _, id := range list {
		if d, ok := docOf(heads[id]); ok {
			put = append(put, d)
		} else {
			drop = append(drop, id.String())
		}
	}
	return c.x.Change(put, drop, search.Position{origin: uint64(next)})
}

// save writes the index beside the register.
func (c *catalogue) save() error {
	return index.Save(c.path, c.x)
}
