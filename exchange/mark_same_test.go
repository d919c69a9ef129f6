package exchange_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
	"github.com/muniment/muniment/register"
)

// realMark reads the one mark of a real document.
func realMark(t *testing.T, path string) (*exchange.Item, exchange.Report) {
	t.Helper()
	b, err := os.ReadFile(outside.Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	format, err := exchange.Detect(path, b[:min(len(b), exchange.HeadSize)])
	if err != nil {
		t.Fatal(err)
	}
	items, rep := read(t, format, bytes.NewReader(b), exchange.Options{})
	if len(items) != 1 {
		t.Fatalf("%s has %d marks: %+v", path, len(items), rep.Refused)
	}
	if len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Errorf("%s: not understood %v, unread %v", path, rep.NotUnderstood, rep.Unread)
	}
	return items[0], rep
}

// The documents that the United States serve of two marks. They were fetched on different days.
const (
	st66Document    = "ST66"
	oldST96Document = "ST96-old"
	newST96Document = "ST96"
)

// justified are the differences of a document from that of ST.96 in its second generation, with the reason of each. change
// takes the difference away from what was read of the one or the other, and reports whether there was one.
var justified = []struct {
	why    string
	mark   string // a registration number, or "" for both
	format string
	change func(got, want *register.Record) bool
}{
	{"ST.66 tells the code of an event without its type", "", st66Document, eachLine(func(h *register.Told) bool {
		code, kind, ok := strings.Cut(h.Code, "/")
		if ok && len(kind) == 1 {
			h.Code = code
			return true
		}
		return false
	})},
	{"ST.66 has no assignments and no proceedings", "", st66Document, without(func(h register.Told) bool {
		return strings.HasPrefix(h.Code, "assignment ") || strings.HasPrefix(h.Code, "opposition ") || strings.HasPrefix(h.Code, "extension of time")
	})},
	{"ST.66 tells how each owner came by the right", "2713476", st66Document, func(_, r *register.Record) bool {
		r.History = append([]register.Told{
			{Code: "party-type/10", Text: "original applicant: T.C.X DataKonsult AB"},
			{Code: "party-type/11", Text: "owner before publication: MySQL AB, BY CHANGE OF NAME"},
			{Code: "party-type/13", Text: "owner before publication: Aktiebolaget Grundstenen 92817, BY ASSIGNMENT"},
			{Code: "party-type/15", Text: "owner before publication: Open Ocean AB, BY CHANGE OF NAME"},
			{Code: "party-type/17", Text: "owner before publication: MySQL AB, BY CHANGE OF NAME"},
			{Code: "party-type/20", Text: "owner at publication: MySQL AB, BY CHANGE OF NAME"},
			{Code: "party-type/30", Text: "original registrant: MySQL AB, BY CHANGE OF NAME"},
		}, slices.DeleteFunc(slices.Clone(r.History), func(h register.Told) bool { return strings.HasPrefix(h.Code, "party-type/") })...)
		return true
	}},
	{"the document was fetched before the owner told its new address", "2713476", st66Document, oldAddress},
	{"the document was fetched before the owner told its new address", "2713476", oldST96Document, oldAddress},
	{"the document of the first generation lists the proceedings in which the mark was invoked, that of the second does not", "2178784", oldST96Document, func(got, _ *register.Record) bool {
		return without(func(h register.Told) bool {
			return strings.HasPrefix(h.Code, "opposition ") || strings.HasPrefix(h.Code, "extension of time to oppose ")
		})(got, got)
	}},
}

// oldAddress is the state before 4 December 2014.
func oldAddress(_, r *register.Record) bool {
	if r.Parties[0].Place != "Uppsala" {
		return false
	}
	r.Parties[0].Country, r.Parties[0].Place = "US", "Redwood Shores, CA"
	return without(func(h register.Told) bool { return h.Date == ipr.Date{Year: 2014, Month: 12, Day: 4} })(r, r)
}

func eachLine(f func(*register.Told) bool) func(got, want *register.Record) bool {
	return func(_, r *register.Record) (changed bool) {
		for i := range r.History {
			changed = f(&r.History[i]) || changed
		}
		return changed
	}
}

func without(f func(register.Told) bool) func(got, want *register.Record) bool {
	return func(_, r *register.Record) bool {
		n := len(r.History)
		r.History = slices.DeleteFunc(r.History, f)
		return len(r.History) < n
	}
}

