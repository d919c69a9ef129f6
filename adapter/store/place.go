package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/place"
)

// placeVersion is the setting that changes with the units.
const placeVersion = "place.version"

// gazetteerCache keeps the gazetteer as of a version of the units.
type gazetteerCache struct {
	mu        sync.Mutex
	version   string
	gazetteer *place.Gazetteer
}

// UnitTold says what became of a record that was told.
type UnitTold struct {
	Stored bool  // false: it was there already
	Err    error // Invalid or Conflict: it was refused
}

// TellUnits keeps administrative units, each whole or not at all, in one transaction. What a record does not tell stays as it was told before.
// The answers are in the order of the records: Invalid for a unit that cannot be, Conflict for one whose code another has on the same day.
func (s *Store) TellUnits(ctx context.Context, list []place.Record) (told []UnitTold, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		told = make([]UnitTold, len(list)) // again, if the transaction is
		stored := false
		for i, r := range list {
			told[i].Stored, told[i].Err = tx.tellUnit(r)
			if err := told[i].Err; err != nil && fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
				return err
			}
			stored = stored || told[i].Stored
		}
		if !stored {
			return nil
		}
		return tx.exec(`UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = $1`, placeVersion)
	})
	return told, err
}

// tellUnit keeps one unit, and says whether that changed anything.
func (tx *Tx) tellUnit(r place.Record) (bool, error) {
	all, err := tx.unitsOf(r.Code)
	if err != nil {
		return false, err
	}
	var old *place.Record
	for i := range all {
		if all[i].Ref() == r.Ref() {
			old = &all[i]
			r = r.Over(*old)
		}
	}
	if r, err = r.Checked(); err != nil {
		return false, err
	}
	for _, o := range all {
		if o.Ref() != r.Ref() && (o.Until.IsZero() || r.From.Compare(o.Until) < 0) && (r.Until.IsZero() || o.From.Compare(r.Until) < 0) {
			return false, fault.New(fault.Conflict, "%s has the code %s on the same day; tell first when it ended", o.Name, r.Code)
		}
	}
	shape, err := packed(r.Shape)
	if err != nil {
		return false, err
	}
	if old != nil {
		before, err := packed(old.Shape)
		if err != nil {
			return false, err
		}
		if sameUnit(old.Unit, r.Unit) && bytes.Equal(before, shape) {
			return false, nil
		}
	}
	unverified := 0
	if r.Unverified {
		unverified = 1
	}
	return true, tx.exec(`INSERT INTO unit (code, since, until, level, parent, name, english, became, source, unverified, told_at, shape)`+
		` VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (code, since) DO UPDATE SET until = excluded.until, level = excluded.level,`+
		` parent = excluded.parent, name = excluded.name, english = excluded.english, became = excluded.became, source = excluded.source,`+
		` unverified = excluded.unverified, told_at = excluded.told_at, shape = excluded.shape`,
		r.Code, r.From.String(), r.Until.String(), string(r.Level), r.Parent, r.Name, r.English, strings.Join(r.Became, " "), r.Source, unverified, stamp(tx.w.s.opt.Clock()), shape)
}

// packed is a shape as it is stored; nil if it is not told.
func packed(s place.Shape) ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	return s.MarshalBinary()
}

func sameUnit(a, b place.Unit) bool {
	return a.Ref() == b.Ref() && a.Until == b.Until && a.Level == b.Level && a.Parent == b.Parent && a.Name == b.Name && a.English == b.English &&
		strings.Join(a.Became, " ") == strings.Join(b.Became, " ") && a.Source == b.Source && a.Unverified == b.Unverified
}

const unitColumns = `code, since, until, level, parent, name, english, became, source, unverified`

// unitsOf gives the units of a code with their land.
func (tx *Tx) unitsOf(code string) ([]place.Record, error) {
	rows, err := prepared{tx}.QueryContext(tx.ctx, `SELECT `+unitColumns+`, shape FROM unit WHERE code = $1 ORDER BY since`, code)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []place.Record
	for rows.Next() {
		var shape []byte
		var r place.Record
		if r.Unit, err = scanUnit(rows, &shape); err != nil {
			return nil, err
		}
		if shape != nil {
			if err := r.Shape.UnmarshalBinary(shape); err != nil {
				return nil, err
			}
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// scanUnit reads a row of unitColumns and what follows them.
func scanUnit(rows *sql.Rows, more ...any) (u place.Unit, err error) {
	var since, until, became string
	var unverified int
	if err := rows.Scan(append([]any{&u.Code, &since, &until, &u.Level, &u.Parent, &u.Name, &u.English, &became, &u.Source, &unverified}, more...)...); err != nil {
		return u, err
	}
	for _, d := range []struct {
		text string
		date *ipr.Date
	}{{since, &u.From}, {until, &u.Until}} {
		if d.text == "" {
			continue
		}
		if *d.date, err = ipr.ParseDate(d.text); err != nil {
			return u, fault.New(fault.Internal, "the days of the unit %s are damaged", u.Code).Because(err)
		}
	}
	u.Became, u.Unverified = strings.Fields(became), unverified == 1
	if len(u.Became) == 0 {
		u.Became = nil
	}
	return u, nil
}

// Gazetteer gives the administrative units of all days. It is the same until they change.
func (s *Store) Gazetteer(ctx context.Context) (*place.Gazetteer, error) {
	s.gazetteer.mu.Lock()
	defer s.gazetteer.mu.Unlock()
	version, err := s.Setting(ctx, placeVersion)
	if err != nil {
		return nil, err
	}
	if s.gazetteer.gazetteer != nil && s.gazetteer.version == version {
		return s.gazetteer.gazetteer, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+unitColumns+` FROM unit ORDER BY code, since`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var units []place.Unit
	for rows.Next() {
		u, err := scanUnit(rows)
		if err != nil {
			return nil, err
		}
		units = append(units, u)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	g, err := place.NewGazetteer(units)
	if err != nil {
		return nil, err
	}
	s.gazetteer.version, s.gazetteer.gazetteer = version, g
	return g, nil
}

// Shapes gives the land of units, in their order, nil where it is not told.
func (s *Store) Shapes(ctx context.Context, refs []place.Ref) ([]place.Shape, error) {
	out := make([]place.Shape, len(refs))
	for i, ref := range refs {
		var shape []byte
		err := s.read.QueryRowContext(ctx, `SELECT shape FROM unit WHERE code = $1 AND since = $2`, ref.Code, ref.From.String()).Scan(&shape)
		if errors.Is(err, sql.ErrNoRows) || err == nil && shape == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := out[i].UnmarshalBinary(shape); err != nil {
			return nil, err
		}
	}
	return out, nil
}
