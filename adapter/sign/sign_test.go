package sign_test

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/internal/fault"
)

func TestSignedDocumentIsValid(t *testing.T) {
	stamps := serveStamps(t, stamping(true))
	trust := sign.Trust{Roots: pool(sampleKey(t).Authority), Stamps: pool(stamps.root), At: now}
	for _, c := range []struct {
		rule    string
		stream  bool
		stamper *sign.Stamper
		level   sign.Level
	}{
		{"with a table of cross-references", false, nil, sign.BB},
		{"with a stream of cross-references", true, nil, sign.BB},
		{"with a time-stamp", false, &sign.Stamper{URL: stamps.URL, Roots: pool(stamps.root)}, sign.BT},
		{"with a stream and a time-stamp", true, &sign.Stamper{URL: stamps.URL}, sign.BT},
	} {
		t.Run(c.rule, func(t *testing.T) {
			doc := paper(c.stream)
			out := signed(t, doc, c.stamper)
			if !bytes.HasPrefix(out, doc) {
				t.Error("the document was changed")
			}
			r := sign.Verify(out, trust)
			if !r.OK() || len(r.Signatures) != 1 || told(r) != "" {
				t.Fatalf("not valid: %s", told(r))
			}
			s := r.Signatures[0]
			if s.Level != c.level || s.Covers != len(out) || s.Field != "Signature1" || s.Name != "Cục Sở hữu trí tuệ (SAMPLE)" ||
				s.Reason != "Cấp văn bằng" || s.Place != "Hà Nội" || !s.Claimed.Equal(now) || !s.Signer.Equal(sampleKey(t).Key.Certificate) || len(s.Chain) != 1 {
				t.Errorf("got %+v", s)
			}
			if c.stamper != nil && (s.Stamp.Before(now.Add(-time.Second)) || s.Stamper.Subject.CommonName != "Stamps") {
				t.Errorf("stamped at %s by %v", s.Stamp, s.Stamper)
			}
		})
	}
}

func TestSameKeyAndTimeGiveTheSameBytes(t *testing.T) {
	root := issue(t, "Root", newECDSA(t, elliptic.P256()), issued{}, authority)
	for _, c := range []struct {
		rule string
		own  issued
	}{
		{"RSA", issue(t, "RSA", newRSA(t, 2048), root, nil)},
		{"P-256", issue(t, "P-256", newECDSA(t, elliptic.P256()), root, nil)},
		{"P-384", issue(t, "P-384", newECDSA(t, elliptic.P384()), root, nil)},
	} {
		t.Run(c.rule, func(t *testing.T) {
			key, err := sign.OpenPKCS12(keyFile(t, "đúng", c.own, root.Certificate), "đúng", now)
			if err != nil {
				t.Fatal(err)
			}
			var outs [2][]byte
			for i := range outs {
				g, err := sign.Sign(context.Background(), paper(false), sign.Options{Key: key, At: now})
				if err != nil {
					t.Fatal(err)
				}
				outs[i] = append(paper(false), g.Update...)
			}
			if !bytes.Equal(outs[0], outs[1]) {
				t.Error("signed twice, the bytes differ")
			}
			if r := sign.Verify(outs[0], sign.Trust{Roots: pool(root.Certificate), At: now}); !r.OK() || told(r) != "" {
				t.Errorf("not valid: %s", told(r))
			}
		})
	}
}

func TestKeysThatDoNotSignAreRefused(t *testing.T) {
	root := issue(t, "Root", newECDSA(t, elliptic.P256()), issued{}, authority)
	good := issue(t, "Good", newRSA(t, 2048), root, nil)
	dated := func(from, to time.Duration) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(from), now.Add(to) }
	}
	other := issued{good.Certificate, newRSA(t, 2048)}
	for _, c := range []struct {
		rule string
		file []byte
		kind fault.Kind
		want string
	}{
		{"a wrong password is told", keyFile(t, "another", good), fault.Unauthenticated, "the password of the key file is wrong"},
		{"what is no key file is told", []byte("PK\x03\x04"), fault.Invalid, "not a PKCS#12 file"},
		{"a weak key is refused", keyFile(t, "pass", issue(t, "Weak", weakRSA(t), root, nil)), fault.Invalid, "an RSA key of 1024 bits is too weak"},
		{"a curve beyond the list is refused", keyFile(t, "pass", issue(t, "P-521", newECDSA(t, elliptic.P521()), root, nil)), fault.Invalid, "the curve P-521"},
		{"an expired certificate is told", keyFile(t, "pass", issue(t, "Old", good.key, root, dated(-2*time.Hour, -time.Hour))), fault.Late, "expired on"},
		{"a certificate of tomorrow is told", keyFile(t, "pass", issue(t, "New", good.key, root, dated(time.Hour, 2*time.Hour))), fault.Conflict, "is not valid before"},
		{"a certificate for other ends is refused", keyFile(t, "pass", issue(t, "Other", good.key, root, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment })), fault.Invalid, "is not for signing documents"},
		{"a key of another certificate is told", keyFile(t, "pass", other), fault.Conflict, "the key is not the one of the certificate"},
		{"certificates alone are no key", certificatesAlone(t, good.Certificate), fault.Invalid, "not a PKCS#12 file with one key"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := sign.OpenPKCS12(c.file, "pass", now)
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v (%v), want %v: %s", err, fault.KindOf(err), c.kind, c.want)
			}
		})
	}
	key, err := sign.OpenPKCS12(keyFile(t, "pass", good), "pass", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Sign(context.Background(), paper(false), sign.Options{Key: key, At: now.AddDate(1, 0, 0)}); fault.KindOf(err) != fault.Late {
		t.Errorf("signing after the certificate's end: %v", err)
	}
}

