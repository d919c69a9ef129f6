package exchange_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

func wide(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// marks lists ids and marks of a table, one a line.
func marks(items []*exchange.Item) string {
	var b strings.Builder
	for _, it := range items {
		text := it.Record.Title
		if it.Record.Mark != nil {
			text = it.Record.Mark.Text
		}
		fmt.Fprintf(&b, "%s %s\n", it.ID, text)
	}
	return b.String()
}

func TestTableForms(t *testing.T) {
	const want = "VN/TM/1 TRUNG NGUYÊN\nVN/TM/2 Góc \"Quán\", ấm\n"
	for _, c := range []struct {
		rule, doc string
		format    exchange.Format
	}{
		{"tabs", "number\tmark\n1\tTRUNG NGUYÊN\n2\tGóc \"Quán\", ấm\n", exchange.TSV},
		{"no line end at the end", "number\tmark\n1\tTRUNG NGUYÊN\n2\tGóc \"Quán\", ấm", exchange.TSV},
		{"line ends of Windows", "number\tmark\r\n1\tTRUNG NGUYÊN\r\n2\tGóc \"Quán\", ấm\r\n", exchange.TSV},
		{"a byte order mark", "\ufeffnumber\tmark\n1\tTRUNG NGUYÊN\n2\tGóc \"Quán\", ấm\n", exchange.TSV},
		{"UTF-16 as spreadsheets save it", wide("number\tmark\r\n1\tTRUNG NGUYÊN\r\n2\tGóc \"Quán\", ấm\r\n"), exchange.TSV},
		{"decomposed letters", "number\tmark\n1\tTRUNG NGUYE\u0302N\n2\tGo\u0301c \"Qua\u0301n\", a\u0302\u0301m\n", exchange.TSV},
		{"empty lines and rows", "\nnumber\tmark\n\t\n1\tTRUNG NGUYÊN\n  \n2\tGóc \"Quán\", ấm\n\n", exchange.TSV},
		{"columns in another order, unknown ones between", "Mark\tprice\tApplication_Number\nTRUNG NGUYÊN\t1\t1\nGóc \"Quán\", ấm\t2\t2\n", exchange.TSV},
		{"a header in Vietnamese", "Số đơn\tNhãn hiệu\n1\tTRUNG NGUYÊN\n2\tGóc \"Quán\", ấm\n", exchange.TSV},
		{"a header of INID codes", "(210)\t(540)\n1\tTRUNG NGUYÊN\n2\tGóc \"Quán\", ấm\n", exchange.TSV},
		{"commas", "number,mark\n1,TRUNG NGUYÊN\n2,\"Góc \"\"Quán\"\", ấm\"\n", exchange.CSV},
		{"semicolons", "number;mark\n1;TRUNG NGUYÊN\n2;\"Góc \"\"Quán\"\", ấm\"\n", exchange.CSV},
		{"a line end within quotes", "number,mark\r\n1,\"TRUNG\r\nNGUYÊN\"\r\n2,\"Góc \"\"Quán\"\", ấm\"", exchange.CSV},
		{"every cell in quotes", "\"number\",\"mark\"\r\n\"1\",\"TRUNG NGUYÊN\"\r\n\"2\",\"Góc \"\"Quán\"\", ấm\"\r\n", exchange.CSV},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if f, err := exchange.Detect("x", []byte(c.doc)); err != nil || f != c.format {
				t.Errorf("detected as %q, %v", f, err)
			}
			for how, src := range map[string]io.Reader{"whole": strings.NewReader(c.doc), "by byte": iotest.OneByteReader(strings.NewReader(c.doc))} {
				items, rep := read(t, c.format, src, exchange.Options{Office: "VN", Name: "x"})
				if got := marks(items); got != want {
					t.Errorf("%s: got\n%s%+v", how, got, rep)
				}
			}
		})
	}
}

