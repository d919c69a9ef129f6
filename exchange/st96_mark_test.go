package exchange_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// trademark is a document of ST.96 with one Trademark of Việt Nam.
func trademark(inner string) string {
	return `<tmk:TrademarkTransaction xmlns:tmk="t" xmlns:com="c" com:st96Version="V6_0"><com:TransactionHeader><com:SenderBag><com:RequestDateTime>2026-03-04T05:06:07Z</com:RequestDateTime></com:SenderBag></com:TransactionHeader>
		<tmk:TrademarkTransactionBody><tmk:TransactionContentBag><tmk:TransactionData><tmk:TrademarkBag><tmk:Trademark><com:RegistrationOfficeCode>VN</com:RegistrationOfficeCode>
		<com:ApplicationNumber><com:ApplicationNumberText>4-2023-00001</com:ApplicationNumberText></com:ApplicationNumber>` + inner +
		`</tmk:Trademark></tmk:TrademarkBag></tmk:TransactionData></tmk:TransactionContentBag></tmk:TrademarkTransactionBody></tmk:TrademarkTransaction>`
}

func oneMark(t *testing.T, format exchange.Format, doc string) (*exchange.Item, exchange.Report) {
	t.Helper()
	items, rep := read(t, format, strings.NewReader(doc), exchange.Options{})
	if len(items) != 1 {
		t.Fatalf("%d marks: %+v", len(items), rep)
	}
	return items[0], rep
}

func day(y, m, d int) ipr.Date { return ipr.Date{Year: y, Month: m, Day: d} }

