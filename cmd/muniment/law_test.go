package main

import (
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
