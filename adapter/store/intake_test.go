package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// take imports JSON Lines told on a day.
func take(t *testing.T, s *store.Store, day, lines string) exchange.Intake {
	t.Helper()
	h := sha256.Sum256([]byte(lines))
	var date ipr.Date
	if err := date.UnmarshalText([]byte(day)); err != nil {
		t.Fatal(err)
	}
	r, err := exchange.Open(exchange.Lines, strings.NewReader(lines), int64(len(lines)), exchange.Options{Office: "US", Date: date})
	if err != nil {
		t.Fatal(err)
	}
	n, err := exchange.Take(ctx, s, r, register.Document{Name: "marks.jsonl", SHA256: hex.EncodeToString(h[:]), Size: int64(len(lines))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	n.Sums = exchange.Sums{} // see TestSumsBesideTheSource
	return n
}

func line(n int, text string) string {
	return fmt.Sprintf(`{"id":"US/TM/%d","mark":{"text":%q}}`+"\n", n, text)
}

func TestImportStoresWhatIsNewAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first := line(1, "ALPHA") + line(2, "BETA") + "not JSON\n" + line(3, "GAMMA")
		text := func(n int) string {
			e, err := s.Entry(ctx, id(t, fmt.Sprintf("US/TM/%d", n)))
			if err != nil {
				t.Fatal(err)
			}
			return e.Mark.Text
		}
		for _, step := range []struct {
			rule, day, lines string
			want             exchange.Intake
			mark1            string
		}{
			{"a new document is stored, a bad record refused alone", "2026-05-01", first, exchange.Intake{Read: 4, Stored: 3, Refused: 1}, "ALPHA"},
			{"the same document changes nothing", "2026-05-01", first, exchange.Intake{Read: 4, Unchanged: 3, Refused: 1}, "ALPHA"},
			{"the same content in another document changes nothing", "2026-06-01", line(1, "ALPHA") + line(2, "BETA"), exchange.Intake{Read: 2, Unchanged: 2}, "ALPHA"},
			{"a newer document is a new event where it tells something else", "2026-07-01", line(1, "ALPHA TWO") + line(2, "BETA"), exchange.Intake{Read: 2, Changed: 1, Unchanged: 1}, "ALPHA TWO"},
			{"an older document never overrides a newer one", "2026-06-15", line(1, "ALPHA OLD"), exchange.Intake{Read: 1, Older: 1}, "ALPHA TWO"},
			{"nor one that is older than a newer one which told the same", "2026-05-15", line(2, "BETA OLD"), exchange.Intake{Read: 1, Older: 1}, "ALPHA TWO"},
			{"within a document the later record counts", "2026-08-01", line(1, "A") + line(1, "B"), exchange.Intake{Read: 2, Changed: 2}, "B"},
			{"and reading it again changes nothing", "2026-08-01", line(1, "A") + line(1, "B"), exchange.Intake{Read: 2, Unchanged: 2}, "B"},
		} {
			if got := take(t, s, step.day, step.lines); !reflect.DeepEqual(got, step.want) {
				t.Errorf("%s: %+v, want %+v", step.rule, got, step.want)
			}
			if got := text(1); got != step.mark1 {
				t.Errorf("%s: the mark is %q, want %q", step.rule, got, step.mark1)
			}
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}

// TestACopyOfASealedRightTellsNothingOfIt imports a record of a right whose own application is still sealed.
func TestACopyOfASealedRightTellsNothingOfIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "US/TM/1"), Act: "file", Class: register.Sealed, Opens: "publish",
			Field: []register.Field{{Name: "record", Value: mark("SECRET")}}}))
		take(t, s, "2026-05-01", line(1, "COPY"))
		e, err := s.Entry(ctx, id(t, "US/TM/1"))
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Events) != 1 || e.Events[0].Lane != register.Library || e.Mark.Text != "COPY" {
			t.Errorf("the copy is shown with %d events: %+v", len(e.Events), e.Events)
		}
	})
}

