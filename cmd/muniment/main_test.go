package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets the test binary stand in for the program, for tests that need it as a process of its own.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "inspect" { // begun without an environment
		os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
	}
	if os.Getenv("MUNIMENT_TEST_AS_PROGRAM") == "1" && len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-test.") {
		os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
	}
	os.Setenv("MUNIMENT_TEST_AS_PROGRAM", "1")
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// built is the program as it is shipped, made when a test first needs it.
var built struct {
	once sync.Once
	dir  string
	err  error
}

// shipped gives the path of the program as it is shipped, without the race detector: for tests that start it very often.
func shipped(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "muniment-shipped-"); built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(built.dir, "muniment"), ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "muniment")
}

// muniment runs a command to its end.
func muniment(t *testing.T, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, os.Getenv, strings.NewReader(""), &o, &e)
	return o.String(), e.String(), code
}

// must runs a command that has to succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, errOut, code := muniment(t, args...)
	if code != 0 {
		t.Fatalf("muniment %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, errOut)
	}
	return out
}

// demo starts the demonstration with few marks and gives its address and data folder. It is stopped with the test.
func demo(t *testing.T, marks string) (url, dir string) {
	t.Helper()
	dir = t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var talk syncBuffer
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"--data", dir, "demo", "--addr", "127.0.0.1:0", "--marks", marks}, os.Getenv, strings.NewReader(""), w, &talk)
		w.Close()
	}()
	t.Cleanup(func() {
		stop()
		select {
		case code := <-done:
			if code > 1 {
				t.Errorf("the demonstration ends with %d\n%s", code, talk.String())
			}
		case <-time.After(30 * time.Second):
			t.Error("the demonstration does not end")
		}
	})
	var said strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		said.Write(buf[:n])
		if i := strings.Index(said.String(), "http://127.0.0.1:"); i >= 0 && url == "" {
			url, _, _ = strings.Cut(said.String()[i:], "\n")
		}
		if strings.Contains(said.String(), "Verify:") {
			go io.Copy(io.Discard, r)
			return url, dir
		}
		if err != nil {
			t.Fatalf("the demonstration ends early: %s\n%s", said.String(), talk.String())
		}
	}
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
