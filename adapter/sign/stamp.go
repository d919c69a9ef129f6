package sign

import (
	"crypto/x509"
	"net/http"
	"time"
)

// Stamper asks a time-stamping authority (RFC 3161) for time-stamps.
type Stamper struct {
	URL      string         // http or https
	Client   *http.Client   // http.DefaultClient's transport if nil; redirects are not followed
	Roots    *x509.CertPool // what the authority's certificate must lead to; nil: its chain is not checked when signing
	Timeout  time.Duration  // of one question; 15 seconds if zero
	Optional bool           // sign without a time-stamp if the authority is away; otherwise it is an error, Unavailable
}
