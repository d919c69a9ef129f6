package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// Options say where a register lies and how it is opened.
type Options struct {
	Dir      string           // data folder; made if it is absent
	Postgres string           // address postgres://…; "" for SQLite in the data folder
	Host     string           // host of the origins of new logs, such as "demo.invalid"
	ReadOnly bool             // beside a running writer; nothing is made or changed
	Clock    func() time.Time // the wall clock; time.Now if nil
}

// Store is an open register.
type Store struct {
	opt    Options
	pg     bool
	read   *sql.DB
	often  often // on read
	write  *sql.DB
	vault  *vault
	stats  *traffic
	w      *writer
	unlock func() error
	tiles  tileCache
	prover prover

	gazetteer gazetteerCache

	mu   sync.RWMutex
	logs map[int64]*logRow // as of the last publication, by row id
}

//go:embed migration/*.sql
var migrations embed.FS

// Open opens the register, making it if it is not there. Errors: Conflict if another process writes to the folder,
// NotFound if it is opened read-only and is not there, Unavailable if the database cannot be reached.
func Open(ctx context.Context, opt Options) (s *Store, err error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Host == "" {
		opt.Host = "demo.invalid"
	}
	s = &Store{opt: opt, pg: opt.Postgres != "", logs: map[int64]*logRow{}}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if opt.ReadOnly {
		if _, err := os.Stat(filepath.Join(opt.Dir, "vault.db")); errors.Is(err, fs.ErrNotExist) {
			return s, fault.New(fault.NotFound, "there is no register in %s", opt.Dir).Hinting("start one with `muniment demo` or `muniment serve`, or name its folder with --data")
		}
	} else {
		if err := os.MkdirAll(opt.Dir, 0o700); err != nil {
			return s, fault.New(fault.Unavailable, "the data folder cannot be made").Because(err)
		}
		if s.unlock, err = lock(filepath.Join(opt.Dir, "lock")); err != nil {
			return s, err
		}
	}
	if err := s.connect(ctx); err != nil {
		return s, err
	}
	s.often.db, s.often.pg = s.read, s.pg
	if s.vault, err = openVault(ctx, filepath.Join(opt.Dir, "vault.db"), opt.ReadOnly); err != nil {
		return s, err
	}
	if opt.ReadOnly {
		return s, s.refresh(ctx)
	}
	if s.stats, err = openTraffic(ctx, filepath.Join(opt.Dir, "traffic.db")); err != nil {
		return s, err
	}
	for _, lane := range []register.Lane{register.Register, register.Library} {
		if err := s.ensureLog(ctx, lane); err != nil {
			return s, err
		}
	}
	if err := s.refresh(ctx); err != nil {
		return s, err
	}
	if s.w, err = startWriter(ctx, s); err != nil {
		return s, err
	}
	return s, s.sweep()
}

func (s *Store) connect(ctx context.Context) (err error) {
	if s.pg {
		config, err := pgx.ParseConfig(s.opt.Postgres)
		if err != nil {
			return fault.New(fault.Unavailable, "the address of the PostgreSQL database is not valid").Because(err)
		}
		// A plan made while a table was empty scans it, and would be kept while an import fills it.
		config.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
		s.write = stdlib.OpenDB(*config)
		s.write.SetMaxOpenConns(16)
		s.write.SetMaxIdleConns(8)
		s.read = s.write
		if err := s.write.PingContext(ctx); err != nil {
			return fault.New(fault.Unavailable, "the PostgreSQL database cannot be reached").Because(err)
		}
	} else {
		path := filepath.Join(s.opt.Dir, "muniment.db")
		if !s.opt.ReadOnly {
			if s.write, err = openSQLite(path, "synchronous(FULL)", false); err != nil {
				return err
			}
			s.write.SetMaxOpenConns(1)
		}
		if !s.opt.ReadOnly {
			if err := s.migrate(ctx); err != nil {
				return err
			}
		}
		if s.read, err = openSQLite(path, "synchronous(FULL)", true); err != nil {
			return err
		}
		s.read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
		s.read.SetMaxIdleConns(max(4, 2*runtime.NumCPU()))
		return nil
	}
	if s.opt.ReadOnly {
		return nil
	}
	return s.migrate(ctx)
}

