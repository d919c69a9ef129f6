package exchange_test

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
	"github.com/muniment/muniment/internal/outside"
	"github.com/muniment/muniment/ipr"
)

// TestRealPatentsAreWrittenAndReadBack writes every right that the shared documents tell of as a PatentPublication, which
// has to be valid, and reads the same record back.
func TestRealPatentsAreWrittenAndReadBack(t *testing.T) {
	root := outside.Shared(t, "data/patent")
	byKind := map[ipr.Kind][]*exchange.Item{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(root, path)
		items, _ := patents(t, filepath.ToSlash(name))
		for _, it := range items {
			byKind[it.ID.Kind] = append(byKind[it.ID.Kind], it)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(byKind[ipr.Patent]); n != 21 {
		t.Errorf("%d patents", n)
	}
	for kind, items := range byKind {
		roundTrip(t, kind, items)
	}
}

func TestAPublicationOfST96IsToldInFull(t *testing.T) {
	items, rep := readText(t, "x.xml", `<pat:PatentPublication xmlns:pat="p" xmlns:com="c" com:languageCode="fr" com:st96Version="V6_0"><com:IPOfficeCode>EP</com:IPOfficeCode><pat:BibliographicData>
		<pat:PatentPublicationIdentification><com:IPOfficeCode>EP</com:IPOfficeCode><pat:PublicationNumber>3000001</pat:PublicationNumber><com:PatentDocumentKindCode>A1</com:PatentDocumentKindCode><com:PublicationDate>2016-07-06</com:PublicationDate></pat:PatentPublicationIdentification>
		<pat:ApplicationIdentification><com:IPOfficeCode>EP</com:IPOfficeCode><com:ApplicationNumber><com:ApplicationNumberText>15000001.4</com:ApplicationNumberText></com:ApplicationNumber><pat:FilingDate>2015-01-05+01:00</pat:FilingDate></pat:ApplicationIdentification>
		<pat:PatentClassificationBag><pat:CPCClassificationBag><pat:MainCPC><pat:CPCClassification><pat:ClassificationVersionDate>2013-01-01</pat:ClassificationVersionDate><pat:CPCSection>Y</pat:CPCSection><pat:Class>02</pat:Class><pat:Subclass>E</pat:Subclass><pat:MainGroup>10</pat:MainGroup><pat:Subgroup>50</pat:Subgroup><com:SymbolPositionCode>F</com:SymbolPositionCode></pat:CPCClassification></pat:MainCPC></pat:CPCClassificationBag>
		<pat:IPCRClassificationBag><pat:IPCRClassification><pat:ClassificationVersionDate>2006-01-01</pat:ClassificationVersionDate><pat:PatentClassificationSymbolText>A47J 27/00</pat:PatentClassificationSymbolText></pat:IPCRClassification></pat:IPCRClassificationBag></pat:PatentClassificationBag>
		<pat:InventionTitleBag><pat:InventionTitle com:languageCode="en">Kettle</pat:InventionTitle><pat:InventionTitle com:languageCode="fr">Bouilloire</pat:InventionTitle></pat:InventionTitleBag>
		<pat:PartyBag><pat:InventorBag><pat:Inventor><com:Contact><com:Name><com:PersonName><com:PersonStructuredName><com:FirstName>Ann</com:FirstName><com:LastName>Doe</com:LastName></com:PersonStructuredName></com:PersonName></com:Name></com:Contact></pat:Inventor></pat:InventorBag></pat:PartyBag>
		</pat:BibliographicData><pat:Claims><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>Une bouilloire, <pat:ClaimText>en fer</pat:ClaimText></pat:ClaimText></pat:Claim></pat:Claims><pat:Abstract><com:P>Une bouilloire.</com:P></pat:Abstract></pat:PatentPublication>`)
	if len(items) != 1 || len(rep.NotUnderstood)+len(rep.Unread) > 0 {
		t.Fatalf("%d items, %+v", len(items), rep)
	}
	same(t, items[0], map[string]string{"id": "EP/PT/15000001", "version": "2016-07-06", "application": "15000001.4 2015-01-05", "status": "published A1", "title": "Bouilloire", "language": "fr", "wordings": "en Kettle",
		"ipc": "A47J 27/00", "cpc": "Y02E 10/50", "claims": "1/1", "inventor": "Doe, Ann", "publications": "EP 3000001 A1 2016-07-06"})
	if r := items[0].Record; r.ClaimTexts[0] != "Une bouilloire, en fer" || r.Abstract != "Une bouilloire." {
		t.Errorf("%q, %q", r.ClaimTexts, r.Abstract)
	}
}

func TestTheRemainderOfAnotherRightIsNotTaken(t *testing.T) {
	items, _ := readText(t, "x.xml", usDocument("application", "A1", "20150000001", "20150806", "", ""))
	items[0].Record.Expiry = date(t, "2035-02-03")
	var b bytes.Buffer
	if _, err := exchange.WriteST96(&b, ipr.Patent, rowsOf(items)); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]ipr.Date{"US/PT/14612898.json": items[0].Record.Expiry, "VN/PT/14612898.json": {}, "US/TM/14612898.json": {}} {
		again, _ := readText(t, "x.xml", strings.Replace(b.String(), "US/PT/14612898.json", file, 1))
		if len(again) != 1 || again[0].ID != items[0].ID || again[0].Record.Expiry != want {
			t.Errorf("%s: %s, %s", file, again[0].ID, exchange.Content(again[0]))
		}
	}
}
