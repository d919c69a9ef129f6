package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/muniment/muniment/adapter/index"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/search"
)

// catalogue is the index of marks and that of other rights by their titles, and their way of keeping up with the register: the
// logs are their queue, and the place up to which they have read each of them is saved with them.
type catalogue struct {
	s      *store.Store
	x      *search.Index
	titles *search.Titles
	mu     sync.Mutex // one reads the logs at a time
}

// openCatalogue loads the indexes beside the register, or builds them if one is absent, damaged or of another version.
func openCatalogue(ctx context.Context, s *store.Store, say func(string, ...any)) (*catalogue, error) {
	c := &catalogue{s: s}
	opt := search.Options{Related: related}
	x, err := index.Load(c.path("marks"), opt)
	t, err2 := index.LoadTitles(c.path("titles"))
	for _, err := range []error{err, err2} {
		if err != nil && fault.KindOf(err) != fault.NotFound {
			say("the search index is built anew: %v", err)
		}
	}
	if err == nil && err2 == nil && c.fits(x) && maps.Equal(x.At(), t.At()) {
		c.x, c.titles = x, t
	} else {
		if err := c.build(ctx, opt); err != nil {
			return nil, err
		}
		if err := c.save(); err != nil {
			say("the search index could not be saved and will be built again at the next start: %v", err)
		}
	}
	return c, c.catchUp(ctx)
}

// path is the file of an index.
func (c *catalogue) path(name string) string { return filepath.Join(c.s.Dir(), name+".index") }

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
	// The heads are read once for both indexes.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	others := make(chan search.Title, 1000)
	var group sync.WaitGroup
	var failed error
	group.Go(func() {
		c.titles, failed = search.BuildTitles(ctx, received(others), at)
		if failed != nil {
			stop()
		}
	})
	c.x, err = search.Build(ctx, opt, c.docs(ctx, others), at)
	close(others)
	group.Wait()
	return cmp.Or(failed, err)
}

// received is what comes through a channel.
func received(ch <-chan search.Title) iter.Seq2[search.Title, error] {
	return func(yield func(search.Title, error) bool) {
		for t := range ch {
			if !yield(t, nil) {
				return
			}
		}
	}
}

var errEnough = errors.New("enough")

// docs gives every public mark of the register, and puts every other right into the channel.
func (c *catalogue) docs(ctx context.Context, others chan<- search.Title) iter.Seq2[search.Doc, error] {
	return func(yield func(search.Doc, error) bool) {
		err := c.s.EachHead(ctx, "", func(h register.Head) error {
			if d, ok := docOf(h); ok && !yield(d, nil) {
				return errEnough
			}
			if t, ok := titleOf(h); ok {
				select {
				case others <- t:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(search.Doc{}, err)
		}
	}
}

// titleOf is a public right other than a mark as it is found by its titles, numbers and classes.
func titleOf(h register.Head) (search.Title, bool) {
	if h.ID.IsZero() || h.ID.Kind == ipr.Trademark {
		return search.Title{}, false
	}
	t := search.Title{ID: h.ID.String(), Texts: append([]string{h.Mark}, h.Names...)}
	switch h.Status.Phase() {
	case "live":
		t.Phase = search.Live
	case "dead":
		t.Phase = search.Dead
	}
	for _, n := range append([]string{h.ID.Number, h.Registration}, h.Documents...) {
		if k, _ := search.NumberKey(n); k != "" && !slices.Contains(t.Keys, k) {
			t.Keys = append(t.Keys, k)
		}
	}
	for _, s := range h.Symbols {
		if k, _ := search.ClassKey(s); k != "" && !slices.Contains(t.Keys, k) {
			t.Keys = append(t.Keys, k)
		}
	}
	return t, true
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
	var marks []search.Doc
	var titles []search.Title
	var drop, dropTitles []string
	for _, id := range list {
		if id.Kind != ipr.Trademark {
			if t, ok := titleOf(heads[id]); ok {
				titles = append(titles, t)
			} else {
				dropTitles = append(dropTitles, id.String())
			}
			continue
		}
		if d, ok := docOf(heads[id]); ok {
			marks = append(marks, d)
		} else {
			drop = append(drop, id.String())
		}
	}
	at := search.Position{origin: uint64(next)}
	if err := c.titles.Change(titles, dropTitles, at); err != nil {
		return err
	}
	return c.x.Change(marks, drop, at)
}

// save writes the indexes beside the register.
func (c *catalogue) save() error {
	return errors.Join(index.Save(c.path("marks"), c.x), index.SaveTitles(c.path("titles"), c.titles))
}
