package post_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"encoding/base64"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/muniment/muniment/adapter/post"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/office"
)

// server is a real server of mail.
type server struct {
	addr  string
	roots *x509.CertPool

	mu     sync.Mutex
	taken  []string          // letters as they came
	secure []bool            // whether each came encrypted
	refuse *smtp.SMTPError   // what it says to a recipient; nil takes all
	silent chan struct{}     // closed when it may answer; nil answers at once
	users  map[string]string // who may send; nil: anybody
	said   []string          // names that were tried
}

// NewSession begins a connection.
func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{s: s, c: c}, nil }

type visit struct {
	s     *server
	c     *smtp.Conn
	named bool
}

// AuthMechanisms lists the ways to tell who one is.
func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth asks who sends.
func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		v.s.mu.Lock()
		defer v.s.mu.Unlock()
		v.s.said = append(v.s.said, user)
		if want, ok := v.s.users[user]; !ok || want != password {
			return smtp.ErrAuthFailed
		}
		v.named = true
		return nil
	}), nil
}

// Mail takes who sends.
func (v *visit) Mail(string, *smtp.MailOptions) error {
	if v.s.users != nil && !v.named {
		return smtp.ErrAuthRequired
	}
	return nil
}

// Rcpt takes to whom.
func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if v.s.silent != nil {
		<-v.s.silent
	}
	if v.s.refuse != nil {
		return &smtp.SMTPError{Code: v.s.refuse.Code, EnhancedCode: v.s.refuse.EnhancedCode, Message: "no such box: " + to}
	}
	return nil
}

// Data takes a letter.
func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, secure := v.c.TLSConnectionState()
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	v.s.taken, v.s.secure = append(v.s.taken, string(b)), append(v.s.secure, secure)
	return nil
}

// Reset forgets a letter that was begun.
func (v *visit) Reset() {}

// Logout ends a connection.
func (v *visit) Logout() error { return nil }

// certificate makes one for this machine, and those who vouch for it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	told := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, told, told, &key.PublicKey, key)
	must(t, err)
	c, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// start starts a server; with starttls it offers encryption, with wrapped it speaks nothing else.
