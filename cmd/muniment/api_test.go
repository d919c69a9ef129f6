package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/api"
	"github.com/muniment/muniment/adapter/permit"
	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

// counter is a served interface over a register of its own.
type counter struct {
	t      testing.TB
	s      *store.Store
	url    string
	people *office.People
	desk   *filing.Desk
	log    bytes.Buffer
	mu     sync.Mutex
	now    time.Time
}

// newCounter serves the interface of an office that numbers marks at filing, and everything else at payment.
func newCounter(t testing.TB, s *store.Store) *counter {
	t.Helper()
	pack, err := law.ParsePack([]byte("pack: own\noffice: VN\nfrom: 2020-01-01\ntitle: {vi: a, en: a}\nlaw: {vi: a, en: a}\nnumbers:\n" +
		"  - {right: TM, form: 4-YYYY-NNNNN, given: filing, opens: publish, confidence: C, source: [memory]}\nsources: {memory: memory}\n"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := law.Own().Corrected(pack)
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{t: t, s: s, now: storetest.Now}
	clock := func() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
	h := &house{p: &program{clock: clock}, s: s}
	o := web.Office{Code: "VN", Zone: zone(), Default: "en"}
	c.desk = reception(s, l, o, clock)
	judge, err := permit.Open(office.Policies)
	if err != nil {
		t.Fatal(err)
	}
	c.people = &office.People{DB: s.People(), Judge: judge, Declarations: s.People(), Clock: clock, Zone: zone(), Entropy: register.SystemEntropy()}
	handler, err := h.withInterface(http.NotFoundHandler(), c.desk, o, nil, slog.New(slog.NewTextHandler(&c.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	c.url = srv.URL
	return c
}

// account opens an account of an applicant and gives it a key for acts.
func (c *counter) account(name string, acts ...office.Act) (office.Account, string) {
	c.t.Helper()
	a, err := c.people.SignUp(c.t.Context(), office.Party{Nature: office.Natural, Name: name, Country: "VN"}, strings.ToLower(strings.ReplaceAll(name, " ", "."))+"@example.org")
	if err != nil {
		c.t.Fatal(err)
	}
	if len(acts) == 0 {
		acts = []office.Act{office.SubmitDraft, office.ViewSubmission}
	}
	token, _, err := c.s.MakeKey(c.t.Context(), office.Key{Account: a.ID, Name: "tool", Acts: acts})
	if err != nil {
		c.t.Fatal(err)
	}
	return a, token
}

// ask sends a request and gives its status, headers and body.
func (c *counter) ask(method, path, token, kind string, body []byte, header ...string) (int, http.Header, []byte) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, res.Header, b
}

// open sends a request and gives its answer before it has ended.
func (c *counter) open(ctx context.Context, path, token, kind string, body []byte) *http.Response {
	c.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	return res
}

// asked is a word mark with documents, and its request as JSON.
func asked(i int, docs ...[]byte) (*filing.Application, []byte) {
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi",
		Applicants: []filing.Applicant{{Person: "natural", Name: "Trần Thị Mẫu", Country: "VN", Place: "Cà Mau", Address: &filing.Address{Written: "1 Đường Mẫu"}}},
		Mark:       &filing.MarkAsked{Feature: "word", Kind: "individual", Text: fmt.Sprintf("SAO SÔNG %d", i)},
		Goods:      []filing.GoodsAsked{{Class: 30, Terms: []string{"chè", "cà phê"}}},
		Signatures: []filing.Signature{{Name: "Trần Thị Mẫu", Capacity: "applicant", How: "interface", At: "2026-11-22T07:59:00Z"}}}
	for k, d := range docs {
		a.Files = append(a.Files, filing.Attachment{Role: "evidence", Name: fmt.Sprintf("bằng chứng %d.pdf", k+1), Type: "application/pdf", Size: int64(len(d)), SHA256: filing.Documents(d)[0].SHA256})
	}
	return a, envelopeOf(a, docs...)
}

func envelopeOf(a *filing.Application, docs ...[]byte) []byte {
	var texts []string
	for _, d := range docs {
		texts = append(texts, base64.StdEncoding.EncodeToString(d))
	}
	b, err := json.Marshal(map[string]any{"application": json.RawMessage(a.Bytes()), "documents": texts})
	if err != nil {
		panic(err)
	}
	return b
}

// formOf is the request as a form; the documents come under the names.
func formOf(t testing.TB, a *filing.Application, names []string, docs ...[]byte) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	f := multipart.NewWriter(&b)
	w, err := f.CreateFormField("application")
	if err == nil {
		_, err = w.Write(a.Bytes())
	}
	for i, d := range docs {
		if err == nil {
			w, err = f.CreateFormFile(names[i], "x.pdf")
		}
		if err == nil {
			_, err = w.Write(d)
		}
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return f.FormDataContentType(), b.Bytes()
}

// told reads an answer.
func told(t testing.TB, b []byte) api.Filing {
	t.Helper()
	var f api.Filing
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatalf("the answer %s: %v", b, err)
	}
	return f
}

// policyOf writes the policy of a register to a file.
func policyOf(t testing.TB, s *store.Store) string {
	t.Helper()
	logs, err := s.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	policy := "quorum none\n"
	for _, l := range logs {
		policy = "log " + l.Key + "\n" + policy
	}
	path := filepath.Join(t.TempDir(), "policy")
	if err := os.WriteFile(path, []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFilingByInterfaceGivesAReceiptThatVerifies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		docs := [][]byte{[]byte("one"), []byte("two"), bytes.Repeat([]byte("three"), 30000)}
		a, body := asked(1, docs...)
		status, h, b := c.ask("POST", "/api/v1/filings", token, "application/json", body, "Idempotency-Key", "k1")
		if status != http.StatusCreated {
			t.Fatalf("the filing answers %d: %s", status, b)
		}
		f := told(t, b)
		if f.Number != "4-2026-00001" || f.State != "pending" || f.Day.String() != "2026-11-22" || h.Get("Location") != f.Address || len(f.Bills) == 0 {
			t.Errorf("the answer is %+v at %q", f, h.Get("Location"))
		}
		if f.Findings == nil || len(f.Findings) > 0 && f.Findings[0].In["vi"] == f.Findings[0].In["en"] {
			t.Errorf("the findings are %+v", f.Findings)
		}
		if h.Get("Cache-Control") != "no-store" || h.Get("ETag") != "" {
			t.Errorf("the answer may be kept: %v", h)
		}
		policy, file := policyOf(t, s), filepath.Join(t.TempDir(), "receipt.json")
		if err := os.WriteFile(file, f.Receipt, 0o600); err != nil {
			t.Fatal(err)
		}
		if out := must(t, "verify", "--receipt", file, "--policy", policy); !strings.Contains(out, "committed") {
			t.Errorf("the verdict is %s", out)
		}
		if python, err := exec.LookPath("python3"); err == nil {
			if out, err := exec.CommandContext(t.Context(), python, filepath.Join(outside.Root(t), "script", "verify_receipt.py"), "--policy", policy, file).CombinedOutput(); err != nil {
				t.Errorf("the verifier in Python: %v\n%s", err, out)
			}
		}
		for _, path := range []string{"/api/v1/filings?key=k1", f.Address} {
			status, _, b := c.ask("GET", path, token, "", nil)
			got := told(t, b)
			if status != 200 || got.ID != f.ID || !bytes.Equal(bytes.TrimSpace(got.Application), signedBy(a, c, token).Bytes()) {
				t.Errorf("%s answers %d: %s", path, status, b)
			}
		}
		if status, _, b := c.ask("GET", f.Address+"/receipt", token, "", nil); status != 200 || !json.Valid(b) || !strings.Contains(string(b), `"proof"`) {
			t.Errorf("the receipt answers %d: %s", status, b)
		}
		for i, d := range docs {
			status, h, b := c.ask("GET", f.Address+"/documents/"+a.Files[i].SHA256, token, "", nil)
			if status != 200 || !bytes.Equal(b, d) || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("document %d answers %d with %v", i+1, status, h)
			}
		}
		status, _, b = c.ask("GET", "/api/v1/filings", token, "", nil)
		if status != 200 || strings.Count(string(b), f.ID) < 1 || strings.Contains(string(b), "SAO SÔNG") {
			t.Errorf("the list answers %d: %s", status, b)
		}
		if c.log.Len() > 0 {
			t.Errorf("the log says %s", c.log.String())
		}
	})
}

