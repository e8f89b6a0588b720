// Package pgstore keeps the domain in PostgreSQL. [Store] implements casecore.Store, [Catalogue] casecore.Catalogue.
//
// # Invariants
//
// The database itself refuses what must never be: two agents on one report or one agent on two (reports_one_claim), two
// live wordings of a report (wordings_one_live), two cases of one wording, a number given twice, a second breach of a
// deadline, a changed line of history (events_append_only).
//
// # Transactions
//
// Locking methods queue their lock ahead of the read in one round trip: the read's snapshot is taken after the lock was
// had, so it sees what the previous holder committed. Subjects are locked in the order of their ids; deadlines are
// written only under their subject's lock and need none of their own.
//
// [Store.Apply] writes a set of changes table by table, so that one decision and a thousand fired timers cost the same
// number of statements. They are queued and travel with the commit.
//
// # Zero values
//
// A zero id or time in the domain is NULL in the database.
package pgstore
