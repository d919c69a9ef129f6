package exchange_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
)

// zippedPairs makes an archive of names and contents in turn.
func zippedPairs(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = io.WriteString(w, pairs[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBundleOpensMembersByName(t *testing.T) {
	b := zippedPairs(t, "b/x", "two", "a/x", "one", "c/", "")
	z, err := exchange.OpenBundle(bytes.NewReader(b), int64(len(b)), exchange.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(z.Names(), " "); got != "a/x b/x" {
		t.Errorf("the members are %q", got)
	}
	r, err := z.Open("b/x")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "two" || r.Close() != nil {
		t.Errorf("b/x holds %q, %v", got, err)
	}
	if _, err := z.Open("x"); fault.KindOf(err) != fault.NotFound || z.Has("x") {
		t.Errorf("a member that there is not gives %v", err)
	}
}

func TestBundleKeepsTheLimitsOfArchives(t *testing.T) {
	zeros := strings.Repeat("0", 40<<20)
	for _, c := range []struct {
		rule string
		b    []byte
		lim  exchange.Limits
		want string
	}{
		{"no archive", []byte("PK"), exchange.Limits{}, "broken"},
		{"too many members", zippedPairs(t, "a", "", "b", "", "c", ""), exchange.Limits{Members: 2}, "more than 2 members"},
		{"a way out", zippedPairs(t, "../a", ""), exchange.Limits{}, "leads out"},
		{"one name twice", zippedPairs(t, "a", "1", "a", "2"), exchange.Limits{}, "two members"},
		{"a bomb", zippedPairs(t, "a", zeros), exchange.Limits{}, "times its size"},
		{"more than it may in all", zippedPairs(t, "a", "123456", "b", "123456"), exchange.Limits{Total: 10}, "more than 10 bytes"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			z, err := exchange.OpenBundle(bytes.NewReader(c.b), int64(len(c.b)), c.lim)
			if err == nil {
				for _, n := range z.Names() {
					r, e := z.Open(n)
					if e == nil {
						_, e = io.Copy(io.Discard, r)
						r.Close()
					}
					if e != nil {
						err = e
					}
				}
			}
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func FuzzBundle(f *testing.F) {
	f.Add(zippedPairs(f, "a/application.json", "{}", "a/x.pdf", "%PDF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		z, err := exchange.OpenBundle(bytes.NewReader(b), int64(len(b)), exchange.Limits{Total: 1 << 20, Members: 100})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("an archive is refused as %v", err)
			}
			return
		}
		var n int64
		for _, name := range z.Names() {
			if r, err := z.Open(name); err == nil {
				m, _ := io.Copy(io.Discard, r)
				n += m
				r.Close()
			}
		}
		if n > 1<<20 {
			t.Errorf("%d bytes came out of an archive that may hold %d", n, 1<<20)
		}
	})
}
