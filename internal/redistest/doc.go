// Package redistest gives each test a Redis of its own.
//
// [New] and [NewServer] start a real redis-server, which takes some ten
// milliseconds; [Mini] starts the embedded miniredis that a single machine runs
// on; [Each] runs a suite on both, and [Cluster] starts a Redis Cluster of three
// nodes for suites that have to prove their hash tags.
//
// # Lifecycle
//
// A server keeps its files in a directory of its own and is stopped, and they
// are removed, when the test ends; the kernel kills it when the test process
// dies. Servers write an append-only file, so that what was answered survives
// [Server.Stop] and [Server.Kill9]; lost data is played with [Server.FlushAll].
package redistest
