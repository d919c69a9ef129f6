package oracle

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
)

var root = regexp.MustCompile(`<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]`)

// Invalid validates files, each a document of ST.96 version 6.0, against the schema of its root element with libxml2's
// xmllint. It gives what xmllint says of each that is not valid, by file. The test is skipped where the shared collection,
// which has the schemas, is not here.
func Invalid(t testing.TB, files ...string) map[string][]string {
	t.Helper()
	schemas := outside.Shared(t, "data/st96/schema-v6.0")
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not here; script/need xml installs it")
	}
	byRoot := map[string][]string{}
	for _, f := range files {
		head := make([]byte, 4096)
		d, err := os.Open(f)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := d.Read(head)
		d.Close()
		m := root.FindSubmatch(head[:n])
		if m == nil {
			t.Fatalf("%s has no root element", f)
		}
		byRoot[string(m[1])] = append(byRoot[string(m[1])], f)
	}
	found := map[string][]string{}
	for name, files := range byRoot {
		schema := filepath.Join(schemas, name+"_V6_0.xsd")
		for chunk := range slices.Chunk(files, 2000) { // reading the schema takes longer than validating most documents
			cmd := exec.Command(lint, append([]string{"--noout", "--nonet", "--huge", "--schema", schema}, chunk...)...) // #nosec G204 -- a test
			var said bytes.Buffer
			cmd.Stderr = &said
			err := cmd.Run()
			if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			judged, last := 0, schema // lines without a file's name go on with what was said before
			for line := range strings.Lines(said.String()) {
				line = strings.TrimSpace(line)
				if f, ok := strings.CutSuffix(line, " validates"); ok && slices.Contains(chunk, f) {
					judged++
					continue
				}
				if f, _, _ := strings.Cut(strings.TrimSuffix(line, " fails to validate"), ":"); slices.Contains(chunk, f) {
					last = f
				}
				found[last] = append(found[last], line)
			}
			for _, f := range chunk {
				if len(found[f]) > 0 {
					judged++
				}
			}
			if judged != len(chunk) {
				t.Fatalf("xmllint judged %d of %d documents by %s: %v\n%s", judged, len(chunk), name, err, said.String()[:min(2000, said.Len())])
			}
		}
	}
	return found
}
