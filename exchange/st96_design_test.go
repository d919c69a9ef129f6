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

// TestDesignApplication reads an application for two designs field by field.
func TestDesignApplication(t *testing.T) {
	b, err := os.ReadFile("testdata/design-st96.xml")
	if err != nil {
		t.Fatal(err)
	}
	items, rep := read(t, exchange.ST96, strings.NewReader(string(b)), exchange.Options{})
	if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	day := func(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }
	want := register.Record{
		Application:  &register.Numbered{Number: "3-2025-00042", Date: day(2025, 3, 1)},
		Registration: &register.Numbered{Number: "47011", Date: day(2025, 12, 20)},
		Status:       "filed", StatusTold: "Filed", StatusDate: day(2025, 3, 1), // one design is registered, one refused: the application says so
		Title: "Ghế tựa mây", Language: "vi",
		Designs: []register.Design{
			{Number: "1", Title: "Ghế tựa mây", Status: "registered", StatusTold: "Registered", Locarno: []string{"06-01"}, Description: "Lưng ghế hình quạt.",
				Views: []register.View{{Label: "1.1", File: "ghe-1.png"}, {Label: "Mặt sau", File: "ghe-2.png"}}},
			{Number: "2", Title: "Bàn", Status: "refused", StatusTold: "Rejected", Locarno: []string{"06-03"}}, // its title is its product
		},
		Parties: []register.Party{{Role: ipr.Applicant, Name: "Công ty Mây Tre Xanh", Country: "VN", Place: "Hà Nội"}, {Role: ipr.Representative, Name: "Văn phòng Sao Mai"},
			{Role: ipr.Designer, Name: "Thị Mây Lê"}},
		Classes:      []register.Class{{Scheme: "locarno", Class: 6, Subclass: 1, Terms: []string{"Ghế"}}, {Scheme: "locarno", Class: 6, Subclass: 3, Terms: []string{"Bàn"}}},
		Priorities:   []register.Priority{{Office: "JP", Number: "2024-019999", Date: day(2024, 9, 10)}},
		Publications: []register.Publication{{Number: "445A", Date: day(2025, 5, 26)}},
		History:      []register.Told{{Date: day(2025, 3, 1), Code: "Filed", Text: "Nộp trực tuyến"}, {Code: "PublicationDefermentIndicator", Text: "1"}},
		Expiry:       day(2030, 3, 1),
		Related:      []register.Related{{How: "international", Office: "WO", Number: "DM/200001"}, {How: "divisional", Number: "3-2024-00007"}},
	}
	if items[0].ID.String() != "VN/DS/3-2025-00042" || items[0].Version != day(2026, 5, 4) {
		t.Errorf("%s of %s", items[0].ID, items[0].Version)
	}
	if !reflect.DeepEqual(items[0].Record, want) {
		t.Errorf("got  %s\nwant %s", exchange.Content(items[0]), exchange.Content(&exchange.Item{Record: want}))
	}
	left := map[string]int{
		"street addresses and post codes (private)": 2, "telephone, fax, e-mail and other addresses (private)": 1, "references of applicants (private)": 1,
		"numbers, nationalities and legal forms of parties (no member)": 2, "flags, quantities and places of filing of a design (no member)": 3, "specimens and forms of views (no member)": 1,
	}
	if !reflect.DeepEqual(rep.LeftOut, left) {
		t.Errorf("left out: %v", rep.LeftOut)
	}
	valid(t, string(b), again(t, ipr.Design, items))
	if s := written(t, ipr.Design, items); strings.Contains(s, "47011") && strings.Count(s, "<com:RegistrationNumber>47011<") != 2 || strings.Contains(s, "unplaced&quot;:{&quot;status") {
		t.Errorf("what has an element stands in the comment:\n%s", s)
	}
}

// alone is a design without an application.
func alone(inner string) string {
	return `<dgn:DesignTransaction xmlns:dgn="d" xmlns:com="c"><dgn:DesignTransactionBody><dgn:TransactionContentBag><dgn:TransactionData><dgn:DesignBag>` +
		inner + `</dgn:DesignBag></dgn:TransactionData></dgn:TransactionContentBag></dgn:DesignTransactionBody></dgn:DesignTransaction>`
}

