package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Desk is what taking in a document needs of the register.
type Desk interface {
	Origin(register.Lane) (string, error)
	Heads(context.Context, []ipr.ID) (map[ipr.ID]register.Head, error)
	Act(context.Context, func(register.Tx) error) error
	// Seen and See keep, per right, the newest version of a record that told the same as the register has.
	Seen(context.Context, []ipr.ID) (map[ipr.ID]ipr.Date, error)
	See(context.Context, map[ipr.ID]ipr.Date) error
}

// Intake counts what became of the records of a document.
type Intake struct {
	Read      int64 `json:"read"`      // records met, refused ones included
	Stored    int64 `json:"stored"`    // new to the register
	Changed   int64 `json:"changed"`   // known, and told differently by a newer record
	Unchanged int64 `json:"unchanged"` // known, and told the same
	Older     int64 `json:"older"`     // told by a record older than the one the register has
	Refused   int64 `json:"refused"`

	Unfit []string `json:"unfit,omitempty"` // the first of the refused records that were read but that the log cannot hold
}

// batchSize is how many records share a transaction: about 20 ms of the writer's time, so that filings get in between.
const batchSize = 400

// Take copies the records of a document into the library's log: a record that tells something new of its right is one
// event, "recorded from document SHA-256 …"; one that tells what the register has already is none; one that is older than
// what the register was copied from never overrides it. A record that tells a part of its right is put beside what was told
// before, in whatever order the parts come. A run that was cut off is resumed by running it again.
//
// Progress is called after each transaction. Errors: those of the document that end it, and of the register; what was
// stored before stays.
func Take(ctx context.Context, desk Desk, r Reader, doc register.Document, progress func(Intake)) (Intake, error) {
	origin, err := desk.Origin(register.Library)
	if err != nil {
		return Intake{}, err
	}
	t := &taker{desk: desk, origin: origin, doc: doc}
	batches, cancel := t.read(ctx, r)
	defer cancel()
	for b := range batches {
		if err := t.store(ctx, b); err != nil {
			return t.count, err
		}
		t.count.Read += b.read
		t.count.Refused += b.refused
		t.count.Unchanged += b.unchanged
		t.count.Older += b.older
		for _, w := range b.why[:min(len(b.why), firstPlaces)] {
			t.count.Unfit = append(t.count.Unfit, w.Error())
		}
		if b.err != nil {
			return t.count, b.err
		}
		if progress != nil {
			progress(t.count)
		}
	}
	return t.count, ctx.Err()
}

type taker struct {
	desk   Desk
	origin string
	doc    register.Document
	count  Intake
}

// batch is records read, compared and made ready, outside of any transaction.
type batch struct {
	read, refused, unchanged, older int64
	ready                           []*register.Prepared
	see                             map[ipr.ID]ipr.Date
	why                             []error // of records that the log cannot hold
	err                             error   // ends the document
}

