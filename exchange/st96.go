package exchange

import (
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
	"GIApplication": st96GI, "GIData": st96GI,
}

// st96Passages are the elements that hold records, or the document's head.
var st96Passages = map[string]bool{
	"Transaction": true, "TrademarkTransaction": true, "DesignTransaction": true, "GITransaction": true,
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
	case string(name) == "TransactionHeader", string(name) == "TransactionIdentifier":
		return heading
	}
	switch string(name) {
	case "TransactionCategory", "TransactionCode", "TransactionSubCode":
		return passed
	}
	return foreign
}

// st96Head reads the date on which the document was made, which is the day whose state its records tell, and the
// identifier of a transaction.
func st96Head(d *document, e element) {
	if e.name() == "TransactionIdentifier" {
		d.identifier = string(code(e))
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

// st96Told tells a document by its root. The root Transaction is that of older standards too.
func st96Told(names []string) bool {
	return st96Records[names[0]] != nil || st96Passages[names[0]] && names[0] != "Transaction"
}
