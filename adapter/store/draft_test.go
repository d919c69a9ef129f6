package store_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
)

func writer(s *store.Store, now *time.Time) *filing.Writer {
	return &filing.Writer{Drafts: s.Drafts(), Clock: func() time.Time { return *now }}
}

func TestDraftIsSeenByThoseWhoShareItOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		w := writer(s, &now)
		d, err := w.Begin(t.Context(), "a-1", ipr.Patent, "vi")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Open(t.Context(), "a-2", d.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another account opens the draft: %v", err)
		}
		if err := s.Drafts().Share(t.Context(), d.ID, "a-2", true); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Open(t.Context(), "a-2", d.ID); err != nil {
			t.Errorf("an account with which it is shared: %v", err)
		}
		if list, err := s.Drafts().DraftsOf(t.Context(), "a-2"); err != nil || len(list) != 1 || list[0].Application != nil {
			t.Errorf("its drafts are %v, %v", list, err)
		}
		if err := s.Drafts().Share(t.Context(), d.ID, "a-2", false); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Open(t.Context(), "a-2", d.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("it is still open to an account with which it is shared no more: %v", err)
		}
	})
}

func TestNothingOfADraftIsLostWhenTwoWriteIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		w := writer(s, &now)
		d, err := w.Begin(t.Context(), "a-1", ipr.Patent, "vi")
		if err != nil {
			t.Fatal(err)
		}
		title := func(text string) func(*filing.Application) error {
			return func(a *filing.Application) error { a.Invention = &filing.InventionAsked{Title: text}; return nil }
		}
		if _, err := w.Write(t.Context(), "a-1", d.ID, 1, title("máy sấy chè")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(t.Context(), "a-1", d.ID, 1, title("another")); fault.KindOf(err) != fault.Conflict {
			t.Errorf("writing over a version that is not the newest gives %v", err)
		}
		if _, err := w.Write(t.Context(), "a-1", d.ID, 2, title("máy sấy cà phê")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Restore(t.Context(), "a-1", d.ID, 2); err != nil {
			t.Fatal(err)
		}
		back, err := w.Open(t.Context(), "a-1", d.ID)
		if err != nil || back.Version != 4 || back.Application.Invention.Title != "máy sấy chè" {
			t.Errorf("the restored draft is %+v, %v", back, err)
		}
		for i := range 60 {
			if _, err := w.Write(t.Context(), "a-1", d.ID, 0, title(fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
		if list, err := s.Drafts().Versions(t.Context(), d.ID); err != nil || len(list) != 51 || list[0].Version != 64 {
			t.Errorf("%d versions are kept, %v", len(list), err)
		}
	})
}

func TestDraftIsFiledOnceAndDiscardedForGood(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		now := storetest.Now
		w := writer(s, &now)
		d, err := w.Begin(t.Context(), "a-1", ipr.Trademark, "vi")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(t.Context(), "a-1", d.ID, 0, func(a *filing.Application) error {
			a.Applicants = []filing.Applicant{{Person: "natural", Name: "Nguyễn Thị Mẫu", Country: "VN"}}
			a.Mark = &filing.MarkAsked{Feature: "word", Kind: "individual", Text: "CANARYMARK"}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		body := []byte("CANARYDOCUMENT")
		if _, err := w.Attach(t.Context(), "a-1", d.ID, filing.Attachment{Role: "poa", Name: "poa.pdf", Type: "application/pdf"}, true, bytes.NewReader(body), 1000); err != nil {
			t.Fatal(err)
		}
		if where := grep(t, o.Dir, "CANARYMARK", "CANARYDOCUMENT", "Nguyễn Thị Mẫu"); len(where) > 0 {
			t.Errorf("a draft can be read in %q", where)
		}
		desk := desk(t, s, "filing", &now)
		sub, err := w.File(t.Context(), desk, "a-1", d.ID, filing.Signature{Name: "Nguyễn Thị Mẫu", Capacity: "applicant", How: "typed", Account: "a-1"})
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
		again, err := w.File(t.Context(), desk, "a-1", d.ID, filing.Signature{Name: "Nguyễn Thị Mẫu", Capacity: "applicant", How: "typed", Account: "a-1"})
		if err != nil || again.ID != sub.ID {
			t.Errorf("filing again gives %v, %v", again, err)
		}
		if _, err := w.Write(t.Context(), "a-1", d.ID, 0, func(*filing.Application) error { return nil }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a filed draft can be written: %v", err)
		}
		other, err := w.Begin(t.Context(), "a-1", ipr.Trademark, "vi")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Drafts().Discard(t.Context(), other.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Open(t.Context(), "a-1", other.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a discarded draft opens: %v", err)
		}
		if err := s.Drafts().Discard(t.Context(), d.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a filed draft is discarded: %v", err)
		}
	})
}

func TestReportOfADraftIsKeptWithIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d, err := writer(s, &now).Begin(t.Context(), "a-1", ipr.Trademark, "vi")
		if err != nil {
			t.Fatal(err)
		}
		if b, err := s.Drafts().Report(t.Context(), d.ID); b != nil || err != nil {
			t.Errorf("before it was made the report is %q, %v", b, err)
		}
		for _, text := range []string{"first", "second"} {
			if err := s.Drafts().KeepReport(t.Context(), d.ID, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := s.Drafts().Report(t.Context(), d.ID); string(b) != "second" || err != nil {
			t.Errorf("the report is %q, %v", b, err)
		}
	})
}

func TestSignatureFallsWithWhatWasSigned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		w := writer(s, &now)
		d, err := w.Begin(t.Context(), "a-1", ipr.Patent, "vi")
		if err != nil {
			t.Fatal(err)
		}
		write := func(f func(a *filing.Application)) *filing.Application {
			t.Helper()
			d, err := w.Write(t.Context(), "a-1", d.ID, 0, func(a *filing.Application) error { f(a); return nil })
			if err != nil {
				t.Fatal(err)
			}
			return d.Application
		}
		sign := func(name string) func(a *filing.Application) {
			return func(a *filing.Application) {
				a.Signatures = append(a.Signatures, filing.Signature{Name: name, Capacity: "applicant", How: "typed", At: "2026-01-01T00:00:00Z"})
			}
		}
		write(sign("A"))
		if a := write(sign("B")); len(a.Signatures) != 2 {
			t.Errorf("a second signature leaves %d", len(a.Signatures))
		}
		if a := write(func(a *filing.Application) { a.Invention = &filing.InventionAsked{Title: "other"} }); len(a.Signatures) != 0 {
			t.Errorf("another invention leaves %d signatures", len(a.Signatures))
		}
	})
}
