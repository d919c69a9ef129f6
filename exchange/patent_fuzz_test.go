package exchange_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
)

// patentSeeds are small documents of every form of patents.
var patentSeeds = []string{
	usDocument("grant", "B2", "09999999", "20180619", `<us-parties><inventors><inventor><addressbook><last-name>A</last-name><first-name>B</first-name><address><city>1012 AB C</city><state>MA</state><country>US</country></address></addressbook></inventor></inventors></us-parties>`+
		`<us-related-documents><continuation><relation><parent-doc><document-id><country>US</country><doc-number>12/987,585</doc-number></document-id></parent-doc><child-doc><document-id><country>US</country><doc-number>14612898</doc-number></document-id></child-doc></relation></continuation></us-related-documents>`+
		`<classifications-cpc><main-cpc><classification-cpc><section>Y</section><class>02</class><subclass>E</subclass><main-group>10</main-group><subgroup>50</subgroup></classification-cpc></main-cpc></classifications-cpc>`,
		`<abstract><p>H<sub>2</sub>O<br/>x</p></abstract><claims><claim num="1"><claim-text>1. A<claim-text>b</claim-text></claim-text></claim></claims>`),
	`<ep-patent-document lang="de"><SDOBI lang="de"><B100><B110>1</B110><B130>B1</B130><B140><date>20180207</date></B140><B190>EP</B190></B100><B200><B210>15000001.4</B210><B220><date>20150105</date></B220></B200><B300><B310>1</B310><B320><date>20140101</date></B320><B330><ctry>DE</ctry></B330></B300><B400><B430><date>20160706</date></B430><B450><date>20180207</date></B450><B475><date>20190101</date><ctry>AT</ctry></B475></B400><B500><B510EP><classification-ipcr><text>H01F  27/14        20060101AFI20171122BHEP</text></classification-ipcr></B510EP><B510><B511>7A 61K   9/00   A</B511></B510><B540><B541>de</B541><B542>K</B542></B540></B500><B600><B620><parent><pdoc><dnum><anum>12345678.9</anum></dnum><date>20120101</date></pdoc></parent></B620></B600><B700><B730><B731><snm>A</snm><adr><city>D-1 B</city><ctry>DE</ctry></adr></B731></B730></B700><B800><B870><B871><dnum><pnum>WO2019200885</pnum></dnum></B871></B870></B800></SDOBI><claims lang="en"><claim><claim-text>x</claim-text></claim></claims><claims lang="de"><claim><claim-text>y</claim-text></claim></claims></ep-patent-document>`,
	`<PatentDocumentAndRelated lang="zh"><BibliographicData><PublicationReference dataFormat="original"><DocumentID><WIPOST3Code>CN</WIPOST3Code><DocNumber>1</DocNumber><Kind>U</Kind><Date>20211210</Date></DocumentID></PublicationReference><ApplicationReference applType="20" dataFormat="original"><DocumentID><WIPOST3Code>CN</WIPOST3Code><DocNumber>202121286633.X</DocNumber></DocumentID></ApplicationReference><RelatedDocuments><Division><DocumentsRelation><ParentDocument><DocumentID><DocNumber>2</DocNumber></DocumentID></ParentDocument></DocumentsRelation></Division></RelatedDocuments><Parties><AgentDetails><Agent><Agency><AddressBook><OrganizationName>甲 11204</OrganizationName></AddressBook></Agency></Agent></AgentDetails></Parties></BibliographicData><Claims><Claim><ClaimText>1.甲</ClaimText></Claim></Claims></PatentDocumentAndRelated>`,
	`<jp-official-gazette kind-of-st16="A" lang="ja" country="JP"><bibliographic-data lang="ja" country="JP"><publication-reference><document-id><country>JP</country><doc-number>2021044377</doc-number><kind>公開特許公報(A)</kind><date>20210318</date></document-id></publication-reference><application-reference><document-id><doc-number>2019165329</doc-number></document-id></application-reference><parties><applicants-agents-article><applicants-agents><applicant><addressbook><name>甲</name><address><text>東京都大田区1</text></address></addressbook></applicant></applicants-agents></applicants-agents-article></parties></bibliographic-data></jp-official-gazette>`,
	`<exch:exchange-documents xmlns:exch="e"><exch:exchange-document country="DE" doc-number="1258197" kind="B" date-publ="19680104"><exch:bibliographic-data><exch:application-reference data-format="docdb"><document-id><country>DE</country><doc-number>S0100336</doc-number><kind>A</kind><date>19651103</date></document-id></exch:application-reference><exch:application-reference data-format="original"><document-id><doc-number>S100336</doc-number></document-id></exch:application-reference><exch:priority-claims><exch:priority-claim sequence="1" data-format="docdb"><document-id><country>FR</country><doc-number>1258197X</doc-number><date>19641103</date></document-id><exch:priority-active-indicator>Y</exch:priority-active-indicator></exch:priority-claim></exch:priority-claims><exch:parties><exch:applicants><exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>A [FR]</name></exch:applicant-name></exch:applicant></exch:applicants></exch:parties></exch:bibliographic-data></exch:exchange-document></exch:exchange-documents>`,
	`<ops:world-patent-data xmlns:ops="o"><ops:patent-family><ops:family-member><publication-reference><document-id document-id-type="docdb"><country>EP</country><doc-number>2400812</doc-number><kind>A1</kind><date>20111228</date></document-id></publication-reference><application-reference><document-id document-id-type="docdb"><country>EP</country><doc-number>10167109</doc-number></document-id></application-reference><ops:legal code="REG " desc="REFERENCE TO A NATIONAL CODE"><ops:L001EP>EP</ops:L001EP><ops:L007EP>2019-11-27</ops:L007EP><ops:L018EP>2019-11-30</ops:L018EP><ops:L500EP><ops:L501EP>GB</ops:L501EP><ops:L502EP>FG4D</ops:L502EP></ops:L500EP></ops:legal></ops:family-member><ops:family-member><publication-reference><document-id document-id-type="epodoc"><doc-number>CA2744162</doc-number></document-id></publication-reference><application-reference><document-id document-id-type="epodoc"><doc-number>CA20112744162</doc-number></document-id></application-reference></ops:family-member></ops:patent-family></ops:world-patent-data>`,
	`<PatentPublication languageCode="en"><IPOfficeCode>XX</IPOfficeCode><BibliographicData><ApplicationIdentification><IPOfficeCode>US</IPOfficeCode><ApplicationNumber><ST13ApplicationNumber>102021001286633</ST13ApplicationNumber></ApplicationNumber></ApplicationIdentification><RelatedDocumentBag><Division><ParentDocument><PatentDocumentIdentification><ApplicationIdentification><IPOfficeCode>US</IPOfficeCode><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber></ApplicationIdentification></PatentDocumentIdentification></ParentDocument></Division></RelatedDocumentBag><PatentRevocationDate>2020-01-01</PatentRevocationDate></BibliographicData><Claims><P/></Claims><ExternalDocumentBag><ExternalDocument><FileName>US/PT/1.json</FileName><DocumentLocationURI>data:application/json;base64,eyJ1bnRvbGQiOlsic3RhdHVzIl19</DocumentLocationURI></ExternalDocument></ExternalDocumentBag></PatentPublication>`,
}

