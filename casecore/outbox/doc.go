// Package outbox carries committed changes out: to the live feed and, as deliveries, to people.
//
// # The live feed
//
// A business transaction leaves rows in the table outbox, without a position. A [Relay], one at a time for each stream by
// a fenced lease, takes them in the order of their ids, gives them consecutive positions in a transaction of its own,
// and then adds them to the stream in Redis, the position being the entry's id. A cursor over ids would skip rows whose
// transactions commit late; a row without a position cannot be overlooked.
//
// That transaction does not wait for the disk: what it says of a change can be said again, the change cannot, and was on the
// disk before. A PostgreSQL that dies may so forget positions that screens have seen. It then also empties the unlogged table
// stream_marks, and a stream without its mark gets a new epoch before it gets a position.
//
// PostgreSQL is the truth and Redis a fan-out. Positions are given whether Redis answers or not; what it lacks is read
// again from the table: after a kill between commit and XADD, a flush, a restart that lost the last second. One
// script adds entries only where they continue the stream, so the stream has no holes, and duplicates, a second
// relay and a paused one that wakes late change nothing: the content of a position never changes within an epoch.
//
// # Deliveries
//
// A business transaction says whom to tell and what; [Deliverer] does it. A row addressed to an organisation or a role is
// expanded when it is due, not when it is written, into one row for each chat and mailbox of whoever holds the role
// then ([Directory]). Channel rows are claimed, sent by the channel's [Sender] outside any transaction, and recorded in a
// second one.
//
// The attempt is counted and the row leased before the send. A worker that dies between the send and the record costs a
// lease of a minute and one repeat, with the same delivery id, of what was in flight: outside at least once. A worker that
// comes back late records nothing, since the row's attempts have moved on. Urgent rows go first; messages for one
// address keep their order within a worker. Rows with the same non-empty gather go out as one letter, once all rows
// for roles that belong to it are expanded (MR-6.2.2).
//
// A failure waits from 5 s to an hour; the eighth makes a dead letter, which [Deliverer.Replay] revives. An address that
// takes nothing any more, and a recipient nobody can reach, make the row unreachable: it stays to be seen, with the reason
// as a key of the catalogue. A channel that asks to wait is left alone as a whole and costs no attempt.
//
// Channel workers share nothing but PostgreSQL (SKIP LOCKED), so any number of copies may run.
//
// # Waking
//
// After a commit, [Relay.Wake] (in a process without a relay, [Waker.Wake]) tells the working relay, over Redis when that
// is elsewhere. Wake-ups are coalesced, cost the caller nothing, and may be lost: a poll runs behind them.
//
// # Pruning
//
// Rows leave the table once they are older than the retention, have a position, and a seal of the audit covers them.
package outbox
