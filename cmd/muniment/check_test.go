package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/outside"
)

func TestCheckSaysWhatIsNotValid(t *testing.T) {
	schemas, examples := outside.Shared(t, "data/st96/schema-v6.0"), outside.Shared(t, "data/st96/examples")
	example := filepath.Join(examples, "TrademarkApplication_Example.xml")
	body, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if out := must(t, "check", "--schema", schemas, example, filepath.Join(examples, "GIApplication_Example.xml")); strings.Count(out, ": valid\n") != 2 {
		t.Errorf("the official examples: %s", out)
	}
	for _, c := range []struct{ rule, file, says string }{
		{"a word that the standard has not got", write("word.xml", strings.Replace(string(body), "<com:ApplicationDate>", "<com:ApplicationDate>x", 1)), `: the element "ApplicationDate" cannot be "x`},
		{"an element that does not stand there", write("place.xml", strings.Replace(string(body), "</tmk:TrademarkApplication>", "<com:Title/></tmk:TrademarkApplication>", 1)), `does not stand here`},
		{"a document that is not well-formed", write("broken.xml", string(body[:len(body)-9])), "the document ends"},
		{"a document of another standard", write("other.xml", `<case-file/>`), `no schema of the element "case-file"`},
		{"a root of no namespace", write("none.xml", `<TrademarkApplication/>`), `no schema knows the element "TrademarkApplication"`},
		{"no document", filepath.Join(dir, "nothing.xml"), "the file cannot be read"},
	} {
		out, said, code := muniment(t, "check", "--schema", schemas, example, c.file)
		if code != 1 || !strings.Contains(out, c.says) || !strings.HasPrefix(out, example+": valid\n") || !strings.Contains(said, "1 of 2 documents are not valid") {
			t.Errorf("%s: %d %s%s", c.rule, code, out, said)
		}
	}
}
