package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/register"
)

// filled is a register with copied records, an application that was opened and one that is still sealed.
func filled(t *testing.T, s *store.Store) {
	var ps []*register.Prepared
	for i := range 700 {
		ps = append(ps, prepare(t, s, register.Event{Entry: id(t, fmt.Sprintf("US/TM/%d", i)), Act: "import", Lane: register.Library, Field: []register.Field{
			{Name: "ground", Value: register.Ground{Document: strings.Repeat("ab", 32), Record: int64(i)}},
			{Name: "record", Value: mark(fmt.Sprintf("MARK %d", i))}}}))
	}
	appendAll(t, s, ps...)
	sealed := func(n string) register.Event {
		return register.Event{Entry: id(t, n), Act: "file", Class: register.Sealed, Opens: "publish", Field: []register.Field{
			{Name: "record", Value: mark("KÍN")}, {Name: "private.contact", Value: "12 phố Kín", Class: register.Closed}}}
	}
	refs := appendAll(t, s, prepare(t, s, sealed("VN/TM/4-2026-1")), prepare(t, s, sealed("VN/TM/4-2026-2")))
	open, err := s.Opening(ctx, refs[0].Place, "publish")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, o := range open {
		list = append(list, fmt.Sprintf(`[%d,%q]`, o.Seq, o.Digest))
	}
	p := prepare(t, s, register.Event{Entry: id(t, "VN/TM/4-2026-1"), Act: "publish", Field: []register.Field{{Name: "record.opens", Value: rawJSON("[" + strings.Join(list, ",") + "]")}}})
	p.Opened = open
	appendAll(t, s, p)
	if err := s.Publish(ctx); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, s *store.Store, witnessed ...[]byte) *store.Verification {
	t.Helper()
	v, err := s.Verify(ctx, store.VerifyOptions{Witnessed: witnessed})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVerifyFindsNothingInAnHonestRegister(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		filled(t, s)
		v := verify(t, s)
		for _, f := range v.Findings {
			t.Error(f)
		}
		if v.Events != 703 || v.Entries != 702 {
			t.Errorf("verified %d events and %d entries", v.Events, v.Entries)
		}
	})
}

// TestVerifyFindsAndNamesEveryChange changes the database behind the register's back, with the triggers taken away.
func TestVerifyFindsAndNamesEveryChange(t *testing.T) {
	changes := []struct{ name, sql, right string }{
		{"a byte of a leaf", `UPDATE event SET leaf = replace(CAST(leaf AS TEXT), '2026-11', '2025-11') WHERE log = 2 AND seq = 300`, "US/TM/300"},
		{"an event is deleted", `DELETE FROM event WHERE log = 2 AND seq = 699`, "US/TM/699"},
		{"a disclosure is changed", `UPDATE disclosure SET body = replace(body, 'WyJ', 'WyK') WHERE log = 2 AND seq = 17`, "US/TM/17"},
		{"a disclosure is deleted", `DELETE FROM disclosure WHERE log = 2 AND seq = 17`, "US/TM/17"},
		{"disclosures are swapped", `UPDATE disclosure SET body = (SELECT d.body FROM disclosure d WHERE d.log = 2 AND d.seq = 18) WHERE log = 2 AND seq = 17`, "US/TM/17"},
		{"an opened disclosure is deleted", `DELETE FROM disclosure WHERE by_seq >= 0`, "VN/TM/4-2026-1"},
		{"a sealed one is shown", `UPDATE disclosure SET by_seq = 0 WHERE by_seq > 0`, "VN/TM/4-2026-1"},
		{"a sealed body is changed", `UPDATE sealed SET body = zeroblob(80) WHERE log = 1 AND seq = 1 AND name = 'record'`, "VN/TM/4-2026-2"},
		{"a sealed one is deleted", `DELETE FROM sealed WHERE log = 1 AND seq = 1 AND name = 'private.contact'`, "VN/TM/4-2026-2"},
		{"a closed one is shown", `UPDATE disclosure SET body = body || char(10) || 'WyJ4Il0' WHERE log = 2 AND seq = 9`, "US/TM/9"},
		{"a row of no event", `INSERT INTO disclosure VALUES (2, 5000, 0, -1, 'WyJ4Il0')`, ""},
		{"a head lists a foreign event", `UPDATE entry SET events = 'lib1:4 lib1:5' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a sealed name", `UPDATE sealed SET name = 'parties' WHERE log = 1 AND seq = 1 AND name = 'record'`, "VN/TM/4-2026-2"},
		{"a mark in a head", `UPDATE entry SET mark = 'OTHER' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"an owner in a head", `UPDATE entry SET owner = owner || ' ' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a status in a head", `UPDATE entry SET status = 'expired' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a title in another language in a head", `UPDATE entry SET names = 'OTHER' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a class in a head", `UPDATE entry SET symbols = 'A23F 3/06' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a publication in a head", `UPDATE entry SET documents = 'US1A1' WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a head is hidden", `UPDATE entry SET shown = 0 WHERE id = 'US/TM/5'`, "US/TM/5"},
		{"a sealed head is shown", `UPDATE entry SET shown = 1 WHERE id = 'VN/TM/4-2026-2'`, "VN/TM/4-2026-2"},
		{"a head is deleted", `DELETE FROM entry WHERE id = 'US/TM/6'`, "US/TM/6"},
		{"a head is made up", `INSERT INTO entry SELECT 'US/TM/made-up', shown, registration, status, mark, owner, classes, names, symbols, documents, content, source, record, version, events FROM entry WHERE id = 'US/TM/6'`, "US/TM/made-up"},
		{"a hash in a tile", `UPDATE tile SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) WHERE log = 2 AND level = 0 AND n = 1`, "US/TM/256"},
		{"a root of a tile", `UPDATE tile SET root = zeroblob(32) WHERE log = 2 AND level = 0 AND n = 1`, ""},
		{"a tile is deleted", `DELETE FROM tile WHERE log = 2 AND level = 0 AND n = 1`, ""},
		{"the signed note", `UPDATE log SET signed_note = replace(CAST(signed_note AS TEXT), '700', '699') WHERE id = 2`, ""},
		{"the size", `UPDATE log SET size = 702 WHERE id = 2`, ""},
		{"the key", `UPDATE log SET vkey = (SELECT o.vkey FROM log o WHERE o.id = 1) WHERE id = 2`, ""},
	}
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := store.Options{Dir: t.TempDir(), Host: "test.invalid"}
			s, err := store.Open(ctx, o)
			if err != nil {
				t.Fatal(err)
			}
			filled(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			tamper(t, filepath.Join(o.Dir, "muniment.db"), c.sql)
			v := verify(t, storetest.Open(t, o))
			if len(v.Findings) == 0 {
				t.Fatal("nothing was found")
			}
			for _, f := range v.Findings {
				if f.Right == c.right {
					return
				}
			}
			t.Errorf("%q is not named in %v", c.right, v.Findings)
		})
	}
}

