package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/muniment/muniment/exchange"
)

// folder writes files, by name, into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const fewMarks = "number,mark,status,filing date,colour\n1,ALPHA,registered,2019-05-01,red\n2,BETA,filed,2021-02-03,\n2,BETA TWO,published,2021-02-03,\n4,DELTA,filed,02/01/2020,\n"

// digests are left out of what is compared.
var digests = regexp.MustCompile(`[0-9a-f]{64}|\d+([.,]\d)? (s|giây)\b`)

func TestImportReportInWords(t *testing.T) {
	dir := folder(t, map[string]string{"marks.csv": fewMarks, "b/letter.txt": "Dear all\n", "b/cut.jsonl.gz": "\x1f\x8b\x08\x00"})
	out, errOut, code := muniment(t, "--data", t.TempDir(), "import", "--office", "XX", dir)
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	want := `cut.jsonl.gz (gzip, 4 bytes, SHA-256 …)
  not read to its end: byte 4: the archive is broken: unexpected EOF
  read 0, stored 0, changed 0, unchanged 0, older 0, refused 0 in …
letter.txt (form not known, 9 bytes, SHA-256 …)
  passed over: line 1: the first row names no column for the mark or its number
marks.csv (csv, 156 bytes, SHA-256 …)
  read to its end
  read 4, stored 2, changed 1, unchanged 0, older 0, refused 1 in …
  told by the document 3, of these rights in the register 2
    1 of the records is about a right that another record counts for
    by year, told = in the register:
      2019 1 = 1; 2021 2 ≠ 1
    by status, told = in the register:
      Filed 1 ≠ 0; Published 1 = 1; Registered 1 = 1
  refused 1:
    record 4, line 5: the filing date "02/01/2020" is no date of the form YYYY-MM-DD
  not understood: colour (1)
All files: 1 read to their end, 1 not, 1 passed over
  cut.jsonl.gz: byte 4: the archive is broken: unexpected EOF
  letter.txt: line 1: the first row names no column for the mark or its number
  read 4, stored 2, changed 1, unchanged 0, older 0, refused 1 in …
  told by the document 3, of these rights in the register 2
    1 of the records is about a right that another record counts for
    by year, told = in the register:
      2019 1 = 1; 2021 2 ≠ 1
    by status, told = in the register:
      Filed 1 ≠ 0; Published 1 = 1; Registered 1 = 1
`
	if got := digests.ReplaceAllString(out, "…"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.Count(errOut, "cut.jsonl.gz: byte 4") != 1 || strings.Contains(errOut, "letter.txt") {
		t.Errorf("said\n%s", errOut)
	}
	vi := must(t, "--data", t.TempDir(), "import", "--lang", "vi", "--office", "XX", filepath.Join(dir, "marks.csv"))
	for _, line := range []string{
		"  đọc 4, lưu mới 2, thay đổi 1, không đổi 0, cũ hơn 0, từ chối 1 trong …",
		"      Đã nộp đơn 1 ≠ 0; Đã công bố 1 = 1; Đã đăng ký 1 = 1",
		"    bản ghi 4, dòng 5: ở cột filing date",
		"  không hiểu: colour (1)",
	} {
		if !strings.Contains(digests.ReplaceAllString(vi, "…"), line) {
			t.Errorf("in Vietnamese there is no line %q:\n%s", line, vi)
		}
	}
}

func TestImportExitCodes(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	w := tar.NewWriter(z)
	for _, name := range []string{"marks.csv", "logo.png"} {
		body := map[string]string{"marks.csv": fewMarks, "logo.png": "\x89PNG\x00"}[name]
		w.WriteHeader(&tar.Header{Name: name, Size: int64(len(body)), Mode: 0o600})
		w.Write([]byte(body))
	}
	w.Close()
	z.Close()
	files := map[string]string{"a/marks.csv": fewMarks, "a/letter.txt": "Dear all\n", "b/letter.txt": "Dear all\n", "c/marks.tgz": packed.String(), "c/empty.csv": "",
		"d/bad.xml": "<trademark-applications-daily><case-file>", "d/good.csv": fewMarks,
		"f/page.html": "<!doctype html>\n<title>Marks</title>\n", "h/page.xml": "<!doctype html>\n<title>Marks</title>\n",
		"f/map.json": "{\n  \"type\": \"Feature\"\n}\n", "f/marks.csv": fewMarks, "g/dates.csv": "number,mark,filed\n1,A,02/01/2020\n2,B,03/01/2020\n"}
	dir := folder(t, files)
	for _, c := range []struct {
		rule, path string
		code       int
	}{
		{"what lies beside the documents of a folder does not count", "a", 0},
		{"a folder without a document", "b", 1},
		{"a file in no known form that is named by itself", "a/letter.txt", 1},
		{"a tar.gz, and an empty file beside it", "c", 0},
		{"a document that is broken", "d", 1},
		{"a page, and JSON that is no lines of records, beside a document", "f", 0},
		{"a page that says it is XML", "h", 1},
		{"a table of which not one row can be read", "g", 1},
		{"a file that is not there", "e", 2},
		{"a device", os.DevNull, 2},
	} {
		path := filepath.Join(dir, c.path)
		if filepath.IsAbs(c.path) {
			path = c.path
		}
		out, errOut, code := muniment(t, "--data", t.TempDir(), "import", path)
		if code != c.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.rule, code, c.code, out, errOut)
		}
		if c.path == "d" && !strings.Contains(out, "good.csv (csv") {
			t.Errorf("%s takes the others with it:\n%s", c.rule, out)
		}
	}
}

