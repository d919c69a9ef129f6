package main

import (
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const ownLawFile = `pack: vn-own
office: VN
title: {vi: Đính chính, en: Corrections}
law: {vi: Thông báo, en: A notice}
sources: {notice: "notice 12"}
rules:
  - id: TM.opposition
    fact: OWN.1
    kind: third_party_window
    title: {vi: Phản đối đơn, en: Opposition}
    text: {vi: Bốn tháng., en: Four months.}
    anchor: publication
    amount: 4
    unit: month
    from: 2026-04-01
    source: notice
    confidence: A
fees:
  - {id: filing, title: {vi: Lệ phí nộp đơn, en: Filing}, charge: le_phi, amount: 999000, currency: VND, per: application, source: notice, confidence: A}
`

func TestAnOfficeCorrectsItsLawWithoutARelease(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "law.yaml"), []byte(ownLawFile), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule string
		args []string
		code int
		has  string
	}{
		{"its period", []string{"law", "date", "TM.opposition", "--fact", "filing=2026-02-10", "--fact", "publication=2026-04-20"}, 0, "2026-08-20"},
		{"its fee", []string{"law", "fee", "TM.file", "--fact", "classes=1", "--fact", "items=1"}, 0, "999,000 VND"},
		{"the packs of the program say what they said", []string{"law", "date", "TM.opposition", "--pack", "vn-2026", "--fact", "publication=2026-04-20"}, 0, "2026-07-20"},
		{"it is checked with the others", []string{"law", "check", "vn-own"}, 0, "vn-own: 1 rules, 1 fees"},
	} {
		out, _, code := muniment(t, append(c.args, "--data", dir)...)
		if code != c.code || !strings.Contains(out, c.has) {
			t.Errorf("%s: exit code %d, want %d with %q:\n%s", c.rule, code, c.code, c.has, out)
		}
	}
}

func TestAnOfficeDoesNotOpenUnderALawThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	bad := strings.Replace(ownLawFile, "kind: third_party_window", "kind: wish", 1)
	if err := os.WriteFile(filepath.Join(dir, "law.yaml"), []byte(bad), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"law", "date", "TM.term"}, {"law", "check"}, {"serve", "--addr", "127.0.0.1:0"}} {
		_, out, code := muniment(t, append(args, "--data", dir)...)
		if code == 0 || !strings.Contains(out, `law.yaml: line 7, rule TM.opposition: "wish" is no kind of rule`) {
			t.Errorf("%q: exit code %d: %s", args, code, out)
		}
	}
}

func TestTheCheckPrintsAndDrawsTheMachines(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	out := must(t, "law", "check", "vn-2026", "--machines", "--svg", dir, "--data", data)
	for _, s := range []string{"Publish the application (system) → published", "? vn-2026, rule PT.", "vn-2026: "} {
		if !strings.Contains(out, s) {
			t.Errorf("the check does not tell %q", s)
		}
	}
	for _, right := range []string{"TM", "PT", "UM", "DS", "GI", "LD"} {
		b, err := os.ReadFile(filepath.Join(dir, "vn-2026-"+right+".svg"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // this law does not change the machine of that right
		}
		if err := xml.Unmarshal(b, new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("the picture of %s: %v", right, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "vn-2026-TM.svg")); err != nil {
		t.Error(err)
	}
}

func TestACaseIsExplained(t *testing.T) {
	dir := t.TempDir()
	docket := filepath.Join(dir, "docket.jsonl")
	if err := os.WriteFile(docket, []byte(`{"id":"4-2026-00001","right":"TM","facts":{"filing":"2026-02-10","publication":"2026-04-20"}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	out := must(t, "law", "explain", docket, "--lang", "vi", "--data", dir)
	for _, s := range []string{"4-2026-00001\n", "TM.opposition  Phản đối đơn", "2026-07-20", "3 tháng sau 20/04/2026 là 20/07/2026.", "Điều 112a"} {
		if !strings.Contains(out, s) {
			t.Errorf("the explanation does not tell %q:\n%s", s, out)
		}
	}
}

func TestASimulationWritesNothingButThePicture(t *testing.T) {
	dir := t.TempDir()
	pack, picture := filepath.Join(dir, "try.yaml"), filepath.Join(dir, "try.svg")
	if err := os.WriteFile(pack, []byte(strings.Replace(ownLawFile, "pack: vn-own", "pack: vn-try\nover: vn-2026", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"law", "simulate", "--pack", pack, "--cases", "2000", "--date", "2026-11-25", "--svg", picture, "--data", dir}
	out := must(t, args...)
	if !strings.Contains(out, "TM.opposition: earlier 0, later ") || strings.Contains(out, "TM.opposition: earlier 0, later 0") {
		t.Errorf("no window of opposition is longer:\n%s", out)
	}
	if again := must(t, args...); again != out {
		t.Error("the same seed gives another docket")
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Errorf("%d files, %v: the pack and the picture", len(files), err)
	}
}
