package style

import (
	"maps"
	"slices"
	"strconv"

	"github.com/muniment/muniment/internal/fault"
)

// Document is what was read: a tree with computed styles, and the page that it is set on.
type Document struct {
	Title   string
	Lang    string            // BCP 47, of the element html
	Meta    map[string]string // author, subject, keywords, version
	Page    Page              // every page but the first
	First   Page              // the first page: @page :first over @page
	Body    *Node             // never nil
	Running map[string]*Node  // elements with position: running(NAME), by NAME; they are not in Body
}

// Page is the paper. Lengths are in points.
type Page struct {
	Width, Height float64
	Margin        [4]float64 // top, right, bottom, left
	Padding       [4]float64
	Border        [4]Border
	Head, Foot    string // names of the running elements in the middle of the top and bottom margin; "" for none
}

// Node is an element, or a piece of text.
type Node struct {
	Tag   string // in lower case; "" for text
	Text  string // of a text: NFC, character references decoded, white space as written
	Attr  []Attr // in the order written; names in lower case, but for those of SVG such as viewBox
	Class []string
	Lang  string // BCP 47; its own or the nearest around it; "" if unknown
	Style *Style // never nil; of a text, and of all inside an svg, the style of the element that it stands in
	Kids  []*Node
	Line  int // of the file, from 1
}

// Attr is an attribute.
type Attr struct{ Key, Value string }

// Get gives the value of an attribute, "" if it is not there.
func (n *Node) Get(key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}

// Has says whether the attribute is there, even if it is empty.
func (n *Node) Has(key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// Int gives the value of an attribute as a whole number, or def if it is not there or is none.
func (n *Node) Int(key string, def int) int {
	if v, err := strconv.Atoi(n.Get(key)); err == nil {
		return v
	}
	return def
}

// Problem is something in a file that is outside the subset or breaks one of its rules.
type Problem struct {
	File string
	Line int          // from 1; 0 if it is about the file as a whole
	What *fault.Fault // of kind Invalid; its text speaks both languages
}

// Where is the place: "letter.html:12".
func (p Problem) Where() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

// Error is the whole of it in English: "letter.html:12: there is no element "font" in documents".
func (p Problem) Error() string { return p.Where() + ": " + p.What.Message() }

// sortedNames are the names of running elements in order.
func sortedNames(m map[string]*Node) []string { return slices.Sorted(maps.Keys(m)) }
