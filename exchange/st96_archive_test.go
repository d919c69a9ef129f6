package exchange_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// plain makes so many rights of a kind.
func plain(kind ipr.Kind, n int) []*exchange.Item {
	items := make([]*exchange.Item, n)
	for i := range items {
		id := ipr.ID{Office: "VN", Kind: kind, Number: fmt.Sprintf("%d/%%.é", i)}
		items[i] = &exchange.Item{ID: id, Record: register.Record{Application: &register.Numbered{Number: id.Number}}}
		if kind == ipr.Trademark {
			items[i].Record.Mark = &register.Mark{Text: "MARK"}
		} else {
			items[i].Record.Title = "TITLE"
		}
	}
	return items
}

var inST96 = []ipr.Kind{ipr.Trademark, ipr.Patent, ipr.Utility, ipr.Design, ipr.GI}

func TestArchiveOfST96IsReadBack(t *testing.T) {
	held := map[ipr.Kind][]*exchange.Item{}
	for i, kind := range inST96 {
		held[kind] = plain(kind, 20*i+1)
	}
	write := func(kinds ...ipr.Kind) ([]byte, int, int) {
		var b bytes.Buffer
		rights, members, err := exchange.WriteST96Archive(&b, kinds, func(k ipr.Kind) iter.Seq2[exchange.Row, error] { return rowsOf(held[k]) })
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes(), rights, members
	}
	doc, rights, members := write(inST96...)
	if again, _, _ := write(ipr.GI, ipr.Utility, ipr.Trademark, ipr.Design, ipr.Patent); !bytes.Equal(doc, again) {
		t.Error("the order of the kinds that are asked for changes the archive")
	}
	if rights != 1+21+41+61+81 || members != 3+21+41 {
		t.Errorf("%d rights in %d members", rights, members)
	}
	z, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil || z.File[2].Name != "patents/VN-0%2F%25.%C3%A9.xml" {
		t.Errorf("%s, %v", z.File[2].Name, err)
	}
	items, rep, err := readAll(exchange.ZIP, bytes.NewReader(doc), int64(len(doc)), exchange.Options{})
	if err != nil || len(items) != rights || len(rep.NotUnderstood) > 0 {
		t.Fatalf("%d rights, %+v, %v", len(items), rep, err)
	}
	for _, got := range items {
		list := held[got.ID.Kind]
		if want := list[0]; got.ID != want.ID || !bytes.Equal(exchange.Content(got), exchange.Content(want)) {
			t.Fatalf("got %s %s, want %s", got.ID, exchange.Content(got), exchange.Content(want))
		}
		held[got.ID.Kind] = list[1:]
	}
}

func TestST96IsRefusedWhere(t *testing.T) {
	gone := errors.New("the register is gone")
	broken := func(n int) iter.Seq2[exchange.Row, error] {
		return func(yield func(exchange.Row, error) bool) {
			for row := range rowsOf(plain(ipr.Trademark, n)) {
				if !yield(row, nil) {
					return
				}
			}
			yield(exchange.Row{}, gone)
		}
	}
	for _, c := range []struct {
		rule string
		kind ipr.Kind
		rows iter.Seq2[exchange.Row, error]
		n    int
		says string
	}{
		{"there is no right", ipr.Trademark, rowsOf(nil), 0, "there is no right to write"},
		{"the kind has no form", ipr.LayoutPlan, rowsOf(plain(ipr.LayoutPlan, 1)), 0, "has no form in ST.96"},
		{"a right is of another kind", ipr.Trademark, rowsOf(append(plain(ipr.Trademark, 40), plain(ipr.Design, 1)...)), 40, "does not hold both VN/DS/"},
		{"there are two patents", ipr.Patent, rowsOf(plain(ipr.Patent, 2)), 1, "holds one right of the kind PT"},
		{"the register fails", ipr.Trademark, broken(3), 3, "the register is gone"},
		{"the register fails later", ipr.Trademark, broken(1000), 1000, "the register is gone"},
	} {
		var b bytes.Buffer
		n, err := exchange.WriteST96(&b, c.kind, c.rows)
		if n != c.n || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d, %v", c.rule, n, err)
		}
		if c.n == 0 && b.Len() > 0 {
			t.Errorf("%s: %s", c.rule, b.Bytes())
		}
		if c.n > 1 {
			if _, _, err := exchange.WriteST96Archive(&b, []ipr.Kind{c.kind}, func(ipr.Kind) iter.Seq2[exchange.Row, error] { return c.rows }); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s, in an archive: %v", c.rule, err)
			}
		}
	}
	none := func(ipr.Kind) iter.Seq2[exchange.Row, error] { return rowsOf(nil) }
	var b bytes.Buffer
	if _, _, err := exchange.WriteST96Archive(&b, inST96, none); fault.KindOf(err) != fault.NotFound || b.Len() > 0 {
		t.Errorf("an archive of nothing: %v, %d bytes", err, b.Len())
	}
	for _, n := range []int{1, 20, 5000} {
		if _, err := exchange.WriteST96(fullDisk{gone}, ipr.Trademark, rowsOf(plain(ipr.Trademark, n))); err != gone {
			t.Errorf("a full disk at %d rights: %v", n, err)
		}
	}
}

// TestOrderIsKept holds that rights which are written beside each other come out in their order.
func TestOrderIsKept(t *testing.T) {
	items := plain(ipr.Trademark, 997)
	for i, it := range items { // some take longer than others
		it.Record.Classes = make([]register.Class, i*7%40)
		for k := range it.Record.Classes {
			it.Record.Classes[k] = register.Class{Scheme: "nice", Class: k + 1, Terms: []string{"a", "b"}}
		}
	}
	var b bytes.Buffer
	if n, err := exchange.WriteST96(&b, ipr.Trademark, rowsOf(items)); n != len(items) || err != nil {
		t.Fatal(n, err)
	}
	again, _ := read(t, exchange.ST96, &b, exchange.Options{})
	for i := range max(len(again), len(items)) {
		if i >= len(again) || i >= len(items) || again[i].ID != items[i].ID || !bytes.Equal(exchange.Content(again[i]), exchange.Content(items[i])) {
			t.Fatalf("the right %d of %d is not that of %d", i, len(items), len(again))
		}
	}
}
