package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

func entrance(t *testing.T) (*store.EntranceBooks, *store.Store) {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: t.TempDir(), Host: "test.invalid", Clock: func() time.Time { return storetest.Now }})
	b, err := s.Entrance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b, s
}

func TestSessionsOfTheBooks(t *testing.T) {
	b, _ := entrance(t)
	ctx, now := t.Context(), storetest.Now
	for _, s := range []struct{ token, account string }{{"one", "a-1"}, {"two", "a-1"}, {"three", "a-2"}, {"stranger", ""}} {
		if err := b.SaveSession(ctx, s.token, s.account, []byte("body of "+s.token), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if body, found, err := b.Session(ctx, "one", now); string(body) != "body of one" || !found || err != nil {
		t.Errorf("%q, %v, %v", body, found, err)
	}
	if _, found, err := b.Session(ctx, "one", now.Add(time.Hour)); found || err != nil {
		t.Errorf("after its end: %v, %v", found, err)
	}
	list := func(account string) string {
		var all []string
		if err := b.EachSession(ctx, account, now, func(token string, body []byte) error { all = append(all, token+"="+string(body)); return nil }); err != nil {
			t.Fatal(err)
		}
		return strings.Join(all, " ")
	}
	if got := list("a-1"); got != "one=body of one two=body of two" {
		t.Errorf("sessions %q", got)
	}
	if err := b.EndSession(ctx, "one"); err != nil {
		t.Fatal(err)
	}
	if err := b.SaveSession(ctx, "one", "a-1", []byte("again"), now.Add(time.Hour)); err != nil { // by a request that had read it before
		t.Fatal(err)
	}
	if _, found, err := b.Session(ctx, "one", now); found || err != nil || list("a-1") != "two=body of two" {
		t.Errorf("an ended session came back: %v, %v, %q", found, err, list("a-1"))
	}
	if err := b.Sweep(ctx, now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if list("a-2") != "" {
		t.Error("a session outlives its end")
	}
}

func TestTicketIsTakenOnce(t *testing.T) {
	b, _ := entrance(t)
	ctx, now := t.Context(), storetest.Now
	for _, token := range []string{"one", "two"} {
		if err := b.KeepTicket(ctx, token, "a-1", "reset", []byte("body of "+token), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := b.TakeTicket(ctx, "one", now.Add(time.Hour)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("too old: %v", err)
	}
	if p, body, err := b.Ticket(ctx, "one", now); p != "reset" || string(body) != "body of one" || err != nil {
		t.Errorf("%q, %q, %v", p, body, err)
	}
	var taken atomic.Int32
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			if _, _, err := b.TakeTicket(ctx, "one", now); err == nil {
				taken.Add(1)
			}
		})
	}
	work.Wait()
	if taken.Load() != 1 {
		t.Errorf("taken %d times", taken.Load())
	}
	if err := b.DropTickets(ctx, "a-1"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Ticket(ctx, "two", now); fault.KindOf(err) != fault.NotFound {
		t.Errorf("dropped: %v", err)
	}
}

func TestWhatIsUsedOnceIsUsedOnce(t *testing.T) {
	b, _ := entrance(t)
	var first atomic.Int32
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			if ok, err := b.UseOnce(t.Context(), "code 7", storetest.Now.Add(time.Minute)); ok && err == nil {
				first.Add(1)
			}
		})
	}
	work.Wait()
	if first.Load() != 1 {
		t.Errorf("used %d times", first.Load())
	}
}

func TestTriesOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	o := store.Options{Dir: dir, Host: "test.invalid", Clock: func() time.Time { return storetest.Now }}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Entrance(t.Context())
	if err == nil {
		err = b.CountTries(t.Context(), "account x", 7, storetest.Now.Add(time.Hour))
	}
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	b, err = storetest.Open(t, o).Entrance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n, ends, err := b.Tries(t.Context(), "account x", storetest.Now); n != 7 || !ends.Equal(storetest.Now.Add(time.Hour)) || err != nil {
		t.Errorf("%d until %s, %v", n, ends, err)
	}
	if n, _, err := b.Tries(t.Context(), "account x", storetest.Now.Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("after the stretch: %d, %v", n, err)
	}
}

// Whoever has the files but not the vault reads nothing of sessions, tickets, letters and scans.
func TestStolenFilesTellNothing(t *testing.T) {
	const canary = "canary-cà-mau"
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Host: "test.invalid", Clock: func() time.Time { return storetest.Now }})
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Entrance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Outbox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, scanned := s.KeepScan(t.Context(), strings.NewReader(strings.Repeat(canary+" ", 100)), 1<<20)
	err = errors.Join(
		b.SaveSession(t.Context(), "token", "a-1", []byte(canary), storetest.Now.Add(time.Hour)),
		b.KeepTicket(t.Context(), "ticket", "a-1", "reset", []byte(canary), storetest.Now.Add(time.Hour)),
		o.Send(t.Context(), office.Letter{To: canary + "@example.org", Text: office.Words{locale.Vi: canary}}),
		scanned, s.Close())
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if seen++; bytes.Contains(body, []byte(canary)) {
			t.Errorf("%s tells it", filepath.Base(path))
		}
		return err
	})
	if err != nil || seen < 3 {
		t.Errorf("%d files, %v", seen, err)
	}
}

func TestScanIsKeptOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		body := strings.Repeat("giấy ủy quyền ", 40_000) // more than one piece
		first, err := s.KeepScan(t.Context(), strings.NewReader(body), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.KeepScan(t.Context(), strings.NewReader(body), 1<<20)
		if err != nil || again != first {
			t.Errorf("%s and %s, %v", first, again, err)
		}
		r, err := s.OpenScan(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil || string(got) != body {
			t.Errorf("%d bytes of %d, %v", len(got), len(body), err)
		}
		if _, err := s.KeepScan(t.Context(), strings.NewReader(body), 1000); fault.KindOf(err) != fault.Invalid {
			t.Errorf("too large: %v", err)
		}
		if _, err := s.OpenScan(t.Context(), strings.Repeat("0", 64)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no scan: %v", err)
		}
	})
}

// A letter is written with its act: where the act fails there is no letter, and where the letter cannot be made there is no act.
func TestLetterIsWrittenWithItsAct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		o, err := s.Outbox(ctx)
		if err != nil {
			t.Fatal(err)
		}
		fails := errors.New("no letter")
		db := o.Noticing(func(_ context.Context, r office.Reader, f office.Fact) ([]office.Letter, error) {
			if f.What == office.StateSet {
				return nil, fails
			}
			return []office.Letter{{To: "sen@example.org", Subject: office.Same(string(f.What))}}, nil
		})
		fact := func(what office.What, body string) office.Fact {
			return office.Fact{Subject: "a-0000000000000001", At: storetest.Now, By: "a-0000000000000001", What: what, Body: []byte(body)}
		}
		if err := db.Update(ctx, func(tx office.Tx) error {
			return tx.AddFact(ctx, fact(office.AccountOpened, `{"party":"p-0000000000000001"}`))
		}); err != nil {
			t.Fatal(err)
		}
		stop := errors.New("stop")
		err = db.Update(ctx, func(tx office.Tx) error {
			return errors.Join(tx.AddFact(ctx, fact(office.EmailTold, `{"email":"sen@example.org"}`)), stop)
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if err := db.Update(ctx, func(tx office.Tx) error { return tx.AddFact(ctx, fact(office.StateSet, `{"state":"suspended"}`)) }); !errors.Is(err, fails) {
			t.Fatal(err)
		}
		due, err := o.Due(ctx, storetest.Now, 10)
		if err != nil || len(due) != 1 || due[0].Letter.Subject.In(locale.Vi) != string(office.AccountOpened) {
			t.Errorf("letters %+v, %v", due, err)
		}
		err = db.View(ctx, func(r office.Reader) error {
			facts, err := r.Facts(ctx, "a-0000000000000001")
			if len(facts) != 1 {
				t.Errorf("%d facts", len(facts))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLettersWaitAndGo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := t.Context(), storetest.Now
		o, err := s.Outbox(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []string{"a@example.org", "b@example.org", "c@example.org"} {
			if err := o.Send(ctx, office.Letter{To: to, First: locale.En, Subject: office.Same("x"), Text: office.Words{locale.Vi: "một", locale.En: "one"}}); err != nil {
				t.Fatal(err)
			}
		}
		due, err := o.Due(ctx, now, 10)
		if err != nil || len(due) != 3 {
			t.Fatalf("%d letters, %v", len(due), err)
		}
		if q := due[0]; !q.Made.Equal(now) || q.Tries != 0 || q.Letter.First != locale.En || q.Letter.Text[locale.En] != "one" || len(q.ID) < 20 {
			t.Errorf("letter %+v", q)
		}
		if err := errors.Join(o.Sent(ctx, due[0].ID), o.Refused(ctx, due[1].ID, "550"), o.Later(ctx, due[2].ID, "451", now.Add(time.Minute)), o.Later(ctx, due[0].ID, "late", now)); err != nil {
			t.Fatal(err)
		}
		if rest, err := o.Due(ctx, now, 10); err != nil || len(rest) != 0 {
			t.Errorf("%d letters, %v", len(rest), err)
		}
		rest, err := o.Due(ctx, now.Add(time.Minute), 10)
		if err != nil || len(rest) != 1 || rest[0].ID != due[2].ID || rest[0].Tries != 1 {
			t.Errorf("letters %+v, %v", rest, err)
		}
		for state, want := range map[string]int64{"sent": 1, "refused": 1, "waiting": 1} {
			if n, err := o.Count(ctx, state); n != want || err != nil {
				t.Errorf("%d letters are %s, %v", n, state, err)
			}
		}
	})
}