func TestSampleKeyIsKept(t *testing.T) {
	s := sampleKey(t)
	file, err := s.PKCS12("giữ kín")
	if err != nil {
		t.Fatal(err)
	}
	key, err := sign.OpenPKCS12(file, "giữ kín", now)
	if err != nil {
		t.Fatal(err)
	}
	if !key.Certificate.Equal(s.Key.Certificate) || len(key.Chain) != 1 || !key.Chain[0].Equal(s.Authority) {
		t.Error("another key came back")
	}
	for _, c := range []*x509.Certificate{s.Authority, key.Certificate} {
		if !strings.Contains(c.Subject.CommonName, "SAMPLE") {
			t.Errorf("%s does not say that it is a sample", c.Subject)
		}
	}
}

func TestAuthorityThatIsAway(t *testing.T) {
	mute := func(status int, kind, body string) *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(s.Close)
		return s
	}
	gone := mute(200, "", "")
	gone.Close()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then is it noticed that the other side has gone
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	const reply = "application/timestamp-reply"
	for _, c := range []struct {
		rule, url string
		kind      fault.Kind
		want      string
	}{
		{"one that is not there", gone.URL, fault.Unavailable, "does not answer"},
		{"one that keeps silent", silent.URL, fault.Unavailable, "does not answer"},
		{"one that fails", mute(503, reply, "").URL, fault.Unavailable, "answers with status 503"},
		{"one that sends elsewhere", mute(307, reply, "").URL, fault.Unavailable, "answers with status 307"},
		{"one that answers a page", mute(200, "text/html; charset=utf-8", "<p>").URL, fault.Unavailable, `the type "text/html"`},
		{"one that does not stop", mute(200, reply, strings.Repeat("a", 1<<17)).URL, fault.Unavailable, "is longer than"},
		{"one that refuses", mute(200, reply, "\x30\x0d\x30\x0b\x02\x01\x02\x30\x06\x0c\x04busy").URL, fault.Unavailable, `status 2, "busy"`},
		{"one that answers nonsense", mute(200, reply, "nonsense").URL, fault.Invalid, "not well-formed"},
		{"one without a token", mute(200, reply, "\x30\x05\x30\x03\x02\x01\x00").URL, fault.Invalid, "not well-formed"},
		{"one with another scheme", "ftp://localhost/", fault.Invalid, "not one of http or https"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			o := sign.Options{Key: sampleKey(t).Key, At: now, Stamper: &sign.Stamper{URL: c.url, Timeout: time.Second / 4}}
			_, err := sign.Sign(context.Background(), paper(false), o)
			if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v (%v), want %v: %s", err, fault.KindOf(err), c.kind, c.want)
			}
			o.Stamper.Optional = true
			g, err := sign.Sign(context.Background(), paper(false), o)
			if c.kind != fault.Unavailable {
				if err == nil {
					t.Error("an authority that is not in order was passed over")
				}
				return
			}
			if err != nil || g.Level != sign.BB || fault.KindOf(g.Away) != fault.Unavailable {
				t.Errorf("signed as %q, away %v: %v", g.Level, g.Away, err)
			}
		})
	}
}

