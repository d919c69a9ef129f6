package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	officed "github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// desk issues documents of the test's office. Its books are in memory; what it issues is a text, not a PDF.
type desk struct {
	*procedure.Issuer
	mu       sync.Mutex
	list     []procedure.Issued
	blobs    map[string][]byte // those of the office
	composed int
	busy     chan struct{} // composing waits until it is closed; nil if it need not
}

type taken struct{ body []byte }

func (b taken) Digest() (string, int64) {
	h := sha256.Sum256(b.body)
	return hex.EncodeToString(h[:]), int64(len(b.body))
}

func (k *desk) Enter(_ context.Context, f func(procedure.BooksTx) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return f(deskTx{k})
}

func (k *desk) Take(_ context.Context, r io.Reader) (procedure.Taken, error) {
	b, err := io.ReadAll(r)
	return taken{b}, err
}

func (k *desk) Document(ctx context.Context, id int64) (*procedure.Issued, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return deskTx{k}.Document(ctx, id)
}

func (k *desk) DocumentByKey(ctx context.Context, key string) (*procedure.Issued, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return deskTx{k}.DocumentByKey(ctx, key)
}

type deskTx struct{ *desk }

func (k deskTx) Document(_ context.Context, id int64) (*procedure.Issued, error) {
	if id < 1 || id > int64(len(k.list)) {
		return nil, fault.New(fault.NotFound, "there is no document %d in the books", id)
	}
	d := k.list[id-1]
	return &d, nil
}

