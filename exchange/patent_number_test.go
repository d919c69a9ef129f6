package exchange

import (
	"testing"

	"github.com/muniment/muniment/ipr"
)

func TestAnApplicationHasOneNumberWhateverTheDocument(t *testing.T) {
	day := func(s string) ipr.Date {
		d, err := ipr.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		rule         string
		told         docID
		office, want string
	}{
		{"EP: the check digit is no part of it", docID{office: "EP", number: "17171508.9"}, "EP", "17171508"},
		{"EP: nor is it without a point", docID{office: "EP", number: "171715089"}, "EP", "17171508"},
		{"EP: DOCDB has none", docID{office: "EP", number: "17171508", form: docdb, kind: "A"}, "EP", "17171508"},
		{"EP: EPODOC has a longer year", docID{office: "EP", number: "EP20170171508", form: epodoc}, "EP", "17171508"},
		{"EP: the office before it", docID{office: "EP", number: "EP 17 171 508.9"}, "EP", "17171508"},
		{"US: stroke and comma", docID{office: "US", number: "17/043,275"}, "US", "17043275"},
		{"US: as files have it", docID{office: "US", number: "17043275"}, "US", "17043275"},
		{"US: DOCDB has the year of filing before it", docID{office: "US", number: "201817043275", form: docdb}, "US", "17043275"},
		{"US: DOCDB until 2000 has the year behind it, and the series follows from the day", docID{office: "US", number: "35738589", form: docdb, date: day("1989-05-26")}, "US", "07357385"},
		{"US: the last day of series 08", docID{office: "US", number: "99812397", form: docdb, date: day("1997-12-29")}, "US", "08998123"},
		{"US: the first day of series 09", docID{office: "US", number: "112397", form: docdb, date: day("1997-12-30")}, "US", "09001123"},
		{"US: a provisional application of then", docID{office: "US", number: "12345698", kind: "P", form: docdb, date: day("1998-03-01")}, "US", "60123456"},
		{"US: since 2001 the series does not follow", docID{office: "US", number: "51801605", kind: "A", form: docdb, date: day("2005-07-06")}, "US", "2005/518016"},
		{"US: what has no series is brought into the same form again", docID{office: "US", number: "2005/518016"}, "US", "2005/518016"},
		{"US: a design of then has one", docID{office: "US", number: "20123405", kind: "F", form: docdb, date: day("2005-07-06")}, "US", "29201234"},
		{"US: a year that is not that of the day is kept apart", docID{office: "US", number: "35738588", form: docdb, date: day("1989-05-26")}, "US", "357385/88"},
		{"CN: the check digit is no part of it", docID{office: "CN", number: "201410408762.5"}, "CN", "201410408762"},
		{"CN: even where it is X", docID{office: "CN", number: "202111286633.X"}, "CN", "202111286633"},
		{"CN: or without a point", docID{office: "CN", number: "2014104087625"}, "CN", "201410408762"},
		{"CN: DOCDB", docID{office: "CN", number: "201410408762", form: docdb}, "CN", "201410408762"},
		{"CN: ST.13", docID{office: "CN", number: "102021001286633"}, "CN", "202111286633"},
		{"CN: numbers of before 2003", docID{office: "CN", number: "98812345.6"}, "CN", "98812345"},
		{"JP: as files have it", docID{office: "JP", number: "2019165329"}, "JP", "2019165329"},
		{"JP: as printed", docID{office: "JP", number: "特願２０１９－１６５３２９"}, "JP", "2019165329"},
		{"JP: a short serial number", docID{office: "JP", number: "2000-1234"}, "JP", "2000001234"},
		{"JP: the year of an emperor", docID{office: "JP", number: "特願平8-12345"}, "JP", "1996012345"},
		{"JP: in Latin letters", docID{office: "JP", number: "H08-012345"}, "JP", "1996012345"},
		{"JP: DOCDB until 1999 has the year behind it", docID{office: "JP", number: "1234596", form: docdb, date: day("1996-01-29")}, "JP", "1996012345"},
		{"JP: EPODOC", docID{office: "JP", number: "JP20190165329", form: epodoc}, "JP", "2019165329"},
		{"KR: the type is no part of it", docID{office: "KR", number: "10-2016-0063019"}, "KR", "20160063019"},
		{"KR: DOCDB has none", docID{office: "KR", number: "20160063019", form: docdb}, "KR", "20160063019"},
		{"KR: ST.13", docID{office: "KR", number: "102016000063019"}, "KR", "20160063019"},
		{"DE: as printed", docID{office: "DE", number: "10 2010 053 686.5"}, "DE", "102010053686"},
		{"DE: DOCDB", docID{office: "DE", number: "102010053686", form: docdb}, "DE", "102010053686"},
		{"DE: the P of the years 1968 to 1994", docID{office: "DE", number: "P 34 23 456.7"}, "DE", "3423456"},
		{"DE: DOCDB of then", docID{office: "DE", number: "3423456", form: docdb}, "DE", "3423456"},
		{"DE: the letter of before 1968 as printed", docID{office: "DE", number: "B77613"}, "DE", "B77613"},
		{"DE: in DOCDB", docID{office: "DE", number: "B0077613", form: docdb, kind: "A"}, "DE", "B77613"},
		{"DE: in EPODOC", docID{office: "DE", number: "DE1964B077613", form: epodoc}, "DE", "B77613"},
		{"GB: the check digit is no part of it", docID{office: "GB", number: "1612345.6"}, "GB", "1612345"},
		{"GB: DOCDB has a longer year", docID{office: "GB", number: "201612345", form: docdb}, "GB", "1612345"},
		{"BR: the check digit is no part of it", docID{office: "BR", number: "BR 10 2015 012345-6"}, "BR", "102015012345"},
		{"RU: nor is the group", docID{office: "RU", number: "2016123456/08"}, "RU", "2016123456"},
		{"PCT: as printed", docID{office: "WO", number: "PCT/JP2018/015561"}, "WO", "PCT/JP2018/015561"},
		{"PCT: as the EPO prints it", docID{office: "WO", number: "CN2018112487"}, "WO", "PCT/CN2018/112487"},
		{"PCT: DOCDB lists the receiving office", docID{office: "JP", number: "2018015561", kind: "W", form: docdb}, "WO", "PCT/JP2018/015561"},
		{"PCT: and until 2003 a short year", docID{office: "JP", number: "0015561", kind: "W", form: docdb}, "WO", "PCT/JP2000/015561"},
		{"PCT: an office that keeps the number in its own phase", docID{office: "VN", number: "PCT/VN2020/000001"}, "VN", "PCT/VN2020/000001"},
		{"VN: nothing is changed", docID{office: "VN", number: "1-2023-01234"}, "VN", "1-2023-01234"},
		{"an office without a rule: capitals, no blanks", docID{office: "QQ", number: "ab 12/3 "}, "QQ", "AB12/3"},
		{"a number that is none of an office's forms is kept", docID{office: "JP", number: "1/2-3x"}, "JP", "1/2-3X"},
		{"no number is none", docID{office: "DE"}, "DE", ""},
	} {
		if office, got := applicationNumber(c.told); office != c.office || got != c.want {
			t.Errorf("%s: %q becomes %s %q, want %s %q", c.rule, c.told.number, office, got, c.office, c.want)
		}
	}
}

