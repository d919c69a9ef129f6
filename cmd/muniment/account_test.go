package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// account runs a command of `muniment account` on a data folder, and gives its lines.
func account(t *testing.T, dir string, want int, args ...string) string {
	t.Helper()
	var out, talk bytes.Buffer
	if code := run(t.Context(), append([]string{"--data", dir, "account"}, args...), func(string) string { return "" }, strings.NewReader(""), &out, &talk); code != want {
		t.Fatalf("muniment account %q: exit code %d\n%s%s", args, code, out.String(), talk.String())
	}
	return out.String() + talk.String()
}

func accountsOf(t *testing.T, dir string) map[string]accountLine {
	t.Helper()
	all := map[string]accountLine{}
	d := json.NewDecoder(strings.NewReader(account(t, dir, 0, "list", "--json")))
	for {
		var l accountLine
		if err := d.Decode(&l); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[l.Email] = l
	}
}

func TestAccountsFromTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	said := account(t, dir, 0, "add", "--name", "Võ Thu Trang", "--email", "trang@example.org", "--role", "clerk", "--proved")
	if !strings.Contains(said, "/portal/ticket?t=") || !strings.Contains(said, "clerk") {
		t.Errorf("said %s", said)
	}
	account(t, dir, 1, "add", "--name", "Another", "--email", "trang@example.org")
	account(t, dir, 1, "add", "--name", "Another", "--email", "other@example.org", "--role", "king")
	account(t, dir, 1, "add", "--name", "Another", "--email", "no address")
	account(t, dir, 0, "add", "--name", "Hoàng Gia Phúc", "--email", "phuc@example.org", "--proved")
	account(t, dir, 0, "add", "--name", "Bùi Ngọc Hân", "--email", "han@example.org", "--proved")
	account(t, dir, 0, "add", "--name", "Ngô Văn Thử", "--email", "thu@example.org", "--proved")
	account(t, dir, 0, "grant", "phuc@example.org", "administrator") // the office is founded
	account(t, dir, 0, "grant", "han@example.org", "administrator")
	if said := account(t, dir, 0, "grant", "thu@example.org", "registrar"); !strings.Contains(said, "waits for a second person") {
		t.Errorf("with two administrators the operator alone gives a registrar: %s", said)
	}
	all := accountsOf(t, dir)
	if len(all) != 4 {
		t.Fatalf("%d accounts: what was refused has left something", len(all))
	}
	if l := all["thu@example.org"]; len(l.Roles) != 0 || len(l.Waits) != 1 || !l.Proved || l.State != "active" {
		t.Errorf("%+v", l)
	}
	account(t, dir, 0, "revoke", "--reason", "a test", "trang@example.org", "clerk")
	account(t, dir, 1, "revoke", "--reason", "a test", "trang@example.org", "clerk")
	if l := accountsOf(t, dir)["trang@example.org"]; len(l.Roles) != 0 {
		t.Errorf("%+v", l)
	}
	if said := account(t, dir, 0, "reset", all["trang@example.org"].ID); !strings.Contains(said, "/portal/ticket?t=") {
		t.Errorf("said %s", said)
	}
	account(t, dir, 1, "reset", "nobody@example.org")
	account(t, dir, 1, "grant", "a-nonsense", "clerk")
}

// browserless is somebody with cookies and without a browser.
type browserless struct {
	*http.Client
	t    *testing.T
	base string
}

func newBrowserless(t *testing.T, base string) *browserless {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browserless{&http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t, base}
}

func (b *browserless) ask(method, path string, form url.Values, header ...string) (int, string, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept", "text/html")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location"), string(body)
}

func (b *browserless) signIn(x samplePerson, to string) string {
	b.t.Helper()
	code, where, body := b.ask("POST", "/portal/sign-in", url.Values{"email": {x.email}, "password": {x.password()}, "to": {to}})
	if code != 303 {
		b.t.Fatalf("%s is not let in: %d %s", x.email, code, body)
	}
	return where
}

