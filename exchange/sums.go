package exchange

import (
	"cmp"
	"context"
	"hash/maphash"
	"maps"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Sums sets what the records of a document told beside what the register has of the rights that they are about, by year and
// by status, so that a difference shows at once. The year is that of filing, else of registration, else of the earliest
// publication.
//
// Told is the sum of Held, Again, the records that the log could not hold ([Intake].Unfit), and those of rights of which
// nothing is public. A right counts once in Held, with its state after the last of its records; repetitions of a right that
// the register has from another document are known as such within some [remembered] rights.
type Sums struct {
	Told  int64 `json:"told"`  // records that were read
	Held  int64 `json:"held"`  // rights that the register has
	Again int64 `json:"again"` // records about a right that another record of the document counts for
	Rows  []Sum `json:"rows,omitempty"`
}

// Sum is the part of one year and one status. Rows are sorted by both, what was not told first.
type Sum struct {
	Year   int             `json:"year,omitempty"` // 0 if none was told
	Status register.Status `json:"status,omitempty"`
	Told   int64           `json:"told"`
	Held   int64           `json:"held"`
}

// Add is the sum of two documents; a right that both tell of counts twice.
func (s Sums) Add(o Sums) Sums {
	c := newSums("")
	for _, r := range slices.Concat(s.Rows, o.Rows) {
		c.told[cell{r.Year, r.Status}] += r.Told
		c.held[cell{r.Year, r.Status}] += r.Held
	}
	c.again = s.Again + o.Again
	return c.sums()
}

// yearOf is the year under which a right is counted; 0 if its record tells none.
func yearOf(r *register.Record) int {
	for _, n := range []*register.Numbered{r.Application, r.Registration} {
		if n != nil && n.Date.Year > 0 {
			return n.Date.Year
		}
	}
	year := 0
	for _, p := range r.Publications {
		if y := p.Date.Year; y > 0 && (year == 0 || y < year) {
			year = y
		}
	}
	return year
}

// cell is what is counted together.
type cell struct {
	year   int
	status register.Status
}

// remembered is how many rights that the register has from other documents are remembered, in some 40 bytes each.
const remembered = 1 << 18

// counting is the making of Sums. The register itself tells whether an earlier record of the document has told of the same
// right: the newest document that the right was copied from, and its record there, stand in its head.
type counting struct {
	document   string
	told, held map[cell]int64
	again      int64
	met        map[uint64]bool // rights whose head names another document, by the hash of their address
	seed       maphash.Seed
	trunk      *counting // of a fork
}

func newSums(document string) *counting {
	return &counting{document: document, told: map[cell]int64{}, held: map[cell]int64{}, met: map[uint64]bool{}, seed: maphash.MakeSeed()}
}

// fork counts what a transaction does, until it is known that it holds.
func (c *counting) fork() *counting {
	f := newSums(c.document)
	f.seed, f.trunk = c.seed, c
	return f
}

// join takes in a fork.
func (c *counting) join(f *counting) {
	for k, n := range f.held {
		c.held[k] += n
	}
	c.again += f.again
	maps.Copy(c.met, f.met)
}

func (c *counting) tell(told map[cell]int64) {
	for k, n := range told {
		c.told[k] += n
	}
}

// repeats reports whether another record of the document counts for the right, of which h is the head.
func (c *counting) repeats(r *ready, h register.Head) bool {
	if h.Source.Document == c.document {
		return h.Source.Record != r.ground.Record
	}
	k := maphash.Comparable(c.seed, r.item.ID)
	return c.met[k] || c.trunk.met[k]
}

func (c *counting) remember(id ipr.ID, h register.Head) {
	if h.Source.Document != c.document && len(c.met)+len(c.trunk.met) < remembered {
		c.met[maphash.Comparable(c.seed, id)] = true
	}
}

// stays counts a record that changed nothing.
func (c *counting) stays(r *ready, is *view) error {
	switch {
	case is.head.Content == "":
		return nil
	case c.repeats(r, is.head):
		c.again++
		return nil
	}
	k, err := is.cell(r)
	if err != nil {
		return err
	}
	c.remember(r.item.ID, is.head)
	c.held[k]++
	return nil
}

// leaves takes away what was counted of a right that a record is about to change.
func (c *counting) leaves(r *ready, was *view) error {
	if was.head.Content == "" || !c.repeats(r, was.head) {
		return nil
	}
	k, err := was.cell(r)
	if err != nil {
		return err
	}
	c.again++
	c.held[k]--
	return nil
}

// first counts a record that was appended as the first that the register has of its right.
func (c *counting) first(r *ready) { c.held[cell{yearOf(&r.item.Record), r.item.Record.Status}]++ }

// comes counts a record that was appended.
func (c *counting) comes(r *ready, is *view) error {
	k, err := is.cell(r)
	if err != nil {
		return err
	}
	c.remember(r.item.ID, is.head)
	c.held[k]++
	return nil
}

func (c *counting) sums() Sums {
	s := Sums{Again: c.again}
	cells := map[cell]bool{}
	for k := range c.told {
		cells[k] = true
	}
	for k := range c.held {
		cells[k] = true
	}
	for k := range cells {
		r := Sum{k.year, k.status, c.told[k], c.held[k]}
		s.Told += r.Told
		s.Held += r.Held
		if r.Told != 0 || r.Held != 0 {
			s.Rows = append(s.Rows, r)
		}
	}
	order := register.Statuses()
	slices.SortFunc(s.Rows, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(slices.Index(order, a.Status), slices.Index(order, b.Status)))
	})
	return s
}

// view is what a transaction shows of a right at one moment; the entry is read only if it is asked for.
type view struct {
	ctx   context.Context
	tx    register.Tx
	id    ipr.ID
	head  register.Head
	entry *register.Entry
}

// look reads the head anew.
func look(ctx context.Context, tx register.Tx, id ipr.ID) (*view, error) {
	heads, err := tx.Heads(ctx, []ipr.ID{id})
	return &view{ctx: ctx, tx: tx, id: id, head: heads[id]}, err
}

// known reports whether the register has the right, be it that nothing is public of it.
func (v *view) known() bool { return !v.head.ID.IsZero() }

// read gives the entry; nil if nothing is public of it.
func (v *view) read() (*register.Entry, error) {
	if v.entry != nil {
		return v.entry, nil
	}
	e, err := v.tx.Entry(v.ctx, v.id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	v.entry = e
	return e, err
}

// cell is where the right counts. An entry that tells just what the record does need not be read.
func (v *view) cell(r *ready) (cell, error) {
	if v.head.Content == r.digest {
		return cell{yearOf(&r.item.Record), v.head.Status}, nil
	}
	e, err := v.read()
	if err != nil || e == nil {
		return cell{}, err
	}
	return cell{yearOf(&e.Record), e.Status}, nil
}
