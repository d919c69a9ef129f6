package exchange_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/oracle"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// written is the document of ST.96 of some rights.
func written(t *testing.T, kind ipr.Kind, items []*exchange.Item) string {
	t.Helper()
	var b bytes.Buffer
	if n, err := exchange.WriteST96(&b, kind, rowsOf(items)); err != nil || n != len(items) {
		t.Fatalf("%d of %d rights, %v", n, len(items), err)
	}
	return b.String()
}

// again writes rights, sees that they are read back unchanged, and gives the document.
func again(t *testing.T, kind ipr.Kind, items []*exchange.Item) string {
	t.Helper()
	doc := written(t, kind, items)
	if format, err := exchange.Detect("x", []byte(doc[:min(len(doc), exchange.HeadSize)])); format != exchange.ST96 {
		t.Errorf("what is written is taken for %q, %v", format, err)
	}
	back, rep := read(t, exchange.ST96, strings.NewReader(doc), exchange.Options{})
	if len(back) != len(items) || len(rep.NotUnderstood)+len(rep.Unread)+len(rep.LeftOut) > 0 {
		t.Errorf("%d of %d rights are read back, %+v", len(back), len(items), rep)
	}
	for i := range min(len(back), len(items)) {
		if got, want := exchange.Content(back[i]), exchange.Content(items[i]); back[i].ID != items[i].ID || string(got) != string(want) {
			t.Fatalf("%s is read back as %s:\n%s\n%s\n%s", items[i].ID, back[i].ID, got, want, written(t, kind, items[i:i+1]))
		}
	}
	return doc
}

// valid sees that documents are valid against their schema, which is read once for all of them.
func valid(t *testing.T, docs ...string) {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for i, doc := range docs {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%d.xml", i)))
		if err := os.WriteFile(files[i], []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, said := range oracle.Invalid(t, files...) {
		t.Errorf("%.2000s", said)
	}
}

// words are texts that mean something to a reader of ours, beside those that break writers.
var words = append(hostileTexts(), `{"unplaced":{"title":"x"}}`, `{"untold":["title"]}`, "en", "0", "Registered", "Filed", "Wine", "02-04", "Division", "Undefined", "")

// randomItems are rights of a kind of which any member may tell anything, as they come out of JSON Lines.
func randomItems(t *testing.T, kind ipr.Kind, n int) []*exchange.Item {
	t.Helper()
	random := rand.New(rand.NewPCG(7, uint64(n)))
	var rows []*exchange.Item
	for i := range n {
		it := &exchange.Item{ID: ipr.ID{Office: "VN", Kind: kind, Number: fmt.Sprintf("%d/%s", i, [...]string{"a b", "ế", "?", "%2F"}[i%4])}}
		if i%5 == 0 {
			it.ID.Office = "QQ" // no code of ST.3
		}
		fill(random, reflect.ValueOf(&it.Record).Elem(), "")
		rows = append(rows, it)
	}
	var b bytes.Buffer
	if _, err := exchange.WriteLines(&b, rowsOf(rows)); err != nil {
		t.Fatal(err)
	}
	items, rep := read(t, exchange.Lines, &b, exchange.Options{})
	if len(items) != n {
		t.Fatalf("%d of %d random records are fit for a register: %+v", len(items), n, rep.Refused)
	}
	return items
}

// fill gives a member of a record, or all that is in it, a value or none.
func fill(random *rand.Rand, v reflect.Value, name string) {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	switch v.Interface().(type) {
	case ipr.Date:
		if random.IntN(3) > 0 {
			d := ipr.Date{Year: 1900 + random.IntN(150), Month: random.IntN(13)}
			if d.Month > 0 {
				d.Day = random.IntN(29)
			}
			v.Set(reflect.ValueOf(d))
		}
		return
	case register.Status:
		if s := register.Statuses(); random.IntN(8) > 0 {
			v.SetString(string(s[random.IntN(len(s))]))
		}
		return
	case ipr.Role:
		v.SetString(string(ipr.Roles()[random.IntN(len(ipr.Roles()))]))
		return
	case register.Class:
		c := register.Class{Scheme: pick("nice", "locarno", "us", "locarno"), Class: 1 + random.IntN(32), Subclass: random.IntN(3)}
		fill(random, reflect.ValueOf(&c.Terms).Elem(), "Terms")
		v.Set(reflect.ValueOf(c))
		return
	}
	switch v.Kind() {
	case reflect.String:
		switch name {
		case "Country", "Office", "Countries":
			v.SetString(pick("VN", "FR", "EM", "SU", "DL", "AQ", "QQ", "XX", "CS"))
			if name != "Countries" && random.IntN(4) == 0 {
				v.SetString("")
			}
		case "Language":
			v.SetString(pick("vi", "en", "fr", "xx", ""))
		case "Image":
			v.SetString(pick("", strings.Repeat("0123456789abcdef", 4)))
		case "Locarno":
			v.SetString(pick("02-04", "06-01", "32", "02-04", "x"))
		case "Scheme":
			v.SetString(pick("PDO", "PGI", "GI", "AO", "TSG", "wine", ""))
		case "How":
			v.SetString(pick("parent", "divisional", "related design", "international", "prior"))
		default:
			v.SetString(words[random.IntN(len(words))])
			if random.IntN(3) == 0 {
				v.SetString(v.String() + " " + words[random.IntN(len(words))])
			}
		}
	case reflect.Int:
		v.SetInt(int64(random.IntN(4)))
	case reflect.Pointer:
		if random.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(random, v.Elem(), name)
		}
	case reflect.Slice:
		if n := random.IntN(4); n > 0 && random.IntN(2) == 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(random, v.Index(i), name)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(random, v.Field(i), v.Type().Field(i).Name)
		}
	}
}
