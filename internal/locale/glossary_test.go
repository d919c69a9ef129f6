package locale_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/internal/outside"
)

// The words for kinds of right, roles and statuses are those of the glossary.
func TestGlossaryHasTheWordsOfTheInterface(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(outside.Root(t), "docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	words := strings.ToLower(string(page))
	n := 0
	for _, key := range locale.Keys(locale.En) {
		for _, group := range []string{"common.kind.", "common.role.", "common.status.", "role."} {
			if !strings.HasPrefix(key, group) || strings.HasPrefix(key, "role.told.") {
				continue
			}
			n++
			for _, l := range locale.Langs() {
				if word := locale.T(l, key); !strings.Contains(words, strings.ToLower("| "+word+" ")) && !strings.Contains(words, strings.ToLower("| "+word+",")) {
					t.Errorf("docs/glossary.md has no row for %s, %q in %s", key, word, l)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d words were looked for", n)
	}
}