// FuzzPatent changes documents of patents. Each right that is read is one that the register accepts, and is read back from
// the PatentPublication that is written of it.
func FuzzPatent(f *testing.F) {
	for _, s := range patentSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		format, err := exchange.Detect("x", []byte(doc[:min(len(doc), exchange.HeadSize)]))
		switch format {
		case exchange.ST36, exchange.DOCDB, exchange.OPS, exchange.ST96:
		default:
			return
		}
		if err != nil {
			return
		}
		items, _, _ := readAll(format, strings.NewReader(doc), -1, exchange.Options{})
		for _, it := range items {
			var v any
			d := json.NewDecoder(bytes.NewReader(exchange.Content(it)))
			d.UseNumber()
			if err := d.Decode(&v); err != nil {
				t.Fatal(err)
			}
			proper(t, v)
			if ok, _ := exchange.InST96(it.ID.Kind); !ok || !it.Part {
				continue
			}
			var b bytes.Buffer
			if _, err := exchange.WriteST96(&b, it.ID.Kind, exchange.One(it.ID, &it.Record)); err != nil {
				t.Fatal(err)
			}
			again, rep, err := readAll(exchange.ST96, bytes.NewReader(b.Bytes()), -1, exchange.Options{})
			if err != nil || len(again) != 1 || again[0].ID != it.ID || !bytes.Equal(exchange.Content(again[0]), exchange.Content(it)) {
				t.Fatalf("%s %s\nis not read back from %s: %+v, %v", it.ID, exchange.Content(it), b.String(), rep, err)
			}
		}
	})
}
