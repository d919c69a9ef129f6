package exchange_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/ipr"
)

// tradeMark is a document of ST.66 with one TradeMark.
func tradeMark(inner, behind string) string {
	return `<Transaction><TradeMarkTransactionBody><TransactionContentDetails><TransactionData><TradeMarkDetails><TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>018000001</ApplicationNumber>` +
		inner + `</TradeMark></TradeMarkDetails>` + behind + `</TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>`
}

// tinyMarks are documents of both standards, and of the United States.
var tinyMarks = []string{
	trademark(`<tmk:MarkCurrentStatusCode>Registered</tmk:MarkCurrentStatusCode>`),
	tradeMark(`<KindMark>Individual</KindMark>`, `<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FormattedName><LastName>A</LastName></FormattedName></Name></FormattedNameAddress></ApplicantAddressBook></Applicant></ApplicantDetails>`),
	sameST96, sameST66,
}

// FuzzMark puts any markup into a trademark of ST.96 and of ST.66. What comes out is what the register accepts, the same
// however the bytes arrive, and written as ST.96 it is read back.
func FuzzMark(f *testing.F) {
	for _, s := range []string{
		`<RegistrationNumber>1</RegistrationNumber><ExpiryDate>2033-01-02</ExpiryDate><MarkCurrentStatusCode>Registered</MarkCurrentStatusCode><OppositionPeriodEndDate>2023</OppositionPeriodEndDate>`,
		`<MarkCategory>Mark</MarkCategory><MarkRepresentation><MarkFeatureCategory>Other</MarkFeatureCategory><MarkReproduction><WordMarkSpecification><MarkVerbalElementText>A</MarkVerbalElementText></WordMarkSpecification></MarkReproduction></MarkRepresentation><MarkFeatureDescription>x</MarkFeatureDescription>`,
		`<GoodsServicesBag><GoodsServices><GoodsServicesClassificationBag><GoodsServicesClassification><ClassificationKindCode>Domestic</ClassificationKindCode><NationalClassNumber>1</NationalClassNumber></GoodsServicesClassification></GoodsServicesClassificationBag><ClassDescriptionBag><ClassDescription><GoodsServicesDescriptionText>a;b</GoodsServicesDescriptionText></ClassDescription></ClassDescriptionBag></GoodsServices></GoodsServicesBag>`,
		`<ApplicantBag><Applicant><Contact><Name><EntityName>A</EntityName></Name><PostalAddressBag><PostalAddress><PostalStructuredAddress><CityName>B</CityName><CountryCode>EM</CountryCode></PostalStructuredAddress></PostalAddress></PostalAddressBag></Contact><CommentText>owner</CommentText></Applicant></ApplicantBag><MarkUserBag><Contact><ContactText>U</ContactText></Contact></MarkUserBag>`,
		`<MarkEventBag><MarkEvent><MarkEventCategory>Application filed</MarkEventCategory><NationalMarkEvent><MarkEventDescriptionText>a</MarkEventDescriptionText><MarkEventAdditionalText>category A</MarkEventAdditionalText></NationalMarkEvent></MarkEvent></MarkEventBag><CommentText>{"unplaced":{"title":"x"}}</CommentText>`,
		`<PriorityBag><Priority><PriorityCountryCode>XX</PriorityCountryCode></Priority></PriorityBag><AssociatedMarkBag><AssociatedMark><AssociationCategory>Replaces</AssociationCategory><NationalApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></NationalApplicationNumber></AssociatedMark></AssociatedMarkBag>`,
		`<KindMark>Collective</KindMark><MarkFeature>3-D</MarkFeature><MarkImageDetails><MarkImage><MarkImageCategory><CategoryKind>Vienna</CategoryKind><CategoryCodeDetails><CategoryCode>26.4.2</CategoryCode></CategoryCodeDetails></MarkImageCategory></MarkImage></MarkImageDetails><GoodsServicesDetails><GoodsServices><ClassDescriptionDetails><ClassDescription><ClassNumber>9</ClassNumber><GoodsServicesDescription languageCode="en">a; b</GoodsServicesDescription></ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>`,
		`<RegistrationOfficeCode>US</RegistrationOfficeCode><NationalFilingBasis/><ApplicantBag><Applicant sequenceNumber="30"><Contact><Name><EntityName>A</EntityName></Name></Contact></Applicant></ApplicantBag>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, inner string) {
		for format, doc := range map[exchange.Format]string{exchange.ST96: trademark(inner), exchange.ST66: tradeMark(inner, inner)} {
			items, rep, err := readAll(format, strings.NewReader(doc), -1, exchange.Options{})
			again, rep2, err2 := readAll(format, iotest.OneByteReader(strings.NewReader(doc)), -1, exchange.Options{})
			if !reflect.DeepEqual(items, again) || !reflect.DeepEqual(rep, rep2) || (err == nil) != (err2 == nil) {
				t.Fatalf("whole: %+v, %v\nby byte: %+v, %v", rep, err, rep2, err2)
			}
			for _, it := range items {
				var v any
				d := json.NewDecoder(bytes.NewReader(exchange.Content(it)))
				d.UseNumber()
				if err := d.Decode(&v); err != nil {
					t.Fatal(err)
				}
				proper(t, v)
				var b bytes.Buffer
				if _, err := exchange.WriteST96(&b, ipr.Trademark, rowsOf([]*exchange.Item{it})); err != nil {
					t.Fatal(err)
				}
				written := b.String()
				back, rep, err := readAll(exchange.ST96, &b, -1, exchange.Options{})
				if err != nil || len(back) != 1 || !bytes.Equal(exchange.Content(back[0]), exchange.Content(it)) || back[0].ID != it.ID {
					t.Fatalf("%s is not read back from %s: %+v, %v", exchange.Content(it), written, rep, err)
				}
				if len(rep.NotUnderstood)+len(rep.Unread)+len(rep.LeftOut) > 0 {
					t.Fatalf("%s: %+v", written, rep)
				}
			}
		}
	})
}
