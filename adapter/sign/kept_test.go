package sign_test

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/x509"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/adapter/sign/cms"
	"github.com/muniment/muniment/internal/locale"
)

var update = flag.Bool("update", false, "sign the kept documents anew, with new keys")

// keptAt is when the kept documents are judged.
var keptAt = time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)

// kept gives the documents of testdata/kept by name, and what they are to be judged by. Their keys are nowhere any more.
func kept(t testing.TB) (map[string][]byte, sign.Trust) {
	t.Helper()
	folder := filepath.Join("testdata", "kept")
	roots, err := os.ReadFile(filepath.Join(folder, "roots.pem"))
	if err != nil {
		t.Fatal(err)
	}
	trust := sign.Trust{Roots: x509.NewCertPool(), At: keptAt}
	trust.Roots.AppendCertsFromPEM(roots)
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%d kept documents: %v", len(files), err)
	}
	docs := map[string][]byte{}
	for _, name := range files {
		if docs[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return docs, trust
}

// keepAnew signs the documents that are kept.
func keepAnew(t *testing.T) {
	long := func(c *x509.Certificate) { c.NotAfter = now.AddDate(90, 0, 0) }
	above := issue(t, "Authority", newECDSA(t, elliptic.P256()), issued{}, func(c *x509.Certificate) { authority(c); long(c) })
	own := issue(t, "Office", newECDSA(t, elliptic.P256()), above, long)
	stamps := serveStamps(t, func(c *x509.Certificate) { stamping(true)(c); long(c) })
	key, err := sign.OpenPKCS12(keyFile(t, "pass", own, above.Certificate), "pass", now)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"roots.pem": pemOf(above.Certificate, stamps.root)}
	for _, c := range []struct {
		name    string
		stream  bool
		stamper *sign.Stamper
	}{{"table.pdf", false, nil}, {"stream.pdf", true, nil}, {"table-stamped.pdf", false, &sign.Stamper{URL: stamps.URL}}, {"stream-stamped.pdf", true, &sign.Stamper{URL: stamps.URL}}} {
		doc := paper(c.stream)
		g, err := sign.Sign(context.Background(), doc, sign.Options{Key: key, At: now, Stamper: c.stamper})
		if err != nil {
			t.Fatal(err)
		}
		files[c.name] = append(doc, g.Update...)
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join("testdata", "kept", name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeptDocumentsStayValid(t *testing.T) {
	if *update {
		keepAnew(t)
	}
	docs, trust := kept(t)
	for name, doc := range docs {
		r := sign.Verify(doc, trust)
		if !r.OK() || told(r) != "" {
			t.Errorf("%s: %s", name, told(r))
		}
	}
}

func FuzzVerify(f *testing.F) {
	docs, trust := kept(f)
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		f.Add(docs[name])
	}
	f.Add(paper(false))
	f.Add(paper(true))
	f.Fuzz(func(t *testing.T, doc []byte) {
		r := sign.Verify(doc, trust)
		if r.OK() && !slices.ContainsFunc(slices.Collect(maps.Values(docs)), func(b []byte) bool { return bytes.Equal(b, doc) }) && told(r) == "" {
			t.Error("a document that nobody signed is valid")
		}
		for _, l := range locale.Langs() {
			if len(r.Words(l)) == 0 {
				t.Error("the report says nothing")
			}
		}
	})
}

// FuzzStamp reads answers of time-stamping authorities.
func FuzzStamp(f *testing.F) {
	docs, _ := kept(f)
	from, to := place(f, docs["table-stamped.pdf"])
	s, err := cms.Read(bytes.TrimRight(unhex(f, docs["table-stamped.pdf"][from:to]), "\x00"))
	if err != nil {
		f.Fatal(err)
	}
	good, err := cms.ReadStamp(s.Stamps[0], s.Signature)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Stamps[0])
	f.Add(append([]byte("\x30\x82\x00\x00\x30\x03\x02\x01\x00"), s.Stamps[0]...))
	f.Fuzz(func(t *testing.T, b []byte) {
		if stamp, err := cms.ReadStamp(b, s.Signature); err == nil && (!stamp.Time.Equal(good.Time) || !stamp.Authority.Equal(good.Authority)) {
			t.Error("a time-stamp that the authority did not make is valid")
		}
		if _, _, err := cms.Response(b, s.Signature, nil); err == nil {
			t.Error("an answer without our nonce is taken")
		}
	})
}
