// Package pgtest gives each test a real PostgreSQL database of its own.
//
// [New] and [URL] make a fresh, migrated database in about a tenth of a second
// by copying a template that is migrated once for each state of the schema.
// They use the server named by DATABASE_URL (its role has to be allowed to
// create databases) or else one private server shared by every test process of
// this user. [NewServer] starts a whole server for one test, for those that
// stop it, kill it or need its writes to reach the disk.
//
// # Lifecycle
//
// The shared server lives in the cache directory, never in the work tree, and
// outlives the process that started it: the next package finds it running. Each
// test process holds a shared lock on users.lock until it exits; a small
// watchdog stops the server after some idle minutes. Starting, stopping and
// repairing happen under start.lock, so processes may race freely. Because the
// server holds nothing worth keeping, one that cannot be started is wiped and
// made anew. As root, servers run as the user postgres, as they must.
//
// # Invariants
//
// The shared server runs without fsync and autovacuum; one from [NewServer] has
// both. Databases are UTF-8 with the Ukrainian ICU collation and a Unicode
// ctype. A database is dropped when its test ends, and databases left by killed
// test processes are dropped when the server starts again.
package pgtest
