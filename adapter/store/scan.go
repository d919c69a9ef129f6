package store

import (
	"context"
	"database/sql"
	"errors"
	"io"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/register"
)

// scanKey names the vault's key of all scans of powers of attorney.
var scanKey = caseKey{"powers", register.Closed}

// KeepScan keeps the scan of a power of attorney, encrypted, and gives the SHA-256 of what was scanned. The same scan is kept once.
//
// Errors: Invalid if it has more bytes than limit.
func (s *Store) KeepScan(ctx context.Context, body io.Reader, limit int64) (string, error) {
	k, err := s.vault.dataKeys(ctx, scanKey)
	if err != nil {
		return "", fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	taken, err := caseKeys{s: s, closed: k[0]}.Take(ctx, body, limit)
	if err != nil {
		return "", err
	}
	file := taken.(caseFile)
	return file.sha, s.Update(ctx, func(tx *Tx) error {
		if err := tx.KeepBlob(file.blob); err != nil {
			return err
		}
		return tx.exec(`INSERT INTO scan (sha256, kept_at, blob) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING`, file.sha, stamp(s.opt.Clock()), file.blob.SHA256)
	})
}

// OpenScan opens the scan of a power of attorney by its SHA-256. Errors: NotFound if there is none.
func (s *Store) OpenScan(ctx context.Context, sha string) (io.ReadCloser, error) {
	var blob string
	err := s.read.QueryRowContext(ctx, `SELECT blob FROM scan WHERE sha256 = $1`, sha).Scan(&blob)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no scan %s", sha)
	}
	if err != nil {
		return nil, err
	}
	k, err := s.vault.dataKeys(ctx, scanKey)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the vault gives no key").Because(err)
	}
	r, err := s.OpenBlob(ctx, blob)
	if err != nil {
		return nil, err
	}
	return newOpenedFile(k[0].aead, r), nil
}