// signedBy is the application as it is kept: its signature names the account.
func signedBy(a *filing.Application, c *counter, token string) *filing.Application {
	k, _, err := c.s.KeyOf(c.t.Context(), token)
	if err != nil {
		c.t.Fatal(err)
	}
	b := *a
	b.Signatures = append([]filing.Signature{}, a.Signatures...)
	for i := range b.Signatures {
		b.Signatures[i].Account = string(k.Account)
	}
	return &b
}

func TestRepeatedRequestIsAnsweredWithTheSameFiling(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		a, body := asked(1, []byte("one"))
		_, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", body, "Idempotency-Key", "k1")
		first := told(t, b)
		kind, form := formOf(t, a, []string{"file"}, []byte("one"))
		for _, again := range []struct {
			kind string
			body []byte
		}{{"application/json", body}, {kind, form}, {"application/json", envelopeOf(a)}} {
			status, _, b := c.ask("POST", "/api/v1/filings", token, again.kind, again.body, "Idempotency-Key", "k1")
			if got := told(t, b); status != 200 || got.ID != first.ID || got.Number != first.Number || got.Received != first.Received || !sameLeaf(t, got.Receipt, first.Receipt) {
				t.Errorf("the same again as %s answers %d: %s", again.kind, status, b)
			}
		}
		_, other := asked(2)
		if status, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", other, "Idempotency-Key", "k1"); status != 409 {
			t.Errorf("another application under the key answers %d: %s", status, b)
		}
		if status, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", body); status != 400 {
			t.Errorf("a filing without a key answers %d: %s", status, b)
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 1 {
			t.Errorf("the log has %d leaves, %v", n, err)
		}
	})
}

