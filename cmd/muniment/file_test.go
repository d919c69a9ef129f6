package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

// asTool runs a command of the applicant's tool with a key.
func asTool(t *testing.T, token string, args ...string) (out, errOut string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, func(name string) string {
		if name == "MUNIMENT_KEY" {
			return token
		}
		return ""
	}, strings.NewReader(""), &o, &e)
	return o.String(), e.String(), code
}

func TestPackageIsFiledLaterAndProvesNoMoreThanItHolds(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := storetest.Now
		var mu sync.Mutex
		o.Clock = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		s := storetest.Open(t, o)
		c := newCounter(t, s)
		_, token := c.account("Mau")
		_, first := asked(1)
		if status, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", first, "Idempotency-Key", "k1"); status != 201 {
			t.Fatalf("the first filing answers %d: %s", status, b)
		}
		if err := s.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		logs, err := s.Logs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		write := func(name string, b []byte) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		a, _ := asked(2)
		a.Signatures = nil
		app, poa, checkpoint := write("application.json", a.Bytes()), write("giấy.pdf", []byte("%PDF-1.4 a power")), write("checkpoint", logs[0].Note)
		foreign := write("foreign", bytes.ReplaceAll(logs[0].Note, []byte("test.invalid"), []byte("else.invalid")))
		secret := filepath.Join(dir, "own", "package.key")
		later := storetest.Now.AddDate(0, 0, 9)
		mu.Lock()
		now = later
		mu.Unlock()
		for i, p := range []struct {
			rule  string
			args  []string
			after bool
		}{{"without a checkpoint", nil, false}, {"with one", []string{"--checkpoint", checkpoint}, true}, {"with one of another office", []string{"--checkpoint", foreign}, false}} {
			pack := filepath.Join(dir, fmt.Sprint(i, ".muniment"))
			args := append([]string{"file", "pack", app, "poa=" + poa, "--sign", "Trần Thị Mẫu", "--secret", secret, "--out", pack}, p.args...)
			if _, errOut, code := asTool(t, "", args...); code != 0 {
				t.Fatalf("%s it is not packed: %s", p.rule, errOut)
			}
			out, errOut, code := asTool(t, token, "file", "send", "--to", c.url, "--lang", "en", pack)
			if code != 0 || !strings.Contains(out, "2026-12-01") || strings.Contains(out, "made after") != p.after {
				t.Errorf("%s it is sent with %d: %s%s", p.rule, code, out, errOut)
			}
			again, _, _ := asTool(t, token, "file", "send", "--to", c.url, "--lang", "en", pack)
			if again != out {
				t.Errorf("%s it is filed twice: %s and %s", p.rule, out, again)
			}
			b, err := os.ReadFile(pack + ".receipt.json")
			if err != nil {
				t.Fatal(err)
			}
			policy, err := os.ReadFile(policyOf(t, s))
			if err != nil {
				t.Fatal(err)
			}
			v, err := register.VerifyReceipt(b, policy, register.VerifyOptions{Now: later.Add(time.Minute)})
			if err != nil {
				t.Fatalf("%s the receipt: %v", p.rule, err)
			}
			var private struct{ Package filing.Made }
			for _, d := range v.Disclosed {
				if d.Name == "private" {
					if err := json.Unmarshal(d.Value, &private); err != nil {
						t.Fatal(err)
					}
				}
			}
			made := private.Package
			if made.Claimed == "" || !strings.HasPrefix(made.Key, "muniment-package+") || (made.After != nil) != p.after || !strings.Contains(made.Words["vi"], "Ngày nộp đơn là ngày tiếp nhận") {
				t.Errorf("%s the receipt says %+v", p.rule, made)
			}
			if p.after && (made.After.Size != 1 || made.After.At != storetest.Now.Format(time.RFC3339)) {
				t.Errorf("it was made after %+v", made.After)
			}
		}
		if k, err := os.Stat(secret); err != nil || k.Mode().Perm() != 0o600 {
			t.Errorf("the tool's key is kept as %v, %v", k, err)
		}
	})
}

