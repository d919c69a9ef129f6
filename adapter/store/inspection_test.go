package store_test

import (
	"io"
	"os"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/procedure/filing"
)

func TestInspectionsAreKeptUnderTheKeysOfTheCase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "filing", &now)
		sub, err := file(t, d, "a-1", "k1", 1)
		if err != nil {
			t.Fatal(err)
		}
		books := s.Filings()
		list, worst, err := books.Waiting(t.Context(), sub.ID)
		if err != nil || len(list) != 3 || worst != filing.SoundFile || list[2].File != 3 {
			t.Fatalf("%+v, %s, %v wait", list, worst, err)
		}
		seen := []filing.Inspection{
			{File: 1, Outcome: filing.SoundFile, Report: &filing.FileReport{Type: "application/pdf", Text: "CANARY", Display: []byte("picture")}},
			{File: 2, Outcome: filing.Broken},
			{File: 2, Outcome: filing.Broken},
			{File: 3, Outcome: filing.UnsoundFile, Report: &filing.FileReport{Remarks: []filing.Remark{{Code: "script", Unsound: true}}}},
		}
		for _, i := range seen {
			i.At, i.By = now, "desk"
			if err := books.Inspected(t.Context(), sub.ID, i); err != nil {
				t.Fatal(err)
			}
		}
		list, worst, err = books.Waiting(t.Context(), sub.ID)
		if err != nil || len(list) != 1 || list[0].File != 2 || list[0].Tries != 2 || worst != filing.UnsoundFile {
			t.Errorf("%+v, %s, %v wait", list, worst, err)
		}
		if _, err := d.InspectAgain(t.Context(), books, sub.ID, "a-clerk"); err != nil {
			t.Fatal(err)
		}
		if list, _, _ = books.Waiting(t.Context(), sub.ID); len(list) != 1 || list[0].Tries != 0 {
			t.Errorf("after another try was asked for, %+v wait", list)
		}
		all, err := books.Inspections(t.Context(), sub.ID)
		if err != nil || len(all) != 5 || all[0].Report.Text != "CANARY" || !all[0].Shows || len(all[0].Report.Display) > 0 || all[4].Report.Sound() {
			t.Errorf("%+v, %v is kept", all, err)
		}
		r, err := books.Shown(t.Context(), sub.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if b, err := io.ReadAll(r); string(b) != "picture" || err != nil {
			t.Errorf("the picture is %q, %v", b, err)
		}
		if _, err := books.Shown(t.Context(), sub.ID, 3); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a document without a picture shows %v", err)
		}
	})
}

func TestUninspectedFilingsAreFoundAgain(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := storetest.Now
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		d := desk(t, s, "payment", &now)
		var ids []string
		for i := range 5 {
			sub, err := file(t, d, "a-1", "k"+string(rune('0'+i)), i)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, sub.ID)
		}
		slices.Sort(ids) // they came in within one second
		for i, what := range []filing.What{filing.Clean, filing.Unsound} {
			if _, err := d.Step(t.Context(), ids[i], filing.Step{What: what, By: "desk", Words: "1 script"}); err != nil {
				t.Fatal(err)
			}
		}
		var found []string
		for behind := ""; ; {
			some, err := s.Filings().Uninspected(t.Context(), time.Time{}, behind, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(some) == 0 {
				break
			}
			found = append(found, some...)
			behind = some[len(some)-1]
		}
		if !slices.Equal(found, ids[2:]) {
			t.Errorf("%q wait, of %q", found, ids)
		}
		if late, err := s.Filings().Uninspected(t.Context(), now.Add(time.Minute), "", 9); err != nil || len(late) > 0 {
			t.Errorf("since the next minute %q wait, %v", late, err)
		}
		var listed []string
		for behind := ""; ; {
			some, err := s.Filings().Before(t.Context(), behind, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(some) == 0 {
				break
			}
			for _, sub := range some {
				listed = append(listed, sub.ID)
			}
			behind = listed[len(listed)-1]
		}
		if slices.Reverse(ids); !slices.Equal(listed, ids) {
			t.Errorf("the list is %q, not %q", listed, ids)
		}
	})
}

