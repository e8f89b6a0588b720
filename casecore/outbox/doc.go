// Package outbox carries committed changes out: to the live feed and, as deliveries, to people.
//
// # The live feed
//
// A business transaction leaves rows in the table outbox, without a position. A [Relay], one at a time for each stream by
// a fenced lease, takes them in the order of their ids, gives them consecutive positions in a transaction of its own,
// and then adds them to the stream in Redis, the position being the entry's id. A cursor over ids would skip rows whose
// transactions commit late; a row without a position cannot be overlooked.
//
// PostgreSQL is the truth and Redis a fan-out. Positions are given whether Redis answers or not; what it lacks is read
// again from the table: after a kill between commit and XADD, a flush, a restart that lost the last second. One
// script adds entries only where they continue the stream, so the stream has no holes, and duplicates, a second
// relay and a paused one that wakes late change nothing: the content of a position never changes within an epoch.
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
