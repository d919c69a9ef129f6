package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
)

var (
	described = regexp.MustCompile(`(?m)^### muniment ([a-z ]+)$`)
	flagName  = regexp.MustCompile(`--[a-z-]+`)
	helpFlag  = regexp.MustCompile(`(?m)^ +(?:-h, )?(--[a-z-]+)`)
	helpVerb  = regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+)?)(?: |$)`)
)

// docs/interface.md and the program's own help tell the same commands and flags.
func TestInterfaceIsDescribed(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join(outside.Root(t), "docs", "interface.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(doc)
	help := func(args ...string) string {
		var out bytes.Buffer
		if code := run(t.Context(), append(args, "--help"), func(string) string { return "" }, strings.NewReader(""), &out, &out); code != 0 {
			t.Fatalf("muniment %q --help: exit code %d: %s", args, code, out.String())
		}
		return out.String()
	}
	var commands []string
	for _, m := range described.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[2]:m[3]]
		commands = append(commands, name)
		section := text[m[1]:]
		if next := strings.Index(section, "\n#"); next >= 0 {
			section = section[:next]
		}
		// The flags of a command stand in the paragraph below its heading.
		usage, _, _ := strings.Cut(strings.TrimSpace(section), "\n\n")
		told := append(flagName.FindAllString(usage, -1), "--help", "--data", "--database")
		var has []string
		for _, f := range helpFlag.FindAllStringSubmatch(help(strings.Fields(name)...), -1) {
			has = append(has, f[1])
		}
		for _, f := range told {
			if !slices.Contains(has, f) {
				t.Errorf("docs/interface.md tells of muniment %s %s; the program does not know it", name, f)
			}
		}
		for _, f := range has {
			if !slices.Contains(told, f) {
				t.Errorf("docs/interface.md is silent about muniment %s %s", name, f)
			}
		}
	}
	for _, group := range []string{"", "search", "law", "paper", "account", "file", "key", "bench"} {
		_, list, _ := strings.Cut(help(strings.Fields(group)...), "Commands:")
		for _, m := range helpVerb.FindAllStringSubmatch(list, -1) {
			if name := m[1]; name != "search" && name != "law" && name != "paper" && name != "account" && name != "file" && name != "key" && name != "bench" && !slices.Contains(commands, name) {
				t.Errorf("docs/interface.md is silent about muniment %s", name)
			}
		}
	}
}
