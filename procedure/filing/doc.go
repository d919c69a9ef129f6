// Package filing is the reception desk: what a person asks the office for, whether it is complete, what it costs, and the moment
// at which it is received for good.
//
// An [Application] is what is filed. A [Form] is the list of questions that lead to it, made of the law in force: every
// requirement of the pack is either met by a part of the application that we know ([Answers]) or asked for as itself, so that what
// the form asks is what [Check] looks at, and what Check looks at is what an examiner of formalities will. [Check] blames nothing
// that the law does not demand; it also warns of what the office would probably object to.
//
// Sources: the requirements and fees of the law packs (docs/law.md), the classes of Nice, Locarno and Vienna, ST.3.
package filing
