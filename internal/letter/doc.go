// Package letter writes what a delivery tells as a letter that people read, from the catalogues.
//
// A template "citizen.status" has the texts delivery.citizen.status.subject and .body, .action for the label of its link
// where there is one, and .many.subject, .many.head, .many.line where several go out as one letter (MR-6.2.2). A line of
// a text whose argument is empty is left out, so that one text serves a case with and without a place or a term.
//
// # Invariants
//
// Links carry secrets that are made when the letter is written and stored nowhere. A citizen's letter never links to a
// staff page and the other way round. Moments are local to the city and say so by being written as a date and a time.
//
// # Concurrency
//
// A [Writer] never changes after [NewWriter] and is safe for concurrent use.
package letter
