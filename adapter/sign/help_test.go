package sign_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/muniment/muniment/adapter/sign"
)

// now is the time of the tests. Certificates are made around it, and so are OpenSSL's time-stamps, which have no other clock.
var now = time.Now().UTC().Truncate(time.Second)

// sample is the sample office's key, made once: its keys take a while.
var sample = sync.OnceValues(func() (*sign.Sample, error) { return sign.NewSample("Cục Sở hữu trí tuệ", "VN", now) })

func sampleKey(t testing.TB) *sign.Sample {
	t.Helper()
	s, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func pool(certificates ...*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range certificates {
		p.AddCert(c)
	}
	return p
}

// paper is a PDF of one page, with a cross-reference table or a stream.
func paper(stream bool) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	text := "BT /F1 24 Tf 72 700 Td (Muniment) Tj ET"
	var at []int
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R/Lang(vi)>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	from := b.Len()
	const trailer = "/Root 1 0 R/ID[<0123456789abcdef0123456789abcdef><0123456789abcdef0123456789abcdef>]"
	if stream {
		at = append(at, from)
		var rows bytes.Buffer
		for _, a := range at {
			rows.Write([]byte{1, byte(a >> 8), byte(a), 0})
		}
		fmt.Fprintf(&b, "6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Index[1 6]/Length %d%s>>\nstream\n%s\nendstream\nendobj\n", rows.Len(), trailer, rows.Bytes())
	} else {
		b.WriteString("xref\n0 6\n0000000000 65535 f \n")
		for _, a := range at {
			fmt.Fprintf(&b, "%010d 00000 n \n", a)
		}
		fmt.Fprintf(&b, "trailer\n<</Size 6%s>>\n", trailer)
	}
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", from)
	return b.Bytes()
}

// signed signs with the sample key.
func signed(t testing.TB, doc []byte, s *sign.Stamper) []byte {
	t.Helper()
	g, err := sign.Sign(context.Background(), doc, sign.Options{Key: sampleKey(t).Key, At: now, Reason: "Cấp văn bằng", Place: "Hà Nội", Stamper: s})
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(doc), g.Update...)
}

// issued is a certificate with its key.
type issued struct {
	*x509.Certificate
	key crypto.Signer
}

// issue makes a certificate with the key; a zero issuer makes it its own.
func issue(t testing.TB, name string, key crypto.Signer, by issued, change func(*x509.Certificate)) issued {
	t.Helper()
	n, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: n, Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}
	if change != nil {
		change(c)
	}
	if by.Certificate == nil {
		by = issued{c, key}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by.Certificate, key.Public(), by.key)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return issued{made, key}
}

func authority(c *x509.Certificate) {
	c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
}

// stamping makes a certificate one for time-stamps, as RFC 3161 asks.
func stamping(critical bool) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		usage, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
		if err != nil {
			panic(err)
		}
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: critical, Value: usage}}
	}
}

