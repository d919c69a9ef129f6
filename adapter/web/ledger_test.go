package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/muniment/muniment/adapter/web"
	"github.com/muniment/muniment/register"
	"github.com/muniment/muniment/register/note"
)

// Every tile of the tree is served, full and in every partial width, and all of them together have the signed root.
func TestTilesMakeTheSignedRoot(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	for _, lane := range []register.Lane{register.Register, register.Library} {
		l := o.logs[lane]
		base := "/log/" + string(lane) + "/1/"
		signed, err := note.Parse(get(t, h, base+"checkpoint").Body.Bytes())
		must(t, err)
		c, err := note.ParseCheckpoint(signed.Text)
		must(t, err)
		for _, tile := range note.Tiles(c.Size) {
			for width := 1; width <= tile.Width; width++ {
				part := tile
				part.Width = width
				w := get(t, h, base+part.Path())
				if _, err := note.ParseTileHashes(part, w.Body.Bytes()); w.Code != 200 || err != nil {
					t.Fatalf("%s: %d %v", part.Path(), w.Code, err)
				}
				if w.Header().Get("Content-Type") != "application/octet-stream" {
					t.Fatalf("%s: %s", part.Path(), w.Header().Get("Content-Type"))
				}
			}
		}
		reader := register.TileReader(func(level int, n int64, width int) ([]byte, error) {
			return get(t, h, base+note.Tile{Level: level, N: n, Width: width}.Path()).Body.Bytes(), nil
		})
		root, err := reader.Root(c.Size)
		must(t, err)
		if root != c.Root || root != l.state.Root {
			t.Errorf("%s: the tiles make %s, signed is %s", lane, root, c.Root)
		}
		hashes := 0
		for n := int64(0); ; n++ {
			bundle, ok := note.TileOf(note.Entries, n, c.Size)
			if !ok {
				break
			}
			leaves, err := note.ParseEntries(bundle, get(t, h, base+bundle.Path()).Body.Bytes())
			must(t, err)
			for _, leaf := range leaves {
				if tlog.RecordHash(leaf) != l.hashes[0][hashes] {
					t.Fatalf("leaf %d differs", hashes)
				}
				hashes++
			}
		}
		if int64(hashes) != c.Size {
			t.Errorf("%d leaves served, %d signed", hashes, c.Size)
		}
	}
}

