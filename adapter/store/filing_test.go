package store_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

var hanoi = time.FixedZone("ICT", 7*3600)

// desk is the reception desk of an office whose applications are numbered at filing or at payment.
func desk(t testing.TB, s *store.Store, given string, now *time.Time) *filing.Desk {
	t.Helper()
	p, err := law.ParsePack([]byte("pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nnumbers:\n" +
		"  - {right: TM, form: 4-YYYY-NNNNN, given: " + given + ", opens: publish, confidence: C, source: [memory]}\nsources: {memory: memory}\n"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := law.Own().Corrected(p)
	if err != nil {
		t.Fatal(err)
	}
	return &filing.Desk{Books: s.Filings(), Law: l, Office: "VN", Zone: hanoi, Clock: func() time.Time { return *now }}
}

func file(t testing.TB, d *filing.Desk, account, key string, i int) (*filing.Submission, error) {
	t.Helper()
	a, docs := application(1, i)
	return d.File(context.Background(), filing.Request{Account: account, Key: key, Application: a, Documents: filing.Documents(docs...)})
}

func TestReceiptOfASealedFilingVerifies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "filing", &now)
		sub, err := file(t, d, "a-1", "k1", 1)
		if err != nil {
			t.Fatal(err)
		}
		if sub.Number() != "4-2026-00001" || sub.State() != filing.Pending {
			t.Errorf("the filing has the number %q and is %s", sub.Number(), sub.State())
		}
		r, err := d.Receipt(t.Context(), sub)
		if err != nil {
			t.Fatal(err)
		}
		logs, err := s.Logs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		policy := ""
		for _, l := range logs {
			if l.Lane == register.Register {
				policy = "log " + l.Key + "\nquorum none\n"
			}
		}
		v, err := register.VerifyReceipt(r.Bytes(), []byte(policy), register.VerifyOptions{Now: now.Add(time.Minute)})
		if err != nil {
			t.Fatalf("the receipt does not verify: %v", err)
		}
		if len(v.Disclosed) < 6 {
			t.Errorf("the receipt tells %d things", len(v.Disclosed))
		}
		e, err := s.Entry(t.Context(), sub.Entry)
		if err == nil && e.Mark != nil {
			t.Errorf("the register tells %q of an application that is not published", e.Mark.Text)
		}
	})
}

func TestFilingIsMadeOnceUnderAKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "filing", &now)
		first, err := file(t, d, "a-1", "k1", 1)
		if err != nil {
			t.Fatal(err)
		}
		again, err := file(t, d, "a-1", "k1", 1)
		if err != nil || again.ID != first.ID {
			t.Errorf("the same request made %v, %v", again, err)
		}
		if _, err := file(t, d, "a-1", "k1", 2); fault.KindOf(err) != fault.Conflict {
			t.Errorf("another application under the key gives %v", err)
		}
		if other, err := file(t, d, "a-2", "k1", 2); err != nil || other.Number() != "4-2026-00002" {
			t.Errorf("another account under the same key gives %v, %v", other, err)
		}
		found, err := d.Find(t.Context(), "a-1", "k1")
		if err != nil || found.Number() != first.Number() || found.Place != first.Place {
			t.Errorf("the key finds %v, %v", found, err)
		}
		if _, err := d.Find(t.Context(), "a-2", "k2"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a key that nobody used finds %v", err)
		}
	})
}

func TestManyAtOnceUnderOneKeyMakeOneFiling(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "filing", &now)
		ids := make([]string, 16)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				sub, err := file(t, d, "a-1", "k", 1)
				if err != nil {
					t.Error(err)
					return
				}
				ids[i] = sub.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("one key made %q", ids)
			}
		}
	})
}

func TestDayOfFilingIsThatOfTheOffice(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := time.Date(2026, 3, 31, 17, 30, 0, 0, time.UTC)
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		sub, err := file(t, desk(t, s, "filing", &now), "a-1", "k1", 1)
		if err != nil {
			t.Fatal(err)
		}
		if sub.Day.String() != "2026-04-01" {
			t.Errorf("a filing at 00:30 of 1 April in Hà Nội is of %s", sub.Day)
		}
	})
}

func TestBooksAndLeafTellTheSameSecond(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := storetest.Now
		o.Clock = func() time.Time { now = now.Add(700 * time.Millisecond); return now } // whoever asks twice gets two answers
		s := storetest.Open(t, o)
		d := desk(t, s, "filing", &now)
		for i := range 5 {
			if _, err := file(t, d, "a-1", fmt.Sprint(i), i); err != nil {
				t.Fatal(err)
			}
		}
		if v := verify(t, s); len(v.Findings) > 0 {
			t.Errorf("found %v", v.Findings)
		}
	})
}

