package exchange_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/register"
)

func TestTradeMarkOfST66(t *testing.T) {
	for _, c := range []struct {
		rule, doc string
		get       func(register.Record) any
		want      any
	}{
		{"a status of the standard", `<MarkCurrentStatusCode>Registered</MarkCurrentStatusCode><MarkCurrentStatusDate>2020-01-02</MarkCurrentStatusDate>`, func(r register.Record) any { return fmt.Sprint(r.Status, " ", r.StatusDate, " ", r.StatusTold) }, "registered 2020-01-02 "},
		{"a status that says more is kept", `<MarkCurrentStatusCode>Application deemed withdrawn</MarkCurrentStatusCode>`, func(r register.Record) any { return string(r.Status) + "/" + r.StatusTold }, "withdrawn/Application deemed withdrawn"},
		{"a status in an office's own words", `<MarkCurrentStatusCode>Removed from register</MarkCurrentStatusCode>`, func(r register.Record) any { return string(r.Status) + "/" + r.StatusTold }, "unknown/Removed from register"},
		{"numbers and dates", `<ApplicationDate>2019-05-06</ApplicationDate><RegistrationNumber>018000001</RegistrationNumber><RegistrationDate>2019-10-11</RegistrationDate><ExpiryDate>2029-05-06</ExpiryDate>`, func(r register.Record) any { return fmt.Sprint(*r.Application, *r.Registration, r.Expiry) }, "{018000001 2019-05-06} {018000001 2019-10-11} 2029-05-06"},
		{"the mark", `<KindMark>Collective</KindMark><MarkFeature>3-D</MarkFeature><MarkDescriptionDetails><MarkDescription>a bottle</MarkDescription></MarkDescriptionDetails><WordMarkSpecification><MarkVerbalElementText>HẠC</MarkVerbalElementText><MarkTransliteration>hac</MarkTransliteration></WordMarkSpecification>
			<MarkImageDetails><MarkImage><MarkImageFilename>a.jpg</MarkImageFilename><MarkImageColourClaimedText>red</MarkImageColourClaimedText><MarkImageCategory><CategoryKind>Vienna</CategoryKind><CategoryVersion>7</CategoryVersion><CategoryCodeDetails><CategoryCode>19.7.1</CategoryCode><CategoryCode>26.04</CategoryCode></CategoryCodeDetails></MarkImageCategory></MarkImage></MarkImageDetails>`,
			func(r register.Record) any { return *r.Mark }, register.Mark{Text: "HẠC", Feature: "3d", Kind: "collective", Colours: "red", Transliteration: "hac", Description: "a bottle", Vienna: []string{"19.07.01", "26.04"}}},
		{"goods in one of their languages", `<GoodsServicesDetails><GoodsServices><ClassificationVersion>11</ClassificationVersion><ClassDescriptionDetails><ClassDescription><ClassNumber>9</ClassNumber><GoodsServicesDescription languageCode="en">software; maps</GoodsServicesDescription><GoodsServicesDescription languageCode="fr">logiciels; cartes</GoodsServicesDescription></ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>`,
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 9, Terms: []string{"software", "maps"}}}},
		{"terms without a text", `<GoodsServicesDetails><GoodsServices><ClassificationKindCode>Nice</ClassificationKindCode><ClassDescriptionDetails><ClassDescription><ClassNumber>9</ClassNumber><ClassificationTermDetails><ClassificationTerm><ClassificationTermText languageCode="en">software; maps</ClassificationTermText></ClassificationTerm></ClassificationTermDetails></ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>`,
			func(r register.Record) any { return r.Classes }, []register.Class{{Scheme: "nice", Class: 9, Terms: []string{"software; maps"}}}},
		{"parties within the mark", `<ApplicantDetails><Applicant><ApplicantIdentifier>77</ApplicantIdentifier><ApplicantLegalEntity>Corporation</ApplicantLegalEntity><ApplicantAddressBook><FormattedNameAddress><Name><FormattedName><FirstName>Văn</FirstName><LastName>Trần</LastName></FormattedName></Name><Address><AddressCountryCode>VN</AddressCountryCode><FormattedAddress><AddressStreet>1 Phố Huế</AddressStreet><AddressCity>Hà Nội</AddressCity></FormattedAddress></Address></FormattedNameAddress><ContactInformationDetails><Phone>1</Phone></ContactInformationDetails></ApplicantAddressBook></Applicant></ApplicantDetails>
			<RepresentativeDetails><Representative><RepresentativeAddressBook><FormattedNameAddress><Name><FormattedName><OrganizationName>Firm</OrganizationName></FormattedName></Name></FormattedNameAddress></RepresentativeAddressBook></Representative></RepresentativeDetails>`,
			func(r register.Record) any { return r.Parties }, []register.Party{{Role: "applicant", Name: "Văn Trần", Country: "VN", Place: "Hà Nội"}, {Role: "representative", Name: "Firm"}}},
		{"priorities and seniorities", `<PriorityDetails><Priority><PriorityCountryCode>VN</PriorityCountryCode><PriorityNumber>4-2019-1</PriorityNumber><PriorityDate>2019-01-02</PriorityDate><PriorityStatusCode>Accepted</PriorityStatusCode></Priority></PriorityDetails><SeniorityDetails><Seniority><SeniorityCountryCode>DE</SeniorityCountryCode><SeniorityApplicationNumber>30</SeniorityApplicationNumber><SeniorityFilingDate>2001-01-01</SeniorityFilingDate></Seniority></SeniorityDetails>`,
			func(r register.Record) any { return fmt.Sprint(r.Priorities, r.Related) }, "[{VN 4-2019-1 2019-01-02}] [{seniority DE 30  }]"},
		{"publications by the office's own sections", `<PublicationDetails><Publication><PublicationIdentifier>2019/101</PublicationIdentifier><PublicationSection>A.1</PublicationSection><PublicationDate>2019-06-01</PublicationDate><PublicationPage>3</PublicationPage></Publication></PublicationDetails>`,
			func(r register.Record) any { return r.Publications }, []register.Publication{{Number: "2019/101", Kind: "A.1", Date: day(2019, 6, 1)}}},
		{"events in the order of the document", `<MarkEventDetails><MarkEvent><MarkEventCode>Application filed</MarkEventCode><MarkEventDate>2019-05-06</MarkEventDate></MarkEvent><MarkEvent><MarkEventCode>Application published</MarkEventCode><MarkEventDate>2019-06-01</MarkEventDate></MarkEvent></MarkEventDetails>`,
			func(r register.Record) any { return fmt.Sprint(r.History) }, "[{2019-05-06 Application filed  } {2019-06-01 Application published  }]"},
		{"the period of opposition", `<OppositionPeriodStartDate>2019-06-02</OppositionPeriodStartDate><OppositionPeriodEndDate>2019-09-01</OppositionPeriodEndDate>`, func(r register.Record) any { return r.Deadlines }, []register.Deadline{{What: "opposition", Opens: day(2019, 6, 2), Date: day(2019, 9, 1)}}},
		{"related rights", `<InternationalMarkKey><Identifier>1234567</Identifier></InternationalMarkKey><DivisionalApplicationDetails><InitialApplicationNumber>017</InitialApplicationNumber></DivisionalApplicationDetails><BasicRegistrationApplicationDetails><BasicRegistrationApplication><RegistrationOfficeCode>VN</RegistrationOfficeCode><BasicApplicationDetails><BasicApplication><BasicApplicationNumber>4-1</BasicApplicationNumber></BasicApplication></BasicApplicationDetails></BasicRegistrationApplication></BasicRegistrationApplicationDetails>`,
			func(r register.Record) any { return fmt.Sprint(r.Related) }, "[{international WO 1234567  } {divisional  017  } {basic application VN 4-1  }]"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			it, rep := oneMark(t, exchange.ST66, tradeMark(c.doc, ""))
			if got := c.get(it.Record); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
			if len(rep.NotUnderstood)+len(rep.Unread) > 0 {
				t.Errorf("not understood %v, unread %v", rep.NotUnderstood, rep.Unread)
			}
			if it.ID.String() != "EM/TM/018000001" {
				t.Errorf("the address is %s", it.ID)
			}
		})
	}
}

