package exchange

import (
	"slices"
	"strings"

	"github.com/muniment/muniment/internal/fault"
)

// st86 reads industrial designs of WIPO Standard ST.86 and of documents made after it: a Transaction with designs, each in
// its application or standing alone. Elements are known by their local names and read by readDesigns, which has both the
// names of ST.86 and those of ST.96. Source: WIPO Standard ST.86, version 1.0, as WIPO's mapping of it to ST.96 has it.
var st86 = mapping{
	format: ST86,
	place:  st86Place,
	head:   st86Head,
	record: st86Record,
}

// st86Told tells a document by what is in it, since the root is called Transaction in more than one standard.
func st86Told(names []string) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	switch names[0] {
	case "Transaction":
		return has("DesignTransactionBody") && !has("TransactionContentBag")
	case "DesignTransactionBody":
		return has("TransactionContentDetails")
	case "DesignApplicationDetails", "DesignDetails":
		return true
	}
	return false
}

func st86Place(name []byte, _ int) place {
	switch string(name) {
	case "Transaction", "DesignTransactionBody", "TransactionContentDetails", "TransactionData", "DesignApplicationDetails", "DesignDetails":
		return passage
	case "DesignApplication", "Design":
		return recorded
	case "TransactionHeader":
		return heading
	case "TransactionIdentifier", "TransactionCode", "TransactionSubCode", "TransactionErrorDetails":
		return passed
	}
	return foreign
}

// st86Head reads the day on which the document was made, which is the day whose state its records tell.
func st86Head(d *document, e element) {
	e.take()
	sender := e.child("SenderDetails")
	for _, name := range []string{"RequestProducerDateTime", "RequestProducerDate"} {
		if t := d.day(sender.child(name)); !t.IsZero() {
			d.date = t
		}
	}
}

func st86Record(d *document, e element) *fault.Fault {
	if strings.EqualFold(string(e.attr("operationCode")), "Delete") {
		e.take()
		return fault.New(fault.Invalid, "the document tells that its source has deleted this record")
	}
	return readDesigns(d, e)
}