func TestTrademarkOfST96(t *testing.T) {
	for _, c := range []struct {
		rule, doc string
		get       func(register.Record) any
		want      any
	}{
		{"a status of the standard that is ours in other words needs no telling", `<tmk:MarkCurrentStatusCode>Application published</tmk:MarkCurrentStatusCode><tmk:MarkCurrentStatusDate>2023-05</tmk:MarkCurrentStatusDate>`,
			func(r register.Record) any { return fmt.Sprint(r.Status, r.StatusDate, r.StatusTold) }, "published2023-05-00"},
		{"one that says more is kept", `<tmk:MarkCurrentStatusCode>Registration surrendered</tmk:MarkCurrentStatusCode>`, func(r register.Record) any { return string(r.Status) + "/" + r.StatusTold }, "cancelled/Registration surrendered"},
		{"letter case does not matter", `<tmk:MarkCurrentStatusCode>REGISTERED</tmk:MarkCurrentStatusCode>`, func(r register.Record) any { return string(r.Status) + "/" + r.StatusTold }, "registered/"},
		{"an office's own code is unknown and kept with its words", `<tmk:MarkCurrentStatusCode>17</tmk:MarkCurrentStatusCode><tmk:NationalTrademarkInformation><tmk:RegisterCategory>Unknown</tmk:RegisterCategory><tmk:MarkCurrentStatusExternalDescriptionText>Waiting</tmk:MarkCurrentStatusExternalDescriptionText></tmk:NationalTrademarkInformation>`,
			func(r register.Record) any { return string(r.Status) + "/" + r.StatusTold }, "unknown/17 Waiting"},
		{"the feature and the kind", `<tmk:MarkCategory>Service mark</tmk:MarkCategory><tmk:MarkCategory>Collective service mark</tmk:MarkCategory><tmk:MarkRepresentation><tmk:MarkFeatureCategory>Three dimensional</tmk:MarkFeatureCategory></tmk:MarkRepresentation>`,
			func(r register.Record) any { return r.Mark.Feature + "/" + r.Mark.Kind }, "3d/collective"},
		{"an office's own feature in its words", `<tmk:MarkRepresentation><tmk:MarkFeatureCategory>Other</tmk:MarkFeatureCategory></tmk:MarkRepresentation><tmk:MarkFeatureDescription>pattern</tmk:MarkFeatureDescription>`, func(r register.Record) any { return r.Mark.Feature }, "pattern"},
		{"codes of the Vienna Classification and of an office's own", `<tmk:MarkRepresentation><tmk:MarkReproduction><tmk:MarkImageBag><tmk:MarkImage><com:FileName>x.png</com:FileName><tmk:MarkImageClassification><com:FigurativeElementClassificationBag>
			<com:ViennaClassificationBag><com:ViennaClassification><com:ViennaCategory>3</com:ViennaCategory><com:ViennaDivision>7</com:ViennaDivision><com:ViennaSection>17</com:ViennaSection></com:ViennaClassification></com:ViennaClassificationBag>
			<com:NationalFigurativeElementClassificationBag><com:IPOfficeCode>US</com:IPOfficeCode><com:NationalFigurativeElementClassification>26.09.21</com:NationalFigurativeElementClassification></com:NationalFigurativeElementClassificationBag></com:FigurativeElementClassificationBag></tmk:MarkImageClassification></tmk:MarkImage></tmk:MarkImageBag></tmk:MarkReproduction></tmk:MarkRepresentation>`,
			func(r register.Record) any { return fmt.Sprint(r.Mark.Vienna) }, "[03.07.17 us:26.09.21]"},
		{"words, translation and colours", `<tmk:MarkRepresentation><tmk:MarkReproduction><tmk:WordMarkSpecification><tmk:MarkVerbalElementText>VÂN HẠC</tmk:MarkVerbalElementText><tmk:MarkSignificantVerbalElementText>VÂN HẠC</tmk:MarkSignificantVerbalElementText><tmk:MarkTranslationText>cloud crane</tmk:MarkTranslationText><tmk:MarkTransliteration>van hac</tmk:MarkTransliteration></tmk:WordMarkSpecification>
			<tmk:MarkImageBag><tmk:MarkImage><com:FileName/><tmk:MarkImageColourClaimedText>red</tmk:MarkImageColourClaimedText><tmk:MarkImageColourPartClaimedText>the crane</tmk:MarkImageColourPartClaimedText></tmk:MarkImage></tmk:MarkImageBag></tmk:MarkReproduction></tmk:MarkRepresentation><tmk:MarkDisclaimerBag><tmk:MarkDisclaimerText>VÂN</tmk:MarkDisclaimerText></tmk:MarkDisclaimerBag>`,
			func(r register.Record) any { return *r.Mark }, register.Mark{Text: "VÂN HẠC", Translation: "cloud crane", Transliteration: "van hac", Colours: "red the crane", Disclaimer: "VÂN"}},
		{"terms one by one count more than the text they make", `<tmk:GoodsServicesBag><tmk:GoodsServices><tmk:GoodsServicesClassificationBag><tmk:GoodsServicesClassification><tmk:ClassificationKindCode>Nice</tmk:ClassificationKindCode><tmk:ClassNumber>30</tmk:ClassNumber></tmk:GoodsServicesClassification></tmk:GoodsServicesClassificationBag>
			<tmk:ClassDescriptionBag><tmk:ClassDescription><tmk:ClassNumber>30</tmk:ClassNumber><tmk:GoodsServicesDescriptionText>tea; green, tea</tmk:GoodsServicesDescriptionText><tmk:ClassificationTermBag><tmk:ClassificationTerm><tmk:ClassificationTermText>tea; green</tmk:ClassificationTermText></tmk:ClassificationTerm><tmk:ClassificationTerm><tmk:ClassificationTermText>tea</tmk:ClassificationTermText></tmk:ClassificationTerm></tmk:ClassificationTermBag></tmk:ClassDescription></tmk:ClassDescriptionBag></tmk:GoodsServices></tmk:GoodsServicesBag>`,
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 30, Terms: []string{"tea; green", "tea"}}}},
		{"goods in the language of the application", `<com:ApplicationLanguageCode>vi</com:ApplicationLanguageCode><tmk:GoodsServicesBag><tmk:GoodsServices><tmk:ClassDescriptionBag><tmk:ClassDescription><tmk:ClassNumber>30</tmk:ClassNumber><tmk:GoodsServicesDescriptionText com:languageCode="en">tea</tmk:GoodsServicesDescriptionText><tmk:GoodsServicesDescriptionText com:languageCode="vi">chè; trà</tmk:GoodsServicesDescriptionText></tmk:ClassDescription></tmk:ClassDescriptionBag></tmk:GoodsServices></tmk:GoodsServicesBag>`,
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 30, Terms: []string{"chè", "trà"}}}},
		{"a national classification is that of the office", `<tmk:GoodsServicesBag><tmk:GoodsServices><tmk:GoodsServicesClassificationBag><tmk:GoodsServicesClassification><tmk:ClassificationKindCode>Domestic</tmk:ClassificationKindCode><tmk:NationalClassNumber>12</tmk:NationalClassNumber></tmk:GoodsServicesClassification></tmk:GoodsServicesClassificationBag></tmk:GoodsServices></tmk:GoodsServicesBag>`,
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "vn", Class: 12}}},
		{"parties, of whom no street is taken", `<tmk:ApplicantBag><tmk:Applicant><com:Contact><com:Name><com:PersonName><com:PersonStructuredName><com:FirstName>Văn</com:FirstName><com:LastName>Trần</com:LastName></com:PersonStructuredName></com:PersonName></com:Name><com:PostalAddressBag><com:PostalAddress><com:PostalStructuredAddress><com:AddressLineText>1 Phố Huế</com:AddressLineText><com:CityName>Hà Nội</com:CityName><com:CountryCode>VN</com:CountryCode><com:PostalCode>100000</com:PostalCode></com:PostalStructuredAddress></com:PostalAddress></com:PostalAddressBag></com:Contact></tmk:Applicant>
			<tmk:Applicant><com:PublicationContact><com:Name><com:EntityName>Owner Ltd</com:EntityName></com:Name></com:PublicationContact><com:CommentText>owner</com:CommentText></tmk:Applicant></tmk:ApplicantBag>
			<com:RepresentativeBag><com:Representative><com:Contact><com:Name><com:PersonName><com:PersonFullName>A. Agent</com:PersonFullName></com:PersonName><com:OrganizationName><com:OrganizationStandardName>Firm</com:OrganizationStandardName></com:OrganizationName></com:Name></com:Contact></com:Representative></com:RepresentativeBag>`,
			func(r register.Record) any { return r.Parties }, []register.Party{{Role: "applicant", Name: "Văn Trần", Country: "VN", Place: "Hà Nội"}, {Role: "owner", Name: "Owner Ltd"}, {Role: "representative", Name: "A. Agent, Firm"}}},
		{"licensees are parties and their record a line of the past", `<tmk:MarkRecordBag><tmk:MarkRecord><tmk:RecordLicence><com:RecordEffectiveDate>2024-01-02</com:RecordEffectiveDate><tmk:RecordLicenceCategory>Licence recordal</tmk:RecordLicenceCategory><tmk:LicenceBag><tmk:Licence><tmk:LicenseeBag><tmk:Licensee><com:Contact><com:Name><com:EntityName>User Ltd</com:EntityName></com:Name></com:Contact></tmk:Licensee></tmk:LicenseeBag></tmk:Licence></tmk:LicenceBag></tmk:RecordLicence></tmk:MarkRecord></tmk:MarkRecordBag>`,
			func(r register.Record) any { return fmt.Sprint(r.Parties, r.History) }, "[{licensee User Ltd  }] [{2024-01-02 RecordLicence Licence recordal }]"},
		{"priorities and seniorities", `<tmk:PriorityBag><tmk:Priority><com:PriorityCountryCode>DE</com:PriorityCountryCode><com:ApplicationNumber><com:ApplicationNumberText>30 2022</com:ApplicationNumberText></com:ApplicationNumber><com:PriorityApplicationFilingDate>2022-12-01</com:PriorityApplicationFilingDate><tmk:PriorityStatusCategory>Claimed</tmk:PriorityStatusCategory></tmk:Priority></tmk:PriorityBag>
			<tmk:SeniorityBag><tmk:Seniority><tmk:SeniorityCountryCode>FR</tmk:SeniorityCountryCode><tmk:SeniorityRegistrationNumber>99</tmk:SeniorityRegistrationNumber></tmk:Seniority></tmk:SeniorityBag>`,
			func(r register.Record) any { return fmt.Sprint(r.Priorities, r.Related) }, "[{DE 30 2022 2022-12-01}] [{seniority FR 99  }]"},
		{"publications", `<tmk:PublicationBag><tmk:Publication><com:PublicationIdentifier com:officeCode="VN">417A</com:PublicationIdentifier><tmk:PublicationSectionCategory>Registrations publishing</tmk:PublicationSectionCategory><com:PublicationDate>2023-12-25</com:PublicationDate><com:PublicationPage>7</com:PublicationPage></tmk:Publication></tmk:PublicationBag>`,
			func(r register.Record) any { return r.Publications }, []register.Publication{{Office: "VN", Number: "417A", Kind: "registration", Date: day(2023, 12, 25)}}},
		{"the period of opposition", `<tmk:OppositionPeriodStartDate>2023-07-25</tmk:OppositionPeriodStartDate><tmk:OppositionPeriodEndDate>2023-12-25</tmk:OppositionPeriodEndDate>`,
			func(r register.Record) any { return r.Deadlines }, []register.Deadline{{What: "opposition", Opens: day(2023, 7, 25), Date: day(2023, 12, 25)}}},
		{"events numbered downwards are turned about", `<tmk:MarkEventBag><tmk:MarkEvent><tmk:MarkEventCategory>Application published</tmk:MarkEventCategory><tmk:NationalMarkEvent><tmk:MarkEventCode>B2</tmk:MarkEventCode><tmk:MarkEventDescriptionText>b</tmk:MarkEventDescriptionText><tmk:MarkEventEntryNumber>2</tmk:MarkEventEntryNumber></tmk:NationalMarkEvent><tmk:MarkEventDate>2023-02-02</tmk:MarkEventDate></tmk:MarkEvent>
			<tmk:MarkEvent><tmk:MarkEventCategory>Application filed</tmk:MarkEventCategory><tmk:NationalMarkEvent><tmk:MarkEventDescriptionText/><tmk:MarkEventEntryNumber>1</tmk:MarkEventEntryNumber></tmk:NationalMarkEvent><tmk:MarkEventDate>2023-01-01</tmk:MarkEventDate></tmk:MarkEvent></tmk:MarkEventBag>`,
			func(r register.Record) any { return fmt.Sprint(r.History) }, "[{2023-01-01 Application filed  } {2023-02-02 B2 b }]"},
		{"related rights", `<tmk:PreviousRegistrationBag><tmk:PreviousRegistration><com:RegistrationOfficeCode>VN</com:RegistrationOfficeCode><tmk:PreviousRegistrationNumber>12</tmk:PreviousRegistrationNumber><tmk:PreviousRegistrationBasisCategory>Renewal</tmk:PreviousRegistrationBasisCategory></tmk:PreviousRegistration></tmk:PreviousRegistrationBag>
			<tmk:AssociatedMarkBag><tmk:AssociatedMark><tmk:AssociationCategory>Divisional child</tmk:AssociationCategory><tmk:NationalApplicationNumber><com:ApplicationNumberText>4-2024-1</com:ApplicationNumberText></tmk:NationalApplicationNumber></tmk:AssociatedMark></tmk:AssociatedMarkBag>
			<tmk:DivisionalApplicationBag><tmk:InitialApplicationNumber><com:ApplicationNumberText>4-2020-1</com:ApplicationNumberText></tmk:InitialApplicationNumber><tmk:InitialApplicationDate>2020-01-01</tmk:InitialApplicationDate></tmk:DivisionalApplicationBag>
			<tmk:InternationalMarkIdentifierBag><tmk:InternationalMarkIdentifier>1234567</tmk:InternationalMarkIdentifier></tmk:InternationalMarkIdentifierBag>`,
			func(r register.Record) any { return fmt.Sprint(r.Related) }, "[{renewal VN 12  } {divisional child  4-2024-1  } {divisional  4-2020-1  2020-01-01} {international WO 1234567  }]"},
		{"texts in one of their languages", `<tmk:MarkDisclaimerBag><tmk:MarkDisclaimerText com:languageCode="en">the word</tmk:MarkDisclaimerText><tmk:MarkDisclaimerText com:languageCode="fr">le mot</tmk:MarkDisclaimerText></tmk:MarkDisclaimerBag><tmk:MarkEventBag><tmk:MarkEvent><tmk:NationalMarkEvent><tmk:MarkEventCode>1</tmk:MarkEventCode><tmk:MarkEventDescriptionText com:languageCode="en">Filed</tmk:MarkEventDescriptionText><tmk:MarkEventDescriptionText com:languageCode="fr">Déposée</tmk:MarkEventDescriptionText></tmk:NationalMarkEvent></tmk:MarkEvent></tmk:MarkEventBag>`,
			func(r register.Record) any { return r.Mark.Disclaimer + fmt.Sprint(r.History) }, "the word[{ 1 Filed }]"},
		{"oppositions are lines of the past", `<tmk:OppositionBag><tmk:Opposition><com:OppositionIdentifier>OP1</com:OppositionIdentifier><com:OppositionDate>2023-09-09</com:OppositionDate><tmk:PlaintiffBag><tmk:Plaintiff><com:Contact><com:Name><com:EntityName>Rival</com:EntityName></com:Name></com:Contact></tmk:Plaintiff></tmk:PlaintiffBag></tmk:Opposition></tmk:OppositionBag>`,
			func(r register.Record) any { return fmt.Sprint(r.History) }, "[{2023-09-09 opposition OP1 by Rival }]"},
		{"numbers and dates", `<com:RegistrationNumber>4-0500000-000</com:RegistrationNumber><com:ApplicationDate>2023-01-02</com:ApplicationDate><com:RegistrationDate>2024-03-04+07:00</com:RegistrationDate><com:ExpiryDate>2033-01-02</com:ExpiryDate>`,
			func(r register.Record) any { return fmt.Sprint(*r.Application, *r.Registration, r.Expiry) }, "{4-2023-00001 2023-01-02} {4-0500000-000 2024-03-04} 2033-01-02"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			it, rep := oneMark(t, exchange.ST96, trademark(c.doc))
			if got := c.get(it.Record); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
			if len(rep.NotUnderstood)+len(rep.Unread) > 0 {
				t.Errorf("not understood %v, unread %v", rep.NotUnderstood, rep.Unread)
			}
			if it.ID.String() != "VN/TM/4-2023-00001" || it.Version != day(2026, 3, 4) {
				t.Errorf("the address is %s, the version %s", it.ID, it.Version)
			}
		})
	}
}