// read reads and prepares on a goroutine of its own, a few batches ahead of the writer.
func (t *taker) read(ctx context.Context, r Reader) (<-chan batch, func()) {
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan batch, 4)
	raw := make(chan rawBatch, 4)
	var work sync.WaitGroup
	work.Go(func() {
		defer close(raw)
		for more := true; more; {
			var b rawBatch
			b, more = readBatch(r)
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
	return out, func() { // the caller goes on with the reader, so nobody else may
		cancel()
		work.Wait()
	}
}

type rawBatch struct {
	items         []*Item
	read, refused int64
	err           error
}

func readBatch(r Reader) (b rawBatch, more bool) {
	for b.read < batchSize {
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

// prepare leaves out what the register tells already and salts the rest.
func (t *taker) prepare(ctx context.Context, in rawBatch, random io.Reader) batch {
	b := batch{read: in.read, refused: in.refused, err: in.err, see: map[ipr.ID]ipr.Date{}}
	ids := make([]ipr.ID, len(in.items))
	for i, item := range in.items {
		ids[i] = item.ID
	}
	known, err := t.desk.Heads(ctx, ids)
	if err != nil {
		b.err = err
		return b
	}
	docs, err := json.Marshal([]register.Document{t.doc})
	if err != nil {
		b.err = err
		return b
	}
	for _, item := range in.items {
		ground := register.Ground{Document: t.doc.SHA256, Record: int64(item.Ordinal), Version: item.Version}
		if item.Part {
			ground.Tells = register.TellsPart
		}
		if h, ok := known[item.ID]; ok {
			v := verdict(h, ground, func() string { return item.Record.Digest() })
			if v == newer && !item.Part {
				seen, err := t.desk.Seen(ctx, []ipr.ID{item.ID})
				if err != nil {
					b.err = err
					return b
				}
				if d, ok := seen[item.ID]; ok && ground.Version.Compare(d) < 0 {
					v = older
				}
			}
			switch v {
			case same:
				b.unchanged++
				if ground.Version.Compare(h.Source.Version) > 0 && ground.Version.Compare(b.see[item.ID]) > 0 {
					b.see[item.ID] = ground.Version
				}
				continue
			case older:
				b.older++
				continue
			}
		}
		p, err := register.Prepare(register.Event{Lane: register.Library, Entry: item.ID, Act: "import", Field: []register.Field{
			{Name: "ground", Value: ground}, {Name: "documents", Value: json.RawMessage(docs)}, {Name: "record", Value: &item.Record},
		}}, t.origin, random)
		if fault.KindOf(err) == fault.Invalid {
			b.refused++
			b.why = append(b.why, fmt.Errorf("%s: %w", item.Where, err))
			continue
		}
		if err != nil {
			b.err = err
			return b
		}
		p.FirstHead()
		b.ready = append(b.ready, p)
	}
	return b
}

type outcome int

const (
	newer outcome = iota
	same
	older
)

// verdict compares a record with what the register has of its right. A record from the very place from which the register
// copied it is the same; one that a later record of the same document has superseded is the same as well.
func verdict(h register.Head, g register.Ground, digest func() string) outcome {
	if h.Content == "" {
		return newer
	}
	switch {
	case g.Document == h.Source.Document && g.Record <= h.Source.Record && g.Version.Compare(h.Source.Version) <= 0:
		return same
	case h.Source.Newer(g) && g.Tells != register.TellsPart:
		return older
	case h.Content == digest():
		return same
	}
	return newer
}

// adds reports whether a part tells something that the entry does not tell yet; it is asked within the transaction, since
// parts of one right may stand next to each other in a document.
func adds(ctx context.Context, tx register.Tx, p *register.Prepared, g register.Ground) (bool, error) {
	e, err := tx.Entry(ctx, p.Entry)
	if fault.KindOf(err) == fault.NotFound { // nothing is public of it yet
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return e.Adds(p.Record, g), nil
}

// store gives the batch its places in one transaction, looking again at what has changed since it was compared.
func (t *taker) store(ctx context.Context, b batch) error {
	if len(b.see) > 0 {
		if err := t.desk.See(ctx, b.see); err != nil {
			return err
		}
	}
	if len(b.ready) == 0 {
		return nil
	}
	ids := make([]ipr.ID, len(b.ready))
	for i, p := range b.ready {
		ids[i] = p.Entry
	}
	var n Intake
	err := t.desk.Act(ctx, func(tx register.Tx) error {
		n = Intake{}
		if _, err := tx.Heads(ctx, ids); err != nil {
			return err
		}
		for _, p := range b.ready {
			now, err := tx.Heads(ctx, []ipr.ID{p.Entry})
			if err != nil {
				return err
			}
			h, known := now[p.Entry]
			if known {
				first := p.FirstHead()
				switch verdict(h, first.Source, func() string { return first.Content }) {
				case same:
					n.Unchanged++
					continue
				case older:
					n.Older++
					continue
				}
				if first.Source.Tells == register.TellsPart {
					if more, err := adds(ctx, tx, p, first.Source); err != nil {
						return err
					} else if !more {
						n.Unchanged++
						continue
					}
				}
				n.Changed++
			} else {
				n.Stored++
			}
			if _, err := tx.Append(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.count.Stored += n.Stored
	t.count.Changed += n.Changed
	t.count.Unchanged += n.Unchanged
	t.count.Older += n.Older
	return nil
}
