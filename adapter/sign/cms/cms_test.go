package cms_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign/cms"
	"github.com/muniment/muniment/internal/fault"
)

// made is a key with a certificate of its own, in files too, for OpenSSL.
type made struct {
	key              crypto.Signer
	certificate      *x509.Certificate
	keyFile, pemFile string
}

func makeKey(t *testing.T, folder, name string, key crypto.Signer) made {
	t.Helper()
	c := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name}, NotBefore: time.Unix(1, 0), NotAfter: time.Unix(1<<32, 0), SubjectKeyId: []byte{1, 2, 3, 4}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	m := made{key, c, filepath.Join(folder, name+".key"), filepath.Join(folder, name+".pem")}
	for path, block := range map[string]*pem.Block{m.keyFile: {Type: "PRIVATE KEY", Bytes: private}, m.pemFile: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestWhatIsMadeIsReadBack(t *testing.T) {
	folder := t.TempDir()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	above := makeKey(t, folder, "above", p384)
	for _, c := range []struct {
		rule string
		key  crypto.Signer
		hash crypto.Hash
	}{{"RSA with SHA-256", rsaKey, crypto.SHA256}, {"RSA with SHA-512", rsaKey, crypto.SHA512}, {"P-384 with SHA-384", p384, crypto.SHA384}} {
		t.Run(c.rule, func(t *testing.T) {
			m := makeKey(t, folder, "own", c.key)
			h := c.hash.New()
			h.Write([]byte("content"))
			digest := h.Sum(nil)
			der, err := cms.Signer{Key: m.key, Hash: c.hash, Certificate: m.certificate, Chain: []*x509.Certificate{above.certificate}}.Sign(digest, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, err := cms.Read(der)
			if err != nil {
				t.Fatal(err)
			}
			if !s.Detached() || s.Hash != c.hash || !s.Signer.Equal(m.certificate) || len(s.Certificates) != 2 || s.HasTime || !s.HasSigner || len(s.Stamps)+s.Unknown != 0 {
				t.Errorf("got %+v", s)
			}
			if err := s.Verify(digest); err != nil {
				t.Error(err)
			}
			digest[0] ^= 1
			if err := s.Verify(digest); fault.KindOf(err) != fault.Invalid {
				t.Errorf("another content: %v", err)
			}
		})
	}
	digest := sha256.Sum256(nil)
	m := makeKey(t, folder, "own", rsaKey)
	if _, err := (cms.Signer{Key: above.key, Hash: crypto.SHA256, Certificate: m.certificate}).Sign(digest[:], nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a key of another certificate: %v", err)
	}
	if _, err := (cms.Signer{Key: m.key, Hash: crypto.MD5, Certificate: m.certificate}).Sign(digest[:], nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an old digest: %v", err)
	}
	stop := errors.New("stop")
	if _, err := (cms.Signer{Key: m.key, Hash: crypto.SHA256, Certificate: m.certificate}).Sign(digest[:], func([]byte) ([]byte, error) { return nil, stop }); !errors.Is(err, stop) {
		t.Errorf("a time-stamp that fails: %v", err)
	}
}

// Signed data as OpenSSL makes it, of kinds that a signature of a PDF may not be.
func TestWhatIsNotWantedIsNamed(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	folder := t.TempDir()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	a, b := makeKey(t, folder, "a", key), makeKey(t, folder, "b", key)
	in, out := filepath.Join(folder, "in"), filepath.Join(folder, "out")
	if err := os.WriteFile(in, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("content"))
	own := []string{"-signer", a.pemFile, "-inkey", a.keyFile}
	for _, c := range []struct {
		rule, want string
		arguments  []string
		change     func([]byte) []byte
	}{
		{"a plain signature is read", "", own, nil},
		{"two signers", "has 2 signers", append([]string{"-signer", b.pemFile, "-inkey", b.keyFile}, own...), nil},
		{"no certificate", "does not carry its signer's certificate", append([]string{"-nocerts"}, own...), nil},
		{"no attributes", "no signed attributes", append([]string{"-noattr"}, own...), nil},
		{"an old digest", "the digest 1.3.14.3.2.26 is not one", append([]string{"-md", "sha1"}, own...), nil},
		{"the padding of PSS", "does not fit the signer's key", append(own, "-keyopt", "rsa_padding_mode:pss"), nil},
		{"a key by its identifier", "not well-formed", append([]string{"-keyid"}, own...), nil},
		{"a length without end", "not well-formed", append([]string{"-stream", "-indef", "-nodetach"}, own...), nil},
		{"something after it", "1 bytes too many", own, func(b []byte) []byte { return append(b, 0) }},
		{"another kind of data", "not signed data of CMS", own, func(b []byte) []byte {
			return bytes.Replace(b, []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), 1)
		}},
		{"a digest that nobody made", "its digest is another", own, func(b []byte) []byte { return bytes.Replace(b, digest[:4], []byte("abcd"), 1) }},
		{"attributes in another order", "not well-formed", own, func(b []byte) []byte {
			at := bytes.Index(b, []byte("\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")) // content-type, then signing-time
			first, second := bytes.Clone(b[at:at+26]), bytes.Clone(b[at+26:at+26+30])
			copy(b[at:], second)
			copy(b[at+30:], first)
			return b
		}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			said, err := exec.Command("openssl", append([]string{"cms", "-sign", "-binary", "-outform", "DER", "-in", in, "-out", out}, c.arguments...)...).CombinedOutput()
			if err != nil {
				t.Fatalf("openssl: %v\n%s", err, said)
			}
			der, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if c.change != nil {
				der = c.change(der)
			}
			s, err := cms.Read(der)
			if err == nil {
				err = s.Verify(digest[:])
			}
			switch {
			case c.want == "":
				if err != nil || !s.HasTime || s.HasSigner {
					t.Errorf("got %+v, %v", s, err)
				}
			case fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
