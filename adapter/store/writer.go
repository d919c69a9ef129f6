package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// groupMost is how many functions share one transaction at most, and groupTime how long a group grows.
const (
	groupMost = 256
	groupTime = 20 * time.Millisecond
)

// job is a function waiting for the writer.
type job struct {
	ctx  context.Context
	f    func(*Tx) error
	done chan error
}

// writer runs what is to be written, one group after another, on one connection.
type writer struct {
	s     *Store
	conn  *sql.Conn
	queue chan job
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once
	stmts map[string]*sql.Stmt
	logs  map[int64]*openLog    // right edges, valid while nobody else appends
	start time.Time             // reading of the clock when the writer began, with its monotonic part
	fatal atomic.Pointer[error] // why nothing is written any more; nil while it can be
}

// openLog is a log that the writer appends to.
type openLog struct {
	logRow
	edge     register.Edge
	clockSet bool // the clock has been reported as behind, until it catches up
}

func startWriter(ctx context.Context, s *Store) (*writer, error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the database gives no connection for writing").Because(err)
	}
	w := &writer{s: s, conn: conn, queue: make(chan job), quit: make(chan struct{}), ended: make(chan struct{}),
		stmts: map[string]*sql.Stmt{}, logs: map[int64]*openLog{}, start: s.opt.Clock()}
	go w.run()
	return w, nil
}

func (w *writer) stop() error {
	w.once.Do(func() { close(w.quit) })
	<-w.ended
	for _, st := range w.stmts {
		st.Close()
	}
	return w.conn.Close()
}

// Update runs f in a transaction of the writer and returns after its commit. The function only computes and writes: it
// does no input or output of its own, and it may be run in one transaction with others, each in a savepoint; if it
// fails, nothing of it stays. Errors: those of f; Unavailable if the register cannot be written any more.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	if s.w == nil {
		return fault.New(fault.Conflict, "the register is open for reading only")
	}
	j := job{ctx, f, make(chan error, 1)}
	select {
	case s.w.queue <- j:
		return <-j.done
	case <-ctx.Done():
		return ctx.Err()
	case <-s.w.ended:
		return fault.New(fault.Unavailable, "the register is closed")
	}
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		select {
		case j := <-w.queue:
			w.group(j)
		case <-w.quit:
			return
		}
	}
}

// group runs the first job and those that come while it runs, and answers them after the commit.
func (w *writer) group(first job) {
	if err := w.fatal.Load(); err != nil {
		first.done <- *err
		return
	}
	ctx := context.Background()
	if err := w.begin(ctx); err != nil { // nothing was written, so nothing can be lost: try a fresh connection
		if err = errors.Join(w.reconnect(ctx), w.begin(ctx)); err != nil {
			first.done <- fault.New(fault.Unavailable, "the database does not begin a transaction").Because(err)
			return
		}
	}
	type result struct {
		job
		err error
	}
	var results []result
	tx := &Tx{w: w, ctx: ctx, touched: map[int64]bool{}}
	deadline := time.Now().Add(groupTime)
	for j, more := first, true; more; {
		results = append(results, result{j, tx.savepoint(j)})
		if len(results) == groupMost || time.Now().After(deadline) || w.fatal.Load() != nil {
			break
		}
		select {
		case j = <-w.queue:
		default:
			more = false
		}
	}
	var err error
	if f := w.fatal.Load(); f != nil {
		err = *f
	} else {
		err = w.commit(ctx, tx)
	}
	if err != nil {
		w.conn.ExecContext(ctx, `ROLLBACK`)
		clear(w.logs)
		err = w.broken(err)
	}
	for _, r := range results {
		if err != nil {
			r.err = err
		}
		r.done <- r.err
	}
}

func (w *writer) begin(ctx context.Context) error {
	if !w.s.pg {
		_, err := w.conn.ExecContext(ctx, `BEGIN IMMEDIATE`)
		return err
	}
	if _, err := w.conn.ExecContext(ctx, `BEGIN ISOLATION LEVEL READ COMMITTED`); err != nil {
		return err
	}
	// The logs are locked before the first savepoint, in one order, so that what an act reads of them and of entries stands
	// still until the commit, also where another process writes to the same database.
	_, err := w.conn.ExecContext(ctx, `SELECT id FROM log WHERE closed = 0 ORDER BY lane, id FOR UPDATE`)
	if err != nil {
		w.conn.ExecContext(ctx, `ROLLBACK`)
	}
	return err
}

