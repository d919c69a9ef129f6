package exchange_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/fault"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// read gives all items of a document and its report; refusals are in the report.
func read(t testing.TB, format exchange.Format, src io.Reader, opt exchange.Options) ([]*exchange.Item, exchange.Report) {
	t.Helper()
	items, rep, err := readAll(format, src, -1, opt)
	if err != nil {
		t.Fatal(err)
	}
	return items, rep
}

func readAll(format exchange.Format, src io.Reader, size int64, opt exchange.Options) ([]*exchange.Item, exchange.Report, error) {
	r, err := exchange.Open(format, src, size, opt)
	if err != nil {
		return nil, exchange.Report{}, err
	}
	var items []*exchange.Item
	for {
		item, err := r.Next()
		if err == io.EOF {
			return items, r.Report(), nil
		}
		if _, refused := exchange.Refused(err); refused {
			continue
		}
		if err != nil {
			return items, r.Report(), err
		}
		items = append(items, item)
	}
}

// facts is what the golden file keeps of each case file of the real document.
type facts struct {
	ID, Registration, Mark, Status, Told string
	Filed, Registered, StatusDate        ipr.Date
	Feature, Kind                        string
	Parties, Classes                     string
	Terms, History                       int
	First, Last                          string // of the history
	Publications, Related                string
	Described                            []string // members of the mark that tell more
	Version                              ipr.Date
	Where                                string
}

func factsOf(it *exchange.Item) facts {
	r := &it.Record
	f := facts{ID: it.ID.String(), Mark: r.Mark.Text, Status: string(r.Status), Told: r.StatusTold, Filed: r.Application.Date,
		StatusDate: r.StatusDate, Feature: r.Mark.Feature, Kind: r.Mark.Kind, History: len(r.History), Version: it.Version, Where: it.Where}
	if r.Registration != nil {
		f.Registration, f.Registered = r.Registration.Number, r.Registration.Date
	}
	add := func(s *string, format string, args ...any) {
		*s = strings.TrimSpace(*s + " " + fmt.Sprintf(format, args...))
	}
	for _, p := range r.Parties {
		add(&f.Parties, "%s:%s", p.Role, p.Country)
	}
	for _, c := range r.Classes {
		add(&f.Classes, "%s:%d/%d", c.Scheme, c.Class, len(c.Terms))
		f.Terms += len(c.Terms)
	}
	for _, p := range r.Publications {
		add(&f.Publications, "%s:%s", p.Kind, p.Date)
	}
	for _, x := range r.Related {
		add(&f.Related, "%s:%s/%s", x.How, x.Office, x.Number)
	}
	if n := len(r.History); n > 0 {
		f.First = r.History[0].Date.String() + " " + r.History[0].Code
		f.Last = r.History[n-1].Date.String() + " " + r.History[n-1].Code
	}
	for name, s := range map[string]string{"colours": r.Mark.Colours, "description": r.Mark.Description, "disclaimer": r.Mark.Disclaimer, "vienna": strings.Join(r.Mark.Vienna, " ")} {
		if s != "" {
			f.Described = append(f.Described, name)
		}
	}
	slices.Sort(f.Described)
	return f
}