func TestAMarkIsOneEntryWhateverItWasReadFrom(t *testing.T) {
	met := map[string]bool{}
	for _, mark := range []struct{ registration, id string }{{"2178784", "US/TM/74631225"}, {"2713476", "US/TM/78002299"}} {
		for _, format := range []string{st66Document, oldST96Document} {
			t.Run(mark.registration+" "+format, func(t *testing.T) {
				got, _ := realMark(t, "data/trademark/tsdr/rn"+mark.registration+"-"+format+".xml")
				want, _ := realMark(t, "data/trademark/tsdr/rn"+mark.registration+"-"+newST96Document+".xml")
				if got.ID.String() != mark.id || want.ID != got.ID {
					t.Errorf("the addresses are %s and %s, want %s", got.ID, want.ID, mark.id)
				}
				for _, j := range justified {
					if j.format == format && (j.mark == "" || j.mark == mark.registration) && j.change(&got.Record, &want.Record) {
						met[j.why] = true
					}
				}
				g, w := reflect.ValueOf(got.Record), reflect.ValueOf(want.Record)
				for i := range g.NumField() {
					name := g.Type().Field(i).Name
					if name == "History" {
						lines(t, got.Record.History, want.Record.History)
					} else if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
						t.Errorf("%s: got %+v\nwant %+v", name, g.Field(i), w.Field(i))
					}
				}
			})
		}
	}
	for _, j := range justified {
		if !met[j.why] && !t.Failed() && len(met) > 0 {
			t.Errorf("no document differs any more because %s", j.why)
		}
	}
}