func TestWhichNumberAddressesADesign(t *testing.T) {
	for _, c := range []struct{ rule, doc, want string }{
		{"that of its registration", alone(`<dgn:Design><dgn:DesignIdentifier com:officeCode="KR">1</dgn:DesignIdentifier><com:RegistrationNumber>30-0999</com:RegistrationNumber></dgn:Design>`), "KR/DS/30-0999"},
		{"with what its identifier has behind it", alone(`<dgn:Design><dgn:DesignIdentifier>000123-0002</dgn:DesignIdentifier><com:RegistrationNumber>000123</com:RegistrationNumber></dgn:Design>`), "EM/DS/000123-0002"},
		{"that of the design, if it has no other", alone(`<dgn:Design><dgn:DesignIdentifier>000123-0003</dgn:DesignIdentifier></dgn:Design>`), "EM/DS/000123-0003"},
		{"that of the application before all", `<DesignApplication><RegistrationOfficeCode>TH</RegistrationOfficeCode><ApplicationNumber><ApplicationNumberText>A</ApplicationNumberText></ApplicationNumber>` +
			`<DesignBag><Design><RegistrationNumber>R</RegistrationNumber></Design></DesignBag></DesignApplication>`, "TH/DS/A"},
		{"that of the receipt after all", `<DesignApplication><ReceiptNumber>Q</ReceiptNumber><DesignBag><Design/></DesignBag></DesignApplication>`, "EM/DS/Q"},
	} {
		items, rep := read(t, exchange.ST96, strings.NewReader(c.doc), exchange.Options{Office: "EM"})
		if len(items) != 1 || items[0].ID.String() != c.want || len(rep.NotUnderstood) > 0 {
			t.Errorf("%s: %+v", c.rule, rep)
		}
	}
	if _, rep := read(t, exchange.ST96, strings.NewReader(alone(`<dgn:Design><dgn:DesignTitleText>x</dgn:DesignTitleText></dgn:Design>`)), exchange.Options{}); rep.RefusedCount() != 1 {
		t.Errorf("a design without a number is not refused: %+v", rep)
	}
}

func TestDesignsOfOneApplication(t *testing.T) {
	app := func(inner string) string {
		return `<DesignApplication><RegistrationOfficeCode>VN</RegistrationOfficeCode><ApplicationNumber><ApplicationNumberText>A</ApplicationNumberText></ApplicationNumber>` + inner + `</DesignApplication>`
	}
	for _, c := range []struct{ rule, doc, want string }{
		{"a status that all have is that of the right, whatever the application says", app(`<DesignApplicationCurrentStatusCategory>Filed</DesignApplicationCurrentStatusCategory>` +
			`<DesignBag><Design><DesignIdentifier>1</DesignIdentifier><DesignCurrentStatusCategory>Expired</DesignCurrentStatusCategory></Design>` +
			`<Design><DesignIdentifier>2</DesignIdentifier><DesignCurrentStatusCategory>Expired</DesignCurrentStatusCategory></Design></DesignBag>`),
			`{"application":{"number":"A"},"status":"expired","status_told":"Expired","designs":[{"number":"1"},{"number":"2"}],"history":[{"code":"DesignApplicationCurrentStatus","text":"Filed"}]}`},
		{"a word that is not in the table is unknown", app(`<DesignBag><Design><DesignIdentifier>1</DesignIdentifier><DesignCurrentStatusCode>Lapsed-ish</DesignCurrentStatusCode></Design></DesignBag>`),
			`{"application":{"number":"A"},"status":"unknown","status_told":"Lapsed-ish","designs":[{"number":"1"}]}`},
		{"registrations of their own number the designs", app(`<DesignBag><Design><DesignIdentifier>1</DesignIdentifier><RegistrationNumber>R1</RegistrationNumber><RegistrationDate>2020-01-02</RegistrationDate></Design>` +
			`<Design><DesignIdentifier>2</DesignIdentifier><RegistrationNumber>R2</RegistrationNumber></Design></DesignBag>`),
			`{"application":{"number":"A"},"designs":[{"number":"R1"},{"number":"R2"}],"history":[{"date":"2020-01-02","code":"RegistrationDate","text":"R1"},{"code":"RegistrationDate","text":"R2"}]}`},
		{"what each design tells alike stands once", app(`<DesignBag><Design><DesignIdentifier>1</DesignIdentifier><DesignerBag><Designer><Contact><Name><EntityName>D</EntityName></Name></Contact></Designer></DesignerBag></Design>` +
			`<Design><DesignIdentifier>2</DesignIdentifier><DesignerBag><Designer><Contact><Name><EntityName>D</EntityName></Name></Contact></Designer></DesignerBag></Design></DesignBag>`),
			`{"application":{"number":"A"},"designs":[{"number":"1"},{"number":"2"}],"parties":[{"role":"designer","name":"D"}]}`},
		{"a class in free form is read where it is one", app(`<DesignBag><Design><DesignClassificationBag><LocarnoClassificationBag><LocarnoClassificationText>02.04</LocarnoClassificationText></LocarnoClassificationBag></DesignClassificationBag></Design></DesignBag>`),
			`{"application":{"number":"A"},"designs":[{"number":"","locarno":["02-04"]}],"classes":[{"scheme":"locarno","class":2,"subclass":4}]}`},
	} {
		items, rep := read(t, exchange.ST96, strings.NewReader(c.doc), exchange.Options{})
		if len(items) != 1 || len(rep.NotUnderstood) > 0 {
			t.Errorf("%s: %+v", c.rule, rep)
		} else if got := string(exchange.Content(items[0])); got != c.want {
			t.Errorf("%s:\n%s\n%s", c.rule, got, c.want)
		}
	}
}

// TestAnyDesignIsWrittenAndReadBack writes designs of which any member tells anything.
func TestAnyDesignIsWrittenAndReadBack(t *testing.T) {
	valid(t, again(t, ipr.Design, randomItems(t, ipr.Design, 500)))
}
