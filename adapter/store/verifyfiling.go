package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/procedure/filing"
	"github.com/muniment/muniment/register"
)

// filings verifies what the desk received: each filing's leaf says what the books say of it, its application is the one that the leaf
// commits to, its documents decrypt to the bytes that were filed, its steps are numbered without a gap; every series of numbers runs
// from 1 without a gap, each number stands for one filing. What lies under a destroyed key was erased on purpose and is passed over.
func (v *verifier) filings() error {
	if err := v.numbers(); err != nil {
		return err
	}
	for after := ""; ; {
		// A page at a time, so that the filings of many years need no memory.
		rows, err := v.s.read.QueryContext(v.ctx, selectSubmission+` WHERE id > $1 ORDER BY id LIMIT 500`, after)
		list, err := scanSubmissions(v.ctx, v.s, v.s.read, rows, err)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return nil
		}
		for _, s := range list {
			after = s.ID
			v.out.Filings++
			if err := v.filing(s); err != nil {
				return err
			}
		}
	}
}

// numbers looks for numbers that are missing from a series, or that were given to nothing. One cannot be given twice.
func (v *verifier) numbers() error {
	rows, err := v.s.read.QueryContext(v.ctx, `SELECT name, year, COUNT(*), MIN(number), MAX(number), SUM(CASE WHEN EXISTS (SELECT 1 FROM submission s WHERE s.entry = series.entry)`+
		` OR EXISTS (SELECT 1 FROM submission_step t WHERE t.entry = series.entry AND t.what = 'numbered') THEN 0 ELSE 1 END) FROM series GROUP BY name, year ORDER BY name, year`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var year, n, least, most, stray int64
		if err := rows.Scan(&name, &year, &n, &least, &most, &stray); err != nil {
			return err
		}
		if least != 1 || most != n {
			v.find("", "numbers "+name, -1, "of %d there are %d numbers from %d to %d: some are missing", year, n, least, most)
		}
		if stray > 0 {
			v.find("", "numbers "+name, -1, "of %d %d numbers belong to no filing", year, stray)
		}
	}
	return rows.Err()
}

// filing verifies one filing. Findings name it by its own sign, which tells nothing of what was filed.
func (v *verifier) filing(s *filing.Submission) error {
	l, err := v.s.logOf(s.Place.Lane, s.Place.Generation)
	if err != nil {
		v.find(s.ID, "", -1, "its leaf is in a log that is not here")
		return nil
	}
	find := func(what string, args ...any) { v.find(s.ID, l.origin, s.Place.Seq, what, args...) }
	if err := v.steps(s, find); err != nil {
		return err
	}
	if err := v.numbered(s, find); err != nil {
		return err
	}
	told, err := v.s.Filings().Told(v.ctx, s.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil // erased, or told by the log's own verification
	}
	if err != nil {
		find("what its leaf commits to cannot be opened: %v", err)
		return nil
	}
	var leaf []byte
	if err := v.s.read.QueryRowContext(v.ctx, `SELECT leaf FROM event WHERE log = $1 AND seq = $2`, l.id, s.Place.Seq).Scan(&leaf); err != nil {
		find("its leaf is missing")
		return nil
	}
	seen, err := register.ParseEvent(leaf, told)
	if err != nil {
		find("its leaf commits to something else: %v", err)
		return nil
	}
	v.told(s, seen, find)
	body, err := v.s.Filings().Opened(v.ctx, s.ID)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	sum := sha256.Sum256(body)
	if err != nil || hex.EncodeToString(sum[:]) != s.Digest {
		find("its application was changed")
		return nil
	}
	a, err := filing.Read(body)
	if err != nil {
		find("its application cannot be read: %v", err)
		return nil
	}
	return v.files(s, a, find)
}

// told compares what the leaf says with the books.
func (v *verifier) told(s *filing.Submission, seen *register.Seen, find func(string, ...any)) {
	if !seen.Leaf.ReceivedAt.Equal(s.Received) {
		find("its leaf is of %s, and its books say %s", stamp(seen.Leaf.ReceivedAt), stamp(s.Received))
	}
	said := map[string]json.RawMessage{}
	for _, r := range seen.Revealed {
		said[r.Name] = r.Value
	}
	is := func(name, value string) {
		var t string
		if json.Unmarshal(said[name], &t) != nil || t != value {
			find("its leaf says %s of %s, and its books say %q", said[name], name, value)
		}
	}
	is("id", s.Entry.String())
	is("act", "file")
	is("effective", s.Day.String())
	var private struct{ Submission, Application string }
	if json.Unmarshal(said["private"], &private) != nil || private.Submission != s.ID || private.Application != s.Digest {
		find("its leaf is of another filing")
	}
}

// steps looks for steps that are missing or could not have been taken.
func (v *verifier) steps(s *filing.Submission, find func(string, ...any)) error {
	var n, most int
	if err := v.s.read.QueryRowContext(v.ctx, `SELECT COUNT(*), COALESCE(MAX(n), 0) FROM submission_step WHERE submission = $1`, s.ID).Scan(&n, &most); err != nil {
		return err
	}
	if n != most {
		find("there should be %d steps, and there are %d", most, n)
	}
	if n == 0 || s.Steps[0].What != filing.Received || !s.Steps[0].At.Equal(s.Received) || s.Steps[0].By != s.Account {
		find("its first step is not its receipt")
	}
	for i := 1; i < len(s.Steps); i++ {
		if s.Steps[i].What == filing.Received {
			find("it was received again by step %d", i+1)
		}
	}
	return nil
}

// numbered sees that the numbers of a filing stand in a series.
func (v *verifier) numbered(s *filing.Submission, find func(string, ...any)) error {
	var given []ipr.ID
	if s.Entry.Number != s.ID {
		given = append(given, s.Entry)
	}
	for _, t := range s.Steps {
		if t.What == filing.Numbered {
			given = append(given, t.Entry)
		}
	}
	if len(given) > 1 {
		find("it has %d numbers", len(given))
	}
	for _, id := range given {
		var n int
		if err := v.s.read.QueryRowContext(v.ctx, `SELECT COUNT(*) FROM series WHERE entry = $1`, id.String()).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			find("its number %s stands in no series", id.Number)
		}
	}
	return nil
}

// files decrypts every document and compares it with what the application names.
func (v *verifier) files(s *filing.Submission, a *filing.Application, find func(string, ...any)) error {
	rows, err := v.s.read.QueryContext(v.ctx, `SELECT sha256, size FROM submission_file WHERE submission = $1 ORDER BY n`, s.ID)
	if err != nil {
		return err
	}
	type file struct {
		sha  string
		size int64
	}
	var kept, named []file
	for rows.Next() {
		var f file
		if err := rows.Scan(&f.sha, &f.size); err != nil {
			rows.Close()
			return err
		}
		kept = append(kept, f)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for _, f := range a.Files {
		named = append(named, file{f.SHA256, f.Size})
	}
	if !slices.Equal(kept, named) {
		find("its application names %d documents, and %d others are kept", len(named), len(kept))
		return nil
	}
	for i, f := range kept {
		if err := v.file(s.ID, f.sha, f.size); err != nil {
			find("its document %d: %v", i+1, err)
		}
	}
	return nil
}

func (v *verifier) file(id, sha string, size int64) error {
	r, err := v.s.Filings().File(v.ctx, id, sha)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return err
	}
	if n != size || hex.EncodeToString(h.Sum(nil)) != sha {
		return fmt.Errorf("it was changed")
	}
	return nil
}