func sameLeaf(t testing.TB, a, b []byte) bool {
	t.Helper()
	x, e1 := register.ParseReceipt(a)
	y, e2 := register.ParseReceipt(b)
	if e1 != nil || e2 != nil {
		t.Fatal(e1, e2)
	}
	return bytes.Equal(x.Leaf, y.Leaf) && strings.Join(x.Disclosures, " ") == strings.Join(y.Disclosures, " ")
}

func TestFormTakesDocumentsInAnyOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		docs := [][]byte{[]byte("one"), bytes.Repeat([]byte("two"), 100000), []byte("three")}
		a, _ := asked(1, docs...)
		names := []string{a.Files[0].SHA256, a.Files[1].SHA256, a.Files[2].SHA256}
		for i, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
			var list [][]byte
			var called []string
			for _, k := range order {
				list, called = append(list, docs[k]), append(called, names[k])
			}
			if i == 2 {
				called = []string{"file", "file", "file"}
			}
			kind, body := formOf(t, a, called, list...)
			status, _, b := c.ask("POST", "/api/v1/filings", token, kind, body, "Idempotency-Key", fmt.Sprint("k", i))
			if status != http.StatusCreated {
				t.Fatalf("the form in the order %v answers %d: %s", order, status, b)
			}
			f := told(t, b)
			for k, d := range docs {
				if status, _, b := c.ask("GET", f.Address+"/documents/"+names[k], token, "", nil); status != 200 || !bytes.Equal(b, d) {
					t.Errorf("document %d answers %d with %d bytes", k+1, status, len(b))
				}
			}
		}
	})
}

