// Package export writes the case list into files, one row a case: CSV, or a workbook for Excel.
//
// [Exports.Ask] records what is wanted, together with an event of the history, in one transaction; a [Worker] of some copy
// makes the file. The file holds what its owner might see when they asked, and no personal data: neither who applied nor
// how to reach them.
//
// # Invariants
//
//   - The state is PostgreSQL's. Whoever makes a file says every few seconds that it is at it; a job whose holder fell
//     silent is begun anew by another, three times at most. A holder that was given up and comes back changes nothing.
//   - Cells that a spreadsheet would take for a formula begin with an apostrophe.
//   - A file is its owner's alone and is removed after a day, with its row.
//
// # Concurrency and lifecycle
//
// [Exports] is safe for concurrent use. Any number of copies may run a [Worker]; each makes one file at a time, and leaves
// it to be begun anew when it is told to stop.
package export
