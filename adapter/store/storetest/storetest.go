// Package storetest gives tests a fresh register on every engine: always on SQLite, and on PostgreSQL where
// MUNIMENT_TEST_POSTGRES names a server on which databases may be made. With MUNIMENT_TEST_BOTH=1 a missing PostgreSQL
// is a failure, so that nobody takes half a suite for a whole one.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
)

// Now is the time at which the clock of a fresh register stands.
var Now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

// Each runs f on a fresh register of each engine.
func Each(t *testing.T, f func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachOptions(t, func(t *testing.T, o store.Options) { f(t, Open(t, o)) })
}

// EachOptions runs f with options for a fresh register of each engine.
func EachOptions(t *testing.T, f func(t *testing.T, o store.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, options(t)) })
	t.Run("postgres", func(t *testing.T) {
		o := options(t)
		o.Postgres = Postgres(t)
		f(t, o)
	})
}

func options(t testing.TB) store.Options {
	return store.Options{Dir: t.TempDir(), Host: "test.invalid", Clock: func() time.Time { return Now }}
}

// Open opens a register for the length of the test.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Postgres makes a database of its own for the test and gives its address. The test is skipped where no server is named.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("MUNIMENT_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("MUNIMENT_TEST_BOTH") != "" {
			t.Fatal("MUNIMENT_TEST_BOTH is set, but MUNIMENT_TEST_POSTGRES names no server")
		}
		t.Skip("MUNIMENT_TEST_POSTGRES names no server; make test starts one")
	}
	name := make([]byte, 8)
	rand.Read(name)
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	database := "test_" + hex.EncodeToString(name)
	if _, err := db.Exec(`CREATE DATABASE ` + database + ` TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db, err := sql.Open("pgx", server)
		if err != nil {
			t.Error(err)
			return
		}
		defer db.Close()
		if _, err := db.Exec(`DROP DATABASE ` + database + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}
