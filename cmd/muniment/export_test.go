package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// TestRealRecordsGoOutAsST96AndComeBack imports every real document that we have, exports all of it as ST.96, validates each
// document with libxml2, imports the archive into another register, and finds the same records there.
func TestRealRecordsGoOutAsST96AndComeBack(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	args := []string{"--data", first, "import"}
	for _, folder := range []string{"trademark", "patent", "gi", "st96/examples"} {
		args = append(args, outside.Shared(t, "data/"+folder))
	}
	must(t, args...)
	lines := strings.SplitAfter(must(t, "--data", first, "export"), "\n")
	if len(lines) < 3000 {
		t.Fatalf("only %d rights are in the register", len(lines))
	}
	archive := filepath.Join(t.TempDir(), "all.zip")
	must(t, "--data", first, "export", "--as", "st96", "--out", archive)

	files := unpacked(t, archive)
	for file, said := range oracle.Invalid(t, files...) {
		t.Errorf("%s is not valid: %s", filepath.Base(file), said[0])
	}
	must(t, append([]string{"check", "--schema", outside.Shared(t, "data/st96/schema-v6.0")}, files...)...)
	if report := must(t, "--data", second, "import", archive); strings.Contains(report, "not understood") || !strings.Contains(report, "refused 0") {
		t.Errorf("our own export is not wholly understood:\n%s", report)
	}
	again := strings.SplitAfter(must(t, "--data", second, "export"), "\n")
	for i := 0; i < max(len(lines), len(again)) && !t.Failed(); i++ {
		switch {
		case i >= len(again):
			t.Errorf("missing: %s", lines[i])
		case i >= len(lines):
			t.Errorf("one too many: %s", again[i])
		case lines[i] != again[i]:
			t.Errorf("a record has changed on its way:\n%s%s", lines[i], again[i])
		}
	}
	// What shows one right shows what the archive has of it.
	for _, id := range []string{"US/TM/74631225", "US/TM/78002299"} {
		one := filepath.Join(t.TempDir(), "one.xml")
		if err := os.WriteFile(one, []byte(must(t, "--data", first, "show", "--as", "st96", id)), 0o600); err != nil {
			t.Fatal(err)
		}
		if said := oracle.Invalid(t, one); len(said) > 0 {
			t.Errorf("%s alone is not valid: %v", id, said)
		}
		third := t.TempDir()
		must(t, "--data", third, "import", one)
		if got := must(t, "--data", third, "export"); !slices.Contains(lines, got) {
			t.Errorf("%s has changed on its way:\n%s", id, got)
		}
	}
}

// unpacked unpacks an archive of ours and gives the files.
func unpacked(t *testing.T, archive string) (files []string) {
	t.Helper()
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	dir := t.TempDir()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, strings.ReplaceAll(f.Name, "/", "-"))
		w, err := os.Create(name)
		if err == nil {
			_, err = io.Copy(w, r) // #nosec G110 -- our own archive
		}
		if err != nil {
			t.Fatal(err)
		}
		w.Close()
		r.Close()
		files = append(files, name)
	}
	return files
}

const everyKind = `{"id":"VN/TM/4-2026-1","version":"2026-01-02","application":{"number":"4-2026-1","date":"2026-01-01"},"mark":{"text":"VÂN HẠC","feature":"word"},"classes":[{"scheme":"nice","class":30,"terms":["chè"]}]}
{"id":"VN/TM/4-2026-2","version":"2026-01-02","application":{"number":"4-2026-2","date":"2026-01-01"},"mark":{"text":"SƯƠNG"}}
{"id":"VN/PT/1-2026-1","version":"2026-01-02","application":{"number":"1-2026-1","date":"2026-01-01"},"title":"Máy sấy","ipc":["F26B 3/00"],"parties":[{"role":"inventor","name":"Lò Văn Sín"}]}
{"id":"VN/PT/1%2F2","version":"2026-01-02","application":{"number":"1/2","date":"2026-01-01"},"title":"Máy khác"}
{"id":"VN/UM/2-2026-1","version":"2026-01-02","application":{"number":"2-2026-1","date":"2026-01-01"},"title":"Lò"}
{"id":"VN/DS/3-2026-1","version":"2026-01-02","application":{"number":"3-2026-1","date":"2026-01-01"},"title":"Ấm","designs":[{"number":"1","locarno":["07-01"]}]}
{"id":"VN/GI/6-2026-1","version":"2026-01-02","application":{"number":"6-2026-1","date":"2026-01-01"},"title":"Nậm Sương"}
{"id":"VN/LD/5-2026-1","version":"2026-01-02","application":{"number":"5-2026-1","date":"2026-01-01"},"title":"Mạch"}
`

