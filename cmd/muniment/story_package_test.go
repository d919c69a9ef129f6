package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/procedure/filing"
)

// withoutNetwork runs a command as a process that has no network where the machine can make one, and says whether it could.
func withoutNetwork(t *testing.T, args ...string) (cut bool) {
	t.Helper()
	command := append([]string{os.Args[0]}, args...)
	if tool, err := exec.LookPath("unshare"); err == nil && exec.CommandContext(t.Context(), tool, "-r", "-n", "true").Run() == nil {
		command, cut = append([]string{tool, "-r", "-n"}, command...), true
	}
	if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return cut
}

// An applicant beyond any network packs an application with what proves the earliest moment, goes to town and sends it. The day of filing is that
// of the office; the receipt says what the package proves of when it was made, and the filing lies among the applicant's own. The same with each
// engine.
func TestPackageMadeBeyondTheNetworkIsFiled(t *testing.T) {
	inBrowser(t)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			var args []string
			if engine == "postgres" {
				args = append(args, "--database", storetest.Postgres(t))
			}
			o := openOffice(t, nil, args...)
			bao := samplePeople[5]
			token, _, _ := strings.Cut(must(t, append([]string{"--data", o.dir, "key", "add", accountsOf(t, o.dir)[bao.email].ID, "--name", "máy của Bảo"}, args...)...), "\n")
			p := arrive(t, o, newMailroom(t), "package-"+engine, table)
			checkpoint := storyFile(t, "checkpoint", p.takes("/log/register/1/checkpoint"))

			folder := t.TempDir()
			a := &filing.Application{V: 1, Kind: "TM", Language: "vi", Reference: "BAO-26-7",
				Applicants: []filing.Applicant{{Person: "natural", Name: bao.name, Country: "VN", Place: "Hà Nội", Address: &filing.Address{Written: bao.address}}},
				Mark:       &filing.MarkAsked{Feature: "combined", Kind: "individual", Text: "ĐÒ GIANG", Width: 800, Height: 600},
				Goods:      []filing.GoodsAsked{{Class: 30, Terms: []string{"chè"}}}}
			form := storyFile(t, "application.json", a.Bytes())
			pack := filepath.Join(folder, "filing.muniment")
			if !withoutNetwork(t, "file", "pack", form, "specimen="+storyPicture(t, "đò.png", crimson), "--sign", bao.name, "--checkpoint", checkpoint, "--secret", filepath.Join(folder, "own.key"), "--out", pack) {
				t.Log("this machine makes no process without a network; packing asked for none")
			}
			out, errOut, code := asTool(t, token, "file", "send", "--to", o.url, pack)
			if code != 0 {
				t.Fatalf("the package is not sent: %s%s", out, errOut)
			}
			sign := strings.Fields(out)[0]
			if again, _, _ := asTool(t, token, "file", "send", "--to", o.url, pack); strings.Fields(again)[0] != sign {
				t.Errorf("it is filed again: %s", again)
			}

			p.speaks("vi")
			p.signsIn(bao, "/portal/filings")
			p.says("ĐÒ GIANG")
			p.sees("rights")
			p.goes("main a[href='/portal/filings/" + sign + "']")
			p.says("ĐÒ GIANG", "đò.png")
			p.sees("receipt")
			_, told := p.receipt()
			var private struct{ Package filing.Made }
			if err := json.Unmarshal(told["private"], &private); err != nil || private.Package.After == nil || !strings.Contains(private.Package.Words["vi"], "Ngày nộp đơn là ngày tiếp nhận") {
				t.Errorf("the receipt says of the package: %s (%v)", told["private"], err)
			}
			if got := p.takes("/portal/filings/" + sign + "/application.json"); !strings.Contains(string(got), `"BAO-26-7"`) {
				t.Errorf("what was filed is %s", got)
			}
		})
	}
}

// A package in which one bit is another is refused, or it is a bit of the archive around it that says nothing: then it is the package that was filed
// already. Never is another application filed.
func TestChangedPackageFilesNothingElse(t *testing.T) {
	o := openOffice(t, nil, "--alone")
	sen := samplePeople[4]
	token, _, _ := strings.Cut(must(t, "--data", o.dir, "key", "add", accountsOf(t, o.dir)[sen.email].ID, "--name", "tool"), "\n")
	a := &filing.Application{V: 1, Kind: "TM", Language: "vi",
		Applicants: []filing.Applicant{{Person: "natural", Name: sen.name, Country: "VN", Address: &filing.Address{Written: sen.address}}},
		Mark:       &filing.MarkAsked{Feature: "word", Kind: "individual", Text: "ĐÒ NGANG"}, Goods: []filing.GoodsAsked{{Class: 30, Terms: []string{"chè"}}}}
	folder := t.TempDir()
	pack := filepath.Join(folder, "filing.muniment")
	must(t, "file", "pack", storyFile(t, "application.json", a.Bytes()), "evidence="+storyPaper(t, "paper.pdf", "one"), "--sign", sen.name, "--secret", filepath.Join(folder, "own.key"), "--out", pack)
	whole, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	out, errOut, code := asTool(t, token, "file", "send", "--to", o.url, pack)
	if code != 0 {
		t.Fatalf("the package itself is refused: %s%s", out, errOut)
	}
	sign, refusals := strings.Fields(out)[0], 0
	for i := 0; i < len(whole); i += 1 + len(whole)/80 {
		bad := slices.Clone(whole)
		bad[i] ^= 1
		out, _, code := asTool(t, token, "file", "send", "--to", o.url, storyFile(t, "changed.muniment", bad))
		switch {
		case code != 0:
			refusals++
		case strings.Fields(out)[0] != sign:
			t.Errorf("with another bit at %d of %d something else is filed: %s", i, len(whole), out)
		}
	}
	if refusals < 40 {
		t.Errorf("%d changes were refused", refusals)
	}
}
