// Package adminlog does what administrators change once, and writes down who changed what and when.
//
// # Invariants
//
// A change, its row in the log and the command's key are one transaction: nothing is changed without a row, and a key that
// comes again finds the first row instead of changing anything. Rows are never altered. Passwords, codes and session tokens
// are never part of a row.
//
// Changes to people, organisations and the classifier take turns: each locks the catalogue's version first, so that what was
// checked still holds when it is written ("there is another administrator").
//
// # Concurrency and lifecycle
//
// A [Book] holds no state and is safe for concurrent use.
package adminlog