func TestInterfaceRefusesWithTheFieldInBothLanguages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		_, viewer := c.account("Xem", office.ViewSubmission)
		doc := []byte("one")
		good, _ := asked(1, doc)
		with := func(change func(a *filing.Application)) []byte {
			a, _ := asked(1, doc)
			change(a)
			return envelopeOf(a, doc)
		}
		kind, short := formOf(t, good, nil)
		_, twisted := formOf(t, good, []string{"file"}, []byte("other"))
		for _, r := range []struct {
			rule   string
			token  string
			kind   string
			body   []byte
			status int
			field  string
			say    string
		}{
			{"nobody", "", "application/json", envelopeOf(good, doc), 401, "", "key"},
			{"a key that opens nothing", "muniment_x", "application/json", envelopeOf(good, doc), 401, "", "opens nothing"},
			{"a key for something else", viewer, "application/json", envelopeOf(good, doc), 403, "", "not for that"},
			{"no JSON", token, "application/json", []byte("{"), 400, "", "no JSON"},
			{"a member that there is not", token, "application/json", []byte(`{"application":{"v":1,"kind":"TM","x":1}}`), 400, "", "no member"},
			{"text", token, "text/plain", []byte("file this"), 400, "", "application/json"},
			{"nobody applies", token, "application/json", with(func(a *filing.Application) { a.Applicants = nil }), 400, "applicants", "who applies"},
			{"nobody signed", token, "application/json", with(func(a *filing.Application) { a.Signatures = nil }), 400, "sign", "signed"},
			{"a signature with a passkey", token, "application/json", with(func(a *filing.Application) { a.Signatures[0].How = "passkey" }), 400, "signatures", "interface"},
			{"a signature of another account", token, "application/json", with(func(a *filing.Application) { a.Signatures[0].Account = "a-1" }), 400, "signatures", "another account"},
			{"a signature without a time", token, "application/json", with(func(a *filing.Application) { a.Signatures[0].At = "" }), 400, "signatures", "UTC"},
			{"a party of somebody else", token, "application/json", with(func(a *filing.Application) { a.Applicants[0].Party = "p-1111111111111111" }), 400, "applicants", "known to you"},
			{"a document that did not come", token, kind, short, 400, "files", "did not come"},
			{"a document that is another", token, kind, bytes.ReplaceAll(twisted, boundary(t, twisted), boundary(t, short)), 400, "files", "does not name"},
			{"a document that is not named", token, "application/json", envelopeOf(good, doc, []byte("more")), 400, "files", "does not name"},
			{"a class that there is not", token, "application/json", with(func(a *filing.Application) { a.Goods[0].Class = 46 }), 400, "goods", "Nice"},
		} {
			t.Run(r.rule, func(t *testing.T) {
				status, h, b := c.ask("POST", "/api/v1/filings", r.token, r.kind, r.body, "Idempotency-Key", "k")
				var p api.Problem
				if err := json.Unmarshal(b, &p); err != nil || h.Get("Content-Type") != "application/problem+json" {
					t.Fatalf("the answer is %s, %v", b, err)
				}
				if status != r.status || p.Status != r.status || p.Field != r.field || !strings.Contains(p.In["en"].Detail, r.say) {
					t.Errorf("it answers %d: %s", status, b)
				}
				if p.In["vi"].Detail == "" || p.In["vi"].Detail == p.In["en"].Detail || p.Detail != p.In["en"].Detail {
					t.Errorf("it is not told in both languages: %s", b)
				}
			})
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 0 {
			t.Errorf("the log has %d leaves after refusals, %v", n, err)
		}
	})
}

// boundary is the boundary of a form, as its first line has it.
func boundary(t testing.TB, form []byte) []byte {
	t.Helper()
	line, _, ok := bytes.Cut(form, []byte("\r\n"))
	if !ok {
		t.Fatal("a form has no first line")
	}
	return line
}

func TestFilingOfAnotherIsNotThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		owner, token := c.account("Mau")
		_, stranger := c.account("La")
		_, filer := c.account("Nop", office.SubmitDraft)
		a, body := asked(1, []byte("one"))
		_, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", body, "Idempotency-Key", "k1")
		f := told(t, b)
		for _, path := range []string{f.Address, f.Address + "/receipt", f.Address + "/documents/" + a.Files[0].SHA256, "/api/v1/filings?key=k1"} {
			status, h, b := c.ask("GET", path, stranger, "", nil)
			nothing, h2, absent := c.ask("GET", strings.Replace(strings.Replace(path, f.ID, "S-0000000000000000", 1), "k1", "k2", 1), stranger, "", nil)
			if status != 404 || nothing != 404 || !bytes.Equal(b, absent) || len(h) != len(h2) {
				t.Errorf("%s answers %d: %s, and what is not there %d: %s", path, status, b, nothing, absent)
			}
			if status, _, _ := c.ask("GET", path, filer, "", nil); status != 403 {
				t.Errorf("%s answers %d to a key that is for filing only", path, status)
			}
			if status, _, _ := c.ask("GET", path, "", "", nil); status != 401 {
				t.Errorf("%s answers %d to nobody", path, status)
			}
		}
		if _, _, b := c.ask("GET", "/api/v1/filings", stranger, "", nil); strings.Contains(string(b), f.ID) {
			t.Errorf("the list of another shows %s", b)
		}
		keys, err := s.Keys(t.Context(), owner.ID)
		if err != nil || len(keys) != 1 {
			t.Fatal(keys, err)
		}
		if err := s.RevokeKey(t.Context(), owner.ID, keys[0].ID, owner.ID); err != nil {
			t.Fatal(err)
		}
		if status, _, _ := c.ask("GET", f.Address, token, "", nil); status != 401 {
			t.Errorf("a revoked key answers %d", status)
		}
	})
}

