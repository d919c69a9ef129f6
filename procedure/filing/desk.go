package filing

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/law"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// Desk receives filings.
//
// A filing is received in one transaction: the documents, the application under the case's own keys, the leaf in the log and, where
// the law gives it at once, the number. It is acknowledged after the commit, with a receipt that proves the leaf; nothing that can
// fail stands between the two, so that who has no receipt may ask by the key of the request and is told what is so. Documents are
// looked into after the acknowledgement: a filing date is never lost to an inspection. It is safe for concurrent use.
type Desk struct {
	Books  Books
	Law    *law.Library
	Office ipr.Office
	Zone   *time.Location // in which the filing date is counted
	Clock  func() time.Time
}

// Books is where filings are kept.
type Books interface {
	// Origin is the origin of the register's open log.
	Origin(lane register.Lane) (string, error)

	// Case gives the keys of a new case. They are on the disk when it returns.
	Case(ctx context.Context, submission string) (Case, error)

	// Receive runs f in one transaction of the register. It may run f again, so f only computes and writes.
	Receive(ctx context.Context, f func(Tx) error) error

	// Submission gives a filing by its own sign. Errors: NotFound.
	Submission(ctx context.Context, id string) (*Submission, error)

	// SubmissionByKey gives the filing that an account made under a key. Errors: NotFound.
	SubmissionByKey(ctx context.Context, account, key string) (*Submission, error)

	// Opened decrypts the application of a filing.
	Opened(ctx context.Context, id string) ([]byte, error)

	// Told gives all disclosures of the leaf of a filing, for its own parties: the manifest first.
	Told(ctx context.Context, id string) ([]string, error)

	// Prove proves a committed leaf.
	Prove(ctx context.Context, p register.Place) (leaf []byte, proof note.Proof, err error)
}

// Case has the keys under which what a filing tells is kept until it becomes public.
type Case interface {
	// Seal encrypts what the event does not tell the public.
	Seal(p *register.Prepared)

	// Take takes the bytes of a document in, encrypted. Errors: Invalid if there are more than limit.
	Take(ctx context.Context, r io.Reader, limit int64) (Taken, error)

	// Hide encrypts the application.
	Hide(plain []byte) []byte
}

// Taken is a document that was taken in and waits for the transaction that keeps it.
type Taken interface {
	Digest() (sha256 string, size int64) // of the document itself
}

// Tx is what receiving needs of the open transaction.
type Tx interface {
	register.Tx

	// Now is the time that the next act on the register bears: the office's clock, and never before the act before. It stands still
	// until f ends.
	Now(ctx context.Context) (time.Time, error)

	// NextNumber gives the next number of a series, from 1, without a gap. The year is 0 for a series that never begins anew.
	NextNumber(ctx context.Context, series string, year int) (int, error)

	// Given enters that an address was given with a number of a series.
	Given(ctx context.Context, series string, year, number int, entry ipr.ID) error

	// SubmissionByKey is as in Books.
	SubmissionByKey(ctx context.Context, account, key string) (*Submission, error)

	// Submission is as in Books.
	Submission(ctx context.Context, id string) (*Submission, error)

	// Enter enters a filing with its application and documents.
	Enter(ctx context.Context, s *Submission, c Case, hidden []byte, files []Taken) error

	// Note appends what became of a filing.
	Note(ctx context.Context, id string, s Step) error
}

// Incoming is a document as it is sent.
type Incoming struct {
	SHA256 string // 64 lower-case hex digits, as the application names it
	Body   io.Reader
}

// MaxDocument is the greatest size of a document in bytes.
const MaxDocument = 512 << 20

// Request is a filing as it comes to the desk.
type Request struct {
	Account     string // who files
	Key         string // of the request: repeated under one key, a filing is made once; 1 to 100 characters
	Application *Application
	Documents   []Incoming // of every file of the application, in any order
	Made        *Made      // of a package that was made before, without a network; nil if there is none
}

