package procedure

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// Issuer numbers documents, has them composed and signed, and enters them in the books.
//
// The number stands on the paper, so it has to be known before there is a paper; and the series has no gaps. A number is
// therefore reserved in one transaction, the document is composed and signed outside of any, and it is finished in a second
// transaction together with its PDF. What is between the two is seen in the books as reserved: asking again under the same key
// finishes it under the same number and date. What can never be composed is declared void, with the reason, and its number is
// not used again: a gap that explains itself. It is safe for concurrent use.
type Issuer struct {
	Books    Books
	Composer Composer
	Signer   Signer // nil: documents are not signed
	Tokens   *Tokens
	Clock    func() time.Time
	Link     string // the address of tokens, "https://register.example.org/v/"; "" for documents without a code
}

// Books is where issued documents are kept.
type Books interface {
	// Enter runs f in one transaction. It may run f again, so f only computes and writes.
	Enter(ctx context.Context, f func(BooksTx) error) error

	// Take takes the bytes of a PDF in, before the transaction that keeps them.
	Take(ctx context.Context, r io.Reader) (Taken, error)

	// Document gives a document by its number in the books. Errors: NotFound.
	Document(ctx context.Context, id int64) (*Issued, error)

	// DocumentByKey gives the newest document under a key that was not declared void. Errors: NotFound.
	DocumentByKey(ctx context.Context, key string) (*Issued, error)
}

// BooksTx is what issuing needs of an open transaction. Transactions that reserve numbers run one after another.
type BooksTx interface {
	Document(ctx context.Context, id int64) (*Issued, error)        // as in Books
	DocumentByKey(ctx context.Context, key string) (*Issued, error) // as in Books

	// Reserve enters the document with the next number of its series, and sets ID and Number.
	Reserve(ctx context.Context, d *Issued) error

	// Finish appends that the document is made, with its PDF.
	Finish(ctx context.Context, id int64, m Made, pdf Taken) error

	// Declare appends what became of the document.
	Declare(ctx context.Context, id int64, s Standing) error
}

// Taken is the bytes of a file that were taken in.
type Taken interface {
	Digest() (sha256 string, size int64) // 64 lower-case hex digits, and bytes
}

// Composer makes the PDF of a document and says with which template. The same document gives the same bytes.
type Composer interface {
	Compose(ctx context.Context, d *Document, w io.Writer) (Template, error)
}

// Signer signs a PDF. The signed file is the PDF followed by the update.
type Signer interface {
	Sign(ctx context.Context, pdf []byte, at time.Time) (update []byte, by SignedBy, err error)
}

// Request asks for a document to be issued.
type Request struct {
	// Key makes the request repeatable: under one key there is one document, however often it is asked for, and one that
	// was cut off is finished.
	Key         string
	Document    *Document       // without Number, Link and Token, which issuing gives
	From        register.Place  // the newest event that it takes in
	RightStatus register.Status // as the document tells it
	By          string          // who issues it
	Replaces    int64           // a document in force that this one takes the place of; 0 for none
}