func TestWhatIsPrivateInAMarkIsCountedOnly(t *testing.T) {
	const street, phone = "12 Ngõ Trạm", "0243 000 000"
	it, rep := oneMark(t, exchange.ST96, trademark(`<com:ApplicantFileReference>REF-77</com:ApplicantFileReference><tmk:NationalCorrespondent><com:Contact><com:Name><com:EntityName>Post Box Person</com:EntityName></com:Name></com:Contact></tmk:NationalCorrespondent>
		<tmk:StaffBag><tmk:Staff><tmk:StaffName>Exam Iner</tmk:StaffName></tmk:Staff></tmk:StaffBag><tmk:ApplicantBag><tmk:Applicant><com:Contact><com:Name><com:EntityName>A</com:EntityName></com:Name><com:PostalAddressBag><com:PostalAddress><com:PostalAddressText>`+street+`</com:PostalAddressText></com:PostalAddress></com:PostalAddressBag><com:PhoneNumberBag><com:PhoneNumber>`+phone+`</com:PhoneNumber></com:PhoneNumberBag></com:Contact></tmk:Applicant></tmk:ApplicantBag>
		<tmk:NovelThing><tmk:Inner>1</tmk:Inner></tmk:NovelThing>`))
	for _, private := range []string{street, phone, "REF-77", "Post Box Person", "Exam Iner"} {
		if strings.Contains(string(exchange.Content(it)), private) {
			t.Errorf("the record has %q", private)
		}
	}
	want := map[string]int{"correspondent (private)": 1, "an attorney's own docket number (private)": 1, "place of the file in the office and name of its examiner (private)": 1, "street address, post code, telephone and the like of a party (private)": 2}
	if !reflect.DeepEqual(rep.LeftOut, want) || !reflect.DeepEqual(rep.NotUnderstood, map[string]int{"NovelThing": 1}) {
		t.Errorf("left out %v, not understood %v", rep.LeftOut, rep.NotUnderstood)
	}
}

