package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// often reads with texts that are asked a thousand times a second. SQLite reads such a text anew each time unless it is prepared; the
// driver of PostgreSQL remembers by itself.
type often struct {
	db *sql.DB
	pg bool

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func (o *often) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	st, ok := o.stmts[text]
	if !ok {
		var err error
		if st, err = o.db.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
		if o.stmts == nil {
			o.stmts = map[string]*sql.Stmt{}
		}
		o.stmts[text] = st
	}
	return st, nil
}

// QueryContext runs a query.
func (o *often) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if o.pg {
		return o.db.QueryContext(ctx, text, args...)
	}
	st, err := o.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// QueryRowContext runs a query for one row.
func (o *often) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if !o.pg {
		if st, err := o.stmt(ctx, text); err == nil {
			return st.QueryRowContext(ctx, args...)
		}
	}
	return o.db.QueryRowContext(ctx, text, args...)
}

func (o *often) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var errs []error
	for _, st := range o.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(errs...)
}
