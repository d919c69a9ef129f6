package sign_test

import (
	"context"
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign"
)

// judged are documents for a judge of others: good ones of both levels, of each kind of key, and one that was changed after it was signed.
type judged struct {
	folder string
	roots  []*x509.Certificate
	levels map[string]sign.Level // by the file's name; Other is the changed one
}

// forJudges signs with a key whose authority also tells that nothing was revoked.
func forJudges(t *testing.T) judged {
	t.Helper()
	above := issue(t, "Authority for judges", newRSA(t, 3072), issued{}, authority)
	stamps := serveStamps(t, stamping(true))
	j := judged{t.TempDir(), []*x509.Certificate{above.Certificate, stamps.root}, map[string]sign.Level{}}
	keep := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(j.folder, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, by := range []issued{above, stamps.issuer} {
		list, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
			Number: big.NewInt(1), ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(24 * time.Hour)}, by.Certificate, by.key)
		if err != nil {
			t.Fatal(err)
		}
		keep(by.Subject.CommonName+".crl", list)
		keep(by.Subject.CommonName+".crt", by.Raw)
	}
	keep("roots.pem", pemOf(j.roots...))
	for name, private := range map[string]crypto.Signer{"rsa": newRSA(t, 3072), "p256": newECDSA(t, elliptic.P256()), "p384": newECDSA(t, elliptic.P384())} {
		own := issue(t, "Office for judges", private, above, func(c *x509.Certificate) {
			c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
		})
		key, err := sign.OpenPKCS12(keyFile(t, "pass", own, above.Certificate), "pass", now)
		if err != nil {
			t.Fatal(err)
		}
		for level, stamper := range map[sign.Level]*sign.Stamper{sign.BB: nil, sign.BT: {URL: stamps.URL}} {
			doc := paper(name == "p256")
			g, err := sign.Sign(context.Background(), doc, sign.Options{Key: key, At: now, Reason: "Cấp văn bằng", Stamper: stamper})
			if err != nil {
				t.Fatal(err)
			}
			doc = append(doc, g.Update...)
			file := name + "-" + string(level) + ".pdf"
			keep(file, doc)
			j.levels[file] = level
			doc[strings.Index(string(doc), "(Muniment)")+1] = 'm'
			keep("changed-"+file, doc)
			j.levels["changed-"+file] = sign.Other
		}
	}
	return j
}

// ask runs a judge over all documents and gives its line about each.
func (j judged) ask(t *testing.T, name string, arguments ...string) map[string]string {
	t.Helper()
	for file := range j.levels {
		arguments = append(arguments, filepath.Join(j.folder, file))
	}
	out, err := exec.Command(name, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := map[string]string{}
	for line := range strings.Lines(string(out)) {
		file, said, _ := strings.Cut(strings.TrimSpace(line), " ")
		lines[file] = said
	}
	return lines
}

// needs gives what an environment variable names, and skips the test without it: script/conformance sets it.
func needs(t *testing.T, name string) string {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		t.Skipf("%s is not set; script/conformance sets it", name)
	}
	return v
}

func TestValidatorOfTheCommissionAgrees(t *testing.T) {
	library := needs(t, "MUNIMENT_TEST_JAVA")
	j := forJudges(t)
	lines := j.ask(t, "java", "-cp", filepath.Join(library, "*"), filepath.Join("testdata", "judge", "Judge.java"), j.folder, j.folder)
	for file, level := range j.levels {
		want := string(level) + " TOTAL_PASSED"
		if level == sign.Other {
			want = "TOTAL_FAILED; The reference data object is not intact!"
		}
		if said := lines[file]; !strings.Contains(said, want) {
			t.Errorf("%s: DSS says %q, want %q", file, said, want)
		}
	}
}

func TestPyHankoAgrees(t *testing.T) {
	python := needs(t, "MUNIMENT_TEST_PYHANKO")
	j := forJudges(t)
	lines := j.ask(t, python, filepath.Join("testdata", "judge", "judge.py"), filepath.Join(j.folder, "roots.pem"))
	for file, level := range j.levels {
		want := map[sign.Level]string{
			sign.BB:    "/ETSI.CAdES.detached ENTIRE_FILE intact no-stamp valid",
			sign.BT:    "/ETSI.CAdES.detached ENTIRE_FILE intact stamp-good valid",
			sign.Other: "broken",
		}[level]
		if said := lines[file]; !strings.Contains(said, want) || level == sign.Other && !strings.HasSuffix(said, "not-valid") {
			t.Errorf("%s: pyHanko says %q, want %q", file, said, want)
		}
	}
}
