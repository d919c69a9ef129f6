package store_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
)

func TestVerifyFindsWhatWasChangedInAFiling(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"the application", `UPDATE submission SET body = zeroblob(200) WHERE request = 'k1'`, "application was changed"},
		{"its digest", `UPDATE submission SET digest = '00' WHERE request = 'k1'`, "another filing"},
		{"the filing date", `UPDATE submission SET dated = '2026-01-01' WHERE request = 'k1'`, "effective"},
		{"the time of receipt", `UPDATE submission SET received_at = '2026-11-21T08:00:00Z' WHERE request = 'k1'`, "is of 2026-11-22"},
		{"its place in the log", `UPDATE submission SET seq = 1 - seq`, "another filing"},
		{"its address", `UPDATE submission SET entry = 'VN/TM/4-2026-00009' WHERE request = 'k1'`, "no series"},
		{"a document", `UPDATE submission_file SET blob = (SELECT blob FROM submission_file WHERE n = 2 LIMIT 1) WHERE n = 1`, "document 1"},
		{"the list of documents", `DELETE FROM submission_file WHERE n = 3`, "names 3 documents"},
		{"the hash of a document", `UPDATE submission_file SET sha256 = 'ab' WHERE n = 1`, "names 3 documents"},
		{"its receipt as a step", `UPDATE submission_step SET what = 'clean' WHERE n = 1`, "first step"},
		{"a step is missing", `UPDATE submission_step SET n = 3 WHERE n = 1`, "should be 3 steps"},
		{"a number is missing", `DELETE FROM series WHERE number = 1`, "some are missing"},
		{"a number of no filing", `INSERT INTO series (name, year, number, entry) VALUES ('VN/TM', 2026, 3, 'VN/TM/4-2026-00003')`, "no filing"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			storetest.EachOptions(t, func(t *testing.T, o store.Options) {
				s, err := store.Open(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				now := storetest.Now
				d := desk(t, s, "filing", &now)
				for i, key := range []string{"k1", "k2"} {
					if _, err := file(t, d, "a-1", key, i); err != nil {
						t.Fatal(err)
					}
				}
				if v := verify(t, s); len(v.Findings) > 0 || v.Filings != 2 {
					t.Fatalf("before the change %d filings, and found: %v", v.Filings, v.Findings)
				}
				tamperFiling(t, o, c.text)
				v := verify(t, s)
				found := ""
				for _, f := range v.Findings {
					found += f.String() + "\n"
				}
				if !strings.Contains(found, c.want) {
					t.Errorf("found %q", found)
				}
				if strings.Contains(found, "VÂN HẠC") {
					t.Errorf("a finding tells what was filed: %s", found)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// tamperFiling changes the database behind the register's back, as whoever has the machine can.
func tamperFiling(t *testing.T, o store.Options, text string) {
	t.Helper()
	driver, dsn := "sqlite", "file:"+filepath.Join(o.Dir, "muniment.db")+"?_pragma=busy_timeout(10000)"
	if o.Postgres != "" {
		driver, dsn = "pgx", o.Postgres
		text = strings.ReplaceAll(text, "zeroblob(200)", `'\x00'`)
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"submission", "submission_file", "submission_step", "series"} {
		if driver == "pgx" {
			_, err = db.ExecContext(t.Context(), `ALTER TABLE `+table+` DISABLE TRIGGER USER`)
		} else {
			for _, op := range []string{"update", "delete"} {
				if _, e := db.ExecContext(t.Context(), `DROP TRIGGER `+table+`_no_`+op); e != nil {
					err = e
				}
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}
