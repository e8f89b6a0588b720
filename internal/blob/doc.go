// Package blob keeps the bytes of what people attach: in a folder by default, in S3 by URL, in memory in tests.
//
// [Store.Save] streams an upload, looks at its first bytes to learn what it really is, and records it through [Files] as a
// loose file: one that belongs to nothing until a use case attaches it. What stays loose for a day was never
// submitted; [Sweeper] removes it, and the bytes that a killed process wrote without recording them.
//
// # Invariants
//
// Only types of a closed list are kept, whatever the sender says a file is: nothing that a browser would run or render as a
// page. Keys are random and begin with the day they were made, so they cannot be guessed from an id and the sweeper can
// list one day. A key never changes its bytes. A row in files always has its bytes: they are written first and
// removed last.
//
// # Concurrency and lifecycle
//
// A [Store] is safe for concurrent use; close it after its users. Any number of copies may run a [Sweeper] at once: a
// row is removed by whoever deletes it.
package blob
