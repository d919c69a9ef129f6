package web_test

import (
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/internal/fault"
)

var kinds = []fault.Kind{fault.Internal, fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict, fault.Late, fault.Unavailable}

// The table of pages has every kind that fault has; a kind is the next number until its name repeats that of Internal.
func TestEveryKindOfFaultHasItsPage(t *testing.T) {
	n := 1
	for fault.Kind(n).String() != fault.Internal.String() {
		n++
	}
	if n != len(kinds) || n != len(web.FaultPages) {
		t.Errorf("fault has %d kinds, this test %d, the table %d", n, len(kinds), len(web.FaultPages))
	}
	s := newOffice(t).site()
	_, err := s.Handler()
	must(t, err)
	for _, k := range kinds {
		h := s.Serving(func() error { return fault.New(k, "there is no such file").Because(errors.New("secret")) })
		w := get(t, h, "/x", "Accept", "text/html", "Accept-Language", "en")
		body := w.Body.String()
		if w.Code < 400 || strings.Contains(body, "secret") || strings.Contains(body, "fault_page.") || strings.Contains(body, "common.") {
			t.Errorf("%s: %d %s", k, w.Code, body)
		}
		if has := strings.Contains(body, "Reference:"); has != (k == fault.Internal) {
			t.Errorf("%s: a reference is shown: %t", k, has)
		}
		if has := strings.Contains(body, "There is no such file."); has == (k == fault.Internal) {
			t.Errorf("%s: the text is shown: %t", k, has)
		}
		w = get(t, h, "/x.json")
		var problem struct {
			Status        int
			Title, Detail string
		}
		must(t, json.Unmarshal(w.Body.Bytes(), &problem))
		if problem.Status != w.Code || problem.Title == "" || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s as JSON: %s", k, w.Body)
		}
	}
	w := get(t, s.Serving(func() error { panic("secret") }), "/x", "Accept", "text/html")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("a panic: %d", w.Code)
	}
}

