// Package pdf writes documents that are archival and accessible: PDF/A-2u or PDF/A-3u (ISO 19005-2, -3) and PDF/UA-1
// (ISO 14289-1) at once, as PDF 1.7 (ISO 32000-1).
//
// A Writer streams. Pictures are written when they are read, the content of a page when it is flushed, and only what the
// end of the file needs is kept: the tree of structure, the glyphs in use and the places of objects. Lengths are points
// (1/72 inch); on a page x runs to the right and y downwards from the top left corner.
//
// Everything on a page is either content of an element of the structure, between Page.Begin and Page.End, or an artifact
// that readers aloud pass over. What is drawn outside both is an artifact of layout. The order in which elements are made
// is the order in which they are read; text and pictures that belong directly to an element keep their place among its
// children by the order of drawing.
//
// Text is shown by glyph, in the order of reading even where it runs from right to left. A code stands for a glyph of a face and
// one text, and codes are numbered in order of first use; they are the CIDs of the embedded subset too. ToUnicode tells the text
// of each code. An ActualText is added only where it cannot: to the parts of letters that are glyphs of their own, and to glyphs
// of CFF faces that stand for several characters.
//
// The finished file is laid out for those who append to it, as a signature does. Objects 1 and 2 are the catalogue and the
// root of the page tree. The catalogue, the page tree, the pages, the information dictionary and the root of the structure
// are plain objects, never inside an object stream. The file ends with one cross-reference stream with W [1 5 2], compressed
// without predictor, whose dictionary is the trailer: Size, Root, Info, ID. An update appends its objects and a further
// cross-reference stream with Prev. ParentTreeNextKey of the structure's root is kept up to date.
//
// The same calls give the same bytes: no clock and no chance, and the identifier is the hash of the file.
//
// A Writer is used by one goroutine at a time.
package pdf