// TestARecordThatTheLogCannotHoldIsRefusedAlone has one that is too long, and one with a number that no reader takes.
func TestARecordThatTheLogCannotHoldIsRefusedAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		long := `{"id":"US/TM/2","mark":{"text":"LONG","description":"` + strings.Repeat("x", 300<<10) + `"}}` + "\n"
		got := take(t, s, "2026-05-01", line(1, "ONE")+long+`{"id":"US/TM/3","mark":{"text":"THREE"},"claims":9007199254740993}`+"\n"+line(4, "FOUR"))
		if got.Stored != 2 || got.Refused != 2 || got.Read != 4 {
			t.Errorf("the import counts %+v", got)
		}
	})
}

// TestHeadsPassTheGate looks between the commit of an opening and the checkpoint that covers it.
func TestHeadsPassTheGate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		filled(t, s)
		a := id(t, "VN/TM/new")
		p := prepare(t, s, register.Event{Entry: a, Act: "file", Field: []register.Field{{Name: "record", Value: mark("EARLY")}}})
		appendAll(t, s, p)
		if h, err := s.Heads(ctx, []ipr.ID{a}); err != nil || len(h) != 0 {
			t.Errorf("a head is given before it is published: %v, %v", h, err)
		}
		err := s.EachHead(ctx, "", func(h register.Head) error {
			if h.ID == a {
				t.Error("a head is listed before it is published")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		if h, err := s.Heads(ctx, []ipr.ID{a}); err != nil || h[a].Mark != "EARLY" {
			t.Errorf("after the checkpoint: %v, %v", h, err)
		}
	})
}

// TestPartsOfARightMakeOneEntry imports two publications of a patent in either order, in one document and in two, and again.
func TestPartsOfARightMakeOneEntry(t *testing.T) {
	a := func(n int) string {
		return fmt.Sprintf(`{"id":"EP/PT/%d","version":"2018-11-21","part":true,"status":"published","abstract":"Of heat.","publications":[{"kind":"A1","date":"2018-11-21"}]}`+"\n", n)
	}
	b := func(n int) string {
		return fmt.Sprintf(`{"id":"EP/PT/%d","version":"2021-06-30","part":true,"status":"registered","publications":[{"kind":"B1","date":"2021-06-30"}]}`+"\n", n)
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, step := range []struct {
			rule, lines string
			want        exchange.Intake
		}{
			{"A then B in one document", a(1) + b(1), exchange.Intake{Read: 2, Stored: 1, Changed: 1}},
			{"B then A in one document", b(2) + a(2), exchange.Intake{Read: 2, Stored: 1, Changed: 1}},
			{"read again, nothing changes", b(2) + a(2), exchange.Intake{Read: 2, Unchanged: 2}},
			{"B alone", b(3), exchange.Intake{Read: 1, Stored: 1}},
			{"A in a document of its own, later", a(3), exchange.Intake{Read: 1, Changed: 1}},
			{"the same parts in yet another document", a(3) + b(3) + a(1), exchange.Intake{Read: 3, Unchanged: 3}},
		} {
			if got := take(t, s, "2026-05-01", step.lines); !reflect.DeepEqual(got, step.want) {
				t.Errorf("%s: %+v, want %+v", step.rule, got, step.want)
			}
		}
		var first string
		for n := 1; n <= 3; n++ {
			e, err := s.Entry(ctx, id(t, fmt.Sprintf("EP/PT/%d", n)))
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Events) != 2 || e.Status != register.StatusRegistered || e.Abstract != "Of heat." || len(e.Publications) != 2 {
				t.Errorf("entry %d has %d events: %s", n, len(e.Events), e.Record.Canonical())
			}
			if text := string(e.Record.Canonical()); n == 1 {
				first = text
			} else if text != first {
				t.Errorf("entry %d is %s, another order gave %s", n, text, first)
			}
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}
