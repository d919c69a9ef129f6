package inspect_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/inspect"
	"github.com/muniment/muniment/internal/fault"
)

// asChild makes the test's own program a child: what it does first says the word.
const asChild = "inspect-child"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == asChild {
		if err := serve(os.Args[2], os.Args[3:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// serve is a child that does something else than it should.
func serve(what string, args []string) error {
	switch what {
	case "panics":
		panic("a child")
	case "waits":
		time.Sleep(time.Hour)
	case "reaches out", "opens", "runs", "eats":
		// The confinement comes with Serve; an empty file makes it do nothing else.
		if err := inspect.Serve([]string{args[0], "0", args[2], args[3]}, bytes.NewReader(nil), &bytes.Buffer{}); err != nil {
			return err
		}
	}
	var err error
	switch what {
	case "reaches out":
		_, err = net.Dial("tcp", "127.0.0.1:9")
	case "opens":
		_, err = os.ReadFile("/etc/hostname")
	case "runs":
		err = exec.Command("/bin/true").Run()
	case "eats":
		var all [][]byte
		for {
			all = append(all, bytes.Repeat([]byte{1}, 16<<20))
			runtime.KeepAlive(all)
		}
	default:
		return inspect.Serve(args, os.Stdin, os.Stdout)
	}
	if err != nil && strings.Contains(err.Error(), "not permitted") {
		fmt.Println(`{"type":"refused"}`)
		return nil
	}
	return fmt.Errorf("nothing stopped it: %v", err)
}

func child(what string) *inspect.Child {
	return &inspect.Child{Args: []string{asChild, what}, Time: 20 * time.Second, Memory: 1 << 30}
}

func inChild(t *testing.T, what string, b []byte) (*inspect.Report, error) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("a process can only be confined on Linux")
	}
	return child(what).Inspect(t.Context(), bytes.NewReader(b), int64(len(b)), "")
}

func TestChildMayDoNothingButReadAndAnswer(t *testing.T) {
	for _, what := range []string{"reaches out", "opens", "runs"} {
		r, err := inChild(t, what, nil)
		if err != nil || r.Type != "refused" {
			t.Errorf("a child that %s: %v, %v", what, r, err)
		}
	}
}

func TestWhateverHappensToTheChildTheParentGetsAnError(t *testing.T) {
	for _, what := range []string{"panics", "eats"} {
		if _, err := inChild(t, what, nil); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a child that %s gives %v", what, err)
		}
	}
	c := child("waits")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Inspect(ctx, bytes.NewReader(nil), 0, ""); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a child that is not waited for gives %v", err)
	}
}

// TestNoHostileFileOpensASocket follows every call of the system that the children make for the whole corpus.
// outOfShadow is the exit code with which the race detector stops a program when the memory that it needs for itself is not there:
// in a test built with it, the limit of the child's memory is reached sooner.
const outOfShadow = 66

func TestNoHostileFileOpensASocket(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hostile(t) {
		log := filepath.Join(t.TempDir(), "trace")
		cmd := exec.Command(strace, "-f", "--seccomp-bpf", "-o", log, "-e", "trace=socket,connect,sendto,execve,open,openat,unlink,rename", me, asChild, "serves", "", fmt.Sprint(len(h.body)), "1073741824", "20")
		cmd.Stdin = bytes.NewReader(h.body)
		out, err := cmd.Output()
		trace, _ := os.ReadFile(log)
		if len(trace) == 0 {
			t.Skipf("strace does not work here: %v", err)
		}
		// What the program does before it is confined is its own business: it ends with the filter, and nothing follows.
		for _, call := range []string{"socket(", "connect(", "sendto("} {
			if strings.Contains(string(trace), call) {
				t.Errorf("%s: the child called %s", h.name, call)
			}
		}
		if err != nil && len(out) == 0 && cmd.ProcessState.ExitCode() != outOfShadow {
			t.Errorf("%s broke the child: %v", h.name, err)
		}
	}
}
