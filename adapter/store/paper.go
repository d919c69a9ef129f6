package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/locale"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure"
	"github.com/muniment/muniment/register"
)

// maxPaper is the greatest size of an issued PDF in bytes.
const maxPaper = 1 << 30

// Books are the issued documents as procedure asks for them.
type Books struct{ s *Store }

var (
	_ procedure.Books   = Books{}
	_ procedure.BooksTx = (*Tx)(nil)
	_ procedure.Taken   = (*Blob)(nil)
)

// Books gives the books of issued documents.
func (s *Store) Books() Books { return Books{s} }

// Enter runs f in a transaction of the writer. Those of one register run one after another, also of several processes.
func (b Books) Enter(ctx context.Context, f func(procedure.BooksTx) error) error {
	return b.s.Update(ctx, func(tx *Tx) error { return f(tx) })
}

// Take takes the bytes of a PDF in. Errors: Invalid if there are more than a gigabyte.
func (b Books) Take(_ context.Context, r io.Reader) (procedure.Taken, error) {
	return b.s.TakeBlob(r, maxPaper)
}

// Document gives a document by its number in the books. Errors: NotFound.
func (b Books) Document(ctx context.Context, id int64) (*procedure.Issued, error) {
	return document(ctx, b.s.read, id)
}

// DocumentByKey gives the newest document under a key that was not declared void. Errors: NotFound.
func (b Books) DocumentByKey(ctx context.Context, key string) (*procedure.Issued, error) {
	return documentByKey(ctx, b.s.read, key)
}

// Open opens the PDF of a finished document. Errors: NotFound if it is not finished.
func (b Books) Open(ctx context.Context, d *procedure.Issued) (io.ReadCloser, error) {
	if d.Made == nil {
		return nil, fault.New(fault.NotFound, "there is no file %s", d.Print())
	}
	return b.s.OpenBlob(ctx, d.Made.SHA256)
}

// List gives up to n documents with numbers in the books below the given one, newest first.
func (b Books) List(ctx context.Context, below int64, n int) ([]*procedure.Issued, error) {
	rows, err := b.s.read.QueryContext(ctx, selectPaper+` WHERE p.id < $1 ORDER BY p.id DESC LIMIT $2`, below, n)
	return scanPapers(ctx, b.s.read, rows, err)
}

// Unfinished gives the documents that have a number and are neither finished nor declared void, oldest first.
func (b Books) Unfinished(ctx context.Context) ([]*procedure.Issued, error) {
	rows, err := b.s.read.QueryContext(ctx, selectPaper+` WHERE m.paper IS NULL AND NOT EXISTS (SELECT 1 FROM paper_standing t WHERE t.paper = p.id) ORDER BY p.id`)
	return scanPapers(ctx, b.s.read, rows, err)
}

// DocumentBySHA256 gives the newest document whose PDF has this SHA-256, in 64 lower-case hex digits. Errors: NotFound.
func (b Books) DocumentBySHA256(ctx context.Context, sum string) (*procedure.Issued, error) {
	rows, err := b.s.read.QueryContext(ctx, selectPaper+` WHERE m.sha256 = $1 ORDER BY p.id DESC LIMIT 1`, sum)
	list, err := scanPapers(ctx, b.s.read, rows, err)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "no document of the office has this file")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// tokenKey is the name under which the vault keeps the key of document tokens.
const tokenKey = "document tokens"

// TokenKey gives the key of document tokens from the vault, making it if there is none. A register that is open for reading
// makes none: NotFound. A lost key makes the tokens on all papers void, so the vault has a backup of its own.
func (s *Store) TokenKey(ctx context.Context) ([]byte, error) {
	secret, err := s.vault.signer(ctx, tokenKey, func() (string, error) {
		if s.w == nil {
			return "", fault.New(fault.NotFound, "the vault has no key of document tokens yet")
		}
		key := make([]byte, 32)
		rand.Read(key)
		return hex.EncodeToString(key), nil
	})
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, err
		}
		return nil, fault.New(fault.Unavailable, "the vault gives no key of document tokens").Because(err)
	}
	return hex.DecodeString(secret)
}

const selectPaper = `SELECT p.id, p.symbol, p.year, p.number, p.request, p.form, p.langs, p.entry, p.made_from, p.right_status, p.dated, p.issued_by, p.reserved_at,` +
	` COALESCE(m.template, ''), COALESCE(m.version, ''), COALESCE(m.sha256, ''), COALESCE(m.size, 0), COALESCE(m.made_at, ''), COALESCE(m.signer, ''),` +
	` COALESCE(m.fingerprint, ''), COALESCE(m.level, ''), COALESCE(m.stamped_at, '') FROM paper p LEFT JOIN paper_made m ON m.paper = p.id`

// document reads a document with what became of it.
func document(ctx context.Context, q querier, id int64) (*procedure.Issued, error) {
	rows, err := q.QueryContext(ctx, selectPaper+` WHERE p.id = $1`, id)
	list, err := scanPapers(ctx, q, rows, err)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "there is no document %d in the books", id)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func documentByKey(ctx context.Context, q querier, key string) (*procedure.Issued, error) {
	rows, err := q.QueryContext(ctx, selectPaper+` WHERE p.request = $1 AND NOT EXISTS (SELECT 1 FROM paper_standing t WHERE t.paper = p.id AND t.state = $2)`+
		` ORDER BY p.id DESC LIMIT 1`, key, string(procedure.Void))
	list, err := scanPapers(ctx, q, rows, err)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "there is no document under this key")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// scanPapers reads rows of selectPaper, closes them and reads what became of each document.