func TestTheExampleOfST96IsRead(t *testing.T) {
	it, _ := realMark(t, "data/st96/examples/TrademarkApplication_Example.xml")
	r := it.Record
	if it.ID.String() != "US/TM/87035559" || r.Registration.Number != "5169753" || r.Mark.Text != "LANYI" || r.Mark.Feature != "combined" || r.Status != register.StatusRegistered ||
		!reflect.DeepEqual(r.Mark.Vienna, []string{"us:06.03.03"}) || len(r.Classes) != 1 || r.Classes[0].Terms[0] != "Audio cables" || len(r.Parties) != 1 || r.Parties[0].Role != ipr.Owner {
		t.Errorf("read %s", exchange.Content(it))
	}
	if last := r.History[len(r.History)-1]; last.Code != "R.PR/A" || last.Date != day(2017, 3, 28) {
		t.Errorf("the last line of the history is %+v", last)
	}
}

// TestMarksAreValidAndReadBack does to real marks what the made-up ones are put to, and names what those meet by chance.
func TestMarksAreValidAndReadBack(t *testing.T) {
	var items []*exchange.Item
	for _, path := range []string{
		"data/trademark/tdxf/trademark-applications-daily.xml", "data/st96/examples/TrademarkApplication_Example.xml",
		"data/trademark/tsdr/rn2178784-ST66.xml", "data/trademark/tsdr/rn2178784-ST96-old.xml", "data/trademark/tsdr/rn2178784-ST96.xml",
		"data/trademark/tsdr/rn2713476-ST66.xml", "data/trademark/tsdr/rn2713476-ST96-old.xml", "data/trademark/tsdr/rn2713476-ST96.xml",
	} {
		b, err := os.ReadFile(outside.Shared(t, path))
		if err != nil {
			t.Fatal(err)
		}
		format, err := exchange.Detect(filepath.Base(path), b[:exchange.HeadSize])
		if err != nil {
			t.Fatal(err)
		}
		some, _ := read(t, format, bytes.NewReader(b), exchange.Options{})
		items = append(items, some...)
	}
	var lines strings.Builder
	for rule, line := range map[string]string{
		"a number that no office gave":            `{"id":"XX/TM/list-0123456789abcdef0123","mark":{"text":"A"}}`,
		"a mark known by its registration":        `{"id":"WO/TM/1234567","registration":{"number":"1234567"}}`,
		"days to come":                            `{"id":"VN/TM/1","application":{"number":"1"},"deadlines":[{"what":"opposition","date":"2023-01-01"},{"what":"renewal","opens":"2032-07-02","date":"2033-01-02","rule":"TM.renewal"}]}`,
		"parties between each other":              `{"id":"VN/TM/2","application":{"number":"2"},"parties":[{"role":"representative","name":"R"},{"role":"owner","name":"O","country":"EM"},{"role":"inventor","name":"I"},{"role":"licensee","name":"L"},{"role":"user","name":"U"}]}`,
		"licensees among users":                   `{"id":"VN/TM/3","application":{"number":"3"},"parties":[{"role":"user","name":"U"},{"role":"licensee","name":"L","country":"VN","place":"Huế"}]}`,
		"a priority without a date":               `{"id":"VN/TM/4","application":{"number":"4"},"priorities":[{"office":"DE"}]}`,
		"a kind and a feature of an office's own": `{"id":"VN/TM/5","application":{"number":"5"},"mark":{"text":"A","kind":"hallmark","feature":"pattern"}}`,
		"what a mark has not got":                 `{"id":"VN/TM/6","application":{"number":"6"},"title":"A","language":"vi","claims":3}`,
		"an office that ST.3 has no code for":     `{"id":"PR/TM/7","application":{"number":"7"},"related":[{"how":"family","office":"PR","number":"2","kind":"A"}]}`,
		"characters that XML has not got":         `{"id":"VN/TM/8","application":{"number":"8"},"mark":{"text":"A\uffffB"}}`,
		"a picture":                               `{"id":"VN/TM/9","application":{"number":"9"},"mark":{"image":"` + strings.Repeat("0a", 32) + `","vienna":["26.01.03","us:26.09.21","xx","1.1"]}}`,
		"a status in words of the standard":       `{"id":"VN/TM/10","application":{"number":"10"},"status":"cancelled","status_told":"Registration surrendered"}`,
		"a status in the standard's word for it":  `{"id":"VN/TM/11","application":{"number":"11"},"status":"registered","status_told":"registered"}`,
		"a publication in the standard's words":   `{"id":"VN/TM/12","application":{"number":"12"},"publications":[{"kind":"Registrations publishing","date":"2023-01-01"}]}`,
		"related rights in another order":         `{"id":"VN/TM/13","application":{"number":"13"},"related":[{"how":"international","office":"WO","number":"1"},{"how":"divisional","number":"2"},{"how":"previous registration","number":"3"},{"how":"divisional","number":"4"}]}`,
		"classes of no goods":                     `{"id":"US/TM/14","application":{"number":"14"},"classes":[{"scheme":"us-a","class":0,"terms":["a"]},{"scheme":"us","class":200},{"scheme":"nice","class":1}]}`,
	} {
		if strings.ContainsRune(line, '\n') {
			t.Fatal(rule)
		}
		lines.WriteString(line + "\n")
	}
	rules, rep := read(t, exchange.Lines, strings.NewReader(lines.String()), exchange.Options{})
	if len(items) != 18 || len(rules) != 16 {
		t.Fatalf("%d and %d marks are read: %v", len(items), len(rules), rep.Refused)
	}
	roundTrip(t, ipr.Trademark, append(items, rules...))
}