// kinds makes a register with rights of every kind.
func kinds(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	file := filepath.Join(dir, "kinds.jsonl")
	if err := os.WriteFile(file, []byte(everyKind), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	must(t, "--data", data, "import", file)
	return data
}

func TestExportAsST96(t *testing.T) {
	data := kinds(t)
	export := func(args ...string) (out, errOut string, code int) {
		return muniment(t, append([]string{"--data", data, "export", "--as", "st96"}, args...)...)
	}
	for _, c := range []struct{ rule, kind, holds string }{
		{"marks are one document", "TM", "SƯƠNG"}, {"so are designs", "DS", "Ấm"}, {"and indications", "GI", "Nậm Sương"},
	} {
		out, _, code := export("--kind", c.kind)
		if code != 0 || !strings.HasPrefix(out, "<?xml ") || !strings.Contains(out, c.holds) {
			t.Errorf("%s: %d %s", c.rule, code, out)
		}
	}
	for _, c := range []struct {
		rule  string
		args  []string
		names string
		say   string
	}{
		{"everything is an archive", nil, "designs.xml indications.xml patents/VN-1%2F2.xml patents/VN-1-2026-1.xml trademarks.xml utility-models/VN-2-2026-1.xml", "no form for them: 1 of the kind LD"},
		{"patents are documents of their own", []string{"--kind", "PT"}, "patents/VN-1%2F2.xml patents/VN-1-2026-1.xml", "2 rights written"},
	} {
		out, said, code := export(c.args...)
		z, err := zip.NewReader(strings.NewReader(out), int64(len(out)))
		if code != 0 || err != nil || !strings.Contains(said, c.say) {
			t.Fatalf("%s: %d %s %v", c.rule, code, said, err)
		}
		var names []string
		for _, f := range z.File {
			names = append(names, f.Name)
			if !strings.Contains(f.Modified.String(), "1980-01-01 00:00:00") {
				t.Errorf("%s: %s is of %s", c.rule, f.Name, f.Modified)
			}
		}
		if got := strings.Join(names, " "); got != c.names || !slices.IsSorted(names) {
			t.Errorf("%s: %s", c.rule, got)
		}
		if again, _, _ := export(c.args...); again != out {
			t.Errorf("%s: the same rights give other bytes", c.rule)
		}
		var read bytes.Buffer
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&read, r); err != nil {
				t.Errorf("%s: %s: %v", c.rule, path.Base(f.Name), err)
			}
			r.Close()
		}
		if strings.Contains(read.String(), "Mạch") {
			t.Errorf("%s: a layout-design is written", c.rule)
		}
	}
	for _, c := range []struct {
		rule string
		args []string
		says string
	}{
		{"of layout-designs there is none", []string{"--kind", "LD"}, "has no form in ST.96"},
		{"no mark, no document", []string{"--kind", "TM", "--since", "2100-01-01"}, "there is no right to write"},
		{"no right, no archive", []string{"--since", "2100-01-01"}, "there is no right to write"},
	} {
		out, said, code := export(c.args...)
		if code != 1 || out != "" || !strings.Contains(said, c.says) || strings.Contains(said, "rights written") {
			t.Errorf("%s: %d, %q, %s", c.rule, code, out, said)
		}
		file := filepath.Join(t.TempDir(), "out")
		if _, _, code := export(append(c.args, "--out", file)...); code != 1 {
			t.Errorf("%s: exit code %d", c.rule, code)
		}
		if left, _ := os.ReadDir(filepath.Dir(file)); len(left) > 0 {
			t.Errorf("%s: %s is left behind", c.rule, left[0].Name())
		}
	}
	// Into another register, and out again: nothing has changed.
	file, second := filepath.Join(t.TempDir(), "all.zip"), t.TempDir()
	must(t, "--data", data, "export", "--as", "st96", "--out", file)
	must(t, "--data", second, "import", file)
	for _, kind := range []string{"TM", "PT", "UM", "DS", "GI"} {
		if a, b := must(t, "--data", data, "export", "--kind", kind), must(t, "--data", second, "export", "--kind", kind); a != b {
			t.Errorf("%s: went out as\n%sand came back as\n%s", kind, a, b)
		}
	}
}