func TestFilingIsMendedByTheDesk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "payment", &now)
		sub, err := file(t, d, "a-1", "k1", 1)
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		id := sub.ID
		for _, act := range []struct {
			name string
			do   func() (*filing.Submission, error)
			want filing.State
			kind fault.Kind // of the refusal, if want is ""
		}{
			{"an inspection finds something", func() (*filing.Submission, error) {
				return d.Step(ctx, id, filing.Step{What: filing.Unsound, By: "desk", Words: "1 script"})
			}, filing.Doubtful, 0},
			{"accepted without a reason", func() (*filing.Submission, error) { return d.Accept(ctx, id, "a-clerk", " ") }, "", fault.Invalid},
			{"another is asked for", func() (*filing.Submission, error) { return d.AskForAnother(ctx, id, "a-clerk", "it runs a program") }, filing.Doubtful, 0},
			{"accepted", func() (*filing.Submission, error) { return d.Accept(ctx, id, "a-clerk", "the script only prints") }, filing.Waiting, 0},
			{"accepted twice", func() (*filing.Submission, error) { return d.Accept(ctx, id, "a-clerk", "again") }, "", fault.Conflict},
			{"numbered without payment", func() (*filing.Submission, error) { return d.GiveNumber(ctx, id, "a-clerk") }, "", fault.Conflict},
			{"proposed as failed", func() (*filing.Submission, error) { return d.ProposeFailure(ctx, id, "a-clerk", "filed twice") }, filing.Waiting, 0},
			{"proposed twice", func() (*filing.Submission, error) { return d.ProposeFailure(ctx, id, "a-other", "filed twice") }, "", fault.Conflict},
			{"confirmed by who proposed", func() (*filing.Submission, error) { return d.ConfirmFailure(ctx, id, "a-clerk") }, "", fault.Forbidden},
			{"put away", func() (*filing.Submission, error) { return d.RejectFailure(ctx, id, "a-other", "it is another mark") }, filing.Waiting, 0},
			{"confirmed when put away", func() (*filing.Submission, error) { return d.ConfirmFailure(ctx, id, "a-other") }, "", fault.Conflict},
			{"proposed by the other", func() (*filing.Submission, error) {
				return d.ProposeFailure(ctx, id, "a-other", "filed twice after all")
			}, filing.Waiting, 0},
			{"confirmed", func() (*filing.Submission, error) { return d.ConfirmFailure(ctx, id, "a-clerk") }, filing.Dead, 0},
			{"paid when failed", func() (*filing.Submission, error) { return d.Confirm(ctx, id, "a-cashier", 1, "x") }, "", fault.Conflict},
		} {
			s, err := act.do()
			switch {
			case act.want == "" && fault.KindOf(err) != act.kind:
				t.Errorf("%s: %v is not of the kind %s", act.name, err, act.kind)
			case act.want != "" && (err != nil || s.State() != act.want):
				t.Fatalf("%s: %v, %v; want %s", act.name, s, err, act.want)
			}
		}
	})
}

// TestNumberIsGivenWhenTheLawGivesItLater has a payment confirmed while the pack gave no numbers; the desk gives it when the pack does.
func TestNumberIsGivenWhenTheLawGivesItLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		now := storetest.Now
		d := desk(t, s, "payment", &now)
		sub, err := file(t, d, "a-1", "k1", 1)
		if err != nil {
			t.Fatal(err)
		}
		numbers := d.Law
		d.Law = silent(t)
		if sub, err = d.Confirm(t.Context(), sub.ID, "a-cashier", 1, "x"); err != nil || sub.State() != filing.Numbering {
			t.Fatalf("%v, %v", sub, err)
		}
		if _, err := d.GiveNumber(t.Context(), sub.ID, "a-clerk"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a law without numbers gives %v", err)
		}
		d.Law = numbers
		for range 2 {
			if sub, err = d.GiveNumber(t.Context(), sub.ID, "a-clerk"); err != nil || sub.Number() != "4-2026-00001" || sub.State() != filing.Pending {
				t.Errorf("%v, %v", sub, err)
			}
		}
	})
}

// silent is a law that gives no numbers.
func silent(t *testing.T) *law.Library {
	t.Helper()
	calendar, err := os.ReadFile("../../law/calendar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := law.Load(fstest.MapFS{"calendar.yaml": {Data: calendar}, "pack/own.yaml": {Data: []byte("pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nsources: {memory: memory}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}
