// Package pages is what citizens see of the halls without an account: the page on which a ticket is followed, and those on which a visit
// is booked. They are rendered here and work without JavaScript; with it, a ticket's page follows its ticket by itself.
//
// # Invariants
//
//   - Whoever has a link sees what it is of and no more: no page tells who booked, or who is before or after.
//   - A token that opens nothing and a thing that is not there have one answer.
//   - A form is sent once: its key is made when it is shown.
//
// # Concurrency and lifecycle
//
// A [Pages] never changes after [New]. It is mounted once and then safe for concurrent use.
package pages