func newRSA(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newECDSA(t testing.TB, c elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(c, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// keyFile is a PKCS#12 file.
func keyFile(t testing.TB, password string, c issued, above ...*x509.Certificate) []byte {
	t.Helper()
	b, err := pkcs12.Modern.Encode(c.key, c.Certificate, above, password)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// opened is the key of a certificate, from a PKCS#12 file.
func opened(t testing.TB, c issued) *sign.Key {
	t.Helper()
	key, err := sign.OpenPKCS12(keyFile(t, "pass", c), "pass", now)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pemOf(certificates ...*x509.Certificate) []byte {
	var b []byte
	for _, c := range certificates {
		b = append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return b
}

func pemBlock(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// write puts a file into a temporary folder of the test.
func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tool gives the path of a program, and skips the test where it is not installed.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// run runs a program that has to succeed.
func run(t testing.TB, name string, arguments ...string) string {
	t.Helper()
	out, err := exec.Command(tool(t, name), arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// stamper is a time-stamping authority made of openssl ts.
type stamper struct {
	*httptest.Server
	root   *x509.Certificate
	issuer issued // the root with its key
}

// serveStamps starts an authority whose certificate is changed before it is signed.
func serveStamps(t testing.TB, change func(*x509.Certificate)) stamper {
	t.Helper()
	openssl := tool(t, "openssl")
	root := issue(t, "Stamps' root", newECDSA(t, elliptic.P256()), issued{}, authority)
	own := issue(t, "Stamps", newRSA(t, 2048), root, change)
	key, err := x509.MarshalPKCS8PrivateKey(own.key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, b := range map[string][]byte{
		"own.pem": pemOf(own.Certificate), "root.pem": pemOf(root.Certificate), "serial": []byte("01\n"),
		"key.pem": pemBlock("PRIVATE KEY", key),
		"ts.cnf": []byte("[tsa]\ndefault_tsa=a\n[a]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.3.6.1.4.1.99999.1\n" +
			"digests=sha256,sha384,sha512\naccuracy=secs:1\ntsa_name=yes\ness_cert_id_alg=sha256\n"),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var one sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		question, err := io.ReadAll(r.Body)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, "question"), question, 0o600)
		}
		c := exec.Command(openssl, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "question", "-signer", "own.pem", "-inkey", "key.pem", "-chain", "root.pem")
		c.Dir = folder
		answer, failed := c.Output()
		if err != nil || failed != nil {
			t.Errorf("openssl ts: %v, %v", err, failed)
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(answer)
	}))
	t.Cleanup(server.Close)
	return stamper{server, root.Certificate, root}
}

// question is a TimeStampReq of RFC 3161.
type question struct {
	Version int
	Imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Hash      []byte
	}
	Nonce        *big.Int
	Certificates bool
}

// forge starts an authority that answers what openssl ts would not: with a certificate of any kind, to a changed question. It
// answers with the address.
func forge(t testing.TB, change func(*x509.Certificate), ask func(*question)) string {
	t.Helper()
	openssl := tool(t, "openssl")
	own := issue(t, "Forger", newRSA(t, 2048), issued{}, change)
	key, err := x509.MarshalPKCS8PrivateKey(own.key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := write(t, "own.pem", pemOf(own.Certificate))
	private := write(t, "key.pem", pemBlock("PRIVATE KEY", key))
	in, out := write(t, "in", nil), write(t, "out", nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		b, err := io.ReadAll(r.Body)
		if err == nil {
			_, err = asn1.Unmarshal(b, &q)
		}
		if ask != nil {
			ask(&q)
		}
		info, failed := asn1.Marshal(struct {
			Version int
			Policy  asn1.ObjectIdentifier
			Imprint any
			Serial  int
			Time    time.Time `asn1:"generalized"`
			Nonce   *big.Int
		}{q.Version, asn1.ObjectIdentifier{1, 2, 3}, q.Imprint, 1, now, q.Nonce})
		if err != nil || failed != nil || os.WriteFile(in, info, 0o600) != nil {
			t.Errorf("a question that cannot be answered: %v, %v", err, failed)
		}
		said, err := exec.Command(openssl, "cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-md", "sha256",
			"-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", in, "-signer", certificate, "-inkey", private, "-outform", "DER", "-out", out).CombinedOutput()
		if err != nil {
			t.Errorf("openssl cms: %v\n%s", err, said)
		}
		token, err := os.ReadFile(out)
		if err != nil {
			t.Error(err)
		}
		answer, err := asn1.Marshal(struct {
			Status struct{ Status int }
			Token  asn1.RawValue
		}{Token: asn1.RawValue{FullBytes: token}})
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(answer)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// told gives all that a report blames and remarks.
func told(r *sign.Report) string {
	var list []string
	for _, p := range r.Problems {
		list = append(list, p.Error())
	}
	for _, s := range r.Signatures {
		for _, p := range s.Problems {
			list = append(list, p.Error())
		}
		for _, p := range s.Remarks {
			list = append(list, "remark: "+p.Error())
		}
	}
	return strings.Join(list, "\n")
}
