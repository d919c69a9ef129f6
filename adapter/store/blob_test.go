package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/fault"
)

func TestBlobsComeBackBitForBit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 1 << 20} {
			body := bytes.Repeat([]byte{byte(size), 7, 0}, size/3+1)[:size]
			b, err := s.TakeBlob(bytes.NewReader(body), 2<<20)
			if err != nil {
				t.Fatal(err)
			}
			if h := sha256.Sum256(body); b.SHA256 != hex.EncodeToString(h[:]) || b.Size != int64(size) {
				t.Errorf("%d bytes are taken as %d bytes with hash %s", size, b.Size, b.SHA256)
			}
			if _, err := s.OpenBlob(ctx, b.SHA256); fault.KindOf(err) != fault.NotFound {
				t.Errorf("a blob that no act keeps answers %v", err)
			}
			if err := s.Update(ctx, func(tx *store.Tx) error { return tx.KeepBlob(b) }); err != nil {
				t.Fatal(err)
			}
			r, err := s.OpenBlob(ctx, b.SHA256)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			r.Close()
			if err != nil || !bytes.Equal(got, body) {
				t.Errorf("%d bytes come back as %d other ones (%v)", size, len(got), err)
			}
		}
		if _, err := s.TakeBlob(strings.NewReader("too long"), 3); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a blob beyond the limit gives %v", err)
		}
	})
}

func TestVerifyFindsAChangedBlob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		b, err := s.TakeBlob(bytes.NewReader(make([]byte, 300<<10)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(ctx, func(tx *store.Tx) error { return tx.KeepBlob(b) }); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.Dir(), "blob", b.SHA256), []byte("other"), 0o600); err != nil {
			t.Fatal(err)
		}
		if v := verify(t, s); len(v.Findings) != 1 || !strings.Contains(v.Findings[0].What, b.SHA256) {
			t.Errorf("verify finds %v", v.Findings)
		}
	})
}

func TestFilesThatNoActKeepsAreSweptAfterADay(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s, err := store.Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.TakeBlob(bytes.NewReader(make([]byte, 300<<10)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(o.Dir, "blob", b.SHA256)
		for _, c := range []struct {
			age  time.Duration
			kept bool
		}{{23 * time.Hour, true}, {25 * time.Hour, false}} {
			when := storetest.Now.Add(-c.age)
			if err := os.Chtimes(path, when, when); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(ctx, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path); (err == nil) != c.kept {
				t.Errorf("after %s the file is there: %v", c.age, err == nil)
			}
		}
	})
}

func TestTrafficIsCountedApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		s.CountTraffic(storetest.Now, "search")
		s.CountTraffic(storetest.Now.Add(48*time.Hour), "search")
		s.CountTraffic(storetest.Now, "entry")
		if n, err := s.Traffic(ctx, "search"); err != nil || n != 2 {
			t.Errorf("counted %d searches (%v)", n, err)
		}
		s.CountTraffic(storetest.Now, "search")
		if n, err := s.Traffic(ctx, "search"); err != nil || n != 3 {
			t.Errorf("counted %d searches (%v)", n, err)
		}
	})
}
