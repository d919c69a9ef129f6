package store_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

func TestALostKeyOfALogIsNotReplaced(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s, err := store.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", "file:"+filepath.Join(o.Dir, "vault.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`DELETE FROM signer`); err != nil {
			t.Fatal(err)
		}
		s = storetest.Open(t, o)
		appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/1"), Act: "file"}))
		if err := s.Publish(ctx); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("publishing without the key gives %v", err)
		}
		if logs, _ := s.Logs(ctx); logs[0].Size != 0 {
			t.Errorf("a checkpoint of size %d was published", logs[0].Size)
		}
	})
}

// TestTwoProcessesAppendToOneLog runs two stores on one PostgreSQL database, with acts on both lanes and acts that fail.
func TestTwoProcessesAppendToOneLog(t *testing.T) {
	o := store.Options{Dir: t.TempDir(), Host: "test.invalid", Postgres: storetest.Postgres(t)}
	other := o
	other.Dir = t.TempDir()
	stores := []*store.Store{storetest.Open(t, o), storetest.Open(t, other)}
	refused := fault.New(fault.Conflict, "no")
	var wg sync.WaitGroup
	for i := range 120 {
		s := stores[i%2]
		lane := lanes[i/2%2]
		one := prepare(t, s, register.Event{Lane: lane, Entry: id(t, fmt.Sprintf("VN/TM/%d", i)), Act: "file"})
		shared := prepare(t, s, register.Event{Lane: lane, Entry: id(t, "VN/TM/shared"), Act: "file"})
		wg.Go(func() {
			err := s.Update(ctx, func(tx *store.Tx) error {
				if _, err := tx.Append(ctx, one); err != nil {
					return err
				}
				if _, err := tx.Append(ctx, shared); err != nil {
					return err
				}
				if i%5 == 0 {
					return refused
				}
				return nil
			})
			if (i%5 == 0) != (err == refused) || (i%5 != 0 && err != nil) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if err := stores[0].Publish(ctx); err != nil {
		t.Fatal(err)
	}
	v := verify(t, stores[0])
	if v.Events != 192 || v.Entries != 97 || len(v.Findings) != 0 {
		t.Errorf("%d events, %d entries, findings %v", v.Events, v.Entries, v.Findings)
	}
}

var lanes = []register.Lane{register.Register, register.Library}

func TestAReceiptOfASealedLeafCanBeRefreshed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		filled(t, s)
		if _, err := s.Prove(ctx, register.Register, 1, 1); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a sealed leaf is told of: %v", err)
		}
		p, err := s.Include(ctx, register.Register, 1, 1)
		if err != nil || p.Leaf != nil || p.Disclosures != nil || len(p.Hashes) == 0 {
			t.Errorf("its place is proved by %+v (%v)", p, err)
		}
	})
}

func TestAnEventThatNoReaderTakesIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		filled(t, s)
		a := id(t, "VN/TM/4-2026-2")
		h := strings.Repeat("A", 43)
		for name, f := range map[string]register.Field{
			"covers what is not there":         {Name: "record.covers", Value: rawJSON(`[[99999,"` + h + `"]]`)},
			"corrects another digest":          {Name: "corrects", Value: rawJSON(`[[0,"` + h + `"]]`)},
			"says that it opens, and does not": {Name: "record.opens", Value: rawJSON(`[[0,"` + h + `"]]`)},
		} {
			p := prepare(t, s, register.Event{Entry: a, Act: "correct", Field: []register.Field{f}})
			err := s.Update(ctx, func(tx *store.Tx) error { _, err := tx.Append(ctx, p); return err })
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("an event that %s gives %v", name, err)
			}
		}
	})
}
