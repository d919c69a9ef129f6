package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/register"
)

// ownNumbers is the law of an office that numbers marks when they are filed.
const ownNumbers = "pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nnumbers:\n" +
	"  - {right: TM, form: 4-YYYY-NNNNN, given: filing, opens: publish, confidence: C, source: [memory]}\nsources: {memory: memory}\n"

// station is an office served by a process that is killed and started again.
type station struct {
	t      *testing.T
	dir    string
	db     string // of PostgreSQL; "" for SQLite
	token  string
	policy string // file
	cmd    *exec.Cmd
	url    string
	client *http.Client
	stderr *syncBuffer
}

// newStation makes the data folder of an office with one applicant.
func newStation(t *testing.T, db string) *station {
	t.Helper()
	st := &station{t: t, dir: t.TempDir(), db: db, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: time.Minute}}
	t.Cleanup(func() {
		if st.cmd != nil && st.cmd.Process != nil && st.cmd.ProcessState == nil {
			st.kill()
		}
	})
	if err := os.WriteFile(filepath.Join(st.dir, ownLaw), []byte(ownNumbers), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: st.dir, Postgres: db, Host: "test.invalid"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	judge, err := permit.Open(office.Policies)
	if err != nil {
		t.Fatal(err)
	}
	people := &office.People{DB: s.People(), Judge: judge, Declarations: s.People(), Clock: time.Now, Zone: zone(), Entropy: register.SystemEntropy()}
	a, err := people.SignUp(t.Context(), office.Party{Nature: office.Natural, Name: "Mau", Country: "VN"}, "mau@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if st.token, _, err = s.MakeKey(t.Context(), office.Key{Account: a.ID, Name: "tool", Acts: []office.Act{office.SubmitDraft, office.ViewSubmission}}); err != nil {
		t.Fatal(err)
	}
	st.policy = policyOf(t, s)
	return st
}

// start starts the office, under other commands if there are any, and waits until it serves.
func (st *station) start(under ...string) error {
	args := append(under, shipped(st.t), "--data", st.dir)
	if st.db != "" {
		args = append(args, "--database", st.db)
	}
	args = append(args, "serve", "--addr", "127.0.0.1:0", "--host", "test.invalid")
	st.cmd = exec.Command(args[0], args[1:]...)
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	st.cmd.Stderr = w
	if err := st.cmd.Start(); err != nil {
		return err
	}
	w.Close()
	st.stderr = new(syncBuffer)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fmt.Fprintln(st.stderr, lines.Text())
		if _, url, ok := strings.Cut(lines.Text(), "serving at "); ok {
			st.url = url
			go func(heard *syncBuffer) { io.Copy(heard, r); r.Close() }(st.stderr) // the next start has another
			return nil
		}
	}
	r.Close()
	return fmt.Errorf("the office ends: %v\n%s", st.cmd.Wait(), st.stderr.String())
}

// kill ends the process as a cut cable would, and waits for its end.
func (st *station) kill() {
	st.cmd.Process.Kill()
	st.cmd.Wait()
	st.client.CloseIdleConnections()
}

// answered is what the office answered to a request: status 0 if the connection was cut.
func (st *station) ask(method, path, key string, body []byte) (int, api.Filing) {
	req, err := http.NewRequestWithContext(context.Background(), method, st.url+path, bytes.NewReader(body))
	if err != nil {
		st.t.Error(err)
		return 0, api.Filing{}
	}
	req.Header.Set("Authorization", "Bearer "+st.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := st.client.Do(req)
	if err != nil {
		return 0, api.Filing{}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	var f api.Filing
	if err != nil || res.StatusCode < 300 && json.Unmarshal(b, &f) != nil {
		return 0, api.Filing{} // cut in the middle
	}
	return res.StatusCode, f
}

// ledger is what the applicants know: each key with its request, and the answer if one came.
type ledger struct {
	mu     sync.Mutex
	bodies map[string][]byte
	filed  map[string]api.Filing
	open   map[string]bool // asked, and not answered
}

func newLedger() *ledger {
	return &ledger{bodies: map[string][]byte{}, filed: map[string]api.Filing{}, open: map[string]bool{}}
}

// note takes an answer into the ledger; an answer that differs from an earlier one is an error.
func (l *ledger) note(t *testing.T, key string, f api.Filing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, key)
	if old, ok := l.filed[key]; ok && (old.ID != f.ID || old.Number != f.Number || old.Digest != f.Digest || old.Received != f.Received || !sameLeaf(t, old.Receipt, f.Receipt)) {
		t.Errorf("the filing %s was %s %s, and is %s %s", key, old.ID, old.Number, f.ID, f.Number)
		return
	}
	l.filed[key] = f
}

// load files from several applicants until enough was answered, and then goes on until the office is gone.
func (l *ledger) load(st *station, cycle, enough int) {
	reached := make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	answered := 0
	for w := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d-%d-%d", cycle, w, i)
				_, body := asked(cycle*10000+w*1000+i, fmt.Appendf(nil, "one of %s", key), fmt.Appendf(nil, "two of %s\n%04000d", key, i), fmt.Appendf(nil, "three of %s", key))
				l.mu.Lock()
				l.bodies[key], l.open[key] = body, true
				l.mu.Unlock()
				status, f := st.ask("POST", "/api/v1/filings", key, body)
				if status == http.StatusCreated {
					l.note(st.t, key, f)
					l.mu.Lock()
					if answered++; answered == enough {
						once.Do(func() { close(reached) })
					}
					l.mu.Unlock()
					continue
				}
				if status != 0 && status != http.StatusServiceUnavailable {
					st.t.Errorf("the filing %s is answered with %d", key, status)
				}
				once.Do(func() { close(reached) })
				return
			}
		})
	}
	<-reached
	st.kill()
	wg.Wait()
}

