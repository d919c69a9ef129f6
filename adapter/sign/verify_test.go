package sign_test

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/sign"
	"github.com/muniment/muniment/adapter/sign/revision"
	"github.com/muniment/muniment/internal/locale"
)

// place finds the place of the last signature in a document: its first digit and the byte after its last.
func place(t testing.TB, doc []byte) (from, to int) {
	t.Helper()
	from = bytes.LastIndex(doc, []byte("/Contents<"))
	if from < 0 {
		t.Fatal("no signature in the document")
	}
	from += len("/Contents<")
	return from, from + bytes.IndexByte(doc[from:], '>')
}

func TestOneChangedByteIsNeverValid(t *testing.T) {
	stamps := serveStamps(t, stamping(true))
	trust := sign.Trust{Roots: pool(sampleKey(t).Authority), Stamps: pool(stamps.root), At: now}
	for _, stream := range []bool{false, true} {
		doc := signed(t, paper(stream), &sign.Stamper{URL: stamps.URL})
		if !sign.Verify(doc, trust).OK() {
			t.Fatal("the unchanged document is not valid")
		}
		from, to := place(t, doc)
		try := func(at int, b byte) (valid bool, words string) {
			was := doc[at]
			doc[at] = b
			defer func() { doc[at] = was }()
			r := sign.Verify(doc, trust)
			return r.OK(), told(r)
		}
		flips := []byte{0x01, 0x80}
		if stream {
			flips = []byte{0x20}
		}
		for at := range doc {
			if at >= from-1 && at <= to {
				continue
			}
			for _, flip := range flips {
				if valid, _ := try(at, doc[at]^flip); valid {
					t.Errorf("byte %d changed from %q to %q: still valid", at, doc[at], doc[at]^flip)
				}
			}
		}
		// The place of the signature is not signed: every change is told all the same, of its frame and of each of its digits.
		for _, at := range []int{from - 1, to} {
			if valid, _ := try(at, ' '); valid {
				t.Errorf("the frame of the signature's place changed at %d: still valid", at)
			}
		}
		digits := []byte("0123456789abcdef")
		end := from + len(bytes.TrimRight(doc[from:to], "0"))
		for at := from; at < to; at++ {
			if at > end+100 && at%97 != 0 && at < to-10 {
				continue // zeros
			}
			digit := bytes.IndexByte(digits, doc[at])
			others := []byte{digits[(digit+7)%16], digits[digit^1], ' ', 'A'}
			if digit >= 10 {
				others[3] = doc[at] - 'a' + 'A'
			}
			if b := others[at%len(others)]; !stream || at < from+500 {
				if _, words := try(at, b); words == "" {
					t.Errorf("digit %d of the signature changed from %q to %q: nothing is told", at-from, doc[at], b)
				}
			}
		}
	}
}

func TestPopplerRefusesChangedBytes(t *testing.T) {
	tool(t, "pdfsig")
	doc := signed(t, paper(false), nil)
	valid := func(b []byte) bool {
		out, err := exec.Command("pdfsig", "-nocert", write(t, "a.pdf", b)).CombinedOutput()
		return err == nil && strings.Contains(string(out), "Signature is Valid.") && strings.Contains(string(out), "Total document signed")
	}
	if !valid(doc) {
		t.Fatal("the unchanged document is not valid")
	}
	from, to := place(t, doc)
	var positions []int
	for at := 9; at < len(doc); at += 41 {
		if at < from || at > to {
			positions = append(positions, at)
		}
	}
	for _, at := range positions {
		b := bytes.Clone(doc)
		b[at] ^= 1
		if valid(b) {
			t.Errorf("byte %d changed: pdfsig finds it valid", at)
		}
	}
}

