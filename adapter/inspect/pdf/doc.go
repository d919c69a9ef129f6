// Package pdf reads what can be read of a PDF that comes from a stranger: its objects, pages, texts, and what in it acts or hides.
//
// A reader that shows a page follows the table of contents of the file; this one distrusts it. It goes through the bytes and takes every
// object that stands there, also those of earlier revisions, so that nothing that another program may find is overlooked; of two
// objects of one number the later one counts. Nothing is run, fetched or drawn. Depth, numbers and the size of what is unpacked are
// limited; a file that is not what it should be gives what is left of it, never a panic.
//
// Source: ISO 32000-2:2020. Sections are named where they matter.
package pdf
