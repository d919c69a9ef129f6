package filing

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
)

// Draft is an application that is being written. It lies at the office, encrypted, so that it can be gone on with on another device
// and together with others; nobody but those with whom it is shared sees it, and the office does not look into it. A draft is not
// law: the newest seconds of it may be lost in a crash.
type Draft struct {
	ID          string // "D-" and 16 characters, by chance
	Owner       string // account
	Kind        ipr.Kind
	Version     int // grows by one with every saving
	Begun       time.Time
	Saved       time.Time
	SavedBy     string   // account
	Shared      []string // accounts that may write it too, sorted
	Filed       string   // the submission that was made of it; "" while it is a draft
	Application *Application
}

// May reports whether an account may see and write the draft.
func (d *Draft) May(account string) bool {
	return account != "" && (d.Owner == account || slices.Contains(d.Shared, account))
}

// Drafts is where drafts are kept.
type Drafts interface {
	// Begin keeps a new draft; its version is 1.
	Begin(ctx context.Context, d *Draft) error

	// Draft gives a draft. Errors: NotFound.
	Draft(ctx context.Context, id string) (*Draft, error)

	// DraftsOf lists the drafts that an account may write and that are not filed, the one saved last first, without their
	// applications.
	DraftsOf(ctx context.Context, account string) ([]*Draft, error)

	// Save keeps a new version of a draft over the given one, and the one before as it was. Errors: Conflict if somebody saved
	// it since.
	Save(ctx context.Context, d *Draft, over int) error

	// Versions lists the kept versions, newest first, without their applications.
	Versions(ctx context.Context, id string) ([]*Draft, error)

	// Version gives a kept version. Errors: NotFound.
	Version(ctx context.Context, id string, version int) (*Draft, error)

	// Share lets an account write the draft, or no longer.
	Share(ctx context.Context, id, account string, may bool) error

	// Discard forgets a draft that was not filed, with its versions and files.
	Discard(ctx context.Context, id string) error

	// MarkFiled notes that a submission was made of the draft.
	MarkFiled(ctx context.Context, id, submission string) error

	// KeepFile keeps a file of a draft, encrypted, and gives its SHA-256 and size. Errors: Invalid if it is larger than limit.
	KeepFile(ctx context.Context, id string, r io.Reader, limit int64) (sha string, size int64, err error)

	// OpenFile opens a file of a draft. Errors: NotFound.
	OpenFile(ctx context.Context, id, sha string) (io.ReadCloser, error)

	// KeepReport keeps what a search before filing found, encrypted, in the place of the one before. It is the applicant's own and is
	// not filed.
	KeepReport(ctx context.Context, id string, report []byte) error

	// Report gives the report of a draft; nil if there is none.
	Report(ctx context.Context, id string) ([]byte, error)
}

// Writer is the applicant's desk: drafts, by those who may write them. What may not be seen is not there.
type Writer struct {
	Drafts Drafts
	Clock  func() time.Time
}

// Begin begins a draft of a kind in a language.
func (w *Writer) Begin(ctx context.Context, account string, kind ipr.Kind, language string) (*Draft, error) {
	if account == "" {
		return nil, fault.New(fault.Unauthenticated, "somebody has to file")
	}
	if _, ok := ownPages[kind]; !ok {
		return nil, fault.New(fault.Invalid, "%q is no kind of right that can be filed here", kind)
	}
	now := w.Clock().UTC().Truncate(time.Second)
	d := &Draft{ID: "D" + newSign()[1:], Owner: account, Kind: kind, Version: 1, Begun: now, Saved: now, SavedBy: account,
		Application: &Application{V: 1, Kind: kind, Language: language}}
	return d, w.Drafts.Begin(ctx, d)
}

// Open gives a draft to one who may write it. Errors: NotFound, also if they may not.
func (w *Writer) Open(ctx context.Context, account, id string) (*Draft, error) {
	d, err := w.Drafts.Draft(ctx, id)
	if err != nil {
		return nil, err
	}
	if !d.May(account) {
		return nil, fault.New(fault.NotFound, "there is no such draft")
	}
	return d, nil
}

