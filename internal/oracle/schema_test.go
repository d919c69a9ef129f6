package oracle_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/internal/outside"
)

func TestSchemasFindWhatIsWrong(t *testing.T) {
	mark, gi := outside.Shared(t, "data/st96/examples/TrademarkApplication_Example.xml"), outside.Shared(t, "data/st96/examples/GIApplication_Example.xml")
	body, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.xml")
	if err := os.WriteFile(bad, []byte(strings.ReplaceAll(string(body), "com:ApplicationNumberText>", "com:ApplicationNumberOther>")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad+".broken.xml", body[:len(body)-10], 0o600); err != nil {
		t.Fatal(err)
	}
	found := oracle.Invalid(t, mark, gi, bad, bad+".broken.xml")
	if len(found) != 2 || len(found[bad]) == 0 || len(found[bad+".broken.xml"]) == 0 {
		t.Errorf("xmllint finds %v", found)
	}
}