// sameCase is a case file of ours in the three forms in which the United States serve theirs.
const (
	sameDaily = `<case-file><serial-number>90000001</serial-number><registration-number>7000001</registration-number><transaction-date>20240102</transaction-date>
		<case-file-header><filing-date>19700105</filing-date><registration-date>19711207</registration-date><status-code>702</status-code><status-date>20200303</status-date>
		<mark-identification>VÂN HẠC</mark-identification><mark-drawing-code>3000</mark-drawing-code><published-for-opposition-date>19710921</published-for-opposition-date>
		<attorney-name>Ann Attorney</attorney-name><domestic-representative-name>Dan Domestic</domestic-representative-name>
		<trademark-in>T</trademark-in><section-2f-in>T</section-2f-in><renewal-date>20111207</renewal-date></case-file-header>
		<case-file-statements><case-file-statement><type-code>D00000</type-code><text>"VÂN"</text></case-file-statement>
		<case-file-statement><type-code>TR0000</type-code><text>The translation is "cloud".</text></case-file-statement>
		<case-file-statement><type-code>CC0000</type-code><text>The colors red and white are claimed.</text></case-file-statement>
		<case-file-statement><type-code>DM0000</type-code><text>A crane in a cloud.</text></case-file-statement>
		<case-file-statement><type-code>GS0461</type-code><text>GREEN TEA; TEA (BLACK; WHITE)</text></case-file-statement>
		<case-file-statement><type-code>GS0091</type-code><text>SOFTWARE</text></case-file-statement></case-file-statements>
		<case-file-event-statements><case-file-event-statement><code>R.PR</code><type>A</type><description-text>REGISTERED</description-text><date>19711207</date><number>2</number></case-file-event-statement>
		<case-file-event-statement><code>NWAP</code><type>I</type><description-text>NEW APPLICATION</description-text><date>19700105</date><number>1</number></case-file-event-statement></case-file-event-statements>
		<classifications><classification><international-code>030</international-code><us-code>046</us-code><status-code>6</status-code><primary-code>046</primary-code></classification>
		<classification><international-code>009</international-code><us-code>021</us-code><status-code>2</status-code><status-date>20200303</status-date><primary-code>009</primary-code></classification></classifications>
		<case-file-owners><case-file-owner><party-type>31</party-type><party-name>Van Hac LLC</party-name><city>Oakland</city><state>CA</state></case-file-owner>
		<case-file-owner><party-type>30</party-type><party-name>Hac Brothers</party-name><city>Huế</city><country>VN</country></case-file-owner></case-file-owners>
		<design-searches><design-search><code>031707</code></design-search></design-searches></case-file>`
	sameST96 = `<t:Transaction xmlns:t="t" xmlns:c="c"><t:TrademarkTransactionBody><t:TransactionContentBag><t:TransactionData><t:TrademarkBag><t:Trademark>
		<c:RegistrationOfficeCode>US</c:RegistrationOfficeCode><c:ApplicationNumber><c:IPOfficeCode>US</c:IPOfficeCode><c:ApplicationNumberText>90000001</c:ApplicationNumberText></c:ApplicationNumber>
		<c:RegistrationNumber>7000001</c:RegistrationNumber><c:ApplicationDate>1970-01-05-05:00</c:ApplicationDate><c:RegistrationDate>1971-12-07</c:RegistrationDate>
		<t:MarkCurrentStatusCode>702</t:MarkCurrentStatusCode><t:MarkCurrentStatusDate>2020-03-03</t:MarkCurrentStatusDate><t:MarkCategory>Trademark</t:MarkCategory>
		<t:MarkRepresentation><t:MarkReproduction><t:WordMarkSpecification><t:MarkVerbalElementText>VÂN HẠC</t:MarkVerbalElementText><t:MarkSignificantVerbalElementText>VÂN HẠC</t:MarkSignificantVerbalElementText><t:MarkTranslationText>The translation is "cloud".</t:MarkTranslationText></t:WordMarkSpecification>
		<t:MarkImageBag><t:MarkImage><c:FileName>90000001.png</c:FileName><t:MarkImageColourClaimedText>The colors red and white are claimed.</t:MarkImageColourClaimedText>
		<t:NationalDesignSearchCodeBag><t:NationalDesignSearchCode><t:NationalDesignCode>03.17.07</t:NationalDesignCode><t:NationalDesignCodeDescriptionText>Cranes</t:NationalDesignCodeDescriptionText></t:NationalDesignSearchCode></t:NationalDesignSearchCodeBag></t:MarkImage></t:MarkImageBag></t:MarkReproduction>
		<t:MarkDescriptionBag><t:MarkDescriptionText>A crane in a cloud.</t:MarkDescriptionText><t:NationalMarkDescription><t:MarkFeatureCode>3</t:MarkFeatureCode></t:NationalMarkDescription></t:MarkDescriptionBag></t:MarkRepresentation>
		<t:MarkDisclaimerBag><t:MarkDisclaimerText>"VÂN"</t:MarkDisclaimerText></t:MarkDisclaimerBag><t:TradeDistinctivenessIndicator>true</t:TradeDistinctivenessIndicator>
		<t:GoodsServicesBag><t:GoodsServices><t:GoodsServicesClassificationBag><t:GoodsServicesClassification><t:ClassificationKindCode>Primary</t:ClassificationKindCode><t:ClassNumber>046</t:ClassNumber></t:GoodsServicesClassification>
		<t:GoodsServicesClassification><t:ClassificationKindCode>Nice</t:ClassificationKindCode><t:ClassNumber>030</t:ClassNumber></t:GoodsServicesClassification></t:GoodsServicesClassificationBag>
		<t:ClassDescriptionBag><t:ClassDescription><t:ClassNumber>046</t:ClassNumber><t:GoodsServicesDescriptionText>GREEN TEA; TEA (BLACK; WHITE)</t:GoodsServicesDescriptionText></t:ClassDescription></t:ClassDescriptionBag></t:GoodsServices>
		<t:GoodsServices><t:GoodsServicesClassificationBag><t:GoodsServicesClassification><t:ClassificationKindCode>Primary</t:ClassificationKindCode><t:ClassNumber>009</t:ClassNumber></t:GoodsServicesClassification>
		<t:GoodsServicesClassification><t:ClassificationKindCode>Nice</t:ClassificationKindCode><t:ClassNumber>009</t:ClassNumber></t:GoodsServicesClassification></t:GoodsServicesClassificationBag>
		<t:ClassDescriptionBag><t:ClassDescription><t:NationalStatusBag><t:NationalStatus><t:NationalStatusCode>2</t:NationalStatusCode><t:NationalStatusDate>2020-03-03</t:NationalStatusDate></t:NationalStatus></t:NationalStatusBag><t:GoodsServicesDescriptionText>SOFTWARE</t:GoodsServicesDescriptionText></t:ClassDescription></t:ClassDescriptionBag></t:GoodsServices></t:GoodsServicesBag>
		<t:PublicationBag><t:Publication><c:PublicationIdentifier>USPTO Official Gazette for Trademarks (OG)</c:PublicationIdentifier><c:PublicationDate>1971-09-21</c:PublicationDate></t:Publication></t:PublicationBag>
		<t:ApplicantBag><t:Applicant c:sequenceNumber="31"><c:Contact><c:Name><c:EntityName>Van Hac LLC</c:EntityName></c:Name><c:PostalAddressBag><c:PostalAddress><c:PostalStructuredAddress><c:AddressLineText>1 Street</c:AddressLineText><c:CityName>Oakland</c:CityName><c:GeographicRegionName>CALIFORNIA</c:GeographicRegionName><c:CountryCode>US</c:CountryCode></c:PostalStructuredAddress></c:PostalAddress></c:PostalAddressBag></c:Contact></t:Applicant>
		<t:Applicant c:sequenceNumber="30"><c:Contact><c:Name><c:OrganizationName><c:OrganizationStandardName>Hac Brothers</c:OrganizationStandardName></c:OrganizationName></c:Name><c:PostalAddressBag><c:PostalAddress><c:PostalStructuredAddress><c:CityName>Huế</c:CityName><c:CountryCode>VN</c:CountryCode></c:PostalStructuredAddress></c:PostalAddress></c:PostalAddressBag></c:Contact></t:Applicant></t:ApplicantBag>
		<t:NationalRepresentative><c:Contact><c:Name><c:PersonName><c:PersonFullName>Dan Domestic</c:PersonFullName></c:PersonName></c:Name></c:Contact></t:NationalRepresentative>
		<t:RecordAttorney><c:Contact><c:Name><c:PersonName><c:PersonFullName>Ann Attorney</c:PersonFullName></c:PersonName></c:Name></c:Contact></t:RecordAttorney>
		<t:MarkEventBag><t:MarkEvent><t:NationalMarkEvent><t:MarkEventCode>R.PRA</t:MarkEventCode><t:MarkEventDescriptionText>REGISTERED</t:MarkEventDescriptionText><t:MarkEventEntryNumber>2</t:MarkEventEntryNumber></t:NationalMarkEvent><t:MarkEventDate>1971-12-07</t:MarkEventDate></t:MarkEvent>
		<t:MarkEvent><t:NationalMarkEvent><t:MarkEventCode>NWAPI</t:MarkEventCode><t:MarkEventDescriptionText>NEW APPLICATION</t:MarkEventDescriptionText><t:MarkEventEntryNumber>1</t:MarkEventEntryNumber></t:NationalMarkEvent><t:MarkEventDate>1970-01-05</t:MarkEventDate></t:MarkEvent></t:MarkEventBag>
		<t:NationalTrademarkInformation><t:RegisterCategory>Primary</t:RegisterCategory><t:RenewalDate>2011-12-07</t:RenewalDate></t:NationalTrademarkInformation>
		</t:Trademark></t:TrademarkBag></t:TransactionData></t:TransactionContentBag></t:TrademarkTransactionBody></t:Transaction>`
	sameST66 = `<Transaction xmlns:x="x"><TradeMarkTransactionBody><TransactionContentDetails><TransactionData><TradeMarkDetails><TradeMark>
		<RegistrationOfficeCode>US</RegistrationOfficeCode><ApplicationNumber>90000001</ApplicationNumber><ApplicationDate>1970-01-05-05:00</ApplicationDate><RegistrationNumber>7000001</RegistrationNumber><RegistrationDate>1971-12-07-05:00</RegistrationDate>
		<MarkCurrentStatusCode>702</MarkCurrentStatusCode><MarkCurrentStatusDate>2020-03-03-05:00</MarkCurrentStatusDate><KindMark>Trademark</KindMark><MarkFeature>WORDS AND DRAWING</MarkFeature>
		<MarkDescriptionDetails><MarkDescription>A crane in a cloud.</MarkDescription></MarkDescriptionDetails><MarkDisclaimerDetails><MarkDisclaimer>"VÂN"</MarkDisclaimer></MarkDisclaimerDetails><TradeDistinctivenessIndicator>true</TradeDistinctivenessIndicator>
		<WordMarkSpecification><MarkVerbalElementText>VÂN HẠC</MarkVerbalElementText><MarkTranslation>The translation is "cloud".</MarkTranslation></WordMarkSpecification>
		<MarkImageDetails><MarkImage><MarkImageColourClaimedText>The colors red and white are claimed.</MarkImageColourClaimedText><MarkImageCategory><CategoryKind>National</CategoryKind><CategoryCodeDetails><CategoryCode>03.17.07</CategoryCode></CategoryCodeDetails></MarkImageCategory></MarkImage></MarkImageDetails>
		<GoodsServicesDetails><GoodsServices><ClassDescriptionDetails><ClassDescription><ClassNumber>030</ClassNumber><ClassNumberStatusCode>6</ClassNumberStatusCode><GoodsServicesDescription>GREEN TEA; TEA (BLACK; WHITE)</GoodsServicesDescription><ClassDescriptionExt><x:PrimeClassText>046</x:PrimeClassText></ClassDescriptionExt></ClassDescription>
		<ClassDescription><ClassNumber>009</ClassNumber><ClassNumberStatusCode>2</ClassNumberStatusCode><GoodsServicesDescription>SOFTWARE</GoodsServicesDescription><ClassDescriptionExt><x:PrimeClassText>009</x:PrimeClassText><x:ClassNumberStatusDate>2020-03-03</x:ClassNumberStatusDate></ClassDescriptionExt></ClassDescription></ClassDescriptionDetails></GoodsServices></GoodsServicesDetails>
		<PublicationDetails><Publication><PublicationIdentifier>USPTO Official Gazette for Trademarks (OG)</PublicationIdentifier><PublicationDate>1971-09-21-04:00</PublicationDate></Publication></PublicationDetails>
		<RepresentativeDetails><Representative><Comment>Attorney of Record</Comment><RepresentativeAddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails><FreeFormatNameLine>Ann Attorney</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name></FormattedNameAddress></RepresentativeAddressBook></Representative></RepresentativeDetails>
		<RepresentativeDetails><Representative><Comment>Domestic Representative</Comment><RepresentativeAddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails><FreeFormatNameLine>Dan Domestic</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name></FormattedNameAddress></RepresentativeAddressBook></Representative></RepresentativeDetails>
		<MarkEventDetails><MarkEvent><MarkEventDate>1971-12-07-05:00</MarkEventDate><MarkEventCode>R.PR</MarkEventCode><Comment>Prosecution History Entry</Comment><MarkEventExt><x:MarkEventInternalDescriptionText>REGISTERED</x:MarkEventInternalDescriptionText><x:MarkEventEntryNumber>2</x:MarkEventEntryNumber></MarkEventExt></MarkEvent>
		<MarkEvent><MarkEventDate>1970-01-05-05:00</MarkEventDate><MarkEventCode>NWAP</MarkEventCode><MarkEventExt><x:MarkEventInternalDescriptionText>NEW APPLICATION</x:MarkEventInternalDescriptionText><x:MarkEventEntryNumber>1</x:MarkEventEntryNumber></MarkEventExt></MarkEvent></MarkEventDetails>
		<TradeMarkExt><x:RegisterCategory>Principal</x:RegisterCategory><x:MarkFeatureCode>3</x:MarkFeatureCode><x:AdditionalMarkDetails><x:RenewalDate>2011-12-07-05:00</x:RenewalDate></x:AdditionalMarkDetails></TradeMarkExt></TradeMark></TradeMarkDetails>
		<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails><FreeFormatNameLine>Van Hac LLC</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name><Address><FormattedAddress><AddressStreet>1 Street</AddressStreet><AddressCity>Oakland</AddressCity><AddressState>CALIFORNIA</AddressState><FormattedAddressCountryCode>US</FormattedAddressCountryCode></FormattedAddress></Address></FormattedNameAddress></ApplicantAddressBook><ApplicantExt><x:PartyTypeCode>31</x:PartyTypeCode></ApplicantExt></Applicant>
		<Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails><FreeFormatNameLine>Hac Brothers</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name><Address><FormattedAddress><AddressCity>Huế</AddressCity><FormattedAddressCountryCode>VN</FormattedAddressCountryCode></FormattedAddress></Address></FormattedNameAddress></ApplicantAddressBook><ApplicantExt><x:PartyTypeCode>30</x:PartyTypeCode></ApplicantExt></Applicant></ApplicantDetails>
		</TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>`
)