// Write changes a draft and saves it. The change is made on the newest version; if over is not 0 and is not that version, somebody else
// has written in the meantime, and nothing is lost: both versions are kept. Whoever has signed has signed what stood there: a change of it
// takes the signatures away.
//
// Errors: NotFound; Conflict if it was written in the meantime, or is filed; those of the change; Invalid if the draft is no
// application any more.
func (w *Writer) Write(ctx context.Context, account, id string, over int, change func(a *Application) error) (*Draft, error) {
	d, err := w.Open(ctx, account, id)
	if err != nil {
		return nil, err
	}
	if d.Filed != "" {
		return nil, fault.New(fault.Conflict, "the draft was filed and cannot be changed any more")
	}
	if over != 0 && over != d.Version {
		return nil, fault.New(fault.Conflict, "somebody else has written this draft in the meantime; look at it and change it again")
	}
	signed, before := d.Application.Signatures, d.Application.unsigned()
	if err := change(d.Application); err != nil {
		return nil, err
	}
	a, err := Read(d.Application.Bytes())
	if err != nil {
		return nil, err
	}
	if len(signed) > 0 && !bytes.Equal(a.unsigned(), before) {
		a.Signatures = slices.DeleteFunc(a.Signatures, func(s Signature) bool { return slices.Contains(signed, s) }) // nobody signed this
	}
	now := d.Version
	d.Application, d.Version, d.Saved, d.SavedBy = a, now+1, w.Clock().UTC().Truncate(time.Second), account
	return d, w.Drafts.Save(ctx, d, now)
}

// unsigned is the application without its signatures.
func (a *Application) unsigned() []byte {
	b := *a
	b.Signatures = nil
	return b.Bytes()
}

// Restore brings a kept version back, as a new version. Errors: NotFound, Conflict.
func (w *Writer) Restore(ctx context.Context, account, id string, version int) (*Draft, error) {
	if _, err := w.Open(ctx, account, id); err != nil {
		return nil, err
	}
	old, err := w.Drafts.Version(ctx, id, version)
	if err != nil {
		return nil, err
	}
	return w.Write(ctx, account, id, 0, func(a *Application) error { *a = *old.Application; return nil })
}

// Attach keeps a file and names it in the draft. A role that takes one file only replaces the one before.
func (w *Writer) Attach(ctx context.Context, account, id string, f Attachment, single bool, r io.Reader, limit int64) (*Draft, error) {
	if _, err := w.Open(ctx, account, id); err != nil {
		return nil, err
	}
	sha, size, err := w.Drafts.KeepFile(ctx, id, r, limit)
	if err != nil {
		return nil, err
	}
	f.SHA256, f.Size = sha, size
	return w.Write(ctx, account, id, 0, func(a *Application) error {
		a.Files = slices.DeleteFunc(a.Files, func(o Attachment) bool { return o.Role == f.Role && (single || o.SHA256 == sha) })
		a.Files = append(a.Files, f)
		return nil
	})
}

// File files a draft under a key made of it: asking again gives the same filing.
func (w *Writer) File(ctx context.Context, desk *Desk, account, id string, sign Signature) (*Submission, error) {
	d, err := w.Open(ctx, account, id)
	if err != nil {
		return nil, err
	}
	if d.Filed != "" {
		return desk.Books.Submission(ctx, d.Filed)
	}
	sign.At = w.Clock().UTC().Truncate(time.Second).Format(time.RFC3339)
	signed, err := w.Write(ctx, account, id, 0, func(a *Application) error {
		a.Signatures = slices.DeleteFunc(a.Signatures, func(s Signature) bool { return s.Account == sign.Account })
		a.Signatures = append(a.Signatures, sign)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var incoming []Incoming
	for _, f := range signed.Application.Files {
		if slices.ContainsFunc(incoming, func(in Incoming) bool { return in.SHA256 == f.SHA256 }) {
			continue
		}
		r, err := w.Drafts.OpenFile(ctx, id, f.SHA256)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		incoming = append(incoming, Incoming{SHA256: f.SHA256, Body: r})
	}
	// The account that owns the draft files it, so that the key is one whoever of those who share it presses last.
	s, err := desk.File(ctx, Request{Account: d.Owner, Key: d.ID, Application: signed.Application, Documents: incoming})
	if fault.KindOf(err) == fault.Conflict {
		// It was filed and the note of it was lost: the filing stands as it was signed then.
		s, err = desk.Find(ctx, d.Owner, d.ID)
	}
	if err != nil {
		return nil, err
	}
	return s, w.Drafts.MarkFiled(ctx, id, s.ID)
}