func TestARemainderThatIsNoneOfOursRefusesItsMark(t *testing.T) {
	for rule, comment := range map[string]string{
		"no JSON":                  `{"unplaced":{`,
		"a role that there is not": `{"unplaced":{"parties":[{"role":"king","name":"A"}]}}`,
		"a member twice":           `{"unplaced":{"title":"A","title":"B"}}`,
	} {
		items, rep := read(t, exchange.ST96, strings.NewReader(trademark(`<com:CommentText>`+comment+`</com:CommentText>`)), exchange.Options{})
		if len(items) != 0 || rep.RefusedCount() != 1 {
			t.Errorf("%s: %d marks, %v", rule, len(items), rep.Refused)
		}
	}
	it, rep := oneMark(t, exchange.ST96, trademark(`<com:CommentText>Somebody said so.</com:CommentText>`))
	if rep.LeftOut["comments (no member)"] != 1 || strings.Contains(string(exchange.Content(it)), "Somebody") {
		t.Errorf("a comment: left out %v", rep.LeftOut)
	}
}

// usTrademark is a Trademark with what shows that the United States serve it.
func usTrademark(inner string) string {
	return strings.NewReplacer(">VN<", ">US<", ">4-2023-00001<", ">90000001<").Replace(trademark(inner + `<tmk:NationalTrademarkInformation><tmk:RegisterCategory>Primary</tmk:RegisterCategory></tmk:NationalTrademarkInformation>`))
}

