package exchange_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

func rowsOf(items []*exchange.Item) iter.Seq2[exchange.Row, error] {
	return func(yield func(exchange.Row, error) bool) {
		for _, it := range items {
			if !yield(exchange.Row{ID: it.ID, Record: &it.Record}, nil) {
				return
			}
		}
	}
}

func TestLinesReadBackUnchanged(t *testing.T) {
	f, err := os.Open(outside.Shared(t, "data/trademark/tdxf/trademark-applications-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	items, _ := read(t, exchange.TDXF, f, exchange.Options{})
	var b bytes.Buffer
	if n, err := exchange.WriteLines(&b, rowsOf(items)); err != nil || n != len(items) {
		t.Fatal(n, err)
	}
	again, rep := read(t, exchange.Lines, &b, exchange.Options{})
	if len(again) != len(items) || len(rep.NotUnderstood) > 0 {
		t.Fatalf("%d items of %d, %+v", len(again), len(items), rep)
	}
	for i := range items {
		if again[i].ID != items[i].ID || string(exchange.Content(again[i])) != string(exchange.Content(items[i])) {
			t.Errorf("%s differs:\n%s\n%s", items[i].ID, exchange.Content(again[i]), exchange.Content(items[i]))
		}
	}
}

// told are rights of which a table can tell everything.
func told() []*exchange.Item {
	day := ipr.Date{Year: 2020, Month: 1, Day: 2}
	return []*exchange.Item{
		{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "4-2020-1"}, Record: register.Record{
			Application: &register.Numbered{Number: "4-2020-1", Date: day}, Registration: &register.Numbered{Number: "5", Date: day}, Status: "registered",
			StatusDate: day, Expiry: day, Mark: &register.Mark{Text: `=HYPERLINK("x"), "đen"`, Feature: "word"},
			Parties: []register.Party{{Role: "applicant", Name: "@A"}, {Role: "owner", Name: "B", Country: "VN"}, {Role: "owner", Name: "-C", Country: "US"}, {Role: "representative", Name: "D, E"}},
			Classes: []register.Class{{Scheme: "nice", Class: 9, Terms: []string{"maps", "software"}}, {Scheme: "nice", Class: 42}, {Scheme: "nice", Class: 43, Terms: []string{"bars"}}}}},
		{ID: ipr.ID{Office: "VN", Kind: "DS", Number: "3/5"}, Record: register.Record{Title: "'+1", Status: "unknown", StatusTold: "???"}},
		{ID: ipr.ID{Office: "VN", Kind: "PT", Number: "1-2020-8"}, Record: register.Record{Title: "Máy; sấy", IPC: []string{"A01B 1/02", "F26B 3/00", "G06"},
			Parties: []register.Party{{Role: "applicant", Name: "A"}, {Role: "inventor", Name: "Trần B"}, {Role: "inventor", Name: "=C"}}}},
		{ID: ipr.ID{Office: "VN", Kind: "DS", Number: "3-2020-9"}, Record: register.Record{Title: "Ghế", Parties: []register.Party{{Role: "designer", Name: "Lê D"}},
			Classes: []register.Class{{Scheme: "locarno", Class: 6, Subclass: 1}, {Scheme: "locarno", Class: 21}}}},
		{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "6"}, Record: register.Record{Mark: &register.Mark{Text: "'Tis"}}},
		{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "7"}, Record: register.Record{Mark: &register.Mark{Text: "＝1"}}},
	}
}

func TestTableReadsBack(t *testing.T) {
	var b bytes.Buffer
	if n, err := exchange.WriteCSV(&b, rowsOf(told())); err != nil || n != len(told()) {
		t.Fatal(n, err)
	}
	again, rep := read(t, exchange.CSV, &b, exchange.Options{})
	for i, want := range told() {
		if i >= len(again) {
			t.Fatalf("%+v", rep)
		}
		got := again[i]
		if want.Record.Application == nil { // a table has no other place for a number than its own column
			got.Record.Application = nil
		}
		if got.ID != want.ID || !reflect.DeepEqual(got.Record, want.Record) {
			t.Errorf("got %s\nwant %s", exchange.Content(got), exchange.Content(want))
		}
	}
}

// TestNoCellIsAFormula holds threat T30: whatever a record holds, no cell begins as a formula does.
func TestNoCellIsAFormula(t *testing.T) {
	for _, payload := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", `=HYPERLINK("http://example.invalid","x")`} {
		items := []*exchange.Item{{ID: ipr.ID{Office: "VN", Kind: "TM", Number: payload}, Record: register.Record{
			Application: &register.Numbered{Number: payload}, Registration: &register.Numbered{Number: payload}, StatusTold: payload, Status: "unknown",
			Mark: &register.Mark{Text: payload, Feature: payload}, Parties: []register.Party{{Role: "owner", Name: payload, Country: payload}},
			Classes: []register.Class{{Scheme: "nice", Class: 9, Terms: []string{payload}}}}}}
		var b bytes.Buffer
		if _, err := exchange.WriteCSV(&b, rowsOf(items)); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %v, %v", payload, rows, err)
		}
		found := 0
		for _, cell := range rows[1] {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
				t.Errorf("%q: the cell %q", payload, cell)
			}
			if strings.HasPrefix(cell, "'") {
				found++
			}
		}
		if found < 6 {
			t.Errorf("%q: %d cells are guarded: %q", payload, found, rows[1])
		}
	}
}

func TestWritersStopAtTheFirstError(t *testing.T) {
	gone := errors.New("the register is gone")
	broken := func(yield func(exchange.Row, error) bool) {
		if yield(exchange.Row{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "1"}, Record: &register.Record{}}, nil) {
			yield(exchange.Row{}, gone)
		}
	}
	if n, err := exchange.WriteCSV(&bytes.Buffer{}, broken); n != 1 || err != gone {
		t.Errorf("CSV: %d, %v", n, err)
	}
	if n, err := exchange.WriteLines(&bytes.Buffer{}, broken); n != 1 || err != gone {
		t.Errorf("JSON Lines: %d, %v", n, err)
	}
	if _, err := exchange.WriteCSV(fullDisk{gone}, rowsOf(told())); err != gone {
		t.Errorf("a full disk: %v", err)
	}
}

type fullDisk struct{ err error }

func (f fullDisk) Write([]byte) (int, error) { return 0, f.err }
