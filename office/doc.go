// Package office is the office itself, as every other part needs to know it: what it is called and where it sits, how its
// papers are headed and who signs them. Its people, their parts and what each of them may do will stand here too.
//
// An office tells all of it as data ([ReadLetterhead]), in every language in which it writes. Nothing here is wired to one
// country: the lines of a national motto, the sign in the numbers of letters and the titles of those who sign are data like
// the address. What the sample office has ([SampleLetterhead]) follows the customary form of an administrative letter in
// Viet Nam, written from memory; it claims nothing about the law.
//
// Values do not change once they are read, so they are safe for concurrent use.
package office