// reconnect takes another connection after the old one has failed between transactions.
func (w *writer) reconnect(ctx context.Context) error {
	for _, st := range w.stmts {
		st.Close()
	}
	clear(w.stmts)
	clear(w.logs)
	w.conn.Close()
	conn, err := w.s.write.Conn(ctx)
	if err == nil {
		w.conn = conn
	}
	return err
}

// commit stores the new sizes of the logs and commits.
func (w *writer) commit(ctx context.Context, tx *Tx) error {
	for id := range tx.touched {
		l := w.logs[id]
		if _, err := w.exec(ctx, `UPDATE log SET size = $1, received_at = $2 WHERE id = $3`, l.edge.Size, l.received, id); err != nil {
			return err
		}
		l.size = l.edge.Size
	}
	_, err := w.conn.ExecContext(ctx, `COMMIT`)
	return err
}

// broken notes that the database failed at the writer's own work. After a failed commit nobody knows what is on the
// disk, so nothing is written any more and the process has to be restarted (docs/decision/0006).
func (w *writer) broken(err error) error {
	var f error = fault.New(fault.Unavailable, "the register cannot be written; this process must be restarted").Because(err)
	w.fatal.CompareAndSwap(nil, &f)
	return *w.fatal.Load()
}

// Broken tells why nothing can be written any more, or nil.
func (s *Store) Broken() error {
	if s.w == nil {
		return nil
	}
	if err := s.w.fatal.Load(); err != nil {
		return *err
	}
	if err := s.vault.fatal.Load(); err != nil {
		return fault.New(fault.Unavailable, "the vault cannot be written; this process must be restarted").Because(*err)
	}
	return nil
}

func (w *writer) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	st, ok := w.stmts[text]
	if !ok {
		var err error
		if st, err = w.conn.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
		w.stmts[text] = st
	}
	return st, nil
}

func (w *writer) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	st, err := w.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

// Tx is the open transaction of the writer as one function sees it.
type Tx struct {
	w       *writer
	ctx     context.Context
	touched map[int64]bool           // logs appended to in this group
	now     map[int64]time.Time      // of the acts of this function on a log, once it was asked for
	saved   map[int64]openLog        // their state before this function, to go back to
	heads   map[ipr.ID]register.Head // loaded or written by this function; a zero head is known to be absent
	rows    pending
}

var _ register.Tx = (*Tx)(nil)

// savepoint runs one function so that its failure leaves nothing behind.
func (tx *Tx) savepoint(j job) (err error) {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	w := tx.w
	tx.now, tx.saved, tx.heads, tx.rows = map[int64]time.Time{}, map[int64]openLog{}, map[ipr.ID]register.Head{}, pending{}
	if _, err := w.exec(tx.ctx, `SAVEPOINT act`); err != nil {
		return w.broken(err)
	}
	defer func() {
		if err == nil {
			if _, err = w.exec(tx.ctx, `RELEASE SAVEPOINT act`); err != nil {
				err = w.broken(err)
			}
			return
		}
		for id, l := range tx.saved {
			*w.logs[id] = l
		}
		_, e1 := w.exec(tx.ctx, `ROLLBACK TO SAVEPOINT act`)
		_, e2 := w.exec(tx.ctx, `RELEASE SAVEPOINT act`)
		if e := errors.Join(e1, e2); e != nil {
			w.broken(e)
		}
	}()
	if err := j.f(tx); err != nil {
		return err
	}
	if err := tx.flush(); err != nil {
		return fault.New(fault.Unavailable, "the register could not be written").Because(err)
	}
	return nil
}

func (tx *Tx) exec(text string, args ...any) error {
	_, err := tx.w.exec(tx.ctx, text, args...)
	return err
}

// Act is Update as the domain packages ask for it.
func (s *Store) Act(ctx context.Context, f func(register.Tx) error) error {
	return s.Update(ctx, func(tx *Tx) error { return f(tx) })
}
