package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/muniment/muniment/ipr"
)

// Reading is a document that was read into the library.
type Reading struct {
	Document string // SHA-256
	Name     string
	Size     int64
	Started  string
	Finished string // "" while it is not
	Report   string // JSON
}

// StartReading notes that a document is being read, and gives what is known of an earlier reading of it.
func (s *Store) StartReading(ctx context.Context, r Reading) (earlier Reading, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT document, name, size, started, finished, report FROM reading WHERE document = $1`, r.Document).
		Scan(&earlier.Document, &earlier.Name, &earlier.Size, &earlier.Started, &earlier.Finished, &earlier.Report)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return earlier, err
	}
	r.Started = stamp(s.opt.Clock())
	return earlier, s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO reading (document, name, size, started, finished, report) VALUES ($1, $2, $3, $4, '', '') ON CONFLICT (document) DO NOTHING`, r.Document, r.Name, r.Size, r.Started)
	})
}

// Seen gives the newest version in which a source told of each right what the register had already.
func (s *Store) Seen(ctx context.Context, ids []ipr.ID) (map[ipr.ID]ipr.Date, error) {
	out := map[ipr.ID]ipr.Date{}
	for _, id := range ids {
		var text string
		err := s.read.QueryRowContext(ctx, `SELECT version FROM seen WHERE entry = $1`, id.String()).Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		var d ipr.Date
		if err == nil {
			err = d.UnmarshalText([]byte(text))
		}
		if err != nil {
			return nil, err
		}
		out[id] = d
	}
	return out, nil
}

// See notes in which versions a source told of rights what the register had already.
func (s *Store) See(ctx context.Context, versions map[ipr.ID]ipr.Date) error {
	return s.Update(ctx, func(tx *Tx) error {
		for id, v := range versions {
			if err := tx.exec(`INSERT INTO seen (entry, version) VALUES ($1, $2) ON CONFLICT (entry) DO UPDATE SET version = excluded.version WHERE excluded.version > seen.version`, id.String(), v.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// FinishReading notes that the document has been read to its end.
func (s *Store) FinishReading(ctx context.Context, document, report string) error {
	return s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE reading SET finished = $1, report = $2 WHERE document = $3`, stamp(s.opt.Clock()), report, document)
	})
}
