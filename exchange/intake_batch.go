package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// ready is a record that was read and compared with what was published of its right.
type ready struct {
	item    *Item
	ground  register.Ground
	digest  string // of the entry, if the record alone made it
	known   bool
	head    register.Head // what was published, if known
	verdict outcome
	event   *register.Prepared // of a record that seemed to be news
}

// batch is records read and made ready, outside of any transaction.
type batch struct {
	read, refused int64
	told          map[cell]int64
	ready         []*ready
	see           map[ipr.ID]ipr.Date
	why           []Problem // of records that the log cannot hold
	err           error     // ends the document
}

// read reads and makes ready on goroutines of its own, a few batches ahead of the writer. The caller goes on with the reader,
// and maybe closes its source, so that nobody else may use it any more: cancel returns when the goroutines have ended.
func (t *taker) read(ctx context.Context, r Reader) (batches <-chan batch, cancel func()) {
	ctx, stop := context.WithCancel(ctx)
	out := make(chan batch, 4)
	raw := make(chan rawBatch, 4)
	var work sync.WaitGroup
	work.Go(func() {
		defer close(raw)
		for more := true; more && ctx.Err() == nil; {
			var b rawBatch
			b, more = readBatch(ctx, r)
			select {
			case raw <- b:
			case <-ctx.Done():
				return
			}
		}
	})
	work.Go(func() {
		defer close(out)
		random := register.SystemEntropy()
		for in := range raw {
			select {
			case out <- t.prepare(ctx, in, random):
			case <-ctx.Done():
				return
			}
		}
	})
	return out, func() {
		stop()
		work.Wait()
	}
}

type rawBatch struct {
	items         []*Item
	read, refused int64
	err           error
}

func readBatch(ctx context.Context, r Reader) (b rawBatch, more bool) {
	for b.read < batchSize && ctx.Err() == nil {
		item, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b, false
		}
		if _, ok := Refused(err); ok {
			b.read++
			b.refused++
			continue
		}
		if err != nil {
			b.err = err
			return b, false
		}
		b.read++
		b.items = append(b.items, item)
	}
	return b, true
}

// prepare compares the records with what is published, and salts those that seem to be news.
func (t *taker) prepare(ctx context.Context, in rawBatch, random io.Reader) batch {
	b := batch{read: in.read, refused: in.refused, told: map[cell]int64{}, see: map[ipr.ID]ipr.Date{}, err: in.err}
	ids := make([]ipr.ID, len(in.items))
	for i, item := range in.items {
		ids[i] = item.ID
	}
	heads := map[ipr.ID]register.Head{} // what is counted again is looked up within the transaction only
	if !t.recount {
		var err error
		if heads, err = t.desk.Heads(ctx, ids); err != nil {
			b.err = err
			return b
		}
	}
	for _, item := range in.items {
		b.told[cell{yearOf(&item.Record), item.Record.Status}]++
		r := &ready{item: item, ground: register.Ground{Document: t.doc.SHA256, Record: int64(item.Ordinal), Version: item.Version}}
		if item.Part {
			r.ground.Tells = register.TellsPart
		}
		if r.head, r.known = heads[item.ID]; r.known || t.recount {
			r.digest = item.Record.Digest()
		}
		if r.known {
			if err := t.compare(ctx, r, &b); err != nil {
				b.err = err
				return b
			}
		}
		if r.verdict == newer && !t.recount {
			err := t.salt(r, random)
			if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid {
				b.refused++
				b.why = append(b.why, Problem{f.At(item.Where)})
				continue
			}
			if err != nil {
				b.err = err
				return b
			}
		}
		b.ready = append(b.ready, r)
	}
	return b
}

// compare gives the record a verdict by what is published of its right.
func (t *taker) compare(ctx context.Context, r *ready, b *batch) error {
	id, version := r.item.ID, r.ground.Version
	r.verdict = verdict(r.head, r.ground, r.digest)
	if r.verdict == newer && !r.item.Part {
		seen, err := t.desk.Seen(ctx, []ipr.ID{id})
		if err != nil {
			return err
		}
		if d, ok := seen[id]; ok && version.Compare(d) < 0 {
			r.verdict = older
		}
	}
	if r.verdict == same && version.Compare(r.head.Source.Version) > 0 && version.Compare(b.see[id]) > 0 {
		b.see[id] = version
	}
	return nil
}

// salt makes the event of a record. Errors: Invalid if the log cannot hold it.
func (t *taker) salt(r *ready, random io.Reader) (err error) {
	docs, err := json.Marshal([]register.Document{t.doc})
	if err != nil {
		return err
	}
	r.event, err = register.Prepare(register.Event{Lane: register.Library, Entry: r.item.ID, Act: "import", Field: []register.Field{
		{Name: "ground", Value: r.ground}, {Name: "documents", Value: json.RawMessage(docs)}, {Name: "record", Value: &r.item.Record},
	}}, t.origin, random)
	if err != nil {
		return err
	}
	r.digest = r.event.FirstHead().Content // worked out here, before the transaction
	return nil
}

type outcome int

const (
	newer outcome = iota
	same
	older
)

// verdict compares a record with what the register has of its right. A record from the very place from which the register
// copied it is the same; one that a later record of the same document has superseded is the same as well.
func verdict(h register.Head, g register.Ground, digest string) outcome {
	switch {
	case h.Content == "":
		return newer
	case g.Document == h.Source.Document && g.Record <= h.Source.Record && g.Version.Compare(h.Source.Version) <= 0:
		return same
	case h.Source.Newer(g) && g.Tells != register.TellsPart:
		return older
	case h.Content == digest:
		return same
	}
	return newer
}