func scanPapers(ctx context.Context, q querier, rows *sql.Rows, err error) ([]*procedure.Issued, error) {
	if err != nil {
		return nil, err
	}
	var list []*procedure.Issued
	for rows.Next() {
		d, err := scanPaper(rows)
		if err != nil {
			rows.Close()
			return nil, err
		}
		list = append(list, d)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	for _, d := range list {
		if d.Standings, err = standings(ctx, q, d.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func scanPaper(rows *sql.Rows) (*procedure.Issued, error) {
	var d procedure.Issued
	var m procedure.Made
	var langs, entry, from, dated, reserved, made, stamped string
	if err := rows.Scan(&d.ID, &d.Series.Symbol, &d.Series.Year, &d.Number, &d.Key, &d.Form, &langs, &entry, &from, &d.RightStatus, &dated, &d.By, &reserved,
		&m.Template.Name, &m.Template.Version, &m.SHA256, &m.Size, &made, &m.Name, &m.Fingerprint, &m.Level, &stamped); err != nil {
		return nil, err
	}
	for l := range strings.SplitSeq(langs, ",") {
		d.Langs = append(d.Langs, locale.Lang(l))
	}
	var errs [6]error
	if entry != "" {
		d.Right, errs[0] = ipr.ParseID(entry)
	}
	if from != "" {
		var places []register.Place
		if places, errs[1] = parsePlaces(from); len(places) == 1 {
			d.From = places[0]
		}
	}
	errs[2] = d.Date.UnmarshalText([]byte(dated))
	d.Reserved, errs[3] = time.Parse(register.TimeLayout, reserved)
	if m.SHA256 != "" {
		m.At, errs[4] = time.Parse(register.TimeLayout, made)
		if stamped != "" {
			m.Stamped, errs[5] = time.Parse(register.TimeLayout, stamped)
		}
		d.Made = &m
	}
	return &d, errors.Join(errs[:]...)
}

func standings(ctx context.Context, q querier, id int64) ([]procedure.Standing, error) {
	rows, err := q.QueryContext(ctx, `SELECT state, other, reason, declared_by, declared_at FROM paper_standing WHERE paper = $1 ORDER BY n`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []procedure.Standing
	for rows.Next() {
		var s procedure.Standing
		var at string
		if err := rows.Scan(&s.State, &s.Other, &s.Reason, &s.By, &at); err != nil {
			return nil, err
		}
		if s.At, err = time.Parse(register.TimeLayout, at); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Document gives a document as the transaction sees it; see procedure.BooksTx.
func (tx *Tx) Document(_ context.Context, id int64) (*procedure.Issued, error) {
	return document(tx.ctx, tx.w.conn, id)
}

// DocumentByKey gives a document as the transaction sees it; see procedure.BooksTx.
func (tx *Tx) DocumentByKey(_ context.Context, key string) (*procedure.Issued, error) {
	return documentByKey(tx.ctx, tx.w.conn, key)
}

// Reserve enters the document with the next number of its series; see procedure.BooksTx. The writer has locked the logs, so
// nobody else takes a number until the commit.
func (tx *Tx) Reserve(_ context.Context, d *procedure.Issued) error {
	if err := tx.w.conn.QueryRowContext(tx.ctx, `SELECT COALESCE(MAX(id), 0) + 1 FROM paper`).Scan(&d.ID); err != nil {
		return err
	}
	if err := tx.w.conn.QueryRowContext(tx.ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM paper WHERE symbol = $1 AND year = $2`, d.Series.Symbol, d.Series.Year).Scan(&d.Number); err != nil {
		return err
	}
	var langs []string
	for _, l := range d.Langs {
		langs = append(langs, string(l))
	}
	entry, from := "", ""
	if !d.Right.IsZero() {
		entry = d.Right.String()
	}
	if d.From.Lane != "" {
		from = string(appendPlace(nil, d.From))
	}
	return tx.exec(`INSERT INTO paper (id, symbol, year, number, request, form, langs, entry, made_from, right_status, dated, issued_by, reserved_at)`+
		` VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, d.ID, d.Series.Symbol, d.Series.Year, d.Number, d.Key, string(d.Form), strings.Join(langs, ","), entry, from,
		string(d.RightStatus), d.Date.String(), d.By, stamp(d.Reserved))
}

// Finish appends that the document is made, with its PDF; see procedure.BooksTx.
func (tx *Tx) Finish(_ context.Context, id int64, m procedure.Made, pdf procedure.Taken) error {
	blob, ok := pdf.(*Blob)
	if !ok {
		return fault.New(fault.Internal, "a document of another store cannot be kept here")
	}
	if err := tx.KeepBlob(blob); err != nil {
		return err
	}
	stamped := ""
	if !m.Stamped.IsZero() {
		stamped = stamp(m.Stamped)
	}
	return tx.exec(`INSERT INTO paper_made (paper, template, version, sha256, size, made_at, signer, fingerprint, level, stamped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, m.Template.Name, m.Template.Version, m.SHA256, m.Size, stamp(m.At), m.Name, m.Fingerprint, m.Level, stamped)
}

// Declare appends what became of the document; see procedure.BooksTx.
func (tx *Tx) Declare(_ context.Context, id int64, s procedure.Standing) error {
	return tx.exec(`INSERT INTO paper_standing (paper, n, state, other, reason, declared_by, declared_at)`+
		` VALUES ($1, (SELECT COALESCE(MAX(t.n), 0) + 1 FROM paper_standing t WHERE t.paper = $1), $2, $3, $4, $5, $6)`, id, string(s.State), s.Other, s.Reason, s.By, stamp(s.At))
}