func TestOthersFindItValid(t *testing.T) {
	root := issue(t, "Root", newRSA(t, 2048), issued{}, authority)
	for _, c := range []struct {
		rule   string
		key    *sign.Key
		root   *x509.Certificate
		stream bool
	}{
		{"the sample key", sampleKey(t).Key, sampleKey(t).Authority, false},
		{"the sample key, and a stream", sampleKey(t).Key, sampleKey(t).Authority, true},
		{"RSA", opened(t, issue(t, "Cục Sở hữu trí tuệ (SAMPLE)", newRSA(t, 2048), root, nil)), root.Certificate, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			doc := paper(c.stream)
			g, err := sign.Sign(t.Context(), doc, sign.Options{Key: c.key, At: now})
			if err != nil {
				t.Fatal(err)
			}
			doc = append(doc, g.Update...)
			path := write(t, "a.pdf", doc)
			said := run(t, "pdfsig", "-nocert", path)
			for _, want := range []string{"Signature is Valid.", "Total document signed", "ETSI.CAdES.detached", "Cục Sở hữu trí tuệ (SAMPLE)", "SHA-256"} {
				if !strings.Contains(said, want) {
					t.Errorf("pdfsig does not say %q:\n%s", want, said)
				}
			}
			if said := run(t, "qpdf", "--check", path); !strings.Contains(said, "No syntax or stream encoding errors found") {
				t.Errorf("qpdf: %s", said)
			}
			from, to := place(t, doc)
			der := unhex(t, doc[from:to])
			content := append(bytes.Clone(doc[:from-1]), doc[to+1:]...)
			said = run(t, "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", write(t, "a.der", der), "-content", write(t, "a", content), "-binary",
				"-CAfile", write(t, "ca.pem", pemOf(c.root)), "-purpose", "any", "-out", write(t, "out", nil))
			if !strings.Contains(said, "CAdES Verification successful") && !strings.Contains(said, "CMS Verification successful") {
				t.Errorf("openssl: %s", said)
			}
		})
	}
}

// TestPopplerTrustsTheAuthority lets pdfsig judge the certificates too, from a data base of NSS.
func TestPopplerTrustsTheAuthority(t *testing.T) {
	tool(t, "pdfsig")
	folder := t.TempDir()
	run(t, "certutil", "-N", "-d", "sql:"+folder, "--empty-password")
	run(t, "certutil", "-A", "-d", "sql:"+folder, "-n", "sample", "-t", "CT,CT,CT", "-a", "-i", write(t, "ca.pem", pemOf(sampleKey(t).Authority)))
	said := run(t, "pdfsig", "-nssdir", folder, write(t, "a.pdf", signed(t, paper(false), nil)))
	if !strings.Contains(said, "Certificate Validation: Certificate is Trusted.") {
		t.Errorf("pdfsig: %s", said)
	}
}

func TestWhatWasAddedIsNamed(t *testing.T) {
	trust := sign.Trust{Roots: pool(sampleKey(t).Authority), At: now}
	doc := signed(t, paper(false), nil)
	form := string(doc[bytes.LastIndex(doc, []byte("/AcroForm")):])
	form, _, _ = strings.Cut(form, ">>")
	r := sign.Verify(again(doc, "<</Type/Catalog/Pages 2 0 R"+form+">>>>"), trust)
	if r.OK() || !strings.Contains(told(r), "bytes were added; objects changed: 1 (Catalog)") {
		t.Errorf("got %s", told(r))
	}
}

func TestWhatIsNotSignedOrTrustedIsTold(t *testing.T) {
	s := sampleKey(t)
	doc := signed(t, paper(false), nil)
	from, to := place(t, doc)
	swap := func(old, new string) []byte { return bytes.Replace(bytes.Clone(doc), []byte(old), []byte(new), 1) }
	stranger := pool(issue(t, "Stranger", newECDSA(t, elliptic.P256()), issued{}, authority).Certificate)
	for _, c := range []struct {
		rule, want string
		doc        []byte
		trust      sign.Trust
	}{
		{"a document that nobody signed", "the document is not signed", paper(false), sign.Trust{Roots: pool(s.Authority), At: now}},
		{"what is no document", "this is not a PDF", []byte("GIF89a"), sign.Trust{At: now}},
		{"an authority that is not believed", "is not trusted", doc, sign.Trust{Roots: stranger, At: now}},
		{"no authority", "is not trusted", doc, sign.Trust{At: now}},
		{"no time to judge for", "is not trusted, or was not valid on", doc, sign.Trust{Roots: pool(s.Authority)}},
		{"a certificate that has ended", "is not trusted, or was not valid on", doc, sign.Trust{Roots: pool(s.Authority), At: now.AddDate(9, 0, 0)}},
		{"a byte range that leaves something out", "does not cover the document", swap("/ByteRange[0 ", "/ByteRange[9 "), sign.Trust{At: now}},
		{"a signature dictionary that was changed", "what was signed has been changed", swap("ETSI.CAdES.detached", "adbe.pkcs7.detached"), sign.Trust{At: now}},
		{"a signature that is cut short", "not well-formed", swap(string(doc[from:to]), string(doc[from:from+200])+strings.Repeat("0", to-from-200)), sign.Trust{At: now}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r := sign.Verify(c.doc, c.trust)
			if r.OK() || !strings.Contains(told(r), c.want) {
				t.Errorf("got %q, want %q", told(r), c.want)
			}
		})
	}
}

