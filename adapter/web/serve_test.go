package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t testing.TB, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestEveryPageIsServed(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, p := range []string{"/", "/search", "/search?q=van+hac", "/r/VN/TM/4-2023-21877", "/r/US/TM/88123456", "/compare", "/classes", "/classes/nice/30", "/classes/vienna", "/log/", "/about", "/accessibility", "/receipt/verify", "/healthz", "/robots.txt", "/feeds/acts.atom"} {
		w := get(t, h, p, "Accept", "text/html")
		if w.Code != 200 {
			t.Errorf("%s: %d %s", p, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "ZgotmplZ") {
			t.Errorf("%s: a value was refused by html/template", p)
		}
	}
}
