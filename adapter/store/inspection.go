package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

var _ filing.Inspections = Filings{}

// Uninspected lists filings that wait for their inspection; see filing.Inspections.
func (f Filings) Uninspected(ctx context.Context, since time.Time, behind string, n int) ([]string, error) {
	rows, err := f.read.QueryContext(ctx, `SELECT s.id FROM submission s WHERE s.received_at >= $1 AND (s.received_at, s.id) > (SELECT COALESCE(MAX(b.received_at), ''), CAST($2 AS TEXT) FROM submission b WHERE b.id = $2)`+
		` AND NOT EXISTS (SELECT 1 FROM submission_step t WHERE t.submission = s.id AND t.what IN ('clean', 'unsound', 'failed')) ORDER BY s.received_at, s.id LIMIT $3`,
		stamp(since), behind, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

// Waiting lists the documents of a filing that wait for their inspection; see filing.Inspections.
func (f Filings) Waiting(ctx context.Context, id string) ([]filing.Document, filing.Outcome, error) {
	rows, err := f.read.QueryContext(ctx, `SELECT f.n, f.sha256, f.size, COALESCE(i.outcome, '') FROM submission_file f LEFT JOIN inspection i ON i.submission = f.submission AND i.n = f.n`+
		` WHERE f.submission = $1 ORDER BY f.n, i.try`, id)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	var all []filing.Document
	done := map[int]bool{}
	worst := filing.SoundFile
	for rows.Next() {
		var d filing.Document
		var outcome filing.Outcome
		if err := rows.Scan(&d.File, &d.SHA256, &d.Size, &outcome); err != nil {
			return nil, "", err
		}
		if len(all) == 0 || all[len(all)-1].File != d.File {
			all = append(all, d)
		}
		switch last := &all[len(all)-1]; outcome {
		case filing.Broken:
			last.Tries++
		case filing.AskedAgain:
			last.Tries = 0
		case filing.UnsoundFile:
			worst = outcome
			done[d.File] = true
		case filing.SoundFile:
			done[d.File] = true
		}
	}
	var list []filing.Document
	for _, d := range all {
		if !done[d.File] {
			list = append(list, d)
		}
	}
	return list, worst, rows.Err()
}

// Inspected keeps the outcome of an inspection; see filing.Inspections.
func (f Filings) Inspected(ctx context.Context, id string, i filing.Inspection) error {
	k, err := f.caseKey(ctx, id)
	if err != nil {
		return err
	}
	body, shown := []byte{}, (*Blob)(nil)
	if i.Report != nil {
		report := *i.Report
		report.Display = nil
		plain, err := json.Marshal(report)
		if err != nil {
			return err
		}
		body = k.hide(plain, "inspection")
		if len(i.Report.Display) > 0 {
			if shown, err = f.TakeBlob(newSealedFile(k.aead, bytes.NewReader(i.Report.Display), int64(len(i.Report.Display))), int64(len(i.Report.Display))*2+pieceSize); err != nil {
				return err
			}
		}
	}
	return f.Update(ctx, func(tx *Tx) error {
		sha := ""
		if shown != nil {
			if err := tx.KeepBlob(shown); err != nil {
				return err
			}
			sha = shown.SHA256
		}
		return tx.exec(`INSERT INTO inspection (submission, n, try, noted_at, noted_by, outcome, body, shown) SELECT $1, $2, COALESCE(MAX(try), 0) + 1, $3, $4, $5, $6, $7 FROM inspection WHERE submission = $1 AND n = $2`,
			id, i.File, stamp(i.At), i.By, string(i.Outcome), body, sha)
	})
}

// caseKey gives the key under which what is private of a filing lies. Errors: NotFound.
func (f Filings) caseKey(ctx context.Context, id string) (dataKey, error) {
	var key int64
	err := f.read.QueryRowContext(ctx, `SELECT key FROM submission WHERE id = $1`, id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return dataKey{}, fault.New(fault.NotFound, "there is no such filing")
	}
	if err != nil {
		return dataKey{}, err
	}
	aead, err := f.vault.key(ctx, key)
	return dataKey{key, aead}, err
}

// Inspections lists what was found; see filing.Inspections.
func (f Filings) Inspections(ctx context.Context, id string) ([]filing.Inspection, error) {
	k, err := f.caseKey(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := f.read.QueryContext(ctx, `SELECT n, noted_at, noted_by, outcome, body, shown FROM inspection WHERE submission = $1 ORDER BY n, try`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []filing.Inspection
	for rows.Next() {
		var i filing.Inspection
		var at, shown string
		var body []byte
		if err := rows.Scan(&i.File, &at, &i.By, &i.Outcome, &body, &shown); err != nil {
			return nil, err
		}
		if i.At, err = time.Parse(register.TimeLayout, at); err != nil {
			return nil, err
		}
		i.Shows = shown != ""
		if len(body) > 0 {
			plain, err := show(k.aead, body, "inspection")
			if err != nil {
				return nil, err
			}
			i.Report = new(filing.FileReport)
			if err := json.Unmarshal(plain, i.Report); err != nil {
				return nil, err
			}
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// Shown opens the picture to show of a document; see filing.Inspections.
func (f Filings) Shown(ctx context.Context, id string, file int) (io.ReadCloser, error) {
	k, err := f.caseKey(ctx, id)
	if err != nil {
		return nil, err
	}
	var blob string
	err = f.read.QueryRowContext(ctx, `SELECT shown FROM inspection WHERE submission = $1 AND n = $2 AND shown <> '' ORDER BY try DESC LIMIT 1`, id, file).Scan(&blob)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "there is no file %s", id)
	}
	if err != nil {
		return nil, err
	}
	r, err := f.OpenBlob(ctx, blob)
	if err != nil {
		return nil, err
	}
	return newOpenedFile(k.aead, r), nil
}

// Before lists filings, newest first, that came in before one; "" for the newest.
func (f Filings) Before(ctx context.Context, behind string, n int) ([]*filing.Submission, error) {
	query, args := selectSubmission+` ORDER BY received_at DESC, id DESC LIMIT $1`, []any{n}
	if behind != "" {
		query, args = selectSubmission+` WHERE (received_at, id) < (SELECT b.received_at, b.id FROM submission b WHERE b.id = $2) ORDER BY received_at DESC, id DESC LIMIT $1`, []any{n, behind}
	}
	rows, err := f.read.QueryContext(ctx, query, args...)
	return scanSubmissions(ctx, f.Store, f.read, rows, err)
}