// FuzzApplicationNumber sees that the normal form is one: to bring it into normal form again changes nothing.
func FuzzApplicationNumber(f *testing.F) {
	f.Add("EP", "17171508.9", "A")
	f.Add("JP", "特願平8-12345", "")
	f.Add("DE", "P 34 23 456.7", "")
	f.Add("WO", "PCT/JP2018/015561", "W")
	f.Add("US", "17/043,275", "P")
	f.Fuzz(func(t *testing.T, office, number, kind string) {
		for _, form := range []numberForm{printed, docdb, epodoc} {
			o, n := applicationNumber(docID{office: office, number: number, kind: kind, form: form})
			if o2, n2 := applicationNumber(docID{office: o, number: n}); o2 != o || n2 != n {
				t.Errorf("%s %q becomes %s %q, then %s %q", office, number, o, n, o2, n2)
			}
		}
	})
}

func TestKindsOfRightsAreToldApart(t *testing.T) {
	for _, c := range []struct {
		rule, told, application, publication string
		want                                 ipr.Kind
	}{
		{"a patent", "", "A", "B1", ipr.Patent},
		{"the first level of utility models", "", "", "U", ipr.Utility},
		{"the second level", "", "", "Y1", ipr.Utility},
		{"an application of DOCDB for a utility model", "", "U", "A1", ipr.Utility},
		{"a design patent of the United States", "design", "", "S1", ipr.Design},
		{"its kind alone", "", "", "S1", ipr.Design},
		{"a utility patent is no utility model", "utility", "", "B2", ipr.Patent},
		{"a plant patent is a patent", "plant", "", "P2", ipr.Patent},
		{"in Chinese", "实用新型", "", "U", ipr.Utility},
		{"by the type of ST.13", "20", "", "U", ipr.Utility},
		{"nothing told", "", "", "", ipr.Patent},
	} {
		if got := patentKind(c.told, c.application, c.publication); got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
	}
}

func TestSymbolsArePrintedInOneWay(t *testing.T) {
	for text, want := range map[string]string{
		"H01F  27/14        20060101AFI20171122BHEP": "H01F 27/14",
		"A24B   15/18    (2006.01)":                  "A24B 15/18",
		"F02M2700/1358":                              "F02M 2700/1358",
		"H04W  84/    20            A I":             "H04W 84/20",
		"A01H005/00":                                 "A01H 5/00",
		"7A61K 9/00":                                 "A61K 9/00",
		" 7A 61K  31/44   A":                         "A61K 31/44",
		"A01B0001020000":                             "A01B 1/02",
		"Y02E  10/50        20130101 LA":             "Y02E 10/50",
		"a 01 b 1 / 02":                              "A01B 1/02",
		"B65D":                                       "B65D",
		"H01L  21/       20060101A":                  "H01L",
		"":                                           "",
		"Z99Z 1/00":                                  "",
		"what?":                                      "",
	} {
		if got, _ := symbolOf([]byte(text)); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if _, position := symbolOf([]byte("H01F  27/14        20060101AFI20171122BHEP")); position != 'F' {
		t.Errorf("the position is %q", position)
	}
}

func TestTablesOfPatentsAreWhole(t *testing.T) {
	if n := len(inpadocRows()); n != 4397 {
		t.Errorf("%d codes of events", n)
	}
	for _, c := range []struct{ authority, code, category string }{{"EP", "PG25", "H"}, {"GB", "FG4D", "F"}, {"EP", "REG", ""}, {"WO", "XX", ""}} {
		if row, ok := inpadocCode(c.authority, c.code); !ok || row.category != c.category {
			t.Errorf("%s %s: %+v", c.authority, c.code, row)
		}
	}
	for key, row := range inpadocRows() {
		if row.category != "" {
			if _, known := ipr.EventCategory(row.category); !known {
				t.Errorf("%s: %q is no category", key, row.category)
			}
		}
	}
	for key, row := range kindRows() {
		if row.status.Phase() == "dead" || len(key) > 4 {
			t.Errorf("%s: %+v", key, row)
		}
	}
}