func TestACaseFileIsOneEntryInAllFormsOfTheUnitedStates(t *testing.T) {
	want, _ := read(t, exchange.TDXF, strings.NewReader(daily(sameDaily)), exchange.Options{})
	if len(want) != 1 || len(want[0].Record.Classes) != 2 || len(want[0].Record.History) < 5 {
		t.Fatalf("the daily document tells %+v", want)
	}
	for format, doc := range map[exchange.Format]string{exchange.ST96: sameST96, exchange.ST66: sameST66} {
		got, rep := read(t, format, strings.NewReader(doc), exchange.Options{})
		if len(got) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
			t.Errorf("%s: %d marks, %+v", format, len(got), rep)
			continue
		}
		r := want[0].Record
		r.History = slices.Clone(r.History)
		if format == exchange.ST66 {
			justified[0].change(nil, &r) // no types of events
		}
		lines(t, got[0].Record.History, r.History)
		got[0].Record.History, r.History = nil, nil
		if !reflect.DeepEqual(got[0].Record, r) || got[0].ID != want[0].ID {
			t.Errorf("%s: got %s\nwant %s", format, exchange.Content(got[0]), exchange.Content(&exchange.Item{Record: r}))
		}
	}
}

// lines compares two histories line by line.
func lines(t *testing.T, got, want []register.Told) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = fmt.Sprint(got[i])
		}
		if i < len(want) {
			w = fmt.Sprint(want[i])
		}
		if g != w {
			t.Errorf("line %d of the history: got %s\nwant %s", i, g, w)
			return
		}
	}
}
