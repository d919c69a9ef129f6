package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/register"
)

// guest is somebody with a browser without scripts in front of the sample office: what they send of a page is what stands in its form.
type guest struct {
	t    *testing.T
	http *http.Client
	base string
	dir  string // the office's data folder, where letters lie
	at   string // path of the page
	page string
	code int
}

// visit makes a guest of an office that is served.
func visit(t *testing.T, base, dir string) *guest {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return &guest{t: t, http: &http.Client{Jar: jar, Timeout: time.Minute}, base: "http://localhost:" + u.Port(), dir: dir}
}

func (g *guest) take(resp *http.Response, err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	g.page, g.code, g.at = string(b), resp.StatusCode, resp.Request.URL.RequestURI()
	if strings.HasPrefix(g.at, "/portal/") && resp.Header.Get("Cache-Control") != "no-store" {
		g.t.Errorf("%s may be kept: %q", g.at, resp.Header.Get("Cache-Control"))
	}
}

func (g *guest) get(path string) string {
	g.t.Helper()
	r, err := http.NewRequestWithContext(g.t.Context(), "GET", g.base+path, nil)
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	g.take(g.http.Do(r))
	return g.page
}

var (
	formTag   = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputTag  = regexp.MustCompile(`<input ([^>]*)>`)
	areaTag   = regexp.MustCompile(`(?s)<textarea ([^>]*)>(.*?)</textarea>`)
	selectTag = regexp.MustCompile(`(?s)<select ([^>]*)>(.*?)</select>`)
	chosenTag = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

func attribute(tag, name string) string {
	m := regexp.MustCompile(`(?:^| )` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// form gives what a browser would send of the form with this address.
func (g *guest) form(action string) url.Values {
	g.t.Helper()
	v := url.Values{}
	for _, m := range formTag.FindAllStringSubmatch(g.page, -1) {
		if html.UnescapeString(m[1]) != action {
			continue
		}
		for _, in := range inputTag.FindAllStringSubmatch(m[2], -1) {
			name, kind := attribute(in[1], "name"), attribute(in[1], "type")
			if name == "" || kind == "file" || (kind == "checkbox" || kind == "radio") && !strings.HasSuffix(in[1], " checked") && !strings.Contains(in[1], " checked ") {
				continue
			}
			v.Add(name, attribute(in[1], "value"))
		}
		for _, in := range areaTag.FindAllStringSubmatch(m[2], -1) {
			v.Add(attribute(in[1], "name"), html.UnescapeString(in[2]))
		}
		for _, in := range selectTag.FindAllStringSubmatch(m[2], -1) {
			if c := chosenTag.FindStringSubmatch(in[2]); c != nil {
				v.Add(attribute(in[1], "name"), html.UnescapeString(c[1]))
			}
		}
		return v
	}
	g.t.Fatalf("%s has no form to %s:\n%s", g.at, action, g.page)
	return nil
}

// send sends the form of the page the guest is at, with some values in the place of those that stand there, and files.
func (g *guest) send(do string, values map[string]string, files map[string]upload) {
	g.t.Helper()
	path, _, _ := strings.Cut(g.at, "?")
	v := g.form(path)
	for k, one := range values {
		v[k] = []string{one}
		if k, ok := strings.CutPrefix(k, "+"); ok { // a box that is ticked beside its hidden field
			delete(v, "+"+k)
			v.Add(k, one)
		}
	}
	v.Set("do", do)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, k := range slices.Sorted(maps.Keys(v)) {
		for _, one := range v[k] {
			if err := w.WriteField(k, one); err != nil {
				g.t.Fatal(err)
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(files)) {
		part, err := w.CreateFormFile(k, files[k].name)
		if err == nil {
			_, err = part.Write(files[k].body)
		}
		if err != nil {
			g.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		g.t.Fatal(err)
	}
	g.post(path, w.FormDataContentType(), &b)
}

func (g *guest) post(path, kind string, body io.Reader) {
	g.t.Helper()
	r, err := http.NewRequestWithContext(g.t.Context(), "POST", g.base+path, body)
	if err != nil {
		g.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "text/html")
	g.take(g.http.Do(r))
}

func (g *guest) plain(path string, v url.Values) {
	g.t.Helper()
	g.post(path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// is checks at which page the guest is.
func (g *guest) is(path string) {
	g.t.Helper()
	if got, _, _ := strings.Cut(g.at, "?"); !strings.HasSuffix(got, path) {
		g.t.Fatalf("the guest is at %s (%d), not at %s:\n%s", g.at, g.code, path, words(g.page))
	}
}

var markupTag = regexp.MustCompile(`(?s)<[^>]*>`)

// words are a page without its markup.
func words(page string) string {
	if i := strings.Index(page, "<main"); i >= 0 {
		page = page[i:]
	}
	return strings.Join(strings.Fields(markupTag.ReplaceAllString(page, " ")), " ")
}

// enter signs in by password and proves presence by a letter.
func (g *guest) enter(p samplePerson) {
	g.t.Helper()
	g.get("/portal/sign-in?lang=vi")
	g.plain("/portal/sign-in", url.Values{"email": {p.email}, "password": {p.password()}})
	g.is("/portal/")
	g.plain("/portal/presence", url.Values{"act": {"letter"}})
	link := ""
	for end := time.Now().Add(30 * time.Second); link == "" && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		letters, _ := filepath.Glob(filepath.Join(g.dir, "post", "*.txt"))
		for _, name := range letters {
			b, err := os.ReadFile(name)
			if err == nil && strings.HasPrefix(string(b), "To: "+p.email+"\n") {
				if m := linkInLetter.FindStringSubmatch(string(b)); m != nil {
					link = m[1]
				}
			}
		}
	}
	if link == "" {
		g.t.Fatal("no letter comes")
	}
	g.get(link)
	g.plain("/portal/ticket", url.Values{"t": {strings.TrimPrefix(link, "/portal/ticket?t=")}})
	g.is("/portal/ways")
}

// begin begins a draft and gives its address without the page.
func (g *guest) begin(kind string) string {
	g.t.Helper()
	g.get("/portal/file")
	g.plain("/portal/file", url.Values{"kind": {kind}, "language": {"vi"}})
	at := strings.Split(g.at, "/")
	if len(at) < 5 || !strings.HasPrefix(at[3], "D-") {
		g.t.Fatalf("the guest is at %s:\n%s", g.at, words(g.page))
	}
	return strings.Join(at[:4], "/")
}

// receipt files the draft, and verifies the receipt under the office's published policy. It gives the address of the filing.
func (g *guest) receipt(draft, name string) string {
	g.t.Helper()
	g.get(draft + "/sign")
	g.send("sign-file", map[string]string{"sign.name": name}, nil)
	if !strings.HasPrefix(g.at, "/portal/filings/S-") {
		g.t.Fatalf("the guest is at %s:\n%s", g.at, words(g.page))
	}
	at, _, _ := strings.Cut(g.at, "?")
	policy := g.get("/log/policy")
	receipt := g.get(at + "/receipt.json")
	v, err := register.VerifyReceipt([]byte(receipt), []byte(policy), register.VerifyOptions{Now: time.Now().Add(time.Minute)})
	if err != nil {
		g.t.Fatalf("the receipt does not verify: %v", err)
	}
	told := map[string]bool{}
	for _, d := range v.Disclosed {
		told[d.Name] = true
	}
	for _, want := range []string{"act", "record", "documents", "private"} {
		if !told[want] && !slices.ContainsFunc(slices.Collect(maps.Keys(told)), func(k string) bool { return strings.HasPrefix(k, want) }) {
			g.t.Errorf("the receipt does not tell %s: %v", want, told)
		}
	}
	if pdf := g.get(at + "/receipt.pdf"); !strings.HasPrefix(pdf, "%PDF-") {
		g.t.Errorf("the receipt as PDF is %.80q", pdf)
	}
	return at
}

// upload is a file that is sent.
type upload struct {
	name string
	body []byte
}

// drawn is a picture of so many dots.
func drawn(width, height int, c color.Color) upload {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if (x/8+y/8)%2 == 0 {
				img.Set(x, y, c)
			} else {
				img.Set(x, y, color.White)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return upload{fmt.Sprintf("hình %dx%d.png", width, height), b.Bytes()}
}

// printed is a PDF of so many empty pages.
func printed(name string, pages int) upload {
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.7\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 3+i)
	}
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 595 842]>>", pages, kids))
	for range pages {
		object("<</Type/Page/Parent 2 0 R/Resources<<>>>>")
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return upload{name, b.Bytes()}
}

// filedApplication reads what was filed.
func (g *guest) filedApplication(at string) map[string]any {
	g.t.Helper()
	var a map[string]any
	if err := json.Unmarshal([]byte(g.get(at+"/application.json")), &a); err != nil {
		g.t.Fatal(err)
	}
	return a
}