func TestLanguageIsChosen(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, c := range []struct{ name, path, cookie, accept, want string }{
		{"the address before all", "/about?lang=en", "lang=vi", "vi", "en"}, {"the reader's choice", "/about", "lang=en", "vi", "en"}, {"the browser's", "/about", "", "en-GB,vi;q=0.5", "en"},
		{"the office's own", "/about", "", "fr", "vi"}, {"nonsense is passed over", "/about?lang=xx", "lang=yy", "en", "en"},
	} {
		w := get(t, h, c.path, "Cookie", c.cookie, "Accept-Language", c.accept)
		if !strings.Contains(w.Body.String(), `<html lang="`+c.want+`">`) || w.Header().Get("Content-Language") != c.want {
			t.Errorf("%s: %s", c.name, w.Header().Get("Content-Language"))
		}
		if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Language") {
			t.Errorf("%s: the answer does not say that it varies", c.name)
		}
	}
	w := get(t, h, "/search?q=v%C3%A2n&class=30&lang=en")
	if !strings.Contains(w.Header().Get("Set-Cookie"), "lang=en") {
		t.Error("the choice is not remembered")
	}
	for _, want := range []string{
		`<link rel="canonical" href="https://register.example/search?class=30&amp;lang=en&amp;q=v%C3%A2n">`,
		`<link rel="alternate" hreflang="vi" href="https://register.example/search?class=30&amp;lang=vi&amp;q=v%C3%A2n">`,
		`<a href="/search?class=30&amp;lang=vi&amp;q=v%C3%A2n" lang="vi" hreflang="vi">Tiếng Việt</a>`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	h := newOffice(t).handler(t)
	page := get(t, h, "/").Body.String()
	todo := regexp.MustCompile(`/asset/[^"#]*`).FindAllString(page, -1)
	seen := map[string]bool{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		w := get(t, h, path)
		if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("ETag") == "" || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		if again := get(t, h, path, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() > 0 {
			t.Errorf("%s: asked again %d", path, again.Code)
		}
		if strings.HasSuffix(path, ".css") {
			for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(w.Body.String(), -1) {
				todo = append(todo, m[1])
			}
			z := get(t, h, path, "Accept-Encoding", "gzip")
			if plain := unzip(t, z); plain != w.Body.String() {
				t.Error("the compressed style sheet differs")
			}
		}
	}
	if len(seen) < 12 { // style sheet, icon, wordmark, nine fonts
		t.Errorf("only %d assets are asked for: %v", len(seen), seen)
	}
}

func unzip(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v", w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	must(t, err)
	b, err := io.ReadAll(z)
	must(t, err)
	return string(b)
}

func TestTextIsCompressed(t *testing.T) {
	h := newOffice(t).handler(t)
	for _, path := range []string{"/about", "/search.json?q=van", "/robots.txt", "/feeds/acts.atom", "/log/register/1/disclosure/000"} {
		plain := get(t, h, path).Body.String()
		for range 2 { // the second writer is the first one's, used again
			if got := unzip(t, get(t, h, path, "Accept-Encoding", "br, gzip;q=0.5")); got != plain {
				t.Errorf("%s: compressed it differs", path)
			}
		}
	}
	for name, header := range map[string][]string{"refused": {"Accept-Encoding", "gzip;q=0, br"}, "a part": {"Accept-Encoding", "gzip", "Range", "bytes=0-1"}, "not asked": {}} {
		if e := get(t, h, "/about", header...).Header().Get("Content-Encoding"); e != "" {
			t.Errorf("%s: %s", name, e)
		}
	}
	if e := get(t, h, "/log/register/1/tile/0/000.p/1", "Accept-Encoding", "gzip").Header().Get("Content-Encoding"); e != "" {
		t.Errorf("a tile is compressed: %s", e)
	}
	r := httptest.NewRequest("HEAD", "/about", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 200 || w.Header().Get("Content-Type") == "" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
}

func TestFeedTellsTheNewestActs(t *testing.T) {
	h := newOffice(t).handler(t)
	w := get(t, h, "/feeds/acts.atom?lang=en")
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Entry   []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	must(t, xml.Unmarshal(w.Body.Bytes(), &feed))
	ids := map[string]bool{}
	for _, e := range feed.Entry {
		if ids[e.ID] || e.Title == "" || !strings.HasPrefix(e.Link.Href, "https://register.example/r/") {
			t.Errorf("%+v", e)
		}
		ids[e.ID] = true
	}
	if len(ids) < 15 || feed.Updated != feed.Entry[0].Updated || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Errorf("%d entries, %s", len(ids), w.Header().Get("Content-Type"))
	}
}

func TestHealthAndRobots(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	var state struct {
		Status   string
		Register int
		Library  int
	}
	must(t, json.Unmarshal(get(t, h, "/healthz").Body.Bytes(), &state))
	if state.Status != "ok" || state.Library != 703 || state.Register == 0 {
		t.Errorf("%+v", state)
	}
	if body := get(t, h, "/robots.txt").Body.String(); !strings.Contains(body, "Disallow: /r/\n") {
		t.Error("entries of a made-up office are offered to search engines")
	}
	s := o.site()
	s.Office.Sample = false
	h, err := s.Handler()
	must(t, err)
	if body := get(t, h, "/robots.txt").Body.String(); strings.Contains(body, "Disallow: /r/\n") {
		t.Error("entries of a real office are kept from search engines")
	}
	if strings.Contains(get(t, h, "/").Body.String(), "made up") {
		t.Error("a real office is called made up")
	}
}

func TestClasses(t *testing.T) {
	h := newOffice(t).handler(t)
	says(t, h, "/classes", 200, "Goods", "Services", "45 classes", "Vienna")
	says(t, h, "/classes?q=coffee", 200, "Found 30 coffee")
	says(t, h, "/classes?q=xyzzyx", 200, "No everyday word begins like that.")
	says(t, h, "/classes/nice/30", 200, "Class 29", "Class 31", "coffee", "Related classes")
	says(t, h, "/classes/nice/1", 200, "Class 2")
	says(t, h, "/classes/nice/45", 200, "Class 44", "A class of services.")
	says(t, h, "/classes/vienna", 200, "29", "categories")
	says(t, h, "/classes/locarno", 200, "32 classes", "the official titles, which govern")
	says(t, h, "/classes/ipc", 200, "A01")
	if page := get(t, h, "/classes/ipc", "Accept", "text/html").Body.String(); !strings.Contains(page, `<a href="/search?kind=PT&amp;q=A23"><b class="num">A23</b>`) || strings.Contains(page, `q=A"`) {
		t.Error("a class of the IPC does not lead to its patents, or a section does")
	}
	if w := get(t, h, "/classes/nice"); w.Code != http.StatusMovedPermanently {
		t.Errorf("/classes/nice: %d", w.Code)
	}
}
