package exchange_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register/note"
)

var packed = time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)

func packageOf(t testing.TB, checkpoint []byte) []byte {
	t.Helper()
	key, err := note.NewSigner("muniment-package", note.Log, bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	doc := []byte("a document")
	in := filing.Documents(doc)[0]
	a := &filing.Application{V: 1, Kind: ipr.Trademark, Language: "vi", Mark: &filing.MarkAsked{Feature: "word", Kind: "individual", Text: "SAO"},
		Files: []filing.Attachment{{Role: "poa", Name: "poa.pdf", Size: int64(len(doc)), SHA256: in.SHA256}}}
	var b bytes.Buffer
	if err := exchange.WritePackage(&b, a, map[string][]byte{in.SHA256: doc}, checkpoint, packed, key); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readPackage(b []byte) (*exchange.Package, error) {
	z, err := exchange.OpenBundle(bytes.NewReader(b), int64(len(b)), exchange.Limits{})
	if err != nil {
		return nil, err
	}
	return exchange.ReadPackage(z)
}

func TestPackageComesBackAsItWasMade(t *testing.T) {
	p, err := readPackage(packageOf(t, []byte("a checkpoint")))
	if err != nil {
		t.Fatal(err)
	}
	if p.Application.Mark.Text != "SAO" || string(p.Checkpoint) != "a checkpoint" || p.Made.Claimed != "2026-11-25T08:00:00Z" || !strings.HasPrefix(p.Made.Key, "muniment-package+") || len(p.Made.Digest) != 64 {
		t.Errorf("it came back as %+v, %+v", p, p.Made)
	}
	docs := p.Documents()
	if body, err := io.ReadAll(docs[0].Body); err != nil || string(body) != "a document" {
		t.Errorf("the document is %q, %v", body, err)
	}
	if !bytes.Equal(packageOf(t, nil), packageOf(t, nil)) {
		t.Error("the same package is not the same bytes")
	}
}

func TestPackageThatWasChangedIsRefused(t *testing.T) {
	good := packageOf(t, []byte("a checkpoint"))
	repack := func(change func(name string, body []byte) (string, []byte)) []byte {
		z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
		if err != nil {
			t.Fatal(err)
		}
		var pairs []string
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if name, body := change(f.Name, body); name != "" {
				pairs = append(pairs, name, string(body))
			}
		}
		return zippedPairs(t, pairs...)
	}
	only := func(which string, f func([]byte) (string, []byte)) []byte {
		return repack(func(name string, body []byte) (string, []byte) {
			if name == which {
				return f(body)
			}
			return name, body
		})
	}
	for _, c := range []struct {
		rule string
		b    []byte
		want string
	}{
		{"the application", only("application.json", func(b []byte) (string, []byte) {
			return "application.json", bytes.Replace(b, []byte("SAO"), []byte("SAU"), 1)
		}), "not as the maker"},
		{"the time", only("package", func(b []byte) (string, []byte) { return "package", bytes.Replace(b, []byte("T08"), []byte("T07"), 1) }), "not signed"},
		{"the checkpoint", only("checkpoint", func(b []byte) (string, []byte) { return "checkpoint", []byte("another one") }), "not as the maker"},
		{"no checkpoint any more", only("checkpoint", func(b []byte) (string, []byte) { return "", nil }), "no member"},
		{"no statement", only("package", func(b []byte) (string, []byte) { return "", nil }), "no member"},
		{"one more member", append([]byte{}, only("checkpoint", func(b []byte) (string, []byte) { return "Checkpoint", b })...), "no member"},
		{"a document under another name", repack(func(name string, b []byte) (string, []byte) {
			return strings.Replace(name, "document/", "document/0", 1), b
		}), "missing"},
	} {
		if _, err := readPackage(c.b); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with a change of %s: %v", c.rule, err)
		}
	}
}

func FuzzPackage(f *testing.F) {
	f.Add(packageOf(f, nil))
	f.Add(packageOf(f, []byte("a checkpoint")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := readPackage(b); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("a package is refused as %v", err)
		}
	})
}