// tamper runs SQL on the database file with the triggers dropped, and fails if it changes nothing.
func tamper(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names = append(names, n)
	}
	rows.Close()
	for _, n := range names {
		if _, err := db.Exec(`DROP TRIGGER ` + n); err != nil {
			t.Fatal(err)
		}
	}
	r, err := db.Exec(text)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := r.RowsAffected(); n == 0 {
		t.Fatalf("%s changes nothing", text)
	}
}

func TestTheDatabaseItselfRefusesToForget(t *testing.T) {
	o := store.Options{Dir: t.TempDir(), Host: "test.invalid"}
	s := storetest.Open(t, o)
	filled(t, s)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.Dir, "muniment.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{
		`UPDATE event SET leaf = zeroblob(3)`, `DELETE FROM event`, `UPDATE disclosure SET body = ''`, `DELETE FROM disclosure`,
		`UPDATE sealed SET name = ''`, `DELETE FROM sealed`, `UPDATE tile SET root = ''`, `DELETE FROM tile`, `UPDATE log SET size = 0`, `DELETE FROM log`,
	} {
		if _, err := db.Exec(text); err == nil || !strings.Contains(err.Error(), "never forgets") {
			t.Errorf("%s gives %v", text, err)
		}
	}
}

// TestVerifyFindsAHistoryRewrittenAndSignedAgain gives the attacker the office's own keys: everything in the house fits, and
// only the checkpoint that left it before tells.
func TestVerifyFindsAHistoryRewrittenAndSignedAgain(t *testing.T) {
	o := store.Options{Dir: t.TempDir(), Host: "test.invalid"} // SQLite, since the attack copies files
	s, err := store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/1"), Act: "file"}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	forged := o
	forged.Dir = t.TempDir()
	if err := os.CopyFS(forged.Dir, os.DirFS(o.Dir)); err != nil {
		t.Fatal(err)
	}
	var notes [][]byte
	for _, opt := range []store.Options{o, forged} {
		s := storetest.Open(t, opt)
		appendAll(t, s, prepare(t, s, register.Event{Entry: id(t, "VN/TM/2"), Act: "oppose"}))
		if err := s.Publish(ctx); err != nil {
			t.Fatal(err)
		}
		logs, err := s.Logs(ctx)
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, logs[0].Note)
		if opt.Dir == forged.Dir {
			if v := verify(t, s); len(v.Findings) != 0 {
				t.Errorf("the forged register does not fit in itself: %v", v.Findings)
			}
			if v := verify(t, s, notes[0]); len(v.Findings) != 1 || !strings.Contains(v.Findings[0].What, "not the one of") {
				t.Errorf("against the witnessed checkpoint: %v", v.Findings)
			}
		}
	}
}
