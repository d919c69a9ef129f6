package exchange_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// TestDesignsOfST86 reads a transaction made after ST.86 field by field. No real one was available.
func TestDesignsOfST86(t *testing.T) {
	b, err := os.ReadFile("testdata/design-st86.xml")
	if err != nil {
		t.Fatal(err)
	}
	if format, err := exchange.Detect("x", b[:exchange.HeadSize]); format != exchange.ST86 {
		t.Fatalf("%q, %v", format, err)
	}
	items, rep := read(t, exchange.ST86, strings.NewReader(string(b)), exchange.Options{Office: "EM"})
	if len(items) != 2 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	day := func(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }
	want := register.Record{
		Application:  &register.Numbered{Number: "3-2025-00042", Date: day(2025, 3, 1)},
		Registration: &register.Numbered{Number: "47011", Date: day(2025, 12, 20)},
		Status:       "registered", StatusTold: "Registered", StatusDate: day(2025, 12, 20), Title: "Ghế tựa mây", Language: "vi",
		Designs: []register.Design{
			{Number: "1", Title: "Ghế tựa mây", Locarno: []string{"06-01"}, Description: "Lưng ghế hình quạt.",
				Views: []register.View{{Label: "Phối cảnh", File: "ghe-1.png"}, {File: "ghe-2.png"}, {File: "sheet-2.png"}}},
			{Number: "2", Title: "Bàn"},
		},
		Parties: []register.Party{{Role: ipr.Applicant, Name: "Công ty Mây Tre Xanh", Country: "VN", Place: "Hà Nội"}, {Role: ipr.Applicant, Name: "Trần Văn Tre"},
			{Role: ipr.Designer, Name: "Thị Mây Lê"}},
		Classes:      []register.Class{{Scheme: "locarno", Class: 6, Subclass: 1, Terms: []string{"Ghế"}}},
		Priorities:   []register.Priority{{Office: "JP", Number: "2024-019999", Date: day(2024, 9, 10)}},
		Publications: []register.Publication{{Number: "445A", Kind: "Registrations with no amendments", Date: day(2025, 5, 26)}},
		History:      []register.Told{{Date: day(2025, 12, 20), Code: "Registered", Text: "Cấp bằng"}},
		Expiry:       day(2030, 3, 1),
		Related:      []register.Related{{How: "divisional", Number: "3-2024-00007", Date: day(2024, 1, 2)}},
	}
	if items[0].ID.String() != "VN/DS/3-2025-00042" || items[0].Version != day(2026, 5, 4) {
		t.Errorf("%s of %s", items[0].ID, items[0].Version)
	}
	if !reflect.DeepEqual(items[0].Record, want) {
		t.Errorf("got  %s\nwant %s", exchange.Content(items[0]), exchange.Content(&exchange.Item{Record: want}))
	}
	if got := string(exchange.Content(items[1])); items[1].ID.String() != "EM/DS/000123" ||
		got != `{"application":{"number":"000123"},"status":"unknown","status_told":"Surrendered","designs":[{"number":"000123-0002"}]}` {
		t.Errorf("the design alone: %s %s", items[1].ID, got)
	}
	if said := refusals(rep); rep.RefusedCount() != 1 || !strings.Contains(said, "its source has deleted this record") {
		t.Errorf("a deleted design is not refused: %q", said)
	}
	left := map[string]int{
		"street addresses and post codes (private)": 3, "telephone, fax, e-mail and other addresses (private)": 2, "references of applicants (private)": 1,
		"numbers, nationalities and legal forms of parties (no member)": 4, "flags, quantities and places of filing of a design (no member)": 2, "specimens and forms of views (no member)": 1,
	}
	if !reflect.DeepEqual(rep.LeftOut, left) {
		t.Errorf("left out: %v", rep.LeftOut)
	}
	again(t, ipr.Design, items)
}

func TestWhatIsOfST86(t *testing.T) {
	for doc, want := range map[string]exchange.Format{
		`<Transaction><DesignTransactionBody><TransactionContentDetails/></DesignTransactionBody></Transaction>`: exchange.ST86,
		`<d:Transaction xmlns:d="x"><d:TransactionHeader/><d:DesignTransactionBody/></d:Transaction>`:            exchange.ST86,
		`<DesignTransactionBody><TransactionContentDetails/></DesignTransactionBody>`:                            exchange.ST86,
		`<DesignApplicationDetails><DesignApplication/></DesignApplicationDetails>`:                              exchange.ST86,
		`<Transaction><DesignTransactionBody><TransactionContentBag/></DesignTransactionBody></Transaction>`:     exchange.ST96,
		`<DesignTransaction><DesignTransactionBody/></DesignTransaction>`:                                        exchange.ST96,
	} {
		if got, err := exchange.Detect("x", []byte(doc)); got != want {
			t.Errorf("%s is taken for %q, %v", doc, got, err)
		}
	}
}