func TestNumberComesWithThePayment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "payment", &now)
		var subs []*filing.Submission
		for i := range 3 {
			sub, err := file(t, d, "a-1", fmt.Sprint(i), i)
			if err != nil {
				t.Fatal(err)
			}
			if sub.Number() != "" || sub.State() != filing.Waiting || sub.Entry.Number != sub.ID {
				t.Errorf("before the payment the filing has %q, is %s and stands at %s", sub.Number(), sub.State(), sub.Entry)
			}
			subs = append(subs, sub)
		}
		for i, k := range []int{2, 0, 2, 1} { // twice for one of them
			sub, err := d.Confirm(t.Context(), subs[k].ID, "a-9", 1000000, "PT 12")
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"4-2026-00001", "4-2026-00002", "4-2026-00001", "4-2026-00003"}[i]
			if sub.Number() != want || sub.Day != subs[k].Day {
				t.Errorf("payment %d gives %q, want %q", i+1, sub.Number(), want)
			}
		}
		heads, err := s.Find(t.Context(), subs[0].Right())
		if err == nil && len(heads) > 0 {
			t.Errorf("an application that is not published is found: %v", heads)
		}
	})
}

func TestDocumentsAreKeptAsTheyCameAndUnreadable(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		now := storetest.Now
		d := desk(t, s, "filing", &now)
		a, docs := application(1, 1)
		big := bytes.Repeat([]byte("CANARY-OF-A-DRAWING "), 40000) // several pieces, and a file of its own
		docs = append(docs, big)
		a.Files = append(a.Files, filing.Attachment{Role: "drawings", Name: "drawings.pdf", Type: "application/pdf", Size: int64(len(big)), SHA256: filing.Documents(big)[0].SHA256})
		sub, err := d.File(t.Context(), filing.Request{Account: "a-1", Key: "k", Application: a, Documents: filing.Documents(docs...)})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range a.Files {
			r, err := s.Filings().File(t.Context(), sub.ID, f.SHA256)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			r.Close()
			if err != nil || !bytes.Equal(got, docs[i]) {
				t.Errorf("%s came back with %d of %d bytes, %v", f.Name, len(got), len(docs[i]), err)
			}
		}
		back, err := d.Application(t.Context(), sub.ID)
		if err != nil || !bytes.Equal(back.Bytes(), a.Bytes()) {
			t.Errorf("the application came back as %v, %v", back, err)
		}
		if where := grep(t, o.Dir, "CANARY-OF-A-DRAWING", "VÂN HẠC 1", "1 Đường Mẫu"); len(where) > 0 {
			t.Errorf("what is sealed can be read in %q", where)
		}
	})
}

func TestWhatTheDeskCannotReceiveLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "filing", &now)
		before, err := s.Committed(t.Context(), register.Register)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			rule   string
			change func(r *filing.Request)
			want   string
		}{
			{"a document that did not come", func(r *filing.Request) { r.Documents = r.Documents[1:] }, "did not come"},
			{"a document that is another one", func(r *filing.Request) { r.Documents[0].Body = strings.NewReader("another") }, "not the one"},
			{"nobody applies", func(r *filing.Request) { r.Application.Applicants = nil }, "who applies"},
			{"no sign", func(r *filing.Request) { r.Application.Mark = nil }, "the sign is missing"},
			{"nobody signed", func(r *filing.Request) { r.Application.Signatures = nil }, "nobody has signed"},
			{"no key", func(r *filing.Request) { r.Key = "" }, "key of a request"},
			{"nobody files", func(r *filing.Request) { r.Account = "" }, "somebody has to file"},
		} {
			t.Run(c.rule, func(t *testing.T) {
				a, docs := application(1, 7)
				r := filing.Request{Account: "a-1", Key: "k7", Application: a, Documents: filing.Documents(docs...)}
				c.change(&r)
				if _, err := d.File(t.Context(), r); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %q", err, c.want)
				}
			})
		}
		if after, err := s.Committed(t.Context(), register.Register); err != nil || after != before {
			t.Errorf("the log grew from %d to %d, %v", before, after, err)
		}
		if sub, err := file(t, d, "a-1", "k7", 7); err != nil || sub.Number() != "4-2026-00001" {
			t.Errorf("after the refusals the first filing is %v, %v", sub, err)
		}
	})
}

// grep names the files below a folder that hold one of the words in clear.
func grep(t *testing.T, dir string, words ...string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				found = append(found, e.Name()+": "+w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
