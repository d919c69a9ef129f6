package store_test

import (
	"strings"
	"testing"

	"github.com/muniment/muniment/adapter/store"
	"github.com/muniment/muniment/adapter/store/storetest"
	"github.com/muniment/muniment/office"
)

func TestVerifyNamesLettersAndScansThatWereChanged(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"a letter that waits", `UPDATE outbox SET body = (SELECT body FROM outbox WHERE id <> 'x' AND state = 'waiting' ORDER BY made_at DESC, id DESC LIMIT 1) || body WHERE state = 'waiting'`, "cannot be opened"},
		{"a letter under another's name", `UPDATE outbox SET id = 'x' WHERE id = (SELECT MIN(id) FROM outbox WHERE state = 'waiting')`, "letter x: it waits and cannot be opened"},
		{"a letter that was sent", `UPDATE outbox SET state = 'sent' WHERE state = 'waiting'`, "it is sent and was not emptied"},
		{"a state", `UPDATE outbox SET state = 'lost'`, "no state of a letter"},
		{"a scan whose file is another's", `UPDATE scan SET blob = (SELECT MAX(blob) FROM scan) WHERE blob <> (SELECT MAX(blob) FROM scan)`, "it cannot be opened, or was changed"},
		{"a scan under another name", `UPDATE scan SET sha256 = 'ab' WHERE sha256 = (SELECT MIN(sha256) FROM scan)`, "scan ab: it cannot be opened, or was changed"},
		{"a scan whose file is gone", `UPDATE scan SET blob = 'cd' WHERE sha256 = (SELECT MIN(sha256) FROM scan)`, "its file is missing"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			storetest.EachOptions(t, func(t *testing.T, o store.Options) {
				s := storetest.Open(t, o)
				box, err := s.Outbox(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, to := range []string{"lan@example.org", "minh@example.org", "sen@example.org"} {
					if err := box.Send(t.Context(), office.Letter{To: to, Subject: office.Same("A letter"), Text: office.Same("Text")}); err != nil {
						t.Fatal(err)
					}
				}
				due, err := box.Due(t.Context(), storetest.Now, 1)
				if err != nil || len(due) != 1 {
					t.Fatalf("%d letters are due: %v", len(due), err)
				}
				if err := box.Sent(t.Context(), due[0].ID); err != nil {
					t.Fatal(err)
				}
				for _, body := range []string{"a small scan", strings.Repeat("a large scan ", 40_000)} {
					if _, err := s.KeepScan(t.Context(), strings.NewReader(body), 1<<20); err != nil {
						t.Fatal(err)
					}
				}
				if v := verify(t, s); len(v.Findings) > 0 {
					t.Fatalf("before the change: %v", v.Findings)
				}
				if _, err := raw(t, o).Exec(c.text); err != nil {
					t.Fatal(err)
				}
				found := ""
				for _, f := range verify(t, s).Findings {
					found += f.String() + "\n"
				}
				if !strings.Contains(found, c.want) || strings.Contains(found, "example.org") {
					t.Errorf("found %q", found)
				}
			})
		})
	}
}