func openSQLite(path, sync string, readOnly bool) (*sql.DB, error) {
	dsn := "file:" + (&pathURL{path}).String() + "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)&_pragma=cache_size(-65536)&_pragma=temp_store(MEMORY)"
	if readOnly {
		dsn += "&mode=ro&_pragma=query_only(1)"
	} else {
		dsn += "&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=" + sync + "&_pragma=wal_autocheckpoint(4000)"
	}
	if !readOnly { // SQLite gives its other files the permissions of this one
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			return nil, fault.New(fault.Unavailable, "the database file %s cannot be opened", path).Because(err)
		}
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the database file cannot be opened").Because(err)
	}
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, fault.New(fault.Unavailable, "the database file %s cannot be opened", path).Because(err)
	}
	return db, nil
}

type pathURL struct{ path string }

// String escapes what a file: address cannot hold.
func (p *pathURL) String() string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p.path)
}

// migrate brings the schema up to date. A migration is one text for both engines, or one each under the same number.
func (s *Store) migrate(ctx context.Context) error {
	dialect, other := goose.DialectSQLite3, ".postgres.sql"
	if s.pg {
		dialect, other = goose.DialectPostgres, ".sqlite.sql"
	}
	dir, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, s.write, without{dir, other})
	if err != nil {
		return fmt.Errorf("reading migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fault.New(fault.Unavailable, "the database's schema cannot be brought up to date").Because(err)
	}
	return nil
}

// without is a folder less the files of the other engine.
type without struct {
	fs.FS
	suffix string
}

func (w without) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(w.FS, pattern)
	keep := all[:0]
	for _, name := range all {
		if !strings.HasSuffix(name, w.suffix) {
			keep = append(keep, name)
		}
	}
	return keep, err
}

// Close waits for what is being written and closes the register.
func (s *Store) Close() error {
	var errs []error
	if s.w != nil {
		errs = append(errs, s.w.stop())
	}
	errs = append(errs, s.often.close())
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.vault != nil {
		errs = append(errs, s.vault.db.Close())
	}
	if s.stats != nil {
		errs = append(errs, s.stats.close())
	}
	if s.unlock != nil {
		errs = append(errs, s.unlock())
	}
	return errors.Join(errs...)
}

// Dir is the data folder.
func (s *Store) Dir() string { return s.opt.Dir }

// Engine names the database and its durability settings, for benchmarks and the status page.
func (s *Store) Engine() string {
	if s.pg {
		var sync string
		if err := s.read.QueryRow(`SHOW synchronous_commit`).Scan(&sync); err != nil {
			sync = "unknown"
		}
		return "PostgreSQL, synchronous_commit=" + sync
	}
	return "SQLite, WAL, synchronous=FULL"
}

// Setting reads what is told of the office under a name; "" if nothing is.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := s.read.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = $1`, name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

// SaveSetting tells something of the office.
func (s *Store) SaveSetting(ctx context.Context, name, value string) error {
	return s.Update(ctx, func(tx *Tx) error { return tx.Setting(name, value) })
}

// Setting tells something of the office, with the act.
func (tx *Tx) Setting(name, value string) error {
	return tx.exec(`INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}

// Committed is how many events the open log of a lane has, published or not.
func (s *Store) Committed(ctx context.Context, lane register.Lane) (n int64, err error) {
	l, err := s.current(lane)
	if err != nil {
		return 0, err
	}
	err = s.read.QueryRowContext(ctx, `SELECT size FROM log WHERE id = $1`, l.id).Scan(&n)
	return n, err
}
