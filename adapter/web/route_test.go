package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/web"
)

func TestEveryRouteHasClasses(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range web.Routes() {
		if !slices.Contains([]string{"opened", "proofs", "general", "issued", "echoed", "own"}, r.Shows) {
			t.Errorf("%s has no class of disclosure", r.Pattern)
		}
		if !slices.Contains([]string{"anybody", "portal", "desk", "intake", "cash", "people", "policy"}, r.Who) {
			t.Errorf("%s has no class of authorisation", r.Pattern)
		}
		if own := r.Who != "anybody"; own != (r.Shows == "own") {
			t.Errorf("%s shows what is %s to %s", r.Pattern, r.Shows, r.Who)
		}
		if seen[r.Pattern] {
			t.Errorf("%s stands twice", r.Pattern)
		}
		seen[r.Pattern] = true
		method, _, ok := strings.Cut(r.Pattern, " ")
		if !ok || method != "GET" && method != "POST" {
			t.Errorf("%s names no method", r.Pattern)
		}
	}
	if len(seen) < 25 {
		t.Errorf("only %d routes", len(seen))
	}
}

// Nothing is served but by the table: the package registers handlers in one place only, from the table.
func TestNoRouteBesideTheTable(t *testing.T) {
	files, err := os.ReadDir(".")
	must(t, err)
	set := token.NewFileSet()
	found := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(set, f.Name(), nil, 0)
		must(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if ok && (sel.Sel.Name == "Handle" || sel.Sel.Name == "HandleFunc") {
				if found++; f.Name() != "route.go" || sel.Sel.Name == "HandleFunc" {
					t.Errorf("%s registers a handler beside the table", set.Position(n.Pos()))
				}
			}
			return true
		})
	}
	if found != 1 {
		t.Errorf("handlers are registered in %d places", found)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/nowhere", 404, ""}, {"GET", "/r/VN/TM", 404, ""}, {"GET", "/log/register", 404, ""}, {"POST", "/search", 405, "GET, HEAD"}, {"DELETE", "/r/VN/TM/1", 405, "GET, HEAD"},
		{"GET", "/guide", 405, "POST"}, {"PUT", "/receipt/verify", 405, "GET, HEAD, POST"}, {"GET", "/search/", 404, ""}, {"GET", "/classes/nice/46", 404, ""}, {"GET", "/classes/nice/030", 404, ""},
		{"GET", "/classes/nonsense", 404, ""}, {"GET", "/asset/nothing.css", 404, ""}, {"GET", "/log/other/1/checkpoint", 404, ""}, {"GET", "/log/register/2/checkpoint", 404, ""}, {"GET", "/log/register/01/checkpoint", 404, ""},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Accept", "text/html")
		h.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow %q", c.method, c.path, w.Code, w.Header().Get("Allow"))
		}
		if !strings.Contains(w.Body.String(), "<main") {
			t.Errorf("%s %s: no page", c.method, c.path)
		}
	}
	for path, to := range map[string]string{"//search?q=a": "/search?q=a", "/a/../about": "/about"} {
		r := httptest.NewRequest("GET", "http://register.example"+path, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code/100 != 3 || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// Every link that a page shows leads somewhere: no page has a dead link.
func TestNoLinkIsDead(t *testing.T) {
	h := newOffice(t).handler(t)
	// /guide and the address of signed extracts take forms only.
	todo, seen := []string{"/", "/search?q=van+hac&class=30", "/r/US/TM/88123456", "/compare?id=VN/TM/4-2023-21877&id=VN/TM/4-2024-03315&id=VN/TM/4-2020-00001&q=van", "/r/VN/TM/4-2020-00001", "/nowhere"}, map[string]bool{"/guide": true}
	for len(todo) > 0 && len(seen) < 400 {
		path := todo[0]
		todo = todo[1:]
		if seen[path] || strings.HasSuffix(path, "/extract") {
			continue
		}
		seen[path] = true
		w := get(t, h, path, "Accept", "text/html")
		if w.Code >= 400 && !strings.HasPrefix(path, "/nowhere") {
			t.Errorf("%s: %d", path, w.Code)
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range hrefs.FindAllStringSubmatch(w.Body.String(), -1) {
			link := html.UnescapeString(m[1])
			page, fragment, _ := strings.Cut(link, "#")
			if page == "" || page == path {
				if fragment != "" && !strings.Contains(w.Body.String(), `id="`+fragment+`"`) {
					t.Errorf("%s has no %s", path, fragment)
				}
				continue
			}
			page = strings.TrimPrefix(page, "https://register.example")
			if !strings.HasPrefix(page, "/") {
				t.Errorf("%s links to %q", path, link)
				continue
			}
			todo = append(todo, page)
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d links were followed", len(seen))
	}
}

var inBraces = regexp.MustCompile(`\{[a-z0-9]+\}`)

// A form that another site has sent is refused before anything looks at it, whatever route it is for.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	h := newOffice(t).handler(t)
	n := 0
	for _, rt := range web.Routes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		if method != "POST" || path == "/receipt/refresh" {
			continue
		}
		n++
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			r := httptest.NewRequest(method, "https://register.example"+inBraces.ReplaceAllString(path, "x"), nil)
			r.Header.Set(name, value)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != 403 {
				t.Errorf("%s with %s %s: %d", rt.Pattern, name, value, w.Code)
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d routes take forms", n)
	}
}

// An office in which nobody signs in has no portal and no desk.
func TestWithoutAnEntranceThereIsNoPortal(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, rt := range web.Routes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		if !strings.HasPrefix(path, "/portal/") && !strings.HasPrefix(path, "/desk/") {
			continue
		}
		r := httptest.NewRequest(method, inBraces.ReplaceAllString(strings.TrimSuffix(path, "{$}"), "x"), nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 404 {
			t.Errorf("%s: %d", rt.Pattern, w.Code)
		}
	}
}
