package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// traffic counts what is not law: pages shown and searches made, per day and name, without saying by whom. It lies in
// traffic.db, apart from the register, with synchronous=NORMAL.
type traffic struct {
	db *sql.DB
	mu sync.Mutex
	n  map[count]int64
}

type count struct{ day, name string }

func openTraffic(ctx context.Context, path string) (*traffic, error) {
	db, err := openSQLite(path, "synchronous(NORMAL)", false)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS traffic (day TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, name));`+draftSchema+entranceSchema)
	if err != nil {
		db.Close()
		return nil, err
	}
	return &traffic{db: db, n: map[count]int64{}}, nil
}

// CountTraffic counts one page or search under a name.
func (s *Store) CountTraffic(at time.Time, name string) {
	if s.stats == nil {
		return
	}
	s.stats.mu.Lock()
	s.stats.n[count{at.UTC().Format(time.DateOnly), name}]++
	s.stats.mu.Unlock()
}

// FlushTraffic writes what was counted. Losing a minute of it in a crash is accepted.
func (s *Store) FlushTraffic(ctx context.Context) error {
	if s.stats == nil {
		return nil
	}
	return s.stats.flush(ctx)
}

func (t *traffic) flush(ctx context.Context) error {
	t.mu.Lock()
	n := t.n
	t.n = map[count]int64{}
	t.mu.Unlock()
	for c, k := range n {
		if _, err := t.db.ExecContext(ctx, `INSERT INTO traffic (day, name, n) VALUES ($1, $2, $3) ON CONFLICT (day, name) DO UPDATE SET n = n + excluded.n`, c.day, c.name, k); err != nil {
			return err
		}
	}
	return nil
}

// Traffic gives the count under a name over all days.
func (s *Store) Traffic(ctx context.Context, name string) (n int64, err error) {
	if s.stats == nil {
		return 0, nil
	}
	if err := s.FlushTraffic(ctx); err != nil {
		return 0, err
	}
	err = s.stats.db.QueryRowContext(ctx, `SELECT COALESCE(SUM(n), 0) FROM traffic WHERE name = $1`, name).Scan(&n)
	return n, err
}

func (t *traffic) close() error {
	if err := t.flush(context.Background()); err != nil {
		t.db.Close()
		return err
	}
	return t.db.Close()
}
