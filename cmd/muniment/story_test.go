package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

func get(t *testing.T, url, accept string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// TestFirstVisit is the first minute: search a planted lookalike, open it, take its receipt, verify it.
func TestFirstVisit(t *testing.T) {
	url, dir := demo(t, "2000")
	for _, f := range sample.Families() {
		code, body := get(t, url+"/search?lang=en&limit=200&q="+strings.ReplaceAll(f.Query, " ", "+"), "text/html")
		if code != 200 {
			t.Fatalf("searching %q answers %d", f.Query, code)
		}
		for _, id := range f.Marks {
			if !strings.Contains(body, "/r/"+id.String()) {
				t.Errorf("searching %q does not show %s", f.Query, id)
			}
		}
		for _, id := range f.Secrets {
			if strings.Contains(body, id.Number) {
				t.Errorf("searching %q shows the sealed application %s", f.Query, id)
			}
			for _, path := range []string{"", ".json", ".txt"} {
				if code, _ := get(t, url+"/r/"+id.String()+path, "*/*"); code != 404 {
					t.Errorf("the sealed application %s%s answers %d", id, path, code)
				}
			}
		}
	}
	entry := sample.Families()[0].Marks[0]
	_, body := get(t, url+"/r/"+entry.String(), "application/json")
	var e struct {
		ID     string
		Events []struct {
			Log string
			Seq int64
		}
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.ID != entry.String() || len(e.Events) == 0 {
		t.Fatalf("the entry's JSON is %s (%v)", body, err)
	}
	receipts, err := filepath.Glob(filepath.Join(dir, "receipts", "*.json"))
	if err != nil || len(receipts) == 0 {
		t.Fatalf("no sample receipts: %v", err)
	}
	out := must(t, "verify", "--receipt", receipts[0], "--policy", filepath.Join(dir, "policy"))
	if !strings.HasPrefix(out, "witnessed 1 of 1") {
		t.Errorf("the verdict is %s", out)
	}
	if out := must(t, "--data", dir, "search", "marks", "--json", sample.Families()[0].Query); !strings.Contains(out, entry.String()) {
		t.Errorf("the command line does not find %s:\n%s", entry, out)
	}
	if out := must(t, "--data", dir, "show", entry.String(), "--lang", "vi"); !strings.Contains(out, entry.Number) {
		t.Errorf("show prints %s", out)
	}
	must(t, "--data", dir, "verify")
	if _, errOut, code := muniment(t, "--data", dir, "serve", "--addr", "127.0.0.1:0"); code != 1 || !strings.Contains(errOut, "another muniment is writing") {
		t.Errorf("a second server gives %d: %s", code, errOut)
	}
	file := filepath.Join(t.TempDir(), "more.csv")
	if err := os.WriteFile(file, []byte("number,mark,class\n1,ZUVORBEK,9\n2,QUELMORA,30\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "--data", dir, "import", "--office", "XX", file); !strings.Contains(out, "stored 2") {
		t.Errorf("import beside the server says %s", out)
	}
	if _, body := get(t, url+"/search?q=zuvorbek", "text/html"); !strings.Contains(body, "XX/TM/1") {
		t.Error("what was imported beside the server is not found by it")
	}
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{"nonsense"}, 2, "hint"},
		{[]string{"--data", dir, "show", "VN/TM/1"}, 1, "no register"},
		{[]string{"--data", dir, "show", "not an address"}, 1, "no register"},
		{[]string{"--data", dir, "import", filepath.Join(dir, "absent")}, 2, "cannot be read"},
		{[]string{"verify", "--receipt", filepath.Join(dir, "absent")}, 2, "cannot be read"},
		{[]string{"verify", "--policy", filepath.Join(dir, "absent")}, 2, "go with --receipt"},
		{[]string{"follow", "http://127.0.0.1:1/log/register/1"}, 1, "without a policy"},
	} {
		if _, errOut, code := muniment(t, c.args...); code != c.code || !strings.Contains(errOut, c.say) {
			t.Errorf("muniment %s: exit code %d, want %d, and %q in:\n%s", strings.Join(c.args, " "), code, c.code, c.say, errOut)
		}
	}
}

// TestAKilledImportIsFinishedByRunningItAgain kills the program in the middle of an import, several times.
func TestAKilledImportIsFinishedByRunningItAgain(t *testing.T) {
	const marks = 8000
	dir, clean := t.TempDir(), t.TempDir()
	file := filepath.Join(t.TempDir(), "marks.csv")
	var b strings.Builder
	b.WriteString("number,mark,class,owner\n")
	for i := range marks {
		fmt.Fprintf(&b, "%d,MARK %d,%d,Owner %d\n", i, i, i%45+1, i%97)
	}
	b.WriteString("7,MARK SEVEN AGAIN,9,Owner 7\n")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var before []register.LogState
	for kill := range 3 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "--data", dir, "import", "--office", "XX", file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitForEvents(t, dir, int64(kill*2000+500))
		cmd.Process.Kill()
		cmd.Wait()
		s, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		logs, err := s.Logs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		before = append(before, logs[1])
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "--data", dir, "import", "--office", "XX", file)
	must(t, "--data", clean, "import", "--office", "XX", file)
	must(t, "--data", dir, "verify")
	if out := must(t, "--data", dir, "import", "--office", "XX", file); !strings.Contains(out, "stored 0, changed 0, unchanged 8001") {
		t.Errorf("the same document again: %s", out)
	}
	if must(t, "--data", dir, "export") != must(t, "--data", clean, "export") {
		t.Error("the entries differ from those of a clean run")
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	logs, err := s.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if logs[1].Size != marks+1 {
		t.Errorf("the log has %d events, not %d: records are missing or doubled", logs[1].Size, marks+1)
	}
	now := note.Checkpoint{Origin: logs[1].Origin, Size: logs[1].Size, Root: logs[1].Root}
	for _, old := range before {
		proof, err := s.Consistency(t.Context(), register.Library, 1, now.Size, old.Size)
		if err != nil {
			t.Fatal(err)
		}
		if err := now.CheckConsistency(note.Checkpoint{Origin: old.Origin, Size: old.Size, Root: old.Root}, proof); err != nil {
			t.Errorf("the checkpoint of size %d signed before a kill is no prefix: %v", old.Size, err)
		}
	}
}

// waitForEvents waits until the library's log has so many committed events.
func waitForEvents(t *testing.T, dir string, n int64) {
	t.Helper()
	for range 12000 {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "muniment.db")+"?mode=ro&_pragma=busy_timeout(1000)")
		if err != nil {
			t.Fatal(err)
		}
		var size int64
		err = db.QueryRow(`SELECT size FROM log WHERE id = 2`).Scan(&size)
		db.Close()
		if err == nil && size >= n {
			return
		}
		time.Sleep(5 * time.Millisecond) // another process is at work; there is nothing of ours to wait for
	}
	t.Fatal("the import does not move")
}