func TestNothingElseIsServedBelowALog(t *testing.T) {
	h := newOffice(t).handler(t) // 19 or more leaves in the register, 703 in the library
	for _, path := range []string{
		"tile/0/003", "tile/0/002.p/0", "tile/0/002.p/192", "tile/0/002.p/256", "tile/0/002", "tile/0/2", "tile/0/x000/001", "tile/00/001", "tile/1/000", "tile/1/000.p/3", "tile/64/000", "tile/-1/000.p/1",
		"tile/0/001.p/", "tile/0/001.P/1", "tile/0/001/", "tile/0/%30%30%31", "tile/entries/003", "tile/entries/002.p/192", "tile/data/000", "tile/", "tile",
		"disclosure/003", "disclosure/3", "disclosure/002.p/191", "disclosure/x002", "disclosure/", "disclosure", "nothing", "checkpoint/", "tile/0/99999999999999999999", "disclosure/x999/x999/x999/x999/x999/x999/999",
	} {
		if w := get(t, h, "/log/library/1/"+path); w.Code != 404 && w.Header().Get("Location") != "/log/library/1/"+path+"/" {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"tile/0/002.p/191", "tile/1/000.p/2", "tile/entries/002.p/191", "tile/entries/001", "disclosure/002"} {
		if w := get(t, h, "/log/library/1/"+path); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestDisclosuresAreServedAsTheyWereMade(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	l := o.logs[register.Register]
	w := get(t, h, "/log/register/1/disclosure/000")
	if w.Header().Get("Content-Type") != "application/jsonl" || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("headers %v", w.Header())
	}
	seen, last := 0, int64(-1)
	for line := range strings.Lines(w.Body.String()) {
		var d web.Disclosed
		must(t, json.Unmarshal([]byte(line), &d))
		again, err := json.Marshal(struct {
			Disclosures []string `json:"disclosures"`
			Seq         int64    `json:"seq"`
		}{d.Disclosures, d.Seq})
		if must(t, err); string(again)+"\n" != line {
			t.Errorf("the line is not canonical: %s", line)
		}
		if d.Seq <= last {
			t.Errorf("leaf %d comes after %d", d.Seq, last)
		}
		last = d.Seq
		for _, text := range d.Disclosures {
			if !bytes.Contains(l.leaves[d.Seq], []byte(register.Digest(text))) {
				t.Errorf("leaf %d has not the digest of a disclosure served for it", d.Seq)
			}
			if name, value, err := register.Undisclose(text); err != nil || name == "private.contact" || bytes.Contains(value, []byte("STILL SEALED")) {
				t.Errorf("leaf %d: %s %s %v", d.Seq, name, value, err)
			}
		}
		seen++
	}
	if seen != len(l.leaves)-1 {
		t.Errorf("%d leaves have disclosures; one of %d is sealed", seen, len(l.leaves))
	}
}

func TestLogsAreListed(t *testing.T) {
	o := newOffice(t)
	h := o.handler(t)
	want := fmt.Sprintf("demo.invalid/log/register/1 open %d\ndemo.invalid/log/library/1 open 703\n", len(o.logs[register.Register].leaves))
	if w := get(t, h, "/log/"); w.Body.String() != want || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("the list is %q", w.Body)
	}
	says(t, h, "/log/", 200, "demo.invalid/log/register/1", "Leaves 703", "2 of 3 have signed", "up to leaf 703", "40 seconds ago", "muniment follow --policy vn.policy URL/log/register/1/", "Quorum: two.", "proves nothing against the office")
	if w := get(t, h, "/log/policy"); !bytes.Equal(w.Body.Bytes(), o.policy) || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Error("the policy is not served as it is")
	}
	if w := get(t, h, "/log/register/1/"); w.Code != http.StatusFound || w.Header().Get("Location") != "/log/#register-1" {
		t.Errorf("an origin opened in a browser: %d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, name := range []string{"checkpoint", "checkpoint.witnessed"} {
		if w := get(t, h, "/log/library/1/"+name); !bytes.Equal(w.Body.Bytes(), o.logs[register.Library].state.Note) || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || w.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s is not served as it is", name)
		}
	}

	// A log before its first witness, an office before its first policy, and a closed log.
	o.policy = nil
	l := o.logs[register.Library]
	l.state.Witnessed, l.state.WitnessedSize, l.state.Closed = nil, 0, true
	if w := get(t, h, "/log/library/1/checkpoint.witnessed"); w.Code != 404 {
		t.Errorf("without a witnessed checkpoint: %d", w.Code)
	}
	if w := get(t, h, "/log/policy"); w.Code != 404 {
		t.Errorf("without a policy: %d", w.Code)
	}
	says(t, h, "/log/", 200, "No witness has signed yet.", "The office has not published a policy yet.", "This log is closed.")
	says(t, h, "/r/US/TM/88123456", 200, "have not signed yet")
	if w := get(t, h, "/log/"); !strings.Contains(w.Body.String(), "library/1 closed 703\n") {
		t.Errorf("the list is %q", w.Body)
	}
}

// What is not signed yet is not counted: a cosignature that does not verify counts for nothing.
func TestForgedCosignatureIsNotCounted(t *testing.T) {
	o := newOffice(t)
	l := &o.logs[register.Register].state
	forged, err := note.GenerateSigner("witness1.invalid", note.Cosigner, random(99))
	must(t, err)
	n, err := note.Parse(l.Witnessed)
	must(t, err)
	n.Signatures = n.Signatures[:1] // the log's own
	n.Add(forged.Sign(n.Text, now))
	l.Witnessed = n.Bytes()
	says(t, o.handler(t), "/log/", 200, "0 of 3 have signed")
}
