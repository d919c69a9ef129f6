// Package revision reads as much of a PDF as is needed to append a revision to it with a signature field, and to find the
// signatures that it has (ISO 32000-1, clauses 7.5 and 12.8).
//
// The reader is for bytes from outside. It follows the cross-reference tables and streams from the end of the file and takes
// what they say to the letter: nothing is repaired or searched for, since a reader that guesses may see another document than
// the one that was signed. Encrypted documents are refused.
package revision
