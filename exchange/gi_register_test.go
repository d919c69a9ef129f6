package exchange_test

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// TestUKRegisterOfIndications reads the whole prototype of the register, looks at some names field by field, and writes
// and reads all of them again.
func TestUKRegisterOfIndications(t *testing.T) {
	b, err := os.ReadFile(outside.Shared(t, "data/gi/uk_gi_register_defra_2020.json"))
	if err != nil {
		t.Fatal(err)
	}
	if format, err := exchange.Detect("x.json", b[:exchange.HeadSize]); format != exchange.UKGI {
		t.Fatalf("%q, %v", format, err)
	}
	items, rep := read(t, exchange.UKGI, bytes.NewReader(b), exchange.Options{})
	if len(items) != 3715 || rep.RefusedCount()+len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	if want := map[string]int{"search words and order of the prototype (made from other members)": 6 * 3715}; !reflect.DeepEqual(rep.LeftOut, want) {
		t.Errorf("left out: %v", rep.LeftOut)
	}
	known := map[string]*exchange.Item{}
	statuses, schemes := map[register.Status]int{}, map[string]int{}
	for _, it := range items {
		known[it.ID.String()] = it
		statuses[it.Record.Status]++
		schemes[it.Record.Indication.Scheme]++
	}
	if len(known) != len(items) {
		t.Errorf("%d rights of %d records", len(known), len(items))
	}
	if want := map[register.Status]int{"registered": 3341, "filed": 315, "published": 58, "refused": 1}; !reflect.DeepEqual(statuses, want) {
		t.Errorf("statuses: %v", statuses)
	}
	if want := map[string]int{"PDO": 1984, "PGI": 1376, "GI": 277, "TSG": 78}; !reflect.DeepEqual(schemes, want) {
		t.Errorf("schemes: %v", schemes)
	}
	day := func(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }
	law := func(s string, d ipr.Date) []register.Told {
		return []register.Told{{Date: d, Code: "EA_LegalInstrument", Text: s}}
	}
	for number, want := range map[string]register.Record{
		"PGI-GR-01839": { // a name in two scripts, and no application date
			Application: &register.Numbered{Number: "PGI-GR-01839"}, Registration: &register.Numbered{Number: "PGI-GR-01839", Date: day(2008, 2, 13)},
			Status: "registered", StatusTold: "Registered", Title: "Ούζο Πλωμαρίου / Ouzo of Plomari", History: law("Article 37 of Regulation (EU) No 2019/787", ipr.Date{}),
			Indication: &register.Indication{Scheme: "GI", Category: []string{"Spirit drink", "29. Distilled anis"}, Countries: []string{"GR"}, Transliteration: "Ouzo of Plomari"},
		},
		"PGI-GR-A1334": { // which the machine that made the search names translated as "curry"
			Application: &register.Numbered{Number: "PGI-GR-A1334"}, Registration: &register.Numbered{Number: "PGI-GR-A1334", Date: day(2004, 4, 16)},
			Status: "registered", StatusTold: "Registered", Title: "Κάρυστος", History: law("Article 107 of Regulation (EU) No 1308/2013", ipr.Date{}),
			Indication: &register.Indication{Scheme: "PGI", Category: []string{"Wine"}, Countries: []string{"GR"}},
		},
		"PGI-CH-02089": {
			Application: &register.Numbered{Number: "PGI-CH-02089", Date: day(2015, 11, 3)}, Status: "refused", StatusTold: "Rejected", Title: "Commune de Champagne",
			Publications: []register.Publication{{Date: day(2020, 6, 2)}},
			Indication:   &register.Indication{Scheme: "PGI", Category: []string{"Wine"}, Countries: []string{"CH"}},
		},
		"TSG-GB-1396": {
			Application: &register.Numbered{Number: "TSG-GB-1396", Date: day(2015, 10, 27)}, Registration: &register.Numbered{Number: "TSG-GB-1396", Date: day(2017, 2, 10)},
			Status: "registered", StatusTold: "Registered", Title: "Traditionally Reared Pedigree Welsh Pork", Publications: []register.Publication{{Date: day(2016, 10, 15)}},
			History:    law("Official Journal L 35, 10.02.2017", day(2017, 2, 10)),
			Indication: &register.Indication{Scheme: "TSG", Category: []string{"Food", "Class 1.1 Fresh meat (and offal)"}, Countries: []string{"GB"}},
		},
		"PGI-GB-01854-AM01": { // a request to amend a name
			Application: &register.Numbered{Number: "PGI-GB-01854-AM01", Date: day(2018, 5, 8)}, Status: "published", StatusTold: "Published", Title: "Scotch Whisky",
			Publications: []register.Publication{{Date: day(2020, 5, 25)}}, Related: []register.Related{{How: "amendment of", Number: "PGI-GB-01854"}},
			Indication: &register.Indication{Scheme: "GI", Category: []string{"Spirit drink", "2. Whisky or Whiskey"}, Countries: []string{"GB"}},
		},
	} {
		it := known["GB/GI/"+number]
		if it == nil {
			t.Errorf("there is no %s", number)
		} else if !reflect.DeepEqual(it.Record, want) {
			t.Errorf("%s:\n%s\n%s", number, exchange.Content(it), exchange.Content(&exchange.Item{Record: want}))
		}
	}
	if got := known["GB/GI/PGI-BE+NL+FR+DE-01962"].Record.Indication.Countries; !reflect.DeepEqual(got, []string{"BE", "NL", "FR", "DE"}) {
		t.Errorf("the countries %v", got)
	}
	valid(t, again(t, ipr.GI, items))
}