func TestRelatedRightsInCaseFilesOfST96(t *testing.T) {
	for _, c := range []struct{ rule, doc, want string }{
		{"a prior registration", `<tmk:AssociatedMarkBag><tmk:AssociatedMark><tmk:AssociationCategory>Claimed prior registration</tmk:AssociationCategory><tmk:NationalRegistrationNumber>0117584</tmk:NationalRegistrationNumber></tmk:AssociatedMark></tmk:AssociatedMarkBag>`, "[{prior US 117584  }] []"},
		{"the designation of an international registration", `<tmk:PreviousRegistrationBag><tmk:PreviousRegistration><com:RegistrationOfficeCode>WO</com:RegistrationOfficeCode><tmk:PreviousRegistrationNumber>01234567</tmk:PreviousRegistrationNumber><tmk:DomesticNotificationDate>2018-05-05</tmk:DomesticNotificationDate><tmk:PreviousRegistrationPriorityDate>2018-01-01</tmk:PreviousRegistrationPriorityDate><tmk:PriorityClaimIndicator>true</tmk:PriorityClaimIndicator></tmk:PreviousRegistration></tmk:PreviousRegistrationBag>`,
			"[{international WO 1234567  }] [{  2018-01-01}]"},
		{"an international application from this one", `<tmk:AssociatedMarkBag><tmk:AssociatedMark><tmk:AssociationCategory>International application or registration</tmk:AssociationCategory><tmk:InternationalApplicationNumber><com:ApplicationNumberText>A001</com:ApplicationNumberText></tmk:InternationalApplicationNumber><com:InternationalRegistrationNumber>0999</com:InternationalRegistrationNumber></tmk:AssociatedMark></tmk:AssociatedMarkBag>`,
			"[{basis of international WO 999  } {basis of international application US A001  }] []"},
		{"a priority that is claimed", `<tmk:PriorityBag><tmk:Priority><com:PriorityCountryCode>JP</com:PriorityCountryCode><com:ApplicationNumber><com:ApplicationNumberText>2019-1</com:ApplicationNumberText></com:ApplicationNumber><com:PriorityApplicationFilingDate>2019-01-02</com:PriorityApplicationFilingDate></tmk:Priority></tmk:PriorityBag>`, "[] [{JP 2019-1 2019-01-02}]"},
		{"a foreign registration as basis is no priority", `<tmk:PriorityBag><tmk:Priority><com:PriorityCountryCode>DE</com:PriorityCountryCode><com:PriorityApplicationFilingDate>2002-01-02</com:PriorityApplicationFilingDate><tmk:PriorityRegistrationNumber>302</tmk:PriorityRegistrationNumber></tmk:Priority></tmk:PriorityBag>`, "[{foreign registration DE 302  }] []"},
		{"beside a foreign application it is", `<tmk:PriorityBag><tmk:Priority><com:PriorityCountryCode>DE</com:PriorityCountryCode><com:PriorityApplicationFilingDate>2002-01-02</com:PriorityApplicationFilingDate><tmk:PriorityRegistrationNumber>302</tmk:PriorityRegistrationNumber></tmk:Priority></tmk:PriorityBag><tmk:NationalFilingBasis><tmk:FilingBasis><tmk:BasisForeignApplicationIndicator>true</tmk:BasisForeignApplicationIndicator></tmk:FilingBasis></tmk:NationalFilingBasis>`,
			"[{foreign registration DE 302  }] [{DE  2002-01-02}]"},
	} {
		it, rep := oneMark(t, exchange.ST96, usTrademark(c.doc))
		if got := fmt.Sprint(it.Record.Related, it.Record.Priorities); got != c.want || it.ID.String() != "US/TM/90000001" {
			t.Errorf("%s: got %s %s\nwant %s", c.rule, it.ID, got, c.want)
		}
		if len(rep.NotUnderstood)+len(rep.Unread) > 0 {
			t.Errorf("%s: not understood %v, unread %v", c.rule, rep.NotUnderstood, rep.Unread)
		}
	}
}

