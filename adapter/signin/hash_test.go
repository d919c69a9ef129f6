package signin

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/fault"
)

// A damaged hash is refused, never taken for another, and never costs more than anybody has.
func FuzzReadHash(f *testing.F) {
	const good = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for _, s := range []string{good, "", "$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "m=65536", "m=4294967295", 1), strings.Replace(good, "t=3", "t=0", 1), strings.Replace(good, "v=19", "v=16", 1)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		salt, sum, c, err := readHash(s)
		if err != nil {
			if fault.KindOf(err) != fault.Internal {
				t.Errorf("error %v", err)
			}
			return
		}
		if len(salt) < 8 || len(sum) != 32 || c.Memory > 1<<20 || c.Passes > 64 || c.Threads == 0 || c.Passes == 0 || c.Memory == 0 {
			t.Errorf("%q: salt of %d, sum of %d, cost %+v", s, len(salt), len(sum), c)
		}
	})
	if _, _, c, err := readHash(good); err != nil || c != DefaultCost {
		f.Errorf("%+v, %v", c, err)
	}
}