// File receives an application, or gives the filing that was received under the same key.
//
// Errors: Invalid if nothing could be received (see [Stops]) or a document is missing or is not what the application names; Conflict if
// the key belongs to another application; Unavailable if the register cannot be written, and then asking again under the key tells
// whether it was.
func (d *Desk) File(ctx context.Context, r Request) (*Submission, error) {
	l, err := d.check(&r)
	if err != nil {
		return nil, err
	}
	body := r.Application.Bytes()
	sum := sha256.Sum256(body)
	s := &Submission{ID: newSign(), Account: r.Account, Key: r.Key, Kind: r.Application.Kind, Digest: hex.EncodeToString(sum[:])}
	if done, err := d.again(ctx, d.Books, s); done != nil || err != nil {
		return done, err
	}
	origin, err := d.Books.Origin(register.Register)
	if err != nil {
		return nil, err
	}
	c, err := d.Books.Case(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	files, err := d.take(ctx, c, &r)
	if err != nil {
		return nil, err
	}
	hidden := c.Hide(body)
	numbering := l.Numbering(string(s.Kind))
	var earlier *Submission
	err = d.Books.Receive(ctx, func(tx Tx) (err error) {
		if earlier, err = d.again(ctx, tx, s); earlier != nil || err != nil {
			return err
		}
		if s.Received, err = tx.Now(ctx); err != nil { // not the desk's own clock: books and leaf must tell the same second, and the same day
			return err
		}
		s.Day = day(s.Received, d.Zone)
		s.Entry = ipr.ID{Office: d.Office, Kind: s.Kind, Number: s.ID}
		s.Steps = []Step{{What: Received, At: s.Received, By: r.Account}}
		opens := ""
		if numbering != nil {
			opens = numbering.Opens
			if numbering.Given == "filing" {
				if s.Entry, err = d.number(ctx, tx, numbering, s); err != nil {
					return err
				}
			}
		}
		event := r.Application.Event(s.Entry, s.Day, opens, s.ID, s.Digest)
		packed(&event, r.Made)
		p, err := register.Prepare(event, origin, register.SystemEntropy())
		if err != nil {
			return err
		}
		c.Seal(p)
		ref, err := tx.Append(ctx, p)
		if err != nil {
			return err
		}
		s.Place, s.told = ref.Place, p.Texts()
		return tx.Enter(ctx, s, c, hidden, files)
	})
	if err != nil {
		return nil, fmt.Errorf("receiving %s: %w", s.ID, err)
	}
	if earlier != nil {
		return earlier, nil
	}
	return s, nil
}

// check refuses what cannot be received, and gives the law of the office.
func (d *Desk) check(r *Request) (*law.Law, error) {
	if r.Account == "" {
		return nil, fault.New(fault.Unauthenticated, "somebody has to file")
	}
	if len(r.Key) < 1 || len(r.Key) > 100 || strings.TrimFunc(r.Key, func(c rune) bool { return c > ' ' && c < 0x7f }) != "" {
		return nil, fault.New(fault.Invalid, "the key of a request has 1 to 100 printable ASCII characters and no space")
	}
	l, err := d.Law.Office(d.Office)
	if err != nil {
		return nil, err
	}
	for _, f := range Check(r.Application, nil) {
		if f.Weight == Stops {
			return nil, f.Fault.At(f.Question)
		}
	}
	return l, nil
}

// again gives the filing that was made under the key of s; nil if there is none.
func (d *Desk) again(ctx context.Context, from interface {
	SubmissionByKey(ctx context.Context, account, key string) (*Submission, error)
}, s *Submission) (*Submission, error) {
	earlier, err := from.SubmissionByKey(ctx, s.Account, s.Key)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	case earlier.Digest != s.Digest:
		return nil, fault.New(fault.Conflict, "another application was filed under this key").Hinting("look at the filing of this key, or take a new key")
	}
	return earlier, nil
}

