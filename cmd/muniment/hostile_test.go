package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/register"
)

// packedOffice is an archive with some thousand records in three forms. Every fourteenth mark is told twice, and every patent in
// two parts, the later one first where its number is even.
func packedOffice(t *testing.T) string {
	t.Helper()
	var daily, patents, table strings.Builder
	daily.WriteString("<trademark-applications-daily><application-information><file-segments><action-keys>\n")
	for i := range 2100 {
		n := i
		if i%7 == 6 {
			n = i / 2 // far behind the first
		}
		fmt.Fprintf(&daily, "<case-file><serial-number>%08d</serial-number><transaction-date>20240102</transaction-date><case-file-header><filing-date>%d0301</filing-date>"+
			"<status-code>%d</status-code><mark-identification>MARK %d</mark-identification></case-file-header></case-file>\n", n, 1950+n%60, []int{630, 700}[i%2], i)
	}
	daily.WriteString("</action-keys></file-segments></application-information></trademark-applications-daily>")
	for i := range 700 {
		a := fmt.Sprintf(`{"id":"EP/PT/%d","version":"2018-11-21","part":true,"status":"published","abstract":"Of heat %d.","publications":[{"kind":"A1","date":"2018-11-21"}]}`+"\n", i, i)
		b := fmt.Sprintf(`{"id":"EP/PT/%d","version":"2021-06-30","part":true,"status":"registered","publications":[{"kind":"B1","date":"2021-06-30"}]}`+"\n", i)
		if i%2 == 0 {
			a, b = b, a
		}
		patents.WriteString(a + b)
	}
	table.WriteString("number,mark,status,filing date\n")
	for i := range 700 {
		fmt.Fprintf(&table, "%d,NAME %d,filed,%d-01-01\n", i%650, i, 1990+i%30)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, m := range [][2]string{{"a.xml", daily.String()}, {"b.jsonl", patents.String()}, {"read me.txt", "Read me\n"}, {"c.csv", table.String()}} {
		if err := w.WriteHeader(&tar.Header{Name: m[0], Size: int64(len(m[1])), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m[1])); err != nil {
			t.Fatal(err)
		}
	}
	if w.Close() != nil || z.Close() != nil {
		t.Fatal("the archive is not made")
	}
	path := filepath.Join(t.TempDir(), "office.tar.gz")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAnImportKilledAtHalfIsResumedToTheSameRegister kills the program, as a loss of power would end it, when half of an
// archive is stored. Run again, it makes the register that it would have made at once, and reports the same of it.
func TestAnImportKilledAtHalfIsResumedToTheSameRegister(t *testing.T) {
	file := packedOffice(t)
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		args := func(o store.Options, more ...string) []string {
			where := []string{"--data", o.Dir}
			if o.Postgres != "" {
				where = append(where, "--database", o.Postgres)
			}
			return append(where, more...)
		}
		report := func(o store.Options) (r importReport) {
			t.Helper()
			if err := json.Unmarshal([]byte(must(t, args(o, "import", "--json", "--office", "XX", file)...)), &r); err != nil {
				t.Fatal(err)
			}
			return r
		}
		clean := o
		clean.Dir = t.TempDir()
		if o.Postgres != "" {
			clean.Postgres = storetest.Postgres(t)
		}
		once := report(clean)
		events := once.Intake.Stored + once.Intake.Changed
		cmd := exec.CommandContext(t.Context(), os.Args[0], args(o, "import", "--office", "XX", file)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		stored := waitForHalf(t, o, events)
		cmd.Process.Kill()
		cmd.Wait()
		if stored == events {
			t.Fatal("the import was at its end before it could be killed")
		}
		resumed := report(o)
		if resumed.Earlier != "" || resumed.Intake.Unchanged == 0 || resumed.Intake.Stored == 0 {
			t.Errorf("the import was not resumed: %+v", resumed.Intake)
		}
		if !reflect.DeepEqual(resumed.Intake.Sums, once.Intake.Sums) || !reflect.DeepEqual(resumed.Source, once.Source) {
			t.Errorf("resumed, it reports\n%+v\nat once\n%+v", resumed.Intake.Sums, once.Intake.Sums)
		}
		if s := once.Intake.Sums; s.Told != 2100+2*700+700 || s.Held+s.Again != s.Told || s.Held != 2100-150+700+650 {
			t.Errorf("it reports %+v", s)
		}
		if got, want := heads(t, o), heads(t, clean); !reflect.DeepEqual(got, want) {
			t.Errorf("%d heads differ from %d", len(got), len(want))
		}
		for _, o := range []store.Options{o, clean} {
			must(t, args(o, "verify")...)
		}
	})
}

// heads gives all heads of a register, in their order.
func heads(t *testing.T, o store.Options) (out []register.Head) {
	t.Helper()
	o.ReadOnly, o.Host, o.Clock = true, "", nil
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.EachHead(t.Context(), "", func(h register.Head) error { out = append(out, h); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// waitForHalf waits until half of the events are committed, and tells how many are.
func waitForHalf(t *testing.T, o store.Options, events int64) (size int64) {
	t.Helper()
	driver, source := "sqlite", "file:"+filepath.Join(o.Dir, "muniment.db")+"?mode=ro&_pragma=busy_timeout(1000)"
	if o.Postgres != "" {
		driver, source = "pgx", o.Postgres
	}
	for range 12000 {
		db, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		err = db.QueryRow(`SELECT size FROM log WHERE id = 2`).Scan(&size)
		db.Close()
		if err == nil && size >= events/2 {
			return size
		}
		time.Sleep(2 * time.Millisecond) // another process is at work; there is nothing of ours to wait for
	}
	t.Fatal("the import does not move")
	return 0
}

// TestABrokenDocumentLeavesWholeRecordsOnly imports a document that is cut off in the middle of a record.
func TestABrokenDocumentLeavesWholeRecordsOnly(t *testing.T) {
	record := "<case-file><serial-number>%08d</serial-number><case-file-header><mark-identification>MARK %d</mark-identification></case-file-header></case-file>\n"
	var doc strings.Builder
	doc.WriteString("<trademark-applications-daily><application-information><file-segments><action-keys>\n")
	for i := range 900 {
		fmt.Fprintf(&doc, record, i, i)
	}
	dir := folder(t, map[string]string{"cut.xml": doc.String() + fmt.Sprintf(record, 900, 900)[:90]})
	data := t.TempDir()
	out, _, code := muniment(t, "--data", data, "import", filepath.Join(dir, "cut.xml"))
	if code != 1 || !strings.Contains(out, "line 902, column 91, byte 135964: the document ends within") || !strings.Contains(out, "stored 900") {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if got := heads(t, store.Options{Dir: data}); len(got) != 900 || got[899].Mark != "MARK 899" {
		t.Errorf("%d rights are stored", len(got))
	}
	must(t, "--data", data, "verify")
	whole := folder(t, map[string]string{"whole.xml": doc.String() + fmt.Sprintf(record, 900, 900) + "</action-keys></file-segments></application-information></trademark-applications-daily>"})
	if out := must(t, "--data", data, "import", filepath.Join(whole, "whole.xml")); !strings.Contains(out, "stored 1, changed 0, unchanged 900") {
		t.Errorf("the whole document after it: %s", out)
	}
}

// TestTheSameMarkInSeveralForms imports one right from documents of different forms, and what was written back.
func TestTheSameMarkInSeveralForms(t *testing.T) {
	dir := folder(t, map[string]string{
		"1.csv":   "id,mark,status,filing date,version\nUS/TM/90000001,ALPHA,filed,2020-01-02,2026-01-01\nUS/TM/90000001,ALPHA,filed,2020-01-02,2026-01-01\n",
		"2.jsonl": `{"id":"US/TM/90000001","version":"2026-02-01","application":{"number":"90000001","date":"2020-01-02"},"status":"filed","mark":{"text":"ALPHA"}}` + "\n",
		"3.xml":   "<trademark-applications-daily><case-file><serial-number>90000001</serial-number><transaction-date>20260301</transaction-date><case-file-header><filing-date>20200102</filing-date><mark-identification>ALPHA</mark-identification></case-file-header></case-file></trademark-applications-daily>",
		"4.csv":   "id,mark,status,filing date,version\nUS/TM/90000001,ALPHA OLD,filed,2020-01-02,2025-01-01\n",
	})
	data := t.TempDir()
	for _, c := range []struct{ file, want string }{
		{"1.csv", "stored 1, changed 0, unchanged 1"}, // told twice
		{"2.jsonl", "stored 0, changed 0, unchanged 1"},
		{"3.xml", "stored 0, changed 1, unchanged 0"}, // it tells no status
		{"4.csv", "unchanged 0, older 1"},
	} {
		if out := must(t, "--data", data, "import", filepath.Join(dir, c.file)); !strings.Contains(out, c.want) {
			t.Errorf("%s: want %s:\n%s", c.file, c.want, out)
		}
	}
	back := filepath.Join(dir, "back.jsonl")
	must(t, "--data", data, "export", "--as", "jsonl", "--out", back)
	if out := must(t, "--data", data, "import", "--date", "2026-04-01", back); !strings.Contains(out, "stored 0, changed 0, unchanged 1") {
		t.Errorf("what was written back: %s", out)
	}
}

// TestEverythingInTheSharedCollectionIsRead imports folders of real documents of many forms at once.
func TestEverythingInTheSharedCollectionIsRead(t *testing.T) {
	data := t.TempDir()
	args := []string{"--data", data, "import", "--json"}
	for _, dir := range []string{"trademark", "patent", "gi", "st96/examples"} {
		args = append(args, outside.Shared(t, "data/"+dir))
	}
	out, errOut, code := muniment(t, args...)
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, errOut)
	}
	d := json.NewDecoder(strings.NewReader(out))
	var sum importSum
	for sum.Files == 0 {
		var line struct {
			importReport
			Files, Whole int
			Rest         []importRest
		}
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line.Files > 0 {
			sum = importSum{Files: line.Files, Whole: line.Whole, Rest: line.Rest, Intake: line.Intake}
			continue
		}
		n := line.Intake
		if line.Verdict != whole || n.Read == 0 || n.Refused > 0 || len(line.Source.NotUnderstood) > 0 || len(line.Source.Unread) > 0 {
			t.Errorf("%s: %s, %d read, %d refused, not understood %v, unread %v, %s", line.Name, line.Verdict, n.Read, n.Refused, line.Source.NotUnderstood, line.Source.Unread, line.Why)
		}
		if s := n.Sums; s.Told != n.Read || s.Held+s.Again != s.Told {
			t.Errorf("%s: %d read, %d told, %d held, %d again", line.Name, n.Read, s.Told, s.Held, s.Again)
		}
	}
	if sum.Files < 20 || sum.Whole != sum.Files || len(sum.Rest) > 0 || sum.Intake.Stored < 3700 {
		t.Errorf("all of them: %+v", sum)
	}
	must(t, "--data", data, "verify")
	args = append(args[:2:2], append([]string{"import", "--lang", "vi"}, args[4:]...)...)
	vi := must(t, args...)
	if !strings.Contains(vi, "lưu mới 0, thay đổi 0, không đổi "+fmt.Sprint(sum.Intake.Read)) {
		t.Errorf("read again, something changes:\n%s", vi)
	}
	for _, english := range []string{"(private", "no member", "record ", "not understood"} {
		if i := strings.Index(vi, english); i >= 0 {
			t.Errorf("in Vietnamese it says %q", vi[max(0, i-60):i+40])
		}
	}
}