// bulkOf makes an archive of applications, two documents each; bad says which have a document that is another one.
func bulkOf(t testing.TB, n int, bad ...int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := 1; i <= n; i++ {
		one, two := fmt.Appendf(nil, "one of %d", i), fmt.Appendf(nil, "two of %d", i)
		a, _ := asked(i, one, two)
		dir := fmt.Sprintf("%05d/", i)
		put(dir+"application.json", a.Bytes())
		for _, k := range bad {
			if k == i {
				one = []byte("another")
			}
		}
		put(dir+a.Files[0].Name, one)
		put(dir+a.Files[1].Name, two)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestArchiveIsFiledAndFiledOnceOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		file := filepath.Join(t.TempDir(), "all.zip")
		if err := os.WriteFile(file, bulkOf(t, 500, 17), 0o600); err != nil {
			t.Fatal(err)
		}
		out, errOut, code := asTool(t, token, "file", "bulk", "--to", c.url, "--lang", "en", file)
		if code != 1 || strings.Count(out, "\n") != 500 || !strings.Contains(errOut, "filed 499, filed before 0, refused 1") || !strings.Contains(out, "17\t00017/application.json\trefused\tfiles") {
			t.Errorf("it ends with %d: %.500s%s", code, out, errOut)
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 499 {
			t.Errorf("the log has %d leaves, %v", n, err)
		}
		out, errOut, code = asTool(t, token, "file", "bulk", "--to", c.url, "--json", file)
		if code != 1 || strings.Count(out, `"status":200`) != 499 {
			t.Errorf("again it ends with %d: %.500s%s", code, out, errOut)
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 499 {
			t.Errorf("sent again the log has %d leaves, %v", n, err)
		}
	})
}

func TestArchiveThatWasCutOffIsFiledByTheNextTry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		archive := bulkOf(t, 60)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		res := c.open(ctx, "/api/v1/filings/bulk", token, "application/zip", archive)
		var l api.Line
		if err := json.NewDecoder(res.Body).Decode(&l); err != nil || l.Filing == nil {
			t.Fatalf("the first line is %+v, %v", l, err)
		}
		cancel()
		res.Body.Close()
		second := c.open(t.Context(), "/api/v1/filings/bulk", token, "application/zip", archive)
		defer second.Body.Close()
		b, err := io.ReadAll(second.Body)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
		var last api.Line
		if err := json.Unmarshal(lines[len(lines)-1], &last); err != nil || last.Done == nil || last.Done.Filed+last.Done.Before != 60 || last.Done.Before == 0 {
			t.Errorf("the second try ends with %s, %v", lines[len(lines)-1], err)
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 60 {
			t.Errorf("the log has %d leaves, %v", n, err)
		}
	})
}

func TestArchiveIsRefusedAsAWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		var empty bytes.Buffer
		if err := zip.NewWriter(&empty).Close(); err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string][]byte{"no archive": []byte("nothing"), "an empty one": empty.Bytes()} {
			if status, _, answer := c.ask("POST", "/api/v1/filings/bulk", token, "application/zip", b); status != 400 {
				t.Errorf("%s answers %d: %s", name, status, answer)
			}
		}
	})
}

func TestKeysAreMadeListedAndRevokedAtTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Host: "test.invalid"})
	if err != nil {
		t.Fatal(err)
	}
	c := newCounter(t, s)
	a, _ := c.account("Mau")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(must(t, "--data", dir, "key", "add", string(a.ID), "--name", "kho hồ sơ"))
	list := must(t, "--data", dir, "key", "list", string(a.ID))
	if !strings.HasPrefix(token, "muniment_") || strings.Contains(list, token) || !strings.Contains(list, "holds\tdraft.submit,submission.view\tkho hồ sơ") {
		t.Errorf("the key is %s, the list %s", token, list)
	}
	for line := range strings.Lines(list) {
		id, _, _ := strings.Cut(line, "\t")
		must(t, "--data", dir, "key", "revoke", string(a.ID), id)
	}
	if list := must(t, "--data", dir, "key", "list", string(a.ID)); strings.Contains(list, "holds") || strings.Count(list, "revoked") != 2 {
		t.Errorf("after revoking the list is %s", list)
	}
	if _, errOut, code := muniment(t, "--data", dir, "key", "add", "a-0000000000000000", "--name", "x"); code != 1 {
		t.Errorf("a key of no account ends with %d: %s", code, errOut)
	}
}
