// Package font holds the faces in which documents are set, chooses among them, shapes text and cuts subsets for PDF.
//
// A Set has our own faces, which are part of the program: Literata (regular, italic, bold, bold italic) for text and Be Vietnam
// Pro (400, and 600 as its bold) for headings and tables; and those that the office adds for the scripts of its parties.
// Both families have every Vietnamese letter. Text is shaped by a port of HarfBuzz, so that marks sit where the face wants
// them, Arabic letters join and Hangul syllables form.
//
// A face is chosen for every cluster: a letter with its marks. The families of the query come first, in their order, then every
// face of the set in the order of Face.Index. Bold and italic are kept if a family has them; they are never imitated: a family
// without an italic is set upright, and one without a bold is set in its only weight.
//
// Tabular figures use the face's own feature (tnum). Be Vietnam Pro has none; there we add ten glyphs, its digits in the middle
// of the width of the widest.
//
// Everything depends on the input alone: the same text, query and set give the same glyphs, and the same glyphs give the same
// subset, whatever was shaped before.
package font
