package oracle_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/muniment/muniment/internal/oracle"
)

func TestTesseraReadsLogsOfManySizes(t *testing.T) {
	for _, size := range []int{0, 1, 2, 255, 256, 257, 700} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			l := oracle.NewLog("demo.invalid/log/register/1", 1)
			for i := range size {
				l.Add(fmt.Appendf(nil, "leaf %d", i))
			}
			l.Sign()
			if got := oracle.Check(t, l.Start(t, nil), l.Signer.Key.String()); got != int64(size) {
				t.Errorf("Tessera read %d leaves", got)
			}
		})
	}
}

// recorder takes down what a failing test would say.
type recorder struct {
	testing.TB
	mu   sync.Mutex
	said string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said += fmt.Sprintf(format, args...) + "\n"
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func TestTesseraFindsWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name, path, want string
		change           func(b []byte)
	}{
		{"a changed leaf", "tile/entries/000", "inclusion of leaf 0", func(b []byte) { b[3] ^= 1 }},
		{"a changed hash", "tile/0/001.p/44", "fsck", func(b []byte) { b[40] ^= 1 }},
		{"a changed root", "checkpoint", "checkpoint", func(b []byte) { b[len("demo.invalid/log/register/1\n300\n")] ^= 1 }},
	} {
		l := oracle.NewLog("demo.invalid/log/register/1", 1)
		for i := range 300 {
			l.Add(fmt.Appendf(nil, "leaf %d", i))
		}
		l.Sign()
		base := l.Start(t, func(path string, body []byte) []byte {
			if path == c.path {
				c.change(body)
			}
			return body
		})
		r := &recorder{TB: t}
		var done sync.WaitGroup
		done.Go(func() { oracle.Check(r, base, l.Signer.Key.String()) })
		done.Wait()
		if !strings.Contains(r.said, c.want) {
			t.Errorf("%s: Tessera says %q", c.name, r.said)
		}
	}
}