// TestNothingSealedIsExported holds every way out against the door of the register.
func TestNothingSealedIsExported(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Host: "demo.invalid"})
	if err != nil {
		t.Fatal(err)
	}
	origin, err := s.Origin(register.Register)
	if err != nil {
		t.Fatal(err)
	}
	act := func(number, act, title string, class register.Secrecy) *register.Prepared {
		e := register.Event{Lane: register.Register, Entry: ipr.ID{Office: "VN", Kind: ipr.Patent, Number: number}, Act: act, Class: class, Field: []register.Field{
			{Name: "record", Value: &register.Record{Application: &register.Numbered{Number: number, Date: ipr.Date{Year: 2026, Month: 1, Day: 2}}, Title: title}},
			{Name: "private.contact", Value: "12 phố Kín", Class: register.Closed}}}
		if class == register.Sealed {
			e.Opens = "publish"
		}
		p, err := register.Prepare(e, origin, register.SystemEntropy())
		if err == nil {
			err = s.Seal(t.Context(), p)
		}
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	put := func(events ...*register.Prepared) {
		for _, p := range events {
			if err := s.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.Append(t.Context(), p); return err }); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(act("1-2026-1", "file", "OPEN", register.Public), act("1-2026-2", "file", "SEALED", register.Sealed), act("1-2026-1", "amend", "SEALED", register.Sealed))
	if err := s.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	put(act("1-2026-3", "file", "NOT PUBLISHED", register.Public), act("1-2026-1", "amend", "NOT PUBLISHED", register.Public))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, as := range []string{"jsonl", "csv", "st96"} {
		file := filepath.Join(t.TempDir(), "out")
		must(t, "--data", dir, "export", "--as", as, "--out", file)
		files := []string{file}
		if as == "st96" {
			files = unpacked(t, file)
		}
		var all strings.Builder
		for _, f := range files {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(filepath.Base(f))
			all.Write(body)
		}
		if got := all.String(); !strings.Contains(got, "OPEN") || strings.Contains(got, "SEALED") || strings.Contains(got, "PUBLISHED") || strings.Contains(got, "2026-2") || strings.Contains(got, "2026-3") || strings.Contains(got, "Kín") {
			t.Errorf("as %s: %s", as, got)
		}
	}
	for _, as := range []string{"text", "json", "st96"} {
		for _, number := range []string{"1-2026-2", "1-2026-3"} {
			if out, _, code := muniment(t, "--data", dir, "show", "--as", as, "VN/PT/"+number); code != 1 || out != "" {
				t.Errorf("show --as %s %s: %d %s", as, number, code, out)
			}
		}
		if out := must(t, "--data", dir, "show", "--as", as, "VN/PT/1-2026-1"); !strings.Contains(out, "OPEN") || strings.Contains(out, "SEALED") || strings.Contains(out, "PUBLISHED") || strings.Contains(out, "Kín") {
			t.Errorf("show --as %s: %s", as, out)
		}
	}
}

func TestBenchesOfImportAndExportMeasure(t *testing.T) {
	for _, c := range []struct {
		args, want []string
	}{
		{[]string{"export"}, []string{"ST.96", "JSON Lines", "CSV"}},
		{[]string{"import", "--mb", "1", "--format", "st96"}, []string{"parse", "st96: durable, logged, searchable", "st96: the same again, unchanged"}},
	} {
		found := map[string]float64{}
		for line := range strings.Lines(must(t, append(append([]string{"bench"}, c.args...), "--marks", "300", "--json")...)) {
			var f figure
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			found[f.Metric] = f.Value
		}
		for _, metric := range c.want {
			if found[metric] <= 0 {
				t.Errorf("bench %s: %q is not measured: %v", c.args[0], metric, found)
			}
		}
	}
}

// TestTheSampleOfficeGoesOutAsST96 exports rights that came about by acts of an office, beside its server.
func TestTheSampleOfficeGoesOutAsST96(t *testing.T) {
	_, dir := demo(t, "300")
	archive, second := filepath.Join(t.TempDir(), "all.zip"), t.TempDir()
	must(t, "--data", dir, "export", "--as", "st96", "--out", archive)
	must(t, append([]string{"check", "--schema", outside.Shared(t, "data/st96/schema-v6.0")}, unpacked(t, archive)...)...)
	must(t, "--data", second, "import", archive)
	if a, b := must(t, "--data", dir, "export"), must(t, "--data", second, "export"); a != b || strings.Count(a, "\n") < 300 {
		t.Errorf("%d rights went out, and came back otherwise as %d", strings.Count(a, "\n"), strings.Count(b, "\n"))
	}
}