func TestAContactInOneTextIsPrivateAndNoName(t *testing.T) {
	doc := `<Trademark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>1</ApplicationNumber><ApplicantBag><Applicant>` +
		`<Contact><ContactText>Anna Muster, 1 Lane, 1000 Brussels, +32 2 000 00 00</ContactText></Contact></Applicant></ApplicantBag></Trademark>`
	items, rep, err := readAll(exchange.ST96, strings.NewReader(doc), -1, exchange.Options{})
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	if len(items[0].Record.Parties) > 0 {
		t.Errorf("%+v", items[0].Record.Parties)
	}
	if rep.LeftOut["street address, post code, telephone and the like of a party (private)"] != 1 {
		t.Errorf("left out: %v", rep.LeftOut)
	}
}

// The words in which a certificate is amended repeat the address of the owner.
func TestNoStreetAddressComesFromACaseFileOfTheUnitedStates(t *testing.T) {
	for _, name := range []string{"rn2178784-ST66.xml", "rn2178784-ST96-old.xml", "rn2178784-ST96.xml"} {
		b, err := os.ReadFile(filepath.Join(outside.Shared(t, "data/trademark/tsdr"), name))
		if err != nil {
			t.Fatal(err)
		}
		format, err := exchange.Detect(name, b[:exchange.HeadSize])
		if err != nil {
			t.Fatal(err)
		}
		items, rep, err := readAll(format, bytes.NewReader(b), -1, exchange.Options{})
		if err != nil || len(items) != 1 {
			t.Fatal(len(items), err)
		}
		if !bytes.Contains(bytes.ToUpper(b), []byte("500 ORACLE PARKWAY")) || bytes.Contains(bytes.ToUpper(exchange.Content(items[0])), []byte("ORACLE PARKWAY")) {
			t.Errorf("%s: an address is in the record, or in no document", name)
		}
		if rep.LeftOut["amendments of a certificate in words, which may hold a street address (private)"] != 1 {
			t.Errorf("%s: left out %v", name, rep.LeftOut)
		}
	}
}

