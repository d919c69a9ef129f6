package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

func post(t *testing.T, h http.Handler, path, kind, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func pasted(t *testing.T, h http.Handler, receipt string) *httptest.ResponseRecorder {
	t.Helper()
	return post(t, h, "/receipt/verify", "application/x-www-form-urlencoded", url.Values{"receipt": {receipt}}.Encode())
}

func uploaded(t *testing.T, h http.Handler, receipt []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	f, err := form.CreateFormFile("file", "receipt.json")
	must(t, err)
	_, err = f.Write(receipt)
	must(t, err)
	must(t, form.Close())
	return post(t, h, "/receipt/verify", form.FormDataContentType(), b.String())
}

func TestReceiptIsChecked(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	own := get(t, h, "/receipt/register/1/2").Body
	for name, w := range map[string]*httptest.ResponseRecorder{"pasted": pasted(t, h, own.String()), "uploaded": uploaded(t, h, own.Bytes())} {
		text := words(w.Body.String())
		for _, s := range []string{"The receipt holds, and witnesses have seen it", "An act of the office.", "VN/TM/4-2023-21877", "Act Registered", "2 of 3; quorum two", "Leaf 2"} {
			if w.Code != 200 || !strings.Contains(text, s) {
				t.Errorf("%s: %d, does not say %q", name, w.Code, s)
			}
		}
	}
	if text := words(pasted(t, h, get(t, h, "/receipt/library/1/0").Body.String()).Body.String()); !strings.Contains(text, "A copy of a foreign or imported record.") {
		t.Error("a library receipt is not told from one of the register")
	}
	for name, receipt := range map[string]string{
		"altered": strings.Replace(own.String(), "index 2", "index 3", 1), "cut": own.String()[:200], "words": "hello", "markup": harm, "another member": strings.Replace(own.String(), `{"v":1`, `{"v":1,"x":1`, 1),
	} {
		w := pasted(t, h, receipt)
		text := words(w.Body.String())
		if w.Code != 200 || !strings.Contains(text, "The receipt is refused") || strings.Contains(text, "Act Registered") || strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%s: %d %s", name, w.Code, text)
		}
	}
	for name, w := range map[string]*httptest.ResponseRecorder{"nothing": pasted(t, h, "  "), "no form": post(t, h, "/receipt/verify", "text/plain", "x"), "broken form": post(t, h, "/receipt/verify", "multipart/form-data; boundary=x", "--y")} {
		if w.Code != 400 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	for name, w := range map[string]*httptest.ResponseRecorder{"long": pasted(t, h, strings.Repeat("x", 1<<20+1)), "long file": uploaded(t, h, make([]byte, 1<<20+1)), "endless": uploaded(t, h, make([]byte, 3<<20)), "endless text": pasted(t, h, strings.Repeat("x", 3<<20))} {
		if w.Code != 400 || !strings.Contains(w.Body.String(), "1048576") {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if c := pasted(t, h, own.String()).Header().Get("Cache-Control"); c != "no-store" {
		t.Errorf("a verdict may be kept: %q", c)
	}
}

func TestReceiptIsRefreshed(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	own := get(t, h, "/receipt/register/1/2").Body.String()
	for name, c := range map[string]struct {
		body string
		want int
	}{"nothing newer": {own, 503}, "no receipt": {"{}", 400}, "too long": {strings.Repeat(" ", 1<<20+1), 400}} {
		w := post(t, h, "/receipt/refresh", "application/json", c.body)
		if w.Code != c.want || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

// TestNothingOfAnUploadIsKept sends uploads below and above the limit and looks for what they leave on the disk.
func TestNothingOfAnUploadIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	h := newOffice(t).handler(t)
	for _, size := range []int{900 << 10, 1700000} {
		uploaded(t, h, make([]byte, size))
		left, err := os.ReadDir(dir)
		must(t, err)
		if len(left) != 0 {
			t.Errorf("an upload of %d bytes leaves %s", size, left[0].Name())
		}
	}
}
