package exchange

import "strconv"

// totals are the attributes and elements in which documents state how many records, or documents, they hold: those of
// DOCDB, of the answers of OPS, and of the header of a transaction of ST.96.
var totals = map[string]bool{"no-of-documents": true, "total-result-count": true, "TransactionTotalQuantity": true}

// statedBy keeps the totals that the attributes of the current element state.
func (d *document) statedBy() {
	for _, a := range d.xml.Attrs() {
		if totals[string(a.Local())] {
			d.rep.state(string(a.Local()), string(a.Value))
		}
	}
}

// statedIn keeps the totals that the children of a heading state.
func (d *document) statedIn(e element) {
	for name := range totals {
		for c := range e.each(name) {
			d.rep.state(name, string(code(c)))
		}
	}
}

// state keeps a total that the document states of itself. Several of one name, as of documents one behind the other, are
// added up.
func (r *Report) state(name, value string) {
	n, err := strconv.ParseUint(value, 10, 40)
	if err != nil {
		r.unread(name)
		return
	}
	count(&r.Stated, name, int(n))
}