func TestTableColumns(t *testing.T) {
	const doc = "id,office,kind,number,filing date,registration number,registration date,status,status date,mark,feature,applicant,applicant country,owner,country,representative,classes,goods,publication date,expiry,version,colour of the cover\n" +
		",vn,tm,4-2020-1,2020-01-02,555,20210304,Registered,2021-03-04,TÊN,Word,A | B,VN | us,C,VN,D,\"9, 042\",9: software; maps | 42: hosting,2020-05-06,2030-01-02,2024-01-01,red\n" +
		"US/DS/29%2F5,,,,,,,under appeal,,CHAIR,,,,,,,,,,,,\n"
	items, rep := read(t, exchange.CSV, strings.NewReader(doc), exchange.Options{Date: ipr.Date{Year: 2023, Month: 1, Day: 1}})
	day := func(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }
	want := []*exchange.Item{
		{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "4-2020-1"}, Version: day(2024, 1, 1), Where: "record 1, line 2", Record: register.Record{
			Application: &register.Numbered{Number: "4-2020-1", Date: day(2020, 1, 2)}, Registration: &register.Numbered{Number: "555", Date: day(2021, 3, 4)},
			Status: register.StatusRegistered, StatusDate: day(2021, 3, 4), Mark: &register.Mark{Text: "TÊN", Feature: "word"},
			Parties: []register.Party{{Role: ipr.Applicant, Name: "A", Country: "VN"}, {Role: ipr.Applicant, Name: "B", Country: "US"},
				{Role: ipr.Owner, Name: "C", Country: "VN"}, {Role: ipr.Representative, Name: "D"}},
			Classes:      []register.Class{{Scheme: "nice", Class: 9, Terms: []string{"software", "maps"}}, {Scheme: "nice", Class: 42, Terms: []string{"hosting"}}},
			Publications: []register.Publication{{Office: "VN", Date: day(2020, 5, 6)}}, Expiry: day(2030, 1, 2),
		}},
		{ID: ipr.ID{Office: "US", Kind: "DS", Number: "29/5"}, Version: day(2023, 1, 1), Ordinal: 1, Where: "record 2, line 3",
			Record: register.Record{Title: "CHAIR", Status: register.StatusUnknown, StatusTold: "under appeal"}},
	}
	for i := range want {
		if i >= len(items) || !reflect.DeepEqual(items[i], want[i]) {
			t.Errorf("got %+v\nwant %+v, %+v", items[i], want[i], rep)
		}
	}
	if !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"colour of the cover": 1}) {
		t.Errorf("not understood: %v", rep.NotUnderstood)
	}
}

func TestBadRowIsRefusedAlone(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		rule, bad, want string
		format          exchange.Format
	}{
		{"bytes that are not UTF-8", "2\tcaf\xe9", "record 2, line 3: the row is not UTF-8", exchange.TSV},
		{"too many cells", "2\tA\tB", "the row has 3 cells, and there are 2 columns", exchange.TSV},
		{"a number too long", strings.Repeat("9", 101) + "\tA", "1 to 100 characters", exchange.TSV},
		{"a line of five megabytes", "2\t" + strings.Repeat(long, 5), "a row is longer than 4194304 bytes", exchange.TSV},
		{"two megabytes of text", "2\t" + long + long, "the record's texts are longer than 1048576 bytes", exchange.TSV},
		{"text behind a quote", "2,\"A\"B", "record 2, line 3: a quote ends within a cell", exchange.CSV},
		{"a quoted cell of five megabytes", "2,\"" + strings.Repeat(long, 5) + "\"", "a row is longer than 4194304 bytes", exchange.CSV},
	} {
		t.Run(c.rule, func(t *testing.T) {
			sep := map[exchange.Format]string{exchange.TSV: "\t", exchange.CSV: ","}[c.format]
			doc := "number" + sep + "mark\n1" + sep + "ONE\n" + c.bad + "\n3" + sep + "THREE\n"
			items, rep := read(t, c.format, strings.NewReader(doc), exchange.Options{Office: "VN"})
			if got := marks(items); got != "VN/TM/1 ONE\nVN/TM/3 THREE\n" {
				t.Errorf("got %s", got)
			}
			if rep.Read != 3 || rep.RefusedCount() != 1 || !strings.Contains(fmt.Sprint(rep.Refused), c.want) {
				t.Errorf("got %+v, want %s", rep.Refused, c.want)
			}
			if last := items[len(items)-1]; last.Ordinal != 2 || last.Where != "record 3, line 4" {
				t.Errorf("the row behind is at %d, %s", last.Ordinal, last.Where)
			}
		})
	}
	for _, c := range []struct{ rule, doc, want string }{
		{"a date of another form", "number,mark,filing date\n1,A,02/01/2020\n", `the filing date "02/01/2020" is no date of the form YYYY-MM-DD`},
		{"a class that is none", "number,mark,classes\n1,A,46\n", `"46" is no class of the Nice classification`},
		{"an office that is none", "number,mark,office\n1,A,Vietnam\n", `"VIETNAM" is not a two-letter office code`},
		{"an id of a registration", "id,mark\nVN/TM/registration:5,A\n", "names a registration"},
		{"a quote that is never closed", "number,mark\n1,\"A\n2,B\n", "record 1, line 2: a quote is not closed"},
		{"a row that repeats one without a number", "mark,owner\nA,B\nA,B\n", "record 2, line 3: the row repeats"},
		{"nothing to call it by", "mark,owner\n,B\n", "neither a mark nor a number"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, rep := read(t, exchange.CSV, strings.NewReader(c.doc), exchange.Options{})
			if rep.RefusedCount() != 1 || !strings.Contains(fmt.Sprint(rep.Refused), c.want) {
				t.Errorf("got %+v, want %s", rep.Refused, c.want)
			}
		})
	}
}

