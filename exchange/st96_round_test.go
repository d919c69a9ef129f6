package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/exchange/xml"
	"github.com/muniment/muniment/exchange/xsd"
	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/internal/outside"
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
	size, dir, own := 1, t.TempDir(), schemas{}
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
		said := found[name]
		if said != nil {
			t.Errorf("%s is not valid: %s", held[name][0].ID, said[0])
		}
		if err := own.validate(t, name); (err == nil) != (said == nil) {
			t.Errorf("%s: our own validator says %v, libxml2 %v", held[name][0].ID, err, said)
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

// schemas are those that were loaded, by root element.
type schemas map[string]*xsd.Schema

// validate validates a document with our own validator.
func (s schemas) validate(t *testing.T, file string) error {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := xml.NewReader(f, xml.Limits{})
	if _, err := r.Next(); err != nil {
		return err
	}
	root := string(r.Local())
	if s[root] == nil {
		if s[root], err = xsd.Load(os.DirFS(outside.Shared(t, "data/st96/schema-v6.0")), root+"_V6_0.xsd"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return s[root].Validate(f, xml.Limits{})
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
