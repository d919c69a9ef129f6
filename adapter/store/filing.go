package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// Filings are what the desk received, as procedure/filing asks for it.
type Filings struct{ *Store }

var (
	_ filing.Books = Filings{}
	_ filing.Tx    = filingTx{}
	_ filing.Case  = caseKeys{}
	_ filing.Taken = caseFile{}
)

// Filings gives the desk's books.
func (s *Store) Filings() Filings { return Filings{s} }

// Receive runs f in a transaction of the writer.
func (f Filings) Receive(ctx context.Context, do func(filing.Tx) error) error {
	return f.Update(ctx, func(tx *Tx) error { return do(filingTx{tx}) })
}

// caseKeys are the keys of a case: one for what becomes public, one for what never does.
type caseKeys struct {
	s              *Store
	sealed, closed dataKey
}

// Case gives the keys of a case, making them; see filing.Books.
func (f Filings) Case(ctx context.Context, submission string) (filing.Case, error) {
	k, err := f.vault.dataKeys(ctx, caseKey{submission, register.Sealed}, caseKey{submission, register.Closed})
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	return caseKeys{f.Store, k[0], k[1]}, nil
}

// Seal encrypts what the event does not tell the public; see filing.Case.
func (k caseKeys) Seal(p *register.Prepared) {
	for i := range p.Disclosure {
		switch d := &p.Disclosure[i]; d.Class {
		case register.Sealed:
			k.sealed.seal(d)
		case register.Closed:
			k.closed.seal(d)
		}
	}
}

// Hide encrypts the application; see filing.Case.
func (k caseKeys) Hide(plain []byte) []byte { return k.closed.hide(plain, "application") }

// caseFile is an encrypted document, and what it is in clear.
type caseFile struct {
	blob *Blob
	sha  string
	size int64
}

// Digest is of the document itself.
func (f caseFile) Digest() (string, int64) { return f.sha, f.size }

// Take takes a document in; see filing.Case.
func (k caseKeys) Take(_ context.Context, r io.Reader, limit int64) (filing.Taken, error) {
	in := newSealedFile(k.closed.aead, r, limit)
	blob, err := k.s.TakeBlob(in, limit+limit/1024+pieceSize)
	if err != nil {
		return nil, err
	}
	f := caseFile{blob: blob}
	f.sha, f.size = in.digest()
	return f, nil
}

// filingTx is the writer's transaction as receiving needs it.
type filingTx struct{ *Tx }

// Now is the time of the next act on the register; see filing.Tx.
func (tx filingTx) Now(context.Context) (time.Time, error) { return tx.timeOf(register.Register) }

