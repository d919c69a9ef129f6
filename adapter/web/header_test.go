package web_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryAnswerIsProtected(t *testing.T) {
	h := newOffice(t).handler(t)
	want := map[string]string{
		"Content-Security-Policy":    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Permissions-Policy":         "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
	}
	for _, c := range []struct{ name, method, path string }{
		{"page", "GET", "/"}, {"not found", "GET", "/nowhere"}, {"wrong method", "DELETE", "/search"}, {"redirect", "GET", "/r/vn/tm/4-2023-21877"},
		{"JSON", "GET", "/search.json?q=van"}, {"tile", "GET", "/log/register/1/tile/0/000.p/1"}, {"policy", "GET", "/log/policy"}, {"refused form", "POST", "/guide"},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		if c.method == "POST" {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		for k, v := range want {
			if got := w.Header().Get(k); got != v {
				t.Errorf("%s: %s is %q", c.name, k, got)
			}
		}
		if w.Header().Get("Content-Type") == "" && w.Code != http.StatusSeeOther {
			t.Errorf("%s: no content type", c.name)
		}
	}
}

// The policy forbids scripts and inline style; a template that holds some would not work.
func TestTemplatesKeepThePolicy(t *testing.T) {
	bad := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|href="#"|src="http`)
	err := filepath.WalkDir("template", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, ours := range []string{"passkey.js", "filing.js", "area.js"} { // our scripts, on pages that say so
			b = bytes.ReplaceAll(b, []byte(`<script src="{{asset "`+ours+`"}}" defer></script>`), nil)
		}
		if m := bad.Find(b); m != nil {
			t.Errorf("%s holds %q", path, m)
		}
		return err
	})
	must(t, err)
	if !bad.MatchString(`<p style="x">`) || bad.MatchString(`<p class="on">`) {
		t.Error("the pattern does not find what it is for")
	}
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, c := range []struct {
		path, site string
		want       int
	}{
		{"/guide", "cross-site", 403}, {"/guide", "same-site", 403}, {"/guide", "same-origin", 303}, {"/receipt/verify", "cross-site", 403}, {"/receipt/verify", "same-origin", 400},
		{"/receipt/refresh", "cross-site", 400},
	} {
		r := httptest.NewRequest("POST", c.path, strings.NewReader(""))
		r.Header.Set("Sec-Fetch-Site", c.site)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s from %s: %d, want %d", c.path, c.site, w.Code, c.want)
		}
	}
}

func TestGuideIsPutAwayAndReturnsOnlyHere(t *testing.T) {
	h := newOffice(t).handler(t)
	for back, want := range map[string]string{"/search?q=a": "/search?q=a", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "": "/", "x": "/"} {
		r := httptest.NewRequest("POST", "/guide", strings.NewReader("back="+strings.NewReplacer("/", "%2F", "?", "%3F", `\`, "%5C", "=", "%3D").Replace(back)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != 303 || got != want {
			t.Errorf("back to %q leads to %q (%d), want %q", back, got, w.Code, want)
		}
		if !strings.Contains(w.Header().Get("Set-Cookie"), "guide=off") {
			t.Error("the choice is not remembered")
		}
	}
	if !strings.Contains(get(t, h, "/").Body.String(), `class="guide"`) {
		t.Error("the guide is not shown at first")
	}
	if strings.Contains(get(t, h, "/", "Cookie", "guide=off").Body.String(), `class="guide"`) {
		t.Error("the guide is shown after it was put away")
	}
}
