package sign

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"io"
	"math/big"
	"mime"
	"net/http"
	"time"

	"github.com/muniment/muniment/adapter/sign/cms"
	"github.com/muniment/muniment/internal/fault"
)

// Stamper asks a time-stamping authority (RFC 3161) for time-stamps.
type Stamper struct {
	URL      string            // http or https; may hold a user and a password
	Network  http.RoundTripper // the way to it; http.DefaultTransport if nil
	Roots    *x509.CertPool    // what the authority's certificate must lead to; nil: its chain is not checked when signing
	Timeout  time.Duration     // of one question; 15 seconds if zero
	Optional bool              // sign without a time-stamp if the authority is away; otherwise it is an error, Unavailable
}

const (
	usualWait   = 15 * time.Second
	longestWord = 64 << 10 // bytes of an answer
)

// stamp asks for a time-stamp of a signature value, and believes nothing of the answer that it has not checked.
//
// Errors: Unavailable if the authority cannot be reached in time, or answers with anything but a time-stamp; Invalid if its
// answer is a time-stamp that is not in order.
func (s *Stamper) stamp(ctx context.Context, h crypto.Hash, value []byte) ([]byte, *cms.Stamp, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	question, err := cms.Request(h, value, nonce)
	if err != nil {
		return nil, nil, err
	}
	wait := s.Timeout
	if wait == 0 {
		wait = usualWait
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	answer, err := s.ask(ctx, question)
	if err != nil {
		return nil, nil, err
	}
	token, stamp, err := cms.Response(answer, value, nonce)
	if err != nil {
		return nil, nil, err
	}
	if s.Roots != nil {
		if _, err := chain(stamp.Authority, stamp.Certificates, s.Roots, stamp.Time, x509.ExtKeyUsageTimeStamping); err != nil {
			return nil, nil, fault.New(fault.Invalid, "the certificate of the time-stamping authority %q is not trusted", stamp.Authority.Subject.String()).Because(err)
		}
	}
	return token, stamp, nil
}

// ask sends the question (RFC 3161, section 3.4).
func (s *Stamper) ask(ctx context.Context, question []byte) ([]byte, error) {
	away := func(err error) error {
		return fault.New(fault.Unavailable, "the time-stamping authority does not answer").Because(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(question))
	if err != nil || (r.URL.Scheme != "http" && r.URL.Scheme != "https") {
		return nil, fault.New(fault.Invalid, "the address of the time-stamping authority is not one of http or https")
	}
	r.Header.Set("Content-Type", "application/timestamp-query")
	client := http.Client{Transport: s.Network, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		return nil, away(err)
	}
	defer response.Body.Close()
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode != http.StatusOK || kind != "application/timestamp-reply" {
		return nil, fault.New(fault.Unavailable, "the time-stamping authority answers with status %d and the type %q", response.StatusCode, kind)
	}
	b, err := io.ReadAll(io.LimitReader(response.Body, longestWord+1))
	if err != nil {
		return nil, away(err)
	}
	if len(b) > longestWord {
		return nil, fault.New(fault.Unavailable, "the answer of the time-stamping authority is longer than %d bytes", longestWord)
	}
	return b, nil
}