// NextNumber gives the next number of a series; see filing.Tx. The writer has locked the logs, so nobody else takes one until the
// commit.
func (tx filingTx) NextNumber(_ context.Context, series string, year int) (n int, err error) {
	st, err := tx.w.prepare(tx.ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM series WHERE name = $1 AND year = $2`)
	if err != nil {
		return 0, err
	}
	return n, st.QueryRowContext(tx.ctx, series, year).Scan(&n)
}

// Given enters a number; see filing.Tx.
func (tx filingTx) Given(_ context.Context, series string, year, number int, entry ipr.ID) error {
	return tx.exec(`INSERT INTO series (name, year, number, entry) VALUES ($1, $2, $3, $4)`, series, year, number, entry.String())
}

// Enter enters a filing; see filing.Tx.
func (tx filingTx) Enter(_ context.Context, s *filing.Submission, c filing.Case, hidden []byte, files []filing.Taken) error {
	log, err := tx.w.s.logID(s.Place)
	if err != nil {
		return err
	}
	keys, ok := c.(caseKeys)
	if !ok {
		return fault.New(fault.Internal, "a document of another store cannot be kept here")
	}
	if err := tx.exec(`INSERT INTO submission (id, account, request, kind, digest, entry, log, seq, received_at, dated, key, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.ID, s.Account, s.Key, string(s.Kind), s.Digest, s.Entry.String(), log, s.Place.Seq, stamp(s.Received), s.Day.String(), keys.closed.id, hidden); err != nil {
		return err
	}
	var blobs, documents []any
	for i, f := range files {
		file, ok := f.(caseFile)
		if !ok {
			return fault.New(fault.Internal, "a document of another store cannot be kept here")
		}
		blobs = append(blobs, file.blob.row()...)
		documents = append(documents, s.ID, i+1, file.sha, file.size, file.blob.SHA256)
	}
	if err := errors.Join(tx.insert(insertBlob, blobs), tx.insert(insertDocument, documents)); err != nil {
		return err
	}
	for _, t := range s.Steps {
		if err := tx.Note(tx.ctx, s.ID, t); err != nil {
			return err
		}
	}
	return nil
}

// Note appends a step; see filing.Tx.
func (tx filingTx) Note(_ context.Context, id string, t filing.Step) error {
	place, entry := "", ""
	if t.Place.Lane != "" {
		place = string(appendPlace(nil, t.Place))
	}
	if !t.Entry.IsZero() {
		entry = t.Entry.String()
	}
	return tx.exec(`INSERT INTO submission_step (submission, n, what, noted_at, noted_by, place, entry, amount, words)`+
		` SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM submission_step WHERE submission = $1`,
		id, string(t.What), stamp(t.At), t.By, place, entry, t.Amount, t.Words)
}

// SubmissionByKey gives a filing as the transaction sees it; see filing.Tx.
func (tx filingTx) SubmissionByKey(_ context.Context, account, key string) (*filing.Submission, error) {
	st, err := tx.w.prepare(tx.ctx, submissionByKey)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(tx.ctx, account, key)
	return oneSubmission(tx.ctx, tx.w.s, tx.w.conn, rows, err)
}

// Submission gives a filing as the transaction sees it; see filing.Tx.
func (tx filingTx) Submission(_ context.Context, id string) (*filing.Submission, error) {
	rows, err := tx.w.conn.QueryContext(tx.ctx, selectSubmission+` WHERE id = $1`, id)
	return oneSubmission(tx.ctx, tx.w.s, tx.w.conn, rows, err)
}

const (
	selectSubmission = `SELECT id, account, request, kind, digest, entry, log, seq, received_at, dated FROM submission`
	submissionByKey  = selectSubmission + ` WHERE account = $1 AND request = $2`
)

// Submission gives a filing by its own sign; see filing.Books.
func (f Filings) Submission(ctx context.Context, id string) (*filing.Submission, error) {
	rows, err := f.often.QueryContext(ctx, selectSubmission+` WHERE id = $1`, id)
	return oneSubmission(ctx, f.Store, &f.often, rows, err)
}

// SubmissionByKey gives a filing by the key of its request; see filing.Books.
func (f Filings) SubmissionByKey(ctx context.Context, account, key string) (*filing.Submission, error) {
	rows, err := f.often.QueryContext(ctx, submissionByKey, account, key)
	return oneSubmission(ctx, f.Store, &f.often, rows, err)
}

// Of lists the filings of an account, newest first.
func (f Filings) Of(ctx context.Context, account string, n int) ([]*filing.Submission, error) {
	rows, err := f.read.QueryContext(ctx, selectSubmission+` WHERE account = $1 ORDER BY received_at DESC, id DESC LIMIT $2`, account, n)
	return scanSubmissions(ctx, f.Store, f.read, rows, err)
}

// Newest lists what came in, newest first.
func (f Filings) Newest(ctx context.Context, n int) ([]*filing.Submission, error) {
	rows, err := f.read.QueryContext(ctx, selectSubmission+` ORDER BY received_at DESC, id DESC LIMIT $1`, n)
	return scanSubmissions(ctx, f.Store, f.read, rows, err)
}

func oneSubmission(ctx context.Context, s *Store, q querier, rows *sql.Rows, err error) (*filing.Submission, error) {
	list, err := scanSubmissions(ctx, s, q, rows, err)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "there is no such filing")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// scanSubmissions reads rows of selectSubmission, closes them and reads the steps of each filing.
func scanSubmissions(ctx context.Context, s *Store, q querier, rows *sql.Rows, err error) ([]*filing.Submission, error) {
	if err != nil {
		return nil, err
	}
	var list []*filing.Submission
	for rows.Next() {
		var f filing.Submission
		var log int64
		var entry, received, dated string
		err := rows.Scan(&f.ID, &f.Account, &f.Key, &f.Kind, &f.Digest, &entry, &log, &f.Place.Seq, &received, &dated)
		if err == nil {
			f.Entry, err = ipr.ParseID(entry)
		}
		if err == nil {
			f.Received, err = time.Parse(register.TimeLayout, received)
		}
		if err == nil {
			err = f.Day.UnmarshalText([]byte(dated))
		}
		if l, ok := s.logByID(log); ok {
			f.Place.Lane, f.Place.Generation = l.lane, l.generation
		}
		if err != nil {
			rows.Close()
			return nil, err
		}
		list = append(list, &f)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.Steps, err = steps(ctx, q, f.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func steps(ctx context.Context, q querier, id string) ([]filing.Step, error) {
	rows, err := q.QueryContext(ctx, `SELECT what, noted_at, noted_by, place, entry, amount, words FROM submission_step WHERE submission = $1 ORDER BY n`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []filing.Step
	for rows.Next() {
		var t filing.Step
		var at, place, entry string
		if err := rows.Scan(&t.What, &at, &t.By, &place, &entry, &t.Amount, &t.Words); err != nil {
			return nil, err
		}
		if t.At, err = time.Parse(register.TimeLayout, at); err != nil {
			return nil, err
		}
		if places, err := parsePlaces(place); err == nil && len(places) == 1 {
			t.Place = places[0]
		}
		if entry != "" {
			if t.Entry, err = ipr.ParseID(entry); err != nil {
				return nil, err
			}
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// Opened decrypts the application of a filing; see filing.Books.
func (f Filings) Opened(ctx context.Context, id string) ([]byte, error) {
	var key int64
	var hidden []byte
	err := f.read.QueryRowContext(ctx, `SELECT key, body FROM submission WHERE id = $1`, id).Scan(&key, &hidden)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no such filing")
	}
	if err != nil {
		return nil, err
	}
	aead, err := f.vault.key(ctx, key)
	if err != nil {
		return nil, err
	}
	return show(aead, hidden, "application")
}

// File opens a document of a filing, decrypted. Errors: NotFound.
func (f Filings) File(ctx context.Context, id, sha string) (io.ReadCloser, error) {
	var key int64
	var blob string
	err := f.read.QueryRowContext(ctx, `SELECT s.key, f.blob FROM submission s JOIN submission_file f ON f.submission = s.id WHERE s.id = $1 AND f.sha256 = $2 ORDER BY f.n LIMIT 1`, id, sha).Scan(&key, &blob)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no file %s", sha)
	}
	if err != nil {
		return nil, err
	}
	aead, err := f.vault.key(ctx, key)
	if err != nil {
		return nil, err
	}
	r, err := f.OpenBlob(ctx, blob)
	if err != nil {
		return nil, err
	}
	return newOpenedFile(aead, r), nil
}

// Told gives all disclosures of the leaf of a filing; see filing.Books.
func (f Filings) Told(ctx context.Context, id string) ([]string, error) {
	rows, err := f.read.QueryContext(ctx, `SELECT d.digest, d.name, d.key, d.body FROM submission s JOIN sealed d ON d.log = s.log AND d.seq = s.seq WHERE s.id = $1`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type row struct{ name, text string }
	var list []row
	for rows.Next() {
		var digest, name string
		var key int64
		var body []byte
		if err := rows.Scan(&digest, &name, &key, &body); err != nil {
			return nil, err
		}
		text, err := f.unseal(ctx, key, digest, body)
		if err != nil {
			return nil, err
		}
		list = append(list, row{name, text})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.NotFound, "there is no such filing")
	}
	slices.SortFunc(list, func(a, b row) int { return register.CompareNames(a.name, b.name) })
	told := make([]string, len(list))
	for i, r := range list {
		told[i] = r.text
	}
	return told, nil
}

// Prove proves a committed leaf: to the newest witnessed checkpoint that covers it, else to one signed now; see filing.Books.
func (f Filings) Prove(ctx context.Context, p register.Place) ([]byte, note.Proof, error) {
	pr, err := f.ProveCommitted(ctx, p)
	if err != nil {
		return nil, note.Proof{}, err
	}
	if l, err := f.logOf(p.Lane, p.Generation); err != nil {
		return nil, note.Proof{}, err
	} else if l.witnessedSize > p.Seq {
		leaf := pr.Leaf
		if pr, err = f.include(ctx, l, p.Seq); err != nil {
			return nil, note.Proof{}, err
		}
		pr.Leaf = leaf
	}
	return bytes.Clone(pr.Leaf), note.Proof{Index: pr.Index, Hashes: pr.Hashes, Note: pr.Note}, nil
}
