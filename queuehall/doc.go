// Package queuehall runs the halls of a service centre: tickets, the operators who call them and what becomes of each visit.
//
// # How a visit flows
//
// A ticket is drawn for a service direction and waits once it is in the client's hand. An operator who has signed on to a counter
// calls the next: the ticket is theirs alone, its visit begins, and its pad is armed (VN-2.4). The client comes and is served, or
// is absent; may be parked, or passed on to another direction or counter, with the place that they had. What was a mis-click is
// taken back for a few seconds.
//
// # Invariants
//
//   - A ticket has one live visit at most, and so has a counter: two operators never get one client, one operator never two. The
//     database holds both by partial unique indexes.
//   - Who is next is chosen with SKIP LOCKED, so that counters that call at once do not wait for one another. No row of the whole
//     hall is written with it.
//   - Turns are one order: of whoever walked in the moment at which they came, of whoever booked the time that they booked. The law
//     knows who is served out of turn; they come before. What they chose at a kiosk an operator sets right, and it is kept who did and why.
//   - A command is done once, by its key: a repeat returns what the first one made.
//   - Whether a client could rate is known of each visit: its pad says that it is lit, or else the counter has an incident, one at a
//     time, of which the heads and technical support are told (VN-3.3). Service goes on, and what they could not rate is no refusal.
//   - What was pressed and what was flagged as a sign of abuse stays; the database refuses to change it. What is flagged counts (VN-3.2).
//   - Nobody holds a client or a counter whom nobody can reach: the night, the end of a role and a head's word free both, and whoever
//     waits for a counter that was left is anybody's after a while.
//   - A day is the branch's own date, and numbers begin with it. Days whose hours differ count before the week ([Timetable]), and no
//     booking stands on a day that was closed ([Days]).
//
// # Concurrency and lifecycle
//
// A Hall is safe for concurrent use, in any number of processes: it holds nothing but who calls at this very moment, so that those who
// call at once share a transaction. Whoever that transaction cannot serve calls alone, and nobody waits for another's trouble. What
// happens later, by itself, is a deadline of the case core's ([Hall.Handlers]), so that it does not matter which copy took the call. What
// nobody asks for is an [Attendant]'s.
//
// Locks are taken in one order: sign-on, ticket, visit, device, incident.
package queuehall
