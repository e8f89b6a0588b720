// Package rota is the agents' rota (MR-2.2): a month's shifts are made, checked against the labour law and the round-the-clock
// day (MR-2.1), approved by the head, and say who is on shift.
//
// # The parts
//
// [Check] and [Propose] are pure: a [Sheet] in, findings or cells out. Every number, pattern and actor comes from the profile
// ([regulation.Rota]). A [Book] keeps months: one draft and one approved version of each at most. [Book.Save] on an approved month
// begins its next version; until that is approved too, the one before stays in force. [Relief] passes on what somebody holds when
// their shift ends.
//
// # Invariants
//
// A shift is kept with its instants, made from the wall clock of the city, so that a night on which clocks change has the hours
// that it had. In one version nobody has two shifts at a time, and among the approved ones of all months neither: the database
// holds both. A change is one transaction, idempotent by its command's key, under the rota's revision; what makes a rota law
// (sent, approved, returned, discarded) has its row in the log of administration.
//
// A city whose month has no approved rota has none in use: [Watch.InUse] is false and everybody who is ready counts.
//
// # Concurrency and lifecycle
//
// Values are plain; a Book and a Relief hold no state and are safe for concurrent use. [Relief.Run] may run in several copies.
package rota
