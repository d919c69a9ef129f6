package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

var ctx = context.Background()

func id(t testing.TB, s string) ipr.ID {
	t.Helper()
	v, err := ipr.ParseID(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func prepare(t testing.TB, s *store.Store, e register.Event) *register.Prepared {
	t.Helper()
	if e.Lane == "" {
		e.Lane = register.Register
	}
	origin, err := s.Origin(e.Lane)
	if err != nil {
		t.Fatal(err)
	}
	p, err := register.Prepare(e, origin, register.SystemEntropy())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Seal(ctx, p); err != nil {
		t.Fatal(err)
	}
	return p
}

func appendAll(t testing.TB, s *store.Store, ps ...*register.Prepared) (refs []register.Ref) {
	t.Helper()
	err := s.Update(ctx, func(tx *store.Tx) error {
		refs = refs[:0]
		for _, p := range ps {
			r, err := tx.Append(ctx, p)
			if err != nil {
				return err
			}
			refs = append(refs, r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

func mark(text string) *register.Record {
	return &register.Record{Mark: &register.Mark{Text: text}, Status: register.StatusRegistered,
		Parties: []register.Party{{Role: ipr.Owner, Name: "Hợp tác xã Chè"}}, Classes: []register.Class{{Scheme: "nice", Class: 30}}}
}

func TestEntryIsTheFoldOfItsEvents(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := id(t, "VN/TM/4-2026-00001")
		appendAll(t, s,
			prepare(t, s, register.Event{Entry: a, Act: "file", Field: []register.Field{{Name: "record", Value: mark("VÂN HẠC")}}}),
			prepare(t, s, register.Event{Entry: a, Act: "register", Field: []register.Field{{Name: "record", Value: &register.Record{Registration: &register.Numbered{Number: "4-0482216"}}}}}))
		if _, err := s.Entry(ctx, a); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("an entry is shown before a checkpoint covers it: %v", err)
		}
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		e, err := s.Entry(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if e.Mark.Text != "VÂN HẠC" || e.Registration.Number != "4-0482216" || len(e.Events) != 2 {
			t.Errorf("entry is %+v", e)
		}
		for _, q := range []string{"VN/TM/4-2026-00001", "VN/TM/4-0482216", "VN/TM/registration:4-0482216"} {
			if got, err := s.Find(ctx, id(t, q)); err != nil || len(got) != 1 || got[0] != a {
				t.Errorf("Find(%s) = %v, %v", q, got, err)
			}
		}
		if got, _ := s.Find(ctx, id(t, "VN/TM/registration:4-2026-00001")); len(got) != 0 {
			t.Errorf("an application number answers as a registration number: %v", got)
		}
	})
}

func TestSealedStaysSealedUntilOpened(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := id(t, "VN/TM/4-2026-00002")
		filed := appendAll(t, s, prepare(t, s, register.Event{Entry: a, Act: "file", Class: register.Sealed, Opens: "publish", Field: []register.Field{
			{Name: "record", Value: mark("BÍ MẬT")},
			{Name: "private.contact", Value: "12 phố Kín", Class: register.Closed},
		}}))
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Entry(ctx, a); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a sealed application answers %v", err)
		}
		if got, _ := s.Find(ctx, a); len(got) != 0 {
			t.Errorf("a sealed application is found: %v", got)
		}
		d, err := s.Disclosures(ctx, register.Register, 1, 0)
		if err != nil || len(d) != 0 {
			t.Errorf("a sealed leaf discloses %v, %v", d, err)
		}
		open, err := s.Opening(ctx, filed[0].Place, "publish")
		if err != nil {
			t.Fatal(err)
		}
		var refs []string
		for _, o := range open {
			refs = append(refs, fmt.Sprintf(`[%d,%q]`, o.Seq, o.Digest))
		}
		pub := prepare(t, s, register.Event{Entry: a, Act: "publish", Field: []register.Field{{Name: "record.opens", Value: rawJSON("[" + strings.Join(refs, ",") + "]")}}})
		pub.Opened = open
		appendAll(t, s, pub)
		if d, _ := s.Disclosures(ctx, register.Register, 1, 0); len(d) != 0 {
			t.Errorf("opened before a checkpoint covers the opening: %v", d)
		}
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		e, err := s.Entry(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if e.Mark == nil || e.Mark.Text != "BÍ MẬT" || len(e.Events) != 2 {
			t.Errorf("opened entry is %+v", e)
		}
		for _, ev := range e.Events {
			if _, ok := ev.Public["private.contact"]; ok {
				t.Error("a closed disclosure is shown")
			}
		}
	})
}

func TestProofsHoldAtEverySizeAndPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var ps []*register.Prepared
		for i := range 600 {
			ps = append(ps, prepare(t, s, register.Event{Entry: id(t, fmt.Sprintf("VN/TM/%d", i)), Act: "import", Lane: register.Library}))
		}
		appendAll(t, s, ps[:300]...)
		appendAll(t, s, ps[300:]...)
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		for _, seq := range []int64{0, 1, 255, 256, 511, 512, 598, 599} {
			p, err := s.Prove(ctx, register.Library, 1, seq)
			if err != nil {
				t.Fatal(err)
			}
			n, err := note.Parse(p.Note)
			if err != nil {
				t.Fatal(err)
			}
			c, err := note.ParseCheckpoint(n.Text)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.CheckInclusion(seq, register.LeafHash(p.Leaf), p.Hashes); err != nil {
				t.Errorf("leaf %d: %v", seq, err)
			}
			old, err := s.RootAt(ctx, register.Library, 1, seq+1)
			if err != nil {
				t.Fatal(err)
			}
			proof, err := s.Consistency(ctx, register.Library, 1, 600, seq+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.CheckConsistency(note.Checkpoint{Origin: c.Origin, Size: seq + 1, Root: old}, proof); err != nil {
				t.Errorf("size %d: %v", seq+1, err)
			}
		}
	})
}

func TestAFailedActLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := prepare(t, s, register.Event{Entry: id(t, "VN/TM/1"), Act: "file"})
		refused := fault.New(fault.Conflict, "no")
		err := s.Update(ctx, func(tx *store.Tx) error {
			if _, err := tx.Append(ctx, a); err != nil {
				return err
			}
			return refused
		})
		if err != refused {
			t.Fatalf("Update gives %v", err)
		}
		refs := appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/2"), Act: "file"}))
		if refs[0].Seq != 0 {
			t.Errorf("the next event has seq %d, not 0", refs[0].Seq)
		}
	})
}