// A scheme is told in the document's own words, which are a few letters or none of ours.
func TestASchemeOfClassesIsAShortWord(t *testing.T) {
	for kind, want := range map[string]int{"Nice": 1, "us": 1, "e\u0301": 0, strings.Repeat("x", 41): 0} {
		doc := `<Trademark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>1</ApplicationNumber><GoodsServicesBag><GoodsServices><GoodsServicesClassificationBag>` +
			`<GoodsServicesClassification><ClassificationKindCode>` + kind + `</ClassificationKindCode><ClassNumber>9</ClassNumber></GoodsServicesClassification></GoodsServicesClassificationBag></GoodsServices></GoodsServicesBag></Trademark>`
		items, rep, err := readAll(exchange.ST96, strings.NewReader(doc), -1, exchange.Options{})
		if err != nil || len(items) != 1 || len(items[0].Record.Classes) != want || (want == 0) != (rep.Unread["ClassificationKindCode"] == 1) {
			t.Errorf("%q: %+v, %v, %v", kind, items, rep.Unread, err)
		}
	}
}

// What an office adds to the standard may be private: only the words that the standard has become public.
func TestWordsThatTheStandardHasNotGotAreNotTaken(t *testing.T) {
	doc := `<Trademark><RegistrationOfficeCode>US</RegistrationOfficeCode><ApplicationNumber>1</ApplicationNumber><NationalTrademarkInformation>` +
		`<RestrictionStatementText>not in Ohio</RestrictionStatementText><CertificateCorrectingRegistrationText>1 Lane, Ohio</CertificateCorrectingRegistrationText>` +
		`<ExaminerRemarkText>by Anna</ExaminerRemarkText></NationalTrademarkInformation></Trademark>`
	items, rep, err := readAll(exchange.ST96, strings.NewReader(doc), -1, exchange.Options{})
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	if h := items[0].Record.History; len(h) != 1 || h[0] != (register.Told{Code: "RestrictionStatementText", Text: "not in Ohio"}) {
		t.Errorf("%+v", h)
	}
	if rep.NotUnderstood["ExaminerRemarkText"] != 1 || len(rep.LeftOut) != 1 {
		t.Errorf("%v, %v", rep.NotUnderstood, rep.LeftOut)
	}
}
