package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

// keptVersions is how many versions of a draft are kept beside the newest.
const keptVersions = 50

const draftSchema = `
CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, begun TEXT NOT NULL, version INTEGER NOT NULL, filed TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS draft_version (draft TEXT NOT NULL, version INTEGER NOT NULL, saved TEXT NOT NULL, saved_by TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (draft, version));
CREATE TABLE IF NOT EXISTS draft_share (draft TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (draft, account));
CREATE TABLE IF NOT EXISTS draft_file (draft TEXT NOT NULL, sha256 TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (draft, sha256));
CREATE TABLE IF NOT EXISTS draft_report (draft TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS draft_owner ON draft (owner);
CREATE INDEX IF NOT EXISTS draft_share_account ON draft_share (account);`

// DraftBooks are the drafts of applicants, in traffic.db: what is not law yet. Their texts and files are encrypted under a key of
// each draft in the vault.
type DraftBooks struct{ s *Store }

var _ filing.Drafts = DraftBooks{}

// Drafts gives the drafts. They need a register that is open for writing.
func (s *Store) Drafts() DraftBooks { return DraftBooks{s} }

func (b DraftBooks) db() (*sql.DB, error) {
	if b.s.stats == nil {
		return nil, fault.New(fault.Conflict, "the register is open for reading only")
	}
	return b.s.stats.db, nil
}

func (b DraftBooks) key(ctx context.Context, id string) (dataKey, error) {
	k, err := b.s.vault.dataKeys(ctx, caseKey{id, register.Closed})
	if err != nil {
		return dataKey{}, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	return k[0], nil
}

// within runs f in a transaction.
func (b DraftBooks) within(ctx context.Context, f func(tx *sql.Tx) error) error {
	db, err := b.db()
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Begin keeps a new draft; see filing.Drafts.
func (b DraftBooks) Begin(ctx context.Context, d *filing.Draft) error {
	k, err := b.key(ctx, d.ID)
	if err != nil {
		return err
	}
	return b.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO draft (id, owner, kind, begun, version, filed) VALUES ($1, $2, $3, $4, $5, '')`, d.ID, d.Owner, string(d.Kind), stamp(d.Begun), d.Version); err != nil {
			return err
		}
		return insertVersion(ctx, tx, d, k)
	})
}

func insertVersion(ctx context.Context, tx *sql.Tx, d *filing.Draft, k dataKey) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO draft_version (draft, version, saved, saved_by, body) VALUES ($1, $2, $3, $4, $5)`, d.ID, d.Version, stamp(d.Saved), d.SavedBy, k.hide(d.Application.Bytes(), d.ID))
	return err
}

const selectDraft = `SELECT d.id, d.owner, d.kind, d.begun, d.filed, v.version, v.saved, v.saved_by, v.body FROM draft d JOIN draft_version v ON v.draft = d.id`

// scanDrafts reads rows of selectDraft; the applications only if they are to be opened.
func (b DraftBooks) scanDrafts(ctx context.Context, open bool, query string, args ...any) ([]*filing.Draft, error) {
	db, err := b.db()
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var list []*filing.Draft
	var bodies [][]byte
	for rows.Next() {
		var d filing.Draft
		var begun, saved string
		var body []byte
		err := rows.Scan(&d.ID, &d.Owner, &d.Kind, &begun, &d.Filed, &d.Version, &saved, &d.SavedBy, &body)
		if err == nil {
			d.Begun, err = time.Parse(register.TimeLayout, begun)
		}
		if err == nil {
			d.Saved, err = time.Parse(register.TimeLayout, saved)
		}
		if err != nil {
			rows.Close()
			return nil, err
		}
		list, bodies = append(list, &d), append(bodies, body)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return nil, err
	}
	for i, d := range list {
		if d.Shared, err = b.sharing(ctx, db, d.ID); err != nil {
			return nil, err
		}
		if !open {
			continue
		}
		k, err := b.key(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		plain, err := show(k.aead, bodies[i], d.ID)
		if err != nil {
			return nil, err
		}
		if d.Application, err = filing.Read(plain); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (b DraftBooks) sharing(ctx context.Context, db *sql.DB, id string) (list []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT account FROM draft_share WHERE draft = $1 ORDER BY account`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a string
		if err := rows.Scan(&a); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

func (b DraftBooks) one(ctx context.Context, query string, args ...any) (*filing.Draft, error) {
	list, err := b.scanDrafts(ctx, true, query, args...)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "there is no such draft")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Draft gives a draft; see filing.Drafts.
func (b DraftBooks) Draft(ctx context.Context, id string) (*filing.Draft, error) {
	return b.one(ctx, selectDraft+` AND v.version = d.version WHERE d.id = $1`, id)
}

// Version gives a kept version; see filing.Drafts.
func (b DraftBooks) Version(ctx context.Context, id string, version int) (*filing.Draft, error) {
	return b.one(ctx, selectDraft+` WHERE d.id = $1 AND v.version = $2`, id, version)
}

// Versions lists the kept versions; see filing.Drafts.
func (b DraftBooks) Versions(ctx context.Context, id string) ([]*filing.Draft, error) {
	return b.scanDrafts(ctx, false, selectDraft+` WHERE d.id = $1 ORDER BY v.version DESC`, id)
}

// DraftsOf lists the drafts of an account; see filing.Drafts.
func (b DraftBooks) DraftsOf(ctx context.Context, account string) ([]*filing.Draft, error) {
	return b.scanDrafts(ctx, false, selectDraft+` AND v.version = d.version WHERE d.filed = '' AND (d.owner = $1 OR EXISTS (SELECT 1 FROM draft_share s WHERE s.draft = d.id AND s.account = $1)) ORDER BY v.saved DESC, d.id`, account)
}

// Save keeps a new version; see filing.Drafts.
func (b DraftBooks) Save(ctx context.Context, d *filing.Draft, over int) error {
	k, err := b.key(ctx, d.ID)
	if err != nil {
		return err
	}
	return b.within(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `UPDATE draft SET version = $1 WHERE id = $2 AND version = $3 AND filed = ''`, d.Version, d.ID, over)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.Conflict, "somebody else has written this draft in the meantime; look at it and change it again"))
		}
		if err := insertVersion(ctx, tx, d, k); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM draft_version WHERE draft = $1 AND version < $2`, d.ID, d.Version-keptVersions)
		return err
	})
}

// Share lets an account write the draft, or no longer; see filing.Drafts.
func (b DraftBooks) Share(ctx context.Context, id, account string, may bool) error {
	query := `DELETE FROM draft_share WHERE draft = $1 AND account = $2`
	if may {
		query = `INSERT INTO draft_share (draft, account) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	}
	return b.within(ctx, func(tx *sql.Tx) error { _, err := tx.ExecContext(ctx, query, id, account); return err })
}

// Discard forgets a draft; see filing.Drafts. Its key goes too, so that no copy of its files can be read.
func (b DraftBooks) Discard(ctx context.Context, id string) error {
	err := b.within(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM draft WHERE id = $1 AND filed = ''`, id)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.NotFound, "there is no such draft"))
		}
		_, e1 := tx.ExecContext(ctx, `DELETE FROM draft_version WHERE draft = $1`, id)
		_, e2 := tx.ExecContext(ctx, `DELETE FROM draft_share WHERE draft = $1`, id)
		_, e3 := tx.ExecContext(ctx, `DELETE FROM draft_file WHERE draft = $1`, id)
		_, e4 := tx.ExecContext(ctx, `DELETE FROM draft_report WHERE draft = $1`, id)
		return errors.Join(e1, e2, e3, e4)
	})
	if err != nil {
		return err
	}
	return b.s.vault.destroy(ctx, caseKey{id, register.Closed})
}