func TestRoleThatEndedIsGoneWithTheNextRequest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		owner, token := c.account("Mau")
		_, body := asked(1)
		if status, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", body, "Idempotency-Key", "k1"); status != 201 {
			t.Fatalf("the filing answers %d: %s", status, b)
		}
		if err := c.people.SetState(t.Context(), office.OperatorActor(c.now, ipr.Date{Year: 2026, Month: 11, Day: 22}), owner.ID, office.Suspended, "a test"); err != nil {
			t.Fatal(err)
		}
		_, second := asked(2)
		if status, _, b := c.ask("POST", "/api/v1/filings", token, "application/json", second, "Idempotency-Key", "k2"); status != 403 && status != 401 {
			t.Errorf("a suspended account answers %d: %s", status, b)
		}
		if _, err := c.desk.Find(t.Context(), string(owner.ID), "k2"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what it sent is filed: %v", err)
		}
	})
}

func TestFormAndCheckTellWhatTheLawAsks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		status, _, b := c.ask("GET", "/api/v1/filings/form?kind=TM", "", "", nil)
		var form api.Form
		if err := json.Unmarshal(b, &form); err != nil || status != 200 || len(form.Pages) < 5 || !strings.Contains(string(b), "TM.file.") {
			t.Errorf("the form answers %d: %s, %v", status, b, err)
		}
		if status, _, _ := c.ask("GET", "/api/v1/filings/form?kind=XX", "", "", nil); status != 400 {
			t.Errorf("the form of no kind answers %d", status)
		}
		a, body := asked(1)
		for _, sign := range []bool{true, false} {
			if !sign {
				a.Signatures = nil
				body = envelopeOf(a)
			}
			var out api.Checked
			status, _, b := c.ask("POST", "/api/v1/filings/check", token, "application/json", body)
			if err := json.Unmarshal(b, &out); err != nil || status != 200 || out.Receivable != sign || len(out.Bills) == 0 || out.Bills[0].Total == 0 {
				t.Errorf("the check answers %d: %s, %v", status, b, err)
			}
		}
		if n, err := s.Committed(t.Context(), register.Register); err != nil || n != 0 {
			t.Errorf("a check filed something: %d, %v", n, err)
		}
	})
}

// sha is the SHA-256 of a document as applications name it.
func sha(d []byte) string { return filing.Documents(d)[0].SHA256 }

func TestMarkIsFiledAsST96(t *testing.T) {
	root := outside.Root(t)
	b, err := os.ReadFile(filepath.Join(root, "exchange", "testdata", "filing-st96.xml"))
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newCounter(t, s)
		_, token := c.account("Mau")
		if status, _, answer := c.ask("POST", "/api/v1/filings", token, "application/xml", b, "Idempotency-Key", "k1"); status != 400 || !strings.Contains(string(answer), "did not come") {
			t.Errorf("without its specimen it answers %d: %s", status, answer)
		}
		var form bytes.Buffer
		f := multipart.NewWriter(&form)
		w, err := f.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="application"`}, "Content-Type": {"application/xml"}})
		if err == nil {
			_, err = w.Write(b)
		}
		if err == nil {
			w, err = f.CreateFormFile("file", "logo.png")
		}
		if err == nil {
			_, err = w.Write([]byte("foo"))
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		status, _, answer := c.ask("POST", "/api/v1/filings", token, f.FormDataContentType(), form.Bytes(), "Idempotency-Key", "k2")
		if status != 201 {
			t.Fatalf("it answers %d: %s", status, answer)
		}
		app, err := c.desk.Application(t.Context(), told(t, answer).ID)
		if err != nil || app.Mark.Text != "SAO SÔNG" || app.Goods[0].Class != 5 || app.Goods[1].Terms[1] != "cà phê" || app.Signatures[0].Account == "" {
			t.Errorf("filed is %+v, %v", app, err)
		}
		for name, hostile := range map[string]string{
			"an entity":        `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><TrademarkApplication>&e;</TrademarkApplication>`,
			"a bomb":           `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><TrademarkApplication>&b;</TrademarkApplication>`,
			"depth":            strings.Repeat("<TrademarkApplication>", 5000),
			"another document": `<Design/>`,
			"no end":           `<TrademarkApplication>`,
			"another element":  `<TrademarkApplication><x/></TrademarkApplication>`,
		} {
			status, _, answer := c.ask("POST", "/api/v1/filings", token, "application/xml", []byte(hostile), "Idempotency-Key", "k3")
			if status != 400 || strings.Contains(string(answer), "root:") {
				t.Errorf("%s answers %d: %s", name, status, answer)
			}
		}
	})
}
