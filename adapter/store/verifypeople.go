package store

import (
	"database/sql"
	"errors"
	"maps"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/office"
)

// people verifies what is kept of people, in one state of the database: facts are numbered from 1 without a gap and can be folded,
// lookups are those that follow from them and no others, secrets belong to a credential, declarations can be opened or their key was
// destroyed.
func (v *verifier) people() error {
	return v.s.People().view(v.ctx, func(tx *sql.Tx) error {
		var count, last, stray int64
		err := tx.QueryRowContext(v.ctx, `SELECT COUNT(*), COALESCE(MAX(seq), 0), (SELECT COUNT(*) FROM secret s WHERE NOT EXISTS`+
			` (SELECT 1 FROM lookup l WHERE l.kind = 'credential' AND l.key = s.credential)) FROM fact`).Scan(&count, &last, &stray)
		if err != nil {
			return err
		}
		if count != last {
			v.find("", "people", -1, "there should be %d facts, and there are %d", last, count)
		}
		if stray > 0 {
			v.find("", "people", -1, "%d secrets belong to no credential", stray)
		}
		for after := ""; after < beyond; {
			if after, err = v.subjects(tx, after); err != nil {
				return err
			}
		}
		return v.declarations(tx)
	})
}

// beyond is greater than every id.
const beyond = "~"

// subjectStep is how many subjects are folded at a time, so that those of a large office need little memory.
const subjectStep = 500

// subjects folds the next subjects after one, compares their lookups, and gives the last of them; beyond if there are no more.
func (v *verifier) subjects(tx *sql.Tx, after string) (string, error) {
	var n int64
	last := ""
	err := tx.QueryRowContext(v.ctx, `SELECT COUNT(*), COALESCE(MAX(subject), '') FROM (SELECT DISTINCT subject FROM fact WHERE subject > $1 ORDER BY subject LIMIT $2) page`, after, subjectStep).Scan(&n, &last)
	if err != nil {
		return "", err
	}
	if n < subjectStep {
		last = beyond
	}
	kept := map[string][]office.Lookup{}
	rows, err := tx.QueryContext(v.ctx, `SELECT subject, kind, key FROM lookup WHERE subject > $1 AND subject <= $2 ORDER BY subject, kind, key`, after, last)
	if err != nil {
		return "", err
	}
	for rows.Next() {
		var subject string
		var l office.Lookup
		if err := rows.Scan(&subject, &l.Kind, &l.Key); err != nil {
			rows.Close()
			return "", err
		}
		kept[subject] = append(kept[subject], l)
	}
	if err := errors.Join(rows.Close(), rows.Err()); err != nil {
		return "", err
	}
	if rows, err = tx.QueryContext(v.ctx, `SELECT seq, subject, told_at, told_by, what, body FROM fact WHERE subject > $1 AND subject <= $2 ORDER BY subject, seq`, after, last); err != nil {
		return "", err
	}
	var told [][]office.Fact
	if err := eachFact(rows, bySubject(&told)); fault.KindOf(err) == fault.Internal && ofFault(err) {
		v.find("", "people", -1, "%v", err)
	} else if err != nil {
		return "", err
	}
	for _, facts := range told {
		subject := facts[0].Subject
		want, err := office.Lookups(subject, facts)
		if err != nil {
			v.find("", "people", -1, "the facts about %s do not fit together: %v", subject, err)
		} else if !slices.Equal(kept[subject], want) {
			v.find("", "people", -1, "%s is not found as its facts say", subject)
		}
		delete(kept, subject)
		v.out.People++
	}
	for _, subject := range slices.Sorted(maps.Keys(kept)) {
		v.find("", "people", -1, "%s is found by %s, and nothing is told of it", subject, kept[subject][0].Kind)
	}
	return last, nil
}

// ofFault reports whether an error is a fault of ours, not one of reading.
func ofFault(err error) bool { _, ok := fault.Of(err); return ok }

// declarations opens every declaration whose key is there.
func (v *verifier) declarations(tx *sql.Tx) error {
	rows, err := tx.QueryContext(v.ctx, `SELECT pseudonym, n, key, body FROM declaration ORDER BY pseudonym, n`)
	if err != nil {
		return err
	}
	defer rows.Close()
	before, at := "", int64(0)
	for rows.Next() {
		var name string
		var n, key int64
		var body []byte
		if err := rows.Scan(&name, &n, &key, &body); err != nil {
			return err
		}
		if name != before {
			before, at = name, 0
		}
		if at++; n != at {
			v.find("", "people", -1, "a declaration before the %d. under a pseudonym is missing", n)
			at = n
		}
		if len(body) == 0 {
			continue
		}
		aead, err := v.s.vault.key(v.ctx, key)
		if fault.KindOf(err) == fault.NotFound {
			continue // taken back, or replaced
		}
		if err != nil {
			return err
		}
		if _, err := show(aead, body, name); err != nil {
			v.find("", "people", -1, "a declaration cannot be opened")
		}
	}
	return rows.Err()
}
