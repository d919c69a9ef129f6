package exchange

import (
	"context"
	"fmt"

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

	Unfit []Problem `json:"unfit,omitempty"` // the first of the refused records that were read but that the log cannot hold
	Sums  Sums      `json:"sums"`            // what the records told beside what the register has; complete at the end only
}

// Add is the sum of two intakes.
func (n Intake) Add(o Intake) Intake {
	n.Read += o.Read
	n.Stored += o.Stored
	n.Changed += o.Changed
	n.Unchanged += o.Unchanged
	n.Older += o.Older
	n.Refused += o.Refused
	n.Unfit = append(n.Unfit, o.Unfit[:min(len(o.Unfit), max(0, firstPlaces-len(n.Unfit)))]...)
	n.Sums = n.Sums.Add(o.Sums)
	return n
}

// batchSize is how many records share a transaction: about 20 ms of the writer's time, so that filings get in between.
const batchSize = 400

// Take copies the records of a document into the library's log: a record that tells something new of its right is one
// event, "recorded from document SHA-256 …"; one that tells what the register has already is none; one that is older than
// what the register was copied from never overrides it. A record that tells a part of its right is put beside what was told
// before, in whatever order the parts come. A run that was cut off is resumed by running it again, and gives the same
// register as one that was not.
//
// Progress is called after each transaction. Errors: those of the document that end it, and of the register; what was
// stored before stays.
func Take(ctx context.Context, desk Desk, r Reader, doc register.Document, progress func(Intake)) (Intake, error) {
	return take(ctx, desk, r, doc, false, progress)
}

// Recount reads a document that was taken to its end before. It changes nothing, whatever came in between, and tells what
// the register has now of the rights that the document tells of.
func Recount(ctx context.Context, desk Desk, r Reader, doc register.Document, progress func(Intake)) (Intake, error) {
	return take(ctx, desk, r, doc, true, progress)
}

func take(ctx context.Context, desk Desk, r Reader, doc register.Document, recount bool, progress func(Intake)) (Intake, error) {
	origin, err := desk.Origin(register.Library)
	if err != nil {
		return Intake{}, err
	}
	t := &taker{desk: desk, origin: origin, doc: doc, recount: recount, sums: newSums(doc.SHA256)}
	batches, cancel := t.read(ctx, r)
	defer cancel()
	for b := range batches {
		if err = t.store(ctx, b); err != nil {
			break
		}
		t.count.Read += b.read
		t.count.Refused += b.refused
		t.sums.tell(b.told)
		t.unfit(b.why)
		if err = b.err; err != nil {
			break
		}
		if progress != nil {
			progress(t.count)
		}
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		rep := r.Report()
		err = rep.nothing()
	}
	t.count.Sums = t.sums.sums()
	return t.count, err
}

type taker struct {
	desk    Desk
	origin  string
	doc     register.Document
	recount bool
	count   Intake
	sums    *counting
}

// store decides on the records of a batch in their order, in one transaction, and gives the new ones their places. What was
// decided when the batch was made ready counts if the register still says what it said then.
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
	for i, r := range b.ready {
		ids[i] = r.item.ID
	}
	var n Intake
	var sums *counting
	err := t.desk.Act(ctx, func(tx register.Tx) error {
		n, sums = Intake{}, t.sums.fork() // it may be run again
		if _, err := tx.Heads(ctx, ids); err != nil {
			return err
		}
		for _, r := range b.ready {
			if err := t.decide(ctx, tx, r, &n, sums); err != nil {
				return fmt.Errorf("%s: %w", r.item.Where, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.sums.join(sums)
	t.count.Stored += n.Stored
	t.count.Changed += n.Changed
	t.count.Unchanged += n.Unchanged
	t.count.Older += n.Older
	t.count.Refused += n.Refused
	t.unfit(n.Unfit)
	return nil
}

// unfit keeps the first of the records that the log cannot hold.
func (t *taker) unfit(why []Problem) {
	t.count.Unfit = append(t.count.Unfit, why[:min(len(why), firstPlaces-len(t.count.Unfit))]...)
}

// maxParts is how many events a right may have to which another record is added that tells a part of it. Each is read again
// for the next one, so that a hostile document would hold the register up by naming one right again and again; a patent is
// published ten times at most, and its legal events are exchanged some hundred times.
const maxParts = 1000

// decide compares a record with what the register has now, appends it if it is news, and counts.
func (t *taker) decide(ctx context.Context, tx register.Tx, r *ready, n *Intake, sums *counting) error {
	was, err := look(ctx, tx, r.item.ID)
	if err != nil {
		return err
	}
	v := newer
	switch {
	case !was.known():
	case t.recount:
		v = same
	case r.known && was.head.Content == r.head.Content && was.head.Source == r.head.Source:
		v = r.verdict
	default:
		v = verdict(was.head, r.ground, r.digest)
	}
	if v == newer && was.known() && r.item.Part {
		if len(was.head.Events) >= maxParts {
			n.Refused++
			n.Unfit = append(n.Unfit, Problem{fault.New(fault.Invalid, "the register has copied %d records of this right, of which each tells a part, and takes no more", maxParts).At(r.item.Where)})
			return nil
		}
		// Parts of one right may stand next to each other in a document, so that this is asked within the transaction.
		e, err := was.read()
		if err != nil {
			return err
		}
		if e != nil && !e.Adds(&r.item.Record, r.ground) {
			v = same
		}
	}
	switch v {
	case same:
		n.Unchanged++
		return sums.stays(r, was)
	case older:
		n.Older++
		return sums.stays(r, was)
	}
	if r.event == nil { // it seemed to be no news
		err := t.salt(r, register.SystemEntropy())
		if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid {
			n.Refused++
			n.Unfit = append(n.Unfit, Problem{f.At(r.item.Where)})
			return nil
		}
		if err != nil {
			return err
		}
	}
	if t.recount { // the register has lost it, or never had it
		n.Unchanged++
		return nil
	}
	if was.known() {
		n.Changed++
		if err := sums.leaves(r, was); err != nil {
			return err
		}
	}
	if _, err := tx.Append(ctx, r.event); err != nil {
		return err
	}
	if !was.known() {
		n.Stored++
		sums.first(r)
		return nil
	}
	is, err := look(ctx, tx, r.item.ID)
	if err != nil {
		return err
	}
	return sums.comes(r, is)
}
