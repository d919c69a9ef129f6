// Package style reads the HTML and the CSS that documents are written in, and computes the style of every element.
//
// Both are subsets, described in docs/paper.md. What is outside them is told as a Problem with file and line, and left
// out; nothing is guessed. The HTML must be well formed: an element that is left open, or closed out of its turn, is a
// problem too, where a browser would mend it in silence. Text is brought to NFC, as everywhere in the product.
//
// Read gives a tree whose nodes carry their computed Style, with lengths in points. The package knows no fonts, no
// pictures and no paper; package layout sets what is read here.
//
// Everything is bounded: size and number of style sheets, number and depth of elements, length of selectors. The time
// is linear in the size of the document for the documents of an office, and polynomial for all others.
//
// Sources: HTML Living Standard (elements and attributes); CSS Syntax 3, Selectors 3, Cascade 4, Paged Media 3,
// Generated Content for Paged Media (running elements, footnotes).
package style
