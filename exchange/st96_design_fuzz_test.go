package exchange_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/muniment/muniment/exchange"
)

// tinyDesigns and tinyIndications are small documents in each form that designs and indications come in.
var (
	tinyDesigns = []string{
		`<DesignApplication><RegistrationOfficeCode>VN</RegistrationOfficeCode><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber><DesignBag><Design><DesignIdentifier>1</DesignIdentifier><DesignTitleText languageCode="vi">A</DesignTitleText><DesignCurrentStatusCategory>Registered</DesignCurrentStatusCategory><DesignClassificationBag><LocarnoClassificationBag><LocarnoClassification><LocarnoClass>06</LocarnoClass><LocarnoSubclassBag><LocarnoSubclass>01</LocarnoSubclass></LocarnoSubclassBag></LocarnoClassification></LocarnoClassificationBag></DesignClassificationBag></Design></DesignBag><DesignApplicationStatementBag><DesignApplicationStatementText>{"untold":["title"],"unplaced":{"claims":2}}</DesignApplicationStatementText></DesignApplicationStatementBag></DesignApplication>`,
		`<Transaction><DesignTransactionBody><TransactionContentDetails><TransactionData><DesignDetails><Design><DesignIdentifier>1</DesignIdentifier><DesignCurrentStatusCode>x</DesignCurrentStatusCode><ExpiryDate>2030</ExpiryDate></Design></DesignDetails></TransactionData></TransactionContentDetails></DesignTransactionBody></Transaction>`,
	}
	tinyIndications = []string{
		`<GIApplication><GIData officeCode="FR" languageCode="fr"><ApplicationNumber><ApplicationNumberText>1</ApplicationNumberText></ApplicationNumber><GINameBag><GINameText>A</GINameText><GINameTranslationText languageCode="en">B</GINameTranslationText></GINameBag><GICategory>Appellation of Origin</GICategory><CommentText>{"unplaced":{"indication":{"control":"x"}}}</CommentText><GIStatusCategory>Ended</GIStatusCategory></GIData></GIApplication>`,
		`[{"EA_FileNumber":"PDO-IT-1","EA_Name":"Α / A","EA_Type":"Protected Designation of Origin (PDO)","EA_Country":"Italia, France","EA_DateRegistration":"21/06/1996"},]`,
		"name\tproduct\tprovince\nA\ttea\tB\n",
	}
)

// FuzzDesignsAndIndications puts any bytes into an application for a design, of ST.96 or ST.86, or for an indication. What
// is read is fit for the register, and as ST.96 it is written and read back unchanged.
func FuzzDesignsAndIndications(f *testing.F) {
	for i, s := range append(tinyDesigns, tinyIndications[0]) {
		from := strings.IndexByte(s, '>') + 1
		f.Add(uint8(i), s[from:strings.LastIndexByte(s, '<')])
	}
	forms := []string{"DesignApplication", "Transaction", "GIApplication", "Design", "GIData"}
	f.Fuzz(func(t *testing.T, form uint8, inner string) {
		root := forms[int(form)%len(forms)]
		format := exchange.ST96
		if root == "Transaction" {
			format = exchange.ST86
		}
		items, _, _ := readAll(format, strings.NewReader("<"+root+">"+inner+"</"+root+">"), -1, exchange.Options{})
		for _, it := range items {
			var v any
			d := json.NewDecoder(bytes.NewReader(exchange.Content(it)))
			d.UseNumber()
			if err := d.Decode(&v); err != nil {
				t.Fatal(err)
			}
			proper(t, v)
			var b bytes.Buffer
			if _, err := exchange.WriteST96(&b, it.ID.Kind, rowsOf([]*exchange.Item{it})); err != nil {
				t.Fatal(err)
			}
			back, rep, err := readAll(exchange.ST96, bytes.NewReader(b.Bytes()), -1, exchange.Options{})
			if err != nil || len(back) != 1 || back[0].ID != it.ID || string(exchange.Content(back[0])) != string(exchange.Content(it)) {
				t.Fatalf("%s %s is not read back: %+v, %v\n%s", it.ID, exchange.Content(it), rep, err, b.String())
			}
		}
	})
}
