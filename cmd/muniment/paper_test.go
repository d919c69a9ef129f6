package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/internal/sample"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/office"
	"github.com/muniment/muniment/procedure"
)

// listed are the issued documents of a data folder, newest first.
func listed(t *testing.T, dir string, flags ...string) (list []documentLine) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(must(t, append([]string{"--data", dir, "paper", "list", "--json"}, flags...)...)))
	for {
		var l documentLine
		if err := dec.Decode(&l); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
}

// ask asks the demonstration for a signed extract, and gives the address of its page.
func askExtract(t *testing.T, base, path, langs string) string {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(base+path+"/extract", url.Values{"langs": {langs}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("asking for an extract answers %d", res.StatusCode)
	}
	return base + res.Header.Get("Location")
}

// TestADocumentsLife goes from the page of a right to a signed extract, its page, a certificate from the command line beside the
// server, its withdrawal, and what everybody sees of it.
func TestADocumentsLife(t *testing.T) {
	base, dir := demo(t, "300")
	entry := sample.Families()[0].Marks[0]
	path := "/r/" + entry.String()

	code, unsigned := get(t, base+path+".pdf?lang=vi", "*/*")
	if _, again := get(t, base+path+".pdf?lang=vi", "*/*"); code != 200 || !strings.HasPrefix(unsigned, "%PDF-") || again != unsigned {
		t.Errorf("the unsigned extract answers %d; asked again it is the same: %t", code, again == unsigned)
	}
	if report := sign.Verify([]byte(unsigned), sign.Trust{}); len(report.Signatures) != 0 {
		t.Error("the unsigned extract has a signature")
	}

	page := askExtract(t, base, path, "vi,en")
	if again := askExtract(t, base, path, "vi,en"); again != page {
		t.Errorf("asked again the extract is another one: %s after %s", again, page)
	}
	if other := askExtract(t, base, path, "en"); other == page {
		t.Error("in another language the extract is the same")
	}
	if _, body := get(t, page+"?lang=en", "text/html"); !strings.Contains(body, "it stands") || !strings.Contains(body, path) {
		t.Error("the page of the extract does not say what it is worth")
	}
	_, pdf := get(t, page+"/document.pdf", "*/*")
	file := filepath.Join(t.TempDir(), "extract.pdf")
	if err := os.WriteFile(file, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "--data", dir, "paper", "verify", file); !strings.Contains(out, "is valid") || !strings.Contains(out, "1/TL-") || !strings.Contains(out, "In force") {
		t.Errorf("verifying the extract says %s", out)
	}
	if got := compared(t, page, []byte(pdf)); !strings.Contains(got, "Yes: byte for byte") {
		t.Error("the issued file is not recognised")
	}
	broken := strings.Replace(pdf, "/Type", "/type", 1)
	if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _, code := muniment(t, "--data", dir, "paper", "verify", file); code != 1 || !strings.Contains(out, "not valid") {
		t.Errorf("verifying a changed extract gives %d: %s", code, out)
	}
	if got := compared(t, page, []byte(broken)); !strings.Contains(got, "No: it is another file") {
		t.Error("a changed file is not recognised")
	}

	issue := []string{"--data", dir, "paper", "issue", "--json", "--lang", "vi,en", "--out", file, "certificate", entry.String()}
	var first, second documentLine
	for _, to := range []*documentLine{&first, &second} {
		if err := json.Unmarshal([]byte(must(t, issue...)), to); err != nil {
			t.Fatal(err)
		}
	}
	if first != second || first.State != procedure.InForce || first.Form != procedure.Certificate || !strings.HasPrefix(first.Link, base+"/v/") {
		t.Errorf("issued %+v and %+v", first, second)
	}
	b, err := os.ReadFile(file)
	if sum := sha256.Sum256(b); err != nil || hex.EncodeToString(sum[:]) != first.SHA256 {
		t.Errorf("the file is not the issued one (%v)", err)
	}
	if out := must(t, "--data", dir, "paper", "withdraw", "--reason", "The owner's name was wrong.", strings.ToLower(first.Token)); !strings.Contains(out, "withdrawn") {
		t.Errorf("withdrawing says %s", out)
	}
	if _, body := get(t, first.Link+"?lang=en", "text/html"); !strings.Contains(body, "withdrawn since") || !strings.Contains(body, "name was wrong") {
		t.Error("the page does not say that the certificate was withdrawn")
	}
	if code, _ := get(t, first.Link+"/document.pdf", "*/*"); code != 404 {
		t.Errorf("the PDF of a withdrawn certificate answers %d", code)
	}
	if out, _, code := muniment(t, "--data", dir, "paper", "verify", file); code != 1 || !strings.Contains(out, "Withdrawn") {
		t.Errorf("verifying a withdrawn certificate gives %d: %s", code, out)
	}
	if _, errOut, code := muniment(t, "--data", dir, "paper", "withdraw", "--reason", "again", first.Token); code != 1 || !strings.Contains(errOut, "cannot be withdrawn") {
		t.Errorf("withdrawing again gives %d: %s", code, errOut)
	}

	gazette := []string{"--data", dir, "paper", "gazette", "--from", "2020-01-01", "--to", "2030-01-01", "--kind", "TM", "--out", file}
	if _, errOut, code := muniment(t, gazette...); code != 0 || !strings.Contains(errOut, "a draft") {
		t.Errorf("a draft of the gazette gives %d: %s", code, errOut)
	}
	must(t, "--data", dir, "paper", "gazette", "--from", "2020-01-01", "--to", "2030-01-01", "--kind", "DS", "--issue")
	if _, _, code := muniment(t, "--data", dir, "paper", "gazette", "--from", "1901-01-01", "--to", "1901-12-31"); code != 1 {
		t.Errorf("a gazette of nothing gives %d", code)
	}
	list := listed(t, dir)
	if len(list) != 4 || list[0].Form != procedure.GazettePart || list[1].State != procedure.Withdrawn || list[3].Number[:2] != "1/" || list[2].Number[:2] != "2/" {
		t.Errorf("the books say %+v", list)
	}
	if unfinished := listed(t, dir, "--unfinished"); len(unfinished) != 0 {
		t.Errorf("unfinished are %+v", unfinished)
	}
	must(t, "--data", dir, "verify")
	for _, id := range sample.Families()[0].Secrets {
		if code, _ := get(t, base+"/r/"+id.String()+".pdf", "*/*"); code != 404 {
			t.Errorf("the extract of the sealed application %s answers %d", id, code)
		}
		if _, _, code := muniment(t, "--data", dir, "paper", "issue", "extract", id.String()); code != 1 {
			t.Errorf("issuing an extract of the sealed application %s gives %d", id, code)
		}
	}
}

// compared sends a file to the page of a document and gives the answer.
func compared(t *testing.T, page string, body []byte) string {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "a.pdf")
	if err == nil {
		_, err = part.Write(body)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(page+"?lang=en", form.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestTemplatesAreCheckedWithFileAndLine(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "paper", "check")
	own := filepath.Join(dir, "paper", "template")
	if err := os.MkdirAll(own, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(own, "letter.html"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("{{/* version 2 */ -}}\n<!DOCTYPE html>\n<html lang=\"{{lang}}\">\n<head><title>A letter</title></head>\n<body>\n<p>One</p>\n<marquee>two</marquee>\n</body>\n</html>\n")
	out, _, code := muniment(t, "--data", dir, "paper", "check")
	if code != 1 || !strings.Contains(out, "letter.html:7: ") || !strings.Contains(out, "marquee") {
		t.Errorf("a template with an element of no document gives %d:\n%s", code, out)
	}
	if vi, _, _ := muniment(t, "--data", dir, "paper", "check", "--lang", "vi"); vi == out {
		t.Error("problems are not told in Vietnamese")
	}
	if out, _, code := muniment(t, "paper", "check", filepath.Join(own, "letter.html")); code != 1 || !strings.Contains(out, "letter.html:7: ") {
		t.Errorf("checking the file alone gives %d:\n%s", code, out)
	}
	write("{{/* version 2 */ -}}\n<p>{{.Nothing}}")
	if _, errOut, code := muniment(t, "--data", dir, "paper", "preview", "letter"); code != 1 || !strings.Contains(errOut, "letter.html, line 2") {
		t.Errorf("a template that cannot be filled gives %d: %s", code, errOut)
	}
	write("no version")
	for lang, want := range map[string]string{"en": "letter.html:1: the template does not begin with its version", "vi": "letter.html:1: mẫu"} {
		if out, errOut, code := muniment(t, "--data", dir, "paper", "check", "--lang", lang); code != 1 || !strings.HasPrefix(out, want) {
			t.Errorf("a template without a version gives %d in %s: %s%s", code, lang, out, errOut)
		}
	}
}

func TestPreviewIsThePageOfThePaper(t *testing.T) {
	dir := t.TempDir()
	page := must(t, "--data", dir, "paper", "preview", "--html", "--lang", "vi,en", "refusal")
	if !strings.Contains(page, "<style") || strings.Contains(page, `rel="stylesheet"`) || !strings.Contains(page, `lang="en"`) {
		t.Error("the page does not stand by itself, or is not in both languages")
	}
	pdf := must(t, "--data", dir, "paper", "preview", "refusal.html")
	if again := must(t, "--data", dir, "paper", "preview", "refusal"); !strings.HasPrefix(pdf, "%PDF-") || again != pdf {
		t.Error("the preview is no PDF, or another one each time")
	}
	if other := must(t, "--data", dir, "paper", "preview", "--sample", "certificate-PT", "certificate"); other == must(t, "--data", dir, "paper", "preview", "certificate") {
		t.Error("another sample gives the same document")
	}
	for _, args := range [][]string{{"nonsense"}, {"--sample", "nothing", "letter"}, {"--lang", "fr", "letter"}, {"--lang", "vi,vi", "letter"}, {"--lang", "vi,en,vi", "letter"}} {
		if _, _, code := muniment(t, append([]string{"--data", dir, "paper", "preview"}, args...)...); code != 2 {
			t.Errorf("preview %q: %d", args, code)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "paper.yaml"), []byte("program: [sh, -c, \"cat >/dev/null; printf '%%PDF-1.4 of another program\\n%%%%EOF\\n'\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := must(t, "--data", dir, "paper", "preview", "letter"); !strings.HasPrefix(got, "%PDF-1.4 of another program") {
		t.Errorf("another program gives %q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "paper.yaml"), []byte("programme: [sh]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := muniment(t, "--data", dir, "paper", "preview", "letter"); code != 1 || !strings.Contains(errOut, "paper.yaml") || !strings.Contains(errOut, "programme") {
		t.Errorf("a setting that is none gives %d: %s", code, errOut)
	}
}

// anOffice is a data folder with one registered mark of our own and no sample office.
func anOffice(t *testing.T) (dir, id string) {
	t.Helper()
	dir = t.TempDir()
	file := filepath.Join(t.TempDir(), "marks.csv")
	if err := os.WriteFile(file, []byte("number,mark,class,owner\n4-2020-00001,NẬM SƯƠNG,30,Hợp tác xã Nậm Sương\n4-2020-00002,鶴,30,Owner\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "--data", dir, "import", "--office", "VN", file)
	return dir, "VN/TM/4-2020-00001"
}

func TestDocumentsOfAnOfficeWithItsOwnKey(t *testing.T) {
	dir, id := anOffice(t)
	if _, errOut, code := muniment(t, "--data", dir, "paper", "issue", "extract", id); code != 1 || !strings.Contains(errOut, "no letterhead") || !strings.Contains(errOut, "office.yaml") {
		t.Errorf("without a letterhead issuing gives %d: %s", code, errOut)
	}
	put := func(name string, body []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("office.yaml", []byte("code: VN\nname: {vi: Văn phòng thử, en: Office on trial}\nsymbol: VPT\nplace: Hà Nội\nsignatory: {title: {vi: Trưởng phòng, en: Head}, name: Hà}\n"))
	var d documentLine
	issue := func(args ...string) (string, int) {
		t.Helper()
		out, errOut, code := muniment(t, append([]string{"--data", dir, "paper", "issue", "--json"}, args...)...)
		d = documentLine{}
		if err := json.Unmarshal([]byte(out), &d); code == 0 && err != nil {
			t.Fatal(err)
		}
		return errOut, code
	}
	if errOut, code := issue("extract", id); code != 0 || d.Number != "1/TL-VPT" || d.Signer != "" || d.Link != "" {
		t.Errorf("without a key issuing gives %d, %+v: %s", code, d, errOut)
	}
	key, err := sign.NewSample("Office on trial", "VN", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p12, err := key.PKCS12("secret")
	if err != nil {
		t.Fatal(err)
	}
	put("key.p12", p12)
	put("paper.yaml", []byte("symbols: {extract: X, letter: \"\"}\nsign: {file: key.p12, reason: Extract}\n"))
	if errOut, code := issue("--lang", "en", "extract", id); code != 1 || !strings.Contains(errOut, "signing key") {
		t.Errorf("with a wrong password issuing gives %d: %s", code, errOut)
	}
	t.Setenv("MUNIMENT_KEY_PASSWORD", "secret")
	if errOut, code := issue("--lang", "en", "extract", id); code != 0 || d.Number != "1/X-VPT" || d.Signer != "Office on trial (SAMPLE)" {
		t.Errorf("with a key issuing gives %d, %+v: %s", code, d, errOut)
	}
	old := d.Token
	if errOut, code := issue("--lang", "vi", "--replaces", old, "extract", id); code != 0 || d.Number != "2/X-VPT" {
		t.Errorf("replacing gives %d, %+v: %s", code, d, errOut)
	}
	put("details.yaml", []byte("subject: {vi: Về đơn, en: On the application}\nto: {name: Hợp tác xã, address: [Số 1, Hà Nội]}\nremarks:\n- words: {vi: Kính gửi., en: Dear all.}\n"))
	if errOut, code := issue("--details", filepath.Join(dir, "details.yaml"), "letter", id); code != 0 || d.Number != "1/VPT" || d.Form != procedure.Letter {
		t.Errorf("a letter gives %d, %+v: %s", code, d, errOut)
	}
	if errOut, code := issue("letter", id); code != 1 || !strings.Contains(errOut, "no addressee") {
		t.Errorf("a letter to nobody gives %d: %s", code, errOut)
	}
	if errOut, code := issue("extract", "VN/TM/4-2020-00002"); code != 1 || !strings.Contains(errOut, "paper/font") {
		t.Errorf("a mark of which no face has the letters gives %d: %s", code, errOut)
	}
	states := ""
	for _, l := range listed(t, dir) {
		states += l.Number + " " + string(l.State) + "; "
	}
	if want := "1/VPT in force; 2/X-VPT in force; 1/X-VPT replaced; 1/TL-VPT in force; "; states != want {
		t.Errorf("the books say %q, want %q: what cannot be composed takes no number", states, want)
	}
	must(t, "--data", dir, "verify")
	put("paper.yaml", []byte("sign: {reason: Extract}\n"))
	if errOut, code := issue("--lang", "vi,en", "extract", id); code != 1 || !strings.Contains(errOut, "paper.yaml") {
		t.Errorf("settings that name no key give %d: %s", code, errOut)
	}
}

func TestThePublicGetsSoManySignedExtractsInAnHour(t *testing.T) {
	dir, id := anOffice(t)
	for name, text := range map[string]string{"office.yaml": "code: VN\nname: An office\nsymbol: O\nplace: Here\nsignatory: {title: Head, name: H}\n", "paper.yaml": "hourly: 2\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2026, 11, 25, 10, 59, 0, 0, time.UTC)
	p := &program{ctx: t.Context(), env: os.Getenv, Data: dir, clock: func() time.Time { return now }, out: io.Discard, err: t.Output()}
	s, err := p.open(false, "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	k, err := p.desk(s, "https://example.org")
	if err != nil {
		t.Fatal(err)
	}
	e, err := entryAt(t.Context(), s, id)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(langs ...locale.Lang) error {
		_, err := k.IssueExtract(t.Context(), e, langs)
		return err
	}
	for _, langs := range [][]locale.Lang{{"vi"}, {"en"}, {"vi"}, {"en"}} {
		if err := ask(langs...); err != nil {
			t.Errorf("the extract in %v: %v", langs, err)
		}
	}
	if err := ask("vi", "en"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a third new one in the hour gives %v", err)
	}
	if err := ask("vi"); err != nil {
		t.Errorf("one that is there already gives %v", err)
	}
	now = now.Add(time.Minute)
	if err := ask("vi", "en"); err != nil {
		t.Errorf("in the next hour: %v", err)
	}
	h := &house{p: p, s: s}
	if err := h.openDesk("https://example.org", "US"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the letterhead of another office gives %v", err)
	}
	if err := h.openDesk("https://example.org", "VN"); err != nil || h.desk == nil {
		t.Errorf("the office's own letterhead gives %v", err)
	}
}

func TestDetailsAreRead(t *testing.T) {
	d, err := readDetails([]byte(`
symbol: X
to: {name: A, care: B, address: [C, D], ref: E}
received: 2026-02-10 08:15
until: 2026-04-10
grounds: [{id: ground.law}]
remarks:
- id: a
  args: {text: hello, n: 3, list: [x, y], day: 2026-02-10, number: 4-2020-00001, words: {vi: một, en: one}, fee: {amount: 150000, currency: VND}}
- words: {vi: Hai, en: Two}
fee: {act: TM.file, facts: [classes=2, filing=2026-05-01]}
files: [{name: a.pdf, title: {vi: Đơn, en: Application}, pages: 2, size: 3, sha256: ab}]
sent: [{vi: Lưu, en: File}]
signatory: {title: Head, name: N}
`))
	if err != nil {
		t.Fatal(err)
	}
	p := &program{ctx: t.Context(), Data: t.TempDir()}
	doc := &procedure.Document{}
	if err := d.into(t.Context(), p, nil, doc); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"text": "hello", "n": 3, "list": []string{"x", "y"}, "day": ipr.Date{Year: 2026, Month: 2, Day: 10}, "number": "4-2020-00001", "words": office.Words{locale.Vi: "một", locale.En: "one"},
		"fee": procedure.Money{Amount: 150000, Currency: "VND"}}
	if got := doc.Remarks[0].Args; !reflect.DeepEqual(got, want) {
		t.Errorf("the arguments are %#v", got)
	}
	if doc.Symbol != "X" || doc.To.Care != "B" || doc.Received.UTC().Format(time.RFC3339) != "2026-02-10T01:15:00Z" || doc.Until.Day != 10 || doc.Bill.Total == 0 || doc.Files[0].Pages != 2 ||
		doc.Remarks[1].Words["en"] != "Two" || doc.Grounds[0].ID != "ground.law" || doc.Sent[0]["vi"] != "Lưu" || doc.Sign().Name != "N" {
		t.Errorf("%+v", doc)
	}
	for text, want := range map[string]string{
		"sybmol: X": "not as they should be", "to: [": "not as they should be", "until: yesterday": "not as they should be", "received: noon": "no time", "remarks: [{}]": "either an id or words",
		"remarks: [{id: a, words: {vi: b}}]": "either an id or words", "remarks: [{id: a, args: {b: 1.5}}]": "takes a text", "remarks: [{id: a, args: {b: {amount: x, currency: VND}}}]": "takes a text",
		"remarks: [{id: a, args: {b: [1]}}]": "takes a text", "remarks: [{id: a, args: {b: {}}}]": "takes a text", "fee: {act: TM.nothing}": "TM.nothing",
	} {
		d, err := readDetails([]byte(text))
		if err == nil {
			err = d.into(t.Context(), p, nil, &procedure.Document{})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v", text, err)
		}
	}
	if _, err := readDetails(bytes.Repeat([]byte(" "), maxDetails+1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("endless details give %v", err)
	}
}

// What docs/paper.md shows of details and of paper.yaml is what the program reads.
func TestExamplesOfTheManualAreRead(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join(outside.Root(t), "docs", "paper.md"))
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for _, block := range strings.Split(string(doc), "```yaml\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		first, _, _ := strings.Cut(block, ":")
		var err error
		switch first {
		case "to":
			var d *paperDetails
			if d, err = readDetails([]byte(block)); err == nil {
				d.Earlier = nil // there is no register here
				err = d.into(t.Context(), &program{ctx: t.Context(), Data: t.TempDir()}, nil, &procedure.Document{})
			}
		case "sign", "symbols":
			var set paperSettings
			if err = yaml.Load([]byte(block), &set, yaml.WithKnownFields()); err == nil && first == "symbols" && !reflect.DeepEqual(set.Symbols, usualSymbols) {
				t.Errorf("the manual tells other signs than ours: %v", set.Symbols)
			}
		}
		if read[first] = true; err != nil {
			t.Errorf("%s: %v", first, err)
		}
	}
	if !read["to"] || !read["sign"] || !read["symbols"] {
		t.Errorf("examples were read of %v", read)
	}
}

func FuzzDetails(f *testing.F) {
	f.Add([]byte("remarks: [{id: a, args: {b: {vi: c}, d: [e], f: {amount: 1, currency: VND}}}]"))
	f.Add([]byte("to: {name: A}\nuntil: 2026-01-01"))
	f.Add([]byte("received: 2026-02-10 08:15\nfiles: [{name: a}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readDetails(b)
		if err != nil {
			return
		}
		d.Earlier, d.Fee = nil, nil // they ask the register and the law
		_ = d.into(t.Context(), &program{}, nil, &procedure.Document{})
	})
}

func TestBenchOfPaperMeasures(t *testing.T) {
	t.Setenv("PATH", "") // without a browser
	out := must(t, "--data", t.TempDir(), "bench", "paper", "--letters", "20", "--certificates", "30", "--entries", "40", "--pictures", "10", "--json")
	figures := map[string]figure{}
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		var f figure
		if err := dec.Decode(&f); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		figures[f.Metric] = f
	}
	for _, metric := range []string{"letter: p50", "letter: p95", "certificates", "certificates: each", "gazette"} {
		if f := figures[metric]; f.Value <= 0 || f.Bench != "paper" || f.Reference <= 0 && metric != "certificates: each" {
			t.Errorf("%s: %+v", metric, f)
		}
	}
	for _, metric := range []string{"letter: bytes that differ", "certificates: bytes that differ", "gazette: bytes that differ"} {
		if f, ok := figures[metric]; !ok || f.Value != 0 {
			t.Errorf("%s: %+v", metric, f)
		}
	}
}
