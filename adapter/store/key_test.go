package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

func TestKeyOpensUntilItEndsOrIsRevoked(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := storetest.Now
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		token, k, err := s.MakeKey(t.Context(), office.Key{Account: "a-1", Name: "tool", Acts: []office.Act{office.SubmitDraft}, Ends: now.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		opens := func(token string) error { _, _, err := s.KeyOf(t.Context(), token); return err }
		got, _, err := s.KeyOf(t.Context(), token)
		if err != nil || got.ID != k.ID || got.Account != "a-1" || len(got.Acts) != 1 || got.Acts[0] != office.SubmitDraft || !got.Ends.Equal(k.Ends) {
			t.Errorf("the token opens %+v, %v", got, err)
		}
		for _, other := range []string{"", "muniment_", token[:len(token)-1], token + "A", strings.ToUpper(token)} {
			if fault.KindOf(opens(other)) != fault.Unauthenticated {
				t.Errorf("the token %q opens: %v", other, opens(other))
			}
		}
		now = now.Add(time.Hour)
		if fault.KindOf(opens(token)) != fault.Unauthenticated {
			t.Error("a key opens after its end")
		}
		now = now.Add(-time.Minute)
		if err := s.RevokeKey(t.Context(), "a-2", k.ID, "a-2"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the key of another account is revoked: %v", err)
		}
		for range 2 {
			if err := s.RevokeKey(t.Context(), "a-1", k.ID, "a-1"); err != nil {
				t.Fatal(err)
			}
		}
		if fault.KindOf(opens(token)) != fault.Unauthenticated {
			t.Error("a revoked key opens")
		}
		if list, err := s.Keys(t.Context(), "a-1"); err != nil || len(list) != 1 || list[0].EndedBy != "a-1" || list[0].Ended.IsZero() {
			t.Errorf("the keys are %+v, %v", list, err)
		}
		if where := grep(t, o.Dir, token, token[len("muniment_"):]); len(where) > 0 {
			t.Errorf("the token lies in %q", where)
		}
	})
}

func TestKeySaysWhatItIsFor(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		file := []office.Act{office.SubmitDraft}
		for _, c := range []struct {
			rule string
			key  office.Key
			kind fault.Kind
		}{
			{"without a name", office.Key{Account: "a-1", Name: " ", Acts: file}, fault.Invalid},
			{"with a long name", office.Key{Account: "a-1", Name: strings.Repeat("x", 101), Acts: file}, fault.Invalid},
			{"for nothing", office.Key{Account: "a-1", Name: "x"}, fault.Invalid},
			{"for an act that there is not", office.Key{Account: "a-1", Name: "x", Acts: []office.Act{"draft.burn"}}, fault.Invalid},
			{"already ended", office.Key{Account: "a-1", Name: "x", Acts: file, Ends: storetest.Now}, fault.Invalid},
		} {
			if _, _, err := s.MakeKey(t.Context(), c.key); fault.KindOf(err) != c.kind {
				t.Errorf("a key %s gives %v", c.rule, err)
			}
		}
		for range 50 {
			if _, _, err := s.MakeKey(t.Context(), office.Key{Account: "a-1", Name: "x", Acts: file}); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := s.MakeKey(t.Context(), office.Key{Account: "a-1", Name: "x", Acts: file}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the key after the last gives %v", err)
		}
	})
}
