package pdf

// Elem is an element of the structure: what a piece of the document is, beside how it looks.
type Elem struct {
	parent *Elem
	tag    string
	attr   *Attr
}

// Attr is what an element may say about itself. The zero value of a field says nothing.
type Attr struct {
	Lang          string     // BCP 47; if it is not that of the element around it
	Title         string     // name of this very element
	Alt           string     // what a picture shows; demanded of a Figure
	ActualText    string     // the text that the content stands for
	Expansion     string     // what an abbreviation stands for
	ID            string     // unique in the document; a Note is given one if it has none
	Scope         string     // of TH: Column, Row, Both; Column if empty
	ColSpan       int        // of TH and TD
	ListNumbering string     // of L: Disc, Decimal, LowerAlpha, UpperRoman, LowerRoman, None
	BBox          [4]float64 // of Figure and Table: x, y, width, height on its page
}

// New adds a child after the others. The tag is one of the standard structure types (ISO 32000-1, 14.8.4). An element without
// content is not written.
func (e *Elem) New(tag string) *Elem { return &Elem{parent: e, tag: tag} }

// Attr gives the attributes, to be set.
func (e *Elem) Attr() *Attr {
	if e.attr == nil {
		e.attr = new(Attr)
	}
	return e.attr
}
