// Package store keeps the register on SQLite or PostgreSQL, with one SQL text for both.
//
// A data folder holds muniment.db (the register; SQLite only), vault.db (keys of sealed disclosures and of the logs, with
// a backup of its own), traffic.db (what is not law), blob/ (large files) and a lock. On SQLite the register runs in WAL
// mode with synchronous=FULL: what was committed is on the disk.
//
// Writing goes through one writer ([Store.Update]): it runs the functions that wait, each in a savepoint, in one
// transaction, and answers them after its commit. Reading takes connections of its own and never waits for the writer.
// Every read for the public passes register.Gate.
package store