// MarkFiled notes that a submission was made of the draft; see filing.Drafts.
func (b DraftBooks) MarkFiled(ctx context.Context, id, submission string) error {
	return b.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE draft SET filed = $1 WHERE id = $2`, submission, id)
		return err
	})
}

// KeepFile keeps a file of a draft; see filing.Drafts.
func (b DraftBooks) KeepFile(ctx context.Context, id string, r io.Reader, limit int64) (string, int64, error) {
	k, err := b.key(ctx, id)
	if err != nil {
		return "", 0, err
	}
	f, err := caseKeys{s: b.s, closed: k}.Take(ctx, r, limit)
	if err != nil {
		return "", 0, err
	}
	file := f.(caseFile)
	if err := b.s.Update(ctx, func(tx *Tx) error { return tx.KeepBlob(file.blob) }); err != nil {
		return "", 0, err
	}
	return file.sha, file.size, b.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO draft_file (draft, sha256, blob) VALUES ($1, $2, $3) ON CONFLICT (draft, sha256) DO UPDATE SET blob = excluded.blob`, id, file.sha, file.blob.SHA256)
		return err
	})
}

// OpenFile opens a file of a draft; see filing.Drafts.
func (b DraftBooks) OpenFile(ctx context.Context, id, sha string) (io.ReadCloser, error) {
	db, err := b.db()
	if err != nil {
		return nil, err
	}
	var blob string
	err = db.QueryRowContext(ctx, `SELECT blob FROM draft_file WHERE draft = $1 AND sha256 = $2`, id, sha).Scan(&blob)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no file %s", sha)
	}
	if err != nil {
		return nil, err
	}
	k, err := b.key(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := b.s.OpenBlob(ctx, blob)
	if err != nil {
		return nil, err
	}
	return newOpenedFile(k.aead, r), nil
}

// KeepReport keeps a report of a draft; see filing.Drafts.
func (b DraftBooks) KeepReport(ctx context.Context, id string, report []byte) error {
	k, err := b.key(ctx, id)
	if err != nil {
		return err
	}
	return b.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO draft_report (draft, body) VALUES ($1, $2) ON CONFLICT (draft) DO UPDATE SET body = excluded.body`, id, k.hide(report, "report "+id))
		return err
	})
}

// Report gives the report of a draft; see filing.Drafts.
func (b DraftBooks) Report(ctx context.Context, id string) ([]byte, error) {
	db, err := b.db()
	if err != nil {
		return nil, err
	}
	var body []byte
	err = db.QueryRowContext(ctx, `SELECT body FROM draft_report WHERE draft = $1`, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k, err := b.key(ctx, id)
	if err != nil {
		return nil, err
	}
	return show(k.aead, body, "report "+id)
}
