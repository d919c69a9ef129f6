package sign

import (
	"context"
	"time"
)

// Options say how a document is signed.
type Options struct {
	Key     *Key
	At      time.Time // the time that the signer claims, /M of the signature dictionary
	Name    string    // who signs; the common name of the certificate if empty
	Reason  string    // why; may be empty
	Place   string    // where; may be empty
	Stamper *Stamper  // asks for a time-stamp: B-T; nil: B-B
}

// Signed is a signature that is ready to be appended.
type Signed struct {
	Update []byte    // the revision; the signed document is the document followed by it
	Level  Level     // what the signature is
	Stamp  time.Time // the time of the time-stamp; zero if there is none
	Away   error     // why there is no time-stamp although one was asked for; only if Stamper.Optional
}

// Sign signs a PDF document.
func Sign(ctx context.Context, doc []byte, o Options) (Signed, error) { return Signed{}, nil }
