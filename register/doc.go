// Package register is the register of rights: what happened to each right, in an order nobody can change afterwards.
//
// The register is a history. Every legally relevant act is one [Event]; what a right looks like today is a fold over its
// events ([Fold]), and a correction is a new event. Every event is a leaf of an append-only log in the manner of RFC 6962.
// The leaf does not carry the contents but salted digests of them, in the manner of RFC 9901, so that the log is public
// from the first second while an unpublished application or a private address stays secret. docs/log.md is the contract,
// enough to write a verifier without this code.
//
// An installation keeps two lanes of logs: [Register], the office's own acts, and [Library], copies of records taken from
// foreign or older files.
//
// The way of an event: [Prepare] salts and digests what the event tells, outside of any transaction; Tx.Append gives it
// its place, writes the leaf and keeps the disclosures, inside one; after the commit a [checkpoint] over the new size is
// signed. Nothing leaves the house but through [Gate].
//
// The package imports no database and no network; the store and the servers live in adapters.
//
// [checkpoint]: https://c2sp.org/tlog-checkpoint
package register