// Issue issues the document, or gives the one that was issued under the same key.
//
// Errors: Invalid if the request or the document is incomplete, or if it cannot be composed, which declares its number void; Conflict
// if the key belongs to another document, or if the document to be replaced is not in force; those of composing and signing,
// after which the number is reserved and the same request finishes it.
func (s *Issuer) Issue(ctx context.Context, r Request) (*Issued, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	d, err := s.reserve(ctx, r)
	if err != nil || d.Made != nil {
		return d, err
	}
	pdf, made, err := s.make(ctx, r.Document, d)
	if fault.KindOf(err) == fault.Invalid && ctx.Err() == nil {
		if e := s.Declare(ctx, d.ID, Standing{State: Void, Reason: "it cannot be composed: " + err.Error(), By: r.By}); e != nil {
			return nil, fmt.Errorf("declaring %s void, since %w: %w", d.Print(), err, e)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("issuing %s: %w", d.Print(), err)
	}
	taken, err := s.Books.Take(ctx, bytes.NewReader(pdf))
	if err != nil {
		return nil, fmt.Errorf("keeping %s: %w", d.Print(), err)
	}
	made.SHA256, made.Size = taken.Digest()
	return s.finish(ctx, r, d.ID, made, taken)
}

func (r *Request) check() error {
	switch d := r.Document; {
	case r.Key == "" || len(r.Key) > 200:
		return fault.New(fault.Invalid, "a document is issued under a key of 1 to 200 bytes")
	case d == nil || !d.Date.Exact():
		return fault.New(fault.Invalid, "a document that is issued has a date to the day")
	case r.By == "":
		return fault.New(fault.Invalid, "a document is issued by somebody")
	}
	return r.Document.Check() // before a number is spent on it
}

// reserve gives the document its number, or finds the one that the key has.
func (s *Issuer) reserve(ctx context.Context, r Request) (*Issued, error) {
	want := Issued{Series: Series{r.Document.Symbol, r.Document.Date.Year}, Key: r.Key, Form: r.Document.Form, Langs: r.Document.Langs, From: r.From, RightStatus: r.RightStatus,
		Date: r.Document.Date, By: r.By, Reserved: s.now()}
	if r.Document.Right != nil {
		want.Right = r.Document.Right.ID
	}
	d, err := s.Books.DocumentByKey(ctx, r.Key)
	if fault.KindOf(err) == fault.NotFound {
		err = s.Books.Enter(ctx, func(tx BooksTx) error {
			var err error
			if d, err = tx.DocumentByKey(ctx, r.Key); fault.KindOf(err) != fault.NotFound {
				return err
			}
			if err := replaceable(ctx, tx, r.Replaces); err != nil {
				return err
			}
			fresh := want
			d = &fresh
			return tx.Reserve(ctx, d)
		})
	}
	if err != nil {
		return nil, err
	}
	if d.Form != want.Form || d.Right != want.Right || d.Series.Symbol != want.Series.Symbol {
		return nil, fault.New(fault.Conflict, "the document %s was issued under this key, and it is another one", d.Print())
	}
	return s.tokened(d)
}

// make composes and signs the document.
func (s *Issuer) make(ctx context.Context, doc *Document, d *Issued) ([]byte, Made, error) {
	own := *doc
	own.Number, own.Date, own.Token, own.Signed = strconv.Itoa(d.Number), d.Date, d.Token, s.Signer != nil
	if own.Link = ""; s.Link != "" {
		own.Link = s.Link + d.Token
	}
	var b bytes.Buffer
	var m Made
	var err error
	if m.Template, err = s.Composer.Compose(ctx, &own, &b); err != nil {
		return nil, m, err
	}
	m.At = s.now()
	if s.Signer != nil {
		update, by, err := s.Signer.Sign(ctx, b.Bytes(), m.At)
		if err != nil {
			return nil, m, fmt.Errorf("signing: %w", err)
		}
		b.Write(update)
		m.SignedBy = by
	}
	return b.Bytes(), m, nil
}

// finish enters the finished document. If another call under the same key was faster, its document stands.
func (s *Issuer) finish(ctx context.Context, r Request, id int64, m Made, pdf Taken) (*Issued, error) {
	var d *Issued
	err := s.Books.Enter(ctx, func(tx BooksTx) error {
		var err error
		if d, err = tx.Document(ctx, id); err != nil || d.Made != nil {
			return err
		}
		if d.State() == Void {
			return fault.New(fault.Conflict, "the number of %s was declared void meanwhile", d.Print())
		}
		if err := replaceable(ctx, tx, r.Replaces); err != nil {
			return err
		}
		if err := tx.Finish(ctx, id, m, pdf); err != nil {
			return err
		}
		d.Made = &m
		if r.Replaces == 0 {
			return nil
		}
		return tx.Declare(ctx, r.Replaces, Standing{State: Replaced, Other: id, By: r.By, At: s.now()})
	})
	if err != nil {
		return nil, fmt.Errorf("entering the document in the books: %w", err)
	}
	return s.tokened(d)
}

// replaceable holds the document that is to be replaced against the rule that it is in force.
func replaceable(ctx context.Context, tx BooksTx, id int64) error {
	if id == 0 {
		return nil
	}
	old, err := tx.Document(ctx, id)
	if err == nil && !old.State().Can(Replaced) {
		err = fault.New(fault.Conflict, "the document %s is not in force and cannot be replaced", old.Print())
	}
	return err
}

// Declare appends that a document is withdrawn, or that the number of an unfinished one is void. The time is the clock's.
//
// Errors: Invalid without a reason; Conflict if the document's state does not allow it: void are numbers that are reserved,
// withdrawn are documents in force or replaced; NotFound.
func (s *Issuer) Declare(ctx context.Context, id int64, n Standing) error {
	if n.Reason = strings.TrimSpace(n.Reason); n.Reason == "" || n.By == "" {
		return fault.New(fault.Invalid, "a document is withdrawn by somebody and for a reason")
	}
	n.At = s.now()
	return s.Books.Enter(ctx, func(tx BooksTx) error {
		d, err := tx.Document(ctx, id)
		if err != nil {
			return err
		}
		switch can := d.State().Can(n.State); {
		case n.State == Void && !can:
			return fault.New(fault.Conflict, "the number of %s is not an unfinished one and cannot be declared void", d.Print())
		case !can || n.State == Replaced: // which only issuing declares
			return fault.New(fault.Conflict, "the document %s is not in force and cannot be withdrawn", d.Print())
		}
		return tx.Declare(ctx, id, n)
	})
}

// ByToken gives the finished document with a token. Errors: NotFound, the same for a token that is none and for a number under
// which no document was finished.
func (s *Issuer) ByToken(ctx context.Context, token string) (*Issued, error) {
	id, err := s.Tokens.ID(token)
	if err != nil {
		return nil, err
	}
	d, err := s.Books.Document(ctx, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && d.Made == nil {
		return nil, noDocument()
	}
	if err != nil {
		return nil, err
	}
	return s.tokened(d)
}

// tokened puts the token into the document.
func (s *Issuer) tokened(d *Issued) (*Issued, error) {
	var err error
	d.Token, err = s.Tokens.Token(d.ID)
	return d, err
}

// now is the clock's time to the second, in UTC, as the books keep it.
func (s *Issuer) now() time.Time { return s.Clock().UTC().Truncate(time.Second) }

// Day is the calendar day of a time at the office, for the date of a document.
func Day(at time.Time, zone *time.Location) ipr.Date {
	y, m, d := at.In(zone).Date()
	return ipr.Date{Year: y, Month: int(m), Day: d}
}
