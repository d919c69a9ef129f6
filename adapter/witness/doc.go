// Package witness lets a second house watch over a register's log: it serves and asks the protocol of
// c2sp.org/tlog-witness.
//
// [Folder] remembers on disk what was cosigned last; [Serve] answers requests; [Cosign] is the other side, by which a log
// asks. The decision itself is [note.Witness]. The promise rests on one thing: what was cosigned is on the disk before
// the answer leaves the house, so that no restart, crash or second process can make the witness cosign two trees that do
// not continue each other.
package witness
