package sign

import (
	"context"
	"crypto"
	"time"

	"github.com/muniment/muniment/adapter/sign/cms"
	"github.com/muniment/muniment/adapter/sign/revision"
	"github.com/muniment/muniment/internal/fault"
)

// Options say how a document is signed.
type Options struct {
	Key     *Key
	At      time.Time // the time that the signer claims, /M of the signature dictionary; the certificate must be valid then
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

// label is what a screen reader calls the field of a signature.
const label = "Chữ ký số · Digital signature"

// room is what a signature needs beside its certificates: names, digests, attributes, the longest RSA signature.
const room = 2048

// stampRoom is kept for a time-stamp token; one that needs more is asked for again.
const stampRoom = 8192

// Sign signs a PDF document, which is not changed: the revision is to be written after it.
//
// Errors: Invalid if the document is not a PDF that can be signed; Late or Conflict if the certificate is not valid at the time;
// Unavailable if the time-stamp cannot be had and is not optional; those of a token.
func Sign(ctx context.Context, doc []byte, o Options) (Signed, error) {
	if err := o.Key.valid(o.At); err != nil {
		return Signed{}, err
	}
	hash, err := digestOf(o.Key.Certificate.PublicKey)
	if err != nil {
		return Signed{}, err
	}
	file, err := revision.Open(doc)
	if err != nil {
		return Signed{}, err
	}
	w := &signing{ctx: ctx, o: o, hash: hash, file: file}
	size := room + len(o.Key.Certificate.Raw)
	for _, c := range o.Key.Chain {
		size += len(c.Raw)
	}
	if o.Stamper == nil {
		return w.sign(size, nil)
	}
	signed, err := w.sign(size+stampRoom, o.Stamper)
	if fault.KindOf(err) == fault.Unavailable && o.Stamper.Optional {
		away := err
		if signed, err = w.sign(size, nil); err == nil {
			signed.Away = away
		}
	}
	return signed, err
}

// signing is one document on its way to be signed.
type signing struct {
	ctx  context.Context
	o    Options
	hash crypto.Hash
	file *revision.File
}

// sign makes the revision with room for a signature of so many bytes, and again with more if it is too little.
func (w *signing) sign(size int, stamper *Stamper) (Signed, error) {
	name := w.o.Name
	if name == "" {
		name = w.o.Key.Certificate.Subject.CommonName
	}
	pending, err := w.file.Append(revision.Entries{At: w.o.At, Name: name, Reason: w.o.Reason, Place: w.o.Place, Label: label}, size)
	if err != nil {
		return Signed{}, err
	}
	digest := w.hash.New()
	if _, err := pending.WriteTo(digest); err != nil {
		return Signed{}, err
	}
	signed := Signed{Level: BB}
	var stamp func([]byte) ([]byte, error)
	if stamper != nil {
		stamp = func(value []byte) ([]byte, error) {
			token, s, err := stamper.stamp(w.ctx, w.hash, value)
			if err == nil {
				signed.Level, signed.Stamp = BT, s.Time
			}
			return token, err
		}
	}
	signer := cms.Signer{Key: w.o.Key.bound(w.ctx), Hash: w.hash, Certificate: w.o.Key.Certificate, Chain: w.o.Key.Chain}
	der, err := signer.Sign(digest.Sum(nil), stamp)
	if err != nil {
		return Signed{}, err
	}
	if len(der) > pending.Room() {
		return w.sign(len(der)+1024, stamper)
	}
	signed.Update, err = pending.Close(der)
	return signed, err
}