// settle asks for what was not answered by its key, and files anew what is not there.
func (l *ledger) settle(st *station) (found, lost int) {
	for _, key := range sortedKeysOf(l.open) {
		status, f := st.ask("GET", "/api/v1/filings?key="+url.QueryEscape(key), "", nil)
		switch status {
		case http.StatusOK:
			found++
		case http.StatusNotFound:
			lost++
			if status, f = st.ask("POST", "/api/v1/filings", key, l.bodies[key]); status != http.StatusCreated {
				st.t.Fatalf("filing %s again is answered with %d", key, status)
			}
		default:
			st.t.Fatalf("the key %s is answered with %d\n%s", key, status, st.stderr.String())
		}
		l.note(st.t, key, f)
	}
	return found, lost
}

func sortedKeysOf[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// judge holds the whole ledger against the office: nothing lost, nothing altered, each number once and none left out, every receipt and
// every document as it was, and the register itself sound.
func (l *ledger) judge(st *station) {
	t := st.t
	t.Helper()
	var numbers []int
	batch := new(bytes.Buffer)
	now := time.Now().Add(time.Minute)
	policy, err := os.ReadFile(st.policy)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range sortedKeysOf(l.filed) {
		f := l.filed[key]
		if status, again := st.ask("GET", "/api/v1/filings?key="+url.QueryEscape(key), "", nil); status != 200 {
			t.Errorf("the acknowledged filing %s is answered with %d", key, status)
		} else {
			l.note(t, key, again)
		}
		_, tail, _ := strings.Cut(strings.TrimPrefix(f.Number, "4-"), "-")
		n, err := strconv.Atoi(tail)
		if err != nil {
			t.Errorf("the filing %s has the number %q", key, f.Number)
		}
		numbers = append(numbers, n)
		if _, err := register.VerifyReceipt(f.Receipt, policy, register.VerifyOptions{Now: now}); err != nil {
			t.Errorf("the receipt of %s: %v", key, err)
		}
		line, err := json.Marshal(map[string]string{"name": key, "receipt": string(f.Receipt)})
		if err != nil {
			t.Fatal(err)
		}
		batch.Write(append(line, '\n'))
		if i%37 == 0 {
			l.documents(st, key, f)
		}
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != i+1 {
			t.Errorf("the numbers are not 1 to %d: there is %d where %d should be", len(numbers), n, i+1)
			break
		}
	}
	if python, err := exec.LookPath("python3"); err == nil {
		file := filepath.Join(t.TempDir(), "receipts")
		if err := os.WriteFile(file, batch.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), python, filepath.Join(outside.Root(t), "script", "verify_receipt.py"), "--policy", st.policy, "--batch", file).CombinedOutput()
		if err != nil || strings.Count(string(out), "\tok") != len(numbers) {
			t.Errorf("the verifier in Python: %v\n%.2000s", err, out)
		}
	}
	args := []string{"--data", st.dir, "verify"}
	if st.db != "" {
		args = append([]string{"--database", st.db}, args...)
	}
	must(t, args...)
}

// documents fetches the documents of a filing and compares their hashes.
func (l *ledger) documents(st *station, key string, f api.Filing) {
	var e struct{ Documents [][]byte }
	if err := json.Unmarshal(l.bodies[key], &e); err != nil {
		st.t.Fatal(err)
	}
	for _, d := range e.Documents {
		req, err := http.NewRequestWithContext(context.Background(), "GET", st.url+f.Address+"/documents/"+sha(d), nil)
		if err != nil {
			st.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+st.token)
		res, err := st.client.Do(req)
		if err != nil {
			st.t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || !bytes.Equal(b, d) {
			st.t.Errorf("a document of %s came back with %d of %d bytes, %v", key, len(b), len(d), err)
		}
	}
}

// kills is how many times the office is killed: 30, or as MUNIMENT_TEST_KILLS says.
func kills(t *testing.T) int {
	t.Helper()
	s := os.Getenv("MUNIMENT_TEST_KILLS")
	if s == "" {
		return 30
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNothingAcknowledgedIsLostWhenTheOfficeIsKilled kills the office under load, again and again.
func TestNothingAcknowledgedIsLostWhenTheOfficeIsKilled(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			db := ""
			if engine == "postgres" {
				db = storetest.Postgres(t)
			}
			st, l := newStation(t, db), newLedger()
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, 1))
			found, lost := 0, 0
			for cycle := range kills(t) {
				if err := st.start(); err != nil {
					t.Fatal(err)
				}
				f, n := l.settle(st)
				found, lost = found+f, lost+n
				l.load(st, cycle, 1+random.IntN(60))
			}
			if err := st.start(); err != nil {
				t.Fatal(err)
			}
			f, n := l.settle(st)
			l.judge(st)
			t.Logf("%d filings acknowledged; of those cut off %d had been filed and were found by their key, %d had not", len(l.filed), found+f, lost+n)
			st.kill()
		})
	}
}
