package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
)

var (
	command  = regexp.MustCompile(`(?m)^ {4}bin/muniment (.*)$`)
	argument = regexp.MustCompile(`"[^"]*"|\S+`)
)

// The commands of the README, one after another on one data folder, do what it says.
func TestCommandsOfTheReadmeRun(t *testing.T) {
	root := outside.Root(t)
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	dir := t.TempDir()
	said := map[string]string{}
	for _, m := range command.FindAllStringSubmatch(string(readme), -1) {
		args := []string{"--data", dir}
		for _, a := range argument.FindAllString(m[1], -1) {
			args = append(args, strings.Trim(a, `"`))
		}
		var out, talk bytes.Buffer
		if code := run(t.Context(), args, func(string) string { return "" }, strings.NewReader(""), &out, &talk); code != 0 {
			t.Fatalf("muniment %s: exit code %d\n%s%s", m[1], code, out.String(), talk.String())
		}
		said[args[2]] = out.String() + talk.String()
	}
	for name, want := range map[string]string{"import": "stored 6", "search": "VÂN HẠC", "show": "VN/TM/4-2026-00001", "verify": "6"} {
		if !strings.Contains(said[name], want) {
			t.Errorf("muniment %s does not tell %q:\n%s", name, want, said[name])
		}
	}
}