func (k deskTx) DocumentByKey(_ context.Context, key string) (*procedure.Issued, error) {
	for i := range k.list {
		if k.list[i].Key == key && k.list[i].State() != procedure.Void {
			d := k.list[i]
			return &d, nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no document under this key")
}

func (k deskTx) Reserve(_ context.Context, d *procedure.Issued) error {
	d.ID, d.Number = int64(len(k.list)+1), 1
	for _, other := range k.list {
		if other.Series == d.Series {
			d.Number++
		}
	}
	k.list = append(k.list, *d)
	return nil
}

func (k deskTx) Finish(_ context.Context, id int64, m procedure.Made, pdf procedure.Taken) error {
	k.list[id-1].Made = &m
	k.blobs[m.SHA256] = pdf.(taken).body
	return nil
}

func (k deskTx) Declare(_ context.Context, id int64, s procedure.Standing) error {
	k.list[id-1].Standings = append(k.list[id-1].Standings, s)
	return nil
}

// Compose writes what stands in the document, beginning as a PDF does.
func (k *desk) Compose(_ context.Context, d *procedure.Document, w io.Writer) (procedure.Template, error) {
	k.mu.Lock()
	k.composed++
	busy := k.busy
	k.mu.Unlock()
	if busy != nil {
		<-busy
	}
	_, err := fmt.Fprintf(w, "%%PDF-1.7 %s %s/%s %s %v %s", d.Form, d.Number, d.Symbol, d.Date, d.Langs, d.Link)
	return procedure.Template{Name: string(d.Form), Version: "1"}, err
}

// Sign signs as the test's office.
func (k *desk) Sign(context.Context, []byte, time.Time) ([]byte, procedure.SignedBy, error) {
	return []byte("\nsigned"), procedure.SignedBy{Name: "Văn phòng mẫu", Fingerprint: strings.Repeat("5e", 32), Level: "PAdES-BASELINE-B"}, nil
}

func (k *desk) ByID(ctx context.Context, id int64) (*procedure.Issued, error) {
	d, err := k.Document(ctx, id)
	if err == nil {
		d.Token = tokenOf(id)
	}
	return d, err
}

func (k *desk) ExtractTag(e *register.Entry, day ipr.Date, langs []locale.Lang) (string, error) {
	return fmt.Sprint(e.ID, len(e.Events), day, langs), nil
}

func (k *desk) Extract(ctx context.Context, e *register.Entry, day ipr.Date, langs []locale.Lang) ([]byte, error) {
	var b bytes.Buffer
	_, err := k.Compose(ctx, k.extract(e, day, langs), &b)
	return b.Bytes(), err
}

func (k *desk) extract(e *register.Entry, day ipr.Date, langs []locale.Lang) *procedure.Document {
	return &procedure.Document{Form: procedure.Extract, Langs: langs, Office: &officed.Letterhead{}, Symbol: "TS-SHTT", Date: day, Right: &procedure.Bibliography{ID: e.ID}}
}

func (k *desk) IssueExtract(ctx context.Context, e *register.Entry, langs []locale.Lang) (*procedure.Issued, error) {
	day := procedure.Day(now, time.UTC)
	last := e.Events[len(e.Events)-1]
	return k.Issue(ctx, procedure.Request{Key: fmt.Sprint(e.ID, len(e.Events), langs), Document: k.extract(e, day, langs), RightStatus: e.Status, By: "public",
		From: register.Place{Lane: last.Lane, Generation: last.Generation, Seq: last.Seq}})
}

// deskTokens are the tokens of the test's office, the same in every run.
var deskTokens = func() *procedure.Tokens {
	t, err := procedure.NewTokens(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		panic(err)
	}
	return t
}()

// tokenOf is the token of a document by its number in the books.
func tokenOf(id int64) string {
	t, err := deskTokens.Token(id)
	if err != nil {
		panic(err)
	}
	return t
}

// The documents of the test's office, by their numbers in the books.
const (
	anExtract    = iota + 1 // of the crane mark, in force
	aReplaced               // certificate
	aSuccessor              // in its place
	aRefusal                // of the crane mark: not public
	aSecret                 // letter about a right that is sealed
	aWithdrawn              // certificate
	aGazette                // about no right
	anOld                   // extract of the crane mark, after which something happened
	aReservation            // unfinished
)

// newDesk makes the desk with documents of every kind.
func newDesk(t testing.TB, blobs map[string][]byte) *desk {
	k := &desk{blobs: blobs}
	k.Issuer = &procedure.Issuer{Books: k, Composer: k, Signer: k, Tokens: deskTokens, Clock: func() time.Time { return now }, Link: "https://register.example/v/"}
	crane := tm("4-2023-21877")
	issue := func(form procedure.Form, right ipr.ID, from int64, replaces int64) {
		r := procedure.Request{Key: fmt.Sprint(len(k.list)), By: "an officer", Replaces: replaces,
			Document: &procedure.Document{Form: form, Langs: []locale.Lang{locale.Vi, locale.En}, Office: &officed.Letterhead{}, Symbol: "TB-SHTT", Date: ipr.Date{Year: 2026, Month: 11, Day: 20}, To: &procedure.Addressee{Name: "Somebody"},
				Received: now, Until: ipr.Date{Year: 2027, Month: 1, Day: 20}, Remarks: []procedure.Remark{{ID: "letter.close"}}, Files: []procedure.File{{Name: "a.pdf"}}, Gazette: &procedure.Gazette{Issue: "1"}}}
		if !right.IsZero() {
			r.Document.Right, r.RightStatus = &procedure.Bibliography{ID: right}, register.StatusRegistered
			r.From = register.Place{Lane: register.Register, Generation: 1, Seq: from}
		}
		_, err := k.Issue(t.Context(), r)
		must(t, err)
	}
	issue(procedure.Extract, crane, 1<<40, 0)
	issue(procedure.Certificate, crane, 1<<40, 0)
	issue(procedure.Certificate, crane, 1<<40, aReplaced)
	issue(procedure.Refusal, crane, 1<<40, 0)
	issue(procedure.Letter, tm("4-2026-99999"), 1<<40, 0)
	issue(procedure.Certificate, crane, 1<<40, 0)
	must(t, k.Declare(t.Context(), aWithdrawn, procedure.Standing{State: procedure.Withdrawn, Reason: "The owner's name was wrong.", By: "an officer"}))
	issue(procedure.GazettePart, ipr.ID{}, 0, 0)
	issue(procedure.Extract, crane, 0, 0)
	must(t, k.Declare(t.Context(), aRefusal, procedure.Standing{State: procedure.Withdrawn, Reason: "a secret reason", By: "an officer"}))
	must(t, k.Enter(t.Context(), func(tx procedure.BooksTx) error {
		return tx.Reserve(t.Context(), &procedure.Issued{Key: "x", Form: procedure.Certificate, Series: procedure.Series{Symbol: "TB-SHTT", Year: 2026}})
	}))
	return k
}

func TestDocumentTellsWhatItIsWorth(t *testing.T) {
	h := newOffice(t).handler(t)
	says(t, h, "/v/"+tokenOf(anExtract), 200, "Issued by this office, and it stands", "Extract of the register", "1/TB-SHTT", "20 November 2026", "Vietnamese and English", "VN/TM/4-2023-21877",
		"Status of the right today", "Văn phòng mẫu", strings.Repeat("5e", 32))
	says(t, h, "/v/"+tokenOf(aReplaced), 200, "replaced since", "3/TB-SHTT")
	says(t, h, "/v/"+tokenOf(aWithdrawn), 200, "withdrawn since", "The owner's name was wrong.")
	says(t, h, "/v/"+tokenOf(aGazette), 200, "Gazette", "it stands")
	says(t, h, "/v/"+tokenOf(anOld), 200, "acts on this right have been entered since")
	for id, link := range map[int64]string{anExtract: tokenOf(anExtract) + `/document.pdf"`, aReplaced: tokenOf(aSuccessor) + `"`, aGazette: tokenOf(aGazette) + `/document.pdf"`} {
		if body := get(t, h, "/v/"+tokenOf(id), "Accept", "text/html").Body.String(); !strings.Contains(body, `href="/v/`+link) {
			t.Errorf("the page of document %d does not lead to %s", id, link)
		}
	}
	for path, secret := range map[string]string{tokenOf(aSecret): "4-2026-99999", tokenOf(aRefusal): "a secret reason", tokenOf(anExtract): "have been entered since", tokenOf(aGazette): "About the right"} {
		if body := get(t, h, "/v/"+path, "Accept", "text/html").Body.String(); strings.Contains(body, secret) {
			t.Errorf("%s tells %s", path, secret)
		}
	}
	says(t, h, "/v/"+tokenOf(aSecret), 200, "A right of which nothing is public.")
	for _, id := range []int64{aRefusal, aSecret, aWithdrawn} {
		if body := get(t, h, "/v/"+tokenOf(id), "Accept", "text/html").Body.String(); strings.Contains(body, "document.pdf") {
			t.Errorf("the PDF of document %d is offered", id)
		}
	}
	w := get(t, h, "/v/"+tokenOf(anExtract))
	if w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), `content="noindex"`) {
		t.Errorf("the page may be kept: %v", w.Header())
	}
	if w := get(t, h, "/v/"+strings.ToLower(strings.ReplaceAll(tokenOf(anExtract), "-", ""))+"?lang=en"); w.Code != 302 || w.Header().Get("Location") != "/v/"+tokenOf(anExtract)+"?lang=en" {
		t.Errorf("another spelling: %d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := get(t, h, "/v?token=+abc/d+"); w.Code != 303 || w.Header().Get("Location") != "/v/abc%2Fd" {
		t.Errorf("the form: %d to %s", w.Code, w.Header().Get("Location"))
	}
	says(t, h, "/v", 200, "Check a document")
}

// Whoever tries tokens learns nothing: every wrong one gets the same answer, and so does a number without a document.
func TestUnknownTokensAreAnsweredAlike(t *testing.T) {
	h := newOffice(t).handler(t)
	typo := []byte(tokenOf(anExtract))
	typo[20] = "01"[btoi(typo[20] == '0')]
	want := ""
	for name, path := range map[string]string{"a typo": string(typo), "an unfinished one": tokenOf(aReservation), "one beyond the books": tokenOf(4711), "nonsense": "hello", "Unicode": "%E1%BB%AF", "long": strings.Repeat("A", 5000),
		"script": "%3Cscript%3E"} {
		for _, ending := range []string{"", "/document.pdf"} {
			w := get(t, h, "/v/"+path+ending, "Accept", "text/html", "Accept-Language", "en")
			if w.Code != 404 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
				t.Errorf("%s: %d %v", name, w.Code, w.Header())
			}
			if want == "" {
				want = w.Body.String()
			}
			if got := w.Body.String(); got != want {
				t.Errorf("%s is answered otherwise", name)
			}
		}
	}
	for _, help := range []string{"No document has this code", "compare the code group by group", "do not rely on it", `name="token"`} {
		if !strings.Contains(want, help) {
			t.Errorf("the page does not say %q", help)
		}
	}
	if w := get(t, h, "/v/hello", "Accept", "application/json"); w.Code != 404 || !strings.Contains(w.Header().Get("Content-Type"), "json") {
		t.Errorf("a program gets %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestPublicDocumentsCanBeRead(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	w := get(t, h, "/v/"+tokenOf(anExtract)+"/document.pdf")
	d := o.desk.list[anExtract-1]
	sum := sha256.Sum256(w.Body.Bytes())
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" || hex.EncodeToString(sum[:]) != d.Made.SHA256 || w.Header().Get("ETag") != `"`+d.Made.SHA256+`"` ||
		w.Header().Get("Content-Disposition") != `inline; filename=1-TB-SHTT.pdf` {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if again := get(t, h, "/v/"+tokenOf(anExtract)+"/document.pdf", "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() > 0 {
		t.Errorf("asked again: %d", again.Code)
	}
	for _, id := range []int64{aRefusal, aSecret, aWithdrawn, aReservation} {
		if w := get(t, h, "/v/"+tokenOf(id)+"/document.pdf", "Accept", "text/html"); w.Code != 404 {
			t.Errorf("the PDF of document %d: %d", id, w.Code)
		}
	}
}

// upload sends a form with a file to an address.
func upload(t testing.TB, h http.Handler, path, field string, body []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	must(t, form.WriteField("other", "x"))
	part, err := form.CreateFormFile(field, "a.pdf")
	must(t, err)
	_, err = part.Write(body)
	must(t, err)
	must(t, form.Close())
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestUploadedFileIsComparedAndNotKept(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	pdf := o.blobs[o.desk.list[aSecret-1].Made.SHA256]
	changed := bytes.Clone(pdf)
	changed[len(changed)/2] ^= 1
	kept := len(o.blobs)
	for _, c := range []struct {
		name, field string
		body        []byte
		want        string
	}{
		{"the issued file", "file", pdf, "Yes: byte for byte"}, {"one byte changed", "file", changed, "No: it is another file"}, {"one byte less", "file", pdf[:len(pdf)-1], "No: it is another file"},
		{"one byte more", "file", append(bytes.Clone(pdf), '\n'), "No: something was added"}, {"nothing", "file", nil, "No file was sent"}, {"another field", "paper", pdf, "No file was sent"},
		{"a large one", "file", bytes.Repeat([]byte("a"), 8<<20), "No: it is another file"},
	} {
		w := upload(t, h, "/v/"+tokenOf(aSecret), c.field, c.body)
		if w.Code != 200 || !strings.Contains(w.Body.String(), c.want) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d, not %q", c.name, w.Code, c.want)
		}
		if strings.Contains(w.Body.String(), "4-2026-99999") {
			t.Errorf("%s: the answer tells what is not public", c.name)
		}
	}
	if w := upload(t, h, "/v/"+tokenOf(4711), "file", pdf); w.Code != 404 {
		t.Errorf("compared with no document: %d", w.Code)
	}
	if w := upload(t, h, "/v/"+tokenOf(aSecret), "file", make([]byte, 65<<20)); w.Code != 400 || !strings.Contains(w.Body.String(), "is not taken") {
		t.Errorf("an endless file: %d", w.Code)
	}
	r := httptest.NewRequest("POST", "/v/"+tokenOf(aSecret), strings.NewReader("file=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != 400 {
		t.Errorf("a form without a file: %d", w.Code)
	}
	if len(o.blobs) != kept {
		t.Error("something was kept")
	}
}

func TestExtractIsMadeForTheRequest(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	const path = "/r/VN/TM/4-2023-21877"
	w := get(t, h, path+".pdf?lang=en")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Content-Disposition") != "inline; filename=4-2023-21877.pdf" || !strings.Contains(w.Body.String(), "extract") || strings.Contains(w.Body.String(), "signed") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if by := get(t, h, path+"?lang=en", "Accept", "application/pdf"); by.Body.String() != w.Body.String() {
		t.Error("asked for by Accept it is another one")
	}
	made := o.desk.composed
	again := get(t, h, path+".pdf?lang=en", "If-None-Match", `"x", W/`+w.Header().Get("ETag"))
	if again.Code != 304 || o.desk.composed != made {
		t.Errorf("asked again: %d, composed %d times more", again.Code, o.desk.composed-made)
	}
	for name, other := range map[string]string{"another language": ".pdf?lang=vi", "both": ".pdf?lang=en&langs=vi,en", "another day": ".pdf?lang=en&asof=2024-01-01"} {
		if got := get(t, h, path+other); got.Code != 200 || got.Header().Get("ETag") == w.Header().Get("ETag") || got.Body.String() == w.Body.String() {
			t.Errorf("%s: %d %s", name, got.Code, got.Header().Get("ETag"))
		}
	}
	for bad, code := range map[string]int{path + ".pdf?langs=fr": 400, path + ".pdf?langs=vi,vi": 400, path + ".pdf?langs=vi,en,vi": 400, "/r/VN/TM/4-2026-99999.pdf": 404, "/r/VN/TM/nothing.pdf": 404} {
		if got := get(t, h, bad, "Accept", "text/html"); got.Code != code {
			t.Errorf("%s: %d, want %d", bad, got.Code, code)
		}
	}
	if page := get(t, h, path+"?lang=en", "Accept", "text/html").Body.String(); !strings.Contains(page, `<a href="`+path+`.pdf">Extract, PDF</a>`) || !strings.Contains(page, "Signed extract, PDF") {
		t.Error("the page of the right does not offer its extract")
	}
	if page := get(t, h, path+"?lang=vi", "Accept", "text/html").Body.String(); !strings.Contains(page, "Bản trích có chữ ký, PDF") {
		t.Error("the Vietnamese page does not offer the signed extract")
	}
	if page := get(t, h, path+"?asof=2024-01-01&lang=en", "Accept", "text/html").Body.String(); strings.Contains(page, "Signed extract") || !strings.Contains(page, path+".pdf?asof=2024-01-01") {
		t.Error("a page of the past offers a signed extract of today, or not its own")
	}
	if page := get(t, h, "/r/US/TM/88123456?lang=en", "Accept", "text/html").Body.String(); strings.Contains(page, "Signed extract") {
		t.Error("a signed extract of another office's right is offered")
	}
}

// submit sends a form from a page of the site.
func submit(t testing.TB, h http.Handler, path, form string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestSignedExtractIsIssuedOnce(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	const path = "/r/VN/TM/4-2023-21877/extract"
	before := len(o.desk.list)
	w := submit(t, h, path, "langs=vi,en")
	to := w.Header().Get("Location")
	if w.Code != 303 || !regexp.MustCompile(`^/v/[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$`).MatchString(to) || len(o.desk.list) != before+1 {
		t.Fatalf("%d to %s, %d documents", w.Code, to, len(o.desk.list)-before)
	}
	if again := submit(t, h, path, "langs=vi,en"); again.Header().Get("Location") != to || len(o.desk.list) != before+1 {
		t.Errorf("asked again it leads to %s, with %d documents", again.Header().Get("Location"), len(o.desk.list)-before)
	}
	if other := submit(t, h, path, "langs=en"); other.Code != 303 || other.Header().Get("Location") == to {
		t.Errorf("in another language: %d to %s", other.Code, other.Header().Get("Location"))
	}
	says(t, h, to, 200, "it stands", "Extract of the register", "1/TS-SHTT")
	if pdf := get(t, h, to+"/document.pdf").Body.String(); !strings.HasSuffix(pdf, "https://register.example"+to+"\nsigned") {
		t.Errorf("the extract is %q", pdf)
	}
	for bad, code := range map[string]int{"/r/VN/TM/nothing/extract": 404, "/r/VN/TM/4-2026-99999/extract": 404, "/r/VN/XX/1/extract": 404, "/r/US/TM/88123456/extract": 409} {
		if w := submit(t, h, bad, "langs=vi"); w.Code != code {
			t.Errorf("%s: %d, want %d", bad, w.Code, code)
		}
	}
	if w := submit(t, h, path, "langs=fr"); w.Code != 400 {
		t.Errorf("in French: %d", w.Code)
	}
	r := httptest.NewRequest("POST", path, nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w = httptest.NewRecorder(); true {
		h.ServeHTTP(w, r)
	}
	if w.Code != 403 {
		t.Errorf("from another site: %d", w.Code)
	}
}

// A crawler that asks for every extract takes the seats there are and no more; the others wait or are told to come again, and
// pages are served all the while.
func TestFewExtractsAreMadeAtATime(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	o.desk.busy = make(chan struct{})
	const asked = 100
	codes := make(chan int, asked)
	for range asked {
		go func() { codes <- get(t, h, "/r/VN/TM/4-2023-21877.pdf", "Accept", "text/html").Code }()
	}
	for range asked - 32 - 64 { // some are refused at once, however many seats the machine has
		if code := <-codes; code != 503 {
			t.Fatalf("one of too many gets %d", code)
		}
	}
	if w := get(t, h, "/about", "Accept", "text/html"); w.Code != 200 {
		t.Errorf("a page meanwhile: %d", w.Code)
	}
	close(o.desk.busy)
}

func TestOfficeWithoutDocuments(t *testing.T) {
	s := newOffice(t).site()
	s.Documents = nil
	h, err := s.Handler()
	must(t, err)
	if page := get(t, h, "/r/VN/TM/4-2023-21877?lang=en", "Accept", "text/html").Body.String(); strings.Contains(page, "xtract") {
		t.Error("extracts are offered")
	}
	for _, path := range []string{"/r/VN/TM/4-2023-21877.pdf", "/v/" + tokenOf(1)} {
		if w := get(t, h, path, "Accept", "text/html"); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := submit(t, h, "/r/VN/TM/4-2023-21877/extract", "langs=vi"); w.Code != 404 {
		t.Errorf("asking for an extract: %d", w.Code)
	}
}
