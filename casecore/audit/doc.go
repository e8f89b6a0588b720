// Package audit makes the history tamper-evident.
//
// Every subject's events form a hash chain, whose head lies on the subject's row. That finds an altered event, but not a
// deleted case, nor a history whose end was cut off together with its head. So a [Sealer] gathers, each minute, the heads
// that moved since (from the outbox, by position), and writes a seal: a root over the seal before and those heads. What was
// once sealed can no longer vanish without the seals telling. Roots are logged: copied off the machine, they find also a
// rewriting of the seals themselves.
//
// [Verify] walks everything and reports each contradiction. Hashes cover salted digests of what people said, never their
// words or names, so a person's erasure changes nothing here.
//
// # Concurrency and lifecycle
//
// One sealer works at a time, by a fenced lease; others stand by. Only it moves streams.sealed, up to which the outbox may
// be pruned. Verify reads one consistent state of the database, in batches, and may run while everything goes on.
//
// # Invariants
//
// The window of a minute is the limit: a case that is made and wiped, with its outbox rows, before it is sealed leaves no
// trace but a gap in the positions.
package audit