// giRecord is one record of the register with some members.
func giRecord(members string) string { return "[\n{" + members + "}\n]" }

func TestRecordOfTheUKRegister(t *testing.T) {
	for _, c := range []struct{ rule, members, want string }{
		{"of a name in two scripts, the Latin part is its transliteration; a slash in brackets parts nothing", `"EA_FileNumber":"1","EA_Name":"Перла (а / б) / Perla (a / b)"`,
			`{"application":{"number":"1"},"title":"Перла (а / б) / Perla (a / b)","indication":{"transliteration":"Perla (a / b)"}}`},
		{"a name in one script has none", `"EA_FileNumber":"1","EA_Name":"Polska Wódka / Polish Vodka"`, `{"application":{"number":"1"},"title":"Polska Wódka / Polish Vodka"}`},
		{"a letter of another script within a word is enough", `"EA_FileNumber":"1","EA_Name":"Ouzo / Oύζο"`,
			`{"application":{"number":"1"},"title":"Ouzo / Oύζο","indication":{"transliteration":"Ouzo"}}`},
		{"two categories in one cell are two; a comma within one is none", `"EA_FileNumber":"1","EA_ProductCategory":"15. Vodka, 31. Flavoured vodka, 3 years"`,
			`{"application":{"number":"1"},"indication":{"category":["15. Vodka","31. Flavoured vodka, 3 years"]}}`},
		{"the day of a journal is that of the line", `"EA_FileNumber":"1","EA_LegalInstrument":" Official Journal L97 12.04.2012 "`,
			`{"application":{"number":"1"},"history":[{"date":"2012-04-12","code":"EA_LegalInstrument","text":"Official Journal L97 12.04.2012"}]}`},
		{"a request to cancel names what it is about", `"EA_FileNumber":"PGI-LU-0062-CANCEL"`,
			`{"application":{"number":"PGI-LU-0062-CANCEL"},"related":[{"how":"cancellation of","number":"PGI-LU-0062"}]}`},
		{"a status that the table has not got is unknown", `"EA_FileNumber":"1","EA_Status":"Suspended"`, `{"application":{"number":"1"},"status":"unknown","status_told":"Suspended"}`},
		{"what is registered has its number, be its date unknown", `"EA_FileNumber":"1","EA_Status":"Registered"`,
			`{"application":{"number":"1"},"registration":{"number":"1"},"status":"registered","status_told":"Registered"}`},
	} {
		items, rep := read(t, exchange.UKGI, strings.NewReader(giRecord(c.members)), exchange.Options{})
		if len(items) != 1 || string(exchange.Content(items[0])) != c.want || len(rep.Unread) > 0 {
			t.Errorf("%s: %+v\n%s", c.rule, rep, exchange.Content(items[0]))
		}
	}
	items, rep := read(t, exchange.UKGI, strings.NewReader(giRecord(`"EA_FileNumber":"1","EA_Country":"Elbonia, France","EA_ApplicationDate":"31/02/2000","EA_Colour":"x"`)), exchange.Options{Office: "VN"})
	if got := string(exchange.Content(items[0])); items[0].ID.String() != "GB/GI/1" || got != `{"application":{"number":"1"},"indication":{"countries":["FR"]}}` {
		t.Errorf("%s %s", items[0].ID, got)
	}
	if !reflect.DeepEqual(rep.Unread, map[string]int{"EA_Country": 1, "EA_ApplicationDate": 1}) || rep.NotUnderstood["EA_Colour"] != 1 {
		t.Errorf("what could not be read is not counted: %+v", rep)
	}
}

