// Package backup carries a whole city, its database and its files, into one archive and out of it.
//
// # The archive
//
// A tar, readable without this program, its entries in the order in which they are needed:
//
//	manifest.json    versions, counts, sums, the feed's epoch and position
//	files.tsv        every file as of the snapshot: key, size, SHA-256
//	database.dump    pg_dump's custom format
//	files/<key>      the bytes of each file
//	end.json         what was missing or damaged; without it the archive was cut short
//
// The database is dumped from one exported snapshot, and files.tsv is read in it; the bytes are copied after it. Bytes
// never change under their key, so that is consistent, but for files which were erased meanwhile: those are told as
// missing. An archive gets its name by a rename when it is complete and on the disk.
//
// # A restore
//
// The archive is verified first, then files are put back, then the database, in one transaction of psql: it is restored
// whole or not at all. The same transaction starts a new epoch of every feed, so that consoles take a snapshot; ends
// sessions and one-time codes; leaves a gap in the numbers of cases, since citizens may hold numbers given after the backup;
// and writes a row into restores, which is the hold. While it stands, [Hold.AfterTimers] and [Hold.AfterLetters] keep
// what they guard from running, and nobody is rung.
//
// # Concurrency and lifecycle
//
// Everything streams: neither a dump nor a file is held in memory. A backup may be made while any number of copies serve.
// A restore refuses a database that a copy is connected to. A [Hold] is safe for concurrent use.
package backup
