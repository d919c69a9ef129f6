package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// fillBulk makes a register of several pages with all that entries can be, and gives every id that it used. The events of
// the last ones are not published.
func fillBulk(t *testing.T, s *store.Store) (ids []ipr.ID) {
	t.Helper()
	var lines strings.Builder
	for i := range 600 {
		n := (i*37)%600 + 1000 // in an order of its own, so that the places of neighbours lie apart
		lines.WriteString(line(n, fmt.Sprintf("MARK %d", n)))
		ids = append(ids, id(t, fmt.Sprintf("US/TM/%d", n)))
	}
	take(t, s, "2026-05-01", lines.String())
	take(t, s, "2026-06-01", line(1003, "CHANGED")+line(1599, "CHANGED TOO"))
	for _, kind := range []string{"PT", "DS", "GI", "LD", "UM"} {
		ids = append(ids, id(t, "EP/"+kind+"/1"), id(t, "US/"+kind+"/2%2F%25x"))
		take(t, s, "2026-05-01", fmt.Sprintf(`{"id":"EP/%s/1","title":"of kind %s"}`+"\n"+`{"id":"US/%s/2%%2F%%25x","title":"with a slash"}`+"\n", kind, kind, kind))
	}
	// Two parts of a patent.
	take(t, s, "2026-05-02", `{"id":"EP/PT/1","part":true,"publications":[{"office":"EP","number":"1","kind":"A1","date":"2020-01-02"}]}`+"\n")
	take(t, s, "2026-05-03", `{"id":"EP/PT/1","part":true,"publications":[{"office":"EP","number":"1","kind":"B1","date":"2024-01-02"}]}`+"\n")

	name := func(k string) ipr.ID { v := id(t, "VN/TM/"+k); ids = append(ids, v); return v }
	field := func(text string) []register.Field { return []register.Field{{Name: "record", Value: mark(text)}} }
	many := name("many events")
	var acts []*register.Prepared
	for i := range 150 { // more than one query reads
		acts = append(acts, prepare(t, s, register.Event{Entry: many, Act: "file", Field: field(fmt.Sprintf("STEP %d", i))}))
	}
	appendAll(t, s, acts...)
	appendAll(t, s, prepare(t, s, register.Event{Entry: name("sealed"), Act: "file", Class: register.Sealed, Opens: "publish", Field: field("SEALED")}))
	half := name("open and sealed")
	appendAll(t, s, prepare(t, s, register.Event{Entry: half, Act: "file", Field: field("OPEN")}),
		prepare(t, s, register.Event{Entry: half, Act: "renew", Class: register.Sealed, Opens: "publish", Field: field("SEALED")}))
	if err := s.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	opened := name("opened")
	open := func(right ipr.ID) {
		filed := appendAll(t, s, prepare(t, s, register.Event{Entry: right, Act: "file", Class: register.Sealed, Opens: "publish",
			Field: append(field("OPENED"), register.Field{Name: "private.contact", Value: "12 phố Kín", Class: register.Closed})}))
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		list, err := s.Opening(ctx, filed[0].Place, "publish")
		if err != nil {
			t.Fatal(err)
		}
		var refs []string
		for _, o := range list {
			refs = append(refs, fmt.Sprintf(`[%d,%q]`, o.Seq, o.Digest))
		}
		pub := prepare(t, s, register.Event{Entry: right, Act: "publish", Field: []register.Field{{Name: "record.opens", Value: rawJSON("[" + strings.Join(refs, ",") + "]")}}})
		pub.Opened = list
		appendAll(t, s, pub)
	}
	open(opened)
	if err := s.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	// From here on nothing is published.
	open(name("opened since"))
	appendAll(t, s, prepare(t, s, register.Event{Entry: name("filed since"), Act: "file", Field: field("LATER")}),
		prepare(t, s, register.Event{Entry: opened, Act: "renew", Field: field("LATER")}))
	return ids
}

// TestEntriesAreThoseOfEntry holds the bulk reader against the single one, for every entry that there is.
func TestEntriesAreThoseOfEntry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ids := fillBulk(t, s)
		slices.SortFunc(ids, func(a, b ipr.ID) int { return strings.Compare(a.String(), b.String()) })
		var want []*register.Entry
		hidden := 0
		for _, right := range ids {
			e, err := s.Entry(ctx, right)
			if fault.KindOf(err) == fault.NotFound {
				hidden++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, e)
		}
		if hidden != 3 || len(want) != 613 {
			t.Fatalf("%d entries are shown and %d hidden: the register is not the one that was meant", len(want), hidden)
		}
		for _, kind := range append(ipr.Kinds(), "") {
			at := 0
			for e, err := range s.Entries(ctx, kind) {
				if err != nil {
					t.Fatal(err)
				}
				for at < len(want) && kind != "" && want[at].ID.Kind != kind {
					at++
				}
				if at == len(want) {
					t.Fatalf("%s: %s is one too many", kind, e.ID)
				}
				if !reflect.DeepEqual(e, want[at]) {
					t.Fatalf("%s: got %+v\nwant %+v", kind, e, want[at])
				}
				at++
			}
			for at < len(want) && kind != "" && want[at].ID.Kind != kind {
				at++
			}
			if at != len(want) {
				t.Errorf("%s: %s is missing", kind, want[at].ID)
			}
		}
	})
}

func TestEntriesEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillBulk(t, s)
		n := 0
		for range s.Entries(ctx, ipr.Trademark) {
			if n++; n == 300 {
				break
			}
		}
		stopped, stop := context.WithCancel(ctx)
		n = 0
		var last error
		for _, err := range s.Entries(stopped, ipr.Trademark) {
			if n, last = n+1, err; n == 2 {
				stop()
			}
		}
		stop()
		if !errors.Is(last, context.Canceled) || n > 100 {
			t.Errorf("after a stop %d entries came, then %v", n, last)
		}
		for e, err := range s.Entries(ctx, "XX") {
			t.Errorf("of no kind: %v, %v", e, err)
		}
	})
}
