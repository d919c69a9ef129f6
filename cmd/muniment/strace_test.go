package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store/storetest"
)

// faultsOfCommit are what a machine can do to the system calls by which a filing reaches the disk.
var faultsOfCommit = []struct {
	name, calls, inject string
	stops               bool // after it nothing may be acknowledged any more
}{
	{"EIO at a sync", "fsync,fdatasync", "error=EIO", true},
	{"ENOSPC at a sync", "fsync,fdatasync", "error=ENOSPC", true},
	{"EIO at a write to a file", "pwrite64", "error=EIO", false},
	{"ENOSPC at a write to a file", "pwrite64", "error=ENOSPC", false},
	{"KILL at a sync", "fsync,fdatasync", "signal=KILL", false},
	{"KILL at a write to a file", "pwrite64", "signal=KILL", false},
	{"KILL at any write, the answer's too", "write", "signal=KILL", false},
}

// faultsAt lists at which of the calls of a thread a fault is tried: some of them, or as many as MUNIMENT_TEST_FAULTS says.
func faultsAt(t *testing.T) []int {
	t.Helper()
	s := os.Getenv("MUNIMENT_TEST_FAULTS")
	if s == "" {
		return []int{1, 2, 5}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	var at []int
	for i := 1; i <= n; i++ {
		at = append(at, i)
	}
	return at
}

// TestFaultsOfTheDiskLoseNothing puts faults into the system calls of a serving office, by strace: at a write or a sync, from its
// n-th one in a thread on. What was acknowledged stays, what was answered with 503 or not at all is found by its key if it was filed,
// and after a failed sync the process acknowledges nothing and ends.
func TestFaultsOfTheDiskLoseNothing(t *testing.T) {
	if err := exec.Command("strace", "-f", "-e", "trace=none", "true").Run(); err != nil {
		t.Skipf("strace does not run here: %v", err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			db := ""
			if engine == "postgres" {
				db = storetest.Postgres(t)
			}
			st, l := newStation(t, db), newLedger()
			hit, n := 0, 0
			for _, f := range faultsOfCommit {
				for _, at := range faultsAt(t) {
					n++
					if err := st.start(); err != nil {
						t.Fatal(err)
					}
					l.settle(st)
					injected := st.suffer(l, n, f.calls, fmt.Sprintf("%s:when=%d+", f.inject, at), f.stops)
					t.Logf("%s, the %d.: injected %d times", f.name, at, injected)
					if injected > 0 {
						hit++
					}
				}
			}
			if hit < len(faultsOfCommit) {
				t.Errorf("only %d of %d runs met a fault: the test tries nothing", hit, n)
			}
			if err := st.start(); err != nil {
				t.Fatal(err)
			}
			l.settle(st)
			l.judge(st)
			st.kill()
		})
	}
}

// suffer files under faults until the office does not answer any more or has had enough, ends it, and gives how many faults there were.
func (st *station) suffer(l *ledger, round int, calls, inject string, stops bool) int {
	t := st.t
	t.Helper()
	log := filepath.Join(t.TempDir(), "strace")
	tracer := exec.Command("strace", "-f", "-o", log, "-p", strconv.Itoa(st.cmd.Process.Pid), "-e", "trace="+calls, "-e", "inject="+calls+":"+inject)
	said, err := tracer.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := tracer.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	if !lines.Scan() || !strings.Contains(lines.Text(), "attached") {
		t.Skipf("strace cannot be attached here: %s", lines.Text())
	}
	go io.Copy(io.Discard, said)
	size := 200000 // a file of its own, which is synced apart
	if stops {
		size = 2000 // all of it goes through the databases
	}
	refused, cut := 0, 0
	for i := range 24 {
		key := fmt.Sprintf("f%d-%d", round, i)
		_, body := asked(round*1000+i, fmt.Appendf(nil, "one of %s", key), fmt.Appendf(nil, "two of %s\n%0*d", key, size, i))
		l.bodies[key], l.open[key] = body, true
		status, f := st.ask("POST", "/api/v1/filings", key, body)
		switch status {
		case http.StatusCreated:
			l.note(t, key, f)
			if refused > 0 && stops {
				t.Errorf("a filing was acknowledged after a failed sync")
			}
		case 0, http.StatusServiceUnavailable, http.StatusInternalServerError:
			refused++
		default:
			t.Errorf("under a fault the office answers %d", status)
		}
		if status == 0 {
			cut = 1
		}
		if cut > 0 || refused > 4 {
			break
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- st.cmd.Wait() }()
	if stops && refused > 0 {
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			t.Errorf("the office goes on after a failed sync\n%s", st.stderr.String())
			st.cmd.Process.Kill()
			<-ended
		}
	} else {
		st.cmd.Process.Kill()
		<-ended
	}
	st.client.CloseIdleConnections()
	tracer.Wait()
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(inject, "signal") {
		return cut
	}
	return strings.Count(string(b), "(INJECTED)")
}
