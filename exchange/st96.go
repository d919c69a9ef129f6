package exchange

import (
	"slices"

	"github.com/muniment/muniment/internal/fault"
)

// ST.96 documents are read by the names of their elements, whatever their namespaces are called: those of version 6.0, which
// we write, and those of earlier versions and of offices' own extensions, which differ in many places and are valid against
// no published schema. Source: WIPO Standard ST.96, version 6.0, annex III.
var st96 = mapping{
	format: ST96,
	place:  st96Place,
	head:   st96Head,
	prune:  st96Prune,
	record: st96Record,
}

// st96Records read the elements that are records, by name.
var st96Records = map[string]func(*document, element) *fault.Fault{
	"Trademark": st96Mark, "PatentPublication": st96Patent, "BibliographicData": st96Biblio,
	"GIApplication": st96GI, "GIData": st96GI,
	"DesignApplication": readDesigns, "Design": readDesigns,
}

// st96Passages are the elements that hold records, or the document's head.
var st96Passages = map[string]bool{
	"Transaction": true, "TrademarkTransaction": true, "TrademarkApplication": true, "DesignTransaction": true, "GITransaction": true,
	"TrademarkTransactionBody": true, "DesignTransactionBody": true, "GITransactionBody": true,
	"TransactionContentBag": true, "TransactionContentInformation": true, "TransactionData": true,
	"TrademarkBag": true, "TrademarkApplicationBag": true, "DesignBag": true, "DesignApplicationBag": true, "PatentPublicationBag": true,
}

func st96Place(name []byte, _ int) place {
	switch {
	case st96Records[string(name)] != nil:
		return recorded
	case st96Passages[string(name)]:
		return passage
	case string(name) == "TransactionHeader", string(name) == "TransactionIdentifier", st96Beside[string(name)] != "":
		return heading
	}
	switch string(name) {
	case "TransactionCategory", "TransactionCode", "TransactionSubCode":
		return passed
	}
	return foreign
}

// st96Beside are the elements of an application beside its rights, and why they are left out.
var st96Beside = map[string]string{
	"ApplicationFormName": leftForm, "RequestExamination": leftForm, "RequestSearch": leftForm, "RequestSoftware": leftForm,
	"DocumentIncludedBag": leftDocuments, "PaymentBag": leftForm, "SignatureBag": leftForm, "ReimbursementBag": leftForm,
}

// leftForm tells of what an application is besides its right.
const leftForm = "form, fees and signatures of an application (no member)"

// st96Head reads the date on which the document was made, which is the day whose state its records tell, and the
// identifier of a transaction.
func st96Head(d *document, e element) {
	if e.name() == "TransactionIdentifier" {
		d.identifier = string(code(e))
		return
	}
	if why := st96Beside[e.name()]; why != "" {
		d.omit(e, why)
		return
	}
	e.take()
	sender := e.child("SenderBag")
	for _, name := range []string{"RequestDateTime", "RequestDate"} {
		if t := d.day(sender.child(name)); !t.IsZero() {
			d.date = t
		}
	}
}

// st96Prune passes over the parts of a patent that no member of a record holds.
func st96Prune(name []byte) string {
	switch string(name) {
	case "Description":
		return "description of an invention (no member)"
	case "Drawings", "PageImage":
		return "drawings of a document (no member)"
	}
	return ""
}

func st96Record(d *document, e element) *fault.Fault { return st96Records[e.name()](d, e) }

// st96Told tells a document by its root. The root Transaction is that of older standards too, which name what is in it in
// other words.
func st96Told(names []string) bool {
	if names[0] != "Transaction" {
		return st96Records[names[0]] != nil || st96Passages[names[0]]
	}
	return slices.ContainsFunc(names, func(name string) bool {
		return name == "TrademarkTransactionBody" || name == "DesignTransactionBody" || name == "GITransactionBody"
	})
}