// take takes every document in and sees that each is the one that the application names.
func (d *Desk) take(ctx context.Context, c Case, r *Request) ([]Taken, error) {
	bodies := make(map[string]io.Reader, len(r.Documents))
	for _, in := range r.Documents {
		bodies[in.SHA256] = in.Body
	}
	files := make([]Taken, 0, len(r.Application.Files))
	taken := map[string]Taken{}
	for _, f := range r.Application.Files {
		if t, ok := taken[f.SHA256]; ok {
			files = append(files, t)
			continue
		}
		body, ok := bodies[f.SHA256]
		if !ok {
			return nil, fault.New(fault.Invalid, "the document %q did not come", f.Name).At("files")
		}
		t, err := c.Take(ctx, body, MaxDocument)
		if err != nil {
			return nil, err
		}
		if sha, size := t.Digest(); sha != f.SHA256 || size != f.Size {
			return nil, fault.New(fault.Invalid, "the document %q is not the one that the application names: it has %d bytes and the SHA-256 %s", f.Name, size, sha).At("files")
		}
		taken[f.SHA256] = t
		files = append(files, t)
	}
	return files, nil
}

// number gives a filing the next number of its series.
func (d *Desk) number(ctx context.Context, tx Tx, n *law.Numbering, s *Submission) (ipr.ID, error) {
	year := 0
	if n.Yearly() {
		year = s.Day.Year
	}
	series := string(d.Office) + "/" + string(s.Kind)
	running, err := tx.NextNumber(ctx, series, year)
	if err != nil {
		return ipr.ID{}, err
	}
	id := ipr.ID{Office: d.Office, Kind: s.Kind, Number: n.Print(s.Day.Year, running)}
	return id, tx.Given(ctx, series, year, running, id)
}

// Receipt makes the receipt of a filing, for its own parties: it tells everything that the leaf commits to.
func (d *Desk) Receipt(ctx context.Context, s *Submission) (*register.Receipt, error) {
	told := s.told
	if told == nil {
		var err error
		if told, err = d.Books.Told(ctx, s.ID); err != nil {
			return nil, err
		}
	}
	leaf, proof, err := d.Books.Prove(ctx, s.Place)
	if err != nil {
		return nil, err
	}
	return &register.Receipt{Leaf: leaf, Disclosures: told, Proof: proof.String()}, nil
}

// Application opens what was filed.
func (d *Desk) Application(ctx context.Context, id string) (*Application, error) {
	b, err := d.Books.Opened(ctx, id)
	if err != nil {
		return nil, err
	}
	return Read(b)
}

// Find gives the filing that an account made under a key: who got no answer asks with it. Errors: NotFound.
func (d *Desk) Find(ctx context.Context, account, key string) (*Submission, error) {
	return d.Books.SubmissionByKey(ctx, account, key)
}

// day is the calendar day of a moment at the office.
func day(t time.Time, zone *time.Location) ipr.Date {
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := t.In(zone).Date()
	return ipr.Date{Year: y, Month: int(m), Day: d}
}

// signLetters are those of Crockford's base 32.
const signLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newSign makes the own sign of a filing: S- and 16 characters, 80 bits of chance, so that nobody finds a filing by guessing.
func newSign() string {
	var b [10]byte
	rand.Read(b[:])
	out := []byte("S-")
	for bits, n, i := uint(0), uint(0), 0; len(out) < 18; {
		if n < 5 {
			bits, n, i = bits<<8|uint(b[i]), n+8, i+1
		}
		n -= 5
		out = append(out, signLetters[bits>>n&31])
	}
	return string(out)
}

// Documents reads the documents of a request from memory.
func Documents(bodies ...[]byte) []Incoming {
	list := make([]Incoming, len(bodies))
	for i, b := range bodies {
		sum := sha256.Sum256(b)
		list[i] = Incoming{SHA256: hex.EncodeToString(sum[:]), Body: bytes.NewReader(b)}
	}
	return list
}

var errAgain = errors.New("the step was taken already")