func TestStampsThatAreNotInOrderAreRefused(t *testing.T) {
	good := serveStamps(t, stamping(true))
	changed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Post(good.URL, r.Header.Get("Content-Type"), r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Error(err)
		}
		b[len(b)-1] ^= 1
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(b)
	}))
	t.Cleanup(changed.Close)
	for _, c := range []struct {
		rule, url string
		roots     *x509.CertPool
		want      string
	}{
		{"a certificate for other ends too", forge(t, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping, x509.ExtKeyUsageEmailProtection}
		}, nil), nil, "is not one for time-stamps alone"},
		{"a certificate that does not insist on its end", forge(t, stamping(false), nil), nil, "is not one for time-stamps alone"},
		{"a certificate without an end", forge(t, nil, nil), nil, "is not one for time-stamps alone"},
		{"an answer to another question", forge(t, stamping(true), func(q *question) { q.Nonce.Add(q.Nonce, q.Nonce) }), nil, "its nonce is not ours"},
		{"a time-stamp of something else", forge(t, stamping(true), func(q *question) { q.Imprint.Hash[0] ^= 1 }), nil, "over another signature"},
		{"a time-stamp of a later standard", forge(t, stamping(true), func(q *question) { q.Version = 2 }), nil, "of version 2"},
		{"an authority that nobody knows", good.URL, pool(sampleKey(t).Authority), "is not trusted"},
		{"a changed answer", changed.URL, nil, "does not verify"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			o := sign.Options{Key: sampleKey(t).Key, At: now, Stamper: &sign.Stamper{URL: c.url, Roots: c.roots, Optional: true}}
			if _, err := sign.Sign(context.Background(), paper(false), o); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// A token that is longer than the room that is kept for it is asked for again.
func TestLongTimeStampFindsItsPlace(t *testing.T) {
	stamps := serveStamps(t, func(c *x509.Certificate) {
		stamping(true)(c)
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 2}, Value: make([]byte, 20_000)})
	})
	doc := signed(t, paper(false), &sign.Stamper{URL: stamps.URL})
	if r := sign.Verify(doc, sign.Trust{Roots: pool(sampleKey(t).Authority), Stamps: pool(stamps.root), At: now}); !r.OK() || r.Signatures[0].Level != sign.BT {
		t.Errorf("not valid: %s", told(r))
	}
}

func TestSecondSignatureLeavesTheFirst(t *testing.T) {
	once := signed(t, paper(true), nil)
	twice := signed(t, once, nil)
	r := sign.Verify(twice, sign.Trust{Roots: pool(sampleKey(t).Authority), At: now})
	if !r.OK() || len(r.Signatures) != 2 {
		t.Fatalf("got %d signatures: %s", len(r.Signatures), told(r))
	}
	first, second := r.Signatures[0], r.Signatures[1]
	if first.Field != "Signature1" || second.Field != "Signature2" || first.Covers != len(once) || second.Covers != len(twice) {
		t.Errorf("got %s over %d, %s over %d", first.Field, first.Covers, second.Field, second.Covers)
	}
	if !strings.Contains(told(r), "signed again; objects changed: 1 (Catalog), 3 (Page)") {
		t.Errorf("what came between is not named: %s", told(r))
	}
}

func TestWhatCannotBeSignedIsRefused(t *testing.T) {
	for _, c := range []struct {
		rule, want string
		doc        []byte
	}{
		{"what is no PDF", "this is not a PDF", []byte("<!doctype html>")},
		{"a PDF that is cut off", "not well-formed", paper(false)[:400]},
		{"a PDF with something after its end", "not well-formed", append(paper(false), "more"...)},
		{"an encrypted PDF", "is encrypted", bytes.Replace(paper(false), []byte("/Size 6"), []byte("/Encrypt 5 0 R/Size 6"), 1)},
		{"a PDF whose cross-references lie", "not well-formed", bytes.Replace(paper(false), []byte("0000000015 00000 n"), []byte("0000000016 00000 n"), 1)},
		{"a form of another kind", "of the kind XFA", again(paper(false), "<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA()>>>>")},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := sign.Sign(context.Background(), c.doc, sign.Options{Key: sampleKey(t).Key, At: now})
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// weakRSA makes a key that is too short; Go needs to be told that it is meant.
func weakRSA(t *testing.T) *rsa.PrivateKey {
	t.Setenv("GODEBUG", "rsa1024min=0")
	return newRSA(t, 1024)
}

// again appends a revision with another catalog, signed by nobody.
func again(doc []byte, catalog string) []byte {
	b := bytes.NewBuffer(bytes.Clone(doc))
	at := b.Len()
	fmt.Fprintf(b, "1 0 obj\n%s\nendobj\n", catalog)
	from := b.Len()
	start := bytes.LastIndex(doc, []byte("startxref\n")) + len("startxref\n")
	prev, _, _ := strings.Cut(string(doc[start:]), "\n")
	fmt.Fprintf(b, "xref\n1 1\n%010d 00000 n \ntrailer\n<</Size 20/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", at, prev, from)
	return b.Bytes()
}

func certificatesAlone(t *testing.T, c *x509.Certificate) []byte {
	t.Helper()
	pemFile := write(t, "c.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	out := write(t, "c.p12", nil)
	run(t, "openssl", "pkcs12", "-export", "-nokeys", "-in", pemFile, "-out", out, "-passout", "pass:pass")
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
