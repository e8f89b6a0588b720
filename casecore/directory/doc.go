// Package directory is how a city's classifier and organisations are edited from a console: topics with their terms and
// executors (MR-4.6), other competent bodies (MR-4.2.1), districts, and organisations with those who are responsible in
// them (MR-5.7).
//
// # Invariants
//
// Each edit is one transaction with its row in the administrators' log and a new version of the catalogue, by which every
// copy notices within seconds. An edit names the revision that it was made on; another one since is a Conflict. Whatever
// would not be read back from a file, or does not fit the regulation in force, is refused. Topics and organisations are
// retired, never deleted: cases name them.
//
// The latest edit that still stands can be taken back, and then the one before it: what it changed becomes what it was.
//
// # Concurrency and lifecycle
//
// An [Editor] holds no state and is safe for concurrent use; edits take turns.
package directory