func TestManyWritersGetContiguousPlaces(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const n = 200
		seqs := make([]int64, n)
		ps := make([]*register.Prepared, n)
		for i := range n {
			ps[i] = prepare(t, s, register.Event{Entry: id(t, fmt.Sprintf("VN/TM/%d", i)), Act: "file"})
		}
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				err := s.Update(ctx, func(tx *store.Tx) error {
					r, err := tx.Append(ctx, ps[i])
					seqs[i] = r.Seq
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		seen := map[int64]bool{}
		for _, q := range seqs {
			if q < 0 || q >= n || seen[q] {
				t.Fatalf("place %d given twice or out of range", q)
			}
			seen[q] = true
		}
	})
}

func TestRegisterSurvivesReopening(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s, err := store.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 300 {
			appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, fmt.Sprintf("VN/TM/%d", i)), Act: "file"}))
		}
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		before, _ := s.Logs(ctx)
		if _, err := store.Open(ctx, o); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second writer is answered %v", err)
		}
		ro := o
		ro.ReadOnly = true
		r, err := store.Open(ctx, ro)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Entry(ctx, id(t, "VN/TM/7")); err != nil {
			t.Errorf("a reader beside the writer: %v", err)
		}
		if err := r.Update(ctx, func(*store.Tx) error { return nil }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a reader may write: %v", err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = storetest.Open(t, o)
		after, _ := s.Logs(ctx)
		if after[0].Root != before[0].Root || after[0].Size != 300 {
			t.Errorf("reopened log has size %d and another root", after[0].Size)
		}
		appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/more"), Act: "file"}))
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		root, err := s.RootAt(ctx, register.Register, 1, 300)
		if err != nil || root != before[0].Root {
			t.Errorf("the old tree is no prefix of the new one: %v", err)
		}
	})
}

func TestTheClockNeverRunsBack(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := storetest.Now
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/1"), Act: "file"}))
		now = now.Add(-time.Hour)
		refs := appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/2"), Act: "file"}), prepare(t, s, register.Event{Entry: id(t, "VN/TM/3"), Act: "file"}))
		if refs[0].Seq != 2 || refs[1].Seq != 3 {
			t.Errorf("places %d and %d: want one clock event before them", refs[0].Seq, refs[1].Seq)
		}
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		leaves, err := s.Leaves(ctx, register.Register, 1, 0, 4)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range leaves {
			if !strings.Contains(string(l), `"received_at":"2026-11-22T08:00:00Z"`) {
				t.Errorf("leaf %d is %s", i, l)
			}
		}
	})
}

func TestOpeningWhatIsNotThereIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		refs := appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/1"), Act: "file"}))
		p := prepare(t, s, register.Event{Entry: id(t, "VN/TM/1"), Act: "publish"})
		p.Opened = []register.Opening{{Place: refs[0].Place, Digest: register.Digest("WyJ4Il0"), Text: "WyJ4Il0"}}
		err := s.Update(ctx, func(tx *store.Tx) error { _, err := tx.Append(ctx, p); return err })
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("opening a stranger gives %v", err)
		}
	})
}

func TestEdgeHasTheRootOfItsTree(t *testing.T) {
	var e register.Edge
	tiles := map[[2]int64]register.Tile{}
	var leaves []tlog.Hash
	read := func(level int, n int64, width int) ([]byte, error) {
		if tl, ok := tiles[[2]int64{int64(level), n}]; ok && width == register.TileWidth {
			return tl.Hashes, nil
		}
		var out []byte
		for i := n * 256; i < n*256+int64(width); i++ {
			h := leaves[min(int(i), len(leaves)-1)]
			if level > 0 {
				h = tiles[[2]int64{int64(level - 1), i}].Root
			}
			out = append(out, h[:]...)
		}
		return out, nil
	}
	for i := range 66000 {
		h := register.LeafHash(fmt.Appendf(nil, "leaf %d", i))
		leaves = append(leaves, h)
		e.Add(h, func(t register.Tile) { tiles[[2]int64{int64(t.Level), t.N}] = t })
		if n := int64(i + 1); n < 600 || n%9973 == 0 || n > 65530 && n < 65540 {
			want, err := register.TileReader(read).Root(n)
			if err != nil || want != e.Root() {
				t.Fatalf("size %d: roots differ (%v)", n, err)
			}
			again, err := register.LoadEdge(n, read)
			if err != nil || again.Root() != want {
				t.Fatalf("size %d: the edge read again has another root (%v)", n, err)
			}
		}
	}
}

func rawJSON(s string) json.RawMessage { return json.RawMessage(s) }
