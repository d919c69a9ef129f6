package api

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/procedure/filing"
)

// TestDocumentTellsOfEveryMemberAndRoute holds docs/filing.md against the program: its members, states, steps and routes, and its example.
func TestDocumentTellsOfEveryMemberAndRoute(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(outside.Root(t), "docs", "filing.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	tells := func(what string) {
		if !strings.Contains(text, "`"+what+"`") {
			t.Errorf("docs/filing.md is silent about %s", what)
		}
	}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] || typ.Name() == "Date" {
			return
		}
		seen[typ] = true
		for _, f := range reflect.VisibleFields(typ) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				tells(name)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[filing.Application]())
	walk(reflect.TypeFor[filing.Made]())
	for _, s := range []filing.State{filing.Waiting, filing.Uncertain, filing.Numbering, filing.Pending, filing.Doubtful, filing.Accepted, filing.Dead} {
		tells(s.Word())
	}
	for _, w := range []filing.What{filing.Received, filing.Claimed, filing.Paid, filing.Numbered, filing.Clean, filing.Unsound, filing.Failed, filing.Repaired, filing.Inspecting} {
		tells(string(w))
	}
	for _, r := range routes {
		pattern := strings.NewReplacer("{id}", "ID", "{sha256}", "SHA256").Replace(r.pattern)
		if !strings.Contains(text, "`"+pattern) {
			t.Errorf("docs/filing.md is silent about %s", pattern)
		}
	}
	_, example, ok := strings.Cut(text, "```json\n")
	example, _, ok2 := strings.Cut(example, "```")
	if !ok || !ok2 {
		t.Fatal("docs/filing.md has no example")
	}
	a, err := filing.Read([]byte(example))
	if err != nil {
		t.Fatalf("the example of docs/filing.md: %v", err)
	}
	for _, f := range filing.Check(a, nil) {
		t.Errorf("the example of docs/filing.md: %v", f.Fault)
	}
}