func TestImportReportAsJSON(t *testing.T) {
	dir := folder(t, map[string]string{"marks.csv": fewMarks, "other.csv": "number,mark\n9,OMEGA\n"})
	data := t.TempDir()
	d := json.NewDecoder(strings.NewReader(must(t, "--data", data, "import", "--json", "--office", "XX", dir)))
	var r [2]importReport
	var sum importSum
	for _, v := range []any{&r[0], &r[1], &sum} {
		if err := d.Decode(v); err != nil {
			t.Fatal(err)
		}
	}
	if r[0].Verdict != whole || r[0].Intake.Sums.Held != 2 || len(r[0].Intake.Sums.Rows) != 3 || r[0].Source.RefusedCount() != 1 {
		t.Errorf("report %+v", r[0])
	}
	for _, f := range r[0].Source.Refused {
		if got := f.First[0].Error(); !strings.HasPrefix(got, "record 4, line 5: ") {
			t.Errorf("refused %s", got)
		}
	}
	if sum.Files != 2 || sum.Whole != 2 || sum.Intake.Read != 5 || sum.Intake.Sums.Told != 4 {
		t.Errorf("sum %+v", sum)
	}
	var again importReport
	if err := json.Unmarshal([]byte(must(t, "--data", data, "import", "--json", "--office", "XX", filepath.Join(dir, "marks.csv"))), &again); err != nil {
		t.Fatal(err)
	}
	want := exchange.Intake{Read: 4, Unchanged: 3, Refused: 1, Sums: r[0].Intake.Sums}
	if got, _ := json.Marshal(again.Intake); again.Earlier == "" || string(got) != string(must2(json.Marshal(want))) {
		t.Errorf("read again: %s", got)
	}
}

func must2(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// TestImportBesideAServerSaysTheSame hands files over to a server.
func TestImportBesideAServerSaysTheSame(t *testing.T) {
	dir := folder(t, map[string]string{"marks.csv": fewMarks, "letter.txt": "Dear all\n", "bad.xml": "<trademark-applications-daily><case-file>"})
	_, data := demo(t, "200")
	for _, lang := range []string{"en", "vi"} {
		alone := t.TempDir()
		if lang == "vi" {
			muniment(t, "--data", alone, "import", "--office", "XX", dir) // the server has read them before
		}
		want, _, code := muniment(t, "--data", alone, "import", "--lang", lang, "--office", "XX", dir)
		got, said, code2 := muniment(t, "--data", data, "import", "--lang", lang, "--office", "XX", dir)
		stamps := regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:]+Z`)
		plain := func(s string) string { return stamps.ReplaceAllString(digests.ReplaceAllString(s, "…"), "…") }
		if plain(got) != plain(want) || code != 1 || code2 != 1 {
			t.Errorf("%s: alone, with %d:\n%s\nbeside a server, with %d:\n%s\n%s", lang, code, want, code2, got, said)
		}
		if !strings.Contains(said, "handed over") {
			t.Errorf("said %s", said)
		}
	}
}

// Who forgot to name the office reads the same file again.
func TestADocumentReadForAnotherOfficeIsReadAnew(t *testing.T) {
	dir, data := folder(t, map[string]string{"few.csv": "number,mark\n1,ALPHA\n"}), t.TempDir()
	file := filepath.Join(dir, "few.csv")
	for _, c := range []struct {
		office string
		want   exchange.Intake
		before bool
	}{{"", exchange.Intake{Read: 1, Stored: 1}, false}, {"VN", exchange.Intake{Read: 1, Stored: 1}, false}, {"VN", exchange.Intake{Read: 1, Unchanged: 1}, true}} {
		var r importReport
		if err := json.Unmarshal([]byte(must(t, "--data", data, "import", "--json", "--office", c.office, file)), &r); err != nil {
			t.Fatal(err)
		}
		r.Intake.Sums = exchange.Sums{}
		if !reflect.DeepEqual(r.Intake, c.want) || (r.Earlier != "") != c.before || string(r.Office) != c.office {
			t.Errorf("for %q: %+v, read before %q", c.office, r.Intake, r.Earlier)
		}
	}
	must(t, "--data", data, "show", "VN/TM/1")
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestAReportThatCannotBeWrittenIsTold(t *testing.T) {
	dir := folder(t, map[string]string{"marks.csv": fewMarks})
	for _, args := range [][]string{{"--json"}, nil} {
		var errOut bytes.Buffer
		args := append([]string{"--data", t.TempDir(), "import"}, append(args, dir)...)
		if code := run(t.Context(), args, func(string) string { return "" }, strings.NewReader(""), full{}, &errOut); code != 1 || !strings.Contains(errOut.String(), "the report cannot be written") {
			t.Errorf("%q: exit code %d, %s", args, code, errOut.String())
		}
	}
}
