// Package outside finds what tests may use beside the repository: the shared collection of real schemas, documents and
// names. The product never reads it; a test that needs it is skipped where it is absent.
package outside

import (
	"os"
	"path/filepath"
	"testing"
)

// Shared gives the path of a file or folder of the shared collection, which lies in ../shared of the repository's
// root or where MUNIMENT_SHARED points. The test is skipped if it is not there.
func Shared(t testing.TB, path string) string {
	t.Helper()
	root := os.Getenv("MUNIMENT_SHARED")
	if root == "" {
		root = filepath.Join(Root(t), "..", "shared")
	}
	p := filepath.Join(root, filepath.FromSlash(path))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the shared collection is not here: %s", path)
	}
	return p
}

// Root gives the root of the repository: the nearest folder upwards with a go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}
