package post

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// Sender hands a letter over.
type Sender interface {
	// Send returns once the letter is in the hands of who delivers it.
	//
	// Errors: Invalid if it will never be taken; Unavailable if it may be later. They name no address.
	Send(ctx context.Context, q office.Queued) error
}

// Security says how a connection is kept from being read on its way.
type Security string

// The ways.
const (
	StartTLS Security = "starttls" // begun in the clear, encrypted before anything is said; refused if the server cannot
	TLS      Security = "tls"      // encrypted from the first byte
	Plain    Security = "none"     // in the clear, for a server on the same machine
)

// SMTP sends letters by a server of mail.
type SMTP struct {
	Addr     string // host:port
	From     mail.Address
	Security Security       // "" for StartTLS
	User     string         // "" if the server asks for no name
	Password string         //
	Roots    *x509.CertPool // that vouch for the server; nil for those of the machine
	Patience time.Duration  // for each letter; 0 for a minute
}

// Send gives a letter to the server; see Sender.
func (s SMTP) Send(ctx context.Context, q office.Queued) error {
	patience := s.Patience
	if patience == 0 {
		patience = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := s.dial(ctx)
	if err != nil {
		return judge(err)
	}
	defer c.Close()
	if s.User != "" {
		if err := c.Auth(sasl.NewPlainClient("", s.User, s.Password)); err != nil {
			return fault.New(fault.Unavailable, "the server of mail does not know the office: %s", code(err))
		}
	}
	if err := c.SendMail(s.From.Address, []string{q.Letter.To}, bytes.NewReader(Compose(s.From, q))); err != nil {
		return judge(err)
	}
	_ = c.Quit() // it has taken the letter; how we part does not matter
	return nil
}

// dial connects to the server, encrypted unless told otherwise. The connection ends with the context.
func (s SMTP) dial(ctx context.Context) (*smtp.Client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	if end, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(end); err != nil {
			conn.Close()
			return nil, err
		}
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		conn.Close()
		return nil, err
	}
	config := &tls.Config{ServerName: host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
	var c *smtp.Client
	switch s.Security {
	case Plain:
		c = smtp.NewClient(conn)
	case TLS:
		c = smtp.NewClient(tls.Client(conn, config))
	default:
		if c, err = smtp.NewClientStartTLS(conn, config); err != nil {
			conn.Close()
			return nil, err
		}
	}
	if end, ok := ctx.Deadline(); ok { // the library's own limits begin anew with each command
		c.CommandTimeout, c.SubmissionTimeout = time.Until(end), time.Until(end)
	}
	return c, nil
}

// code gives the number that a server answered, without its words, which may hold an address; "no answer" if it did not answer.
func code(err error) string {
	var said *smtp.SMTPError
	if errors.As(err, &said) {
		return strconv.Itoa(said.Code)
	}
	var bad *tls.CertificateVerificationError
	if errors.As(err, &bad) {
		return "its certificate does not hold"
	}
	return "no answer"
}

// judge says of what kind a failure is: what a server refuses for good (5yz) is not tried again.
func judge(err error) error {
	var said *smtp.SMTPError
	if errors.As(err, &said) && !said.Temporary() {
		return fault.New(fault.Invalid, "the server of mail refuses the letter: %s", code(err))
	}
	return fault.New(fault.Unavailable, "the server of mail does not take the letter now: %s", code(err))
}

// Folder keeps letters as plain files to be read, where there is no server of mail: for a sample office.
type Folder struct{ Dir string }

// Send writes a letter to the folder, under its id; see Sender.
func (f Folder) Send(_ context.Context, q office.Queued) error {
	subject, text := words(q.Letter)
	body := "To: " + line(q.Letter.To) + "\nSubject: " + subject + "\n\n" + text
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fault.New(fault.Unavailable, "the folder of letters cannot be written").Because(err)
	}
	if err := os.WriteFile(filepath.Join(f.Dir, q.ID+".txt"), []byte(body), 0o600); err != nil {
		return fault.New(fault.Unavailable, "the folder of letters cannot be written").Because(err)
	}
	return nil
}
