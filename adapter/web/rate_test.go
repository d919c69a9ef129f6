package web

import (
	"testing"
	"time"
)

func TestEachMayDoSoMuchAnHour(t *testing.T) {
	r := rate{most: 2}
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	for i, c := range []struct {
		who   string
		after time.Duration
		want  bool
	}{
		{"a", 0, true}, {"a", time.Minute, true}, {"a", 2 * time.Minute, false}, {"b", 2 * time.Minute, true}, {"a", 61 * time.Minute, true},
	} {
		if got := r.pass(c.who, now.Add(c.after)); got != c.want {
			t.Errorf("time %d: %s passes: %t", i+1, c.who, got)
		}
	}
}
