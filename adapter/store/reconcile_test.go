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
	"github.com/muniment/muniment/register"
)

// sums imports JSON Lines, or reads them again, and gives the sums as text.
func sums(t *testing.T, s *store.Store, take func(register.Document, exchange.Reader) (exchange.Intake, error), lines string) string {
	t.Helper()
	h := sha256.Sum256([]byte(lines))
	r, err := exchange.Open(exchange.Lines, strings.NewReader(lines), int64(len(lines)), exchange.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := take(register.Document{Name: "x.jsonl", SHA256: hex.EncodeToString(h[:]), Size: int64(len(lines))}, r)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	if n.Stored+n.Changed+n.Unchanged+n.Older+n.Refused != n.Read {
		t.Errorf("the parts of %+v are not the whole", n)
	}
	sum := n.Sums
	rows := sum.Rows
	sum.Rows = nil
	if again := (exchange.Sums{Again: sum.Again, Rows: rows}).Add(exchange.Sums{}); !reflect.DeepEqual(again, n.Sums) {
		t.Errorf("a sum with nothing is %+v, not %+v", again, n.Sums)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%d told, %d held, %d again:", sum.Told, sum.Held, sum.Again)
	for _, r := range rows {
		fmt.Fprintf(&out, " %d %s %d/%d", r.Year, r.Status, r.Told, r.Held)
	}
	return out.String()
}

// TestSumsBesideTheSource reads documents one after the other into one register.
func TestSumsBesideTheSource(t *testing.T) {
	right := func(n int, version, more string) string {
		return fmt.Sprintf(`{"id":"US/TM/%d","version":%q%s}`+"\n", n, version, more)
	}
	filed := func(year int, status string) string {
		return fmt.Sprintf(`,"application":{"number":"1","date":"%d-05-01"},"status":%q`, year, status)
	}
	part := func(n int, kind, day, status string) string {
		return fmt.Sprintf(`{"id":"EP/PT/%d","version":%q,"part":true,"status":%q,"publications":[{"kind":%q,"date":%q}]}`+"\n", n, day, status, kind, day)
	}
	many := func(n int, each func(int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(each(i))
		}
		return b.String()
	}
	first := right(1, "2026-05-01", filed(2019, "filed")) + right(2, "2026-05-01", `,"registration":{"number":"7","date":"1998-01-01"},"status":"registered"`) +
		right(3, "2026-05-01", `,"status":"unknown"`) + right(4, "2026-05-01", `,"publications":[{"date":"2003-01-01"},{"date":"2001-01-01"}]`)
	twice := right(11, "2026-05-01", filed(2020, "filed")) + right(12, "2026-05-01", filed(2021, "filed")) + right(11, "2026-05-01", filed(2020, "registered"))
	parts := part(1, "A1", "2018-11-21", "published") + part(2, "B1", "2021-06-30", "registered") + part(1, "B1", "2021-06-30", "registered") + part(2, "A1", "2018-11-21", "published")
	older := right(1, "2026-04-01", filed(2019, "examined")) + right(2, "2026-06-01", `,"registration":{"number":"7","date":"1998-01-01"},"status":"registered"`) + right(1, "2026-04-01", filed(2018, "filed"))
	long := `{"id":"US/TM/21","status":"filed","mark":{"text":"LONG","description":"` + strings.Repeat("x", 300<<10) + `"}}` + "\n"
	far := many(1000, func(i int) string { return right(1000+i%500, "2026-05-01", filed(1950+i%2, "registered")) })
	// While a document is read, nothing of it is published. Its last record tells what was published before its first.
	back := right(1, "2026-07-01", filed(2019, "refused")) + many(4000, func(i int) string { return right(5000+i, "2026-05-01", filed(1900, "expired")) }) + right(1, "2026-07-01", filed(2019, "filed"))
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, step := range []struct{ rule, lines, want string }{
			{"the year is that of filing, of registration, of the first publication, or none", first, "4 told, 4 held, 0 again: 0 unknown 1/1 1998 registered 1/1 2001  1/1 2019 filed 1/1"},
			{"a right told twice counts once, as it stands in the end", twice, "3 told, 2 held, 1 again: 2020 filed 1/0 2020 registered 1/1 2021 filed 1/1"},
			{"so does one told in parts, in whatever order", parts, "4 told, 2 held, 2 again: 2018 published 2/0 2018 registered 0/2 2021 registered 2/0"},
			{"an older document does not agree with the register", older, "3 told, 2 held, 1 again: 1998 registered 1/1 2018 filed 1/0 2019 filed 0/1 2019 examined 1/0"},
			{"what the log cannot hold is told and not held", long, "1 told, 0 held, 0 again: 0 filed 1/0"},
			{"repetitions far away", far, "1000 told, 500 held, 500 again: 1950 registered 500/250 1951 registered 500/250"},
			{"the last record counts, though it tells what was published before the document", back, "4002 told, 4001 held, 1 again: 1900 expired 4000/4000 2019 filed 1/1 2019 refused 1/0"},
		} {
			take := func(d register.Document, r exchange.Reader) (exchange.Intake, error) {
				return exchange.Take(ctx, s, r, d, nil)
			}
			recount := func(d register.Document, r exchange.Reader) (exchange.Intake, error) {
				return exchange.Recount(ctx, s, r, d, nil)
			}
			if got := sums(t, s, take, step.lines); got != step.want {
				t.Errorf("%s:\n%s, want\n%s", step.rule, got, step.want)
			}
			if got := sums(t, s, take, step.lines); got != step.want {
				t.Errorf("%s, taken again:\n%s, want\n%s", step.rule, got, step.want)
			}
			if got := sums(t, s, recount, step.lines); got != step.want {
				t.Errorf("%s, counted again:\n%s, want\n%s", step.rule, got, step.want)
			}
		}
		if e, err := s.Entry(ctx, id(t, "US/TM/1")); err != nil || e.Status != register.StatusFiled || len(e.Events) != 3 {
			t.Errorf("the register has %+v, %v", e, err)
		}
		if v := verify(t, s); len(v.Findings) != 0 {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}
