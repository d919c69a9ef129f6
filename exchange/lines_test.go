package exchange_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

func TestLines(t *testing.T) {
	const doc = `{"id":"VN/TM/4-2020-1","version":"2024-01-01","application":{"number":"4-2020-1","date":"2020-01-02"},"mark":{"text":"CAFE` + "\u0301" + `  ĐEN","colour":"red"},"parties":[{"role":"owner","name":"A"}],"events":[{"seq":1,"deep":{"a":[1,2,{"b":null}]}}]}

{"office":"us","kind":"pt","application":{"number":"16/1"},"title":"Pump","claims":3}
{"application":{"number":"7"},"status":"unknown","status_told":"???"}
`
	items, rep := read(t, exchange.Lines, strings.NewReader("\ufeff"+doc), exchange.Options{Office: "VN", Date: ipr.Date{Year: 2023, Month: 2, Day: 1}})
	want := []*exchange.Item{
		{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "4-2020-1"}, Version: ipr.Date{Year: 2024, Month: 1, Day: 1}, Where: "record 1, line 1", Record: register.Record{
			Application: &register.Numbered{Number: "4-2020-1", Date: ipr.Date{Year: 2020, Month: 1, Day: 2}}, Mark: &register.Mark{Text: "CAFÉ ĐEN"}, Parties: []register.Party{{Role: ipr.Owner, Name: "A"}}}},
		{ID: ipr.ID{Office: "US", Kind: "PT", Number: "16/1"}, Version: ipr.Date{Year: 2023, Month: 2, Day: 1}, Ordinal: 1, Where: "record 2, line 3",
			Record: register.Record{Application: &register.Numbered{Number: "16/1"}, Title: "Pump", Claims: 3}},
		{ID: ipr.ID{Office: "VN", Kind: "TM", Number: "7"}, Version: ipr.Date{Year: 2023, Month: 2, Day: 1}, Ordinal: 2, Where: "record 3, line 4",
			Record: register.Record{Application: &register.Numbered{Number: "7"}, Status: register.StatusUnknown, StatusTold: "???"}},
	}
	if !reflect.DeepEqual(items, want) {
		t.Errorf("got %+v, %+v", items, rep.Refused)
	}
	if !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"events": 1, "mark.colour": 1}) {
		t.Errorf("not understood: %v", rep.NotUnderstood)
	}
}

func TestBadLineIsRefusedAlone(t *testing.T) {
	for _, c := range []struct{ rule, bad, want string }{
		{"no JSON", `{"id":`, "record 2, line 2: the line is no JSON object"},
		{"two values", `{"id":"VN/TM/2"} {}`, "no JSON object"},
		{"a list", `[1]`, "no JSON object"},
		{"no address", `{"mark":{"text":"A"}}`, "neither an id nor an application number"},
		{"a wrong address", `{"id":"VN"}`, "is not the address of a right"},
		{"the address of a registration", `{"id":"VN/TM/registration:1"}`, "names a registration"},
		{"a known name in other capitals", `{"id":"VN/TM/2","ID":"VN/TM/3"}`, `the member "ID" must be written with other capitals`},
		{"a member twice", `{"id":"VN/TM/2","id":"VN/TM/3"}`, `the member "id" stands twice`},
		{"a member of a member twice", `{"id":"VN/TM/2","mark":{"text":"A","text":"B"}}`, `the member "text" stands twice`},
		{"another kind of value", `{"id":"VN/TM/2","claims":"many"}`, "a value of another kind"},
		{"a fraction", `{"id":"VN/TM/2","claims":1.5}`, "a value of another kind"},
		{"a negative number", `{"id":"VN/TM/2","claims":-1}`, "negative"},
		{"a day that is none", `{"id":"VN/TM/2","expiry":"2020-02-30"}`, "not a day of the calendar"},
		{"a status that is none", `{"id":"VN/TM/2","status":"fine"}`, `"fine" is no status`},
		{"a role that is none", `{"id":"VN/TM/2","parties":[{"role":"friend","name":"A"}]}`, `"friend" is no role`},
		{"a country that is none", `{"id":"VN/TM/2","parties":[{"role":"owner","name":"A","country":"Vietnam"}]}`, "two-letter office code"},
		{"a class that is none", `{"id":"VN/TM/2","classes":[{"scheme":"nice","class":46}]}`, "no class of the Nice classification"},
		{"an image that is none", `{"id":"VN/TM/2","mark":{"image":"a.png"}}`, "64 hexadecimal digits"},
		{"too deep", `{"id":"VN/TM/2","x":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "more than 32 deep"},
		{"too long", `{"id":"VN/TM/2","title":"` + strings.Repeat("x", 1<<20+1) + `"}`, "longer than 1048576 bytes"},
		{"bytes that are not UTF-8", "{\"id\":\"VN/TM/2\",\"title\":\"\xe9\"}", "not UTF-8"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			items, rep := read(t, exchange.Lines, strings.NewReader("{\"id\":\"VN/TM/1\"}\n"+c.bad+"\n{\"id\":\"VN/TM/3\"}"), exchange.Options{})
			if len(items) != 2 || items[1].ID.Number != "3" || rep.RefusedCount() != 1 || !strings.Contains(fmt.Sprint(rep.Refused), c.want) {
				t.Errorf("%d items, %+v, want %s", len(items), rep.Refused, c.want)
			}
		})
	}
}
