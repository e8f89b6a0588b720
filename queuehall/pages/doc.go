// Package pages is what citizens see of the halls without an account: the page on which a ticket is followed, and those on which a visit
// is booked. They are rendered here and work without JavaScript; with it, a ticket's page follows its ticket by itself: over
// a stream of events, and by asking where there is none.
//
// # Invariants
//
//   - Whoever has a link sees what it is of and no more: no page tells who booked, or who is before or after.
//   - A token that opens nothing and a thing that is not there have one answer.
//   - A form is sent once: its key is made when it is shown.
//
// # Concurrency and lifecycle
//
// A [Pages] is mounted once and then safe for concurrent use. [Pages.Run] ends the streams of those who follow tickets with its context.
// A branch has one goroutine while somebody follows a ticket of it, which reads the database once for all of them.
package pages
