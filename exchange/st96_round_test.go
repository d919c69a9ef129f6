package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/ipr"
)

// perDocument is how many rights are put into a document, where it can hold many.
const perDocument = 25

// TestAllThatARightCanBeIsValidAndReadBack writes ten thousand made-up rights with hostile texts as ST.96, validates every
// document by libxml2 against the schemas, and reads the same rights back.
func TestAllThatARightCanBeIsValidAndReadBack(t *testing.T) {
	for i, kind := range []ipr.Kind{ipr.Trademark, ipr.Patent, ipr.Utility, ipr.Design, ipr.GI} {
		t.Run(string(kind), func(t *testing.T) {
			items := newDice(t, uint64(i+1)).rights(t, kind, 2000)
			roundTrip(t, kind, items)
		})
	}
}

// roundTrip writes the rights, of one kind, as documents of ST.96 which have to be valid and to tell the same rights.
func roundTrip(t *testing.T, kind ipr.Kind, items []*exchange.Item) {
	t.Helper()
	size, dir := 1, t.TempDir()
	if _, many := exchange.InST96(kind); many {
		size = perDocument
	}
	var files []string
	held := map[string][]*exchange.Item{}
	for chunk := range slices.Chunk(items, size) {
		var b bytes.Buffer
		if n, err := exchange.WriteST96(&b, kind, rowsOf(chunk)); err != nil || n != len(chunk) {
			t.Fatalf("%d of %d rights written: %v", n, len(chunk), err)
		}
		name := filepath.Join(dir, fmt.Sprintf("%05d.xml", len(files)))
		if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files, held[name] = append(files, name), chunk
	}
	found := oracle.Invalid(t, files...)
	for _, name := range files {
		if said := found[name]; said != nil {
			t.Errorf("%s is not valid: %s", held[name][0].ID, said[0])
		}
	}
	if len(found) > 0 {
		t.Errorf("%d of %d documents are not valid", len(found), len(files))
	}
	lost := map[string]int{}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		again, rep := read(t, exchange.ST96, bytes.NewReader(body), exchange.Options{})
		if len(again) != len(held[name]) || len(rep.NotUnderstood)+len(rep.Unread)+len(rep.LeftOut)+rep.RefusedCount() > 0 {
			t.Errorf("%s: %d of %d rights are read; %+v", held[name][0].ID, len(again), len(held[name]), rep)
			continue
		}
		for i, want := range held[name] {
			if got := again[i]; got.ID != want.ID || !bytes.Equal(exchange.Content(got), exchange.Content(want)) {
				for _, what := range differences(got, want) {
					if lost[what]++; lost[what] == 1 {
						t.Errorf("%s differs in %s\ngot  %s\nwant %s", want.ID, what, exchange.Content(got), exchange.Content(want))
					}
				}
			}
		}
	}
	if len(lost) > 0 {
		t.Errorf("of %d rights differ: %v", len(items), lost)
	}
}

// differences names the members in which two items differ.
func differences(a, b *exchange.Item) (names []string) {
	if a.ID != b.ID {
		names = append(names, "id")
	}
	var x, y map[string]json.RawMessage
	if json.Unmarshal(exchange.Content(a), &x) != nil || json.Unmarshal(exchange.Content(b), &y) != nil {
		return append(names, "its JSON")
	}
	for k := range y {
		if !bytes.Equal(x[k], y[k]) {
			names = append(names, k)
		}
	}
	for k := range x {
		if y[k] == nil {
			names = append(names, k)
		}
	}
	return names
}