func TestBadRecordOfTheUKRegisterIsRefusedAlone(t *testing.T) {
	for _, c := range []struct{ rule, record, want string }{
		{"a value of another kind", `{"EA_FileNumber":1}`, "record 2, line 3: the record is no JSON object of the register"},
		{"broken within", `{"EA_FileNumber" "1"}`, "record 2, line 3: the record is no JSON object of the register"},
		{"a member twice", `{"EA_FileNumber":"1","EA_FileNumber":"2"}`, `record 2, line 3: the member "EA_FileNumber" stands twice`},
		{"no number", `{"EA_Name":"}{"}`, "record 2, line 3: the record has no file number"},
		{"too long", `{"EA_Name":"` + strings.Repeat("x", 5<<20) + `"}`, "record 2, line 3: the record is longer than 4194304 bytes"},
		{"too much text", `{"EA_FileNumber":"1","EA_Name":"` + strings.Repeat("x", 2<<20) + `"}`, "record 2, line 3: the record's texts are longer than 1048576 bytes"},
		{"not UTF-8", "{\"EA_Name\":\"\xff\"}", "record 2, line 3: the row is not UTF-8"},
	} {
		items, rep := read(t, exchange.UKGI, strings.NewReader("[\n"+`{"EA_FileNumber":"a"},`+"\n"+c.record+",\n"+`{"EA_FileNumber":"\"b{"}]`), exchange.Options{})
		if len(items) != 2 || items[1].ID.Number != `"b{` || items[1].Where != "record 3, line 4" {
			t.Errorf("%s: the records beside it are lost: %+v", c.rule, rep)
		}
		if len(rep.Refused) != 1 || !strings.HasPrefix(refusals(rep), c.want) {
			t.Errorf("%s: %q", c.rule, refusals(rep))
		}
	}
}

// refusals are the first places of all refusals.
func refusals(rep exchange.Report) string {
	var all []string
	for _, r := range rep.Refused {
		for _, p := range r.First {
			all = append(all, p.Error())
		}
	}
	return strings.Join(all, "\n")
}

func TestABrokenArrayEndsTheDocument(t *testing.T) {
	for _, c := range []struct {
		rule, doc, want string
		read            int
	}{
		{"it does not end", `[{"EA_FileNumber":"1"},`, "line 1: the array does not end", 1},
		{"it ends within a record", "[\n{\"EA_FileNumber\":\"1\"},\n{\"EA_Name\":\"", "line 3: the array does not end", 1},
		{"something follows it", `[{"EA_FileNumber":"1"}] x`, "line 1: something follows the array", 1},
		{"it holds something else", `[{"EA_FileNumber":"1"}, 2]`, "line 1: the array holds something else than objects", 1},
		{"there is none", `"EA_Name"`, "line 1: the document is no JSON array", 0},
	} {
		items, _, err := readAll(exchange.UKGI, strings.NewReader(c.doc), -1, exchange.Options{})
		if err == nil || err.Error() != c.want || len(items) != c.read {
			t.Errorf("%s: %d items, %v", c.rule, len(items), err)
		}
	}
}

// TestListOfVietnameseIndications reads a list of names as a table: what has an area is an indication, and what the list
// says of the origin of each row stays visible.
func TestListOfVietnameseIndications(t *testing.T) {
	b, err := os.ReadFile(outside.Shared(t, "data/gi/vn_gi_list.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	items, rep := read(t, exchange.TSV, bytes.NewReader(b), exchange.Options{Office: "VN", Name: "vn_gi_list.tsv"})
	if len(items) != 43 || rep.RefusedCount()+len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	told := 0
	for _, it := range items {
		if h := it.Record.History; it.ID.Kind != ipr.GI || len(h) != 1 || h[0].Code != "provenance" {
			t.Errorf("%s %s", it.ID, exchange.Content(it))
		} else if strings.Contains(h[0].Text, "FROM MEMORY") {
			told++
		}
	}
	if told != 37 {
		t.Errorf("%d rows say that they are from memory", told)
	}
	if got := string(exchange.Content(items[0])); items[0].ID.String() != "VN/GI/6-2005-00001" ||
		got != `{"application":{"number":"6-2005-00001"},"registration":{"number":"00004","date":"2005-10-14"},"title":"Buôn Ma Thuột",`+
			`"indication":{"product":["coffee"],"area":"Đắk Lắk"},"history":[{"code":"provenance","text":"numbers/dates seen on bancavip.com or wipo.vn page; province from memory"}]}` {
		t.Errorf("%s %s", items[0].ID, got)
	}
	again(t, ipr.GI, items)
}

func TestTableOfIndications(t *testing.T) {
	for _, c := range []struct{ rule, table, want string }{
		{"a product and an area without classes are those of an indication", "name,product,province\nMỹ Đức,rice,X\nMỹ Đức,tea,X\n", "GI GI"}, // two rights, by their products
		{"with classes they are not", "mark,product,area,classes\nA,tea,X,30\n", "TM"},
		{"the kind tells before all", "mark,product,area,kind\nA,tea,X,TM\n", "TM"},
		{"an area alone makes none", "mark,region\nA,X\n", "TM"},
	} {
		items, rep := read(t, exchange.CSV, strings.NewReader(c.table), exchange.Options{Name: "x"})
		var kinds []string
		for _, it := range items {
			kinds = append(kinds, string(it.ID.Kind))
			if told := it.Record.Indication != nil; told != (it.ID.Kind == ipr.GI) || told == (len(rep.Unread) > 0) {
				t.Errorf("%s: %s, %+v", c.rule, exchange.Content(it), rep)
			}
		}
		if got := strings.Join(kinds, " "); got != c.want {
			t.Errorf("%s: %q", c.rule, got)
		}
	}
}