func TestPartiesBehindMarks(t *testing.T) {
	const mark, owner = `<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>%d</ApplicationNumber></TradeMark>`,
		`<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails><FreeFormatNameLine>%s</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name></FormattedNameAddress></ApplicantAddressBook></Applicant></ApplicantDetails>`
	content := func(inner string) string {
		return "<TransactionContentDetails><TransactionData>" + inner + "</TransactionData></TransactionContentDetails>"
	}
	doc := func(contents ...string) string {
		return "<Transaction><TransactionHeader><SenderDetails><RequestProducerDate>2024-05-06</RequestProducerDate></SenderDetails></TransactionHeader><TradeMarkTransactionBody>" + strings.Join(contents, "") + "</TradeMarkTransactionBody></Transaction>"
	}
	one, two := fmt.Sprintf(mark, 1), fmt.Sprintf(mark, 2)
	for _, c := range []struct {
		rule, doc string
		want      string
		stray     int
	}{
		{"of one mark are its own", doc(content("<TradeMarkDetails>" + one + "</TradeMarkDetails>" + fmt.Sprintf(owner, "A"))), "1:A ", 0},
		{"so are those of the next transaction", doc(content("<TradeMarkDetails>"+one+"</TradeMarkDetails>"+fmt.Sprintf(owner, "A")), content("<TradeMarkDetails>"+two+"</TradeMarkDetails>"+fmt.Sprintf(owner, "B"))), "1:A 2:B ", 0},
		{"of two marks are nobody's", doc(content("<TradeMarkDetails>" + one + two + "</TradeMarkDetails>" + fmt.Sprintf(owner, "A"))), "1: 2: ", 1},
		{"before any mark are nobody's", doc(content(fmt.Sprintf(owner, "A") + "<TradeMarkDetails>" + one + "</TradeMarkDetails>")), "1: ", 1},
	} {
		items, rep := read(t, exchange.ST66, strings.NewReader(c.doc), exchange.Options{})
		got := ""
		for _, it := range items {
			got += it.ID.Number + ":"
			for _, p := range it.Record.Parties {
				got += p.Name
			}
			got += " "
			if it.Version != day(2024, 5, 6) {
				t.Errorf("parties %s: the version is %s", c.rule, it.Version)
			}
		}
		if got != c.want || rep.NotUnderstood["ApplicantDetails"] != c.stray {
			t.Errorf("parties %s: got %q and %v, want %q", c.rule, got, rep.NotUnderstood, c.want)
		}
	}
}

func TestAMarkOfST66WithoutANumberIsRefusedAlone(t *testing.T) {
	doc := `<Transaction><TradeMarkTransactionBody><TransactionContentDetails><TransactionData><TradeMarkDetails>
<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode></TradeMark>
<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>1</ApplicationNumber><ApplicationDate>soon</ApplicationDate></TradeMark>
<TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><RegistrationNumber>3</RegistrationNumber></TradeMark></TradeMarkDetails></TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>`
	items, rep := read(t, exchange.ST66, strings.NewReader(doc), exchange.Options{})
	if len(items) != 1 || items[0].ID.Number != "3" || items[0].Ordinal != 2 || items[0].Where != "record 3, line 4" || rep.Read != 3 || rep.RefusedCount() != 2 {
		t.Errorf("read %+v, %+v", items, rep)
	}
}