func TestQuoteWithinACellIsACharacter(t *testing.T) {
	items, _ := read(t, exchange.CSV, strings.NewReader("number,mark\n1,6\" PIPE\n"), exchange.Options{Office: "VN"})
	if got := marks(items); got != "VN/TM/1 6\" PIPE\n" {
		t.Errorf("got %s", got)
	}
}

func TestUnclosedQuoteCostsOneLine(t *testing.T) {
	items, _ := read(t, exchange.CSV, strings.NewReader("number,mark\n1,\"A\n2,B\n3,C\n"), exchange.Options{Office: "VN"})
	if got := marks(items); got != "VN/TM/2 B\nVN/TM/3 C\n" {
		t.Errorf("got %s", got)
	}
}

func TestHeaderOfTable(t *testing.T) {
	for _, c := range []struct {
		rule   string
		format exchange.Format
		doc    string
		opt    exchange.Options
		want   string // marks, or the error
	}{
		{"a table of tabs without a header is marks first", exchange.TSV, "!ndigo\tnsi\tLATIN\nAcme\tnsi\tLATIN\n", exchange.Options{}, "!ndigo Acme"},
		{"columns named by the caller", exchange.TSV, "nsi\t!ndigo\nnsi\tAcme\n", exchange.Options{Columns: []string{"", "mark"}}, "!ndigo Acme"},
		{"a header that is a mark", exchange.TSV, "Name\nAcme\n", exchange.Options{Header: exchange.HeaderNone}, "Name Acme"},
		{"a header that must be one", exchange.TSV, "wordmark text\tx\nAcme\t1\n", exchange.Options{Header: exchange.HeaderFirst}, "no column tells the mark"},
		{"prose is no table", exchange.CSV, "Read this first, please.\n", exchange.Options{}, "the first row names no column"},
		{"prose that is one after all", exchange.CSV, "Acme, nsi\n", exchange.Options{Columns: []string{"mark"}}, "Acme"},
		{"two columns of one meaning", exchange.CSV, "mark,name\nA,B\n", exchange.Options{}, "two columns tell the same"},
		{"an empty document", exchange.TSV, "", exchange.Options{}, ""},
		{"a header alone", exchange.TSV, "mark\n", exchange.Options{}, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			items, _, err := readAll(c.format, strings.NewReader(c.doc), -1, c.opt)
			var got []string
			for _, it := range items {
				got = append(got, it.Record.Mark.Text)
			}
			if s := strings.Join(got, " "); err == nil && s != c.want || err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %q, %v, want %s", s, err, c.want)
			}
		})
	}
}

func TestDerivedNumberIsStable(t *testing.T) {
	const doc = "mark\towner\tclasses\tstatus\nACME\tA\t9\tfiled\nACME\tB\t9\tfiled\nAcme\tA\t9\tfiled\n"
	first, _ := read(t, exchange.TSV, strings.NewReader(doc), exchange.Options{Office: "VN", Name: "list.tsv"})
	again, _ := read(t, exchange.TSV, strings.NewReader(strings.ReplaceAll(doc, "filed", "registered")), exchange.Options{Office: "VN", Name: "list.tsv"})
	other, _ := read(t, exchange.TSV, strings.NewReader(doc), exchange.Options{Office: "VN", Name: "other.tsv"})
	seen := map[string]bool{}
	for i := range first {
		if first[i].ID != again[i].ID {
			t.Errorf("row %d: %s, then %s", i+1, first[i].ID, again[i].ID)
		}
		if first[i].ID == other[i].ID || seen[first[i].ID.Number] {
			t.Errorf("row %d: %s is not alone", i+1, first[i].ID)
		}
		seen[first[i].ID.Number] = true
	}
	// The number is written down: it must be the same in every version of the program.
	if got := first[0].ID.String(); got != "VN/TM/list-c6653557f762111bd7cc" {
		t.Errorf("got %s", got)
	}
	if first[0].Record.Application != nil {
		t.Error("an application number that no office gave")
	}
}

func TestNamesCanBeReadAndReadAgain(t *testing.T) {
	b, err := os.ReadFile(outside.Shared(t, "data/names/names-open.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[ipr.ID]bool{}
	items, rep := read(t, exchange.TSV, bytes.NewReader(b), exchange.Options{Name: "names-open.tsv"})
	for _, it := range items {
		ids[it.ID] = true
	}
	again, _ := read(t, exchange.TSV, bytes.NewReader(b), exchange.Options{Name: "names-open.tsv"})
	for _, it := range again {
		if !ids[it.ID] {
			t.Fatalf("%s was not there at first", it.ID)
		}
	}
	if lines := bytes.Count(b, []byte{'\n'}); len(ids) != len(items) || len(items)+rep.RefusedCount() != lines || rep.RefusedCount() > lines/1000 {
		t.Errorf("%d lines, %d items, %d ids, %+v", lines, len(items), len(ids), rep)
	}
}
