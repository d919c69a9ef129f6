package exchange_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/register"
)

// usDocument is a document of the United States with the given bibliographic data behind the references.
func usDocument(root, kind, number, day, more, body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-` + root + ` SYSTEM "us-patent-` + root + `-v45.dtd" [ ]>
<us-patent-` + root + ` lang="EN" country="US" date-publ="` + day + `"><us-bibliographic-data-` + root + ` lang="EN" country="US">
<publication-reference><document-id><country>US</country><doc-number>` + number + `</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>14612898</doc-number><date>20150203</date></document-id></application-reference>
` + more + `</us-bibliographic-data-` + root + `>` + body + `</us-patent-` + root + ">\n"
}

func TestAWeeklyFileIsDocumentsOneBehindTheOther(t *testing.T) {
	grant := usDocument("grant", "B2", "09999999", "20180619", `<invention-title>Cutting tool</invention-title><number-of-claims>2</number-of-claims>`, `<claims><claim num="1"><claim-text>1. A tool.</claim-text></claim><claim num="2"><claim-text>2. The tool of <claim-ref>claim 1</claim-ref>, wherein<claim-text>a) it cuts; and</claim-text><claim-text>b) H<sub>2</sub>O.</claim-text></claim-text></claim></claims>`)
	application := usDocument("application", "A1", "20150000001", "20150806", `<invention-title>Cutting tool</invention-title>`, ``)
	items, rep := readText(t, "ipg.xml", application+grant)
	if len(items) != 2 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[1], map[string]string{"id": "US/PT/14612898", "version": "2018-06-19", "application": "14612898 2015-02-03", "registration": "9999999 2018-06-19", "status": "registered B2", "title": "Cutting tool", "language": "en", "claims": "2/2",
		"publications": "US 9999999 B2 2018-06-19"})
	if want := []string{"A tool.", "The tool of claim 1, wherein a) it cuts; and b) H2O."}; !slices.Equal(items[1].Record.ClaimTexts, want) {
		t.Errorf("the claims are %q", items[1].Record.ClaimTexts)
	}
	if e := entry(t, items[1], items[0]); e.Record.Status != register.StatusRegistered || len(e.Record.Publications) != 2 {
		t.Errorf("the entry is %s", e.Record.Canonical())
	}
}

func TestRelationsSayWhatTheRightIsToTheOther(t *testing.T) {
	relation := func(name, parent, child string) string {
		return `<` + name + `><relation><parent-doc>` + parent + `<parent-status>PENDING</parent-status></parent-doc><child-doc><document-id><country>US</country><doc-number>` + child + `</doc-number></document-id></child-doc></relation></` + name + `>`
	}
	id := func(country, number, kind, day string) string {
		return `<document-id><country>` + country + `</country><doc-number>` + number + `</doc-number><kind>` + kind + `</kind><date>` + day + `</date></document-id>`
	}
	items, rep := readText(t, "us.xml", usDocument("grant", "B2", "09999999", "20180619", `<us-related-documents>`+
		relation("continuation", id("US", "12987585", "", "20110110")+`<parent-grant-document>`+id("US", "08888888", "B2", "20141118")+`</parent-grant-document>`, "14612898")+
		relation("continuation-in-part", id("US", "10000001", "", "20030101"), "12987585")+
		relation("division", id("US", "14612898", "", ""), "15700000")+
		relation("us-divisional-reissue", id("US", "13000001", "", ""), "14612898")+
		`<us-provisional-application>`+id("US", "61/123,456", "", "20100110")+`</us-provisional-application>
		<related-publication>`+id("US", "20150000001", "A1", "20150806")+`</related-publication><unheard-of/></us-related-documents>
		<pct-or-regional-filing-data>`+id("WO", "PCT/EP2012/000001", "00", "20120101")+`<us-371c12-date><date>20130101</date></us-371c12-date></pct-or-regional-filing-data>
		<pct-or-regional-publishing-data>`+id("WO", "WO2012/123456", "A", "20120901")+`</pct-or-regional-publishing-data>`, ""))
	if len(items) != 1 {
		t.Fatalf("%d items", len(items))
	}
	got := brief(items[0])
	want := strings.Join([]string{"continuation of US 12987585 2011-01-10", "continuation of US 8888888 B2 2014-11-18", "related application US 10000001 2003-01-01", "divided into US 15700000",
		"divisional reissue of US 13000001", "provisional application US 61123456 2010-01-10", "international application WO PCT/EP2012/000001 2012-01-01", "international publication WO 2012123456 A 2012-09-01"}, "; ")
	if got["related"] != want {
		t.Errorf("related are %q,\nwant %q", got["related"], want)
	}
	if want := "US 20150000001 A1 2015-08-06; US 9999999 B2 2018-06-19"; got["publications"] != want {
		t.Errorf("publications are %q, want %q", got["publications"], want)
	}
	if !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"unheard-of": 1}) {
		t.Errorf("not understood: %v", rep.NotUnderstood)
	}
}

func TestTagsOfEuropeanDocuments(t *testing.T) {
	items, rep := readText(t, "ep.xml", `<ep-patent-document lang="en" country="EP"><SDOBI lang="en"><B000><eptags><B053EP>remark</B053EP></eptags></B000><B100><B110>1000001</B110><B120><B121>NEW EUROPEAN PATENT SPECIFICATION</B121></B120><B130>B2</B130><B140><date>20100303</date></B140><B190>EP</B190></B100>
		<B200><B210>99123456.7</B210><B220><date>19990301</date></B220><B240><B241><date>20000101</date></B241><B243><date>20100101</date></B243></B240><B250>fr</B250><B251EP>fr</B251EP><B260>fr</B260></B200>
		<B300><B310>98/1234</B310><B320><date>19980301</date></B320><B330><ctry>FR</ctry></B330><B310>98 5678</B310><B320><date>19980401</date></B320><B330><ctry>DE</ctry></B330></B300>
		<B400><B405><date>20100303</date><bnum>201009</bnum></B405><B430><date>20000105</date></B430><B450><date>20040707</date></B450><B470><B475><date>20050101</date><ctry>AT</ctry><date>20050202</date><ctry>SE</ctry></B475></B470><B477><date>20100303</date></B477></B400>
		<B500><B510><B516>7</B516><B511> 7A 61K  31/44   A</B511><B512> 7A 61P  35/00   B</B512></B510><B540><B541>fr</B541><B542>Composé</B542></B540></B500>
		<B600><B620><parent><pdoc><dnum><anum>95900001.2</anum><pnum>700001</pnum></dnum><date>19950101</date></pdoc></parent></B620><B620EP><parent><cdoc><dnum><anum>05001234.5</anum></dnum><date>20050120</date></cdoc><cdoc><dnum><anum>05001235.2</anum></dnum><date>20050120</date></cdoc></parent></B620EP></B600>
		<B700><B780><B781><snm>Opposante S.A.</snm></B781></B780></B700><B9XX/></SDOBI></ep-patent-document>`)
	if len(items) != 1 || !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"B9XX": 1}) || len(rep.Unread) > 0 {
		t.Fatalf("%d items, not understood %v, unread %v", len(items), rep.NotUnderstood, rep.Unread)
	}
	same(t, items[0], map[string]string{"id": "EP/PT/99123456", "version": "2010-03-03", "application": "99123456.7 1999-03-01", "registration": "1000001 2004-07-07", "status": "registered B2 NEW EUROPEAN PATENT SPECIFICATION",
		"title": "Composé", "language": "fr", "ipc": "A61K 31/44; A61P 35/00", "claims": "0/0", "priorities": "FR 98/1234 1998-03-01; DE 98 5678 1998-04-01", "publications": "EP 1000001 2000-01-05; EP 1000001 B2 2010-03-03",
		"related": "division of EP 95900001 1995-01-01; divided into EP 05001234 2005-01-20; divided into EP 05001235 2005-01-20"})
	want := []register.Told{{Date: date(t, "2000-01-01"), Code: "B241", Text: "Date of request for examination"}, {Date: date(t, "2010-01-01"), Code: "B243"},
		{Date: date(t, "2005-01-01"), Code: "B475", Text: "AT"}, {Date: date(t, "2005-02-02"), Code: "B475", Text: "SE"}, {Date: date(t, "2010-03-03"), Code: "B477"}}
	if !reflect.DeepEqual(items[0].Record.History, want) {
		t.Errorf("the history is %+v", items[0].Record.History)
	}
}

func TestDocumentsOfOfficesThatWeHaveNotSeen(t *testing.T) {
	for rule, c := range map[string]struct {
		doc  string
		want map[string]string
	}{
		"a gazette of Chinese Taipei, several documents in a root": {`<tw-patent-grants total-count="1"><tw-patent-grant><tw-bibliographic-data-grant lang="zh" country="TW">
			<publication-reference><document-id><doc-number>I826142</doc-number><date>20231211</date></document-id></publication-reference>
			<application-reference appl-type="invention"><document-id><doc-number>109146678</doc-number><date>20201230</date></document-id></application-reference>
			<classifications-ipcr><classification-ipcr>H03M1/46</classification-ipcr></classifications-ipcr><invention-title><chinese-title>轉換器</chinese-title><english-title>Converter</english-title></invention-title>
			<parties><applicants><applicant sequence="1"><addressbook><chinese-name>甲公司</chinese-name><english-name>JIA CO.</english-name></addressbook></applicant></applicants></parties>
			</tw-bibliographic-data-grant><claims><claim num="1"><p>1. 一種轉換器。</p></claim></claims></tw-patent-grant></tw-patent-grants>`,
			map[string]string{"id": "TW/PT/109146678", "version": "2023-12-11", "application": "109146678 2020-12-30", "registration": "I826142", "status": "registered", "title": "轉換器", "language": "zh", "wordings": "en Converter",
				"ipc": "H03M 1/46", "claims": "1/1", "applicant": "甲公司", "publications": "TW I826142 2023-12-11"}},
		"an office without a code of ST.3, dates and kinds that are none": {`<xy-patent-document country="XY" lang="qq"><bibliographic-data country="XY"><publication-reference><document-id><country>XY1</country><doc-number>1</doc-number><kind>?</kind><date>19990231</date></document-id></publication-reference>
			<application-reference><document-id><country>XY</country><doc-number>7/99</doc-number></document-id></application-reference><invention-title>A</invention-title></bibliographic-data></xy-patent-document>`,
			map[string]string{"id": "XY/PT/7%2F99", "application": "7/99", "title": "A", "claims": "0/0", "publications": "XY 1 ?"}},
		"a publication that the root alone names": {`<ep-patent-document lang="en" country="EP" doc-number="1000001" kind="A1" date-publ="20010102"><SDOBI><B200><B210>00900001.2</B210></B200></SDOBI></ep-patent-document>`,
			map[string]string{"id": "EP/PT/00900001", "version": "2001-01-02", "application": "00900001.2", "status": "published A1", "language": "en", "claims": "0/0", "publications": "EP 1000001 A1 2001-01-02"}},
		"a utility model": {`<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data><cn-publication-reference><document-id><country>CN</country><doc-number>204000001</doc-number><kind>U</kind><date>20141210</date></document-id></cn-publication-reference>
			<application-reference appl-type="实用新型"><document-id><country>CN</country><doc-number>201420000001.5</doc-number><date>20140101</date></document-id></application-reference><invention-title>壶</invention-title></cn-bibliographic-data></cn-patent-document>`,
			map[string]string{"id": "CN/UM/201420000001", "version": "2014-12-10", "application": "201420000001.5 2014-01-01", "registration": "204000001 2014-12-10", "status": "registered U", "title": "壶", "language": "zh", "claims": "0/0", "publications": "CN 204000001 U 2014-12-10"}},
		"a design patent": {`<us-patent-grant lang="EN" country="US"><us-bibliographic-data-grant><publication-reference><document-id><country>US</country><doc-number>D0654321</doc-number><kind>S1</kind><date>20120221</date></document-id></publication-reference>
			<application-reference appl-type="design"><document-id><country>US</country><doc-number>29/396,001</doc-number><date>20110630</date></document-id></application-reference><classification-locarno><edition>9</edition><main-classification>0604</main-classification></classification-locarno>
			<invention-title>Chair</invention-title></us-bibliographic-data-grant></us-patent-grant>`,
			map[string]string{"id": "US/DS/29396001", "version": "2012-02-21", "application": "29/396,001 2011-06-30", "registration": "D654321 2012-02-21", "status": "registered S1", "title": "Chair", "language": "en", "claims": "0/0", "publications": "US D654321 S1 2012-02-21"}},
	} {
		items, _ := readText(t, "x.xml", c.doc)
		if len(items) != 1 {
			t.Errorf("%s: %d items", rule, len(items))
			continue
		}
		t.Log(rule)
		same(t, items[0], c.want)
		var b bytes.Buffer
		if _, err := exchange.WriteST96(&b, items[0].ID.Kind, rowsOf(items)); err != nil {
			t.Fatal(err)
		}
		again, rep := read(t, exchange.ST96, &b, exchange.Options{})
		if len(again) != 1 || again[0].ID != items[0].ID || !bytes.Equal(exchange.Content(again[0]), exchange.Content(items[0])) {
			t.Errorf("%s: %d rights are read back, %+v", rule, len(again), rep)
		}
	}
}

func TestDatesOfST36BecomeThePast(t *testing.T) {
	items, rep := readText(t, "x.xml", `<patent-document country="BG" lang="bg"><bibliographic-data country="BG" lang="bg"><publication-reference><document-id><country>BG</country><doc-number>60001</doc-number><kind>B1</kind><date>20100101</date></document-id></publication-reference>
		<application-reference><document-id><country>BG</country><doc-number>100001</doc-number><date>20050101</date></document-id></application-reference>
		<dates-of-public-availability><unexamined-printed-without-grant><document-id><country>BG</country><doc-number>100001</doc-number><kind>A</kind><date>20060101</date></document-id></unexamined-printed-without-grant><printed-with-grant><document-id><country>BG</country><date>20100101</date></document-id></printed-with-grant></dates-of-public-availability>
		<dates-rights-effective><request-for-examination><date>20060201</date></request-for-examination></dates-rights-effective><date-exhibition-filed><date>20041224</date></date-exhibition-filed>
		<date-of-revocation><date>20150303</date></date-of-revocation><patent-family><priority-application><document-id><country>BG</country><doc-number>100001</doc-number></document-id></priority-application><family-member><document-id><country>DE</country><doc-number>102005000001</doc-number><kind>A1</kind></document-id></family-member></patent-family>
		<invention-title lang="bg">Чайник</invention-title></bibliographic-data></patent-document>`)
	if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[0], map[string]string{"id": "BG/PT/100001", "version": "2010-01-01", "application": "100001 2005-01-01", "registration": "60001", "status": "cancelled date-of-revocation", "title": "Чайник", "language": "bg", "claims": "0/0",
		"publications": "BG 100001 A 2006-01-01; BG 60001 B1 2010-01-01", "related": "family DE 102005000001 A1"})
	r := items[0].Record
	if want := []register.Told{{Date: date(t, "2006-02-01"), Code: "request-for-examination"}, {Date: date(t, "2004-12-24"), Code: "date-exhibition-filed"}}; !slices.Equal(r.History, want) {
		t.Errorf("the history is %+v", r.History)
	}
	if r.StatusDate != date(t, "2015-03-03") {
		t.Errorf("the status is of %s", r.StatusDate)
	}
}

func TestClaimsAreCountedAsTheyStand(t *testing.T) {
	claim := func(num, text string) string {
		return `<claim num="` + num + `"><claim-text>` + text + `</claim-text></claim>`
	}
	for rule, c := range map[string]struct {
		claims string
		n      int
		texts  []string
	}{
		"cancelled ones are none":                  {claim("1-20", `<b>1</b>-<b>20</b>. (canceled)`) + claim("21", `<b>21</b>. A kettle.`), 1, []string{"21. A kettle."}},
		"a number that is that of its place goes":  {claim("1", "1. A.") + claim("2", "2 . B") + claim("3", "5. C"), 3, []string{"A.", "B", "5. C"}},
		"a text that begins with a quantity stays": {claim("1", "1.5 litres of A."), 1, []string{"1.5 litres of A."}},
		"formulas in text are told in their order": {claim("1", `x<sup>2</sup> + <maths><math><mi>y</mi><mo>=</mo><mn>1</mn></math></maths> holds`), 1, []string{"x2 + y = 1 holds"}},
		"a table is told cell by cell":             {claim("1", `A:<tables><table><tgroup><tbody><row><entry>Fe</entry><entry>1</entry></row><row><entry>C</entry><entry>2</entry></row></tbody></tgroup></table></tables>`), 1, []string{"A: Fe 1 C 2"}},
		"one that is a picture is counted":         {claim("1", `<img file="a.tif"/>`), 1, nil},
	} {
		items, _ := readText(t, "us.xml", usDocument("application", "A1", "20150000001", "20150806", "", "<claims>"+c.claims+"</claims>"))
		if r := items[0].Record; r.Claims != c.n || !slices.Equal(r.ClaimTexts, c.texts) {
			t.Errorf("%s: %d, %q", rule, r.Claims, r.ClaimTexts)
		}
	}
}

func TestAnInventorWhoIsNotToBeNamedIsNot(t *testing.T) {
	items, rep := readText(t, "cn.xml", `<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data><application-reference><document-id><country>CN</country><doc-number>201420000001.5</doc-number></document-id></application-reference>
		<cn-parties><cn-inventors><cn-inventor sequence="1" cn-not-to-be-published-request-by-inventor="yes"><name>甲</name></cn-inventor><cn-inventor sequence="2" cn-not-to-be-published-request-by-inventor="no"><name>乙</name></cn-inventor></cn-inventors></cn-parties></cn-bibliographic-data></cn-patent-document>`)
	if got := brief(items[0])["inventor"]; got != "乙" || rep.LeftOut["an inventor who is not to be named (private)"] != 1 {
		t.Errorf("inventors are %q; left out %v", got, rep.LeftOut)
	}
}

func TestWhatOfAPatentIsTooLongIsLeftOutAndSaid(t *testing.T) {
	claims := strings.Repeat(`<claim><claim-text>`+strings.Repeat("word ", 100)+`</claim-text></claim>`, 250)
	items, rep := readText(t, "us.xml", usDocument("application", "A1", "20150000001", "20150806", "", "<claims>"+claims+"</claims>"))
	if len(items) != 1 || items[0].Record.Claims != 250 || items[0].Record.ClaimTexts != nil {
		t.Fatalf("%d items, %s", len(items), brief(items[0]))
	}
	if rep.LeftOut["texts of claims beyond 100 KiB (an event stays small)"] != 250 {
		t.Errorf("left out: %v", rep.LeftOut)
	}
}

// TestPrivateDataOfPatentsStaysOutside puts a word into every element in which a person's private data stand.
func TestPrivateDataOfPatentsStaysOutside(t *testing.T) {
	const secret = "SECRET"
	party := `<addressbook><last-name>Doe</last-name><first-name>Ann</first-name><iid>SECRET</iid><phone>SECRET</phone><email>SECRET</email><fax>SECRET</fax><address><street>SECRET</street><address-1>SECRET</address-1><pobox>SECRET</pobox><city>1012 AB Town</city><postcode>SECRET</postcode><text>SECRET</text><country>NL</country></address></addressbook><nationality><country>DE</country></nationality>`
	for name, doc := range map[string]string{
		"ST.36": usDocument("application", "A1", "20150000001", "20150806", `<us-parties><us-applicants><us-applicant>`+party+`</us-applicant></us-applicants></us-parties><correspondence-address>SECRET</correspondence-address><examiners><primary-examiner>SECRET</primary-examiner></examiners>`, ""),
		"EP":    `<ep-patent-document lang="en"><SDOBI><B100><B110>1</B110><B130>A1</B130><B190>EP</B190></B100><B200><B210>17171508.9</B210></B200><B700><B710><B711><snm>Doe, Ann</snm><iid>SECRET</iid><irf>SECRET</irf><adr><str>SECRET</str><city>1012 AB Town</city><ctry>NL</ctry></adr></B711></B710><B745>SECRET</B745></B700></SDOBI></ep-patent-document>`,
		"ST.96": `<PatentPublication languageCode="en"><IPOfficeCode>EP</IPOfficeCode><BibliographicData><ApplicationIdentification><IPOfficeCode>EP</IPOfficeCode><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber><ApplicantFileReference>SECRET</ApplicantFileReference></ApplicationIdentification>
			<PartyBag><ApplicantBag><Applicant><PartyIdentifier>SECRET</PartyIdentifier><Contact><Name><PersonName><PersonStructuredName><FirstName>Ann</FirstName><LastName>Doe</LastName></PersonStructuredName></PersonName></Name><PostalAddressBag><PostalAddress><PostalStructuredAddress><AddressLineText>SECRET</AddressLineText><CityName>Town</CityName><CountryCode>NL</CountryCode><PostalCode>SECRET</PostalCode></PostalStructuredAddress></PostalAddress></PostalAddressBag><EmailAddressBag><EmailAddressText>SECRET</EmailAddressText></EmailAddressBag></Contact></Applicant></ApplicantBag><ExaminerBag><PrimaryExaminer>SECRET</PrimaryExaminer></ExaminerBag><CorrespondenceAddress><Contact>SECRET</Contact></CorrespondenceAddress></PartyBag></BibliographicData></PatentPublication>`,
	} {
		items, rep := readText(t, "x.xml", doc)
		if len(items) != 1 {
			t.Fatalf("%s: %d items, %v", name, len(items), rep.Refused)
		}
		if body := string(exchange.Content(items[0])); strings.Contains(body, secret) || strings.Contains(body, "1012") {
			t.Errorf("%s: %s", name, body)
		}
		if got := brief(items[0])["applicant"]; got != "Doe, Ann [NL] in Town" {
			t.Errorf("%s: the applicant is %q", name, got)
		}
		if len(rep.LeftOut) == 0 {
			t.Errorf("%s: nothing is said to be left out", name)
		}
	}
}
