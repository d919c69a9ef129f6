package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/register/note"
)

// TestTheServedLogsAreReadByOthers has the logs of a running office read by Tessera's client and fsck, and mirrored by our
// own follower; then the register is verified against the mirrors.
func TestTheServedLogsAreReadByOthers(t *testing.T) {
	url, dir := demo(t, "900")
	file := filepath.Join(dir, "policy")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := note.ParsePolicy(b)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--data", dir, "verify"}
	for _, l := range policy.Logs {
		_, path, _ := strings.Cut(l.Key.Name, "/")
		if n := oracle.Check(t, url+"/"+path+"/", l.Key.String()); n == 0 {
			t.Errorf("Tessera reads an empty log at %s", path)
		}
		mirror := filepath.Join(t.TempDir(), "mirror")
		out := must(t, "follow", "--policy", file, "--out", mirror, url+"/"+path)
		if !strings.Contains(out, "mirrored and verified") {
			t.Errorf("follow says %s", out)
		}
		if again := must(t, "follow", "--policy", file, "--out", mirror, url+"/"+path); !strings.Contains(again, " 0 of them new") {
			t.Errorf("following again: %s", again)
		}
		args = append(args, "--mirror", mirror+"="+l.Key.Name)
	}
	must(t, args...)
}
