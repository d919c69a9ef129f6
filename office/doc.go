// Package office is the office itself, as every other part needs to know it: what it is called and where it sits, how its
// papers are headed and who signs them; and its people: parties, accounts, roles, delegations, powers of attorney, conflicts of
// interest.
//
// What is known of people is told as facts ([Fact]) and is a fold over them; [People] does every act, after a [Judge] has asked
// the policies (folder policy) whether this [Actor] may. docs/people.md tells it to administrators and lawyers.
//
// An office tells of itself as data ([ReadLetterhead]), in every language in which it writes. Nothing here is wired to one
// country: the lines of a national motto, the sign in the numbers of letters and the titles of those who sign are data like
// the address. What the sample office has ([SampleLetterhead]) follows the customary form of an administrative letter in
// Viet Nam, written from memory; it claims nothing about the law.
//
// Values do not change once they are read, so they are safe for concurrent use.
package office