func TestRealDocument(t *testing.T) {
	f, err := os.Open(outside.Shared(t, "data/trademark/tdxf/trademark-applications-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	items, rep := read(t, exchange.TDXF, f, exchange.Options{})
	got := struct {
		Items  []facts
		Report exchange.Report
	}{Report: rep}
	for _, it := range items {
		got.Items = append(got.Items, factsOf(it))
		if it.Record.Expiry != (ipr.Date{}) {
			t.Errorf("%s: an expiry that the document does not tell", it.ID)
		}
	}
	golden(t, "tdxf.json", got)
}

func golden(t *testing.T, name string, v any) {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, '\n')
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != string(want) {
		t.Errorf("differs from %s:\n%s", path, b)
	}
}

// daily puts case files into a document like the real one.
func daily(cases ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE trademark-applications-daily [<!ELEMENT serial-number (#PCDATA)> <!-- the office's own ]> -->]>
<trademark-applications-daily><version><version-no>2.0</version-no></version><creation-datetime>202401310455</creation-datetime>
<application-information><file-segments><file-segment>TRMK</file-segment><action-keys><action-key>00</action-key>
` + strings.Join(cases, "\n") + `
</action-keys></file-segments></application-information></trademark-applications-daily>`
}

// one reads the only case file of a document.
func one(t *testing.T, inner string) (register.Record, exchange.Report) {
	t.Helper()
	items, rep := read(t, exchange.TDXF, strings.NewReader(daily("<case-file><serial-number>90000001</serial-number>"+inner+"</case-file>")), exchange.Options{})
	if len(items) != 1 {
		t.Fatalf("%d items, %+v", len(items), rep.Refused)
	}
	return items[0].Record, rep
}

func TestTDXFMapping(t *testing.T) {
	header := func(inner string) string { return "<case-file-header>" + inner + "</case-file-header>" }
	statement := func(code, text string) string {
		return "<case-file-statement><type-code>" + code + "</type-code><text>" + text + "</text></case-file-statement>"
	}
	statements := func(inner ...string) string {
		return "<case-file-statements>" + strings.Join(inner, "") + "</case-file-statements>"
	}
	class := func(inner string) string {
		return "<classifications><classification>" + inner + "</classification></classifications>"
	}
	party := func(kind, name, more string) string {
		return "<case-file-owner><party-type>" + kind + "</party-type><party-name>" + name + "</party-name>" + more + "</case-file-owner>"
	}
	owners := func(inner ...string) string {
		return "<case-file-owners>" + strings.Join(inner, "") + "</case-file-owners>"
	}
	for _, c := range []struct {
		rule, doc string
		get       func(register.Record) any
		want      any
	}{
		{"a registration number of zeros is none", "<registration-number>0000000</registration-number>", func(r register.Record) any { return r.Registration }, (*register.Numbered)(nil)},
		{"a registration number loses the zeros that fill it", "<registration-number>0864928</registration-number>" + header("<registration-date>19690218</registration-date>"),
			func(r register.Record) any { return *r.Registration }, register.Numbered{Number: "864928", Date: ipr.Date{Year: 1969, Month: 2, Day: 18}}},
		{"a date of which only the year is known", header("<filing-date>19570000</filing-date>"), func(r register.Record) any { return r.Application.Date }, ipr.Date{Year: 1957}},
		{"a date of 0 is none", header("<filing-date>0</filing-date>"), func(r register.Record) any { return r.Application.Date }, ipr.Date{}},
		{"a status code is mapped and kept", header("<status-code>688</status-code>"), func(r register.Record) any { return string(r.Status) + ", " + r.StatusTold }, "published, 688 NOTICE OF ALLOWANCE - ISSUED"},
		{"an unknown status code is kept as told", header("<status-code>999</status-code>"), func(r register.Record) any { return string(r.Status) + ", " + r.StatusTold }, "unknown, 999"},
		{"no status code is no status", header("<status-code></status-code>"), func(r register.Record) any { return string(r.Status) + r.StatusTold }, ""},
		{"standard characters are a word mark", header("<mark-drawing-code>4000</mark-drawing-code>"), func(r register.Record) any { return r.Mark.Feature }, "word"},
		{"a typed drawing is a word mark", header("<mark-drawing-code>1000</mark-drawing-code>"), func(r register.Record) any { return r.Mark.Feature }, "word"},
		{"a design without words is figurative", header("<mark-drawing-code>2000</mark-drawing-code>"), func(r register.Record) any { return r.Mark.Feature }, "figurative"},
		{"a design with words is combined", header("<mark-drawing-code>3000</mark-drawing-code>"), func(r register.Record) any { return r.Mark.Feature }, "combined"},
		{"a drawing in three dimensions", header("<mark-drawing-code>2000</mark-drawing-code><drawing-3d-current-in>T</drawing-3d-current-in>"), func(r register.Record) any { return r.Mark.Feature }, "3d"},
		{"a certification mark", header("<trademark-in>F</trademark-in><certification-mark-in>T</certification-mark-in>"), func(r register.Record) any { return r.Mark.Kind }, "certification"},
		{"a collective membership mark is collective", header("<collective-membership-mark-in>T</collective-membership-mark-in>"), func(r register.Record) any { return r.Mark.Kind }, "collective"},
		{"a service mark is individual", header("<service-mark-in>T</service-mark-in>"), func(r register.Record) any { return r.Mark.Kind }, "individual"},
		{"what the file says of the register is kept", header("<supplemental-register-in>T</supplemental-register-in>"), func(r register.Record) any { return r.History }, []register.Told{{Code: "supplemental-register-in"}}},
		{"a renewal is history and no expiry", header("<renewal-date>20180130</renewal-date>"), func(r register.Record) any { return fmt.Sprint(r.History, r.Expiry.IsZero()) }, "[{2018-01-30 renewal-date  }] true"},
		{"a publication for opposition", header("<published-for-opposition-date>20171128</published-for-opposition-date>"), func(r register.Record) any { return r.Publications },
			[]register.Publication{{Office: "US", Kind: "opposition", Date: ipr.Date{Year: 2017, Month: 11, Day: 28}}}},
		{"attorney and domestic representative", header("<attorney-name>Ann Lee</attorney-name><domestic-representative-name>Bo Orr</domestic-representative-name>"), func(r register.Record) any { return r.Parties },
			[]register.Party{{Role: ipr.Representative, Name: "Ann Lee"}, {Role: ipr.Representative, Name: "Bo Orr"}}},
		{"the same person is named once", header("<attorney-name>Ann Lee</attorney-name><domestic-representative-name>Ann Lee</domestic-representative-name>"), func(r register.Record) any { return len(r.Parties) }, 1},

		{"a text across comments, sections and references", header("<mark-identification>CAF<!-- x -->&#xC9; <![CDATA[& ]]>\r\n BAR</mark-identification>"), func(r register.Record) any { return r.Mark.Text }, "CAFÉ & BAR"},
		{"texts are in normalization form C", header("<mark-identification>CAFE\u0301</mark-identification>"), func(r register.Record) any { return r.Mark.Text }, "CAFÉ"},
		{"control characters become spaces", header("<mark-identification>A\u0085B</mark-identification>"), func(r register.Record) any { return r.Mark.Text }, "A B"},
		{"the rest of a long mark", header("<mark-identification>ONE</mark-identification>") + statements(statement("MK0000", "TWO")), func(r register.Record) any { return r.Mark.Text }, "ONE TWO"},
		{"disclaimers, old and new", statements(statement("D00000", "OLD"), statement("D10000", "NEW")), func(r register.Record) any { return r.Mark.Disclaimer }, "OLD NEW"},
		{"translation", statements(statement("TR0010", "RED")), func(r register.Record) any { return r.Mark.Translation }, "RED"},
		{"transliteration", statements(statement("TLIT00", "KRASNY")), func(r register.Record) any { return r.Mark.Transliteration }, "KRASNY"},
		{"colours", statements(statement("CC0000", "Red is claimed."), statement("CD0000", "A red dot.")), func(r register.Record) any { return r.Mark.Colours }, "Red is claimed. A red dot."},
		{"description", statements(statement("DM0000", "A dot.")), func(r register.Record) any { return r.Mark.Description }, "A dot."},
		{"a statement without a member is history", statements(statement("N00000", "JOHN DOE IS A LIVING PERSON")), func(r register.Record) any { return r.History }, []register.Told{{Code: "N00000", Text: "JOHN DOE IS A LIVING PERSON"}}},
		{"design codes say whose they are", "<design-searches><design-search><code>260921</code></design-search></design-searches>", func(r register.Record) any { return r.Mark.Vienna }, []string{"us:26.09.21"}},

		{"goods find their Nice class", statements(statement("GS0091", "Software; maps (paper; old)")) + class("<international-code>009</international-code><status-code>6</status-code><primary-code>009</primary-code>"),
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 9, Terms: []string{"Software", "maps (paper; old)"}}}},
		{"an old registration's class of the United States is kept", statements(statement("GS0231", "MACHINES")) + class("<international-code>007</international-code><us-code>023</us-code><status-code>6</status-code><primary-code>023</primary-code>"),
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 7, Terms: []string{"MACHINES"}}, {Scheme: "us", Class: 23}}},
		{"goods in several Nice classes stand at the class that names them", statements(statement("GS0231", "TOOLS")) + class("<international-code>007</international-code><international-code>008</international-code><status-code>6</status-code><primary-code>023</primary-code>"),
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 7}, {Scheme: "nice", Class: 8}, {Scheme: "us", Class: 23, Terms: []string{"TOOLS"}}}},
		{"certification classes", statements(statement("GS  A1", "FRUIT")) + class("<international-code>A  </international-code><status-code>6</status-code><primary-code>A  </primary-code>"),
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "us-a", Class: 0, Terms: []string{"FRUIT"}}}},
		{"membership marks", statements(statement("GS2001", "MEMBERSHIP")) + class("<international-code>200</international-code><status-code>6</status-code><primary-code>200</primary-code>"),
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "us", Class: 200, Terms: []string{"MEMBERSHIP"}}}},
		{"goods without a classification, today", header("<filing-date>20200101</filing-date>") + statements(statement("GS0251", "Hats")), func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 25, Terms: []string{"Hats"}}}},
		{"goods without a classification, before the Nice one", header("<filing-date>19600101</filing-date>") + statements(statement("GS0251", "LOCKS")), func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "us", Class: 25, Terms: []string{"LOCKS"}}}},
		{"excepted goods are no goods", statements(statement("GS0251", "Hats"), statement("GS0252", "Caps")) + class("<international-code>025</international-code><status-code>6</status-code><primary-code>025</primary-code>"),
			func(r register.Record) any { return fmt.Sprint(r.Classes, r.History) }, "[{nice 25 0 [Hats]}] [{ GS0252 Caps }]"},
		{"a class that ended while others live is history", statements(statement("GS0091", "Software"), statement("GS0251", "Hats")) +
			"<classifications><classification><international-code>009</international-code><status-code>6</status-code><primary-code>009</primary-code></classification>" +
			"<classification><international-code>025</international-code><status-code>B</status-code><status-date>20200102</status-date><primary-code>025</primary-code></classification></classifications>",
			func(r register.Record) any { return fmt.Sprint(r.Classes, r.History) }, "[{nice 9 0 [Software]}] [{2020-01-02 class 025 status-code B Hats }]"},
		{"the classes of a dead mark stay", statements(statement("GS0251", "Hats")) + class("<international-code>025</international-code><status-code>2</status-code><primary-code>025</primary-code>"),
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 25, Terms: []string{"Hats"}}}},
		{"classes are in order, each once", "<classifications><classification><international-code>042</international-code><status-code>6</status-code><primary-code>042</primary-code></classification>" +
			"<classification><international-code>009</international-code><status-code>6</status-code><primary-code>009</primary-code></classification>" +
			"<classification><international-code>009</international-code><status-code>6</status-code><primary-code>009</primary-code></classification></classifications>",
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 9}, {Scheme: "nice", Class: 42}}},

		{"before registration the latest party is the applicant", owners(party("10", "OLD", ""), party("11", "NEW", "<city>Huế</city><country>VN</country>")), func(r register.Record) any { return fmt.Sprint(r.Parties, r.History) },
			"[{applicant NEW VN Huế}] [{ party-type/10 original applicant: OLD }]"},
		{"after registration the latest party is the owner", owners(party("30", "OLD", ""), party("41", "NEW", "<city>Irving</city><state>TX</state>"), party("40", "MID", "")), func(r register.Record) any { return r.Parties },
			[]register.Party{{Role: ipr.Owner, Name: "NEW", Country: "US", Place: "Irving, TX"}}},
		{"owners together", owners(party("30", "A", ""), party("30", "B", "")), func(r register.Record) any { return len(r.Parties) }, 2},
		{"the chain of title", owners(party("41", "C", "<name-change-explanation>NC41000001ASSIGNEE OF</name-change-explanation>"), party("40", "B", ""), party("30", "A", "")), func(r register.Record) any { return r.History },
			[]register.Told{{Code: "party-type/30", Text: "original registrant: A"}, {Code: "party-type/40", Text: "owner after registration: B"}, {Code: "party-type/41", Text: "owner after registration: C, ASSIGNEE OF B"}}},
		{"a correspondent among old owners is no owner", owners(party("30", "A", ""), party("70", "LAWYER", "")), func(r register.Record) any { return fmt.Sprint(r.Parties) }, "[{owner A  }]"},
		{"other names of the owner", owners(party("30", "A", "<dba-aka-text>DBA B</dba-aka-text>")), func(r register.Record) any { return r.Parties[0].Name }, "A DBA B"},

		{"a priority that is claimed", "<foreign-applications><foreign-application><filing-date>20190102</filing-date><application-number>4-2019-1</application-number><country>VN</country><foreign-priority-claim-in>T</foreign-priority-claim-in></foreign-application></foreign-applications>",
			func(r register.Record) any { return r.Priorities }, []register.Priority{{Office: "VN", Number: "4-2019-1", Date: ipr.Date{Year: 2019, Month: 1, Day: 2}}}},
		{"a foreign registration as basis is no priority", "<foreign-applications><foreign-application><country>DE</country><registration-number>302</registration-number><foreign-priority-claim-in>F</foreign-priority-claim-in></foreign-application></foreign-applications>",
			func(r register.Record) any { return fmt.Sprint(r.Priorities, r.Related) }, "[] [{foreign registration DE 302  }]"},
		{"an international registration", "<international-registration><international-registration-number>1234567</international-registration-number><priority-claimed-in>T</priority-claimed-in><priority-claimed-date>20180101</priority-claimed-date></international-registration>",
			func(r register.Record) any { return fmt.Sprint(r.Related, r.Priorities) }, "[{international WO 1234567  }] [{  2018-01-01}]"},
		{"an international application from this one", "<madrid-international-filing-requests><madrid-international-filing-record><reference-number>A001</reference-number><international-registration-number>0999</international-registration-number>" +
			"<madrid-history-events><madrid-history-event><code>NEWAP</code><date>20180218</date><description-text>NEW</description-text><entry-number>1</entry-number></madrid-history-event></madrid-history-events></madrid-international-filing-record></madrid-international-filing-requests>",
			func(r register.Record) any { return fmt.Sprint(r.Related, r.History) }, "[{basis of international application US A001  } {basis of international WO 999  }] [{2018-02-18 NEWAP NEW }]"},
		{"a prior registration", "<prior-registration-applications><other-related-in>F</other-related-in><prior-registration-application><relationship-type>0</relationship-type><number>0117584</number></prior-registration-application></prior-registration-applications>",
			func(r register.Record) any { return r.Related }, []register.Related{{How: "prior", Office: "US", Number: "117584"}}},
		{"events in the order of days and numbers", "<case-file-event-statements>" +
			"<case-file-event-statement><code>C</code><type>O</type><description-text>c</description-text><date>20200102</date><number>3</number></case-file-event-statement>" +
			"<case-file-event-statement><code>B</code><type>I</type><date>20200101</date><number>2</number></case-file-event-statement>" +
			"<case-file-event-statement><code>A</code><date>20200101</date><number>1</number></case-file-event-statement></case-file-event-statements>",
			func(r register.Record) any { return fmt.Sprint(r.History) }, "[{2020-01-01 A  } {2020-01-01 B/I  } {2020-01-02 C/O c }]"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r, rep := one(t, c.doc)
			if got := c.get(r); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
			if len(rep.NotUnderstood) > 0 || len(rep.Unread) > 0 {
				t.Errorf("not understood %v, unread %v", rep.NotUnderstood, rep.Unread)
			}
		})
	}
}

func TestTDXFReport(t *testing.T) {
	_, rep := one(t, `<novel-element><serial-number>1</serial-number></novel-element><correspondent><address-1>A</address-1></correspondent>
		<case-file-header><filing-date>20200101</filing-date><novel-in>T</novel-in><status-date>20209999</status-date><mark-identification>A<b>x</b>C</mark-identification>
		<attorney-docket-number>1</attorney-docket-number></case-file-header>
		<case-file-owners><case-file-owner><party-type>30</party-type><party-name>A</party-name><address-1>1 Street</address-1><country>Germany</country></case-file-owner></case-file-owners>`)
	for name, c := range map[string]struct{ got, want any }{
		"not understood": {rep.NotUnderstood, map[string]int{"novel-element": 1, "novel-in": 1, "elements within a text": 1}},
		"unread":         {rep.Unread, map[string]int{"status-date": 1, "country": 1}},
		"left out": {rep.LeftOut, map[string]int{"correspondent (private)": 1, "an attorney's own docket number (private)": 1,
			"street address or post code of an owner (private)": 1}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
}

func TestBadRecordIsRefusedAloneWithItsPlace(t *testing.T) {
	good := func(n int) string {
		return fmt.Sprintf("<case-file><serial-number>9000000%d</serial-number><transaction-date>20240102</transaction-date></case-file>", n)
	}
	for _, c := range []struct{ rule, bad, want string }{
		{"no number", "<case-file></case-file>", "record 2, line 6: the record has no serial number"},
		{"a number of seven digits", "<case-file><serial-number>9000000</serial-number></case-file>", `record 2, line 6: the serial number "9000000" has not eight digits`},
		{"a number of letters", "<case-file><serial-number>9000000x</serial-number></case-file>", "has not eight digits"},
		{"a registration number of letters", "<case-file><serial-number>90000009</serial-number><registration-number>RN1</registration-number></case-file>", `the registration number "RN1" does not consist of digits`},
		{"no day of the calendar", "<case-file><serial-number>90000009</serial-number><case-file-header><filing-date>20230230</filing-date></case-file-header></case-file>", "the filing-date cannot be read"},
		{"an unreadable version", "<case-file><serial-number>90000009</serial-number><transaction-date>yesterday</transaction-date></case-file>", "the transaction-date cannot be read"},
		{"too much text", "<case-file><serial-number>90000009</serial-number><case-file-header><mark-identification>" + strings.Repeat("x", 1<<20) + "</mark-identification></case-file-header></case-file>", "longer than 1048576 bytes"},
		{"too many goods", "<case-file><serial-number>90000009</serial-number><case-file-statements><case-file-statement><type-code>GS0091</type-code><text>" + strings.Repeat("a;", 20001) + "</text></case-file-statement></case-file-statements></case-file>", "more than 20000"},
		{"too many classes", "<case-file><serial-number>90000009</serial-number><classifications>" + strings.Repeat("<classification><primary-code>009</primary-code></classification>", 501) + "</classifications></case-file>", "more than 20000"},
		{"too many pieces", "<case-file><serial-number>90000009</serial-number><case-file-statements>" + strings.Repeat("<case-file-statement><type-code>D00000</type-code><text>a</text></case-file-statement>", 502) + "</case-file-statements></case-file>", "more than 20000"},
		{"too many lines", "<case-file><serial-number>90000009</serial-number><case-file-event-statements>" + strings.Repeat("<case-file-event-statement><code>A</code></case-file-event-statement>", 20001) + "</case-file-event-statements></case-file>", "more than 20000"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			r, err := exchange.Open(exchange.TDXF, strings.NewReader(daily(good(1), c.bad, good(3))), -1, exchange.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if it, err := r.Next(); err != nil || it.ID.Number != "90000001" || it.Ordinal != 0 || it.Version.String() != "2024-01-02" {
				t.Fatalf("the one before: %+v, %v", it, err)
			}
			_, err = r.Next()
			f, ok := exchange.Refused(err)
			if !ok || f.Kind != fault.Invalid || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			if it, err := r.Next(); err != nil || it.ID.Number != "90000003" || it.Ordinal != 2 {
				t.Fatalf("the one behind: %+v, %v", it, err)
			}
			if _, err := r.Next(); err != io.EOF {
				t.Fatal(err)
			}
			rep := r.Report()
			if rep.Read != 3 || rep.RefusedCount() != 1 || len(rep.Refused[f.Text].First) != 1 {
				t.Errorf("report %+v", rep)
			}
		})
	}
}

// TestRecordCannotGrowByItsMapping builds records that are allowed and would become large, or slow, if what is made of
// them grew with the square of their parts.
func TestRecordCannotGrowByItsMapping(t *testing.T) {
	times := func(n int, s string) string { return strings.Repeat(s, n) }
	for _, c := range []struct{ rule, doc string }{
		{"owners that come from many owners", "<case-file-owners>" + times(4000, "<case-file-owner><party-type>40</party-type><party-name>A</party-name><name-change-explanation>FROM</name-change-explanation></case-file-owner>") +
			times(4000, "<case-file-owner><party-type>30</party-type><party-name>"+times(100, "B")+"</party-name></case-file-owner>") + "</case-file-owners>"},
		{"a statement of many pieces", "<case-file-statements><case-file-statement><type-code>DM0000</type-code>" + times(300000, "<text>a</text>") + "</case-file-statement></case-file-statements>"},
		{"goods and classes", "<case-file-statements>" + times(9000, "<case-file-statement><type-code>GS0081</type-code><text>a</text></case-file-statement>") + "</case-file-statements><classifications>" +
			times(200, "<classification><primary-code>009</primary-code></classification>") + "</classifications>"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			items, rep := read(t, exchange.TDXF, strings.NewReader(daily("<case-file><serial-number>90000001</serial-number>"+c.doc+"</case-file>")), exchange.Options{})
			runtime.ReadMemStats(&after)
			if len(items) != 1 {
				t.Errorf("%+v", rep.Refused)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("%d bytes allocated", used)
			}
		})
	}
}

func TestBrokenDocumentEnds(t *testing.T) {
	whole := daily("<case-file><serial-number>90000001</serial-number></case-file>", "<case-file><serial-number>90000002</serial-number></case-file>")
	second := strings.LastIndex(whole, "<case-file>")
	for _, c := range []struct{ rule, doc, want string }{
		{"cut in a record", whole[:second+30], "the document ends within the element"},
		{"cut between records", whole[:second], "the document ends within the element"},
		{"a tag that does not match", whole[:second] + "<case-file><serial-number>1</case-file>", "does not match"},
		{"bytes of another encoding", whole[:second] + "<case-file><serial-number>\xe9</serial-number></case-file>", "not UTF-8"},
		{"an entity of the document", whole[:second] + "<case-file><serial-number>&x;</serial-number></case-file>", "are not expanded"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			items, rep, err := readAll(exchange.TDXF, strings.NewReader(c.doc), -1, exchange.Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "line ") || fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if len(items) != 1 || rep.Read < 1 {
				t.Errorf("%d items before it, report %+v", len(items), rep)
			}
		})
	}
	if _, _, err := readAll(exchange.TDXF, strings.NewReader("<other/>"), -1, exchange.Options{}); err == nil || !strings.Contains(err.Error(), `root element is "other"`) {
		t.Errorf("another root: %v", err)
	}
	gone := errors.New("the disk is gone")
	if _, _, err := readAll(exchange.TDXF, io.MultiReader(strings.NewReader(whole[:second]), iotest.ErrReader(gone)), -1, exchange.Options{}); !errors.Is(err, gone) || fault.KindOf(err) != fault.Internal {
		t.Errorf("a broken disk: %v", err)
	}
}

func TestDuplicateSerialsAreGivenAsTheyStand(t *testing.T) {
	items, _ := read(t, exchange.TDXF, strings.NewReader(daily(
		"<case-file><serial-number>90000001</serial-number><transaction-date>20240102</transaction-date></case-file>",
		"<case-file><serial-number>90000001</serial-number></case-file>")), exchange.Options{})
	if len(items) != 2 || items[0].ID != items[1].ID || items[0].Version.String() != "2024-01-02" || items[1].Version.String() != "2024-01-31" {
		t.Errorf("got %+v", items)
	}
}

// TestSameBytesGiveSameItems reads the real document whole and in small pieces: nothing may depend on how it arrives.
func TestSameBytesGiveSameItems(t *testing.T) {
	b, err := os.ReadFile(outside.Shared(t, "data/trademark/tdxf/trademark-applications-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	a, repA := read(t, exchange.TDXF, strings.NewReader(string(b)), exchange.Options{})
	c, repC := read(t, exchange.TDXF, iotest.HalfReader(iotest.OneByteReader(strings.NewReader(string(b)))), exchange.Options{})
	if !reflect.DeepEqual(a, c) || !reflect.DeepEqual(repA, repC) {
		t.Error("the items or reports differ")
	}
	for i := range a {
		if string(exchange.Content(a[i])) != string(exchange.Content(c[i])) {
			t.Errorf("%s: the contents differ", a[i].ID)
		}
	}
}

func TestStatusTable(t *testing.T) {
	b, err := os.ReadFile("table/us-status.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(rows) != 171 || !strings.HasPrefix(rows[0], "# USPTO") {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows[2:] {
		code := row[:3]
		s, told := exchange.USStatus(code)
		if !slices.Contains(register.Statuses(), s) || !strings.HasPrefix(told, code+" ") {
			t.Errorf("%s: %q, %q", code, s, told)
		}
		// What the office calls live or dead agrees with the phase, except where a note says why.
		noted := strings.Contains(row, ",B,")
		dead, live := strings.Contains(row, ",Dead"), strings.Contains(row, "Live/Registered")
		if !noted && (dead != (s.Phase() == "dead") || live != (s.Phase() == "live")) {
			t.Errorf("%s: %s is %s, the office says otherwise", code, s, s.Phase())
		}
	}
	if s, told := exchange.USStatus("700"); s != register.StatusRegistered || told != "700 REGISTERED" {
		t.Errorf("700: %q, %q", s, told)
	}
}