func TestReportSpeaksBothLanguages(t *testing.T) {
	stamps := serveStamps(t, stamping(true))
	trust := sign.Trust{Roots: pool(sampleKey(t).Authority), Stamps: pool(stamps.root), At: now}
	doc := signed(t, paper(false), &sign.Stamper{URL: stamps.URL})
	good := sign.Verify(doc, trust)
	for l, wants := range map[locale.Lang][]string{
		locale.En: {"Signature Signature1 is valid. Signed by: CN=Cục Sở hữu trí tuệ (SAMPLE)", "Time-stamped: ", "Form: PAdES-BASELINE-T", "Reason: Cấp văn bằng", "was not looked up"},
		locale.Vi: {"Chữ ký Signature1 hợp lệ. Người ký: CN=Cục Sở hữu trí tuệ (SAMPLE)", "Dấu thời gian: ", "Dạng: PAdES-BASELINE-T", "Nơi ký: Hà Nội", "Chưa tra cứu"},
	} {
		words := strings.Join(good.Words(l), "\n")
		for _, want := range wants {
			if !strings.Contains(words, want) {
				t.Errorf("%s: %q is not in\n%s", l, want, words)
			}
		}
	}
	doc[100] ^= 1
	bad := sign.Verify(doc, trust)
	if words := bad.Words(locale.Vi); !slices.ContainsFunc(words, func(s string) bool { return strings.Contains(s, "nội dung đã ký bị thay đổi") }) {
		t.Errorf("got %q", words)
	}
}

// A signer's certificate that has ended since stays good for a document that was time-stamped before.
func TestTimeStampOutlivesTheCertificate(t *testing.T) {
	stamps := serveStamps(t, stamping(true))
	trust := sign.Trust{Roots: pool(sampleKey(t).Authority), Stamps: pool(stamps.root), At: now.AddDate(9, 0, 0)}
	if r := sign.Verify(signed(t, paper(false), &sign.Stamper{URL: stamps.URL}), trust); !r.OK() {
		t.Errorf("got %s", told(r))
	}
	if r := sign.Verify(signed(t, paper(false), nil), trust); r.OK() {
		t.Error("without a time-stamp the certificate's end is passed over")
	}
	trust.Stamps = nil
	if r := sign.Verify(signed(t, paper(false), &sign.Stamper{URL: stamps.URL}), trust); r.OK() || !strings.Contains(told(r), "time-stamping authority") {
		t.Errorf("an authority that is not believed: %s", told(r))
	}
}

func unhex(t testing.TB, digits []byte) []byte {
	t.Helper()
	b := make([]byte, len(digits)/2)
	if _, err := fmt.Sscanf(string(digits), "%x", &b); err != nil {
		t.Fatal(err)
	}
	return b
}

// OpenSSL's signature is sound, and names the time that PAdES wants in the dictionary alone.
func TestSignatureOfAnotherFormIsTold(t *testing.T) {
	own := issue(t, "Own", newRSA(t, 2048), issued{}, nil)
	key, err := x509.MarshalPKCS8PrivateKey(own.key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := revision.Open(paper(false))
	if err != nil {
		t.Fatal(err)
	}
	pending, err := file.Append(revision.Entries{At: now, Label: "x"}, 4096)
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if _, err := pending.WriteTo(&content); err != nil {
		t.Fatal(err)
	}
	out := write(t, "out", nil)
	run(t, "openssl", "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-in", write(t, "in", content.Bytes()), "-signer", write(t, "own.pem", pemOf(own.Certificate)),
		"-inkey", write(t, "key.pem", pemBlock("PRIVATE KEY", key)), "-outform", "DER", "-out", out)
	der, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	update, err := pending.Close(der)
	if err != nil {
		t.Fatal(err)
	}
	r := sign.Verify(append(paper(false), update...), sign.Trust{Roots: pool(own.Certificate), At: now})
	if !r.OK() || r.Signatures[0].Level != sign.Other || !strings.Contains(told(r), "does not have the form of PAdES") {
		t.Errorf("got %v, level %q: %s", r.OK(), r.Signatures[0].Level, told(r))
	}
}
