// Package desk is the queue of agents (MR-2.1, MR-4.2): who sits where and may take calls, which calls wait, who gets which,
// and what agents want done with theirs.
//
// # Invariants
//
// A seat is one row of its person and holds one call at most; a call is held by one seat at most: the database says so.
// [Desk.Assign] gives calls in one statement: emergencies first, then whoever has waited longest; of the agents who fit, the one
// who is idle longest. Rows that another assigner has in hand are passed over, so that any number of them may work at once.
// A call that comes back, because an agent did not answer or passed it on, keeps the place that it had.
// A caller who asks to be called back keeps it too ([Desk.KeepPlace]): their turn asks for a call to them, which is made as any other
// that an agent asks for (package callout), and while somebody is in such a call they get no other.
// Everything locks a call's wait before its seat.
//
// How long somebody waits for what is the profile's ([regulation.Waits]), read anew each time.
//
// A seat counts as there while its console speaks; where a rota is in force, only those on shift may be ready (MR-2.2).
//
// # Concurrency and lifecycle
//
// A [Desk] has no state but its database and is safe for concurrent use; its methods join the transaction that the context
// carries. Its hooks are called after the commit.
package desk