func start(t *testing.T, starttls, wrapped bool, change func(*server)) *server {
	t.Helper()
	c, pool := certificate(t)
	s := &server{roots: pool}
	if change != nil {
		change(s)
	}
	srv := smtp.NewServer(s)
	srv.Domain, srv.AllowInsecureAuth = "mail.test", false
	config := &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS12}
	if starttls {
		srv.TLSConfig = config
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	s.addr = l.Addr().String()
	if wrapped {
		l = tls.NewListener(l, config)
	}
	go func() { _ = srv.Serve(l) }() // it ends with an error when it is closed
	t.Cleanup(func() { _ = srv.Close() })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const secret = "sen-cà-mau"

var letter = office.Queued{ID: "ID7", Made: time.Date(2026, 11, 25, 3, 4, 5, 0, time.UTC), Letter: office.Letter{To: "sen@example.org", First: locale.En,
	Subject: office.Words{locale.Vi: "Tài khoản của bạn", locale.En: "Your account"}, Text: office.Words{locale.Vi: "Mở ở đây:\n\nhttp://x/" + secret, locale.En: "Open it here:\n\nhttp://x/" + secret}}}

var from = mail.Address{Name: "Văn phòng", Address: "office@example.org"}

func (s *server) sender() post.SMTP { return post.SMTP{Addr: s.addr, From: from, Roots: s.roots} }

func TestLetterIsSentEncrypted(t *testing.T) {
	for security, wrapped := range map[post.Security]bool{"": false, post.StartTLS: false, post.TLS: true} {
		s := start(t, true, wrapped, nil)
		sender := s.sender()
		sender.Security = security
		must(t, sender.Send(t.Context(), letter))
		if len(s.taken) != 1 || !wrapped && !s.secure[0] {
			t.Errorf("%q: %d letters came, encrypted %v", security, len(s.taken), s.secure)
		}
	}
}

func TestLetterCanBeRead(t *testing.T) {
	s := start(t, true, false, nil)
	must(t, s.sender().Send(t.Context(), letter))
	m, err := mail.ReadMessage(strings.NewReader(s.taken[0]))
	must(t, err)
	for name, want := range map[string]string{"Message-Id": "<ID7@example.org>", "Date": "Wed, 25 Nov 2026 03:04:05 +0000", "Auto-Submitted": "auto-generated", "Content-Language": "en, vi", "To": "<sen@example.org>"} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Your account · Tài khoản của bạn" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if a, err := mail.ParseAddress(m.Header.Get("From")); err != nil || *a != from {
		t.Errorf("from %v, %v", a, err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	must(t, err)
	en, vi := strings.Index(string(body), "Open it here:"), strings.Index(string(body), "Mở ở đây:")
	if en < 0 || vi < en || strings.Contains(strings.ReplaceAll(string(body), "\r\n", ""), "\n") {
		t.Errorf("text %q", body)
	}
	for line := range strings.SplitSeq(s.taken[0], "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestNothingIsSentInTheClear(t *testing.T) {
	s := start(t, false, false, nil)
	err := s.sender().Send(t.Context(), letter)
	if fault.KindOf(err) != fault.Unavailable || len(s.taken) > 0 {
		t.Errorf("to a server without encryption: %v, %d letters", err, len(s.taken))
	}
	plain := s.sender()
	plain.Security = post.Plain
	must(t, plain.Send(t.Context(), letter))
	other := start(t, true, false, nil)
	wrong := other.sender()
	wrong.Roots = s.roots
	if err := wrong.Send(t.Context(), letter); fault.KindOf(err) != fault.Unavailable || len(other.taken) > 0 {
		t.Errorf("to a server for which nobody vouches: %v, %d letters", err, len(other.taken))
	}
}

func TestServerAsksWhoSends(t *testing.T) {
	s := start(t, true, false, func(s *server) { s.users = map[string]string{"office": "right"} })
	sender := s.sender()
	if err := sender.Send(t.Context(), letter); err == nil {
		t.Error("sent without a name")
	}
	sender.User, sender.Password = "office", "wrong"
	if err := sender.Send(t.Context(), letter); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a wrong password: %v", err)
	}
	sender.Password = "right"
	must(t, sender.Send(t.Context(), letter))
}

// What goes wrong is told without the address and without the letter.
func TestRefusalsAreToldWithoutAddresses(t *testing.T) {
	for _, c := range []struct {
		code int
		want fault.Kind
	}{{550, fault.Invalid}, {553, fault.Invalid}, {450, fault.Unavailable}, {421, fault.Unavailable}} {
		s := start(t, true, false, func(s *server) {
			s.refuse = &smtp.SMTPError{Code: c.code, EnhancedCode: smtp.EnhancedCode{c.code / 100, 1, 1}}
		})
		err := s.sender().Send(t.Context(), letter)
		if fault.KindOf(err) != c.want || err == nil {
			t.Fatalf("%d: %v", c.code, err)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "sen@") || strings.Contains(e.Error(), secret) {
				t.Errorf("%d tells %q", c.code, e)
			}
		}
		if !strings.Contains(err.Error(), fmt.Sprint(c.code)) {
			t.Errorf("%d is told as %q", c.code, err)
		}
	}
}

func TestSilentServerIsNotWaitedForForever(t *testing.T) {
	wait := make(chan struct{})
	s := start(t, true, false, func(s *server) { s.silent = wait })
	sender := s.sender()
	sender.Patience = 200 * time.Millisecond
	if err := sender.Send(t.Context(), letter); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	sender.Patience = time.Minute
	done := make(chan error)
	go func() { done <- sender.Send(ctx, letter) }()
	cancel()
	if err := <-done; err == nil {
		t.Error("sent after it was given up")
	}
	close(wait)
	nobody := s.sender()
	nobody.Addr = "127.0.0.1:1"
	if err := nobody.Send(t.Context(), letter); fault.KindOf(err) != fault.Unavailable || strings.Contains(err.Error(), "sen@") {
		t.Errorf("no server: %v", err)
	}
}

// An address or a subject cannot begin a header of its own.
func TestHeadersStayOnTheirLine(t *testing.T) {
	q := letter
	q.Letter.To = "a@example.org>\r\nBcc: b@example.org"
	q.Letter.Subject = office.Words{locale.En: "x\r\nBcc: c@example.org\r\n\r\nbody"}
	m, err := mail.ReadMessage(bytes.NewReader(post.Compose(from, q)))
	must(t, err)
	if m.Header.Get("Bcc") != "" {
		t.Errorf("headers %v", m.Header)
	}
}

func TestFolderKeepsLetters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "post")
	must(t, post.Folder{Dir: dir}.Send(t.Context(), letter))
	b, err := os.ReadFile(filepath.Join(dir, "ID7.txt"))
	must(t, err)
	if !strings.HasPrefix(string(b), "To: sen@example.org\nSubject: Your account · Tài khoản của bạn\n\nOpen it here:") {
		t.Errorf("%s", b)
	}
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	if err := (post.Folder{Dir: filepath.Join(dir, "file")}).Send(t.Context(), letter); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("no folder: %v", err)
	}
}