// What an attacker tries at the doors of a served office, and what they get.
func TestDoorsOfTheOffice(t *testing.T) {
	address, dir := demo(t, "50")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	base := "http://localhost:" + u.Port()
	admin, founder := samplePeople[0], samplePeople[4]
	own := []string{"/portal/account", "/portal/ways", "/portal/sessions", "/portal/people", "/portal/declarations", "/portal/presence"}
	desk := []string{"/desk/people", "/desk/policy", "/desk/people/a-0000000000000000"}

	stranger := newBrowserless(t, base)
	for _, path := range append(own, desk...) {
		if code, where, _ := stranger.ask("GET", path, nil); code != 303 || where != "/portal/sign-in?to="+url.QueryEscape(path) {
			t.Errorf("a stranger at %s: %d to %q", path, code, where)
		}
		if code, _, _ := stranger.ask("GET", path, nil, "Accept", "application/json"); code != 401 {
			t.Errorf("a stranger's program at %s: %d", path, code)
		}
	}
	for _, to := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1\r\n", " https://evil.example"} {
		if where := newBrowserless(t, base).signIn(founder, to); where != "/portal/" && !strings.HasPrefix(where, "/%0d") {
			t.Errorf("sent on to %q by %q", where, to)
		}
	}
	f := newBrowserless(t, base)
	f.signIn(founder, "")
	for _, path := range own {
		if code, _, body := f.ask("GET", path, nil); code != 200 || !strings.Contains(body, founder.name) {
			t.Errorf("the founder at %s: %d", path, code)
		}
	}
	for _, path := range desk {
		if code, _, body := f.ask("GET", path, nil); code != 404 || strings.Contains(body, admin.email) {
			t.Errorf("the founder at %s: %d", path, code)
		}
		if path != "/desk/policy" {
			if code, _, _ := f.ask("POST", path, url.Values{"act": {"open"}}); code != 404 {
				t.Errorf("the founder posts to %s: %d", path, code)
			}
		}
	}
	// without presence nothing is changed
	if code, where, _ := f.ask("POST", "/portal/ways", url.Values{"act": {"password"}, "password": {"one good long password"}}); code != 303 || !strings.HasPrefix(where, "/portal/presence?to=") {
		t.Errorf("a new password without presence: %d %s", code, where)
	}
	if code, _, _ := f.ask("POST", "/portal/account", url.Values{"act": {"party"}, "name": {"Taken Over"}}, "Origin", "https://evil.example"); code != 403 {
		t.Errorf("a form of another site: %d", code)
	}
	a := newBrowserless(t, base)
	a.signIn(admin, "/desk/people")
	if code, _, body := a.ask("GET", "/desk/people", nil); code != 200 || !strings.Contains(body, founder.name) {
		t.Errorf("the administrator at the desk: %d", code)
	}
	if code, _, body := a.ask("GET", "/desk/policy?act=role.confirm&role=administrator&proved=1", nil); code != 200 || !strings.Contains(body, "class=\"verdict good\"") {
		t.Errorf("the administrator asks about policies: %d", code)
	}

	// a cookie that was copied opens nothing after its session has ended
	thief := newBrowserless(t, base)
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	thief.Jar.SetCookies(at, f.Jar.Cookies(at))
	if code, _, _ := thief.ask("GET", "/portal/account", nil); code != 200 {
		t.Errorf("the copied cookie opens nothing at all: %d", code)
	}
	f.ask("POST", "/portal/sign-out", url.Values{})
	if code, _, _ := thief.ask("GET", "/portal/account", nil); code != 303 {
		t.Errorf("a copied cookie after signing out: %d", code)
	}
	// orders of the operator are handed to the server; a session ends when its account is reset
	if said := account(t, dir, 0, "reset", admin.email); !strings.Contains(said, base+"/portal/ticket?t=") {
		t.Errorf("said %s", said)
	}
	if code, _, _ := a.ask("GET", "/desk/people", nil); code != 303 {
		t.Errorf("the session of an account that was reset: %d", code)
	}
	// no file of the office tells a token
	token := ""
	for _, c := range thief.Jar.Cookies(at) {
		if c.Name == "session" {
			token = c.Value
		}
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(token)) {
			t.Errorf("%s tells a token", path)
		}
		return err
	})
	if err != nil || token == "" {
		t.Errorf("token %q, %v", token, err)
	}
}
