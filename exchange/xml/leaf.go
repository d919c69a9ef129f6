package xml

// Leaf gives the text of the current element and passes over its end-tag, if the element holds nothing but text in which
// nothing is to be replaced and the window holds it whole; else it does nothing. It is called after a Start and is the
// short way that most elements of a record can take.
func (r *Reader) Leaf() ([]byte, bool) {
	if r.fail != nil || r.empty || r.cdata {
		return nil, false
	}
	return r.leaf()
}
